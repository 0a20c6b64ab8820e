"""Who points at whom: replies, shares, quotes and names called become edges between people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mentions.model import Entry, Kind, Mention

WEIGHTS: Mapping[Kind, float] = {
    Kind.SHARE: 1.0,
    Kind.QUOTE: 0.8,
    Kind.REPLY: 0.5,
    Kind.COMMENT: 0.5,
    Kind.POST: 0.5,
}
"""How far each kind of pointing carries a word, by judgement and not fitted to data.

A share hands the word to a new audience as it is; a quote does so with words of the carrier's
own; a reply, a comment or a post that answers is seen mostly where the word already was. Cha et
al., "Measuring User Influence in Twitter" (ICWSM 2010), find that retweets follow the content
and mentions the name of a person: hence a called name weighs least.
"""

ADDRESS_WEIGHT = 0.25
"""Weight of calling a person by name."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A person (`carrier`) pointed at another (`carried`) by the mention `by`.

    `carried` is None when the mention pointed at was not heard or has no known author: the edge
    dangles. `target` is the mention pointed at, None where only a person was called by name.
    """

    carrier: str
    carried: str | None
    by: str
    target: str | None
    brands: tuple[str, ...]
    weight: float
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    author: str | None
    brands: tuple[str, ...]


def edges(entries: Iterable[Entry]) -> Iterator[Edge]:
    """Yield an edge for each pointing of one person at another; self-pointing yields none.

    An edge counts for the brands of the mention pointed at, as it is that word that is carried
    further ("B is better" under praise of A carries A's praise); where those are not known, for
    the brands of the pointing mention. Reads all entries first, as a target may come after.
    """
    heard: dict[str, _Heard] = {}
    pointing: list[Mention] = []
    for entry in entries:
        mention = entry.mention
        heard[mention.id] = _Heard(mention.author.id if mention.author else None, mention.brands)
        if mention.author and (mention.reply_to or mention.addressees):
            pointing.append(mention)
    for mention in pointing:
        yield from _edges_of(mention, heard)


def _edges_of(mention: Mention, heard: Mapping[str, _Heard]) -> Iterator[Edge]:
    carrier = mention.author.id if mention.author else ""
    answered: str | None = None
    if mention.reply_to:
        target = heard.get(mention.reply_to)
        answered = target.author if target else None
        if answered != carrier:
            yield Edge(
                carrier=carrier,
                carried=answered,
                by=mention.id,
                target=mention.reply_to,
                brands=(target.brands if target else ()) or mention.brands,
                weight=WEIGHTS[mention.kind],
                simulated=mention.simulated,
            )
    for person in dict.fromkeys(mention.addressees):
        if person not in {carrier, answered}:  # answering someone by name is one pointing
            yield Edge(
                carrier=carrier,
                carried=person,
                by=mention.id,
                target=None,
                brands=mention.brands,
                weight=ADDRESS_WEIGHT,
                simulated=mention.simulated,
            )

"""What becomes of a mention that is heard again. Pure: the order of hearings does not matter.

The newest hearing that has words tells everything but three things: brands unite, the first
`heard_at` stays, and engagement is that of the newest hearing that tells any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mentions.model import Engagement, Mention

NO_ENGAGEMENT = Engagement()


@dataclass(frozen=True, kw_only=True)
class State:
    """A mention as the ledger holds it, and when its parts were told."""

    mention: Mention
    told_at: datetime
    engaged_at: datetime | None
    purged: bool = False
    revision: int = 1
    content: int = 1


def first(mention: Mention) -> State:
    """Return the state of a mention heard for the first time."""
    brands = tuple(sorted(set(mention.brands)))
    told = mention.engagement != NO_ENGAGEMENT
    return State(
        mention=mention if mention.brands == brands else replace(mention, brands=brands),
        told_at=mention.heard_at,
        engaged_at=mention.heard_at if told else None,
    )


def merge(state: State, heard: Mention) -> State:
    """Return the state after one more hearing; its numbers grow only with a real change."""
    if state.purged:
        heard = replace(heard, title="", text="")
    mention, told_at = state.mention, state.told_at
    if outranks(heard, mention, told_at):
        mention, told_at = heard, heard.heard_at
    engagement, engaged_at = engaged(state, heard)
    mention = replace(
        mention,
        heard_at=min(state.mention.heard_at, heard.heard_at),
        brands=tuple(sorted({*state.mention.brands, *heard.brands})),
        engagement=engagement,
    )
    return replace(
        state,
        mention=mention,
        told_at=told_at,
        engaged_at=engaged_at,
        revision=state.revision + (mention != state.mention),
        content=state.content + (read_part(mention) != read_part(state.mention)),
    )


def outranks(heard: Mention, mention: Mention, told_at: datetime) -> bool:
    """Tell whether a hearing takes the place of what was told before: words first, then newer."""
    new, old = (has_words(heard), heard.heard_at), (has_words(mention), told_at)
    return new > old or (new == old and tie(heard) > tie(mention))


def engaged(state: State, heard: Mention) -> tuple[Engagement, datetime | None]:
    """Return the engagement to keep and when it was told."""
    if heard.engagement == NO_ENGAGEMENT:
        return state.mention.engagement, state.engaged_at
    if state.engaged_at is None or heard.heard_at > state.engaged_at:
        return heard.engagement, heard.heard_at
    if heard.heard_at == state.engaged_at:
        return max(state.mention.engagement, heard.engagement, key=repr), state.engaged_at
    return state.mention.engagement, state.engaged_at


def has_words(mention: Mention) -> bool:
    """Tell whether there is anything to read."""
    return bool(mention.title or mention.text)


def read_part(mention: Mention) -> tuple[str, str, tuple[str, ...]]:
    """Return what a reader reads: when it changes, the mention must be read again."""
    return mention.title, mention.text, mention.brands


def tie(mention: Mention) -> str:
    """Return what decides between two hearings of the same moment, whichever came first."""
    told = replace(mention, brands=(), engagement=NO_ENGAGEMENT, heard_at=datetime.min)  # noqa: DTZ901
    return repr(told)

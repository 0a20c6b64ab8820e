"""A person corrects from the command line what was read of a mention, and takes it back.

What is said goes the way of the screens' corrections: into the ledger, then into the index.
"""

from __future__ import annotations

import json
import shlex
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from config import listed
from house import House
from mentions.errors import ConfigError, IpsomunError, TryLater
from mentions.ledger import Changes, Judgement
from mentions.model import Entry, Mention, Polarity, Reading

PERSON = "person:"
SEARCHED = 20_000
"""In a ledger of at most so many mentions, all ids are compared with one that is unknown."""

Target = tuple[str | None, str | None]
"""A brand and an aspect of it; None for the brand as a whole, two for the whole text."""

NEAR = 0.5
LONGEST = 200
WHOLE: Target = (None, None)
FURTHER = ("payment", "intents", "spam")
"""What only the screens can correct."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a person says of a mention, of a brand in it, or of an aspect of that brand."""

    mention_id: str
    polarity: str
    person: str
    brand: str | None = None
    aspect: str | None = None


def correct(house: House, correction: Correction) -> Iterator[str]:
    """Keep a correction and file it; yield lines on what changed and how to undo it.

    ConfigError for a mention, brand or aspect that is not known, with names that are near.
    """
    entry = held(house, correction.mention_id)
    mention_id, person = entry.mention.id, correction.person
    target = target_of(house, entry, correction)
    before, told = read_before(entry.reading, target), correction.polarity
    changes = changes_of(target, Polarity(told))
    if before == told or not house.ledger.correct(mention_id, person, changes):
        yield f"{mention_id}: {called(target)} is read as {told} already. Nothing changed."
        return
    was = f"was {before}" if before else "was not judged"
    yield f"{mention_id}: {called(target)} is {told} now ({was}), as {person} says."
    if target == WHOLE and entry.mention.brands:
        yield f"what it says of {', '.join(entry.mention.brands)} stays as it was: see --brand"
    yield filing(house, mention_id)
    yield f"to take back all that {person} said of it: {command('uncorrect', mention_id, person)}"


def uncorrect(house: House, mention_id: str, person: str) -> Iterator[str]:
    """Take back all that a person said of a mention; yield what that was and how to say it again.

    ConfigError for a mention that is not known, or a person who said nothing of it.
    """
    mention_id = held(house, mention_id).mention.id
    said = house.ledger.said(mention_id)
    own = [changes for reader, changes in said if reader == PERSON + person]
    if not house.ledger.uncorrect(mention_id, person):
        names = {reader.removeprefix(PERSON) for reader, _ in said}
        who = f" {meant(person, names)}" if names else ""
        raise ConfigError(f"{person!r} has corrected nothing of {mention_id}.{who}")
    reading = held(house, mention_id).reading
    now = f"read as {reading.polarity} by {reading.reader}" if reading else "unread"
    yield f"{mention_id}: what {person} said is taken back. The whole text is {now}."
    yield filing(house, mention_id)
    yield from (f"to say it again: {line}" for line in again(mention_id, person, own))


def as_lines(house: House) -> Iterator[str]:
    """Yield people's corrections as JSON lines that `nlp.train --corrections` takes."""
    for mention, reading in house.ledger.corrections():
        told = {
            "id": mention.id,
            "title": mention.title,
            "text": mention.text,
            "polarity": reading.polarity,
            "reader": reading.reader,
        }
        yield json.dumps(told, ensure_ascii=False)


def plain_name(person: str) -> str:
    """Return a person's name as the ledger keeps it; empty when there is none.

    >>> plain_name(" person:지은 ")
    '지은'
    """
    return plain(person).strip().removeprefix(PERSON).strip()


def plain(text: str) -> str:
    """Return text of a command line in NFC, with what no database can hold replaced."""
    return unicodedata.normalize("NFC", storable(text))


def storable(text: str) -> str:
    """Return text of a command line with what no database can hold replaced."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def held(house: House, mention_id: str) -> Entry:
    """Return a mention of the ledger; ConfigError names those with an id that is near."""
    said = storable(mention_id)  # not in NFC: an id is kept as its source writes it
    entry = house.ledger.mention(said)
    if entry is not None:
        return entry
    sources = {health.source for health in house.ledger.health()}
    told = f"There is no mention {said[:LONGEST]!r} in the ledger."
    near = ids_near(house, said, sources)
    if near:
        raise ConfigError(f"{told} {question(near)}")
    raise ConfigError(
        f"{told} An id is the source and its own number or name, such as file:17. "
        f"Sources: {listed(sources) or 'none was heard yet'}."
    )


def ids_near(house: House, said: str, sources: set[str]) -> list[str]:
    """Return ids of mentions that may be meant: of another source, or written much like it."""
    native = said.partition(":")[2] or said
    same = [f"{source}:{native}" for source in sorted(sources)]
    found = [one for one in same if house.ledger.mention(one)]
    if found or house.ledger.status()["mentions"] > SEARCHED:
        return found[:3]
    return near(said, (entry.mention.id for entry in house.ledger.entries()), cutoff=0.8)


def near(said: str, names: Iterable[str], cutoff: float = NEAR) -> list[str]:
    """Return the names written most like what was said; Korean is compared letter by letter.

    >>> near("달빛커핀", ["모아은행", "달빛커피"])
    ['달빛커피']
    """
    written = {loose(name): name for name in names}
    return [written[one] for one in get_close_matches(loose(said), written, 3, cutoff)]


def loose(name: str) -> str:
    """Return a name without case, blanks and syllables: its letters."""
    letters = unicodedata.normalize("NFKD", name[:LONGEST]).casefold()
    return "".join(letters.split())


def meant(said: str, known: set[str]) -> str:
    """Return a sentence on the known names that are near, or on all of them."""
    found = near(said, sorted(known))
    return question(found) if found else f"There are: {listed(known) or 'none'}."


def question(names: list[str]) -> str:
    """Return the question whether one of the names is meant."""
    return f"Did you mean {' or '.join(names)}?"


def target_of(house: House, entry: Entry, correction: Correction) -> Target:
    """Return what is judged, as the ledger names it; ConfigError for what cannot be."""
    if correction.brand is None and correction.aspect is None:
        return WHOLE
    brand = brand_of(entry.mention, correction.brand)
    if entry.reading is None:
        raise ConfigError(
            f"{entry.mention.id} has not been read. Let `ipsomun read` read it, or judge the "
            "whole text first, without --brand and --aspect."
        )
    if correction.aspect is None:
        return brand, None
    return brand, aspect_of(house, entry.reading, brand, correction.aspect)


def brand_of(mention: Mention, said: str | None) -> str:
    """Return the brand that is meant: the one that was said, or the only one there is."""
    brands = {plain(brand): brand for brand in mention.brands}
    told = ", ".join(brands)
    if not brands:
        raise ConfigError(
            f"{mention.id} is about no brand, so only its whole text can be judged: "
            "leave --brand and --aspect out."
        )
    if said is None and len(brands) > 1:
        raise ConfigError(f"{mention.id} is about {told}: say which with --brand.")
    name = next(iter(brands)) if said is None else plain(said)
    if name not in brands:
        found = near(name, brands)
        asked = f" {question(found)}" if found else ""
        raise ConfigError(f"{mention.id} is not about {name!r}, but about {told}.{asked}")
    return brands[name]


def aspect_of(house: House, reading: Reading, brand: str, said: str) -> str:
    """Return the aspect that is meant: one of the config, or one that was read of the brand."""
    read = {one.aspect for one in reading.opinions if one.brand == brand and one.aspect}
    known = {plain(name): name for name in read | {one.name for one in house.config.aspects}}
    name = plain(said)
    if name not in known:
        raise ConfigError(
            f"there is no aspect {name!r} in {house.config.path}. {meant(name, set(known))}"
        )
    return known[name]


def read_before(reading: Reading | None, target: Target) -> str:
    """Return how a reading judges what is corrected; empty where it does not."""
    if reading is None or target == WHOLE:
        return reading.polarity.value if reading else ""
    found = (one for one in reading.opinions if (one.brand, one.aspect) == target)
    return " and ".join(sorted({one.polarity.value for one in found}))


def changes_of(target: Target, polarity: Polarity) -> Changes:
    """Return what is said of a target as the ledger takes it."""
    brand, aspect = target
    if brand is None:
        return Changes(polarity=polarity)
    return Changes(opinions=(Judgement(brand=brand, aspect=aspect, polarity=polarity),))


def called(target: Target) -> str:
    """Return how messages call what is judged.

    >>> called((None, None)), called(("달빛커피", None)), called(("달빛커피", "직원"))
    ('the whole text', '달빛커피', '달빛커피 · 직원')
    """
    return " · ".join(name for name in target if name) or "the whole text"


def again(mention_id: str, person: str, said: Iterable[Changes]) -> Iterator[str]:
    """Yield what brings back the things that a person said: commands, and what they cannot."""
    commands: dict[Target, str] = {}
    further: set[str] = set()
    for changes in said:
        if changes.polarity is not None:
            commands[WHOLE] = command("correct", mention_id, person, changes.polarity)
        for one in changes.opinions:
            target = ["--brand", one.brand, *(["--aspect", one.aspect] if one.aspect else [])]
            line = command("correct", mention_id, person, *target, one.polarity)
            commands[one.brand, one.aspect] = line
        further |= {name for name in FURTHER if getattr(changes, name) is not None}
    yield from commands.values()
    if further:
        yield f"on the screens ({', '.join(sorted(further))})"


def command(verb: str, mention_id: str, person: str, *more: str) -> str:
    """Return a command line that can be pasted into a shell."""
    return shlex.join(["ipsomun", verb, mention_id, *more, "--person", person])


def filing(house: House, mention_id: str) -> str:
    """File a mention as it now stands, and return a line on when counts follow."""
    try:
        filed = refiled(house, mention_id)
    except TryLater:
        return "another process files now: counts follow with its next round"
    except IpsomunError as error:
        return f"kept, but not filed: {error}"
    return (
        "filed: the screens count it so" if filed else "counts follow with the next `ipsomun run`"
    )


def refiled(house: House, mention_id: str) -> bool:
    """File one mention into the index that the screens read; False where that is to be made yet.

    Raises TryLater while another process files.
    """
    name = house.index_to_read.name
    index, entry = house.index, house.ledger.mention(mention_id)
    if entry is None or entry.mention.simulated or index.name != name:
        return False
    index.put([entry])
    house.ledger.filed(index.name, [entry])
    return True

"""The commands of whoever looks after a house: words, corrections, quarantine, health."""

from __future__ import annotations

import json
import os

import correcting
import pipeline
import vocabulary
from cli_talk import DONE, FAILED, Options, counted, opened, say, say_all
from doctor import examine
from mentions.errors import ConfigError


def words(options: Options) -> int:
    """Propose words for an aspect, or new words that people use, to be taken into config.toml."""
    if options.new == (options.aspect is not None):
        wrong = "`words --new` is about no aspect." if options.new else "words of what?"
        raise ConfigError(
            f"{wrong} Give an aspect (ipsomun words 배송), or --new for new words that people use "
            "(ipsomun words --new)."
        )
    with opened(options) as house:
        if options.new:
            return say_all(vocabulary.new(house))
        say(vocabulary.near(house, options.aspect).rstrip())
    return DONE


def correct(options: Options) -> int:
    """Say how a mention should have been read."""
    correction = correcting.Correction(
        mention_id=options.mention,
        polarity=options.polarity,
        brand=options.brand,
        aspect=options.aspect,
        person=person(options),
    )
    with opened(options) as house:
        return say_all(correcting.correct(house, correction))


def uncorrect(options: Options) -> int:
    """Take back all that a person said of how a mention should have been read."""
    with opened(options) as house:
        return say_all(correcting.uncorrect(house, options.mention, person(options)))


def person(options: Options) -> str:
    """Return who corrects: as on the screens, whoever works at this machine unless named."""
    named = os.environ.get("USER", "") if options.person is None else options.person
    name = correcting.plain_name(named)
    if not name:
        raise ConfigError("a correction needs the name of who makes it. Give --person NAME.")
    return name


def quarantine(options: Options) -> int:
    """List what could not be processed, or let the steps try again."""
    with opened(options) as house:
        if options.retry:
            say(counted({"to try again": house.ledger.quarantine.retry(options.step)}))
            return DONE
        rows = list(house.ledger.quarantine.rows(options.step))
        for row in rows:
            say(f"{row.step}\t{row.ref}\t{row.reason}")
        say(counted({"quarantined": len(rows)}))
    return DONE


def forget(options: Options) -> int:
    """Erase a person everywhere."""
    with opened(options) as house:
        counts = pipeline.forget(house, options.author)
    if not counts["mentions erased"]:
        say("no mention of this person was found; from now on they are not heard")
    say(counted(counts))
    return DONE


def doctor(options: Options) -> int:
    """Check everything that a run needs, and say what to do."""
    with opened(options) as house:
        healthy = True
        for name, fault in examine(house):
            healthy = healthy and not fault
            say(f"{'ok  ' if not fault else 'FAIL'} {name}{': ' + fault if fault else ''}")
    return DONE if healthy else FAILED


def status(options: Options) -> int:
    """Say how many mentions are where."""
    with opened(options) as house:
        numbers = house.ledger.status()
    if options.json:
        say(json.dumps(numbers, ensure_ascii=False))
    else:
        for name, number in numbers.items():
            say(f"{name:<14} {number:>12,}")
    return DONE

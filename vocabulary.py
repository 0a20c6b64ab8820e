"""Words for config.toml: proposed here, looked at and taken over by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator

from house import House
from mentions.model import Aspect, Policy


def near(house: House, name: str) -> str:
    """Propose words for an aspect of the config or a new one, as lines for config.toml."""
    from nlp.near_words import proposal  # noqa: PLC0415  Kiwi is heavy

    known = {aspect.name: aspect for aspect in house.config.aspects}
    return proposal(house.morphology, known.get(name, Aspect(name=name, domain="")))


def new(house: House) -> Iterator[str]:
    """Yield new words that the kept mentions use: how many do, the word, and an example.

    The most frequent comes first; the last line tells how to accept one.
    """
    from nlp.new_words import LEAST, proposed  # noqa: PLC0415  Kiwi is heavy

    found = proposed(texts(house), house.morphology)
    if not found:
        yield f"no new word stands in {LEAST} mentions or more"
        return
    for one in found:
        yield f"{one.count:,}\t{one.word}\t{one.examples[0]}"
    taken = json.dumps([*house.config.reader.words, found[0].word], ensure_ascii=False)
    yield (
        f"to accept one, write it under [reader] in {house.config.path}, for example "
        f"words = {taken}. The next `ipsomun run` reads and files every mention anew with it."
    )


def texts(house: House) -> Iterator[str]:
    """Yield what people said where a model may read it; simulated people coin no words."""
    policies = house.config.all_policies
    for number, entry in enumerate(house.ledger.entries(), start=1):
        house.progress("words", number, None)
        mention = entry.mention
        open_to_models = policies.get(mention.source, Policy()).allow_model
        if open_to_models and not mention.simulated:
            yield f"{mention.title}\n{mention.text}"

"""Whatever the order and the batches, families are those of comparing everyone with everyone."""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import KEY, NOW, POLICIES, author, fingerprint, hearing, reading

from mentions.ledger import Ledger
from mentions.likeness import alike
from mentions.model import Spam

prints = st.builds(
    lambda text, changed: fingerprint(text, *changed),
    st.integers(1, 2),
    st.sets(st.integers(0, 63), max_size=9) | st.sets(st.integers(0, 30), max_size=30),
)


@st.composite
def printed(draw):
    """Return mentions with their fingerprints: few authors, few moments, so that much is equal."""
    found = {}
    for number in range(draw(st.integers(1, 9))):
        ago = draw(st.none() | st.integers(0, 3))
        told = hearing(
            number,
            posted_at=None if ago is None else NOW - timedelta(hours=ago),
            author=draw(st.none() | st.sampled_from([author("kim"), author("lee")])),
        )
        found[told.mention.id] = (told, draw(prints))
    return found


def plain(mentions, prints):
    """Return whom each copies and what spam it is, by comparing everyone with everyone."""
    families = [{key} for key in prints]
    for one, other in combinations(prints, 2):
        if alike(prints[one], prints[other]):
            met = [family for family in families if not family.isdisjoint((one, other))]
            families = [family for family in families if family not in met]
            families.append(set().union(*met))
    found = {}
    for family in families:
        order = {key: (mentions[key].posted_at or NOW + timedelta(1), key) for key in family}
        root = min(family, key=order.__getitem__)
        people = {key: mentions[key].author for key in family}
        times = Counter(people.values())
        for key in family:
            known = people[key] is not None
            spam = None
            if known and times[people[key]] >= 3:
                spam = Spam.REPETITION
            elif key != root and not (known and people[key] == people[root]):
                spam = Spam.COPY
            found[key] = (None if key == root else root, (spam,) if spam else ())
    return found


def kept(ledger):
    """Return the mentions, and what the ledger tells of those that were read."""
    entries = {entry.mention.id: entry for entry in ledger.entries()}
    told = {
        key: (entry.reading.copy_of, entry.reading.spam)
        for key, entry in entries.items()
        if entry.reading
    }
    return {key: entry.mention for key, entry in entries.items()}, told


def filed(view, ledger):
    """File what is unfiled into a mapping, as an index would."""
    entries = list(ledger.unfiled("ix"))
    view.update({e.mention.id: (e.reading.copy_of, e.reading.spam) for e in entries})
    ledger.filed("ix", entries)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(printed(), st.data())
def test_families_do_not_depend_on_what_comes_first(heard, data):
    order = data.draw(st.permutations(list(heard)))
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=len(order), max_size=len(order)))
    gone = data.draw(st.lists(st.sampled_from(order), max_size=3, unique=True))
    fingerprints = {key: heard[key][1] for key in order}
    view = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/ledger.db"
        with Ledger.open(url, policies=POLICIES, author_key=KEY) as ledger:
            ledger.hear(told for told, _ in heard.values())
            left = list(order)
            for size in sizes:
                some, left = left[:size], left[size:]
                ledger.keep(reading(key, fingerprint=fingerprints[key]) for key in some)
                filed(view, ledger)
            mentions, told = kept(ledger)
            assert told == plain(mentions, fingerprints)
            assert view == told
            later = NOW + timedelta(hours=1)
            ledger.hear(
                replace(
                    heard[key][0],
                    mention=replace(heard[key][0].mention, text="다른 글", heard_at=later),
                )
                for key in gone
            )
            filed(view, ledger)
            mentions, told = kept(ledger)
            remaining = {key: one for key, one in fingerprints.items() if key not in gone}
            assert told == plain(mentions, remaining)
            assert {key: fact for key, fact in view.items() if key not in gone} == told

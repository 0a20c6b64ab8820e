import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.likeness import (
    BANDS,
    LEAST_BANDS,
    LEAST_EQUAL,
    SIZE,
    alike,
    bands_of,
    is_fingerprint,
    kin,
    whole_of,
)

BASE = tuple(random.Random(1).randrange(2**32) for _ in range(SIZE))


def varied(base, places):
    """Return a fingerprint that differs at these places."""
    return tuple(one ^ 1 if at in places else one for at, one in enumerate(base))


def by_pairs(prints):
    """Return families by comparing everyone with everyone."""
    families = [{key} for key in prints]
    for one, other in combinations(prints, 2):
        if alike(prints[one], prints[other]):
            met = [family for family in families if not family.isdisjoint((one, other))]
            families = [family for family in families if family not in met]
            families.append(set().union(*met))
    return families


def as_set(families):
    return {frozenset(family) for family in families}


fingerprints = st.sets(st.integers(0, SIZE - 1), max_size=40).map(
    lambda places: varied(BASE, places)
)


def test_near_copies_share_four_fifths_of_the_positions():
    assert LEAST_EQUAL == 52 >= 0.8 * SIZE > LEAST_EQUAL - 1
    assert alike(BASE, varied(BASE, range(12)))
    assert not alike(BASE, varied(BASE, range(13)))


@given(st.sets(st.integers(0, SIZE - 1), max_size=SIZE - LEAST_EQUAL))
def test_near_copies_always_share_enough_bands_to_be_compared(places):
    shared = set(bands_of(BASE)) & set(bands_of(varied(BASE, places)))
    assert len(shared) >= LEAST_BANDS


def test_the_farthest_near_copies_share_exactly_the_least_bands():
    shared = set(bands_of(BASE)) & set(bands_of(varied(BASE, range(0, 48, 4))))
    assert len(shared) == LEAST_BANDS == 4


def test_equal_numbers_in_other_bands_are_other_bands():
    bands = bands_of((7,) * SIZE)
    assert len(set(bands)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in [*bands, whole_of(BASE)])
    assert whole_of(BASE) != whole_of(varied(BASE, [63]))


@given(st.lists(fingerprints, max_size=14))
def test_families_are_those_of_comparing_everyone_with_everyone(prints):
    named = {f"s:{number}": one for number, one in enumerate(prints)}
    assert as_set(kin(named)) == as_set(by_pairs(named))


def test_a_chain_is_one_family_though_its_ends_are_strangers():
    chain = {f"s:{n}": varied(BASE, range(10 * n)) for n in range(5)}
    assert not alike(chain["s:0"], chain["s:4"])
    assert kin(chain) == [set(chain)]
    del chain["s:2"]
    assert as_set(kin(chain)) == as_set([{"s:0", "s:1"}, {"s:3", "s:4"}])


def test_a_crowd_of_near_copies_takes_time_in_its_number(monkeypatch):
    compared = []

    def counted(one, other):
        compared.append(1)
        return alike(one, other)

    monkeypatch.setattr("mentions.likeness.alike", counted)
    draw = random.Random(2)
    crowd = {f"s:{n}": varied(BASE, draw.sample(range(SIZE), 4)) for n in range(2000)}
    (family,) = kin(crowd)
    assert len(family) == 2000
    assert len(compared) < 10 * 2000


@pytest.mark.parametrize(
    ("numbers", "good"),
    [
        ((), True),
        (BASE, True),
        (BASE[:-1], False),
        ((*BASE, 1), False),
        ((-1, *BASE[1:]), False),
        ((2**32, *BASE[1:]), False),
        ((0.5, *BASE[1:]), False),
        (("7", *BASE[1:]), False),
    ],
)
def test_a_fingerprint_is_64_numbers_of_32_bits_or_none(numbers, good):
    assert is_fingerprint(numbers) is good

"""What moves: known shares, known certainty, and silence where chance explains it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.moves import CERTAIN, FEWEST, FEWEST_WORD, Mover, moved, read_by_name, rising
from index.query import UNREAD, Polarity

BLAME, PRAISE = Polarity.BLAME, Polarity.PRAISE


def mover(now: int, of_now: int, before: int, of_before: int) -> Mover:
    return Mover(
        name="A", polarity=BLAME, now=now, before=before, of_now=of_now, of_before=of_before
    )


def test_certainty_is_the_pooled_z_of_two_shares() -> None:
    # 45 of 100 against 30 of 100: p = .375, z = .15 / sqrt(.375 · .625 · .02) = 2.1909
    found = mover(45, 100, 30, 100)
    assert found.change == pytest.approx(0.15)
    assert found.certainty == pytest.approx(2.19089, abs=1e-5)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_certainty_turns_with_the_periods(of_now: int, of_before: int, data: st.DataObject) -> None:
    now = data.draw(st.integers(0, of_now))
    before = data.draw(st.integers(0, of_before))
    one, other = mover(now, of_now, before, of_before), mover(before, of_before, now, of_now)
    assert one.certainty == pytest.approx(-other.certainty)
    assert mover(0, of_now, 0, of_before).certainty == 0
    assert mover(of_now, of_now, of_before, of_before).certainty == 0


def test_the_surest_change_comes_first_and_chance_is_left_out() -> None:
    now = {("급변", BLAME): 60, ("급변", PRAISE): 40, ("그대로", BLAME): 11, ("그대로", PRAISE): 89}
    before = {
        ("급변", BLAME): 20,
        ("급변", PRAISE): 80,
        ("그대로", BLAME): 10,
        ("그대로", PRAISE): 90,
    }
    found = moved(now, before)
    assert {(one.name, one.polarity) for one in found} == {("급변", BLAME), ("급변", PRAISE)}
    assert all(abs(one.certainty) >= CERTAIN for one in found)
    assert next(one for one in found if one.polarity is BLAME).change == pytest.approx(0.4)


def test_few_mentions_are_not_compared() -> None:
    enough = {("A", BLAME): FEWEST}
    assert moved(enough, {("A", PRAISE): FEWEST})
    assert moved(enough, {("A", PRAISE): FEWEST - 1}) == ()
    assert moved(enough, {}) == ()


def test_unread_mentions_are_no_part_of_a_share() -> None:
    assert read_by_name({("A", BLAME): 3, ("A", PRAISE): 2, ("A", UNREAD): 99}) == {"A": 5}


def test_only_rising_words_are_told() -> None:
    now = {("환불",): 40, ("배송",): 5, ("맛",): 60, ("새것",): FEWEST_WORD - 1}
    before = {("환불",): 5, ("배송",): 60, ("맛",): 5}
    found = rising(BLAME, now, before, 200, 200)
    assert [word.name for word in found] == ["환불"], "one syllable, rare or falling words are not"
    assert rising(BLAME, now, before, 200, FEWEST - 1) == ()

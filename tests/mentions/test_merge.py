from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from mentions.merge import first, merge
from mentions.model import Engagement, Mention

NOW = datetime(2026, 11, 23, tzinfo=UTC)
counts = st.none() | st.integers(0, 3)


@st.composite
def heard(draw):
    return Mention(
        id="s:1",
        source="s",
        heard_at=NOW + timedelta(minutes=draw(st.integers(0, 4))),
        text=draw(st.sampled_from(["", "맛있다", "맛없다"])),
        title=draw(st.sampled_from(["", "후기"])),
        brands=tuple(draw(st.lists(st.sampled_from(["가", "나", "다"]), unique=True))),
        engagement=Engagement(likes=draw(counts), views=draw(counts)),
    )


def told(hearings):
    state = reduce(merge, hearings[1:], first(hearings[0]))
    return replace(state, revision=0, content=0)


@given(st.lists(heard(), min_size=1, max_size=6), st.data())
def test_order_and_repetition_do_not_matter(hearings, data):
    again = data.draw(st.lists(st.sampled_from(hearings), max_size=4))
    shuffled = data.draw(st.permutations([*hearings, *again]))
    assert told(shuffled) == told(hearings)


@given(st.lists(heard(), min_size=1, max_size=6))
def test_nothing_is_lost(hearings):
    mention = told(hearings).mention
    assert mention.heard_at == min(one.heard_at for one in hearings)
    assert mention.brands == tuple(sorted({brand for one in hearings for brand in one.brands}))
    worded = [one for one in hearings if one.text or one.title]
    if worded:
        newest = max(one.heard_at for one in worded)
        spoken = [(one.title, one.text) for one in worded if one.heard_at == newest]
        assert (mention.title, mention.text) in spoken
    counted = [one for one in hearings if one.engagement != Engagement()]
    if counted:
        newest = max(one.heard_at for one in counted)
        assert mention.engagement in [e.engagement for e in counted if e.heard_at == newest]


def test_known_values():
    old = Mention(id="s:1", source="s", heard_at=NOW, text="좋다", brands=("나",))
    state = first(old)
    assert merge(state, old) == state
    later = replace(old, heard_at=NOW + timedelta(1))
    same = merge(state, later)
    assert (same.revision, same.content, same.told_at) == (1, 1, later.heard_at)
    counted = merge(state, replace(later, engagement=Engagement(likes=0)))
    assert (counted.revision, counted.content) == (2, 1)
    changed = merge(state, replace(later, text="나쁘다"))
    assert (changed.revision, changed.content, changed.mention.text) == (2, 2, "나쁘다")
    branded = merge(state, replace(old, brands=("가",)))
    assert (branded.revision, branded.content, branded.mention.brands) == (2, 2, ("가", "나"))


def test_a_blank_hearing_takes_no_words_away():
    state = first(Mention(id="s:1", source="s", heard_at=NOW, text="좋다"))
    blank = Mention(id="s:1", source="s", heard_at=NOW + timedelta(1))
    assert merge(state, blank).mention.text == "좋다"


def test_purged_words_stay_away():
    state = replace(first(Mention(id="s:1", source="s", heard_at=NOW)), purged=True)
    again = Mention(id="s:1", source="s", heard_at=NOW + timedelta(1), text="좋다", title="글")
    assert merge(state, again).mention.text == ""
    assert merge(state, again).revision == 1

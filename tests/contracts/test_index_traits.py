"""What any index finds and counts of stages, feelings, intents and the like, and of copies."""

from dataclasses import replace

import pytest
from engines import ENGINES
from entries import entry, ids

from index.query import By, Query
from mentions.model import (
    Disclosure,
    Emotion,
    Feeling,
    Intent,
    Payment,
    Spam,
    Speaker,
    Stage,
)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def index(request, tmp_path):
    opened = request.param(tmp_path)
    yield opened
    opened.close()


def told(name, *, opinions=(), feelings=(), **traits):
    """Return an entry of brand 가 whose reading has these traits."""
    one = entry(name, "배송이 늦어요", brands=("가",), opinions=list(opinions))
    emotions = tuple(Emotion(feeling=feeling, confidence=0.5) for feeling in feelings)
    return replace(one, reading=replace(one.reading, emotions=emotions, **traits))


class TestStages:
    @pytest.fixture
    def index(self, index):
        opinions = [
            ("가", "blame", "배송", "택배", Stage.PURCHASE),
            ("가", "praise", "가격", "앱", Stage.PURCHASE),
            ("가", "blame", "직원", "매장", Stage.VISIT),
            ("가", "blame", "청결", "매장", None),
            ("가", "praise", "품질", None, Stage.USE),
        ]
        index.put([told("all", opinions=opinions), told("one", opinions=opinions[:1])])
        index.put([entry("unread", brands=("가",))])
        return index

    def test_opinions_are_counted_by_the_stage_of_the_journey(self, index):
        assert index.count(Query(), [By.STAGE]) == {("purchase",): 2, ("use",): 1, ("visit",): 1}
        assert index.count(Query(brands=("가",)), [By.STAGE, By.POLARITY]) == {
            ("purchase", "blame"): 2,
            ("purchase", "praise"): 1,
            ("use", "praise"): 1,
            ("visit", "blame"): 1,
        }

    def test_a_stage_is_that_of_the_one_opinion_that_meets_the_query(self, index):
        assert ids(index.search(Query(stages=("purchase",), polarities=("praise",)))) == ["all"]
        assert index.search(Query(stages=("visit",), polarities=("praise",))).total == 0
        assert index.search(Query(stages=("visit",), aspects=("배송",))).total == 0
        assert index.search(Query(stages=("purchase", "visit"))).total == 2

    def test_touchpoints_and_stages_together_are_those_of_one_opinion(self, index):
        assert index.count(Query(), [By.TOUCHPOINT, By.STAGE]) == {
            ("택배", "purchase"): 2,
            ("매장", "visit"): 1,
            ("앱", "purchase"): 1,
        }
        store = Query(touchpoints=("매장",))
        assert index.count(store, [By.STAGE]) == {("visit",): 1}
        assert index.count(replace(store, stages=("purchase",))) == {(): 0}
        bought = Query(stages=("purchase",), touchpoints=("택배", "앱"))
        assert index.count(bought) == {(): 2}
        assert index.count(bought, [By.POLARITY]) == {("blame",): 2, ("praise",): 1}
        assert index.count(bought, [By.STAGE, By.SOURCE]) == {("purchase", "blog"): 2}

    def test_what_is_filed_later_is_found_too(self, index):
        at_home = Query(touchpoints=("집",), stages=("use",))
        assert index.count(at_home) == {(): 0}
        two = [("가", "praise", aspect, "집", Stage.USE) for aspect in ("맛", "양")]
        index.put([told("late", opinions=two)])
        assert index.count(at_home, [By.TOUCHPOINT, By.STAGE]) == {("집", "use"): 1}


TRAITS = {
    By.FEELING: ("feelings", Feeling.ANGER, Feeling.JOY),
    By.INTENT: ("intents", Intent.COMPLAINT, Intent.QUESTION),
    By.PAYMENT: ("payments", Payment.DISCLOSED, Payment.ORGANIC),
    By.SPEAKER: ("speakers", Speaker.PRESS, Speaker.CUSTOMER),
    By.REGION: ("regions", "부산", "제주"),
    By.SPAM: ("spams", Spam.ADVERTISING, Spam.REPETITION),
}


def with_trait(name, facet, *values):
    """Return an entry whose reading tells these values of one facet."""
    if facet is By.FEELING:
        return told(name, feelings=values)
    if facet is By.PAYMENT:
        return told(name, disclosure=Disclosure(payment=values[0]) if values else None)
    if facet in (By.SPEAKER, By.REGION):
        return told(name, **{str(facet): values[0] if values else None})
    return told(name, **{"intents" if facet is By.INTENT else "spam": values})


@pytest.mark.parametrize("facet", TRAITS)
def test_a_trait_is_asked_for_and_counted(index, facet):
    field, one, other = TRAITS[facet]
    index.put([with_trait("1", facet, one), with_trait("2", facet, other), with_trait("3", facet)])
    index.put([entry("unread", brands=("가",))])
    assert ids(index.search(Query(**{field: (one,)}))) == ["1"]
    assert sorted(ids(index.search(Query(**{field: (one, other)})))) == ["1", "2"]
    assert index.search(Query(**{field: ("nothing",)})).total == 0
    assert index.count(Query(), [facet]) == {(str(one),): 1, (str(other),): 1}
    assert index.count(Query(), [facet, By.BRAND]) == {(str(one), "가"): 1, (str(other), "가"): 1}


@pytest.mark.parametrize("facet", [By.FEELING, By.INTENT, By.SPAM])
def test_a_mention_of_several_counts_once_for_each(index, facet):
    field, one, other = TRAITS[facet]
    index.put([with_trait("1", facet, one, other, one)])
    assert index.count(Query(), [facet]) == {(str(one),): 1, (str(other),): 1}
    assert index.count(Query(**{field: (one,)}), [facet])[str(other),] == 1


def test_traits_are_joined_by_and(index):
    index.put(
        [
            told("1", feelings=(Feeling.ANGER,), intents=(Intent.COMPLAINT,), region="부산"),
            told("2", feelings=(Feeling.ANGER,), region="부산"),
            told("3", intents=(Intent.COMPLAINT,), region="제주"),
        ]
    )
    asked = Query(feelings=("anger",), intents=("complaint",), regions=("부산", "제주"))
    assert ids(index.search(asked)) == ["1"]
    assert index.count(Query(feelings=("anger",)), [By.REGION, By.INTENT]) == {
        ("부산", "complaint"): 1
    }


class TestCopies:
    @pytest.fixture
    def index(self, index):
        index.put([told("1"), told("2", copy_of="blog:1"), told("3", copy_of="blog:1")])
        index.put([entry("unread", brands=("가",))])
        return index

    def test_copies_are_left_out_when_asked(self, index):
        assert index.count(Query()) == {(): 4}
        assert index.count(Query(copies=False)) == {(): 2}
        assert sorted(ids(index.search(Query(text="배송", copies=False)))) == ["1"]
        assert index.count(Query(copies=False), [By.BRAND]) == {("가",): 2}
        assert index.search(Query(copies=False, text="-배송")).total == 1

    def test_a_mention_that_is_no_copy_any_more_is_counted_again(self, index):
        index.put([replace(told("2"), revision=2)])
        assert index.count(Query(copies=False)) == {(): 3}

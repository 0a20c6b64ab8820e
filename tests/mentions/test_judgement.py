from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.judgement import (
    Changes,
    Judgement,
    changes_of,
    corrected,
    plain_changes,
)
from mentions.model import (
    Disclosure,
    Emotion,
    Evidence,
    Feeling,
    Intent,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Spam,
)

READ = Reading(
    mention_id="s:1",
    reader="model@1",
    polarity=Polarity.PRAISE,
    confidence=0.7,
    praise=0.8,
    terms=("배송", "빠르다"),
    opinions=(
        Opinion(brand="가", polarity=Polarity.PRAISE, confidence=0.7, quote="배송이", end=3),
        Opinion(brand="가", polarity=Polarity.PRAISE, confidence=0.6, aspect="배송", quote="빨라"),
        Opinion(brand="나", polarity=Polarity.BLAME, confidence=0.9),
    ),
    evidence=(Evidence(quote="참 빨리도", start=0, end=5, weight=0.4),),
    emotions=(Emotion(feeling=Feeling.JOY, confidence=0.9),),
    intents=(Intent.RECOMMENDATION,),
    disclosure=Disclosure(payment=Payment.ORGANIC, rule="own_purchase", quote="내돈내산", end=4),
    spam=(Spam.ADVERTISING,),
)

polarities = st.sampled_from(Polarity)
judgements = st.builds(
    Judgement,
    brand=st.sampled_from(["가", "나"]),
    polarity=polarities,
    aspect=st.none() | st.sampled_from(["배송", "가격"]),
)
changes = st.builds(
    Changes,
    polarity=st.none() | polarities,
    opinions=st.lists(judgements, max_size=3).map(tuple),
    payment=st.none() | st.sampled_from(Payment),
    intents=st.none() | st.lists(st.sampled_from(Intent), max_size=2).map(tuple),
    spam=st.none() | st.lists(st.sampled_from(Spam), max_size=2).map(tuple),
)


def test_what_is_not_said_stays():
    assert corrected(READ, Changes()) == READ
    asked = corrected(READ, Changes(intents=(Intent.COMPLAINT,)))
    assert asked == replace(READ, intents=(Intent.COMPLAINT,))


@pytest.mark.parametrize(("polarity", "praise"), [("blame", 0.0), ("neutral", 0.5)])
def test_another_polarity_is_certain_and_has_no_evidence_of_the_first(polarity, praise):
    read = corrected(READ, Changes(polarity=Polarity(polarity)))
    assert (read.polarity, read.confidence, read.praise) == (polarity, 1.0, praise)
    assert read.evidence == ()
    assert read.opinions == READ.opinions


def test_a_polarity_that_is_confirmed_keeps_its_evidence():
    read = corrected(READ, Changes(polarity=Polarity.PRAISE))
    assert (read.confidence, read.praise, read.evidence) == (1.0, 1.0, READ.evidence)


def test_the_opinion_of_a_brand_or_of_an_aspect_is_judged_alone():
    said = (Judgement(brand="가", aspect="배송", polarity=Polarity.BLAME),)
    first, second, third = corrected(READ, Changes(opinions=said)).opinions
    assert (first, third) == (READ.opinions[0], READ.opinions[2])
    assert second == replace(READ.opinions[1], polarity=Polarity.BLAME, confidence=1.0)
    said = (Judgement(brand="나", polarity=Polarity.NEUTRAL),)
    assert corrected(READ, Changes(opinions=said)).opinions[2].polarity is Polarity.NEUTRAL


def test_an_opinion_that_was_overlooked_is_added():
    said = (Judgement(brand="나", aspect="가격", polarity=Polarity.PRAISE),)
    new = Opinion(brand="나", aspect="가격", polarity=Polarity.PRAISE, confidence=1.0)
    assert corrected(READ, Changes(opinions=said)).opinions == (*READ.opinions, new)


def test_a_payment_judged_otherwise_names_no_rule_and_no_words():
    read = corrected(READ, Changes(payment=Payment.SUSPECTED))
    assert read.disclosure == Disclosure(payment=Payment.SUSPECTED, rule="person")
    assert corrected(READ, Changes(payment=Payment.ORGANIC)).disclosure == READ.disclosure
    nothing = replace(READ, disclosure=None)
    assert corrected(nothing, Changes(payment=Payment.DISCLOSED)).disclosure.rule == "person"


def test_nothing_can_be_said_to_be_there():
    read = corrected(READ, Changes(intents=(), spam=()))
    assert (read.intents, read.spam) == ((), ())


@given(changes)
def test_what_was_said_comes_back_from_json(said):
    assert changes_of(plain_changes(said)) == said


@given(changes)
def test_saying_it_twice_is_saying_it_once(said):
    once = corrected(READ, said)
    assert corrected(once, said) == once


def test_a_value_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="angry"):
        plain_changes(Changes(polarity="angry"))
    with pytest.raises(ValueError, match="shopping"):
        plain_changes(Changes(intents=("shopping",)))

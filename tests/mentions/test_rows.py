import json
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from mentions.model import (
    Contact,
    Disclosure,
    Emotion,
    Evidence,
    Experience,
    Feeling,
    Intent,
    Opinion,
    Payment,
    Polarity,
    Reading,
    Spam,
    Speaker,
    Stage,
)
from mentions.rows import FOUND, reading_of, reading_row, wordless
from mentions.traits import TRAITS, opinion_of

shares = st.floats(-1, 1)
words = st.text(max_size=5)
places = st.integers(0, 9)
opinions = st.builds(
    Opinion,
    brand=words,
    polarity=st.sampled_from(Polarity),
    confidence=shares,
    aspect=st.none() | words,
    stage=st.none() | st.sampled_from(Stage),
    quote=words,
    start=places,
)


def several(values):
    return st.lists(values, max_size=2).map(tuple)


readings = st.builds(
    Reading,
    mention_id=st.just("s:1"),
    reader=st.just("m@1"),
    polarity=st.sampled_from(Polarity),
    confidence=shares,
    praise=shares,
    terms=several(words),
    opinions=several(opinions),
    evidence=several(st.builds(Evidence, quote=words, start=places, end=places, weight=shares)),
    emotions=several(st.builds(Emotion, feeling=st.sampled_from(Feeling), confidence=shares)),
    intents=several(st.sampled_from(Intent)),
    contact=st.none() | st.sampled_from(Contact),
    experience=st.none() | st.sampled_from(Experience),
    speaker=st.none() | st.sampled_from(Speaker),
    region=st.none() | words,
    disclosure=st.none()
    | st.builds(Disclosure, payment=st.sampled_from(Payment), quote=words, virtual=st.booleans()),
    spam=several(st.just(Spam.ADVERTISING)),
)


def through_json(row):
    return row | json.loads(json.dumps({key: row[key] for key in ("terms", "opinions", "traits")}))


@given(readings)
def test_a_reading_comes_back_from_its_row(reading):
    assert reading_of(through_json(reading_row(reading, 1))) == reading


@given(readings)
def test_what_a_wordless_reading_keeps_names_no_words(reading):
    bare = wordless(replace(reading, fingerprint=(7,) * 64))
    assert (bare.terms, bare.evidence, bare.fingerprint) == ((), (), ())
    assert {(one.quote, one.start) for one in bare.opinions} <= {("", 0)}
    assert bare.disclosure is None or bare.disclosure.quote == ""
    for name in ("polarity", "emotions", "intents", "contact", "speaker", "region", "spam"):
        assert getattr(bare, name) == getattr(reading, name)
    assert [one.stage for one in bare.opinions] == [one.stage for one in reading.opinions]
    if reading.disclosure:
        assert bare.disclosure.payment is reading.disclosure.payment


def test_no_field_of_a_reading_is_without_a_place():
    told = {field.name for field in fields(Reading)}
    columns = set(reading_row(READ, 1)) - {"content", "traits"}
    assert told == columns | set(TRAITS) | {"fingerprint", "copy_of"}


READ = Reading(mention_id="s:1", reader="m", polarity=Polarity.PRAISE, confidence=1.0, praise=1.0)


def test_traits_that_say_nothing_take_no_room():
    assert reading_row(READ, 1)["traits"] == {}


def test_only_a_person_says_what_the_ledger_finds():
    spam = (Spam.COPY, Spam.ADVERTISING, Spam.REPETITION)
    assert set(spam) - set(FOUND) == {Spam.ADVERTISING}
    row = reading_row(replace(READ, spam=spam), 1)
    assert reading_of(row).spam == (Spam.ADVERTISING,)
    assert reading_of(reading_row(replace(READ, spam=spam), 1, judged=True)).spam == spam


def test_a_stage_from_before_there_were_stages_is_none():
    old = {"brand": "가", "polarity": "praise", "confidence": 1.0, "stage": "after"}
    assert opinion_of(old).stage is None
    assert opinion_of(old | {"stage": "visit"}).stage is Stage.VISIT
    assert opinion_of({key: old[key] for key in ("brand", "polarity", "confidence")}).stage is None

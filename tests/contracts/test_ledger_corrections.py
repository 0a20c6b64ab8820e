"""People correct readings and take it back, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ledgers import NOW, author, fingerprint, hear, hearing, reading

from mentions.errors import ConfigError
from mentions.ledger import Changes, Judgement
from mentions.model import (
    Disclosure,
    Emotion,
    Engagement,
    Evidence,
    Feeling,
    Intent,
    Opinion,
    Payment,
    Polarity,
    Spam,
)

ONE = "naver_movie:1"
BLAME = Changes(polarity=Polarity.BLAME)
ASKS = Changes(intents=(Intent.QUESTION,))


@pytest.fixture
def ledger(ledger):
    """A ledger with one mention that a model has read and an index has filed."""
    hear(ledger, hearing(1, text="배송 참 빨리도 오네요^^ 2주 걸렸어요"))
    read(ledger, "model@1")
    ledger.filed("ix", ledger.unfiled("ix"))
    return ledger


def read(ledger, reader, mention_id=ONE, **more):
    traits = {
        "evidence": (Evidence(quote="빨리도", start=5, end=8, weight=0.5),),
        "emotions": (Emotion(feeling=Feeling.JOY, confidence=0.6),),
        "intents": (Intent.RECOMMENDATION,),
        "disclosure": Disclosure(payment=Payment.ORGANIC),
    }
    return ledger.keep([reading(mention_id, reader, **traits | more)])


def now(ledger, mention_id=ONE):
    return ledger.mention(mention_id).reading


def test_a_correction_is_one_more_reading_that_counts(ledger):
    before = now(ledger)
    assert ledger.correct(ONE, "kim", BLAME)
    after = now(ledger)
    assert (after.reader, after.polarity, after.confidence) == ("person:kim", "blame", 1.0)
    assert after.praise == 0.0
    assert after.evidence == ()
    kept = ("terms", "opinions", "emotions", "intents", "disclosure")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert ledger.status()["readings"] == 2
    assert ledger.status()["corrected"] == 1


def test_everything_that_can_be_said(ledger):
    said = Changes(
        polarity=Polarity.NEUTRAL,
        opinions=(
            Judgement(brand="여우네", polarity=Polarity.BLAME),
            Judgement(brand="여우네", aspect="배송", polarity=Polarity.BLAME),
        ),
        payment=Payment.SUSPECTED,
        intents=(Intent.COMPLAINT,),
        spam=(Spam.ADVERTISING,),
    )
    ledger.correct(ONE, "kim", said)
    after = now(ledger)
    whole, shipping = after.opinions
    assert (whole.polarity, whole.confidence, whole.quote) == ("blame", 1.0, "배송이")
    assert shipping == Opinion(
        brand="여우네", aspect="배송", polarity=Polarity.BLAME, confidence=1.0
    )
    assert after.disclosure == Disclosure(payment=Payment.SUSPECTED, rule="person")
    assert (after.intents, after.spam) == ((Intent.COMPLAINT,), (Spam.ADVERTISING,))
    assert ledger.said(ONE) == (("person:kim", said),)


def test_a_correction_is_filed_again(ledger):
    assert not list(ledger.unfiled("ix"))
    ledger.correct(ONE, "kim", BLAME)
    (entry,) = ledger.unfiled("ix")
    assert entry.reading.reader == "person:kim"
    ledger.filed("ix", [entry])
    assert not ledger.correct(ONE, "kim", BLAME)  # the same again is nothing new
    assert not list(ledger.unfiled("ix"))


def test_later_corrections_of_a_person_are_added_to_the_earlier_ones(ledger):
    ledger.correct(ONE, "kim", BLAME)
    ledger.correct(ONE, "kim", ASKS)
    after = now(ledger)
    assert (after.polarity, after.intents) == (Polarity.BLAME, (Intent.QUESTION,))
    ledger.correct(ONE, "kim", Changes(polarity=Polarity.NEUTRAL))
    assert now(ledger).polarity is Polarity.NEUTRAL
    assert ledger.status()["readings"] == 2


def test_whoever_speaks_last_counts_and_stands_on_what_was_said_before(ledger):
    ledger.correct(ONE, "kim", BLAME)
    ledger.correct(ONE, "lee", ASKS)
    assert (now(ledger).reader, now(ledger).polarity) == ("person:lee", Polarity.BLAME)
    ledger.correct(ONE, "lee", Changes(polarity=Polarity.NEUTRAL))
    ledger.correct(ONE, "kim", Changes(payment=Payment.DISCLOSED))
    after = now(ledger)
    assert (after.reader, after.polarity) == ("person:kim", Polarity.NEUTRAL)
    assert after.intents == (Intent.QUESTION,)


def test_a_newer_model_neither_hides_a_correction_nor_is_hidden_where_nothing_was_said(ledger):
    ledger.correct(ONE, "kim", BLAME)
    later = NOW + timedelta(days=9)
    sad = (Emotion(feeling=Feeling.SADNESS, confidence=0.9),)
    read(ledger, "model@2", emotions=sad, read_at=later)
    after = now(ledger)
    assert (after.reader, after.polarity) == ("person:kim", Polarity.BLAME)
    assert after.emotions == sad
    read(ledger, "model@1", emotions=(), read_at=NOW)  # an older one changes nothing
    assert now(ledger).emotions == sad


def test_taking_it_back(ledger):
    before = ledger.mention(ONE)
    ledger.correct(ONE, "kim", BLAME)
    ledger.correct(ONE, "lee", ASKS)
    ledger.filed("ix", ledger.unfiled("ix"))
    assert ledger.uncorrect(ONE, "kim")
    after = now(ledger)
    assert (after.reader, after.polarity) == ("person:lee", Polarity.PRAISE)
    assert after.intents == (Intent.QUESTION,)
    assert [entry.mention.id for entry in ledger.unfiled("ix")] == [ONE]
    assert ledger.uncorrect(ONE, "lee")
    assert now(ledger) == before.reading
    assert ledger.said(ONE) == ()
    assert not ledger.uncorrect(ONE, "lee")


def test_the_name_is_a_persons_with_or_without_the_word(ledger):
    ledger.correct(ONE, " person:김 철수 ", BLAME)
    assert now(ledger).reader == "person:김 철수"
    assert ledger.uncorrect(ONE, "김 철수")


@pytest.mark.parametrize("name", ["", "  ", "person:", "\x00"])
def test_a_correction_without_a_name_is_refused(ledger, name):
    with pytest.raises(ConfigError, match="needs the name"):
        ledger.correct(ONE, name, BLAME)


def test_what_cannot_be_corrected_is_said(ledger):
    with pytest.raises(ConfigError, match="no mention 'naver_movie:404'"):
        ledger.correct("naver_movie:404", "kim", BLAME)
    with pytest.raises(ConfigError, match="no mention"):
        ledger.uncorrect("naver_movie:404", "kim")
    other = Changes(opinions=(Judgement(brand="곰네", polarity=Polarity.BLAME),))
    with pytest.raises(ConfigError, match="is not about '곰네', but about 여우네"):
        ledger.correct(ONE, "kim", other)
    with pytest.raises(ConfigError, match="changes nothing"):
        ledger.correct(ONE, "kim", Changes())
    assert ledger.status()["corrected"] == 0
    assert now(ledger).reader == "model@1"


def test_what_nobody_has_read_can_be_judged_as_a_whole(ledger):
    hear(ledger, hearing(2, source="no_model"))
    key = "no_model:2"
    with pytest.raises(ConfigError, match="has not been read"):
        ledger.correct(key, "kim", ASKS)
    ledger.correct(key, "kim", BLAME)
    assert (now(ledger, key).polarity, now(ledger, key).terms) == (Polarity.BLAME, ())
    ledger.correct(key, "kim", ASKS)
    assert now(ledger, key).intents == (Intent.QUESTION,)
    ledger.uncorrect(key, "kim")
    assert now(ledger, key) is None
    assert ledger.status()["read"] == 1


def test_a_model_that_reads_later_fills_in_what_was_not_said(ledger):
    hear(ledger, hearing(2))
    key = "naver_movie:2"
    ledger.correct(key, "kim", BLAME)
    assert [one.id for one in ledger.unread("model@1")] == [key]
    read(ledger, "model@1", key)
    assert (now(ledger, key).reader, now(ledger, key).polarity) == ("person:kim", Polarity.BLAME)
    assert now(ledger, key).intents == (Intent.RECOMMENDATION,)


def test_a_whole_reading_of_a_person_replaces_what_the_person_said(ledger):
    ledger.correct(ONE, "kim", BLAME)
    whole = reading(ONE, "person:kim", read_at=NOW + timedelta(1), intents=(Intent.REQUEST,))
    ledger.keep([whole])
    assert now(ledger) == whole
    assert ledger.said(ONE) == ()
    ledger.correct(ONE, "lee", BLAME)
    assert now(ledger).polarity is Polarity.BLAME
    assert now(ledger).intents == (Intent.REQUEST,)


def test_hearing_the_same_words_again_leaves_a_correction(ledger):
    ledger.correct(ONE, "kim", BLAME)
    words = ledger.mention(ONE).mention.text
    later = NOW + timedelta(days=1)
    again = {"text": words, "heard_at": later, "engagement": Engagement(likes=3)}
    hear(ledger, hearing(1, brands=("여우네", "곰네"), **again))
    assert now(ledger).reader == "person:kim"
    read(ledger, "model@1")
    assert (now(ledger).reader, now(ledger).polarity) == ("person:kim", Polarity.BLAME)


def test_other_words_at_the_source_make_a_correction_void_and_it_is_counted(ledger):
    ledger.correct(ONE, "kim", BLAME)
    ledger.correct(ONE, "lee", ASKS)
    hear(ledger, hearing(1, text="배송이 정말 빨라요", heard_at=NOW + timedelta(days=1)))
    assert now(ledger) is None
    read(ledger, "model@1")
    assert now(ledger).reader == "model@1"
    assert ledger.said(ONE) == ()
    assert ledger.status()["outdated"] == 2
    assert ledger.status()["corrected"] == 0


def test_purged_words_leave_a_correction_without_words(ledger):
    hear(ledger, hearing(1, source="blog"))
    key = "blog:1"
    read(ledger, "model@1", key)
    ledger.correct(key, "kim", BLAME)
    ledger.purge(NOW + timedelta(days=22))
    after = now(ledger, key)
    assert (after.reader, after.polarity, after.terms) == ("person:kim", Polarity.BLAME, ())
    assert [opinion.quote for opinion in after.opinions] == [""]
    ledger.correct(key, "kim", ASKS)
    assert now(ledger, key).intents == (Intent.QUESTION,)
    assert [opinion.quote for opinion in now(ledger, key).opinions] == [""]


def test_forgetting_an_author_takes_the_corrections_along(ledger):
    hear(ledger, hearing(3, author=author()))
    read(ledger, "model@1", "naver_movie:3")
    ledger.correct("naver_movie:3", "kim", BLAME)
    ledger.forget("naver_movie:hong1234")
    assert ledger.said("naver_movie:3") == ()
    assert ledger.status()["corrected"] == 0


def test_a_person_says_that_a_copy_is_no_spam(ledger):
    hear(ledger, hearing(4, author=author("kim"), posted_at=NOW), hearing(5, author=author("lee")))
    for number in (4, 5):
        read(ledger, "model@1", f"naver_movie:{number}", fingerprint=fingerprint(1))
    key = "naver_movie:4"
    ledger.correct(key, "kim", ASKS)
    assert now(ledger, key).spam == (Spam.COPY,)  # nobody has said anything of that yet
    ledger.correct(key, "kim", Changes(spam=()))
    after = now(ledger, key)
    assert (after.spam, after.copy_of) == ((), "naver_movie:5")
    read(ledger, "model@2", key, fingerprint=fingerprint(1), read_at=NOW + timedelta(1))
    assert now(ledger, key).spam == ()
    ledger.uncorrect(key, "kim")
    assert now(ledger, key).spam == (Spam.COPY,)


def test_all_corrections_can_be_gone_through(ledger, monkeypatch):
    monkeypatch.setattr("mentions.corrections.PAGE", 2)
    hear(ledger, *(hearing(n) for n in range(2, 6)))
    for number in range(2, 5):
        ledger.correct(f"naver_movie:{number}", "kim", BLAME)
    ledger.correct(ONE, "lee", ASKS)
    ledger.correct(ONE, "kim", BLAME)
    found = list(ledger.corrections())
    assert [(one.id, read.reader) for one, read in found] == [
        (ONE, "person:kim"),
        (ONE, "person:lee"),
        ("naver_movie:2", "person:kim"),
        ("naver_movie:3", "person:kim"),
        ("naver_movie:4", "person:kim"),
    ]
    mention, first = found[0]
    assert mention == ledger.mention(ONE).mention
    assert first == now(ledger)
    assert found[1][1].polarity is Polarity.PRAISE


def test_a_reading_of_all_traits_comes_back(ledger):
    hear(ledger, hearing(7))
    told = reading(
        "naver_movie:7",
        read_at=NOW,
        evidence=(Evidence(quote="빨랐어요", start=7, end=11, weight=0.5, in_title=True),),
        emotions=(Emotion(feeling=Feeling.ANGER, confidence=0.25),),
        intents=tuple(Intent),
        contact="active",
        experience="unique",
        speaker="press",
        region="부산 해운대구",
        disclosure=Disclosure(
            payment=Payment.REWARDED, rule_set="2024-12", rule="first_part", quote="체험단", end=3
        ),
        spam=(Spam.ADVERTISING,),
        fingerprint=fingerprint(7),
    )
    ledger.keep([told])
    assert now(ledger, "naver_movie:7") == told
    assert ledger.keep([told]) == 0
    assert ledger.keep([replace(told, region="제주")]) == 1


def test_no_probability_may_be_no_number(ledger):
    nan = float("nan")
    for number, broken in enumerate(
        [
            {"evidence": (Evidence(quote="빨리도", start=5, end=8, weight=nan),)},
            {"emotions": (Emotion(feeling=Feeling.JOY, confidence=nan),)},
        ]
    ):
        hear(ledger, hearing(20 + number))
        assert read(ledger, "model@1", f"naver_movie:{20 + number}", **broken) == 0
    assert ledger.quarantine.count() == 2

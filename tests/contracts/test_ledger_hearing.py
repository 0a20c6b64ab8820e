"""What any ledger hears, and what its policies let in, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from ledgers import (
    NOW,
    author,
    dump,
    hear,
    hearing,
    hearing_of,
    mention,
    read,
    reading,
)

from mentions.door import LONGEST
from mentions.errors import ConfigError
from mentions.ledger import Changes, Heard, Ledger
from mentions.model import (
    Disclosure,
    Engagement,
    Evidence,
    Intent,
    Kind,
    Payment,
    Polarity,
    Policy,
    Precision,
    Spam,
)

SEOUL = timezone(timedelta(hours=9))


# --- hear


def test_a_mention_comes_back_as_it_was_heard(ledger):
    told = mention(
        1,
        source="blog",
        kind=Kind.REPLY,
        url="https://example.kr/1",
        author=author(source="blog", handle="홍길동", followers=12),
        title="후기",
        reply_to="blog:0",
        engagement=Engagement(views=3, likes=0),
        precision=Precision.DAY,
        posted_at=datetime(2026, 11, 1, 9, tzinfo=SEOUL),
        simulated=True,
    )
    assert hear(ledger, hearing_of(told)) == Heard(new=1)
    kept = ledger.mention("blog:1").mention
    assert kept == replace(told, author=replace(told.author, id=kept.author.id))
    assert kept.posted_at.tzinfo is UTC
    assert len(kept.author.id) == 24
    assert set(kept.author.id) <= set("0123456789abcdef")


def test_hearing_twice_changes_nothing(ledger):
    batch = [hearing(n, raw={"n": n}) for n in range(30)]
    assert hear(ledger, *batch) == Heard(new=30)
    before = list(ledger.entries())
    assert hear(ledger, *batch, *batch) == Heard(unchanged=60)
    assert list(ledger.entries()) == before


def test_a_second_hearing_merges(ledger):
    later = NOW + timedelta(hours=2)
    hear(ledger, hearing(1, engagement=Engagement(likes=5)))
    again = hearing(1, heard_at=later, brands=("곰네",), engagement=Engagement(likes=9))
    assert hear(ledger, again) == Heard(merged=1)
    stale = hearing(1, heard_at=NOW + timedelta(hours=1), engagement=Engagement(likes=7))
    assert hear(ledger, stale) == Heard(unchanged=1)
    entry = ledger.mention("naver_movie:1")
    assert entry.mention.brands == ("곰네", "여우네")
    assert entry.mention.engagement.likes == 9
    assert entry.mention.heard_at == NOW
    assert entry.revision == 2


def test_one_batch_may_hold_a_mention_many_times(ledger):
    batch = [
        hearing(1, heard_at=NOW + timedelta(minutes=n), text=f"글 {n}") for n in (3, 1, 4, 1, 5)
    ]
    assert hear(ledger, *batch) == Heard(new=1, merged=3, unchanged=1)
    assert ledger.mention("naver_movie:1").mention.text == "글 5"


def test_changed_words_are_read_again_and_old_readings_go(ledger):
    hear(ledger, hearing(1))
    read(ledger)
    hear(ledger, hearing(1, text="사실은 느렸어요", heard_at=NOW + timedelta(days=1)))
    assert ledger.mention("naver_movie:1").reading is None
    assert [one.text for one in ledger.unread("model@1")] == ["사실은 느렸어요"]


def test_a_new_brand_is_read_again_but_the_reading_stays(ledger):
    hear(ledger, hearing(1))
    read(ledger)
    hear(ledger, hearing(1, brands=("곰네",), heard_at=NOW + timedelta(days=1)))
    assert ledger.mention("naver_movie:1").reading is not None
    assert [one.brands for one in ledger.unread("model@1")] == [("곰네", "여우네")]


def test_new_engagement_alone_is_not_read_again(ledger):
    hear(ledger, hearing(1))
    read(ledger)
    later = NOW + timedelta(days=1)
    hear(ledger, hearing(1, heard_at=later, engagement=Engagement(likes=2)))
    assert not list(ledger.unread("model@1"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "elsewhere:1"}, "bad_id"),
        ({"id": "naver_movie:\x00"}, "bad_id"),
        ({"id": "naver_movie:\ud800"}, "bad_id"),
        ({"id": "naver_movie:" + "9" * 600}, "bad_id"),
        ({"source": ""}, "bad_id"),
        ({"reply_to": ""}, "bad_id"),
        ({"heard_at": datetime(2026, 1, 1)}, "naive_time"),  # noqa: DTZ001
        ({"posted_at": datetime(2026, 1, 1)}, "naive_time"),  # noqa: DTZ001
        ({"text": "가" * (LONGEST + 1)}, "too_long"),
        ({"url": "https://" + "a" * 9000}, "too_long"),
        ({"engagement": Engagement(likes=-1)}, "bad_number"),
        ({"engagement": Engagement(views=2**63)}, "bad_number"),
        ({"text": None}, "bad_text"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason_and_the_rest_goes_on(ledger, change, reason):
    bad = hearing_of(replace(mention(1), **change))
    assert hear(ledger, bad, hearing(2)) == Heard(new=1, refused={reason: 1})
    assert ledger.status()["refused"] == 1


def test_refusals_are_counted_by_source_and_survive(ledger, open_ledger):
    hear(ledger, hearing(1, text="가" * (LONGEST + 1)))
    hear(ledger, hearing(1, text="가" * (LONGEST + 1)), hearing(2))
    (health,) = open_ledger().health()
    assert (health.source, health.refused, health.mentions) == ("naver_movie", 2, 1)


def test_a_text_of_200_000_characters_is_kept_whole(ledger):
    hear(ledger, hearing(1, text="가" * LONGEST))
    assert ledger.mention("naver_movie:1").mention.text == "가" * LONGEST


def test_texts_are_made_fit_for_every_database(ledger):
    hear(ledger, hearing(1, text="가\x00나\ud800", raw={"a": "\x00\ud800"}))
    assert ledger.mention("naver_movie:1").mention.text == "가나\ufffd"
    assert ledger.raw("naver_movie:1") is not None


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(2200, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=SEOUL),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=9))),
    ],
)
def test_a_date_that_cannot_be_is_unknown_and_counted(ledger, moment):
    hear(ledger, hearing(1, posted_at=moment))
    kept = ledger.mention("naver_movie:1").mention
    assert (kept.posted_at, kept.precision) == (None, Precision.UNKNOWN)
    assert ledger.status()["repaired"] == 1
    assert ledger.status()["undated"] == 1


def test_a_raw_payload_that_is_no_json_is_refused(ledger):
    assert hear(ledger, hearing(1, raw={"a": object()})).refused == {"bad_raw": 1}


# --- policy


def test_a_source_that_may_not_store_text_leaves_none_anywhere(ledger, url):
    told = mention(1, source="strict", title="비밀 제목", text="비밀 글", author=author("kim77777"))
    hear(ledger, hearing_of(told, raw={"t": "비밀 원문"}))
    ledger.quarantine.put("read", "strict:1", "broken", {"text": "비밀 글"})
    assert "비밀" not in dump(url)
    assert "kim77777" not in dump(url)
    assert not list(ledger.unread("model@1"))


def test_a_text_that_no_model_may_read_is_filed_without_a_reading(ledger):
    hear(ledger, hearing(1, source="no_model"), hearing(2, source="strict"), hearing(3))
    assert [one.id for one in ledger.unread("model@1")] == ["naver_movie:3"]
    found = {entry.mention.id: entry.reading for entry in ledger.unfiled("ix")}
    assert found == {"no_model:1": None, "strict:2": None}


def test_people_stand_in_the_ledger_as_keyed_hashes(ledger, url, open_ledger):
    told = mention(1, author=author("hong1234", handle="홍길동님"), addressees=("lee5678",))
    hear(ledger, hearing_of(told, raw={"user": "hong1234", "who": ["홍길동님"], "to": "@lee5678"}))
    answer = mention(2, author=author("lee5678"))
    hear(ledger, hearing_of(answer))
    for secret in ("hong1234", "홍길동님", "lee5678"):
        assert secret not in dump(url)
    first, second = (ledger.mention(f"naver_movie:{n}").mention for n in (1, 2))
    assert first.addressees == (second.author.id,)
    assert first.author.handle is None


def test_another_author_key_is_refused(ledger, url):
    with pytest.raises(ConfigError, match="another author key"):
        Ledger.open(url, policies={}, author_key=b"another key")


def test_purge_erases_words_past_retention_but_not_the_mention(ledger, url, clock):
    hear(ledger, hearing(1, source="blog", text="지워질 글", raw={"t": "지워질 글"}), hearing(2))
    words = {"quote": "지워질", "start": 0, "end": 3}
    evidence = (Evidence(weight=0.5, **words),)
    disclosure = Disclosure(payment=Payment.DISCLOSED, rule="first_part", **words)
    traits = {"evidence": evidence, "disclosure": disclosure, "intents": (Intent.QUESTION,)}
    ledger.keep([reading("blog:1", **traits), reading("naver_movie:2")])
    ledger.correct("blog:1", "kim", Changes(spam=(Spam.ADVERTISING,)))
    ledger.quarantine.put("file", "blog:1", "broken", {"text": "지워질 글"})
    assert ledger.purge(NOW + timedelta(days=20)) == 0
    assert ledger.purge(NOW + timedelta(days=22)) == 1
    assert ledger.purge(NOW + timedelta(days=22)) == 0
    assert "지워질" not in dump(url)
    entry = ledger.mention("blog:1")
    assert (entry.mention.text, entry.reading.terms) == ("", ())
    assert [opinion.quote for opinion in entry.reading.opinions] == [""]
    assert entry.reading.evidence == ()
    assert entry.reading.disclosure == Disclosure(payment=Payment.DISCLOSED, rule="first_part")
    assert entry.reading.intents == (Intent.QUESTION,)
    assert entry.reading.spam == (Spam.ADVERTISING,)
    assert ledger.status()["mentions"] == 2


def test_purged_words_leave_the_indexes_and_the_mention_is_filed_again(ledger):
    hear(ledger, hearing(1, source="blog", text="지워질 글"), hearing(2))
    ledger.keep([reading("blog:1"), reading("naver_movie:2")])
    ledger.filed("ix", list(ledger.unfiled("ix")))
    ledger.purge(NOW + timedelta(days=22))
    assert ledger.undropped("ix") == ("blog:1",)
    ledger.dropped("ix", ["blog:1"])
    again = list(ledger.unfiled("ix"))
    assert [(entry.mention.id, entry.mention.text) for entry in again] == [("blog:1", "")]
    assert again[0].reading.polarity is Polarity.PRAISE


def test_changes_are_counted_when_there_are_any(ledger):
    counts = [ledger.changes()]
    for _ in range(2):
        hear(ledger, hearing(1))
        counts.append(ledger.changes())
    assert ledger.number_unread("model@1") == 1
    for _ in range(2):
        ledger.keep([reading("naver_movie:1", read_at=NOW)])
        counts.append(ledger.changes())
    assert ledger.number_unread("model@1") == 0
    assert counts == sorted(counts)
    assert counts[0] < counts[1]
    assert counts[2] < counts[3]


def test_purged_words_never_come_back(ledger, url):
    hear(ledger, hearing(1, source="blog", text="지워질 글"))
    ledger.purge(NOW + timedelta(days=22))
    later = NOW + timedelta(days=30)
    likes = Engagement(likes=3)
    hear(ledger, hearing(1, source="blog", text="지워질 글", heard_at=later, engagement=likes))
    assert "지워질" not in dump(url)
    assert ledger.mention("blog:1").mention.engagement == likes
    assert not list(ledger.unread("model@1"))


def test_a_policy_that_turns_strict_purges_what_was_stored(ledger, open_ledger, url):
    hear(ledger, hearing(1, text="지워질 글"))
    assert open_ledger(policies={}).purge(NOW) == 1
    assert "지워질" not in dump(url)


def test_a_policy_that_opens_up_lets_readers_in(open_ledger):
    first = open_ledger(policies={"s": Policy(store_text=True, retention_days=None)})
    hear(first, hearing(1, source="s"))
    assert not list(first.unread("model@1"))
    allowed = Policy(store_text=True, allow_model=True, retention_days=None)
    assert len(list(open_ledger(policies={"s": allowed}).unread("model@1"))) == 1

"""What any ledger must do, on SQLite and on PostgreSQL alike."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest
from ledgers import KEY, NOW, POLICIES, author, dump, hearing, mention, reading

from mentions.door import LONGEST
from mentions.errors import ConfigError
from mentions.ledger import Heard, Ledger
from mentions.model import Engagement, Influence, Kind, Polarity, Policy, Precision, Reward, Spike

HERE = Path(__file__).parent
SEOUL = timezone(timedelta(hours=9))


def hear(ledger, *hearings):
    return ledger.hear(iter(hearings))


def read(ledger, reader="model@1"):
    return ledger.keep(reading(one.id, reader) for one in ledger.unread(reader))


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


def hearing_of(told, raw=None):
    return replace(hearing(), mention=told, raw=raw)


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
    ledger.keep([reading("blog:1"), reading("naver_movie:2")])
    ledger.quarantine.put("file", "blog:1", "broken", {"text": "지워질 글"})
    assert ledger.purge(NOW + timedelta(days=20)) == 0
    assert ledger.purge(NOW + timedelta(days=22)) == 1
    assert ledger.purge(NOW + timedelta(days=22)) == 0
    assert "지워질" not in dump(url)
    entry = ledger.mention("blog:1")
    assert (entry.mention.text, entry.reading.terms) == ("", ())
    assert [opinion.quote for opinion in entry.reading.opinions] == [""]
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


# --- read


def test_read_once_by_each_reader(ledger):
    hear(ledger, *(hearing(n) for n in range(5)))
    assert read(ledger) == 5
    assert not list(ledger.unread("model@1"))
    assert len(list(ledger.unread("model@2"))) == 5


def test_the_same_reading_twice_changes_nothing(ledger):
    hear(ledger, hearing(1))
    assert ledger.keep([reading("naver_movie:1", read_at=NOW)]) == 1
    assert ledger.keep([reading("naver_movie:1", read_at=NOW)]) == 0
    assert ledger.keep([reading("naver_movie:1")]) == 0
    assert ledger.mention("naver_movie:1").revision == 2


def test_a_persons_reading_wins_then_the_newest(ledger):
    hear(ledger, hearing(1))
    ledger.keep([reading("naver_movie:1", "model@2", read_at=NOW + timedelta(hours=1))])
    ledger.keep([reading("naver_movie:1", "model@1", read_at=NOW)])
    assert ledger.mention("naver_movie:1").reading.reader == "model@2"
    person = reading("naver_movie:1", "person:kim", read_at=NOW, polarity=Polarity.BLAME)
    ledger.keep([person])
    assert ledger.mention("naver_movie:1").reading == person


def test_a_reading_of_words_that_have_changed_meanwhile_is_not_kept(ledger):
    hear(ledger, hearing(1))
    (old,) = ledger.unread("model@1")
    hear(ledger, hearing(1, text="바뀐 글", heard_at=NOW + timedelta(hours=1)))
    assert ledger.keep([reading(old.id)]) == 0
    assert [one.text for one in ledger.unread("model@1")] == ["바뀐 글"]


def test_a_reading_of_an_unknown_mention_is_passed_over(ledger):
    assert ledger.keep([reading("naver_movie:404")]) == 0


def test_a_broken_reading_goes_to_quarantine(ledger):
    hear(ledger, hearing(1), hearing(2))
    broken = reading("naver_movie:1", confidence=float("nan"))
    assert ledger.keep([broken, reading("naver_movie:2")]) == 1
    assert [row.ref for row in ledger.quarantine.rows("read")] == ["naver_movie:1"]


def test_keep_is_lazy(ledger):
    hear(ledger, *(hearing(n) for n in range(1200)))
    seen = []

    def slowly():
        for n in range(1200):
            if n == 1100:
                seen.append(ledger.status()["readings"])
            yield reading(f"naver_movie:{n}")

    ledger.keep(slowly())
    assert seen == [1000]


# --- leases


def test_two_readers_take_disjoint_batches(ledger, open_ledger):
    hear(ledger, *(hearing(n) for n in range(100)))
    one, two = ledger.unread("m", batch=10), open_ledger().unread("m", batch=10)
    first, second = list(islice(one, 10)), list(islice(two, 10))
    assert not {m.id for m in first} & {m.id for m in second}
    rest = [m.id for m in one] + [m.id for m in two]
    assert len(rest) == 80


def test_a_batch_comes_back_when_its_lease_is_over(ledger, open_ledger, clock):
    hear(ledger, *(hearing(n) for n in range(10)))
    taken = list(ledger.unread("m", lease=timedelta(minutes=10)))
    assert len(taken) == 10
    assert not list(open_ledger().unread("m"))
    clock.move(minutes=11)
    assert len(list(open_ledger().unread("m"))) == 10


def test_an_abandoned_iterator_gives_its_batch_back(ledger):
    hear(ledger, *(hearing(n) for n in range(10)))
    stream = ledger.unread("m")
    next(stream)
    stream.close()
    assert len(list(ledger.unread("m"))) == 10


def test_threads_read_everything_once(ledger):
    hear(ledger, *(hearing(n) for n in range(600)))
    seen = []

    def work():
        for one in ledger.unread("m", batch=20):
            seen.append(one.id)
            ledger.keep([reading(one.id, "m")])

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen).most_common(1)[0][1] == 1
    assert len(seen) == 600
    assert ledger.status()["readings"] == 600


WORKER = """
import sys, time
sys.path.insert(0, {here!r})
from ledgers import KEY, POLICIES, hearing, reading
from mentions.ledger import Ledger
ledger = Ledger.open({url!r}, policies=POLICIES, author_key=KEY)
def slowly(things):
    for number, thing in enumerate(things):
        if number % 500 == 0:
            print(number, flush=True)
        yield thing
if sys.argv[1] == "hear":
    ledger.hear(slowly(hearing(n) for n in range(20000)))
elif sys.argv[1] == "keep":
    ledger.keep(reading(one.id) for one in slowly(ledger.unread("model@1", batch=300)))
else:
    for one in ledger.unread("model@1", batch=50):
        print(one.id, flush=True)
        ledger.keep([reading(one.id)])
ledger.close()
"""


def worker(url, what):
    code = WORKER.format(here=str(HERE), url=url)
    return subprocess.Popen(
        [sys.executable, "-c", code, what], stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1]
    )


def kill_after(process, lines):
    for _ in range(lines):
        process.stdout.readline()
    time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_two_processes_read_everything_once(ledger, url):
    hear(ledger, *(hearing(n) for n in range(200)))
    both = [worker(url, "read") for _ in range(2)]
    seen = [line for process in both for line in process.communicate()[0].split()]
    assert sorted(seen) == sorted(f"naver_movie:{n}" for n in range(200))


@pytest.mark.parametrize("lines", [1, 4])
def test_kill_9_while_hearing_loses_nothing(ledger, url, lines):
    kill_after(worker(url, "hear"), lines)
    kept = ledger.status()["mentions"]
    assert kept < 20000
    assert kept % 1000 == 0
    heard = ledger.hear(hearing(n) for n in range(3000))
    assert heard.new + heard.unchanged == 3000
    assert len({entry.mention.id for entry in ledger.entries()}) == max(kept, 3000)


def test_kill_9_while_reading_loses_nothing(ledger, url):
    ledger.hear(hearing(n) for n in range(2000))
    kill_after(worker(url, "keep"), 2)
    read(ledger)
    assert ledger.status()["readings"] == 2000
    assert not list(ledger.unread("model@1"))


# --- file


def test_filed_entries_come_again_only_when_they_change(ledger):
    hear(ledger, hearing(1), hearing(2))
    assert not list(ledger.unfiled("ix"))
    read(ledger)
    entries = list(ledger.unfiled("ix"))
    assert [entry.mention.id for entry in entries] == ["naver_movie:1", "naver_movie:2"]
    ledger.filed("ix", entries)
    assert not list(ledger.unfiled("ix"))
    assert len(list(ledger.unfiled("other"))) == 2
    later = NOW + timedelta(days=1)
    hear(ledger, hearing(2, heard_at=later, engagement=Engagement(likes=1)))
    assert [entry.revision for entry in ledger.unfiled("ix")] == [3]


def test_what_was_not_acknowledged_comes_again(ledger):
    hear(ledger, hearing(1), hearing(2))
    read(ledger)
    entries = list(ledger.unfiled("ix"))
    ledger.filed("ix", entries[1:])
    assert list(ledger.unfiled("ix")) == entries[:1]


def test_a_change_between_put_and_filed_is_filed_again(ledger):
    hear(ledger, hearing(1))
    read(ledger)
    entries = list(ledger.unfiled("ix"))
    ledger.keep([reading("naver_movie:1", "person:kim")])
    ledger.filed("ix", entries)
    assert [entry.reading.reader for entry in ledger.unfiled("ix")] == ["person:kim"]


def test_unfile_starts_over(ledger):
    hear(ledger, hearing(1))
    read(ledger)
    ledger.filed("ix", ledger.unfiled("ix"))
    ledger.unfile("ix")
    assert len(list(ledger.unfiled("ix"))) == 1


def test_quarantined_mentions_are_met_again_after_retry(ledger):
    hear(ledger, hearing(1), hearing(2))
    ledger.quarantine.put("read", "naver_movie:1", "too odd", {"n": 1})
    assert [one.id for one in ledger.unread("m")] == ["naver_movie:2"]
    assert not list(ledger.unread("m"))
    assert ledger.quarantine.count() == 1
    assert [row.payload for row in ledger.quarantine.rows()] == [{"n": 1}]
    assert ledger.quarantine.retry("file") == 0
    assert ledger.quarantine.retry("read") == 1
    assert [one.id for one in ledger.unread("m")] == ["naver_movie:1"]


def test_a_mention_that_failed_is_free_as_soon_as_it_is_retried(ledger):
    hear(ledger, hearing(1))
    (one,) = ledger.unread("m")
    ledger.quarantine.put("read", one.id, "too odd")
    ledger.quarantine.retry()
    assert [again.id for again in ledger.unread("m")] == [one.id]


# --- forget


def everywhere(ledger):
    """Put a person into every table."""
    hong = author("hong1234", "blog", handle="홍길동님")
    told = mention(1, source="blog", author=hong, text="홍길동의 글", url="https://b.kr/hong1234")
    hear(ledger, hearing_of(told, raw={"by": "hong1234", "t": "홍길동의 글"}))
    called = mention(2, source="blog", addressees=("hong1234",), reply_to="blog:1")
    hear(ledger, hearing_of(called))
    ledger.keep([reading("blog:1"), reading("blog:2")])
    ledger.filed("ix", ledger.unfiled("ix"))
    list(ledger.unread("other"))
    hashed = ledger.mention("blog:1").mention.author.id
    ledger.quarantine.put("file", "blog:1", "broken", {"text": "홍길동의 글"})
    ledger.quarantine.put("hear", "blog:9", "broken", {"author": {"id": "hong1234"}})
    findings = ledger.findings
    common = {"rank": 1, "share": 0.5, "mentions": 1, "praise": 1, "blame": 0}
    common |= {"carried_by": 1, "simulated_edges": 0}
    found = [
        Influence(brand="여우네", author_id=hashed, evidence=("blog:1",), **common),
        Influence(brand="여우네", author_id="f" * 24, evidence=("blog:1", "blog:2"), **common),
    ]
    findings.put_influences("여우네", found)
    thanks = {"brand": "여우네", "author_id": hashed, "rule": "r", "points": 10}
    findings.put_rewards([Reward(id="r1", reason="홍길동의 글", **thanks)])
    findings.put_spikes([spike(evidence=("blog:1", "blog:2"))])
    return hashed


def spike(**more):
    hour = timedelta(hours=1)
    told = {"brand": "여우네", "polarity": Polarity.BLAME, "since": NOW - hour, "until": NOW}
    told |= {"count": 9, "usual": 1.5, "severity": "high", "arithmetic": {"ratio": 6.0}}
    return Spike(id="s1", **told | more)


@pytest.mark.parametrize("by_hash", [True, False])
def test_forget_reaches_every_table(ledger, url, by_hash):
    hashed = everywhere(ledger)
    assert ledger.forget(hashed if by_hash else "blog:hong1234") == ("blog:1",)
    left = dump(url)
    for trace in ("hong1234", "홍길동"):
        assert trace not in left
    assert left.count(hashed) == 1  # on the list of those who are not heard again
    assert ledger.undropped("ix") == ("blog:1",)
    ledger.dropped("ix", ["blog:1"])
    assert "'blog:1'" not in dump(url)
    assert ledger.mention("blog:2").mention.addressees == ()
    assert [one.evidence for one in ledger.findings.influences()] == [("blog:2",)]
    assert ledger.findings.rewards() == ()


def test_forget_takes_the_beginning_of_an_id(ledger):
    hashed = everywhere(ledger)
    with pytest.raises(ConfigError, match="names no author"):
        ledger.forget(hashed[:7])
    with pytest.raises(ConfigError, match="names no author"):
        ledger.forget("0" * 8 if not hashed.startswith("0") else "1" * 8)
    assert ledger.forget(hashed[:8]) == ("blog:1",)


def test_an_index_that_was_cut_off_before_it_told_is_told_to_drop(ledger):
    everywhere(ledger)
    list(ledger.unfiled("cut off"))
    ledger.forget("blog:hong1234")
    assert ledger.undropped("cut off") == ("blog:1",)


def test_forgetting_is_a_change_that_rankings_must_follow(ledger):
    everywhere(ledger)
    before = ledger.changes()
    ledger.forget("blog:hong1234")
    assert ledger.changes() > before


def test_indexes_that_are_no_more_owe_nothing(ledger):
    everywhere(ledger)
    ledger.filed("new", list(ledger.unfiled("new")))
    ledger.forget("blog:hong1234")
    assert ledger.undropped("ix") == ("blog:1",)
    ledger.only_index("new")
    assert ledger.undropped("ix") == ()
    assert ledger.undropped("new") == ("blog:1",)


def test_what_could_not_be_filed_is_met_again_by_a_retry(ledger):
    hear(ledger, hearing(1), hearing(2))
    ledger.keep([reading("naver_movie:1"), reading("naver_movie:2")])
    entries = list(ledger.unfiled("ix"))
    ledger.quarantine.put("file", "naver_movie:1", "too long")
    ledger.filed("ix", entries)
    assert list(ledger.unfiled("ix")) == []
    ledger.quarantine.retry("file")
    assert [entry.mention.id for entry in ledger.unfiled("ix")] == ["naver_movie:1"]


def test_the_forgotten_are_not_heard_again(ledger):
    everywhere(ledger)
    ledger.forget("blog:hong1234")
    again = mention(1, source="blog", author=author("hong1234", "blog"))
    calling = mention(3, source="blog", addressees=("hong1234", "kim"))
    assert hear(ledger, hearing_of(again), hearing_of(calling)).refused == {"forgotten": 1}
    assert len(ledger.mention("blog:3").mention.addressees) == 1


def test_what_is_forgotten_while_it_is_filed_gets_a_tombstone(ledger):
    hear(ledger, hearing(1, author=author()))
    read(ledger)
    entries = list(ledger.unfiled("ix"))
    ledger.forget("naver_movie:hong1234")
    ledger.filed("ix", entries)
    assert ledger.undropped("ix") == ("naver_movie:1",)


def test_forget_says_what_an_author_looks_like(ledger):
    with pytest.raises(ConfigError, match="names no author"):
        ledger.forget("홍길동")


# --- look


def test_entries_come_by_date_page_by_page(ledger, monkeypatch):
    monkeypatch.setattr("mentions.ledger.PAGE", 7)
    moments = [NOW - timedelta(minutes=n % 5) for n in range(40)]
    ledger.hear(hearing(n, posted_at=at) for n, at in enumerate(moments))
    hear(ledger, hearing(99, posted_at=None), hearing(98, brands=("곰네",)))
    found = [entry.mention.posted_at for entry in ledger.entries()]
    assert found[-1] is None
    assert found[:-1] == sorted(found[:-1])
    assert len(found) == 42
    assert len(list(ledger.entries(brand="곰네"))) == 1
    since, until = NOW - timedelta(minutes=2), NOW - timedelta(minutes=1)
    window = list(ledger.entries(since=since, until=until))
    assert {entry.mention.posted_at for entry in window} == {since}
    assert len(window) == 8


def test_marks_findings_and_crawls_come_back(ledger):
    assert ledger.marks.get("rss") is None
    ledger.marks.put("rss", {"etag": "가"})
    ledger.marks.put("rss", {"etag": "나"})
    assert ledger.marks.get("rss") == {"etag": "나"}
    ledger.findings.put_spikes([spike()])
    ledger.findings.told("s1", NOW)
    ledger.findings.put_spikes([spike(count=10)])
    assert ledger.findings.spikes() == (spike(count=10, told_at=NOW),)
    crawl = ledger.crawls.started("naver_movie", NOW)
    ledger.crawls.finished(crawl, NOW, hear(ledger, hearing(1)), {"timeout": 2})
    (health,) = ledger.health()
    assert (health.heard, health.errors, health.note) == (1, 2, "timeout 2")
    assert health.newest == NOW - timedelta(hours=1)
    crawl = ledger.crawls.started("naver_movie", NOW)
    ledger.crawls.finished(
        crawl, NOW, hear(ledger, hearing(1)), {"busy": 1}, passed={"dull": 3}, note="Come later."
    )
    (health,) = ledger.health()
    assert (health.errors, health.passed) == (1, 3)
    assert health.note == "busy 1 · dull 3 · Come later."


def test_a_persons_decision_outlasts_a_new_proposal(ledger):
    thanks = Reward(id="r", brand="b", author_id="a", rule="x", points=1, reason="y")
    ledger.findings.put_rewards([thanks])
    ledger.findings.decide("r", "approved")
    ledger.findings.put_rewards([replace(thanks, points=5)])
    assert ledger.findings.rewards() == (replace(thanks, status="approved"),)
    with pytest.raises(ConfigError, match="no decision"):
        ledger.findings.decide("r", "maybe")
    with pytest.raises(ConfigError, match="no reward"):
        ledger.findings.decide("r2", "approved")


def test_proposals_that_no_longer_hold_are_withdrawn_but_no_decision_is(ledger):
    thanks = [
        Reward(id=key, brand="b", author_id="a", rule=key, points=1, reason="y")
        for key in ("kept", "gone", "approved", "declined")
    ]
    ledger.findings.put_rewards(thanks)
    for status in ("approved", "declined"):
        ledger.findings.decide(status, status)
    ledger.findings.put_rewards(thanks[:1])
    assert [one.id for one in ledger.findings.rewards()] == ["approved", "declined", "kept"]
    ledger.findings.put_rewards([])
    assert [one.id for one in ledger.findings.rewards()] == ["approved", "declined"]


def test_a_proposal_that_holds_is_kept_with_its_new_numbers(ledger):
    thanks = Reward(id="r", brand="b", author_id="a", rule="x", points=1, reason="y")
    ledger.findings.put_rewards([thanks])
    ledger.findings.put_rewards([replace(thanks, points=5)])
    assert ledger.findings.rewards() == (replace(thanks, points=5),)


def test_influences_of_other_brands_are_dropped(ledger):
    numbers = {"rank": 1, "share": 1.0, "mentions": 1, "praise": 1, "blame": 0}
    numbers |= {"carried_by": 1, "simulated_edges": 0}
    for brand in ("여우네", "곰네"):
        found = [Influence(brand=brand, author_id="f" * 24, **numbers)]
        ledger.findings.put_influences(brand, found)
    ledger.findings.drop_influences(but=["여우네", "새네"])
    assert [one.brand for one in ledger.findings.influences()] == ["여우네"]
    ledger.findings.drop_influences(but=[])
    assert ledger.findings.influences() == ()


def test_status_counts(ledger):
    hear(ledger, *(hearing(n) for n in range(4)), hearing(9, source="no_model"))
    ledger.keep([reading("naver_movie:1"), reading("naver_movie:2")])
    ledger.filed("ix", islice(ledger.unfiled("ix"), 2))
    status = ledger.status()
    wanted = {"mentions": 5, "read": 2, "readings": 2, "unread": 2, "filed": 2, "unfiled": 1}
    assert {name: status[name] for name in wanted} == wanted


# --- open


def test_many_open_an_empty_ledger_at_once(url):
    errors = []

    def work():
        try:
            Ledger.open(url, policies=POLICIES, author_key=KEY).close()
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_a_ledger_of_a_newer_program_is_refused(ledger, url):
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ConfigError, match="newer version"):
        Ledger.open(url, policies={}, author_key=KEY)


def test_the_migrations_lead_to_the_tables_of_the_program(ledger, url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    from mentions.schema import metadata

    engine = create_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert not found

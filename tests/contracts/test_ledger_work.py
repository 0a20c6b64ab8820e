"""Who reads and files what, once and whatever happens, on SQLite and on PostgreSQL alike."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from ledgers import (
    NOW,
    hear,
    hearing,
    read,
    reading,
)

from mentions.model import Engagement, Polarity

HERE = Path(__file__).parent


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

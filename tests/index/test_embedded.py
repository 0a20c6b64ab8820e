"""What is special to the embedded index: its files, its one writer, and what it must erase."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.embedded import EmbeddedIndex
from index.engine import NeedsRebuild
from index.query import By, Query
from mentions.errors import ConfigError, TryLater
from mentions.model import Entry, Mention

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def entry(number, text="배송 늦다", **more):
    mention = Mention(
        id=f"blog:{number}",
        source="blog",
        heard_at=NOW,
        posted_at=NOW,
        text=text,
        brands=("가",),
        **more,
    )
    return Entry(mention=mention)


def opened(path, **how):
    return EmbeddedIndex.open(
        path, **{"zone": "Asia/Seoul", "terms": str.split, "terms_version": "1", **how}
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "index"


def files_with(path, text):
    return [file for file in path.rglob("*") if file.is_file() and text in file.read_bytes()]


class TestErasing:
    def test_a_dropped_mention_leaves_no_byte_in_any_version(self, path):
        secret, older = (random.Random(seed).randbytes(20).hex() for seed in (1, 2))
        with_index = opened(path, writable=True)
        with_index.put([entry(1, older), entry(2, "남는 말"), entry(3, "또 남는 말")])
        with_index.put([entry(1, secret)])
        assert files_with(path, secret.encode())
        assert files_with(path, older.encode())
        with_index.drop(["blog:1"])
        assert not files_with(path, secret.encode())
        assert not files_with(path, older.encode())
        assert files_with(path, b"blog:2")
        assert with_index.search(Query(text="남는")).total == 2
        with_index.close()

    def test_what_is_kept_is_kept_exactly(self, path):
        index = opened(path, writable=True)
        kept = [entry(n, f"배송 {n}", title=f"제목 {n % 3}") for n in range(300)]
        index.put(kept)
        before = index.count(Query(), [By.TERM, By.DAY])
        index.put([entry("gone", "배송 0")])
        name = index.name
        index.drop(["blog:gone"])
        assert index.name == name
        assert index.count(Query(), [By.TERM, By.DAY]) == before
        assert set(index.search(Query(text='"제목 1"'), size=300).entries) == set(kept[1::3])
        assert index.search(Query(text='"1 배송"')).total == 0
        index.close()

    def test_dropping_what_is_not_there_rewrites_nothing(self, path):
        index = opened(path, writable=True)
        index.put([entry(1)])
        before = sorted(path.rglob("*"))
        index.drop(["blog:9"])
        assert sorted(path.rglob("*")) == before
        index.close()

    def test_clear_leaves_no_byte_and_takes_a_new_name(self, path):
        secret = random.Random(3).randbytes(20).hex()
        index = opened(path, writable=True)
        index.put([entry(1, secret)])
        name = index.name
        index.clear()
        assert not files_with(path, secret.encode())
        assert index.name != name
        index.close()

    def test_what_a_crash_left_half_written_is_erased_by_the_next_writer(self, path):
        opened(path, writable=True).close()
        left = path / "generation-left"
        left.mkdir()
        (left / "x").write_text("홍길동")
        opened(path, writable=True).close()
        assert not left.exists()


class TestShape:
    @pytest.mark.parametrize("other", [{"zone": "Asia/Tokyo"}, {"terms_version": "2"}])
    def test_another_zone_or_other_terms_start_afresh_under_a_new_name(self, path, other):
        index = opened(path, writable=True)
        index.put([entry(1)])
        name = index.name
        index.close()
        with pytest.raises(NeedsRebuild, match="ipsomun index --rebuild"):
            opened(path, **other)
        index = opened(path, writable=True, **other)
        assert index.count(Query()) == {(): 0}
        assert index.name != name
        index.close()
        with pytest.raises(NeedsRebuild, match="Asia/Seoul"):
            opened(path, terms_version="3")

    def test_what_an_older_version_filed_is_filed_anew(self, path, monkeypatch):
        with monkeypatch.context() as older:
            older.setattr("index.filing.SHAPE_VERSION", 1)
            index = opened(path, writable=True)
            index.put([entry(1)])
            name = index.name
            index.close()
        with pytest.raises(NeedsRebuild, match="older version"):
            opened(path)
        index = opened(path, writable=True)
        assert index.name != name
        assert index.count(Query(), [By.STAGE]) == {}
        assert index.put([entry(1)]) == 1
        index.close()

    @pytest.mark.parametrize("zone", ["Asia/Seul", "", "../etc", "Asia"])
    def test_an_unknown_zone_is_refused_at_once(self, path, zone):
        with pytest.raises(ConfigError, match="time zone"):
            opened(path, zone=zone)

    def test_reopening_keeps_the_name_the_entries_and_the_words(self, path):
        index = opened(path, writable=True)
        index.put([entry(1)])
        name = index.name
        index.close()
        index = opened(path, writable=True)
        assert index.name == name
        assert index.search(Query(text='"배송 늦다"')).total == 1
        index.put([entry(2)])
        assert index.search(Query(text="늦다")).total == 2
        index.close()


class TestOneWriter:
    def test_a_second_writer_is_told_to_try_later(self, path):
        first = opened(path, writable=True)
        with pytest.raises(TryLater, match="another process is filing"):
            opened(path, writable=True)
        first.drop(["blog:1"])
        first.put([entry(1)])
        first.drop(["blog:1"])
        with pytest.raises(TryLater):
            opened(path, writable=True)
        first.close()
        second = opened(path, writable=True)
        assert second.put([entry(1)]) == 1
        second.close()

    def test_a_reader_cannot_write(self, path):
        opened(path, writable=True).close()
        reader = opened(path)
        for change in (lambda: reader.put([entry(1)]), lambda: reader.drop(["x"]), reader.clear):
            with pytest.raises(RuntimeError, match="writable=True"):
                change()

    def test_merging_many_small_writes_and_erasing_go_together(self, path):
        index = opened(path, writable=True)
        for number in range(40):
            index.put([entry(number)])
        index.drop(["blog:0"])
        index.clear()
        for number in range(12):
            index.put([entry(number)])
        assert index.count(Query()) == {(): 12}
        index.close()


class TestReaders:
    def test_a_reader_before_the_first_write_sees_nothing_and_then_what_was_put(self, path):
        reader = opened(path)
        assert reader.count(Query()) == {(): 0}
        assert reader.search(Query()).entries == ()
        writer = opened(path, writable=True)
        writer.put([entry(1)])
        reader.refresh()
        assert reader.count(Query()) == {(): 1}
        assert reader.name == writer.name
        writer.close()

    def test_a_reader_sees_one_state_until_it_refreshes_also_across_erasing(self, path):
        writer = opened(path, writable=True)
        writer.put([entry(n) for n in range(3)])
        reader = opened(path)
        writer.put([entry(9)])
        writer.drop(["blog:0"])
        assert reader.count(Query()) == {(): 3}
        assert reader.search(Query()).total == 3
        reader.refresh()
        assert reader.count(Query()) == {(): 3}
        assert "blog:0" not in [e.mention.id for e in reader.search(Query()).entries]
        writer.close()

    def test_a_reader_in_another_process_never_sees_a_half_filed_state(self, path):
        writer = opened(path, writable=True)
        writer.put([entry(n) for n in range(100)])
        with child("read", path) as reader:
            for turn in range(15):
                writer.put([entry(n, f"차례 {turn}") for n in range(100)])
                if turn % 4 == 3:
                    writer.put([entry("gone")])
                    writer.drop(["blog:gone"])
            assert reader.poll() is None
            output, _ = reader.communicate("stop\n", timeout=60)
        answers = [json.loads(line) for line in output.splitlines()]
        assert len(answers) > 10
        assert {total for total, _ in answers} <= {100, 101}
        # All of one turn, or all that has not been replaced: never some of each.
        assert all(turns <= 1 for _, turns in answers)
        writer.close()

    def test_many_threads_read_while_one_refreshes(self, path):
        writer = opened(path, writable=True)
        writer.put([entry(n) for n in range(50)])
        reader = opened(path)
        totals = set()

        def read():
            totals.update(reader.search(Query(text="배송")).total for _ in range(100))

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(10):
            writer.put([entry(n) for n in range(50)])
            reader.refresh()
        for thread in threads:
            thread.join()
        assert totals == {50}
        writer.close()


class TestDamage:
    def test_a_folder_deleted_while_open_is_said_and_the_next_open_starts_afresh(self, path):
        writer = opened(path, writable=True)
        writer.put([entry(1)])
        name = writer.name
        reader = opened(path)
        shutil.rmtree(path)
        with pytest.raises(NeedsRebuild, match="deleted while it was open"):
            writer.put([entry(2)])
        writer.close()
        reader.refresh()
        assert reader.count(Query()) == {(): 0}
        again = opened(path, writable=True)
        assert again.name != name
        assert again.put([entry(1)]) == 1
        again.close()

    @pytest.mark.parametrize(
        "kind", ["index.json", "meta.json", ".store", ".term", ".fast", ".idx"]
    )
    @pytest.mark.parametrize("damage", ["cut", "emptied", "zeroed"])
    def test_damaged_files_are_reported_with_the_way_out(self, path, kind, damage):
        index = opened(path, writable=True)
        index.put([entry(n) for n in range(50)])
        index.close()
        file = next(file for file in path.rglob("*") if file.name.endswith(kind))
        whole = file.read_bytes()
        ruins = {"cut": whole[: len(whole) // 2], "emptied": b"", "zeroed": bytes(len(whole))}
        file.write_bytes(ruins[damage])
        with pytest.raises(NeedsRebuild, match="ipsomun index --rebuild"):
            opened(path)
        index = opened(path, writable=True)
        for use in (
            lambda: index.put([entry(1)]),
            lambda: index.drop(["x"]),
            lambda: index.count(Query()),
        ):
            with pytest.raises(NeedsRebuild, match="ipsomun index --rebuild"):
                use()
        name = index.name
        index.clear()
        assert index.name != name
        assert index.put([entry(1)]) == 1
        assert opened(path).count(Query()) == {(): 1}
        index.close()

    def test_flipped_bytes_that_make_the_engine_panic_are_reported(self, path):
        index = opened(path, writable=True)
        index.put([entry(n) for n in range(300)])
        index.close()
        file = next(path.rglob("*.fast"))
        whole = file.read_bytes()
        file.write_bytes(bytes(byte ^ 0xFF for byte in whole[:-200]) + whole[-200:])
        with pytest.raises(NeedsRebuild, match="--rebuild"):
            opened(path).count(Query(), [By.BRAND, By.TERM, By.DAY])


class TestKilling:
    def test_nothing_acknowledged_is_lost_and_the_index_stays_writable(self, path):
        for trial in range(3):
            with child("write", path) as writer:
                acknowledged = [int(writer.stdout.readline()) for _ in range(5 + trial)]
                time.sleep(0.01 * trial)
                writer.send_signal(signal.SIGKILL)
                rest, _ = writer.communicate(timeout=30)
            acknowledged += [int(line) for line in rest.split("\n")[:-1]]
            index = opened(path, writable=True)
            total = index.count(Query())[()]
            assert total >= max(acknowledged)
            assert total % 50 == 0
            index.put([entry("after")])
            index.drop(["blog:after"])
            assert index.count(Query()) == {(): total}
            index.close()


def child(task, path):
    """Start a process that reads or writes until it is stopped."""
    return subprocess.Popen(
        [sys.executable, __file__, task, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def write(path):
    """Put batches of 50 for ever, telling the total after each."""
    index = opened(path, writable=True)
    total = index.count(Query())[()]
    while True:
        index.put([entry(total + n) for n in range(50)])
        total += 50
        print(total, flush=True)


def read(path):
    """Tell totals and the number of different turns seen, until a line comes in."""
    index = opened(path)
    stopped = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stopped.set()), daemon=True).start()
    while not stopped.is_set():
        index.refresh()
        turns = {term for (term,) in index.count(Query(text="차례"), [By.TERM]) if term != "차례"}
        print(json.dumps([index.count(Query())[()], len(turns)]), flush=True)


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](Path(sys.argv[2]))

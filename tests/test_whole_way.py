"""A mention's whole way through the real commands, undisturbed and killed at any moment."""

import json
import random
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import config as configuration
from house import House
from index.query import By, Query
from mentions.model import Entry

PRAISE = [
    "직원이 정말 친절하고 커피도 맛있어요",
    "여기 라떼 최고예요 또 올게요",
    "분위기 좋고 너무 만족합니다",
]
BLAME = [
    "직원이 너무 불친절해요 다시는 안 갑니다",
    "커피가 식어서 나왔어요 최악",
    "돈이 아깝다 정말 실망",
]
PLAIN = ["영업시간이 몇 시까지인가요?", "달빛커피가 내일 강남점을 연다고 합니다"]


def rows(count: int, seed: int = 7) -> str:
    """Return JSON lines of mentions of the last 60 days, texts all different."""
    draw = random.Random(seed)
    lines = []
    for number in range(count):
        posted = datetime.now(UTC) - timedelta(days=draw.randint(1, 60), hours=draw.randint(0, 23))
        row = {
            "id": str(number),
            "text": f"{draw.choice(PRAISE + BLAME + PLAIN)} ({number})",
            "date": posted.isoformat(timespec="seconds"),
            "author": f"writer{draw.randint(0, 40)}",
            "brand": draw.choice(["달빛커피", "모아은행"]),
        }
        if number % 5 == 4:
            row |= {"kind": "reply", "reply_to": str(draw.randrange(number))}
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines)


def entries(project) -> dict[str, Entry]:
    with House(configuration.load(project.folder / "config.toml")) as house:
        return {entry.mention.id: entry for entry in house.ledger.entries()}


def filed(project) -> dict[tuple[str, ...], int]:
    with House(configuration.load(project.folder / "config.toml")) as house:
        return house.index.count(Query(), (By.BRAND, By.POLARITY))


def tallied(kept: dict[str, Entry]) -> dict[tuple[str, ...], int]:
    """Count mentions by brand and polarity, from the ledger's own entries."""
    counts: dict[tuple[str, ...], int] = {}
    for entry in kept.values():
        whole = [opinion for opinion in entry.reading.opinions if opinion.aspect is None]
        for opinion in whole:
            key = (opinion.brand, opinion.polarity.value)
            counts[key] = counts.get(key, 0) + 1
    return counts


def same_readings(some: dict[str, Entry], others: dict[str, Entry]) -> None:
    """Hold two ledgers to the same mentions and, up to rounding, the same readings."""
    assert some.keys() == others.keys()
    for mention_id, entry in some.items():
        other = others[mention_id]
        assert entry.mention.text == other.mention.text
        assert entry.mention.author == other.mention.author
        assert entry.reading.terms == other.reading.terms
        assert entry.reading.praise == pytest.approx(other.reading.praise, abs=0.03)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, monkeypatch):
    """Let the commands keep their ledger on each of the two databases."""
    if request.param == "postgresql":
        url = request.getfixturevalue("new_database")()
        monkeypatch.setenv(configuration.LEDGER_VARIABLE, url)


@pytest.mark.usefixtures("ledger")
def test_a_run_hears_reads_files_and_a_second_run_changes_nothing(project):
    path = project.write("reviews.jsonl", rows(120))
    assert "new 120" in project.ipsomun("import", str(path), "--source", "file").stdout
    said = project.ipsomun("run").stdout
    assert "read 120" in said
    assert "filed 120" in said
    kept = entries(project)
    assert len(kept) == 120
    assert filed(project) == tallied(kept)

    assert "unchanged 120" in project.ipsomun("import", str(path)).stdout
    project.ipsomun("run")
    assert entries(project) == kept
    status = project.status()
    assert status["mentions"] == status["readings"] == status["filed"] == 120


def test_killed_at_random_moments_nothing_is_lost_or_twice(project, tmp_path_factory):
    path = project.write("reviews.jsonl", rows(1000))
    undisturbed = type(project)(tmp_path_factory.mktemp("undisturbed"))
    undisturbed.write("config.toml", (project.folder / "config.toml").read_bytes())
    undisturbed.home.mkdir()
    project.ipsomun("status")  # makes the key of the authors
    undisturbed.home.joinpath("author.key").write_bytes(
        project.home.joinpath("author.key").read_bytes()
    )
    undisturbed.ipsomun("import", str(path))
    started = time.monotonic()
    undisturbed.ipsomun("run")
    whole = time.monotonic() - started

    draw = random.Random(11)
    for command in (("import", str(path)), *[("run",)] * 4):
        child = project.start(*command)
        try:
            child.wait(timeout=draw.uniform(0.3, whole))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
    project.ipsomun("import", str(path))
    project.ipsomun("run")
    same_readings(entries(undisturbed), entries(project))
    assert filed(project) == tallied(entries(project))
    assert project.status()["quarantined"] == 0


@pytest.mark.parametrize("name", ["terminate", "interrupt"])
def test_a_watching_run_ends_cleanly_when_told(project, name):
    number = signal.SIGTERM if name == "terminate" else signal.SIGINT
    child = subprocess.Popen(
        project.command("run", "--watch", "--every", "600"), stdout=subprocess.PIPE, text=True
    )
    said = ""
    while "thank" not in said:
        line = child.stdout.readline()
        assert line, "ended by itself"
        said += line
    child.send_signal(number)
    rest, _ = child.communicate(timeout=20)
    assert child.returncode == 0
    assert "stopped" in rest


def test_a_watching_run_is_stopped_while_it_reads(project):
    project.ipsomun("import", str(project.write("reviews.jsonl", rows(5_000))))
    child = subprocess.Popen(
        project.command("run", "--watch"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert "hear" in child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    said, complaints = child.communicate(timeout=10)
    assert (child.returncode, said, complaints) == (0, "stopped\n", "")


def test_words_past_their_retention_leave_ledger_and_index(project):
    policy = "store_text = true\nallow_model = true\nretention_days = {}\n"
    config = project.folder / "config.toml"
    before = config.read_text().replace("store_text = true\nallow_model = true\n", policy.format(9))
    config.write_text(before)
    project.ipsomun("import", str(project.write("reviews.jsonl", rows(20))))
    assert "filed 20" in project.ipsomun("run").stdout
    counts = filed(project)
    config.write_text(before.replace(policy.format(9), policy.format(0)))
    said = project.ipsomun("run").stdout
    assert "mentions without words 20" in said
    assert "filed 20 · dropped 20" in said
    assert filed(project) == counts
    assert {entry.mention.text for entry in entries(project).values()} == {""}
    for file in project.home.rglob("*"):
        assert not file.is_file() or "친절".encode() not in file.read_bytes(), file
    assert "mentions without words" not in project.ipsomun("run").stdout


def test_forgetting_a_person_reaches_ledger_and_index(project):
    path = project.write("reviews.jsonl", rows(60))
    project.ipsomun("import", str(path))
    project.ipsomun("run")
    author = "file:writer3"
    gone = {
        json.loads(line)["id"]
        for line in path.read_text().splitlines()
        if json.loads(line)["author"] == "writer3"
    }
    assert gone
    project.ipsomun("forget", author)
    assert len(entries(project)) == 60 - len(gone)
    assert filed(project) == tallied(entries(project))
    for file in Path(project.home).rglob("*"):
        if file.is_file() and file.name != "author.key":
            content = file.read_bytes()
            assert not any(f"({number})".encode() in content for number in gone), file
    project.ipsomun("import", str(path))
    assert len(entries(project)) == 60 - len(gone)

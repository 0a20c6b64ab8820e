import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

import config as configuration
import pipeline
from house import House
from mentions import work
from mentions.model import Hearing, Mention
from tests.contracts.ledgers import NOW
from tests.nlp.test_classifier import tiny_model

pytest.importorskip("ray")
ROOT = Path(__file__).parents[1]
SECRET = "key-4711-of-nobody"
TEXTS = (
    "달빛커피 직원이 진짜 친절해요 또 갈게요 ㅎㅎ",
    "달커 배송 왜이렇게 느림;; 나쁘다 진짜",
    "모아은행 앱 또 먹통ㅋㅋㅋ 이쯤되면 병임",
    "오늘 달빛커피 갔다가 모아은행 들렀는데 은행 직원이 훨씬 친절함",
    "그냥 그래요 좋다 나쁘다 말하기 애매",
)
CLUSTER = """
import json, sys
from ray.cluster_utils import Cluster
plain = {"num_cpus": 1, "include_dashboard": False, "include_log_monitor": False}
made = Cluster()


def add(**more):
    for attempt in range(4):
        try:
            return made.add_node(**plain, **more)
        except Exception:  # Ray gives a node thirty seconds, and the machine may be busy
            if attempt == 3:
                raise


add(temp_dir=sys.argv[1])
raylet = add().all_processes["raylet"][0].process.pid
print(json.dumps([made.address, raylet]), flush=True)
sys.stdin.read()
made.shutdown()
"""
DRIVER = """
import json, sys
from datetime import timedelta
from pathlib import Path
import cluster, config
from house import House
cluster.LEASE = timedelta(seconds=15)
found = config.load(Path(sys.argv[1]), Path(sys.argv[2]))
with House(found) as house:
    print(json.dumps(dict(cluster.read_on_cluster(house, sys.argv[3] or None))))
"""
OWN = """
import sys
import cluster
with cluster.connected(None, 1) as ray:
    print(ray.nodes()[0]["NodeManagerAddress"], flush=True)
    sys.stdin.read()
"""
RAY = {
    "PYTHONPATH": str(ROOT),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # all on the loopback address
    "RAY_worker_niceness": "0",
    "RAY_worker_register_timeout_seconds": "240",  # the machine may be busy
    "RAY_agent_register_timeout_ms": "240000",
}


@pytest.fixture
def two_homes(project, monkeypatch):
    """Make two equal ledgers of unread mentions, one to read alone and one to read together."""
    monkeypatch.setenv("IPSOMUN_AUTHOR_KEY", SECRET)
    model = tiny_model(project.folder / "model", ("negative", "neutral", "positive"))
    told = (project.folder / "config.toml").read_text(encoding="utf-8")
    project.write(
        "config.toml", f'{told}\n[reader]\nengine = "torch"\ndevice = "cpu"\nmodel = "{model}"\n'
    )
    with opened(project.folder, project.home) as house:
        house.ledger.hear(Hearing(mention=mention(number)) for number in range(600))
    together = project.folder / "home-4711"
    shutil.copytree(project.home, together)
    return project, together


def opened(folder, home):
    return House(configuration.load(folder / "config.toml", home))


def mention(number):
    text = f"{TEXTS[number % len(TEXTS)]} {'!' * (number % 7)} {number}번"
    return Mention(id=f"file:{number}", source="file", text=text, heard_at=NOW)


@pytest.fixture
def two_nodes():
    """Start two nodes; yield their address, the process of the second and their log folder."""
    folder = tempfile.mkdtemp(prefix="ray-")
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | RAY,
    ) as nodes:
        try:
            address, raylet = json.loads(nodes.stdout.readline())
            yield address, raylet, Path(folder)
        finally:
            nodes.communicate(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)


def driver(project, home, address):
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(project.folder / "config.toml"), str(home), address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=project.folder,
        env=os.environ | RAY,
    )


def leasing(home):
    """Return the processes that have mentions leased."""
    with sqlite3.connect(home / "ledger.db") as connection:
        rows = connection.execute("SELECT DISTINCT owner FROM leases").fetchall()
    connection.close()
    return {int(owner.split("|")[1]) for (owner,) in rows if not owner.startswith("elsewhere")}


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def children(pid):
    every = (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())
    return [one for one in every if Path(f"/proc/{one}").exists() and parent(one) == pid]


def kill_while_it_reads(running, raylet, home):
    """Kill a node while its reader has mentions leased; return that reader's process."""
    stopped, until = set(), time.monotonic() + 240
    while time.monotonic() < until and running.poll() is None:
        for reader in leasing(home) - stopped:
            os.kill(reader, signal.SIGSTOP)
            if reader not in leasing(home):  # it was just done with them
                os.kill(reader, signal.SIGCONT)
            elif parent(reader) == raylet:
                for process in [raylet, *children(raylet)]:
                    os.kill(process, signal.SIGKILL)
                for other in stopped:
                    os.kill(other, signal.SIGCONT)
                return reader
            else:
                stopped.add(reader)
        time.sleep(0.002)
    running.kill()
    raise AssertionError(f"the second node's reader never leased: {running.communicate()}")


def lease_elsewhere(project, monkeypatch, seconds, home=None):
    """Lease seven mentions as another machine would that is then lost."""
    with monkeypatch.context() as patched, opened(project.folder, home or project.home) as house:
        patched.setattr(work.socket, "gethostname", lambda: "elsewhere")
        lease = timedelta(seconds=seconds)
        lost = house.ledger.unread(house.reader_name, batch=7, lease=lease)
        next(lost)
        house.ledger.close()


def readings(folder, home):
    with opened(folder, home) as house:
        assert house.ledger.number_unread(house.reader_name) == 0
        return {one.mention.id: one.reading for one in house.ledger.entries()}


def said(reading):
    opinions = [(o.brand, o.aspect, o.polarity, o.quote, o.start) for o in reading.opinions]
    return reading.reader, reading.terms, reading.polarity, opinions


@pytest.mark.timeout(900)  # guards, for a busy machine
def test_a_node_killed_in_the_middle_loses_no_mention(two_homes, two_nodes, monkeypatch):
    project, together = two_homes
    address, raylet, logs = two_nodes
    lease_elsewhere(project, monkeypatch, 12, together)
    with opened(project.folder, project.home) as house:
        pipeline.read(house)
    with driver(project, together, address) as running:
        kill_while_it_reads(running, raylet, together)
        out, err = running.communicate(timeout=240)
    assert running.returncode == 0, err
    assert json.loads(out)["read"] >= 600  # a lease that ran out meanwhile is read twice, kept once
    assert json.loads(out)["readers lost"] >= 1
    assert "lost" in err
    assert leasing(together) == set()
    with sqlite3.connect(together / "ledger.db") as connection:
        rows = connection.execute("SELECT count(*), count(DISTINCT mention_id) FROM readings")
        assert rows.fetchone() == (600, 600)
    connection.close()
    alone = readings(project.folder, project.home)
    for key, reading in readings(project.folder, together).items():
        assert said(reading) == said(alone[key])
        assert reading.confidence == pytest.approx(alone[key].confidence, abs=0.02)
    written = [path for path in logs.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if b"4711" in path.read_bytes()]


def family(pid):
    """Return a process and all that descend from it."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def listening(processes):
    """Return the addresses, in the kernel's hexadecimal, where processes wait for others."""
    links = {
        os.readlink(link)
        for process in processes
        for link in Path(f"/proc/{process}/fd").iterdir()
        if link.is_symlink()
    }
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in links:
                found.add(fields[1].partition(":")[0])
    return found


def test_a_cluster_of_our_own_is_reached_from_this_machine_alone():
    with subprocess.Popen(
        [sys.executable, "-c", OWN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as running:
        assert running.stdout.readline() == b"127.0.0.1\n"
        addresses = listening(family(running.pid))
        running.communicate(timeout=60)
    assert running.returncode == 0
    assert addresses
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}

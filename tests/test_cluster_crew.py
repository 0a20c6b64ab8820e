import os
import socket
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cluster
import cluster_crew
import cluster_reader
from cluster_crew import Crew
from cluster_reader import ClusterReader, Turn, fitting
from house import House
from mentions.errors import ConfigError, TryLater
from mentions.model import Hearing
from tests.contracts.ledgers import reading
from tests.test_cluster import SECRET, lease_elsewhere, mention, opened

ray = pytest.importorskip("ray")
NUMBERS = count()


class StubReader:
    """Reads as `nlp.reader.Reader` does, and fails where it is told to."""

    def __init__(self, name, unreadable=()):
        self.name, self.unreadable = name, unreadable

    def read(self, mentions, on_unreadable=None):
        bad = [one for one in mentions if any(word in one.text for word in self.unreadable)]
        if bad and (on_unreadable is None or len(bad) == len(mentions) > 1):
            raise RuntimeError("cannot read")
        for one in bad:
            on_unreadable(one, RuntimeError("cannot read"))
        for one in mentions:
            if one not in bad:
                yield reading(one.id, self.name, opinions=())


class FakeRay:
    """Makes readers in this process; `lose` tells which calls end with their reader."""

    exceptions = ray.exceptions

    def __init__(self, house, lose=lambda asked: False, addresses=("127.0.0.1",)):
        self.house, self.lose, self.addresses, self.made = house, lose, addresses, 0

    def remote(self, _kind):
        return SimpleNamespace(options=lambda **_needs: SimpleNamespace(remote=self.reader))

    def reader(self, errand):
        self.made += 1
        reader = ClusterReader(errand)
        reader._house = self.house
        calls = {"where": lambda: "node", "open": lambda *_: None, "turn": reader.turn}
        remote = {key: self.call(key, calls[key]) for key in calls}
        return SimpleNamespace(**remote)

    def call(self, asked, function):
        return SimpleNamespace(remote=lambda *given: (next(NUMBERS), asked, function, given))

    def wait(self, calls, num_returns, timeout):
        return calls, []

    def get(self, call):
        _, asked, function, given = call
        if self.lose(asked):
            raise self.exceptions.ActorDiedError
        try:
            return function(*given)
        except Exception as error:
            raise self.exceptions.RayTaskError(asked, "", error) from error

    def kill(self, reader):
        pass

    def nodes(self):
        return [
            {"Alive": True, "NodeManagerAddress": one, "NodeManagerHostname": f"host of {one}"}
            for one in self.addresses
        ]


@pytest.fixture
def house(project, monkeypatch):
    """Open a house with 20 mentions to read, and a reader that needs no model."""
    monkeypatch.setattr(House, "reader_name", "stub@1")
    monkeypatch.setattr(cluster_crew, "REST", 0.01)
    monkeypatch.setattr(cluster_crew, "TICK", 0.01)
    with opened(project.folder, project.home) as house:
        house.ledger.hear(Hearing(mention=mention(number)) for number in range(20))
        house.reader = StubReader("stub@1")
        yield house


def reader_of(house):
    made = ClusterReader(cluster.errand_of(house))
    made._house = house
    return made


def crew_of(house, fake, seats=2, lease=0.2):
    errand = replace(cluster.errand_of(house), lease=timedelta(seconds=lease))
    return Crew(fake, house, errand, seats, {"num_cpus": 1})


def test_turns_read_what_is_unread_and_end(house):
    reader = reader_of(house)
    assert reader.turn() == Turn(leased=20, kept=20)
    assert reader.turn() == Turn(leased=0, kept=0)
    assert house.ledger.number_unread("stub@1") == 0


def test_the_crew_reads_all_and_tells_how_far_it_is(house):
    told = []
    house.progress = lambda *what: told.append(what)
    crew = crew_of(house, FakeRay(house))
    crew.read()
    assert (crew.kept, crew.lost) == (20, 0)
    assert told[-1] == ("read", 20, 20)


def test_what_cannot_be_read_is_quarantined(house):
    house.reader.unreadable = ("3번",)
    crew_of(house, FakeRay(house)).read()
    assert {row.ref for row in house.ledger.quarantine.rows("read")} == {"file:3", "file:13"}


def test_a_turn_in_which_nothing_can_be_read_quarantines_all_of_it(house):
    house.reader.unreadable = ("번",)
    assert reader_of(house).turn() == Turn(leased=20, kept=0)
    assert house.ledger.quarantine.count() == 20


def test_a_reader_that_reads_nothing_at_all_is_at_fault_itself(house):
    house.reader.unreadable = ("번", "친절")
    crew = crew_of(house, FakeRay(house))
    with pytest.raises(RuntimeError, match="cannot read"):
        crew.read()
    assert house.ledger.quarantine.count() == 0
    assert house.ledger.number_unread("stub@1") == 20


def test_lost_readers_are_replaced(house, caplog):
    turns = count()
    fake = FakeRay(house, lose=lambda asked: asked == "turn" and next(turns) < 2)
    crew = crew_of(house, fake)
    crew.read()
    assert (crew.kept, crew.lost, fake.made) == (20, 2, 4)
    assert "lost" in caplog.text


def test_readers_that_are_always_lost_end_the_run(house):
    fake = FakeRay(house, lose=lambda asked: True)
    crew = crew_of(house, fake)
    with pytest.raises(TryLater, match="lost"):
        crew.read()
    assert fake.made == 2 * (1 + cluster_crew.RETRIES)


def test_why_a_reader_was_lost_is_told():
    error = ValueError("died\n  pid: 7\nModuleNotFoundError: no cluster_reader\n")
    assert cluster_crew.last_line(error) == "ModuleNotFoundError: no cluster_reader"
    assert cluster_crew.last_line(ValueError()) == "ValueError"


def test_what_another_machine_leases_is_waited_for_and_then_read(house, project, monkeypatch):
    lease_elsewhere(project, monkeypatch, seconds=1)
    crew = crew_of(house, FakeRay(house), lease=2)
    crew.read()
    assert crew.kept == 20


def test_what_another_machine_goes_on_leasing_is_left_to_it(house, project, monkeypatch, caplog):
    lease_elsewhere(project, monkeypatch, seconds=600)
    crew = crew_of(house, FakeRay(house), lease=0.2)
    crew.read()
    assert crew.kept == 13
    assert "7 mentions are leased" in caplog.text


def test_where_the_reader_or_the_ledger_differs_is_told(house):
    errand = cluster.errand_of(house)
    for wrong, said in (
        ({"reader": "other@2"}, "differently"),
        ({"ledger": "0"}, "another ledger"),
    ):
        reader = ClusterReader(replace(errand, **wrong))
        reader._house = house
        with pytest.raises(ConfigError, match=said):
            reader.open(0, 1)


def test_a_config_error_on_a_node_ends_the_run(house, monkeypatch):
    def no_model(_reader):
        raise ConfigError("reader.model: no such folder")

    monkeypatch.setattr(ClusterReader, "turn", no_model)
    crew = crew_of(house, FakeRay(house))
    with pytest.raises(ConfigError, match="no such folder"):
        crew.read()


def test_a_file_is_no_ledger_for_other_machines(house):
    sqlite = house.config
    postgres = replace(sqlite, ledger_url=SecretStr("postgresql://me:4711@db/ledger"))
    far, near = FakeRay(house, addresses=("203.0.113.9",)), FakeRay(house)
    with pytest.raises(ConfigError, match="PostgreSQL") as told:
        cluster.refuse_file_of_one_machine(far, sqlite)
    assert "host of 203.0.113.9" in str(told.value)
    cluster.refuse_file_of_one_machine(near, sqlite)
    cluster.refuse_file_of_one_machine(far, postgres)


def test_no_secret_shows_in_what_a_reader_is_told(house, monkeypatch):
    monkeypatch.setenv("IPSOMUN_AUTHOR_KEY", SECRET)
    errand = cluster.errand_of(house)
    assert errand.author_key.get_secret_value() == SECRET
    assert "4711" not in repr(errand)
    assert "ledger.db" not in repr(errand)


def test_a_relative_file_is_the_same_everywhere(house, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    config = replace(house.config, ledger_url=SecretStr("sqlite:///somewhere/ledger.db"))
    assert cluster.absolute(config) == f"sqlite:///{tmp_path}/somewhere/ledger.db"


def test_nothing_unread_starts_nothing(house, monkeypatch):
    reader_of(house).turn()
    monkeypatch.setattr(cluster, "guest", None)
    assert cluster.read_on_cluster(house) == {"read": 0}


@pytest.mark.parametrize("readers", [0, -1])
def test_a_number_of_readers_that_is_none_is_refused(house, readers):
    with pytest.raises(ConfigError, match="--readers"):
        cluster.read_on_cluster(house, readers=readers)


def test_an_address_where_nobody_answers_is_told(house):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConfigError, match=f"--cluster 127.0.0.1:{port}"):
        cluster.join(ray, f"127.0.0.1:{port}")


def test_readers_share_a_nodes_cores(monkeypatch):
    given = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, cores: given.append(cores))
    for place in range(3):
        cluster_reader.have_cores(place, 2)
    assert given == [{0, 1}, {2, 3}, {0, 1}]


@given(st.integers(0, 2000), st.floats(0, 1e6), st.integers(8, 1024))
def test_a_turn_is_never_too_small_or_too_large(done, seconds, size):
    assert cluster_reader.FEWEST <= fitting(done, seconds, size) <= cluster_reader.MOST


def test_a_turn_grows_with_the_speed():
    assert fitting(64, 20.0, 64) == 32
    assert fitting(64, 0.1, 64) == 256
    assert fitting(3, 0.1, 64) == 64


def test_ray_imported_too_early_starts_no_open_cluster():
    with pytest.raises(RuntimeError, match="others could reach"):
        cluster.guest(alone=True)


def test_a_reader_takes_a_core_or_where_there_are_gpus_one_of_them(house):
    def of(*resources):
        nodes = [{"Alive": True, "Resources": dict(one)} for one in resources]
        total = Counter()
        for one in resources:
            total.update(one)
        return SimpleNamespace(nodes=lambda: nodes, cluster_resources=lambda: total)

    plain, mixed = of({"CPU": 8.0}, {"CPU": 4.0}), of({"CPU": 8.0, "GPU": 2.0}, {"CPU": 4.0})
    any_device = replace(house.config, reader=replace(house.config.reader, device="auto"))
    on_cpu = replace(house.config, reader=replace(house.config.reader, device="cpu"))
    for cluster_there, config, alone_with, needs, readers in (
        (plain, any_device, None, {"num_cpus": 1}, 12),
        (of({"CPU": 8.0}), any_device, 3, {"num_cpus": 2}, 4),
        (of({"CPU": 2.0}), any_device, 3, {"num_cpus": 1}, 2),
        (mixed, any_device, None, {"num_cpus": 1, "num_gpus": 1}, 2),
        (mixed, on_cpu, None, {"num_cpus": 1}, 12),
        (of({}), any_device, None, {"num_cpus": 1}, 1),
    ):
        assert cluster.needs_of_one(cluster_there, config, alone_with) == needs
        assert cluster.room(cluster_there, needs) == readers

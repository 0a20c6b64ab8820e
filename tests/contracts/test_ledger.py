"""What any ledger shows and how it opens, on SQLite and on PostgreSQL alike."""

import threading
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from ledgers import KEY, NOW, POLICIES, hear, hearing, reading, spike

from mentions.errors import ConfigError
from mentions.ledger import Ledger
from mentions.model import Influence, Reward

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

"""Forgetting a person reaches everything, on SQLite and on PostgreSQL alike."""

import pytest
from ledgers import author, dump, hear, hearing, hearing_of, mention, read, reading, spike

from mentions.errors import ConfigError
from mentions.model import Influence, Reward


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

"""A ledger of an earlier version opens with all that it holds, on SQLite and on PostgreSQL."""

import pytest
from alembic import command
from alembic.config import Config
from ledgers import NOW, fingerprint, hear, hearing, reading
from sqlalchemy import create_engine, text

from mentions.columns import EPOCH, MICROSECOND, to_json
from mentions.database import MIGRATIONS
from mentions.ledger import Changes
from mentions.model import Opinion, Polarity, Reading

AT = (NOW - EPOCH) // MICROSECOND
OLD_OPINION = {
    "brand": "여우네",
    "polarity": "blame",
    "confidence": 0.75,
    "aspect": "배송",
    "touchpoint": None,
    "stage": None,
    "quote": "느렸어요",
    "start": 4,
    "end": 8,
    "in_title": False,
}
MENTION = {
    "id": "naver_movie:1",
    "source": "naver_movie",
    "heard_at": AT,
    "kind": "post",
    "title": "",
    "text": "배송이 느렸어요",
    "brands": to_json(["여우네"]),
    "posted_at": AT,
    "precision": "second",
    "addressees": "[]",
    "language": "ko",
    "simulated": False,
    "told_at": AT,
    "worded": True,
    "stored": True,
    "purged": False,
    "has_reading": True,
    "revision": 2,
    "content": 1,
    "changed": 2,
    "written": 1,
}
READING = {
    "mention_id": "naver_movie:1",
    "reader": "model@1",
    "content": 1,
    "polarity": "blame",
    "confidence": 0.75,
    "praise": 0.25,
    "terms": to_json(["배송", "느리다"]),
    "opinions": to_json([OLD_OPINION, OLD_OPINION | {"stage": "after"}]),
    "read_at": AT,
}


@pytest.fixture
def old(url):
    """A database of version 0001 with one mention that was read."""
    engine = create_engine(url)
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        for table, row in (("mentions", MENTION), ("readings", READING)):
            names, values = ", ".join(f'"{n}"' for n in row), ", ".join(f":{n}" for n in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
        connection.execute(text("UPDATE changes SET count = 2"))
    engine.dispose()


def test_old_readings_stay_readable(old, open_ledger):
    ledger = open_ledger()
    opinion = Opinion(
        brand="여우네",
        polarity=Polarity.BLAME,
        confidence=0.75,
        aspect="배송",
        quote="느렸어요",
        start=4,
        end=8,
    )
    entry = ledger.mention("naver_movie:1")
    assert entry.mention.text == "배송이 느렸어요"
    assert entry.reading == Reading(
        mention_id="naver_movie:1",
        reader="model@1",
        polarity=Polarity.BLAME,
        confidence=0.75,
        praise=0.25,
        terms=("배송", "느리다"),
        opinions=(opinion, opinion),  # a stage that is none any more is not told
        read_at=NOW,
    )
    assert [entry.revision for entry in ledger.unfiled("ix")] == [2]


def test_old_mentions_take_part_in_all_that_is_new(old, open_ledger):
    ledger = open_ledger()
    hear(ledger, hearing(2))
    for number in (1, 2):
        key = f"naver_movie:{number}"
        ledger.keep([reading(key, "model@2", fingerprint=fingerprint(1))])
    assert ledger.mention("naver_movie:1").reading.copy_of == "naver_movie:2"
    ledger.correct("naver_movie:1", "kim", Changes(polarity=Polarity.PRAISE))
    assert ledger.mention("naver_movie:1").reading.polarity is Polarity.PRAISE


def test_an_old_reading_can_be_corrected_and_purged(old, open_ledger):
    ledger = open_ledger(policies={})
    ledger.correct("naver_movie:1", "kim", Changes(polarity=Polarity.PRAISE))
    assert ledger.purge(NOW) == 0  # the source has not been heard by this program
    hear(ledger, hearing(1))
    assert ledger.purge(NOW) == 1
    read = ledger.mention("naver_movie:1").reading
    assert (read.reader, read.polarity, read.terms) == ("person:kim", Polarity.PRAISE, ())

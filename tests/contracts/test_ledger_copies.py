"""Whom a mention copies, whatever comes first, on SQLite and on PostgreSQL alike."""

from datetime import timedelta

import pytest
from ledgers import NOW, author, dump, fingerprint, hear, hearing, hearing_of, mention, reading

from mentions.model import Spam

HOUR = timedelta(hours=1)


def said(number, *, hours=0, who=None, source="naver_movie", **more):
    """Return a hearing posted so many hours before NOW by somebody."""
    person = author(who or f"author{number}", source)
    more = {"posted_at": NOW - hours * HOUR, "author": person} | more
    return hearing(number, source=source, **more)


def read(ledger, *prints, source="naver_movie", reader="model@1"):
    """Keep readings of mentions by number and fingerprint, as one batch."""
    return ledger.keep(
        reading(f"{source}:{number}", reader, fingerprint=one) for number, one in prints
    )


def told(ledger):
    """Return what is told of every mention that was read: whom it copies, and what spam it is."""
    return {
        entry.mention.id.partition(":")[2]: (
            entry.reading.copy_of and entry.reading.copy_of.partition(":")[2],
            *map(str, entry.reading.spam),
        )
        for entry in ledger.entries()
        if entry.reading
    }


NEAR = tuple(range(12))
FAR = tuple(range(13))


def test_the_earliest_is_the_original_whatever_comes_first(ledger):
    hear(ledger, said(1, hours=1), said(2, hours=3), said(3, hours=2))
    for number in (1, 2, 3):
        assert read(ledger, (number, fingerprint(1))) == 1
    assert told(ledger) == {"1": ("2", "copy"), "2": (None,), "3": ("2", "copy")}


def test_only_near_copies_are_copies(ledger):
    hear(ledger, said(1, hours=9), said(2, hours=8), said(3, hours=7), said(4, hours=6))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1, *NEAR)))
    read(ledger, (3, fingerprint(2)), (4, fingerprint(2, *FAR)))
    assert told(ledger) == {"1": (None,), "2": ("1", "copy"), "3": (None,), "4": (None,)}


def test_texts_too_short_for_a_fingerprint_are_no_copies(ledger):
    hear(ledger, said(1), said(2))
    read(ledger, (1, ()), (2, ()))
    assert told(ledger) == {"1": (None,), "2": (None,)}


def test_families_that_a_later_mention_joins_have_one_root(ledger):
    hear(ledger, said(1, hours=4), said(2, hours=3), said(3, hours=2), said(4, hours=1))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)))
    read(ledger, (3, fingerprint(1, *range(20))))
    assert told(ledger)["3"] == (None,)
    read(ledger, (4, fingerprint(1, *range(10))))
    copy = ("1", "copy")
    assert told(ledger) == {"1": (None,), "2": copy, "3": copy, "4": copy}


def test_copies_are_found_across_sources(ledger):
    hear(ledger, said(1, hours=2), said(2, hours=1, source="blog"))
    read(ledger, (2, fingerprint(1)), source="blog")
    read(ledger, (1, fingerprint(1)))
    assert ledger.mention("blog:2").reading.copy_of == "naver_movie:1"


def test_an_original_that_comes_late_changes_its_copies_and_they_are_filed_again(ledger):
    hear(ledger, said(1, hours=1), said(2, hours=2), said(3, hours=3), said(9))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)), (9, fingerprint(9)))
    ledger.filed("ix", ledger.unfiled("ix"))
    read(ledger, (3, fingerprint(1)))
    again = {entry.mention.id: entry.reading.copy_of for entry in ledger.unfiled("ix")}
    assert again == {
        "naver_movie:1": "naver_movie:3",
        "naver_movie:2": "naver_movie:3",
        "naver_movie:3": None,
    }
    ledger.filed("ix", ledger.unfiled("ix"))
    assert read(ledger, (3, fingerprint(1)), (1, fingerprint(1))) == 0
    assert not list(ledger.unfiled("ix"))


def test_one_more_copy_leaves_the_others_as_they_are_filed(ledger):
    hear(ledger, said(1, hours=3), said(2, hours=2), said(3, hours=1))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)))
    ledger.filed("ix", ledger.unfiled("ix"))
    read(ledger, (3, fingerprint(1)))
    assert [entry.mention.id for entry in ledger.unfiled("ix")] == ["naver_movie:3"]


def test_undated_mentions_come_last(ledger):
    hear(ledger, said(1, posted_at=None), said(2, hours=1), said(3, posted_at=None))
    read(ledger, (1, fingerprint(1)), (3, fingerprint(1)))
    assert told(ledger)["3"] == ("1", "copy")
    read(ledger, (2, fingerprint(1)))
    assert told(ledger) == {"1": ("2", "copy"), "2": (None,), "3": ("2", "copy")}


def test_who_says_the_same_three_times_repeats(ledger):
    hear(ledger, *(said(n, hours=9 - n, who="kim") for n in (1, 2, 3)), said(4, who="lee"))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)), (4, fingerprint(1)))
    assert told(ledger) == {"1": (None,), "2": ("1",), "4": ("1", "copy")}
    read(ledger, (3, fingerprint(1, 5)))
    assert told(ledger) == {
        "1": (None, "repetition"),
        "2": ("1", "repetition"),
        "3": ("1", "repetition"),
        "4": ("1", "copy"),
    }


def test_authors_that_nobody_knows_are_not_the_same(ledger):
    hear(ledger, *(said(n, hours=9 - n, author=None) for n in (1, 2, 3)))
    read(ledger, *((n, fingerprint(1)) for n in (1, 2, 3)))
    assert told(ledger) == {"1": (None,), "2": ("1", "copy"), "3": ("1", "copy")}


def test_every_reading_of_a_copy_tells_it_beside_its_own_spam(ledger):
    hear(ledger, said(1, hours=2), said(2, hours=1))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)))
    own = reading("naver_movie:2", "model@2", spam=(Spam.ADVERTISING, Spam.REPETITION))
    ledger.keep([own])
    (entry,) = [e for e in ledger.entries() if e.mention.id == "naver_movie:2"]
    assert entry.reading.reader == "model@2"
    assert entry.reading.spam == (Spam.ADVERTISING, Spam.COPY)
    assert entry.reading.copy_of == "naver_movie:1"
    assert entry.reading.fingerprint == fingerprint(1)


def test_simulated_mentions_are_nobodys_original(ledger):
    hear(ledger, said(1, hours=2, simulated=True), said(2, hours=1))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)))
    assert told(ledger) == {"1": (None,), "2": (None,)}


def test_another_fingerprint_takes_the_place_of_the_first(ledger):
    hear(ledger, said(1, hours=3), said(2, hours=2), said(3, hours=1))
    read(ledger, *((n, fingerprint(1)) for n in (1, 2, 3)))
    assert read(ledger, (1, fingerprint(2)), reader="model@2") == 1
    assert told(ledger) == {"1": (None,), "2": (None,), "3": ("2", "copy")}
    assert ledger.mention("naver_movie:1").reading.fingerprint == fingerprint(2)


@pytest.mark.parametrize("numbers", [(1, 2, 3), (-1,) * 64, (2**32,) * 64])
def test_a_broken_fingerprint_goes_to_quarantine(ledger, numbers):
    hear(ledger, said(1), said(2))
    assert read(ledger, (1, numbers), (2, fingerprint(1))) == 1
    assert [row.ref for row in ledger.quarantine.rows("read")] == ["naver_movie:1"]


# --- what happens to a mention happens to its family


def family(ledger):
    """Keep an original and two copies, the second like the first copy only."""
    hear(ledger, *(said(n, hours=9 - n) for n in (1, 2, 3)))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1, *range(10))))
    read(ledger, (3, fingerprint(1, *range(20))))
    assert told(ledger) == {"1": (None,), "2": ("1", "copy"), "3": ("1", "copy")}


def test_without_the_original_the_earliest_copy_is_the_root(ledger, url):
    family(ledger)
    ledger.filed("ix", ledger.unfiled("ix"))
    assert ledger.forget("naver_movie:author1") == ("naver_movie:1",)
    assert told(ledger) == {"2": (None,), "3": ("2", "copy")}
    # the index holds, with its copies, the id of what is forgotten
    gone = tuple(f"naver_movie:{n}" for n in (1, 2, 3))
    assert ledger.undropped("ix") == gone
    ledger.dropped("ix", gone)
    assert "'naver_movie:1'" not in dump(url)
    assert [entry.mention.id for entry in ledger.unfiled("ix")] == list(gone[1:])


def test_without_the_link_the_family_falls_apart(ledger):
    family(ledger)
    ledger.forget("naver_movie:author2")
    assert told(ledger) == {"1": (None,), "3": (None,)}


def test_changed_words_leave_the_family_until_they_are_read(ledger):
    family(ledger)
    ledger.filed("ix", ledger.unfiled("ix"))
    hear(ledger, said(1, hours=8, text="전혀 다른 글이에요", heard_at=NOW + HOUR))
    assert told(ledger) == {"2": (None,), "3": ("2", "copy")}
    assert [entry.mention.id for entry in ledger.unfiled("ix")] == [
        "naver_movie:2",
        "naver_movie:3",
    ]
    read(ledger, (1, fingerprint(1)))
    assert told(ledger) == {"1": (None,), "2": ("1", "copy"), "3": ("1", "copy")}


def test_a_date_told_later_finds_another_original(ledger):
    hear(ledger, said(1, hours=2), said(2, posted_at=None))
    read(ledger, (1, fingerprint(1)), (2, fingerprint(1)))
    hear(ledger, said(2, hours=5, heard_at=NOW + HOUR))
    assert told(ledger) == {"1": ("2", "copy"), "2": (None,)}


def test_purged_words_keep_their_place_but_nothing_is_compared_with_them(ledger, url):
    words = mention(1, source="blog", posted_at=NOW - 2 * HOUR)
    hear(ledger, hearing_of(words), said(2, hours=1), said(3))
    read(ledger, (1, fingerprint(1)), source="blog")
    read(ledger, (2, fingerprint(1)))
    ledger.purge(NOW + timedelta(days=22))
    assert ledger.mention("blog:1").reading.fingerprint == ()
    assert told(ledger)["2"] == ("1", "copy")
    read(ledger, (3, fingerprint(1)))  # like a copy of what is purged
    assert told(ledger)["3"] == ("1", "copy")


def test_a_purged_copy_stays_one(ledger, url):
    words = mention(2, source="blog", posted_at=NOW)
    hear(ledger, said(1, hours=1), hearing_of(words))
    read(ledger, (1, fingerprint(1)))
    read(ledger, (2, fingerprint(1)), source="blog")
    ledger.purge(NOW + timedelta(days=22))
    entry = ledger.mention("blog:2")
    assert (entry.reading.copy_of, entry.reading.spam) == ("naver_movie:1", (Spam.COPY,))
    assert entry.reading.fingerprint == ()
    read(ledger, (1, fingerprint(2)), reader="model@2")
    assert told(ledger) == {"1": (None,), "2": (None,)}


def test_nothing_of_a_fingerprint_is_left_of_what_is_purged_or_forgotten(ledger, url):
    from sqlalchemy import create_engine, text

    hear(ledger, said(1, source="blog"), said(2))
    read(ledger, (1, fingerprint(1)), source="blog")
    read(ledger, (2, fingerprint(2)))
    ledger.purge(NOW + timedelta(days=22))
    ledger.forget("naver_movie:author2")
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in ("bands", "fingerprints", "families"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    engine.dispose()


def test_a_source_that_stores_no_text_has_no_fingerprints(ledger):
    hear(ledger, said(1, source="strict"))
    read(ledger, (1, fingerprint(1)), source="strict")
    assert ledger.mention("strict:1").reading.fingerprint == ()


def test_copies_are_counted(ledger):
    family(ledger)
    assert ledger.status()["copies"] == 2

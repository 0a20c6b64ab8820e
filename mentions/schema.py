"""The ledger's tables, the same on SQLite and PostgreSQL.

Moments are microseconds since 1970 in UTC, so that both databases order them alike; lists and
mappings are JSON text. `migrations/` holds the way here from every earlier version.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from mentions.columns import Json, Moment, Signature

metadata = MetaData()


def of_mention() -> Column[str]:
    """Return the column that makes a row vanish with its mention."""
    target = ForeignKey("mentions.id", ondelete="CASCADE")
    return Column("mention_id", Text, target, primary_key=True)


mentions = Table(
    "mentions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text),
    Column("author_id", Text),
    Column("author_source", Text),
    Column("handle", Text),
    Column("followers", BigInteger),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("brands", Json, nullable=False),
    Column("posted_at", Moment),
    Column("precision", Text, nullable=False),
    Column("reply_to", Text),
    Column("addressees", Json, nullable=False),
    Column("views", BigInteger),
    Column("likes", BigInteger),
    Column("replies", BigInteger),
    Column("shares", BigInteger),
    Column("language", Text, nullable=False),
    Column("simulated", Boolean, nullable=False),
    # when what stands above was told: the newest hearing's words, and its engagement
    Column("told_at", Moment, nullable=False),
    Column("engaged_at", Moment),
    Column("worded", Boolean, nullable=False),  # has a title or a text
    Column("stored", Boolean, nullable=False),  # has words or a raw payload: what a purge takes
    Column("purged", Boolean, nullable=False),  # never takes words again
    Column("has_reading", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),  # changes of this mention and its readings
    Column("content", Integer, nullable=False),  # changes of what a reader reads
    # place in the ledger's order of changes: of the revision, and of the content
    Column("changed", BigInteger, nullable=False),
    Column("written", BigInteger, nullable=False),
    Index("mentions_changed", "changed"),
    Index("mentions_written", "written"),
    Index("mentions_posted", "posted_at", "id"),
    Index("mentions_source", "source", "posted_at"),
)
for name, columns, condition in (
    ("mentions_author", ("author_id",), "author_id IS NOT NULL"),
    ("mentions_reply", ("reply_to",), "reply_to IS NOT NULL"),
    ("mentions_stored", ("source", "heard_at"), "stored"),
    ("mentions_waiting", ("source",), "worded AND NOT has_reading"),
):
    where = text(condition)
    Index(name, *(mentions.c[c] for c in columns), sqlite_where=where, postgresql_where=where)

raws = Table("raws", metadata, of_mention(), Column("raw", Text, nullable=False))

readings = Table(
    "readings",
    metadata,
    of_mention(),
    Column("reader", Text, primary_key=True),
    Column("content", Integer, nullable=False),
    Column("polarity", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("praise", Float, nullable=False),
    Column("terms", Json, nullable=False),
    Column("opinions", Json, nullable=False),
    Column("read_at", Moment, nullable=False),
    # what else was read, where there is anything: emotions, intents, disclosure, …
    Column("traits", Json, nullable=False, server_default="{}"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mention_id", Text, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Column("reader", Text, nullable=False),
    Column("changes", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Index("corrections_mention", "mention_id"),
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mention_id", Text, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Column("signature", Signature, nullable=False),
    Column("whole", BigInteger, nullable=False),  # a hash of it all, by which twins are found
    Index("fingerprints_mention", "mention_id", unique=True),
    Index("fingerprints_whole", "whole"),
)

bands = Table(
    "bands",
    metadata,
    # sixteen rows for each mention: a number takes a third of the room of a mention's id
    Column("band", BigInteger, primary_key=True),
    Column(
        "fingerprint_id",
        Integer,
        ForeignKey("fingerprints.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("bands_fingerprint", "fingerprint_id"),
    sqlite_with_rowid=False,
)

families = Table(
    "families",
    metadata,
    of_mention(),
    Column("root", Text, nullable=False),  # the earliest of the family, which has a row too
    Column("spam", Text),
    Index("families_root", "root"),
)

leases = Table(
    "leases",
    metadata,
    of_mention(),
    Column("reader", Text, primary_key=True),
    Column("content", Integer, nullable=False),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Index("leases_owner", "reader", "owner"),
)

filed = Table(
    "filed",
    metadata,
    of_mention(),
    Column("index_name", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Index("filed_index", "index_name"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("index_name", Text, primary_key=True),
    Column("mention_id", Text, primary_key=True),
)

suppressed = Table(
    "suppressed",
    metadata,
    Column("author_id", Text, primary_key=True),
    Column("forgotten_at", Moment, nullable=False),
)

watermarks = Table(
    "watermarks",
    metadata,
    Column("work", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("basis", Text, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("used_at", Moment, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

facts = Table(
    "facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("step", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Json),
    Column("author_id", Text),
    Column("at", Moment, nullable=False),
    Index("quarantine_ref", "ref", "step", unique=True),
)

marks = Table(
    "marks", metadata, Column("key", Text, primary_key=True), Column("value", Json, nullable=False)
)

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("heard_at", Moment, nullable=False),
)

tallies = Table(
    "tallies",
    metadata,
    Column("source", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

crawls = Table(
    "crawls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("heard", Json),
    Column("errors", Json),
    Index("crawls_source", "source", "id"),
)

influences = Table(
    "influences",
    metadata,
    Column("brand", Text, primary_key=True),
    Column("author_id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("value", Json, nullable=False),
    Index("influences_author", "author_id"),
)

spikes = Table(
    "spikes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("brand", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("value", Json, nullable=False),
    Column("told_at", Moment),
)

rewards = Table(
    "rewards",
    metadata,
    Column("id", Text, primary_key=True),
    Column("brand", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("value", Json, nullable=False),
    Index("rewards_author", "author_id"),
)

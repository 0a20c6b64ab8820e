"""What rank, warn and thank found, and what people decided about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, not_, select, update

from mentions.database import Database, put
from mentions.errors import ConfigError
from mentions.model import Influence, Polarity, Reward, Spike
from mentions.rows import Row
from mentions.schema import influences, rewards, spikes

STATUSES = ("proposed", "approved", "declined")
LISTS = ("evidence", "words")


class Findings:
    """Influences, spikes and rewards; a person's decision outlasts a new proposal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_influences(self, brand: str, found: Iterable[Influence]) -> None:
        """Keep a brand's influences in place of those before."""
        rows = [
            {"brand": brand, "author_id": one.author_id, "rank": one.rank, "value": asdict(one)}
            for one in found
        ]
        with self._database.write() as connection:
            connection.execute(delete(influences).where(influences.c.brand == brand))
            put(connection, influences, rows)

    def drop_influences(self, *, but: Iterable[str]) -> None:
        """Remove the influences of every brand but these."""
        with self._database.write() as connection:
            connection.execute(delete(influences).where(influences.c.brand.not_in(list(but))))

    def influences(self, brand: str | None = None) -> tuple[Influence, ...]:
        """Return the influences of a brand, or of all, by rank."""
        wanted = select(influences).order_by(influences.c.brand, influences.c.rank)
        if brand is not None:
            wanted = wanted.where(influences.c.brand == brand)
        return tuple(Influence(**as_tuples(row["value"])) for row in self._rows(wanted))

    def put_spikes(self, found: Iterable[Spike]) -> None:
        """Keep spikes by id; when one was told stays."""
        rows = [
            {
                "id": one.id,
                "brand": one.brand,
                "since": one.since,
                "value": spike_value(one),
                "told_at": one.told_at,
            }
            for one in found
        ]
        with self._database.write() as connection:
            put(connection, spikes, rows, replace=("brand", "since", "value"))

    def spikes(self, brand: str | None = None, since: datetime | None = None) -> tuple[Spike, ...]:
        """Return the spikes of a brand, or of all, from a moment on, the latest first."""
        wanted = select(spikes).order_by(spikes.c.since.desc(), spikes.c.id)
        if brand is not None:
            wanted = wanted.where(spikes.c.brand == brand)
        if since is not None:
            wanted = wanted.where(spikes.c.since >= since)
        return tuple(spike_of(row) for row in self._rows(wanted))

    def told(self, spike_id: str, at: datetime) -> None:
        """Note that people were told of a spike."""
        with self._database.write() as connection:
            connection.execute(update(spikes).where(spikes.c.id == spike_id).values(told_at=at))

    def put_rewards(self, found: Iterable[Reward]) -> None:
        """Keep proposed rewards in place of those before; what a person decided on stays."""
        rows = [
            {
                "id": one.id,
                "brand": one.brand,
                "author_id": one.author_id,
                "status": one.status,
                "value": asdict(one),
            }
            for one in found
        ]
        undecided = rewards.c.status == STATUSES[0]
        with self._database.write() as connection:
            kept = set(connection.scalars(select(rewards.c.id).where(undecided)))
            decided = set(connection.scalars(select(rewards.c.id).where(not_(undecided))))
            gone = [{"gone": key} for key in kept - {row["id"] for row in rows}]
            if gone:
                same = rewards.c.id == bindparam("gone")
                connection.execute(delete(rewards).where(same, undecided), gone)
            new = [row for row in rows if row["id"] not in decided]
            # never the status: a person may have decided since it was looked up
            put(connection, rewards, new, replace=("brand", "author_id", "value"))

    def rewards(self, brand: str | None = None, status: str | None = None) -> tuple[Reward, ...]:
        """Return the rewards of a brand and status, or all."""
        wanted = select(rewards).order_by(rewards.c.brand, rewards.c.id)
        if brand is not None:
            wanted = wanted.where(rewards.c.brand == brand)
        if status is not None:
            wanted = wanted.where(rewards.c.status == status)
        rows = self._rows(wanted)
        return tuple(Reward(**as_tuples(row["value"]) | {"status": row["status"]}) for row in rows)

    def decide(self, reward_id: str, status: str) -> None:
        """Record a person's decision; ConfigError for an unknown reward or status."""
        if status not in STATUSES:
            raise ConfigError(f"{status!r} is no decision. Say one of {', '.join(STATUSES)}.")
        decided = update(rewards).where(rewards.c.id == reward_id).values(status=status)
        with self._database.write() as connection:
            if connection.execute(decided).rowcount == 0:
                raise ConfigError(f"There is no reward {reward_id!r}.")

    def _rows(self, wanted: Any) -> list[Row]:
        with self._database.read() as connection:
            return list(connection.execute(wanted).mappings())


def as_tuples(value: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON kept as lists as tuples again."""
    return value | {name: tuple(value[name]) for name in LISTS if name in value}


def spike_value(spike: Spike) -> dict[str, Any]:
    """Return a spike as JSON takes it."""
    value = asdict(spike) | {"arithmetic": dict(spike.arithmetic)}
    moments = {"since": spike.since.isoformat(), "until": spike.until.isoformat()}
    return value | moments | {"told_at": None}


def spike_of(row: Row) -> Spike:
    """Return the spike that a row holds."""
    value = as_tuples(row["value"])
    return Spike(
        **value
        | {
            "polarity": Polarity(value["polarity"]),
            "since": datetime.fromisoformat(value["since"]),
            "until": datetime.fromisoformat(value["until"]),
            "told_at": row["told_at"],
        }
    )

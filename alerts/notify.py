"""Tell each spike once to each notifier, with a cool-down per brand and polarity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from alerts.message import Message
from alerts.notifiers import Notifier
from alerts.rule import AlertRule, worse
from mentions.errors import Refused, TryLater
from mentions.model import Spike


class Findings(Protocol):
    """Where spikes are kept: the ledger's findings."""

    def spikes(self) -> Iterable[Spike]:
        """Return every spike that was found."""

    def told(self, spike_id: str, at: datetime) -> None:
        """Remember when a spike was told."""


class Marks(Protocol):
    """Where it is kept which notifier was told what: the ledger's marks."""

    def get(self, key: str) -> Mapping[str, Any] | None:
        """Return what was put, or None."""

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep the value, durable on return."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """How many spikes were told, wait for a next run, and are left out to cool down."""

    told: int = 0
    waiting: int = 0
    cooling: int = 0
    errors: tuple[str, ...] = ()


def notify(
    findings: Findings,
    marks: Marks,
    notifiers: Sequence[Notifier],
    write: Callable[[Spike], Message],
    *,
    rule: AlertRule,
    now: datetime,
) -> Told:
    """Tell the spikes of the last `look_back_days` that were not told yet, oldest first.

    A spike is told when every notifier took it; one that failed gets it on a next run and the
    others do not get it again. A notifier that failed is not asked again in this run. Only a
    crash between delivery and its record can repeat one: the message carries the spike's id.
    """
    kept = sorted(findings.spikes(), key=lambda spike: (spike.since, spike.id))
    due = [spike for spike in kept if _due(spike, rule, now)]
    done = [spike for spike in kept if spike.told_at]
    errors: dict[str, str] = {}
    told = cooling = 0
    for spike in due:
        if any(_cools(spike, earlier, rule) for earlier in done):
            cooling += 1
            continue
        missing = [one for one in notifiers if marks.get(_key(one, spike)) is None]
        asked = [one for one in missing if one.name not in errors]
        if asked:
            errors |= _deliver(write(spike), asked, marks, now)
        if notifiers and not any(one.name in errors for one in missing):
            findings.told(spike.id, now)
            done.append(spike)
            told += 1
    waiting = len(due) - told - cooling
    return Told(told=told, waiting=waiting, cooling=cooling, errors=tuple(errors.values()))


def _due(spike: Spike, rule: AlertRule, now: datetime) -> bool:
    recent = spike.until > now - timedelta(days=rule.look_back_days)
    return spike.told_at is None and recent and spike.since <= now


def _cools(spike: Spike, earlier: Spike, rule: AlertRule) -> bool:
    """Tell whether an earlier spike of the series was told too shortly before this one."""
    same = (spike.brand, spike.polarity) == (earlier.brand, earlier.polarity)
    gap = abs(spike.since - earlier.since)
    near = gap < timedelta(hours=rule.cool_down_hours)
    return same and near and not worse(spike.severity, earlier.severity)


def _deliver(
    message: Message, notifiers: Sequence[Notifier], marks: Marks, now: datetime
) -> dict[str, str]:
    """Tell each notifier, remember who took it, and return the others' errors by name."""
    errors = {}
    for notifier in notifiers:
        try:
            notifier.tell(message)
        except (TryLater, Refused) as error:
            errors[notifier.name] = str(error)
        else:
            marks.put(_key(notifier, message.spike), {"at": now.isoformat()})
    return errors


def _key(notifier: Notifier, spike: Spike) -> str:
    return f"told/{notifier.name}/{spike.id}"

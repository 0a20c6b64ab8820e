"""Tell each spike once to each notifier, again when it got worse, and cool down in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from alerts.message import Message
from alerts.notifiers import Notifier
from alerts.rule import AlertRule, within_cool_down, worse
from mentions.errors import Refused, TryLater
from mentions.model import Spike


class Findings(Protocol):
    """Where spikes are kept: the ledger's findings."""

    def spikes(self) -> Iterable[Spike]:
        """Return every spike that was found."""

    def told(self, spike_id: str, at: datetime) -> None:
        """Remember when a spike was told."""


class Marks(Protocol):
    """Where it is kept who was told of which spike, and how bad it was: the ledger's marks."""

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

    A spike that is worse than what was told is told again. It is told when every notifier took
    it; one that failed gets it on a next run and the others do not get it again. A notifier that
    failed is not asked again in this run. Only a crash between delivery and its record can
    repeat one: the message carries the spike's id and severity.
    """
    kept = _kept(findings, rule, now)
    done = [_as_told(spike, marks) for spike in kept if spike.told_at]
    due = [spike for spike in kept if _due(spike, done, rule, now)]
    errors: dict[str, str] = {}
    told = cooling = 0
    for spike in due:
        if any(_cools(spike, earlier, rule) for earlier in done):
            cooling += 1
            continue
        missing = [one for one in notifiers if _lacks(one, spike, marks)]
        asked = [one for one in missing if one.name not in errors]
        if asked:
            errors |= _deliver(write(spike), asked, marks, now)
        if notifiers and not any(one.name in errors for one in missing):
            marks.put(_key(spike), _record(spike, now))
            findings.told(spike.id, now)
            done.append(spike)
            told += 1
    waiting = len(due) - told - cooling
    return Told(told=told, waiting=waiting, cooling=cooling, errors=tuple(errors.values()))


def _kept(findings: Findings, rule: AlertRule, now: datetime) -> list[Spike]:
    """Return the spikes that may be told or may still silence one, oldest first."""
    reach = timedelta(days=rule.look_back_days, hours=rule.cool_down_hours)
    kept = (spike for spike in findings.spikes() if spike.until > now - reach)
    return sorted(kept, key=lambda spike: (spike.since, spike.id))


def _as_told(spike: Spike, marks: Marks) -> Spike:
    """Return a told spike with the severity that everyone was told."""
    return replace(spike, severity=_severity(marks.get(_key(spike)) or {}, spike))


def _severity(mark: Mapping[str, Any], spike: Spike) -> str:
    """Return the severity that was told; marks of earlier versions do not say, so that of now."""
    return str(mark.get("severity", spike.severity))


def _due(spike: Spike, done: Sequence[Spike], rule: AlertRule, now: datetime) -> bool:
    recent = spike.until > now - timedelta(days=rule.look_back_days)
    told = (one.severity for one in done if one.id == spike.id)
    return recent and spike.since <= now and all(worse(spike.severity, one) for one in told)


def _lacks(notifier: Notifier, spike: Spike, marks: Marks) -> bool:
    """Tell whether the notifier has not taken the spike yet, or not as bad as it is."""
    mark = marks.get(_key(spike, notifier))
    return mark is None or worse(spike.severity, _severity(mark, spike))


def _cools(spike: Spike, told: Spike, rule: AlertRule) -> bool:
    """Tell whether a told spike of the series silences this one; either may be the older."""
    same = (spike.brand, spike.polarity) == (told.brand, told.polarity)
    first, second = sorted((spike, told), key=lambda one: one.since)
    near = within_cool_down(first, second, rule)
    return same and near and not worse(spike.severity, told.severity)


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
            marks.put(_key(message.spike, notifier), _record(message.spike, now))
    return errors


def _record(spike: Spike, now: datetime) -> dict[str, Any]:
    return {"at": now.isoformat(), "severity": spike.severity}


def _key(spike: Spike, notifier: Notifier | None = None) -> str:
    """Return the key of what a notifier was told of the spike, or of what all of them were."""
    return f"told/{notifier.name}/{spike.id}" if notifier else f"told/{spike.id}"

"""Health: is it quiet because calm, or because something is broken?"""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import cards, data
from dashboard.cards import Cell, Figure, amount, cell
from dashboard.figures import ago, number, when
from dashboard.view import View, card, head
from dashboard.words import Say
from mentions.ledger import SourceHealth
from mentions.model import Policy

STATUS = (
    "mentions",
    "read",
    "unread",
    "filed",
    "unfiled",
    "copies",
    "corrected",
    "quarantined",
    "refused",
)


def show(view: View) -> None:
    """Draw what the ledger holds, each source's freshness, the quarantine and the policies."""
    head(view, "health", scoped=False)
    ledger(view.say)
    sources(view)
    quarantine(view)
    policies(view.say)


def ledger(say: Say) -> None:
    """Show the ledger's counts."""
    status = data.status()
    st.html(
        cards.figures(
            Figure(say(f"status.{name}"), number(status[name])) for name in STATUS if name in status
        )
    )


def sources(view: View) -> None:
    """Show each source: how much, how fresh, and how its last crawl went."""
    say, found = view.say, data.health()
    names = ("source", "mentions", "newest", "heard", "crawl", "refused", "errors", "note")
    titles = [say(f"health.{name}") for name in names]
    with card("sources", say("health.sources"), say("health.sources_note", n=number(len(found)))):
        rows = [source_row(source, view) for source in found]
        st.html(cards.table(titles, rows, say("health.sources")))


def source_row(source: SourceHealth, view: View) -> list[Cell]:
    """Return one source's cells."""
    say = view.say

    def since(moment: datetime | None) -> Cell:
        return cell(ago(moment, view.now, say) if moment else say("health.never"))

    crawl = cell(say("health.running"))
    if source.finished_at or not source.started_at:
        crawl = since(source.finished_at)
    return [
        Cell(f"<b>{cards.clean(source.source)}</b>"),
        amount(number(source.mentions)),
        cell(when(source.newest, view.zone, say, exact=False)),
        since(source.heard_at),
        crawl,
        amount(number(source.refused)),
        amount(number(source.errors)),
        cell(source.note),
    ]


def quarantine(view: View) -> None:
    """Show what could not be processed, by step and reason."""
    say, found = view.say, data.quarantine()
    total = sum(found.values())
    note = say("health.quarantine_note", n=number(total))
    note = note if total else say("health.quarantine_none")
    with card("quarantine", say("health.quarantine"), note):
        if found:
            names = ("step", "reason", "count")
            titles = [say(f"health.{name}") for name in names]
            rows = [
                [cell(say.known("step_name", step)), cell(reason), amount(number(count))]
                for (step, reason), count in found.items()
            ]
            st.html(cards.table(titles, rows, say("health.quarantine")))


def policies(say: Say) -> None:
    """Show what each source allows."""
    names = ("source", "store", "retention", "model", "handles", "attribution")
    titles = [say(f"health.{name}") for name in names]
    rows = [policy_row(name, policy, say) for name, policy in data.policies().items()]
    with card("policies", say("health.policy"), say("health.policy_note")):
        if rows:
            st.html(cards.table(titles, rows, say("health.policy")))


def policy_row(name: str, policy: Policy, say: Say) -> list[Cell]:
    """Return one policy's cells."""

    def answer(allowed: bool) -> Cell:  # noqa: FBT001
        return cell(say("health.yes" if allowed else "health.no"))

    days = policy.retention_days
    kept = say("health.forever") if days is None else say("health.days", n=number(days))
    return [
        Cell(f"<b>{cards.clean(name)}</b>"),
        answer(policy.store_text),
        cell(kept),
        answer(policy.allow_model),
        answer(policy.keep_handles),
        cell(policy.attribution),
    ]

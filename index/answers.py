"""How the embedded index answers: a query in the engine's terms, pages in order, exact counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import tantivy
from tantivy import Occur

from index import facts, words
from index import query as asked
from index.engine import Terms
from index.filing import micros, posted_micros
from index.generation import Hit, View, any_of, between, both, phrase, term, without
from index.opinions import AXES, Plan
from index.query import By, Order

_SCORE_DIGITS = 4
_EARLIEST = -(1 << 62)


def matching(view: View, plan: Plan, terms: Terms) -> tantivy.Query | None:
    """Return the engine's query; None when nothing can match."""
    query = plan.query
    clauses = words.clauses(query.text, terms)
    if clauses is None:
        return None
    must = [any_of(field, values) for field, values in _keywords(query) if values]
    opinions = plan.filter(view.values)
    must += [any_of(*opinions)] if opinions else []
    if query.since is not None or query.until is not None:
        must.append(between("at", _bound(query.since), _bound(query.until)))
    must += [_occurs(clause) for clause in clauses if not clause.excluded]
    # Exclusions alone match nothing in this engine: then all is asked for.
    parts = [(Occur.Must, part) for part in must or [tantivy.Query.all_query()]]
    parts += [(Occur.MustNot, _occurs(clause)) for clause in clauses if clause.excluded]
    parts += [] if query.copies else [(Occur.MustNot, any_of(facts.COPY, [facts.COPIED]))]
    return tantivy.Query.boolean_query(parts)


def tallied(view: View, wanted: tantivy.Query, plan: Plan) -> Iterator[tuple[dict[By, str], int]]:
    """Yield values by facet and how many mentions have them."""
    others = [facet for facet in dict.fromkeys(plan.facets) if facet not in AXES]
    facets = [*plan.counted, *others]
    if not plan.counted:
        for rest, number in view.tally(wanted, others).items():
            yield dict(zip(others, rest, strict=True)), number
    elif plan.ambiguous:
        names = [name for (name,) in view.tally(wanted, [plan.field])]
        for found, keys in plan.groups(names).items():
            some = both(wanted, any_of(plan.field, keys))
            for rest, number in view.tally(some, others).items():
                yield dict(zip(facets, [*found, *rest], strict=True)), number
    else:
        for (name, *more), number in view.tally(wanted, [plan.field, *others]).items():
            counted = plan.values(name)
            if counted is not None:
                yield dict(zip(facets, [*counted, *more], strict=True)), number


def by_time(
    view: View, wanted: tantivy.Query, size: int, after: str | None, order: Order
) -> tuple[list[Hit], str | None]:
    """Return the hits of one page and the cursor of the next; a cursor is a hit's sort value."""
    field = "oldest" if order is Order.OLDEST else "newest"
    skipped = 0
    if after is not None:
        at = posted_micros(after, newest=order is not Order.OLDEST)
        wanted, same = _from(wanted, at, order)
        skipped = view.total(same)
    hits = view.top(wanted, skipped + size + 1, order=field)
    return _page([hit for hit in hits if after is None or hit[0] > after], size)


def by_relevance(
    view: View, wanted: tantivy.Query, size: int, after: str | None
) -> tuple[list[Hit], str | None]:
    """Return the hits of one page and the cursor of the next, the best first, ties by id."""
    total = view.total(wanted)
    scores = {_place(hit): hit[0] for hit in view.top(wanted, total)}
    # Equal scores differ in the last digits by the order of addition, so they are rounded;
    # sort values are made so that their ascending order is that of the page.
    hits = sorted(
        (
            (f"{1e6 - round(scores[_place(hit)], _SCORE_DIGITS):015.4f} {hit[0]}", hit[1])
            for hit in view.top(wanted, total, order="id")
        ),
        key=lambda hit: hit[0],
    )
    return _page([hit for hit in hits if after is None or hit[0] > after], size)


def _page(hits: list[Hit], size: int) -> tuple[list[Hit], str | None]:
    shown = hits[: max(size, 0)]
    return shown, shown[-1][0] if shown and len(hits) > len(shown) else None


def _from(
    wanted: tantivy.Query, at: int | None, order: Order
) -> tuple[tantivy.Query, tantivy.Query]:
    """Return what sorts at this time or later in the page order, and what has this very time."""
    if at is None:
        undated = without(wanted, between("at", _EARLIEST, None))
        return undated, undated
    before = between("at", None, at) if order is Order.OLDEST else between("at", at + 1, None)
    return without(wanted, before), both(wanted, between("at", at, at + 1))


def _place(hit: Hit) -> tuple[int, int]:
    return hit[1].segment_ord, hit[1].doc


def _keywords(query: asked.Query) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("id", query.ids),
        (By.SOURCE, query.sources),
        (By.KIND, query.kinds),
        (By.AUTHOR, query.authors),
        *facts.wanted(query),
    ]


def _bound(when: datetime | None) -> int | None:
    return None if when is None else micros(when)


def _occurs(clause: words.Clause) -> tantivy.Query:
    if clause.phrase:
        return phrase(clause.terms)
    return tantivy.Query.boolean_query([(Occur.Must, term(value)) for value in clause.terms])

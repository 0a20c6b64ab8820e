"""Finds families of near copies: whom each mention copies, and who only repeats.

A family is what likeness joins, directly or over others, whatever the sources. Its root is the
mention that was posted earliest (undated ones last, ties by id); the others are copies of it. So
the families do not depend on the order in which mentions are read. A mention whose words were
purged stays in its family, but nothing new is compared with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select

from mentions.columns import EPOCH
from mentions.database import put
from mentions.likeness import Fingerprint, alike, bands_of, kin, sharing, whole_of
from mentions.model import Reading, Spam
from mentions.rows import JUDGED, Row, batches, reading_of
from mentions.schema import bands, families, fingerprints, mentions, readings

AT_ONCE = 1000
COMPARED_AT_ONCE = 250
LOOKED_UP_AT_ONCE = 100
REPEATED = 3
"""From so many near copies on, an author repeats."""

READINGS = (
    select(readings, families.c.root, families.c.spam, fingerprints.c.signature)
    .outerjoin(families, families.c.mention_id == readings.c.mention_id)
    .outerjoin(fingerprints, fingerprints.c.mention_id == readings.c.mention_id)
)
"""Readings with what `whole_reading` needs."""


def whole_reading(row: Row) -> Reading:
    """Return a reading of `READINGS` with its fingerprint, whose copy it is and what spam."""
    reading, root = reading_of(row), row["root"]
    found = () if row["spam"] is None or row["traits"].get(JUDGED) else (Spam(row["spam"]),)
    return replace(
        reading,
        fingerprint=row["signature"] or (),
        copy_of=None if root == reading.mention_id else root,
        spam=(*reading.spam, *found),
    )


@dataclass(frozen=True, kw_only=True)
class Member:
    """A mention in its family; `root` and `spam` as they are kept, None when they are not."""

    id: str
    posted_at: datetime | None
    author: str | None
    root: str | None
    spam: str | None


def settle(connection: Connection, new: Mapping[str, Fingerprint]) -> set[str]:
    """Keep mentions' fingerprints in place of those before, and join each to those alike.

    Return the mentions of which something is told anew: of whom they are a copy, or what spam.
    """
    changed = leave(connection, list(signatures(connection, new)))
    related = kin(new)
    met = families_met(connection, [{new[key] for key in group} for group in related])
    keep(connection, new)
    groups = [group | roots for group, roots in zip(related, met, strict=True)]
    for group in merged([group for group in groups if len(group) > 1]):
        everyone = members(connection, roots=group - new.keys(), ids=group)
        changed |= tell(connection, everyone)
    return changed


def keep(connection: Connection, new: Mapping[str, Fingerprint]) -> None:
    """Write fingerprints and the bands by which they are found."""
    if not new:
        return
    rows = [
        {"mention_id": key, "signature": one, "whole": whole_of(one)} for key, one in new.items()
    ]
    connection.execute(insert(fingerprints), rows)
    c = fingerprints.c
    for some in batches(new, AT_ONCE):
        numbers = connection.execute(select(c.id, c.mention_id).where(c.mention_id.in_(some)))
        cut = [
            {"band": band, "fingerprint_id": number}
            for number, key in numbers.all()
            for band in bands_of(new[key])
        ]
        connection.execute(insert(bands), cut)


def families_met(connection: Connection, groups: list[set[Fingerprint]]) -> list[set[str]]:
    """Return the roots of the families in which somebody of each group has a near copy.

    Who has a twin here is alike to whom the twin is alike, and they are of its family already.
    """
    twins = twins_of(connection, {one for group in groups for one in group})
    roots = roots_of(connection, twins.values())
    met = [{roots.get(twins[one], twins[one]) for one in group & twins.keys()} for group in groups]
    alone = [(one, met[at]) for at, group in enumerate(groups) for one in group - twins.keys()]
    for some in batches(alone, COMPARED_AT_ONCE):
        meet(connection, some)
    return met


def twins_of(connection: Connection, new: set[Fingerprint]) -> dict[Fingerprint, str]:
    """Return a mention with the very same fingerprint, where there is one."""
    c = fingerprints.c
    found: dict[Fingerprint, str] = {}
    for some in batches({whole_of(one) for one in new}, AT_ONCE):
        first = select(func.min(c.id)).where(c.whole.in_(some)).group_by(c.whole)
        held = prints(connection, connection.scalars(first))
        found.update((one, key) for key, one in held.values() if one in new)
    return found


def meet(connection: Connection, new: list[tuple[Fingerprint, set[str]]]) -> None:
    """Add to the roots beside each fingerprint those of the families in which one is alike.

    Families that are met already are passed over, so that a crowd of copies costs little.
    """
    cut = [bands_of(one) for one, _ in new]
    holders, root_of = holding(connection, {band for some in cut for band in some})
    for (one, roots), mine in zip(new, cut, strict=True):
        others = sharing(
            numbers for band in mine for root, numbers in holders[band].items() if root not in roots
        )
        for some in batches(others, LOOKED_UP_AT_ONCE):
            left = [number for number in some if root_of[number] not in roots]
            held = prints(connection, left)
            roots.update(root_of[number] for number in left if alike(one, held[number][1]))


def holding(
    connection: Connection, wanted: set[int]
) -> tuple[Mapping[int, Mapping[str, list[int]]], dict[int, str]]:
    """Return by band and root the numbers of the fingerprints that have it; and each one's root."""
    root = func.coalesce(families.c.root, fingerprints.c.mention_id)
    rows = select(bands.c.band, bands.c.fingerprint_id, root).join(fingerprints)
    rows = rows.outerjoin(families, families.c.mention_id == fingerprints.c.mention_id)
    holders: defaultdict[int, defaultdict[str, list[int]]]
    holders = defaultdict(lambda: defaultdict(list))
    root_of: dict[int, str] = {}
    for band, number, key in connection.execute(rows.where(bands.c.band.in_(wanted))):
        holders[band][key].append(number)
        root_of[number] = key
    return holders, root_of


def prints(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, Fingerprint]]:
    """Return the mention and the fingerprint of each number."""
    c = fingerprints.c
    found: dict[int, tuple[str, Fingerprint]] = {}
    for some in batches(numbers, AT_ONCE):
        wanted = select(c.id, c.mention_id, c.signature).where(c.id.in_(some))
        found.update((number, (key, one)) for number, key, one in connection.execute(wanted))
    return found


def signatures(connection: Connection, ids: Iterable[str]) -> dict[str, Fingerprint]:
    """Return the fingerprints of mentions that have one."""
    c = fingerprints.c
    found: dict[str, Fingerprint] = {}
    for some in batches(ids, AT_ONCE):
        wanted = select(c.mention_id, c.signature).where(c.mention_id.in_(some))
        found.update((key, one) for key, one in connection.execute(wanted))
    return found


def roots_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the roots of mentions that are of a family."""
    c = families.c
    found: dict[str, str] = {}
    for some in batches(ids, AT_ONCE):
        wanted = select(c.mention_id, c.root).where(c.mention_id.in_(some))
        found.update((key, root) for key, root in connection.execute(wanted))
    return found


def merged(groups: list[set[str]]) -> list[set[str]]:
    """Return groups that have nothing in common, those that had made one.

    >>> merged([{"a", "b"}, {"c"}, {"b", "d"}]) == [{"a", "b", "d"}, {"c"}]
    True
    """
    owner: dict[str, set[str]] = {}
    for group in groups:
        together = group.union(*(owner[key] for key in group if key in owner))
        owner.update(dict.fromkeys(together, together))
    return list({id(group): group for group in owner.values()}.values())


def members(
    connection: Connection, *, roots: Iterable[str] = (), ids: Iterable[str] = ()
) -> list[Member]:
    """Return everyone of these families, and these mentions."""
    c = mentions.c
    wanted = select(c.id, c.posted_at, c.author_id, families.c.root, families.c.spam)
    wanted = wanted.outerjoin(families, families.c.mention_id == c.id)
    found: dict[str, Member] = {}
    for column, keys in ((families.c.root, roots), (c.id, ids)):
        for some in batches(keys, AT_ONCE):
            for key, at, author, root, spam in connection.execute(wanted.where(column.in_(some))):
                found[key] = Member(id=key, posted_at=at, author=author, root=root, spam=spam)
    return list(found.values())


def place(member: Member) -> tuple[bool, datetime, str]:
    """Return what sorts members by when they were posted."""
    return member.posted_at is None, member.posted_at or EPOCH, member.id


def facts(family: list[Member]) -> dict[str, tuple[str, str | None]]:
    """Return the root of each member and what spam it is."""
    root = min(family, key=place)
    times = Counter(member.author for member in family if member.author)
    return {member.id: (root.id, spam_of(member, root, times)) for member in family}


def spam_of(member: Member, root: Member, times: Mapping[str, int]) -> str | None:
    """Tell whether a member's author repeats, or copies another's; an unknown one is another."""
    if member.author and times[member.author] >= REPEATED:
        return Spam.REPETITION.value
    own = member is root or (member.author is not None and member.author == root.author)
    return None if own else Spam.COPY.value


def tell(connection: Connection, family: list[Member]) -> set[str]:
    """Write a family as it is now; return of which members something is told anew."""
    if len(family) == 1:
        (alone,) = family
        connection.execute(delete(families).where(families.c.mention_id == alone.id))
        return {alone.id} if alone.spam or alone.root not in (alone.id, None) else set()
    now = facts(family)
    rows = [
        {"mention_id": member.id, "root": now[member.id][0], "spam": now[member.id][1]}
        for member in family
        if now[member.id] != (member.root, member.spam)
    ]
    put(connection, families, rows)
    before = {member.id: (member.root or member.id, member.spam) for member in family}
    return {key for key, fact in now.items() if fact != before[key]}


def leave(connection: Connection, ids: list[str]) -> set[str]:
    """Take mentions out of their families, for their words are gone or others.

    Return the mentions left behind of which something is told anew.
    """
    roots = set(roots_of(connection, ids).values())  # before the rows that tell them go
    for table in (families, fingerprints):
        erase(connection, table, ids)
    changed: set[str] = set()
    for root in roots:
        for family in split(connection, members(connection, roots=[root])):
            changed |= tell(connection, family)
    return changed


def erase(connection: Connection, table: Table, ids: Iterable[str]) -> None:
    """Delete the rows of mentions, and the bands of fingerprints with them."""
    for some in batches(ids, AT_ONCE):
        connection.execute(delete(table).where(table.c.mention_id.in_(some)))


def split(connection: Connection, family: list[Member]) -> list[list[Member]]:
    """Return the families that a family falls into; who has no words stays with the earliest."""
    everyone = {member.id: member for member in sorted(family, key=place)}
    held = signatures(connection, everyone)
    groups = [[everyone[key] for key in group] for group in kin(held)]
    bare = [member for key, member in everyone.items() if key not in held]
    if not bare:
        return groups
    first = min(groups, key=lambda group: min(map(place, group)), default=[])
    return [*(group for group in groups if group is not first), [*first, *bare]]


def bare(connection: Connection, ids: Iterable[str]) -> None:
    """Forget the fingerprints of mentions whose words are erased; their families stay."""
    erase(connection, fingerprints, ids)


def refresh(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Look again at the families of mentions whose date or author changed."""
    changed: set[str] = set()
    for root in set(roots_of(connection, ids).values()):
        changed |= tell(connection, members(connection, roots=[root]))
    return changed

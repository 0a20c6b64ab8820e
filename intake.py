"""Hear files: those of the config and those that a user hands over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from config import Source
from crawlers import cells, columns, files, rows
from crawlers.refused import RefusedFile
from house import House
from mentions.errors import ConfigError
from mentions.ledger import Heard
from mentions.model import Hearing

MAPPINGS = "columns.json"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A file to hear: what its rows are about, where they are from, which column says what."""

    path: Path
    source: str = "file"
    brands: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    save_mapping: bool = False


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of a file: rows in = heard + refused, always; `refused` counts by reason.

    `notes` are what the person should know of how the file was understood.
    """

    heard: Heard
    refused: Mapping[str, int]
    refused_file: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """The counts for a person."""
        return as_counts(self.heard) | Counter(refused=sum(self.refused.values()))


def take_in(house: House, request: Request) -> Taken:
    """Hear a user's file; refused rows are written beside it with their reasons."""
    check(house, request)
    mapping = mapping_of(house, request.path, request.mapping)
    if request.save_mapping:
        columns.save(house.config.home / MAPPINGS, rows.read(request.path).columns, mapping or {})
    defaults = defaults_of(house, request.source, request.brands)
    return taken(house, request.path, defaults, mapping, RefusedFile.beside(request.path))


def check(house: House, request: Request) -> None:
    """Raise `ConfigError` for a brand that the config does not have, or a source without policy."""
    known = {brand.name for brand in house.config.brands}
    for brand in request.brands:
        if brand not in known:
            raise ConfigError(
                f"{house.config.path}: no brand {brand!r}. Write it under [[brands]] first."
            )
    if request.source not in house.config.all_policies:
        raise ConfigError(
            f"{house.config.path}: no policy for the source {request.source!r}, so its text could "
            f"not be kept. Write [policies.{request.source}] first."
        )


def mapping_of(
    house: House, path: Path, given: Mapping[str, str] | None = None
) -> dict[str, str] | None:
    """Return the columns that were given, added to those saved for such files."""
    saved = columns.saved(house.config.home / MAPPINGS, rows.read(path).columns)
    return {**(saved or {}), **(given or {})} or None


def defaults_of(
    house: House, source: str, brands: tuple[str, ...], now: datetime | None = None
) -> files.Defaults:
    """Return how a file is to be understood where it does not say so itself."""
    return files.Defaults(
        zone=house.config.zone,
        now=now or datetime.now(UTC),
        source=source,
        brands=brands,
        find=house.find_brands,
        known_brands=frozenset(brand.name for brand in house.config.brands),
        known_sources=frozenset(house.config.all_policies),
    )


def taken(
    house: House,
    path: Path,
    defaults: files.Defaults,
    mapping: Mapping[str, str] | None,
    refused: RefusedFile,
) -> Taken:
    """Let the ledger hear what a file says, and sift out what is refused."""
    layout = files.layout(path, defaults, mapping)
    with refused:
        heard = house.ledger.hear(shown(house, refused.sift(files.heard(layout, defaults))))
    some = sum(as_counts(heard).values()) or refused.counts
    return Taken(
        heard=heard,
        refused=Counter(heard.refused) + refused.counts,
        refused_file=refused.path if refused.counts else None,
        notes=layout.notes if some else (no_rows(path),),
    )


def no_rows(path: Path) -> str:
    """Return what to say of a file in which nothing stands."""
    return f"{path} has no rows, so nothing was heard"


def shown(house: House, hearings: Iterable[Hearing]) -> Iterator[Hearing]:
    """Pass hearings on, and tell how many passed."""
    for number, hearing in enumerate(hearings, start=1):
        yield hearing
        house.progress("hear", number, None)


def as_counts(heard: Heard) -> Counter[str]:
    """Return what the ledger said, as counts."""
    return Counter(
        new=heard.new,
        merged=heard.merged,
        unchanged=heard.unchanged,
        refused=sum(heard.refused.values()),
    )


def preview(house: House, request: Request) -> Iterator[str]:
    """Yield lines that say what hearing a file would do; nothing is kept."""
    check(house, request)
    defaults = defaults_of(house, request.source, request.brands)
    mapping = mapping_of(house, request.path, request.mapping)
    found = files.preview(request.path, defaults, mapping)
    if not found.heard and not found.refused:
        yield no_rows(request.path)
        return
    yield "columns"
    for name, column in found.mapping.items():
        yield f"  {name:<10} {column}"
    unused = [column for column in found.columns if column not in found.mapping.values()]
    if unused:
        yield f"  not used   {', '.join(unused)}"
    yield "first rows"
    for result in found.first:
        yield f"  {described(result, defaults.zone)}"
    yield from found.notes
    yield f"would be heard: {found.heard:,}"
    for reason, number in sorted(found.refused.items()):
        yield f"would be refused: {number:,} ({reason})"


def described(result: Hearing | files.RefusedRow, zone: tzinfo) -> str:
    """Return one line on a row; its day is that of the zone."""
    if isinstance(result, files.RefusedRow):
        return f"line {result.line}: refused, {result.reason}"
    mention = result.mention
    at = mention.posted_at
    day = at.astimezone(zone).date().isoformat() if at else "no date"
    return f"{day} [{', '.join(mention.brands)}] {' '.join(mention.text.split())[:70]}"


def basis(house: House) -> str:
    """Return a digest of what decides what is heard in a source: the brands and the policies.

    What was heard with another basis is to be heard again, though the source is as it was.
    """
    config = house.config
    brands = [(one.name, one.words, one.aliases, one.exclusions) for one in config.brands]
    policies = {name: asdict(policy) for name, policy in config.all_policies.items()}
    return cells.digest(json.dumps([brands, policies, config.timezone], sort_keys=True))


def source_file(house: House, source: Source) -> Counter[str]:
    """Hear a file of the config, unless it and its basis are as when it was last heard."""
    path = house.config.path.parent / source.location
    key = f"file:{source.name}"
    mark = house.ledger.marks.get(key) or {}
    present = state(house, source, path)
    if {name: mark.get(name) for name in present} == present:
        return Counter()
    started = datetime.now(UTC)
    crawl = house.ledger.crawls.started(source.name, started)
    defaults = defaults_of(house, source.name, source.brands, started)
    try:
        mapping = mapping_of(house, path)
        if source.replay:
            defaults = replayed(path, defaults, mapping, mark)
        refused = RefusedFile(house.config.home / f"{source.name}.refused.csv")
        outcome = taken(house, path, defaults, mapping, refused)
    except ConfigError as error:
        unreadable = Taken(heard=Heard(), refused={"unreadable": 1}, notes=(str(error),))
        finish(house, crawl, unreadable)
        raise
    finish(house, crawl, outcome)
    house.ledger.marks.put(key, present | {"shift_days": defaults.shift.days})
    return outcome.counts


def finish(house: House, crawl: int, outcome: Taken) -> None:
    """Note in the ledger how a file source went, with what to know of it."""
    house.ledger.crawls.finished(
        crawl,
        datetime.now(UTC),
        outcome.heard,
        outcome.refused,
        note=" · ".join(outcome.notes),
    )


def state(house: House, source: Source, path: Path) -> dict[str, int | str]:
    """Return what a file and the way it is understood are known by."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise ConfigError(f"sources {source.name!r}: no file {path}.") from None
    mappings = json.dumps(columns.load_all(house.config.home / MAPPINGS), sort_keys=True)
    understood = cells.digest(basis(house), *source.brands, str(source.replay), mappings)
    return {"size": stat.st_size, "modified": stat.st_mtime_ns, "basis": understood}


def replayed(
    path: Path,
    defaults: files.Defaults,
    mapping: Mapping[str, str] | None,
    mark: Mapping[str, int],
) -> files.Defaults:
    """Return the defaults whose shift ends the file today, or as it was first shifted."""
    if "shift_days" in mark:
        return replace(defaults, shift=timedelta(days=mark["shift_days"]))
    return files.replayed(path, defaults, mapping)

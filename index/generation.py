"""One generation of the embedded index: Tantivy's files, asked in the index's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from index import codec
from index.engine import NeedsRebuild
from index.filing import KEYWORDS, ORDERS, PARTS
from mentions.model import Entry

Hit = tuple[Any, Any]
"""A sort value and the address of a document."""

_ALL_BUCKETS = 2**31 - 1
_HEAP_BYTES = 64_000_000
_PANIC = "PanicException"
"""How the engine meets some damaged files; the class cannot be imported."""


@contextmanager
def damage_reported(path: Path) -> Iterator[None]:
    """Turn the engine's complaints about its files into what the user can do."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, (ValueError, OSError)) or type(error).__name__ == _PANIC:
            raise NeedsRebuild(
                f"the index at {path} cannot be read or written ({str(error)[:200]}): make sure "
                "that the disk is not full, then run `ipsomun index --rebuild`"
            ) from error
        raise


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (*KEYWORDS, *ORDERS):
        builder.add_text_field(str(name), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", stored=True, tokenizer_name="terms")
    builder.add_integer_field("at", indexed=True, fast=True)
    builder.add_integer_field("part", indexed=True, fast=True)
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


SCHEMA = _schema()


class Generation:
    """An open generation: `view` is what searches see until `reload`."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        with damage_reported(path):
            if create:
                path.mkdir()
                self._index = tantivy.Index(SCHEMA, str(path))
            else:
                self._index = tantivy.Index.open(str(path))
            # Tokenizers are not kept in the files: each open needs them again.
            whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("terms", whitespace)
            self._index.config_reader("manual")
            self.view = View(self._index.searcher(), path)

    def reload(self) -> None:
        """See the last commit of any process."""
        with damage_reported(self.path):
            self._index.reload()
            self.view = View(self._index.searcher(), self.path)

    def writer(self) -> tantivy.IndexWriter:
        """Return the one writer; one thread keeps documents in the order given."""
        with damage_reported(self.path):
            return self._index.writer(_HEAP_BYTES, 1)


class View:
    """An unchanging state of a generation; safe to use from many threads."""

    def __init__(self, searcher: tantivy.Searcher, path: Path) -> None:
        self._searcher = searcher
        self._path = path
        self._values: dict[str, tuple[str, ...]] = {}

    def total(self, query: Query) -> int:
        """Return how many documents match."""
        with damage_reported(self._path):
            answer: Any = self._searcher.search(query, 1, count=True)
            return int(answer.count)

    def top(self, query: Query, size: int, *, order: str | None = None, skip: int = 0) -> list[Hit]:
        """Return hits by a keyword field ascending, or by relevance when `order` is None."""
        if size < 1:
            return []
        with damage_reported(self._path):
            hits: list[Hit] = self._searcher.search(
                query,
                size,
                count=False,
                order_by_field=order,
                offset=skip,
                order=tantivy.Order.Desc if order is None else tantivy.Order.Asc,
            ).hits
            return hits

    def entry(self, hit: Hit) -> Entry:
        """Return the entry of a hit."""
        return self.stored(hit)[0]

    def stored(self, hit: Hit) -> tuple[Entry, tuple[str, ...], tuple[str, ...]]:
        """Return the entry of a hit, and the terms of its title and text."""
        with damage_reported(self._path):
            document = self._searcher.doc(hit[1])
            title, text = (tuple(part.split()) for part in document.get_all("words"))
            return codec.decode(document["entry"][0]), title, text

    def values(self, field: str) -> tuple[str, ...]:
        """Return every value of a keyword field; looked up once."""
        if field not in self._values:
            held = self.tally(Query.all_query(), [field])
            self._values[field] = tuple(value for (value,) in held)
        return self._values[field]

    def tally(self, query: Query, fields: Sequence[str]) -> Counter[tuple[str, ...]]:
        """Return the exact number of documents for each tuple of values of these fields."""
        if not fields:
            return Counter({(): self.total(query)})
        return self._tally_parts(query, fields, 0, PARTS)

    def _tally_parts(
        self, query: Query, fields: Sequence[str], first: int, last: int
    ) -> Counter[tuple[str, ...]]:
        # The engine refuses more than 65,000 buckets: then halves are counted and added up.
        some = query
        if (first, last) != (0, PARTS):
            some = both(query, between("part", first, last))
        answer = self._aggregate(some, fields)
        if answer is not None:
            return Counter(dict(_flat(answer, len(fields))))
        if last - first < 2:
            raise OverflowError(f"too many values of {', '.join(fields)} in one mention")
        middle = (first + last) // 2
        lower = self._tally_parts(query, fields, first, middle)
        lower.update(self._tally_parts(query, fields, middle, last))
        return lower

    def _aggregate(self, query: Query, fields: Sequence[str]) -> dict[str, Any] | None:
        """Return the engine's buckets; None when there are too many for it."""
        with damage_reported(self._path):
            try:
                answer: dict[str, Any] = self._searcher.aggregate(query, _nested(fields))
            except ValueError as error:
                if "limit was exceeded" in str(error):
                    return None
                raise
            return answer


def _nested(fields: Sequence[str]) -> dict[str, Any]:
    # Asked for fewer than all, the engine estimates counts from the top of each segment.
    terms = {"field": fields[0], "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS}
    inner = {"aggs": _nested(fields[1:])} if len(fields) > 1 else {}
    return {"values": {"terms": terms, **inner}}


def _flat(answer: dict[str, Any], depth: int) -> Iterator[tuple[tuple[str, ...], int]]:
    for bucket in answer["values"]["buckets"]:
        if depth == 1:
            yield (bucket["key"],), bucket["doc_count"]
        else:
            for key, count in _flat(bucket, depth - 1):
                yield (bucket["key"], *key), count


def any_of(field: str, values: Sequence[str]) -> Query:
    """Match documents with one of these keywords."""
    return Query.const_score_query(Query.term_set_query(SCHEMA, field, list(values)), 0.0)


def between(field: str, first: int | None, last: int | None) -> Query:
    """Match documents from `first` on and before `last`."""
    span = Query.range_query(
        SCHEMA,
        field,
        FieldType.Integer,
        lower_bound=first,
        upper_bound=last,
        include_upper=last is None,
    )
    return Query.const_score_query(span, 0.0)


def both(query: Query, other: Query) -> Query:
    """Match what both match."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, other)])


def without(query: Query, other: Query) -> Query:
    """Match what the first matches and the other does not."""
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, other)])


def term(value: str) -> Query:
    """Match documents in whose words a term occurs."""
    return Query.term_query(SCHEMA, "words", value)


def phrase(values: Sequence[str]) -> Query:
    """Match documents in whose words these terms follow one another."""
    if len(values) == 1:
        return term(values[0])
    return Query.phrase_query(SCHEMA, "words", list(values))

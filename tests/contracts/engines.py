"""The engines that must meet the contract: a new one is a function and one word in ENGINES."""

import re

from index.embedded import EmbeddedIndex

SEOUL = "Asia/Seoul"


def bigrams(text):
    """Split at spaces, then into all two-letter pieces: simple and deterministic terms."""
    found = []
    for word in re.findall(r"\w+", text):
        found += [word[i : i + 2] for i in range(max(len(word) - 1, 1))]
    return found


def embedded(path, *, zone=SEOUL, terms=bigrams, on_unreadable=None):
    told = {} if on_unreadable is None else {"on_unreadable": on_unreadable}
    return EmbeddedIndex.open(
        path / "index", zone=zone, terms=terms, terms_version="test", writable=True, **told
    )


ENGINES = [embedded]


def walk(index, query, order, size):
    """Return the ids of all pages, checking that no page is longer than asked."""
    found, after = [], None
    while True:
        page = index.search(query, size=size, order=order, after=after)
        assert page.after is None or page.after != after
        assert len(page.entries) <= size
        found += [shown.mention.id for shown in page.entries]
        after = page.after
        if after is None:
            assert page.total == len(found)
            return found

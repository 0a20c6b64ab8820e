"""Show a text to the network from one brand's side: its names become a sign, others' another.

One text then has as many readings as brands ("A보다 B가 낫다"), and no name tells by its sound
what to think of it (착한, 맛나). The network learned the signs as `nlp.train` shows them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from nlp.brands import Found
from nlp.kiwi import Span
from nlp.text import Normal

TARGET, OTHER = "➀", "➋"
"""Two rare signs that the tokenizer keeps whole."""

NO_SIGNS = str.maketrans({TARGET: " ", OTHER: " "})


def marked(
    source: str, names: Iterable[Found], brand: str, spans: Sequence[Span] | None = None
) -> Normal:
    """Return a text as the network is shown it, mapped to where each character stood.

    `spans` are the stretches to show, in order (default: everything); between two of them stands
    a blank. A name of several brands is the target's if it can be.
    """
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def show(shown: str, start: int, end: int) -> None:
        text.append(shown)
        starts.extend([start] if len(shown) == 1 else range(start, end))
        ends.extend([end] if len(shown) == 1 else range(start + 1, end + 1))

    standing = list(apart(names, brand))
    begins = [one.start for one in standing]
    for number, (first, last) in enumerate(spans or [(0, len(source))]):
        if number:
            show(" ", first, first + 1)
        at = first
        for one in standing[bisect_left(begins, first) : bisect_left(begins, last)]:
            if one.end <= last:
                show(source[at : one.start].translate(NO_SIGNS), at, one.start)
                show(TARGET if one.brand == brand else OTHER, one.start, one.end)
                at = one.end
        show(source[at:last].translate(NO_SIGNS), at, last)
    return Normal("".join(text), starts, ends)


def apart(names: Iterable[Found], brand: str) -> Iterator[Found]:
    """Yield names in order, of those that overlap the first; the brand's own before others."""
    until = 0
    for one in sorted(names, key=lambda one: (one.start, one.brand != brand, -one.end)):
        if one.start >= until:
            yield one
            until = one.end

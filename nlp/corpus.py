"""The labelled texts that the shipped model learns from.

Film reviews (NSMC, CC0), online comments (KOTE, MIT), random tweets (kocasm, MIT) and our own
sentences, mentions and posts over many trades (`data/*.tsv`).
"""

from __future__ import annotations

import gzip
import json
import random
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from mentions.model import Payment, Polarity
from nlp.annotations import Annotated, JudgedAspect
from nlp.labels import ORDER, SIDES
from nlp.marking import marked
from nlp.text import Normal, identity

LABELS = ORDER
CLASS_OF = {polarity: number for number, polarity in enumerate(LABELS)}

# KOTE's label numbers. A comment teaches a polarity only when every rater's emotion agrees with it.
KOTE_PRAISE = frozenset({1, 2, 4, 7, 8, 13, 14, 16, 28, 32, 40, 42, 43})
KOTE_BLAME = frozenset({0, 3, 6, 9, 10, 12, 20, 21, 22, 23, 30, 31, 35, 36, 37})
KOTE_NONE = 24
KOTE_CALM = frozenset({KOTE_NONE, 11, 15, 29})  # beside "none": resolve, interest, insight


FEELING = re.compile(
    r"좋|조아|최고|대박|굿|짱|멋[지있진짐]|[이예]쁘|[이예]뻐|귀[엽여]|사랑|감사|고[맙마]|축하|행복|재[미밌]|부럽|맛있|응원|기대"
    r"|싫|짜증|최악|나쁘|나빠|못[하해한]|화[나난]|미친|미쳤|새끼|씨[발바]|ㅅㅂ|욕|쓰레기|실망|답답|힘[들드]|슬[프퍼]|아프|아파|죽[겠을]"
    r"|불쌍|한심|어이없|무섭|더럽|역겹|지겹|아깝|망[했할]|[ㅠㅜ]{2}|;;|ㅡㅡ|헐|젠장"
)
"""Words and signs of feeling: a random tweet that has one may well praise or blame."""


Row = TypeVar("Row")
Target = tuple[float, float, float]
"""How likely a text blames, is neutral, praises; the three sum to 1."""

SURE: tuple[Target, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
BY_STARS: dict[int, Target] = {
    1: (0.97, 0.01, 0.02),
    2: (0.97, 0.01, 0.02),
    3: (0.93, 0.02, 0.05),
    4: (0.85, 0.04, 0.11),
    5: (0.60, 0.10, 0.30),
    6: (0.45, 0.10, 0.45),
    7: (0.25, 0.10, 0.65),
    8: (0.12, 0.05, 0.83),
    9: (0.06, 0.02, 0.92),
    10: (0.03, 0.01, 0.96),
}
"""Our estimate of what stars say of the words beside them; 5 to 8 have no label in NSMC."""


class Shown(NamedTuple):
    """What words show, as the network's column, and where they stand."""

    column: int
    start: int
    end: int


class Example(NamedTuple):
    """One training text and what it is taught to be; None teaches nothing of that kind.

    `emotions` are KOTE's label numbers; `shown` are all sides that the text takes on aspects,
    `signs` all signs of pay (columns counted from the first sign).
    """

    text: str
    target: Target | None
    emotions: frozenset[int] | None = None
    shown: tuple[Shown, ...] | None = None
    signs: tuple[Shown, ...] | None = None


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a (gzipped) JSON-lines file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


class Review(NamedTuple):
    """A film review and its 1 to 10 stars."""

    text: str
    stars: int


def reviews(
    path: Path,
    without_ids: frozenset[str],
    *,
    only_official: bool = False,
    official_part: float = 1.0,
) -> dict[str, list[Review]]:
    """Return the film reviews as `blame` (1 to 4 stars), `mixed` and `praise` (9 and 10).

    Those that the demo shows are left out; `only_official` leaves those that the published
    benchmark trains on, `official_part` takes only so many of these, evenly: a later course has
    seen them.
    """
    official, taken = 0, 0
    found: dict[str, list[Review]] = {"blame": [], "mixed": [], "praise": []}
    for row in rows(path):
        if row["official"] == "train":
            official += 1
            if official * official_part < taken + 1:
                continue
            taken += 1
        elif only_official:
            continue
        if row["id"] not in without_ids and row["text"].strip():
            review = Review(row["text"], int(row["rating"]))
            group = "blame" if review.stars < 5 else "praise" if review.stars > 8 else "mixed"
            found[group].append(review)
    return found


def taught(review: Review) -> Example:
    """Return a review as an example, as sure as its stars are."""
    return Example(review.text, BY_STARS[review.stars])


def comments(path: Path) -> list[Example]:
    """Return KOTE's comments: all teach emotions, and those polarity whose raters agree on it."""
    return [
        Example(row["text"], polarity_of(frozenset(row["labels"])), frozenset(row["labels"]))
        for row in rows(path)
    ]


def polarity_of(emotions: frozenset[int]) -> Target | None:
    """Return what a comment's emotions say of its polarity: praise, blame, nothing, or unclear."""
    if KOTE_NONE in emotions and emotions <= KOTE_CALM:
        return SURE[1]
    if emotions <= KOTE_PRAISE:
        return SURE[2]
    return SURE[0] if emotions <= KOTE_BLAME else None


def parted(every: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return training rows in two: nine of ten to learn from, one to tune on."""
    learned = [one for number, one in enumerate(every) if number % 10]
    return learned, every[::10]


def emotion_names(path: Path) -> list[str]:
    """Return KOTE's 44 label names in order."""
    return [str(name) for name in json.loads(path.read_text(encoding="utf-8"))]


def tweets(path: Path) -> list[Example]:
    """Return kocasm's random (not sarcastic) tweets without a word of feeling, as neutral."""
    texts = (row["text"].replace("@user", "").strip() for row in rows(path) if row["label"] == 0)
    return [Example(text, SURE[1]) for text in texts if len(text) >= 8 and not FEELING.search(text)]


def sentences(path: Path) -> list[Example]:
    """Return our own sentences over many trades: `polarity`, `trade`, `text`, tab-separated."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line.strip())
    return [Example(text, SURE[CLASS_OF[Polarity(polarity)]]) for polarity, _trade, text in cells]


def views(rows_of: Iterable[Annotated], aspects: Sequence[str]) -> Iterator[Example]:
    """Yield annotated mentions as the network is shown them, once for each brand.

    Every other mention of one brand is shown without the sign, too: not every one names it.
    """
    for number, row in enumerate(rows_of):
        for brand, side in row.opinions.items():
            own = [one for one in row.aspects if one.brand == brand]
            views = [marked(row.text, row.names, brand)]
            if len(row.opinions) == 1 and row.names and number % 2 == 0:
                views.append(identity(row.text))
            for view in views:
                shown = tuple(shown_in(view, one, aspects) for one in own)
                yield Example(view.text, SURE[CLASS_OF[side]], None, shown)


def shown_in(view: Normal, judged: JudgedAspect, aspects: Sequence[str]) -> Shown:
    """Return a judged aspect as the network's column, with its place in the marked text."""
    column = SIDES * (1 + aspects.index(judged.aspect)) + CLASS_OF[judged.side]
    start = bisect_left(view.ends, judged.span[0] + 1)
    return Shown(column, start, bisect_left(view.starts, judged.span[1]))


TALK = "about"
"""Words that only talk about advertising: no sign, and taught as none."""


class Post(NamedTuple):
    """A post, whether it was paid for, and the words that tell."""

    payment: Payment
    posted_at: datetime
    title: str
    text: str
    signs: str

    @property
    def whole(self) -> str:
        """The title and the text in one."""
        return f"{self.title}\n{self.text}".strip()

    def example(self, signs: Sequence[str]) -> Example:
        """Return what the post teaches; `ValueError` when the words do not stand in it."""
        shown = []
        for one in filter(None, (part.strip() for part in self.signs.split(";;"))):
            kind, _, words = one.partition(":")
            start = self.whole.index(words.strip())
            if kind not in (*signs, TALK):
                raise ValueError(f"no sign of pay: {one}")
            if kind != TALK:
                shown.append(Shown(signs.index(kind), start, start + len(words.strip())))
        return Example(self.whole, None, signs=tuple(shown))


def posts(path: Path) -> list[Post]:
    """Return posts with their signs of pay: payment, day, title, text, signs, tab-separated.

    The signs are `kind:words ;; kind:words`; `\\n` is a line break.
    """
    cells = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Post(
            Payment(payment),
            datetime.fromisoformat(f"{day}T12:00+09:00"),
            title.replace("\\n", "\n"),
            text.replace("\\n", "\n"),
            signs,
        )
        for payment, day, title, text, signs in cells
    ]


def corrections(path: Path) -> list[Example]:
    """Return what people corrected: the lines of `ipsomun read --corrections`."""
    return [
        Example(f"{row['title']}\n{row['text']}".strip(), SURE[CLASS_OF[Polarity(row["polarity"])]])
        for row in rows(path)
        if row["text"].strip() or row["title"].strip()
    ]


def balanced_dev(folder: Path) -> list[Example]:
    """Return the development reviews: as many of praise as of blame."""
    balanced = frozenset((folder / "dev_balanced_ids.txt").read_text().split())
    chosen = (row for row in rows(folder / "dev.jsonl.gz") if row["id"] in balanced)
    return [Example(row["text"], SURE[2 if row["label"] == 1 else 0]) for row in chosen]


def draw(
    groups: dict[str, list[Review]], counts: dict[str, int], epoch: int, seed: int
) -> list[Review]:
    """Return one epoch's reviews: fresh ones of each group first, then around again."""
    drawn = []
    for number, (group, count) in enumerate(sorted(counts.items())):
        pool = list(groups[group])
        random.Random(seed + number).shuffle(pool)
        start = epoch * count
        drawn += [pool[(start + offset) % len(pool)] for offset in range(min(count, len(pool)))]
    return drawn

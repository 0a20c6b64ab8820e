"""Cut a title and a text into sentences without blanks, each character knowing where it stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.kiwi import Span
from nlp.text import Normal, clean, fold_character

FIRST_SENTENCES = 2
"""A greeting or a headline may stand before the disclosure; the second sentence is still read."""
FIRST_CHARACTERS = 40
"""Two lines on a telephone: what begins there is seen without looking for it, unless it is the
last of several sentences; a text that is no longer is a first part as a whole."""
FIRST_SHARE = 5
MOST_FIRST_CHARACTERS = 300
"""In a long text the first fifth counts, but no more than the first screen of a telephone."""
CAPTION = 125
"""Characters that a photo feed shows of a caption before "더 보기"; its tags are seen that far."""

BREAKS = re.compile(
    r"[.!?。…~]+|[ㅋㅎㅠㅜ^]{2,}"
    r"|(?:니다|[^\W중필주수개]요|죠|[었았했있없겠]음)(?=[ \t](?!\(|아[니닌]|맞[나죠아]))"
)
STOPS = frozenset(".!?。…~")
BROKEN = re.compile(
    r"(?:[은는이가을를의과와에서로터아어여고며해게한된및,]|제품|상품|일환|위해|통해)\s*\Z"
)
"""How a line ends that was broken only to fit, as agencies' centred lines are."""
GREETING = re.compile(
    r"(?:안녕|하이|반가|반갑|hi(?![a-z])|hello|감사|고맙|고마워|읽어주|끝까지읽|구독|이웃추가|그럼이만)"
    r"[^.!?]{0,16}[.!?~^]*\Z"
)
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u3164\u115f\u1160")
CUT = re.compile(r"(?:(?<!\.)\.{3}|(?<!…)…)[\s\"'”’)\]]*\Z")
TRAILING = re.compile(r"\.{2}|…")
FINISHED = re.compile(r"(?:[다요죠네까음임함됨짐]|[ㅋㅎㅠㅜ]|[.!?~])\Z")
LOOSE = re.compile(r"[지나걸듯길거군데야라해어아고서]\Z")
SHORTEST_CUT = 16
SHORTEST_LOOSE_CUT = 40
"""Search engines cut later; "괜찮은데…" trails off by itself."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence folded and without blanks; character `i` stood at `at[i]` in the whole.

    `number` counts the sentences before it that say something (greetings do not).
    """

    said: str
    at: Sequence[int]
    number: int

    def original(self, start: int, end: int) -> Span:
        """Return where a part that is not empty stood in the whole."""
        return self.at[start], self.at[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Whole:
    """A title or a text, clean, with its sentences; `count` of them say something."""

    normal: Normal
    sentences: Sequence[Sentence]
    count: int

    @classmethod
    def of(cls, text: str) -> Whole:
        """Take a text apart, in linear time."""
        normal = clean(text)
        sentences: list[Sentence] = []
        number = 0
        for start, end in spans(normal.text):
            said, at = squeezed(normal.text, start, end)
            if said:
                sentences.append(Sentence(said, at, number))
                number += says_something(said)
        return cls(normal, sentences, number)

    def number_at(self, place: int) -> int:
        """Return the number of the sentence that holds a character."""
        sentence = self.sentence_at(place)
        return sentence.number if sentence else 0

    def sentence_at(self, place: int) -> Sentence | None:
        """Return the sentence that holds a character; None when nothing is said."""
        index = bisect_right(self.sentences, place, key=lambda sentence: sentence.at[0]) - 1
        return self.sentences[max(0, index)] if self.sentences else None

    def is_first(self, number: int, start: int, *, tag: bool = False) -> bool:
        """Tell whether something in a sentence, beginning at a character, is in the first part."""
        length = len(self.normal.text)
        if number < FIRST_SENTENCES or length <= FIRST_CHARACTERS:
            return True
        if number == self.count - 1 and not tag:
            return False
        seen = CAPTION if tag else FIRST_CHARACTERS
        return start < max(seen, min(MOST_FIRST_CHARACTERS, length // FIRST_SHARE))

    def is_last(self, number: int, end: int) -> bool:
        """Tell whether something in a sentence, ending at a character, is in the last part."""
        length = len(self.normal.text)
        share = min(MOST_FIRST_CHARACTERS, length // FIRST_SHARE)
        return number >= self.count - FIRST_SENTENCES or end > length - share


def spans(text: str) -> Iterator[Span]:
    """Yield where sentences stand; a line broken only to fit goes on in the next."""
    at = start = 0
    for line in text.splitlines(keepends=True):
        for found in BREAKS.finditer(line):
            if ends_there(line, found):
                yield start, at + found.end()
                start = at + found.end()
        at += len(line)
        if not BROKEN.search(line[-12:]):
            yield start, at
            start = at
    yield start, at


def ends_there(line: str, found: re.Match[str]) -> bool:
    """Tell whether a mark ends a sentence: not the point of 4.5 or of an address."""
    following = line[found.end() : found.end() + 1]
    if found[0][0] in STOPS:
        return not (following.isascii() and following.isalnum())
    return not following or following.isspace()


def squeezed(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """Return a part folded and without blanks, and where each of its characters stood."""
    said: list[str] = []
    at: list[int] = []
    for place in range(start, end):
        character = text[place]
        if character.isspace() or character in INVISIBLE:
            continue
        plain = character if is_plain(character) else fold_character(character)
        said.append(plain)
        at += [place] * len(plain)
    return "".join(said), at


def is_plain(character: str) -> bool:
    """Tell whether folding would leave a character alone or, single letters, take it apart."""
    return "가" <= character <= "힣" or "\u3131" <= character <= "\u318e"


def says_something(said: str) -> bool:
    """Tell whether a sentence counts: tags, marks, greetings and thanks do not."""
    letters = said.lstrip("*※-=~•▶◆■□○●·>#([{<【")
    return (
        not said.startswith("#")
        and any(character.isalnum() for character in letters[:40])
        and not GREETING.match(letters[:40])
    )


def is_cut(text: str) -> bool:
    """Tell whether a text is visibly cut: it ends with dots, and its last sentence nowhere.

    Who trails off elsewhere in the text too has only the habit.

    >>> is_cut("오늘은 성수동에 새로 생긴 카페에…"), is_cut("배송이 너무 느려요...")
    (True, False)
    """
    end = text[-16:]
    dots = CUT.search(end)
    if dots is None:
        return False
    before = text[: len(text) - len(end) + dots.start()]
    shortest = SHORTEST_LOOSE_CUT if LOOSE.search(before) else SHORTEST_CUT
    if len(before) < shortest or TRAILING.search(before, 3):
        return False
    return before[-1:].isspace() or not FINISHED.search(before)

"""Find the brands that a text names.

Words are looked up in one table by their first letters: a text costs its length times the few
word lengths that share a beginning, however many brands there are. A table was chosen over
Kiwi's morphemes because crawlers ask for every page heard (Kiwi: about 1 ms each), and over one
big regular expression because Python's tries every alternative at every letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mentions.model import Brand
from nlp.kiwi import Lemma, Morphology, Span
from nlp.misspelling import Misspelt, is_ordinary
from nlp.text import clean, folded

HANGUL = re.compile(r"[가-힣]")
SPACES = re.compile(r"\s+")
PREDICATE = re.compile(r"[가-힣]다$")
# What may follow a word of one or two Korean letters: particles and forms of the copula, alone
# or one after another ("에서는", "이라도"), then anything but a letter.
PARTICLES = re.compile(
    r"(?:은|는|이|가|을|를|의|에게서|에게|에서|에|한테|께서|께|으로|로|과|와|이랑|랑|하고|도|만"
    r"|까지"
    r"|부터|마저|조차|보다|처럼|같이|같은|만큼|밖에|이나|나|이라도|라도|이란|란|이든|든|야|아|여"
    r"|들|님"
    r"|엔|에선|에겐|한텐|까진|부턴|보단|으론|론|뿐|대로|말고"
    r"|이네|네|이야|이다|다|인데|인가|인지|이고|고|이며|며|이라|라|이지|지|이라서|라서|이라는|라는"
    r"|이면|이니까|니까|이라면|라면|이었는데|였는데|이던데|던데|이더라|더라|이라니|라니|인듯"
    r"|입니다|입니까|이에요|예요|에요|이요|요|이죠|죠|임|였|이었|인|일|씨|측|꺼|거|땜에|때문"
    r")*(?![가-힣A-Za-z0-9])"
)


LONG = 4


def words(listed: str) -> frozenset[str]:
    """Return words that are written one after another."""
    return frozenset(listed.split())


# What stands between two brands that are written without a blank.
JOINING = words(
    "은 는 이 가 을 를 의 도 만 와 과 랑 이랑 하고 보다 보단 보다는 에서 말고 대신 나 이나 에 "
    "처럼 한테"
    " 쓰다 쓰다가"
)
# What a sentence may begin with before a brand that is written without a blank.
OPENERS = words(
    "진짜 정말 역시 그냥 요즘 오늘 어제 근데 그리고 차라리 솔직히 나는 난 저는 우리 이제 다들 제발"
    " 와 아 헐 또 내 제 그 이 울"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A brand named at a span of the text."""

    brand: str
    start: int
    end: int


@dataclass(frozen=True)
class BrandFinder:
    """The brands' words, ready to be found."""

    brands: Mapping[str, tuple[str, ...]]
    exclusions: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, Sequence[int]]
    phrases: Mapping[str, tuple[str, ...]]
    misspelt: Misspelt

    @classmethod
    def of(cls, brands: Iterable[Brand]) -> BrandFinder:
        """Prepare the words, aliases and exclusions; a brand without words is known by its name."""
        named: dict[str, set[str]] = defaultdict(set)
        excluded: dict[str, set[str]] = defaultdict(set)
        phrases = {}
        for brand in brands:
            for word in (*(brand.words or (brand.name,)), *brand.aliases):
                for spelling in spellings(word):
                    named[spelling].add(brand.name)
            for phrase in brand.exclusions:
                for spelling in spellings(phrase):
                    excluded[spelling].add(brand.name)
            spoken = tuple(phrase for phrase in brand.exclusions if PREDICATE.search(phrase))
            if spoken:
                phrases[brand.name] = spoken
        by_head: dict[str, set[int]] = defaultdict(set)
        for spelling in (*named, *excluded):
            by_head[spelling[:2]].add(len(spelling))
        lengths = {head: sorted(many, reverse=True) for head, many in by_head.items()}
        misspelt = Misspelt.of(named)
        return cls(sorted_values(named), sorted_values(excluded), lengths, phrases, misspelt)

    def find(self, text: str) -> list[Found]:
        """Return the brands named in a text, in order; the longest word wins."""
        normal = folded(text)
        matches = list(self.matches(normal.text))
        matches = sorted([*matches, *self.slips(normal.text, matches)])
        barring = [match for match in matches if match[2] in self.exclusions]
        found = [
            Found(brand, *normal.original(start, end))
            for start, end, word in matches
            for brand in self.brands.get(word, ())
            if not self.is_barred(brand, (start, end), barring)
        ]
        return self.without_spoken_exclusions(text, found) if self.phrases else found

    def slips(
        self, text: str, matches: Sequence[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """Return (start, end, word) of words with a slip of the finger, where no other stands."""
        found = list(self.misspelt.find(text))
        if not found:
            return []
        analysis = next(self.morphology.analyse([text]))
        return [
            (start, end, word)
            for start, end, word in found
            if not any(overlap((start, end), match[:2]) for match in matches)
            and not is_ordinary(analysis, (start, end), word)
        ]

    def is_barred(self, brand: str, span: Span, barring: Iterable[tuple[int, int, str]]) -> bool:
        """Tell whether one of the brand's exclusions lies over a span."""
        return any(
            brand in self.exclusions[word] and overlap(span, (start, end))
            for start, end, word in barring
        )

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names of the brands in a text, each once, in order."""
        normal = clean(text).text
        return tuple(dict.fromkeys(found.brand for found in self.find(normal)))

    def matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, word) of the longest words that stand as words of their own."""
        at, longest = 0, len(text)
        joined: frozenset[int] = frozenset()
        while at < longest:
            word = self.word_at(text, at, joins=at in joined)
            if word:
                yield at, at + len(word), word
                joined = joints(text, at + len(word))
            at += len(word) or 1

    def word_at(self, text: str, at: int, *, joins: bool = False) -> str:
        """Return the longest known word that begins here; empty when there is none.

        `joins` tells that a brand and its particle end here: a long word may follow without a
        blank.
        """
        for head in (text[at : at + 2], text[at]):
            for length in self.lengths.get(head, ()):
                word = text[at : at + length]
                known = word in self.brands or word in self.exclusions
                if not known or len(word) != length:
                    continue
                long = length >= LONG and bool(HANGUL.match(word))
                free = long and (joins or opened(text, at))
                if free or stands_alone(text, at, at + length):
                    return word
        return ""

    def without_spoken_exclusions(self, text: str, found: list[Found]) -> list[Found]:
        """Drop brands where the text inflects one of their exclusions (배가 아파서: 배 아프다)."""
        if not any(one.brand in self.phrases for one in found):
            return found
        analysis = next(self.morphology.analyse([text]))
        said = list(analysis.lemmas())
        return [one for one in found if not self.is_excluded(one, said)]

    def is_excluded(self, one: Found, said: Sequence[Lemma]) -> bool:
        """Tell whether an exclusion's morphemes stand in a row over a found brand."""
        for row in self.phrase_lemmas.get(one.brand, ()):
            for first in range(len(said) - len(row) + 1):
                part = said[first : first + len(row)]
                span = (part[0].start, part[-1].end)
                if tuple(lemma.form for lemma in part) == row and overlap(
                    span, (one.start, one.end)
                ):
                    return True
        return False

    @cached_property
    def morphology(self) -> Morphology:
        """Kiwi without brands, loaded when a brand with a spoken exclusion is first found."""
        return Morphology.load()

    @cached_property
    def phrase_lemmas(self) -> dict[str, list[tuple[str, ...]]]:
        """The morphemes of each brand's exclusions that end in a verb or adjective."""
        analyse = self.morphology.analyse
        return {
            brand: [
                tuple(lemma.form for lemma in analysis.lemmas()) for analysis in analyse(phrases)
            ]
            for brand, phrases in self.phrases.items()
        }


def finder(brands: Iterable[Brand]) -> Callable[[str], tuple[str, ...]]:
    """Return the function that names the brands in a text.

    >>> finder([Brand(name="나이키", aliases=("Nike",))])("ＮＩＫＥ는 좋다")
    ('나이키',)
    """
    return BrandFinder.of(brands).names


def spellings(word: str) -> set[str]:
    """Return how a word is written: with its spaces, without, and a long one cut in two.

    >>> sorted(spellings("달빛커피"))
    ['달빛 커피', '달빛커피']
    """
    plain = SPACES.sub(" ", folded(clean(word).text).text).strip()
    joined = plain.replace(" ", "")
    if not joined:
        return set()
    forms = {plain, joined}
    if plain == joined and len(plain) >= 4 and len(HANGUL.findall(plain)) == len(plain):
        forms |= {f"{plain[:cut]} {plain[cut:]}" for cut in range(2, len(plain) - 1)}
    return forms


def joints(text: str, end: int) -> frozenset[int]:
    """Return where a brand may begin at once after another that ends here: after a particle."""
    most = min(end + 4, len(text))
    return frozenset(at for at in range(end, most + 1) if at == end or text[end:at] in JOINING)


def opened(text: str, at: int) -> bool:
    """Tell whether a word such as 진짜 stands before a place, and nothing before it."""
    return any(
        text[at - length : at] in OPENERS and not HANGUL.match(text[at - length - 1 : at - length])
        for length in range(1, min(4, at) + 1)
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a match is a word of its own and not a part of another.

    Foreign words and numbers end where no such letter follows ("nike는"), long ones also before a
    number ("iPhone15"); Korean ones begin
    where no letter stands before, and short ones are followed by particles at most ("배는", not
    "배송"); words of three Korean letters and more may begin a compound ("나이키운동화").
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if HANGUL.match(text[start]):
        left = not before.isalpha() or not HANGUL.match(before)
    else:
        left = not is_foreign(before)
    if not left:
        return False
    if not HANGUL.match(text[end - 1]):
        return not is_foreign(after) or (
            after.isdigit() and text[start:end].isalpha() and end - start > 2
        )
    return len(HANGUL.findall(text, start, end)) >= 3 or bool(PARTICLES.match(text, end))


def is_foreign(character: str) -> bool:
    """Tell whether a character is a letter or digit outside Hangul."""
    return character.isalnum() and not HANGUL.match(character)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def sorted_values(table: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Return the table with its values in a fixed order."""
    return {word: tuple(sorted(names)) for word, names in table.items()}

"""The Korean region that a mention tells, in the normal form `서울 강남구`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mentions.model import Mention
from nlp.gazetteer import Care, Gazetteer, Place
from nlp.kiwi import Analysis

# 수원시, 성수동, 제주도, 강남역점, 부산본점
UNIT = re.compile(r"특별자치시|특별자치도|특별시|광역시|[시군구도]")
SUFFIX_WORDS = (
    r"(?:특별자치시|특별자치도|특별시|광역시|시내|시청|군청|구청|[도시군구읍면동역점]|동네|역점|본점|지점"
    r"|직영점|[1-9]호점|[가-힣]{1,4}점|공항|터미널|휴게소|해수욕장|해변|아울렛|신도시)"
)
PARTICLES = (
    r"(?:에서|에|까지|으로|로|서|쪽|은|는|이|가|을|를|도|의|와|과|랑|이랑|하고|만|부터|보다|처럼|나|이나"
    r"|인데|이고|입니다|이에요|예요|이야|야|이다|임|였|이었|이라|라|이라서|라서|인|엔|산|발|행){0,4}"
)
END = r"(?![가-힣A-Za-z0-9~])"
ENDED = re.compile(PARTICLES + END)
SUFFIX = re.compile(SUFFIX_WORDS)
SUFFIXED = re.compile(SUFFIX_WORDS + PARTICLES + END)
HERE = re.compile(
    r"(?:에서|에|까지|서|쪽|엔)(?:는|도|만|선){0,2}(?![가-힣])|(?:인데|입니다|이에요|예요)(?![가-힣])"
)
SHOP = re.compile(r"[가-힣]{0,6}점(?![가-힣]{3})")
NEAR = (
    r"근처|맛집|여행|카페|시내|출장|숙소|놀러|사람|사는|사시는|갔|가서|가려|가면|가실|다녀|주민"
    r"|펜션"
)
PLACE_WORD = re.compile(
    rf"\s*(?:{NEAR})|\s(?:쪽|앞|호텔|매장|지점|본점|지사|사옥|공장|식당|밥집|술집|병원|학원|시장|축제|가는|갈|살"
    r"|출신|맘|버스|택시|지하철|터미널|오픈|상륙|[가-힣]{1,6}(?:점|매장|센터|마트|백화점|호텔|병원|학원"
    r"|시장|맛집|카페|공장|지점|역|동|로|길|마을|거리|숙소|펜션|공원|해변|대학|아파트|휴게소|식당|국수|국밥"
    r"|제과|커피|다방|포차|횟집)(?![가-힣]{2}))"
)
BESIDE = re.compile(NEAR)
LIVING = re.compile(r"\s*(?:에|에서)?\s*(?:사는|살고|살아|거주|출신|사람|토박이|사시는)")
DATELINE = re.compile(r"(?:^|(?<=[.!?])) ?[(\[<【] ?([가-힣]{2,8})(?= ?[=)\]>】])", re.MULTILINE)
CAPITAL = "서울"
ROUTE = re.compile(r"\s*[~∼→↔]")
PAPER = re.compile(r"뉴스|신문|일보|방송|news|ilbo|shinmun|times|press", re.IGNORECASE)
LETTER = re.compile(r"[가-힣A-Za-z0-9]")
HANGUL = re.compile(r"[가-힣]")
WORD = re.compile(r"[^\W_]+")
ROMAN = {
    "seoul": "서울", "busan": "부산", "daegu": "대구", "incheon": "인천", "gwangju": "광주",
    "daejeon": "대전", "ulsan": "울산", "sejong": "세종", "gyeonggi": "경기", "gangwon": "강원",
    "chungbuk": "충북", "chungnam": "충남", "jeonbuk": "전북", "jeonnam": "전남",
    "gyeongbuk": "경북", "gyeongnam": "경남", "jeju": "제주",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in a text, up to the end of its unit (수원시), and what it may mean.

    `sign` tells that something beside it speaks of a place, `suffixed` that it is part of the
    name. `weight` is how much the name tells where something was experienced.
    """

    start: int
    end: int
    places: Sequence[Place]
    suffixed: bool
    sign: bool
    weight: float

    @property
    def province(self) -> str:
        """The province that the name stands for, empty when it is that of a place in it."""
        provinces = {place.region for place in self.places if " " not in place.region}
        return provinces.pop() if len(provinces) == 1 else ""

    def meant(self, province: str) -> Place | None:
        """Return the place meant behind a province or behind none; None when nothing tells."""
        inside = [place for place in self.places if province and place.province == province]
        if inside:
            return inside[0]
        able = [place for place in self.places if self.suffices(place.care)]
        return able[0] if len(able) == 1 else None

    def suffices(self, care: Care) -> bool:
        """Tell whether what stands around the name is enough for a care."""
        enough = {Care.PLAIN: True, Care.PLACE: self.sign, Care.FULL: self.suffixed}
        return enough.get(care, False)


@dataclass(frozen=True, slots=True)
class Regions:
    """Finds the region of a mention by a table of names."""

    gazetteer: Gazetteer

    @classmethod
    def load(cls) -> Regions:
        """Read the names."""
        return cls(Gazetteer.load())

    def find(self, mention: Mention, analyses: Sequence[Analysis]) -> str | None:
        """Return the region of the source, of a dateline, or else the one told most of."""
        return (
            self.of_source(mention.source)
            or self.of_dateline(analyses)
            or told_most(self.told(mention, analyses))
        )

    def of_source(self, source: str) -> str | None:
        """Return the region that a source is named after; a newspaper's name tells none."""
        for word in WORD.findall(source.lower()) if not PAPER.search(source) else ():
            place = self.gazetteer.only(word)
            if word in ROMAN or (place and place.care is Care.PLAIN):
                return ROMAN.get(word) or (place.region if place else None)
        return None

    def of_dateline(self, analyses: Sequence[Analysis]) -> str | None:
        """Return the region of a dateline: `(부산=한국소식)`, `[대구]`.

        Agencies write 서울 above whatever concerns the whole country: it tells nothing.
        """
        for analysis in analyses:
            for found in DATELINE.finditer(analysis.text):
                place = self.gazetteer.only(found[1])
                if place and place.region != CAPITAL:
                    return place.region
        return None

    def told(self, mention: Mention, analyses: Sequence[Analysis]) -> Iterator[tuple[str, float]]:
        """Yield the regions that the texts tell, each with its weight; brands tell none."""
        for analysis in analyses:
            mute = {*positions_of(mention.brands, analysis.text)}
            mute |= {found.start(1) for found in DATELINE.finditer(analysis.text)}
            spots = [spot for spot in self.spots(analysis) if spot.start not in mute]
            yield from resolved(spots, analysis.text)

    def spots(self, analysis: Analysis) -> Iterator[Spot]:
        """Yield the names that stand as words of their own, in order."""
        around, at = Around.of(analysis), 0
        for token in analysis.morphemes:
            begins = token.start >= at and not LETTER.match(analysis.text, token.start - 1)
            chain = self.chain(analysis.text, token.start) if begins or not token.start else []
            last = self.last(chain[-1], around) if chain else None
            if last:
                yield from map(self.inner, chain[:-1], chain[1:])
                yield last
            at = max(at, *(name.end for name in chain), at)

    def chain(self, text: str, start: int) -> list[Name]:
        """Return the names that stand in a row without a blank from here: 부산서면점."""
        found = []
        while word := self.gazetteer.name_at(text, start):
            name = Name(word, start, start + len(word))
            found.append(name)
            unit = UNIT.match(text, name.end)
            start = unit.end() if unit and not self.gazetteer.name_at(text, name.end) else name.end
        return found

    def inner(self, name: Name, following: Name) -> Spot:
        """Return the spot of a name that another one follows at once."""
        places = self.gazetteer.places[name.word]
        unit = following.start > name.end
        return Spot(name.start, following.start, places, suffixed=unit, sign=True, weight=1.0)

    def last(self, name: Name, around: Around) -> Spot | None:
        """Return the spot of a name; None when it is part of another word, a route or a dish."""
        text, end = around.text, name.end
        if ROUTE.match(text, end) or self.gazetteer.is_dish(name.word, text, end):
            return None
        suffixed = around.is_suffixed(end)
        if not suffixed and not around.ends_word(end):
            return None
        unit = UNIT.match(text, end) if suffixed else None
        here = HERE.match(text, end) or SHOP.match(text, end)
        sign = bool(suffixed or here or PLACE_WORD.match(text, end))
        weight = 0.5 if LIVING.match(text, end) else 2.0 if here or suffixed else 1.0
        places = self.gazetteer.places[name.word]
        return Spot(name.start, unit.end() if unit else end, places, suffixed, sign, weight)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a region as it stands in a text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Around:
    """A text, where its morphemes end, and where particles begin."""

    text: str
    ends: frozenset[int]
    particles: frozenset[int]

    @classmethod
    def of(cls, analysis: Analysis) -> Around:
        """Note the ends of the morphemes and the starts of the particles."""
        tokens = analysis.morphemes
        particles = frozenset(token.start for token in tokens if token.tag.startswith("J"))
        return cls(analysis.text, frozenset(token.end for token in tokens), particles)

    def is_suffixed(self, end: int) -> bool:
        """Tell whether a suffix follows a name (수원시, 강남점) and the word ends behind it."""
        if end in self.particles:
            return False
        if SUFFIXED.match(self.text, end):
            return True
        unit = SUFFIX.match(self.text, end)
        return unit is not None and self.ends_word(unit.end())

    def ends_word(self, end: int) -> bool:
        """Tell whether a word of its own ends here: before particles, at a morpheme's end."""
        if end not in self.ends:
            return not HANGUL.match(self.text, end)
        ended = ENDED.match(self.text, end) or BESIDE.match(self.text, end)
        return ended is not None or end in self.particles


def resolved(spots: Sequence[Spot], text: str) -> Iterator[tuple[str, float]]:
    """Yield the region of each spot, read with the province before it and the name behind it."""
    province, until = "", 0
    for spot, following in pairwise([*spots, None]):
        if spot is None:
            return
        near = not text[until : spot.start].strip(" ,·")
        joined = following is not None and not text[spot.end : following.start].strip(" ,·")
        place = replace(spot, sign=spot.sign or joined).meant(province if near else "")
        if place:
            yield place.region, spot.weight
        province, until = spot.province, spot.end


def positions_of(words: Iterable[str], text: str) -> Iterator[int]:
    """Yield the positions that words take up in a text."""
    for word in filter(None, words):
        for found in re.finditer(re.escape(word), text):
            yield from range(*found.span())


def told_most(told: Iterable[tuple[str, float]]) -> str | None:
    """Return the region told most of: first the province, then the district in it."""
    regions: dict[str, float] = defaultdict(float)
    provinces: dict[str, float] = defaultdict(float)
    for region, weight in told:
        regions[region] += weight
        provinces[region.partition(" ")[0]] += weight
    if not provinces:
        return None
    province = max(provinces, key=lambda name: provinces[name])
    inside = [region for region in regions if region.startswith(f"{province} ")]
    return max(inside, key=lambda region: regions[region], default=province)

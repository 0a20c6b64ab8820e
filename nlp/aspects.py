"""Find what a clause judges, and where on the customer's journey it was met.

Words differ in how surely they tell an aspect. 배송 always does. 친절하다 speaks of the noun that
it is said of (a call centre), and of the staff where there is none. 매장 or 앱 only name a thing
that something else is judged in ("매장이 더럽다"). 느리다 tells nothing where another word does
("배송이 느리다"). Which Korean words are of which sort stands here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from operator import attrgetter

from mentions.model import Aspect, Touchpoint
from nlp.kiwi import Lemma, Morphology
from nlp.phrases import Match, Phrases


class Sort(IntEnum):
    """How surely a word tells its aspect, the surest last."""

    VAGUE = 0
    THING = 1
    MANNER = 2
    MATTER = 3


# Any other word is a matter.
SORTED = {
    Sort.VAGUE: (
        "속도 느리다 빠르다 빨리 끊기다 꺼지다 멈추다 오류 에러 먹통 로딩 연결 기능 서비스 위치"
        " 깔끔하다 편하다 불편하다 복잡하다 다양하다 빠져나가다 도착 파손 승인 알려주다 혜자 창렬"
    ),
    Sort.THING: (
        "매장 가게 지점 점포 식당 카페 호텔 숙소 객실 방 화장실 테이블 좌석 자리 침대 에어컨 앱"
        " 어플 사이트 홈페이지 화면 검색 알림 데이터 인터넷 통화 5G LTE 단말기 기기 휴대폰 핸드폰"
        " 셋톱박스 박스 상자 메뉴 세트 음식 조식 기내식 국물 면 밥 빵 커피 디저트 케이크 고기 회"
        " 안주 소스 라떼 튀김 요금 요금제 금액 값 수수료 배송비 배달비 배달팁 구독료 이용료"
        " 숙박비 음식값 입장료 주차비 등급 실적 조건 유효기간 무료체험 계산 문의 전화 문자"
        " 정보 담당자 라이더"
    ),
    Sort.MANNER: (
        "친절하다 불친절하다 친절 불친절 응대 태도 말투 깨끗하다 더럽다 지저분하다 청결하다 청결"
        " 냄새 예쁘다 이쁘다 귀엽다 고급스럽다 세련되다 촉촉하다 튼튼하다 신선하다 넓다 좁다"
        " 쾌적하다 기다리다 대기 지연 안전 안전하다 위험하다"
    ),
}
SORTS = {word: sort for sort, words in SORTED.items() for word in words.split()}
# What follows a thing that stands in a row of others: "매장, 직원 다 좋아요" judges both.
LISTED = re.compile(r"(?:[와과]|이?랑|하고)?\s?[,/·&]|(?:[와과]|이?랑|하고|및)\s|\s및\s")
# What follows a thing that something happens at: 매장[에서], 가게[에 갔는데].
PLACED = re.compile(
    r"(?:에서|으로|로)(?:는|도|만)?(?![가-힣])"
    r"|(?:에|을|를)?\s?(?:가서|가니|갔|다녀|들렀|들르|들러|방문)"
)
INTENSIFIER = re.compile(r"더럽게\s?(?=비싸|비쌈|맛|재미|느|안|못|많|오래|시끄|불편|짜|크|작)")
# What follows an aspect that is only told: 결제[했는데], 탈퇴[하려니].
TOLD = re.compile(
    r"(?:을|를)?\s?(?:당?했는데|했더니|했다가|했었는데|하려(?:니|고|는데|다)|할려|하고 (?:갔|나서)"
    r"|할 ?때|받고|하러|(?:하기)? 전|(?:한)? ?(?:후|뒤)(?:에|부터))"
)
# What follows the last of several nouns that are judged alike.
ALL = re.compile(r"[은는이가도]?\s?(?:둘 ?다|다\s|모두|전부|만족|최고|굿)")
# Between an attribute and the noun that it belongs to: 친절[한 ]상담, 예쁜[ ]포장.
ATTRIBUTE = re.compile(r"[한은는던]?\s")


@dataclass(frozen=True, slots=True)
class FoundAspect:
    """An aspect spoken of at a span of the text."""

    aspect: Aspect
    start: int
    end: int
    sort: Sort = Sort.MATTER
    noun: bool = True


@dataclass(frozen=True, slots=True)
class FoundTouchpoint:
    """A touchpoint named at a span of the text."""

    touchpoint: Touchpoint
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AspectFinder:
    """Each aspect's words, ready to be found."""

    phrases: Phrases[Aspect]

    @classmethod
    def of(cls, aspects: Iterable[Aspect], morphology: Morphology) -> AspectFinder:
        """Take the words apart; the aspect's name counts as one of them when it has none."""
        pairs = [(word, aspect) for aspect in aspects for word in aspect.words or (aspect.name,)]
        return cls(Phrases.of(pairs, morphology))

    def find(self, lemmas: Sequence[Lemma], text: str = "") -> list[FoundAspect]:
        """Return the aspects whose words stand in a text, in order."""
        return [found(match) for match in self.phrases.find(lemmas, text)]


@dataclass(frozen=True, slots=True)
class TouchpointFinder:
    """Each touchpoint's words, ready to be found, and the touchpoints by their names."""

    phrases: Phrases[Touchpoint]
    known: Mapping[str, Touchpoint]

    @classmethod
    def of(cls, touchpoints: Iterable[Touchpoint], morphology: Morphology) -> TouchpointFinder:
        """Take the words apart; the touchpoint's name counts as one of them when it has none."""
        kept = list(touchpoints)
        pairs = [(word, one) for one in kept for word in one.words or (one.name,)]
        return cls(Phrases.of(pairs, morphology), {one.name: one for one in kept})

    def find(self, lemmas: Sequence[Lemma], text: str = "") -> list[FoundTouchpoint]:
        """Return the touchpoints whose words stand in a text, in order."""
        return [
            FoundTouchpoint(match.word.thing, match.start, match.end)
            for match in self.phrases.find(lemmas, text)
        ]

    def met(
        self,
        found_in_clause: Sequence[FoundAspect],
        in_clause: Sequence[FoundTouchpoint],
        in_sentence: Sequence[FoundTouchpoint] = (),
    ) -> list[Touchpoint | None]:
        """Return where each of a clause's aspects was met.

        Of the touchpoints that the clause names, else the sentence, the one where the aspect is
        usually met, else the nearest; where none is named, where the aspect is usually met.
        """
        named = in_clause or in_sentence
        names = {one.touchpoint.name for one in named}
        return [
            nearest(one, named).touchpoint
            if named and one.aspect.touchpoint not in names
            else self.usual(one.aspect)
            for one in found_in_clause
        ]

    def usual(self, aspect: Aspect) -> Touchpoint | None:
        """Return where an aspect is usually met; without a stage when it is not configured."""
        name = aspect.touchpoint
        return self.known.get(name, Touchpoint(name=name)) if name else None


def found(match: Match[Aspect]) -> FoundAspect:
    """Return a match as an aspect, with how surely its word tells it."""
    word = match.word
    sort = SORTS.get(word.written, Sort.MATTER)
    return FoundAspect(word.thing, match.start, match.end, sort, word.noun)


def judged(clauses: Sequence[Sequence[FoundAspect]], text: str) -> list[list[FoundAspect]]:
    """Return, for each clause of a sentence, those of its aspects that it judges.

    What is only told ("결제했는데 …") is left out where the sentence judges something else.
    """
    kept = [in_clause(clause, text) for clause in clauses]
    plain = [[one for one in clause if not TOLD.match(text, one.end)] for clause in kept]
    return plain if any(plain) else kept


def in_clause(clause: Sequence[FoundAspect], text: str) -> list[FoundAspect]:
    """Return those of a clause's aspects, in order, that it judges.

    A thing that something happens at gives way, an attribute to its noun ("취소 규정"), a manner
    to the matter that it is said of, a thing to any matter or manner beside it unless it stands
    in a list, and a vague word to whatever else there is.
    """
    said = [one for one in clause if not is_aside(one, text)]
    sure = [one for one in said if one.sort is not Sort.VAGUE]
    if not sure:
        nouns = [one for one in said if one.noun]
        return nouns or said
    standing = list(without_said_manners(without_attributes(sure, text), text))
    surer = any(one.sort is not Sort.THING for one in standing)
    return [
        one
        for one in standing
        if one.sort is not Sort.THING or not surer or LISTED.match(text, one.end)
    ]


def is_aside(one: FoundAspect, text: str) -> bool:
    """Tell whether a word only says where something happens, or how much."""
    placed = one.sort is Sort.THING and PLACED.match(text, one.end)
    return bool(placed or INTENSIFIER.match(text, one.start))


def without_attributes(row: Sequence[FoundAspect], text: str) -> list[FoundAspect]:
    """Return a row of found aspects without the nouns that stand right before another one.

    "가격 디자인 다 좋아요" is a list: all of them stay.
    """
    return [
        one
        for one, after in pairwise([*row, None])
        if one
        and not (
            after
            and after.sort is Sort.MATTER
            and joined(one, after, text)
            and not ALL.match(text, after.end)
        )
    ]


def joined(one: FoundAspect, after: FoundAspect, text: str) -> bool:
    """Tell whether two nouns make one: nothing or a blank is between them."""
    between = text[one.end : after.start]
    return one.noun and after.noun and one.end <= after.start and between in {"", " "}


def without_said_manners(row: Sequence[FoundAspect], text: str) -> Iterator[FoundAspect]:
    """Yield a row of found aspects without the manners that are said of a noun that is a matter.

    The noun is the one that follows at once ("친절한 상담"), else the one before it.
    """
    noun: FoundAspect | None = None
    for one, after in pairwise([*row, None]):
        if one is None:
            continue
        said_of = after if after and after.noun and touches(one, after, text) else noun
        if one.sort is not Sort.MANNER or said_of is None or said_of.sort is not Sort.MATTER:
            yield one
        if one.noun and one.sort is not Sort.MANNER:
            noun = one


def touches(one: FoundAspect, after: FoundAspect, text: str) -> bool:
    """Tell whether a noun follows a manner at once, as the word that it is an attribute of."""
    between = ATTRIBUTE.match(text, one.end)
    return between is not None and between.end() == after.start


def nearest(judged_at: FoundAspect, named: Sequence[FoundTouchpoint]) -> FoundTouchpoint:
    """Return the touchpoint nearest to an aspect, of equally near ones the one before it."""
    at = bisect_right(named, judged_at.start, key=attrgetter("start"))
    around = named[max(at - 1, 0) : at + 1]
    return min(around, key=lambda one: max(judged_at.start - one.end, one.start - judged_at.end, 0))

"""What personal data looks like as people write it in Korean.

The patterns read a text in which every digit and dash is plain (`mentions.masking.plain`). Each
begins with a character that all its finds share, so that a search skips what cannot be one; what
must stand before is looked at after that. No pattern looks across a mark (`[전화번호]`), and every
repetition is bounded: a hostile text costs its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mentions import places
from mentions.numbers import (
    CALLED,
    CAR,
    is_account,
    is_card,
    is_passport,
    is_resident,
    stands_before,
)

Span = tuple[int, int]
MARKS = (
    "이메일",
    "주민등록번호",
    "카드번호",
    "전화번호",
    "계좌번호",
    "여권번호",
    "차량번호",
    "주소",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data: its mark, how it looks, and the span to hide, if any."""

    mark: str
    pattern: re.Pattern[str]
    span: Callable[[re.Match[str]], Span | None]


def kind(mark: str, span: Callable[[re.Match[str]], Span | None], *parts: str) -> Kind:
    """Return a kind whose pattern is the parts joined; no mark follows a find."""
    return Kind(f"[{mark}]", re.compile("".join((*parts, NO_MARK))), span)


def whole(found: re.Match[str]) -> Span:
    """Return the whole find, with a parenthesis that opens just before it and closes inside."""
    start, end = found.span()
    if ")" in found[0] and "(" not in found[0]:
        opens = OPENS.search(found.string, max(0, start - 2), start)
        start = opens.start() if opens else start
    return start, end


def whole_if(check: Callable[[re.Match[str]], bool]) -> Callable[[re.Match[str]], Span | None]:
    """Return a function that gives the whole find when a check holds."""
    return lambda found: whole(found) if check(found) else None


def named(found: re.Match[str]) -> Span | None:
    """Return an e-mail address whose name stands before the sign that was found.

    With a space on one side only it is no address: "맛집 @naver.com".
    """
    at = found.start()
    name = LOCAL.search(found.string, max(0, at - LONGEST_LOCAL - 2), at)
    spaced = found.string[at - 1 : at].isspace()
    if name is None or (found[0][0] == "@" and spaced != found[0][1].isspace()):
        return None
    return name.start(), found.end()


def first(character: str) -> str:
    """Return a pattern of a first character that continues no number, word or mark."""
    marked = r"(?<!번호\].)(?<!이메일\].)(?<!주소\].)"
    return character + marked + r"(?<![0-9A-Za-z].)(?<![0-9][\-.].)"


NO_MARK = r"(?!\[(?:" + "|".join(MARKS) + r")\])"
ENDS = r"(?![0-9])(?![\-.][0-9])"

OPENS = re.compile(r"\(\s?\Z")

LONGEST_LOCAL = 64
LOCAL = re.compile(
    r"(?<![0-9A-Za-z@/\]])(?<![0-9A-Za-z][._%+\-])[0-9A-Za-z][0-9A-Za-z._%+\-]{0,63}\s?\Z"
)
DOT = r"(?:\.|\s\.\s|\s?(?:\(dot\)|닷|쩜)\s?)"
NO_FILE = r"(?!(?:png|jpe?g|gif|webp|svg|js|css|pdf|mp4)(?![0-9A-Za-z]))"
PROVIDER = (
    r"(?:naver|gmail|daum|hanmail|nate|kakao|hotmail|outlook|yahoo|icloud)(?!\s?\.)"
    r"|네이버|지메일|한메일|네이트"
)
DOMAIN = (
    r"\s?(?:(?:[0-9A-Za-z][0-9A-Za-z\-]{0,62}"
    + DOT
    + r"){1,4}"
    + NO_FILE
    + r"(?:[A-Za-z]{2,24}|컴)"
    r"|" + PROVIDER + r")(?![0-9A-Za-z\-])"
)

STAR = r"[*xX●○#]"
GAP = r"[\s\-.·,_/~*()]{0,3}"
SAID = r"(?:" + GAP + r"|에\s?|다시)[0-9공영령일이삼사오육륙칠팔구]"
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])"
LINE = r"(?!(?:15|16|18)[0-9]{2}[\s\-.])[0-9]{3,4}"
PLATE = r"\s?[가나다라마거너더러머버서저노모보누두루우하허바배]\s?[0-9]{4}"
UNSURE_PLATE = r"\s?[어고도로소오조구무부수주호사아자]\s?[0-9]{4}"
PLATE_ENDS = r"(?!\s?[원개명년억만])(?![A-Za-z])"

ONLINE = (
    kind("이메일", named, r"@", DOMAIN),
    kind("이메일", named, r"(?:\([aA][tT]\)|\{[aA][tT]\}|<[aA][tT]>|골뱅이)", DOMAIN),
)
NUMBERED = (
    kind(
        "주민등록번호",
        whole_if(is_resident),
        first(r"[0-9]"),
        r"[0-9]{5}(?:\s?-\s?[1-8](?:[0-9]{6}|[0-9]?",
        STAR,
        r"{5,6})|\s?[1-8][0-9]{6})",
        ENDS,
    ),
    kind(
        "카드번호",
        whole_if(is_card),
        first(r"[0-9]"),
        r"(?:[0-9]{3}(?:[\s\-.]{0,3}[0-9]{4}){3}"
        r"|(?<=3)[47][0-9]{2}[\s\-.]{0,3}[0-9]{6}[\s\-.]{0,3}[0-9]{5})",
        ENDS,
    ),
)
MOBILES = (
    kind("전화번호", whole, first("0"), r"1[016-9]", GAP, r"[0-9]{3,4}", GAP, r"[0-9]{4}", ENDS),
    kind(
        "전화번호",
        whole,
        first(r"[0oO공영]"),
        r"[\s\-.]?[1iIl일][\s\-.]?[0oO공영](?:",
        SAID,
        r"){8}",
        ENDS,
    ),
)
LINES = (
    kind(
        "전화번호",
        whole,
        first(r"[+08]"),
        r"(?:(?<=8)2|(?<=\+)82|(?<=0)082)[\s\-.)]{0,2}(?:\(?0\)?)?[\s\-.]?(?:1[016-9]|",
        AREA,
        r")",
        GAP,
        r"[0-9]{3,4}",
        GAP,
        r"[0-9]{4}",
        ENDS,
    ),
    kind("전화번호", whole, first(r"\+"), r"[1-9][0-9]{0,2}(?:[\s\-.()]{0,2}[0-9]){8,12}", ENDS),
    kind(
        "전화번호",
        whole,
        first("0"),
        AREA,
        r"(?:\s?[\-.)]\s?",
        LINE,
        r"[\s\-.]{1,2}[0-9]{4}|\s",
        LINE,
        r"\s?[\-.]\s?[0-9]{4})",
        ENDS,
    ),
    kind(
        "전화번호",
        whole_if(stands_before(CALLED)),
        first("0"),
        AREA,
        r"\s?",
        LINE,
        r"\s?[0-9]{4}",
        ENDS,
    ),
)
PAPERS = (
    kind(
        "계좌번호",
        whole_if(is_account),
        first(r"[0-9]"),
        r"(?:[0-9]{1,5}(?:-[0-9]{1,8}){1,4}|[0-9]{1,5}(?:\s[0-9]{2,8}){1,3}|[0-9]{9,15})",
        r"(?!\s?[원만])",
        ENDS,
    ),
    kind(
        "여권번호",
        whole_if(is_passport),
        first(r"[MSRODG]"),
        r"(?:[0-9]{8}|[0-9]{3}[A-Z][0-9]{4})(?![A-Za-z])",
        ENDS,
    ),
    kind("차량번호", whole, first(r"[0-9]"), r"[0-9]{1,2}", PLATE, PLATE_ENDS, ENDS),
    kind(
        "차량번호",
        whole_if(stands_before(CAR)),
        first(r"[0-9]"),
        r"[0-9]{1,2}",
        UNSURE_PLATE,
        PLATE_ENDS,
        ENDS,
    ),
)
ADDRESSES = (
    kind("주소", places.side_street, places.STREET),
    kind("주소", places.on_road, places.ROAD),
    kind("주소", places.plot, places.PLOT),
    kind("주소", places.flat, places.FLAT),
    kind("주소", places.home, places.HOME),
)
KINDS = (*ONLINE, *NUMBERED, *MOBILES, *LINES, *PAPERS, *ADDRESSES)

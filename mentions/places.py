"""What in an address tells the house: patterns, and what must stand before them.

City, ward and 동 are left alone: they tell where word of mouth goes round, not who lives there.
"""

from __future__ import annotations

import re

from mentions.districts import DISTRICTS

Span = tuple[int, int]
LOOK_BACK = 40

UNIT = (
    r"(?!\s?(?:분|초|원|km|개월|시간|정거장|키로|킬로|미터|%|명|퍼|승|패)"
    r"|(?:개|시|일|월|년|층|회|번(?!길|지)|배|차|위|점|잔|인|박|대|권|장|살|세|가지|곳|만|천|억|호선|주|도"
    r"|등|평|kg|g|m|단)|[,.][0-9])"
)
"""After a number of minutes, of things or of money stands a unit; after a house stands none."""
SIDE = r"[0-9]{1,4}(?:번|[가-하])?안?길\s?"
HOUSE = r"(?:지하\s?)?[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지)?"
FLAT_END = r"\s?제?(?:지하\s?)?[bB]?[0-9]{1,4}\s?호(?!점|선|기|차|관|봉)"
FLAT_NAME = r"제?(?:[0-9]{1,4}|[A-Za-z]|[가나다라마바사])\s?"
ENDS = r"(?![0-9])" + UNIT + r"(?:[,\s(]{1,3}" + FLAT_NAME + r"동" + FLAT_END + r")?"
LOT = r"(?:산?\s?[0-9]{1,4}-[0-9]{1,4}(?:번지)?|산?\s?[0-9]{1,4}번지(?:\s?[0-9]{1,3}호)?)"
HOMES = (
    r"(?:아파트|빌라|오피스텔|맨션|원룸|고시텔|연립|자이|래미안|푸르지오|힐스테이트|아이파크|편한세상"
    r"|롯데캐슬|더샵|주공)\s?"
)

STREET = r"[로길]\s?" + SIDE + HOUSE + ENDS
ROAD = r"[로길]\s?" + HOUSE + ENDS
PLOT = r"[동리가]\s?(?P<it>" + LOT + ENDS + r")"
FLAT = r"동" + FLAT_END
HOME = HOMES + r"(?P<it>[0-9]{2,4}-[0-9]{3,4}호?" + ENDS + r"|[0-9]{2,4}호(?!점|선|기|차|관|봉))"

NAME = re.compile(r"(?<![가-힣])[가-힣]{1,8}[0-9]{0,3}\Z")
PLACED = re.compile(
    r"(?<![가-힣])(?P<region>[가-힣]{2,8})\s{1,2}(?:[가-힣]{1,5}[읍면동]\s)?"
    r"(?P<name>[가-힣]{1,8}(?:[0-9]{1,3}번?)?)\Z"
)
GIVEN = re.compile(
    r"(?:주소|배송지|사는\s?곳)[^0-9\[\]\n]{0,12}?(?<![가-힣])(?P<name>[가-힣]{1,8}(?:[0-9]{1,3}번?)?)\Z"
)
GLUED = re.compile(r"(?<![가-힣])[가-힣]{3,12}\Z")
DONG = re.compile(
    r"(?<![가-힣])(?:(?P<region>[가-힣]{2,8})\s{1,2})?(?P<place>[가-힣]{1,5}[0-9]{0,2})\Z"
)
RI = re.compile(
    r"(?<![가-힣])(?:(?P<region>[가-힣]{2,8})\s{1,2})?[가-힣]{1,5}(?P<unit>[읍면])\s[가-힣]{1,4}\Z"
)
GA = re.compile(r"[가-힣][0-9]\Z")
BUILDING = re.compile(r"(?<![0-9A-Za-z가-힣\-])" + FLAT_NAME + r"\Z")
NO_PLACES = frozenset("운행이활자아냉작공수감변노충소진구연합출시율협반파난선발기유제전생월")
"""What before 동 makes a word that is no place: 운동, 행동, 이동."""


def before(words: re.Pattern[str], found: re.Match[str]) -> re.Match[str] | None:
    """Return what words (a pattern that ends with `\\Z`) match just before a find."""
    return words.search(found.string, max(0, found.start() - LOOK_BACK), found.start())


def side_street(found: re.Match[str]) -> Span | None:
    """Return the span of a road, a side street and a house: 월드컵로 12길 34."""
    name = before(NAME, found)
    return (name.start(), found.end()) if name else None


def on_road(found: re.Match[str]) -> Span | None:
    """Return the span of a road and a house, when a city or the word for address is before it.

    Anybody writes "버스로 20"; only a place makes it an address.
    """
    if found[0].startswith("로") and found.string.endswith("으", 0, found.start()):
        return None
    placed = before(PLACED, found)
    if placed and placed["region"] in DISTRICTS:
        return placed.start("name"), found.end()
    if given := before(GIVEN, found):
        return given.start("name"), found.end()
    glued = before(GLUED, found)
    cut = next((n for n in range(7, 1, -1) if glued and glued[0][:n] in DISTRICTS), 0)
    return (glued.start() + cut, found.end()) if glued and 0 < cut < len(glued[0]) else None


def plot(found: re.Match[str]) -> Span | None:
    """Return the span of a lot number behind a 동, 리 or 가."""
    sure = "번지" in found["it"]
    if found[0][0] == "가":
        return found.span("it") if before(GA, found) else None
    if found[0][0] == "리":
        named = before(RI, found)
        near = named and (sure or named["unit"] == "읍" or named["region"] in DISTRICTS)
        return found.span("it") if near else None
    named = before(DONG, found)
    if named is None:
        return None
    sure = sure or named["region"] in DISTRICTS or named["place"][-1] not in NO_PLACES
    return found.span("it") if sure else None


def flat(found: re.Match[str]) -> Span | None:
    """Return the span of a building and a flat: 101동 1203호."""
    building = before(BUILDING, found)
    return (building.start(), found.end()) if building else None


def home(found: re.Match[str]) -> Span:
    """Return the span of a flat's number behind a word for a home."""
    return found.span("it")

"""What a sign of pay is made of: the kinds of sign, and the words that several patterns share.

All patterns read a sentence folded and without blanks (`nlp.disclosure_parts`). Gaps are bounded
and never cross the end of a sentence, so that a hostile text costs its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What words tell: paid, vaguely paid, promised something, bought, or denied."""

    CLEAR = "clear"
    VAGUE = "vague"
    REWARD = "reward"
    OWN = "own_purchase"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that are a sign, unless others stand in or right after them.

    A `formula` is said of the very text that holds it: talk about others does not void it.
    """

    rule: str
    sign: Sign
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    formula: bool = False


GAP = r"[^.!?]{0,%d}"
GOT = r"(?:받(?:아(?!야|들이|내)|고|은|았|앗|앋|앟|음|습|는중|게|기로|으며|지만)|바다서|밭아)"
GAVE = r"(?:해|하여)(?:주[신셔셨]|준|줘서|줬)"
GIVE = r"(?:제공|지원|지급|협찬|대여|증정|후원)(?:을|를)?"
WRITTEN = (
    r"(?:작성|제작|촬영|포스팅|쓴(?:글|후기|리뷰|서평)|쓰는(?:글|후기|리뷰)|적은(?:글|후기)|솔직(?:하|히|한)"
    r"|남기는(?:글|후기|리뷰)|써보는|쓴다|씁니|씀|리뷰(?:입|에|예|한|합|해|하는)|후기(?:입|에|예)|서평(?:입|이))"
)
ADVERTISER = (
    r"(?:업체|업소|브랜드|본사|제조사|제작사|판매[사자처]|수입사|출판사|광고주|배급사|게임사|주최측|대행사"
    r"|\(주\)|㈜|주식회사|[가-힣a-z]{2,10}측)"
)
VENUE = (
    r"(?:사장님?|원장님?|대표님?|점주님?|식당|가게|카페|매장|호텔|병원|치과|안과|피부과|의원|학원|센터|숙소|펜션"
    r"|리조트|미용실|스튜디오)"
)
FROM = r"(?:로부터|으로부터|을통해|를통해)"
THING = (
    r"(?:제품|상품|물품|도서|책|교재|교구|기기|시승차|차량|식사권|숙박권|이용권|체험권|입장권|초대권|관람권"
    r"|수강권|회원권|티켓|원고료|고료|활동비|제작비|광고비|체험비|숙박비|시술비|식사비|협찬품|시술|숙박|촬영|게임키)"
)
KINDS = r"(?:제품|상품|도서|숙박|식사|시술|촬영|의류|음식|체험)"
POST = r"(?:글|영상|포스팅|포스트|게시물|게시글|콘텐츠|컨텐츠|리뷰|후기|피드)"
HERE = r"(?:이|본|해당|위|오늘)" + POST
IS = (
    r"(?:입니다|이에요|예요|에요|이예요|임을|임(?=[.!~)\]]|$)"
    r"|이고요|인데요|이며|맞습니다|맞아요|맞고)"
)
FEE = r"(?:수수료|커미션|리워드|수익|대가)"
TEAM = (
    r"(?:체험단|서포터[즈스]|기자단|서평단|리뷰단|리뷰어단|품평단|모니터(?:링)?단|시식단|시승단|평가단|홍보단"
    r"|(?:크루|메이트|프렌즈|에디터|크리에이터|리포터|패널|마케터)[0-9]{1,2}기)"
)
AMBASSADOR = r"(?:앰[버배]서더|엠[버배]서더|ambassador|홍보대사)"
REVIEW = (
    r"(?:리뷰|후기|사진|(?:구매|상품|기대|한줄|수강|강의|관람|이용|사용|체험|방문|서)평|별점|평점"
    r"|별(?=[0-9한두세네다점을]|개)|[0-9만]점|댓글|인증샷|스토리|블로그|인스타|sns|포스팅|영수증)"
)
BONUS = (
    r"(?:음료수?|콜라|사이다|탄산|커피|아메리카노|쿠폰|포인트|적립금?|기프티콘|상품권|캐시백?|마일리지|할인|증정"
    r"|서비스|무료|공짜|선물|굿즈|사은품|스벅|에어팟|페이백|환급|다이아|코인|경품|[0-9]{1,6}(?:원|p|포인트)"
    r"|[백천만]원|[가-힣]십원|추첨|사이드|토핑|업그레이드)"
)

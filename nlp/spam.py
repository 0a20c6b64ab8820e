"""Tell advertising that poses as a mention: it sells, and says how to reach the seller."""

from __future__ import annotations

import re

from mentions.model import Spam

SELLS = re.compile(
    r"(?:상담|문의|예약|주문|견적|가입|신청|구매)(?:는|은|을|를)? ?"
    r"(?:환영|주세요|주시면|바랍니다|부탁|하세요|가능|받습니다)"
    r"|(?:최저가|특가|선착순|한정|무료 ?상담|당일 ?(?:승인|대출|배송)"
    r"|사은품|현금 ?(?:지원|사은품)|지원금 ?최대)"
    r"|(?:대출|보험|분양|재테크|투자|부업|알바|회원) ?(?:모집|상담|문의|추천방|리딩)"
    r"|(?:오픈 ?채팅|카톡|텔레그램|라인) ?(?:아이디|문의|상담|방|으로|링크)"
)
REACHES = re.compile(
    r"https?://|\[전화번호\]|(?<!\d)1[5-8]\d{2}-?\d{4}(?!\d)"
    r"|(?:카톡|카카오톡|텔레그램|라인|톡)\s?(?:아이디|ID|id)?\s?[:：]"
    r"|오픈 ?채팅|프로필 ?링크|플친|채널 ?추가"
)
HASHTAG = re.compile(r"#\w+")
FLOOD = 12
"""Hashtags of which a text is mostly made."""


def spam(text: str) -> tuple[Spam, ...]:
    """Return `advertising` for a text that sells and tells how to buy, or is a flood of hashtags.

    >>> spam("인터넷 가입 현금 지원 최대! 상담 환영 카톡 아이디: abc")
    (<Spam.ADVERTISING: 'advertising'>,)
    >>> spam("인터넷 가입했는데 상담원이 친절했어요")
    ()
    """
    sells = len(SELLS.findall(text)) >= 2 and REACHES.search(text)
    tags = HASHTAG.findall(text)
    flooded = len(tags) >= FLOOD and sum(map(len, tags)) > 0.6 * len(text)
    return (Spam.ADVERTISING,) if sells or flooded else ()

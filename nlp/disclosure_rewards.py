"""The words that tell that something was promised for the word itself."""

from __future__ import annotations

import re

from nlp.disclosure_traps import ASKED, UNREWARDED
from nlp.disclosure_words import BONUS, GAP, REVIEW, Cue, Sign


def reward(rule: str, *parts: str, unless: re.Pattern[str] = UNREWARDED) -> Cue:
    """Return a cue that tells of something promised for the word."""
    return Cue(rule, Sign.REWARD, re.compile("".join(parts)), unless)


EVENTS = (
    reward(
        "review_event",
        r"(?:",
        REVIEW,
        r"(?:작성|쓰기|등록|남기기|인증|공유)?|(?:구매|방문)?인증|공유|리그램|해시태그)(?:이벤트|이밴트|이벵트?|이벤)"
        r"(?:",
        GAP % 14,
        r"(?:참여|참가|응모|신청|받[았은아음고습]|서비스|선택|주[시셔신셨심]|줬|감사|잘먹|맛있게먹)"
        r"|로|라서|라(?=[0-9별만])|라길래|라고|하길래|해서|중이라|용|덕(?:에|분)|했|감사|",
        BONUS,
        r"|[^\w?]{0,3}$|[-:,/])",
    ),
    reward(
        "review_event",
        r"(?:이벤트|경품)(?:에)?(?:응모|참여|참가)(?:하려|하느라|용)",
        GAP % 8,
        r"(?:후기|리뷰|남[기겨김]|쓰는|써)",
    ),
)
BARGAINS = (
    reward(
        "review_for_bonus",
        BONUS,
        GAP % 4,
        r"준[다대]",
        GAP % 6,
        r"(?:참여|응모|별(?:점|[0-9한두세네다]))",
    ),
    reward(
        "review_for_bonus",
        REVIEW,
        r"(?:를|을|도|에|까지|만)?",
        GAP % 14,
        r"(?:쓰면|써주면|써주시면|남기면|남겨주시?면|작성하면|작성시|올리면|올려주시?면|달면|적으면|주면"
        r"|쓸시|등록시|(?:작성|등록|업로드|공유|태그|팔로우|인증|리뷰|후기)하면)",
        GAP % 16,
        r"(?:준[다대댔]|주[신길니는던셔셨심]|줌|드린|드립|간대|",
        BONUS,
        r")",
    ),
    reward(
        "review_for_bonus",
        r"(?:리뷰|후기|리뷰어|댓글)(?:로|에|가)?(?:뽑히|선정되|당첨되)면",
        GAP % 6,
        r"(?:",
        BONUS,
        r"|[0-9]만)",
    ),
    reward(
        "review_for_bonus", r"(?:텍스트|포토|사진|동영상)(?:리뷰|후기)?[0-9]{2,5}(?:원|p|포인트)"
    ),
    reward(
        "review_for_bonus",
        BONUS,
        GAP % 4,
        r"(?:받으려|받을라|받고자|때문에|노리고|노려|타려고|준[다대]|줌)",
        GAP % 12,
        r"(?:리뷰|후기|구매평|상품평|남[기겨김깁]|작성|(?:몇|한)(?:자|줄)적)",
    ),
    reward(
        "review_for_bonus", BONUS, r"(?:을|를)?(?:받으려|받을라)고?(?:쓰는|씁|씀|써요|써봄|올려|적)"
    ),
    reward(
        "review_for_bonus",
        r"(?:리뷰|후기|구매평|상품평)",
        GAP % 6,
        BONUS,
        r"(?:을|를|이|가)?(?:받으려|받을라|때문|노리|노려|준[다대]|주니까|라서|라도|이라서|이라적|이라써|이라남)",
    ),
    reward(
        "review_for_bonus",
        r"(?:리뷰|후기)(?:를|을)?(?:쓰기로|남기기로|올리기로|약속)",
        GAP % 12,
        r"(?:받|서비스|할인|무료|줬|주[셨신]|지[킵켜])",
    ),
    reward(
        "review_for_bonus",
        r"(?:리뷰|후기)(?:를|을)?(?:쓰는|남기는|작성|올리는|써주는)?(?:하는)?(?:조건(?:으로|부|입니다)|대신)",
    ),
    reward(
        "review_for_bonus",
        r"(?:리뷰|후기)(?:를|을)?(?:인증하고|쓰고|남기고|올리고|작성하고|쓴뒤|써주고)",
        GAP % 12,
        r"(?:받(?:았|음|고|아|은|기로|으세요|자)|얻어|줬|주[셨신심])",
    ),
    reward("review_for_bonus", r"(?:리뷰|후기)서비스(?:로|를|도)", GAP % 8, r"(?:받|주[셨신])"),
)
REFERRALS = (
    reward(
        "referral",
        r"(?:추천인(?:코드|아이디|id|란)?|추천코드|추천링크|초대코드|초대링크|친구초대|친구추천(?:코드)?|[내제]코드|할인코드|레퍼럴|리퍼럴)",
        GAP % 30,
        r"(?:할인|적립|포인트|쿠폰|[0-9천만]원|캐시|혜택|무료|지급|받아요|받을수|받습|같이받|드려|증정|서로|둘다)",
        unless=ASKED,
    ),
    reward(
        "referral",
        r"(?<![가-힣])[내제]추천(?:인)?(?:코드|아이디|링크)(?:를|좀|로|도)?(?:써|입력|넣|적|사용|가입)",
        unless=ASKED,
    ),
    reward(
        "referral",
        r"링크(?:로|타고|를통해|통해)?(?:가입|설치|다운)",
        GAP % 6,
        r"(?:면|시)",
        GAP % 14,
        r"(?:원|포인트|쿠폰|적립|혜택|받)",
        unless=ASKED,
    ),
)
REWARDED = (*EVENTS, *BARGAINS, *REFERRALS)

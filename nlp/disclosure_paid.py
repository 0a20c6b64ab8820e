"""The words that say clearly that a text was paid for."""

from __future__ import annotations

import re

from nlp.disclosure_words import (
    ADVERTISER,
    FEE,
    FROM,
    GAP,
    GAVE,
    GIVE,
    GOT,
    HERE,
    IS,
    KINDS,
    POST,
    TEAM,
    THING,
    VENUE,
    WRITTEN,
    Cue,
    Sign,
)

INSIDE = r"[^\[\](){}<>【】「」『』〔〕]{0,%d}"


def clear(*parts: str, rule: str = "clear_wording") -> Cue:
    """Return a cue that tells clearly of pay."""
    return Cue(rule, Sign.CLEAR, re.compile("".join(parts)))


def formula(*parts: str, rule: str = "clear_wording") -> Cue:
    """Return a cue that tells clearly that this very text was paid for."""
    return Cue(rule, Sign.CLEAR, re.compile("".join(parts)), formula=True)


FORMULAS = (
    formula(HERE, GAP % 40, r"(?:지원|협찬|후원)으로(?:제작|작성|진행)"),
    formula(
        HERE, GAP % 40, r"(?:제공|지원|협찬|대여|후원|증정)(?:을|를)?(?:", GOT, r"|", GAVE, r")"
    ),
    formula(
        r"(?:" + GIVE + r"|(?:초대|할인|혜택|대가|댓가|고료|수수료|광고비|활동비)(?:을|를)?)",
        GOT,
        GAP % 24,
        WRITTEN,
    ),
    formula(r"(?:돈|현금|상품권|고료|수고비)(?:을|를)?받(?:고|아|은)", GAP % 4, WRITTEN),
    formula(
        r"(?:무상|무료|공짜)(?:으로|로)?",
        GAP % 12,
        r"(?:이용|체험|시술|시식|방문|관람|받)(?:을)?(?:하고|후|해|한뒤|아서?|은|고)?",
        GAP % 8,
        WRITTEN,
    ),
    formula(
        r"(?:"
        + ADVERTISER
        + r"|"
        + TEAM
        + r"|회사)(?:에서|로부터|으로부터|에게|께|을통해|를통해|으로|로)?",
        GAP % 4,
        r"(?:제품|상품|책|도서|물품|샘플)(?:을|를)?(?:무료로)?받(?:아|고|은)",
        GAP % 10,
        WRITTEN,
    ),
    formula(
        TEAM,
        GAP % 8,
        r"(?:활동|일환|선정|참여|자격)",
        GAP % 14,
        r"작성",
        GAP % 6,
        r"(?:글|후기|리뷰|포스팅|게시물|콘텐츠|했습|하였|됐습|되었)",
    ),
    formula(
        r"(?:활동의일환|활동으로|활동을통해|파트너스|쉐어링크|셰어링크|제휴|링크|구매시|구매하시|커넥트|소정의|일정액의)",
        GAP % 45,
        FEE,
        r"(?:의일부)?[를을가이]?(?:제공|지급|배분)?(?:을)?"
        r"(?:받(?:습|아[요서]|고있|음)|발생(?:합|해|함)|[됩돼됨]|들어[옵와]|떨어[집져]|생[깁겨])",
        rule="commission",
    ),
)
GIVEN = (
    clear(THING, r"(?:등|만)?(?:을|를)?", GAP % 6, GIVE, GOT),
    clear(
        r"(?:소정의|일정한?)(?:원고료|대가|비용|금액|고료|활동비)(?:를|을)?(?:제공|지급|지원)?(?:을)?",
        GOT,
    ),
    clear(r"(?:대가|댓가|광고비|광고료|원고료)(?:를|을)?(?:제공|지급)?", GOT),
    clear(r"(?:경제적|금전적)(?:인)?(?:대가|이익|지원|보상|혜택)", GAP % 20, r"받"),
    clear(r"비용?(?:의)?(?:일부|전액|전부)(?:를|을)?", GIVE, GOT),
    clear(ADVERTISER, r"(?:로부터|으로부터|에서|에게서|의|측에서)?", GAP % 20, GIVE, GOT),
    clear(ADVERTISER, r"(?:에서|가|이|측에서|께서)?", GAP % 12, GIVE, GAVE),
    clear(
        VENUE,
        r"(?:께서?|에서|이|측에서|로부터|으로부터)",
        GAP % 12,
        r"(?:식사권?|시술비?|숙박권?|제품|이용권|원고료|체험)(?:을|를)?(?:무료로|무상으로)?",
        r"(?:제공|지원|협찬)(?:을)?(?:",
        GOT,
        r"|",
        GAVE,
        r")",
    ),
    clear(FROM, GAP % 16, r"(?:제공|협찬|지원|대여)(?:을|를)?", GOT),
    clear(r"(?<![가-힣])(?:제공|협찬)", GOT),
    clear(
        r"(?:제공|지원)받(?:아서?|고|은|았는데)",
        GAP % 8,
        r"(?:써[보봤본]|사용|체험|먹어[보봤본]|리뷰|후기)",
    ),
    clear(r"(?:무료|무상)(?:로|으로)?(?:제공|지원|협찬|대여)받은(?:제품|상품|책|도서|시술|기기)"),
    clear(
        r"(?:제품|상품|책|도서)(?:을|를)?(?:무상|공짜|무료)(?:으로|로)(?:제공)?받(?:아|은|았|고)"
    ),
    clear(
        r"무상(?:으로)?(?:제품)?(?:을)?(?:제공|지원|협찬|대여)",
        GAP % 4,
        r"(?:받|해주[신셔셨]|제품|후기|리뷰)",
    ),
    clear(
        ADVERTISER,
        GAP % 8,
        r"(?:무상|무료)(?:로|으로)?",
        GAP % 4,
        r"(?:보내|제공|지원|협찬|체험|받|이용)",
    ),
    clear(
        ADVERTISER,
        r"(?:의)?(?:무상|무료)?(?:지원|협찬|제공)(?:으로|입|제품|상품|후기|리뷰|(?=[\])】>.!,~]|$))",
    ),
    clear(
        TEAM,
        GAP % 12,
        r"(?:무료|무상|공짜|제공)(?:로|으로)?",
        GAP % 6,
        r"(?:받|이용|사용|체험|방문|먹|식사|써|다녀)",
    ),
    clear(r"(?:제작비|제작|활동비|원고료|숙박비?|체험비?)지원(?:을|으로)?(?:", GOT, r"|으로)"),
)
NAMED = (
    clear(r"협찬(?:을|제품을|품을|제품으로|품으로)?", GOT),
    clear(r"협찬으로(?:받|진행|제작|작성|다녀|방문|이용|체험|쓴|쓰는|써|올리|사용)"),
    clear(r"협찬진행(?:글|했|한|합|중|후기|포스팅|건)"),
    clear(r"협찬(?:글|광고)?(?:포스팅|콘텐츠|영상|제품|게시물)?(?:리뷰|후기)?", IS),
    clear(r"(?<![가-힣])협찬인데(?=[^.!?]{0,6}(?:솔직|단점|할말|좋은말))"),
    clear(r"^광고(?:이긴하)?지만", GAP % 16, r"(?:추천|소개|솔직)"),
    clear(r"(?:제품|상품)(?:을|를)?제공해(?:준|주신)(?:브랜드|업체|회사)"),
    clear(r"협찬이(?:지만|긴하|기는|라도솔직)"),
    clear(KINDS, r"(?:무상)?협찬"),
    clear(KINDS, r"(?:무상)?제공(?:후기|리뷰|포스팅|by|[:：])"),
    clear(r"(?<![가-힣])(?:제공|협찬|후원|협찬사|광고주)(?:[:：]|by)"),
    clear(r"(?<!뒷)광고(?:비|료)?(?:를|을)?(?:제공|지급|지원)", GOT),
    clear(r"유료광고(?:를|가)?(?:포함|콘텐츠)|유료광고", IS, r"|유료파트너[십쉽]"),
    clear(r"paidpartnership|sponsored(?:by|post|content)|supportedby"),
    clear(HERE, r"[은는]?", GAP % 20, r"(?:광고|ppl|협찬)(?:", IS, r"|를포함|가포함)"),
    clear(
        r"(?:^|[^가-힣]|대가성|유료|작성한|제작한|진행한|함께한|함께하는)(?:이거|이건|저는|네)?",
        r"광고(?:협찬)?(?:성)?",
        POST,
        r"?(?:",
        IS,
        r"|포함)",
    ),
    clear(r"광고(?:를)?(?:진행|받|포함|제안받)(?:한|하는|은|고쓴|고올리는)", POST),
    clear(r"(?<![가-힣])(?:오늘은|이번엔|이번에는)광고로(?:인사|찾아|돌아|만나|왔)"),
    clear(r"대가성(?:있는)?", POST, IS),
)
LABELS = (
    clear(
        r"[\[({<【「『〔](?:",
        INSIDE % 10,
        r"(?:협찬|광고|제공|원고료|sponsored|(?<![a-z])ad)|",
        INSIDE % 10,
        r"(?:제공|지원|협찬)받음|(?:제품|무상|원고료|숙박|식사|시술|도서|서비스)",
        INSIDE % 6,
        r"지원)(?:포함|후기|리뷰|글|제품|by)?[\])}>】」』〕]",
        rule="label",
    ),
    clear(
        r"^\W{0,3}(?:유료)?(?:광고|협찬|ad|제품제공|제품협찬|제공받음)"
        r"(?:[)\]|ㅣ:/·•\-]|[^\w?]{0,3}$|[\u2190-\U0010ffff](?<![가-힣]))",
        rule="label",
    ),
    clear(r"^\W{0,3}(?:sponsored|advertisement|쿠팡파트너스광고)[^\w?]{0,3}$", rule="label"),
    clear(r"[\-/|·ㅣ,](?:제품|도서)?(?:협찬|광고|제공)[^\w?]{0,3}$", rule="label"),
    clear(r"(?:협찬|광고|원고료|제품제공)(?:o(?![a-z0-9])|⭕|🅾)", rule="label"),
)
PAID = (*FORMULAS, *GIVEN, *NAMED, *LABELS)

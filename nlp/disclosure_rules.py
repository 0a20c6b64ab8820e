"""Every cue by which pay, a reward or an own purchase is told, and the tags that say the same."""

from __future__ import annotations

import re

from nlp.disclosure_paid import PAID
from nlp.disclosure_rewards import REWARDED
from nlp.disclosure_traps import PERSONAL
from nlp.disclosure_words import (
    ADVERTISER,
    AMBASSADOR,
    FEE,
    GAP,
    HERE,
    IS,
    POST,
    TEAM,
    Cue,
    Sign,
)


def vague(rule: str, *parts: str, unless: re.Pattern[str] | None = None) -> Cue:
    """Return a cue that lets pay be suspected."""
    return Cue(rule, Sign.VAGUE, re.compile("".join(parts)), unless)


def own(*parts: str) -> Cue:
    """Return a cue that tells of an own purchase."""
    return Cue("own_purchase", Sign.OWN, re.compile("".join(parts)))


def denial(*parts: str) -> Cue:
    """Return a cue that denies pay."""
    return Cue("denial", Sign.DENIAL, re.compile("".join(parts)))


CONDITIONAL = (
    r"(?:받을|제공될|지급될|지급받을|제공받을|발생할|얻을|생길|주어질|발생될|받게될)"
    r"수(?:도|가)?[있잇]"
)
AFFILIATE = (
    r"(?:파트너스|쉐어링크|셰어링크|제휴|링크|작성자|포스팅|게시물|게시글|이글|본글"
    r"|일환|활동|소정의|일정액의|저에게|제게|채널|저한테)"
)
BECAME = (
    r"(?:당첨|선정|뽑[혀히혔힌]|참여|활동|합격|발탁|[됐됩]|되었|되어|돼서|붙었"
    r"|자격|미션|발대|으로서|통해)"
)
DID = r"(?:다녀|방문|왔|받[은아았]|써[보봤본]|체험|만[난나]|먹어|이용|사용)"
NAMES = r"(?:입니다|이에요|예요|후기|리뷰|글(?=입|이))"

JOINED = (
    vague(
        "team",
        TEAM,
        r"(?!들|이[가-힣]{0,2}(?:다녀|온|왔|와|많|먹))(?:(?!안|못|떨|탈)[^.!?]){0,8}(?:",
        BECAME,
        r"|",
        DID,
        r"|",
        NAMES,
        r")",
    ),
    vague("team", r"(?:리뷰어|체험자|공식크루|공식메이트)(?:로|으로)?(?:선정|뽑|당첨|활동)"),
    vague("team", r"[\[(【<]", TEAM, r"[^\])】>]{0,6}[\])】>]"),
    vague(
        "team", TEAM, r"[가-힣]{2,4}입니다|^\W{0,3}(?:무료)?(?:체험단|서포터즈|기자단)[^\w?]{0,3}$"
    ),
    vague(
        "team",
        AMBASSADOR,
        r"(?:로|의|가)?",
        GAP % 6,
        r"(?:활동(?:하게|중이[라에]|하며|하면서|으로|중인저|하고있어요|하는중)|[됐됩]어요|되었어요|됐습|되었습|뽑[혔혀힌]"
        r"|미션|발대|자격|초대)",
    ),
    vague("team", r"(?:저는|제가|저도)", GAP % 14, r"(?:앰[버배]서더|홍보대사)"),
    vague(
        "invited",
        r"(?:",
        ADVERTISER,
        r"|행사|시사회|시식회|체험회|간담회|런칭|론칭|오픈(?:식|기념|전)|팝업|프리뷰|시연회|공식|쇼케이스|가오픈|인플루언서|크리에이터|관광청|대사관|조직위)",
        GAP % 8,
        r"(?:초대|초청)(?:를|을|로|으로|해|받|되|돼|권|행사)",
        unless=PERSONAL,
    ),
    vague(
        "won",
        r"(?:이벤트|추첨|시사회)(?:에|로|을)?당첨",
        GAP % 14,
        r"(?:체험|후기|리뷰|써[보봤본]|사용[해후])",
    ),
    vague(
        "chance",
        r"(?:(?:좋은|감사한|귀한)기회|(?:체험|사용|써|먹어|시승|이용)(?:해)?(?:볼|할|해볼)?기회)(?:로|가|를)?",
        GAP % 12,
        r"(?:체험|사용|써[보봤]|먹어|방문|이용|다녀|만나|받[게아았]|주[신셔셨]|생[겨겼]|얻)",
        unless=PERSONAL,
    ),
    vague("model", r"(?:후기|리뷰|전후|부위)모델(?:로|가|할인)|모델가로"),
)
RELATED = (
    vague("conditional", AFFILIATE, GAP % 45, FEE, r"(?:를|을|가|이)?", GAP % 6, CONDITIONAL),
    vague(
        "conditional",
        FEE,
        r"(?:를|을|가|이)?",
        GAP % 6,
        CONDITIONAL,
        GAP % 20,
        r"(?:제휴|링크|파트너스)",
    ),
    vague(
        "partnership",
        r"파트너[십쉽](?:으로|을통해|하에|을맺고)",
        GAP % 8,
        r"(?:작성|제작|진행|소개|올리|쓰)",
    ),
    vague("partnership", ADVERTISER, r"(?:와|과|이랑|랑)함께(?:한|하는|만든)", POST),
    vague("partnership", r"파트너[십쉽]", POST, r"|^\W{0,3}파트너[십쉽][^\w?]{0,3}$"),
    vague(
        "partnership",
        r"(?:콜라보|컬래버|협업)(?:레이션)?(?:로|하여|해서|한|으로)?",
        GAP % 6,
        r"(?:포스팅|게시물|게시글|콘텐츠)",
    ),
    vague(
        "partnership",
        r"thanksto@|giftedby|incollab|collaborationwith|@[a-z0-9_.]{1,30}(?:와|과|랑)함께",
    ),
    vague(
        "affiliate",
        r"제휴(?:링크|마케팅)[가이를을]?",
        GAP % 6,
        r"(?:포함|사용|활용|있|",
        IS,
        r")|제휴",
        POST,
    ),
    vague(
        "affiliate",
        r"파트너스(?:활동|링크)(?:입니다|임|이에요|예요|포함|가포함|을하고)|^\W{0,3}쿠팡파트너스[^\w?]{0,3}$",
    ),
    vague(
        "affiliate",
        r"링크(?:로|를통해|타고)?(?:구매|구입|사|주문)",
        GAP % 8,
        r"(?:저에게|제게|저한테)",
        GAP % 8,
        r"(?:도움|힘|수익|커피값)",
    ),
    vague(
        "affiliate_link",
        r"link\.coupang\.com|coupa\.ng/|toss\.im/_m/|s\.click\.aliexpress|click\.linkprice\.com",
    ),
    vague(
        "promotion",
        HERE,
        r"[은는]?",
        GAP % 16,
        r"홍보(?:성|용)?(?:글|포스팅)?(?:",
        IS,
        r"|작성|으로)",
    ),
    vague("promotion", r"홍보(?:목적|용)(?:으로|의)?", GAP % 4, r"(?:작성|제작|글|포스팅)"),
    vague(
        "asked",
        r"(?:",
        ADVERTISER,
        r"|(?<![a-z])dm|디엠|메일|쪽지|협업|협찬|광고)",
        GAP % 6,
        r"(?:제안|연락|요청|의뢰)(?:을|를|이|으로|가|해)?(?:받아|받고|와서|주셔서|으로)?",
        GAP % 8,
        r"(?:작성|써[보봤본]|먹어[보봤본]|사용|체험|방문|다녀|리뷰|후기)",
    ),
    vague("not_own", r"내돈내산(?:은|이|도)?(?:아니|아님|아닙|x(?![a-z]))", unless=PERSONAL),
)
GIFTS = (
    vague(
        "press_kit",
        r"(?<![a-z])pr(?:키트|박스|선물|패키지|제품)|시딩(?:제품|받|으로|키트)|프레스키[트]|프레스킷",
    ),
    vague(
        "gift",
        r"(?:",
        ADVERTISER,
        r"|공식(?:계정)?|마케팅팀|담당자님?|pr팀|@[a-z0-9_.]{1,30})",
        GAP % 12,
        r"선물",
        GAP % 4,
        r"(?:받|보내|주[신셔셨]|줬|감사|고마)",
        unless=PERSONAL,
    ),
    vague(
        "gift",
        r"(?:제품|샘플|키트|상품)(?:을|를)?보내주(?:셔서|신거|신걸)(?:써|사용|먹|발라)",
        unless=PERSONAL,
    ),
    vague("gift", r"에서선물(?:을|로|도)?보내[주줬](?:[셨신셔]|었)?", unless=PERSONAL),
    vague(
        "gift",
        r"(?:써|먹어|발라|사용해|체험해|입어|신어|읽어|마셔)보라고",
        GAP % 8,
        r"보내[주줬]",
        unless=PERSONAL,
    ),
    vague(
        "gift",
        r"(?:",
        ADVERTISER,
        r"(?:에서|가|이|께서|측에서)|@[a-z0-9_.]{1,30}(?:님이|에서|측에서|님께서|이|가)?)",
        GAP % 4,
        r"보내(?:주신|준)(?:제품|상품|신상|키트|화장품|책|간식|샘플|거|걸|것)",
        unless=PERSONAL,
    ),
    vague(
        "gift",
        r"(?:",
        ADVERTISER,
        r"(?:에서|가|이|께서|측에서)|@[a-z0-9_.]{1,30}(?:님이|에서|측에서|님께서|이|가)?)",
        GAP % 4,
        r"보내주셔서(?:매일|잘|열심히|써|사용|먹)",
        unless=PERSONAL,
    ),
)
BOUGHT = (
    own(
        r"내돈내[산먹본탄쓴돈]|내?제돈(?:으로|을?주고|을?내고|내산|제산|다주고)|[내제]돈[으을]?로?(?:주고|내고|산|다)"
        r"|사비로|자비로|정가(?:를|로|에|다)?(?:주고|내고|냈|다내|샀|구매|결제)"
        r"|[내제]카드로|[내제]지갑에서|[내제]월급|월급으로|용돈으로|카드로긁|영수증인증"
    ),
    own(r"(?:직접|제가|내가)(?:구매|구입|결제|돈내|돈주|돈을내|사서|산(?:것|거|제품)|샀)"),
)
DENIALS = (
    denial(r"노협찬|무협찬|노광고|대가(?:도|를)?(?:없이|없는|바라지않)"),
    denial(
        r"(?:제공|지원|협찬|원고료|대가|광고비|수수료|돈|금전)(?:을|를|도|한푼도|한푼)?"
        r"(?:받지(?:도|는)?(?:않|못)|안받|받은(?:것|거|게|적)(?:도|이|은)?(?:전혀|하나)?(?:없|아[니님닙])|없이)"
    ),
    denial(
        r"(?:협찬|광고|체험단|홍보|바이럴|알바|뒷광고|관계자)"
        r"(?:[은는이가도을를나,·/&글]|이나|거나|후기|받은|받고|쓴|것|거|게|건|전혀|절대|1도){0,4}"
        r"(?:아[니님닙닌]|안받|없이|없는|없[습어]|x(?![a-z0-9])|❌|✖|🙅|ㄴㄴ|노노)"
    ),
)
CUES = (*PAID, *JOINED, *RELATED, *GIFTS, *REWARDED, *BOUGHT, *DENIALS)

CLEAR_TAG = re.compile(
    r"(?:유료)?광고(?:포함|입니다|협찬|콘텐츠)?|ad|advertisement|sponsored|paid_?partnership|유료파트너[십쉽]"
    r"|(?:(?:제품|서비스|식사|숙박|도서|시술|업체|무상|제품무상)(?:제공|협찬|지원)|제공|협찬)(?:받음|후기|입니다|광고)?"
    r"|원고료(?:지원)?|대가성광고"
)
VAGUE_TAG = re.compile(
    r"(?:체험|기자|서평|리뷰|품평)단(?:후기)?|서포터[즈스]|[앰엠][버배]서더|홍보대사|파트너[십쉽]|협업|gifted"
    r"|쿠팡파트너스|파트너스활동|제휴(?:링크|마케팅)|pr키트|시딩"
)


def tag_sign(tag: str) -> Sign | None:
    """Return what a hashtag tells by itself, if anything.

    >>> tag_sign("유료광고포함"), tag_sign("체험단"), tag_sign("맛집")
    (<Sign.CLEAR: 'clear'>, <Sign.VAGUE: 'vague'>, None)
    """
    if CLEAR_TAG.fullmatch(tag):
        return Sign.CLEAR
    return Sign.VAGUE if VAGUE_TAG.fullmatch(tag) else None


TRIGGER = re.compile(
    r"제공|지원|협찬|함께|광고|고료|수수료|커미션|파트너|링크|제휴|[가평험자뷰사식승터링보어]단|서포터|[앰엠][버배]서더|대사|[0-9]기"
    r"|ambassador|sponsor|advert|paid|gifted|thanks|collab|support|콜라보|컬래버|협업|선물|보내|보라고|초[대청]|당첨|내돈|제돈"
    r"|제카|추천|코드|이벤|이밴|이벵|리뷰|후기|평|별|댓글|인증|스토리|블로그|인스타|sns|포인트|적립|쿠폰|대가|댓가|무상|무료"
    r"|공짜|활동비|사비|자비|정가|직접|제가|내가|내카드|지갑|월급|용돈|카드로|영수증|ad|ppl|pr|시딩|프레스|후원|증정|할인"
    r"|대여|link|coupa|toss|aliexpress|바이럴|홍보|알바|관계자|기회|제안|연락|요청|의뢰|서비스|캐시|돈|금전|가상|버추얼|ai"
    r"|인공|텍스트|포토|경제적|@|음료|콜라|사이다|기프|상품권|페이백|[0-9]점|만점|숙박|체험|현금|수고비|모델|수익|리워드"
    r"|비용|[가-힣]비(?:의)?(?:일부|전액|전부)|받|경품|저는|저도"
)
"""No cue matches a sentence without one of these."""

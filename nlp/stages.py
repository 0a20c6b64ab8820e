"""Say where on the customer's journey a clause stands."""

from __future__ import annotations

import re

from mentions.model import Stage, Touchpoint

# What in a clause tells its stage, whatever touchpoint it names. The first stage that is found
# counts: who returns what was bought is past buying, who is about to buy is before it.
MARKS = {
    Stage.LEAVING: (
        r"(?<![가-힣])해지",  # and not 친해지다
        r"(?:중도|구독|보험|카드|약정|계약|서비스|인터넷|자동|즉시) ?해지",
        r"해약|탈퇴|손절|계정을? ?삭제",
        r"환승(?:했|함|하)|갈아 ?[타탄탈탔탑]",
        r"(?:구독|정기 ?배송)을? ?(?:끊|취소)",
        r"타사로|다른 (?:데|곳|회사|통신사|은행)로 (?:옮|바꾸|바꿨|이동)",
    ),
    Stage.AFTER_SALES: (
        r"(?<![A-Za-z])[Aa]/?[Ss](?![A-Za-z])|에이에스|애프터 ?서비스",
        r"(?:수리|점검)를? ?(?:맡|받|보냈|보내|신청|접수)|고장 ?(?:신고|접수)",
        r"환불|반품|교환(?:하|해|했|을? ?(?:신청|요청|접수|받))",
        r"클레임|컴플레인|항의|문의(?:했|하|해|드|를|글|남)",
        r"보험금|보상(?:을|은|도|해|받|금| )",
    ),
    Stage.BEFORE: (
        r"(?<![가-힣])(?:사|가)기 ?전",  # and not 들어가기 전
        r"(?:구매|구입|주문|결제|가입|신청|계약|개통|예약|방문)하기 ?전",
        r"(?:써|먹어|가|입어) ?보기 ?전|출시 ?전|오픈 ?전",
        r"(?<![가-힣])(?:살까|살지 ?말|사려고)|사고 ?싶|(?:사|가|써) ?볼까",
        r"(?:구매|구입|주문|가입|결제|신청|예약)할까",
        r"고민 ?(?:중|하|되|돼|된)|망설이|비교 ?(?:중|해 ?보)|알아보(?:고|는|니|다|던|려)",
        r"관심 ?(?:있|이|가)",
    ),
    Stage.USE: (
        r"(?:쓰|사용하|이용하|입|신|바르|먹|마시|타|다니|키우)다(?:가)? ?보니",
        r"(?:써|사용해|이용해|입어|신어|발라|먹어|마셔|타) ?(?:보니|보고|봤|본|볼수록)",
        r"(?:쓰|사용하|이용하|다니|먹|입)고 ?있|(?:쓰|사용하|이용하|다니)는 ?(?:중|데|내내|동안)",
        r"(?:사용|이용|복용|착용) ?중|(?:째|동안|간) ?(?:쓰|써|썼|사용|이용|먹|입|다니|타|구독)",
        r"(?<![가-힣])(?:쓴|산|사용한|이용한|다닌|탄|먹은) ?지 ?"
        r"(?:\d|얼마|한|두|세|몇|벌써|일|오래|며칠|꽤)",  # and not 산지 (where it was grown)
        r"받아 ?보니|받자마자|뜯어 ?보|뜯자마자|열어 ?보|개봉(?:해|하자|하니|했)",
    ),
    Stage.PURCHASE: (
        r"샀|시켰|시킨 ?지|장바구니|담아 ?놨",
        r"(?:구매|구입|주문|결제|계약|가입|개통)(?:했|하|해|한|함|할)",
    ),
    Stage.VISIT: (
        r"(?<![나라려져아어])갔(?:는데|더니|다가|어|음|습)",  # and not 빠져나갔어요
        r"가 ?봤|다녀(?:왔|옴|와)|들렀|들러서|방문(?:했|하|해|함)|입장",
    ),
}
FINDERS = {stage: re.compile("|".join(marks)) for stage, marks in MARKS.items()}


def stage_of(said: str, touchpoint: Touchpoint | None = None) -> Stage | None:
    """Return the stage that the words of a clause tell, else its touchpoint's, else None.

    >>> stage_of("as 맡겼더니 한 달 걸린대요")
    <Stage.AFTER_SALES: 'after_sales'>
    >>> stage_of("직원이 친절해요", Touchpoint(name="매장", stage=Stage.VISIT))
    <Stage.VISIT: 'visit'>
    """
    for stage, finder in FINDERS.items():
        if finder.search(said):
            return stage
    return touchpoint.stage if touchpoint else None

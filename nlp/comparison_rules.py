r"""The constructions that put one brand above another, as patterns over masked brands.

Words are written one after another with blanks between them; `\s?` is a blank that may be left
out. In a rule <w> is the brand that wins, <l> the one that loses, _ a short gap, __ a longer one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST, LAST = 0xE000, 0xE0FF
ANY = f"[{chr(FIRST)}-{chr(LAST)}]"
SURE = 3.0
"""Weight of a vote that words cast outright; a clause's own polarity weighs at most 1."""
PLAIN = 1.5
"""Weight of a vote by a quality whose sign is nearly always the same (fast, dear)."""
LEANING = 0.7
"""Weight of a vote that anything clearly said afterwards may overrule: whoever switched may be
sorry."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with the groups `w` and `l`, one of them at least.

    `turns` tells that somebody turned from one brand to the other: what follows may regret it.
    """

    pattern: re.Pattern[str]
    weight: float
    turns: bool = False


def either(*words: str) -> str:
    """Return the pattern of any of some words.

    >>> either("낫다 나은", "우위")
    '(?:낫다|나은|우위)'
    """
    return f"(?:{'|'.join(' '.join(words).split())})"


def gap(longest: int) -> str:
    """Return the pattern of a few letters without a brand or the end of a sentence."""
    return rf"[^{chr(FIRST)}-{chr(LAST)}.!?\n]{{0,{longest}}}?"


def rule(pattern: str, weight: float = SURE, *, turns: bool = False) -> Rule:
    """Return a rule; <w>, <l>, _ and __ stand for what the module says."""
    written = pattern.replace("<w>", f"(?P<w>{ANY})").replace("<l>", f"(?P<l>{ANY})")
    written = written.replace("__", gap(18)).replace("_", gap(9))
    return Rule(re.compile(written), weight, turns)


NOT_TOPIC = r"(?!은|는|이\s|가\s|도\s)"
NOT_DENIED = r"(?<!안 )(?<!덜 )(?<!안)"
THAN = either(
    r"보[다단](?:는|도|야|야말로)? 에\s?비(?:해|하면|하여|교하면)서?는? [와과랑]\s?비교하면 대비"
)
LESS = either(
    r"발끝 발톱 발뒤꿈치 발바닥 반의\s?반 반도 (?:절반|반)만 십분의 명함 비빌 비비",
    r"비교[도가]\s?안\s?(?:[돼됨됩된]|되[지는네고]) 비교\s?대상이\s?(?:안|못|아니)",
    r"게임[이도]?\s?(?:안|못) 상대[가도]?\s?(?:안|못) [쨉잽쩁][도이]? 깜[도이]\s?안",
    r"따라(?:가|잡|오)려면 (?:못|안)\s?따라 따라\s?(?:가지|오지|잡지)\s?못 못\s?쫓",
    r"못\s?미[치쳐] 만\s?못 못\s?이[기겨] 이길\s?(?:날|수) 짝퉁 하위\s?호환 아류 흉내",
    r"급이\s?아니 수준[이도]\s?(?:안|못) 한테(?:는|도)?\s?안\s?[되돼됨된]",
)
BETTER = either(
    r"낫[다네죠지습고더] 나은 나아 나음 나았 나을 우위 압승 한\s?수\s?위 앞[선서섰] 추천 강추",
    r"이지(?![가-힣]) 이죠(?![가-힣]) 양반",
)
WORSE = either(
    r"못하[다네고지] 못한 못해 못함 못합 떨어[지져진졌집짐] 뒤[지떨쳐처진] 한\s?수\s?아래 하수",
    r"딸[리린려림] 밀[리린려림]",
)
GOOD = NOT_DENIED + either(
    r"빠르 빨라 빨리 빠른 빠름 싸[고다요네서지] 싼 쌈 저렴 맛있 맛나 친절 깨끗 편[하해한] 정확",
    r"가볍 가벼 넓 촉촉 조용 튼튼 좋[았아다네은음고더습] 꼼꼼 아늑 또렷 순[하해한]",
    r"잘\s?(?:나오|나와|터[지져]|맞|해|되|돼) 덜\s?(?:버벅|끊|비싸|느리|아프|자극|막히|시끄)",
)
BAD = NOT_DENIED + either(
    r"느[리려린림] 비싸 비싼 비쌈 비쌉 맛없 불친절 더럽 더러 불편 좁[다아은고네습] 무겁 무거",
    r"시끄 별로 나쁘 나빠 나쁜 안\s?좋 끈적 구[리려린]",
)
SWITCH = either(
    r"갈아\s?[타탔탄탑탐] 옮[기겼긴김깁겨길] 바꾸 바꿨 바꿔 바꾼 바꿈 넘어[오왔가갔온옴간감]",
    r"번호\s?이동 이동[하했한] 정착 복귀 회귀 환승 이관 돌아[오왔가갔온옴간감갈갑]",
)
LEAVE = either(
    r"쓰다가? 다니다가? 이용하다가? 시키다가? 타다가? 사다가? 먹다가? 해지하고 취소하고 없애고",
    r"지우고 탈퇴하고 끊고 접고 정리하고 버리고 깨고 갔다가? 에서",
)
SUPERIOR = either(
    r"진리 갑[이임인] 넘사 급이\s?다[르른름] 차원이\s?다[르른름] 비교\s?불가 압승 한\s?수\s?위",
    r"선녀 양반 대세",
)
RULES = (
    rule(rf"<l>_{THAN}__<w>__{BETTER}"),
    rule(rf"<w>__<l>_{THAN}__{BETTER}"),
    rule(rf"<l>_{THAN}_{BETTER}"),
    rule(rf"<w>_{THAN}__<l>__{WORSE}"),
    rule(rf"<l>__<w>_{THAN}__{WORSE}"),
    rule(rf"<w>_{THAN}__<l>__{BAD}", PLAIN),
    rule(rf"<l>__<w>_{THAN}__{BAD}", PLAIN),
    rule(rf"<l>_{THAN}__<w>__{GOOD}", PLAIN),
    rule(rf"<w>__<l>_{THAN}__{GOOD}", PLAIN),
    rule(r"<l>_따위"),
    rule(rf"<l>__<w>{NOT_TOPIC}_{LESS}"),
    rule(rf"<w>(?:의|이)?\s?{LESS}__<l>"),
    rule(r"<w>\s?급인?\s?척_<l>"),
    rule(r"<l>__<w>(?:한테|에게|에)_(?:밀[리려린]|뒤[지처진져]|[졌진]다)"),
    rule(r"<l>__<w>(?:을|를|한테|에게서?)?_(?:배워라|배우|본받|보고\s?배|반성)"),
    rule(r"<w>__<l>(?:을|를)_(?:압도|이[겼긴]|능가|뛰어\s?넘)"),
    rule(r"<w>_먹다가?__<l>_먹으면_못"),
    rule(r"<l>_말[고구]__<w>"),
    rule(r"<l>_지\s?[마말]__<w>"),
    rule(r"<l>__(?:느니|바엔|바에는|바에야?|돈이면|돈으로)__<w>"),
    rule(r"왜_<w>_(?:버리고|놔두고|두고|떠나)__<l>"),
    rule(r"<l>\s?대신에?__<w>", LEANING),
    rule(r"(?:차라리|역시)\s?(?:그냥\s?)?<w>"),
    rule(r"<l>\s?[<＜]{1,12}\s?<w>"),
    rule(r"<w>\s?[>＞]{1,12}(?:[^>\n]{1,6}[>＞]{1,12})?\s?<l>"),
    rule(r"<l>\s?(?:vs|VS|대)_<w>\??\s?닥후"),
    rule(r"<w>\s?(?:vs|VS|대)_<l>\??\s?닥전"),
    rule(rf"<w>(?:이|가|은|는)?\s?_{SUPERIOR}"),
    rule(r"<w>_(?:따라올|만한)__없"),
    rule(r"<w>(?:였으면|였다면|이었으면|이었다면)_(?:벌써|진작|이럴|이런)"),
    rule(rf"<w>(?!보[다단])_[이가께]\s?_{BETTER}", LEANING),
    rule(rf"<w>[이가]\s?(?:훨씬|훨|백\s?배|천\s?배|열\s?배|더)_{GOOD}", LEANING),
    rule(r"<l>_(?:은|는)_(?:명함도|게임이\s?안|상대가\s?안|쨉도|비빌\s?급|급이\s?안)", LEANING),
    rule(r"<l>(?:은|는|엔|에는)?\s?_(?:손이\s?안|쳐다도|거들떠|생각도\s?안|두\s?번\s?다시\s?안)"),
    rule(
        r"<l>(?:은|는|을|를)?\s?(?:끊[었음]|탈퇴[했함]|삭제[했함]|해지[했함]|손절|지[웠움])",
        LEANING,
    ),
    rule(r"<l>__(?:끝나면|끝나자마자|다\s?쓰면)__<w>_(?:[가갈간갑]|산|살|쓸)"),
    rule(r"<w>(?:을|를)?\s?[쓰가사타하]세요", LEANING),
    rule(rf"<l>(?:으로|로)_{SWITCH}_다가", LEANING),
    rule(rf"왜_<w>_{LEAVE}__<l>(?:으로|로)_(?:[오왔옴갔감]|{SWITCH})"),
    rule(rf"<l>_{LEAVE}__<w>__(?:살\s?것\s?같|살\s?만하|신세계|천국)", LEANING),
    rule(rf"<l>_{LEAVE}__<w>(?:으로|로)_{SWITCH}", LEANING, turns=True),
    rule(rf"<w>(?:으로|로)_{SWITCH}", LEANING, turns=True),
)
SHOULD_HAVE = re.compile(rf"(?P<w>{ANY}){gap(9)}[가-힣]\s?걸(?:요|\s?그랬|[\s.!~ㅠㅜㅋ,]|$)")
LEFT = re.compile(
    rf"({ANY}){gap(8)}(?:(?:쓰|다니|이용하|시키|타|먹|입)다(?:가|\s)|단골이었는데|[쓸탈]\s?[때땐])"
)
NOT_MET = re.compile(
    rf"({ANY}){gap(9)}"
    + either(
        r"품절 휴무 문\s?닫 자리[가도]?\s?없 매진 단종 점검\s?중?이라 대리점이\s?없 발급이\s?늦",
        r"(?:안|못)\s?(?:가|써|먹어|타|사)\s?[봐봤] 모르겠 모르는데 모르지만 취향이\s?아니",
    )
)
PAIRED = r"(?:이?나|이?고|이?든|이?건|도)"
ALIKE = re.compile(
    rf"{ANY}{gap(9)}(?:{PAIRED}|이?랑|[와과]){gap(9)}{ANY}{gap(9)}"
    rf"(?:{PAIRED}|둘\s?다|모두|다\s?똑같)(?![가-힣])|둘\s?다|거기서\s?거기|도긴개긴"
)
RASCALS = re.compile(r"그놈이\s?그놈|도둑놈")
EVEN = re.compile(r"못지\s?않|버금|뺨[치칠친]|만큼이?나?(?![가-힣])")
SAYING = r"[^.!?\n]{0,4}?(?:다고|다는|단|라고|라는"
DENIED = re.compile(rf"{SAYING}|은|ㄴ)[^.!?\n]{{0,12}}?(?:없|아니|않|모르|어렵|글쎄|힘들|못하)")
REFUTED = re.compile(
    r"[^.!?\n]{0,4}?(?:은|ㄴ|한)\s?(?:점|게|데)[이가]?[^.!?\n]{0,6}?없"
    rf"|{SAYING})[^.!?\n]{{0,8}}?(?:옛말|거짓|헛소리)"
)
SORRY = re.compile(
    either(
        r"후회 괜히 눈물 망했 망함 그립 그리[워운] 하지\s?마 최악 개판 날려 되는\s?일이\s?없",
        r"끊[겨김긴] 속[았은] [ㅠㅜ]{2}",
    )
)

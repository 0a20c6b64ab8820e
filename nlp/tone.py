"""Tell the tone in which something is said: asked, reported, wished, or meant the other way.

Words of feeling stand in questions, news and irony too. Each pattern here was kept only where it
hits no plain praise or blame in the development sentences: a false hit costs more than a miss.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.kiwi import Analysis, Span
from nlp.labels import BLAME, NEUTRAL, PRAISE, Floats, reversed_row

WINDOW = 400
"""Letters at either end of a span that are looked at: the tone shows there."""

PEOPLE = re.compile(
    r"(?:[가-힣](?:보신|오신|으신|하신|시는|시던)|[봐봤본은는던] ?적 ?있으신|쓰는|아는|가본"
    r"|먹어본|써본|해본) ?(?:분|사람)(?:들|들은)?"
    r" ?(?:계신가요|계세요|계실까요|있나요|있어요|있음|있을까요|후기|어떤|어때|좌석|방|맛|수분감"
    r"|[가-힣 ]{0,14}(?:나요|가요|까요|한지|은지))"
    r"|(?:아시는|아는|계신|추천해 ?주실) ?분[\s?ㅠㅜ~.]*$|(?:본|보신) ?(?:사람|분)들?[\s?]*\?"
)
REQUESTED = re.compile(
    r"(?:추천|비교|조언|후기) ?(?:좀 ?)?(?:해 ?주세요|부탁 ?(?:드려요|드립니다|해요)"
    r"|좀요)[\s.!~?ㅠㅜ]*$"
    r"|(?:후기|어떤지|어떨지|[은는던한]지|건지) ?(?:좀 ?)?(?:알려 ?주세요|알려 ?주실"
    r"|궁금(?:합니다|해요|하네요|한데요?))"
)
DOUBT = re.compile(r"고민 ?(?:중|됩|돼|되네)|살까 ?말까|볼까 ?말까")
ASKING_END = re.compile(
    r"(?:(?<!미)(?<!신)(?<!티)(?<!새)(?<!각)(?<!화)나요|[가-힣]가요|까요|어때요?|어떤가요|어떰"
    r"|어떤지)[\s?ㅠㅜㅎㅋ~^.]*$"
    r"|(?:[있없]어요?|[가-힣]?만?함|음|해|해요)[ㅠㅜㅎㅋ~ ]?\?[\s?ㅠㅜㅎㅋ~^.]*$"
)
SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+")
REASON = re.compile(r"(?:서요?|려고요?|려는데|[ㅠㅜ.\s]+)[\s.ㅠㅜ~]*$")
QUALITY = re.compile(
    r"맛있|맛없|괜찮|좋[은을나]|나쁜|빠[르른]|느[리린]|친절|편[한하]|비[싼싸]|싼|저렴|깨끗"
    r"|심[하한해]|많[나은이]|좁|넓|잘 ?(?:나오|터지|맞|해)"
    r"|어때|어떤가|어떰|믿을|[할볼먹쓸살갈] ?만|재[밌미]|퀄리티|효과|별로|만족|튼튼|안전"
    r"|나[아은을]|나은"
)
NO_QUESTION = re.compile(
    r"왜|어떻게|어찌|이렇게|이따|이딴|이걸|이게|그걸|대체|지 ?않나|아닌가|언제|실화|뭐(?:를"
    r"|가) ?잘못|장난|말이 ?되|맞나|누가|다인가|수가"
)
QUESTION = re.compile(r"\?|(?:나요|가요|까요)[\s?ㅠㅜㅎㅋ~^.]*$")
NEUTRAL_ASK = re.compile(
    r"원래 이렇게|(?:뭐가|어디가|어느 ?게|뭘|어떤 ?게) ?(?:더 )?(?:나[아은을]|좋[은을아])"
)

REPORT = re.compile(
    r"(?:다[\"'\u2019\u201d]?|라)고[\"'\u2019\u201d]? ?(?:[가-힣0-9 ]{0,12})?(?:밝혔다|전했다"
    r"|말했다|설명했다|발표했다"
    r"|비판했다|해명했다|공시했다|강조했다|덧붙였다|주장했다|내다봤다)"
    r"|(?:평가|호평|비판|지적|반응|인기|관심|눈총)[을를]? ?(?:받고 있|받아왔|받았다|얻고 있"
    r"|끌고 있|모으고 있)"
    r"|논란이 ?되고|논란에 ?휩|도마 ?(?:위)?에 ?(?:올|오)|(?:것으로|로) (?:알려졌|나타났|집계됐"
    r"|전해졌|보인다|확인됐|조사됐)"
    r"|에 따르면 |제기(?:됐|되고|했)다|(?:지적|전망|분석|주장|우려)[이가] (?:나온|나왔|제기)"
    r"|입장을 (?:내놨|밝혔|냈)|과징금을 부과"
    r"|영업정지 처분|회수 조치|논의하고 있는|의혹에 휩싸|분통을 터뜨|반발이 (?:거세|커)|우려된다"
    r"|우려를 (?:나타냈|표했)|[을를] 나타냈다"
    r"|(?:반응|우려)[을를] 보였다|집회를 열|업무협약|호평받고 있|[을를] (?:체결|출시|인수"
    r"|취득)(?:했|한)다[.\"]?\s*$|(?:점검|조사)에 착수"
    r"|내다봤다"
    r"|사로잡았다는|차지했다고|완판됐다고"
)
WISH = re.compile(
    r"(?:으면|면) ?(?:더 ?|정말 ?|참 ?)?(?:좋겠|좋을 ?(?:텐데|듯|것 ?같|거 ?같)|좋았을|좋으련만"
    r"|감사하겠|합니다|하네요|해요|하는)"
    r"|[었았했됐졌]으면 ?(?:하는|합니다|하네요|해요|한다|좋|[.…~ㅠㅜ]|$)|(?:추가|지원|개선|유지"
    r"|넣어)[가-힣 ]{0,6}주세요"
    r"|[었했았]더라면"
)
PLAIN_WISH = re.compile(r"면 안 ?갔지|좋으면 좋다고")

IRONY = re.compile(
    r"참 ?잘 ?하는 ?짓|자[~아]*알 ?(?:한다|하는|돌아|하네)|잘[~]+ ?(?:한다|하네|해)|(?:한다"
    r"|하네) 잘해(?![가-힣])|퍽이나"
    r"|대단하다 ?대단해|장하다 ?장해|빠르다 ?빨라|예술이다 ?예술|눈물 ?나게 ?(?:고맙|친절)"
    r"|눈물겹게 ?고[맙마]|(?:감사|고마)[가-힣]{1,3} 눈물이 ?난다"
    r"|고오+맙|고[맙마]워? ?죽겠|어련하|잘나셨|호구로|친절도 ?하셔라|감사하네요 ?ㅋ|고맙네요 ?\^"
    r"|참 ?빨리도|믿고 ?거르|일 ?참 ?잘하네|참 ?대단한 ?(?:서비스|회사|곳)"
    r"|기대를 ?저버리지 ?않네 ?ㅋ"
)
EARNEST = re.compile(r"퍽이나 ?좋|먹었습니다|잘 ?먹|찾아 ?주|덕분|추천|번창")


NEUTRAL_ODDS_ASKED = 8.0
NEUTRAL_ODDS_TOLD = 3.0
SILENCE = 0.1
"""What even a row that is sure of a feeling leaves to neutrality when something is only asked."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How something is said."""

    asks: bool = False
    reports: bool = False
    wishes: bool = False
    sarcastic: bool = False

    @property
    def plain(self) -> bool:
        """Whether it means what its words say."""
        return not (self.asks or self.reports or self.wishes or self.sarcastic)


def tone(analysis: Analysis, span: Span) -> Tone:
    """Return the tone of the part of an analysed text at a span of its code points."""
    said = ends(analysis.text[span[0] : span[1]].strip())
    sarcastic = is_sarcastic(said)
    return Tone(
        asks=not sarcastic and asks(said),
        reports=not sarcastic and reports(said),
        wishes=not sarcastic and wishes(said),
        sarcastic=sarcastic,
    )


def ends(said: str) -> str:
    """Return a text's beginning and end, a short one whole."""
    return said if len(said) <= 2 * WINDOW else f"{said[:WINDOW]}\n{said[-WINDOW:]}"


def asks(said: str) -> bool:
    """Tell whether people are asked for their opinion; a question that blames is none."""
    if PEOPLE.search(said) or REQUESTED.search(said):
        return True
    if NEUTRAL_ASK.search(said) and QUESTION.search(said):
        return True
    if NO_QUESTION.search(said):
        return False
    question = last_sentence(said)
    return bool(ASKING_END.search(question) and QUALITY.search(question))


def last_sentence(said: str) -> str:
    """Return a text's last sentence; a reason for asking is none ("…? 후기가 갈려서요")."""
    parts = SENTENCE.findall(said)
    while len(parts) > 1 and REASON.search(parts[-1]):
        parts.pop()
    return parts[-1] if parts else ""


def shifted(row: Floats, told: Tone) -> Floats:
    """Return probabilities of blame, neutral and praise as the tone has them.

    What is asked or reported is more likely neutral, praise in irony is blame. A wish changes
    nothing: whoever wishes may praise or blame.
    """
    turned = told.sarcastic and row[PRAISE] > row[BLAME]
    made = reversed_row(row) if turned else row.copy()
    if told.asks or told.reports:
        made[NEUTRAL] = made[NEUTRAL] * (NEUTRAL_ODDS_ASKED if told.asks else NEUTRAL_ODDS_TOLD)
        made[NEUTRAL] += SILENCE
    total: float = made.sum()
    shares: Floats = made / total
    return shares


def reports(said: str) -> bool:
    """Tell whether others' words or deeds are reported as news does."""
    return bool(REPORT.search(said))


def wishes(said: str) -> bool:
    """Tell whether a wish is all that is said."""
    return bool(WISH.search(said)) and not PLAIN_WISH.search(said)


def is_sarcastic(said: str) -> bool:
    """Tell whether praise is meant as blame."""
    return bool(IRONY.search(said)) and not EARNEST.search(said)

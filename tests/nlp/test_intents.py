import pytest

from mentions.model import Intent
from nlp.intents import Intents
from nlp.rules import Rulebook, sentences
from nlp.traits import RULES

C, Q, R = Intent.COMPLAINT, Intent.QUESTION, Intent.REQUEST
P, L = Intent.PURCHASE, Intent.LEAVING
E, U = Intent.RECOMMENDATION, Intent.UNMET_NEED


@pytest.fixture(scope="module")
def intents(morphology):
    rules = Intents.of(Rulebook.load(RULES))
    return lambda text: rules.find(list(sentences(next(morphology.analyse([text])))))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("라떼 맛이 너무 비려서 실망했어요", (C,)),
        ("영업시간이 어떻게 되나요?", (Q,)),
        ("주차장 안내판 좀 고쳐주세요", (R,)),
        ("월급 들어오면 바로 주문해야지", (P,)),
        ("오늘부로 회원 탈퇴했습니다", (L,)),
        ("부모님 선물로 강력 추천합니다", (E,)),
        ("다크모드도 있으면 좋겠다", (U,)),
        ("왜 파란색은 없냐고요", (U,)),
        ("그 집 문 닫았나 봐", ()),
        ("신제품은 10월 2일에 나옵니다", ()),
    ],
)
def test_each_intent_is_told_by_its_own_words(intents, text, found):
    assert intents(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "이 제품은 추천 안 해요",
        "솔직히 추천하고 싶지 않네요",
        "당분간 해지할 생각은 없어요",
        "아직은 살 생각이 없음",
        "딱히 불만은 없습니다",
        "추천인 코드는 필요 없어요",
        "해지율이 낮은 회사",
    ],
)
def test_what_is_negated_or_only_named_is_no_intent(intents, text):
    assert intents(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "친구가 거기 해지한대",
        "언니는 이거 꼭 사겠다고 하네",
        "동료가 강추하던데",
        "다들 불매한다더라",
    ],
)
def test_what_others_want_is_not_what_the_author_is_after(intents, text):
    assert intents(text) == ()


def test_a_clause_of_others_leaves_the_authors_own_clause_alone(intents):
    assert P in intents("동생은 접었다는데 나는 다음 시즌도 결제하려고")


@pytest.mark.parametrize(
    "text",
    ["이게 말이 되나요?", "이게 커피냐", "설마 그 회사가 그랬겠어?", "예약은 왜 받는 거예요?"],
)
def test_a_question_that_wants_no_answer_is_none(intents, text):
    assert Q not in intents(text)


@pytest.mark.parametrize(
    "text",
    ["추천 부탁드려요 조용한 카페로요", "써 보신 분 계신가요", "서류 뭐 필요한지 알려주세요"],
)
def test_asking_to_be_told_is_a_question_and_no_request(intents, text):
    assert intents(text) == (Q,)


@pytest.mark.parametrize(
    "text", ["많은 관심 부탁드립니다", "이용에 참고해 주세요", "늘 자세히 설명해 주세요"]
)
def test_polite_formulas_are_no_requests(intents, text):
    assert R not in intents(text)


def test_a_warning_against_a_brand_is_no_recommendation(intents):
    assert intents("여기서는 절대 사지 마세요") == (C,)


def test_who_tells_why_they_leave_complains(intents):
    assert intents("상담원 태도 때문에 오늘 해지했습니다") == (C, L)


def test_leaving_another_brand_is_no_leaving(intents):
    assert L not in intents("다른 앱 다 지우고 여기 정착했어요")


def test_several_intents_stand_in_the_order_of_the_model(intents):
    text = "또 튕기네요. 빨리 고쳐주세요. 환불은 언제 되나요?"
    assert intents(text) == (C, Q, R)

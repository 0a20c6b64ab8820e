import pytest

from mentions.model import Stage, Touchpoint
from nlp.stages import stage_of

STORE = Touchpoint(name="매장", stage=Stage.VISIT)


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("사기 전에 후기를 다 읽어봤어요", Stage.BEFORE),
        ("살까 말까 고민중이에요", Stage.BEFORE),
        ("가입하기전에 알아보고 있어요", Stage.BEFORE),
        ("매장 갔는데 문 닫았더라", Stage.VISIT),
        ("지난주에 다녀왔어요", Stage.VISIT),
        ("주문했더니 다음날 왔어요", Stage.PURCHASE),
        ("어제 샀어요", Stage.PURCHASE),
        ("쓰다 보니 익숙해지네요", Stage.USE),
        ("한 달째 쓰고 있는데 만족", Stage.USE),
        ("받아보니 색이 달라요", Stage.USE),
        ("산 지 일주일 됐는데", Stage.USE),
        ("as 맡겼더니 한 달 걸린대요", Stage.AFTER_SALES),
        ("A/S는 최고", Stage.AFTER_SALES),
        ("샀는데 바로 환불했어요", Stage.AFTER_SALES),
        ("결국 해지했습니다", Stage.LEAVING),
        ("중도해지 했어요", Stage.LEAVING),
        ("다른 통신사로 갈아탔어요", Stage.LEAVING),
        ("회원 탈퇴하려면 어떻게 해요", Stage.LEAVING),
    ],
)
def test_words_of_a_clause_tell_its_stage(said, stage):
    assert stage_of(said) is stage
    assert stage_of(said, STORE) is stage


@pytest.mark.parametrize(
    "said",
    [
        "점점 친해지는 느낌",
        "따뜻해지고 좋네요",
        "카드에서 돈이 빠져나갔어요",
        "산지 직송이라 싱싱해요",
        "class가 다르다",
        "무료체험 끝나기 전에",
        "들어가기 전부터 향이 좋아요",
        "영화가 개봉 첫날부터 매진",
        "",
    ],
)
def test_what_only_looks_like_a_stage_tells_none(said):
    assert stage_of(said) is None


def test_without_words_the_touchpoint_tells_the_stage():
    assert stage_of("직원이 친절해요", STORE) is Stage.VISIT
    assert stage_of("직원이 친절해요", Touchpoint(name="관람")) is None


@pytest.mark.parametrize("part", ["쓰다 보", "해", "갔", "사기 ", "째 ", "a", "문의"])
def test_a_hostile_text_costs_its_length(part):
    assert stage_of(part * 60_000 + "!") in {None, *Stage}

"""In what tone something is said."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp.tone
from nlp.kiwi import Analysis
from nlp.labels import BLAME, NEUTRAL, PRAISE
from nlp.tone import Tone, shifted, tone

ROWS = [
    line.split("\t")
    for line in (Path(nlp.tone.__file__).parent / "data" / "dev_tone.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
]
LEAST = {"asks": 0.65, "reports": 0.9, "wishes": 0.9, "sarcastic": 0.75}


def tone_of(text):
    return tone(Analysis(text, ()), (0, len(text)))


def named(told):
    return [name for name in LEAST if getattr(told, name)] or ["plain"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("여기 떡볶이 어때요? 맛있나요?", "asks"),
        ("써보신 분 후기 좀 알려주세요", "asks"),
        ("이렇게 맛있을 수가 있나요?", "plain"),
        ("왜 이렇게 느린가요?", "plain"),
        ("너무 재미나요 ㅋㅋ", "plain"),
        ("달밤분식은 가성비로 호평을 받고 있다.", "reports"),
        ("관계자는 “품질을 높이겠다”고 밝혔다.", "reports"),
        ("사장님이 직접 만드신다고 하셨어요", "plain"),
        ("배송이 조금만 더 빨랐으면 좋겠어요", "wishes"),
        ("친절하면 뭐해 맛이 없는데", "plain"),
        ("참 잘하는 짓이다", "sarcastic"),
        ("퍽이나 친절하시네요", "sarcastic"),
        ("아주 자~알 한다", "sarcastic"),
        ("감사해서 눈물이 난다 ㅋ", "sarcastic"),
        ("볼 때마다 눈물이 난다", "plain"),
        ("참 잘하시네요 추천합니다", "plain"),
        ("", "plain"),
    ],
)
def test_known_tones(text, name):
    assert named(tone_of(text)) == [name]


def test_plain_words_are_never_taken_for_another_tone():
    wrong = [text for _, name, text in ROWS if name == "plain" and not tone_of(text).plain]
    assert wrong == []


@pytest.mark.parametrize("name", LEAST)
def test_most_of_each_tone_is_heard_and_none_for_another(name):
    mine = [text for _, told, text in ROWS if told == name]
    heard = [text for text in mine if named(tone_of(text)) == [name]]
    others = [text for text in mine if named(tone_of(text)) not in ([name], ["plain"])]
    assert len(heard) >= LEAST[name] * len(mine)
    assert others == []


def test_only_the_span_is_looked_at():
    text = "맛있어요. 배달도 빠른가요?"
    assert tone(Analysis(text, ()), (0, 5)).plain
    assert tone(Analysis(text, ()), (6, len(text))).asks


def test_irony_turns_praise_into_blame_and_leaves_blame():
    praise, blame = np.array([0.1, 0.1, 0.8]), np.array([0.8, 0.1, 0.1])
    assert shifted(praise, Tone(sarcastic=True)).argmax() == BLAME
    assert shifted(blame, Tone(sarcastic=True)).argmax() == BLAME


def test_a_question_is_neutral_however_it_feels():
    assert shifted(np.array([0.02, 0.0, 0.98]), Tone(asks=True))[NEUTRAL] > 0.05
    assert shifted(np.array([0.2, 0.2, 0.6]), Tone(asks=True)).argmax() == NEUTRAL


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3), st.booleans(), st.booleans())
def test_shifted_rows_are_probabilities(values, asks, sarcastic):
    row = np.array(values) / sum(values)
    before = row.copy()
    made = shifted(row, Tone(asks=asks, sarcastic=sarcastic))
    assert made.sum() == pytest.approx(1)
    assert (made >= 0).all()
    assert (row == before).all()
    if not (asks or sarcastic):
        assert made[PRAISE] == pytest.approx(row[PRAISE])


@given(st.text(max_size=200))
def test_any_text_has_a_tone(text):
    assert isinstance(tone_of(text), Tone)


@pytest.mark.parametrize("text", ["?" * 200_000, "나요" * 100_000, "ㅠ. " * 70_000, "분 " * 99_999])
def test_long_texts_cost_no_more_than_their_ends(text):
    started = time.process_time()
    tone_of(text)
    assert time.process_time() - started < 1

"""A person corrects a reading from its card: screens show it, counts follow, undo undoes."""

from pathlib import Path

import pytest
import streamlit as st
from conftest import pointed
from streamlit.testing.v1 import AppTest
from test_pages import html
from told import BRAND, told_house

import config as configuration
from dashboard import correction, data
from dashboard.correction import Answers
from house import House
from index.query import By, Query
from mentions.ledger import Changes, Judgement
from mentions.model import Entry, Intent, Payment, Polarity, Spam

PRAISE, BLAME, NEUTRAL = Polarity.PRAISE, Polarity.BLAME, Polarity.NEUTRAL
LATE_ID, NEWS_ID = "blog:late", "press:news"


@pytest.fixture(scope="module")
def told_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a house of its own, because corrections change it."""
    return told_house(tmp_path_factory.mktemp("corrected"))


@pytest.fixture(autouse=True)
def told(told_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the dashboard at the house as it was before anybody corrected anything."""
    monkeypatch.setenv("USER", "지은")
    pointed(told_path, monkeypatch)
    for mention_id in (LATE_ID, NEWS_ID):
        for reader, _ in data.said(mention_id):
            data.take_back(mention_id, reader)
    st.cache_data.clear()
    return told_path


def entry(mention_id: str = LATE_ID) -> Entry:
    (found,) = data.entries([mention_id])
    return found


def unchanged() -> Answers:
    return Answers(
        polarity=BLAME,
        opinions={(BRAND, None): BLAME, (BRAND, "배송"): BLAME},
        payment=Payment.ORGANIC,
        intents=(Intent.COMPLAINT,),
        spam=(),
    )


def test_what_is_left_as_it_was_is_no_change() -> None:
    assert correction.changes_of(entry(), unchanged()) == Changes()


def test_only_what_differs_is_said() -> None:
    answers = Answers(
        polarity=NEUTRAL,
        opinions={(BRAND, None): BLAME, (BRAND, "배송"): NEUTRAL},
        payment=Payment.SUSPECTED,
        intents=(),
        spam=(Spam.ADVERTISING,),
    )
    assert correction.changes_of(entry(), answers) == Changes(
        polarity=NEUTRAL,
        opinions=(Judgement(brand=BRAND, aspect="배송", polarity=NEUTRAL),),
        payment=Payment.SUSPECTED,
        intents=(),
        spam=(Spam.ADVERTISING,),
    )


def test_an_unread_mention_can_be_judged_for_each_of_its_brands() -> None:
    assert correction.targets(entry(NEWS_ID)) == {(BRAND, None): None}
    answers = Answers(polarity=NEUTRAL, opinions={}, payment=None, intents=(), spam=())
    assert correction.changes_of(entry(NEWS_ID), answers) == Changes(polarity=NEUTRAL)


def test_names_are_no_markdown() -> None:
    made = correction.label(("*굵게* :red[x]", None), data_say())
    assert made.startswith("\\*굵게\\* \\:red\\[x\\]")


def data_say():
    from dashboard.words import Say

    return Say("ko")


def opened(page, mention_id: str = LATE_ID) -> AppTest:
    """Return the mentions with the form open for one of them."""
    app = page("voices")
    app.button(key=f"correct-voices-{mention_id}").click().run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of a name."""
    (button,) = [one for one in app.button if one.label == label]
    button.click().run()
    assert not app.exception, app.exception
    return app


def judge(app: AppTest, label: str, polarity: Polarity) -> None:
    """Choose a polarity in the form."""
    (chosen,) = [one for one in app.button_group if one.label == label]
    chosen.set_value(polarity)


def test_a_correction_shows_on_the_card_and_in_the_counts(page) -> None:
    blamed = Query(polarities=(BLAME,))
    before = data.count(blamed)[()]
    app = opened(page)
    judge(app, "글 전체", PRAISE)
    judge(app, f"{BRAND} · 전반", PRAISE)
    app.selectbox[-1].set_value(Payment.REWARDED)
    press(app, "저장")
    shown = html(app)
    assert "사람이 고침" in shown
    assert "지은" in shown
    assert f"{BRAND} · 전반 · 칭찬 100.0 %" in shown
    assert data.count(blamed)[()] == before - 1
    assert data.count(Query(payments=(Payment.REWARDED,)))[()] == 2
    assert data.said(LATE_ID) == (
        (
            "person:지은",
            Changes(
                polarity=PRAISE,
                opinions=(Judgement(brand=BRAND, polarity=PRAISE),),
                payment=Payment.REWARDED,
            ),
        ),
    )


def test_undo_brings_back_what_was_read(page) -> None:
    data.correct(LATE_ID, "민수", Changes(polarity=PRAISE))
    app = opened(page)
    assert "민수 님이 1번 고침" in html(app)
    press(app, "되돌리기")
    assert "사람이 고침" not in html(app)
    assert data.said(LATE_ID) == ()
    assert entry().reading.polarity is BLAME
    assert data.count(Query(ids=(LATE_ID,)), (By.PAYMENT,)) == {("organic",): 1}


def test_the_name_is_asked_once(page) -> None:
    app = opened(page)
    assert app.text_input[-1].value == "지은"
    app.text_input[-1].set_value("수아")
    judge(app, "글 전체", NEUTRAL)
    press(app, "저장")
    app.button(key="correct-voices-blog:gone").click().run()
    assert app.text_input[-1].value == "수아"


def test_what_is_missing_is_told(page) -> None:
    app = opened(page)
    press(app, "저장")
    assert [info.value for info in app.info] == ["바뀐 것이 없습니다."]
    app.text_input[-1].set_value(" ")
    press(app, "저장")
    assert [error.value for error in app.error] == ["고치는 사람의 이름을 적어 주세요."]
    assert data.said(LATE_ID) == ()


def test_while_another_process_files_the_card_is_right_and_counts_follow_later(
    page, told_path: Path
) -> None:
    with House(configuration.load(told_path)) as other:
        held = other.index
        assert data.correct(LATE_ID, "지은", Changes(polarity=PRAISE)) is False
        shown = html(page("voices"))
        assert "사람이 고침" in shown
        entries = list(other.ledger.unfiled(held.name))
        assert [one.mention.id for one in entries] == [LATE_ID]
    assert data.correct(LATE_ID, "지은", Changes(payment=Payment.UNKNOWN)) is True
    with House(configuration.load(told_path)) as other:
        assert list(other.ledger.unfiled(other.index.name)) == []


def test_what_the_ledger_refuses_is_told(page, monkeypatch: pytest.MonkeyPatch) -> None:
    from mentions.errors import TryLater

    def busy(*_: object) -> bool:
        raise TryLater("the ledger is busy")

    app = opened(page)
    monkeypatch.setattr(data, "correct", busy)
    judge(app, "글 전체", PRAISE)
    press(app, "저장")
    assert [error.value for error in app.error] == ["the ledger is busy"]


def test_the_words_that_carried_the_reading_are_underlined(page) -> None:
    shown = html(page("voices"))
    assert '<u class="blame w3">짜증나요</u>' in shown
    assert '<u class="blame w2">40분이나</u>' in shown


def test_a_copy_leads_to_what_was_said_first(page) -> None:
    shown = html(page("voices"))
    (card,) = [one for one in shown.split("<article") if "https://blog.example/twin" in one]
    assert "사본" in card
    assert 'href="https://blog.example/late"' in card

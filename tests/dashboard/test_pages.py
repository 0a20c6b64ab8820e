"""Every screen over a small real ledger and index: what it says, and which numbers."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
pytestmark = pytest.mark.usefixtures("house")


def html(app: AppTest) -> str:
    """Return everything that a screen shows as HTML."""
    return "\n".join(element.proto.body for element in app.html)


def figure(app: AppTest, label: str) -> str:
    """Return the headline number under a label."""
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", html(app))
    assert found, f"no figure {label}"
    return found[1]


def test_overview_counts_what_the_ledger_holds(page) -> None:
    app = page("overview")
    assert "<h1>한눈에 보기</h1>" in html(app)
    # in 30 days: p1 p2 p3 b1 n1 c1 q1 x1 read, u1 unread
    assert figure(app, "언급") == "9"
    assert figure(app, "칭찬 비율") == "50.0 %"
    assert figure(app, "비난 비율") == "25.0 %"
    assert "미판독 언급 1건" in html(app)
    assert "색인 전이라" not in html(app)
    assert "날짜 없는 언급 1건은 기간을 정할 수 없어" in html(app)
    assert len(app.get("vega_lite_chart")) == 4


def test_overview_of_all_time_tells_undated_mentions(page) -> None:
    app = page("overview", period="all")
    assert figure(app, "언급") == "11"
    assert "날짜 없는 언급 1건은 합계에는 들어가고" in html(app)
    assert "비교할 직전 기간이 없습니다" in html(app)


def test_overview_of_one_brand(page) -> None:
    app = page("overview", brands=("별빛커피",))
    assert figure(app, "언급") == "2"
    assert figure(app, "칭찬 비율") == "50.0 %"


def test_overview_where_no_aspect_was_read(page) -> None:
    app = page("overview", period="7d", brands=("조용한커피",))
    assert figure(app, "언급") == "1"
    assert "속성이 판독된 언급이 없습니다" in html(app)
    assert "판독한 언급이 너무 적어" in html(app)


def test_overview_in_english(page) -> None:
    app = page("overview", language="en")
    assert figure(app, "Mentions") == "9"
    assert figure(app, "Blame share") == "25.0 %"
    assert "+8 (+800.0 %) vs the previous 30 days" in html(app)


def test_voices_shows_quotes_sources_and_no_names(page) -> None:
    app = page("voices")
    shown = html(app)
    assert "<b>9건</b>" in shown
    assert shown.count('<article class="voice">') == 9
    assert '<mark class="blame">배송이 너무</mark> 느려서 실망했습니다' in shown
    assert 'href="https://blog.example/p1"' in shown
    assert "달빛커피 · 배송 · 비난 80.0 %" in shown
    assert "블로그 제공" in shown
    assert "김작가" not in shown


def test_voices_are_found_by_morphemes(page) -> None:
    app = page("voices")
    app.text_input(key="q").set_value("배송").run()
    assert "<b>2건</b>" in html(app)
    app.multiselect(key="polarity").set_value(["blame"]).run()
    assert "<b>1건</b>" in html(app)
    assert "느려서 실망" in html(app)
    app.text_input(key="q").set_value("없는말씀").run()
    assert "조건에 맞는 언급이 없습니다" in html(app)
    assert "전체 11건 중" in html(app)


def test_clearing_the_filters_shows_everything_again(page) -> None:
    app = page("voices")
    app.text_input(key="q").set_value("없는말씀").run()
    app.button(key="clear").click().run()
    assert app.text_input(key="q").value == ""
    assert "<b>9건</b>" in html(app)


def test_voices_of_an_aspect(page) -> None:
    app = page("voices", period="all")
    app.multiselect(key="aspect").set_value(["배송"]).run()
    assert "<b>3건</b>" in html(app)


def test_hostile_text_is_only_text(page) -> None:
    app = page("voices", brands=("별빛커피",))
    shown = html(app)
    assert "&lt;script&gt;document.title" in re.sub("<mark[^>]*>|</mark>", "", shown)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert not any("evil.example" in element.value for element in app.markdown)


def test_influencers_say_that_edges_are_simulated(page) -> None:
    app = page("influencers")
    shown = html(app)
    assert "시연용 모의 공유 2건" in shown
    assert "12.3 %" in shown
    assert "5 / 1" in shown
    assert 'href="https://blog.example/p1"' in shown


def test_a_person_approves_and_takes_back_a_reward(page) -> None:
    app = page("influencers")
    assert "제안 1건" in html(app)
    app.button(key="approved-reward-1").click().run()
    assert "승인됨" in html(app)
    assert len(app.get("download_button")) == 1
    (_, row) = data.approved().splitlines()
    assert row.startswith("reward-1,달빛커피,")
    assert "제안 0건" in html(app)
    app.button(key="proposed-reward-1").click().run()
    assert "제안 1건" in html(app)


def test_influencers_without_a_ranking_say_why(page) -> None:
    app = page("influencers", brands=("별빛커피",))
    assert "순위를 매길 것이 없습니다" in html(app)
    assert "<code>ipsomun rank</code>" in html(app)


def test_warnings_show_their_arithmetic(page) -> None:
    app = page("spikes")
    shown = html(app)
    assert "달빛커피 · 비난 급증" in shown
    assert "비난 42건. 평소(6.0건)의 7.0배입니다." in shown
    assert "심각" in shown
    assert "환불" in shown
    assert "느려서 실망했습니다" in shown
    assert "5.25" in shown


def test_no_warnings_tell_what_was_judged(page) -> None:
    app = page("spikes", language="en", brands=("별빛커피",))
    assert "No warnings" in html(app)
    assert "The last 7 days were judged" in html(app)
    assert "2 brands cannot be judged yet: 14 days of data are needed" in html(app)


def test_health_shows_sources_quarantine_and_policies(page) -> None:
    app = page("health")
    shown = html(app)
    assert figure(app, "언급") == "12"
    assert figure(app, "격리") == "1"
    assert re.search(r"<b>blog</b></td><td class=number>10</td>", shown)
    assert re.search(r"<b>press</b></td><td class=number>2</td>", shown)
    assert "text cannot be read" in shown
    assert "블로그 제공" in shown


def test_the_frame_opens_with_the_first_screen() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "시험 자료입니다." in html(app)
    assert figure(app, "언급") == "9"
    # A click in the frame is tested in a browser: AppTest forgets the screen when it runs again.


def test_no_folder_is_taken_for_pages_by_streamlit() -> None:
    # With one, the first visitor of a fresh server who opens /voices gets that file, bare.
    assert not APP.with_name("pages").exists()


def test_a_competitor_is_marked_as_one() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    options = app.multiselect(key="brand").options
    assert sorted(options) == ["달빛커피", "별빛커피 · 경쟁 브랜드", "조용한커피"]


def test_a_shared_address_opens_the_same_view() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["brand"] = "별빛커피"
    app.query_params["period"] = "90d"
    app.query_params["language"] = "en"
    app.run()
    assert not app.exception
    assert figure(app, "Mentions") == "2"
    assert app.multiselect(key="brand").value == ["별빛커피"]


def test_an_address_that_asks_for_nonsense_is_ignored() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["brand"] = "<script>"
    app.query_params["period"] = "forever"
    app.run()
    assert not app.exception
    assert figure(app, "언급") == "9"

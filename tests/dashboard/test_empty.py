"""With nothing heard, and with a broken configuration, every screen says what to do next."""

import re
from pathlib import Path

import pytest
from conftest import forget
from streamlit.testing.v1 import AppTest
from test_pages import html

APP = Path(__file__).parents[2] / "dashboard" / "app.py"


@pytest.mark.parametrize("name", ["overview", "voices", "spikes"])
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.usefixtures("empty_house")
def test_nothing_heard_says_what_to_do(page, name: str, language: str) -> None:
    shown = html(page(name, language=language))
    assert "<code>ipsomun import reviews.csv</code>" in shown
    assert "<code>ipsomun run</code>" in shown


@pytest.mark.usefixtures("empty_house")
def test_nothing_heard_on_the_other_screens(page) -> None:
    assert "순위를 매길 것이 없습니다" in html(page("influencers"))
    shown = html(page("health"))
    assert re.search("<dt>언급</dt><dd>0</dd>", shown)
    assert "격리된 항목이 없습니다" in shown


def test_a_broken_configuration_is_told(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text('colour = "<b>red</b>"', encoding="utf-8")
    monkeypatch.setenv("IPSOMUN_CONFIG", str(path))
    forget()
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "화면을 열 수 없습니다" in html(app)
    assert "colour: unknown key" in html(app)

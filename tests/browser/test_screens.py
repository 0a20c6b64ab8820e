"""A real browser drives the real dashboard: every screen, both languages, wide and narrow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import tell

SCREENS = {
    "": ("한눈에 보기", "Overview"),
    "journey": ("여정", "Journey"),
    "voices": ("목소리", "Voices"),
    "influencers": ("영향력", "Influencers"),
    "warnings": ("경보", "Warnings"),
    "health": ("수집 상태", "Health"),
}
PATIENCE = 30_000


class Tab:
    """One page of the browser, with what it said on the console and whom it called."""

    def __init__(self, browser, address: str, width: int) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _said(self, message) -> None:
        # Streamlit looks for its own endpoints below a page's path first, and gets a 404.
        probing = "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not probing:
            self.errors.append(message.text)

    def open(self, path: str, heading: str) -> None:
        self.page.goto(f"{self.address}/{path}")
        self.page.get_by_role("heading", name=heading, level=1).wait_for(timeout=PATIENCE)

    def figure(self, label: str, value: str) -> None:
        """Wait until a headline number has a value."""
        cell = self.page.locator(".figure", has_text=label).locator("dd", has_text=value).first
        cell.wait_for(timeout=PATIENCE)

    def at(self, path: str) -> None:
        """Wait until the address bar shows a path."""
        now = "decodeURIComponent(location.pathname + location.search)"
        self.page.wait_for_function(f"wanted => {now} === wanted", arg=path, timeout=PATIENCE)

    def settled(self) -> None:
        """Wait until nothing is being drawn."""
        running = self.page.locator('[data-testid="stApp"][data-test-script-state="running"]')
        running.wait_for(state="detached", timeout=PATIENCE)
        assert self.page.get_by_test_id("stException").count() == 0


@pytest.fixture(params=[1440, 390])
def tab(browser, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Open a tab, and hold it to silence afterwards: no error, no call outside."""
    opened = Tab(browser, address, request.param)
    yield opened
    host = urlsplit(address).netloc
    outside = [
        url
        for url in opened.requests
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).netloc != host
    ]
    opened.context.close()
    assert outside == []
    assert opened.errors == []


wide = pytest.mark.parametrize("tab", [1440], indirect=True)


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_opens_in_both_languages(tab: Tab, path: str) -> None:
    korean, english = SCREENS[path]
    tab.open(path, korean)
    tab.settled()
    assert tab.page.get_by_text("시험 자료입니다.").is_visible()
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    main = tab.page.locator('[data-testid="stMain"]')
    assert width <= tab.page.viewport_size["width"]
    assert main.evaluate("it => it.scrollWidth <= it.clientWidth")
    tab.open(f"{path}?language=en", english)
    tab.settled()
    assert tab.page.get_by_text("These are test data.").is_visible()


@wide
def test_a_filter_changes_the_numbers_and_the_address(tab: Tab) -> None:
    tab.open("", "한눈에 보기")
    tab.figure("비난 비율", "20.0 %")
    tab.page.get_by_role("combobox", name="브랜드").click()
    tab.page.get_by_role("option", name="별빛커피").click()
    tab.figure("비난 비율", "100.0 %")
    tab.figure("언급", "6")
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("radio", name="90일").click()
    tab.at("/?brand=별빛커피&period=90d")
    tab.settled()
    tab.page.get_by_role("link", name="목소리").click()
    tab.page.get_by_text("6건", exact=True).wait_for(timeout=PATIENCE)
    tab.at("/voices?brand=별빛커피&period=90d")


@wide
def test_the_language_is_switched_by_a_click(tab: Tab) -> None:
    tab.open("", "한눈에 보기")
    tab.page.get_by_role("radio", name="English").click()
    tab.page.get_by_role("heading", name="Overview", level=1).wait_for(timeout=PATIENCE)
    tab.at("/?language=en")


@wide
def test_search_and_load_more(tab: Tab) -> None:
    tab.open("voices", "목소리")
    tab.page.get_by_role("textbox", name="검색어").fill("빠르다")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_text("24건", exact=True).wait_for(timeout=PATIENCE)
    tab.page.get_by_text("24건 중 20건 표시").wait_for(timeout=PATIENCE)
    tab.page.get_by_role("button", name="4건 더 보기").click()
    tab.page.get_by_text("24건 중 24건 표시").wait_for(timeout=PATIENCE)
    assert tab.page.locator("article.voice").count() == 24


@wide
def test_a_person_corrects_a_reading_and_takes_it_back(tab: Tab) -> None:
    tab.open("voices?q=느려요 3번째", "목소리")
    card = tab.page.locator("article.voice").first
    card.get_by_text("별빛커피 · 전반 · 비난").wait_for(timeout=PATIENCE)
    tab.page.get_by_role("button", name="판독 고치기").click()
    form = tab.page.get_by_role("dialog")
    form.get_by_role("radio", name="칭찬").last.click(timeout=PATIENCE)
    form.get_by_role("textbox", name="고치는 사람").fill("지은")
    form.get_by_role("button", name="저장").click()
    card.get_by_text("별빛커피 · 전반 · 칭찬 100.0 %").wait_for(timeout=PATIENCE)
    assert card.get_by_text("사람이 고침").is_visible()
    tab.page.get_by_role("button", name="판독 고치기").click()
    form.get_by_role("button", name="되돌리기").click(timeout=PATIENCE)
    card.get_by_text("별빛커피 · 전반 · 비난").wait_for(timeout=PATIENCE)
    assert card.get_by_text("사람이 고침").count() == 0


def test_hostile_text_is_inert(tab: Tab) -> None:
    tab.open("voices?brand=별빛커피&q=가짜", "목소리")
    voice = tab.page.locator("article.voice")
    voice.first.wait_for(timeout=PATIENCE)
    assert voice.count() == 1
    assert '<script>document.title="owned"</script>' in voice.inner_text()
    assert "![사진](http://127.0.0.1:9/y.png)" in voice.inner_text()
    assert ":red[빨강]" in voice.inner_text()
    assert voice.locator("script, img, h1, .katex").count() == 0
    assert tab.page.title() != "owned"
    link = voice.locator("a.source-link")
    assert link.get_attribute("href") == "https://blog.example/x"
    assert "noopener" in link.get_attribute("rel")
    assert "김작가" not in tab.page.content()


@wide
def test_a_new_mention_appears_without_a_click(tab: Tab, config: Path) -> None:
    tab.open("voices?q=새벽", "목소리")
    tab.page.get_by_role("heading", name="조건에 맞는 언급이 없습니다").wait_for(timeout=PATIENCE)
    tab.page.get_by_role("textbox", name="검색어").wait_for(timeout=PATIENCE)
    name = f"new-{datetime.now(UTC).timestamp():.0f}"
    tell(config, [(name, "달빛커피", "neutral", "새벽에 들은 새 소식")])
    tab.page.get_by_text("새벽에 들은 새 소식").wait_for(timeout=PATIENCE)
    assert tab.page.get_by_role("textbox", name="검색어").input_value() == "새벽"
    assert tab.page.get_by_text("실시간 · 마지막 수집").is_visible()

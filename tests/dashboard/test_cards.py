"""What comes from outside is shown as text and never does anything."""

from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import cards
from dashboard.cards import Figure, Mark

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</blockquote></article><h1>나쁜 제목</h1>",
    "![x](https://evil.example/track.png)",
    "$\\frac{1}{2}$ :red[빨강] `code` **굵게**",
    "&lt;b&gt; &amp;",
)


class Parsed(HTMLParser):
    """Collects the elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element(text: str) -> None:
    assert Parsed(cards.clean(text)).tags == []
    assert Parsed(cards.clean(text)).text == text
    assert Parsed(cards.marked(text, [Mark(2, 9, "blame")])).tags == ["mark"]
    assert Parsed(cards.chip(text, text)).tags == ["span"]
    assert Parsed(cards.heading(text, "")).tags == ["div", "h3", "p"]
    assert set(Parsed(cards.figures([Figure(text, text, text, text)])).tags) == {
        "dl",
        "div",
        "dt",
        "dd",
        "p",
    }


@given(
    st.text(),
    st.lists(st.builds(Mark, st.integers(-5, 40), st.integers(-5, 40), st.just("praise"))),
)
def test_marking_keeps_the_text_whatever_the_marks(text: str, marks: list[Mark]) -> None:
    parsed = Parsed(cards.marked(text, marks))
    assert parsed.text == cards.INVISIBLE.sub("", text)
    assert set(parsed.tags) <= {"mark"}


@given(
    st.text(),
    st.lists(st.builds(Mark, st.integers(-5, 40), st.integers(-5, 40), st.just("praise"))),
    st.lists(st.builds(Mark, st.integers(-5, 40), st.integers(-5, 40), st.just("blame w2"))),
)
def test_underlining_keeps_the_text_and_the_marks(
    text: str, marks: list[Mark], lines: list[Mark]
) -> None:
    parsed = Parsed(cards.marked(text, marks, lines))
    assert parsed.text == cards.INVISIBLE.sub("", text)
    assert parsed.tags.count("mark") == len(cards.disjoint(marks, len(text)))
    assert parsed.tags.count("u") >= len(cards.disjoint(lines, len(text)))


def test_words_are_underlined_within_and_beside_a_quote() -> None:
    marks, lines = [Mark(0, 5, "blame")], [Mark(3, 7, "blame w3"), Mark(8, 9, "blame w1")]
    assert cards.marked("배송이 늦고 짜증", marks, lines) == (
        '<mark class="blame">배송이<u class="blame w3"> 늦</u></mark>'
        '<u class="blame w3">고 </u>짜<u class="blame w1">증</u>'
    )


def test_many_marks_in_a_long_text_take_no_time() -> None:
    text = "가" * 200_000
    lines = [Mark(at, at + 1, "w1") for at in range(0, 200_000, 2)]
    started = perf_counter()
    assert cards.marked(text, lines, lines).count("<u ") == 100_000
    assert perf_counter() - started < 60


def test_overlapping_quotes_are_marked_once() -> None:
    marks = [Mark(0, 5, "praise"), Mark(3, 8, "blame"), Mark(99, 120, "blame")]
    assert cards.disjoint(marks, 10) == [Mark(0, 5, "praise"), Mark(5, 8, "blame")]


def test_quote_is_marked_at_code_points() -> None:
    text = "👍🏽 배송이 빨라요"
    start = text.index("빨라요")
    assert cards.marked(text, [Mark(start, start + 3, "praise")]).endswith(
        '<mark class="praise">빨라요</mark>'
    )


def test_long_text_is_cut_around_its_quote() -> None:
    text = "가" * 5000 + "환불해 주세요" + "나" * 5000
    marks = [Mark(5000, 5007, "blame")]
    piece = cards.piece(text, marks)
    shown = piece.shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) == cards.SHOWN + 2
    assert [shown[mark.start : mark.end] for mark in piece.moved(marks)] == ["환불해 주세요"]


def test_short_text_is_not_cut() -> None:
    piece = cards.piece("짧다", [])
    assert (piece.shown, piece.moved([Mark(0, 1, "praise")])) == ("짧다", [Mark(0, 1, "praise")])


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example/x",
        "http://",
        "https://[broken",
        "https://good.example/\u202egpj.exe",
        "/relative",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert cards.link(url, "원문") == ""


def test_link_gives_nothing_away() -> None:
    html = cards.link('https://movie.naver.com/x?a=1&b="2"', "원문")
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'href="https://movie.naver.com/x?a=1&amp;b=&quot;2&quot;"' in html
    assert Parsed(html).tags == ["a", "span"]


def test_text_direction_cannot_be_turned() -> None:
    assert cards.clean("a\u202eb\u2066c\x00d") == "abcd"


def test_table_has_a_label_and_titles_stand_as_their_cells() -> None:
    html = cards.table(["이름", "수"], [[cards.cell("<a>"), cards.amount("1")]], "표 <1>")
    assert 'aria-label="표 &lt;1&gt;"' in html
    assert "<th>이름</th><th class=number>수</th>" in html
    assert "<td>&lt;a&gt;</td><td class=number>1</td>" in html
    with pytest.raises(ValueError, match="zip"):
        cards.table(["이름"], [[cards.cell("a"), cards.cell("b")]], "")


def test_bar_never_leaves_its_track() -> None:
    assert 'style="width:100.0%"' in cards.bar(7.0, "praise")
    assert 'style="width:0.0%"' in cards.bar(None, "praise")

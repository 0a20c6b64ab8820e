"""HTML as plain text: what a reader would see, nothing that a browser would run."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from crawlers import cells

SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "head", "svg"})
BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "section", "article", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "figure", "figcaption", "dd", "dt"}
)
KNOWN_TAG = re.compile(
    r"</?(?:p|br|b|i|u|a|em|strong|div|span|img|li|ul|ol|font|h[1-6]|table|tr|td|script|style)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def plain(markup: str) -> str:
    """Return the text of HTML, with a line for each block.

    Feeds often escape twice: markup without a single tag that unescapes to tags is taken for
    HTML once more. Raises `Unreadable` for broken characters.

    >>> plain("<p>커피가 <b>정말</b> 맛있다 &amp; 싸다<script>alert(1)</script></p><p>또 갈래</p>")
    '커피가 정말 맛있다 & 싸다\\n또 갈래'
    >>> plain("&lt;b&gt;두 번&lt;/b&gt; 싼 글"), plain("1 < 2")
    ('두 번 싼 글', '1 < 2')
    """
    if not KNOWN_TAG.search(markup) and KNOWN_TAG.search(once := html.unescape(markup)):
        markup = once
    text = _Text(markup).text
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return cells.text("\n".join(line for line in lines if line))


class _Text(HTMLParser):
    """Collects the visible text of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT and self.silent:
            self.silent -= 1
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

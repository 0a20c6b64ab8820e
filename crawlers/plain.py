"""HTML as plain text: what a reader would see, nothing that a browser would run."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]
from scrapy import Selector

from crawlers import cells

SILENT = frozenset({"script", "style", "template", "iframe", "object", "svg"})
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
    markup = cells.clean(markup)
    if not KNOWN_TAG.search(markup) and KNOWN_TAG.search(once := html.unescape(markup)):
        markup = once
    text = "".join(visible(markup)) if "<" in markup else html.unescape(markup)
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return cells.clean("\n".join(line for line in lines if line))


def visible(markup: str) -> Iterator[str]:
    """Yield the visible texts of HTML and a line end at each edge of a block.

    lxml, not `html.parser`: that one takes minutes for some 40 KB of broken markup.
    """
    silent = 0
    tree = Selector(text=f"<div>{markup}</div>", type="html").root
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            text = node.text
        else:
            silent -= event == "end" and tag in SILENT
            text = node.tail
        if tag in BLOCKS:
            yield "\n"
        if text and not silent:
            yield text

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.plain import plain
from mentions.errors import Unreadable


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("그냥 글", "그냥 글"),
        ("맛 &amp; 값 &#44;&nbsp;양", "맛 & 값 , 양"),
        ("<p>하나</p><p>둘</p>셋", "하나\n둘\n셋"),
        ("하나<br>둘<br/>셋", "하나\n둘\n셋"),
        ("앞<b>굵게</b>뒤", "앞굵게뒤"),
        ("앞<!-- 숨김 -->뒤<?php 숨김 ?>끝", "앞뒤끝"),
        ("글<script>alert(1)</script>끝", "글끝"),
        ("글<style>p{}</style><svg><text>속</text></svg>끝", "글끝"),
        ('<a href="javascript:alert(1)" onclick=x>눌러</a>', "눌러"),
        ("<p>안 닫힌 <b>글", "안 닫힌 글"),
        ("1 < 2 그리고 3 > 2", "1 < 2 그리고 3 > 2"),
        ("&lt;p&gt;두 번&lt;/p&gt;", "두 번"),
        ("<p>HTML의 &lt;b&gt; 태그</p>", "HTML의 <b> 태그"),
        ("<![CDATA[속]]>", ""),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<![", "</", "&", '<p x="', "<?", "<div>"])
def test_broken_markup_takes_no_long(piece: str) -> None:
    start = time.process_time()
    plain("<p>글</p>" + piece * (200_000 // len(piece)))
    assert time.process_time() - start < 2


@given(st.text(st.sampled_from("<>/&;!-=\"' abp글\n\x00\ud800"), max_size=60))
def test_any_markup_is_text_or_unreadable(markup: str) -> None:
    try:
        text = plain(markup)
    except Unreadable:
        return
    assert "\x00" not in text
    assert "\n\n" not in text

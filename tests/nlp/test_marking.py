"""Texts from one brand's side: names become signs, and every character knows where it stood."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.brands import Found
from nlp.marking import OTHER, TARGET, marked

TEXT = "들마켓보다 솔바람이 낫다"
NAMES = [Found("들마켓", 0, 3), Found("솔바람", 6, 9)]


def test_a_text_has_a_view_for_each_brand():
    assert marked(TEXT, NAMES, "솔바람").text == f"{OTHER}보다 {TARGET}이 낫다"
    assert marked(TEXT, NAMES, "들마켓").text == f"{TARGET}보다 {OTHER}이 낫다"


def test_who_is_not_named_sees_the_others():
    assert marked(TEXT, NAMES, "여기").text == f"{OTHER}보다 {OTHER}이 낫다"
    assert marked("라떼가 연하다", [], "여기").text == "라떼가 연하다"


def test_words_are_found_again_where_they_stood():
    seen = marked(TEXT, NAMES, "솔바람")
    start = seen.text.index("낫다")
    assert seen.original(start, start + 2) == (11, 13)
    sign = seen.text.index(TARGET)
    assert seen.original(sign, sign + 1) == (6, 9)


def test_spans_are_joined_and_keep_their_places():
    seen = marked(TEXT, NAMES, "솔바람", [(0, 5), (11, 13)])
    assert seen.text == f"{OTHER}보다 낫다"
    assert seen.original(4, 6) == (11, 13)


def test_a_name_that_several_brands_share_is_the_targets():
    names = [Found("배민", 0, 4), Found("배민상회", 0, 4)]
    assert marked("배민상회 좋아요", names, "배민상회").text == f"{TARGET} 좋아요"
    assert marked("배민상회 좋아요", names, "배민").text == f"{TARGET} 좋아요"


def test_signs_in_a_strangers_text_name_nobody():
    assert marked(f"{TARGET} 최고 {OTHER}", [], "가").text == "  최고  "


@given(
    st.text(alphabet="가나 다\n➀", max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 5)), max_size=5),
)
def test_every_view_maps_in_order_into_its_source(text, places):
    names = [
        Found("가", start, min(len(text), start + length))
        for start, length in places
        if start < len(text)
    ]
    seen = marked(text, names, "가")
    assert len(seen.text) == len(seen.starts) == len(seen.ends)
    assert list(seen.starts) == sorted(seen.starts)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(seen.starts, seen.ends, strict=True)
    )
    assert sum(end - start for start, end in zip(seen.starts, seen.ends, strict=True)) == len(text)

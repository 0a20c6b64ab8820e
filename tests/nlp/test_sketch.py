"""A mention's title and text in one, each place known in both."""

from hypothesis import given
from hypothesis import strategies as st
from nlp_samples import mention_of

from nlp.clauses import Clause
from nlp.sketch import Sketch
from nlp.text import clean
from nlp.tone import Tone
from nlp.traits import Found

PARTS = st.text(alphabet="가나 \n", max_size=12)


def sketch_of(title, text):
    mention = mention_of(text, title=title)
    return Sketch(mention, clean(title), clean(text), (), (), (), Found(), Tone())


def clause(start, end, *, in_title):
    return Clause(start, end, "", (), (), (), in_title=in_title)


def test_a_title_stands_before_its_text():
    sketch = sketch_of(" 솔바람 후기", "\n라떼가 연하다 ")
    assert sketch.whole == "솔바람 후기\n라떼가 연하다"
    assert sketch.span_in_whole(clause(1, 4, in_title=True)) == (0, 3)
    assert sketch.span_in_whole(clause(1, 4, in_title=False)) == (7, 10)
    assert sketch.place(8) == (2, False)
    assert sketch.place(1) == (2, True)


def test_a_title_that_the_text_repeats_is_not_shown_twice():
    sketch = sketch_of("라떼가", " 라떼가 연하다")
    assert sketch.whole == "라떼가 연하다"
    assert sketch.span_in_whole(clause(0, 3, in_title=True)) is None
    assert sketch.place(0) == (1, False)


@given(PARTS, PARTS)
def test_every_part_is_found_in_the_whole(title, text):
    sketch = sketch_of(title, text)
    for part, in_title in ((title, True), (text, False)):
        for at in range(len(part)):
            span = sketch.span_in_whole(clause(at, at + 1, in_title=in_title))
            if span is not None:
                assert sketch.whole[slice(*span)] == part[at]
    for at, letter in enumerate(sketch.whole):
        place, in_title = sketch.place(at)
        if letter != "\n":
            assert (title if in_title else text)[place] == letter

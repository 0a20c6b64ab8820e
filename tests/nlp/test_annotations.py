"""Annotated mentions are read as written; what is wrong is named with its line."""

import pytest

from mentions.model import Polarity
from nlp.annotations import annotated, annotated_mentions
from nlp.brands import Found
from nlp.corpus import SURE, views
from nlp.courses import MENTIONS
from nlp.marking import OTHER, TARGET

TEXT = "제목 ⏎ {B|들마켓}보다 {A|솔바람} 라떼가 진함"
LINE = f"food\ttwo\t{TEXT}\tA+ B-\tA+맛:라떼가 진함 ;; B0가격:들마켓보다"


def test_marks_become_places():
    row = annotated(LINE)
    assert row.text == "제목\n들마켓보다 솔바람 라떼가 진함"
    assert row.names == (Found("B", 3, 6), Found("A", 9, 12))
    assert row.opinions == {"A": Polarity.PRAISE, "B": Polarity.BLAME}
    taste, price = row.aspects
    assert row.text[slice(*taste.span)] == "라떼가 진함"
    assert (price.brand, price.side) == ("B", Polarity.NEUTRAL)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (LINE.replace("A+ B-", "A+"), "no opinion of B"),
        (LINE.replace("A+ B-", ""), "no opinion of A, B"),
        (LINE.replace(":라떼가 진함", ":라떼는 진함"), "does not stand in the text"),
        (LINE.replace("B0가격", "C0가격"), "not an aspect of a brand"),
        ("food\ttwo", "not enough values"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path, line, problem):
    path = tmp_path / "mentions.tsv"
    path.write_text(f"{LINE}\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f"line 2: .*{problem}"):
        list(annotated_mentions(path))


def test_the_network_is_shown_each_brands_side():
    praised, blamed = views([annotated(LINE)], ["가격", "맛"])
    assert praised.text == f"제목\n{OTHER}보다 {TARGET} 라떼가 진함"
    assert (praised.target, blamed.target) == (SURE[2], SURE[0])
    (taste,) = praised.shown
    assert taste.column == 3 * 2 + 2  # the second aspect after the whole, praised
    assert praised.text[taste.start : taste.end] == "라떼가 진함"
    (price,) = blamed.shown
    assert price.column == 3 + 1
    assert blamed.text[price.start : price.end] == f"{TARGET}보다"


def test_a_mention_of_one_brand_is_shown_without_the_sign_too():
    row = annotated("app\tsingle\t{A|무지개}가 자꾸 꺼짐\tA-\tA-성능·속도:자꾸 꺼짐")
    with_sign, without = views([row], ["성능·속도"])
    assert with_sign.text == f"{TARGET}가 자꾸 꺼짐"
    assert without.text == "무지개가 자꾸 꺼짐"
    assert without.text[without.shown[0].start : without.shown[0].end] == "자꾸 꺼짐"


def test_the_shipped_mentions_are_whole():
    rows = list(annotated_mentions(MENTIONS))
    assert len(rows) > 4_000
    assert len({row.text for row in rows}) == len(rows)
    several = sum(len(row.opinions) > 1 for row in rows)
    assert several > 1_000

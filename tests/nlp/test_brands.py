import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Brand
from nlp.brands import BrandFinder, finder

BRANDS = [
    Brand(name="배", exclusions=("배 아프다", "배 타고")),
    Brand(name="나이키", aliases=("Nike", "Just Do It")),
    Brand(name="달빛커피", aliases=("Moonlight Coffee",)),
    Brand(name="LG"),
    Brand(name="별난상점", words=("별난", "별난상점")),
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("배는 달고 시원해요", ("배",)),
        ("배에서는", ("배",)),
        ("배송이 빨라요", ()),
        ("무배 행사", ()),
        ("배가 아파서 못 갔다", ()),
        ("배 타고 갔다", ()),
        ("배가 아픈 줄 알았는데 배는 맛있다", ("배",)),
        ("나이키운동화를 샀다", ("나이키",)),
        ("나이 키 몸무게", ()),
        ("ＮＩＫＥ는 편하다", ("나이키",)),
        ("sniker nikes NIKE.", ("나이키",)),
        ("just do it", ("나이키",)),
        ("justdoit", ("나이키",)),
        ("달빛 커피와 나이키", ("달빛커피", "나이키")),
        ("moonlight coffee에서", ("달빛커피",)),
        ("LG전자", ("LG",)),
        ("ALGO lgx", ()),
        ("별난상점에서 별난 물건", ("별난상점",)),
        ("별난이들", ("별난상점",)),
        ("배ㅋㅋㅋ 배ㅠㅠ", ("배",)),
        ("배이던데", ("배",)),
        ("배엔 벌레가", ("배",)),
        ("배말고 사과", ("배",)),
        ("배_공식", ("배",)),
        ("nike15 출시", ("나이키",)),
        ("lg2", ()),
        ("진짜달빛커피맛있다", ("달빛커피",)),
        ("나이키보다달빛커피가낫다", ("나이키", "달빛커피")),
        ("달빛커피말고별난상점가세요", ("달빛커피", "별난상점")),
        ("햇살달빛커피", ()),
        ("", ()),
    ],
)
def test_brands_in_known_texts(text, names):
    assert finder(BRANDS)(text) == names


def test_a_word_of_two_brands_names_both():
    brands = [Brand(name="하나", words=("한빛",)), Brand(name="둘", words=("한빛",))]
    assert set(finder(brands)("한빛은 좋다")) == {"하나", "둘"}


def test_the_longest_word_wins():
    brands = [Brand(name="짧은", words=("서울",)), Brand(name="긴", words=("서울우유",))]
    assert finder(brands)("서울우유가 서울에") == ("긴", "짧은")


def test_empty_words_name_nothing():
    assert finder([Brand(name=" ", words=("", " "))])("아무 말") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_spans_hold_the_word_whatever_stands_around(before, after):
    text = f"{before} 나이키는 {after}"
    for found in BrandFinder.of(BRANDS).find(text):
        assert 0 <= found.start < found.end <= len(text)
    assert "나이키" in finder(BRANDS)(text)


def test_ten_thousand_brands_cost_about_what_ten_cost():
    rng = random.Random(7)
    syllables = [chr(rng.randrange(0xAC00, 0xD7A4)) for _ in range(300)]
    many = [
        Brand(name="".join(rng.choices(syllables, k=rng.randrange(3, 7)))) for _ in range(10_000)
    ]
    texts = ["".join(rng.choices([*syllables, " "], k=200)) for _ in range(200)]

    def seconds(brands):
        find = finder(brands)
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            for text in texts:
                find(text)
            best = min(best, time.process_time() - started)
        return best

    assert finder(many)(f"{many[5000].name}은 좋다") == (many[5000].name,)
    assert seconds(many) < 10 * seconds(many[:10]) + 0.05

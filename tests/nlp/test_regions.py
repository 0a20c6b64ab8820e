import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Mention
from nlp.gazetteer import Gazetteer
from nlp.regions import Regions

# Districts by province, 2026: 시·군·구 without the 일반구; 제주 has 행정시, 세종 none.
DISTRICTS = {
    "서울": 25, "부산": 16, "대구": 9, "인천": 10, "광주": 5, "대전": 5, "울산": 5, "경기": 31,
    "강원": 18, "충북": 11, "충남": 15, "전북": 14, "전남": 22, "경북": 22, "경남": 18, "제주": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def region(morphology):
    regions = Regions.load()

    def of(text, source="blog", brands=()):
        mention = Mention(
            id="a:1", source=source, heard_at=datetime.now(UTC), text=text, brands=brands
        )
        return regions.find(mention, list(morphology.analyse([text])))

    return of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("서울 강남구 역삼동 맛집", "서울 강남구"),
        ("서울특별시 마포구에서", "서울 마포구"),
        ("경기도 수원시 영통구 매탄동", "경기 수원시"),
        ("부산 여행 중", "부산"),
        ("제주도 다녀왔어요", "제주"),
        ("성수동 팝업", "서울 성동구"),
        ("홍대입구역 근처", "서울 마포구"),
        ("강남점 직원", "서울 강남구"),
        ("부산서면점에서 샀어요", "부산 부산진구"),
        ("서울강남구", "서울 강남구"),
        ("강남역에서만났다", "서울 강남구"),
        ("해운대엔 비가 와요", "부산 해운대구"),
        ("동성로는 사람이 많다", "대구 중구"),
        ("판교 사옥", "경기 성남시"),
        ("세종시 나성동 안과", "세종"),
        ("애월 카페", "제주 제주시"),
    ],
)
def test_names_and_places_give_the_normal_form(region, text, found):
    assert region(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("부산 중구 남포동", "부산 중구"),
        ("중구에서 먹었다", None),
        ("남구 맛집", None),
        ("광주 북구에서", "광주 북구"),
        ("경기 광주 곤지암", "경기 광주시"),
        ("광주에서 먹은", None),
        ("강원도 고성까지", "강원 고성군"),
        ("경남 고성 박물관", "경남 고성군"),
        ("고성이 오갔다", None),
        ("부산 송도 바닷가", "부산 서구"),
        ("송도 센트럴파크", "인천 연수구"),
        ("부산 강서구 명지", "부산 강서구"),
    ],
)
def test_ambiguous_names_need_their_province(region, text, found):
    assert region(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "전주비빔밥 먹음", "전주 비빔밥 밀키트", "부산어묵 세일", "춘천닭갈비 최고",
        "수원왕갈비통닭", "나주 배 샀어요", "부산은행 앱", "서울우유 맛",
        "서울대병원", "강남스타일", "강남언니 앱", "고양이 카페",
        "대구탕 끓였다", "세종대왕", "음성 인식이 안 됨", "양산 쓰고 다님",
        "공주 드레스", "수영 배우기", "경기가 안 좋다", "경기도 안 좋고",
        "이천 원짜리", "전주 대비 매출", "진도가 빠르다", "서면으로 제출",
        "김해~다낭 노선", "번역한건대 이상해요",
    ],
)  # fmt: skip
def test_dishes_firms_and_other_words_are_no_region(region, text):
    assert region(text) is None


def test_where_it_was_weighs_more_than_where_somebody_lives(region):
    assert region("서울 사는데 부산 해운대에서 먹은 회") == "부산 해운대구"


def test_a_brand_named_after_a_region_tells_none(region):
    assert region("강릉 다방 라떼", brands=("강릉 다방",)) is None
    assert region("강릉 다방 라떼") == "강원 강릉시"


def test_the_source_is_asked_first_then_the_dateline(region):
    assert region("서울 강남구 맛집", source="busan_mom_cafe") == "부산"
    assert region("서울 강남구 맛집", source="해운대_카페") == "부산 해운대구"
    assert region("(대전=한국소식) 서울 강남구 본사") == "대전"
    assert region("서울 강남구 맛집", source="부산일보") == "서울 강남구"


def test_the_capital_in_a_dateline_tells_nothing(region):
    assert region("(서울=한국소식) 요금제가 나왔다") is None


def test_every_district_is_known(region):
    places = Gazetteer.load().places
    found = {place.region for meant in places.values() for place in meant if " " in place.region}
    # 인천 was redrawn in 2026: its old and its new districts are both known.
    new = {"인천 제물포구", "인천 영종구", "인천 검단구", "인천 서해구"}
    assert Counter(name.partition(" ")[0] for name in found - new) == DISTRICTS


def test_every_district_is_found_by_its_full_name(region):
    places = Gazetteer.load().places
    regions = {place.region for meant in places.values() for place in meant if " " in place.region}
    assert [name for name in sorted(regions) if region(f"{name}에서 샀어요") != name] == []


@given(st.text(max_size=60))
def test_any_text_has_one_known_region_or_none(region, text):
    known = {place.region for meant in Gazetteer.load().places.values() for place in meant}
    assert region(text.encode("utf-8", "ignore").decode()) in {None, *known}


def test_a_long_row_of_names_is_read_in_linear_time(morphology):
    regions = Regions.load()

    def seconds(text):
        analysis = next(morphology.analyse([text]))
        mention = Mention(id="a:1", source="blog", heard_at=datetime.now(UTC), text=text)
        start = time.process_time()
        regions.find(mention, [analysis])
        return time.process_time() - start

    assert seconds("서울에서 " * 16_000) < 40 * max(seconds("서울에서 " * 1_600), 0.01)

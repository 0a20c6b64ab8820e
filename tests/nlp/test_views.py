"""Brands and aspects as the shipped network sees whole mentions, one brand at a time."""

import dataclasses

import pytest
from nlp_samples import mention_of

from mentions.model import Aspect, Brand, Opinion, Payment, Polarity, Stage, Touchpoint
from nlp.disclosure import disclosure
from nlp.marking import OTHER, TARGET
from nlp.opinions import ClauseOpinions
from nlp.reader import Reader
from nlp.view_opinions import ViewOpinions
from nlp.views import LONGEST, MOST_BRANDS, view

BRANDS = (Brand(name="솔바람커피"), Brand(name="들마켓"), Brand(name="무지개통신"))
ASPECTS = (
    Aspect(name="맛", domain="제품", touchpoint="제품 사용", words=("맛", "맛있다", "고소하다")),
    Aspect(name="배송", domain="제품", touchpoint="배송", words=("배송", "택배")),
    Aspect(name="성능·속도", domain="제품", touchpoint="제품 사용", words=("속도",)),
    Aspect(name="고객센터", domain="사람", touchpoint="고객센터 전화", words=("고객센터",)),
    Aspect(name="반려동물", domain="제품", words=("강아지", "반려견")),
)
TOUCHPOINTS = (
    Touchpoint(name="배송", words=("배송",), stage=Stage.PURCHASE),
    Touchpoint(name="고객센터 전화", words=("고객센터", "상담원"), stage=Stage.AFTER_SALES),
)


@pytest.fixture(scope="module")
def seeing(model):
    loaded = Reader.load(
        model=model, brands=BRANDS, aspects=ASPECTS, touchpoints=TOUCHPOINTS, device="cpu"
    )
    assert isinstance(loaded.asked, ViewOpinions)
    return loaded


def read(reader, text, **more):
    (reading,) = reader.read([mention_of(text, **more)])
    return reading


def sides(reading):
    return {one.brand: one.polarity for one in reading.opinions if one.aspect is None}


def aspects(reading, brand="솔바람커피"):
    return {one.aspect: one for one in reading.opinions if one.aspect and one.brand == brand}


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("들마켓보다 솔바람커피 원두가 훨씬 신선하다", "솔바람커피", "들마켓"),
        ("솔바람커피보다 들마켓 원두가 훨씬 신선하다", "들마켓", "솔바람커피"),
        ("들마켓에 데여서 솔바람커피로 옮겼는데 이제 마음이 편함", "솔바람커피", "들마켓"),
    ],
)
def test_each_brand_is_read_from_its_own_side(seeing, text, praised, blamed):
    told = sides(read(seeing, text))
    assert told[praised] is Polarity.PRAISE
    assert told[blamed] is Polarity.BLAME


def test_an_aspect_is_seen_though_no_word_names_it(seeing):
    text = "무지개통신 지하철만 타면 영상이 뚝뚝 끊기네요"
    (one,) = aspects(read(seeing, text), "무지개통신").values()
    assert (one.aspect, one.polarity) == ("성능·속도", Polarity.BLAME)
    assert "끊기네요" in one.quote


def test_aspects_of_one_brand_take_different_sides(seeing):
    text = "솔바람커피 라떼는 정말 맛있어요. 그런데 택배가 나흘이나 걸려서 답답했어요."
    told = aspects(read(seeing, text))
    assert told["맛"].polarity is Polarity.PRAISE
    assert told["배송"].polarity is Polarity.BLAME
    assert "나흘이나" in told["배송"].quote
    assert (told["배송"].touchpoint, told["배송"].stage) == ("배송", Stage.PURCHASE)


def test_a_touchpoint_named_in_the_clause_goes_before_the_usual_one(seeing):
    (sketch,) = seeing.sketches([mention_of("무지개통신 상담원 말로는 내 폰이 느린 거래요")])
    clause = dataclasses.replace(sketch.credits[0].clause, aspects=(), met_at=("고객센터 전화",))
    slow = Opinion(brand="무지개통신", aspect="성능·속도", polarity=Polarity.BLAME, confidence=1.0)
    met = seeing.asked.met(slow, sketch, clause)
    assert (met.touchpoint, met.stage) == ("고객센터 전화", Stage.AFTER_SALES)
    usual = seeing.asked.met(slow, sketch, dataclasses.replace(clause, met_at=()))
    assert usual.touchpoint == "제품 사용"


def test_an_aspects_own_words_count_beside_what_the_network_sees(seeing):
    text = "솔바람커피 맛있어요"
    (with_words,) = (one for one in read(seeing, text).opinions if one.aspect == "맛")
    bare = [dataclasses.replace(one, words=("없는말",)) for one in ASPECTS]
    other = Reader.load(brands=BRANDS, aspects=bare, device="cpu")
    without = aspects(read(other, text)).get("맛")
    assert without is None or without.confidence < with_words.confidence


def test_an_aspect_of_the_users_own_is_found_by_its_words(seeing):
    text = "솔바람커피는 강아지랑 같이 들어갈 수 있어서 정말 좋아요. 라떼는 밍밍했어요."
    told = aspects(read(seeing, text))
    assert told["반려동물"].polarity is Polarity.PRAISE
    assert "강아지" in told["반려동물"].quote


def test_aspects_that_are_not_configured_are_not_told(seeing):
    text = "솔바람커피 라떼 진짜 맛있다"
    assert "맛" in aspects(read(seeing, text))
    other = Reader.load(brands=BRANDS, aspects=ASPECTS[1:2], device="cpu")
    assert aspects(read(other, text)) == {}


def test_a_brand_that_is_not_named_is_read_by_the_whole_text(seeing):
    told = read(seeing, "원두가 눅눅하고 탄내만 나서 다 버렸어요", brands=("솔바람커피",))
    assert sides(told) == {"솔바람커피": Polarity.BLAME}
    assert told.polarity is Polarity.BLAME


@pytest.mark.parametrize("text", ["", " \n "])
def test_silence_says_nothing_of_anything(seeing, text):
    told = read(seeing, text, brands=("솔바람커피",))
    assert sides(told) == {"솔바람커피": Polarity.NEUTRAL}
    assert aspects(told) == {}
    assert told.emotions == ()


def test_a_brand_named_in_the_title_only_is_read(seeing):
    title = "솔바람커피 원두 후기"
    told = read(seeing, "탄내가 나고 눅눅해서 다 버렸어요", title=title)
    assert sides(told) == {"솔바람커피": Polarity.BLAME}


def test_a_list_of_names_costs_no_more_than_its_first(seeing):
    names = tuple(f"상점{number}" for number in range(40))
    reader = Reader.load(brands=[Brand(name=name) for name in names], device="cpu")
    (sketch,) = reader.sketches([mention_of(", ".join(names) + " 모두 세일 중")])
    assert len(sketch.brands) == len(names)
    assert len(set(reader.asked.texts(sketch))) == MOST_BRANDS + 1


def test_a_long_mention_is_shown_by_what_speaks_of_the_brand(seeing):
    other = "들마켓 세일 소식도 전해요. 행사는 다음 주까지라고 합니다. " * 16
    text = f"솔바람커피 원두 후기입니다. {other}솔바람커피는 탄내가 나서 끝까지 못 마셨어요."
    (sketch,) = seeing.sketches([mention_of(text)])
    assert len(text) > LONGEST
    shown = view(sketch, "솔바람커피").text
    assert shown.count(TARGET) == 2
    assert len(shown) < LONGEST
    assert OTHER not in shown
    assert sides(read(seeing, text))["솔바람커피"] is Polarity.BLAME


@pytest.mark.parametrize("title", ["솔바람커피 후기", "  \t", "원두가 정말 고소하고"])
def test_quotes_stand_where_they_are_said_to(seeing, title):
    text = "\n 원두가 정말 고소하고 진해서 매일 마셔요. 솔바람커피 최고!"
    mention = mention_of(text, title=title)
    (reading,) = seeing.read([mention])
    assert reading.opinions
    for one in reading.opinions:
        source = mention.title if one.in_title else mention.text
        assert source[one.start : one.end] == one.quote
        assert one.quote.strip()


def test_a_thanks_that_no_rule_knows_is_suspected_and_quoted(seeing):
    thanks = "솔바람커피 대표님께서 새 원두를 보내 주셔서 먼저 맛볼 수 있었답니다"
    text = f"{thanks}. 향이 은은해요."
    assert disclosure("", text, posted_at=None).payment is Payment.ORGANIC
    told = read(seeing, text).disclosure
    assert told.payment in {Payment.SUSPECTED, Payment.DISCLOSED}
    assert "보내 주셔서" in told.quote


def test_a_model_that_knows_no_views_is_asked_clause_by_clause(seeing):
    other = dataclasses.replace(seeing, asked=ClauseOpinions({}))
    told = sides(read(other, "솔바람커피는 정말 최고예요. 들마켓은 최악이에요."))
    assert told == {"솔바람커피": Polarity.PRAISE, "들마켓": Polarity.BLAME}

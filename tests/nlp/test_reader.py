import dataclasses
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nlp_samples import ASPECTS, BRANDS, mention_of

from mentions.errors import Unreadable
from mentions.model import Aspect, Brand, Polarity
from nlp.reader import name_of, reader_name
from nlp.text import LONGEST

TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),
    st.lists(
        st.sampled_from(
            ["달빛커피", "는 ", "맛있지만 ", "하늘신발", " 별로", ".\n", "😀", "\ud83d", "\x00"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip


def read_one(reader, text, **more):
    (reading,) = reader.read([mention_of(text, **more)])
    return reading


def whole_opinions(reading):
    return {opinion.brand: opinion for opinion in reading.opinions if opinion.aspect is None}


def assert_sound(reading, mention):
    assert reading.mention_id == mention.id
    assert 0 <= reading.praise <= 1
    assert 0 <= reading.confidence <= 1
    wholes = [opinion.brand for opinion in reading.opinions if opinion.aspect is None]
    assert len(wholes) == len(set(wholes))
    assert set(mention.brands) <= set(wholes)
    assert {opinion.brand for opinion in reading.opinions} == set(wholes)
    for opinion in reading.opinions:
        source = mention.title if opinion.in_title else mention.text
        assert source[opinion.start : opinion.end] == opinion.quote
        assert 0 <= opinion.confidence <= 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, title=TEXTS, form=st.sampled_from(["NFC", "NFD", "NFKD"]))
def test_quotes_stand_in_any_text(reader, text, title, form):
    mention = mention_of(
        unicodedata.normalize(form, text),
        title=unicodedata.normalize(form, title),
        brands=("하늘신발",),
    )
    (reading,) = reader.read([mention])
    assert_sound(reading, mention)


@pytest.mark.parametrize(
    "text",
    [
        "😀",
        "   \n\t ",
        "\x00\x01\x02",
        "\ud800\udfff",
        "ㅋ" * 5000,
        "a" * 50_000,
        "달빛커피 맛있어요. 배송은 느렸지만 좋아요. " * 2_000,
        "تمام 很好 good だ 좋다",
        "<script>alert(1)</script> =1+1",
    ],
    ids=["emoji", "blank", "control", "surrogates", "laughter", "run", "long", "mixed", "html"],
)
def test_hostile_texts_are_read(reader, text):
    mention = mention_of(text, brands=("달빛커피",))
    (reading,) = reader.read([mention])
    assert_sound(reading, mention)


def test_silence_is_neutral(reader):
    for text in ("", "  \n "):
        reading = read_one(reader, text, brands=("달빛커피",))
        assert (reading.polarity, reading.confidence, reading.praise) == (
            Polarity.NEUTRAL,
            1.0,
            0.5,
        )
        (opinion,) = reading.opinions
        assert (opinion.polarity, opinion.quote) == (Polarity.NEUTRAL, "")


def test_a_mention_without_a_brand_has_a_polarity_and_no_opinions(reader):
    reading = read_one(reader, "정말 최악이에요. 다시는 안 가요.")
    assert (reading.polarity, reading.opinions) == (Polarity.BLAME, ())


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("달빛커피는 정말 최고예요. 하늘신발은 최악이에요.", "달빛커피", "하늘신발"),
        ("달빛커피는 너무 좋았지만 하늘신발은 정말 별로였어요.", "달빛커피", "하늘신발"),
        ("하늘신발은 쓰레기 수준이고 달빛커피는 훌륭해요.", "달빛커피", "하늘신발"),
        (
            "달빛커피는 최고예요. 또 가고 싶어요. 반면 하늘신발은 실망이에요. 돈이 아까워요.",
            "달빛커피",
            "하늘신발",
        ),
        ("하늘신발이 달빛커피보다 훨씬 별로다.", "달빛커피", "하늘신발"),
        ("달빛커피 최고! 근데 하늘신발 진짜 최악.", "달빛커피", "하늘신발"),
    ],
)
def test_one_text_praises_one_brand_and_blames_another(reader, text, praised, blamed):
    opinions = whole_opinions(read_one(reader, text))
    assert opinions[praised].polarity is Polarity.PRAISE
    assert opinions[blamed].polarity is Polarity.BLAME


def test_the_quote_is_the_clause_that_shows_it(reader):
    text = "어제 갔어요. 달빛커피는 정말 최고로 맛있어요. 자리는 창가였어요."
    assert (
        whole_opinions(read_one(reader, text))["달빛커피"].quote
        == "달빛커피는 정말 최고로 맛있어요."
    )


def test_a_brand_named_in_the_title_only_is_judged_by_the_text(reader):
    reading = read_one(reader, "정말 별로예요. 다시는 안 가요.", title="달빛커피 다녀왔어요")
    opinion = whole_opinions(reading)["달빛커피"]
    assert opinion.polarity is Polarity.BLAME
    assert not opinion.in_title


def test_aspects_are_judged_by_their_own_clauses(reader):
    text = "달빛커피는 맛이 정말 최고인데 직원이 너무 불친절해서 화가 났어요."
    aspects = {one.aspect: one for one in read_one(reader, text).opinions if one.aspect}
    assert aspects["맛"].polarity is Polarity.PRAISE
    assert aspects["직원"].polarity is Polarity.BLAME
    assert aspects["직원"].touchpoint == "매장"
    assert "직원" in aspects["직원"].quote
    assert "직원" not in aspects["맛"].quote


def test_decomposed_text_is_quoted_as_it_stands(reader):
    text = unicodedata.normalize("NFD", "어제 갔어요. 달빛커피는 최악이에요!")
    opinion = whole_opinions(read_one(reader, text))["달빛커피"]
    assert unicodedata.normalize("NFC", opinion.quote) == "달빛커피는 최악이에요!"
    assert text[opinion.start : opinion.end] == opinion.quote


def test_an_excluded_phrase_names_no_brand(reader):
    assert read_one(reader, "배가 아파서 배송을 미뤘다").opinions == ()


def test_the_order_and_the_company_do_not_matter(reader):
    texts = [
        "달빛커피 최고",
        "하늘신발 배송이 느려서 짜증나요 ㅠㅠ",
        "무난했다",
        "달빛커피는 좋고 하늘신발은 싫다",
    ]
    mentions = [mention_of(text, number) for number, text in enumerate(texts * 5)]
    together = {reading.mention_id: reading for reading in reader.read(mentions)}
    backwards = {reading.mention_id: reading for reading in reader.read(mentions[::-1])}
    for mention in mentions:
        (alone,) = reader.read([mention])
        for other in (together[mention.id], backwards[mention.id]):
            assert other.polarity == alone.polarity
            assert abs(other.praise - alone.praise) < 0.02
            assert other.terms == alone.terms
            assert [(one.brand, one.aspect, one.polarity) for one in other.opinions] == [
                (one.brand, one.aspect, one.polarity) for one in alone.opinions
            ]


def test_an_unreadable_mention_does_not_lose_the_others(reader):
    mentions = [mention_of("좋아요", 1), mention_of("가" * (LONGEST + 1), 2), mention_of("별로", 3)]
    told = []
    readings = list(reader.read(mentions, on_unreadable=lambda *both: told.append(both)))
    assert [reading.mention_id for reading in readings] == ["test:1", "test:3"]
    ((mention, error),) = told
    assert mention.id == "test:2"
    assert isinstance(error, Unreadable)
    assert "1,000,000" in str(error)
    with pytest.raises(Unreadable, match="test:2"):
        list(reader.read(mentions))


def test_a_reader_that_fails_altogether_blames_no_mention(reader):
    broken = dataclasses.replace(
        reader, classifier=dataclasses.replace(reader.classifier, polarities=())
    )
    told = []
    mentions = [mention_of("좋아요", 1), mention_of("별로예요", 2)]
    with pytest.raises(ValueError, match="shape"):
        list(broken.read(mentions, on_unreadable=lambda *both: told.append(both)))
    assert told == []


def test_the_name_is_known_without_loading(reader, model):
    assert name_of(model=model, brands=BRANDS, aspects=ASPECTS) == reader.name


def test_reading_is_lazy_and_tells_its_progress(reader):
    told = []
    endless = (mention_of("좋아요", number) for number in range(10**9))
    first = next(reader.read(endless, progress=told.append))
    assert first.mention_id == "test:0"
    list(reader.read([mention_of("좋아요", number) for number in range(3)], progress=told.append))
    assert told == [3]


def test_the_name_changes_with_whatever_decides_a_reading():
    names = {
        reader_name("m@1", BRANDS, ASPECTS),
        reader_name("m@2", BRANDS, ASPECTS),
        reader_name("m@1", (*BRANDS, Brand(name="새 상표")), ASPECTS),
        reader_name("m@1", (dataclasses.replace(BRANDS[0], aliases=()), *BRANDS[1:]), ASPECTS),
        reader_name("m@1", BRANDS, (*ASPECTS, Aspect(name="디자인", domain="제품"))),
    }
    assert len(names) == 5
    assert reader_name("m@1", BRANDS, ASPECTS) == reader_name("m@1", BRANDS, ASPECTS)
    assert all(name.startswith("m@") for name in names)

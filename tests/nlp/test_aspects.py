"""What a clause judges and where it was met, by real Kiwi and the shipped words."""

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import load
from mentions.model import Aspect, Stage, Touchpoint
from nlp.aspects import AspectFinder, Sort, TouchpointFinder, judged
from nlp.clauses import Cutter, Inside
from nlp.phrases import taken_apart

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "nlp" / "data" / "dev_aspects.tsv"


class Finders:
    """The shipped words, and what a sentence judges by them."""

    def __init__(self, morphology, aspects, touchpoints=()):
        self.morphology = morphology
        self.aspects = AspectFinder.of(aspects, self.morphology)
        self.touchpoints = TouchpointFinder.of(touchpoints, self.morphology)
        self.cutter = Cutter(self.morphology, self.aspects)

    def read(self, text):
        """Return (aspect, touchpoint) of each opinion, in order."""
        return self.read_analysis(next(self.morphology.analyse([text])))

    def read_analysis(self, analysis):
        text = analysis.text
        lemmas = list(analysis.lemmas())
        found = Inside([(one.start, one) for one in self.aspects.find(lemmas, text)])
        named = Inside([(one.start, one) for one in self.touchpoints.find(lemmas, text)])
        clauses = self.cutter.clauses(analysis, [])
        opinions = []
        for sentence in analysis.sentences():
            spans = [
                (one.start, one.end) for one in clauses if sentence[0] <= one.start < sentence[1]
            ]
            kept = judged([found.at(span) for span in spans], text)
            for span, row in zip(spans, kept, strict=True):
                met = self.touchpoints.met(row, named.at(span), named.at(sentence))
                opinions += [(one.aspect.name, place) for one, place in zip(row, met, strict=True)]
        return opinions


@pytest.fixture(scope="module")
def shipped(morphology):
    config = load(ROOT / "config.toml")
    return Finders(
        morphology,
        [one for one in config.aspects if one.domain != "작품"],  # without the demo's
        config.touchpoints,
    )


def aspects_of(finders, text):
    return list(dict.fromkeys(aspect for aspect, _ in finders.read(text)))


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("배송 속도 빠르네요", ["배송"]),
        ("속도가 너무 느려요", ["성능·속도"]),
        ("앱이 너무 느려요", ["앱·사이트"]),
        ("앱 결제 오류 나요", ["결제"]),
        ("너무 비싸요", ["가격"]),
        ("진짜 친절하세요", ["직원"]),
        ("완전 불친절함", ["직원"]),
        ("상담원이 정말 친절해요", ["고객센터"]),
        ("친절한 상담 감사해요", ["고객센터"]),
        ("매장이 깨끗해요", ["청결·위생"]),
        ("매장이 넓어서 좋아요", ["매장·시설"]),
        ("포장이 너무 예뻐요", ["디자인"]),
        ("포장이 꼼꼼해요", ["배송"]),
        ("택배 기사님이 친절하세요", ["직원"]),
        ("취소 규정이 이상해요", ["약관·제도"]),
        ("메뉴가 너무 비싸요", ["가격"]),
        ("배송 일주일 기다렸어요", ["배송"]),
        ("30분 기다렸어요", ["대기·예약"]),
        ("매장에서 샀는데 금방 고장났어요", ["품질"]),
        ("더럽게 맛없네", ["맛"]),
        ("통화 품질이 깨끗해졌어요", ["성능·속도"]),
        ("가격 디자인 다 좋아요", ["가격", "디자인"]),
        ("매장, 직원 다 좋아요", ["매장·시설", "직원"]),
        ("맛있고 직원도 친절해요", ["맛", "직원"]),
        ("가격도 싸고 배송도 빨라요", ["가격", "배송"]),
        ("직원이환불안해줌", ["직원", "교환·환불"]),
        ("유심 해킹 터졌대요", ["개인정보·보안"]),
        ("가맹점 갑질 논란", ["윤리"]),
        ("매년 기부하는 회사", ["사회공헌"]),
        ("유해물질이 검출됐대요", ["안전"]),
        ("오늘 점심은 여기서 먹었어요", []),
        ("맛있을 줄 알았는데", ["맛"]),
        ("친해지고 싶네요", []),
    ],
)
def test_a_sentence_judges_what_an_owner_would_file_it_under(shipped, text, aspects):
    assert aspects_of(shipped, text) == aspects


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("결제했는데 환불을 안 해줘요", ["교환·환불"]),
        ("결제했는데", ["결제"]),  # nothing else is judged: better than nothing
        ("예약하고 갔는데 직원이 불친절해요", ["직원"]),
    ],
)
def test_what_is_only_told_gives_way_to_what_is_judged(shipped, text, aspects):
    assert aspects_of(shipped, text) == aspects


@pytest.mark.parametrize(
    ("text", "touchpoint", "stage"),
    [
        ("대리점 직원이 불친절해요", "대리점", Stage.VISIT),
        ("직원이 불친절해요", "매장 직원", Stage.VISIT),
        ("고객센터에 전화했더니 환불을 거부해요", "교환·환불", Stage.AFTER_SALES),
        ("키오스크 화면이 자꾸 멈춰요", "키오스크", Stage.PURCHASE),
        ("너무 비싸요", "결제", Stage.PURCHASE),
        ("앱으로 주문했는데 음식이 식어서 왔어요", "앱", Stage.USE),
    ],
)
def test_an_opinion_is_met_where_its_clause_or_sentence_says(shipped, text, touchpoint, stage):
    (met,) = [place for _, place in shipped.read(text)]
    assert (met.name, met.stage) == (touchpoint, stage)


def test_a_touchpoint_that_is_not_configured_is_kept_without_a_stage(morphology):
    finders = Finders(morphology, [Aspect(name="연기", domain="작품", touchpoint="관람")])
    assert finders.read("연기가 좋아요") == [("연기", Touchpoint(name="관람"))]
    assert Finders(morphology, [Aspect(name="맛", domain="제품")]).read("맛이 좋아요") == [
        ("맛", None)
    ]


def test_a_new_aspect_works_from_its_name_and_a_few_words(morphology):
    pets = Aspect(name="반려동물", domain="매장", words=("반려동물", "강아지", "애견 동반"))
    finders = Finders(morphology, [pets], [Touchpoint(name="테라스", stage=Stage.VISIT)])
    ((aspect, met),) = finders.read("테라스에 강아지도 데려갈 수 있어요")
    assert (aspect, met.name) == ("반려동물", "테라스")
    assert aspects_of(finders, "애견 동반 되나요?") == ["반려동물"]


def test_words_that_are_not_listed_are_matters(morphology):
    finder = AspectFinder.of(
        [Aspect(name="배송", domain="x"), Aspect(name="앱", domain="x")], morphology
    )
    text = "앱에서 배송 조회"
    found = finder.find(list(next(morphology.analyse([text])).lemmas()), text)
    assert [(one.aspect.name, one.sort) for one in found] == [
        ("앱", Sort.THING),
        ("배송", Sort.MATTER),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "앱",
                "배송",
                " 느려요",
                "이 ",
                "에서 ",
                "친절한 ",
                "매장",
                ", ",
                "했는데 ",
                ".\n",
                "😀",
            ]
        ),
        max_size=14,
    )
)
def test_what_is_judged_is_part_of_what_is_found_and_never_all_lost(shipped, parts):
    text = "".join(parts)
    lemmas = list(next(shipped.morphology.analyse([text])).lemmas())
    found = shipped.aspects.find(lemmas, text)
    (kept,) = judged([found], text)
    assert all(one in found for one in kept)
    assert [one.start for one in kept] == sorted(one.start for one in kept)
    if any(one.sort is Sort.MATTER for one in found):
        assert kept


def test_no_shipped_phrase_is_looked_for_as_less_than_it_says(morphology):
    """Auxiliaries are no morphemes to search for: "써 보다" would be found as 쓰다 alone."""
    for path in [ROOT / "config.toml", ROOT / "demo" / "demo.toml", *(ROOT / "packs").iterdir()]:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        words = [
            word
            for key in ("aspects", "touchpoints")
            for one in table[key]
            for word in one["words"]
        ]
        for word, analysis in zip(words, morphology.analyse(words), strict=True):
            apart = taken_apart(word, "", analysis)
            assert apart.noun or len(apart.forms) >= len(word.split()), f"{path.name}: {word}"
            assert apart.forms or len(apart.letters) > 1, f"{path.name}: {word}"


def f1(finders, part):
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if row["part"] == part]
    hits = wrong = missed = 0
    analyses = finders.morphology.analyse(row["text"] for row in rows)
    for row, analysis in zip(rows, analyses, strict=True):
        told = set(filter(None, row["aspects"].split("|")))
        read = {aspect for aspect, _ in finders.read_analysis(analysis)}
        hits += len(told & read)
        wrong += len(read - told)
        missed += len(told - read)
    return 2 * hits / (2 * hits + wrong + missed)


@pytest.mark.parametrize(("part", "least"), [("dev", 0.90), ("fresh", 0.82)])
def test_sentences_of_eight_trades_are_filed_right(shipped, part, least):
    assert f1(shipped, part) >= least


def test_the_development_sentences_name_what_is_configured():
    config = load(ROOT / "config.toml")
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 400
    assert {name for row in rows for name in row["aspects"].split("|") if name} == {
        one.name for one in config.aspects if one.domain != "작품"
    }
    assert {row["touchpoint"] for row in rows} <= {one.name for one in config.touchpoints} | {""}
    assert {row["stage"] for row in rows} <= set(Stage) | {""}

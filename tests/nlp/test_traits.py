import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.model import Contact, Experience, Intent, Mention, Speaker
from nlp.rules import Rulebook, sentences
from nlp.text import clean
from nlp.traits import RULES, Found, Traits, traits_version

DEV = Path(__file__).parents[2] / "nlp" / "data" / "dev_traits.tsv"
FACTS = ("intents", "contact", "experience", "speaker", "region")
WORDS = (
    *("전화", "왔는데", "추천", "안", "해요", "해지할", "생각", "없다", "점주인데", "처음"),
    *("서울", "강남구에서", "ㅋㅋ", "?", "😀", "\n"),
)


@pytest.fixture(scope="module")
def traits():
    return Traits.load()


@pytest.fixture(scope="module")
def read(morphology, traits):
    def found(text, **facts):
        now = datetime(2026, 5, 1, tzinfo=UTC)
        mention = Mention(id="a:1", source="blog", heard_at=now, text=text, **facts)
        return traits.traits(mention, list(morphology.analyse([mention.title, mention.text])))

    return found


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("고객센터에 전화했더니 한참 걸림", Contact.ACTIVE),
        ("주말에 매장 가서 입어보고 왔어요", Contact.ACTIVE),
        ("갈 때마다 줄이 길다", Contact.ACTIVE),
        ("카드 만들라고 문자가 왔어요", Contact.PASSIVE),
        ("배너 광고 보고 샀는데 괜찮네요", Contact.PASSIVE),
        ("판매원이 집까지 찾아와서 계약했어요", Contact.PASSIVE),
        ("가입하라고 전화가 와서 지점에 가봤어요", Contact.PASSIVE),
        ("문의 글 남겼더니 전화가 왔어요", Contact.ACTIVE),
        ("안내 문자가 안 왔어요", None),
        ("다음 주에 매장 가려고요", None),
        ("친구가 매장 갔다 왔대", None),
        ("색이 예쁘다", None),
    ],
)
def test_contact_is_who_came_to_whom_first(read, text, contact):
    assert read(text).contact == contact


@pytest.mark.parametrize(
    ("text", "experience"),
    [
        ("매번 포장이 뜯겨서 와요", Experience.TYPICAL),
        ("언제 가도 맛이 똑같다", Experience.TYPICAL),
        ("사장님이 챙겨주신 것 때문에 단골이 됐어요", Experience.DECISIVE),
        ("불친절해서 결국 해지했어요", Experience.DECISIVE),
        ("이렇게 친절한 병원은 처음이에요", Experience.UNIQUE),
        ("살다 살다 이런 서비스는 처음 받아봄", Experience.UNIQUE),
        ("처음 가봤는데 주차가 편했어요", None),
        ("처음엔 낯설었어요", None),
        ("유일한 단점은 무게", None),
        ("늘 감사합니다", None),
        ("매번 늦더니 어제 일 때문에 탈퇴했다 이런 곳은 처음", Experience.DECISIVE),
    ],
)
def test_an_experience_is_typical_decisive_or_unique(read, text, experience):
    assert read(text).experience == experience


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("지난주에 주문한 코트 오늘 받았어요", Speaker.CUSTOMER),
        ("3년째 쓰는 중인데 아직 멀쩡함", Speaker.CUSTOMER),
        ("저희 매장도 가맹점인데 원두값이 또 올랐어요", Speaker.PARTNER),
        ("여기 입점해서 파는 셀러입니다", Speaker.PARTNER),
        ("여기 주방에서 일하는 직원인데요 매일 소독합니다", Speaker.EMPLOYEE),
        ("퇴사자로서 한마디 합니다", Speaker.EMPLOYEE),
        ("새빛전자는 신제품을 다음 달 출시한다고 밝혔다.", Speaker.PRESS),
        ("매출이 늘었다. 김보라 기자 bora@daily.example", Speaker.PRESS),
        ("점주가 불친절해요", None),
        ("직원분이 친절하시대요", None),
        ("가격이 3만 원이다", None),
        ("이거 살까 고민 중", None),
    ],
)
def test_a_speaker_is_told_by_what_they_say_of_themselves(read, text, speaker):
    assert read(text).speaker == speaker


def test_a_news_source_speaks_as_the_press(morphology, traits):
    for source, speaker in (("daum_news", Speaker.PRESS), ("newstyle_shop", None)):
        mention = Mention(id="a:1", source=source, heard_at=datetime.now(UTC), text="값이 3만 원")
        analyses = list(morphology.analyse([mention.text]))
        assert traits.traits(mention, analyses).speaker == speaker


def test_the_press_is_after_nothing(read):
    found = read("회사 측은 불편을 드려 죄송하다며 환불해 주겠다고 밝혔다. 재발 방지를 촉구했다.")
    assert found == Found(speaker=Speaker.PRESS)


def test_an_employee_has_sought_no_brand(read):
    assert read("여기서 알바 중인 사람입니다. 본사에 문의했어요").contact is None


def test_the_title_is_read_too(read):
    assert read("", title="환불은 언제 되나요?").intents == (Intent.QUESTION,)


def test_blame_found_elsewhere_is_the_complaint_of_who_speaks(read):
    told = read("어제 먹은 국물이 맹물이었음")
    assert told.intents == ()
    assert told.blaming().intents == (Intent.COMPLAINT,)
    assert read("국물은 맹물").blaming().intents == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "????", "ㅋㅋㅋㅋ", "😀😀", "https://a.example/b", "asdf"]
)
def test_what_tells_nothing_has_no_traits(read, text):
    assert read(text) == Found()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=20).map(" ".join))
def test_any_text_is_read_alike_every_time(read, text):
    normal = clean(text).text
    assert read(normal) == read(normal)


def test_the_version_changes_with_the_rules(tmp_path, monkeypatch):
    before = traits_version()
    assert before == traits_version()
    changed = tmp_path / "rules.txt"
    changed.write_text(RULES.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    monkeypatch.setattr("nlp.traits.RULES", changed)
    assert traits_version() != before


def test_a_rule_outside_a_section_is_refused():
    with pytest.raises(ValueError, match="outside a section"):
        Rulebook.of("추천/N 하/X")


def test_rules_know_optional_items_gaps_groups_and_bars(morphology):
    book = Rulebook.of(
        "[BUY]\n사/V\n주문/N 하/X\n[wish]\n<BUY> ?고/E 싶/V\n꼭/M … <BUY>\n[not wish]\n안/M"
    )
    cue = book.cue("wish")
    told = [
        cue.tells(next(sentences(next(morphology.analyse([text])))).line)
        for text in ("사고 싶다", "주문하고 싶다", "꼭 하나 더 사", "안 사고 싶다", "먹고 싶다")
    ]
    assert told == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("fact", "precision", "recall"),
    [
        ("intents", 0.90, 0.90),
        ("contact", 0.95, 0.93),
        ("experience", 0.93, 0.93),
        ("speaker", 0.92, 0.92),
        ("region", 0.97, 0.95),
    ],
)
def test_traits_of_the_lines_that_rules_were_tuned_on(morphology, traits, fact, precision, recall):
    right, wrong, missed = counted(morphology, traits, "dev")[fact]
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


@pytest.mark.parametrize(
    ("fact", "precision", "recall"),
    [
        ("intents", 0.85, 0.70),
        ("contact", 0.85, 0.80),
        ("experience", 0.80, 0.80),
        ("speaker", 0.88, 0.74),
        ("region", 0.95, 0.85),
    ],
)
def test_traits_of_lines_that_rules_never_saw(morphology, traits, fact, precision, recall):
    right, wrong, missed = counted(morphology, traits, "fresh")[fact]
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


def counted(morphology, traits, part):
    """Return (right, wrong, missed) of each fact over one part of the lines."""
    with DEV.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = [row for row in rows if row["part"] == part]
    counts = {fact: Counter() for fact in FACTS}
    now = datetime(2026, 5, 1, tzinfo=UTC)
    analyses = morphology.analyse(row["text"] for row in rows)
    for row, analysis in zip(rows, analyses, strict=True):
        mention = Mention(id="a:1", source="blog", heard_at=now, text=row["text"])
        found = traits.traits(mention, [analysis])
        for fact in FACTS:
            wanted = {part for part in row[fact].split("|") if part}
            got = set(map(str, values(getattr(found, fact))))
            counts[fact] += Counter(
                right=len(wanted & got), wrong=len(got - wanted), missed=len(wanted - got)
            )
    return {
        fact: (count["right"], count["wrong"], count["missed"]) for fact, count in counts.items()
    }


def values(fact):
    """Return a fact's values; it may be one, several or none."""
    if fact is None:
        return ()
    return fact if isinstance(fact, tuple) else (fact,)

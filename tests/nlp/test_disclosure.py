"""Whether a text was paid for: by words, place and date."""

import csv
import time
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Payment
from nlp.disclosure import KOREA, Hint, disclosure, rule_set
from nlp.disclosure_parts import Whole, is_cut
from nlp.disclosure_rules import CUES, TRIGGER
from nlp.disclosure_words import Sign

NOW = datetime(2025, 5, 1, 12, tzinfo=KOREA)
BODY = (
    "성수역 근처 파스타집에 다녀왔어요. 크림파스타가 꾸덕하고 양도 많아요. "
    "창가 자리가 예뻐요. 직원분들도 친절하세요. 화덕피자는 조금 탔어요. "
    "주차는 두 시간까지 무료예요. 예약하고 가세요."
)
PARTS = ("dev", "fresh", "phrase")
PAID = "본 포스팅은 업체로부터 식사권을 제공받아 작성하였습니다."


def read(text, title="", at=NOW, **told):
    return disclosure(title, text, posted_at=at, **told)


def seen(text, words, sign, title=""):
    where = title if words in title else text
    return Hint(sign, where.index(words), words in title)


def test_what_the_network_sees_counts_where_no_rule_knows_the_words():
    gift = "달무리에서 예쁘게 챙겨 주셔서 써 봤어요"
    text = f"{BODY} {gift}."
    assert read(text).payment is Payment.ORGANIC
    told = read(text, hints=[seen(text, "챙겨", Sign.VAGUE)])
    assert (told.payment, told.rule, told.quote) == (Payment.SUSPECTED, "seen", f"{gift}.")
    rewarded = read(text, hints=[seen(text, "챙겨", Sign.REWARD)])
    assert rewarded.payment is Payment.REWARDED


def test_the_place_decides_over_clear_words_that_the_network_sees():
    title = "달무리가 후원한 하루"
    hint = seen(BODY, "달무리", Sign.CLEAR, title)
    assert read(BODY, title, hints=[hint]).payment is Payment.DISCLOSED
    last = f"{BODY} 달무리가 챙겨 준 하루였습니다."
    hint = seen(last, "챙겨", Sign.CLEAR)
    assert read(last, hints=[hint]).rule == "last_part"
    assert read(last, hints=[hint]).payment is Payment.SUSPECTED
    assert read(last, at=on(2023, 5, 1), hints=[hint]).payment is Payment.DISCLOSED


def test_words_that_a_rule_knows_go_before_what_the_network_sees():
    text = f"{PAID} {BODY}"
    hint = seen(text, "창가", Sign.REWARD)
    assert read(text, hints=[hint]) == read(text)


def test_where_a_rule_found_no_pay_the_network_sees_none():
    for words in ("협찬 아니고 제가 좋아서 쓰는 글", "협찬받은 글만 잔뜩 나와서 짜증나네요"):
        text = f"{words}. {BODY}"
        assert read(text, hints=[seen(text, words[3:5], Sign.CLEAR)]) == read(text)
    bought = f"내돈내산 후기예요. {BODY} 사장님이 챙겨 주셨어요."
    vague = seen(bought, "챙겨", Sign.VAGUE)
    assert read(bought, hints=[vague]).rule == "own_purchase"
    assert read(bought, hints=[seen(bought, "챙겨", Sign.CLEAR)]).payment is Payment.SUSPECTED


def test_of_a_sentence_without_end_the_words_around_are_quoted():
    text = "가나다라 " * 40_000
    told = read(text, hints=[Hint(Sign.VAGUE, 100_000, in_title=False)])
    assert told.payment is Payment.SUSPECTED
    assert len(told.quote) <= 2 * 120
    assert told.start < 100_000 < told.end


def test_a_denial_that_the_network_sees_is_no_sign_of_pay():
    text = f"{BODY} 지갑이 얇아졌지만 후회는 없어요."
    told = read(text, hints=[seen(text, "지갑", Sign.DENIAL)])
    assert (told.payment, told.rule) == (Payment.ORGANIC, "denial")


def on(year, month, day):
    return datetime(year, month, day, 12, tzinfo=KOREA)


def labelled(request, part):
    path = request.path.parents[2] / "nlp/data/dev_disclosure.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["part"] == part:
                at = datetime.fromisoformat(row["posted"]) if row["posted"] else None
                at = at and at.replace(hour=12, tzinfo=KOREA)
                title, text = (row[key].replace("\\n", "\n") for key in ("title", "text"))
                yield Payment(row["payment"]), at, title, text


@pytest.mark.parametrize(
    ("part", "least", "share"), [("dev", 440, 0.98), ("fresh", 120, 0.98), ("phrase", 360, 0.93)]
)
def test_labelled_cases_are_read_as_labelled(request, part, least, share):
    pairs = Counter(
        (payment, disclosure(title, text, posted_at=at).payment)
        for payment, at, title, text in labelled(request, part)
    )
    assert pairs.total() >= least
    for payment in {label for label, _ in pairs}:
        right = pairs[payment, payment]
        found = sum(count for (_, read_as), count in pairs.items() if read_as is payment)
        there = sum(count for (label, _), count in pairs.items() if label is payment)
        assert right / found >= share, payment
        assert right / there >= share, payment


def test_no_labelled_text_stands_twice(request):
    cases = [case[1:] for part in PARTS for case in labelled(request, part)]
    texts = Counter(cases)
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_sentence_that_a_cue_matches_is_skipped(request):
    for part in PARTS:
        for _, _, title, text in labelled(request, part):
            for sentence in (*Whole.of(title).sentences, *Whole.of(text).sentences):
                if any(cue.pattern.search(sentence.said) for cue in CUES):
                    assert TRIGGER.search(sentence.said), sentence.said


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2020, 8, 31, 14, 59, 59, tzinfo=UTC), ""),
        (datetime(2020, 8, 31, 15, tzinfo=UTC), "2020-09"),
        (datetime(2024, 11, 30, 14, 59, 59, tzinfo=UTC), "2020-09"),
        (datetime(2024, 11, 30, 15, tzinfo=UTC), "2024-12"),
        (datetime(2026, 5, 31, 14, 59, 59, tzinfo=UTC), "2024-12"),
        (datetime(2026, 5, 31, 15, tzinfo=UTC), "2026-06"),
        (datetime.max.replace(tzinfo=UTC), "2026-06"),
        (datetime.min.replace(tzinfo=UTC), ""),
        (None, "2026-06"),
    ],
)
def test_rules_change_at_midnight_in_korea(moment, name):
    assert rule_set(moment).name == name
    assert read("맛있어요", at=moment).rule_set == name


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        read("맛있어요", at=datetime(2025, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("at", "place", "payment", "rule"),
    [
        (on(2025, 5, 1), "first", Payment.DISCLOSED, "first_part"),
        (on(2025, 5, 1), "middle", Payment.SUSPECTED, "middle"),
        (on(2025, 5, 1), "last", Payment.SUSPECTED, "last_part"),
        (on(2025, 5, 1), "title", Payment.DISCLOSED, "title"),
        (on(2026, 7, 1), "last", Payment.SUSPECTED, "last_part"),
        (on(2023, 5, 1), "first", Payment.DISCLOSED, "first_part"),
        (on(2023, 5, 1), "middle", Payment.SUSPECTED, "middle"),
        (on(2023, 5, 1), "last", Payment.DISCLOSED, "last_part"),
        (on(2023, 5, 1), "title", Payment.DISCLOSED, "title"),
        (on(2019, 5, 1), "middle", Payment.DISCLOSED, "before_rules"),
        (on(2019, 5, 1), "last", Payment.DISCLOSED, "before_rules"),
        (None, "last", Payment.SUSPECTED, "last_part"),
    ],
)
def test_where_a_disclosure_must_stand(at, place, payment, rule):
    sentences = BODY.split(". ")
    sentences.insert({"first": 0, "middle": 3}.get(place, len(sentences)), PAID[:-1])
    text = BODY if place == "title" else ". ".join(sentences)
    found = read(text, title="[협찬] 파스타 후기" if place == "title" else "", at=at)
    assert (found.payment, found.rule) == (payment, rule)


def test_greetings_and_thanks_do_not_count_as_parts():
    assert read(f"안녕하세요! 먹보예요~ {PAID} {BODY}").payment is Payment.DISCLOSED
    thanks = f"{BODY}\n{PAID}\n#파스타 #성수\n읽어주셔서 감사합니다!"
    assert read(thanks, at=on(2023, 5, 1)).rule == "last_part"


def test_lines_broken_to_fit_are_one_sentence():
    text = f"본 포스팅은 업체로부터\n식사권을\n제공받아\n작성하였습니다\n\n{BODY}"
    assert read(text).payment is Payment.DISCLOSED


@pytest.mark.parametrize(
    ("text", "title", "quote", "in_title"),
    [
        ("떡이 쫄깃해요", "[광고] 떡집", "[광고]", True),
        ("협찬  받은 의자예요", "", "협찬  받은", False),
        ("이 의자 편해요 #협찬", "", "#협찬", False),
        ("내돈내산 의자예요", "", "내돈내산", False),
        ("협찬\u200b받은 의자예요", "", "협찬\u200b받은", False),
        (unicodedata.normalize("NFD", "협찬받은 의자예요"), "", None, False),
        ("ＳＰＯＮＳＯＲＥＤ ＢＹ 달무리", "", "ＳＰＯＮＳＯＲＥＤ ＢＹ", False),
    ],
)
def test_the_quote_is_what_stands_there(text, title, quote, in_title):
    found = read(text, title)
    expected = quote or unicodedata.normalize("NFD", "협찬받은")
    assert (found.quote, found.in_title) == (expected, in_title)
    assert (title if in_title else text)[found.start : found.end] == expected


def test_a_disclosure_wins_over_a_claim_of_an_own_purchase():
    assert read(PAID + " " + BODY, title="내돈내산 파스타").payment is Payment.DISCLOSED
    assert read(BODY + " " + PAID, title="내돈내산 파스타").payment is Payment.SUSPECTED


def test_tags_hidden_among_others_disclose_nothing():
    seen = read("밤식빵에 밤이 가득해요 #협찬 #밤식빵 #빵집")
    hidden = read("밤식빵에 밤이 가득해요 #밤식빵 #빵집 #주말 #디저트 #협찬")
    assert (seen.payment, seen.rule) == (Payment.DISCLOSED, "first_part")
    assert (hidden.payment, hidden.rule) == (Payment.SUSPECTED, "buried_tag")


@pytest.mark.parametrize(
    ("text", "payment", "rule"),
    [
        ("외관부터 예쁜 카페", Payment.UNKNOWN, "partial_text"),
        ("협찬받은 카페 후기", Payment.DISCLOSED, "first_part"),
        (BODY + " " + PAID, Payment.DISCLOSED, "passage"),
        ("내돈내산 카페 후기", Payment.ORGANIC, "own_purchase"),
        ("뒷광고 논란이 있던 카페", Payment.UNKNOWN, "partial_text"),
        ("체험단 당첨돼서 다녀온 카페", Payment.SUSPECTED, "team"),
    ],
)
def test_a_passage_tells_only_what_stands_in_it(text, payment, rule):
    found = read(text, snippet=True)
    assert (found.payment, found.rule) == (payment, rule)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("주말에 다녀온 카페는 층마다 분위기가 다른데 3층은 …", True),
        ("주말에 다녀온 카페는 층마다 분위기가…", True),
        ("주말에 다녀온 카페는 층마다 분위기가 ...", True),
        ("일주일째 배송 준비 중이라니 너무 느려요...", False),
        ("맛이... 기대했던 것보다는 훨씬 별로인 느낌이...", False),
        ("괜찮을 줄 알았는데...", False),
        ("글쎄…", False),
        ("주말에 다녀온 카페는 층마다 분위기가..", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_cut_text_is_told_from_one_that_trails_off(text, cut):
    assert is_cut(text) is cut


def test_what_the_source_itself_says_is_believed():
    found = read("내돈내산 후기", flagged=True)
    assert (found.payment, found.rule, found.quote) == (Payment.DISCLOSED, "platform", "")


@pytest.mark.parametrize("blank", ["", " \n\t"])
def test_nothing_cannot_be_judged(blank):
    assert read(blank, title=blank).payment is Payment.UNKNOWN
    assert read(blank, title="[광고]").payment is Payment.DISCLOSED


@pytest.mark.parametrize(
    ("text", "virtual"),
    [
        ("AI를 기반으로 생성된 가상인물이 포함된 게시물입니다. 코트 예쁘죠", True),
        ("가상인물 포함 | 가을 코트", True),
        ("#가상인물 코트 예쁘죠", True),
        ("본 영상에는 가상 인물이 등장합니다.", True),
        ("AI 생성 인물 포함", True),
        ("AI로 만든 모델 사진이라 손가락이 여섯 개", False),
        ("가상인물 광고가 요즘 논란이라 가상인물 포함 표시를 해야 한대요", False),
        ("AI가 추천해 준 코트", False),
    ],
)
def test_virtual_persons_are_noticed_when_the_post_says_so(text, virtual):
    found = read(text, at=on(2026, 7, 1))
    assert found.virtual is virtual
    assert found.payment is Payment.ORGANIC


@given(st.text(max_size=80), st.text(max_size=200), st.booleans())
def test_any_text_has_a_verdict_with_words_that_stand_there(title, text, snippet):
    found = read(text, title, snippet=snippet)
    assert (title if found.in_title else text)[found.start : found.end] == found.quote


PIECES = (
    "협찬",
    "제공받아",
    "작성",
    " ",
    "업체에서",
    "아님",
    "\n",
    "리뷰이벤트",
    "…",
    "#광고",
    "?",
    ".",
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_order_of_telling_words_has_a_verdict(text):
    found = read(text)
    assert text[found.start : found.end] == found.quote
    assert bool(found.quote) <= bool(found.rule)


@pytest.mark.parametrize(
    "unit",
    [
        "협찬",
        "업체에서 제품을 제공받아 ",
        "#광고 ",
        "링크",
        "리뷰쓰면",
        "!",
        "[",
        " ",
        "받",
        "가측",
    ],
)
def test_a_hostile_text_costs_its_length(unit):
    started = time.process_time()
    read((unit * 100_000)[:100_000], at=NOW + timedelta(1))
    assert time.process_time() - started < 10

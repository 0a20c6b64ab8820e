"""What is hidden before a text is kept, and what looks alike and stays."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.masking import masked, plain
from mentions.numbers import fits_barcode, fits_resident, is_day
from mentions.personal import MARKS

HIDDEN = {
    "전화번호": """
010-1234-5678 | 010 1234 5678 | 01012345678 | 010.1234.5678 | 010 - 1234 - 5678 | 010)1234-5678
010ㅡ1234ㅡ5678 | 010~1234~5678 | 010_1234_5678 | 010/1234/5678 | ０１０－１２３４－５６７８
010‑1234‑5678 | 0 1 0 1 2 3 4 5 6 7 8 | 010 1 2 3 4 5 6 7 8 | O1O-1234-5678 | 0l0 1234 5678
공일공 1234 5678 | 공일공-일이삼사-오육칠팔 | 공일공에 일이삼사에 오육칠팔 | 공1공 1234 5678
⓪①⓪ ①②③④ ⑤⑥⑦⑧ | +82 10-1234-5678 | +82-10-1234-5678 | +821012345678 | 82-10-1234-5678
(+82)10-1234-5678 | +82 (0)10 1234 5678 | +82 2 123 4567 | 0082 10 1234 5678 | +1 415-555-2671
011-234-5678 | 016 345 6789 | 019-345-6789 | 02-123-4567 | 02-1234-5678 | 02)123-4567
(02)123-4567 | 02 123-4567 | 031-123-4567 | 031.123.4567 | (031) 123-4567 | 064-123-4567
070-1234-5678 | 070 1234-5678 | 0507-1234-5678 | 0502-123-4567 | 전화 0212345678
연락처: 031 123 4567
""",
    "이메일": """
hong@naver.com | hong.gildong+shop@mail.example.co.kr | hong @ naver . com | hong(at)naver.com
hong골뱅이naver닷컴 | hong@naver | ＨＯＮＧ@naver.com
""",
    "주민등록번호": """
900101-1234567 | 900101 - 1234567 | 000229-4123456 | 900101-5123456 | 900101-1******
주민번호 9001011234567 | 주민등록번호는 900101 2234567
""",
    "카드번호": """
4111-1111-1111-1111 | 4111 1111 1111 1111 | 5555555555554444 | 3782-822463-10005
""",
    "계좌번호": """
국민은행 123456-01-123456 | 국민 123456-01-123456 | 신한 110-123-456789 | 신한은행 110123456789
카카오뱅크 3333-01-1234567 | 카뱅 3333011234567 | 토스뱅크 1000-1234-5678
농협 301-1234-5678-91 | 우리은행 1002-123-456789 홍길동 | 하나은행 홍길동 123-456789-12345
110-123-456789 신한은행 | 110-123-456789(신한) | 계좌번호: 123-456-789012
새마을금고 9002-1234-5678-9 | 국민 123456 01 123456 | 우체국 012345-02-123456
""",
    "여권번호": """
여권 M12345678 | 여권번호는 M123A4567
""",
    "차량번호": """
12가 3456 | 123가4567 | 서울 12바 3456 | 차량번호 12주3456 | 차 번호는 34호 5678
""",
    "주소": """
월드컵로 12길 34 | 서울 마포구 월드컵로12길 34 | 강남대로97길 12-3 | 와우산로29길 12
정자로 12번길 34-5 | 서울 마포구 양화로 45 | 수원시 팔달구 정조로 825 | 세종시 한누리대로 2130
부산 해운대구 우동 마린시티로 12 | 서울특별시 중구 세종대로 110 | 서울 성동구 연무장길 12
서울 성동구 연무장길 12, 101동 1203호 | 역삼동 123-4 | 서울 강남구 역삼동 123-4번지
신림동 1523-12 | 망원동 57번지 | 가평읍 대곡리 123-4 | 종로3가 12-3 | 연남동 산 12-3
101동 1203호 | 101동1203호 | 제101동 제1203호 | 가동 302호 | A동 1203호 | 래미안 101-1203
아파트 101-1203호 | 오피스텔 1203호 | 행복빌라 302호 | 주소는 연무장길 12 | 배송지: 독서당로 45
""",
}
KEPT = """
1588-1234 | 1588 1234 | 1544-1234로 전화 | 1644-5678 | 1899-1234 | 080-123-4567 | 02-1588-1234
114 | 119 | 사업자등록번호 123-45-67890 | 123-45-67890 | 사업자 110111-1234567
법인등록번호 110111-1234567 | 주문번호 20240315123456 | 주문번호 240315-1234567
주문번호: 2024031512345678 | 2024031512345678 | 2024-03-15-1234567 | 송장번호 123456789012
CJ대한통운 1234-5678-9012 | 운송장 6012345678901 | 우체국택배 6012345678901
등기번호 1234567890123 | 8801234567893 | 8801062636273 | ISBN 9791162540640 | 979-11-6254-064-0
900231-1234567 | 901301-1234567 | 900101-9234567 | 900101-0234567 | 12,000원 | 1,234,567원
1234567890원 | ₩35,000 | 2024-03-15 | 2024.03.15 | 2024년 3월 15일 | 03-15 | 3/15 | 14:30
2024-03-15 14:30:55 | SM-G991N | 갤럭시 S24 Ultra 512GB | RTX 4090 | iPhone 15 Pro 256
LG 27UL850 | 버전 1.2.3.4 | v10.15.7 | 192.168.0.1 | 37.5665, 126.9780 | 37.5665° N 126.9780° E
3-2로 이겼다 | 21-19, 21-17 | 5점 만점에 4.5점 | 1234-5678-9012-3456 | 1111-1111-1111-1111
0000-0000-0000-0000 | 쿠폰 1234-5678-9012-3452 | 모델 M12345678 | 주문 S12345678 | M1234567
M123456789 | 버스로 20분 | 차로 7분 거리 | 지하철로 3정거장 | 할인가로 12000원 | 카드로 3개월
문자로 1234 보내기 | 사이즈로 95 | 이 길로 300m | 그대로 2개 | 마음대로 3번 | 운동 3-4회
이동 10-20분 | 활동 2-3개월 | 자동 1-2단 | 냉동 3-4일 | 작동 2-3번 | 아동 5-7세 | 공동 1-2위
우리 3-4명 | 거리 2-3분 | 1동 2호점 | 2호선 3번 출구 | 101호실 | 3층 301호 | 5호점 | 12시 3000원
30도 2000 | 12조 3000억 | 10만 3000 | 20대 3000명 | 10주 2024 | 100다 1000원 | 라면 2개 3000원
친구 문자로 1234 | 입구로 12걸음 | 우리 2024-01-12 | 하나 1234567890 | 국민 2024-01-12-0001
기업 1234567890 | 신한 1588-1234 | 국민 50000원 | 농협몰 주문번호 2024010112345678
계좌 이체 12,345,678,901원 | 쇼핑 1번지 | 맛집 1번지 | @dalmuri_official 최고 | RT @user: 맛있다
3@4 | icon@2x.png | react@18.2.0 | https://blog.naver.com/hong/223456789012
https://m.smartstore.naver.com/x/products/1234567890123456 | https://wa.me/821012345678
naver.me/01012345678 | blog.naver.com/hong/01012345678
https://map.kakao.com/?q=37.5,127.0&id=01012345678 | 010 | 010 번호 | 010-1234 | 0101234
20101234567 | 010123456789 | 1010-1234-5678 | 12345678901 | 3-2-1 | 24시간 365일 | 1+1 2+1
2024/2025 시즌 | 전용 84㎡ | 100-200-300 | 30-40-50대 | A4 80g 500매 | 0.5~1.0 | ＵＳＢ３．０
①번 ②번 ③번 | 토스 5000원 | 토스 앱 5.123.0 | 서울 123-4567 | 강남구 5호점 | 중구 쪽으로 12명
수원시 2024년 | 서울 2-3시간 | 부산 1박 2일 | 제주 3박 4일 45만원 | 대구 10-12도
광주 1234567890
"""


def cases_in(lines):
    return [words.strip() for line in lines.split("\n") for words in line.split(" | ") if words]


CASES = [(mark, words) for mark, lines in HIDDEN.items() for words in cases_in(lines)]
LOOK_ALIKE = cases_in(KEPT)


@pytest.mark.parametrize(("mark", "words"), CASES)
def test_personal_data_is_hidden_wherever_it_stands(mark, words):
    for text in (words, f"문의는 {words} 입니다", f"({words})로 주세요", f"맛있어요!\n{words}\n끝"):
        hidden = masked(text)
        assert f"[{mark}]" in hidden
        assert not re.search(r"\d", hidden.replace("3가", ""))
        assert masked(hidden) == hidden


@pytest.mark.parametrize("words", LOOK_ALIKE)
def test_what_only_looks_alike_stays(words):
    for text in (words, f"이건 {words} 입니다", f"{words}!", f"({words})"):
        assert masked(text) == text


def test_there_are_enough_look_alikes():
    assert len(set(LOOK_ALIKE)) >= 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("사장님 010-1234-5678로 전화 주세요", "사장님 [전화번호]로 전화 주세요"),
        ("입금: 국민 123456-01-123456 (홍길동)", "입금: 국민 [계좌번호] (홍길동)"),
        ("110-123-456789 신한 홍길동", "[계좌번호] 신한 홍길동"),
        ("서울 마포구 월드컵로12길 34, 101동 1203호 앞", "서울 마포구 [주소] 앞"),
        ("수원시 팔달구 정조로 825 맛집", "수원시 팔달구 [주소] 맛집"),
        ("강남구 역삼동 123-4번지 근처", "강남구 역삼동 [주소] 근처"),
        ("마포구양화로 45 2층", "마포구[주소] 2층"),
        ("래미안 101동 1203호 사는데요", "래미안 [주소] 사는데요"),
        ("(02)123-4567, 02-234-5678", "[전화번호], [전화번호]"),
        ("010-1234-5678/010-2222-3333", "[전화번호]/[전화번호]"),
        ("( 02 ) 123-4567", "[전화번호]"),
        ("hong@naver.com으로 보내세요", "[이메일]으로 보내세요"),
        ("부탁드려요..hong@naver.com", "부탁드려요..[이메일]"),
        ("900101-1234567번", "[주민등록번호]번"),
        ("고객센터 1588-1234, 사장님 010 1234 5678", "고객센터 1588-1234, 사장님 [전화번호]"),
        ("https://a.kr/x 010-1234-5678", "https://a.kr/x [전화번호]"),
        ("https://a.kr/01012345678라고 010-1234-5678", "https://a.kr/01012345678라고 [전화번호]"),
        (
            '{"url":"https://a.kr/1","tel":"01012345678"}',
            '{"url":"https://a.kr/1","tel":"[전화번호]"}',
        ),
        ("010-1234-5678\n010-1234-5679", "[전화번호]\n[전화번호]"),
        ("국민 111-11-111112 222-22-222223", "국민 [계좌번호] 222-22-222223"),
    ],
)
def test_only_what_tells_the_person_is_hidden(text, expected):
    assert masked(text) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    ("number", "is_hidden"),
    [
        ("9001011234568", True),  # the check digit fits
        ("9001011234567", False),
        ("8801062636273", False),  # a Korean barcode
        ("2403151234567", False),  # an order
    ],
)
def test_thirteen_digits_in_one_piece_must_prove_what_they_are(number, is_hidden):
    assert (masked(number) == "[주민등록번호]") is is_hidden
    assert masked(f"주민번호 {number}") == "주민번호 [주민등록번호]"
    assert masked(f"주문번호 {number}") == f"주문번호 {number}"


def test_check_digits():
    assert fits_resident("9001011234568")
    assert not fits_resident("9001011234567")
    assert fits_barcode("8801062636273")
    assert not fits_barcode("8801062636274")
    assert [day for day in ("000229", "010229", "991231", "990431", "990001") if is_day(day)] == [
        "000229",
        "991231",
    ]


PIECES = st.sampled_from(
    [words for _, words in CASES]
    + LOOK_ALIKE
    + [f"[{mark}]" for mark in MARKS]
    + list(" -.,()\n가동로1@")
)
MIXED = st.lists(PIECES | st.text(st.characters(), max_size=4), max_size=8).map("".join)


@given(MIXED)
def test_masking_twice_is_masking_once(text):
    once = masked(text)
    assert masked(once) == once


@given(MIXED)
def test_a_masked_text_is_hardly_longer(text):
    assert len(masked(text)) <= len(text) * 4 / 3


@given(st.text(st.characters(exclude_categories=("Nd", "No"), exclude_characters="@＠공영뱅")))
def test_a_text_without_digits_and_at_signs_is_unchanged(text):
    assert masked(text) == text


@given(st.text())
def test_the_plain_form_is_as_long_as_the_text(text):
    assert len(plain(text)) == len(text)


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["-", " ", "", ".", " - "]))
def test_every_mobile_number_is_hidden(one, other, between):
    number = f"010{between}{one:04}{between}{other:04}"
    assert masked(f"연락 {number} 주세요") == "연락 [전화번호] 주세요"


UNITS = ("0", "010-", "a@", "월드컵로 12길 34 ", "국민 111-11-111112 ", "길1", "가 ", "1 ", "[")


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_text_costs_its_length(unit):
    started = time.process_time()
    hidden = masked((unit * 100_000)[:100_000])
    assert time.process_time() - started < 10
    assert len(hidden) <= 100_000 * 4 / 3


SENTENCES = (
    "음식이 정말 맛있었어요. 예약은 010-1234-5678로 하세요. 주차도 편해요.",
    "환불 안 해줍니다. 계좌는 국민 123456-01-123456 입니다. 다들 조심하세요.",
    "메일은 hong@naver.com 이에요. 답장이 빨라요! 서울 마포구 양화로 45 근처예요. 추천해요.",
)


@pytest.fixture(scope="module")
def morphology():
    from nlp.kiwi import Morphology

    return Morphology.load()


@pytest.mark.parametrize("text", SENTENCES)
def test_marks_leave_sentences_whole(text, morphology):
    hidden = masked(text)
    cut = [hidden[start:end] for start, end in morphology.sentences(hidden)]
    assert hidden != text
    assert len(cut) == len(re.findall(r"[.!](?:\s|$)", text))
    assert all(words.count("[") == words.count("]") for words in cut)

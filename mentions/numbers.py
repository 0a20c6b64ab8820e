"""Checks on numbers that look like a person's: check digits, days, and words around them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

LOOK_BACK = 32
KEPT = re.compile(
    r"(?:주문|송장|등기|택배|예약|접수|승인|거래|결제|상품|모델|품번|제품|시리얼|일련|쿠폰|바코드"
    r"|isbn|s/n|사업자|법인|통신판매|허가|신고|문서|사건|특허|관리|조회)(?:등록)?(?:번호|코드|no|id)?"
    r"[\s:#.()은는이가]{0,4}\Z",
    re.IGNORECASE,
)
"""Numbers of things, not of people, stand behind these words."""
RESIDENT = re.compile(r"(?:주민|외국인|민번)[^0-9\[\]\n]{0,8}\Z")
CALLED = re.compile(r"(?:전화|연락처|연락|문의|[Tt][Ee][Ll]|☎|📞|폰)(?:번호)?[\s:는은.)]{0,4}\Z")
CAR = re.compile(r"(?:차량|번호판|차\s?번호|차)[^0-9\[\]\n]{0,8}\Z")
BANK = (
    r"(?P<bank>(?:kb|ibk|sc|nh|mg|sh|dgb|bnk|im)?"
    r"(?:국민|우리|하나|기업|제일|산업|신한|농협|수협|신협|씨티|부산|대구|광주|전북|경남|제주|카카오|토스|케이"
    r"|새마을|저축|im|우체국(?!\s?(?:택배|등기|소포|쇼핑)))(?:은행|뱅크|금고)?"
    r"|카뱅|토뱅|케뱅|농축협|k뱅크|계좌(?:번호)?|통장)"
)
BANK_BEFORE = re.compile(
    BANK
    + r"[\s:()/,·\-은는]{0,3}(?:(?:계좌번호|계좌|통장|입금)[\s:()은는]{0,3})?"
    + r"(?:[가-힣]{2,4}[\s:()]{1,2})?\Z",
    re.IGNORECASE,
)
BANK_AFTER = re.compile(r"[\s()/,:]{0,4}" + BANK, re.IGNORECASE)
SHORT_BANK = re.compile(
    r"국민|우리|하나|기업|제일|산업|우체국|수협|신협|부산|대구|광주|전북|경남|제주|토스|카카오"
)
"""Banks whose short names are other words too."""
DATED = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?:-|\Z)")


def digits(words: str) -> str:
    """Return the digits of some words.

    >>> digits("02-123")
    '02123'
    """
    return "".join(character for character in words if character in "0123456789")


def before(words: re.Pattern[str], found: re.Match[str]) -> re.Match[str] | None:
    r"""Return what words (a pattern that ends with `\Z`) match just before a find."""
    return words.search(found.string, max(0, found.start() - LOOK_BACK), found.start())


def stands_before(words: re.Pattern[str]) -> Callable[[re.Match[str]], bool]:
    """Return a check that words stand just before a find."""
    return lambda found: before(words, found) is not None


def is_resident(found: re.Match[str]) -> bool:
    """Tell whether digits are a resident's or foreigner's number.

    The first six must be a day that can be. Written with a hyphen that is enough; without one,
    words before it or the check digit must say so (numbers since 2020 have none), since orders
    and Korean barcodes begin alike.
    """
    number = digits(found[0])
    if not is_day(number[:6]) or before(KEPT, found):
        return False
    if "-" in found[0] or before(RESIDENT, found):
        return True
    return fits_resident(number) and not (number.startswith("88") and fits_barcode(number))


def is_day(number: str) -> bool:
    """Tell whether six digits are a year, month and day.

    >>> is_day("900230"), is_day("000229"), is_day("901301")
    (False, True, False)
    """
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000 + year, month)[1]


def fits_resident(number: str) -> bool:
    """Tell whether the last of 13 digits fits the others, for residents or foreigners."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    total = sum(int(digit) * weight for digit, weight in zip(number[:12], weights, strict=True))
    return int(number[12]) in {(11 - total % 11) % 10, (13 - total % 11) % 10}


def fits_barcode(number: str) -> bool:
    """Tell whether the last of 13 digits fits the others as on a barcode (EAN-13)."""
    total = sum(int(digit) * (1 + 2 * (at % 2)) for at, digit in enumerate(number[:12]))
    return int(number[12]) == -total % 10


def is_card(found: re.Match[str]) -> bool:
    """Tell whether digits are a card's: the check digit fits (Luhn) and no thing is numbered.

    Written in one piece they must also begin as cards do.
    """
    number = digits(found[0])
    if len(set(number)) == 1 or before(KEPT, found):
        return False
    if found[0].isdigit() and number[0] not in "34569":
        return False
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_account(found: re.Match[str]) -> bool:
    """Tell whether digits beside a bank's name are an account: ten to sixteen, and no date.

    Ten in one piece beside a name that is another word too may be anything.
    """
    number = digits(found[0])
    if not 10 <= len(number) <= 16 or len(set(number)) == 1 or DATED.match(found[0]):
        return False
    bank = before(BANK_BEFORE, found) or BANK_AFTER.match(found.string, found.end())
    if bank is None or before(KEPT, found):
        return False
    return not (found[0].isdigit() and len(number) < 11 and SHORT_BANK.fullmatch(bank["bank"]))


def is_passport(found: re.Match[str]) -> bool:
    """Tell whether a capital and digits are a passport's, not the number of a thing."""
    return before(KEPT, found) is None

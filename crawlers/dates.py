"""When something was posted, from the many ways in which people and programs write dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

from mentions.errors import Unreadable
from mentions.model import Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a serial has no zone of its own
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DAY = (
    r"(?P<year>\d{4}|\d{2})\s*(?P<mark>[-./년])\s*(?P<month>\d{1,2})\s*[-./월]"
    r"\s*(?P<day>\d{1,2})\s*[.일]?"
)
WEEKDAY = r"(?:\s*\(?[월화수목금토일](?:요일)?\)?)?"
HALF = r"오전|오후|[aApP]\.?[mM]\.?"
MINUTE = (
    r"\s*[:시]\s*(?P<minute>\d{1,2})\s*분?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})초?(?:[.,](?P<fraction>\d+))?)?"
)
CLOCK = rf"(?P<before>{HALF})?\s*(?P<hour>\d{{1,2}})(?:{MINUTE}|\s*시)\s*(?P<after>{HALF})?"
ZONE = r"(?P<zone>[Zz]|UTC|GMT|KST|[+-](?:0\d|1[0-4])(?::?\d{2})?)"
WRITTEN = re.compile(rf"{DAY}{WEEKDAY}(?:(?:\s*[Tt]\s*|\s+){CLOCK}\s*{ZONE}?)?")
MONTH = r"[A-Za-z]{3,9}\.?"
NAMED = re.compile(
    rf"(?:[A-Za-z]{{3,9}}\.?,?\s+)?(?:(?P<day>\d{{1,2}})[\s-]+(?P<month>{MONTH}),?[\s-]+"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}}),?\s+)(?P<year>\d{{4}}),?(?P<rest>(?:\s.*)?)"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?")
MONTH_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?P<rest>\D.*)?")
NUMBER = re.compile(r"\d+(\.\d+)?")

When = tuple[datetime, Precision]


def posted_at(value: object, zone: tzinfo, now: datetime) -> When:
    """Return the UTC time and how exactly it is known.

    `value` is a text, a number (epoch seconds or milliseconds, Excel serial) or a `datetime`
    of a spreadsheet; `zone` applies when none is written. A day without a clock time is its
    midnight in `zone`. Raises `Unreadable` for what is no date, before 1990 or after `now`
    by more than two days; its message is the same for every such value, so that it can be counted.

    >>> seoul = timezone(timedelta(hours=9))
    >>> posted_at("2024-03-05 오후 3:12", seoul, datetime(2026, 1, 1, tzinfo=UTC))[0].isoformat()
    '2024-03-05T06:12:00+00:00'
    >>> posted_at("24/03/05", seoul, datetime(2026, 1, 1, tzinfo=UTC))[1].value
    'day'
    """
    if isinstance(value, datetime):
        at, precision = of_spreadsheet(value, zone)
    elif isinstance(value, date):
        at, precision = of_spreadsheet(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001
    else:
        at, precision = of_text(str(value).strip(), zone)
    if at < EARLIEST:
        raise Unreadable("date: before 1990")
    if at > now + timedelta(days=2):
        raise Unreadable("date: in the future")
    return at, precision


def of_spreadsheet(value: datetime, zone: tzinfo) -> When:
    """Return the time of a spreadsheet's date cell; an exact midnight is taken for a whole day."""
    whole = value == datetime(value.year, value.month, value.day, tzinfo=value.tzinfo)
    at = value if value.tzinfo else value.replace(tzinfo=zone)
    return utc(at), Precision.DAY if whole else Precision.SECOND


@lru_cache(maxsize=8192)
def of_text(text: str, zone: tzinfo) -> When:
    """Return the time that `text` says; raises `Unreadable` when it says none."""
    try:
        if found := WRITTEN.fullmatch(text):
            return of_parts(found, zone)
        if NUMBER.fullmatch(text) or COMPACT.fullmatch(text):
            return of_number(text, zone)
        if found := MONTH_FIRST.fullmatch(text):
            return of_text(year_first(found), zone)
        text = in_english(text)
        if (found := NAMED.fullmatch(text)) and WRITTEN.fullmatch(named := numbered(found)):
            return of_text(named, zone)
        return utc(of_mail(text, zone)), Precision.SECOND
    except (ValueError, OverflowError, TypeError):
        raise Unreadable("date: not understood; write one like 2024-03-05 15:12") from None


def of_parts(found: re.Match[str], zone: tzinfo) -> When:
    """Return the time of a year-first date, with or without a clock time."""
    part = found.groupdict()
    year = int(part["year"])
    if len(part["year"]) == 2:
        if year <= 12 and part["mark"] != "년":
            raise Unreadable("date: year or month first? Write four digits, 2024-03-05")
        year += 2000
    day = datetime(year, int(part["month"]), int(part["day"]), tzinfo=zone)
    if part["hour"] is None:
        return utc(day), Precision.DAY
    at = day.replace(
        hour=hour_of_day(int(part["hour"]), part["before"] or part["after"]),
        minute=int(part["minute"] or 0),
        second=int(part["second"] or 0),
        microsecond=int((part["fraction"] or "0")[:6].ljust(6, "0")),
        tzinfo=offset(part["zone"]) if part["zone"] else zone,
    )
    return utc(at), Precision.SECOND


def hour_of_day(hour: int, half: str | None) -> int:
    """Return the hour of 24; `half` is 오전, 오후, AM or PM.

    >>> hour_of_day(12, "오전"), hour_of_day(12, "PM"), hour_of_day(3, "오후")
    (0, 12, 15)
    """
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half == "오후" or half[0] in "pP" else 0)


def offset(text: str) -> tzinfo:
    """Return the zone of `Z`, `KST`, `+09` or `+09:00`.

    >>> offset("-0330")
    datetime.timezone(datetime.timedelta(days=-1, seconds=73800))
    """
    if text in {"Z", "z", "UTC", "GMT"}:
        return UTC
    if text == "KST":
        return timezone(timedelta(hours=9))
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def of_number(text: str, zone: tzinfo) -> When:
    """Return the time of digits: 20240305, 20240305151200, epoch seconds or milliseconds, Excel."""
    whole = text.partition(".")[0]
    if len(whole) in {10, 13}:
        seconds = float(text) / (1000 if len(whole) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), Precision.SECOND
    if len(whole) == 5:
        serial = EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))
        return of_spreadsheet(serial, zone)
    found = COMPACT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    return utc(at), Precision.SECOND if found[4] else Precision.DAY


def year_first(found: re.Match[str]) -> str:
    """Return 03/25/2024 or 25/03/2024 with the year first, when only one order is possible."""
    first, second, year = int(found[1]), int(found[2]), found[3]
    if first <= 12 and second <= 12 and first != second:
        raise Unreadable("date: month or day first? Write the year first, 2024-03-05")
    month, day = (second, first) if first > 12 else (first, second)
    return f"{year}-{month}-{day}{found['rest'] or ''}"


def numbered(found: re.Match[str]) -> str:
    """Return Mar 5, 2024 or 05 Mar 2024 with the year first and the month as a number.

    Raises `ValueError` for a name that is no month.
    """
    name, day = found["month"] or found["month2"], found["day"] or found["day2"]
    month = MONTHS.index(name[:3].title()) + 1
    return f"{found['year']}-{month}-{day}{found['rest']}"


def in_english(text: str) -> str:
    """Return a mail date whose names are Korean as the standard writes it.

    >>> in_english("화, 05 3월 2024 15:12:00 KST")
    '05 Mar 2024 15:12:00 +0900'
    """
    text = re.sub(r"^[월화수목금토일](?:요일)?\s*,?\s*", "", text).replace("KST", "+0900")
    return re.sub(r"\b(\d{1,2})월", lambda found: MONTHS[int(found[1]) - 1], text)


def of_mail(text: str, zone: tzinfo) -> datetime:
    """Return the time of an RFC 5322 date, as in mail and RSS.

    Its zone -0000 says that the time is UTC and the place is not told (section 3.3).
    """
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC if text.endswith("-0000") else zone)


def utc(at: datetime) -> datetime:
    """Return the same moment in UTC."""
    return at.astimezone(UTC)

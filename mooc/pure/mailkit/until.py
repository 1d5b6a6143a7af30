"""A day as people write it in a mail: "3 December", "Dec 3rd", "3.12.", "2026-12-03", "Friday", "for two weeks"."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

_MONTHS = ("january february march april may june july august september october november december").split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS = dict(
    zip("a an one two three four five six seven eight nine ten".split(), (1, 1, *range(1, 11)), strict=True)
)
_MONTH = r"([a-z]{3,9})\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\.?"
_YEAR = r"(?:,? (\d{4}))?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_MONTH = re.compile(rf"(?:the )?{_DAY} (?:of )?{_MONTH}{_YEAR}")
_MONTH_DAY = re.compile(rf"{_MONTH} (?:the )?{_DAY}{_YEAR}")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_SPAN = re.compile(rf"(\d{{1,3}}|{'|'.join(_NUMBERS)}) (day|week|month)s?")


def read_day(words: str, *, today: date) -> date | None:
    """Return the day that is meant, from today's point of view; None where it is none, or could be two.

    Without a year it is the next such day, today excluded; with one it may be past. 3/12 could be two days and is
    none; 25/12 is one. Spans count from today, a month as 30 days.
    """
    said = " ".join(words.lower().replace("\N{NO-BREAK SPACE}", " ").split()).removeprefix("on ")
    return next(_readings(said, today), None)


def _readings(said: str, today: date) -> Iterator[date]:
    for read in _READERS:
        try:
            found = read(said, today)
        except (ValueError, OverflowError):  # 31 February, the year 0
            continue
        if found:
            yield found


def _iso(said: str, today: date) -> date | None:
    match = _ISO.fullmatch(said)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _named_month(said: str, today: date) -> date | None:
    if match := _DAY_MONTH.fullmatch(said):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(said):
        name, day, year = match.groups()
    else:
        return None
    months = [number for number, month in enumerate(_MONTHS, 1) if _names(name, month)]
    return _date(int(day), months[0], year, today) if len(months) == 1 else None


def _names(word: str, month: str) -> bool:
    return month.startswith(word) or (word == "sept" and month == "september")


def _dotted(said: str, today: date) -> date | None:
    match = _DOTTED.fullmatch(said)
    return _date(int(match[1]), int(match[2]), match[3], today) if match else None


def _slashed(said: str, today: date) -> date | None:
    match = _SLASHED.fullmatch(said)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    return _date(day, month, match[4], today)


def _date(day: int, month: int, year: str | None, today: date) -> date | None:
    """Return the day of this year or the next that has it; a year of two digits is one of this century."""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    # 29 February may be eight years away.
    coming = (_if_there_is(today.year + later, month, day) for later in range(9))
    return next((found for found in coming if found and found > today), None)


def _if_there_is(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(said: str, today: date) -> date | None:
    name = said.removeprefix("next ").removeprefix("this ")
    wanted = [number for number, day in enumerate(_DAYS) if len(name) >= 3 and day.startswith(name)]
    if len(wanted) != 1:
        return None
    return today + timedelta(days=(wanted[0] - today.weekday() - 1) % 7 + 1)


def _near(said: str, today: date) -> date | None:
    if said in ("tomorrow", "tmrw"):
        return today + timedelta(days=1)
    if said in ("the day after tomorrow", "day after tomorrow"):
        return today + timedelta(days=2)
    if said == "today":
        return today
    if said == "next week":
        return today + timedelta(days=7 - today.weekday())
    if said in ("next month", "the end of the month", "end of month", "end of the month"):
        return (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    if said in ("next year", "new year", "the new year", "the end of the year", "end of the year"):
        return date(today.year + 1, 1, 1)
    return None


def _span(said: str, today: date) -> date | None:
    match = _SPAN.fullmatch(said.removeprefix("for ").removeprefix("in ").removeprefix("the next "))
    if not match:
        return None
    many = _NUMBERS.get(match[1]) or int(match[1])
    return today + timedelta(days=many * {"day": 1, "week": 7, "month": 30}[match[2]])


_READERS: tuple[Callable[[str, date], date | None], ...] = (
    _iso,
    _named_month,
    _dotted,
    _slashed,
    _weekday,
    _near,
    _span,
)

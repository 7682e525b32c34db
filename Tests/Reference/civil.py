"""Civil dates: reading, calendar months, lengths (60d, 6w, 6mo, 3wd), working days, ages, RFC 3339 times.

Dates are datetime.date. Nothing here knows the time of day but `civil_date_of_time`.
"""

import calendar
import re
from datetime import date, datetime, timedelta, timezone

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2}))"
)


def read_date(text):
    """The date written YYYY-MM-DD within the range of event time, else None."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        day = date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def civil_date_of_time(text, zone):
    """The civil date in `zone` of an RFC 3339 time, None when it is not one or lies outside the range."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    offset = timedelta(0)
    if not match.group(7):
        hours, minutes = int(match.group(9)), int(match.group(10))
        if hours > 23 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if match.group(8) == "-" else 1)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc) - offset
        local = moment.astimezone(zone).date()
    except (ValueError, OverflowError):
        return None
    return local if FIRST <= local <= LAST else None


def midnight(day, zone):
    """The start of a day as text with a numeric offset."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()


def add_months(day, months):
    """By calendar, clamped to the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Length:
    """60d, 6w, 6mo or 3wd."""

    def __init__(self, text):
        match = re.fullmatch(r"([0-9]+)(d|wd|w|mo)", text.strip())
        if not match:
            raise ValueError(f"length {text!r}")
        self.number, self.unit = int(match.group(1)), match.group(2)

    def before(self, day):
        if self.unit == "mo":
            return add_months(day, -self.number)
        return day - timedelta(days=self.number * (7 if self.unit == "w" else 1))

    def after(self, day):
        if self.unit == "mo":
            return add_months(day, self.number)
        if self.unit == "wd":
            return add_working_days(day, self.number)
        return day + timedelta(days=self.number * (7 if self.unit == "w" else 1))


def easter(year):
    """Easter Sunday in the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day):
    if day.weekday() >= 5:
        return False
    if (day.month, day.day) in ((1, 1), (12, 25), (12, 26)):
        return False
    if (day.month, day.day) == (5, 5) and day.year % 5 == 0:
        return False
    king = date(day.year, 4, 27)
    if day == (king - timedelta(days=1) if king.weekday() == 6 else king):
        return False
    sunday = easter(day.year)
    return day not in (sunday + timedelta(days=1), sunday + timedelta(days=39), sunday + timedelta(days=50))


def add_working_days(day, number):
    """The `number`-th working day after the day itself."""
    while number > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            number -= 1
    return day


def age_on(born, day):
    """Completed years, None before birth. Born on 29 February: birthday on 1 March in other years."""
    if born is None or born > day:
        return None
    birthday = (born.month, born.day)
    if birthday == (2, 29) and not calendar.isleap(day.year):
        birthday = (3, 1)
    return day.year - born.year - (0 if (day.month, day.day) >= birthday else 1)


class Interval:
    """2021-01-01.., ..2025-12-31 or 2021-01-01..2025-12-31, both ends included; None text holds every day."""

    def __init__(self, text):
        low, high = ("", "") if text is None else text.strip().split("..")
        self.low = read_date(low.strip()) if low.strip() else date.min
        self.high = read_date(high.strip()) if high.strip() else date.max

    def holds(self, day):
        return self.low <= day <= self.high

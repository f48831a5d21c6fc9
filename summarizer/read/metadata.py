"""Metadata in the form in which it is kept; dates as YYYY-MM-DD where that is certain."""

from __future__ import annotations

import datetime
import re

from summarizer.limits import MAX_METADATA_CHARACTERS
from summarizer.text.lexicon import MONTH, MONTHS
from summarizer.types import displayed

_MONTHS = [name[:3].lower() for name in MONTHS]
_NAME = rf"({MONTH})\b\.?"
_YEAR = r"((?:18|19|20|21)[0-9]{2})(?![0-9])"
_DAY = r"([0-3]?[0-9])(?:st|nd|rd|th)?"
_WHOLE = r"(?<![0-9./-])"

# Strings, not compiled: `re` compiles them when they are first used, which keeps imports quick.
_PATTERNS = (
    ("ymd", _WHOLE + _YEAR + r"([-/.])([0-1]?[0-9])\2([0-3]?[0-9])(?![0-9])"),
    ("compact", r"(?<![0-9])((?:19|20)[0-9]{2})([0-1][0-9])([0-3][0-9])(?:[0-9]{6})?(?![0-9])"),
    ("mdy", r"(?i)\b" + _NAME + r"\s*" + _DAY + r"\s*,?\s*" + _YEAR),
    ("dmy", r"(?i)" + _WHOLE + _DAY + r"[\s.-]+" + _NAME + r"[\s,-]*" + _YEAR),
    ("numeric", _WHOLE + r"([0-3]?[0-9])([-/.])([0-3]?[0-9])\2" + _YEAR),
)
_EPOCH = r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]+)?"
_WEEKDAY = r"mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?)?(?:day)?|fri(?:day)?"
_AROUND = (
    rf"(?i)\b(?:{_WEEKDAY}|sat(?:urday)?|sun(?:day)?|{MONTH}|published|posted|updated|modified"
    r"|created|last|first|edited|on|at|date|from|local|time|gmt|utc|bst|cet|cest|[ecmp][sd]?t"
    r"|[ap]\.?m\.?|hrs?|z|t)\b\.?"
)
# Not the year of today, with which what is read would change; later ones are slips or no years.
_LAST_YEAR = 2100
_POSTED = r"(?i)(?:first\s+)?(?:published|posted)\b"
_ORDINAL = r"(?i)(?<=[0-9])(?:st|nd|rd|th|T(?=[0-9])|Z)"
_LATER = r"(?i)\b(?:updated|modified|edited)\b"


def field(value: str) -> str:
    """A value of the metadata in its display form, within the cap."""
    return displayed(value)[:MAX_METADATA_CHARACTERS].rstrip()


def address(value: str) -> str:
    """An absolute web address, or an empty string: a cut address would be wrong."""
    value = value.strip()
    whole = len(value) <= MAX_METADATA_CHARACTERS and not re.search(r"\s", value)
    return displayed(value) if whole and re.match(r"https?://[^/]", value, re.I) else ""


def find_date(text: str) -> str:
    """The one date that `text` states beyond doubt, or an empty string."""
    found = {
        _reading(kind, match.groups())  # an empty string stands for one in doubt
        for kind, pattern in _PATTERNS
        for match in re.finditer(pattern, text)
    }
    return found.pop() if len(found) == 1 and "" not in found else ""


def normalise_date(given: str) -> str:
    """The date as YYYY-MM-DD, or the string as given where that is not certain.

    Seconds or milliseconds since 1970 are a date; a day in no possible year is none.
    """
    given = displayed(given)
    if re.fullmatch(_EPOCH, given):
        day = datetime.datetime.fromtimestamp(int(given[:10]), datetime.UTC)
        return _date(day.year, day.month, day.day)
    found = find_date(given) if len(given) <= 80 else ""
    return found or (given if _is_possible(given) else "")


def certain_date(given: str) -> str:
    """The date as YYYY-MM-DD, or an empty string where that is not certain."""
    date = normalise_date(given)
    certain = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date) and find_date(date) == date
    return date if certain else ""


def is_date_line(line: str) -> bool:
    """Whether a line says a date (perhaps with a weekday, a time, a label) and nothing else."""
    if len(line) > 120 or not re.search(r"[0-9]", line):
        return False
    if not any(re.search(pattern, line) for _, pattern in _PATTERNS):
        return _foreign_date_line(line)
    if re.match(_POSTED, line):
        return True  # "Posted on June 6, 2025 by …"
    return not re.search(r"[^\W\d_]", re.sub(_AROUND, " ", re.sub(_ORDINAL, " ", line)))


def published_date(line: str) -> str:
    """The date of publication that a date line states, before any "updated", or as written."""
    label = re.search(_LATER, line)
    part = line if label is None else line[: label.start()]
    if not any(re.search(pattern, part) for _, pattern in _PATTERNS):
        return ""
    return find_date(part) or displayed(part).strip(" |·,")


def _reading(kind: str, groups: tuple[str, ...]) -> str:
    if kind == "ymd":
        return _date(groups[0], groups[2], groups[3])
    if kind == "compact":
        return _date(*groups)
    if kind == "mdy":
        return _date(groups[2], _month(groups[0]), groups[1])
    if kind == "dmy":
        return _date(groups[2], _month(groups[1]), groups[0])
    first, _, second, year = groups
    both = {_date(year, second, first), _date(year, first, second)} - {""}
    return both.pop() if len(both) == 1 else ""


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _is_possible(given: str) -> bool:
    """Whether a date that is not certain has a possible year, or none in four digits."""
    years = re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", given)
    return any(1800 <= int(year) <= _LAST_YEAR for year in years) if years else not given.isdigit()


def _date(year: str | int, month: str | int, day: str | int) -> str:
    if int(year) > _LAST_YEAR:
        return ""
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _foreign_date_line(line: str) -> bool:
    """A short line with a year, a day and at most two words in a language without our months."""
    numbers = re.findall(r"\d+", line)
    words = re.findall(r"[^\W\d_]+", line)
    foreign = not line.isascii() and len(words) <= 4
    has_year = any(len(n) == 4 for n in numbers) and any(len(n) <= 2 for n in numbers)
    return foreign and has_year and len(line.split()) <= 6

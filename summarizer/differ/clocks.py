"""Clocks: the times of day that a sentence tells, in figures or words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.meaning.spelling import WEEKDAYS
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word


class Clock(NamedTuple):
    """A time: the spans of minutes after midnight it may mean, where its words end, its zone."""

    minutes: tuple[tuple[int, int], ...]
    end: int
    zone: str


HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
NOONS = frozenset({"noon", "midday", "midnight"})
_ZONES = vocabulary("gmt utc est edt et cst cdt ct mst mdt pst pdt pt bst cet cest local")
_ROUGHLY = vocabulary("about around shortly just nearly almost before after minutes by past")
_EXACT, _ROUGH = 7, 25


def clock(words: Sequence[Word], at: int) -> Clock | None:
    """`6 p.m.`, `18:52`, `0330 GMT`, `a quarter past two`, `shortly before seven`, `noon`."""
    found = _spoken(words, at) or _written(words, at)
    if found is None:
        return None
    minutes, twelve, end = found
    half, end = _half_of_day(words, end, minutes)
    zone = words[end].lower if end < len(words) and words[end].lower in _ZONES else ""
    end += bool(zone)
    if half:
        options = [minutes % 720 + (720 if half == "pm" else 0)]
    else:
        options = [minutes % 720, minutes % 720 + 720] if twelve else [minutes]
    rough = _ROUGHLY.intersection(w.lower for w in words[max(0, at - 2) : at])
    spread = _ROUGH if rough else _EXACT
    spans = tuple((m - spread, m + spread) for m in options)
    return Clock(spans, end, zone)


def _spoken(words: Sequence[Word], at: int) -> tuple[int, bool, int] | None:
    """`twenty to nine`, `half past one`, `six o'clock`, `seven in the morning`."""
    low = words[at].lower
    if low in NOONS:
        return 720 * (low != "midnight"), False, at + 1
    after = [w.lower for w in words[at + 1 : at + 3]]
    if low in _MINUTES and len(after) == 2 and after[0] in {"past", "to"} and after[1] in HOURS:
        minutes = _MINUTES[low] if after[0] == "past" else -_MINUTES[low]
        return (HOURS[after[1]] * 60 + minutes) % 720, True, at + 3
    if low not in HOURS or at == 0:
        return None
    if after[:1] == ["o'clock"]:
        return HOURS[low] * 60, True, at + 2
    if words[at - 1].lower in _TIMED and (_half_of_day(words, at + 1, 0)[0] or _ends(words, at)):
        return HOURS[low] * 60, True, at + 1
    return None


_TIMED = vocabulary("at before after until by past")


def _ends(words: Sequence[Word], at: int) -> bool:
    """Whether a bare hour closes its clause and hangs on a word of time: `minutes after eight`."""
    closed = at + 1 == len(words) or words[at + 1].gap[:1] in {",", ".", ";"}
    before = [w.lower for w in words[max(0, at - 3) : at]]
    timed = {"shortly", "just", "minutes"}.intersection(before)
    return closed and bool(timed)


def _written(words: Sequence[Word], at: int) -> tuple[int, bool, int] | None:
    """`18:52`, `3.20 a.m.`, `6 p.m.`, `0330 GMT`."""
    text = words[at].text
    if not text[0].isdigit():
        return None
    after = words[at + 1].lower if at + 1 < len(words) else ""
    half = _half_of_day(words, at + 1, 0)[0]
    parts = text.replace(".", ":").split(":")
    if not all(p.isascii() and p.isdigit() for p in parts) or len(parts) > 2:
        return None
    if len(parts) == 2 and (":" in text or half or after in _ZONES):
        hour, minute = int(parts[0]), int(parts[1])
        if hour < 25 and minute < 60 and len(parts[1]) == 2:
            return hour * 60 + minute, hour <= 12 and not parts[0].startswith("0"), at + 1
        return None
    if len(text) == 4 and after in _ZONES:
        return int(text[:2]) % 24 * 60 + int(text[2:]) % 60, False, at + 1
    if half and after in {"am", "pm"} and len(text) < 3 and int(text) < 13:
        return int(text) * 60, True, at + 1
    return None


def _half_of_day(words: Sequence[Word], at: int, minutes: int) -> tuple[str, int]:
    """`am` or `pm` as the words from `at` tell it, and where they end."""
    lower = [w.lower for w in words[at : at + 3]]
    if not lower:
        return "", at
    if lower[0] in {"am", "pm"}:
        return lower[0], at + 1
    if lower[:2] == ["in", "the"] and lower[2:]:
        part, end = lower[2], at + 3
    elif lower[0] == "this" and lower[1:]:
        part, end = lower[1], at + 2
    elif lower[0] == "on" and lower[1:2] and lower[1] in WEEKDAYS and lower[2:]:
        part, end = lower[2], at + 3
    else:
        return "", at
    if part == "morning":
        return "am", end
    if part in {"afternoon", "evening"}:
        return "pm", end
    if part == "night":
        return ("pm" if minutes == 0 or minutes % 720 >= 300 else "am"), end
    return "", at

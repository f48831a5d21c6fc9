"""Units: money and measures, each turned into one unit of its dimension."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.meaning.numbers import Quantity
from summarizer.meaning.words import Word

# Each unit with its dimension and how many of the dimension's own unit it is.
_UNITS = {
    "kilometre": ("length", 1e3), "kilometer": ("length", 1e3), "km": ("length", 1e3),
    "metre": ("length", 1.0), "meter": ("length", 1.0), "mile": ("length", 1609.34),
    "foot": ("length", 0.3048), "feet": ("length", 0.3048), "yard": ("length", 0.9144),
    "inch": ("length", 0.0254), "inches": ("length", 0.0254), "cm": ("length", 0.01),
    "centimetre": ("length", 0.01), "centimeter": ("length", 0.01),
    "millimetre": ("length", 1e-3), "millimeter": ("length", 1e-3), "mm": ("length", 1e-3),
    "hectare": ("area", 1e4), "acre": ("area", 4046.86),
    "kg": ("mass", 1.0), "kilogram": ("mass", 1.0), "kilo": ("mass", 1.0), "gram": ("mass", 1e-3),
    "tonne": ("mass", 1e3), "ton": ("mass", 1e3), "ounce": ("mass", 0.02835),
    "litre": ("volume", 1.0), "liter": ("volume", 1.0), "gallon": ("volume", 3.785),
    "barrel": ("volume", 159.0),
    "knot": ("speed", 1.852), "kph": ("speed", 1.0), "mph": ("speed", 1.60934),
    "degree": ("temperature", 1.0), "celsius": ("temperature", 1.0),
    "fahrenheit": ("temperature", 1.0),
    "second": ("duration", 1 / 86400), "minute": ("duration", 1 / 1440),
    "hour": ("duration", 1 / 24), "day": ("duration", 1.0), "week": ("duration", 7.0),
    "month": ("duration", 30.4), "year": ("duration", 365.0),
}  # fmt: skip
_MONEY = {
    "dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "franc": "franc",
    "crown": "crown", "krona": "krona", "krone": "krone", "peso": "peso", "rouble": "rouble",
    "ruble": "rouble", "yuan": "yuan", "buck": "$",
}  # fmt: skip
_SIGNS = frozenset("$£€¥₹")


def stem(word: Word) -> str:
    """A unit without its plural; `word.key` would join it with other words."""
    return word.lower[:-1] if word.lower.endswith("s") and len(word.lower) > 3 else word.lower


def currency(words: Sequence[Word], q: Quantity) -> tuple[str, int] | None:
    """The money that a number is of, and where its words end; pounds of something are none."""
    named = q.end < len(words) and stem(words[q.end]) in _MONEY
    sign = words[q.start].gap[-1:]
    if q.kind == "money" and sign in _SIGNS:
        return sign, q.end + named
    for at in (q.end - 1, *([q.end] if named else [])):
        unit = stem(words[at])
        weight = unit == "pound" and at + 1 < len(words) and words[at + 1].lower == "of"
        if unit in _MONEY and not weight:
            return _MONEY[unit], at + 1
    return None


def measure(words: Sequence[Word], at: int) -> tuple[str, float, int] | None:
    """Dimension, factor and end of the unit at `at`: `kilometres an hour`, `square miles`."""
    if at >= len(words) or words[at].gap not in {" ", "-", ""}:
        return None
    square = words[at].lower in {"square", "sq"}
    if square:
        at += 1
    if at >= len(words):
        return None
    if words[at].lower in {"pounds", "lb", "lbs"}:
        return "mass", 0.4536, at + 1
    unit = _UNITS.get(stem(words[at]), _UNITS.get(words[at].lower))
    if unit is None:
        return None
    dimension, factor = unit
    if dimension == "temperature":
        return _degrees(words, at)
    if square:
        return ("area", factor**2, at + 1) if dimension == "length" else None
    hour = [w.lower for w in words[at + 1 : at + 3]]
    if dimension == "length" and hour in (["an", "hour"], ["per", "hour"]):
        return "speed", factor / 1e3, at + 3
    return dimension, factor, at + 1


def _degrees(words: Sequence[Word], at: int) -> tuple[str, float, int]:
    """Degrees of one scale, above or below zero: those of another are not compared."""
    scale = next((w.lower[0] for w in words[at : at + 2] if w.lower in _SCALES), "?")
    cold = any(w.lower == "minus" for w in words[max(0, at - 2) : at])
    end = at + 1 + (at + 1 < len(words) and words[at + 1].lower in _SCALES)
    return f"temperature {'-' * cold}{scale}", 1.0, end


_SCALES = frozenset({"celsius", "fahrenheit", "c", "f"})

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
    "knot": ("speed", 1.852), "kph": ("speed", 1.0), "kmh": ("speed", 1.0),
    "mph": ("speed", 1.60934),
    "degree": ("temperature", 1.0), "celsius": ("temperature", 1.0),
    "fahrenheit": ("temperature", 1.0),
    "second": ("duration", 1 / 86400), "minute": ("duration", 1 / 1440),
    "hour": ("duration", 1 / 24), "day": ("duration", 1.0), "week": ("duration", 7.0),
    "month": ("duration", 30.4), "year": ("duration", 365.0),
}  # fmt: skip
_MONEY = {
    "dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "franc": "franc",
    "crown": "crown", "krona": "krona", "krone": "krone", "peso": "peso", "rouble": "rouble",
    "ruble": "rouble", "yuan": "yuan", "buck": "$", "mark": "mark", "taler": "taler",
    "lira": "lira", "zloty": "zloty", "shekel": "shekel", "dinar": "dinar", "dirham": "dirham",
    "rand": "rand", "koruna": "koruna", "kroner": "krone", "kronor": "krona", "forint": "forint",
    "baht": "baht", "ringgit": "ringgit", "naira": "naira", "riyal": "riyal", "guilder": "guilder",
    "florin": "florin", "shilling": "shilling", "ducat": "ducat", "thaler": "taler",
}  # fmt: skip
_TIMES = {"hour": 1.0, "hr": 1.0, "h": 1.0, "second": 1 / 3600, "sec": 1 / 3600, "s": 1 / 3600}
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
    power = _POWERS.get(words[at].lower, 1)
    if power > 1:
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
    if power > 1:
        return (*_raised(factor, power), at + 1) if dimension == "length" else None
    if dimension == "length" and (each := _each(words, at + 1)) is not None:
        hours, end = each
        return "speed", factor / hours / 1e3, end
    return dimension, factor, at + 1


def _raised(factor: float, power: int) -> tuple[str, float]:
    """Area in square metres, volume in litres."""
    return ("area", factor**2) if power == 2 else ("volume", factor**3 * 1e3)


_POWERS = {"square": 2, "sq": 2, "cubic": 3}


def _each(words: Sequence[Word], at: int) -> tuple[float, int] | None:
    """How many hours a way takes, and where its words end: `an hour`, `per second`, `/h`."""
    if at >= len(words):
        return None
    if words[at].gap == "/":
        end, unit = at + 1, words[at].lower
    elif words[at].lower in {"an", "a", "per"} and at + 1 < len(words):
        end, unit = at + 2, words[at + 1].lower
    else:
        return None
    return (_TIMES[unit], end) if unit in _TIMES else None


def _degrees(words: Sequence[Word], at: int) -> tuple[str, float, int]:
    """Degrees of one scale, above or below zero: those of another are not compared."""
    scale = next((w.lower[0] for w in words[at : at + 2] if w.lower in _SCALES), "?")
    cold = any(w.lower == "minus" for w in words[max(0, at - 2) : at])
    end = at + 1 + (at + 1 < len(words) and words[at + 1].lower in _SCALES)
    return f"temperature {'-' * cold}{scale}", 1.0, end


_SCALES = frozenset({"celsius", "fahrenheit", "c", "f"})

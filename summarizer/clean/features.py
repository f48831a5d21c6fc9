"""What the classifier sees of a unit: hashed features, as in Vowpal Wabbit (Weinberger 2009).

The words (numbers, dates, addresses as classes), their shapes at both ends, length and case,
the unit's place in the line and in the article, whether the article's title or another line
says it, and the same few facts about its neighbours.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.clean.units import Unit
from summarizer.text.lexicon import MONTH, WEEKDAYS

BITS = 16  # of a feature's hash
_SHOWN = (900, 300)  # characters of a long unit that are seen: its start and its end
_MAX_TOKENS = 160
_GRAM = 5  # words that say that two lines repeat each other

_TOKEN = re.compile(
    # An address of mail is tried for no longer than one can be: it is sought at every place.
    r"https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,100}\.\w+|@\w+|#\w+|\d[\d.,:/]*"
    r"|[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?|[^\w\s]"
)
_STOPPED = re.compile(r"[.?!…:;][\"'”’»)\]]*$")
_MONTH = re.compile(rf"(?:{MONTH})\.?", re.IGNORECASE)
_DAYS = {name[:n] for name in WEEKDAYS for n in (3, 4, 5, 9)}
# Stories are full of these, headlines, menus and credits are not.
_STOP = frozenset(
    """
    the a an of to in and that is was for on it with as at by from be has had have are were this but
    not they he she his her their its who which said will would about after or been more than when
    out one into over you your we our i
    """.split()
)
_VERBS = frozenset("is was were are had has have will would said says could did does been".split())
_LENGTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45)
_PLACES = (0, 1, 2, 3, 5, 8, 14)
_SHARES = (0.05, 0.15, 0.3, 0.5, 0.75, 0.99)
_STOP_SHARES = (0, 0.1, 0.2, 0.3, 0.4, 0.5)
_PROBABILITIES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)


@dataclass(frozen=True, slots=True)
class _View:
    """A unit's tokens in the form that counts, their shapes, and what is said of its neighbours."""

    tokens: list[str]
    shapes: str
    length: int
    stopped: bool
    capitals: int


def features(units: Sequence[Unit], title: str) -> list[list[int]]:
    """The hashed features of each unit of an article, by itself and its neighbours' looks."""
    views = [_view(unit) for unit in units]
    heading = {_normal(t) for t in _TOKEN.findall(title[:400])} - _STOP
    lines = units[-1].line + 1 if units else 0
    repeated = _repeated(units)
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for i, (unit, view) in enumerate(zip(units, views, strict=True)):
        key = tuple(view.tokens[:40])
        said = [*_title(view, heading), *_again(unit, view, seen[key], repeated[i])]
        seen[key] += 1
        names = [*_words(view), *_looks(unit, view, lines), *said, *_beside(views, i)]
        found.append(_hashed(names))
    return found


def context(junk: Sequence[float], kinds: Sequence[int], asks: Sequence[float]) -> list[list[int]]:
    """Further features of each unit, from what the first pass says of all.

    Args:
        junk: For each unit of an article the probability that it is not the story.
        kinds: Its likeliest kind.
        asks: The probability that it is a button, a menu or a reader's comment.
    """
    n = len(junk)
    bins = [str(bisect_left(_PROBABILITIES, p)) for p in junk]
    total = [0.0]
    for p in junk:
        total.append(total[-1] + p)
    top = next((i for i, p in enumerate(junk) if p < 0.5), n)
    end = next((i + 1 for i in range(n - 1, -1, -1) if junk[i] < 0.5), 0)
    found, most = [], 0.0
    for i, own in enumerate(bins):
        around = {d: bins[i + d] if 0 <= i + d < n else "e" for d in (-3, -2, -1, 1, 2, 3)}
        before = bisect_left(_PROBABILITIES, total[i] / max(1, i))
        after = bisect_left(_PROBABILITIES, (total[n] - total[i + 1]) / max(1, n - 1 - i))
        names = [f"p{d}:{b}" for d, b in around.items()]
        for d in (-1, 1):
            kind = kinds[i + d] if 0 <= i + d < n else "e"
            names += [f"k{d}:{kind}", f"k{d}:{kind}|{kinds[i]}|{own}"]
        names += [
            f"own{own}", f"bef{before}", f"aft{after}", f"aft{after}own{own}",
            f"bef{before}own{own}", f"seen{bisect_left(_PROBABILITIES, most)}",
            f"nb{around[-1]}_{own}_{around[1]}", f"top{i <= top}own{own}", f"end{i >= end}own{own}",
        ]  # fmt: skip
        found.append(_hashed(names))
        most = max(most, asks[i])
    return found


def _hashed(names: Sequence[str]) -> list[int]:
    mask = (1 << BITS) - 1
    return [zlib.crc32(name.encode("utf-8", "surrogatepass")) & mask for name in names]


def _view(unit: Unit) -> _View:
    text = unit.text
    if len(text) > sum(_SHOWN):
        text = f"{text[: _SHOWN[0]]} {text[-_SHOWN[1] :]}"
    raw = _TOKEN.findall(text)[:_MAX_TOKENS]
    tokens = [_normal(t) for t in raw]
    shapes = "".join(map(_shape, raw))
    words = sum(t[0].isalnum() or t[0] == "<" for t in tokens)
    capitals = sum(map(shapes.count, "AX"))
    share = capitals / max(1, capitals + shapes.count("x"))
    return _View(
        tokens,
        shapes,
        bisect_left(_LENGTHS, words),
        _STOPPED.search(text[-8:]) is not None,
        bisect_left(_SHARES, share),
    )


def _normal(token: str) -> str:
    """The token in lower case, or its class in angle brackets."""
    first = token[0]
    if first.isdigit():
        year = len(token) == 4 and token[:2] in ("19", "20") and token.isdigit()
        clock = "clock" if ":" in token else "slash" if "/" in token else f"n{min(len(token), 4)}"
        return f"<{'year' if year else clock}>"
    if len(token) > 1 and (first in "@#" or "@" in token or token.startswith(("http", "www."))):
        return "<handle>" if first == "@" else "<tag>" if first == "#" else "<address>"
    if first.isupper():
        if token.rstrip(".") in _DAYS:
            return "<day>"
        if _MONTH.fullmatch(token):
            return "<month>"
    return token.lower().replace("’", "'")


def _shape(token: str) -> str:
    """One character for the kind of token: name, capitals, word, number or mark."""
    first = token[0]
    if first.isupper():
        return "A" if len(token) > 1 and token.isupper() else "X"
    if first.isalpha():
        return "x"
    if first.isdigit():
        return "9"
    return first if first in ".,:;|()[]\"“”'-–—/?!…•*&@#" else "^"


def _words(view: _View) -> Iterator[str]:
    tokens = view.tokens
    yield from (f"w:{t}" for t in dict.fromkeys(tokens))
    yield from (f"B{min(i, 2)}:{t}" for i, t in enumerate(tokens[:6]))
    yield from (f"E{min(i, 2)}:{t}" for i, t in enumerate(tokens[:-6:-1]))
    yield from (f"2:{a}_{b}" for a, b in pairwise(tokens[:14]))
    if len(tokens) > 14:
        yield from (f"2:{a}_{b}" for a, b in pairwise(tokens[-10:]))
    first = zip(tokens[:8], tokens[1:8], tokens[2:8], strict=False)
    yield from (f"3:{a}_{b}_{c}" for a, b, c in first)
    for k in (2, 4, 7):
        yield f"s:{view.shapes[:k]}"
        yield f"S:{view.shapes[-k:]}"
    if len(view.shapes) <= 12:
        yield f"sh:{view.shapes}"


def _looks(unit: Unit, view: _View, lines: int) -> Iterator[str]:
    words = max(1, len(view.tokens))
    stops = bisect_left(_STOP_SHARES, sum(t in _STOP for t in view.tokens) / words)
    verbs = min(3, sum(t in _VERBS for t in view.tokens))
    top = bisect_left(_PLACES, unit.line)
    end = bisect_left(_PLACES, lines - 1 - unit.line)
    sixth = 6 * unit.line // max(1, lines)
    quoted = any(mark in unit.text for mark in '"“”')
    size = f"L{view.length}st{view.stopped}"
    yield from ("bias", f"L{view.length}", f"st{view.stopped}", f"cap{view.capitals}")
    yield from (f"up{min(view.shapes.count('A'), 6)}", f"sr{stops}", f"verbs{verbs}", unit.place)
    yield from (f"top{top}", f"end{end}", f"rel{sixth}", f"q{quoted}", size, f"{size}{unit.place}")
    yield from (f"top{top}{size}", f"end{end}{size}", f"rel{sixth}L{view.length}")
    yield from (
        f"cap{view.capitals}L{view.length}",
        f"cap{view.capitals}{size}verbs{min(verbs, 2)}",
    )
    yield from (f"sr{stops}L{view.length}", f"q{quoted}verbs{verbs}")
    yield f"lines{bisect_left((3, 8, 16, 30, 60), lines)}"


def _title(view: _View, heading: set[str]) -> Iterator[str]:
    """How much of the title the unit says."""
    own = set(view.tokens)
    share = len(heading & own) / len(heading) if heading else -1.0
    yield f"title{bisect_left((-0.5, 0, 0.2, 0.4, 0.7, 0.95), share)}"
    yield f"same{share > 0.7 and own - _STOP <= heading}"


def _again(unit: Unit, view: _View, before: int, repeated: bool) -> Iterator[str]:
    """Whether the article has said it before, or says it within another line."""
    yield f"rep{min(before, 2)}{view.length > 3}"
    quoted = unit.text[:1] in '"“' or unit.text[-1:] in '"”'
    yield f"dup{repeated}"
    yield f"dup{repeated}q{quoted}{unit.place}"
    yield f"dup{repeated}st{view.stopped}cap{view.capitals}"


def _beside(views: Sequence[_View], i: int) -> Iterator[str]:
    for d in (-2, -1, 1, 2):
        if not 0 <= i + d < len(views):
            yield f"n{d}edge"
            continue
        view = views[i + d]
        looks = f"n{d}L{view.length}st{view.stopped}"
        yield from (looks, f"n{d}cap{view.capitals}")
        if abs(d) == 1:
            own = views[i]
            yield f"n{d}w{view.tokens[0] if view.tokens else ''}"
            yield f"{looks}me{own.length}{own.stopped}"


def _repeated(units: Sequence[Unit]) -> list[bool]:
    """Whether the first and the last words of a unit stand elsewhere, too."""
    lists = [re.findall(r"\w+", u.text[: sum(_SHOWN)].casefold())[:80] for u in units]
    count = Counter(
        gram for words in lists for gram in zip(*(words[k:] for k in range(_GRAM)), strict=False)
    )
    return [
        len(w) >= _GRAM and count[tuple(w[:_GRAM])] > 1 and count[tuple(w[-_GRAM:])] > 1
        for w in lists
    ]

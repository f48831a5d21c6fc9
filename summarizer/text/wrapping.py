"""Hard-wrapped text: the lines of a paragraph joined, every offset as before.

A text was wrapped when most of its lines end where the first word of the next line had no more
room, and the next lines mostly begin in lower case.  A list has lines of all lengths, and an
article with a line for each paragraph has longer ones.  Cost: linear.
"""

from __future__ import annotations

import re
from itertools import pairwise

WIDTHS = range(20, 121)  # at which texts are wrapped
ROOM = 0.85  # share of the width that a line and the word after it reach: some wrap by hand
SHARE = 0.6  # of the lines that are full; the others are headlines, bylines and the like …
LOWER = 0.25  # … and of those, whose next line begins in lower case

_BULLET = re.compile(r"\s*(?:[-•*·▪◦‣●>]|\(?\d{1,3}[.)])\s")
_FIRST = re.compile(r"\s*(\S+)")


def unwrapped(text: str, title: str = "") -> str:
    """`text` with the line breaks inside paragraphs made spaces, if it was hard-wrapped.

    A line that is the `title` stays apart.
    """
    lines = text.split("\n")
    pairs = [i for i, (one, two) in enumerate(pairwise(lines)) if _one_paragraph(one, two)]
    lengths = sorted(len(lines[i].rstrip()) for i in pairs)
    width = lengths[len(lengths) * 95 // 100] if lengths else 0  # some lines are addresses
    if width not in WIDTHS:
        return text
    full = [i for i in pairs if _reach(lines[i], lines[i + 1]) > ROOM * width]
    lower = sum(lines[i + 1].lstrip()[0].islower() for i in full)
    if len(full) < SHARE * len(pairs) or lower < max(1, LOWER * len(full)):
        return text
    joined = {i for i in full if lines[i].strip() != title}
    ends = (" " if i in joined else "\n" for i in range(len(lines) - 1))
    return "".join(part for pair in zip(lines, (*ends, ""), strict=True) for part in pair)


def _one_paragraph(line: str, following: str) -> bool:
    """Whether two lines may stand in one paragraph by their indents and marks."""
    if not line.strip() or not following.strip() or _BULLET.match(following):
        return False
    indents = [len(x) - len(x.lstrip()) for x in (line, following)]
    return indents[1] <= indents[0] or _BULLET.match(line) is not None


def _reach(line: str, following: str) -> int:
    first = _FIRST.match(following)
    return len(line.rstrip()) + 1 + (len(first[1]) if first else 0)

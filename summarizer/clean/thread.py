"""Readers' comments that their own frame gives away: names, ages, votes and reply buttons.

One such line proves nothing; two or more after the story do.  Lines between them go with
them, unless too many of those report speech, as the entries of a live report do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.clean.page import Line, Page, Rule
from summarizer.clean.tail import MIN_STORY, attributed, signs
from summarizer.types import Span

_AGO = r"(?:\d{1,2}|an?|one) (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?) ago"
_BUTTON = r"(?:(?:reply|like|dislike|report|flag)\b(?: ?\(\d{1,5}\))?|\d{1,5} (?:likes?|votes?))"
_REACTION = re.compile(
    rf"up \d{{1,5}} down \d{{1,5}}"
    rf"|(?:{_AGO}[\s·•|]{{1,4}})?{_BUTTON}(?:[\s·•|]{{1,4}}(?:{_BUTTON}|{_AGO}|\d{{1,5}})){{0,5}}",
    re.IGNORECASE,
)
_AGE = re.compile(_AGO, re.IGNORECASE)
_NAMED = re.compile(
    r"(?!(?:(?:last|just) )?(?:updated|published|posted|edited|about|nearly|over|almost|some)\b)"
    rf"[\w.@-]{{2,24}}(?: [\w.'’-]{{1,20}}){{0,2}}\s{{1,3}}"
    rf"(?:[·•|-]\s?(?:\d{{1,2}} ?(?:h|m|d|w|hrs?|mins?)|{_AGO})|{_AGO})"
    r"|[\w.@-]{2,24}(?: [\w.'’-]{1,20}){0,2} said(?:\.{3}|…)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"([\w.-]{2,24})(?: \w{1,12})? says: \S")
_NUMBER = re.compile(r"\d{1,5}")
_MAX_GAP = 6  # lines between two frame lines of one thread
_MAX_BACK = 6


def _framing(line: Line) -> bool:
    """Whether a line above a comment may be its author, its age or one more remark."""
    return _is_name(line) or signs(line) > 0 or _AGE.fullmatch(line.text[:40]) is not None


def _is_name(line: Line) -> bool:
    return line.words <= 4 and not line.stopped and not line.text[:1].isdigit()


def _story_end(lines: Sequence[Line]) -> int:
    """The index after which comments may stand."""
    told = 0
    for i, line in enumerate(lines):
        told += line.stopped and line.words >= 12
        if told >= MIN_STORY:
            return i + 1
    return len(lines)


def _runs(marks: Sequence[int]) -> Iterator[list[int]]:
    """Marked lines that stand close to each other, two or more."""
    run: list[int] = []
    for i in marks:
        if run and i - run[-1] > _MAX_GAP:
            if len(run) > 1:
                yield run
            run = []
        run.append(i)
    if len(run) > 1:
        yield run


def _threads(given: Page) -> Iterator[Span]:
    """Threads with buttons or ages, lines `name says:`, and name–text–number triples."""
    lines = given.lines
    low = _story_end(lines)
    short = [i for i in range(low, len(lines)) if len(lines[i].text) < 80]
    frames = {i for i in short if _REACTION.fullmatch(lines[i].text)}
    named = {i for i in short if _NAMED.fullmatch(lines[i].text)}
    marked = frames | named
    for run in _runs(sorted(marked)):
        start, end = run[0], run[-1] + 1
        if start in frames:
            start = _first(lines, start, low)
        if run[-1] in named and end < len(lines):
            end += 1
        inner = [lines[i] for i in range(start, end) if i not in marked]
        if 3 * sum(map(attributed, inner)) <= len(inner):
            yield from (line.span for line in lines[start:end])
    yield from _sayings(lines[low:])
    yield from _voted(lines, low)


def _first(lines: Sequence[Line], at: int, low: int) -> int:
    """Where the comment above the first button begins."""
    start = at
    while start > max(low, at - _MAX_BACK):
        line = lines[start - 1]
        mine = start == at and line.words <= 60 and not attributed(line)
        if not (mine or (start < at and _framing(line))):
            break
        start -= 1
    return start


def _sayings(lines: Sequence[Line]) -> Iterator[Span]:
    """Two or more lines `name says: …` of people whom the rest does not name."""
    found = [(line, m.group(1)) for line in lines if (m := _SAYS.match(line.text[:60]))]
    if 1 < len(found) == len({name for _, name in found}):
        yield from (line.span for line, _ in found)


def _voted(lines: Sequence[Line], low: int) -> Iterator[Span]:
    """A name, what it wrote, and its votes; two or more of them at the end of the page."""
    start = len(lines)
    found = 0
    while (begin := _triple(lines, start, low)) is not None:
        start, found = begin, found + 1
    if found > 1:
        yield from (line.span for line in lines[start:])


def _triple(lines: Sequence[Line], end: int, low: int) -> int | None:
    """Where the name, text, number that end before `end` begin."""
    if end - 3 < low or not _NUMBER.fullmatch(lines[end - 1].text[:9]):
        return None
    for i in range(end - 3, max(low, end - 6) - 1, -1):
        text = lines[i + 1 : end - 1]
        if _is_name(lines[i]) and any(x.words > 5 for x in text):
            return i if not any(map(attributed, text)) else None
    return None


_OPINION = re.compile(r"The ([A-Z]\w{2,15}) says: [^\"“”]{5,300}")
_LEADER = re.compile(r"(?:THE )?([A-Z]{3,15}(?: [A-Z]{3,15})?) SAYS")


def _leaders(given: Page) -> Iterator[Span]:
    """'SPARK SAYS' under a report of The Spark, and the paragraph of opinion after it.

    Or 'The Spark says: …' in a page with The Daily Spark among its first lines.
    """
    lines = given.lines
    names = {line.text.split()[-1] for line in lines[:4] if not line.stopped}
    for line in lines[1:]:
        own = _OPINION.fullmatch(line.text[:400])
        if own is not None and own.group(1) in names:
            yield line.span
    for i in range(_story_end(lines), len(lines)):
        head = _LEADER.fullmatch(lines[i].text[:60])
        if head is None:
            continue
        paper = "The " + head.group(1).title()
        if any(paper in line.text for line in lines[:i]):
            yield lines[i].span
            if i + 1 < len(lines) and not attributed(lines[i + 1]):
                yield lines[i + 1].span


_STORY = "\n".join(
    f"The mayor of Ely said on Monday that the river had risen by {n} feet in a day." for n in "345"
)
THREAD: tuple[Rule, ...] = (
    Rule(
        "leader",
        "The paper's own opinion under its report.",
        "page",
        find=_leaders,
        removed=(
            f"She told The Spark so.\n{_STORY}\n⟦SPARK SAYS⟧\n⟦He should start now.⟧",
            f"Rain\nThe Fen Post\n{_STORY}\n⟦The Post says: dam it now.⟧",
        ),
        kept=(
            f"Rain\nThe Fen Post\n{_STORY}\nThe Journal says: no.",
            f"{_STORY}\nWHAT LEE SAYS\nIt is over.",
            f"{_STORY}\nLEE SAYS\nHe will go.",
        ),
    ),
    Rule(
        "comment-thread",
        "Readers' comments with their names, ages, votes and buttons.",
        "page",
        find=_threads,
        removed=(
            f"{_STORY}\n⟦BigTerry⟧\n⟦It was a rust bucket.⟧\n⟦3 hours ago   Reply   17 likes⟧\n"
            "⟦Ann of Ely⟧\n⟦Well done to all⟧\n⟦1 hour ago   Reply   9 likes⟧",
            f"{_STORY}\n⟦Gus P · 2h⟧\n⟦Wait till the summer.⟧\n⟦mimi · 1h⟧\n⟦where is this⟧\nHelp",
            f"{_STORY}\n⟦fox7⟧\n⟦2 hrs ago⟧\n⟦my uncle was on it⟧\n⟦Up 8 Down 2⟧\n"
            "⟦Al⟧\n⟦1 hr ago⟧\n⟦calm down⟧\n⟦Up 7 Down 14⟧",
            f"{_STORY}\n⟦kathy_w said...⟧\n⟦Thank you.⟧\n⟦Anonymous said...⟧\n⟦Of course.⟧",
            f"{_STORY}\n⟦gerald_w says: Nobody was hurt.⟧\n⟦Uplander says: Why is it there?⟧",
            f"{_STORY}\n⟦ed⟧\n⟦Why was she up there in that rain⟧\n⟦12⟧\n"
            "⟦Tess⟧\n⟦Read it again. The warning came late.⟧\n⟦96⟧",
        ),
        kept=(
            f"{_STORY}\n2 hours ago\nRain has stopped.\n1 hour ago\nThe lock is open.",
            f"{_STORY}\nUpdated 2 hours ago\nThe bridge was closed.",
            f"{_STORY}\nAnn Lee 2 hours ago\n“It is over,” he said.\nBo Ray 1 hour ago\n"
            "The mayor said it was not.",
            f"{_STORY}\nAnn Lee\nDemocrat\n45\nBo Ray\nRepublican\n40",
            f"{_STORY}\nThe report says: nothing.",
        ),
    ),
)

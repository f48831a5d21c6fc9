"""Rules for readers' comments after the story, and for the paper's own opinion there.

Comments without names or buttons go line by line, each by a sign of its own: chatter in the first
person, runs of dots, insults or a lower-case start.  Other articles can only weaken a sign: a line
that shares its words with them is kept.

Threads are found by their frame: names, ages, votes and reply buttons.  One such line proves
nothing; two or more after the story do.  Lines between them go with them, unless too many of those
report speech, as the entries of a live report do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.clean.rule import Line, Page, Rule
from summarizer.text.lexicon import SAYING
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Span

_FORM = re.compile(
    r"(?:(?:leave|post|write|add) a (?:reply|comment)|your e-?mail address will not be published|"
    r"\d{0,6} ?comments?:?|readers?[’']? comments|view comments|join the (?:conversation"
    r"|discussion)|comments are moderated|"
    r"(?:your|top|latest|best) comments|discuss this article)\b.{0,80}",
    re.IGNORECASE,
)
# The heading of a blog's comments names what they answer: all that follows are comments.
_ANSWERS = re.compile(
    r"\d{1,6} (?:replies|responses|thoughts|comments) (?:to|on) [\"“‘'].{2,120}", re.IGNORECASE
)
_POINTER = re.compile(
    r"(?:read the )?(?:full|original) (?:story|article|report) (?:at|on|here|:)", re.IGNORECASE
)
_ATTRIBUTED = re.compile(
    rf"[\"“”]|\b(?:{SAYING}|according|reported|announced|added|tweeted|stated)\b"
)
_SIGNS = tuple(
    re.compile(p)
    for p in (
        r"\.{4,}|!{2,}|\?{2,}|[?!]{3,}",
        r"\b(?i:lol|lmao|rofl|imo|imho|smh|wtf|hmm+|haha\w*|omg|btw|yeah|gonna|wanna|dude|folks)\b",
        r"\b(?:I|i) (?:thought|think|guess|wonder|wish|love|hate|bet|agree|disagree|mean|hope"
        r"|hear|read|saw|just)\b"
        r"|\b(?:I'm|I’m|I've|I’ve|i'm)\b",
        r"\b(?i:idiots?|morons?|stupid|libtards?|sheeple|clowns?|traitors?|losers?|crooks?"
        r"|minions|dumb)\b",
        r"^[a-z]",
        r"^(?:Might|Must|Should|Could|Guess|Wonder|Hope|Too bad|Sounds|Looks like|Wow|Ha|Well"
        r"|So|Yes|No|Great|Nice|Good),? ",
        r"^@\w+|\b(?:(?:great|nice|good) (?:article|piece)|well said|this article|the author"
        r"|the media)\b",
    )
)
# "Stan, Upper Ely: What will happen?"
_LETTER = re.compile(r"[A-Z][\w.]{0,15}(?: [A-Z]?\w{1,15})?(?:, [A-Z][\w .]{2,20})?: \S")
_FIRST = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|my|me)\b")
# A story has at least this many finished paragraphs before a comment can follow it.
_MIN_STORY = 3


def _signs(line: Line) -> int:
    """How many kinds of comment signs a line shows; none when it quotes or attributes."""
    if _attributed(line):
        return 0
    return sum(1 for sign in _SIGNS if sign.search(line.text[:2_000]))


def _attributed(line: Line) -> bool:
    """Whether a line quotes or says who said it."""
    return _ATTRIBUTED.search(line.text[:2_000]) is not None


def _paragraph(line: Line) -> bool:
    """Whether a line is a finished paragraph of a story."""
    return line.stopped and line.words >= 12


def _apart(line: Line, page: Page) -> bool:
    """Whether most of a line's content words are in no other article."""
    if page.elsewhere is None:
        return True
    words = {w for w in tokens(line.text[:2_000]) if not is_stop(w)}
    known = sum(1 for w in words if page.elsewhere(w))
    return known * 2 <= len(words)


def _comments(page: Page) -> Iterator[Span]:
    """The comments of a page: after a form, after 'Full story at …', or at its very end."""
    lines = page.lines
    paragraphs = 0
    for i, line in enumerate(lines):
        if paragraphs >= _MIN_STORY and len(line.text) < 300:
            if _ANSWERS.fullmatch(line.text):
                yield from (x.span for x in lines[i:] if not _attributed(x) or x == line)
                return
            if _FORM.fullmatch(line.text):
                yield from (x.span for x in lines[i + 1 :] if _remark(x, page))
                return
            if _POINTER.match(line.text):
                yield from _after_pointer(lines[i + 1 :], page)
                return
        paragraphs += _paragraph(line)
    yield from _loose_end(page)


def _remark(line: Line, page: Page) -> bool:
    lettered = _LETTER.match(line.text[:60]) is not None
    return lettered or (not _attributed(line) and (_signs(line) > 0 or _apart(line, page)))


def _after_pointer(rest: tuple[Line, ...], page: Page) -> Iterator[Span]:
    """Lines after the pointer to the full story, if one of them has a sign of chatter."""
    if any(_signs(line) for line in rest):
        yield from (line.span for line in rest if _remark(line, page))


def _loose_end(page: Page) -> Iterator[Span]:
    """Lines at the very end with two signs each, in a page not written in the first person."""
    lines = page.lines
    i = len(lines)
    while i > _MIN_STORY and _signs(lines[i - 1]) >= 2 and _apart(lines[i - 1], page):
        i -= 1
    if i == len(lines):
        return
    story = lines[:i]
    personal = sum(
        1 for x in story if _FIRST.search(x.text[:500]) and not _ATTRIBUTED.search(x.text)
    )
    if sum(map(_paragraph, story)) >= _MIN_STORY and personal == 0:
        yield from (line.span for line in lines[i:])


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
    return _is_name(line) or _signs(line) > 0 or _AGE.fullmatch(line.text[:40]) is not None


def _is_name(line: Line) -> bool:
    return line.words <= 4 and not line.stopped and not line.text[:1].isdigit()


def _story_end(lines: Sequence[Line]) -> int:
    """The index after which comments may stand."""
    paragraphs = 0
    for i, line in enumerate(lines):
        paragraphs += _paragraph(line)
        if paragraphs >= _MIN_STORY:
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


def _threads(page: Page) -> Iterator[Span]:
    """Threads with buttons or ages, lines `name says:`, and name–text–number triples."""
    lines = page.lines
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
        if 3 * sum(map(_attributed, inner)) <= len(inner):
            yield from (line.span for line in lines[start:end])
    yield from _sayings(lines[low:])
    yield from _voted(lines, low)


def _first(lines: Sequence[Line], at: int, low: int) -> int:
    """Where the comment above the first button begins."""
    start = at
    while start > max(low, at - _MAX_BACK):
        line = lines[start - 1]
        mine = start == at and line.words <= 60 and not _attributed(line)
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
            return i if not any(map(_attributed, text)) else None
    return None


_OPINION = re.compile(r"The ([A-Z]\w{2,15}) says: [^\"“”]{5,300}")
_LEADER = re.compile(r"(?:THE )?([A-Z]{3,15}(?: [A-Z]{3,15})?) SAYS")


def _leaders(page: Page) -> Iterator[Span]:
    """'SPARK SAYS' under a report of The Spark, and the paragraph of opinion after it.

    Or 'The Spark says: …' in a page with The Daily Spark among its first lines.
    """
    lines = page.lines
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
            if i + 1 < len(lines) and not _attributed(lines[i + 1]):
                yield lines[i + 1].span


COMMENTS: tuple[Rule, ...] = (
    Rule("leader", "The paper's own opinion under its report.", "page", find=_leaders),
    Rule(
        "comment-thread",
        "Readers' comments with their names, ages, votes and buttons.",
        "page",
        find=_threads,
    ),
    Rule("comments", "What readers wrote under the story.", "page", find=_comments),
)

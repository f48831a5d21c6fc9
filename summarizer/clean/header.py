"""Rules for what stands above the first sentence beside headline, names and date.

A name is no story and a headline is said again: what these rules take is short, does not end as
a sentence does, and has its place given away by the headline, a byline or a date next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.clean.patterns import ANY_DATE, CLOCK, FULL_DATE, MONTH, NAME, NAMES, any_case
from summarizer.clean.rule import Line, Page, Rule
from summarizer.text.tokens import tokens
from summarizer.types import Span

_TOP = 10
_ROLE = r"(?:[a-z]{3,12} ){0,2}(?:reporter|correspondent|editor|staff|writer|columnist)"
_SAME = r"[\s,|/•·–—-]{1,4}"
_BYLINE = (
    rf"(?:(?:EXCLUSIVE|Exclusive) by {NAMES}"
    rf"|(?:[A-Z][\w.&’' ]{{2,40}} \| )?(?:By|BY) {NAMES}"
    rf"|(?:By|[Ff]rom) our {_ROLE}(?:,? {NAMES})?(?: ?[/|,] ?[^.?!\"“”]{{2,60}})?"
    rf"|(?:Text|Words)(?: by|:) (?:[A-Z]\w{{2,14}} )?(?:\([a-z]{{2,5}}\.\) )?"
    rf"{NAMES}(?: ?[,|/] ?[^.?!\"“”]{{2,60}})?"
    rf"|(?:{ANY_DATE},? \d{{4}}|{FULL_DATE})(?:{_SAME}{CLOCK})?{_SAME}(?:By|BY)"
    rf" (?:[\w’']{{2,12}} ){{0,4}}{NAMES}"
    rf"|{NAMES},? (?:[A-Z]\w{{2,20}} ){{1,2}}[Ss]taff"
    rf"|{NAME}(?:\d{{1,2}} ?min| \d{{1,2}} ?min(?:ute)?s? read)"
    r"|[Ss]taff and (?:agenc(?:y|ies)|wires?)(?: reports?)?|(?:Staff|Agency|Wire) reports?"
    r"|Reporting from [A-Z]\w{2,20}(?:,? [A-Z]\w{2,20}){0,3})"
)
_BITS = r"[^.?!\"“”·•|]{2,30}"
_DATED = (
    rf"(?:[A-Z][A-Z .&’'-]{{2,30}},? )?(?:{CLOCK}{_SAME})?{FULL_DATE}"
    rf"(?:{_SAME}(?:{CLOCK}|(?i:updated|published):?|{FULL_DATE}|local time)|\s(?:{CLOCK}"
    rf"|(?i:updated|published):?)){{0,5}}"
    rf"|\d{{1,2}}[:.]\d\d, \d{{1,2}} {MONTH.upper()} \d{{4}}"
    rf"|(?:{_BITS} [·•|] ){{0,3}}{FULL_DATE}(?: [·•|] {_BITS}){{0,4}}"
)
_POSTED = (
    r"(?:[Pp]osted|[Pp]ublished|[Ww]ritten) by "
    rf"{NAMES}[\s|•·–—-]{{1,9}}(?i:filed under|posted in|in|tags?):? [^.?!\"“”]{{2,80}}"
)
_ANCHOR = re.compile(rf"{_BYLINE}|{_POSTED}|{_DATED}|(?:By|BY) [A-Z][A-Z.'’\- ]{{3,40}}")
_SIGNED = re.compile(rf"{_BYLINE}|{_POSTED}")
_AFFIX = re.compile(r"\s(?:\||::|»|•|[-–—])\s")


def _top(page: Page) -> Sequence[Line]:
    """The lines before the first sentence, or none when the page never gets to one."""
    for i, line in enumerate(page.lines[:_TOP]):
        if line.stopped and line.words >= 9:
            return page.lines[:i]
    return ()


def _above_title(page: Page) -> Iterator[Span]:
    """Short lines above the line that is the title."""
    title = tokens(page.title)
    top = _top(page)
    for i, line in enumerate(top):
        if title and tokens(line.text) == title:
            above = top[:i]
            if not any(x.stopped or x.words > 8 for x in above):
                yield from (x.span for x in above)
            return


def _title_parts(page: Page) -> Iterator[Span]:
    """The title without the site's name, and the short lines above it."""
    parts = [tokens(part) for part in _AFFIX.split(page.title)]
    top = _top(page)
    for i, line in enumerate(top[:4]):
        if len(parts) > 1 and line.words > 3 and tokens(line.text) in parts:
            yield from (x.span for x in top[:i] if not x.stopped and x.words <= 4)
            yield line.span
            return


def _above_byline(page: Page) -> Iterator[Span]:
    """What stands above a byline and is no sentence: masthead, motto, menu, headlines."""
    top = _top(page)
    for i, line in enumerate(top[:8]):
        if line.stopped:
            return
        if _SIGNED.fullmatch(line.text[:200]):
            yield from (x.span for x in top[:i])
            return


def _header_words(page: Page) -> Iterator[Span]:
    """Lines of four words or fewer above the story, when a date or a byline is among them."""
    top = _top(page)
    if any(_ANCHOR.fullmatch(line.text[:200]) for line in top):
        yield from (x.span for x in top if x.words <= 4 and not x.stopped and _bare(x.text))


def _bare(text: str) -> bool:
    if text.startswith(("Category: ", "Section: ")):
        return True
    return text[0].isalnum() and not set(text) & set(':"“”') and not text[0].isdigit()


HEADER: tuple[Rule, ...] = (
    Rule(
        "signed",
        "Who wrote it, in other words than 'By …' alone.",
        "line",
        _SIGNED,
    ),
    Rule(
        "dated",
        "When it was published, with the agency, the hour or the edition around the date.",
        "line",
        re.compile(_DATED),
    ),
    Rule(
        "above-title",
        "The section and the paper's name above the headline.",
        "page",
        find=_above_title,
    ),
    Rule(
        "title-part",
        "The headline, when the title has the site's name beside it.",
        "page",
        find=_title_parts,
    ),
    Rule(
        "above-byline",
        "The headline and the masthead above a byline, when the title is not known.",
        "page",
        find=_above_byline,
    ),
    Rule(
        "header-word",
        "Section, outlet and buttons between the headline and the story, beside a date or byline.",
        "page",
        find=_header_words,
    ),
    Rule(
        "letterspaced",
        "A masthead with a space after each letter.",
        "line",
        re.compile(r"[A-Z](?:\s{1,4}[A-Z]){4,30}"),
    ),
    Rule(
        "motto",
        "What the outlet calls itself.",
        "line",
        any_case(
            r"(?:the|a|your) (?:[\w-]{2,14} ){0,3}(?:newsletter|blog|newspaper|journal|magazine"
            r"|podcast) (?:for|of|about) [^.?!\"“”]{3,60}, (?:by|since|from) [^.?!\"“”]{3,40}"
        ),
    ),
)

"""Rules for what stands above the first sentence beside headline, names and date.

A name is no story and a headline is said again: what these rules take is short, does not end as
a sentence does, and has its place given away by the headline, a byline or a date next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.clean.page import Line, Page, Rule
from summarizer.clean.words import ANY_DATE, CLOCK, FULL_DATE, MONTH, NAME, NAMES, rx, rxi
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


def _top(given: Page) -> Sequence[Line]:
    """The lines before the first sentence, or none when the page never gets to one."""
    for i, line in enumerate(given.lines[:_TOP]):
        if line.stopped and line.words >= 9:
            return given.lines[:i]
    return ()


def _above_title(given: Page) -> Iterator[Span]:
    """Short lines above the line that is the title."""
    title = tokens(given.title)
    top = _top(given)
    for i, line in enumerate(top):
        if title and tokens(line.text) == title:
            above = top[:i]
            if not any(x.stopped or x.words > 8 for x in above):
                yield from (x.span for x in above)
            return


def _title_parts(given: Page) -> Iterator[Span]:
    """The title without the site's name, and the short lines above it."""
    parts = [tokens(part) for part in _AFFIX.split(given.title)]
    top = _top(given)
    for i, line in enumerate(top[:4]):
        if len(parts) > 1 and line.words > 3 and tokens(line.text) in parts:
            yield from (x.span for x in top[:i] if not x.stopped and x.words <= 4)
            yield line.span
            return


def _above_byline(given: Page) -> Iterator[Span]:
    """What stands above a byline and is no sentence: masthead, motto, menu, headlines."""
    top = _top(given)
    for i, line in enumerate(top[:8]):
        if line.stopped:
            return
        if _SIGNED.fullmatch(line.text[:200]):
            yield from (x.span for x in top[:i])
            return


def _header_words(given: Page) -> Iterator[Span]:
    """Lines of four words or fewer above the story, when a date or a byline is among them."""
    top = _top(given)
    if any(_ANCHOR.fullmatch(line.text[:200]) for line in top):
        yield from (x.span for x in top if x.words <= 4 and not x.stopped and _bare(x.text))


def _bare(text: str) -> bool:
    if text.startswith(("Category: ", "Section: ")):
        return True
    return text[0].isalnum() and not set(text) & set(':"“”') and not text[0].isdigit()


_STORY = "The mayor of Ely said on Monday that the river had risen by three feet."
HEADER: tuple[Rule, ...] = (
    Rule(
        "signed",
        "Who wrote it, in other words than 'By …' alone.",
        "line",
        rx(_SIGNED.pattern),
        removed=(
            "⟦EXCLUSIVE by ANN LEE⟧",
            "⟦Ely Public Radio | By Ann Lee⟧",
            "⟦From our reporter Ann Lee / Photos: Bo Ray / Ely⟧",
            "⟦Words by Ann Lee | Pictures: Bo Ray⟧",
            "⟦Saturday, May 4, 2019 – 11:31 am | By City Desk reporter ANN LEE⟧",
            "⟦Ann Lee, Courier staff⟧",
            "⟦Ann Lee6 min⟧",
            "⟦Staff and agencies⟧",
            "⟦Reporting from Ely⟧",
            "⟦posted by Ann Lee | Filed under: Rivers, Rain⟧",
        ),
        kept=(
            "Words by Ann Lee caused anger.",
            "Reporting from Ely was hard.",
            "Staff and agencies met.",
            "Ann Lee 6 min",
            "By our count, 40 voted no.",
            "Ann Lee, who leads the staff",
        ),
    ),
    Rule(
        "dated",
        "When it was published, with the agency, the hour or the edition around the date.",
        "line",
        rx(_DATED),
        removed=(
            "⟦23:12, 19 Jul 2025 Updated 23:58, 19 Jul 2025⟧",
            "⟦01:48, 8 FEB 2026⟧",
            "⟦ELY NEWS, 19 July 2025 10:05⟧",
            "⟦Sunday 8 February 2026, 08.05 local time⟧",
            "⟦Sunday edition · Nov 23, 2025 · 9 stories · 4 minutes⟧",
        ),
        kept=("At 23:12, 19 Jul 2025 it rained.", "It rained on Sunday 8 February 2026"),
    ),
    Rule(
        "above-title",
        "The section and the paper's name above the headline.",
        "page",
        find=_above_title,
        removed=(f"=Rain floods Ely\n⟦WATER & LAND⟧\nRain floods Ely\n{_STORY}",),
        kept=(
            f"=Rain floods Ely\nThe lock is shut.\nRain floods Ely\n{_STORY}",
            f"=Rain floods Ely\nWATER & LAND\n{_STORY}",
        ),
    ),
    Rule(
        "title-part",
        "The headline, when the title has the site's name beside it.",
        "page",
        find=_title_parts,
        removed=(f"=Fen & Field :: Rain floods all of Ely\n⟦Rain floods all of Ely⟧\n{_STORY}",),
        kept=(f"=Rain - Ely\nRain\n{_STORY}", f"=Fen | Rain floods Ely\nRain floods it\n{_STORY}"),
    ),
    Rule(
        "above-byline",
        "The headline and the masthead above a byline, when the title is not known.",
        "page",
        find=_above_byline,
        removed=(
            f"⟦THE FEN POST⟧\n⟦Rain floods Ely as the lock keeper sleeps⟧\nText: Ann Lee\n{_STORY}",
        ),
        kept=(f"It rained.\nText: Ann Lee\n{_STORY}", f"Rain floods Ely\n{_STORY}"),
    ),
    Rule(
        "header-word",
        "Section, outlet and buttons between the headline and the story, beside a date or byline.",
        "page",
        find=_header_words,
        removed=(f"⟦Category: Rain⟧\n⟦Fen Online⟧\n01:48, 8 Feb 2026\n⟦Bookmark⟧\n{_STORY}",),
        kept=(f"Rivers\nFen Online\n{_STORY}", f"When: Monday\n01:48, 8 Feb 2026\n{_STORY}"),
    ),
    Rule(
        "letterspaced",
        "A masthead with a space after each letter.",
        "line",
        rx(r"[A-Z](?:\s{1,4}[A-Z]){4,30}"),
        removed=("⟦T H E   F E N⟧",),
        kept=("A B C D",),
    ),
    Rule(
        "motto",
        "What the outlet calls itself.",
        "line",
        rxi(
            r"(?:the|a|your) (?:[\w-]{2,14} ){0,3}(?:newsletter|blog|newspaper|journal|magazine"
            r"|podcast) (?:for|of|about) [^.?!\"“”]{3,60}, (?:by|since|from) [^.?!\"“”]{3,40}"
        ),
        removed=("⟦The newsletter for Ely parents, by Ely parents⟧",),
        kept=("The newsletter for parents, by a teacher, was closed.",),
    ),
)

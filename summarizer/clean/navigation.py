"""Rules for a site's own furniture: consent walls, menus, counters, tags, small print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, CLOCK, FULL_DATE, NAMES, SAID, ZONE, any_case
from summarizer.clean.rule import Page, Rule
from summarizer.types import Span

_ITEM = r"[A-Z][^\W\d]{0,19}(?:[ &'’/-]{1,3}[^\W\d]{1,19}){0,3}"
_CAPS = r"[A-Z][A-Z&’' -]{1,28}[A-Z]"
_AGO = r"(?:\d{1,2}|an?|one) (?:seconds?|minutes?|mins?|hours?|hrs?|days?) ago"
_COUNT = (
    r"\d[\d,.]{0,7}k? (?:shares?|views?|comments?|likes?|reads?|reactions?|replies"
    r"|min(?:ute)? read)"
)
_COUNTS = re.compile(
    rf"(?:[-•*]\s)?{_COUNT}(?:[\s•·|,–—-]{{1,4}}{_COUNT}){{0,4}}"
    rf"|(?:[-•*]\s)?(?:last )?(?:published|updated|posted|edited|modified):? {_AGO}"
    r"|[-•*]\s(?:published|updated|comments?|share)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,5}")


def _counts(page: Page) -> Iterator[Span]:
    """Counters near the top, and the bare number beside one."""
    top = page.lines[:10]
    for i, line in enumerate(top):
        if len(line.text) < 90 and _COUNTS.fullmatch(line.text):
            yield line.span
            if i + 1 < len(top) and _BARE_NUMBER.fullmatch(top[i + 1].text[:9]):
                yield top[i + 1].span


_ALERT = re.compile(
    r"(?:RED|AMBER|YELLOW|ORANGE|SEVERE|WEATHER|TRAVEL|TRAFFIC|FLOOD)(?: WEATHER)? "
    r"(?:WARNING|ALERT|WATCH)S?: [^?!\"“”]{3,200}"
)
_DETAILS = re.compile(r"(?:more )?details|dismiss|close|find out more", re.IGNORECASE)


def _alerts(page: Page) -> Iterator[Span]:
    """A warning banner above the story, and its button."""
    for line, after in zip(page.lines[:2], [*page.lines[1:3], None], strict=False):
        if len(page.lines) > 3 and _ALERT.fullmatch(line.text[:300]):
            yield line.span
            if after is not None and _DETAILS.fullmatch(after.text[:20]):
                yield after.span


_MASTHEAD = re.compile(r"(?:The )?[A-Z]\w{1,15}(?: [A-Z]\w{1,15}){0,3}")
_UNDER_MASTHEAD = re.compile(
    r"(?:By|BY) [A-Z]|[Yy]our (?:\w{2,12} ){0,2}(?:paper|newspaper|source|home|voice|guide)\b"
)


def _mastheads(page: Page) -> Iterator[Span]:
    """The paper's name over a byline or a motto, and the motto."""
    for line, after in zip(page.lines[:5], page.lines[1:6], strict=False):
        under = _UNDER_MASTHEAD.match(after.text)
        if under and not after.stopped and len(after.text) < 90 and len(line.text) < 60:
            if _MASTHEAD.fullmatch(line.text):
                yield line.span
            if under.group()[:1] in "Yy":
                yield after.span


NAVIGATION: tuple[Rule, ...] = (
    Rule(
        "consent",
        "A wall that asks for consent to cookies or says who owns the site.",
        "line",
        any_case(
            rf"[^\"“”]{{0,260}}\bwe(?: and our (?:\w{{1,12}} ){{0,2}}partners)? (?:may )?use "
            rf"(?:\w{{1,12}} )?cookies\b{ANYTHING}"
            r"|(?:accept|reject|allow|decline|agree)(?: all)?(?: cookies)?(?:[\s|,]{1,3}(?:accept"
            r"|reject|allow|decline|manage|customi[sz]e|save)(?: all)?(?: my| privacy| cookie"
            r"| cookies){0,2}(?: settings| preferences| choices| options)?){1,3}"
            r"|[^.\"“”]{2,40} is part of the [^.\"“”]{2,40} family of (?:brands|companies|sites"
            r"|websites|newspapers|papers)\."
        ),
        unless=SAID,
        literals=("cookies", "accept", "reject", "allow", "decline", "agree", "is part of the "),
    ),
    Rule(
        "menu",
        "A row of links: a menu, breadcrumbs, section labels, footer links.",
        "line",
        re.compile(
            rf"{_ITEM}(?:\s{{0,3}}[|>»›]\s{{0,3}}{_ITEM}){{2,15}}[\s|>»›]{{0,3}}"
            rf"|(?:Home|News) ?[>»›|] ?[A-Z][^.?!\"“”|>]{{2,60}}|{_CAPS} [|>»] {_CAPS}"
            r"|Home(?:[A-Z][a-z]{2,14}){3,15}"
        ),
    ),
    Rule(
        "tools",
        "Buttons of the page in a row.",
        "line",
        any_case(
            r"(?:(?:share|post|e-?mail|print|save|gift|tweet|recommend|bookmark)"
            r"(?: this (?:story|article|page))?\b|text size\b|copy link\b)(?:[\s|+•·,/&–—-]{1,4}"
            r"(?:(?:share|post|e-?mail|print|save|gift|tweet|recommend|bookmark|listen|comments?)"
            r"(?: this (?:story|article|page))?\b|text size\b|copy link\b|\(?\d{1,5}\)?)){1,12}"
            r"[\s|+•·–—-]{0,6}"
            r"|click to (?:share|e-?mail|print)\b[^.\"“”]{0,60}(?:\(opens in new window\))?"
            r"|share this (?:article|story|post|page) (?:with|on|via|by) [\w ]{3,20}"
            r"|like this:?(?:\s{1,4}like)?(?:\s{1,4}loading)?(?:\.{3}|…)?(?: related)?"
            r"|like loading(?:\.{3}|…)"
            r"|listen to this (?:article|story)(?: ?[(:]?\d{1,2}(?::\d\d)? ?min(?:ute)?s?\)?)?"
            r"|(?:comments? \d{1,5}|share on \w{2,14}|share via [\w-]{2,14})(?:[\s|+•·,/&–—-]{1,4}"
            r"(?:share this (?:story|article|page)|share (?:on|via) [\w-]{2,14})){1,6}"
            r"|share (?:this|on|via):?(?:\s{2,5}(?-i:[A-Z])\w{2,14}){1,8}"
            r"|share\b[^.?!:]{0,30}:(?:\s{0,2}\[\w{1,10}\]){2,8}"
            r"|print(?:er-friendly)? version|reuse this content"
            r"|embed\b[^\n]{0,200}\bcopy this code to your website\b[^\n]{0,40}"
        ),
    ),
    Rule(
        "counts",
        "How often a page was shared or read, and how long ago it changed.",
        "page",
        find=_counts,
    ),
    Rule(
        "post-line",
        "Who posted it, when and under what.",
        "line",
        any_case(
            rf"(?:posted|published|submitted|written) (?:by [^.?!\"“”]{{2,40}} )?on {FULL_DATE}"
            rf"(?:,? (?:at )?{CLOCK})?(?: by (?-i:{NAMES}))?(?: (?:in|under) [^.?!\"“”]{{2,60}}?)?"
            rf"(?:[\s•·|,–—-]{{1,4}}{_COUNT}){{0,4}}|{FULL_DATE} {ZONE}"
            rf"|(?-i:By (?:{NAMES}|[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){{1,2}}) in"
            r" [A-Z]\w{2,20}(?: [A-Z]\w{2,20})?)"
            rf"|(?-i:{NAMES}, (?:[A-Z][a-z]{{2,14}} ){{1,3}}(?:Correspondent|Reporter|Editor))"
        ),
    ),
    Rule(
        "tags",
        "The topics a page is filed under.",
        "line",
        any_case(
            r"(?:filed under|tagged(?: with)?|tags|categories|posted in)\s?:\s[^?!\"“”]{2,300}"
        ),
    ),
    Rule("alert", "A warning banner above the story.", "page", find=_alerts),
    Rule("masthead", "The paper's name over a byline or its motto.", "page", find=_mastheads),
    Rule(
        "highlights-label",
        "The label over such a summary, glued to its first sentence.",
        "front",
        re.compile(r"(?:Story highlights|STORY HIGHLIGHTS|Key [Pp]oints:|KEY POINTS:?) (?=[A-Z])"),
    ),
)

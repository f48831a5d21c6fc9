"""Rules for the lines above a story: headline, names, outlet, place and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.clean.patterns import (
    AGENCY,
    ANY_DATE,
    CLOCK,
    FULL_DATE,
    NAME,
    NAMES,
    OUTLET,
    any_case,
)
from summarizer.clean.rule import Line, Page, Rule
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Span

_STAMP = rf"(?:{CLOCK}|{FULL_DATE}|{ANY_DATE})"
_DASH = r"\s{0,3}(?:[-–—―]{1,3}|:)\s{0,3}"
_CAPITALS = r"[A-Z][A-Z.'’\-]{1,24}(?: [A-Z][A-Z.'’\-]{0,24}){0,3}"
_REGION = r"(?:, [A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’]{1,20}){0,2}){0,2}"
_TOWN = r"[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15}){0,2}"
_KNOWN = (
    r"(?:Washington|New York|London|Paris|Moscow|Beijing|Seoul|Jerusalem|Brussels|Berlin|Tokyo|"
    r"Cairo|Baghdad|Kabul|Kiev|Kyiv|Geneva|Rome|Vienna|Mexico City|Los Angeles|San Francisco"
    r"|Chicago|Atlanta)"
)
_WHEN = rf"(?:,? {ANY_DATE})?"
_ROLE = (
    r"(?:reporter|writer|editor|columnist|correspondent|journalist|contributor|producer|fellow|"
    r"blogger)"
)


def _title_lines(page: Page) -> Iterator[Span]:
    """Lines near the top that say the title again."""
    title = tokens(page.title)
    for line in page.lines[:6]:
        if title and len(line.text) < 400 and tokens(line.text) == title:
            yield line.span


def _headlines(page: Page) -> Iterator[Span]:
    """Without a title: a first line set off by a blank line, not closed as sentences are."""
    for line in page.lines[:3]:
        if _DATE_LINE.fullmatch(line.text[:80]):
            continue
        headline = 3 <= line.words <= 22 and not line.stopped and line.blank
        if headline and not page.title and any(x.stopped and x.words > 9 for x in page.lines[:8]):
            yield line.span
        return


_BULLET = re.compile(r"[•▪●]|[*-]\s")
_RUN = re.compile(r"[•▪●][^•▪●]{0,600}[•▪●]")


def _bullets(page: Page) -> Iterator[Span]:
    """Bullets above the story, run together or one a line, that the story then says again."""
    points: list[Line] = []
    for i, line in enumerate(page.lines[:12]):
        if _BULLET.match(line.text) and not line.stopped and len(line.text) < 600:
            points.append(line)
        elif points or (line.stopped and line.words > 12):
            several = len(points) > 1 or (points and _RUN.match(points[0].text))
            again = several and _said_again(points, page.lines[i:])
            yield from (p.span for p in points if again)
            return


def _said_again(points: Sequence[Line], story: Sequence[Line]) -> bool:
    """Whether most content words of the points, and half of each, are in the story."""
    known = {_stem(w) for line in story for w in tokens(line.text)}
    lists = [[w for w in tokens(p.text) if not is_stop(w)] for p in points]
    found = [sum(_stem(w) in known for w in words) for words in lists]
    each = all(2 * f >= len(words) for f, words in zip(found, lists, strict=True))
    return each and 4 * sum(found) >= 3 * sum(map(len, lists))


def _stem(word: str) -> str:
    return word if word[0].isdigit() else word[:4]


_NAME_LINE = re.compile(rf"{NAMES}")
_DATE_LINE = re.compile(rf"(?:{_STAMP}[\s,|•-]{{0,3}}){{1,3}}")
_OUTLET_LINE = re.compile(
    rf"{OUTLET}|(?:Opinion )?[Cc]ontributor|[Cc]olumnist|[\w ]{{0,30}} [Cc]orrespondent"
)


def _name_lines(page: Page) -> Iterator[Span]:
    """A line of names near the top beside a date line or an outlet's name."""
    top = page.lines[:6]
    for i, line in enumerate(top):
        if len(line.text) > 120 or not _NAME_LINE.fullmatch(line.text):
            continue
        after = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
        if len(after) < 80 and (_DATE_LINE.fullmatch(after) or _OUTLET_LINE.fullmatch(after)):
            yield line.span


BYLINES: tuple[Rule, ...] = (
    Rule(
        "title",
        "The headline, when the article's title already says it.",
        "page",
        find=_title_lines,
    ),
    Rule("headline", "The headline of a text whose title is not known.", "page", find=_headlines),
    Rule("summary-bullets", "Bullets at the top that the story says again.", "page", find=_bullets),
    Rule(
        "byline-name",
        "A name alone near the top, with a date or an outlet's name on the next line.",
        "page",
        find=_name_lines,
    ),
    Rule(
        "byline",
        "Who wrote it.",
        "line",
        re.compile(
            r"(?:Written |Posted |Reported |Story |Analysis |Opinion |Exclusive )?(?:[Bb]y"
            rf"|BY):?\s(?:{NAMES}|[A-Z][A-Z.'’\- ]{{3,40}}|{OUTLET})"
            rf"(?:\s?[,|/•·–—\-]{{1,2}}\s?[^.?!]{{0,80}})?(?:\s{{1,3}}{_STAMP}){{0,3}}\s?[-–—|]?"
            rf"|/ Updated (?:/ )?(?:Source: [^.?!]{{2,40}} "
            rf")?[Bb]y {NAMES}(?: and The Associated Press)?|(?:By )?{NAME}\s?[,"
            rf"|/]\s?{OUTLET}(?:[ ,|]{{1,3}}{_STAMP}){{0,2}}"
            rf"|{NAMES},? (?:{OUTLET}|{_ROLE}s?|[Ss]taff [Ww]riters?"
            rf"|[Cc]hief [\w ]{{3,30}} [Cc]orrespondent)"
        ),
    ),
    Rule(
        "byline-front",
        "Who wrote it, before the first sentence of the line.",
        "front",
        re.compile(
            rf"By {NAME}(?: and {NAME})?(?:,? (?:{OUTLET}|The Associated Press)"
            rf")?\s?(?:{FULL_DATE}|[|•]|\s[-–—]{{1,2}}\s)\s?(?:{CLOCK})?"
        ),
    ),
    Rule(
        "outlet-line",
        "The outlet's name or a section label alone on a line.",
        "line",
        re.compile(
            rf"{OUTLET}|(?:EXCLUSIVE|ANALYSIS|OPINION|ANALYSIS/OPINION|BREAKING(?: NEWS)?"
            r"|EDITORIAL|COMMENTARY|DEVELOPING|UPDATE|LIVE UPDATES)\s?:?"
            r"|(?:Opinion|Analysis|Commentary|Exclusive|Breaking News|Opinion [Cc]ontributor"
            r"|Opinion columnist|Fact Check)\s?:?"
        ),
    ),
    Rule(
        "dateline",
        "The place and the agency before the first sentence.",
        "front",
        re.compile(
            rf"(?:(?:{_CAPITALS}|{_TOWN}){_REGION}(?:/[A-Z][\w .]{{2,30}})?{_WHEN}\s{{0,2}}"
            rf")?\(\s?{AGENCY}\s?\){_WHEN}{_DASH}"
            rf"|(?:(?:{_KNOWN}(?:{_REGION})|{_TOWN}, {_TOWN}"
            rf"|{_CAPITALS}{_REGION})\s{{0,2}})?\(\s?{AGENCY}\s?\)\s{{1,2}}(?=[A-Z“\"‘'])"
            rf"|(?:{_KNOWN.upper()})\s(?=[A-Z][a-z])"
            rf"|(?:{_CAPITALS}{_REGION}{_WHEN}\s{{0,2}})\([A-Z][\w.& /]{{1,30}}\){_DASH}"
            rf"|(?!(?:NATO|GOP|FBI|CIA|ISIS|UPDATE|U\.?S|U\.?K|E\.?U|U\.?N)\b)(?=[A-Z.\s'’\-]{{4}})"
            rf"(?:{_CAPITALS}{_REGION}|{_KNOWN}(?:, D\.?C\.?)?){_WHEN}\s{{1,3}}[-–—―]{{1,2}}"
            rf"\s{{0,2}}(?=[A-Z0-9“\"‘'$])"
            rf"|{_KNOWN}(?:, D\.?C\.?)?\s[-–—―]{{1,2}}\s(?=[A-Z0-9“\"‘'$])"
            rf"|(?:{_KNOWN.upper()})[—―](?=[A-Z“\"‘'])"
            rf"|[A-Z][\w.]{{2,20}}/ ?(?:{AGENCY})(?:{_DASH}|\s(?=[A-Z]))"
        ),
    ),
    Rule(
        "date-line",
        "A date or a time alone on a line.",
        "line",
        any_case(
            r"(?:(?:first |originally )?(?:published|posted|updated|last updated|last modified"
            rf"|created|modified|date)\s?(?:on|at)?:?\s{{0,2}})?"
            rf"(?:{FULL_DATE}|{ANY_DATE},? \d{{4}})(?:[\s,|•·–—-]{{0,3}}(?:{CLOCK}|updated:?"
            rf"|published:?|{FULL_DATE})){{0,4}}[\s.|•-]{{0,2}}"
        ),
    ),
)

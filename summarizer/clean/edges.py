"""What is glued to the start or the end of a sentence of the story, by pattern.

A unit that is not the story goes whole; these take what shares a unit with it.  Nothing is cut
out of the inside of a sentence but headlines glued to a name.  Every quantifier that could meet
itself is bounded, so that no pattern backtracks for long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.clean.units import Unit
from summarizer.text.lexicon import MONTH, WEEKDAYS
from summarizer.types import Span

_MONTH = rf"(?:{MONTH})\.?"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?)"
_ZONE = r"(?:[ECMP][SD]?T|GMT|BST|UTC|IST|CET|HKT|AEST)"
_CLOCK = (
    rf"(?:(?:at\s{{1,3}}|[|,-]\s{{0,3}})?\d{{1,2}}(?:(?:[:.]\d{{2}}){{1,2}}"
    rf"(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?|\s?[AaPp]\.?\s?[Mm]\b\.?)(?:\s?\(?{_ZONE}\)?)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:(?:{_WEEKDAY}\s?,?\s{{0,2}})?(?:{_MONTH}\s{{0,2}}{_DAY}\s?,?\s{{0,2}}\d{{4}}"
    rf"|{_DAY}\s{_MONTH},?\s\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}))"
)
_ANY_DATE = rf"(?:{_DATE}|(?:{_WEEKDAY}\s?,?\s)?(?:{_MONTH}\s{_DAY}|{_DAY}\s{_MONTH})|{_WEEKDAY})"
_STAMP = rf"(?:{_CLOCK}|{_ANY_DATE})"
_PART = r"(?:[A-Z][\w'’\-]{1,20}|[A-Z]\.(?:[A-Z]\.)?)"
_NAME = rf"{_PART}(?:\s(?:de|del|van|von|der|da|bin|al|el|la)\b)?(?:\s{_PART}){{1,3}}"

# An agency or outlet in brackets: capitals within, few words.
_AGENCY = r"(?:[A-Z][\w.&’']{1,20}(?:[ /][A-Z][\w.&’']{0,20}){0,3}|dpa)"
_DASH = r"\s{0,3}[-–—―]{1,3}\s{0,3}"
_CAPITALS = r"[A-Z][A-Z.'’\-]{1,24}(?: [A-Z][A-Z.'’\-]{0,24}){0,3}"
_REGION = r"(?:, [A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’]{1,20}){0,2}){0,2}"
_TOWN = r"[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15}){0,2}"
# Cities that stand alone before a dash.
_KNOWN = (
    r"(?:Washington|New York|London|Paris|Moscow|Beijing|Seoul|Jerusalem|Brussels|Berlin|Tokyo"
    r"|Cairo|Baghdad|Kabul|Kiev|Kyiv|Geneva|Rome|Vienna|Mexico City|Los Angeles|San Francisco"
    r"|Chicago|Atlanta)"
)
_WHEN = rf"(?:,? {_ANY_DATE})?"
_NEXT = r"(?=[A-Z0-9“\"‘'$])"
_DATELINE = (
    rf"(?:(?:{_CAPITALS}|{_TOWN}){_REGION}(?:/[A-Z][\w .]{{2,30}})?{_WHEN}\s{{0,2}})?"
    rf"\(\s?{_AGENCY}\s?\){_WHEN}{_DASH}"
    rf"|(?:{_KNOWN}{_REGION}|{_TOWN}, {_TOWN}|{_CAPITALS}{_REGION})\s{{0,2}}"
    rf"\(\s?{_AGENCY}\s?\)\s{{1,2}}(?=[A-Z“\"‘'])"
    rf"|{_KNOWN.upper()}(?:\s(?=[A-Z][a-z])|[—―](?=[A-Z“\"‘']))"
    r"|(?!(?:NATO|GOP|FBI|CIA|ISIS|UPDATE|U\.?S|U\.?K|E\.?U|U\.?N)\b)(?=[A-Z.\s'’\-]{4})"
    rf"(?:{_CAPITALS}{_REGION}|{_KNOWN}(?:, D\.?C\.?)?){_WHEN}"
    rf"\s{{1,3}}[-–—―]{{1,2}}\s{{0,2}}{_NEXT}"
    rf"|{_KNOWN}(?:, D\.?C\.?)?\s[-–—―]{{1,2}}\s{_NEXT}"
)
_UPDATED = (
    r"[—–\-/\s]{0,4}(?:Last )?(?:[Uu]pdated|UPDATED|Published|PUBLISHED|Posted|First published)"
    rf"(?: on| at|:)?\s{{0,2}}(?:(?:on )?{_STAMP}[\s,|•·-]{{0,3}}){{1,4}}(?!{_ZONE}\b)"
    r"(?=[A-Z“\"‘(]|$)"
    rf"|{_CLOCK}\s{{0,2}}(?:UPDATE|Update)\s?:"
    rf"|(?:UPDATE|Update)(?: \d{{1,2}})?(?:,? (?:{_STAMP}[\s,]{{0,3}}){{1,3}}[:—–-]{{0,2}}|:\s)"
)
_BYLINE = (
    rf"By {_NAME}(?: and {_NAME})?(?:,? {_AGENCY})?\s?(?:{_DATE}|[|•]|\s[-–—]{{1,2}}\s)\s?"
    rf"(?:{_CLOCK})?"
)
_SIGNATURE = (
    r"(?:(?:https?://t\.co/\w{1,20}|pic\.twitter\.com/\w{1,20})\s{0,3}){0,3}"
    rf"[—–-]{{1,2}}\s?[^@\n“”\"]{{1,70}}?\(?@\w{{1,20}}\)?\s{{0,3}}{_DATE}"
    rf"|A post shared by [^@\n]{{1,70}}\(?@\w{{1,20}}\)? on {_DATE}"
    r"|(?:https?://t\.co/|pic\.twitter\.com/)\w{1,20}"
)
_RELATED = (
    r"[(\[](?:RELATED|Related|READ MORE|Read more|READ|MORE|SEE ALSO|See also|ALSO READ|WATCH|Watch"
    r"|PHOTOS|VIDEO)(?: [A-Z]{2,12})?\s?:\s[^()\[\]]{5,260}[)\]]"
)


@dataclass(frozen=True, slots=True)
class Edge:
    """What goes: a `pattern` at the `front` of a line (again and again) or anywhere in a unit.

    A unit without any of the `literals` is skipped fast.
    """

    name: str
    why: str
    pattern: re.Pattern[str]
    front: bool = False
    literals: tuple[str, ...] = ()


EDGES = (
    Edge("dateline", "The place and the agency before the first sentence.",
         re.compile(_DATELINE), front=True),
    Edge("updated", "When the page changed, before the first sentence.",
         re.compile(_UPDATED), front=True),
    Edge("byline", "Who wrote it, before the first sentence.", re.compile(_BYLINE), front=True),
    Edge("agency", "The agency in brackets after a paragraph.",
         re.compile(rf"(?:(?<=[.?!”\"] )|\A)\({_AGENCY}\)$"), literals=("(",)),
    Edge("signature", "The address, name, handle and date after an embedded post.",
         re.compile(_SIGNATURE), literals=("@", "t.co/", "pic.twitter")),
    Edge("related", "A link to another story in brackets.",
         re.compile(_RELATED), literals=("(", "[")),
)  # fmt: skip
# Of these two the first leaves the sentence as it was written: its name is there twice.
GLUED = {
    "glued-name": "A name again and headlines glued to it, closed by MORE.",
    "glued": "Headlines glued to a word, closed by MORE.",
}

_MAX_FRONTS = 4  # "Updated 3 p.m. WASHINGTON (AP) — "
_GLUE = re.compile(r"[a-z.)](?=[A-Z“‘\"'’(])")
_LAST_WORD = re.compile(r"[A-Z][\w'’-]{1,25}$")
_MORE = re.compile(r"\sMORE\b")
_MAX_GLUED = 520


def edges(unit: Unit) -> Iterator[tuple[Span, str]]:
    """What goes of a unit of the story, as spans of the article, each with the edge's name."""
    text = unit.text
    if unit.place in ("only", "first"):
        at = 0
        for _ in range(_MAX_FRONTS):
            match = next((m for e in EDGES if e.front and (m := e.pattern.match(text, at))), None)
            if match is None or match.end() == at:
                break
            name = next(e.name for e in EDGES if e.pattern is match.re)
            yield (unit.start + at, unit.start + match.end()), name
            at = match.end()
    for edge in EDGES:
        if not edge.front and any(part in text for part in edge.literals):
            for match in edge.pattern.finditer(text):
                yield (unit.start + match.start(), unit.start + match.end()), edge.name
    for start, end, name in _glued(text) if "MORE" in text else ():
        yield (unit.start + start, unit.start + end), name


def _glued(text: str) -> Iterator[tuple[int, int, str]]:
    """'Sen. Ann Lee Ann May LeeLee wins … MORE (D)': from the second name to MORE."""
    low = 0
    for more in _MORE.finditer(text):
        begin = max(low, more.start() - _MAX_GLUED)
        cut, name = _glue_start(text[begin : more.start()])
        low = more.end()
        if cut is not None:
            yield begin + cut, more.end(), name


def _glue_start(window: str) -> tuple[int | None, str]:
    """Where the glued part begins: after the earlier mention of the name, or at the glue."""
    again, word = GLUED
    first: int | None = None
    for glue in _GLUE.finditer(window):
        name = _LAST_WORD.search(window[max(0, glue.end() - 27) : glue.end()])
        if name is None:
            continue
        start = glue.end() - len(name.group())
        before = window.rfind(name.group() + " ", max(0, start - 90), start)
        if before >= 0:
            return before + len(name.group()) + 1, again
        if first is None and len(window) - glue.end() > 12:
            first = glue.end()
    return first, word

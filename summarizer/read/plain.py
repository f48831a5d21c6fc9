"""Plain text → Article: what the text itself says about its title, outlet, date and address.

Nothing is guessed.  The title is a first line that reads like a headline; an outlet, a date or
an address counts only where the page states it on a line of its own.  A date above the headline
is the page's, not the article's.  All lines stay in `text` (cleaning takes them out), except a
block of `Label: value` lines at the top; those of a hard-wrapped paragraph are joined.
"""

from __future__ import annotations

import re

from summarizer.read.metadata import (
    address,
    field,
    is_date_line,
    normalise_date,
    published_date,
)
from summarizer.text.wrapping import unwrapped
from summarizer.types import Article

_LABELS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("outlet", "source", "publisher", "publication"), "outlet"),
    **dict.fromkeys(("date", "published"), "date"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("author", "by", "language"), ""),
}
_LABELLED = re.compile(r"[ \t]*([A-Za-z]{2,12})[ \t]*:[ \t]+(\S.*)")
_ADDRESS = re.compile(
    r"\s*(?:full story|source|original|(?:read (?:the )?)?(?:full|original) (?:story|article)"
    r"|url|link|source url)\s*(?:(?:at|on)\s*)?(?::\s*)?(https?://\S+)\s*",
    re.IGNORECASE,
)
_HEADLINE_WITHIN = 6  # lines with text: navigation, date and reading time may come first
_DATE_WITHIN = 8  # lines with text after the headline

_BULLET = re.compile(r"[•◦▪‣●■*·–—-]\s|\d{1,2}[.)]\s")
_FURNITURE = re.compile(
    r"\breading time\b|\b\d+[\s-]*min(?:ute)?s?[\s-]*(?:read|listen)\b|^skip to\b|^\W*$"
    r"|^(?:(?:share|post|tweet|pin|save|e-?mail|print|facebook|twitter|whatsapp|copy link)\W*)+$"
    r"|^(?:sign in|sign up|log in|subscribe)\b.{0,20}$|^advertisement$|^follow\b.*[@|]|https?://|www\.|\s[>»›]\s"
    r"|\buses? cookies\b|^by\s+(?-i:[A-ZÀ-Þ])[\w.'’-]*\s+(?-i:[A-ZÀ-Þ])"
    r"|^(?:published|updated|posted)\s*(?:[:\d]|on\b|at\b)"
    r"|^listen to (?:this|the) (?:article|story)"
    r"|^(?:(?:view|read|add|leave|post|\d[\d,.]*)\s+)+(?:a\s+)?(?:comments?|shares?|reactions?)$|^\d+$"
    r"|\b(?:view|open|read)\b.{0,30}\bin (?:your |a |the )?(?:web )?browser\b|^(?:\S {1,3}){4,}\S$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\([^()]{0,60}(?:/|\bphoto\b)[^()]{0,60}\)$|^(?:\W?photo(?:graph)?\s*[:/]|above:|file\s*[-:–—])"
    r"|\bimage (?:copyright|caption|source)\b|\bmedia (?:caption|playback)\b|\bgetty images\b"
    r"|^(?:story )?highlights\b|^this article is more than\b|\benable javascript\b",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,2}"
_NAMES = re.compile(rf"{_NAME}(?:, {_NAME})*,? and {_NAME}")
_ENDED = re.compile(r"[.,;:।。；：，،…][\"'”’»)\]]*$")
_INNER_STOP = re.compile(r"[a-zß-ÿ]{4,}\.[\"”’)]?\s+[\"“‘(]?[A-ZÀ-Þ]|[।。]")
_MAX_TITLE_WORDS = 30
_MAX_TITLE_CHARACTERS = 220


def article(text: str) -> Article:
    """The article in a plain text."""
    stated, body = _header_block(text)
    body = unwrapped(body)
    lines = body.split("\n")
    at = _headline(lines)
    date = _date_after(lines, at) if at is not None else ""
    return Article(
        text=body,
        title=stated.get("title") or ("" if at is None else field(lines[at])),
        outlet=stated.get("outlet", ""),
        date=stated.get("date") or date,
        url=stated.get("url") or _address(lines),
    )


def stated_fields(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The labelled values that say something about the article; the first of a kind counts."""
    stated: dict[str, str] = {}
    for label, value in pairs:
        kind = _LABELS.get(label.lower(), "")
        if kind == "outlet" and address(value):
            kind = "url"
        clean = {"url": address, "date": normalise_date}.get(kind, field)(value)
        if kind and clean:
            stated.setdefault(kind, field(clean))
    return stated


def _header_block(text: str) -> tuple[dict[str, str], str]:
    """The `Label: value` lines at the top, at least two of them, and the text after them."""
    at = len(text) - len(text.lstrip("\ufeff\n \t"))
    pairs: list[tuple[str, str]] = []
    while len(pairs) < len(_LABELS) and (match := _LABELLED.match(text, at)):
        if match[1].lower() not in _LABELS:
            break
        pairs.append((match[1], match[2]))
        at = match.end() + 1
    rest = text[at:].lstrip("\n")
    if len({label.lower() for label, _ in pairs}) < 2 or not rest.strip():
        return {}, text
    return stated_fields(pairs), rest


def _headline(lines: list[str]) -> int | None:
    """The index of the line that is the title, if there is one."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for position, i in enumerate(filled[:_HEADLINE_WITHIN]):
        line = lines[i].strip()
        if _is_furniture(line):
            continue
        following = filled[position + 1] if position + 1 < len(filled) else None
        if following is None or not _reads_like_title(line):
            return None
        if len(line.split()) <= 2 and line.isascii():
            below = lines[following].strip()
            if len(below.split()) > 2 and _reads_like_title(below) and not _is_furniture(below):
                continue  # a section's name, or glued navigation, above the headline
        return i
    return None


def _reads_like_title(line: str) -> bool:
    return not (
        _BULLET.match(line)
        or _ENDED.search(line)
        or _INNER_STOP.search(line)
        or len(line) > _MAX_TITLE_CHARACTERS
        or len(line.split()) > _MAX_TITLE_WORDS
        or line == "|||||"
    )


def _is_furniture(line: str) -> bool:
    """Navigation, bylines, captions, dates, reading times: what stands above headlines."""
    line = line[:300]
    found = _FURNITURE.search(line) or _CAPTION.search(line) or _NAMES.fullmatch(line)
    return bool(found) or is_date_line(line)


def _date_after(lines: list[str], at: int) -> str:
    """The date of the first line below the headline that says a date and nothing else."""
    below = [line.strip() for line in lines[at + 1 :] if line.strip()][:_DATE_WITHIN]
    for line in below:
        if is_date_line(line) and (date := published_date(line)):
            return field(date)
    return ""


def _address(lines: list[str]) -> str:
    """The address on a line that says "Full story at …" or the like, if there is just one."""
    found = {m[1] for line in lines if "://" in line and (m := _ADDRESS.fullmatch(line))}
    return address(found.pop()) if len(found) == 1 else ""

"""Markdown → Article: the markup is taken off, the words stay."""

from __future__ import annotations

import re
from dataclasses import replace

from summarizer.read import plain
from summarizer.read.metadata import field
from summarizer.types import Article

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z]+)[ \t]*:[ \t]*(.+)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_FENCE = re.compile(r" {0,3}(?:```|~~~).*")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.*")
_MARKER = re.compile(r"[ \t]*(?:(?:>[ \t]?)+|[-+*][ \t]+|\d{1,3}[.)][ \t]+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>\n]{0,300})?/?>")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,500})>")
_TARGET = r"\((?:[^()\s]|\([^()\s]{0,300}\)){0,1000}(?:\s+[\"'][^\"'\n]{0,300}[\"'])?\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,500}}\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\])")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,1000}})\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\])")
_STARS = re.compile(r"(\*{1,3})(?=\S)([^*\n]{1,2000}?)(?<=\S)\1")
_SCORES = re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_\n]{1,2000}?)(?<=\S)\1(?!\w)")
_STRUCK = re.compile(r"~~([^~\n]{1,2000})~~")
_CODE = re.compile(r"(`{1,2})([^`\n]{1,2000})\1")
_MARKED = re.compile(r"[\\`*_~<\[]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

# A line this long that is not ended by a blank line was wrapped by an editor.
_WRAPPED = range(40, 101)


def article(text: str) -> Article:
    """The article in a Markdown text; a first heading and the front matter name it."""
    front, body = _front_matter(text)
    lines, heading = _blocks(_COMMENT.sub("", body))
    found = plain.article("\n".join(lines))
    title = front.get("title") or heading or found.title
    return replace(
        found,
        title=title,
        outlet=front.get("outlet") or found.outlet,
        date=front.get("date") or found.date,
        url=front.get("url") or found.url,
    )


def inline(text: str) -> str:
    """One line without emphasis, links, images, code marks and tags."""
    if not _MARKED.search(text):
        return text.strip()
    text = _AUTOLINK.sub(r"\1", _IMAGE.sub("", text))
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    for _ in range(2):  # emphasis inside emphasis
        text = _SCORES.sub(r"\2", _STARS.sub(r"\2", text))
    text = _CODE.sub(r"\2", _STRUCK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", text).strip()


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The `key: value` lines between two `---` at the top, and the text below."""
    match = _FRONT.match(text.lstrip("\ufeff"))
    if match is None:
        return {}, text
    lines = match[1].split("\n")
    pairs = [(m[1], m[2].strip(" \t\"'")) for line in lines if (m := _FRONT_LINE.match(line))]
    if not pairs:
        return {}, text
    return plain.stated_fields(pairs), text.lstrip("\ufeff")[match.end() :]


def _blocks(text: str) -> tuple[list[str], str]:
    """The lines as plain text, and the heading when it comes before everything else."""
    kept: list[str] = []
    heading = ""
    glue = False  # the next line goes on with the paragraph of the last one
    filled = 0  # lines kept that are not blank
    for line in text.split("\n"):
        if not line.strip():
            kept.append("")
            glue = False
        elif match := _HEADING.match(line):
            words = inline(line[match.end() :].rstrip(" \t").rstrip("#"))
            heading = heading or (field(words) if not filled else "")
            kept.append(words)
            glue = False
        elif _UNDERLINE.fullmatch(line) and kept and kept[-1]:
            heading = heading or (field(kept[-1]) if filled == 1 else "")
            glue = False
        elif not (_RULE.fullmatch(line) or _FENCE.fullmatch(line) or _DEFINITION.fullmatch(line)):
            glue = _add(kept, line, glue)
        filled += bool(line.strip() and kept and kept[-1])
    return kept, heading


def _add(kept: list[str], line: str, glue: bool) -> bool:
    """Append a line of a paragraph or a list; True when it was wrapped and goes on."""
    marker = _MARKER.match(line)
    words = inline(line[marker.end() :] if marker else line)
    if glue and not marker and words:
        kept[-1] = f"{kept[-1]} {words}"
    elif words:
        kept.append(words)
    return bool(words) and len(line) in _WRAPPED and not line.endswith(("  ", "\\"))

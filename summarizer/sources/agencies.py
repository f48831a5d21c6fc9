"""Agencies: whose wire an article prints, by its dateline or its credits.

Two outlets that print one agency's sentence are one witness of it, however much each has added.
"""

from __future__ import annotations

import re

from summarizer.sources.publishers import known_as
from summarizer.types import Article

AGENCY = (
    r"(?:AP|AFP|UPI|PTI|ANI|IANS|dpa|DPA|TASS|EFE|ANSA|Reuters|REUTERS|Thomson Reuters|Xinhua"
    r"|Bloomberg(?: News)?|Kyodo|Yonhap|Interfax|The Associated Press|Associated Press"
    r"|Press Association|Agence France-Presse)"
)
_OPENING = 400  # characters in which a dateline stands
_DATELINE = re.compile(
    rf"\(({AGENCY})\)\s{{0,3}}[-–—:]|^[^\n]{{0,80}}[-–—]\s?\(?({AGENCY})\)?\s*$", re.M
)
_CREDIT = re.compile(
    rf"\b({AGENCY})(?:\s(?:reporters?|writers?|correspondents?|staff|journalists?))?"
    r"(?:\s[A-Z][\w.'’-]{0,30}){0,8}\s(?:also\s)?contributed\s(?:to\s(?:this|the)|reporting)\b"
    rf"|^(?:By|Written by)\s[^\n]{{0,80}}[,/|]\s({AGENCY})\s*$|^©?\s?({AGENCY})\s*$",
    re.M,
)
# One name for each that goes by several.
_NAMES = {"associatedpress": "AP", "agencefrancepresse": "AFP", "deutschepresseagentur": "dpa"}
_NAMES |= {"reuters": "Reuters", "thomsonreuters": "Reuters"}
_WHOLE = re.compile(AGENCY)


def agency(article: Article) -> str:
    """The agency that an article is from, or credits, empty where it names none."""
    if _WHOLE.fullmatch(article.outlet.strip()):
        return _NAMES.get(known_as(article.outlet), article.outlet.strip())
    found = _DATELINE.search(article.text[:_OPENING]) or _CREDIT.search(article.text)
    named = [name for name in found.groups() if name] if found else []
    return _NAMES.get(known_as(named[0]), named[0]) if named else ""

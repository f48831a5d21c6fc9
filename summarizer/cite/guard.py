"""Whether a written sentence says only what its sources say, and if not, why not.

Names, numbers, days and what is told the other way round are `cite.lacking`'s, so that there is
one definition of holding them.  Quotations are checked here: what stands in quotation marks must
stand word for word in quotation marks of one source.  A relation that no word gives away (right
names, wrong deed) passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.cite.lacking import lacking
from summarizer.limits import MAX_SENTENCE_CHARACTERS
from summarizer.terms import tokens

_REASONS = {
    "name": "name not in its sources: {}",
    "number": "number not in its sources: {}",
    "date": "date not in its sources: {}",
    "denial": "denied on one side only: {}",
    "plan": "a plan on one side, a deed on the other: {}",
    "opposite": "opposite of its sources: {}",
    "relation": "told otherwise in its sources: {}",
}
_DOUBLE = re.compile(r'["“”„]')
_SINGLE = re.compile(r"(?<!\w)['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?!\w)")
_BEFORE_QUOTE = frozenset(" ([—–-/")
_MAX_TOLD = 60
# Who told it is nobody one could ask: left out, hearsay turns into fact.
_HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|rumou?r\w*|unconfirmed|unnamed|anonym\w+"
    r"|(?:sources?|reports?)\s(?:say|says|said|told|claim\w*)|an?\s(?:report|source)\b"
    r"|(?:person|people|officials?|sources?)\s(?:familiar|close\sto|briefed))\b",
    re.IGNORECASE,
)


def guard(
    text: str,
    sources: Sequence[str],
    context: tuple[str, ...] = (),
    language: str = "en",
    longest: int = MAX_SENTENCE_CHARACTERS,
) -> str:
    """Why `text` must not be shown as what these sources say; empty when it may.

    `sources` are the sentences it was made from, or short runs of sentences that it is attributed
    to, in their display form; `context` is every sentence of the cluster (one tuple for all
    calls: what it teaches is kept), from which names and aliases are learned.  More than `longest`
    characters are not looked at.
    """
    if not sources:
        return "no source"
    if len(text) > longest:
        return "too long to check"
    if not any(tokens(text) == tokens(source) for source in sources):
        for lack in lacking(text, sources, context, language):
            return _REASONS[lack.kind].format(lack.what[:_MAX_TOLD])
    hearsay = _HEARSAY.search(sources[0])
    if hearsay and not _HEARSAY.search(text):
        return f"hearsay in its source: {hearsay[0]}"
    held = [_run(quotation) for source in sources for quotation in quotations(source)]
    if all(any(_run(q) in theirs for theirs in held) for q in quotations(text)):
        return ""
    return "quotation not in its sources"


def _run(quotation: str) -> str:
    """Its words, so that one run of words is looked for in another as a substring."""
    return f" {' '.join(tokens(quotation))} "


def quotations(text: str) -> Iterator[str]:
    """What stands in quotation marks, nested ones apart; an end may lie outside the text."""
    inside: int | None = None
    for mark in _DOUBLE.finditer(text):
        before = text[mark.start() - 1] if mark.start() else " "
        if mark[0] in "“„" or (mark[0] == '"' and before in _BEFORE_QUOTE):
            inside = mark.end() if inside is None else inside
        else:
            first = not _DOUBLE.search(text, 0, mark.start())
            if inside is not None or first:
                yield text[inside or 0 : mark.start()]
            inside = None
    if inside is not None:
        yield text[inside:]
    for found in _SINGLE.finditer(text):
        yield found[1]

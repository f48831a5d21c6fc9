"""Guard: why a generated sentence must not be shown as what its sources say.

A sentence with the words of a source passes.  Otherwise its names and typed values must be its
sources', its quotations must stand there word for word, hearsay may not turn into fact, and the
pair model must find it supported by the sentences it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.entailment.types import Pair
from summarizer.evidence.support import Attribution
from summarizer.text.tokens import tokens
from summarizer.values.names import missing_names
from summarizer.values.typed import unmatched, values

_DOUBLE = re.compile(r'["“”„]')
_SINGLE = re.compile(r"(?<!\w)['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?!\w)")
_BEFORE_QUOTE = frozenset(" ([—–-/")
_SHOWN = 60  # characters of a source that a reason quotes
# Who said it is nobody one could ask: left out, hearsay turns into fact.
_HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|rumou?r\w*|unconfirmed|unnamed|anonym\w+"
    r"|(?:sources?|reports?)\s(?:say|says|said|told|claim\w*)|an?\s(?:report|source)\b"
    r"|(?:person|people|officials?|sources?)\s(?:familiar|close\sto|briefed))\b",
    re.IGNORECASE,
)


def guard(text: str, sources: Sequence[str], attribution: Attribution) -> str:
    """Why `text` must not be shown as what these sources say; empty when it may.

    `sources` are the sentences it was made from, or short runs of sentences that it is attributed
    to, in their display form.
    """
    if not sources:
        return "no source"
    if len(text) > attribution.cluster.limits.sentence_characters:
        return "too long to check"
    if reason := _unquoted(text, sources):
        return reason
    if any(tokens(text) == tokens(source) for source in sources):
        return ""
    hearsay = _HEARSAY.search(sources[0])
    if hearsay and not _HEARSAY.search(text):
        return f"hearsay in its source: {hearsay[0]}"
    return _unstated(text, sources) or _unsupported(text, sources, attribution)


def _unstated(text: str, sources: Sequence[str]) -> str:
    """A name or a value that no source states."""
    together = " ".join(sources)
    for name in missing_names(text, together):
        return f"name not in its sources: {name[:_SHOWN]}"
    for value in unmatched(values(text), values(together)):
        kind = "date" if value.kind in ("date", "time") else "number"
        return f"{kind} not in its sources: {text[value.start : value.end][:_SHOWN]}"
    return ""


def _unsupported(text: str, sources: Sequence[str], attribution: Attribution) -> str:
    """What the pair model, which reads English, says against it."""
    if not attribution.reads:
        return ""
    judged = attribution.judge([Pair(tuple(sources), text)])[0]
    bars = attribution.model.bars
    if judged.contradicts >= bars.contradicts:
        return "its sources contradict it"
    return "" if judged.supports >= bars.supports else "its sources do not state it"


def _unquoted(text: str, sources: Sequence[str]) -> str:
    """Whether something in quotation marks does not stand so in a source."""
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

"""Which parts of a summary are shown."""

from __future__ import annotations

from dataclasses import replace

from summarizer.types import Summary


def shown(summary: Summary, *, conflicts: bool, unique: bool) -> Summary:
    """The summary without the parts that are not wanted; no conflicts, no disputed sentence."""
    if not conflicts:
        undisputed = tuple(replace(sentence, disputed=()) for sentence in summary.sentences)
        summary = replace(summary, sentences=undisputed, conflicts=())
    return summary if unique else replace(summary, unique=())

"""What the parts of rewriting share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from summarizer.types import Sentence


@dataclass(frozen=True, slots=True)
class SentenceGroup:
    """Sentences of different sources that state one fact, best first.

    The first is the one an extractive summary would quote.  `texts[i]` is the display form of
    `sentences[i]`.
    """

    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that a model generated, with its mean log-probability a token."""

    text: str
    score: float


class Writer(Protocol):
    """A loaded model that writes.

    `write` takes what belongs to one cluster, as lists of texts, and gives the candidates for
    each list, best first: a group of sentences gives one sentence (fuse), the articles of a
    cluster one summary (document, instruct).
    """

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Candidates of at most about `words` words for each group, best first."""

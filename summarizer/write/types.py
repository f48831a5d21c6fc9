"""What the parts of rewriting share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from summarizer.types import Sentence

Token = TypeVar("Token")  # an id, or a piece of text where only a server knows the ids


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


class Model(Protocol[Token]):
    """What writes text for a prompt: a checkpoint here, or a model behind a server."""

    @property
    def name(self) -> str:
        """The model as messages call it."""

    @property
    def context(self) -> int:
        """The tokens that a prompt and its answer may have together."""

    def prompt(self, asked: str) -> str:
        """What the model reads where a user asks this."""

    def template(self, text: str) -> list[Token]:
        """Text of ours as tokens."""

    def encode(self, text: str) -> list[Token]:
        """Text of strangers as tokens: data, no control token, whatever it spells."""

    def decode(self, tokens: list[Token]) -> str:
        """The text of tokens."""

    def write(
        self, prompts: Sequence[list[Token]], *, max_new: int, **settings: Any
    ) -> list[list[Candidate]]:
        """Candidates of at most about `max_new` tokens for each prompt, best first."""


class Writer(Protocol):
    """A loaded model that writes.

    `write` takes what belongs to one cluster, as lists of texts, and gives the candidates for
    each list, best first: a group of sentences gives one sentence (fuse), the articles of a
    cluster one summary (document, instruct).
    """

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Candidates of at most about `words` words for each group, best first."""

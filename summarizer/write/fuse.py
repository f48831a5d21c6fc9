"""One sentence written from a few that state the same fact.

The decoder may write what its sources are spelled with, and marks: it was trained to copy, and
a word that no source has is never wanted.  What it puts together otherwise than along the marks
of its sources is dropped; whether the rest is true is for `guard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from summarizer.text.tokens import tokens
from summarizer.types import displayed
from summarizer.write.checkpoints.types import Checkpoint, Loaded
from summarizer.write.decode import generate
from summarizer.write.tokens import cut, encode, frame
from summarizer.write.types import Candidate

# Marks that set words apart; a full stop within a sentence ends an abbreviation.
_MARKS = re.compile(r"[,;:()—–]|[.!?][”\"’']?$")
# A clause that opens so is followed by another: without it the sentence has broken off.
_OPENING = re.compile(
    r"(?:soon |shortly |just |even )?(?:when|while|after|before|as|since|although|though|if|because"
    r"|until|once|unless|whereas) (?!well\b|of\b)",
    re.IGNORECASE,
)
_BESIDES = ", . ; : — – - ( ) $ % ’s 's"  # what may stand between words


class FuseWriter:
    """Sentences by a model that fuses: a group of sentences in, one sentence out.

    `beams` is the width of the search, `candidates` how many sentences of a group to give.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        loaded: Loaded,
        *,
        beams: int = 4,
        candidates: int = 4,
    ) -> None:
        self._checkpoint, self._loaded = checkpoint, loaded
        self._beams, self._candidates = beams, candidates
        tokenizer = loaded.tokenizer
        self._before, self._after = frame(tokenizer)
        self._between = [tokenizer.convert_tokens_to_ids(checkpoint.separator)]
        self._marks = self._spelled(_BESIDES.split())

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Sentences for each group, none longer than the longest source; best first.

        `words` is not used: a sentence is as long as what it tells.
        """
        encoded = [
            [encode(self._loaded.tokenizer, displayed(t)) for t in group] for group in groups
        ]
        longest = max((len(ids) for group in encoded for ids in group), default=0)
        written = generate(
            self._loaded,
            [self._input(ids) for ids in encoded],
            max_new=longest + 2,
            beams=self._beams,
            candidates=self._candidates,
            allowed=[self._words(group) for group in groups],
        )
        return [
            tuple(c for c in candidates if _well_made(c.text, group))
            for candidates, group in zip(written, groups, strict=True)
        ]

    def _input(self, sentences: Sequence[list[int]]) -> list[int]:
        """The ids of one group; what the context has no room for is cut."""
        room = self._checkpoint.context - len(self._before) - len(self._after)
        ids: list[int] = []
        for sentence in sentences:
            between = self._between if ids else []
            left = room - len(ids) - len(between)
            if left > 0:
                ids += [*between, *cut(self._loaded.tokenizer, sentence, left)]
        return [*self._before, *ids, *self._after]

    def _words(self, group: Sequence[str]) -> set[int]:
        """The tokens that a group's words and marks are spelled with."""
        return self._marks | self._spelled(word for text in group for word in text.split())

    def _spelled(self, words: Iterable[str]) -> set[int]:
        """The tokens of words as they stand inside a sentence, and at its start."""
        text = " ".join(words)
        return {i for form in (text, text.title()) for i in encode(self._loaded.tokenizer, form)}


def _well_made(text: str, group: Sequence[str]) -> bool:
    """Whether a text looks put together from its sources along their marks, not broken off them.

    It begins and ends where a source has a mark, a start or an end, namely that which tells most
    of what stands there; two words stand side by side that do so in a source, or one ends before
    a mark and the other begins behind one; and a clause that opens with "when" has another behind
    it.  Made from 200 sentences that two models wrote.
    """
    split = [[tokens(part) for part in _MARKS.split(source)] for source in group]
    parts = [part for source in split for part in source if part]
    beside = {pair for part in parts for pair in pairwise(part)}
    # What only a mark divides: without it the sentence has lost one of two.
    across = {(a[-1], b[0]) for source in split for a, b in pairwise(filter(None, source))} - beside
    starts = {part[0] for part in parts}
    ends = {part[-1] for part in parts}
    told = [words for part in _MARKS.split(text) if (words := tokens(part))]
    if not told or (_OPENING.match(text) and len(told) < 2):
        return False
    turned = [part[::-1] for part in parts]
    if not (_closes(told[-1], parts) and _closes(told[0][::-1], turned)):
        return False
    joined = {pair for words in told for pair in pairwise(words)} - beside
    return (
        {word for words in told for word in words} <= {w for part in parts for w in part}
        and not joined & across
        and all(one != two and one in ends and two in starts for one, two in joined)
    )


def _closes(words: Sequence[str], parts: Sequence[Sequence[str]]) -> bool:
    """Whether the part with the longest run of words that these end with ends there, too."""
    longest, closes = 0, False
    for part in parts:
        for at in range(len(part), 0, -1):
            run = 0
            while run < min(at, len(words)) and part[at - 1 - run] == words[-1 - run]:
                run += 1
            if run > longest:
                longest, closes = run, at == len(part)
            elif run == longest:
                closes = closes or at == len(part)
    return longest > 0 and closes

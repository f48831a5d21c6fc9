"""Sentence fusion (Barzilay & McKeown 2005): one sentence from a few that state the same fact.

The decoder may write the tokens of its sources, and punctuation: it was trained to copy, and a
word that no source has is never wanted.  What it joins or cuts elsewhere than at the punctuation
of its sources is dropped; whether the rest is true is for the guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from summarizer.text.tokens import tokens
from summarizer.types import displayed
from summarizer.write.checkpoints import Checkpoint, Loaded
from summarizer.write.encoding import encode, frame, truncate
from summarizer.write.generation import generate
from summarizer.write.types import Candidate

# Punctuation that divides a sentence; a full stop within one ends an abbreviation.
_PUNCTUATION = re.compile(r"[,;:()—–]|[.!?][”\"’']?$")
# A subordinate clause is followed by another: without it the sentence has broken off.
_SUBORDINATE = re.compile(
    r"(?:soon |shortly |just |even )?(?:when|while|after|before|as|since|although|though|if|because"
    r"|until|once|unless|whereas) (?!well\b|of\b)",
    re.IGNORECASE,
)
_ALWAYS_ALLOWED = ", . ; : — – - ( ) $ % ’s 's"


class FuseWriter:
    """Sentences by a model that fuses: a group of sentences in, one sentence out.

    `beams` is the width of the search, `candidates` how many sentences of a group to give.
    """

    def __init__(
        self, checkpoint: Checkpoint, loaded: Loaded, *, beams: int = 4, candidates: int = 4
    ) -> None:
        self._checkpoint, self._loaded = checkpoint, loaded
        self._beams, self._candidates = beams, candidates
        tokenizer = loaded.tokenizer
        self._before, self._after = frame(tokenizer)
        self._between = [tokenizer.convert_tokens_to_ids(checkpoint.separator)]
        self._always = self._token_ids(_ALWAYS_ALLOWED.split())

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
            allowed=[self._allowed(group) for group in groups],
        )
        return [
            tuple(c for c in candidates if "\n" not in c.text and _well_made(c.text, group))
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
                ids += [*between, *truncate(self._loaded.tokenizer, sentence, left)]
        return [*self._before, *ids, *self._after]

    def _allowed(self, group: Sequence[str]) -> set[int]:
        return self._always | self._token_ids(word for text in group for word in text.split())

    def _token_ids(self, words: Iterable[str]) -> set[int]:
        """The tokens of words as they stand inside a sentence, and at its start."""
        text = " ".join(words)
        return {i for form in (text, text.title()) for i in encode(self._loaded.tokenizer, form)}


def _well_made(text: str, group: Sequence[str]) -> bool:
    """Whether a text is joined and cut at the punctuation of its sources only.

    A part is what stands between two punctuation marks.  The text begins and ends where a part of
    a source does, namely of the source with most of the words there; two words stand side by side
    that do so in a part, or one ends a part and the other begins one; and a subordinate clause
    has another part behind it.  Made from 200 sentences that two models wrote.
    """
    split = [[tokens(part) for part in _PUNCTUATION.split(source)] for source in group]
    parts = [part for source in split for part in source if part]
    adjacent = {pair for part in parts for pair in pairwise(part)}
    # What only punctuation divides: without it the sentence has lost one of two.
    divided = {(a[-1], b[0]) for source in split for a, b in pairwise(filter(None, source))}
    written = [words for part in _PUNCTUATION.split(text) if (words := tokens(part))]
    if not written or (_SUBORDINATE.match(text) and len(written) < 2):
        return False
    backwards = [part[::-1] for part in parts]
    if not (_ends_a_part(written[-1], parts) and _ends_a_part(written[0][::-1], backwards)):
        return False
    starts, ends = {part[0] for part in parts}, {part[-1] for part in parts}
    joined = {pair for words in written for pair in pairwise(words)} - adjacent
    return (
        {word for words in written for word in words} <= {w for part in parts for w in part}
        and not joined & divided
        and all(one != two and one in ends and two in starts for one, two in joined)
    )


def _ends_a_part(words: Sequence[str], parts: Sequence[Sequence[str]]) -> bool:
    """Whether a part with the longest run of the last of these words ends with that run."""
    longest, ends = 0, False
    for part in parts:
        for at in range(len(part), 0, -1):
            run = 0
            while run < min(at, len(words)) and part[at - 1 - run] == words[-1 - run]:
                run += 1
            if run > longest:
                longest, ends = run, at == len(part)
            elif run == longest:
                ends = ends or at == len(part)
    return longest > 0 and ends

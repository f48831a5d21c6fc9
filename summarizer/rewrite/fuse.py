"""One sentence written from a few that state the same fact.

The decoder may write what its sources are spelled with, and function words: it was trained to
copy, and a name that no source has is never wanted.  What it makes of these is for `guard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from summarizer.checkpoints.types import Checkpoint, Loaded
from summarizer.rewrite.decode import generate
from summarizer.rewrite.tokens import cut, encode, frame
from summarizer.rewrite.types import Candidate
from summarizer.terms import STOPWORDS, is_stop, tokens
from summarizer.types import displayed

# Function words that the stop list may lack, and the marks between words.
_VERBS = frozenset({"were", "had", "been", "whose", "amid", "despite", "following", "upon"})
# Marks that set words apart, those inside numbers and names aside.
_MARKS = re.compile(r"[,;:()“”\"—–]|[.!?](?=\s|$)")
_BESIDES = ", . ; : — – - ( ) $ % ’s 's"


class FuseWriter:
    """Sentences by a model that fuses: a group of sentences in, one sentence out.

    `beams` is the width of the search, `candidates` how many sentences of a group to give,
    `free` whether the decoder may write any word.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        loaded: Loaded,
        *,
        beams: int = 4,
        candidates: int = 4,
        free: bool = False,
    ) -> None:
        self._checkpoint, self._loaded = checkpoint, loaded
        self._beams, self._candidates, self._free = beams, candidates, free
        tokenizer = loaded.tokenizer
        self._before, self._after = frame(tokenizer)
        self._between = [tokenizer.convert_tokens_to_ids(checkpoint.separator)]
        self._function = self._spelled([*sorted(STOPWORDS | _VERBS), *_BESIDES.split()])

    @property
    def signature(self) -> str:
        """The checkpoint and its decoding in one line."""
        given = self._checkpoint
        words = "|words:any" if self._free else ""
        return f"{given.name}|mode:fuse|sha256:{given.digest}|beams:{self._beams}{words}"

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
            allowed=None if self._free else [self._words(group) for group in groups],
        )
        if self._free:
            return [tuple(candidates) for candidates in written]
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
        """The tokens that a group's words and function words are spelled with."""
        return self._function | self._spelled(word for text in group for word in text.split())

    def _spelled(self, words: Iterable[str]) -> set[int]:
        """The tokens of words as they stand inside a sentence, and at its start."""
        text = " ".join(words)
        return {i for form in (text, text.title()) for i in encode(self._loaded.tokenizer, form)}


def _well_made(text: str, group: Sequence[str]) -> bool:
    """Whether a text looks put together from its sources, not broken off them.

    All words are theirs or function words (pieces of words can spell others); two content words
    side by side stand so in a source; no word comes twice running; and it ends where a source
    has a mark, an end, or goes on with a function word.
    """
    held = {token for source in group for token in tokens(source)}
    beside = {pair for source in group for pair in _pairs(source)}
    ends = {one for one, two in beside if not two or is_stop(two)}
    words = tokens(text)
    return (
        bool(words)
        and all(token in held or is_stop(token) or token in _VERBS for token in words)
        and words[-1] in ends
        and all(
            pair in beside or (one != two and (is_stop(one) or is_stop(two) or not two))
            for pair in _pairs(text)
            for one, two in [pair]
        )
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring words that no mark divides; the last before a mark with an empty one."""
    for part in _MARKS.split(text):
        words = tokens(part)
        yield from pairwise([*words, ""] if words else [])

"""The articles of a cluster go in together, a summary comes out: encoder–decoder checkpoints.

Each article gets its share of the context, and they are joined as the checkpoint was trained:

    PRIMERA (Xiao et al. 2022, section 3)   `<doc-sep>` after each, global attention on it
    LED (Beltagy et al. 2020)               a new line between them, global attention on the first
    trained on Multi-News (Pegasus, BART)   `|||||` between them, as the data set has it
    T5 (Raffel et al. 2020)                 "summarize: " before the first
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from summarizer.types import displayed
from summarizer.write.checkpoints.types import Checkpoint, Loaded
from summarizer.write.decode import generate
from summarizer.write.tokens import (
    cut,
    encode,
    fitting,
    frame,
    shares,
    template,
    tokens_per_word,
    whole_sentences,
)
from summarizer.write.types import Candidate

_DOC_SEP = "<doc-sep>"
_MULTI_NEWS = re.compile(r"multi[-_]?news", re.IGNORECASE)
_PREFIX = "summarize: "
# A summary may run this far over, since whole sentences are then chosen from it, and must not
# stop before half.
_OVER, _LEAST = 1.25, 0.5


class DocumentWriter:
    """Summaries of whole articles by a model trained to write them.

    `beams` is the width of the search, `candidates` how many summaries of a group to give.
    """

    def __init__(
        self, checkpoint: Checkpoint, loaded: Loaded, *, beams: int = 5, candidates: int = 1
    ) -> None:
        self._checkpoint, self._loaded = checkpoint, loaded
        self._beams, self._candidates = beams, candidates
        tokenizer = loaded.tokenizer
        self._before, self._after = frame(tokenizer)
        if checkpoint.architecture.startswith("T5"):
            self._before = [*self._before, *template(tokenizer, _PREFIX)]
        marked = _DOC_SEP in tokenizer.get_vocab()
        self._mark = [tokenizer.convert_tokens_to_ids(_DOC_SEP)] if marked else []
        self._between = [] if marked else template(tokenizer, self._separator())

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Summaries of about `words` words, in whole sentences, for each group of articles.

        A group without text has none.
        """
        texts = [[t for text in group if (t := displayed(text))] for group in groups]
        filled = [i for i, group in enumerate(texts) if group]
        encoded = [[encode(self._loaded.tokenizer, t) for t in texts[i]] for i in filled]
        flat = [t for group in texts for t in group]
        rate = tokens_per_word([len(ids) for group in encoded for ids in group], flat)
        led = self._checkpoint.architecture.startswith("LED")
        written = generate(
            self._loaded,
            [self._input(ids) for ids in encoded],
            max_new=math.ceil(words * rate * _OVER),
            min_new=int(words * rate * _LEAST),
            beams=self._beams,
            candidates=self._candidates,
            global_attention=self._mark if led else None,
        )
        found = {
            i: tuple(Candidate(t, c.score) for c in candidates if (t := _plain(c.text)))
            for i, candidates in zip(filled, written, strict=True)
        }
        return [found.get(i, ()) for i in range(len(groups))]

    def _input(self, articles: Sequence[list[int]]) -> list[int]:
        """The ids of one group, at most as many as the context takes."""
        room = self._checkpoint.context - len(self._before) - len(self._after)
        kept = articles[: fitting(len(articles), room)]
        room -= len(kept) * (len(self._mark) + len(self._between))
        ids: list[int] = []
        for article, share in zip(kept, shares([len(a) for a in kept], room), strict=True):
            ids += self._between if ids else []
            ids += [*cut(self._loaded.tokenizer, article, share), *self._mark]
        return [*self._before, *ids, *self._after]

    def _separator(self) -> str:
        """What stands between two articles."""
        if self._checkpoint.separator:
            return self._checkpoint.separator
        return " ||||| " if _MULTI_NEWS.search(self._checkpoint.name) else "\n"


def _plain(text: str) -> str:
    """A summary as text: Pegasus writes `<n>` for a new line, Multi-News opens with a dash."""
    return whole_sentences(displayed(text.replace("<n>", " ")).removeprefix("– "))

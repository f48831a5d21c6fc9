"""A summary written from whole articles, by an encoder–decoder or an instruction-tuned model.

Each article gets its share of the context.  An encoder–decoder reads them joined as it was
trained:

    PRIMERA (Xiao et al. 2022, section 3)   `<doc-sep>` after each, global attention on it
    LED (Beltagy et al. 2020)               a new line between them, global attention on the first
    trained on Multi-News (Pegasus, BART)   `|||||` between them, as the data set has it
    T5 (Raffel et al. 2020)                 "summarize: " before the first

A causal model with a chat template reads `prompt.txt`.  Only what is ours passes through the
template and may hold special tokens; articles are encoded as data and put in between, one line
each, so that no article can end its own part or speak for somebody else.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from summarizer.errors import UsageError
from summarizer.types import displayed
from summarizer.write.checkpoints import Checkpoint, Loaded
from summarizer.write.encoding import (
    encode,
    encode_template,
    fitting,
    frame,
    shares,
    truncate,
    whole_sentences,
)
from summarizer.write.generation import generate
from summarizer.write.types import Candidate

# A summary may run this far over, since whole sentences are then chosen from it, and an
# encoder–decoder must not stop before half.
_OVER, _LEAST = 1.25, 0.5
_DOC_SEP = "<doc-sep>"
_MULTI_NEWS = re.compile(r"multi[-_]?news", re.IGNORECASE)
_T5_PREFIX = "summarize: "
# Longer prompts cost a small model minutes on a CPU.
_MAX_PROMPT = 8_192
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)|^.*?</think>", re.DOTALL)
# Sure! Here is the summary:  **Summary:**
_PREFACE = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[^:]{0,60}?\s)?"
    r"(?:here(?:['’]s| is| are)|(?:the |a )?(?:neutral )?(?:summary|paragraph))\b[^:.]{0,100}:\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|^[#>*\-•]+\s+|`+")


class _ArticleWriter(ABC):
    """What both kinds share; `beams` is the width of the search."""

    def __init__(self, checkpoint: Checkpoint, loaded: Loaded, *, beams: int = 1) -> None:
        self._checkpoint, self._loaded, self._beams = checkpoint, loaded, beams

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """A summary of about `words` words, in whole sentences, for each group of articles.

        A group without text has none.  Raises `UsageError` when a chat template does not pass
        the prompt on, or the context is too short for it.
        """
        texts = [[t for text in group if (t := displayed(text))] for group in groups]
        filled = [i for i, group in enumerate(texts) if group]
        encoded = [[encode(self._loaded.tokenizer, t) for t in texts[i]] for i in filled]
        known = sum(len(text.split()) for group in texts for text in group)
        tokens = sum(len(ids) for group in encoded for ids in group)
        tokens_per_word = max(1.0, tokens / max(1, known))
        max_new = math.ceil(words * tokens_per_word * _OVER)
        written = generate(
            self._loaded,
            [self._input(articles, words, max_new) for articles in encoded],
            max_new=max_new,
            beams=self._beams,
            **self._settings(int(words * tokens_per_word * _LEAST)),
        )
        found = {
            i: tuple(Candidate(t, c.score) for c in candidates if (t := self._plain(c.text)))
            for i, candidates in zip(filled, written, strict=True)
        }
        return [found.get(i, ()) for i in range(len(groups))]

    @abstractmethod
    def _input(self, articles: Sequence[list[int]], words: int, max_new: int) -> list[int]:
        """The ids of one group of articles, at most as many as the context takes."""

    def _settings(self, least: int) -> dict[str, Any]:
        """What else `generate` is to know; `least` tokens are half a summary."""
        return {}

    @staticmethod
    @abstractmethod
    def _plain(text: str) -> str:
        """What the model wrote as plain text, in whole sentences."""


class DocumentWriter(_ArticleWriter):
    """Summaries by an encoder–decoder model trained to write them."""

    def __init__(self, checkpoint: Checkpoint, loaded: Loaded, *, beams: int = 5) -> None:
        super().__init__(checkpoint, loaded, beams=beams)
        tokenizer = loaded.tokenizer
        self._before, self._after = frame(tokenizer)
        if checkpoint.architecture.startswith("T5"):
            self._before = [*self._before, *encode_template(tokenizer, _T5_PREFIX)]
        marked = _DOC_SEP in tokenizer.get_vocab()
        self._mark = [tokenizer.convert_tokens_to_ids(_DOC_SEP)] if marked else []
        self._between = [] if marked else encode_template(tokenizer, self._separator())

    def _separator(self) -> str:
        if self._checkpoint.separator:
            return self._checkpoint.separator
        return " ||||| " if _MULTI_NEWS.search(self._checkpoint.name) else "\n"

    def _input(self, articles: Sequence[list[int]], words: int, max_new: int) -> list[int]:
        room = self._checkpoint.context - len(self._before) - len(self._after)
        kept = articles[: fitting(len(articles), room)]
        room -= len(kept) * (len(self._mark) + len(self._between))
        ids: list[int] = []
        for article, share in zip(kept, shares([len(a) for a in kept], room), strict=True):
            ids += self._between if ids else []
            ids += [*truncate(self._loaded.tokenizer, article, share), *self._mark]
        return [*self._before, *ids, *self._after]

    def _settings(self, least: int) -> dict[str, Any]:
        led = self._checkpoint.architecture.startswith("LED")
        return {"min_new": least, "global_attention": self._mark if led else None}

    @staticmethod
    def _plain(text: str) -> str:
        """Pegasus writes `<n>` for a new line, Multi-News opens with a dash."""
        return whole_sentences(displayed(text.replace("<n>", " ")).removeprefix("– "))


class InstructWriter(_ArticleWriter):
    """Summaries by a small model that follows instructions; every beam reads the prompt again."""

    def _input(self, articles: Sequence[list[int]], words: int, max_new: int) -> list[int]:
        """The prompt with its articles cut so that the answer fits in behind."""
        tokenizer = self._loaded.tokenizer
        longest = min(self._checkpoint.context, _MAX_PROMPT) - max_new
        kept = articles[: fitting(len(articles), longest // 2)]
        before, after = self._around(len(kept), words)
        heads = [encode_template(tokenizer, f"\n\nArticle {n + 1}\n") for n in range(len(kept))]
        room = longest - len(before) - len(after) - sum(map(len, heads))
        if room < len(kept):
            raise UsageError(
                f"{self._checkpoint.name} reads {self._checkpoint.context} tokens, too few for "
                f"the prompt and {words} words: choose a checkpoint that reads more"
            )
        given = shares([len(article) for article in kept], room)
        ids = list(before)
        for head, article, share in zip(heads, kept, given, strict=True):
            ids += [*head, *truncate(tokenizer, article, share)]
        return [*ids, *after]

    def _around(self, count: int, words: int) -> tuple[list[int], list[int]]:
        """What the chat template makes of the prompt before and after the articles."""
        tokenizer = self._loaded.tokenizer
        mark = "{articles}"
        asked = _prompt().format(count=count, words=words, articles=mark)
        chat = tokenizer.apply_chat_template(
            [{"role": "user", "content": asked}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,  # Qwen3; other templates do not read it
        )
        before, found, after = chat.partition(f"\n\n{mark}")
        if not found:
            raise UsageError(
                f"the chat template of {self._checkpoint.name} leaves out what the user says: "
                "choose another checkpoint"
            )
        return encode_template(tokenizer, before), encode_template(tokenizer, after)

    @staticmethod
    def _plain(text: str) -> str:
        """The paragraph alone: without thoughts, preface and markup."""
        answer = _MARKUP.sub("", _THOUGHT.sub("", text).strip())
        return whole_sentences(displayed(_PREFACE.sub("", answer)))


@cache
def _prompt() -> str:
    return (files("summarizer.write") / "prompt.txt").read_text("utf-8").strip()

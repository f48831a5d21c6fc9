"""A summary written from whole articles, by an encoder–decoder or an instruction-tuned model.

Each article gets its share of the context.  An encoder–decoder reads them joined as it was
trained:

    PRIMERA (Xiao et al. 2022, section 3)   `<doc-sep>` after each, global attention on it
    LED (Beltagy et al. 2020)               a new line between them, global attention on the first
    trained on Multi-News (Pegasus, BART)   `|||||` between them, as the data set has it
    T5 (Raffel et al. 2020)                 "summarize: " before the first

A chat model, a checkpoint or behind a server, reads `prompt.txt`.  Only what is ours passes through
the template and may hold special tokens; articles are encoded as data and put in between, one line
each, so that no article can end its own part or speak for somebody else.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Generic

from summarizer.errors import UsageError
from summarizer.types import displayed
from summarizer.write.encoding import cut, fitting, frame, shares, whole_sentences
from summarizer.write.types import Candidate, Model, Token

if TYPE_CHECKING:
    from summarizer.write.checkpoint_model import CheckpointModel

# A summary may run this far over, since whole sentences are then chosen from it, and an
# encoder–decoder must not stop before half.
_OVER, _LEAST = 1.25, 0.5
_DOC_SEP = "<doc-sep>"
_MULTI_NEWS = re.compile(r"multi[-_]?news", re.IGNORECASE)
_T5_PREFIX = "summarize: "
# <think>…</think>, [THINK]…[/THINK]; the start may be the template's, the end may be missing.
_NAMES = r"(?:think|thinking|thought|thoughts|reasoning)"
_THOUGHT = re.compile(
    rf"[<\[]{_NAMES}[>\]].*?(?:[<\[]/{_NAMES}[>\]]|\Z)|\A.*?[<\[]/{_NAMES}[>\]]",
    re.DOTALL | re.IGNORECASE,
)
# Sure! Here is the summary:  **Summary:**
_PREFACE = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[^:]{0,60}?\s)?"
    r"(?:here(?:['’]s| is| are)|(?:the |a )?(?:neutral )?(?:summary|paragraph))\b[^:.]{0,100}:\s*",
    re.IGNORECASE,
)
# At the start of any line, since a list is no paragraph: "- ", "## ", "2. ", "3)".
_MARKUP = re.compile(
    r"^[ \t]*(?:[#>*\-•]+[ \t]|(?:\*\*)?\d{1,2}[.)](?:\*\*)?(?!\S))[ \t]*|\*\*|`+", re.MULTILINE
)


class _ArticleWriter(ABC, Generic[Token]):
    """What both kinds share."""

    def __init__(self, model: Model[Token]) -> None:
        self._model = model

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """A summary of about `words` words, in whole sentences, for each group of articles.

        A group without text has none.  Raises `UsageError` when a chat template does not pass
        the prompt on, or the context is too short for it, and what the model raises.
        """
        texts = [[t for text in group if (t := displayed(text))] for group in groups]
        filled = [i for i, group in enumerate(texts) if group]
        encoded = [[self._model.encode(t) for t in texts[i]] for i in filled]
        known = sum(len(text.split()) for group in texts for text in group)
        tokens = sum(len(ids) for group in encoded for ids in group)
        tokens_per_word = max(1.0, tokens / max(1, known))
        max_new = math.ceil(words * tokens_per_word * _OVER)
        written = self._model.write(
            [self._input(articles, words, max_new) for articles in encoded],
            max_new=max_new,
            **self._settings(int(words * tokens_per_word * _LEAST)),
        )
        found = {
            i: tuple(Candidate(t, c.score) for c in candidates if (t := self._plain(c.text)))
            for i, candidates in zip(filled, written, strict=True)
        }
        return [found.get(i, ()) for i in range(len(groups))]

    @abstractmethod
    def _input(self, articles: Sequence[list[Token]], words: int, max_new: int) -> list[Token]:
        """The tokens of one group of articles, at most as many as the context takes."""

    def _settings(self, least: int) -> dict[str, Any]:
        """What else the model is to know; `least` tokens are half a summary."""
        return {}

    @staticmethod
    @abstractmethod
    def _plain(text: str) -> str:
        """What the model wrote as plain text, in whole sentences."""


class DocumentWriter(_ArticleWriter[int]):
    """Summaries by an encoder–decoder model trained to write them."""

    def __init__(self, model: CheckpointModel) -> None:
        super().__init__(model)
        self._checkpoint, tokenizer = model.checkpoint, model.tokenizer
        self._before, self._after = frame(tokenizer)
        if self._checkpoint.architecture.startswith("T5"):
            self._before = [*self._before, *model.template(_T5_PREFIX)]
        marked = _DOC_SEP in tokenizer.get_vocab()
        self._mark = [tokenizer.convert_tokens_to_ids(_DOC_SEP)] if marked else []
        self._between = [] if marked else model.template(self._separator())

    def _separator(self) -> str:
        if self._checkpoint.separator:
            return self._checkpoint.separator
        return " ||||| " if _MULTI_NEWS.search(self._checkpoint.name) else "\n"

    def _input(self, articles: Sequence[list[int]], words: int, max_new: int) -> list[int]:
        room = self._model.context - len(self._before) - len(self._after)
        kept = articles[: fitting(len(articles), room)]
        room -= len(kept) * (len(self._mark) + len(self._between))
        ids: list[int] = []
        for article, share in zip(kept, shares([len(a) for a in kept], room), strict=True):
            ids += self._between if ids else []
            ids += [*cut(article, share, self._model.decode, self._model.encode), *self._mark]
        return [*self._before, *ids, *self._after]

    def _settings(self, least: int) -> dict[str, Any]:
        led = self._checkpoint.architecture.startswith("LED")
        return {"min_new": least, "global_attention": self._mark if led else None}

    @staticmethod
    def _plain(text: str) -> str:
        """Pegasus writes `<n>` for a new line, Multi-News opens with a dash."""
        return whole_sentences(displayed(text.replace("<n>", " ")).removeprefix("– "))


class InstructWriter(_ArticleWriter[Token]):
    """Summaries by a model that follows instructions; every beam reads the prompt again."""

    def _input(self, articles: Sequence[list[Token]], words: int, max_new: int) -> list[Token]:
        """The prompt with its articles cut so that the answer fits in behind."""
        model = self._model
        longest = model.context - max_new
        kept = articles[: fitting(len(articles), longest // 2)]
        before, after = self._around(len(kept), words)
        heads = [model.template(f"\n\nArticle {n + 1}\n") for n in range(len(kept))]
        room = longest - len(before) - len(after) - sum(map(len, heads))
        if room < len(kept):
            raise UsageError(
                f"{model.name} reads {model.context} tokens, too few for the prompt and {words} "
                "words: choose one that reads more"
            )
        given = shares([len(article) for article in kept], room)
        ids = list(before)
        for head, article, share in zip(heads, kept, given, strict=True):
            ids += [*head, *cut(article, share, model.decode, model.encode)]
        return [*ids, *after]

    def _around(self, count: int, words: int) -> tuple[list[Token], list[Token]]:
        """What the chat template makes of the prompt before and after the articles."""
        model, mark = self._model, "{articles}"
        asked = prompt().format(count=count, words=words, articles=mark)
        before, found, after = model.prompt(asked).partition(f"\n\n{mark}")
        if not found:
            raise UsageError(
                f"the chat template of {model.name} leaves out what the user says: "
                "choose another checkpoint"
            )
        return model.template(before), model.template(after)

    @staticmethod
    def _plain(text: str) -> str:
        """The paragraph alone: without thoughts, preface and markup."""
        answer = _MARKUP.sub("", without_thoughts(text))
        return whole_sentences(displayed(_PREFACE.sub("", answer)))


def without_thoughts(text: str) -> str:
    """What a model wrote without the thoughts that it wrote before."""
    return _THOUGHT.sub("", text).strip()


@cache
def prompt() -> str:
    """What a chat model is asked, with places for the articles, their number and that of words."""
    return (files("summarizer.write") / "prompt.txt").read_text("utf-8").strip()

"""The articles of a cluster in a prompt, a summary back: causal checkpoints with a chat template.

The prompt is `prompt.txt`.  Only what is ours passes through the template and may hold special
tokens; articles are encoded as data and put in between, one line each, so that no article can
end its own part or speak for somebody else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from summarizer.errors import UsageError
from summarizer.types import displayed
from summarizer.write.checkpoints.types import Checkpoint, Loaded
from summarizer.write.decode import generate
from summarizer.write.tokens import (
    cut,
    encode,
    fitting,
    shares,
    template,
    tokens_per_word,
    whole_sentences,
)
from summarizer.write.types import Candidate

# Longer prompts cost a small model minutes on a CPU.
_MAX_PROMPT = 8_192
_OVER = 1.25
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)|^.*?</think>", re.DOTALL)
# Sure! Here is the summary:  **Summary:**
_PREFACE = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[^:]{0,60}?\s)?"
    r"(?:here(?:['’]s| is| are)|(?:the |a )?(?:neutral )?(?:summary|paragraph))\b[^:.]{0,100}:\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|^[#>*\-•]+\s+|`+")


@cache
def _prompt() -> str:
    return (files("summarizer.write") / "prompt.txt").read_text("utf-8").strip()


class InstructWriter:
    """Summaries of whole articles by a small model that follows instructions.

    `beams` is the width of the search: 1, since every beam reads the whole prompt again.
    """

    def __init__(
        self, checkpoint: Checkpoint, loaded: Loaded, *, beams: int = 1, candidates: int = 1
    ) -> None:
        self._checkpoint, self._loaded = checkpoint, loaded
        self._beams, self._candidates = beams, candidates

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Summaries of about `words` words, in whole sentences, for each group of articles.

        A group without text has none.  Raises `UsageError` when the chat template does not
        pass the prompt on, or the context is too short for it.
        """
        texts = [[t for text in group if (t := displayed(text))] for group in groups]
        filled = [i for i, group in enumerate(texts) if group]
        encoded = [[encode(self._loaded.tokenizer, t) for t in texts[i]] for i in filled]
        flat = [t for group in texts for t in group]
        rate = tokens_per_word([len(ids) for group in encoded for ids in group], flat)
        max_new = math.ceil(words * rate * _OVER)
        written = generate(
            self._loaded,
            [self._input(articles, words, max_new) for articles in encoded],
            max_new=max_new,
            beams=self._beams,
            candidates=self._candidates,
        )
        found = {
            i: tuple(Candidate(t, c.score) for c in candidates if (t := _plain(c.text)))
            for i, candidates in zip(filled, written, strict=True)
        }
        return [found.get(i, ()) for i in range(len(groups))]

    def _input(self, articles: Sequence[list[int]], words: int, max_new: int) -> list[int]:
        """The ids of the prompt, its articles cut so that the answer fits in behind."""
        tokenizer = self._loaded.tokenizer
        longest = min(self._checkpoint.context, _MAX_PROMPT) - max_new
        kept = articles[: fitting(len(articles), longest // 2)]
        before, after = self._around(len(kept), words)
        heads = [template(tokenizer, f"\n\nArticle {n + 1}\n") for n in range(len(kept))]
        room = longest - len(before) - len(after) - sum(map(len, heads))
        if room < len(kept):
            raise UsageError(
                f"{self._checkpoint.name} reads {self._checkpoint.context} tokens, too few for "
                f"the prompt and {words} words: choose a checkpoint that reads more"
            )
        given = shares([len(article) for article in kept], room)
        ids = list(before)
        for head, article, share in zip(heads, kept, given, strict=True):
            ids += [*head, *cut(tokenizer, article, share)]
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
        return template(tokenizer, before), template(tokenizer, after)


def _plain(text: str) -> str:
    """The paragraph alone: without thoughts, preface, markup and a last half sentence."""
    answer = _THOUGHT.sub("", text).strip()
    answer = _MARKUP.sub("", answer)
    return whole_sentences(displayed(_PREFACE.sub("", answer)))

"""Text to token ids: what the writers share before a model reads anything.

Articles are data: whatever they spell (`</s>`, `<|im_end|>`, `<doc-sep>`), none of it becomes a
control token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from summarizer.write.types import Token

# The end of a sentence, closing quotation marks and brackets with it.
_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)")
# Tokens below which the start of an article says nothing.
_MIN_TOKENS = 24


@lru_cache(maxsize=8)
def _control_tokens(tokenizer: Any) -> frozenset[int]:
    """The special tokens, and what else was added to the vocabulary but words and white space."""
    added = {
        i
        for token, i in tokenizer.get_added_vocab().items()
        if token.strip() and not token.strip()[0].isalnum()
    }
    return frozenset(added | set(tokenizer.all_special_ids))


def encode(tokenizer: Any, text: str) -> list[int]:
    """The ids of a piece of text as data: no control token, whatever it spells."""
    ids: list[int] = tokenizer(
        text, add_special_tokens=False, split_special_tokens=True, verbose=False
    )["input_ids"]
    controls = _control_tokens(tokenizer)
    return [i for i in ids if i not in controls]


def encode_template(tokenizer: Any, text: str) -> list[int]:
    """The ids of text of ours, in which special tokens are what they spell."""
    ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    return ids


def frame(tokenizer: Any) -> tuple[list[int], list[int]]:
    """The special tokens that the tokenizer puts before and after a text."""
    bare = encode_template(tokenizer, "a")
    whole: list[int] = tokenizer("a")["input_ids"]
    start = next(i for i in range(len(whole)) if whole[i : i + len(bare)] == bare)
    return whole[:start], whole[start + len(bare) :]


def fitting(count: int, room: int) -> int:
    """How many of `count` texts to take where more would leave each too few tokens."""
    return max(1, min(count, room // _MIN_TOKENS))


def shares(lengths: Sequence[int], room: int) -> list[int]:
    """How much of each text fits: equal shares, what short texts leave going to longer ones."""
    taken = [0] * len(lengths)
    left = room
    shortest_first = sorted(range(len(lengths)), key=lambda i: lengths[i])
    for done, i in enumerate(shortest_first):
        taken[i] = min(lengths[i], left // (len(lengths) - done))
        left -= taken[i]
    return taken


def truncate(tokenizer: Any, ids: list[int], share: int) -> list[int]:
    """`cut` by a tokenizer."""
    decode = partial(tokenizer.decode, skip_special_tokens=True)
    return cut(ids, share, decode, partial(encode, tokenizer))


def cut(
    tokens: list[Token],
    share: int,
    decode: Callable[[list[Token]], str],
    encode: Callable[[str], list[Token]],
) -> list[Token]:
    """At most `share` tokens, up to the last end of a sentence where one is in the later half."""
    if len(tokens) <= share:
        return tokens
    kept = encode(whole_sentences(decode(tokens[:share])))
    return kept[:share] if share // 2 < len(kept) else tokens[:share]


def whole_sentences(text: str) -> str:
    """`text` without a last sentence that breaks off; all of it where no sentence ends."""
    ends = [found.end() for found in _END.finditer(text)]
    return text[: ends[-1]] if ends else text

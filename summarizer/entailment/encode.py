"""Pairs as the token ids of the cross-encoder; training and use share this.

`[CLS] premise sentences [SEP] hypothesis [SEP]`, at most `LONGEST` ids: the hypothesis is cut at
half of them, each premise sentence at `SENTENCE` ids, and what still does not fit is left out at
the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from summarizer.entailment.types import Pair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 256
SENTENCE = 80
# A sentence this long is cut before it is tokenized, so that no input costs more than its share.
CHARACTERS = 1_000


class Encoded(NamedTuple):
    """The ids of one pair (t,), their segments, and the premise sentence of each, -1 for none."""

    ids: list[int]
    segments: list[int]
    sentence: list[int]


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[Encoded]:
    """The ids of each pair."""
    texts = [t[:CHARACTERS] for pair in pairs for t in (*pair.premise, pair.hypothesis)]
    coded = iter(tokenizer.encode_batch_fast(texts, add_special_tokens=False))
    cls, sep = (tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]"))
    return [_framed(cls, sep, [next(coded).ids for _ in (*p.premise, 0)]) for p in pairs]


def _framed(cls: int, sep: int, parts: list[list[int]]) -> Encoded:
    """The ids of the premise sentences and, last, of the hypothesis, with their frame."""
    hypothesis = parts[-1][: LONGEST // 2]
    room = LONGEST - 3 - len(hypothesis)
    ids, sentence = [cls], [-1]
    for number, part in enumerate(parts[:-1]):
        part = part[: min(SENTENCE, room)]
        room -= len(part)
        ids += part
        sentence += [number] * len(part)
    first = len(ids) + 1
    ids += [sep, *hypothesis, sep]
    sentence += [-1] * (len(ids) - len(sentence))
    return Encoded(ids, [0] * first + [1] * (len(ids) - first), sentence)

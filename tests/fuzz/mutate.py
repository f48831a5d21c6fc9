"""Changes to an input that leave news news, so that they get past the first check of a stage.

Bytes that are flipped at random make noise, which every stage drops early; these swap words for
words, move lines from one article to another, change a figure, and repeat a stretch, which is
what brings out time that grows faster than the text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_WORD = re.compile(rb"\w+|[^\w\s]+|\s+")
_NUMBER = re.compile(rb"\d+")

Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def mutate(data: bytes, tokens: Sequence[bytes], seed: int, most: int) -> bytes:
    """`data` after one to four changes, at most `most` bytes; the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        data = dice.choice(CHANGES)(dice, data, tokens)[:most]
    return data


def _insert(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = dice.choice([m.start() for m in _WORD.finditer(data)] or [0])
    return data[:at] + dice.choice(tokens) + dice.choice((b" ", b"", b"\n")) + data[at:]


def _replace(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    start, end = _stretch(dice, data, dice.randint(1, 3))
    return data[:start] + dice.choice(tokens) + data[end:]


def _overwrite(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    """What says where its parts are, as Parquet does, is found broken at once if they move."""
    at, new = dice.randint(0, len(data)), dice.choice((*tokens, dice.randbytes(3)))
    return (data[:at] + new + data[at + len(new) :])[: max(len(data), 1)]


def _drop(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    start, end = _stretch(dice, data, dice.choice((1, 1, 2, 8, 40)))
    return data[:start] + data[end:]


def _repeat(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    start, end = _stretch(dice, data, dice.choice((1, 2, 4)))
    return data[:end] + data[start:end] * dice.choice((1, 2, 20, 2_000)) + data[end:]


def _copy(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    start, end = _stretch(dice, data, dice.choice((2, 8, 30)))
    at = dice.randint(0, len(data))
    return data[:at] + data[start:end] + data[at:]


def _move(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randint(0, len(lines)), line)
    return b"\n".join(lines)


def _count(dice: random.Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    found = dice.choice([*_NUMBER.finditer(data), None])
    if found is None:
        return data
    value = str(int(found[0][:9]) + dice.choice((-1, 1, 10, 1_000))).encode()
    return data[: found.start()] + value + data[found.end() :]


CHANGES: tuple[Change, ...] = (_insert, _replace, _overwrite, _drop, _repeat, _copy, _move, _count)


def _stretch(dice: random.Random, data: bytes, words: int) -> tuple[int, int]:
    """Where some words in a row stand."""
    found = [m.span() for m in _WORD.finditer(data)] or [(0, 0)]
    first = dice.randrange(len(found))
    last = min(first + 2 * words - 1, len(found)) - 1
    return found[first][0], found[max(first, last)][1]

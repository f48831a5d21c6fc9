"""Batches: pairs of a stage's mixture, in an order that seed and position alone decide.

A stage is an endless row of chunks.  A chunk is drawn, spelled in tokens, sorted by length, so
that batches hold little padding, and its batches are shuffled.  Any batch
can be made again from the seed, the stage, its chunk and its number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from training.noise import add_noise
from training.pairs import WORDS, Pair
from training.recipe import Optimiser, Stage
from training.tokenizer import encode
from training.trim import has_pieces, part, trim

_CHUNK = 2  # pairs of a chunk for each token of a batch: some two hundred batches
_WHOLE = 0.04  # of the sentences without such pieces: about a fourth of the pairs
_TO_SLAB = 8  # tokens of a batch for each pair of a slab: some ten batches
_NEAR = 8  # sentences around one that its noise comes from
_NEXT = 100  # sentences tried for one with pieces to take out

Ids = list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sources and targets as token ids, unpadded, and where they come in the stage."""

    sources: list[Ids]
    targets: list[Ids]
    chunk: int
    number: int


class Pool(Protocol):
    """Pairs by number."""

    def __len__(self) -> int: ...

    def pair(self, number: int, random: Random) -> Pair:
        """A pair; only its noise depends on `random`."""


class FixedPool:
    """A pool of pairs that were made before."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def pair(self, number: int, random: Random) -> Pair:
        """The pair of that number."""
        return self._pairs[number]


class NoisePool:
    """A pool of sentences of articles, each told by noisy views of it."""

    def __init__(self, articles: Sequence[Sequence[str]]) -> None:
        self._articles = [[s for s in a if len(s.split()) in WORDS] for a in articles]
        self._ends = list(accumulate(map(len, self._articles)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def pair(self, number: int, random: Random) -> Pair:
        """The sentence of that number, its noise from sentences near it."""
        target, others = self._placed(number)
        return Pair(add_noise(target, others, random), target, "copied")

    def _placed(self, number: int) -> tuple[str, list[str]]:
        """The sentence of that number, and those around it."""
        article = bisect_right(self._ends, number)
        sentences = self._articles[article]
        at = number - self._ends[article] + len(sentences)
        near = sentences[max(0, at - _NEAR) : at + _NEAR + 1]
        return sentences[at], [s for s in near if s != sentences[at]]

    def _from(self, number: int) -> Iterator[tuple[str, list[str]]]:
        """The sentence of that number and those after it, each with those around it."""
        return (self._placed((number + step) % len(self)) for step in range(_NEXT))


class TrimmedPool(NoisePool):
    """A pool of sentences, each with what remains when pieces of it go.

    Half of the groups also hold a noisy view of what remains: what two tell is kept.  Now and
    then a sentence without such pieces stays whole: not every comma may end a sentence.
    """

    def pair(self, number: int, random: Random) -> Pair:
        """The sentence of that number, or the next that can be trimmed."""
        for sentence, others in self._from(number):
            trimmed = trim(sentence, random)
            if trimmed or (random.random() < _WHOLE and not has_pieces(sentence)):
                target = trimmed or sentence
                views = add_noise(target, others, random)[:1] if random.random() < 0.5 else ()
                return Pair((sentence, *views), target, "shortened" if trimmed else "copied")
        return super().pair(number, random)


class PartedPool(NoisePool):
    """A pool of sentences, each told by two that lack different pieces of it."""

    def pair(self, number: int, random: Random) -> Pair:
        """The sentence of that number, or the next with two such pieces."""
        for sentence, _ in self._from(number):
            if views := part(sentence, random):
                return Pair(views, sentence, "fused")
        return super().pair(number, random)


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Where batches come from."""

    pools: Mapping[str, Pool]
    tokenizer: Tokenizer
    limits: Optimiser
    seed: int

    def batches(self, stage: Stage, chunk: int = 0, number: int = 0) -> Iterator[Batch]:
        """The batches of a stage from a place on, without end."""
        while True:
            yield from self._chunk(stage, chunk)[number:]
            chunk, number = chunk + 1, 0

    def _chunk(self, stage: Stage, chunk: int) -> list[Batch]:
        random = Random(f"{self.seed} {stage.name} {chunk}")
        pairs = [p for name in stage.mixture for p in self._drawn(name, stage, chunk, random)]
        sources = encode(self.tokenizer, [p.sources for p in pairs])
        targets = encode(self.tokenizer, [(p.target,) for p in pairs])
        spelled = [
            (s, t)
            for s, t in zip(sources, targets, strict=True)
            if len(s) <= self.limits.source and len(t) <= self.limits.target
        ]
        random.shuffle(spelled)
        found = list(_filled(_alike(spelled, self.limits.batch // _TO_SLAB), self.limits.batch))
        random.shuffle(found)
        return [
            Batch([s for s, _ in some], [t for _, t in some], chunk, number)
            for number, some in enumerate(found)
        ]

    def _drawn(self, name: str, stage: Stage, chunk: int, random: Random) -> Iterator[Pair]:
        """The pairs that a pool gives to a chunk: its share, going round it in shuffled order."""
        pool = self.pools.get(name)
        if not pool or not len(pool):
            return
        share = round(
            _CHUNK * self.limits.batch * stage.mixture[name] / sum(stage.mixture.values())
        )
        for position in range(chunk * share, (chunk + 1) * share):
            turn, place = divmod(position, len(pool))
            yield pool.pair(int(_order(len(pool), self.seed, name, turn)[place]), random)


@lru_cache(maxsize=16)
def _order(size: int, seed: int, name: str, turn: int) -> np.typing.NDArray[np.int64]:
    """A shuffled order of a pool, another in each turn."""
    words = [seed, turn, *name.encode()]
    return np.random.default_rng(words).permutation(size)


def _alike(spelled: Sequence[tuple[Ids, Ids]], slab: int) -> Iterator[tuple[Ids, Ids]]:
    """The pairs with those of like lengths together: slabs by source, sorted by target."""
    by_source = sorted(spelled, key=lambda pair: len(pair[0]))
    for at in range(0, len(by_source), slab):
        yield from sorted(by_source[at : at + slab], key=lambda pair: len(pair[1]))


def _filled(spelled: Iterable[tuple[Ids, Ids]], most: int) -> Iterator[list[tuple[Ids, Ids]]]:
    """The pairs, in order, in batches of at most `most` tokens with their padding."""
    batch: list[tuple[Ids, Ids]] = []
    source = target = 0
    for s, t in spelled:
        source, target = max(source, len(s)), max(target, len(t))
        if batch and (len(batch) + 1) * (source + target) > most:
            yield batch
            batch, source, target = [], len(s), len(t)
        batch.append((s, t))
    if batch:
        yield batch

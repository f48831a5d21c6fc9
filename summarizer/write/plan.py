"""Plan: which facts to write, each with the sentences of other origins that state it."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.types import Cluster, Sentence
from summarizer.write.partners import partners
from summarizer.write.types import Fact

# Sentences that a written one is held against, and how close the closest must be.
_CLOSEST = 3
_CLOSE = 0.2


def facts(cluster: Cluster, chosen: Sequence[Sentence]) -> list[Fact]:
    """The fact that each chosen sentence of a prepared cluster states."""
    pool, texts = _pool(cluster)
    row = {sentence: i for i, sentence in enumerate(pool)}
    asked = [row[sentence] for sentence in chosen]
    origins = [s.article for s in pool]
    groups = partners(texts, origins, asked, language=cluster.language)
    return [_fact(pool, texts, [i, *others]) for i, others in zip(asked, groups, strict=True)]


def nearest(cluster: Cluster, written: Sequence[str]) -> list[Fact | None]:
    """The fact that each written sentence seems to state; None where no source comes close."""
    pool, texts = _pool(cluster)
    same = {text: i for i, text in reversed(list(enumerate(texts)))}
    origins = [s.article for s in pool] + [-1] * len(written)
    asked = range(len(pool), len(pool) + len(written))
    everything = [*texts, *written]
    groups = partners(
        everything, origins, asked, close=_CLOSE, most=_CLOSEST, language=cluster.language
    )
    # What reads the same is no partner, but where the sentence was taken from.
    known = [
        [same[text], *group] if text in same else group
        for text, group in zip(written, groups, strict=True)
    ]
    return [_fact(pool, texts, rows) if rows else None for rows in known]


def _pool(cluster: Cluster) -> tuple[list[Sentence], list[str]]:
    """The sentences of originals, by content: a copy says nothing in other words."""
    pool = sorted(
        (s for s in cluster.sentences if cluster.origins[s.article] == s.article),
        key=lambda s: (cluster.text(s), s),
    )
    return pool, [cluster.text(s) for s in pool]


def _fact(pool: Sequence[Sentence], texts: Sequence[str], rows: Sequence[int]) -> Fact:
    return Fact(tuple(pool[i] for i in rows), tuple(texts[i] for i in rows))

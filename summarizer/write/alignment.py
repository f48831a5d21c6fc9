"""Align sentences across sources: which sentences of other sources state the same fact.

Similarity is the cosine of TF-IDF vectors.  Cost: linear in the number of sentence pairs that
share a stem.  Training groups sentences with the same `aligned`, so that a model is given what
it learned from.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.text.tfidf import tfidf
from summarizer.types import Cluster, Sentence
from summarizer.write.types import SentenceGroup

MIN_SIMILARITY = 0.3  # below it two sentences of one event mostly state different facts
MAX_ALIGNED = 2  # per sentence: a third adds length and little else
# The same for sentences that a model wrote, which the guard reads against their sources.
_MIN_SIMILARITY_WRITTEN, _MAX_ALIGNED_WRITTEN = 0.2, 3


def aligned(
    texts: Sequence[str],
    sources: Sequence[int],
    anchors: Sequence[int],
    *,
    min_similarity: float = MIN_SIMILARITY,
    limit: int = MAX_ALIGNED,
    language: str = "en",
) -> list[tuple[int, ...]]:
    """For each anchor the most similar sentence of each other source, most similar first.

    `texts` are the sentences of an event, `sources[i]` is the source of sentence i; `anchors` and
    the result are indices into both.  Sentences with the same text count once; ties go to the
    sentence that comes first.  At most `limit` each.
    """
    vectors = tfidf(texts, language)  # (n, m)
    cosines = (vectors[list(anchors)] @ vectors.T).tocsr()  # (anchors, n)
    found = []
    for row, anchor in enumerate(anchors):
        entries = slice(cosines.indptr[row], cosines.indptr[row + 1])
        near = zip(cosines.data[entries].round(9), cosines.indices[entries], strict=True)
        ranked = sorted((-value, int(i)) for value, i in near if value >= min_similarity)
        chosen: list[int] = []
        seen_sources, seen_texts = {sources[anchor]}, {texts[anchor]}
        for _, i in ranked:
            if sources[i] not in seen_sources and texts[i] not in seen_texts:
                seen_sources.add(sources[i])
                seen_texts.add(texts[i])
                chosen.append(i)
        found.append(tuple(chosen[:limit]))
    return found


def align_planned(cluster: Cluster, planned: Sequence[Sentence]) -> list[SentenceGroup]:
    """Each planned sentence of a prepared cluster with the sentences aligned to it."""
    pool, texts = _pool(cluster)
    row = {sentence: i for i, sentence in enumerate(pool)}
    anchors = [row[sentence] for sentence in planned]
    groups = aligned(texts, [s.article for s in pool], anchors, language=cluster.language)
    return [_group(pool, texts, [i, *more]) for i, more in zip(anchors, groups, strict=True)]


def align_written(cluster: Cluster, written: Sequence[str]) -> list[SentenceGroup | None]:
    """The sentences aligned to each written one; None where no source comes close."""
    pool, texts = _pool(cluster)
    same = {text: i for i, text in reversed(list(enumerate(texts)))}
    groups = aligned(
        [*texts, *written],
        [s.article for s in pool] + [-1] * len(written),
        range(len(pool), len(pool) + len(written)),
        min_similarity=_MIN_SIMILARITY_WRITTEN,
        limit=_MAX_ALIGNED_WRITTEN,
        language=cluster.language,
    )
    # A source sentence with the same text is where it was taken from, and comes first.
    rows = [
        [same[text], *group] if text in same else group
        for text, group in zip(written, groups, strict=True)
    ]
    return [_group(pool, texts, some) if some else None for some in rows]


def _pool(cluster: Cluster) -> tuple[list[Sentence], list[str]]:
    """The sentences of originals that can be shown alone, by content.

    A near-duplicate says nothing in other words.
    """
    shown = (s for s in cluster.sentences if s not in cluster.excerpts)
    pool = sorted(
        (s for s in shown if cluster.origins[s.article] == s.article),
        key=lambda s: (cluster.text(s), s),
    )
    return pool, [cluster.text(s) for s in pool]


def _group(pool: Sequence[Sentence], texts: Sequence[str], rows: Sequence[int]) -> SentenceGroup:
    return SentenceGroup(tuple(pool[i] for i in rows), tuple(texts[i] for i in rows))

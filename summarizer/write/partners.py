"""Partners: the sentences of other origins that state what a sentence states.

Planning and training both make their groups here, so that a model is given what it learned from.
Closeness is the cosine of TF-IDF vectors.  Cost: linear in the number of sentence pairs that
share a stem.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.text.tfidf import tfidf

CLOSE = 0.3  # below it two sentences of one event mostly state different facts
MOST = 2  # partners of a sentence: a third adds length and little else


def partners(
    texts: Sequence[str],
    origins: Sequence[int],
    anchors: Sequence[int],
    *,
    close: float = CLOSE,
    most: int = MOST,
    language: str = "en",
) -> list[tuple[int, ...]]:
    """For each anchor the closest sentence of each other origin, closest first.

    `texts` are the sentences of an event, `origins[i]` says who tells sentence i, `anchors` and
    the result are indices into both.  Partners that read the same count once; ties go to the
    sentence that comes first.
    """
    vectors = tfidf(texts, language)  # (n, m)
    cosines = (vectors[list(anchors)] @ vectors.T).tocsr()  # (anchors, n)
    found = []
    for row, anchor in enumerate(anchors):
        entries = slice(cosines.indptr[row], cosines.indptr[row + 1])
        near = zip(cosines.data[entries].round(9), cosines.indices[entries], strict=True)
        ranked = sorted((-value, int(i)) for value, i in near if value >= close)
        found.append(_one_an_origin([i for _, i in ranked], texts, origins, anchor)[:most])
    return found


def _one_an_origin(
    ranked: Sequence[int], texts: Sequence[str], origins: Sequence[int], anchor: int
) -> tuple[int, ...]:
    heard, told = {origins[anchor]}, {texts[anchor]}
    chosen = []
    for i in ranked:
        if origins[i] not in heard and texts[i] not in told:
            heard.add(origins[i])
            told.add(texts[i])
            chosen.append(i)
    return tuple(chosen)

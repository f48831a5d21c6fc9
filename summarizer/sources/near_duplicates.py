"""Near-duplicates: which articles are copies of one text.

A wire story printed by three outlets is one witness, not three.  Two articles share an origin
when at least `COPIED` of the word five-grams of the shorter one also stand in the longer one
(containment, Broder 1997), which finds near-copies, the same page twice and an article inside
another.  Chains are followed.  Cost: linear in the words plus, for every five-gram, the square
of the number of articles that share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from summarizer.arrays import Floats
from summarizer.text.tfidf import incidence
from summarizer.text.tokens import is_stop, tokens

SHINGLE = 5
# Independent reports of one speech share long quotations: on neus_full/train pairs of different
# outlets pass 0.3 now and then with quotes alone; edited wire copies stay above 0.5.
COPIED = 0.5
PARAGRAPH = 9  # words
# Closeness of stories (`relatedness`) below which two groups of them report two events: true of
# 2 % of the events of neus_full/train and none of BASIL's, and of 86 % of two events put
# together, 99 % of three.
RELATED = 0.12


def near_duplicates(stories: Sequence[str]) -> tuple[int, ...]:
    """For each story (an article's cleaned text) the index of the one it descends from.

    The original of a group is its story of most words in paragraphs: copies are cut more often than
    extended, but by labels and links.  Equal lengths fall back on the text itself, identical texts
    on the first of them.
    """
    if len(stories) < 2:
        return tuple(range(len(stories)))
    words = [tokens(story) for story in stories]
    shingles = _shingles(words)
    shared = (shingles @ shingles.T).tocoo()
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    shorter = np.minimum(sizes[shared.row], sizes[shared.col])
    copies = shared.data >= COPIED * shorter
    links = csr_array(
        (np.ones(int(copies.sum())), (shared.row[copies], shared.col[copies])), shared.shape
    )
    _, labels = connected_components(links, directed=False)
    # The text without what cleaning blanked out of it.
    ranks = [(-_length(story), " ".join(story.split()), story) for story in stories]
    return _originals(ranks, labels.tolist())


def _length(story: str) -> int:
    """How many words stand in lines that are long enough for a paragraph."""
    lengths = [len(tokens(line)) for line in story.split("\n")]
    return sum(n for n in lengths if n >= PARAGRAPH)


def _shingles(stories: Sequence[Sequence[str]]) -> csr_array:
    """Incidence of shingles: shape (stories, distinct shingles), entries 1.

    A story shorter than a shingle is one shingle of its own, so that equal crumbs match.
    """
    vocabulary: dict[tuple[str, ...], int] = {}
    rows = [{vocabulary.setdefault(s, len(vocabulary)) for s in _runs(words)} for words in stories]
    return incidence(rows, len(vocabulary))


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """The runs of `SHINGLE` words, or all words when they are fewer."""
    if len(words) < SHINGLE:
        return [tuple(words)]
    return zip(*(words[i:] for i in range(SHINGLE)), strict=False)


def _originals(ranks: Sequence[tuple[int, str, str]], labels: Sequence[int]) -> tuple[int, ...]:
    best: dict[int, int] = {}
    for i, label in enumerate(labels):
        if ranks[i] < ranks[best.setdefault(label, i)]:
            best[label] = i
    return tuple(best[label] for label in labels)


def relatedness(stories: Sequence[str]) -> Floats:
    """How close each two stories are, (n, n): the cosine of their sets of content words.

    Stop words and words that only one story has count for the length, not for the match.
    """
    words = [set(tokens(story)) for story in stories]
    content = (word for word in set().union(*words) if not is_stop(word))
    vocabulary = {word: i for i, word in enumerate(content)}
    rows = [{vocabulary[w] for w in some if w in vocabulary} for some in words]
    holds = incidence(rows, len(vocabulary))
    norms = np.sqrt(np.maximum(1.0, np.asarray(holds.sum(axis=1)).ravel()))
    shared: Floats = (holds @ holds.T).toarray() / np.outer(norms, norms)
    return shared


def related_groups(close: Floats, related: float = RELATED) -> list[list[int]]:
    """Groups of stories by average linkage, no two of which are as close as `related`; in order."""
    n = len(close)
    apart = 1.0 - close[np.triu_indices(n, 1)].round(9)
    if not np.any(apart > 1.0 - related):  # nearly always: scipy's clustering is slow to import
        return [list(range(n))]
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = fcluster(linkage(apart, "average"), 1.0 - related, "distance").tolist()
    return [[i for i in range(n) if labels[i] == label] for label in dict.fromkeys(labels)]

"""Lead, lead-interleave and random: the baselines every method has to beat."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from itertools import groupby

from summarizer.errors import UsageError
from summarizer.methods.base import Ranking, by_content
from summarizer.types import Cluster, Sentence


class Lead(Ranking):
    """The first article from its top, then the next: it follows the given order."""

    name = "lead"

    def rank(self, cluster: Cluster) -> Iterable[Sentence]:
        """Sentences in reading order."""
        return cluster.sentences


class LeadInterleave(Ranking):
    """The first sentence of every article, then the second of every article, and so on."""

    name = "lead-interleave"

    def rank(self, cluster: Cluster) -> Iterable[Sentence]:
        """Sentences round robin over the articles as given."""
        keyed = [
            (position, sentence)
            for _, story in groupby(cluster.sentences, key=lambda s: s.article)
            for position, sentence in enumerate(story)
        ]
        return [sentence for _, sentence in sorted(keyed)]


class Random(Ranking):
    """Sentences in a random order that depends on the seed and the cluster's content only."""

    name = "random"

    def __init__(self, seed: int = 0) -> None:
        if type(seed) is not int:  # True and 1.0 would seed otherwise than the 1 they equal
            raise UsageError(f"the seed of method random is a whole number, not {seed!r}")
        self.seed = seed

    @property
    def settings(self) -> Mapping[str, object]:
        """The seed."""
        return {"seed": self.seed}

    def rank(self, cluster: Cluster) -> Iterable[Sentence]:
        """A shuffle seeded by the texts."""
        sentences = by_content(cluster)
        texts = "\n".join(cluster.text(s) for s in sentences)
        digest = hashlib.sha256(texts.encode("utf-8", "replace")).hexdigest()
        random.Random(f"{self.seed}:{digest}").shuffle(sentences)
        return sentences

"""Which sentences of a source a pair model is shown for a hypothesis: sparse retrieval.

The evidence of 83 of 86 supports lies in the ten windows of an article closest by tf-idf, so a
model that sees a few sentences sees enough.  Cost: one sparse product, linear in the words.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from summarizer.concepts import Ints

DIGITS = 9


def closest(hypothesis: csr_array, sentences: csr_array) -> Ints:
    """The rows of `sentences` (n, stems) by falling cosine to `hypothesis` (1, stems).

    Ties keep the order of the article, so that its earlier sentence comes first.
    """
    cosine = np.asarray((sentences @ hypothesis.T).todense()).ravel().round(DIGITS)  # (n,)
    ranked: Ints = np.argsort(-cosine, kind="stable")
    return ranked

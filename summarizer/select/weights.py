"""Weigh: how much of a summary's purpose each concept carries.

Salience is agreement and position.  For a concept c that the origins o first mention in
sentence p_oc of their stories, with tf_c sentences that hold it,

    weight = (Σ_o (1 + p_oc)^-POSITION · e^(-p_oc / DEPTH))^AGREEMENT · tf_c^FREQUENCY
             · (1 + TITLE · [in a title] + TITLES · [in two titles])

after document frequency as the weight of a concept (Gillick & Favre 2009), with the position
of the first mention in place of a plain count.  Words count `WORD` against pairs of words, and
what a single origin says counts `SINGLE`: enough to break ties, never to beat agreement.
The constants were tuned on the train splits alone (`eval/README.md`).
Cost: linear in the number of (origin, concept) entries.
"""

from __future__ import annotations

import numpy as np

from summarizer.arrays import Floats
from summarizer.select.concepts import Concepts

POSITION = 0.7
DEPTH = 40.0
AGREEMENT = 1.3
FREQUENCY = 0.4
TITLE = 2.0
TITLES = 0.0
WORD = 0.5
SINGLE = 0.1


def concept_weights(concepts: Concepts) -> Floats:
    """The weight of each concept, shape (m,), none negative."""
    m = len(concepts.pair)
    early = (1.0 + concepts.first) ** -POSITION * np.exp(-concepts.first / DEPTH)  # (k,)
    agreement = np.bincount(concepts.held, weights=early, minlength=m)
    origins = np.bincount(concepts.held, minlength=m)
    frequency = np.asarray(concepts.incidence.sum(axis=0)).ravel()
    titled = 1.0 + TITLE * (concepts.titles > 0) + TITLES * (concepts.titles > 1)
    weight = agreement**AGREEMENT * frequency**FREQUENCY * titled
    weight *= np.where(concepts.pair, 1.0, WORD)
    if concepts.origins > 1:
        weight *= np.where(origins > 1, 1.0, SINGLE)
    result: Floats = weight
    return result

"""Redundancy: how likely it is that one of two sentences states the main fact of the other.

A logistic regression over the cosine of their tf-idf vectors and the log odds that each supports
the other, by the pair model.  Its weights come from 1,012 pairs that selection had compared, read
and labelled (`eval/labels/redundancy.jsonl`); `eval/measure_agreement.py redundancy` fits them
again and says how often they are right.
"""

from __future__ import annotations

from math import exp, log

COSINE, LOWER, HIGHER, BIAS = 6.85, 0.2, 0.54, -1.37
# Probability from which a sentence is left out beside the other.  58 % of those left out are
# redundant, as by the rule before ("at least a part is stated", from .8 on), and more are found.
REDUNDANT = 0.35
_CLIP = 0.005  # a probability is taken to lie this far from 0 and 1


def redundancy(cosine: float, one: float, two: float) -> float:
    """The probability of redundancy.

    `cosine` of the two sentences is in [0, 1]; `one` and `two` are the probabilities that the first
    supports the second and the second the first.
    """
    lower, higher = sorted(map(log_odds, (one, two)))
    return 1 / (1 + exp(-(COSINE * cosine + LOWER * lower + HIGHER * higher + BIAS)))


def log_odds(probability: float) -> float:
    """The logarithm of p / (1 - p), bounded."""
    p = min(1 - _CLIP, max(_CLIP, probability))
    return log(p / (1 - p))

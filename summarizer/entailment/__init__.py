"""Entailment: does a premise of some sentences state what a hypothesis sentence states?

    types     what is asked and answered      premise   which sentences of a source are shown
    encode    pairs as token ids              model     the bundled model on ONNX Runtime

The model, its training and its figures: `models/agreement-small`.
"""

from __future__ import annotations

from functools import cache

from summarizer.entailment.model import OnnxPairModel
from summarizer.entailment.types import Bars, Judgement, Pair, PairModel, Reading

__all__ = ["Bars", "Judgement", "Pair", "PairModel", "Reading", "pair_model"]


@cache
def pair_model() -> PairModel:
    """The bundled pair model of this process; its files are read when it is first asked."""
    return OnnxPairModel()

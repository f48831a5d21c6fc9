"""The frozen types that the parts of the harness share.

    dataset → systems → predict → rouge, measures → compare → report

Scores are fractions in [0, 1] everywhere; only a report shows them in percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from summarizer.limits import DEFAULTS, Limits
from summarizer.types import Budget, Cluster

METRICS = ("rouge1", "rouge2", "rougeL", "rougeLsum")
PARTS = ("precision", "recall", "fmeasure")

# What is measured beside ROUGE, with its name in a table; `measures` defines each.
MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "words": "words",
        "novel_1": "novel 1-grams",
        "novel_2": "novel 2-grams",
        "novel_3": "novel 3-grams",
        "coverage": "coverage",
        "density": "density",
        "redundancy": "redundancy",
        "evenness": "evenness",
        "support": "support",
        "grounded": "grounded",
        "copied": "copied",
        "shortened": "shortened",
        "fused": "fused",
        "rephrased": "rephrased",
        "replaced": "replaced",
    }
)

# What the pair model measures, only when it is asked for; `faithfulness` defines each.
FAITHFULNESS: Mapping[str, str] = MappingProxyType(
    {
        "supported": "supported",
        "entailed": "entailed",
        "contradicted": "contradicted",
        "single_source": "single-source",
        "facts": "facts told",
    }
)
NAMES: Mapping[str, str] = MappingProxyType({**MEASURES, **FAITHFULNESS})


@dataclass(frozen=True, slots=True)
class RougeSettings:
    """How ROUGE is computed; all of it is in the signature.

    `words` cuts every candidate at so many words before it is scored (ROUGE-1.5.5 `-l`).
    `references` is the best score over the references (rouge-score) or their pooled counts
    (ROUGE-1.5.5 `-f A`).  `tokenizer` auto takes Unicode words where a text has letters that
    rouge-score's ASCII tokenizer would drop.
    """

    stem: bool = True
    references: Literal["max", "pooled"] = "max"
    words: int | None = None
    tokenizer: Literal["auto", "ascii", "unicode"] = "auto"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A set of clusters with references, and the rules of the comparison on it.

    With `budget.truncate` summaries are cut at the budget, otherwise they end with a whole
    sentence.  `source` says where the data comes from.
    """

    name: str
    files: tuple[Path, ...]
    budget: Budget
    rouge: RougeSettings
    split: str = ""
    language: str = "en"
    source: str = ""
    limits: Limits = DEFAULTS


@dataclass(frozen=True, slots=True)
class System:
    """A way to get a summary that takes part in a comparison; picklable.

    `label` is what the user wrote and unique; `signature` holds everything that decides the
    summaries (method, settings, budget, versions of plug-ins).  Either `method` with `settings`
    makes the summaries, or `predictions` has them by cluster id (text, or a summary record).
    Only a system that `sees_references` (the oracle) is given clusters with references.
    """

    label: str
    signature: str
    budget: Budget
    method: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    predictions: Mapping[str, Any] | None = None
    sees_references: bool = False


@dataclass(frozen=True, slots=True)
class PRF:
    """Precision, recall and F1."""

    precision: float
    recall: float
    fmeasure: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """A system's summary of a cluster.

    `record` is `Summary.to_dict()`; its `summary` and `sentences[].text` are what is scored.
    """

    cluster: str
    system: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """A prediction's ROUGE by metric, and what else was measured on it (None: undefined)."""

    cluster: str
    system: str
    rouge: Mapping[str, PRF]
    measures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Timing:
    """What a prediction took: seconds from raw articles, and the process's peak memory in MB."""

    cluster: str
    system: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A cluster that a system could not summarise, and why."""

    cluster: str
    system: str
    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % bootstrap interval; NaN where nothing is defined."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A system's F1 minus the baseline's on the same clusters, by one metric; or a measure's mean.

    `interval` is a paired bootstrap's; the two p-values are two-sided, `*_holm` corrected over
    the systems (Holm 1979).
    """

    metric: str
    interval: Interval
    p_bootstrap: float
    p_randomization: float
    p_bootstrap_holm: float
    p_randomization_holm: float
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Mean F1 by metric over a part of the clusters, e.g. those with three sources."""

    label: str
    clusters: int
    rouge: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system on a benchmark; the baseline has no `differences`."""

    label: str
    signature: str
    rouge: Mapping[str, Mapping[str, Interval]]  # metric → part → mean and interval
    measures: Mapping[str, Interval]
    differences: tuple[Difference, ...] = ()
    by_sources: tuple[Slice, ...] = ()
    by_length: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The systems by mean F1 on a metric, best first, and how stable that order is.

    `kept` says of each but the last in which share of resampled clusters it is above the next,
    `whole` in which share the order is this one.  Systems that see the references have no place.
    """

    metric: str
    order: tuple[str, ...]
    kept: tuple[float, ...]
    whole: float


@dataclass(frozen=True, slots=True)
class Change:
    """A system's F1 minus its own in a run from before, whose signature it has."""

    label: str
    signature: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """A run from before, and the change of the systems that both runs have.

    `clusters` are those that all of these systems have scores of in both runs, `before` those that
    they have scores of in that one; the rest says how it was made.
    """

    file: str
    clusters: int
    before: int
    rouge_signature: str
    code: str
    command: str
    systems: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A comparison: all systems on the same clusters.

    `given` clusters were there, `compared` are those that every system could summarise; the
    rest is in `failures`.  `rouge_signature` says how ROUGE was computed, `code` which code ran
    (a hash), `command` how to get these numbers again.  `measures` are those that
    are tested as ROUGE is, `measures_signature` says by which model.
    """

    benchmark: str
    split: str
    given: int
    compared: int
    baseline: str
    systems: tuple[SystemResult, ...]
    failures: tuple[Failure, ...]
    rouge_signature: str
    code: str
    command: str
    resamples: int = 1_000
    seed: int = 12_345
    rankings: tuple[Ranking, ...] = ()
    against: Against | None = None
    warnings: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    measures_signature: str = ""


@dataclass(frozen=True, slots=True)
class ScoredCluster:
    """A cluster with every system's summary and scores by label, for a report."""

    cluster: Cluster
    predictions: Mapping[str, Prediction]
    scores: Mapping[str, Scores]

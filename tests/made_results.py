"""Made-up comparisons for the tests of the reports."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from summarizer.evaluate.types import (
    MEASURES,
    METRICS,
    PARTS,
    PRF,
    Against,
    Change,
    Difference,
    Failure,
    Interval,
    Prediction,
    Ranking,
    Results,
    ScoredCluster,
    Scores,
    Slice,
    SystemResult,
    Timing,
)  # fmt: skip
from summarizer.types import Article, Cluster

# Mean F1 of ROUGE-1, -2, -L and -Lsum.
LEVELS = {
    "lead-interleave": (0.386, 0.1665, 0.27, 0.322),
    "consensus": (0.4077, 0.1817, 0.29, 0.34),
    "lead": (0.3628, 0.1422, 0.25, 0.297),
    "kl": (0.3409, 0.1276, 0.24, 0.276),
    "lexrank": (0.3341, 0.1143, 0.23, 0.273),
    "textrank": (0.326, 0.1115, 0.22, 0.257),
    "random": (0.2339, 0.039, 0.16, 0.185),
    "oracle": (0.5, 0.28, 0.38, 0.43),
}
TOPICS = (
    "Council votes to close the old swing bridge",
    "Ferry fire: forty passengers taken off safely",
    "Dam levels fall for the third year running",
    "Strike ends after overnight talks on pay",
    "Museum returns carvings taken in 1897",
)
WORDS = (
    "the council said on Tuesday that work would start within a month and that ferries would run "
    "until the bridge opens again while residents asked who pays for it"
).split()
OUTLETS = ("The Herald", "North Post", "Daily Ledger", "Coast Radio", "")


@dataclass(frozen=True, slots=True)
class Made:
    """What a report is made of."""

    results: Results
    clusters: tuple[ScoredCluster, ...]
    timings: tuple[Timing, ...]


def against_before(results: Results) -> Results:
    """The same with a run from before, on a third of the clusters."""
    changes = tuple(
        Change(s.label, f"{s.signature}|old", tuple(difference(m, 0.02) for m in METRICS))
        for s in results.systems
    )
    before = Against("old/results.json", 4, 5, "rouge:1", "c0de", "consensus evaluate", changes)
    return replace(results, against=before)


def made(labels: tuple[str, ...] = tuple(LEVELS), clusters: int = 12) -> Made:
    """Systems on so many clusters; the first label is the baseline."""
    systems = tuple(system(label, labels[0], clusters) for label in labels)
    scored = tuple(scored_cluster(i, labels) for i in range(clusters))
    timings = tuple(
        Timing(e.cluster.id, label, 0.01 * (1 + len(label)), 120.0 + len(label))
        for e in scored
        for label in labels
    )
    results = Results(
        benchmark="made",
        split="dev",
        given=clusters + 1,
        compared=clusters,
        baseline=labels[0],
        systems=systems,
        failures=(Failure("made-99", labels[-1], "ValueError: no sentence"),),
        rouge_signature="rouge:1,2,L,Lsum|engine:rouge-score-rs-0.2.1|stem:yes|refs:max|cut:50",
        code="0123456789abcdef",
        command="consensus evaluate made-dev",
        rankings=tuple(Ranking(m, labels, (0.75,) * (len(labels) - 1), 0.5) for m in METRICS),
        warnings=("1 of 13 clusters is left out: a system failed on it",),
    )
    return Made(results, scored, timings)


def interval(mean: float, half: float = 0.012) -> Interval:
    return Interval(mean, mean - half, mean + half)


def system(label: str, baseline: str, clusters: int) -> SystemResult:
    levels = LEVELS.get(label, (0.3, 0.1, 0.2, 0.25))
    base = LEVELS.get(baseline, (0.3, 0.1, 0.2, 0.25))
    sizes = {"words": 48.5, "density": 7.3, "support": 1.8}
    pairs = zip(METRICS, levels, base, strict=True)
    return SystemResult(
        label=label,
        signature=f"{label}|words=50,truncate|v:0.1.0",
        rouge={m: _parts(level) for m, level in zip(METRICS, levels, strict=True)},
        measures={m: interval(sizes.get(m, 0.2)) for m in MEASURES},
        differences=tuple(difference(m, own - other) for m, own, other in pairs)
        if label != baseline
        else (),
        by_sources=_slices(("2 sources", "3 sources", "4 sources"), clusters // 3, levels),
        by_length=_slices(
            ("under 1,200 words", "1,200–2,400 words", "over 2,400 words"), clusters // 3, levels
        ),
    )


def _parts(level: float) -> dict[str, Interval]:
    return {part: interval(level + d) for part, d in zip(PARTS, (0.01, -0.01, 0), strict=True)}


def _slices(names: Sequence[str], clusters: int, levels: Sequence[float]) -> tuple[Slice, ...]:
    return tuple(
        Slice(name, clusters, {m: v + 0.01 * i for m, v in zip(METRICS, levels, strict=True)})
        for i, name in enumerate(names)
    )


def difference(metric: str, mean: float, half: float = 0.011, p: float | None = None) -> Difference:
    found = p if p is not None else (0.0081 if abs(mean) > half else 0.4321)
    return Difference(metric, interval(mean, half), found, found, found, found, 7, 1, 4)


def scored_cluster(number: int, labels: Sequence[str]) -> ScoredCluster:
    rng = random.Random(number)
    sources = 2 + number % 4
    articles = tuple(
        Article(
            "A text.",
            title=TOPICS[number % len(TOPICS)] + (", again" if i else ""),
            outlet=OUTLETS[(number + i) % len(OUTLETS)],
            date="2024-03-01",
            url=f"https://news.example/{number}/{i}" if i else "",
            location=f"news/{number}-{i}.txt",
        )
        for i in range(sources)
    )  # fmt: skip
    cluster = Cluster(
        id=f"made-{number}",
        articles=articles,
        references=tuple(sentence(rng) for _ in range(1 + number % 2)),
        origins=(*range(sources - 1), 0) if sources > 2 else (0, 1),
    )
    predictions = {label: prediction(cluster, label, rng) for label in labels}
    scored = {label: scores(cluster, label, rng) for label in labels}
    return ScoredCluster(cluster, predictions, scored)


def sentence(rng: random.Random) -> str:
    return f"{TOPICS[rng.randrange(5)]}, {' '.join(rng.choices(WORDS, k=18))}."


def prediction(cluster: Cluster, label: str, rng: random.Random) -> Prediction:
    texts = [sentence(rng) for _ in range(2)]
    sentences = [
        {
            "text": text, "how": "extracted", "reason": "", "support": support,
            "citations": [
                {"source": s + 1, "text": text, "start": 0, "end": 5, "strength": 1.0}
                for s in range(support)
            ],
        }
        for text, support in zip(texts, (2, 1), strict=True)
    ]  # fmt: skip
    record = {"id": cluster.id, "summary": " ".join(texts), "sentences": sentences}
    return Prediction(cluster.id, label, record)


def scores(cluster: Cluster, label: str, rng: random.Random) -> Scores:
    levels = LEVELS.get(label, (0.3, 0.1, 0.2, 0.25))
    shifted = (max(0.0, level + rng.uniform(-0.12, 0.12)) for level in levels)
    rouge = {m: PRF(v, v, v) for m, v in zip(METRICS, shifted, strict=True)}
    return Scores(cluster.id, label, rouge, {"support": 1.5, "words": 48.0})


def hostile(text: str) -> Made:
    """A comparison in which every string from the data is `text`, once each for two systems."""
    found = made(("lead", "kl"), 2)
    found = replace(found, results=against_before(found.results))
    labels = {"lead": text, "kl": f"{text} 2"}
    own = {"how", "metric"}  # fields whose words are not from the data

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return labels.get(value, text)
        if isinstance(value, tuple | list):
            return type(value)(map(filled, value))
        if isinstance(value, Mapping):
            return {labels.get(k, k): v if k in own else filled(v) for k, v in value.items()}
        if not is_dataclass(value) or isinstance(value, type):
            return value
        names = [f.name for f in fields(value) if f.init and f.name not in own]
        return replace(value, **{name: filled(getattr(value, name)) for name in names})

    whole: Made = filled(found)
    return replace(whole, results=replace(whole.results, baseline=text))

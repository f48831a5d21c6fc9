"""What the measures of `consensus evaluate --measures faithfulness` are worth.

    python eval/measure_faithfulness.py spoiled [--events N]
    python eval/measure_faithfulness.py people

spoiled  summaries of the bundled events by `consensus`, and the same with one number changed, with
         two names swapped, and with every second sentence from another event, as systems of a
         comparison: by how much each falls on the measures and on ROUGE, and on how many events;
         as a control with one word for another of the same meaning, which should fall on nothing
people   on public sets of summaries and claims that people judged by their source: the AUC and
         Spearman's correlation of each measure with the judgement, beside a measure of words alone;
         95 % bootstrap intervals over the pairs
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from common import lines, parser, row
from measure_agreement import auc
from scipy.stats import spearmanr

from summarizer.evaluate import dataset, harness, systems
from summarizer.evaluate.faithfulness import faithfulness
from summarizer.evaluate.measures import novel
from summarizer.evaluate.report.wording import p_value, points
from summarizer.evaluate.types import FAITHFULNESS, Benchmark
from summarizer.methods import create
from summarizer.pipeline import ClusterAnalysis, sentences_in, summarize_clusters
from summarizer.text.tokens import tokens
from summarizer.types import Article, Budget, Cluster

BUDGET = Budget(words=100)
SETS = {"summedits_news": "SummEdits news", "wice_dev": "WiCE dev", "wice_test": "WiCE test"}
BY_SENTENCE = ("supported", "entailed", "contradicted")
SHOWN = ("rouge1", "rouge2", *FAITHFULNESS, "support")
RESAMPLES, SEED = 1_000, 12_345
ALIKE = {
    "said": "stated", "people": "persons", "about": "some", "began": "started", "nearly": "almost",
    "started": "began", "injured": "hurt", "told": "informed",
}  # fmt: skip
_ALIKE = re.compile(rf"\b(?:{'|'.join(ALIKE)})\b")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")

Summaries = Mapping[str, Sequence[str]]


def main() -> int:
    """Measure one thing and print a table."""
    given = parser(__doc__, shared=True)
    given.add_argument("what", choices=("spoiled", "people"))
    given.add_argument("--events", type=int)
    options = given.parse_args()
    started = time.process_time()
    (spoiled if options.what == "spoiled" else people)(options)
    print(f"\n{time.process_time() - started:.0f} s of processor time")
    return 0


def number_changed(texts: Sequence[str]) -> list[str]:
    """The first number of the summary is another one of as many digits."""
    changed = list(texts)
    for i, text in enumerate(texts):
        if found := _NUMBER.search(text):
            digits = found[0]
            other = str((int(digits[0]) + 2) % 9 + 1) + digits[1:]
            changed[i] = text[: found.start()] + other + text[found.end() :]
            break
    return changed


def names_swapped(texts: Sequence[str]) -> list[str]:
    """The first two different names of the summary stand for each other, wherever they stand."""
    names = list(dict.fromkeys(name for text in texts for name in _NAME.findall(text)))[:2]
    if len(names) < 2:
        return list(texts)
    other = dict(zip(names, reversed(names), strict=True))
    pattern = re.compile(rf"\b(?:{'|'.join(names)})\b")
    return [pattern.sub(lambda found: other[found[0]], text) for text in texts]


def reworded(texts: Sequence[str]) -> list[str]:
    """One word of the summary is another of the same meaning."""
    changed = list(texts)
    for i, text in enumerate(texts):
        changed[i] = _ALIKE.sub(lambda found: ALIKE[found[0]], text, count=1)
        if changed[i] != text:
            break
    return changed


def mixed(texts: Sequence[str], foreign: Sequence[str]) -> list[str]:
    """Every second sentence is one of another event's summary, from the second on."""
    return [foreign[i] if i % 2 and i < len(foreign) else text for i, text in enumerate(texts)]


def spoilt(summaries: Summaries) -> dict[str, dict[str, list[str]]]:
    """Three bad systems, and the control, from one system's summaries by cluster."""
    ids = list(summaries)
    after = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
    return {
        "number-changed": {id: number_changed(texts) for id, texts in summaries.items()},
        "names-swapped": {id: names_swapped(texts) for id, texts in summaries.items()},
        "reworded": {id: reworded(texts) for id, texts in summaries.items()},
        "mixed": {id: mixed(texts, summaries[after[id]]) for id, texts in summaries.items()},
    }


def spoiled(options: argparse.Namespace) -> None:
    """The comparison of `consensus` with the three."""
    definition = dataset.find("examples")
    assert definition
    benchmark = dataset.load(definition)
    with tempfile.TemporaryDirectory() as folder:
        compare(benchmark, Path(folder), options.events)


def compare(benchmark: Benchmark, folder: Path, limit: int | None) -> None:
    """Print how far each of the bad systems is from the good one."""
    found = [c for c in dataset.clusters(benchmark, limit=limit) if isinstance(c, Cluster)]
    good = {
        summary.id: [sentence.text for sentence in summary.sentences]
        for summary in summarize_clusters(
            found, create("consensus"), BUDGET, conflicts=False, unique=False
        )
    }
    bad = spoilt(good)
    specs = [f"file:{write(folder / f'{name}.jsonl', some)}" for name, some in bad.items()]
    baseline = f"file:{write(folder / 'consensus.jsonl', good)}"
    plan = harness.Plan(
        benchmark, systems.parse_all([baseline, *specs], BUDGET), folder / "out", limit=limit,
        resamples=RESAMPLES, measures=(*FAITHFULNESS, "support"),
    )  # fmt: skip
    results, _ = harness.evaluate(plan)
    print(f"{results.compared} events, {results.measures_signature}; difference, p, lower : higher")
    print(row("measure", *bad))
    print(row(*["---"] * (1 + len(bad))))
    differences = [{d.metric: d for d in system.differences} for system in results.systems[1:]]
    for metric in SHOWN:
        cells = (
            f"{points(d[metric])}, {p_value(d[metric].p_randomization)}, "
            f"{d[metric].losses} : {d[metric].wins}"
            for d in differences
        )
        print(row(metric, *cells))
    for name, some in bad.items():
        print(f"{name}: {sum(some[id] != good[id] for id in good)} summaries changed")


def write(path: Path, summaries: Summaries) -> Path:
    """A file of predictions."""
    records = ({"id": id, "sentences": list(texts)} for id, texts in summaries.items())
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def people(options: argparse.Namespace) -> None:
    """How each measure orders what people called supported and what they did not."""
    rows = lines(options.shared / "data/pairs/dev.jsonl.xz")
    print(row("set", "measure", "AUC", "Spearman"))
    print(row(*["---"] * 4))
    for key, name in SETS.items():
        some = [r for r in rows if r["set"] == key]
        true = np.array([r["label"] == "support" for r in some])
        scores = [scored(r["premise"], r["hypothesis"]) for r in some]
        for measure in scores[0]:
            values = np.array([s[measure] for s in scores])
            sign = -1 if measure == "contradicted" else 1
            figures = (
                with_interval(auc, sign * values, true), with_interval(rank, sign * values, true)
            )  # fmt: skip
            print(row(f"{name}, {true.sum()} of {len(true)} supported", measure, *figures))


def scored(source: str, summary: str) -> dict[str, float]:
    """The measures of a summary of one source; 0 where they are undefined."""
    analysis = ClusterAnalysis(Cluster("pair", (Article(source),)))
    texts = sentences_in(summary) or [summary]
    found = faithfulness(analysis, texts, (), BY_SENTENCE)
    own = [tokens(text) for text in texts]
    found["words (bigrams in the source)"] = 1 - (novel(own, tokens(source), 2) or 0.0)
    return {name: value or 0.0 for name, value in found.items()}


def rank(values: np.ndarray, true: np.ndarray) -> float:
    """Spearman's correlation; 0 for a measure that says the same of all."""
    return float(spearmanr(values, true).statistic) if np.ptp(values) > 0 else 0.0


def with_interval(
    figure: Callable[[np.ndarray, np.ndarray], float], values: np.ndarray, true: np.ndarray
) -> str:
    """A figure with its 95 % percentile bootstrap interval over the pairs."""
    rng = np.random.default_rng(SEED)
    drawn = (rng.integers(len(true), size=len(true)) for _ in range(RESAMPLES))
    low, high = np.quantile([figure(values[i], true[i]) for i in drawn], (0.025, 0.975))
    return f"{figure(values, true):.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    sys.exit(main())

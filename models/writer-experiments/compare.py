"""Measure a trained writer against quoting.

    python compare.py aside EXAMPLES… --start BASE --trained FOLDER
    python compare.py clusters EXAMPLES… --file CLUSTERS --start BASE --trained FOLDER

`aside` takes the examples set aside.  `clusters` runs the planner, the guard and the packing of
`--method transformer`: of a group by the pair model one sentence is written, a single sentence is
quoted.  With `--loose` only the guard decides what is replaced.  It writes `made.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from writer import Gemma, examples, frequent

from summarizer.evaluate.rouge import Rouge
from summarizer.evaluate.types import RougeSettings
from summarizer.methods import transformer
from summarizer.methods.consensus import Consensus
from summarizer.pipeline import ClusterAnalysis
from summarizer.read import layouts
from summarizer.text.overlap import kind
from summarizer.types import Budget, Cluster, DraftSentence, Sentence
from summarizer.write import candidates
from summarizer.write.types import Candidate, SentenceGroup

WORDS = 100


class Method(transformer.Transformer):
    """`--method transformer` in fuse mode with a writer made here, which is counted and timed."""

    def __init__(self, it: Gemma, loose: bool) -> None:
        self._server, self._it, self.loose = None, it, loose
        self.seconds, self.groups, self.written = 0.0, 0, 0

    @property
    def _loaded(self) -> tuple[Any, str]:
        return self, "cpu"

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """A sentence for each group of several; what stands alone is quoted."""
        several = [group for group in groups if len(group) > 1]
        began = time.monotonic()
        found = iter(self._it.write(several))
        self.seconds += time.monotonic() - began
        self.groups, self.written = self.groups + len(groups), self.written + len(several)
        return [next(found) if len(g) > 1 else (Candidate(g[0], 0.0),) for g in groups]

    def summary(self, analysis: ClusterAnalysis, budget: Budget) -> tuple[DraftSentence, ...]:
        """The sentences for one cluster."""
        vars(transformer)["align_planned"] = lambda _, some: _by_evidence(analysis, some)
        if self.loose:
            candidates._refusal, candidates._value = _refusal, _value
        (draft,) = self._fuse([analysis], budget)
        return draft.sentences


def _by_evidence(analysis: ClusterAnalysis, planned: Sequence[Sentence]) -> list[SentenceGroup]:
    """Each planned sentence with the best evidence for it in two other articles."""
    cluster, attribution, groups = analysis.cluster, analysis.attribution, []
    for sentence in planned:
        text, members = cluster.text(sentence), [sentence]
        for found in sorted(attribution.relations(text, (sentence,)), key=lambda r: -r.strength):
            if found.relation == "supports" and found.article != sentence.article:
                start, end = found.spans[0]
                own = (s for s in cluster.sentences if s.article == found.article)
                members += [s for s in own if start <= s.start < end and cluster.text(s) != text][
                    :1
                ]
        groups.append(SentenceGroup(tuple(members[:3]), tuple(map(cluster.text, members[:3]))))
    return groups


def _refusal(text: str, group: SentenceGroup, scorer: Any, alone: bool) -> str:
    """What the guard says; fewer words for a fact are no fault."""
    return "" if text in group.texts else scorer.refusal(text, group.texts, alone)


def _value(candidate: Candidate, group: SentenceGroup, scorer: Any) -> float:
    return candidate.score - 10.0 * (candidate.text in group.texts)


def aside(it: Gemma, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Figures on examples, each of which is printed with what was written."""
    analysis = ClusterAnalysis(Cluster("aside", (layouts.article({"text": "A."}, "a", "a"),)))
    rouge, made, scores = Rouge(RougeSettings()), Counter[str](), list[tuple[float, float]]()
    for row in rows:
        sources, target = row["sources"], row["target"]
        text = next((c.text for c in it.write([sources])[0]), sources[0])
        refused = analysis.refusal(text, sources).partition(":")[0]
        made.update([kind(text, sources), *(["refused: " + refused] if refused else [])])
        told = [rouge.score([target], one)["rouge2"].fmeasure for one in (text, sources[0])]
        scores.append((told[0], told[1]))
        print(json.dumps([sources, target, text, refused], ensure_ascii=False))
    means = [round(100 * fmean(column), 1) for column in zip(*scores, strict=True)]
    return {**_shares(made, len(rows)), "ROUGE-2, written and first source": means}


def _shares(made: Counter[str], total: int) -> dict[str, Any]:
    return {"of": total, **{name: round(n / total, 3) for name, n in made.most_common()}}


def summaries(method: Method, clusters: Iterator[Cluster], out: Path) -> dict[str, Any]:
    """Figures on whole summaries, which are written to `out` with those that are quoted."""
    budget, made, differ = Budget(words=WORDS), Counter[str](), 0
    with out.open("w", encoding="utf-8") as lines:
        for cluster in clusters:
            analysis = ClusterAnalysis(cluster)
            (quoted,) = Consensus().draft([analysis], budget)
            told = [_told(analysis.cluster, s) for s in method.summary(analysis, budget)]
            made.update(s["made"] for s in told)
            texts = " ".join(s.text for s in quoted.sentences), " ".join(s["text"] for s in told)
            differ += texts[0] != texts[1]
            row = {"id": cluster.id, "quoted": texts[0], "summary": texts[1], "sentences": told}
            row["articles"] = [a.text for a in cluster.articles]
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    speed = round(method.written / method.seconds, 2)
    counts = {"differ": differ, "groups": method.groups, "of several": method.written}
    return {**_shares(made, made.total()), **counts, "sentences a second": speed}


def _told(cluster: Cluster, sentence: DraftSentence) -> dict[str, Any]:
    """A sentence of a summary, how it was made, and what it was made of."""
    sources = [cluster.text(s) for s in sentence.evidence]
    written = sentence.how == "written"
    made: str = kind(sentence.text, sources) if written else sentence.how
    return {"text": sentence.text, "made": made, "reason": sentence.reason, "sources": sources}


def _clusters(path: Path, count: int) -> Iterator[Cluster]:
    """So many clusters of a file, spread over it."""
    rows = path.read_text("utf-8").splitlines()
    for line in rows[:: max(1, len(rows) // count)][:count]:
        yield layouts.cluster(json.loads(line), path.name, path.name, "en")


def main() -> None:
    """Print the figures as JSON, behind the examples."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["aside", "clusters"])
    parser.add_argument("given", nargs="+", type=Path)
    for name in ("file", "start", "trained"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--loose", action="store_true")
    parser.add_argument("--output", type=Path, default=Path())
    given = parser.parse_args()
    rows, apart = examples(given.given)
    it = Gemma(given.start, frequent(rows))
    it.load(given.trained)
    it.merge()
    if given.what == "aside":
        figures = aside(it, random.Random(1).sample(apart, given.count))
    else:
        clusters = _clusters(given.file, given.count)
        figures = summaries(Method(it, given.loose), clusters, given.output / "made.jsonl")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

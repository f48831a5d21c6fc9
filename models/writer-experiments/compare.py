"""Measure a trained writer: `python compare.py aside|dev minilm|gemma --start … --trained …`.

aside   on examples of clusters set aside: how sentences are made, what the guard says, ROUGE
dev     on clusters of a file, through the planner, the guard and the packing of `--method
        transformer`: the same, summaries for `consensus evaluate --system file:…`, and what
        blind readers are to be given
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from training import approach, examples, restore

from summarizer.evaluate.rouge import Rouge
from summarizer.evaluate.types import RougeSettings
from summarizer.evidence.support import Attribution
from summarizer.methods import transformer
from summarizer.methods.consensus import Consensus
from summarizer.methods.transformer import Transformer
from summarizer.pipeline import ClusterAnalysis
from summarizer.read import layouts
from summarizer.text.overlap import kind
from summarizer.types import Budget, Cluster, DraftSentence, Sentence
from summarizer.write import candidates
from summarizer.write.types import Candidate, SentenceGroup, Writer

FACTS = 2  # further sentences of a group, by the pair model


class Experiment(Transformer):
    """`--method transformer` in fuse mode with a writer made here, which is timed."""

    def __init__(self, writer: Writer) -> None:
        self._server = None
        self._writer, self.seconds, self.groups, self.refused = writer, 0.0, list[int](), 0

    @property
    def _loaded(self) -> tuple[Writer, str]:  # type: ignore[override]
        return self, "cpu"

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """What the writer writes, which is counted and timed."""
        began = time.monotonic()
        found = self._writer.write(groups, words)
        self.seconds += time.monotonic() - began
        self.groups += [len(group) for group in groups]
        self.refused += sum(not some for some in found)
        return found


def by_evidence(attribution: Attribution, planned: Sequence[Sentence]) -> list[SentenceGroup]:
    """Each planned sentence with those that the pair model calls its evidence elsewhere."""
    cluster, groups = attribution.cluster, []
    for sentence in planned:
        text = cluster.text(sentence)
        members = [sentence]
        for found in sorted(attribution.relations(text, (sentence,)), key=lambda r: -r.strength):
            if found.relation == "supports" and found.article != sentence.article:
                start, end = found.spans[0]
                own = [s for s in cluster.sentences if s.article == found.article]
                members += [s for s in own if start <= s.start < end][:1]
        members = [s for s in members[: FACTS + 1] if s == sentence or cluster.text(s) != text]
        groups.append(SentenceGroup(tuple(members), tuple(map(cluster.text, members))))
    return groups


def loosened() -> None:
    """Leave it to the guard alone what is refused: fewer words for a fact are no fault."""

    def refusal(text: str, group: SentenceGroup, scorer: Any, alone: bool) -> str:
        return "" if text in group.texts else scorer.refusal(text, group.texts, alone)

    def value(candidate: Candidate, group: SentenceGroup, scorer: Any) -> float:
        return candidate.score - 10.0 * (candidate.text in group.texts)

    candidates._refusal, candidates._value = refusal, value


def aside(writer: Writer, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Figures on examples: the first sentence that is written for each."""
    cluster = Cluster("aside", (layouts.article({"text": "A mill burned."}, "a", "a"),))
    analysis = ClusterAnalysis(cluster)
    made: Counter[str] = Counter()
    scores: dict[str, list[float]] = {"written": [], "first source": []}
    rouge, began = Rouge(RougeSettings()), time.monotonic()
    written = [w for r in rows for w in writer.write([r["sources"]], 0)]
    seconds = time.monotonic() - began
    for row, found in zip(rows, written, strict=True):
        text = found[0].text if found else row["sources"][0]
        refused = analysis.refusal(text, row["sources"]) if found else "nothing written"
        made[kind(text, row["sources"])] += 1
        if refused:
            made["refused: " + refused.partition(":")[0]] += 1
        for name, told in {"written": text, "first source": row["sources"][0]}.items():
            scores[name].append(rouge.score([row["target"]], told)["rouge2"].fmeasure)
        print(json.dumps([row["sources"], row["target"], text, refused], ensure_ascii=False))
    return {
        "examples": len(rows),
        "sentences a second": round(len(rows) / seconds, 2),
        **{name: round(n / len(rows), 3) for name, n in made.most_common()},
        **{f"ROUGE-2 {name}": round(100 * fmean(some), 1) for name, some in scores.items()},
    }


def dev(writer: Writer, clusters: Iterable[Cluster], evidence: bool, out: Path) -> dict[str, Any]:
    """Figures on whole summaries, which are written to `out` with those that are quoted."""
    method, budget = Experiment(writer), Budget(words=100)
    made: Counter[str] = Counter()
    differ = 0
    with out.open("w", encoding="utf-8") as lines:
        for cluster in clusters:
            analysis = ClusterAnalysis(cluster)
            if evidence:
                transformer.align_planned = lambda _, some, a=analysis: by_evidence(
                    a.attribution, some
                )
            (quoted,) = Consensus().draft([analysis], budget)
            (written,) = method._fuse([analysis], budget)
            told = [_told(analysis.cluster, s) for s in written.sentences]
            made.update(s["made"] for s in told)
            texts = [" ".join(s.text for s in draft.sentences) for draft in (quoted, written)]
            differ += texts[0] != texts[1]
            articles = [a.text for a in cluster.articles]
            record = {"id": cluster.id, "quoted": texts[0], "summary": texts[1], "sentences": told}
            lines.write(json.dumps({**record, "articles": articles}, ensure_ascii=False) + "\n")
            lines.flush()
    return {
        "sentences": made.total(),
        "summaries that differ": differ,
        **{name: round(n / made.total(), 3) for name, n in made.most_common()},
        "groups": len(method.groups),
        "of several sentences": round(fmean(n > 1 for n in method.groups), 3),
        "sentences a second": round(len(method.groups) / method.seconds, 2),
    }


def _told(cluster: Cluster, sentence: DraftSentence) -> dict[str, Any]:
    """A sentence of a summary, how it was made, and what it was made of."""
    sources = [cluster.text(s) for s in sentence.evidence]
    made = kind(sentence.text, sources) if sentence.how == "written" else "copied"
    made = "replaced" if sentence.how == "replaced" else made
    return {"text": sentence.text, "made": made, "reason": sentence.reason, "sources": sources}


def blind(made: Path, folder: Path, pairs: int = 60, sentences: int = 100) -> None:
    """Files for readers who are not to know which summary is which; the key apart."""
    rows = [json.loads(line) for line in made.open(encoding="utf-8")]
    rng = random.Random(20261201)
    differ = [r for r in rows if r["quoted"] != r["summary"]]
    key, lines = {}, []
    for row in rng.sample(differ, min(pairs, len(differ))):
        order = rng.sample(["quoted", "summary"], 2)
        key[row["id"]] = dict(zip("ab", order, strict=True))
        sides = {side: row[name] for side, name in key[row["id"]].items()}
        lines.append({"id": row["id"], **sides, "articles": row["articles"]})
    own = ("shortened", "fused", "rephrased")
    told = [
        {"id": f"{r['id']}-{i}", "sentence": s["text"], "sources": s["sources"]}
        for r in rows
        for i, s in enumerate(r["sentences"])
        if s["made"] in own
    ]
    told = rng.sample(told, min(sentences, len(told)))
    for name, some in (("pairs", lines), ("sentences", told)):
        texts = [json.dumps(row, ensure_ascii=False) + "\n" for row in some]
        (folder / f"{name}.jsonl").write_text("".join(texts), encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1))


def _clusters(path: Path, count: int) -> Iterator[Cluster]:
    """So many clusters of a file, spread over it."""
    rows = path.read_text("utf-8").splitlines()
    for line in rows[:: max(1, len(rows) // count)][:count]:
        yield layouts.cluster(json.loads(line), path.name, path.name, "en")


def main() -> None:
    """Print the figures as JSON, behind the examples."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["aside", "dev", "blind"])
    parser.add_argument("data", type=Path, help="examples, clusters, or what `dev` wrote")
    parser.add_argument("--approach", choices=["minilm", "gemma"], default="minilm")
    parser.add_argument("--start", type=Path, help="the pretrained folder")
    parser.add_argument("--trained", type=Path, help="the folder with state.pt")
    parser.add_argument("--sentences", type=Path, help="as in training (minilm)")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--loose", action="store_true", help="the guard alone decides")
    parser.add_argument("--evidence", action="store_true", help="groups by the pair model")
    parser.add_argument("--output", type=Path, default=Path("made.jsonl"))
    given = parser.parse_args()
    if given.what == "blind":
        blind(given.data, given.output)
        return
    torch.set_num_threads(given.threads)
    more = {"sentences": given.sentences} if given.sentences else {}
    it = approach(given.approach, given.start, **more)
    restore(it, given.trained)
    if hasattr(it, "merge"):
        it.merge()
    if given.loose:
        loosened()
    if given.what == "aside":
        rows = random.Random(1).sample(examples([given.data])[1], given.count)
        figures = aside(it, rows)
    else:
        figures = dev(it, _clusters(given.data, given.count), given.evidence, given.output)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

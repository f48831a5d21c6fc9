"""Precision and recall of the evidence matcher on the labelled pairs.

    python eval/measure_evidence.py [--shared DIR] [--half dev|heldout|all] [--failures]

A pair (sentence, source) counts as found when the matcher cites the source for the sentence.
The pairs of `evidence_shared.jsonl` point into DIR/data/neus_full; those of
`evidence_claims.jsonl` are claims that an earlier matcher made there, judged blind, so that their
recall says nothing; those of `evidence_candidates.jsonl` are sentences of summaries with the best
window of another origin that has all their names and numbers, whatever else.  Without DIR only
the invented events of `eval/examples` are measured.
`--failures` lists the pairs that went wrong, with the reason; use it on the dev half only.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from summarizer.cite import Matcher
from summarizer.pipeline import prepare
from summarizer.read import read
from summarizer.types import Article, Cluster, Evidence, Sentence

HERE = Path(__file__).resolve().parent

SHARED_LABELS = HERE / "labels" / "evidence_shared.jsonl"
CLAIM_LABELS = HERE / "labels" / "evidence_claims.jsonl"
CANDIDATE_LABELS = HERE / "labels" / "evidence_candidates.jsonl"
EXAMPLE_LABELS = HERE / "labels" / "evidence_examples.jsonl"


class Judged(NamedTuple):
    """One labelled pair and what the matcher said."""

    name: str
    text: str
    expected: bool
    found: Evidence | None
    span: tuple[int, int] | None
    note: str
    matched: str


def main() -> int:
    """Measure both sets and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--half", choices=("dev", "heldout", "all"), default="dev")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    data = options.shared / "data"
    sets = {"examples": list(judge_examples(options.half))}
    if data.is_dir():
        sets["shared"] = list(judge_shared(data, SHARED_LABELS, options.half))
        sets["claims"] = list(judge_shared(data, CLAIM_LABELS, options.half))
        sets["candidates"] = list(judge_shared(data, CANDIDATE_LABELS, options.half))
    else:
        print(f"{data}: not there, so only the invented events are measured", file=sys.stderr)
    print(f"half: {options.half}")
    for name, judged in sets.items():
        print(report(name, judged))
        if options.failures:
            print_failures(judged)
    return 0


def labels(path: Path, half: str) -> list[dict[str, object]]:
    """The labelled pairs of one half, or of both."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half in ("all", row["half"])]


def judge_examples(half: str) -> Iterator[Judged]:
    """The pairs over the invented events."""
    matchers: dict[str, tuple[Cluster, Matcher]] = {}
    for row in labels(EXAMPLE_LABELS, half):
        event, source = str(row["event"]), str(row["source"])
        if event not in matchers:
            cluster = prepare(event_cluster(HERE / "examples" / event))
            matchers[event] = cluster, Matcher(cluster)
        cluster, matcher = matchers[event]
        index = next(i for i, a in enumerate(cluster.articles) if a.location.endswith(source))
        found = matcher.match(str(row["text"]))
        yield judged(f"{event} {source}", str(row["text"]), row, cluster, index, found)


def event_cluster(folder: Path) -> Cluster:
    """The articles of an invented event."""
    record = json.loads((folder / "event.json").read_text(encoding="utf-8"))
    sources = [folder / name for name in record["articles"]]
    return next(c for c in read(sources) if isinstance(c, Cluster))


def judge_shared(data: Path, path: Path, half: str) -> Iterator[Judged]:
    """The pairs that point into real articles; `id` names the data file."""
    rows = labels(path, half)
    clusters: dict[object, tuple[Cluster, Matcher, list[str]]] = {}
    for name in sorted({str(row["id"]) for row in rows}):
        clusters |= matchers(data / f"{name}.jsonl", {row["cluster"] for row in rows})
    for row in rows:
        cluster, matcher, ids = clusters[row["cluster"]]
        own = Sentence(
            ids.index(str(row["document"])), int(str(row["start"])), int(str(row["end"]))
        )
        index = ids.index(str(row["source"]))
        text = cluster.text(own) or cluster.raw(own)
        found = matcher.match(text, [own])
        yield judged(f"{row['cluster']} {row['source']}", text, row, cluster, index, found)


def matchers(path: Path, wanted: set[object]) -> dict[object, tuple[Cluster, Matcher, list[str]]]:
    """The wanted clusters of a data file, each with its matcher and its documents' ids."""
    found: dict[object, tuple[Cluster, Matcher, list[str]]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] not in wanted:
                continue
            documents = record["documents"]
            articles = tuple(
                Article(d["text"], title=d.get("title") or "", id=d["id"]) for d in documents
            )
            cluster = prepare(Cluster(record["id"], articles))
            found[record["id"]] = cluster, Matcher(cluster), [d["id"] for d in documents]
    return found


def judged(
    name: str,
    text: str,
    row: dict[str, object],
    cluster: Cluster,
    index: int,
    found: tuple[Evidence, ...],
) -> Judged:
    """Hold what the matcher found against the label."""
    hit = next((e for e in found if e.article == index), None)
    matched = cluster.articles[index].text[hit.start : hit.end] if hit else ""
    span = row.get("evidence")
    where = (int(span[0]), int(span[1])) if isinstance(span, list) else None
    return Judged(name, text, bool(row["supports"]), hit, where, str(row["note"]), matched)


def wilson(hits: int, total: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not total:
        return "– (0 of 0)"
    z, p = 1.959964, hits / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    reach = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return f"{p:.3f} [{low:.3f}, {high:.3f}] ({hits} of {total})"


def report(name: str, rows: list[Judged]) -> str:
    """Precision, recall and counts of one set."""
    said = [r for r in rows if r.found is not None]
    right = sum(r.expected for r in said)
    spans = [
        (r.found.start < r.span[1] and r.span[0] < r.found.end)
        for r in said
        if r.span is not None and r.found is not None
    ]
    lines = [
        f"{name}: {len(rows)} pairs, {sum(r.expected for r in rows)} supported",
        f"  precision  {wilson(right, len(said))}",
        f"  recall     {wilson(right, sum(r.expected for r in rows))}",
    ]
    if spans:
        lines.append(f"  cited span overlaps the labelled one  {wilson(sum(spans), len(spans))}")
    return "\n".join(lines)


def print_failures(rows: list[Judged]) -> None:
    """The pairs that went wrong."""
    for row in rows:
        if row.expected == (row.found is not None):
            continue
        kind = "missed" if row.expected else "WRONG"
        print(f"  {kind}  {row.name}  [{row.note}]\n     {row.text}")
        if row.matched:
            print(f"     -> {row.matched}")


if __name__ == "__main__":
    started = time.perf_counter()
    status = main()
    print(f"{time.perf_counter() - started:.1f} s")
    sys.exit(status)

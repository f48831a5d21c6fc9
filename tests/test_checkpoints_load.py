"""Checkpoints that run: every architecture loads as transformers itself loads it, or not at all."""

from __future__ import annotations

import dataclasses
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("torch", reason="the extra `transformer` is not installed")
pytest.importorskip("transformers", reason="the extra `transformer` is not installed")

import safetensors.torch as safetensors
import torch
import transformers

from summarizer.errors import BadCheckpoint, UsageError
from summarizer.write.checkpoints import Loaded, find, load
from summarizer.write.checkpoints.config import _USED, ARCHITECTURES


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refused)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    for kind in tiny.KINDS:
        tiny.make(kind, folder)
    return folder


@pytest.fixture
def bart(tmp_path: Path) -> Path:
    return tiny.make("bart", tmp_path)


def opened(folder: Path) -> Loaded:
    return load(find(str(folder)), device="cpu")


def refusal(folder: Path) -> str:
    """The one line with which a folder that may well be found is refused."""
    with pytest.raises(BadCheckpoint) as caught:
        opened(folder)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    assert line.startswith(folder.name)
    return line


def logits(model: Any, ids: Any) -> Any:
    """(1, tokens) → (1, tokens, vocabulary)"""
    more = {"decoder_input_ids": ids[:, :4]} if model.config.is_encoder_decoder else {}
    with torch.inference_mode():
        return model(ids, **more).logits


@pytest.mark.parametrize("kind", tiny.KINDS)
def test_every_architecture_loads_as_transformers_loads_it(made: Path, kind: str) -> None:
    loaded = opened(made / kind)
    auto = "AutoModelForCausalLM" if kind in tiny.CAUSAL else "AutoModelForSeq2SeqLM"
    theirs = getattr(transformers, auto).from_pretrained(made / kind, dtype=torch.float32)
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(made / kind)
    for text in tiny.TEXT:
        assert loaded.tokenizer(text)["input_ids"] == tokenizer(text)["input_ids"]
    assert not loaded.model.training
    ids = torch.tensor([tokenizer(tiny.TEXT[0])["input_ids"]])  # (1, tokens)
    assert torch.equal(logits(loaded.model, ids), logits(theirs.eval(), ids))
    for name in ("pad", "bos", "eos", "decoder_start", "forced_eos"):
        key = f"{name}_token_id"
        wanted = getattr(theirs.generation_config, key)
        assert getattr(loaded.model.generation_config, key) == wanted, key


def same(folder: Path, whole: dict[str, Any]) -> bool:
    """Whether the model of a folder has these weights."""
    again = opened(folder).model.state_dict()
    return again.keys() == whole.keys() and all(torch.equal(whole[n], again[n]) for n in whole)


def test_shards_load_as_one_file_does(bart: Path) -> None:
    whole = opened(bart).model.state_dict()
    tensors = safetensors.load_file(bart / "model.safetensors")
    placed = {name: f"model-{i % 2}.safetensors" for i, name in enumerate(tensors)}
    for shard in set(placed.values()):
        own = {name: tensor for name, tensor in tensors.items() if placed[name] == shard}
        safetensors.save_file(own, bart / shard)
    (bart / "model.safetensors.index.json").write_text(json.dumps({"weight_map": placed}))
    (bart / "model.safetensors").unlink()
    assert same(bart, whole)


def test_a_t5_whose_output_is_not_tied_keeps_both(tmp_path: Path) -> None:
    """As FLAN-T5's: transformers 5 writes `scale_decoder_outputs`, which changes every logit."""
    path = tiny.make("t5", tmp_path, feed_forward_proj="gated-gelu", tie_word_embeddings=False)
    shared = safetensors.load_file(path / "model.safetensors")["shared.weight"]
    reweighted(path, {"lm_head.weight": torch.flip(shared, [0]).contiguous()})
    theirs: Any = transformers.T5ForConditionalGeneration.from_pretrained(path)
    ids = torch.tensor([[5, 6, 7, 8, 2]])
    assert torch.equal(logits(opened(path).model, ids), logits(theirs.eval(), ids))


# Fields of the configurations that change nothing when a trained model writes.
IDLE = {
    "_name_or_path", "activation_dropout", "architectures", "attention_dropout",
    "chunk_size_feed_forward", "classifier_dropout", "decoder_layerdrop", "dropout",
    "dropout_rate", "dtype", "encoder_layerdrop", "forced_eos_token_id", "id2label", "init_std",
    "initializer_factor", "initializer_range", "is_decoder", "is_encoder_decoder", "label2id",
    "model_type", "output_attentions", "output_hidden_states", "pretraining_tp", "problem_type",
    "return_dict", "transformers_version", "use_cache", "_sliding_window_pattern",
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_no_key_that_changes_what_comes_out_is_dropped(name: str) -> None:
    """A release of transformers that adds a field fails here, for somebody to look at it."""
    kind = getattr(transformers, ARCHITECTURES[name].config)
    fields = {field.name for field in dataclasses.fields(kind)} | set(kind().to_dict())
    assert fields - IDLE <= _USED


@pytest.mark.parametrize("kind", ["bart", "led"])
def test_the_older_files_of_a_tokenizer_mean_the_same(tmp_path: Path, kind: str) -> None:
    """PRIMERA's layout: vocab.json, merges.txt and added_tokens.json."""
    path = tiny.make(kind, tmp_path)
    model = json.loads((path / "tokenizer.json").read_text())["model"]
    size = len(model["vocab"])
    vocab = {**model["vocab"], "past the last embedding": size + 1}
    (path / "vocab.json").write_text(json.dumps(vocab))
    merges = "\n".join(" ".join(pair) for pair in model["merges"])
    (path / "merges.txt").write_text(f"#version: 0.2\n{merges}\n")
    (path / "added_tokens.json").write_text(json.dumps({"<doc-sep>": vocab["<doc-sep>"]}))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (path / name).unlink()
    ours = opened(path).tokenizer
    (path / "vocab.json").write_text(json.dumps(model["vocab"]))
    theirs = transformers.BartTokenizer.from_pretrained(path)
    for text in (*tiny.TEXT, "  two  spaces\nand “quotes” – é", "<mask> it", "a</s>b"):
        assert ours(text)["input_ids"] == theirs(text)["input_ids"]
        assert ours.decode(ours(text)["input_ids"]) == theirs.decode(theirs(text)["input_ids"])
    for name in ("bos_token", "eos_token", "pad_token", "unk_token", "mask_token"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours("One.<doc-sep>Two.").input_ids.count(vocab["<doc-sep>"]) == 1
    (path / "added_tokens.json").write_text(json.dumps({"<new>": size - 1}))
    assert "added_tokens.json" in refusal(path)
    (path / "merges.txt").write_text("one two three\n")
    assert "merges.txt is no list of merges" in refusal(path)


def reweighted(folder: Path, changes: dict[str, Any]) -> None:
    """Change tensors of the weights by name; None takes one out."""
    path = folder / "model.safetensors"
    tensors = safetensors.load_file(path) | changes
    safetensors.save_file({name: t for name, t in tensors.items() if t is not None}, path)


@pytest.mark.parametrize("kept", ["lm_head.weight", "model.encoder.embed_tokens.weight"])
def test_a_tied_table_may_be_stored_under_any_of_its_names(bart: Path, kept: str) -> None:
    """The hub's conversions to safetensors keep one of them."""
    whole = opened(bart).model.state_dict()
    table = safetensors.load_file(bart / "model.safetensors")["model.shared.weight"]
    reweighted(bart, {"model.shared.weight": None, kept: table})
    assert same(bart, whole)


def test_the_positions_of_a_pegasus_may_be_left_out(tmp_path: Path) -> None:
    """They are sines, and absent from the files that Google published; others stay required."""
    path = tiny.make("pegasus", tmp_path)
    whole = opened(path).model.state_dict()
    sides = ("encoder", "decoder")
    reweighted(path, dict.fromkeys(f"model.{side}.embed_positions.weight" for side in sides))
    assert same(path, whole)
    reweighted(path, {"model.shared.weight": None})
    assert "missing keys" in refusal(path)


WIDE = "model.decoder.layers.1.fc2.bias"
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"model.encoder.layers.0.fc1.weight": None}, "missing keys"),
    ({"model.evil": torch.zeros(3)}, "unexpected keys"),
    ({"model.encoder.layers.0.fc1.bias": torch.zeros(31)}, "mismatched keys"),
    ({WIDE: torch.full((16,), float("nan"))}, f"has NaN or infinity in {WIDE}"),
    ({WIDE: torch.full((16,), -float("inf"))}, "infinity"),
]


@pytest.mark.parametrize(("changes", "told"), UNFIT)
def test_weights_that_do_not_fit_are_refused(bart: Path, changes: Any, told: str) -> None:
    reweighted(bart, changes)
    assert told in refusal(bart)


LIES: dict[str, list[Any]] = {
    "vocab_size": [399, 1 << 29, 0, -5, [400]], "d_model": [17, 1 << 20],
    "encoder_layers": [1, 3], "decoder_layers": [0.5], "encoder_ffn_dim": [1 << 30, "wide"],
    "encoder_attention_heads": [0, 3], "activation_function": ["evil", {"a": 1}],
    "scale_embedding": ["yes"], "architectures": [["PegasusForConditionalGeneration"]],
    "pad_token_id": [400], "eos_token_id": [-1], "decoder_start_token_id": ["0"],
    "max_position_embeddings": [999], "consensus": [{"mode": "fuse", "separator": "<other>"}],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [(key, v) for key in LIES for v in LIES[key]])
def test_a_configuration_that_lies_is_refused(bart: Path, key: str, value: object) -> None:
    tiny.change(bart / "config.json", **{key: value}, model_type=None)
    tiny.change(bart / "generation_config.json", **{key: None})
    assert refusal(bart)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_values_in_a_configuration_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tiny.make("bart", tmp_path_factory.mktemp("any"))
    plain = st.none() | st.booleans() | st.integers(-9, 500) | st.floats() | st.text(max_size=5)
    keys = sorted(set(json.loads((path / "config.json").read_text())) - {"architectures"})
    for name in ("config.json", "tokenizer_config.json", "generation_config.json"):
        changed = data.draw(st.dictionaries(st.sampled_from(keys), plain, max_size=3))
        record = json.loads((path / name).read_text())
        (path / name).write_text(json.dumps(record | changed))
    try:
        opened(path)
    except BadCheckpoint as error:
        assert "\n" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    "tokenizer",
    [
        {},
        {"version": 1, "model": 2, "added_tokens": "x"},
        {"version": "1.0", "added_tokens": []},
        {"version": "1.0", "model": {"type": "Python", "code": "import os"}},
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["x", "y"]]}},
        {"model": {"type": "WordLevel", "vocab": {}, "unk_token": "<unk>"}},
        {"model": {"type": "Unigram", "unk_id": 0, "vocab": [[f"t{i}", 0.0] for i in range(999)]}},
        {
            "model": {"type": "BPE", "vocab": {"a": 0}, "merges": []},
            "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(((("}, "behavior": "Removed"},
        },
    ],
    ids=str,
)  # fmt: skip
def test_a_broken_tokenizer_is_refused(bart: Path, tokenizer: dict[str, Any]) -> None:
    (bart / "tokenizer.json").write_text(json.dumps(tokenizer))
    assert refusal(bart)


def test_tokens_without_an_embedding_never_reach_the_model(bart: Path) -> None:
    """BART's `<mask>` and Gemma's `<image_soft_token>` stand behind the last embedding."""
    record = json.loads((bart / "tokenizer.json").read_text())
    frame = record["added_tokens"][-1]
    record["added_tokens"].append({**frame, "id": 400, "content": "<evil>"})
    (bart / "tokenizer.json").write_text(json.dumps(record))
    tiny.change(bart / "tokenizer_config.json", cls_token="<never heard of>")
    loaded = opened(bart)
    text = "An <evil> mill <never heard of> burned."
    assert max(loaded.tokenizer(text)["input_ids"]) < 400
    assert len(loaded.tokenizer) == 400


def test_a_tokenizer_does_not_cut_or_pad_by_itself(bart: Path) -> None:
    record = json.loads((bart / "tokenizer.json").read_text())
    record["truncation"] = {
        "direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0,
    }  # fmt: skip
    record["padding"] = {
        "strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 1,
        "pad_type_id": 0, "pad_token": "<pad>",
    }  # fmt: skip
    (bart / "tokenizer.json").write_text(json.dumps(record))
    ids = opened(bart).tokenizer(tiny.TEXT[0])["input_ids"]
    assert 4 < len(ids) < 64


ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.system('touch MARKER') }}",
    "{{ messages.append(1) }}",
    "{% include '/etc/passwd' %}",
    "{{ raise_exception('no') }}",
    "{% for a in",
)


@pytest.mark.parametrize("template", ESCAPES)
def test_a_chat_template_runs_in_a_sandbox(tmp_path: Path, template: str) -> None:
    path = tiny.make("llama", tmp_path)
    marker = tmp_path / "marker"
    (path / "chat_template.jinja").write_text(template.replace("MARKER", str(marker)))
    assert "cannot be loaded" in refusal(path)
    assert not marker.exists()


def test_no_code_beside_the_weights_is_imported(bart: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for name in ("modeling_bart.py", "custom_generate/generate.py", "tokenization.py"):
        (bart / name).parent.mkdir(exist_ok=True)
        (bart / name).write_text(f"open({str(marker)!r}, 'w')")
    tiny.change(
        bart / "tokenizer_config.json",
        tokenizer_class="EvilTokenizer", tokenizer_file="/etc/passwd", vocab_file="../../secret",
    )  # fmt: skip
    tiny.change(bart / "config.json", _name_or_path="evil/model", base_model_name_or_path="evil/m")
    loaded = opened(bart)
    assert type(loaded.tokenizer).__name__ in ("PreTrainedTokenizerFast", "TokenizersBackend")
    assert loaded.model.config.name_or_path in (None, "", "None")
    assert not marker.exists()


def test_a_device_that_is_not_there_is_the_users_mistake(bart: Path) -> None:
    for device in ("cuda:97", "no device"):
        with pytest.raises(UsageError, match=f"device {device} cannot be used"):
            load(find(str(bart)), device=device)


def test_loading_is_quiet_and_leaves_no_setting_behind(bart: Path) -> None:
    code = (
        "from transformers.utils import logging\n"
        "before = logging.get_verbosity(), logging.is_progress_bar_enabled()\n"
        "from summarizer.write.checkpoints import find, load\n"
        f"load(find({str(bart)!r}), device='cpu')\n"
        "assert before == (logging.get_verbosity(), logging.is_progress_bar_enabled())\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

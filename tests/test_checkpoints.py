"""Checkpoints from strangers: what is refused before a line of torch runs, and by which words.

Every hostile folder also holds code that would leave a marker behind; nothing may leave one.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pickle
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import change

from summarizer.cli import main
from summarizer.errors import BadCheckpoint, MissingExtra
from summarizer.write.checkpoints import find, listed, load

ROOT = Path(__file__).resolve().parent.parent
CONFIG = {
    "architectures": ["BartForConditionalGeneration"], "model_type": "bart", "vocab_size": 40,
    "d_model": 8, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 8,
    "decoder_ffn_dim": 8, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "max_position_embeddings": 64,
}  # fmt: skip
TENSORS = {"model.shared.weight": ("F32", [40, 8]), "final_logits_bias": ("BF16", [1, 40])}
SIZES = {"F32": 4, "BF16": 2}


def weights(tensors: dict[str, tuple[str, list[int]]] = TENSORS) -> tuple[dict[str, Any], bytes]:
    """A header and the zeros that go with it."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (dtype, shape) in tensors.items():
        begin, size = end, SIZES[dtype]
        for n in shape:
            size *= n
        end = begin + size
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
    return header, bytes(end)


def packed(header: object, data: bytes) -> bytes:
    """A safetensors file."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound folder as far as can be told without torch."""
    return write(tmp_path / "model")


def write(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text(json.dumps(CONFIG))
    (path / "tokenizer.json").write_text("{}")
    (path / "tokenizer_config.json").write_text("{}")
    (path / "model.safetensors").write_bytes(packed(*weights()))
    return path


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No cache but an empty one, and no network."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(socket, "socket", refused)


@pytest.fixture
def marker(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A file that any code of the folder would make; it must not be there afterwards."""
    path = tmp_path / "executed"
    code = f"import pathlib\npathlib.Path({str(path)!r}).touch()\n"
    for name in ("modeling_bart", "configuration_bart", "tokenization_bart", "__init__"):
        (folder / f"{name}.py").write_text(code)
    yield path
    assert not path.exists(), "code of the checkpoint was executed"


def refusal(folder: Path) -> str:
    """The one line with which a folder is refused."""
    with pytest.raises(BadCheckpoint) as caught:
        find(str(folder))
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    assert line.startswith(folder.name)
    return line


def test_a_sound_folder_is_described(folder: Path) -> None:
    change(folder / "config.json", _attn_implementation_autoset=True)  # which only reports
    found = find(str(folder))
    assert (found.name, found.path) == ("model", folder)
    assert (found.architecture, found.mode) == ("BartForConditionalGeneration", "document")
    assert (found.context, found.separator) == (64, "")
    assert len(found.digest) == 12


def test_the_digest_follows_every_file_that_is_read_and_no_other(folder: Path) -> None:
    before = find(str(folder)).digest
    (folder / "README.md").write_text("A card.")
    assert find(str(folder)).digest == before
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_text((folder / name).read_text() + " ")
        after = find(str(folder)).digest
        assert after != before
        before = after
    header, data = weights()
    (folder / "model.safetensors").write_bytes(packed(header, b"\1" + data[1:]))
    assert find(str(folder)).digest != before


def test_how_it_writes_comes_from_our_own_key(folder: Path) -> None:
    change(folder / "config.json", consensus={"mode": "fuse", "separator": "<sep>"})
    assert (find(str(folder)).mode, find(str(folder)).separator) == ("fuse", "<sep>")
    change(folder / "config.json", consensus={"mode": "fuse"})
    assert "consensus.separator" in refusal(folder)
    change(folder / "config.json", consensus={"mode": "instruct"})
    assert "mode 'instruct'" in refusal(folder)
    change(folder / "config.json", consensus=["fuse"])
    assert "consensus" in refusal(folder)


def test_the_shorter_of_model_and_tokenizer_is_the_context(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_text('{"model_max_length": 32}')
    assert find(str(folder)).context == 32
    (folder / "tokenizer_config.json").write_text('{"model_max_length": 1' + "0" * 30 + "}")
    assert find(str(folder)).context == 64


Harm = Callable[[Path], object]


def config(**keys: Any) -> Harm:
    return lambda folder: change(folder / "config.json", **keys)


def extra(file: str, **keys: Any) -> Harm:
    return lambda folder: (folder / file).write_text(json.dumps(keys))


CODE: dict[str, tuple[Harm, str]] = {
    "auto_map": (
        config(auto_map={"AutoModelForSeq2SeqLM": "modeling_bart.BartForConditionalGeneration"}),
        "config.json names code of its own (auto_map)",
    ),
    "auto_map inside": (
        config(text_config={"auto_map": {"AutoConfig": "configuration_bart.C"}}), "auto_map"
    ),
    "auto_map of the tokenizer": (
        extra("tokenizer_config.json", auto_map={"AutoTokenizer": ["tokenization_bart.T", None]}),
        "tokenizer_config.json names code of its own",
    ),
    "trust_remote_code, CVE-2026-5241": (
        config(keypoint_config={"trust_remote_code": True}), "asks for code of its own"
    ),
    "attention, CVE-2026-4372": (
        config(_attn_implementation_internal="someone/kernel"), "_attn_implementation_internal"
    ),
    "attention": (config(attn_implementation="someone/kernel"), "can fetch and run code"),
    "attention by part": (config(attn_implementation={"": "someone/kernel"}), "attn_impl"),
    "experts": (config(experts_implementation="someone/kernel"), "experts_implementation"),
    "kernels": (config(kernel_config={"RMSNorm": "someone/kernel:Norm"}), "kernel_config"),
    "attention in a list": (config(parts=[{"_attn_implementation": "a/b"}]), "_attn_impl"),
    "generation": (extra("generation_config.json", auto_map={"x": "y.Z"}), "generation_config"),
    "other weights": (config(transformers_weights="../evil.safetensors"), "transformers_weights"),
    "quantised": (config(quantization_config={"quant_method": "gptq"}), "quantised"),
    "unknown architecture": (config(architectures=["EvilForCausalLM"]), "'EvilForCausalLM'"),
    "two architectures": (config(architectures=[*CONFIG["architectures"]] * 2), "one architecture"),
    "no architecture": (config(architectures=None), "does not name one architecture"),
    "another model type": (config(model_type="lightglue"), "the model type 'lightglue'"),
    "an adapter": (extra("adapter_config.json", base_model_name_or_path="evil/m"), "is an adapter"),
}  # fmt: skip


@pytest.mark.parametrize("case", CODE)
def test_what_asks_for_code_is_refused(folder: Path, marker: Path, case: str) -> None:
    harm, told = CODE[case]
    harm(folder)
    assert told in refusal(folder)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "weights.pkl", "model.safetensors"]
)
def test_pickled_weights_are_never_opened(folder: Path, marker: Path, name: str) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch '{marker}'",)

    (folder / "model.safetensors").unlink()
    (folder / name).write_bytes(pickle.dumps({"model.shared.weight": Evil()}))
    line = refusal(folder)
    if name == "model.safetensors":
        assert "truncated or no safetensors file" in line
    else:
        assert "has no safetensors weights" in line
        assert "owner/name@refs/pr/1" in line


@pytest.mark.parametrize(
    "name",
    [
        "../outside.safetensors", "/etc/passwd", "sub/model.safetensors", "..\\x.safetensors",
        "model.bin", ".safetensors", "", "a.safetensors\0", 7, None, ["model.safetensors"],
    ],
)  # fmt: skip
def test_a_shard_index_names_files_of_its_folder_only(folder: Path, name: object) -> None:
    (folder / "model.safetensors").rename(folder.parent / "outside.safetensors")
    (folder / "sub").mkdir()
    index = {"weight_map": {"model.shared.weight": name}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "names a file that is no safetensors file of this folder" in refusal(folder)


def test_shards_are_read_and_counted_together(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    placed = {}
    for i, (name, entry) in enumerate(TENSORS.items(), 1):
        shard = f"model-{i:05}-of-00002.safetensors"
        (folder / shard).write_bytes(packed(*weights({name: entry})))
        placed[name] = shard
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": placed}))
    assert find(str(folder)).context == 64
    (folder / placed["final_logits_bias"]).write_bytes((folder / shard).read_bytes()[:-1])
    assert placed["final_logits_bias"] in refusal(folder)
    (folder / shard).write_bytes(packed(*weights()))
    assert "which another file holds too" in refusal(folder)
    (folder / shard).unlink()
    assert f"{shard} is missing" in refusal(folder)


def entry(name: str = "final_logits_bias", **keys: Any) -> dict[str, Any]:
    header, _ = weights()
    header[name] |= keys
    return header


DATA = weights()[1]
HEADERS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "truncated"),
    "short": (b"\x10\0\0", "truncated"),
    "header cut off": (packed(*weights())[:40], "truncated"),
    "data cut off": (packed(*weights())[:-1], "cut off"),
    "data too long": (packed(*weights()) + b"\0", "belong to no tensor"),
    "petabytes": (struct.pack("<Q", 1 << 60) + b"{}", "truncated"),
    "negative as signed": (struct.pack("<Q", (1 << 64) - 1) + b"{}" * 50, "truncated"),
    "oversized": (packed(b" " * 16_000_001, b""), "no model has one so large"),
    "no JSON": (packed(b"\x80\x02}q\0.", b""), "broken header"),
    "no UTF-8": (packed(b'{"\xff": 1}', b""), "broken header"),
    "no object": (packed([1, 2], b""), "broken header"),
    "deep": (packed(b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b""), "broken header"),
    "twice": (packed(b'{"a":{},"a":{}}', b""), "broken header"),
    "nothing": (packed({}, b""), "belong to no tensor"),
    "overlap": (packed(entry(data_offsets=[1200, 1280]), DATA), "overlap"),
    "gap": (packed(entry(data_offsets=[1360, 1440]), DATA + bytes(80)), "overlap, leave gaps"),
    "outside": (packed(entry(data_offsets=[1 << 50, (1 << 50) + 80]), DATA), "gaps or are cut off"),
    "huge shape": (packed(entry(shape=[1 << 40, 1 << 40]), DATA), "does not fit its shape"),
    "another shape": (packed(entry(shape=[1, 41]), DATA), "does not fit its shape"),
    "backwards": (packed(entry(data_offsets=[1360, 1280]), DATA), "does not fit its shape"),
    "negative": (packed(entry(data_offsets=[-80, 0]), DATA), "soundly"),
    "negative shape": (packed(entry(shape=[-1, -40]), DATA), "soundly"),
    "bool for a number": (packed(entry(shape=[True, 40]), DATA), "soundly"),
    "float for a number": (packed(entry(data_offsets=[1280.0, 1360]), DATA), "soundly"),
    "three offsets": (packed(entry(data_offsets=[0, 1280, 1360]), DATA), "soundly"),
    "unknown key": (packed(entry(code="x"), DATA), "soundly"),
    "quantised": (packed(entry(dtype="F8_E4M3"), DATA), "neither as one of F64, F32"),
    "unhashable dtype": (packed(entry(dtype=["F32"]), DATA), "neither as one of"),
    "many dimensions": (packed(entry(shape=[1] * 9), DATA), "soundly"),
    "a tensor of text": (packed({"a": "b"}, b""), "soundly"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_hostile_header_is_refused(folder: Path, marker: Path, case: str) -> None:
    raw, told = HEADERS[case]
    (folder / "model.safetensors").write_bytes(raw)
    line = refusal(folder)
    assert "model.safetensors" in line
    assert told in line


def test_our_reader_of_headers_agrees_with_the_reference(tmp_path: Path) -> None:
    """Nothing that safetensors itself refuses passes here."""
    reference = pytest.importorskip("safetensors", reason="needs the extra transformer")
    for case, (raw, _told) in HEADERS.items():
        path = tmp_path / "model.safetensors"
        path.write_bytes(raw)
        if case in ("oversized", "nothing", "unknown key", "many dimensions", "quantised"):
            continue  # we are stricter
        with (
            pytest.raises((reference.SafetensorError, OSError)),
            reference.safe_open(path, "numpy"),
        ):
            pass


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_links_out_of_the_folder_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert f"{name} links to a file outside the folder" in refusal(folder)
    (tmp_path / "elsewhere").unlink()
    assert f"{name} is a dead link" in refusal(folder)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "config.json").unlink()
    os.mkfifo(folder / "config.json")
    assert "config.json is not a regular file" in refusal(folder)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("config.json", b"[]", "is not a JSON object"),
        ("config.json", b"{", "broken JSON"),
        ("config.json", b"\xff\xfe{}", "cannot be read as UTF-8"),
        ("config.json", b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "nested more than 64 levels"),
        ("config.json", b'{"architectures": 1, "architectures": 2}', "stands twice"),
        ("config.json", b" " * 4_000_001, "the limit is 4,000,000"),
        ("tokenizer_config.json", b"[" * 1_000, "nested more than 64 levels"),
        ("generation_config.json", b"null", "is not a JSON object"),
    ],
)
def test_json_that_is_not_what_it_should_be(folder: Path, name: str, raw: bytes, told: str) -> None:
    (folder / name).write_bytes(raw)
    line = refusal(folder)
    assert name in line
    assert told in line


NONSENSE = {
    "max_position_embeddings": [0, -1, "64", 6.4, True, [64], None, 10**9, 10**30],
    "encoder_layers": [10**6, 10**12, "many", [1], {"a": {"b": {"c": 1}}}],
    "d_model": [10**12, float("inf"), "x" * 100, "a/b", "../x"],
    "attention_window": [[65], 10**9],
    "activation_function": ["a b", "os.system('x')"],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in NONSENSE.items() for value in values]
)
def test_sizes_that_make_no_sense_are_refused(folder: Path, key: str, value: object) -> None:
    (folder / "config.json").write_text(json.dumps(CONFIG | {key: value}))
    assert "config.json" in refusal(folder)


def test_no_tokenizer_is_told_with_the_remedy(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "spiece.model").write_bytes(b"\0")
    assert "has no tokenizer.json: load its tokenizer with transformers" in refusal(folder)
    (folder / "vocab.json").write_text("{}")
    (folder / "merges.txt").write_text("")
    assert find(str(folder))


def test_a_chat_model_needs_its_template(folder: Path) -> None:
    keys: dict[str, Any] = {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}
    change(folder / "config.json", **keys)
    assert "has no chat template" in refusal(folder)
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    assert find(str(folder)).mode == "instruct"
    (folder / "chat_template.jinja").write_text("x" * 200_001)
    assert "chat_template.jinja has 200,001 bytes" in refusal(folder)
    (folder / "chat_template.jinja").unlink()
    (folder / "tokenizer_config.json").write_text('{"chat_template": "{{ messages }}"}')
    assert find(str(folder)).mode == "instruct"


def sums(folder: Path, *names: str) -> None:
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_checksums_are_verified_where_there_are_any(folder: Path) -> None:
    used = ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")
    sums(folder, *used)
    found = find(str(folder))
    # sha256sum's own reading of the same lines
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0
    header, data = weights()
    (folder / "model.safetensors").write_bytes(packed(header, b"\1" + data[1:]))
    assert "model.safetensors does not match SHA256SUMS" in refusal(folder)
    (folder / "model.safetensors").write_bytes(packed(header, data))
    assert find(str(folder)) == found
    sums(folder, *used[1:])
    assert "SHA256SUMS does not list config.json" in refusal(folder)
    (folder / "SHA256SUMS").write_bytes(os.urandom(64))
    assert "SHA256SUMS" in refusal(folder)


def bundle(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """What the installation brings: this checkpoint, or none."""
    module = importlib.import_module("summarizer.write.checkpoints.find")  # not the function
    monkeypatch.setattr(module, "bundled", lambda: {"fuse-small": folder} if folder else {})


def test_a_bundled_checkpoint_must_have_its_checksums(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(monkeypatch, folder)
    with pytest.raises(BadCheckpoint, match="fuse-small: SHA256SUMS is missing"):
        find()
    sums(folder, "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")
    assert find() == find("fuse-small")
    assert find().name == "fuse-small"


def test_a_wheel_has_the_models_where_they_are_looked_for() -> None:
    assert '"summarizer/_models"' in (ROOT / "pyproject.toml").read_text()
    assert '"_models"' in (ROOT / "summarizer/write/checkpoints/find.py").read_text()


def test_the_bundled_checkpoint_is_whole_small_and_described() -> None:
    found = find()  # verifies the checksums
    assert (found.name, found.mode) == ("fuse-small", "fuse")
    assert [line.note for line in listed() if line.name == "fuse-small"] == [""]
    names = {path.name: path.stat().st_size for path in found.path.iterdir()}
    assert {"MODEL_CARD.md", "recipe.toml", "SHA256SUMS"} <= names.keys()
    assert sum(names.values()) < 50_000_000
    card = (found.path / "MODEL_CARD.md").read_text("utf-8")
    for part in ("license: apache-2.0", "## Data", "## Objective", "## Scores", "## Failures"):
        assert part in card
    assert "transformer|beams:4|checkpoint:fuse-small" in card
    assert found.digest in card


@pytest.mark.parametrize(
    "reference",
    ["nothing-here", "no/such", "a/b/c", "../../etc", "owner/..", "owner/name@../../x", "", "a\nb",
     "https://huggingface.co/a/b", "owner/name@", "x" * 300, "\x1b[31m/x", "~nobody/x", "a\0b"],
)  # fmt: skip
def test_a_reference_to_nothing_is_one_line(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(monkeypatch, None)
    with pytest.raises(BadCheckpoint) as caught:
        find(reference)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 500


def cached(hub: Path, repo: str, refs: dict[str, str]) -> Path:
    """A repository in the hub's cache, as huggingface_hub lays it out; its last snapshot."""
    home = hub / ("models--" + repo.replace("/", "--"))
    whole = write(home / "whole")
    for ref, commit in refs.items():
        snapshot = home / "snapshots" / commit
        snapshot.mkdir(parents=True)
        (home / "blobs").mkdir(exist_ok=True)
        for file in whole.iterdir():
            blob = home / "blobs" / hashlib.sha256(file.read_bytes()).hexdigest()
            blob.write_bytes(file.read_bytes())
            (snapshot / file.name).symlink_to(Path("../../blobs") / blob.name)
        (home / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
        (home / "refs" / ref).write_text(commit)
    return snapshot


def test_the_hubs_cache_is_read_without_the_hub(tmp_path: Path) -> None:
    refs = {"main": "a" * 40, "refs/pr/6": "b" * 40}
    snapshot = cached(tmp_path / "hub", "owner/name", refs)
    assert find("owner/name").path.name == "a" * 40
    found = find("owner/name@refs/pr/6")
    assert (found.name, found.path) == ("owner/name@refs/pr/6", snapshot)
    assert find(f"owner/name@{'b' * 40}").path == snapshot
    assert find(str(snapshot)).digest == found.digest
    lines = [line for line in listed() if line.state == "cached"]
    assert [line.name for line in lines] == ["owner/name", "owner/name@refs/pr/6"]
    assert (lines[0].parameters, lines[0].context, lines[0].mode) == (360, 64, "document")
    (snapshot / "model.safetensors").unlink()
    (snapshot / "model.safetensors").symlink_to("/etc/passwd")
    with pytest.raises(BadCheckpoint, match="links to a file outside"):
        find("owner/name@refs/pr/6")


def test_a_ref_that_leads_out_of_the_cache_is_no_ref(folder: Path, tmp_path: Path) -> None:
    cached(tmp_path / "hub", "owner/name", {"main": "a" * 40})
    (tmp_path / "hub/models--owner--name/refs/main").write_text("../../../model")
    with pytest.raises(BadCheckpoint, match="nor in the hub's cache"):
        find("owner/name")


class Hub:
    """Stands for huggingface_hub: gives what it has and remembers what it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str, list[str]]] = []

    def snapshot_download(
        self, repo: str, *, revision: str, cache_dir: Path, allow_patterns: list[str]
    ) -> str:
        self.asked.append((repo, revision, allow_patterns))
        if not self.folder.exists():
            raise OSError("no network\nat all")
        return str(self.folder)


def test_a_download_is_asked_for_and_takes_data_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(folder)
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    with pytest.raises(BadCheckpoint, match="nor in the hub's cache"):
        find("owner/name@refs/pr/6")
    assert not hub.asked
    assert find("owner/name@refs/pr/6", download=True).name == "owner/name@refs/pr/6"
    (first, second) = hub.asked
    assert first == ("owner/name", "refs/pr/6", ["config.json"])
    assert not [p for p in second[2] if p.endswith((".bin", ".py", ".pt", "*"))]
    hub.asked.clear()
    change(folder / "config.json", auto_map={"AutoConfig": "x.Y"})
    with pytest.raises(BadCheckpoint, match="auto_map"):
        find("owner/name", download=True)
    assert len(hub.asked) == 1, "the weights were fetched before the configuration was checked"
    hub.folder = tmp_path / "nowhere"
    with pytest.raises(BadCheckpoint, match=r"cannot be fetched \(OSError: no network at all\)"):
        find("owner/name", download=True)
    cached(tmp_path / "hub", "owner/name", {"main": "a" * 40})  # and not fetched again
    assert find("owner/name", download=True).name == "owner/name"


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_without_the_extra_the_command_that_installs_it_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra) as caught:
        load(find(str(folder)))
    assert 'pip install "torch>=2.6" "transformers>=5.3"' in str(caught.value)


def test_finding_and_listing_load_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from summarizer.write.checkpoints import find, listed, load\n"
        f"find({str(folder)!r}); listed()\n"
        "from summarizer.cli import main; main(['models'])\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = {"torch", "transformers", "tokenizers", "safetensors", "huggingface_hub", "numpy"}
    assert not heavy & set(done.stdout.split())


def test_models_lists_bundled_then_cached_then_known(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "MODEL_CARD.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n")
    bundle(monkeypatch, folder)
    broken = cached(tmp_path / "hub", "owner/broken", {"main": "c" * 40})
    (broken / "model.safetensors").unlink()
    (broken / "pytorch_model.bin").touch()
    cached(tmp_path / "hub", "google/flan-t5-small", {"main": "d" * 40})
    cached(tmp_path / "hub", "owner/\x1b[31mred", {"main": "f" * 40})
    cached(tmp_path / "hub", "owner/vision", {"main": "e" * 40})
    (tmp_path / "hub/models--owner--vision/snapshots" / ("e" * 40) / "config.json").unlink()
    assert main(["models", "--format", "json"]) == 0
    lines = {line["name"]: line for line in json.loads(capsys.readouterr().out)}
    here = ["fuse-small", "google/flan-t5-small", "owner/[31mred", "owner/broken"]
    assert list(lines)[:4] == here
    assert lines["fuse-small"]["licence"] == "apache-2.0"
    assert lines["google/flan-t5-small"]["licence"] == "Apache-2.0", "from the known ones"
    assert "no safetensors weights" in lines["owner/broken"]["note"]
    assert "owner/vision" not in lines
    assert [line["state"] for line in lines.values()][4:] == ["known"] * (len(lines) - 4)
    assert main(["models"]) == 0
    shown = capsys.readouterr().out
    assert "fuse-small" in shown
    assert "cannot be used" in shown
    assert main(["models", "extra"]) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
QUICK = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(raw=st.binary(max_size=300))
def test_any_bytes_as_a_configuration(folder: Path, raw: bytes) -> None:
    (folder / "config.json").write_bytes(raw)
    with pytest.raises(BadCheckpoint):
        find(str(folder))


@QUICK
@given(data=st.data())
def test_any_values_in_a_configuration(folder: Path, data: st.DataObject) -> None:
    keys = [*CONFIG, "consensus", "n_positions", "rope_scaling", "layer_types", "attention_window"]
    changed = data.draw(st.dictionaries(st.sampled_from(keys), JSON, min_size=1))
    (folder / "config.json").write_text(json.dumps(CONFIG | changed))
    (folder / "tokenizer_config.json").write_text(json.dumps(data.draw(JSON)))
    try:
        found = find(str(folder))
    except BadCheckpoint as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert 1 <= found.context <= 1 << 30


@QUICK
@given(raw=st.binary(max_size=200) | st.builds(packed, JSON, st.binary(max_size=50)))
def test_any_bytes_as_weights(folder: Path, raw: bytes) -> None:
    (folder / "model.safetensors").write_bytes(raw)
    with pytest.raises(BadCheckpoint):
        find(str(folder))


@QUICK
@given(data=st.data())
def test_any_change_to_a_header_is_refused_or_harmless(folder: Path, data: st.DataObject) -> None:
    raw = bytearray(packed(*weights()))
    for _i in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1361))] = data.draw(st.integers(0, 255))
    (folder / "model.safetensors").write_bytes(raw)
    try:
        found = find(str(folder))
    except BadCheckpoint as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert found.context == 64

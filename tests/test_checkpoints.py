"""Checkpoints from strangers: what is refused before a line of torch runs, and by which words.

Every hostile folder also holds code that would leave a marker behind; nothing may leave one.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import math
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
from summarizer.errors import BadCheckpoint
from summarizer.write.checkpoints import Checkpoint, find, listed

ROOT = Path(__file__).resolve().parent.parent
CONFIG: dict[str, Any] = {
    "architectures": ["BartForConditionalGeneration"], "model_type": "bart", "vocab_size": 40,
    "d_model": 8, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 8,
    "decoder_ffn_dim": 8, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "max_position_embeddings": 64,
}  # fmt: skip
TENSORS = {"model.shared.weight": ("F32", [40, 8]), "final_logits_bias": ("BF16", [1, 40])}
SIZES = {"F32": 4, "BF16": 2}
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
USED = ("config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS)


def weights(tensors: dict[str, tuple[str, list[int]]] = TENSORS) -> tuple[dict[str, Any], bytes]:
    """A header and the zeros that go with it."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (dtype, shape) in tensors.items():
        begin, end = end, end + SIZES[dtype] * math.prod(shape)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
    return header, bytes(end)


def packed(header: object, data: bytes) -> bytes:
    """A safetensors file."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + data


HEADER, DATA = weights()
SOUND = packed(HEADER, DATA)


def write(path: Path) -> Path:
    """A sound folder as far as can be told without torch."""
    path.mkdir(parents=True)
    (path / "config.json").write_text(json.dumps(CONFIG))
    (path / "tokenizer.json").write_text("{}")
    (path / "tokenizer_config.json").write_text("{}")
    (path / WEIGHTS).write_bytes(SOUND)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "model")


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


Harm = Callable[[Path], object]


def config(**keys: Any) -> Harm:
    return lambda folder: change(folder / "config.json", **keys)


def put(file: str, content: object) -> Harm:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda folder: (folder / file).write_bytes(raw)


def gone(file: str) -> Harm:
    return lambda folder: (folder / file).rename(folder.parent / file)


def both(*harms: Harm) -> Harm:
    return lambda folder: [harm(folder) for harm in harms]


FUSE = {"mode": "fuse", "separator": "<sep>"}
LLAMA = config(architectures=["LlamaForCausalLM"], model_type="llama")
TEMPLATE = {"chat_template": "{{ messages }}"}
BPE = both(gone("tokenizer.json"), put("vocab.json", {}), put("merges.txt", b""))


@pytest.mark.parametrize(
    ("harmless", "expected"),
    [
        (config(_attn_implementation_autoset=True), ("document", 64, "")),  # which only reports
        (config(consensus=FUSE), ("fuse", 64, "<sep>")),
        (put("tokenizer_config.json", {"model_max_length": 32}), ("document", 32, "")),
        (put("tokenizer_config.json", {"model_max_length": 10**30}), ("document", 64, "")),
        (both(LLAMA, put("chat_template.jinja", b"{{ messages }}")), ("instruct", 64, "")),
        (both(LLAMA, put("tokenizer_config.json", TEMPLATE)), ("instruct", 64, "")),
        (BPE, ("document", 64, "")),
    ],
)
def test_a_sound_folder_is_described(
    folder: Path, harmless: Harm, expected: tuple[str, int, str]
) -> None:
    harmless(folder)
    found = find(str(folder))
    assert (found.name, found.path, len(found.digest)) == ("model", folder, 12)
    assert (found.mode, found.context, found.separator) == expected


def test_the_digest_follows_every_file_that_is_read_and_no_other(folder: Path) -> None:
    before = find(str(folder)).digest
    (folder / "README.md").write_text("A card.")
    assert find(str(folder)).digest == before
    (folder / WEIGHTS).write_bytes(packed(HEADER, b"\1" + DATA[1:]))
    digests = {before, find(str(folder)).digest}
    for name in USED[:3]:
        (folder / name).write_text((folder / name).read_text() + " ")
        digests.add(find(str(folder)).digest)
    assert len(digests) == 5


CODE: dict[str, tuple[Harm, str]] = {
    "auto_map": (
        config(auto_map={"AutoModelForSeq2SeqLM": "modeling_bart.BartForConditionalGeneration"}),
        "config.json names code of its own (auto_map)",
    ),
    "auto_map inside": (
        config(text_config={"auto_map": {"AutoConfig": "configuration_bart.C"}}), "auto_map"
    ),
    "auto_map of the tokenizer": (
        put("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["tokenization.T", None]}}),
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
    "generation": (put("generation_config.json", {"auto_map": {"x": "y"}}), "generation_config"),
    "other weights": (config(transformers_weights="../evil.safetensors"), "transformers_weights"),
    "quantised": (config(quantization_config={"quant_method": "gptq"}), "quantised"),
    "unknown architecture": (config(architectures=["EvilForCausalLM"]), "'EvilForCausalLM'"),
    "two architectures": (config(architectures=[*CONFIG["architectures"]] * 2), "one architecture"),
    "no architecture": (config(architectures=None), "does not name one architecture"),
    "another model type": (config(model_type="lightglue"), "the model type 'lightglue'"),
    "an adapter": (put("adapter_config.json", {"base_model_name_or_path": "a/m"}), "is an adapter"),
}  # fmt: skip


@pytest.mark.parametrize("case", CODE)
def test_what_asks_for_code_is_refused(folder: Path, marker: Path, case: str) -> None:
    harm, told = CODE[case]
    harm(folder)
    assert told in refusal(folder)


def placed(name: object) -> Harm:
    """The weights elsewhere, and an index that says where."""
    return both(gone(WEIGHTS), put(INDEX, {"weight_map": {"model.shared.weight": name}}))


NONSENSE: dict[str, list[Any]] = {
    "max_position_embeddings": [0, -1, "64", 6.4, True, [64], None, 10**9, 10**30],
    "encoder_layers": [10**6, 10**12, "many", [1], {"a": {"b": {"c": 1}}}],
    "d_model": [10**12, float("inf"), "x" * 100, "a/b", "../x"],
    "attention_window": [[65], 10**9],
    "activation_function": ["a b", "os.system('x')"],
}
DEEP = b'{"a":' * 1_000 + b"1" + b"}" * 1_000
UNSOUND: list[tuple[Harm, str]] = [
    (put("config.json", []), "config.json is not a JSON object"),
    (put("config.json", b"{"), "config.json is broken JSON"),
    (put("config.json", b"\xff\xfe{}"), "config.json cannot be read as UTF-8"),
    (put("config.json", DEEP), "JSON nested more than 64 levels"),
    (put("config.json", b'{"architectures": 1, "architectures": 2}'), "stands twice"),
    (put("config.json", b" " * 4_000_001), "config.json has 4,000,001 bytes, the limit is 4,000,0"),
    (put("tokenizer_config.json", b"[" * 1_000), "tokenizer_config.json is JSON nested more than"),
    (put("generation_config.json", None), "generation_config.json is not a JSON object"),
    (config(consensus={"mode": "fuse"}), "consensus.separator"),
    (config(consensus={"mode": "instruct"}), "mode 'instruct'"),
    (config(consensus=["fuse"]), "config.json has a key consensus that is no object"),
    (LLAMA, "has no chat template"),
    (both(LLAMA, put("chat_template.jinja", b"x" * 200_001)), "jinja has 200,001 bytes"),
    (
        both(gone("tokenizer.json"), put("spiece.model", b"\0")),
        "has no tokenizer.json: load its tokenizer with transformers",
    ),
    *((config(**{key: v}), "config.json") for key, values in NONSENSE.items() for v in values),
    *(
        (placed(name), "names a file that is no safetensors file of this folder")
        for name in (
            f"../{WEIGHTS}", "/etc/passwd", "sub/model.safetensors", "..\\x.safetensors",
            "model.bin", ".safetensors", "", "a.safetensors\0", 7, None, [WEIGHTS],
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "told"), UNSOUND, ids=[f"{told}-{n}" for n, (_, told) in enumerate(UNSOUND)]
)
def test_what_is_not_as_it_should_be_is_refused(folder: Path, harm: Harm, told: str) -> None:
    harm(folder)
    assert told in refusal(folder)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pkl", WEIGHTS])
def test_pickled_weights_are_never_opened(folder: Path, marker: Path, name: str) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch '{marker}'",)

    (folder / WEIGHTS).unlink()
    (folder / name).write_bytes(pickle.dumps({"model.shared.weight": Evil()}))
    line = refusal(folder)
    if name == WEIGHTS:
        assert "truncated or no safetensors file" in line
    else:
        assert "has no safetensors weights" in line
        assert "owner/name@refs/pr/1" in line


def test_shards_are_read_and_counted_together(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    placed = {name: f"model-{i}-of-2.safetensors" for i, name in enumerate(TENSORS)}
    for name, shard in placed.items():
        (folder / shard).write_bytes(packed(*weights({name: TENSORS[name]})))
    put(INDEX, {"weight_map": placed})(folder)
    assert find(str(folder)).context == 64
    (folder / shard).write_bytes((folder / shard).read_bytes()[:-1])
    assert shard in refusal(folder)
    (folder / shard).write_bytes(SOUND)
    assert "which another file holds too" in refusal(folder)
    (folder / shard).unlink()
    assert f"{shard} is missing" in refusal(folder)


def entry(**keys: Any) -> bytes:
    """The weights with another entry for their last tensor."""
    return packed({**HEADER, "final_logits_bias": HEADER["final_logits_bias"] | keys}, DATA)


HEADERS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "truncated"),
    "short": (b"\x10\0\0", "truncated"),
    "header cut off": (SOUND[:40], "truncated"),
    "data cut off": (SOUND[:-1], "cut off"),
    "data too long": (SOUND + b"\0", "belong to no tensor"),
    "petabytes": (struct.pack("<Q", 1 << 60) + b"{}", "truncated"),
    "negative as signed": (struct.pack("<Q", (1 << 64) - 1) + b"{}" * 50, "truncated"),
    "oversized": (packed(b" " * 16_000_001, b""), "no model has one so large"),
    "no JSON": (packed(b"\x80\x02}q\0.", b""), "broken header"),
    "no UTF-8": (packed(b'{"\xff": 1}', b""), "broken header"),
    "no object": (packed([1, 2], b""), "broken header"),
    "deep": (packed(DEEP, b""), "broken header"),
    "twice": (packed(b'{"a":{},"a":{}}', b""), "broken header"),
    "nothing": (packed({}, b""), "belong to no tensor"),
    "overlap": (entry(data_offsets=[1200, 1280]), "overlap"),
    "gap": (entry(data_offsets=[1360, 1440]) + bytes(80), "overlap, leave gaps"),
    "outside": (entry(data_offsets=[1 << 50, (1 << 50) + 80]), "gaps or are cut off"),
    "huge shape": (entry(shape=[1 << 40, 1 << 40]), "does not fit its shape"),
    "another shape": (entry(shape=[1, 41]), "does not fit its shape"),
    "backwards": (entry(data_offsets=[1360, 1280]), "does not fit its shape"),
    "negative": (entry(data_offsets=[-80, 0]), "soundly"),
    "negative shape": (entry(shape=[-1, -40]), "soundly"),
    "bool for a number": (entry(shape=[True, 40]), "soundly"),
    "float for a number": (entry(data_offsets=[1280.0, 1360]), "soundly"),
    "three offsets": (entry(data_offsets=[0, 1280, 1360]), "soundly"),
    "unknown key": (entry(code="x"), "soundly"),
    "quantised": (entry(dtype="F8_E4M3"), "neither as one of F64, F32"),
    "unhashable dtype": (entry(dtype=["F32"]), "neither as one of"),
    "many dimensions": (entry(shape=[1] * 9), "soundly"),
    "a tensor of text": (packed({"a": "b"}, b""), "soundly"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_hostile_header_is_refused(folder: Path, marker: Path, case: str) -> None:
    raw, told = HEADERS[case]
    (folder / WEIGHTS).write_bytes(raw)
    line = refusal(folder)
    assert WEIGHTS in line
    assert told in line


def test_our_reader_of_headers_agrees_with_the_reference(tmp_path: Path) -> None:
    """Nothing that safetensors itself refuses passes here."""
    reference = pytest.importorskip("safetensors", reason="needs the extra transformer")
    stricter = {"oversized", "nothing", "unknown key", "many dimensions", "quantised"}
    for case in HEADERS.keys() - stricter:
        (tmp_path / WEIGHTS).write_bytes(HEADERS[case][0])
        with (
            pytest.raises((reference.SafetensorError, OSError)),
            reference.safe_open(tmp_path / WEIGHTS, "numpy"),
        ):
            pass


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", WEIGHTS])
def test_links_out_of_the_folder_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert f"{name} links to a file outside the folder" in refusal(folder)
    (tmp_path / "elsewhere").unlink()
    assert f"{name} is a dead link" in refusal(folder)
    (folder / name).unlink()
    os.mkfifo(folder / name)  # which is not waited for
    assert f"{name} is not a regular file" in refusal(folder)


def sums(folder: Path, *names: str) -> None:
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_checksums_are_verified_where_there_are_any(folder: Path) -> None:
    sums(folder, *USED)
    found = find(str(folder))
    # sha256sum's own reading of the same lines
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=True)
    (folder / WEIGHTS).write_bytes(packed(HEADER, b"\1" + DATA[1:]))
    assert "model.safetensors does not match SHA256SUMS" in refusal(folder)
    (folder / WEIGHTS).write_bytes(SOUND)
    assert find(str(folder)) == found
    sums(folder, *USED[1:])
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
    sums(folder, *USED)
    assert find() == find("fuse-small")
    assert find().name == "fuse-small"


def test_the_bundled_checkpoint_is_whole_small_and_described() -> None:
    found = find()  # verifies the checksums
    assert (found.name, found.mode) == ("fuse-small", "fuse")
    assert [line.note for line in listed() if line.name == "fuse-small"] == [""]
    names = {path.name: path.stat().st_size for path in found.path.iterdir()}
    assert {"recipe.toml", "SHA256SUMS"} <= names.keys()
    assert sum(names.values()) < 50_000_000
    card = (found.path / "MODEL_CARD.md").read_text("utf-8")
    told = ("license: apache-2.0", "transformer|beams:4|checkpoint:fuse-small", found.digest)
    for part in (*told, "## Data", "## Objective", "## Scores", "## Failures"):
        assert part in card


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
    (home / "blobs").mkdir()
    for ref, commit in refs.items():
        snapshot = home / "snapshots" / commit
        snapshot.mkdir(parents=True)
        for file in whole.iterdir():
            blob = home / "blobs" / hashlib.sha256(file.read_bytes()).hexdigest()
            blob.write_bytes(file.read_bytes())
            (snapshot / file.name).symlink_to(Path("../../blobs") / blob.name)
        (home / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
        (home / "refs" / ref).write_text(commit)
    return snapshot


def test_the_hubs_cache_is_read_without_the_hub(folder: Path, tmp_path: Path) -> None:
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
    (snapshot / WEIGHTS).unlink()
    (snapshot / WEIGHTS).symlink_to("/etc/passwd")
    with pytest.raises(BadCheckpoint, match="links to a file outside"):
        find("owner/name@refs/pr/6")
    (tmp_path / "hub/models--owner--name/refs/main").write_text("../../../model")
    with pytest.raises(BadCheckpoint, match="nor in the hub's cache"):  # led out of it
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


def test_models_lists_bundled_then_cached_then_known(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    (folder / "MODEL_CARD.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n")
    bundle(monkeypatch, folder)
    broken, _, _, vision = (
        cached(tmp_path / "hub", f"{name}", {"main": commit * 40})
        for name, commit in (
            ("owner/broken", "c"), ("google/flan-t5-small", "d"), ("owner/\x1b[31mred", "e"),
            ("owner/vision", "f"),
        )
    )  # fmt: skip
    (broken / WEIGHTS).rename(broken / "pytorch_model.bin")
    (vision / "config.json").unlink()
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


def found_or_refused(folder: Path) -> Checkpoint | None:
    try:
        return find(str(folder))
    except BadCheckpoint as error:
        assert "\n" not in str(error)  # noqa: PT017
    return None


@QUICK
@given(raw=st.binary(max_size=300) | st.builds(packed, JSON, st.binary(max_size=50)))
@pytest.mark.parametrize("name", ["config.json", WEIGHTS])
def test_any_bytes_are_refused(folder: Path, name: str, raw: bytes) -> None:
    (folder / name).write_bytes(raw)
    assert found_or_refused(folder) is None


@QUICK
@given(data=st.data())
def test_any_values_in_a_configuration(folder: Path, data: st.DataObject) -> None:
    keys = [*CONFIG, "consensus", "n_positions", "rope_scaling", "layer_types", "attention_window"]
    changed = data.draw(st.dictionaries(st.sampled_from(keys), JSON, min_size=1))
    (folder / "config.json").write_text(json.dumps(CONFIG | changed))
    (folder / "tokenizer_config.json").write_text(json.dumps(data.draw(JSON)))
    if found := found_or_refused(folder):
        assert 1 <= found.context <= 1 << 30


@QUICK
@given(data=st.data())
def test_any_change_to_a_header_is_refused_or_harmless(folder: Path, data: st.DataObject) -> None:
    raw = bytearray(SOUND)
    for _i in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1361))] = data.draw(st.integers(0, 255))
    (folder / WEIGHTS).write_bytes(raw)
    if found := found_or_refused(folder):
        assert found.context == 64

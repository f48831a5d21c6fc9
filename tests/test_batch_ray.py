"""The Ray engine against the local one; skipped where Ray is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from moods import installed
from test_batch import ROOT, batch, last, record, write
from warcs import as_archive

from summarizer.batch import ray
from summarizer.errors import OutputError

Patch = pytest.MonkeyPatch


def test_without_ray_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Patch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    data = write(tmp_path / "d.jsonl", record("a"))
    assert batch(data, tmp_path / "out.jsonl", "--engine", "ray") == 2
    told = '--engine ray needs ray: pip install "ray[data]>=2.50"'
    assert last(capsys) == f"consensus: error: {told}"
    assert batch(data, tmp_path / "out.jsonl", "--address", "localhost:1") == 2
    assert last(capsys) == "consensus: error: --address is for --engine ray"


def test_blocks_are_believed_in_a_folder_of_ones_own_alone(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    with pytest.raises(OutputError, match="link is not yours"), ray._private(tmp_path / "link"):
        pass
    place = tmp_path / "blocks"
    with ray._private(place):
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()
    place.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: place.stat().st_uid + 1)
    with pytest.raises(OutputError, match="blocks is not yours"), ray._private(place):
        pass


@pytest.mark.parametrize(
    ("options", "files"), [((), 2), (("--shard", "10"), 5), (("--output-format", "parquet"), 3)]
)
def test_the_output_is_the_local_engines(
    options: tuple[str, ...], files: int, events: Path, tmp_path: Path, monkeypatch: Patch
) -> None:
    """Byte for byte, rejects and all; what dies costs itself alone; it says nothing else."""
    pytest.importorskip("ray", reason="the extra `ray` is not installed: its engine NOT tested")
    rest = write(tmp_path / "rest.jsonl", record("broken"), {"no": 1}, record("deadly"))
    with installed(tmp_path / "site", monkeypatch) as site:
        env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
        for engine in ("local", "ray"):
            place = tmp_path / engine
            place.mkdir()
            out = f"{place / 'out'}/" if options else str(place / "out.jsonl")
            done = subprocess.run(
                [
                    sys.executable, "-m", "summarizer", "batch", str(events),
                    str(rest), "-o", out, "--method", "moody", "--words", "30",
                    "--engine", engine, "--workers", "1", *options,
                ],
                cwd=ROOT, env=env, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            said = [line for line in done.stderr.splitlines() if "logging.cc" not in line]
            assert len(said) == 4, done.stderr
            assert "27 records: 24 done, 3 rejected" in said[-1]
    local, other = (contents(tmp_path / engine) for engine in ("local", "ray"))
    assert len(local) == files
    assert other == local


def contents(folder: Path) -> dict[Path, bytes]:
    """What lies in a folder and below it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_the_output_of_a_web_archive_is_the_local_engines(events: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed: its engine NOT tested")
    data = as_archive(events, tmp_path / "a.warc.gz")
    for engine in ("local", "ray"):
        out = str(tmp_path / f"{engine}.jsonl")
        options = ["--group", "--method", "lead", "--engine", engine, "--workers", "1"]
        command = [sys.executable, "-m", "summarizer", "batch", str(data), "-o", out, *options]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    assert len((tmp_path / "ray.jsonl").read_text().splitlines()) == 24

"""The interface against its own description, with requests that schemathesis makes up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import ROOT, needs_extra, serving

needs_extra()
pytest.importorskip("schemathesis", reason="schemathesis is not installed: server's API NOT tested")

from summarizer.serve.api import description  # noqa: E402


def test_the_description_is_whole() -> None:
    """Every reference in it leads to one of its schemas, and every one of these is used."""
    text = json.dumps(description())
    schemas = description()["components"]["schemas"]
    used = {name for name in schemas if f'"#/components/schemas/{name}"' in text}
    assert text.count('"$ref"') == sum(
        text.count(f'"$ref": "#/components/schemas/{name}"') for name in schemas
    )
    assert schemas.keys() - used == set()


@pytest.mark.slow
def test_answers_are_as_described(tmp_path: Path) -> None:
    """Nothing is fetched: with --no-fetch, addresses are refused with 403."""
    with serving(tmp_path / "data", "--no-fetch") as server:
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", "--max-examples", "25", "--no-color",
            "--generation-database", "none", "--exclude-checks",
            "positive_data_acceptance,unsupported_method",
            f"http://127.0.0.1:{server.port}/api/openapi.json",
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
        assert server.ask("GET", "/api/jobs").status == 200

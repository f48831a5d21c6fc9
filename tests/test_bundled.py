"""The checkpoint that comes with the package: whole, small, and at work on a bundled event."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pair_models import Words, installed

from summarizer.write.checkpoints import find

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "models" / "fuse-small"
PEGASUS = "PegasusForConditionalGeneration"
EVENT = ROOT / "eval" / "examples" / "castlow-mayor-recount"


def test_it_is_complete_and_small() -> None:
    found = find()  # verifies the checksums
    assert (found.name, found.mode, found.architecture) == ("fuse-small", "fuse", PEGASUS)
    assert {"MODEL_CARD.md", "recipe.toml", "SHA256SUMS"} <= {p.name for p in FOLDER.iterdir()}
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 50_000_000


def test_its_card_says_what_it_must() -> None:
    card = (FOLDER / "MODEL_CARD.md").read_text("utf-8")
    for told in ("license: apache-2.0", "## Data", "## Objective", "## Scores", "## Failures"):
        assert told in card
    assert "transformer|beams:4|checkpoint:fuse-small" in card
    assert find().digest in card


def test_it_writes_an_event_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the extra `transformer` is not installed")
    pytest.importorskip("transformers", reason="the extra `transformer` is not installed")
    from summarizer import read
    from summarizer.api import budget_of
    from summarizer.methods import create
    from summarizer.pipeline import ClusterAnalysis, prepare, summarize_clusters
    from summarizer.types import Cluster

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (cluster,) = (c for c in read([str(p) for p in sorted(EVENT.glob("[0-9]*"))])
                  if isinstance(c, Cluster))  # fmt: skip
    prepared = prepare(cluster)
    method = create("transformer")
    budget = budget_of(80, None, None, False)
    with installed(Words()):
        first, again = (
            next(iter(summarize_clusters([prepared], method, budget))) for _ in range(2)
        )
        analysis = ClusterAnalysis(prepared)
    assert json.dumps(first.to_dict()) == json.dumps(again.to_dict())
    written = [s for s in first.sentences if s.how == "written" and not s.reason]
    assert written
    for sentence in written:
        texts = [prepared.articles[c.article].text[c.start : c.end] for c in sentence.citations]
        assert not analysis.refusal(sentence.text, texts)
        assert sentence.citations

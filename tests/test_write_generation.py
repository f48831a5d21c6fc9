"""Beam search: its scores against a forward pass, batches against single inputs, its limits."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tiny

pytest.importorskip("torch", reason="the extra `transformer` is not installed")
pytest.importorskip("transformers", reason="the extra `transformer` is not installed")

import torch

from summarizer.errors import UsageError
from summarizer.write.checkpoints import Loaded, find, load
from summarizer.write.encoding import encode, frame
from summarizer.write.generation import generate

TEXTS = (
    "Police ask for witnesses.",
    "The mill on the river Lowe burned down on Friday night. Nobody was hurt.",
    "Forty workers left the building before the roof fell in, and the mayor promised money.",
)
# Weights large enough that what is read changes what is written.
SPREAD = {"init_std": 0.3, "initializer_range": 0.3, "initializer_factor": 3.0}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("tiny")
    return cache(lambda kind: load(find(str(tiny.make(kind, folder, **SPREAD))), device="cpu"))


def inputs(model: Loaded, texts: tuple[str, ...] = TEXTS) -> list[list[int]]:
    before, after = frame(model.tokenizer)
    return [[*before, *encode(model.tokenizer, text), *after] for text in texts]


def mean_of(model: Loaded, given: list[int], written: list[int], **more: Any) -> float:
    """The mean log-probability of the written tokens by one forward pass without a cache."""
    with torch.inference_mode():
        if model.model.config.is_encoder_decoder:
            start = model.model.generation_config.decoder_start_token_id
            decoder = torch.tensor([[start, *written[:-1]]])  # (1, T)
            logits = model.model(
                input_ids=torch.tensor([given]), decoder_input_ids=decoder, **more
            ).logits[0]  # (T, V)
        else:
            whole = torch.tensor([[*given, *written[:-1]]])  # (1, S + T - 1)
            logits = model.model(whole).logits[0, len(given) - 1 :]  # (T, V)
    chosen = logits.log_softmax(-1).gather(1, torch.tensor(written)[:, None])  # (T, 1)
    return float(chosen.mean())


def spied(model: Loaded, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The sequences that reach the tokenizer from now on."""
    seen: list[list[int]] = []
    decode = model.tokenizer.batch_decode

    def keep(rows: Any, **settings: Any) -> Any:
        seen.extend(rows.tolist())
        return decode(rows, **settings)

    monkeypatch.setattr(model.tokenizer, "batch_decode", keep)
    return seen


def ended(model: Loaded, row: list[int]) -> list[int]:
    """What was written, up to the end token and with it."""
    end = model.model.generation_config.eos_token_id
    return row[: row.index(end) + 1] if end in row else row


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("kind", tiny.KINDS)
def test_a_score_is_the_mean_log_probability_of_its_tokens(
    loaded: Any, monkeypatch: pytest.MonkeyPatch, kind: str, beams: int
) -> None:
    """Also where inputs are padded to one length, as on a GPU: padding must not be attended to."""
    model = loaded(kind)
    given = inputs(model)
    monkeypatch.setattr("summarizer.write.generation._batch_size", lambda *_: len(given))
    seen = spied(model, monkeypatch)
    found = generate(model, given, max_new=9, beams=beams)
    for ids, (best, *_), row in zip(given, found, seen, strict=True):
        assert best.score == pytest.approx(mean_of(model, ids, ended(model, row)), abs=1e-4)


@pytest.mark.parametrize("kind", tiny.KINDS)
def test_other_inputs_of_a_call_change_nothing(loaded: Any, kind: str, capfd: Any) -> None:
    """On a CPU, to the last digit: each is searched by itself, so that nothing rounds otherwise."""
    model = loaded(kind)
    given = inputs(model)
    capfd.readouterr()
    together = generate(model, given, max_new=12, beams=3, candidates=2)
    alone = [generate(model, [one], max_new=12, beams=3, candidates=2)[0] for one in given]
    assert together == alone == generate(model, given, max_new=12, beams=3, candidates=2)
    assert generate(model, given[::-1], max_new=12, beams=3, candidates=2) == alone[::-1]
    assert capfd.readouterr() == ("", "")


def test_global_attention_falls_on_the_first_token_and_the_ones_named(
    loaded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = loaded("led")
    mark = model.tokenizer.convert_tokens_to_ids("<doc-sep>")
    given = [*inputs(model)[1][:-1], mark, *inputs(model)[2][1:]]
    seen = spied(model, monkeypatch)
    (found,) = generate(model, [given], max_new=9, beams=2, global_attention=[mark])
    mask = torch.tensor([[int(i in (0, given.index(mark))) for i in range(len(given))]])
    row = ended(model, seen[0])
    right = mean_of(model, given, row, global_attention_mask=mask)
    assert found[0].score == pytest.approx(right, abs=1e-4)
    assert mean_of(model, given, row) != pytest.approx(right, abs=1e-4)


@pytest.mark.parametrize("kind", ["bart", "qwen3"])
def test_what_a_checkpoint_wishes_for_is_not_done(loaded: Any, tmp_path: Path, kind: str) -> None:
    path = tiny.make(kind, tmp_path, **SPREAD)
    config = json.loads((path / "generation_config.json").read_text("utf-8"))
    wishes = {
        "do_sample": True, "temperature": 9.0, "max_length": 2, "num_beams": 7,
        "penalty_alpha": 0.6, "top_k": 4, "bad_words_ids": [[5]], "repetition_penalty": 5.0,
        "suppress_tokens": [7, 8],
        "dola_layers": "high", "stop_strings": ["e"], "max_time": 0.0, "num_beam_groups": 3,
    }  # fmt: skip
    (path / "generation_config.json").write_text(json.dumps(config | wishes), "utf-8")
    model = load(find(str(path)), device="cpu")
    assert generate(model, inputs(model), max_new=9) == generate(
        loaded(kind), inputs(model), max_new=9
    )


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("kind", ["bart", "gemma3"])
def test_only_allowed_tokens_are_written_each_input_has_its_own(
    loaded: Any, monkeypatch: pytest.MonkeyPatch, kind: str, beams: int
) -> None:
    model = loaded(kind)
    given = inputs(model)
    allowed = [set(ids) for ids in given]
    seen = spied(model, monkeypatch)
    generate(model, given, max_new=9, beams=beams, allowed=allowed)
    ends = {0, 1, model.model.generation_config.eos_token_id}
    assert len(seen) == len(given)
    for row, ids in zip(seen, allowed, strict=True):
        assert set(row) <= ids | ends
    seen.clear()
    generate(model, given, max_new=9, beams=beams)
    assert any(not set(row) <= ids | ends for row, ids in zip(seen, allowed, strict=True))


@pytest.mark.parametrize("kind", ["fuse", "llama"])
def test_no_run_of_three_comes_twice_but_what_was_read_may_be_said(
    loaded: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Of one allowed token three fit; transformers' own rule would count the prompt's too."""
    model = loaded(kind)
    token = encode(model.tokenizer, "e")[0]
    seen = spied(model, monkeypatch)
    generate(model, [[token] * 6], max_new=8, min_new=3, beams=2, allowed=[{token}])
    assert ended(model, seen[0])[:3] == [token] * 3
    assert token not in seen[0][3:]


def test_longer_than_the_model_has_positions_is_cut(
    loaded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = loaded("led")
    seen = spied(model, monkeypatch)
    generate(model, inputs(model)[:1], max_new=10**6, min_new=10**6, beams=2, no_repeat=0)
    limit = model.model.config.max_decoder_position_embeddings
    assert limit // 2 < len(seen[0]) <= limit


def test_candidates_are_different_and_best_first(loaded: Any) -> None:
    for found in generate(loaded("fuse"), inputs(loaded("fuse")), max_new=9, beams=6, candidates=6):
        assert len({c.text for c in found}) == len(found) > 1
        assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    for candidates in (0, 5):
        with pytest.raises(UsageError, match="candidates must be between 1 and beams"):
            generate(loaded("t5"), [[5]], max_new=5, beams=4, candidates=candidates)

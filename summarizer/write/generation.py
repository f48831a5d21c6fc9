"""Beam search, the same for every writer: every setting is ours.

Nothing is sampled, and a checkpoint's `generation_config.json` has no say: of it `load` keeps
the ids of the special tokens alone.  On a CPU each input is searched by itself, without padding,
so that what is written for it depends on nothing else: the rounding of sums depends on the shape
of a batch, and can turn the order of two beams whose scores agree to six digits.  On a GPU a
batch holds inputs of one call only, in their order; there, that rounding remains.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import torch

from summarizer.errors import UsageError
from summarizer.types import displayed
from summarizer.write.checkpoints import Loaded
from summarizer.write.types import Candidate

# Scores that transformers keeps for one batch: 256 MB in fp32.
_MAX_SCORES = 2**26
# What an unfinished beam, or one that had no token left, scores.
_UNFINISHED = -1e8


def generate(
    loaded: Loaded,
    inputs: Sequence[Sequence[int]],
    *,
    max_new: int,
    min_new: int = 0,
    beams: int = 4,
    candidates: int = 1,
    no_repeat: int = 3,
    global_attention: Collection[int] | None = None,
    allowed: Sequence[Collection[int]] | None = None,
) -> list[list[Candidate]]:
    """The texts a model writes for each of the inputs (token ids, special ones included).

    Lengths are in tokens.  No run of `no_repeat` tokens comes twice (0: any may).  With
    `global_attention` (LED) these tokens and the first attend to all.  `allowed[i]` are the only
    tokens, special ones aside, that may be written for input i.  Each list is best first, holds
    at most `candidates` different texts and may be empty.  A score is the mean log-probability
    of its tokens, the end included (a forced first token counts as certain), to 6 digits.  Raises
    `UsageError` unless `candidates` is between 1 and `beams`.
    """
    if not 1 <= candidates <= beams:
        raise UsageError(f"candidates must be between 1 and beams ({beams}), not {candidates}")
    # An end that is forced at full length costs nothing, so that broken-off texts would win.
    loaded.model.generation_config.forced_eos_token_id = None
    longest = max(map(len, inputs), default=0)
    max_new = max(1, min(max_new, _room(loaded.model.config, longest)))
    settings = {
        "max_new_tokens": max_new,
        "min_new_tokens": min(min_new, max_new - 1) or None,
        "num_beams": beams,
        "num_return_sequences": candidates,
        "length_penalty": 1.0,
    }
    found: list[list[Candidate]] = []
    size = _batch_size(loaded, beams * max_new)
    for start in range(0, len(inputs), size):
        part = slice(start, start + size)
        batch = _batch(loaded, inputs[part], global_attention)
        processors = _processors(loaded, batch, no_repeat, allowed[part] if allowed else None)
        found += _search(loaded, batch, settings, processors)
    return found


def _batch_size(loaded: Loaded, steps: int) -> int:
    """How many inputs are searched together, where each takes so many steps of all beams."""
    if torch.device(loaded.device).type == "cpu":
        return 1
    return max(1, _MAX_SCORES // (steps * int(loaded.model.config.vocab_size)))


def _search(
    loaded: Loaded, batch: dict[str, torch.Tensor], settings: dict[str, Any], processors: list[Any]
) -> list[list[Candidate]]:
    """Run the search on one batch of B inputs, for N candidates each."""
    from transformers import GenerationConfig, LogitsProcessorList

    config = GenerationConfig(  # type: ignore[no-untyped-call]
        **settings,
        do_sample=False,
        early_stopping=False,
        use_cache=True,
        return_dict_in_generate=True,
        output_scores=True,
        output_logits=settings["num_beams"] == 1,
        pad_token_id=loaded.tokenizer.pad_token_id,
    )
    with torch.inference_mode():
        out = loaded.model.generate(
            **batch, generation_config=config, logits_processor=LogitsProcessorList(processors)
        )
    start = 1 if loaded.model.config.is_encoder_decoder else batch["input_ids"].shape[1]
    written = out.sequences[:, start:]  # (B·N, T)
    if settings["num_beams"] == 1:
        means = _greedy_means(out.logits, written, _token_ids(loaded, "eos_token_id"))  # (B,)
    else:
        means = out.sequences_scores  # (B·N,): sums over lengths ** length_penalty
    texts = loaded.tokenizer.batch_decode(
        written, skip_special_tokens=True, clean_up_tokenization_spaces=False
    )
    rows = list(zip(texts, means.tolist(), strict=True))
    each = settings["num_return_sequences"]
    return [_ranked(rows[i : i + each]) for i in range(0, len(rows), each)]


def _ranked(rows: Sequence[tuple[str, float]]) -> list[Candidate]:
    """The different texts that say anything, in their lines, best first."""
    best: dict[str, float] = {}
    for raw, score in rows:
        text = "\n".join(filter(None, map(displayed, raw.splitlines())))
        if text and math.isfinite(score) and score > _UNFINISHED:
            best[text] = max(round(score, 6), best.get(text, -math.inf))
    return [Candidate(t, s) for t, s in sorted(best.items(), key=lambda row: (-row[1], row[0]))]


def _greedy_means(
    logits: Sequence[torch.Tensor], written: torch.Tensor, ends: Sequence[int]
) -> torch.Tensor:
    """Mean log-probability of the tokens of each text up to its first end; shape (B,)."""
    steps = torch.stack(list(logits), dim=1).float().log_softmax(dim=-1)  # (B, T, V)
    chosen = steps.gather(2, written[:, :, None]).squeeze(2)  # (B, T)
    stops = torch.tensor(ends, dtype=torch.long, device=written.device)
    ended = torch.isin(written, stops)  # (B, T)
    kept = ended.cumsum(dim=1) - ended.long() == 0  # (B, T): everything up to the first end
    return (chosen * kept).sum(dim=1) / kept.sum(dim=1)  # (B,)


def _batch(
    loaded: Loaded, inputs: Sequence[Sequence[int]], everywhere: Collection[int] | None
) -> dict[str, torch.Tensor]:
    """The inputs as tensors (B, S): padded behind, or in front of what a model is to go on with."""
    config = loaded.model.config
    window = getattr(config, "attention_window", 1)  # LED pads, and warns, if we do not
    multiple = max(window) if isinstance(window, list) else window
    size = -(-max(map(len, inputs)) // multiple) * multiple
    ids = torch.full((len(inputs), size), loaded.tokenizer.pad_token_id)  # (B, S)
    mask = torch.zeros_like(ids)  # (B, S)
    for row, given in enumerate(inputs):
        behind = config.is_encoder_decoder
        place = slice(0, len(given)) if behind else slice(size - len(given), size)
        ids[row, place] = torch.tensor(given)
        mask[row, place] = 1
    batch = {"input_ids": ids.to(loaded.device), "attention_mask": mask.to(loaded.device)}
    if everywhere is not None:
        seen = torch.isin(ids, torch.tensor(sorted(everywhere), dtype=ids.dtype)) & (mask == 1)
        seen[:, 0] = True
        batch["global_attention_mask"] = seen.long().to(loaded.device)  # (B, S)
    return batch


def _processors(
    loaded: Loaded,
    batch: dict[str, torch.Tensor],
    no_repeat: int,
    allowed: Sequence[Collection[int]] | None,
) -> list[Any]:
    """The logits processors of a batch."""
    from transformers import NoRepeatNGramLogitsProcessor

    found: list[Any] = []
    if no_repeat:
        given = 0 if loaded.model.config.is_encoder_decoder else batch["input_ids"].shape[1]
        found.append(_OnWritten(NoRepeatNGramLogitsProcessor(no_repeat), given))
    if allowed:
        names = ("eos_token_id", "forced_bos_token_id")
        special = {i for name in names for i in _token_ids(loaded, name)}
        found.append(_Allowed([{*ids, *special} for ids in allowed], loaded))
    return found


class _OnWritten:
    """A processor that sees what the model wrote and not what it was given: names may recur."""

    def __init__(self, inner: Any, given: int) -> None:
        self._inner, self._given = inner, given

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> Any:
        return self._inner(input_ids[:, self._given :], scores)


class _Allowed:
    """Keeps each input's beams to the tokens allowed for it."""

    def __init__(self, allowed: Sequence[Collection[int]], loaded: Loaded) -> None:
        size = loaded.model.config.vocab_size
        self._banned = torch.ones(len(allowed), size, dtype=torch.bool)  # (B, V)
        for row, ids in enumerate(allowed):
            self._banned[row, [i for i in ids if 0 <= i < size]] = False
        self._banned = self._banned.to(loaded.device)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        banned = self._banned.repeat_interleave(len(scores) // len(self._banned), dim=0)
        return scores.masked_fill(banned, -math.inf)  # (B·beams, V)


def _token_ids(loaded: Loaded, name: str) -> list[int]:
    """The token ids in a setting of the checkpoint that holds one, several or none."""
    value = getattr(loaded.model.generation_config, name)
    return [] if value is None else value if isinstance(value, list) else [value]


def _room(config: Any, given: int) -> int:
    """How many tokens the model has positions left to write; `given` is the longest input."""
    if not config.is_encoder_decoder:
        return int(config.max_position_embeddings) - given
    names = ("max_decoder_position_embeddings", "max_position_embeddings")
    limits = [getattr(config, n) for n in names if isinstance(getattr(config, n, None), int)]
    return limits[0] - 1 if limits else 2**20

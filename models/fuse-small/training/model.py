"""The model: a stock Pegasus (Zhang et al. 2020) of the recipe's size, from scratch.

Pre-norm with sinusoidal positions learned to copy from the fewest tokens.  Encoder, decoder and
output share one embedding, so that copying a token needs no table of its own.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import torch
import torch.nn.functional as F
from transformers import PegasusConfig, PegasusForConditionalGeneration

from training.recipe import Optimiser, Size
from training.tokenizer import SEPARATOR

# A `PegasusForConditionalGeneration`; its own annotations refuse `generate` and `to`.
Model = Any
PAD, END = 0, 1  # ids, by the order of the tokenizer's special tokens
_OURS: dict[str, Any] = {"consensus": {"mode": "fuse", "separator": SEPARATOR}}


def build(size: Size, seed: int) -> Model:
    """A new model of that size, the same for the same seed."""
    torch.manual_seed(seed)
    return PegasusForConditionalGeneration(
        PegasusConfig(
            vocab_size=size.vocabulary,
            d_model=size.width,
            encoder_layers=size.encoder_layers,
            decoder_layers=size.decoder_layers,
            encoder_attention_heads=size.heads,
            decoder_attention_heads=size.heads,
            encoder_ffn_dim=size.inner,
            decoder_ffn_dim=size.inner,
            max_position_embeddings=size.positions,
            init_std=size.spread,
            dropout=size.dropout,
            attention_dropout=0.0,
            activation_dropout=0.0,
            activation_function="gelu",
            scale_embedding=True,
            pad_token_id=PAD,
            eos_token_id=END,
            decoder_start_token_id=PAD,
            forced_eos_token_id=END,
            **_OURS,
        )
    )


def deepened(model: Model, layers: int) -> Model:
    """The same function in so many encoder layers, at least those that it has.

    Layers are stacked anew in between (Gong et al. 2019), with their output set to zero, so that
    nothing changes until they learn (as in Net2Net, Chen et al. 2016).  What a new layer attends
    to is taken from the old ones in turn, so that no two new neighbours start alike.
    """
    config = deepcopy(model.config)
    config.encoder_layers = layers
    grown = PegasusForConditionalGeneration(config).to(model.device)
    old = model.model.encoder.layers
    seen = -1
    for i, layer in enumerate(grown.model.encoder.layers):
        place = i * len(old) // layers
        new, seen = place == seen, place
        layer.load_state_dict(old[i % len(old) if new else place].state_dict())
        if new:
            for output in (layer.self_attn.out_proj, layer.fc2):
                torch.nn.init.zeros_(output.weight)
                torch.nn.init.zeros_(output.bias)
    rest = {k: v for k, v in model.state_dict().items() if ".encoder.layers." not in k}
    grown.load_state_dict(rest, strict=False)
    return grown


def adamw(model: Model, settings: Optimiser) -> torch.optim.Optimizer:
    """A new optimiser of the model's weights."""
    return torch.optim.AdamW(
        model.parameters(),
        lr=settings.rate,
        weight_decay=settings.decay,
        betas=(0.9, 0.98),
        fused=True,
    )


def loss(model: Model, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Summed cross-entropy of the target's tokens, in nats.

    source: (b, s), target: (b, t), padded with `PAD`, each ending with `END`.
    """
    shifted = F.pad(target[:, :-1], (1, 0), value=PAD)  # (b, t), starts with PAD
    states = model.model(
        input_ids=source,
        attention_mask=source.ne(PAD).long(),  # (b, s)
        decoder_input_ids=shifted,
        use_cache=False,
    ).last_hidden_state  # (b, t, d)
    told = target.ne(PAD)  # (b, t)
    logits = F.linear(states[told], model.lm_head.weight)  # (told, v): no work for padding
    return F.cross_entropy(logits.float(), target[told], reduction="sum")

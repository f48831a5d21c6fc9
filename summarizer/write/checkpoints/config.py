"""What `config.json` may say: the architectures that are loaded and the keys that are used.

The class that is built comes from the table here, never from the file, and only the keys below
are handed to transformers; whatever else a configuration says is dropped, so that it cannot
switch on a code path that loads more.  What asks for code outright is refused:

auto_map, trust_remote_code       own code; CVE-2026-5241 had a nested one believed
*attn_implementation*, kernels    a "kernel" fetched from the hub and run: CVE-2026-4372
quantization_config               other tensors than the architecture has
transformers_weights              weights in a file that was not checked
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, get_args

from summarizer.types import displayed
from summarizer.write.checkpoints.files import Files

Mode = Literal["fuse", "document", "instruct"]


@dataclass(frozen=True, slots=True)
class Architecture:
    """How an architecture is built: its configuration class, `model_type` and length.

    `positions` is the key that holds the tokens of input it takes, `default` their number where
    the key is absent.
    """

    config: str
    model_type: str
    positions: str = "max_position_embeddings"
    default: int = 0
    causal: bool = False


ARCHITECTURES = {
    "BartForConditionalGeneration": Architecture("BartConfig", "bart"),
    "LEDForConditionalGeneration": Architecture(
        "LEDConfig", "led", "max_encoder_position_embeddings"
    ),
    "PegasusForConditionalGeneration": Architecture("PegasusConfig", "pegasus"),
    "PegasusXForConditionalGeneration": Architecture("PegasusXConfig", "pegasus_x"),
    # T5 has no last position; 512 is what it was trained on.
    "T5ForConditionalGeneration": Architecture("T5Config", "t5", "n_positions", 512),
    "LongT5ForConditionalGeneration": Architecture("LongT5Config", "longt5", "n_positions", 4096),
    "LlamaForCausalLM": Architecture("LlamaConfig", "llama", causal=True),
    "Qwen2ForCausalLM": Architecture("Qwen2Config", "qwen2", causal=True),
    "Qwen3ForCausalLM": Architecture("Qwen3Config", "qwen3", causal=True),
    "Gemma3ForCausalLM": Architecture("Gemma3TextConfig", "gemma3_text", causal=True),
}

TOKEN_IDS = (
    "pad_token_id", "bos_token_id", "eos_token_id", "decoder_start_token_id",
    "forced_bos_token_id", "forced_eos_token_id",
)  # fmt: skip
LAYERS = (
    "encoder_layers", "decoder_layers", "num_layers", "num_decoder_layers", "num_hidden_layers",
)  # fmt: skip
_POSITIONS = (
    "max_position_embeddings", "max_encoder_position_embeddings",
    "max_decoder_position_embeddings", "n_positions",
)  # fmt: skip
# Sizes, names of activations and what else changes what comes out; dropout and the like do not.
_USED = frozenset(
    """
    pad_token_id bos_token_id eos_token_id decoder_start_token_id vocab_size tie_word_embeddings
    d_model encoder_ffn_dim encoder_attention_heads decoder_ffn_dim decoder_attention_heads
    activation_function scale_embedding attention_window block_size num_global_tokens
    stagger_local_blocks
    d_kv d_ff num_heads relative_attention_num_buckets relative_attention_max_distance
    layer_norm_epsilon feed_forward_proj dense_act_fn is_gated_act scale_decoder_outputs
    local_radius global_block_size encoder_attention_type
    hidden_size intermediate_size num_attention_heads num_key_value_heads head_dim hidden_act
    hidden_activation rms_norm_eps rope_theta rope_scaling rope_parameters rope_local_base_freq
    attention_bias mlp_bias sliding_window use_sliding_window max_window_layers layer_types
    query_pre_attn_scalar final_logit_softcapping attn_logit_softcapping sliding_window_pattern
    use_bidirectional_attention
    """.split()
) | {*LAYERS, *_POSITIONS}
# What inputs are padded to: more than the input takes would be all padding.
_WINDOWS = (
    "attention_window", "block_size", "num_global_tokens", "local_radius", "global_block_size",
)  # fmt: skip

_CODE = {"auto_map": "names code of its own", "trust_remote_code": "asks for code of its own"}
_FETCHES = re.compile(r"(attn|experts)_implementation|kernel|transformers_weights")
_NAME = re.compile(r"[\w.+-]{0,64}")
# Larger than any size in use; a product of two still fits in 64 bits.
_LARGEST = 1 << 30
# Numbers of a table of fixed positions, which is computed rather than read: 1 GB in fp32.
_MOST_POSITIONS = 1 << 28


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration that was checked; `keys` is what its class is built from."""

    architecture: str
    mode: Mode
    context: int
    separator: str
    keys: dict[str, object]


def read(files: Files) -> Config:
    """The checkpoint's `config.json`.  Raises `BadCheckpoint`."""
    record = files.json("config.json")
    refuse_code(files, "config.json", record)
    name, kind = _architecture(files, record)
    keys = {key: value for key, value in record.items() if key in _USED and value is not None}
    for key, value in keys.items():
        if not _plain(value):
            raise files.bad("config.json", f"has a value for {key} that makes no sense")
    context = keys.get(kind.positions, kind.default)
    if type(context) is not int or context < 1:
        raise files.bad("config.json", f"does not say how much input it takes ({kind.positions})")
    most = max(_size(keys.get(key)) for key in _POSITIONS) * _size(keys.get("d_model"))
    if not kind.causal and most > _MOST_POSITIONS:
        raise files.bad("config.json", "asks for more positions than can be computed")
    for key in _WINDOWS:
        if _size(keys.get(key)) > context:
            raise files.bad("config.json", f"has a {key} larger than the input it takes")
    mode, separator = _mode(files, record, kind)
    return Config(name, mode, context, separator, keys)


def refuse_code(files: Files, file: str, value: object) -> None:
    """Raise `BadCheckpoint` for what asks for code, at any depth (which `safe_json` bounds)."""
    if isinstance(value, list):
        for item in value:
            refuse_code(files, file, item)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        # `_attn_implementation_autoset: true` and the like only report what happened.
        harmless = inner is None or isinstance(inner, bool)
        if key in _CODE and inner:
            raise files.bad(file, f"{_CODE[key]} ({key}), which is never run: use another model")
        if _FETCHES.search(key) and not harmless:
            raise files.bad(
                file, f"has {displayed(key)[:60]}, which can fetch and run code: remove it"
            )
        if key in ("quantization_config", "compression_config") and inner:
            raise files.bad(file, f"is of a quantised model ({key}): use the full one")
        refuse_code(files, file, inner)


def _architecture(files: Files, record: dict[str, object]) -> tuple[str, Architecture]:
    """The name and kind of the one architecture that it states."""
    stated = record.get("architectures")
    if not isinstance(stated, list) or len(stated) != 1 or not isinstance(stated[0], str):
        raise files.bad("config.json", "does not name one architecture")
    (name,) = stated
    if name not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise files.bad("config.json", f"names {displayed(name)[:60]!r}, not one of {known}")
    kind = ARCHITECTURES[name]
    model_type = record.get("model_type", kind.model_type)
    if model_type != kind.model_type:
        shown = displayed(str(model_type))[:40]
        raise files.bad("config.json", f"names {name} but the model type {shown!r}")
    return name, kind


def _mode(files: Files, record: dict[str, object], kind: Architecture) -> tuple[Mode, str]:
    """How it writes: as our own key `consensus` says, or as the architecture suggests."""
    ours = record.get("consensus", {})
    if not isinstance(ours, dict):
        raise files.bad("config.json", "has a key consensus that is no object")
    mode = ours.get("mode", "instruct" if kind.causal else "document")
    if mode not in get_args(Mode) or (mode == "instruct") != kind.causal:
        raise files.bad(
            "config.json", f"has the mode {displayed(str(mode))[:20]!r}, which does not fit"
        )
    separator = ours.get("separator", "")
    if not isinstance(separator, str) or len(separator) > 32 or (mode == "fuse" and not separator):
        raise files.bad("config.json", "has no proper consensus.separator")
    return mode, separator


def _plain(value: object, depth: int = 2) -> bool:
    """Whether it is a number of a sane size, a short name, or a short list or table of them."""
    if isinstance(value, dict):
        return depth > 0 and len(value) <= 32 and all(_plain(v, depth - 1) for v in value.values())
    if isinstance(value, list):
        return depth > 0 and len(value) <= 1024 and all(_plain(v, depth - 1) for v in value)
    if isinstance(value, str):
        return _NAME.fullmatch(value) is not None
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    return value is None or (isinstance(value, float) and math.isfinite(value))


def _size(value: object) -> int:
    """The largest number that a value holds."""
    if isinstance(value, list):
        return max(map(_size, value), default=0)
    return value if isinstance(value, int) else 0

"""Tiny random checkpoints of every supported architecture, as their authors would save them.

`make("bart", tmp_path)` gives a folder with `config.json`, `tokenizer.json`, `model.safetensors`
and what else transformers saves: some ten thousand parameters, so its text is noise, but the
code it runs through is the very code of a real one.  Needs the extra `transformer`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = (
    "The mill on the river Lowe burned down on Friday night, the fire brigade said.",
    "Forty workers left the building before the roof fell in; nobody was hurt.",
    "Mayor Dana Whitlow promised 3.2 million dollars to rebuild it by 2031.",
    'Summarise these articles in at most 60 words: "Police ask for witnesses."',
)
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>", "<sep>", "<doc-sep>", "<n>")
CHAT = ("<|im_start|>", "<|im_end|>", "<think>", "</think>")
SEQ2SEQ = ("bart", "led", "pegasus", "pegasus_x", "t5", "longt5")
CAUSAL = ("llama", "qwen2", "qwen3", "gemma3")
KINDS = ("fuse", *SEQ2SEQ, *CAUSAL)

# The frame of ChatML, with the switch for thinking that Qwen3's template has.
TEMPLATE = """\
{%- for message in messages -%}
{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\n' }}
{%- if enable_thinking is defined and not enable_thinking -%}
{{ '<think>\n\n</think>\n\n' }}
{%- endif -%}
{%- endif -%}"""

_IDS = {"pad_token_id": 1, "eos_token_id": 2}
_START = {**_IDS, "bos_token_id": 0, "decoder_start_token_id": 2}
_FORCED = {**_IDS, "decoder_start_token_id": 1, "forced_eos_token_id": 2}
_LAYERS = {
    "d_model": 16, "encoder_layers": 2, "decoder_layers": 2, "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
}  # fmt: skip
_STACK = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    "num_key_value_heads": 1, "max_position_embeddings": 512, "head_dim": 8,
    "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 9, "tie_word_embeddings": True,
}  # fmt: skip
_T5 = {
    "d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 2, "num_heads": 2, **_IDS,
    "decoder_start_token_id": 1,
}  # fmt: skip

# kind → the name of its classes in transformers, and its configuration
_MADE: dict[str, tuple[str, dict[str, Any]]] = {
    "bart": ("Bart", {**_LAYERS, **_START, "max_position_embeddings": 256}),
    "led": ("LED", {
        **_LAYERS, **_START, "attention_window": [8, 8],
        "max_encoder_position_embeddings": 512, "max_decoder_position_embeddings": 128,
    }),
    "pegasus": ("Pegasus", {**_LAYERS, **_FORCED, "max_position_embeddings": 256}),
    "pegasus_x": ("PegasusX", {
        **_LAYERS, **_FORCED, "block_size": 16, "num_global_tokens": 4,
        "max_position_embeddings": 512,
    }),
    "t5": ("T5", _T5),
    "longt5": ("LongT5", {**_T5, "local_radius": 7, "global_block_size": 4}),
    "llama": ("Llama", _STACK),
    "qwen2": ("Qwen2", _STACK),
    "qwen3": ("Qwen3", _STACK),
    "gemma3": ("Gemma3Text", _STACK),
}  # fmt: skip
_CLASSES = {"Gemma3Text": "Gemma3"}


def make(kind: str, folder: Path, *, seed: int = 0, **settings: Any) -> Path:
    """A checkpoint of a kind in `KINDS`, saved in `folder / kind`.

    `settings` change its configuration.  "fuse" is a Pegasus with the key `consensus` of ours.
    """
    import torch
    import transformers

    stem, config = _MADE["pegasus" if kind == "fuse" else kind]
    tokenizer = _tokenizer(kind)
    made = getattr(transformers, f"{stem}Config")(vocab_size=len(tokenizer), **config | settings)
    head = "ForCausalLM" if kind in CAUSAL else "ForConditionalGeneration"
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = getattr(transformers, _CLASSES.get(stem, stem) + head)(made)
    path = folder / kind
    model.save_pretrained(path)
    tokenizer.save_pretrained(path)
    if kind == "fuse":
        change(path / "config.json", consensus={"mode": "fuse", "separator": "<sep>"})
    return path


def change(path: Path, **keys: Any) -> None:
    """Set keys of a JSON file; `None` takes one out."""
    record = json.loads(path.read_text("utf-8")) | keys
    kept = {key: value for key, value in record.items() if value is not None}
    path.write_text(json.dumps(kept, indent=2), "utf-8")


def _tokenizer(kind: str) -> Any:
    """A byte-level BPE of a few hundred entries, whose special tokens the ids above name."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    special = [*SPECIAL, *CHAT] if kind in CAUSAL else list(SPECIAL)
    base = Tokenizer(models.BPE())
    base.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    base.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    base.train_from_iterator(TEXT, trainer)
    if kind in SEQ2SEQ or kind == "fuse":
        frame = "<s> $A </s>" if kind in ("bart", "led") else "$A </s>"
        ids = [(token, special.index(token)) for token in ("<s>", "</s>")]
        base.post_processor = processors.TemplateProcessing(single=frame, special_tokens=ids)
    return PreTrainedTokenizerFast(
        tokenizer_object=base,
        bos_token="<s>",
        pad_token="<pad>",
        eos_token="<|im_end|>" if kind in CAUSAL else "</s>",
        unk_token="<unk>",
        mask_token="<mask>",
        additional_special_tokens=special[5:],
        chat_template=TEMPLATE if kind in CAUSAL else None,
    )

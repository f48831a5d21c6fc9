"""The tokenizer of a checkpoint, built here from its data files.

`AutoTokenizer` follows names in the configuration to classes, files and repositories; a
`tokenizers.Tokenizer` from `tokenizer.json` follows nothing.  For BART and LED checkpoints of
before that file, `vocab.json` and `merges.txt` say the same (a byte-level BPE in RoBERTa's
frame).
"""

from __future__ import annotations

import json
from typing import Any

from summarizer.limits import MAX_TOKENIZER_BYTES
from summarizer.write.checkpoints.check import BPE, TOKENIZER, Contents

_SPECIAL = (
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
)  # fmt: skip
_LISTS = ("additional_special_tokens", "extra_special_tokens")
# What `vocab.json` and `merges.txt` leave unsaid: BART's own special tokens.
_ROBERTA = {
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>",
    "pad_token": "<pad>", "cls_token": "<s>", "mask_token": "<mask>",
}  # fmt: skip


def build(contents: Contents, size: int) -> Any:
    """The `PreTrainedTokenizerFast` of a checkpoint whose model has `size` embeddings.

    Raises `BadCheckpoint`; what is broken inside `tokenizers` raises whatever it raises.
    """
    from transformers import PreTrainedTokenizerFast

    read = _from_bpe if contents.tokenizer == BPE else _from_json
    made = read(contents, size)
    # What a file says of cutting and padding would cut articles silently.
    made.no_truncation()
    made.no_padding()
    if max(made.get_vocab().values(), default=size) >= size:
        raise contents.files.bad(
            contents.tokenizer[0], f"has other tokens than the model's {size:,} embeddings"
        )
    special = _special(contents, made)
    if not special["pad_token"]:
        raise contents.files.bad(contents.tokenizer[0], "has neither a padding nor an end token")
    made_fast: Any = PreTrainedTokenizerFast  # untyped
    return made_fast(
        tokenizer_object=made,
        chat_template=contents.template or None,
        model_input_names=["input_ids", "attention_mask"],
        **special,
    )


def _special(contents: Contents, made: Any) -> dict[str, Any]:
    """The special tokens that the files name and the vocabulary has."""
    old = contents.tokenizer == BPE
    special = {k: token for k, token in _ROBERTA.items() if old and _known(made, token)}
    more: list[str] = []
    for file in ("special_tokens_map.json", "tokenizer_config.json"):
        record = contents.extras.get(file, {})
        special |= {k: text for k in _SPECIAL if _known(made, text := _text(record.get(k)))}
        listed = [v for key in _LISTS if isinstance(v := record.get(key), list)]
        more += [text for value in listed for v in value if _known(made, text := _text(v))]
    special.setdefault("pad_token", special.get("eos_token", ""))
    return special | {"additional_special_tokens": list(dict.fromkeys(more))}


def _from_json(contents: Contents, size: int) -> Any:
    from tokenizers import Tokenizer

    record = contents.files.json(TOKENIZER, MAX_TOKENIZER_BYTES)
    # BART and Gemma have tokens past their last embedding (`<mask>`, `<image_soft_token>`): a
    # text that holds one would take the model out of its table.
    added = record.get("added_tokens")
    record["added_tokens"] = [
        token
        for token in (added if isinstance(added, list) else [])
        if isinstance(token, dict) and isinstance(i := token.get("id"), int) and i < size
    ]
    model = record.get("model")
    if isinstance(model, dict) and isinstance(vocab := model.get("vocab"), dict):
        model["vocab"] = _within(vocab, size)
    return Tokenizer.from_str(json.dumps(record))


def _from_bpe(contents: Contents, size: int) -> Any:
    """Byte-level BPE without a leading space, `<s> text </s>`, as `BartTokenizer` builds it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    files = contents.files
    vocab = _within(files.json(BPE[0], MAX_TOKENIZER_BYTES), size)
    lines = files.text(BPE[1], MAX_TOKENIZER_BYTES).splitlines()
    pairs = [tuple(line.split(" ")) for line in lines if line and not line.startswith("#version")]
    if any(len(pair) != 2 for pair in pairs):
        raise files.bad(BPE[1], "is no list of merges")
    made = Tokenizer(models.BPE(vocab=vocab, merges=pairs))  # type: ignore[arg-type]
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    ids = {token: vocab[token] for token in ("<s>", "</s>") if token in vocab}
    if len(ids) < 2:
        raise files.bad(BPE[0], "lacks <s> or </s>, which such tokenizers have")
    frame = (("</s>", ids["</s>"]), ("<s>", ids["<s>"]))
    made.post_processor = processors.RobertaProcessing(*frame, add_prefix_space=False)
    made.add_special_tokens([t for t in dict.fromkeys(_ROBERTA.values()) if t in vocab])
    added = _within(contents.extras.get("added_tokens.json", {}), size)
    made.add_special_tokens(sorted(added, key=added.__getitem__))
    if any(made.token_to_id(token) != i for token, i in added.items()):
        raise files.bad("added_tokens.json", "gives its tokens ids that do not follow on")
    return made


def _within(vocab: dict[str, object], size: int) -> dict[str, int]:
    """The entries that have an embedding."""
    return {token: i for token, i in vocab.items() if isinstance(i, int) and 0 <= i < size}


def _text(value: object) -> str:
    """A token as either file writes it: its text, or an object that has it."""
    held = value.get("content") if isinstance(value, dict) else value
    return held if isinstance(held, str) else ""


def _known(made: Any, token: str) -> bool:
    """Whether the vocabulary has it: a new one would have no embedding."""
    return bool(token) and made.token_to_id(token) is not None

"""A checked checkpoint to a model and a tokenizer that run.

Nothing here lets transformers find anything.  The class of the model comes from our table, its
configuration is built from the keys that were checked, the tensors are read with safetensors
from files whose headers were checked, and `from_pretrained` gets no path, so that it looks for
no adapter, no generation code and no other weights.  Every tensor must be there, fit and be
finite: no weight is ever left as it was drawn at random.

`AutoTokenizer` follows names in the configuration to classes, files and repositories; a
`tokenizers.Tokenizer` from `tokenizer.json` follows nothing.  For BART and LED checkpoints of
before that file, `vocab.json` and `merges.txt` say the same (a byte-level BPE in RoBERTa's
frame).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from summarizer.errors import BadCheckpoint, MissingExtra, UsageError
from summarizer.limits import MAX_TOKENIZER_BYTES, MAX_WEIGHTS_BYTES
from summarizer.types import displayed
from summarizer.write.checkpoints.checkpoint import (
    BPE,
    TOKENIZER,
    Checkpoint,
    Contents,
    Loaded,
    examine,
)
from summarizer.write.checkpoints.config import ARCHITECTURES, TOKEN_IDS

# Tied tables are stored once and counted up to four times in a T5; the rest is slack.
_TIED = 4

_SPECIAL = (
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
)  # fmt: skip
_LISTS = ("additional_special_tokens", "extra_special_tokens")
# What `vocab.json` and `merges.txt` leave unsaid: BART's own special tokens.
_ROBERTA = {
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>",
    "pad_token": "<pad>", "cls_token": "<s>", "mask_token": "<mask>",
}  # fmt: skip


def load(checkpoint: Checkpoint, *, device: str | None = None) -> Loaded:
    """The model in fp32 and evaluation mode, with its tokenizer.

    `device` as torch names it; without one a GPU if there is one, else the CPU.  Raises
    `MissingExtra` without torch and transformers, `BadCheckpoint` for what does not fit together
    and `UsageError` for a device that is not there.
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        needs = f"the transformer needs {error.name or 'torch'}"
        raise MissingExtra.of("transformer", needs) from error
    contents = examine(checkpoint.path, checkpoint.name)
    place = device or ("cuda" if torch.cuda.is_available() else "cpu")
    with _quiet(transformers), _as_bad_checkpoint(contents.files.name):
        kind = getattr(transformers, ARCHITECTURES[contents.config.architecture].config)
        config = kind(**contents.config.keys)  # which were checked
        tokenizer = _tokenizer(contents, config.vocab_size)
        model = _model(torch, transformers, contents, config)
        model.generation_config = _generation(transformers, contents, config.vocab_size)
        _check_tokenizer(contents, tokenizer)
    try:
        model.to(place)
    except (RuntimeError, AssertionError) as error:
        raise UsageError(f"device {place} cannot be used: {displayed(str(error))[:200]}") from None
    return Loaded(model, tokenizer, place)


def _model(torch: Any, transformers: Any, contents: Contents, config: Any) -> Any:
    """The model with the tensors of the files."""
    from safetensors.torch import load_file

    kind = getattr(transformers, contents.config.architecture)
    with torch.device("meta"):  # shapes without memory
        promised = sum(p.numel() for p in kind(config).parameters())
    if promised > _TIED * contents.elements:
        raise contents.files.bad("config.json", "promises a larger model than there are weights")
    tensors: dict[str, Any] = {}
    for shard in contents.shards:
        tensors |= load_file(contents.files.path(shard, MAX_WEIGHTS_BYTES), device="cpu")
    model, found = kind.from_pretrained(
        None,
        config=config,
        state_dict=tensors,
        dtype=torch.float32,
        ignore_mismatched_sizes=True,  # told below, by name
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
    )
    _check_weights(torch, contents, model, found)
    return model.eval()


def _check_weights(torch: Any, contents: Contents, model: Any, found: dict[str, Any]) -> None:
    """Raise `BadCheckpoint` unless every tensor was there, fitted and is finite."""
    for what in ("missing_keys", "mismatched_keys", "unexpected_keys", "error_msgs"):
        wrong = sorted(str(key) for key in found.get(what) or () if not _is_computed(contents, key))
        if wrong:
            kinds, first = what.replace("_", " "), displayed(wrong[0])[:80]
            raise contents.files.bad("config.json", f"does not fit the weights: {kinds} ({first})")
    for name, tensor in model.named_parameters():
        if not torch.isfinite(tensor).all():
            raise contents.files.bad(contents.shards[0], f"has NaN or infinity in {name[:60]}")


def _is_computed(contents: Contents, key: object) -> bool:
    """Whether a weight is a table of sines, which Google's Pegasus files leave out."""
    pegasus = contents.config.architecture == "PegasusForConditionalGeneration"
    return pegasus and isinstance(key, str) and key.endswith(".embed_positions.weight")


def _generation(transformers: Any, contents: Contents, size: int) -> Any:
    """The ids of the tokens that decoding starts and ends with; the rest is for the writers.

    `generation_config.json` is believed before the older place, `config.json`.
    """
    ids: dict[str, object] = {}
    older = contents.files.json("config.json")
    for record in (older, contents.extras.get("generation_config.json", {})):
        ids |= {key: value for key in TOKEN_IDS if (value := record.get(key)) is not None}
    for key, value in ids.items():
        listed = value if isinstance(value, list) and key.endswith("eos_token_id") else [value]
        if not all(type(i) is int and 0 <= i < size for i in listed):
            raise contents.files.bad("generation_config.json", f"has a {key} that is no token")
    return transformers.GenerationConfig(**ids)


def _check_tokenizer(contents: Contents, tokenizer: Any) -> None:
    """Use the tokenizer once, so that what is wrong with it is told now."""
    separator = contents.config.separator
    if separator and separator not in tokenizer.get_vocab():
        raise contents.files.bad("config.json", "has a consensus.separator that is no token")
    if not tokenizer("A mill burned down.", add_special_tokens=False)["input_ids"]:
        raise contents.files.bad(contents.tokenizer[0], "makes no tokens of a sentence")
    if contents.template:
        message = [{"role": "user", "content": "A mill burned down."}]
        tokenizer.apply_chat_template(message, tokenize=False, add_generation_prompt=True)


@contextlib.contextmanager
def _as_bad_checkpoint(name: str) -> Iterator[None]:
    """Whatever a library raises at a stranger's files becomes one line."""
    try:
        yield
    except (BadCheckpoint, MissingExtra, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # as which the panics of `tokenizers`, in Rust, come
        reason = f"{type(error).__name__}: {displayed(str(error))[:200]}"
        raise BadCheckpoint(f"{name}: cannot be loaded ({reason})") from error


@contextlib.contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """No log lines and no progress bars of transformers meanwhile."""
    logging = transformers.utils.logging
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity(logging.CRITICAL)
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _tokenizer(contents: Contents, size: int) -> Any:
    """The `PreTrainedTokenizerFast` of a checkpoint whose model has `size` embeddings."""
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
    """The special tokens that the files name and the vocabulary has: others have no embedding."""

    def token_of(value: object) -> str:  # a string, or an object that has it
        text = value.get("content") if isinstance(value, dict) else value
        known = isinstance(text, str) and text and made.token_to_id(text) is not None
        return str(text) if known else ""

    old = contents.tokenizer == BPE
    special = {key: token for key, token in _ROBERTA.items() if old and token_of(token)}
    more: list[str] = []
    for file in ("special_tokens_map.json", "tokenizer_config.json"):
        record = contents.extras.get(file, {})
        special |= {key: token for key in _SPECIAL if (token := token_of(record.get(key)))}
        listed = [v for key in _LISTS if isinstance(v := record.get(key), list)]
        more += [token for value in listed for v in value if (token := token_of(v))]
    special.setdefault("pad_token", special.get("eos_token", ""))
    return special | {"additional_special_tokens": list(dict.fromkeys(more))}


def _from_json(contents: Contents, size: int) -> Any:
    from tokenizers import Tokenizer

    record = contents.files.json(TOKENIZER, MAX_TOKENIZER_BYTES)
    # BART and Gemma have tokens past their last embedding (`<mask>`, `<image_soft_token>`): a
    # text that holds one would take the model out of its table.
    added = record.get("added_tokens")
    tokens = [t for t in (added if isinstance(added, list) else []) if isinstance(t, dict)]
    record["added_tokens"] = [
        token for token in tokens if isinstance(i := token.get("id"), int) and i < size
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

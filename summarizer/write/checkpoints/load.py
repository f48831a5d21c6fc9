"""A checked checkpoint to a model that runs.

Nothing here lets transformers find anything: the class comes from our table, the configuration
is built from the keys that were checked, the tensors are read with safetensors from files whose
headers were checked, and `from_pretrained` gets no path, so that it looks for no adapter, no
generation code and no other weights.  Every tensor must be there, fit and be finite: no weight
is ever left as it was drawn at random.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from summarizer.errors import BadCheckpoint, MissingExtra, UsageError
from summarizer.limits import MAX_WEIGHTS_BYTES
from summarizer.types import displayed
from summarizer.write.checkpoints import tokenizer
from summarizer.write.checkpoints.check import Contents, examine
from summarizer.write.checkpoints.config import ARCHITECTURES, TOKEN_IDS
from summarizer.write.checkpoints.types import Checkpoint, Loaded

# Tied tables are stored once and counted up to four times in a T5; the rest is slack.
_TIED = 4


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
    with _quiet(transformers), _told(contents):
        config = _config(transformers, contents)
        made = tokenizer.build(contents, config.vocab_size)
        model = _model(torch, transformers, contents, config)
        model.generation_config = _generation(transformers, contents, config.vocab_size)
        _try(contents, made)
    try:
        model.to(place)
    except (RuntimeError, AssertionError) as error:
        raise UsageError(f"device {place} cannot be used: {_line(error)}") from None
    return Loaded(model, made, place)


def _config(transformers: Any, contents: Contents) -> Any:
    """The configuration object.  It sees checked keys only."""
    kind = ARCHITECTURES[contents.config.architecture]
    return getattr(transformers, kind.config)(**contents.config.keys)


def _model(torch: Any, transformers: Any, contents: Contents, config: Any) -> Any:
    """The model with every tensor of the files in its place."""
    kind = getattr(transformers, contents.config.architecture)
    with torch.device("meta"):  # shapes without memory
        promised = sum(p.numel() for p in kind(config).parameters())
    if promised > _TIED * contents.elements:
        raise contents.files.bad("config.json", "promises a larger model than there are weights")
    model, found = kind.from_pretrained(
        None,
        config=config,
        state_dict=_tensors(contents),
        dtype=torch.float32,
        ignore_mismatched_sizes=True,  # told below, by name
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
    )
    _fits(torch, contents, model, found)
    return model.eval()


def _fits(torch: Any, contents: Contents, model: Any, found: dict[str, Any]) -> None:
    """Raise `BadCheckpoint` unless every tensor was there, fitted and is finite."""
    for what in ("missing_keys", "mismatched_keys", "unexpected_keys", "error_msgs"):
        wrong = sorted(str(key) for key in found.get(what) or () if not _computed(contents, key))
        if wrong:
            kinds, first = what.replace("_", " "), displayed(wrong[0])[:80]
            raise contents.files.bad("config.json", f"does not fit the weights: {kinds} ({first})")
    for name, tensor in model.named_parameters():
        if not torch.isfinite(tensor).all():
            raise contents.files.bad(contents.shards[0], f"has NaN or infinity in {name[:60]}")


def _computed(contents: Contents, key: object) -> bool:
    """Whether a weight is a table of sines, which Google's Pegasus files leave out."""
    pegasus = contents.config.architecture == "PegasusForConditionalGeneration"
    return pegasus and isinstance(key, str) and key.endswith(".embed_positions.weight")


def _tensors(contents: Contents) -> dict[str, Any]:
    """The tensors of all files by name, as they are stored."""
    from safetensors.torch import load_file

    found: dict[str, Any] = {}
    for shard in contents.shards:
        found |= load_file(contents.files.path(shard, MAX_WEIGHTS_BYTES), device="cpu")
    return found


def _generation(transformers: Any, contents: Contents, size: int) -> Any:
    """The ids of the tokens that decoding starts and ends with, and nothing else.

    Beams and lengths are the writers' own.  `generation_config.json` is believed before the
    older place, `config.json`.
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


def _try(contents: Contents, made: Any) -> None:
    """Use the tokenizer once, so that what is wrong with it is told now."""
    separator = contents.config.separator
    if separator and separator not in made.get_vocab():
        raise contents.files.bad("config.json", "has a consensus.separator that is no token")
    if not made("A mill burned down.", add_special_tokens=False)["input_ids"]:
        raise contents.files.bad(contents.tokenizer[0], "makes no tokens of a sentence")
    if contents.template:
        message = [{"role": "user", "content": "A mill burned down."}]
        made.apply_chat_template(message, tokenize=False, add_generation_prompt=True)


@contextlib.contextmanager
def _told(contents: Contents) -> Iterator[None]:
    """Whatever a library raises at a stranger's files becomes one line.

    Rust's panics (`tokenizers`) come as bare BaseExceptions.
    """
    try:
        yield
    except (BadCheckpoint, MissingExtra, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        reason = f"{type(error).__name__}: {_line(error)}"
        raise BadCheckpoint(f"{contents.files.name}: cannot be loaded ({reason})") from error


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


def _line(error: BaseException) -> str:
    return displayed(str(error))[:200]

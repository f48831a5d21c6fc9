"""A cased byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2), trained on train text.

It holds every text; each piece of text begins with a space token, so that a word is written
alike wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

PAD, END, UNKNOWN, SEPARATOR = "<pad>", "</s>", "<unk>", "<sep>"
_SPECIAL = [PAD, END, UNKNOWN, SEPARATOR]  # their ids are 0 to 3
_LONGEST_TOKEN = 20  # characters: longer ones are page junk


def train(texts: Iterable[str], size: int) -> Tokenizer:
    """A tokenizer of `size` tokens; the same texts give the same one."""
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=_SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        max_token_length=_LONGEST_TOKEN,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", pair=f"$A {SEPARATOR} $B {END}",
        special_tokens=[(token, _SPECIAL.index(token)) for token in (END, SEPARATOR)],
    )  # fmt: skip
    return tokenizer


def load(path: Path) -> Tokenizer:
    """The tokenizer in a `tokenizer.json`, blind to special tokens spelled out in a text."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


def encode(tokenizer: Tokenizer, groups: Sequence[Sequence[str]]) -> list[list[int]]:
    """Each group as its texts with a separator between, and the end."""
    flat = [text for group in groups for text in group]
    pieces = iter(tokenizer.encode_batch_fast(flat, add_special_tokens=False))
    separator, end = _SPECIAL.index(SEPARATOR), _SPECIAL.index(END)
    found = []
    for group in groups:
        ids = [i for _ in group for i in (*next(pieces).ids, separator)]
        found.append([*ids[:-1], end])
    return found


def wrapped(path: Path) -> PreTrainedTokenizerFast:
    """The tokenizer as transformers takes it."""
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(path),
        pad_token=PAD,
        eos_token=END,
        unk_token=UNKNOWN,
        sep_token=SEPARATOR,
        clean_up_tokenization_spaces=False,
    )

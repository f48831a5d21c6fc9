"""A loaded checkpoint as what writes text for a prompt; its tokens are ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from summarizer.write.checkpoints import Checkpoint, Loaded
from summarizer.write.encoding import encode, encode_template
from summarizer.write.generation import generate
from summarizer.write.types import Candidate

# Longer prompts cost a small chat model minutes on a CPU.
_MAX_PROMPT = 8_192


class CheckpointModel:
    """`summarizer.write.types.Model` for a checkpoint; `beams` is the width of the search."""

    def __init__(self, checkpoint: Checkpoint, loaded: Loaded, beams: int = 1) -> None:
        self.name = checkpoint.name
        self.checkpoint, self.tokenizer = checkpoint, loaded.tokenizer
        self._loaded, self._beams = loaded, beams

    @property
    def context(self) -> int:
        """The tokens that a prompt and its answer may have together."""
        most = self.checkpoint.context
        return min(most, _MAX_PROMPT) if self.checkpoint.mode == "instruct" else most

    def prompt(self, asked: str) -> str:
        """What the chat template makes of it."""
        chat: str = self.tokenizer.apply_chat_template(
            [{"role": "user", "content": asked}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,  # Qwen3; other templates do not read it
        )
        return chat

    def template(self, text: str) -> list[int]:
        """Text of ours, in which special tokens are what they spell."""
        return encode_template(self.tokenizer, text)

    def encode(self, text: str) -> list[int]:
        """Text of strangers, in which nothing is a special token."""
        return encode(self.tokenizer, text)

    def decode(self, tokens: list[int]) -> str:
        """The text of tokens but special ones."""
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=True)
        return text

    def write(
        self, prompts: Sequence[list[int]], *, max_new: int, **settings: Any
    ) -> list[list[Candidate]]:
        """What beam search finds; `settings` are those of `generate`."""
        return generate(self._loaded, prompts, max_new=max_new, beams=self._beams, **settings)

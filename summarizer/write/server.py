"""A chat model behind a server that speaks the OpenAI protocol: Ollama, llama.cpp, vLLM.

One request a summary, the articles in it as a message of the user, to this machine alone unless
`remote` is set.  What comes back is a stranger's: its size, time, encoding and shape are checked
here, and its text as that of any model.  No redirect is followed: the key goes nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from summarizer.errors import BadLayout, ConsensusError, InputError, LimitExceeded, UsageError
from summarizer.limits import MAX_ANSWER_BYTES, MAX_ANSWER_SECONDS, MAX_CONNECT_SECONDS
from summarizer.read.safe_json import loads
from summarizer.read.web.fetch import REDIRECTS, StatusError, exchange, status_words
from summarizer.read.web.policy import Web
from summarizer.read.web.target import Address, Target, parse
from summarizer.types import displayed
from summarizer.write.types import Candidate
from summarizer.write.whole_articles import prompt, without_thoughts

KEY = "CONSENSUS_API_KEY"
CONTEXT = 4096  # what Ollama reads by default; it drops the start of a longer prompt without a word

_REACH = "this machine, and articles would be sent there: allow it with remote=true"
_ADVICE = "choose a smaller model or a faster server"
# About what tokenizers make of text: rather too many pieces than too few.
_PIECE = re.compile(r"\s*(?:[!-~]{1,4}|[^\s!-~]{1,2})|\s+")
# Servers read control tokens wherever they stand: <|im_end|>, </s>, [/INST].
_ANGLES = str.maketrans("<>", "‹›")
_BRACKETS = re.compile(r"\[(/?[A-Z_]+)\]")
_CHARACTERS_PER_TOKEN = 8  # more than any text has: what is longer ignores `max_tokens`
_SHOWN, _LISTED = 200, 10


@dataclass(frozen=True, slots=True)
class Server:
    """`summarizer.write.types.Model` for a model of a server; its tokens are pieces of text."""

    address: Target
    name: str
    remote: bool
    reads: int
    thoughts: int
    key: str = field(repr=False)

    @property
    def place(self) -> str:
        """The server as messages call it."""
        return str(self.address)[:_SHOWN]

    @property
    def settings(self) -> dict[str, object]:
        """All that decides what is asked of it, for a signature."""
        asked = hashlib.sha256(prompt().encode()).hexdigest()[:12]
        given = {"context": self.reads, "thoughts": self.thoughts, "prompt": asked}
        return {"server": str(self.address), "model": self.name, **given}

    @property
    def context(self) -> int:
        """The tokens that a prompt and its answer, without thoughts, may have together."""
        return self.reads - self.thoughts

    def prompt(self, asked: str) -> str:
        """The same: the server has the chat template."""
        return asked

    def template(self, text: str) -> list[str]:
        """Text of ours in pieces about as long as tokens."""
        return _PIECE.findall(text)

    def encode(self, text: str) -> list[str]:
        """Text of strangers in such pieces, without what could spell a control token."""
        return self.template(_BRACKETS.sub(r"(\1)", text.translate(_ANGLES)))

    def decode(self, tokens: list[str]) -> str:
        """The pieces joined."""
        return "".join(tokens)

    def write(
        self, prompts: Sequence[list[str]], *, max_new: int, **settings: Any
    ) -> list[list[Candidate]]:
        """The answer to each prompt.

        Raises InputError where one does not come or cannot be read, UsageError where none would.
        """
        return [[self._answer(self.decode(tokens), max_new)] for tokens in prompts]

    def models(self) -> list[str]:
        """The models that it lists; none where it gives no list."""
        try:
            value = self._asked("/models")
        except (StatusError, BadLayout):
            return []
        rows = value.get("data") if isinstance(value, dict) else None
        ids = [r.get("id") for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
        return [i for i in ids if isinstance(i, str) and i == displayed(i)[:_SHOWN] != ""]

    def _answer(self, asked: str, max_new: int) -> Candidate:
        most = max_new + self.thoughts
        request: dict[str, object] = {
            "model": self.name,
            "messages": [{"role": "user", "content": asked}],
            "temperature": 0,
            "seed": 0,
            "max_tokens": most,
            "stream": False,
        }
        if not self.thoughts:  # the first is for Ollama, the second for llama.cpp and vLLM
            request["reasoning_effort"] = "none"
            request["chat_template_kwargs"] = {"enable_thinking": False}
        match value := self._asked("/chat/completions", json.dumps(request).encode()):
            case {"choices": [{"message": {"content": str() | None as content}, **more}, *_]}:
                text = without_thoughts(content or "")
            case _:
                said = _said(value, self.key)
                other = "its answer has no text at choices[0].message.content"
                raise BadLayout(f"{self.place}: {said or other}")
        if not text and more.get("finish_reason") == "length":
            raise LimitExceeded(
                f"{self.place}: {self.name} wrote nothing but thoughts in {most:,} tokens: allow "
                "it more for them, e.g. thoughts=2000"
            )
        return Candidate(text[: max_new * _CHARACTERS_PER_TOKEN], 0.0)

    def _asked(self, path: str, content: bytes | None = None) -> object:
        """The JSON that it answers."""
        target = replace(self.address, path=self.address.path.rstrip("/") + path)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            status, data = exchange(target, self._web(), headers, content)
            value = _json(data) if status == 200 else None
        except InputError as error:
            raise type(error)(f"{self.place}: {error}") from None
        if status != 200:
            raise self._refusal(status, data, bool(content))
        return value

    def _web(self) -> Web:
        return Web(
            ports=frozenset({self.address.port}),
            permit=_anywhere if self.remote else _on_this_machine,
            reach=_REACH,
            seconds=MAX_ANSWER_SECONDS,
            connect=MAX_CONNECT_SECONDS,
            slow_start=MAX_ANSWER_SECONDS,  # some send a head, and the rest when it is written
            most=MAX_ANSWER_BYTES,
            advice=_ADVICE,
        )

    def _refusal(self, status: int, data: bytes, writing: bool) -> ConsensusError:
        """Why there is no answer: with this one request, or with any."""
        told = f"{self.place} answers {status_words(status)}"
        if status in REDIRECTS:
            return UsageError(f"{told}, and redirects are not followed: give the address it means")
        if status in (401, 403):
            return UsageError(f"{told}: set {KEY} to a key that it takes")
        if status == 404 and writing:
            listed: list[str] = []
            with suppress(ConsensusError):
                listed = self.models()
            wrong = "does the address end as the server's does, mostly in /v1?"
            lists = f"it has {_listing(listed)}" if listed else wrong
            return UsageError(f"{told} for the model {self.name}: {lists}")
        said = ""
        with suppress(InputError):
            said = _said(_json(data), self.key)
        return StatusError(f"{told}: {said}" if said else told)


def connect(address: str, model: str, remote: bool, context: int, thoughts: int) -> Server:
    """The server at an address, which was reached.

    Raises UsageError where it was not, where the settings make no sense, or where no model is
    named and it has not exactly one.
    """
    if type(remote) is not bool:
        raise UsageError(f"remote is true or false, not {remote!r}")
    for name, value in {"context": context, "thoughts": thoughts}.items():
        if type(value) is not int or value < 0:
            raise UsageError(f"{name} is a number of tokens, not {value!r}")
    try:
        target = parse(address)
    except InputError as error:  # without the address, which may hold a password
        raise UsageError(f"the address of the server: {error}") from None
    if "?" in target.path:
        raise UsageError("the address of the server has a query: leave out what begins with ?")
    key = _key(target, remote)
    server = Server(target, displayed(str(model)), remote, context or CONTEXT, thoughts, key)
    try:
        listed = server.models()
    except InputError as error:
        raise UsageError(str(error)) from None
    if not server.name:
        if len(listed) != 1:
            raise UsageError(f"name one of the server's models, model=NAME: {_listing(listed)}")
        return replace(server, name=listed[0])
    return server


def _key(target: Target, remote: bool) -> str:
    """The key of the environment, if it is set; it is in no message, signature or file."""
    key = os.environ.get(KEY, "")
    if not re.fullmatch(r"[!-~]{0,4000}", key):
        raise UsageError(f"{KEY} holds what is no key: set it to printable ASCII, without spaces")
    if key and remote and target.scheme == "http":
        raise UsageError(f"{KEY} would be sent unencrypted: give an https address, or unset it")
    return key


def _on_this_machine(address: Address, port: int) -> bool:
    return address.is_loopback


def _anywhere(address: Address, port: int) -> bool:
    return True


def _json(data: bytes) -> object:
    try:
        return loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLayout("its answer is not UTF-8") from None
    except InputError as error:
        raise type(error)(f"its answer is no JSON that can be read ({error})") from None


def _said(value: object, key: str) -> str:
    """The server's own words for an error, as OpenAI, Ollama and vLLM have them; never the key."""
    error = value.get("error", value) if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    if not isinstance(message, str):
        return ""
    return displayed(message.replace(key, "…") if key else message)[:_SHOWN]


def _listing(models: Sequence[str]) -> str:
    more = f" and {len(models) - _LISTED} more" if len(models) > _LISTED else ""
    return ", ".join(models[:_LISTED]) + more if models else "it lists none"

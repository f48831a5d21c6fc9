"""What may be asked for, as types that check it and describe it, for the API and for tools.

A source is a text, maybe with the name of a file, whose suffix says what it is.  An address is
fetched only if it stands under `fetch`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from summarizer.cli.options import LANGUAGES
from summarizer.errors import InputError, UsageError
from summarizer.limits import MAX_JOB_SOURCES, MAX_URL_CHARACTERS
from summarizer.methods import extractive
from summarizer.read.decode import scrub
from summarizer.types import displayed

Kind = Literal["summarize", "verify", "read", "compare"]
PASTED = "pasted.txt"
_UNSAFE = re.compile(r"[^\w .,()+-]")
_LONGEST_NAME = 60  # characters, of up to four bytes: file systems take 255


def _one_of(names: Iterable[str], what: str) -> tuple[AfterValidator, WithJsonSchema]:
    """What makes a text one of these names."""
    known = sorted(names)

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"no {what} {value[:40]!r}")
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": [*known]})


def _public(address: str) -> str:
    """An address that can be fetched, as far as its text tells; names are resolved later."""
    from summarizer.read.web.policy import is_public
    from summarizer.read.web.target import parse

    try:
        target = parse(address)
    except InputError as error:
        raise ValueError(str(error)) from None
    if target.address and not is_public(ip_address(target.host), target.port):
        raise ValueError(f"{target.host} is not a public address")
    return address


Text = Annotated[str, Field(min_length=1), AfterValidator(scrub)]
Short = Annotated[str, Field(max_length=500), AfterValidator(scrub)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Address = Annotated[
    str, Field(max_length=MAX_URL_CHARACTERS, pattern="^[Hh][Tt][Tt][Pp][Ss]?://"),
    AfterValidator(_public),
]  # fmt: skip
Language = Annotated[str, *_one_of(LANGUAGES, "language")]
Quoting = Annotated[str, *_one_of(extractive(), "method")]


class Strict(BaseModel):
    """A model that takes no other keys."""

    model_config = ConfigDict(extra="forbid")


class Source(Strict):
    """One article: its text, and what is known of it; or a file's content and the file's name."""

    text: Text
    name: Short = Field("", description="A file name: its suffix says what the text is.")
    title: Short = ""
    outlet: Short = ""
    date: Short = ""
    url: Short = Field("", description="Where it was published; it is not fetched.")


_SOME: dict[str, Any] = {
    "anyOf": [
        {"required": [key], "properties": {key: {"minItems": 1}}} for key in ("sources", "fetch")
    ]
}


class Read(Strict):
    """Read sources: each article, cleaned, and what cleaning removed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_SOME)

    sources: list[Source] = Field([], max_length=MAX_JOB_SOURCES)
    fetch: list[Address] = Field(
        [], max_length=MAX_JOB_SOURCES, description="Public addresses to fetch articles from."
    )
    language: Language = "en"


class Summarize(Read):
    """Summarise what sources on one event agree on, each sentence with its sources."""

    words: Count | None = Field(None, description="The most words; 100 if no length is given.")
    sentences: Count | None = None
    characters: Count | None = None
    min_support: Count = 1
    method: Quoting = "consensus"
    evidence: Literal["model", "words"] = "model"


class Verify(Read):
    """Check a text against sources, sentence by sentence."""

    claims: Text


class Compare(Strict):
    """Tell what is new, changed and gone between two summaries of one event."""

    old: dict[str, Any] = Field(description="The earlier result of a summary.")
    new: dict[str, Any] = Field(description="The later one.")


Request = Read | Compare
MODELS: dict[Kind, type[Request]] = {
    "summarize": Summarize, "verify": Verify, "read": Read, "compare": Compare,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """A job to do: files with safe names, addresses, articles read before, and options."""

    kind: Kind
    options: dict[str, Any]
    files: tuple[tuple[str, bytes], ...] = ()
    addresses: tuple[str, ...] = ()
    articles: tuple[dict[str, Any], ...] = ()


def checked(kind: Kind, given: object, *, strict: bool = True) -> Request:
    """The request that `given` is.  Raises UsageError, with where it is wrong."""
    try:
        asked = MODELS[kind].model_validate(given, strict=strict)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the request"
        told = first["msg"].removeprefix("Value error, ")
        raise UsageError(displayed(f"{where[:100]}: {told}")[:300]) from None
    return asked


def order(
    kind: Kind, asked: Request, extra: Iterable[tuple[str, bytes]] = (),
    articles: Sequence[dict[str, Any]] = (),
) -> Order:  # fmt: skip
    """What is to be done, also with files that were sent along and articles that are known.

    Raises UsageError where there is no source, or too many.
    """
    if isinstance(asked, Compare):
        return Order(kind, asked.model_dump())
    sent = [*map(_file, asked.sources), *extra]
    files = tuple(zip(_names([name for name, _ in sent]), [data for _, data in sent], strict=True))
    count = len(files) + len(asked.fetch) + len(articles)
    if not count:
        raise UsageError("there is no source: give a text, a file or an address to fetch")
    if count > MAX_JOB_SOURCES:
        raise UsageError(f"{count:,} sources: give {MAX_JOB_SOURCES} at most")
    options = asked.model_dump(exclude={"sources", "fetch"})
    return Order(kind, options, files, tuple(asked.fetch), tuple(articles))


def _file(source: Source) -> tuple[str, bytes]:
    """A source as a file: its text as it is, or a record with what is known of it."""
    name = re.split(r"[/\\]", source.name)[-1]  # folders are for files that a form sends
    about = {k: getattr(source, k) for k in ("title", "outlet", "date", "url")}
    if not any(about.values()):
        return name or "text.txt", source.text.encode("utf-8")
    record = json.dumps({"text": source.text, **about})
    return f"{name or 'text'}.json", record.encode("utf-8")


def _names(given: Iterable[str]) -> Iterator[str]:
    """Names that lead nowhere: of a file, or of one in a folder, each once."""
    seen: set[str] = set()
    for name in given:
        parts = [_safe(part) for part in re.split(r"[/\\]", name)[-2:]]
        stem, dot, suffix = parts[-1].partition(".")
        number, found = 1, "/".join(parts)
        while found.casefold() in seen:
            number += 1
            found = "/".join([*parts[:-1], f"{stem}-{number}{dot}{suffix}"])
        seen.add(found.casefold())
        yield found


def _safe(part: str) -> str:
    """A part of a path that is neither hidden nor leads up, too long or odd."""
    plain = _UNSAFE.sub("_", displayed(scrub(part))).strip(" .")
    return plain[-_LONGEST_NAME:].lstrip(" .-") or "file"

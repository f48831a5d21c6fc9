"""Records of summaries, as `summarize --format json` and `batch` write them, read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from summarizer.errors import BadLayout, LimitExceeded
from summarizer.limits import DEFAULTS, MAX_ACCOUNT_STATEMENTS, Limits
from summarizer.read.decode import decode, scrub
from summarizer.read.metadata import field
from summarizer.read.safe_json import loads
from summarizer.types import SUMMARY_SCHEMA, Source, displayed

T = TypeVar("T")
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Passage:
    """What a source says, in its words, and where: `start` is the offset in its article."""

    source: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, fact, single-source report or claim of a record, and the sources that state it.

    `partial` are passages that state a part of it.
    """

    text: str
    support: int
    citations: tuple[Passage, ...]
    partial: tuple[Passage, ...] = ()

    @property
    def sources(self) -> frozenset[int]:
        """The numbers of the sources that state it."""
        return frozenset(p.source for p in self.citations)


@dataclass(frozen=True, slots=True)
class Account:
    """What a record says of an event: its statements, the best supported first, and its sources."""

    id: str
    statements: tuple[Statement, ...]
    sources: Mapping[int, Source]
    language: str


def parse(data: bytes, limits: Limits = DEFAULTS) -> Account:
    """The account in the bytes of a file.  Raises an InputError that says what is wrong."""
    text = decode(data).lstrip("\ufeff").strip()
    first, _, rest = text.partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and rest.strip():
        raise BadLayout("it holds several records: give a file with one of its lines")
    return account(loads(text, limits.json_depth), limits)


def account(record: object, limits: Limits = DEFAULTS) -> Account:
    """The account in a record.  Raises BadLayout, or LimitExceeded for more than is compared."""
    schema = record.get("schema") if isinstance(record, Mapping) else None
    if not isinstance(record, Mapping) or not isinstance(schema, str):
        raise BadLayout("no record of a summary: write one with consensus summarize --format json")
    if schema != SUMMARY_SCHEMA:
        raise BadLayout(f"a record of the kind {field(schema)!r}: {SUMMARY_SCHEMA!r} is compared")
    sources = {source.id: source for source in map(_source, _rows(record, "sources"))}
    if len(sources) > limits.articles:
        raise LimitExceeded(f"{len(sources):,} sources, the limit is {limits.articles:,}")
    found: dict[str, Statement] = {}
    passages = 0
    for statement in _statements(record, sources):
        passages += len(statement.citations) + len(statement.partial)
        if len(statement.text) > limits.sentence_characters:
            most = f"the limit is {limits.sentence_characters:,}"
            raise LimitExceeded(f"a sentence of {len(statement.text):,} characters, {most}")
        if statement.text:
            found.setdefault(statement.text, statement)
        if len(found) > MAX_ACCOUNT_STATEMENTS:
            raise LimitExceeded(f"more than {MAX_ACCOUNT_STATEMENTS:,} sentences and facts")
        if passages > limits.sentences:
            raise LimitExceeded(f"more than {limits.sentences:,} citations")
    ranked = sorted(found.values(), key=lambda s: -s.support)
    signature = _get(record, "signature", str).split("|")
    language = next((p.removeprefix("lang:") for p in signature if p.startswith("lang:")), "en")
    return Account(field(scrub(_get(record, "id", str))), tuple(ranked), sources, field(language))


def _statements(record: Record, sources: Mapping[int, Source]) -> Iterator[Statement]:
    for key in ("sentences", "facts"):
        for row in _rows(record, key):
            cited = _passages(row, "citations", sources)
            partial = _passages(row, "partial", sources) if key == "sentences" else ()
            yield Statement(_text(row), _get(row, "support", int), cited, partial)
    for row in _rows(record, "unique"):
        cited = (_passage(_get(row, "citation", dict), sources),)
        if row.get("kind") != "quote":
            yield Statement(_text(row), 1, cited)
    for conflict in _rows(record, "conflicts"):
        for row in _rows(conflict, "claims"):
            cited = _passages(row, "citations", sources)
            # The words of a claim are a scrap: the sentence with them can be understood.
            if cited:
                yield Statement(cited[0].text, _get(row, "support", int), cited)


def _passages(row: Record, key: str, sources: Mapping[int, Source]) -> tuple[Passage, ...]:
    return tuple(_passage(one, sources) for one in _rows(row, key))


def _passage(row: Record, sources: Mapping[int, Source]) -> Passage:
    number = _get(row, "source", int)
    if number not in sources:
        raise BadLayout(f"it cites source {number}, which it does not list")
    text = _text(row)
    short = text if len(text) <= DEFAULTS.sentence_characters else ""  # a long quotation
    return Passage(number, short, _get(row, "start", int))


def _source(row: Record) -> Source:
    title, outlet, day, location = (
        field(scrub(_get(row, key, str))) for key in ("title", "outlet", "date", "location")
    )
    number, words = _get(row, "id", int), _get(row, "words", int)
    origin, witness = _get(row, "origin", int), _get(row, "witness", int)
    return Source(number, title, outlet, day, location, origin, words, witness)


def _text(row: Record) -> str:
    return displayed(scrub(_get(row, "text", str)))


def _rows(row: Record, key: str) -> list[Record]:
    rows = _get(row, key, list)
    if not all(isinstance(one, Mapping) for one in rows):
        raise BadLayout(f"`{key}` must hold objects")
    return cast("list[Record]", rows)


def _get(row: Record, key: str, kind: type[T]) -> T:
    value = row.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        names = {str: "text", int: "a whole number", list: "a list", dict: "an object"}
        raise BadLayout(f"`{key}` must be {names[kind]}: the record is not complete")
    return value

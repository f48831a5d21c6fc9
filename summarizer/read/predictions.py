"""Summaries made elsewhere: JSON Lines, each an object with a cluster's id and its summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from summarizer.errors import BadLayout, InputError, LimitExceeded
from summarizer.limits import Limits
from summarizer.read.cluster_files import BLANK, lines
from summarizer.read.decode import decode, scrub
from summarizer.read.metadata import field
from summarizer.read.safe_json import loads
from summarizer.read.streams import Stream, unpacked
from summarizer.types import Reject, displayed

_ID = ("id", "cluster")
_TEXT = ("summary", "prediction", "output", "text")


@dataclass(frozen=True, slots=True)
class Prediction:
    """The summary of a cluster, a text or its sentences, and the line it stands on, from 1."""

    line: int
    cluster: str
    summary: str | tuple[str, ...]


def predictions(stream: Stream, location: str, limits: Limits) -> Iterator[Prediction | Reject]:
    """The predictions of a file, plain or packed with gzip, in order.

    Blank lines are passed over; raises InputError where the file cannot be read on.
    """
    for number, line in lines(unpacked(stream, limits), limits):
        try:
            if line is None:
                raise LimitExceeded(f"a line of more than {limits.line_bytes:,} bytes")
            if line.strip(BLANK):
                yield Prediction(number, *prediction(line))
        except InputError as error:
            yield Reject(location, displayed(str(error)), number)


def prediction(line: bytes) -> tuple[str, str | tuple[str, ...]]:
    """The cluster's id and its summary in a line.  Raises BadLayout or another InputError."""
    record = loads(decode(line).lstrip("\ufeff"))
    if not isinstance(record, dict):
        raise BadLayout("not an object with `id` and `summary`")
    names = (record[key] for key in _ID if type(record.get(key)) in (str, int))
    cluster = field(scrub(str(next(names, ""))))  # as the reader of clusters keeps ids
    if not cluster:
        raise BadLayout("no `id` (or `cluster`) that is text or a whole number")
    inner = record.get("record", record)
    summary = _summary(inner if isinstance(inner, dict) else record)
    if isinstance(summary, str):
        return cluster, scrub(summary)
    return cluster, tuple(map(scrub, summary))


def _summary(record: Mapping[str, object]) -> str | list[str]:
    """The text or the sentences of a summary."""
    sentences = record.get("sentences")
    if isinstance(sentences, list):
        texts = [s.get("text") if isinstance(s, dict) else s for s in sentences]
        found = [text for text in texts if isinstance(text, str)]
        if len(found) < len(texts):
            raise BadLayout("`sentences` must hold texts, or objects with `text`")
        return found
    key = next((key for key in _TEXT if record.get(key) is not None), None)
    if key is None:
        raise BadLayout("no summary: give it as `summary` (text) or `sentences` (texts)")
    value = record[key]
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return value
    if isinstance(value, str):
        return value
    raise BadLayout(f"`{key}` is neither text nor a list of texts")

"""Parquet tables for tests, as bytes."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any

HAVE_PYARROW = find_spec("pyarrow") is not None


def packed(columns: dict[str, Any], **options: Any) -> bytes:
    """The table of these columns, each a list or an array."""
    import pyarrow.parquet

    held = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), held, compression="zstd", **options)
    return held.getvalue()


def repeated(text: str, times: int) -> Any:
    """A column of one text that stands there once."""
    import pyarrow

    numbers = pyarrow.array([0] * times, pyarrow.int32())
    return pyarrow.DictionaryArray.from_arrays(numbers, [text])


def listed(column: Any) -> Any:
    """A column of one row that is the list of all of another column."""
    import pyarrow

    return pyarrow.ListArray.from_arrays([0, len(column)], column)


def odd() -> dict[str, bytes]:
    """Small tables that are sound, and hold what may be read but is odd."""
    import pyarrow

    texts = pyarrow.array([["The ferry burned.", None]] * 3)
    days = pyarrow.array([[2**30], [1], None], pyarrow.list_(pyarrow.date32()))
    records = pyarrow.array([[{"text": b"The ferry \xff burned.", "id": n}] for n in range(3)])
    return {
        "events": packed({"id": ["a", "b", "c"], "documents": texts, "summary": [None, "b", "c"]}),
        "plain": packed({"documents": texts}, use_dictionary=False, row_group_size=2),
        "binary": packed({"documents": records}, data_page_version="2.0"),
        "days": packed({"documents": days}),
        "zones": packed({"documents": texts, "date": times("s", "Europe/Nowhere")}),
        "times": packed({"text": ["One."] * 3, "time": times("us", None)}),
        "numbers": packed({"text": [1, 2, 3], "id": [0.5, None, float("nan")]}),
        "alike": packed({"text": ["aaa"] * 3}, **delta("text")),
        "many": packed({"documents": listed(repeated("a" * 100, 1_000))}),
    }


def times(unit: str, zone: str | None) -> Any:
    import pyarrow

    return pyarrow.array([0, -(2**40), 2**40], pyarrow.timestamp(unit, zone))


def delta(column: str) -> dict[str, Any]:
    return {"use_dictionary": False, "column_encoding": {column: "DELTA_BYTE_ARRAY"}}


def bombs() -> dict[str, bytes]:
    """Tables of a few KB that come to hundreds of MB each."""
    rested = {"documents": listed(["a" * 10_000] * 20_000)}
    return {
        "a long text": packed({"document": ["a" * 100_000_000]}),
        "a page of long texts": packed({"document": ["a" * 10_000_000] * 10}, use_dictionary=False),
        "a text of many rows": packed({"document": repeated("a" * 10_000, 100_000)}),
        "a text many times in a row": packed(
            {"documents": listed(repeated("a" * 10_000, 100_000))}
        ),
        "a row of nulls": packed({"documents": [[None] * 20_000_000]}),
        "texts that begin alike": packed(rested, **delta("documents.list.element")),
    }

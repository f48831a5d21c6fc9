"""JSON from strangers: `json.loads` with its traps closed.

Depth is checked before parsing, huge integers do not raise `ValueError` halfway, and a key given
twice is an error instead of a silent choice.
"""

from __future__ import annotations

import json
import re

from summarizer.errors import BadLayout, LimitExceeded
from summarizer.limits import MAX_JSON_DEPTH

# A string (closed or running to the end), or a bracket.  It always matches in linear time.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.?[^"\\]*)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


def loads(text: str, depth: int = MAX_JSON_DEPTH) -> object:
    """The value in `text`, at most so deep.  Raises BadLayout or LimitExceeded, nothing else."""
    _check_depth(text, depth)
    try:
        return json.loads(text, parse_int=_integer, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, " if "\n" in text.strip() else ""
        told = error.msg.removesuffix(" at")
        reason = f"broken JSON ({told} at {where}column {error.colno})"
        raise BadLayout(reason) from None
    except RecursionError:  # a cap that was raised beyond what the parser can do
        raise LimitExceeded("JSON nested more deeply than can be read") from None
    except ValueError:
        raise BadLayout("broken JSON") from None


def _check_depth(text: str, most: int) -> None:
    if text.count("[") + text.count("{") <= most:
        return
    depth = 0
    for match in _TOKEN.finditer(text):
        first = text[match.start()]
        if first in "[{":
            depth += 1
            if depth > most:
                raise LimitExceeded(f"JSON nested more than {most} levels deep")
        elif first in "]}":
            depth -= 1


def _integer(digits: str) -> int | None:
    """An integer of a sane length; the conversion of thousands of digits raises and is slow."""
    return int(digits) if len(digits) <= 20 else None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys differ."""
    record = dict(pairs)
    if len(record) < len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise BadLayout(f"the key {twice[:40]!r} stands twice in one JSON object")
    return record

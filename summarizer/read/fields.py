"""Values of metadata in the form in which they are kept."""

from __future__ import annotations

import re

from summarizer.limits import MAX_METADATA_CHARACTERS
from summarizer.types import displayed


def field(value: str) -> str:
    """A value of the metadata in its display form, within the cap."""
    return displayed(value)[:MAX_METADATA_CHARACTERS].rstrip()


def address(value: str) -> str:
    """An absolute web address, or an empty string: a cut address would be wrong."""
    value = value.strip()
    whole = len(value) <= MAX_METADATA_CHARACTERS and not re.search(r"\s", value)
    return displayed(value) if whole and re.match(r"https?://[^/]", value, re.I) else ""

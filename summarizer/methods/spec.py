"""Specs: a method and its settings in one word, as the command line takes them.

NAME                        the method as it is
NAME:key=value,key=value    with settings
NAME:PATH                   the same as NAME:checkpoint=PATH; PATH may be an address
"""

from __future__ import annotations

import re
from contextlib import suppress
from math import isfinite

from summarizer.errors import UsageError

Setting = bool | int | float | str

_SETTING = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


def settings(text: str) -> dict[str, Setting]:
    """The settings in `key=value,key=value`; an item that is none is the checkpoint.

    Names of checkpoints and models stay as they are, also "7" and "true".

    Raises `UsageError` for a key without a value, or given twice.
    """
    found: dict[str, Setting] = {}
    for item in text.split(",") if text else ():
        match = _SETTING.fullmatch(item)
        key, value = match.groups() if match else ("checkpoint", item)
        if not value:
            raise UsageError(f"{key} has no value: write key=value,key=value")
        if key in found:
            raise UsageError(f"{key} is given twice")
        found[key] = value if key in ("checkpoint", "model") else _value(value)
    return found


def _value(text: str) -> Setting:
    """A setting as true or false, a whole number, a finite number, or text."""
    if text in ("true", "false"):
        return text == "true"
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        if isfinite(number := float(text)):
            return number
    return text

"""Speakers: whose words a sentence reports, by the name beside a verb of saying."""

from __future__ import annotations

import re

from summarizer.text.lexicon import SAYING
from summarizer.values.names import Name, names

_SAYS = re.compile(
    rf"\b(?:{SAYING}|added|tweeted|argued|warned|claimed|insisted|announced|testified"
    r"|declared|acknowledged|explained|stated)\b"
)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
NEAR = 60  # characters at most between a name and its verb


def speaker(text: str) -> str:
    """The name that says what the sentence reports; empty where none is near a verb of saying."""
    own = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    found = names(own)
    for verb in _SAYS.finditer(own):
        before = [n for n in found if n.end <= verb.start() <= n.end + NEAR]
        after = [n for n in found if verb.end() <= n.start <= verb.end() + NEAR]
        if behind := _direct(own, verb.end(), after):
            return behind.text
        if before:
            return before[-1].text
    return ""


def _direct(text: str, end: int, after: list[Name]) -> Name | None:
    """The first name behind a verb, where nothing but a title stands between: `said Ivo Dranek`."""
    if not after or re.search(
        r"[,.;:]|\b(?:that|he|she|they|it|the)\b", text[end : after[0].start]
    ):
        return None
    return after[0]

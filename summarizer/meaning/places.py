"""Names that only describe another: countries, parties, parts of an office, news outlets.

A source that says "Putin" need not say "Russian President" too; these names weigh little.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.meaning.capitals import SIDES, office_of
from summarizer.meaning.tables import LONG_PLACES, MEDIA, PLACES, SEATS, TITLES, vocabulary
from summarizer.meaning.words import Word

Key = tuple[str, ...]

PLACES_KEYS = frozenset(PLACES.values())
# Heads of a state or government: one office, whatever it is called there.
_HEADS = vocabulary("president leader premier chancellor minister ruler dictator king counterpart")
# Before these a seat of government is only a town.
WHERE = vocabulary("in at near from to outside around of through across over into")
_CARRIED = vocabulary("told according interview reported reports reporting report")
_APPOSITION = frozenset({" ", ", ", " – ", " — ", " - "})
_PLACE_WORDS = vocabulary("city port town village state province republic island county district")


def head(role: Sequence[Word]) -> Key | None:
    """`Russian president`, `Russian leader`: the country with one mark for its head."""
    if len(role) < 2 or role[-1].lower not in _HEADS:
        return None
    country = [w for w in role[:-1] if w.lower not in {"prime", "supreme"}]
    plain = country and all(w.key in PLACES_KEYS or w.lower in SIDES for w in country)
    if not plain or (role[-1].lower == "minister" and role[-2].lower != "prime"):
        return None
    return (*(w.key for w in country), "head")


def weak(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a name only says whose, where from or which office."""
    plain = " ".join(w.lower for w in words[start:end])
    if plain in SEATS or plain in LONG_PLACES or _outlet(words, start, end):
        return True
    if all(w.key in PLACES_KEYS or w.lower in SIDES for w in words[start:end]):
        return True
    after = end
    while after < len(words) and words[after].joined and words[after].lower in TITLES:
        after += 1
    follows = after < len(words) and words[after].gap in _APPOSITION
    named = follows and (words[after].capital or words[after].lower == "of")
    part = office_of(words, start) or (after > end and not words[end - 1].owner)
    return named and part


def _outlet(words: Sequence[Word], start: int, end: int) -> bool:
    """`told Reuters`, `NBC News is reporting`: who carried the news is none of it."""
    if words[end - 1].lower not in MEDIA:
        return False
    before = {w.lower for w in words[max(0, start - 4) : start]}
    return bool(before & _CARRIED or {w.lower for w in words[end : end + 2]} & _CARRIED)


def party_tag(words: Sequence[Word], start: int) -> bool:
    """`(R-FL)`, `D-N.Y.`: party and state in short."""
    before = words[start - 1].text if start else ""
    return words[start].gap == "-" and before in {"D", "R", "I"}


def after_of(words: Sequence[Word], start: int, end: int) -> Key | None:
    """`Coast City of Tarvik` is Tarvik."""
    for at in range(start + 1, end - 1):
        if words[at].lower == "of" and words[at - 1].lower in _PLACE_WORDS:
            return tuple(sorted(w.key for w in words[at + 1 : end]))
    return None

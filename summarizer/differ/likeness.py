"""Likeness: whether two parts of sentences name one thing, and whether one names it whole."""

from __future__ import annotations

from summarizer.differ.parts import NOTHING, PREPOSITIONS, Part
from summarizer.meaning.names import Name
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import TITLES, vocabulary

# What is said of one person: who is named in full is known.
PERSONAL = vocabulary("life caught held verdict plea charge harm office defeat")
_AMONG = vocabulary("""
    more other others another remaining rest some several many most few
    """)
_ANOTHER = vocabulary("other another")  # "another gem, a clock by": a name says which
_SHARE = vocabulary("percent cent share proportion fifths quarters thirds")


def alike(one: Part, two: Part, scale: str = "") -> bool:
    """Whether both may name one thing: a name, or the same noun described no other way."""
    shared_names = one.names & two.names
    named = bool(shared_names)
    if scale in PERSONAL and any(len(key) > 1 for key in shared_names):
        return _one_person(one) and _one_person(two)
    if one.names and two.names and not named:
        return False
    if not one.head or not two.head:
        return named
    shared = one.keys & two.keys
    if one.head == two.head and not named and _told_apart(one, two):
        return False
    least = min(len(one.keys), len(two.keys))
    heads = one.head in two.keys or two.head in one.keys or len(shared) > 2
    return bool(shared) and heads and 2 * len(shared) >= least


def _told_apart(one: Part, two: Part) -> bool:
    """Whether the same noun is described in two ways: "the harbour library", "the hill library"."""
    mine, theirs = one.keys - {one.head}, two.keys - {two.head}
    return bool(mine and theirs) and not mine & theirs


def _one_person(part: Part) -> bool:
    """Whether no other is named in full."""
    full = [set(key) for key in part.names if len(key) > 1]
    longest = max(full, key=len)
    return all(name <= longest for name in full)


def unowned(reading: Reading, part: Part) -> Part:
    """A person without whose they are ("Lind's lawyer"); nothing if nobody else is named."""
    inside = [n for n in reading.names if part.start <= n.start and n.end <= part.end]
    owners = [n for n in inside if _owns(reading, part, n)]
    if not owners:
        return part
    named = frozenset(key for n in inside if n not in owners and not n.weak for key in n.who)
    keys = {w.key for n in owners for w in reading.words[n.start : n.end]}
    return part._replace(names=named, keys=part.keys - keys) if named else NOTHING


def _owns(reading: Reading, part: Part, name: Name) -> bool:
    """Whether a name only says whose somebody is: `Lind's lawyer`, `an aide to Mr Karl Lind`."""
    words, before = reading.words, name.start - 1
    if words[name.end - 1].owner:
        return name.end < part.end
    while before > part.start and words[before].lower in TITLES:
        before -= 1
    full = any(len(key) > 1 for key in name.who)
    return full and before > part.start and words[before].lower in PREPOSITIONS


def some(reading: Reading, part: Part) -> bool:
    """Whether it is said of some among others ("three more", "26 people"): of which, is unsaid."""
    if part == NOTHING:
        return False
    end = part.start + 1
    while end < part.end and reading.words[end].joined:
        end += 1  # an insertion tells more of the same thing
    said = [w.lower for w in reading.words[part.start : end]]
    if any(w in _AMONG for w in said) and not (part.names and not _ANOTHER.isdisjoint(said)):
        return True
    if not _SHARE.isdisjoint(said):
        return True
    for q in reading.numbers:
        if q.start in {part.start, part.start + 1} and q.kind == "count" and q.value > 1:
            after = said[q.end - part.start :][:3]
            return "both" not in said[:4] and ("of" not in after or after[0] == "of")
    return False

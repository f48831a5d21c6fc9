"""Names of a text: runs of capitalised words, and which of them another text lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.text.lexicon import MONTHS, ONES, TENS, WEEKDAYS
from summarizer.text.tokens import STOPWORDS, tokens


@dataclass(frozen=True, slots=True)
class Name:
    """A name as `source[start:end]` spells it, a possessive ending dropped."""

    text: str
    start: int
    end: int


_LONGEST = 12  # words of a name
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’&.](?=\w)\w+){0,5}")
_JOINTS = frozenset("of for de del la van von bin al the".split())
_TITLES = frozenset(
    """president sen senator rep representative gov governor mr mrs ms dr prof sir king queen prince
    princess pope judge justice gen general secretary minister prime chief speaker mayor attorney
    the of for and""".split()
)
# Capitalised where no name is: days and months are values, the others open sentences.
_DATES = frozenset(map(str.lower, (*WEEKDAYS, *MONTHS)))
_ORDINARY = frozenset(
    """today yesterday police people experts meanwhile however earlier later instead despite though
    dozens hundreds thousands""".split()
).union(ONES, TENS, STOPWORDS, _DATES)
# Ordinary words that open a sentence, by how they end.
_COMMON = re.compile(
    r"New$|.*(?:.ing|(?:al|nt|te|nd|us|ve)ly|tion|ment|ness|[ct]ials|nals|tors|ists|ties|[ae]nts"
    r"|(?:ffic|mak|work|lead|ot|test|port|ight|ldi|arch)ers)$"
)
# Endings of countries and of their people: Iran(ian), Russi(a), Chin(ese), Brit(ain), Mexic(o).
_ENDINGS = "ian an ese ish i ean ic a ia y ey any ain en o e n".split()
_PEOPLES = {"french": "france", "dutch": "netherlands", "spanish": "spain", "swiss": "switzerland",
            "greek": "greece", "polish": "poland", "irish": "ireland", "danish": "denmark",
            "afghan": "afghanistan", "cuban": "cuba", "norwegian": "norway", "uk": "brit",
            "us": "americ"}  # fmt: skip


def names(text: str) -> tuple[Name, ...]:
    """The names in `text`, in order; an ordinary word that opens a sentence is none."""
    return tuple(_runs(text))


def _runs(text: str) -> Iterator[Name]:
    run: list[re.Match[str]] = []
    joints: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        follows = bool(run) and _follows(text, (joints or run)[-1], word)
        if _capital(word[0], _DATES if follows else _ORDINARY):
            if not follows or len(run) > _LONGEST:
                yield from _named(text, run)
                run, joints = [], []
            run, joints = [*run, *joints, word], []
        elif follows and word[0] in _JOINTS and len(joints) < 2:
            joints.append(word)
        else:
            yield from _named(text, run)
            run, joints = [], []
    yield from _named(text, run)


def _capital(word: str, ordinary: frozenset[str]) -> bool:
    """Whether a word is written as in a name; "US" is no "us"."""
    shouted = len(word) > 1 and word.isupper()
    return word[0].isupper() and (shouted or word.lower().replace("’", "'") not in ordinary)


def _follows(text: str, last: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a word goes on with the name that `last` is in: "Sen. Cruz", but "Cruz's Senate"."""
    gap = text[last.end() : word.start()]
    point = gap == ". " and (len(last[0]) == 1 or last[0].lower() in _TITLES)
    return (gap == " " or point) and not last[0].endswith(("'s", "’s"))


def _named(text: str, run: list[re.Match[str]]) -> Iterator[Name]:
    if not run:
        return
    start, end = run[0].start(), run[-1].end()
    opens = start == 0 or text[max(0, start - 3) : start].rstrip(" \"'“‘(")[-1:] in {*".!?:\n", ""}
    if len(run) == 1 and opens and _COMMON.match(run[0][0]):
        return
    if text[:end].endswith(("'s", "’s")):
        end -= 2
    if end - start > 1:
        yield Name(text[start:end], start, end)


def missing_names(hypothesis: str, premise: str) -> tuple[str, ...]:
    """The names in `hypothesis` for which `premise` has neither a name nor the words.

    Titles and initials do not count, a country and its people are one name ("Iran", "Iranian"),
    and so are "FBI" and what it stands for.
    """
    words = frozenset(tokens(_undotted(premise)))
    known: set[str] = set()
    whole: set[str] = set()
    for name in names(premise):
        # Of "Fenn of Norway" the first part may be a name of its own.
        whole |= {" ".join(_parts(part)) for part in (name.text, name.text.partition(" of ")[0])}
        known |= _keys(name.text) | {s for word in _parts(name.text) for s in _stems(word)}
    missing = []
    for name in names(hypothesis):
        parts = _parts(name.text)
        new = [n for n, word in enumerate(parts) if not _stems(word) & known and word not in words]
        rest = " ".join(parts[new[-1] + 1 :]) if new else ""
        # "Orsk" may be called "Ana Orsk", unless there is a "Jon Orsk".
        called = rest in whole and not any(other.endswith(f" {rest}") for other in whole)
        if new and not called and known.isdisjoint(_keys(name.text, first=False)):
            missing.append(name.text)
    return tuple(missing)


def _undotted(text: str) -> str:
    """`text` with the points in "U.S." left out."""
    return re.sub(r"(?:\b[A-Z]\.){2,}", lambda match: match[0].replace(".", ""), text)


def _parts(name: str) -> list[str]:
    """The words of a name in lower case, without titles and initials."""
    return [word for word in tokens(_undotted(name)) if len(word) > 1 and word not in _TITLES]


def _keys(name: str, first: bool = True) -> set[str]:
    """What names of one thing share: the words, a country's stem, or initials.

    Initials ("<") match only an acronym (">"), so one of the two names asks with these swapped.
    """
    parts, marks = _parts(name), "<>" if first else "><"
    if len(parts) > 1:
        return {" ".join(parts), marks[0] + "".join(word[0] for word in parts)}
    acronym = {marks[1] + word for word in parts if _undotted(name).isupper()}
    return acronym.union(*map(_stems, parts))


def _stems(word: str) -> set[str]:
    """The word and what is left of it without the ending of a country or of its people."""
    stems = {word.removesuffix(end) for end in _ENDINGS if len(word) - len(end) > 3}
    return stems | {word, _PEOPLES.get(word, word)}

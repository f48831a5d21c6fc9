"""Names and their aliases within one cluster.

A name is a run of capitalised words with titles taken off.  `NameBook` reads all sentences
once and learns which capitals are names at all, which surname belongs to whom, what the
acronyms stand for, and who "the North Korean leader" is, always from the cluster itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarizer.meaning.capitals import Capitals, Runs
from summarizer.meaning.places import PLACES_KEYS, WHERE, after_of, head, party_tag, weak
from summarizer.meaning.tables import LONG_PLACES, SEATS, TITLES
from summarizer.meaning.words import Word

Key = tuple[str, ...]

# A role ("the president") means one person when he has this share of its uses in the cluster.
_ROLE_SHARE = 0.75
_SUFFIXES = frozenset({"inc", "corp", "co", "ltd", "llc", "jr", "sr", "iii", "ii", "plc"})
_KNOWN_ACRONYMS = {
    "fbi": "bureau federal investigation", "cia": "agency central intelligence",
    "un": "nations united", "eu": "europe union", "doj": "department justice",
    "dhs": "department homeland security", "nato": "nato", "who": "health organization world",
    "epa": "agency environmental protection", "irs": "internal revenue service",
}  # fmt: skip


class Name(NamedTuple):
    """A name in a sentence: `words[start:end]`, and every key that may stand for its bearer.

    `role` marks "the president": it can hold a name but asks for none.  `weak` marks what only
    describes another: a country or party, or the first part of an office ("Supreme" Leader).
    """

    who: frozenset[Key]
    start: int
    end: int
    role: bool = False
    weak: bool = False


class NameBook:
    """The names of one cluster; built in one pass over its sentences."""

    def __init__(
        self, sentences: Iterable[tuple[int, Sequence[Word]]], language: str = "en"
    ) -> None:
        kept = list(sentences)
        self._capitals = Capitals((words for _, words in kept), language)
        self._long: dict[int, Counter[Key]] = defaultdict(Counter)
        self._bracketed: dict[str, Counter[Key]] = defaultdict(Counter)
        self._roles: dict[Key, Counter[Key]] = defaultdict(Counter)
        for article, words in kept:
            self._learn(article, words)
        self._total: Counter[Key] = Counter()
        for counter in self._long.values():
            self._total.update(counter)
        self._acronyms = {a: _most(c) for a, c in self._bracketed.items()}
        self._by_end = self._endings()
        self._initials = self._by_initials()
        self._holder = {r: h for r, c in self._roles.items() if (h := _dominant(c)) is not None}

    # Learning

    def _learn(self, article: int, words: Sequence[Word]) -> None:
        runs = self._capitals.runs(words)
        for start, end in runs:
            key = _key(words, start, end)
            if len(key) > 1:
                self._long[article][key] += 1
                if _definite(words, start):
                    self._roles[(words[end - 1].key,)][key] += 1
            if _bracketed(words, end) and len(key) > 1:
                self._bracketed[words[end].lower][key] += 1
        for before, name in pairwise(runs):
            self._learn_role(words, before, name)
        self._learn_bare_roles(words, runs)

    def _learn_role(
        self, words: Sequence[Word], before: tuple[int, int], name: tuple[int, int]
    ) -> None:
        """`North Korean` leader `Kim Jong Un`: the role is "north korea leader"."""
        between = words[before[1] : name[0]]
        titled = 0 < len(between) <= 3 and all(w.lower in TITLES and w.joined for w in between)
        if titled and (words[name[0]].joined or words[name[0]].gap == ", "):
            role = tuple(w.key for w in words[before[0] : name[0]])
            self._roles[role][_key(words, *name)] += 1
            if (country := head(words[before[0] : name[0]])) and country != role:
                self._roles[country][_key(words, *name)] += 1

    def _learn_bare_roles(self, words: Sequence[Word], runs: Runs) -> None:
        """President `Donald Trump`: the role is "president"."""
        for start, end in runs:
            at = start
            while at > 0 and words[at - 1].lower in TITLES and words[at].joined:
                at -= 1
            former = at < start and words[at].lower in {"former", "ex", "vice", "deputy"}
            if at < start and not former:
                self._roles[tuple(w.key for w in words[at:start])][_key(words, start, end)] += 1

    def _endings(self) -> dict[str, list[Key]]:
        """Long names by their last word, and by their first where nothing ends with it."""
        lasts: dict[str, set[Key]] = defaultdict(set)
        firsts: dict[str, set[Key]] = defaultdict(set)
        for counter in self._long.values():
            for key in counter:
                lasts[key[-1]].add(key)
                firsts[key[0]].add(key)
        merged = {**firsts, **lasts}
        return {word: sorted(keys) for word, keys in merged.items()}

    def _by_initials(self) -> dict[str, Key]:
        found: dict[str, set[Key]] = defaultdict(set)
        for counter in self._long.values():
            for key in counter:
                if 3 <= len(key) <= 6:
                    found["".join(k[0] for k in key)].add(key)
        return {letters: next(iter(keys)) for letters, keys in found.items() if len(keys) == 1}

    # Reading

    def names(self, words: Sequence[Word], article: int | None = None) -> list[Name]:
        """The names and roles of one sentence of `article`."""
        found = [
            Name(self._who(words, start, end, article), start, end, weak=weak(words, start, end))
            for start, end in self._capitals.runs(words)
            if not party_tag(words, start)
        ]
        taken = {i for name in found for i in range(name.start, name.end)}
        return found + self._role_names(words, taken)

    def _who(
        self, words: Sequence[Word], start: int, end: int, article: int | None
    ) -> frozenset[Key]:
        key = _key(words, start, end)
        who = {tuple(sorted(key))}
        seat = SEATS.get(" ".join(w.lower for w in words[start:end]))
        if seat and (not start or words[start - 1].lower not in WHERE):
            who.add(tuple(sorted(seat.split())))
        country = LONG_PLACES.get(" ".join(w.lower for w in words[start:end]))
        if country:
            who.add((country,))
        if words[start].key in PLACES_KEYS and len(key) > 1 and start + 1 < end:
            who.add(tuple(sorted(key[1:])))
        last = after_of(words, start, end)
        if last:
            who.add(last)
        if len(key) == 1:
            short = words[start].lower
            if short in _KNOWN_ACRONYMS and words[start].text.isupper():
                who.add(tuple(_KNOWN_ACRONYMS[short].split()))
            full = self._acronyms.get(short) or self._initials.get(short)
            if full is not None and words[start].text.isupper():
                who.add(tuple(sorted(full)))
            if not _definite(words, start) and key[0] not in PLACES_KEYS:
                bearer = self._bearer(key[0], article)
                if bearer is not None:
                    who |= _aliases(bearer)
                titled = start > 0 and words[start - 1].lower in TITLES and words[start].joined
                holder = self._holder.get((words[start - 1].key,)) if titled else None
                if holder is not None and key[0] in holder:
                    who |= _aliases(holder)  # President Trump, where a son has the name too
            return frozenset(who)
        return frozenset(who | _aliases(key))

    def _bearer(self, short: str, article: int | None) -> Key | None:
        """Who a lone surname means: the one its article names most, else the cluster."""
        options = self._by_end.get(short, [])
        if not options:
            return None
        if len(options) == 1:
            return options[0]
        local: Mapping[Key, int] = self._long.get(article, {}) if article is not None else {}
        return max(options, key=lambda k: (local.get(k, 0), self._total[k], k))

    def _role_names(self, words: Sequence[Word], taken: set[int]) -> list[Name]:
        found = []
        for at, word in enumerate(words):
            if word.lower not in {"the", "his", "her"}:
                continue
            for end in range(min(len(words), at + 6), at + 1, -1):
                role = words[at + 1 : end]
                holder = self._holder.get(tuple(w.key for w in role))
                if holder is None and (country := head(role)):
                    holder = self._holder.get(country)
                if holder is not None and end - 1 not in taken:
                    found.append(Name(frozenset(_aliases(holder)), at + 1, end, role=True))
                    break
        return found


def _key(words: Sequence[Word], start: int, end: int) -> Key:
    """The meanings of the words of a name, without initials, `of` and company suffixes."""
    run = [w for w in words[start:end] if w.lower != "of"]
    kept = [w.key for w in run if len(w.text) > 1 and w.lower not in _SUFFIXES]
    if len(kept) > 2 and kept[0] == "usa":
        kept = kept[1:]
    return tuple(kept or [w.key for w in words[start:end]])


def _aliases(key: Key) -> set[Key]:
    """The keys a long name goes by: all its words, and first with last."""
    aliases = {tuple(sorted(key)), tuple(sorted((key[0], key[-1])))}
    if len(key) == 2 and key[0] == "usa":
        aliases.add(key[1:])
    return aliases


def _most(counter: Counter[Key]) -> Key:
    """The most frequent key; the alphabet breaks ties, so that order of articles does not."""
    return max(counter, key=lambda key: (counter[key], key))


def _dominant(counter: Counter[Key]) -> Key | None:
    """The key that has nearly all uses, shorter and longer forms of it counted together."""
    best = _most(counter)
    merged = sum(n for key, n in counter.items() if set(key) <= set(best) or set(best) <= set(key))
    longest = max((k for k in counter if set(best) <= set(k)), key=lambda k: (counter[k], k))
    return longest if merged >= _ROLE_SHARE * counter.total() else None


def _definite(words: Sequence[Word], start: int) -> bool:
    return start > 0 and words[start - 1].lower == "the"


def _bracketed(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` is an acronym in brackets."""
    return at < len(words) and "(" in words[at].gap and words[at].text.isupper()

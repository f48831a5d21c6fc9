"""What a written sentence says and its own sources do not: the strict side of the matcher.

The matcher asks whether a source supports a sentence that somebody wrote about the event; here
the sentence was made from the sources, so that whatever they lack is invented.  Names, numbers
and conflicts are the matcher's own; stricter is what it lets pass because it proves nothing:
countries and parties, days, the parts of a name, bounds on a number, a lone "not".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from summarizer.cite import conflicts, relations
from summarizer.cite.conflicts import spelled
from summarizer.cite.missing import missing_numbers, named, said_by
from summarizer.meaning.meanings import MEANINGS
from summarizer.meaning.names import Name, NameBook
from summarizer.meaning.numbers import MANY
from summarizer.meaning.reading import Item, Reading, read
from summarizer.meaning.spelling import MONTHS, WEEKDAYS
from summarizer.meaning.tables import LONG_PLACES, NEGATORS, TITLES, vocabulary
from summarizer.meaning.words import Word, functional, scan

Kind = Literal["name", "number", "date", "denial", "plan", "opposite", "relation"]
Pairs = frozenset[tuple[str, str]]

_RELATIVE = vocabulary("today tonight yesterday tomorrow")
# Words after a title that may be the name it goes with.
_NAME_LENGTH = 4
_PASSIVE = vocabulary("is are was were be been being by")
_NOT = vocabulary("not never no")


class Lack(NamedTuple):
    """Something of a sentence that its sources lack or tell otherwise."""

    kind: Kind
    what: str


class _Known(NamedTuple):
    """What a cluster teaches: its names, the meanings it uses, and which stand side by side.

    `titled` pairs a title with the words of the names that come after it.
    """

    book: NameBook
    keys: frozenset[str]
    pairs: Pairs
    titled: Pairs


def lacking(
    text: str, sources: Sequence[str], context: tuple[str, ...] = (), language: str = "en"
) -> Iterator[Lack]:
    """What `text` says that none of its `sources` (sentences, or short runs of them) says.

    `context` is all that is known of the event, the sources included: it tells names from other
    capitals and whom a surname means.  Without it the sources have to do; there is at least one.
    """
    known = _known(context or tuple(sources), language)
    sentence = read(text, known.book, None, language)
    window = [read(source, known.book, None, language) for source in sources]
    said = {key for reading in window for key in said_by(reading)}
    yield from _names(sentence, window, said, known)
    yield from _numbers(sentence, window, said)
    yield from _days(sentence, window)
    yield from _denials(sentence, window)
    yield from _conflicts(sentence, window, said)


@lru_cache(maxsize=2)
def _known(context: tuple[str, ...], language: str) -> _Known:
    words = [scan(text, language) for text in context]
    book = NameBook(((0, sentence) for sentence in words), language)
    pairs = frozenset(p for s in words for p in pairwise(w.key for w in _main(s, language)))
    titled = frozenset(pair for s in words for pair in _titled(s))
    return _Known(book, frozenset(word.key for s in words for word in s), pairs, titled)


def _titled(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """`President Barack Obama`: the title with each word of the name."""
    for at, word in enumerate(words):
        if word.lower in TITLES:
            yield from ((word.key, after.key) for after in words[at + 1 : at + 1 + _NAME_LENGTH])


def _main(words: Sequence[Word], language: str) -> list[Word]:
    """The words without grammar and initials: "Robert S. Mueller" is "Robert Mueller"."""
    return [w for w in words if not functional(w, language)]


def _names(
    sentence: Reading, window: Sequence[Reading], said: set[str], known: _Known
) -> Iterator[Lack]:
    """Names, countries and parties too, names put together wrongly, and unknown capitals."""
    for name in sentence.names:
        if name.role:
            continue
        if not _held(name, sentence, window, said) or _scrambled(name, sentence, known.pairs):
            yield Lack("name", spelled(name, sentence))
        elif _mistitled(name, sentence, known.titled):
            title = sentence.words[name.start - 1].text
            yield Lack("name", f"{title} {spelled(name, sentence)}")
    taken = {i for name in sentence.names for i in range(name.start, name.end)}
    taken |= {i for number in sentence.numbers for i in range(number.start, number.end)}
    for at, word in enumerate(sentence.words):
        unknown = word.capital and at not in taken and word.key not in known.keys
        if unknown and not _ordinary(word, sentence.language):
            yield Lack("name", word.text)


def _mistitled(name: Name, sentence: Reading, titled: Pairs) -> bool:
    """Whether the name has a title that it has nowhere else: "Senator Orsk" of a mayor."""
    before = sentence.words[name.start - 1] if name.start else None
    if before is None or before.lower not in TITLES or not sentence.words[name.start].joined:
        return False
    run = sentence.words[name.start : name.end]
    return not any((before.key, word.key) in titled for word in run)


def _held(name: Name, sentence: Reading, window: Sequence[Reading], said: set[str]) -> bool:
    """Whether the window names the bearer; "Senate of Corvath" is also Corvath's Senate."""
    words = sentence.words[name.start : name.end]
    apart = any(w.lower == "of" for w in words)
    if apart and {w.key for w in _main(words, sentence.language)} <= said:
        return True
    return named(name, sentence, window, said)


def _scrambled(name: Name, sentence: Reading, pairs: Pairs) -> bool:
    """Whether words stand side by side in a name that do so nowhere: "Tom Orsk" of two men."""
    words = sentence.words[name.start : name.end]
    if " ".join(w.lower for w in words) in LONG_PLACES:
        return False
    turned = any(w.lower == "of" for w in words)  # Department of Justice, Justice Department
    run = [w.key for w in _main(words, sentence.language)]
    return any(p not in pairs and not (turned and p[::-1] in pairs) for p in pairwise(run))


def _ordinary(word: Word, language: str) -> bool:
    """Whether the word is one of the language, of the calendar or of an office."""
    return (
        functional(word, language)
        or word.lower in WEEKDAYS | TITLES | NEGATORS
        or word.key in MONTHS
        or word.lower in MEANINGS
    )


def _numbers(sentence: Reading, window: Sequence[Reading], said: set[str]) -> Iterator[Lack]:
    """Numbers, bounds that were put on them ("more than 12" of 12), and digits in names."""
    for what in missing_numbers(sentence, window):
        yield Lack("number", what)
    if len(sentence.numbers) >= MANY:
        yield Lack("number", "too many to check")
    for q in sentence.numbers:
        signs = {n.sign for r in window for n in r.numbers if n.value == q.value}
        if q.sign and signs and q.sign not in signs:
            words = sentence.words[max(0, q.start - 2) : q.end]
            yield Lack("number", " ".join(w.text for w in words))
    counted = {i for q in sentence.numbers for i in range(q.start, q.end)}
    for at, word in enumerate(sentence.words):
        if word.text[0].isdigit() and at not in counted and word.key not in said:
            yield Lack("number", word.text)  # the 35 of "F-35"


def _days(sentence: Reading, window: Sequence[Reading]) -> Iterator[Lack]:
    """Weekdays, months, parts of the day, "yesterday"."""
    theirs = {day for r in window for day in (*r.days, *(w.lower for w in r.words))}
    for word in sentence.words:
        day = word.key if word.key in sentence.days else word.lower
        if day in sentence.days | _RELATIVE and day not in theirs:
            yield Lack("date", word.text)


def _denials(sentence: Reading, window: Sequence[Reading]) -> Iterator[Lack]:
    """A denial where no source has one, and "not" put between two words or taken from there."""
    negators = {w.lower for r in window for w in r.words} & NEGATORS
    for word in sentence.words if not negators else ():
        if word.lower in NEGATORS:
            yield Lack("denial", word.text)
    here, parted = _side_by_side(sentence)
    theirs = [_side_by_side(r) for r in window]
    plain = {pair for pairs, _ in theirs for pair in pairs}
    denied = {pair for _, pairs in theirs for pair in pairs}
    for one, two in sorted((parted & plain) - denied):
        yield Lack("denial", f"{one} not {two}")
    for one, two in sorted((here & denied) - plain):
        yield Lack("denial", f"{one} {two}")


def _side_by_side(reading: Reading) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Words next to each other, and words that only a "not" parts."""
    words: list[str] = []
    for word in reading.words:
        bare = word.lower.removesuffix("n't")
        words += [bare, "not"] if bare != word.lower else [bare]
    runs = list(zip(["", *words], words, words[1:], strict=False))
    plain = {(b, c) for a, b, c in runs if not {a, b, c} & _NOT}  # "never should have": neither
    parted = {(a, c) for a, b, c in runs if b in _NOT}
    return plain, parted


def _conflicts(sentence: Reading, window: Sequence[Reading], said: set[str]) -> Iterator[Lack]:
    """What the sources tell the other way, where the words that turn it round are there.

    What the matcher concludes from a word's neighbours alone is left out: a sentence made from
    several has new ones.
    """
    written = {word.key: word.lower for word in sentence.words}
    plain, theirs = _through_adverbs(sentence), [_through_adverbs(r) for r in window]
    for reason in conflicts.polarity(plain, theirs, lambda _: 1.0):
        key = reason.removeprefix("not ").removesuffix(" planned")
        if key != reason:
            yield Lack("denial" if reason.startswith("not ") else "plan", written.get(key, key))
    for reason in conflicts.opposites(sentence, said):
        yield Lack("opposite", "/".join(written.get(key, key) for key in reason.split("/")))
    found = [*conflicts.swapped(sentence, window), *relations.reversed_relations(sentence, window)]
    if sentence.language == "en" and _active(sentence):  # "killing 12", "12 were killed"
        found += relations.turned_round(sentence, list(filter(_active, window)))
    speaker, speakers = conflicts.speaker(sentence), set().union(*map(conflicts.speaker, window))
    if speaker and speakers and speaker.isdisjoint(speakers):
        found.append(" ".join(sorted(written.get(key, key) for key in speaker)) + " said")
    for reason in found:
        yield Lack("relation", reason)


def _active(reading: Reading) -> bool:
    return not any(word.lower in _PASSIVE for word in reading.words)


def _through_adverbs(reading: Reading) -> Reading:
    """The reading with a denial carried over an adverb: "did not immediately respond"."""
    items: list[Item] = []
    for item in reading.items:
        before = items[-1] if items and items[-1].at == item.at - 1 else None
        adverb = before is not None and reading.words[before.at].lower.endswith("ly")
        if adverb and before is not None and before.negated == "yes" and item.negated == "perhaps":
            item = item._replace(negated="yes")
        items.append(item)
    return reading._replace(items=items)

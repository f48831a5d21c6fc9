"""Merged: pairs that teach to put into a sentence what another outlet adds to it.

A sentence of an outlet is the target.  A piece of it that a partner tells in its own words is
taken out; what remains and the partner are the group, each a part of the whole.  So targets
are what people wrote, and only groups hold anything made.  (The other way, a partner's piece put
into a real sentence where their words meet, as in the word graphs of Filippova 2010, section 3,
fits a hundredth as often.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.text.overlap import content, coverage, drawn_on
from summarizer.text.tokens import is_stop, tokens
from training.fidelity import unsupported
from training.pairs import WORDS, Neighbours, Pair, groups, stands_alone, whole
from training.trim import cuts

FEWEST = 7  # words of what remains
OWN = 2  # content words of a piece
TOLD = 0.8  # of a piece's content: by a run of a partner's words
LOOSE = 4  # words by which that run may be longer than the piece
SAME = 0.3  # of what remains: by that partner, or it tells of something else
_ABOUT = (" (", *(f", {word} " for word in "a an former the where which who whose".split()))


def merged_pairs(near: Iterable[Neighbours]) -> Iterator[Pair]:
    """Sentences of articles, each from two of different outlets that tell parts of it."""
    made = set()
    for sentence, others, apart in groups(near, _wanted):
        for part in parts(sentence, others):
            sources = (part, *others)
            fuses = len(drawn_on(sentence, sources)) > 1 and not unsupported(sentence, sources)
            if fuses and (part, sentence) not in made:
                made.add((part, sentence))
                yield Pair(sources, sentence, "fused", apart)


def parts(sentence: str, others: Sequence[str]) -> Iterator[str]:
    """The sentence without a piece that another tells, by each rule that finds one."""
    for found in cuts(sentence):
        for before, piece, part in found:
            fits = len(content(piece)) >= OWN and len(part.split()) >= FEWEST
            if fits and any(_states(before, piece, part, other) for other in others):
                yield part
                break


def _wanted(sentence: str) -> bool:
    """Whether a sentence is one, and may be a target."""
    begins, ends = sentence.lstrip('“"')[:1].isupper(), sentence.endswith((".", ".”", '."'))
    fits = begins and ends and len(sentence.split()) in WORDS
    return fits and whole(sentence) and stands_alone(sentence)


def _states(before: str, piece: str, part: str, other: str) -> bool:
    """Whether another sentence states a piece, and of the same thing.

    What is set apart about a noun, the last word `before` it, needs that noun there, too.
    """
    if unsupported(piece, [other]) or coverage(part, [other]) < SAME:
        return False
    noun = [t for t in tokens(before) if not is_stop(t)][-1:] if piece.startswith(_ABOUT) else []
    words, long = tokens(other), len(tokens(piece)) + LOOSE
    runs = (words[at : at + long] for at in range(max(1, len(words) - long + 1)))
    return (
        coverage(piece, [other]) >= TOLD
        and content(" ".join(noun)) <= content(other)
        and any(coverage(piece, [" ".join(run)]) >= TOLD for run in runs)
    )

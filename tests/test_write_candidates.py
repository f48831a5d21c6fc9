"""What is aligned; and from candidates to a summary: what is taken, redundant, in the budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import FLOOD

from summarizer.types import Budget, DraftSentence, Sentence
from summarizer.write.alignment import aligned
from summarizer.write.candidates import MIN_COVERAGE, compose, rerank
from summarizer.write.types import Candidate, SentenceGroup

LINES = [text for story in FLOOD for text in story]


@pytest.mark.parametrize(
    ("texts", "sources", "found"),
    [
        (LINES[:1] + LINES[5:6] + LINES[9:10], [0, 1, 2], (1, 2)),
        (["The mill burned down.", "Rain fell in Peru."], [0, 1], ()),
        (["The mill burned down."] * 3 + ["A mill burned down."], [0, 1, 2, 3], (3,)),  # repeats
        (["A mill burned.", "A mill burned down.", "The mill burned.", "The old mill burned."],
         [0, 0, 1, 1], (2,)),  # one of each source, and never its own
    ],
)  # fmt: skip
def test_aligned(texts: list[str], sources: list[int], found: tuple[int, ...]) -> None:
    assert aligned(texts, sources, [0]) == [found]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 3)), min_size=1, max_size=9))
def test_aligned_are_of_other_sources_and_no_more_than_asked(pairs: list[tuple[str, int]]) -> None:
    texts, sources = zip(*pairs, strict=True)
    for at, found in enumerate(aligned(texts, sources, range(len(pairs)), limit=2)):
        assert len(found) <= 2
        for which in (texts, sources):
            assert len({which[at], *(which[i] for i in found)}) == len(found) + 1


WEIGHTY = frozenset("a b c d e f g h i j".split())
SOURCE = "a b c d e f g h i j and nothing more"


class Counts:
    """Every weighty word weighs one."""

    def density(self, text: str) -> float:
        return self.gain(text) / max(1, len(text.split()))

    def gain(self, text: str) -> float:
        return float(len(WEIGHTY & set(text.split())))

    def refusal(self, text: str, sources: Sequence[str], alone: bool = True) -> str:
        return "refused" if "never" in text else ""


@pytest.mark.parametrize(
    ("text", "how", "reason"),
    [
        ("a b c d e f g h i j", "written", ""),
        ("a b c d e f g h i", "written", ""),  # nine of ten
        ("a b c d e f g h", "replaced", "it leaves out what its source tells"),
        ("a b c d e f g h i j and never more", "replaced", "refused"),
        ("a b c d e f g h i j and nothing more than that", "replaced", "its source tells more"),
        (SOURCE, "extracted", ""),
    ],
)
def test_what_is_taken_and_why_not(text: str, how: str, reason: str) -> None:
    assert MIN_COVERAGE == 0.9
    group = SentenceGroup((Sentence(0, 0, 30),), (SOURCE,))
    found = rerank(group, [Candidate(text, -0.1)], Counts())
    assert found.how == how
    assert found.reason.startswith(reason)
    assert bool(found.reason) == bool(reason)
    assert found.text == (text if how == "written" else SOURCE)


WIDE = Budget(words=200)
BANKS = "The river Arle broke its banks at Tolworth on Monday and flooded 40 homes."
FUSED = (
    "The river Arle broke its banks at Tolworth on Monday, flooded 40 homes and drove 300 people "
    "into a school."
)


def said(text: str, place: int, how: Any = "written") -> tuple[Sentence, DraftSentence]:
    sentence = Sentence(0, place, place + 1)
    return sentence, DraftSentence(text, (sentence,), how)


ONE = said(FUSED, 0)
AGAIN = said("The river Arle flooded 40 homes at Tolworth.", 1)
OTHER = said("Insurers expect claims of 12 million crowns from the shops.", 2)
THIRD = said("Soldiers carried sandbags up to the breach.", 3)
SOURCES = {
    ONE[0]: BANKS,
    AGAIN[0]: "A teacher made soup for the 300 in Tolworth, and firemen looked for cats.",
    THIRD[0]: FLOOD[1][1],
    OTHER[0]: "Insurers said they expect 12 million crowns in claims, mostly from shops there.",
}


def put(*plans: Sequence[Any], budget: Budget = WIDE) -> list[tuple[str, str, str]]:
    taken = {place: sentence for plan in plans for place, sentence in plan}
    found = compose([[place for place, _ in plan] for plan in plans], taken, SOURCES, budget)
    assert budget.fits(s.text for s in found)
    return [(s.text, s.how, s.reason) for s in found]


def test_what_repeats_a_sentence_is_replaced_by_its_source() -> None:
    assert put([ONE, AGAIN]) == [
        (FUSED, "written", ""),
        (SOURCES[AGAIN[0]], "replaced", "it repeats another sentence"),
    ]


def test_a_source_that_a_written_sentence_has_told_is_left_out() -> None:
    quoted = said("The river Arle flooded 40 homes at Tolworth on Monday.", 1, "extracted")
    assert put([ONE, quoted, OTHER]) == [(FUSED, "written", ""), (OTHER[1].text, "written", "")]
    assert len(put([said(BANKS, 0, "extracted"), quoted])) == 2  # selection's own affair


def test_the_longest_plan_that_fits_as_written_is_taken() -> None:
    plans = [ONE, OTHER], [ONE]
    assert [text for text, *_ in put(*plans)] == [FUSED, OTHER[1].text]
    assert [text for text, *_ in put(*plans, budget=Budget(words=28))] == [FUSED]
    assert [text for text, *_ in put(*plans, budget=Budget(sentences=1))] == [FUSED]


def test_where_nothing_written_fits_shorter_sources_are_put_back() -> None:
    (found,) = put([ONE], budget=Budget(words=15))
    assert found == (BANKS, "replaced", "it is longer than its source")


def test_a_budget_cuts_the_last_sentence_of_a_plan_and_no_other() -> None:
    plans = [OTHER, THIRD, ONE], [OTHER, ONE]
    for words in range(1, 40):
        found = put(*plans, budget=Budget(words=words, truncate=True))
        assert sum(len(text.split()) for text, *_ in found) == min(words, 37)
        assert all(reason == "" for _, _, reason in found[:-1])
    *_, last = put(*plans, budget=Budget(words=15, truncate=True))
    assert last == ("The river Arle broke its", "written", "cut at the budget")

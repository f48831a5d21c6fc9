"""Which of the sentences that a model proposes is taken; a judge that counts words stands in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from summarizer.types import Sentence
from summarizer.write.rank import KEPT, best
from summarizer.write.types import Candidate, Fact

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
    assert KEPT == 0.9
    fact = Fact((Sentence(0, 0, 30),), (SOURCE,))
    found = best(fact, [Candidate(text, -0.1)], Counts())
    assert found.how == how
    assert found.reason.startswith(reason)
    assert bool(found.reason) == bool(reason)
    assert found.text == (text if how == "written" else SOURCE)

"""What a written sentence may say of its sources.  All events are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from summarizer.cite.guard import guard, quotations
from summarizer.cite.lacking import lacking

FIRE = (
    "A fire destroyed the Harrow Lane mill in Tarvik on Friday, killing 12 people, police said.",
    "Twelve people died on Friday when the mill on Harrow Lane burned, Tarvik police said.",
)
VOTE = (
    "Corvath's Senate voted 41-36 on March 4 to ban fishing in the Lune, Senator Ana Orsk said.",
    "Orsk said the upper house will not reopen the question before 2031.",
)
DEAL = (
    "Belmor Corp. agreed to buy Tindall Mines for $3.2 billion, its chief Dana Whitlow said.",
    'Whitlow called the deal "a bridge to the future" and said no jobs would be lost.',
    "The company did not immediately respond to questions about its debt.",
)
TALKS = (
    "Prime Minister Jon Keld is expected to sign the border treaty with Lethany next month.",
    "Keld accused Lethany's President Mara Voss of delaying the border treaty.",
)
ALL = (*FIRE, *VOTE, *DEAL, *TALKS)

KEPT = [
    (FIRE, "A fire killed 12 people at a mill in Tarvik on Friday, police said."),
    (FIRE, "Twelve people were killed on Friday when a fire destroyed the Harrow Lane mill."),
    (FIRE, "The Harrow Lane mill in Tarvik burned on Friday, killing a dozen people."),
    (FIRE, "A fire destroyed a mill."),
    (FIRE, "Twelve people died, Tarvik police said, when the Harrow Lane mill burned."),
    (FIRE, "Police in Tarvik said 12 people died in the fire."),
    (VOTE, "The Senate of Corvath voted 41-36 to ban fishing in the Lune."),
    (VOTE, "On March 4 the Senate voted to ban fishing, Ana Orsk said."),
    (VOTE, "The upper house will not reopen the question before 2031, Senator Orsk said."),
    (VOTE, "The Senate of Corvath voted 41-36 on 4 March to ban fishing in the Lune."),
    (DEAL, "Belmor agreed to buy Tindall Mines for 3.2 billion dollars."),
    (DEAL, "Dana Whitlow called the deal “a bridge to the future”."),
    (DEAL, 'Whitlow said the deal was a "bridge".'),
    (DEAL, "Whitlow said no jobs would be lost."),
    (DEAL, "Belmor Corp. did not respond to questions about its debt."),
    (DEAL, "The company didn't immediately respond to questions."),
    (TALKS, "Jon Keld is expected to sign the border treaty with Lethany."),
    (TALKS, "Prime Minister Keld accused Mara Voss of delaying the treaty."),
    (TALKS, "The prime minister accused President Voss of delaying the border treaty."),
]

REFUSED = [
    # numbers
    (FIRE, "A fire killed 14 people at a mill in Tarvik.", "number: 14"),
    (FIRE, "Thirteen people died in the fire.", "number: Thirteen"),
    (FIRE, "More than 12 people died in the fire.", "number: More than 12"),
    (VOTE, "The Senate voted 41-35 to ban fishing.", "number: 41 35"),
    (VOTE, "The question will not be reopened before 2032.", "number: 2032"),
    (DEAL, "Belmor agreed to buy Tindall Mines for $3.2 million.", "number: 3.2 million"),
    (DEAL, "Belmor agreed to buy 51 percent of Tindall Mines.", "number: 51 percent"),
    (DEAL, "Belmor agreed to buy Tindall Mines and its F-35.", "number: 35"),
    # dates
    (FIRE, "A fire killed 12 people on Tuesday.", "date: Tuesday"),
    (VOTE, "The Senate of Corvath voted on Monday to ban fishing.", "date: Monday"),
    (VOTE, "The Senate voted on March 14 to ban fishing.", "number: March 14"),
    (VOTE, "The Senate voted in April to ban fishing.", "date: April"),
    (DEAL, "Belmor agreed yesterday to buy Tindall Mines.", "date: yesterday"),
    # names
    (FIRE, "A fire killed 12 people, Dana Reeve said.", "name: Dana Reeve"),
    (FIRE, "Dunmore police said 12 people died in the fire.", "name: Dunmore"),
    (FIRE, "A fire destroyed a mill in Corvath.", "name: Corvath"),
    (VOTE, "Senator Jon Orsk said fishing was banned.", "name: Jon Orsk"),
    (VOTE, "The Senate voted, Ana Keld said.", "name: Ana Keld"),
    (VOTE, "Mayor Ana Orsk said the Senate voted.", "name: Mayor Ana Orsk"),
    (VOTE, "The Republican Senate voted to ban fishing.", "name: Republican Senate"),
    (DEAL, "The French company Belmor agreed to buy Tindall Mines.", "name: French"),
    (DEAL, "Belmor agreed to buy Tindall Steel.", "name: Tindall Steel"),
    (DEAL, "Harmon agreed to buy Tindall Mines.", "name: Harmon"),
    (DEAL, "Whitlow told Reuters no jobs would be lost.", "name: Reuters"),
    # quotations
    (DEAL, 'Whitlow called it "a road to the future".', "quotation"),
    (DEAL, "“No jobs would be lost,” Whitlow said.", "quotation"),
    (DEAL, "Whitlow called it ‘a ladder to the future’.", "quotation"),
    (DEAL, 'Whitlow called it "the future, a bridge".', "quotation"),
    (FIRE, 'A fire "destroyed" the mill.', "quotation"),
    # denials
    (FIRE, "A fire did not destroy the mill.", "denied"),
    (FIRE, "Nobody died in the fire.", "denied: Nobody"),
    (VOTE, "The upper house will reopen the question before 2031.", "denied"),
    (DEAL, "The company responded to questions about its debt.", "denied"),
    (DEAL, "Whitlow said jobs would be lost.", "denied"),
    (DEAL, "Belmor Corp. did not agree to buy Tindall Mines.", "denied"),
    (TALKS, "Keld never accused Mara Voss of delaying the treaty.", "denied: never"),
    # plans, opposites, relations
    (TALKS, "Prime Minister Jon Keld signed the border treaty with Lethany.", "a plan on one side"),
    (DEAL, "Belmor agreed to sell Tindall Mines.", "opposite"),
    (FIRE, "A fire injured 12 people on Friday.", "number: 12"),
    (TALKS, "Mara Voss accused Keld of delaying the border treaty.", "told otherwise"),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "text"), KEPT)
def test_what_the_sources_say_is_kept(sources: tuple[str, ...], text: str) -> None:
    assert guard(text, sources, ALL) == ""


@pytest.mark.parametrize(("sources", "text", "reason"), REFUSED)
def test_what_they_do_not_say_is_refused(sources: tuple[str, ...], text: str, reason: str) -> None:
    found = guard(text, sources, ALL)
    kind, _, what = reason.partition(": ")
    assert found.startswith(kind)
    assert found.endswith(what)


@pytest.mark.parametrize("text", ALL)
def test_a_copied_sentence_is_kept(text: str) -> None:
    assert guard(text, [text]) == guard(text, [text], ALL) == ""


def test_another_clusters_sentences_teach_nothing() -> None:
    text = "Police said Ana Orsk died in the fire."
    assert guard(text, FIRE, ALL) == guard(text, FIRE) == "name not in its sources: Ana Orsk"


def test_a_full_name_may_stand_for_a_surname_that_the_event_knows() -> None:
    text = "Ana Orsk said the upper house will not reopen the question."
    assert guard(text, VOTE[1:], ALL) == ""
    assert guard(text, VOTE[1:]).startswith("name not in its sources: Ana")


def test_without_a_source_nothing_is_kept() -> None:
    assert guard("A mill burned.", []) == "no source"


def test_what_is_too_long_to_check_is_refused() -> None:
    assert guard("A mill burned. " * 200, FIRE) == "too long to check"
    many = ", ".join(map(str, range(3, 60)))
    assert guard(f"It names {many}.", [f"So it names {many}."]).startswith("number")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “no” twice.", ["no"]),
        ('He said "no" and "yes".', ["no", "yes"]),
        ('We never knew," he said.', ["We never knew,"]),
        ('He said: "We never knew', ["We never knew"]),
        ("It's the boys' house in the '90s.", []),
        ("He called it a ‘farce’ and the judges' law.", ["farce"]),
        ("“He told us ‘never’ again,” she said.", ["He told us ‘never’ again,", "never"]),
        ('The 6" pipe broke.', ["The 6"]),
    ],
)
def test_quotations_are_found(text: str, found: list[str]) -> None:
    assert list(quotations(text)) == found


@given(st.text(max_size=120), st.lists(st.text(max_size=120), min_size=1, max_size=3))
def test_it_survives_anything(text: str, sources: list[str]) -> None:
    reason = guard(text, sources)
    assert "\n" not in reason
    assert len(reason) < 120


@given(st.sampled_from(ALL), st.integers(20, 999))
def test_no_changed_number_passes(text: str, number: int) -> None:
    changed = re.sub(r"\b(12|41|36|2031|3\.2)\b", str(number), text)
    if changed != text and number not in (36, 41):
        assert guard(changed, [text], ALL)


@given(st.sampled_from(ALL), st.data())
def test_no_invented_name_passes(text: str, data: st.DataObject) -> None:
    names = [m for m in re.finditer(r"\b[A-Z][a-z]{3,}\b", text) if m[0] not in ORDINARY]
    if names:
        at = data.draw(st.sampled_from(names))
        changed = f"{text[: at.start()]}Quillane{text[at.end() :]}"
        assert "name" in {lack.kind for lack in lacking(changed, [text], ALL)}


ORDINARY = {"Twelve", "Friday", "March", "Corp", "Prime", "Minister", "President", "Senator"}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("The mayor of Orrin taped the call.", True),
        ("The mayor of Orrin taped the call, a person familiar with it said.", False),
        ("The mayor of Orrin reportedly taped the call.", False),
    ],
)
def test_hearsay_stays_hearsay(text: str, refused: bool) -> None:
    source = (
        "The mayor of Orrin reportedly taped the call, a person familiar with it said on Friday."
    )
    assert guard(text, [source]).startswith("hearsay in its source") == refused

"""What a written sentence may say of its sources.  All events are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pair_models import Always, Fake, Scattered, Told
from stories import prepared

from summarizer.entailment.types import PairModel
from summarizer.evidence import Attribution
from summarizer.evidence import guard as guarded
from summarizer.evidence.guard import quotations
from summarizer.limits import Limits
from summarizer.types import Cluster

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


def guard(text: str, sources: tuple[str, ...] | list[str], model: PairModel | None = None) -> str:
    """The reason against a text, by a model that finds everything supported."""
    return guarded(text, sources, Attribution(prepared(ALL), model or Always("supports")))


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        (FIRE, "A fire killed 12 people at a mill in Tarvik on Friday, police said."),
        (VOTE, "The Senate of Corvath voted 41-36 on 4 March to ban fishing in the Lune."),
        (VOTE, "The upper house will not reopen the question before 2031, Senator Orsk said."),
        (DEAL, "Belmor agreed to buy Tindall Mines for 3.2 billion dollars."),
        (DEAL, "Dana Whitlow called the deal “a bridge to the future”."),
        (DEAL, 'Whitlow said the deal was a "bridge".'),
        (TALKS, "The prime minister accused President Voss of delaying the border treaty."),
    ],
)
def test_what_the_sources_say_is_kept(sources: tuple[str, ...], text: str) -> None:
    assert guard(text, sources) == ""


@pytest.mark.parametrize(
    ("sources", "text", "reason"),
    [
        # values
        (FIRE, "A fire killed 14 people at a mill in Tarvik.", "number: 14"),
        (FIRE, "Thirteen people died in the fire.", "number: Thirteen"),
        (VOTE, "The Senate voted 41-35 to ban fishing.", "number: 41-35"),
        (DEAL, "Belmor agreed to buy Tindall Mines for $3.2 million.", "number: $3.2 million"),
        (FIRE, "A fire killed 12 people on Tuesday.", "date: Tuesday"),
        (FIRE, "A fire killed 12 people at 6:30 a.m.", "date: 6:30 a.m."),
        # names
        (FIRE, "A fire killed 12 people, Dana Reeve said.", "name: Dana Reeve"),
        (VOTE, "Senator Jon Keld said fishing was banned.", "name: Senator Jon Keld"),
        (DEAL, "The French company Belmor agreed to buy Tindall Mines.", "name: French"),
        # quotations
        (DEAL, 'Whitlow called it "a road to the future".', "quotation"),
        (DEAL, "“No jobs would be lost,” Whitlow said.", "quotation"),
        (DEAL, "Whitlow called it ‘a ladder to the future’.", "quotation"),
        (FIRE, 'A fire "destroyed" the mill.', "quotation"),
    ],
)
def test_what_they_do_not_say_is_refused(sources: tuple[str, ...], text: str, reason: str) -> None:
    kind, _, what = reason.partition(": ")
    assert guard(text, sources) == f"{kind} not in its sources{': ' * bool(what)}{what}"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("supports", ""),
        (("supports", 0.5), ""),
        (("supports", 0.49), "its sources do not state it"),
        ("partial", "its sources do not state it"),
        (None, "its sources do not state it"),
        ("contradicts", "its sources contradict it"),
        (("contradicts", 0.49), "its sources do not state it"),
    ],
)
def test_the_pair_model_has_to_find_it_supported(answer: object, reason: str) -> None:
    text = "A fire destroyed a mill in Tarvik on Friday."
    model = Told({(FIRE[1], text): answer} if answer else {})  # type: ignore[dict-item]
    assert guard(text, FIRE, model) == reason
    (pair,) = model.asked
    assert pair == (FIRE, text)


@pytest.mark.parametrize("text", ALL)
def test_what_is_copied_or_refused_by_rules_is_not_asked(text: str) -> None:
    model = Fake()
    assert guard(text, [text], model) == guard(text, [*FIRE, text], model) == ""
    assert guard(text.rstrip("."), [text], model) == ""
    assert guard("A fire killed 14 people.", FIRE, model)
    assert guard("A mill burned.", [], model) == "no source"
    assert model.asked == []


def test_what_is_too_long_to_check_is_refused() -> None:
    long = "A mill burned in Tarvik. " * 100
    assert guard(long, FIRE) == guard(long, [long]) == "too long to check"
    raised = Cluster("c", (), limits=Limits(sentence_characters=5_000))
    assert guarded(long, FIRE, Attribution(raised, Always("supports"))) == ""


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


@settings(deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=120), min_size=1, max_size=3))
def test_it_survives_anything(text: str, sources: list[str]) -> None:
    for model in (Always("supports"), Scattered()):
        reason = guard(text, sources, model)
        assert "\n" not in reason.replace(text, "")
        assert len(reason) < 120


@settings(deadline=None)
@given(st.sampled_from(ALL), st.integers(20, 999), st.data())
def test_no_changed_number_and_no_invented_name_passes(
    text: str, number: int, data: st.DataObject
) -> None:
    changed = re.sub(r"\b(12|41|36|2031|3\.2)\b", str(number), text)
    if changed != text and number not in (36, 41):
        assert guard(changed, [text])
    names = [m for m in re.finditer(r"\b[A-Z][a-z]{3,}\b", text) if m[0] not in ORDINARY]
    if names:
        at = data.draw(st.sampled_from(names))
        changed = f"{text[: at.start()]}Quillane{text[at.end() :]}"
        assert guard(changed, [text]).startswith("name not in its sources")


ORDINARY = {"Twelve", "Friday", "March", "Corp", "Prime", "Minister", "President", "Senator"}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("The mayor of Orrin taped the call.", True),
        ("The mayor of Orrin taped the call, a person familiar with it said.", False),
        ("The mayor of Orrin reportedly taped the call.", False),
    ],
)
def test_hearsay_stays_hearsay(said: str, refused: bool) -> None:
    source = "The mayor of Orrin reportedly taped the call, a person familiar with it said Friday."
    assert guard(said, [source]).startswith("hearsay in its source") == refused

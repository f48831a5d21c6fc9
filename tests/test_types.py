"""The shared types: budgets, the display form of text, clusters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stories import budgets

from summarizer.errors import UsageError
from summarizer.types import Article, Budget, Cluster, Sentence, displayed

# --- budgets


@pytest.mark.parametrize(
    ("limits", "texts", "fits"),
    [
        ({"words": 3}, ["One two", "three."], True),
        ({"words": 3}, ["One two", "three four."], False),
        ({"words": 3}, ["  One \n two  three "], True),
        ({"characters": 7}, ["abc", "def"], True),  # with the space between
        ({"characters": 6}, ["abc", "def"], False),
        ({"characters": 2}, ["é🎉"], True),
        ({"words": 9, "sentences": 1}, ["A.", "B."], False),
        ({"words": 1, "sentences": 1, "characters": 1}, [], True),
    ],
)
def test_fits(limits: dict[str, int], texts: list[str], fits: bool) -> None:
    assert Budget(**limits).fits(iter(texts)) is fits


@pytest.mark.parametrize(
    ("limits", "text", "cut"),
    [
        ({"words": 2}, "One two three", "One two…"),
        ({"words": 3}, "One two three", "One two three"),
        ({"characters": 8}, "One two three", "One two…"),
        ({"characters": 7}, "One two three", "One…"),
        ({"characters": 3}, "One two", ""),
        ({"sentences": 1}, "One two", "One two"),
    ],
)
def test_cut(limits: dict[str, int], text: str, cut: str) -> None:
    assert Budget(**limits).cut(text, "…") == cut


@given(budgets(), st.text(max_size=200), st.sampled_from(["", "…"]))
def test_a_cut_is_never_over_the_budget(budget: Budget, text: str, mark: str) -> None:
    cut = budget.cut(text, mark)
    assert not cut or budget.fits([cut])
    if cut != text:
        words = cut.removesuffix(mark).split()
        assert words == text.split()[: len(words)]


@pytest.mark.parametrize(
    ("limits", "complaint"),
    [
        ({"truncate": True}, "a budget needs words, sentences or characters"),
        ({"sentences": -2}, "sentences must be at least 1, not -2"),
        ({"words": 5, "characters": 0}, "characters must be at least 1, not 0"),
    ],
)
def test_refused(limits: dict[str, int], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        Budget(**limits)


# --- the display form


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        (" \t\n ", ""),
        ("  two \n\n words\t", "two words"),
        ("no\xa0break and\u2009thin", "no break and thin"),
        ("line\u2028sep\x85next", "line sep next"),
        ("red \x1b[31malert\x1b[0m\x07", "red [31malert[0m"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("zero\u200bwidth soft\u00adhyphen \ufeffbom", "zerowidth softhyphen bom"),
        ("lone \ud800 half", "lone half"),
        ("a \u200b b", "a b"),
        ("\u200b edge \x00", "edge"),
        ("“curly” – dash… é 漢字 🎉", "“curly” – dash… é 漢字 🎉"),
    ],
)
def test_displayed(raw: str, shown: str) -> None:
    assert displayed(raw) == shown


@given(st.text(st.characters()))
@example("a \u200b b")
def test_display_form_is_safe_and_final(raw: str) -> None:
    shown = displayed(raw)
    assert displayed(shown) == shown
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown == " ".join(shown.split())


# --- clusters


@pytest.mark.parametrize(
    ("text", "hole", "told"),
    [
        ("The mayor SHARE THIS spoke.", "SHARE THIS", "The mayor spoke."),
        ("The mayor (AD) spoke.", "(AD)", "The mayor spoke."),
        ("The mayor SHARE, who won, spoke.", "SHARE", "The mayor, who won, spoke."),
        ("The mayor spoke MORE.", "MORE", "The mayor spoke."),
        ("Ann Lee Ann May Lee’s plan won.", "Ann May Lee", "Ann Lee’s plan won."),
        ("It was (so AD they say) late.", "AD", "It was (so they say) late."),
        ("(The vote was late AD) Nobody left.", "AD", "(The vote was late) Nobody left."),
    ],
)
def test_text_leaves_out_junk_and_raw_keeps_it(text: str, hole: str, told: str) -> None:
    """Of one article that is one sentence, the first `hole` in which is blanked."""
    story = text.replace(hole, " " * len(hole), 1)
    sentence = Sentence(0, 0, len(text))
    cluster = Cluster("c", (Article(text),), stories=(story,), sentences=(sentence,))
    assert (cluster.text(sentence), cluster.raw(sentence)) == (told, text)

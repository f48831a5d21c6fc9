"""Every method: budget, offsets, determinism, order of the articles, hostile text; fill."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import HOSTILE
from stories import CLUSTERS, FLOOD, budgets, flood, prepared
from sumy.models import dom
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summarizer.errors import UnknownMethod, UsageError
from summarizer.methods import create, extractive
from summarizer.pipeline import ClusterAnalysis
from summarizer.text.packing import ELLIPSIS, pack
from summarizer.text.tokens import STOPWORDS, stemmer, tokens
from summarizer.types import Budget, Cluster, Draft, Method

NAMES = extractive()
FOLLOW_THE_ORDER = ("lead", "lead-interleave")
CONTENT_ONLY = [name for name in NAMES if name not in FOLLOW_THE_ORDER]
CUT = "no sentence fits the budget: the shortest one was cut"


def drafted(method: str | Method, cluster: Cluster, budget: Budget) -> Draft:
    """One method's draft of one cluster."""
    chosen = create(method) if isinstance(method, str) else method
    (draft,) = chosen.draft([ClusterAnalysis(cluster)], budget)
    return draft


def texts(draft: Draft) -> list[str]:
    return [sentence.text for sentence in draft.sentences]


def check(cluster: Cluster, draft: Draft, budget: Budget) -> None:
    """In budget, and nothing cut or changed that does not say so."""
    told = texts(draft)
    assert budget.fits(told)
    for place, sentence in enumerate(draft.sentences):
        (source,) = sentence.evidence
        assert source in cluster.sentences
        whole = cluster.text(source)
        if sentence.reason == "cut at the budget":
            assert place == len(told) - 1
            assert budget.truncate or draft.warnings == (CUT,)
            assert not budget.fits([*told[:-1], whole])
            assert whole.startswith(sentence.text.removesuffix(ELLIPSIS))
        else:
            assert sentence.text == whole
            assert sentence.reason == ""
    assert told or not cluster.sentences
    assert len(set(told)) == len(told)


SMALL = (Budget(words=40), Budget(sentences=2), Budget(characters=160), Budget(33, truncate=True))


@pytest.mark.parametrize("budget", SMALL, ids=Budget.signature)
@pytest.mark.parametrize("name", NAMES)
def test_a_small_cluster(name: str, budget: Budget) -> None:
    cluster = flood()
    draft = drafted(name, cluster, budget)
    check(cluster, draft, budget)
    assert draft.sentences
    assert [w for w in draft.warnings if "no other sentence fits" not in w] == []
    assert all(s.how == "extracted" for s in draft.sentences)
    assert draft == drafted(name, cluster, budget)
    if budget.truncate:
        assert sum(len(t.split()) for t in texts(draft)) == budget.words


@pytest.mark.parametrize("name", CONTENT_ONLY)
def test_order_of_the_articles_does_not_matter(name: str) -> None:
    expected = texts(drafted(name, flood(), Budget(words=60)))
    for order in list(permutations(range(4)))[1::5]:
        assert texts(drafted(name, flood(order), Budget(words=60))) == expected


def test_leads_follow_the_order() -> None:
    for order in ((0, 1, 2, 3), (2, 0, 3, 1)):
        one, two = FLOOD[order[0]], FLOOD[order[1]]
        everything = Budget(words=1000)
        lead = texts(drafted("lead", flood(order), everything))
        assert lead[: len(one) + 1] == [*one, two[0]]
        turns = texts(drafted("lead-interleave", flood(order), everything))
        assert turns[:5] == [*(FLOOD[i][0] for i in order), one[1]]
    cluster = prepared(["A one.", "A two.", "A three."], [], ["B one."])
    turns = texts(drafted("lead-interleave", cluster, everything))
    assert turns == ["A one.", "B one.", "A two.", "A three."]


def test_random_depends_on_its_seed_and_the_texts() -> None:
    drafts = {tuple(texts(drafted(create("random", seed=n), flood(), Budget(words=60))))
              for n in range(8)}  # fmt: skip
    assert len(drafts) > 4
    assert create("random").signature == "random|seed:0"
    assert create("random", seed=3).signature == "random|seed:3"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "stories", [[[FLOOD[0][0]]] * 4, [[FLOOD[0][0]] * 4], [[FLOOD[0][0]] * 2] * 2]
)
def test_one_sentence_four_times_is_told_once(name: str, stories: list[list[str]]) -> None:
    assert texts(drafted(name, prepared(*stories), Budget(words=100))) == [FLOOD[0][0]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "stories",
    [
        [[]], [[], []], [["The river Arle broke its banks at Tolworth on Monday."]], [["Yes."]],
        [["—"]], [["—"], ["…", "* * *"]], [["The of and."], ["It is."]],
        [["漢字かな。"], ["한국어."]], [["a " * 900 + "end."]], [["x" * 2000]],
        [["He said no.", "He said no, no."]],
        [[f"{line} in the town." for line in HOSTILE if "\n" not in line], FLOOD[0]],
    ],
)  # fmt: skip
def test_little_and_odd(name: str, stories: list[list[str]]) -> None:
    budgets_ = (Budget(words=5), Budget(characters=7), Budget(words=50, truncate=True))
    for budget, language in zip(budgets_, ("en", "de", "zz"), strict=True):
        cluster = prepared(*stories, language=language)
        check(cluster, drafted(name, cluster, budget), budget)


class Words:
    """Our tokens behind sumy's tokenizer interface."""

    def to_sentences(self, text: str) -> Sequence[str]:
        return [text]

    def to_words(self, text: str) -> Sequence[str]:
        return tokens(text)


@pytest.mark.parametrize(
    ("name", "summarizer"),
    [("lexrank", LexRankSummarizer), ("textrank", TextRankSummarizer)],
)
def test_ranks_as_sumy_does(name: str, summarizer: type) -> None:
    cluster = flood()
    pool = [line for story in sorted(FLOOD, key="\n".join) for line in story]
    document = dom.ObjectDocumentModel([dom.Paragraph([dom.Sentence(t, Words()) for t in pool])])
    direct = summarizer(lambda word: stemmer("en")([word])[0])
    direct.stop_words = STOPWORDS
    everything = Budget(words=10_000)
    ranking = texts(drafted(name, cluster, everything))
    assert sorted(ranking) == sorted(pool)
    for n in (1, 2, 3, 5, 8, 13):
        assert set(ranking[:n]) == {str(s) for s in direct(document, n)}


@pytest.mark.parametrize(
    ("name", "settings_", "error", "complaint"),
    [
        ("leed", {}, UnknownMethod, "no method is called 'leed': did you mean lead?"),
        ("LEXRANK", {}, UnknownMethod, "choose from consensus, lead, "),
        ("", {}, UnknownMethod, "choose from"),
        ("lead", {"seed": 1}, UsageError, "method lead does not take these settings"),
        ("random", {"sede": 1}, UsageError, "method random does not take these settings"),
    ],
)
def test_refused(
    name: str, settings_: dict[str, object], error: type[Exception], complaint: str
) -> None:
    with pytest.raises(error, match=complaint):
        create(name, **settings_)


LINES = ["One two three four five.", "Six seven.", "Eight nine ten eleven."]


@pytest.mark.parametrize(
    ("budget", "told", "reasons"),
    [
        (Budget(words=7), LINES[:2], ["", ""]),
        (Budget(words=6), [LINES[1], LINES[2]], None),
        (Budget(words=8, truncate=True), [*LINES[:2], "Eight"], ["", "", "cut at the budget"]),
        (Budget(words=7, truncate=True), LINES[:2], ["", ""]),
        (Budget(words=3, truncate=True), ["One two three"], ["cut at the budget"]),
        (Budget(sentences=1), LINES[:1], [""]),
        (Budget(words=1), ["Six…"], ["cut at the budget"]),
        (Budget(characters=6), ["Six…"], ["cut at the budget"]),
        (Budget(characters=3), ["Si…"], ["cut at the budget"]),
        (Budget(characters=1), ["…"], ["cut at the budget"]),
        (Budget(words=1, characters=2), ["S…"], ["cut at the budget"]),
    ],
)
def test_fill(budget: Budget, told: list[str], reasons: list[str] | None) -> None:
    cluster = prepared(LINES)
    ranking = cluster.sentences[1:] if reasons is None else cluster.sentences
    draft = pack(cluster, ranking, budget)
    assert texts(draft) == told
    if reasons is not None:
        assert [s.reason for s in draft.sentences] == reasons
    assert budget.fits(texts(draft))
    cut = reasons == ["cut at the budget"] and not budget.truncate
    assert draft.warnings == ((CUT,) if cut else ())


QUICK = ["consensus", "lead", "lead-interleave", "random", "lexrank", "sumbasic"]


def test_fill_tells_the_same_words_once() -> None:
    cluster = prepared(["The mayor’s “vote” won."], ['The mayor\'s "vote" won!', "—", "—", "…"])
    told = texts(pack(cluster, cluster.sentences, Budget(words=99)))
    assert told == ["The mayor’s “vote” won.", "—", "…"]


@settings(max_examples=80, deadline=None)
@given(CLUSTERS, budgets(), st.sampled_from(QUICK))
def test_never_over_the_budget(cluster: Cluster, budget: Budget, name: str) -> None:
    check(cluster, drafted(name, cluster, budget), budget)

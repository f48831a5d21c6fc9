"""The programming interface."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, is_dataclass
from inspect import signature
from typing import Any, get_args, get_type_hints

import pytest

import summarizer
from summarizer import Article, ConsensusError, Summary, summarize
from summarizer.errors import NothingUsable, UnknownMethod, UsageError
from summarizer.methods import create
from summarizer.types import Method

TEXTS = [
    "The bridge over the Lune was closed on Friday after two lorries collided on it, police said. "
    "Nobody was hurt. The council hopes to open it again on Monday morning.",
    "Police closed the bridge over the Lune on Friday because two lorries had collided on it. "
    "Traffic was sent through the village of Caton for the rest of the day.",
    "Two lorries collided on the bridge over the Lune on Friday, and police closed it. "
    "Engineers will inspect the arches at the weekend, a spokesman for the county said.",
]  # fmt: skip


def test_public_names() -> None:
    assert set(summarizer.__all__) == {
        "__version__", "diff", "read", "summarize", "verify", "Change", "Difference",
        "Article", "Budget", "Cluster", "ConsensusError", "Limits", "Reject", "Sentence", "Source",
        "Summary", "SummarySentence", "Evidence", "Fact", "Conflict", "Claim", "SingleSourceFact",
        "Verification", "VerifiedClaim", "SourceRelation",
        "Method", "Draft", "DraftSentence",
    }  # fmt: skip
    assert summarizer.__all__ == sorted(summarizer.__all__) == dir(summarizer)
    for name in summarizer.__all__:
        assert getattr(summarizer, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        summarizer.nothing  # noqa: B018


def test_every_type_that_comes_back_is_exported() -> None:
    """What the functions return, and what that is made of, all the way down."""
    reached: set[type] = set()
    asked: list[Any] = [Summary, summarizer.Verification, summarizer.Difference]
    asked += [summarizer.Cluster, summarizer.Reject]
    while asked:
        hint = asked.pop()
        asked += get_args(hint)
        if is_dataclass(hint) and hint not in reached:
            reached.add(hint)
            asked += get_type_hints(hint).values()
    assert {summarizer.Claim, summarizer.SourceRelation, summarizer.Fact} <= reached
    assert {found.__name__ for found in reached} <= set(summarizer.__all__)


def test_what_is_exported_is_documented() -> None:
    """Every field and every parameter by name; those of `Limits` in its module."""
    for name in set(summarizer.__all__) - {"Limits", "Sentence"}:
        found: Any = getattr(summarizer, name)
        if isinstance(found, type):
            names = [field.name for field in fields(found)] if is_dataclass(found) else []
        else:
            names = [*signature(found).parameters] if callable(found) else []
        text = found.__doc__
        assert [n for n in names if not re.search(rf"^ +{n}: \S", text, re.MULTILINE)] == [], name


def test_read_is_the_function_whatever_was_imported_first() -> None:
    code = "import summarizer.{}; from summarizer import read; print(read.__name__, callable(read))"
    for first in ("types", "read", "read.plain", "pipeline"):
        done = subprocess.run(
            [sys.executable, "-c", code.format(first)], capture_output=True, text=True, check=True
        )
        assert done.stdout == "read True\n"


def test_texts_to_a_cited_summary() -> None:
    summary = summarize(TEXTS, words=40, id="bridge")
    assert isinstance(summary, Summary)
    assert summary.id == "bridge"
    assert 0 < len(summary.text.split()) <= 40
    assert "Lune" in summary.sentences[0].text
    assert summary.sentences[0].support == 3
    assert [source.id for source in summary.sources] == [1, 2, 3]
    assert summary.to_dict()["schema"] == "consensus-summary/1"


def test_limits_and_what_articles_state() -> None:
    articles = [Article(text, title=f"T{i}", outlet="O") for i, text in enumerate(TEXTS)]
    summary = summarize(iter(articles), sentences=1)
    assert [source.title for source in summary.sources] == ["T0", "T1", "T2"]
    assert len(summary.sentences) == 1
    assert "words=100" in summarize(TEXTS).signature
    assert "words" not in summarize(TEXTS, characters=200).signature
    with pytest.raises(UsageError, match="words must be at least 1"):
        summarize(TEXTS, words=0)


def test_methods_by_name_and_by_object() -> None:
    by_name = summarize(TEXTS, method="random", seed=3)
    assert by_name == summarize(TEXTS, method=create("random", seed=3))
    method: Method = create("lead")
    assert summarize(TEXTS, method=method).method == "lead"
    with pytest.raises(UsageError, match="need a method given by its name"):
        summarize(TEXTS, method=method, seed=3)
    with pytest.raises(UnknownMethod, match="did you mean"):
        summarize(TEXTS, method="leed")


def test_articles_without_text() -> None:
    summary = summarize([TEXTS[0], "  \n", TEXTS[1]])
    assert "article 2 has no text" in summary.warnings
    assert len(summary.sources) == 2
    for nothing in ([], ["", " "], [Article("")]):
        with pytest.raises(NothingUsable):
            summarize(nothing)
    with pytest.raises(ConsensusError, match="must be several"):
        summarize(TEXTS[0])

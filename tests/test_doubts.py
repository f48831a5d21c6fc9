"""What is said about summaries before anybody trusts a mean of them."""

from __future__ import annotations

import numpy as np

from summarizer.evaluate.types import MEASURES, System
from summarizer.evaluate.warnings import doubts
from summarizer.types import Budget

BUDGET = Budget(words=50)
IDS = {"a", "b", "c"}


def table(words: list[float], **others: list[float]) -> np.ndarray:
    """Three clusters with these measures, and 1 for all that are not named."""
    columns = {name: [1.0, 1.0, 1.0] for name in MEASURES} | {"words": words} | others
    return np.array([columns[name] for name in MEASURES]).T


def told(*measured: np.ndarray, predictions: dict[str, str] | None = None) -> list[str]:
    systems = [
        System(f"s{i}", f"s{i}|words=50", BUDGET, predictions=predictions)
        for i in range(len(measured))
    ]
    return list(doubts(systems, IDS, {f"s{i}": m for i, m in enumerate(measured)}))


def test_nothing_is_said_of_sound_summaries() -> None:
    assert told(table([50, 12, 1]), table([50, 50, 50])) == []


def test_empty_summaries() -> None:
    assert told(table([0, 12, 0])) == ["2 of 3 summaries of s0 are empty"]


def test_summaries_over_the_budget() -> None:
    (line,) = told(table([51, 50, 50]))
    assert line == "1 of 3 summaries of s0 are over the budget of 50 words and are not cut"


def test_predictions_of_strangers() -> None:
    (line,) = told(table([9, 9, 9]), predictions={"a": "", "zz": "", "y": ""})
    assert line == "2 summaries of s0 are of no cluster here, y for one"


def test_means_over_fewer_clusters() -> None:
    some = table([9, 9, 9], evenness=[np.nan, 0.5, np.nan])
    assert told(some, table([9, 9, 9])) == [
        "evenness: the mean is over fewer clusters for s0 1 of 3"
    ]
    assert told(some, some) == ["evenness: the mean is over 1 of 3 clusters"]


def test_measures_without_the_same_clusters_share_a_line() -> None:
    nan = [np.nan, 0.5, 0.5]
    assert told(table([9, 9, 9], copied=nan, fused=nan, evenness=[np.nan, 0.5, np.nan])) == [
        "evenness: the mean is over 1 of 3 clusters",
        "copied, fused: the mean is over 2 of 3 clusters",
    ]

"""Events of a pile: what belongs together lands together, whatever the order it comes in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news import OUTLETS, event
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_array

from summarizer import Limits, read
from summarizer.errors import LanguageRefused, LimitExceeded
from summarizer.sources.events import events
from summarizer.sources.events.linkage import JOINED, WINDOW, Pairs, close, linked
from summarizer.types import Article, Cluster

ROOT = Path(__file__).resolve().parent.parent
MILL = (
    "The mill at Kestry burned down on Friday with twelve weavers inside, the fire brigade said. "
    "Its sprinklers had failed before dawn, and the owner, Ines Calder, wept at the gate."
)
FERRY = (
    "A ferry lost its engines off Dunhaven and drifted for nine hours. Lifeboats towed it to the "
    "harbour, where Captain Petr Valko thanked the volunteers of the coastguard."
)


def reports(number: int, date: str = "") -> list[Article]:
    """Three reports of one invented event."""
    return [
        Article("\n".join(report), outlet=outlet, date=date, id=f"{number}-{outlet}")
        for outlet, report in zip(OUTLETS, event(number), strict=True)
    ]


def together(found: Iterable[Cluster]) -> set[frozenset[str]]:
    """The ids of the articles of each event."""
    return {frozenset(a.id for a in cluster.articles) for cluster in found}


@cache
def _bundled() -> tuple[Article, ...]:
    return tuple(
        replace(a, id=f"{folder.name}/{number}")
        for folder in sorted((ROOT / "eval" / "examples").iterdir())
        for cluster in read(sorted(map(str, folder.glob("[0-9]*"))))
        if isinstance(cluster, Cluster)
        for number, a in enumerate(cluster.articles)
    )


def bundled() -> list[Article]:
    """The articles of the twelve bundled events, which they name in their ids."""
    return list(_bundled())


def whole() -> set[frozenset[str]]:
    """The ids of the articles of each bundled event."""
    ids = sorted(a.id for a in _bundled())
    return {frozenset(some) for _, some in groupby(ids, key=lambda id: id.partition("/")[0])}


@pytest.mark.parametrize("dated", [True, False])
def test_the_bundled_events_are_found(dated: bool) -> None:
    """No two are mixed; two leave one article aside that tells much else."""
    pile = [a if dated else replace(a, date="") for a in bundled()]
    found = together(events(pile))
    assert all(len({i.partition("/")[0] for i in ids}) == 1 for ids in found)
    assert len(whole()) == 12
    assert len(whole() & found) >= 10


def test_one_article_alone_is_an_event() -> None:
    pile = [*reports(1), *reports(2), Article(FERRY, id="ferry")]
    found = events(iter(pile))  # any iterable
    assert frozenset({"ferry"}) in together(found)
    (alone,) = events(pile[:1])
    assert alone.articles == (pile[0],)
    assert events([]) == ()


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(random: Random) -> None:
    pile = [a for n in range(8) for a in reports(n, f"2020-01-{1 + n % 3:02}" if n % 2 else "")]
    shuffled = random.sample(pile, len(pile))
    assert events(shuffled) == events(pile)


@pytest.mark.slow
def test_neither_do_the_hash_seed_nor_the_place_where_it_is_read() -> None:
    code = (
        "from test_sources_events import bundled; from summarizer.sources.events import events\n"
        "print([(c.id, [a.id for a in c.articles]) for c in events(bundled())])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(answers) == 1
    moved = [replace(a, location="elsewhere") for a in bundled()]
    assert [c.id for c in events(moved)] == [c.id for c in events(bundled())]


def test_ids_tell_events_apart_and_change_with_their_texts() -> None:
    one, two = events([Article(MILL, id="mill"), Article(FERRY, id="ferry")])
    assert one.id != two.id
    (grown,) = events([Article(MILL), Article(MILL)])
    assert grown.id not in {one.id, two.id}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12)), max_size=20))
def test_no_event_spans_more_than_the_window(drawn: list[tuple[int, int]]) -> None:
    pile = [
        replace(reports(n)[i % 3], date=f"2020-03-{day:02}") for i, (n, day) in enumerate(drawn)
    ]
    for cluster in events(pile):
        first = {a.text: min(b.date for b in pile if b.text == a.text) for a in cluster.articles}
        days = [int(date[-2:]) for date in first.values()]
        assert max(days) - min(days) <= WINDOW


@pytest.mark.parametrize("date", ["", "8/29/18", "yesterday", "0000-00-00", "2025-10-15T10:00Z"])
def test_an_article_of_no_date_is_found_by_its_text(date: str) -> None:
    pile = [replace(a, date=date) if a.id == "harbour-ferry-fire/3" else a for a in bundled()]
    found = together(events(pile))
    assert next(ids for ids in found if "harbour-ferry-fire/3" in ids) in whole()


def like(*pairs: tuple[int, int]) -> csr_array:
    """A large pile of texts of which these are somewhat alike, with a cosine of about 0.36."""
    rows = np.zeros((400, 800))
    rows[np.arange(400), np.arange(400)] = rows[np.arange(400), 400 + np.arange(400)] = 0.9
    for one, two in pairs:
        rows[one, two] = rows[two, one] = 0.2
    return csr_array(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_a_missing_date_asks_for_closer_texts() -> None:
    """In a large pile a pair without dates needs more in common than one of the same day."""
    days = [1 + 10 * i for i in range(400)]
    dated = close(like((0, 1)), [1, 1, *days[2:]])
    undated = close(like((0, 1)), [0, 1, *days[2:]])
    assert len(dated.closeness) == len(undated.closeness) == 1
    assert dated.closeness[0] > undated.closeness[0] + 0.03


def test_one_publisher_asks_for_closer_texts() -> None:
    """What would be one event of two outlets is two of one outlet."""
    days = [1 + 10 * (i // 2) for i in range(400)]
    outlets = csr_array(([1] * 2, ([2, 3], [0, 0])), shape=(400, 1))
    found = close(like((0, 1), (2, 3)), days, outlets)
    assert list(zip(found.one, found.two, strict=True)) == [(0, 1)]


def test_copies_land_in_one_event_whatever_their_dates() -> None:
    dates = ("2020-03-01", "2020-05-09", "", "2011-01-01")
    copies = [Article(MILL, "Mill burns", date=d, location=d) for d in dates]
    copies.append(Article(MILL.upper().replace(" ", "\n "), "Mill  burns"))
    found = events([*copies, *bundled()])
    assert 5 in {sum(a in copies for a in cluster.articles) for cluster in found}
    for text in ("", "—", "漢字かな交じり文です。"):
        assert len(events([Article(text), Article(text), Article(MILL)])) == 2


def test_which_copy_comes_first_does_not_matter() -> None:
    """What counts as the same text may be other characters: white space, ß and ss."""
    one = Article(" ".join(a.text for a in bundled()[:5]), "Straße")
    two = replace(one, text=one.text.replace(" ", "   "), title="STRASSE")
    pile = bundled()
    assert [c.id for c in events([one, two, *pile])] == [c.id for c in events([two, one, *pile])]


def test_what_all_texts_have_joins_nothing() -> None:
    """Words without a list of stop words, or pieces of words, as our tokens are in Hindi."""
    frame = " ".join(f"frame{n}" for n in range(60))
    pile = [Article(f"a{n}w b{n}w c{n}w d{n}w {frame}", id=str(n)) for n in range(30)]
    pile += [replace(a, text=f"{a.text} more", id=f"{a.id}, more") for a in pile]
    assert together(events(pile)) == {frozenset({f"{n}", f"{n}, more"}) for n in range(30)}


def test_articles_stand_in_the_order_of_their_dates() -> None:
    pile = [Article(MILL, date=d) for d in ("", "2020-03-02", "2020-03-01T23:00", "2020-03-01")]
    (found,) = events(pile)
    assert [a.date for a in found.articles] == ["2020-03-01", "2020-03-01T23:00", "2020-03-02", ""]
    late, early = Article(FERRY, date="2020-01-02"), Article(MILL, date="2020-01-01")
    undated = Article("The council of Vastel met.")
    assert [c.articles[0] for c in events([undated, late, early])] == [early, late, undated]


def test_more_copies_than_a_cluster_holds_make_several_events() -> None:
    four = Limits(articles=4)
    found = events([Article(MILL, location=str(n)) for n in range(10)], limits=four)
    assert sorted(len(c.articles) for c in found) == [2, 4, 4]
    assert len({c.id for c in found}) == 3
    assert all("10 copies of one text are told as 3 events" in c.warnings[0] for c in found)


def test_what_cannot_be_grouped_is_said() -> None:
    with pytest.raises(LanguageRefused, match="zh is written without spaces"):
        events([Article(MILL)], "zh")
    two = Limits(pile_articles=2)
    assert [event.limits for event in events([Article(MILL)] * 2, limits=two)] == [two]
    with pytest.raises(LimitExceeded, match=r"more than 2 articles.*give them in parts"):
        events((Article(MILL) for _ in range(3)), limits=two)


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["", "\0", "\ud800", "\u202e" * 50, "a" * 30_000, " " * 9_000 + MILL, "9" * 5_000, MILL, FERRY]
)
DATES = st.sampled_from(["", "0001-01-01", "9999-12-31", "2020-02-30", "２０２０-01-01", "\0"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(Article, HOSTILE, title=HOSTILE, date=DATES), max_size=8))
def test_nothing_is_lost_of_hostile_articles(pile: list[Article]) -> None:
    found = events(pile)
    assert Counter(a for cluster in found for a in cluster.articles) == Counter(pile)
    assert len({cluster.id for cluster in found}) == len(found)


def dense(pairs: Pairs, n: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Closeness as a symmetric matrix."""
    matrix = np.zeros((n, n))
    matrix[pairs.one, pairs.two] = matrix[pairs.two, pairs.one] = pairs.closeness
    return matrix


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000))
def test_groups_are_those_of_average_linkage(n: int, seed: int) -> None:
    """Against scipy's; real numbers leave no ties."""
    one, two = np.triu_indices(n, 1)
    values = np.random.default_rng(seed).random(len(one)) * 0.5
    pairs = Pairs(one, two, values)
    distances = 1 - dense(pairs, n)[one, two]
    labels = fcluster(linkage(distances, "average"), 1 - JOINED, "distance")
    wanted = {tuple(np.flatnonzero(labels == label)) for label in set(labels)}
    assert {tuple(g) for g in linked(pairs, [0] * n, [1] * n, n)} == wanted


def brute(vectors: csr_array, days: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs within the window whose cosine could reach the floor at any penalty."""
    cosines = (vectors @ vectors.T).toarray()
    return {
        (i, j)
        for i in range(len(days))
        for j in range(i + 1, len(days))
        if cosines[i, j] >= 0.5 and (not days[i] or not days[j] or abs(days[i] - days[j]) <= WINDOW)
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 99), st.booleans())
def test_no_close_pair_is_overlooked(days: list[int], seed: int, small: bool) -> None:
    random = np.random.default_rng(seed)
    rows = random.random((len(days), 6)) * (random.random((len(days), 6)) < 0.5) + 1e-9
    vectors = csr_array(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    with pytest.MonkeyPatch.context() as patch:
        if small:  # many blocks, and stems that are too common to find pairs
            patch.setattr("summarizer.sources.events.linkage._CELLS", 3 * len(days))
        found = close(vectors, days)
    pairs = set(zip(found.one.tolist(), found.two.tolist(), strict=True))
    assert brute(vectors, days) <= pairs
    assert all(i < j for i, j in pairs)
    assert all(not days[i] or not days[j] or abs(days[i] - days[j]) <= WINDOW for i, j in pairs)


def test_common_stems_count_for_pairs_that_rarer_ones_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = csr_array(np.array([[0.8, 0.6, 0.0], [0.8, 0.6, 0.0], [0.8, 0.0, 0.6]]))
    monkeypatch.setattr("summarizer.sources.events.linkage.MAX_ARTICLES", 2)
    found = close(rows, [7, 7, 7])
    assert (found.one.tolist(), found.two.tolist()) == ([0], [1])
    assert found.closeness == pytest.approx([1.0])

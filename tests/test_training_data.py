"""What is trained on: sources, pairs, noise and what is cut away; none of it needs torch."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import get_args

import news
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.fidelity import unsupported
from training.merged import merged_pairs, parts
from training.noise import add_noise
from training.pairs import (
    Neighbours,
    Pair,
    agreed_pairs,
    consensus_pairs,
    held_out,
    neighbours,
    reference_pairs,
)  # fmt: skip
from training.recipe import load
from training.sources import Event, Story, events
from training.trim import part, trim

from summarizer.errors import UnreadableSource, UsageError
from summarizer.text.overlap import Kind, coverage
from summarizer.text.tokens import is_stop

FIRE = "The mill in Arlemouth, which Edda Marsh owned, burned down on Friday with 40 people inside."
RECIPES = Path(__file__).parents[1] / "models"
MAYOR = "Dana Whitlow, the mayor of Tolworth, said the old mill burned down on Friday"
POOLS = {"noise", "trimmed", "parted", "agreed.shortened", "merged.fused"} | {
    f"{pool}.{kind}" for pool in ("consensus", "reference") for kind in get_args(Kind)
}


class Never(Random):
    """Chances that always come out at 0: every rule applies."""

    def random(self) -> float:
        return 0.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.archive(tmp_path_factory.mktemp("news"))


@pytest.fixture(scope="module")
def articles(data: Path) -> list[Event]:
    return events(data / "articles.jsonl.xz", data / "cache")


def test_events_are_made_once_and_read_back_the_same(data: Path, articles: list[Event]) -> None:
    assert len(articles) == 120
    assert list(articles[0].stories[0].sentences) == news.event(0)[0]
    (kept,) = (data / "cache").glob("*articles*.jsonl")
    before = kept.stat().st_mtime_ns
    assert events(data / "articles.jsonl.xz", data / "cache") == articles
    assert kept.stat().st_mtime_ns == before


def test_records_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    good = {"id": "a", "text": FIRE}
    lines = [json.dumps(good), "{", '{"id": "b"}', "[]", json.dumps({"text": 3})]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), "utf-8")
    (event,) = events(tmp_path / "x.jsonl", tmp_path / "cache")
    assert event == Event("a", (Story("", "", "", 0, (FIRE,)),))
    with pytest.raises(UnreadableSource, match="no such file of training data"):
        events(tmp_path / "none.jsonl", tmp_path)


def pairs(articles: list[Event]) -> list[Pair]:
    return list(consensus_pairs(neighbours(articles)))


def test_pairs_join_outlets_on_one_event_and_never_two_events(articles: list[Event]) -> None:
    of = {s: (a.id.split("-")[0], a.id) for a in articles for s in a.stories[0].sentences}
    found = pairs(articles)
    assert len(found) >= 40
    for pair in found:
        target_event, target_article = of[pair.target]
        assert {of[s][0] for s in pair.sources} == {target_event}
        assert target_article not in {of[s][1] for s in pair.sources}


def test_no_pair_teaches_inventing(articles: list[Event]) -> None:
    for pair in pairs(articles):
        assert unsupported(pair.target, pair.sources) == []
        assert coverage(pair.target, pair.sources) >= 0.6


def test_an_event_is_held_out_as_a_whole(articles: list[Event]) -> None:
    apart = {s for a in articles if held_out(a) for s in a.stories[0].sentences}
    for pair in pairs(articles):
        assert {s in apart for s in (pair.target, *pair.sources)} == {pair.held_out}
    weeks = [Event(str(n), (Story("", f"20{n // 12:02}-{1 + n % 12:02}-15", "", 0, ()),))
             for n in range(1200)]  # fmt: skip
    assert 5 < sum(map(held_out, weeks)) < 60


def test_pieces_that_no_other_outlet_tells_are_taken_out(articles: list[Event]) -> None:
    found = list(agreed_pairs(neighbours(articles)))
    assert found
    for pair in found:
        assert "which was built 40 years ago" in pair.sources[0]
        assert "40 years" not in pair.target
        assert coverage(pair.target, pair.sources[:1]) == 1.0
        assert len(pair.sources) > 1


@pytest.mark.parametrize(("begins", "pairs"), [("The", 1), ("He said the", 0), ("“The", 0)])
def test_no_target_depends_on_another_sentence(begins: str, pairs: int) -> None:
    target = f"{begins} old mill in Arlemouth burned on Friday with 40 people inside, all told."
    stories = tuple(Story("", "", "", i, (FIRE,)) for i in range(2))
    found = list(reference_pairs([Event("a", stories, (target,))]))
    assert [pair.sources for pair in found] == [(FIRE,)][:pairs]


def test_names_and_numbers_that_the_input_lacks() -> None:
    assert unsupported("A mill of Edda Marsh’s burned.", [FIRE]) == []
    target = "He owned the mill, which 41 EPA inspectors saw on Monday night."
    assert unsupported(target, [FIRE]) == ["41", "EPA", "Monday"]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        (
            "Edda Marsh, who bought the mill in 1990, said nobody was hurt on Friday.",
            "Edda Marsh said nobody was hurt on Friday.",
        ),
        (
            "The mill at Arlemouth burned down on Friday, leaving 40 people out of work.",
            "The mill at Arlemouth burned down on Friday.",
        ),
        ("The mill at Arlemouth burned down on Friday, according to Mayor Edda Marsh.", ""),
        ("“The mill burned, leaving nothing to the people of the town,” said Edda Marsh.", ""),
        ("The mill burned.", ""),
    ],
)
def test_pieces_set_apart_are_cut_but_not_the_source_or_quotations(
    sentence: str, want: str
) -> None:
    assert trim(sentence, Never()) == want


def test_two_parts_tell_the_whole() -> None:
    sentence = "On the third of May, Edda Marsh, who owns the mill, was told about the danger."
    one, other = part(sentence, Random(1))
    assert one != other
    assert unsupported(sentence, [one, other]) == []
    assert coverage(sentence, [one, other]) == 1.0
    assert part("The mill burned down.", Random(1)) == ()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("Tolworth Mayor Dana Whitlow told reporters that fire had destroyed the mill.", True),
        ("Dana Whitlow said the old mill burned down on Friday.", False),  # mayor of what?
        ("Whitlow became the mayor of Tolworth in 1990.", False),  # another fact
    ],
)
def test_a_piece_is_taken_out_where_another_outlet_tells_it(other: str, told: bool) -> None:
    part = "Dana Whitlow said the old mill burned down on Friday."
    assert list(parts(f"{MAYOR}.", ["Rain fell.", other])) == [part] * told


def test_merged_pairs_need_both_outlets() -> None:
    told = (f"{MAYOR}.", f"“{MAYOR}.", f"He told reporters what {MAYOR}.")
    other = "Tolworth Mayor Dana Whitlow told reporters that fire had destroyed the old mill."
    story, another = Story("", "", "", 0, told), Story("", "", "", 1, (other,))
    (pair,) = merged_pairs([Neighbours(story, [another], True)] * 2)
    part = "Dana Whitlow said the old mill burned down on Friday."
    assert pair == Pair((part, other), f"{MAYOR}.", "fused", held_out=True)
    for source in pair.sources:
        assert unsupported(pair.target, [source])
    same = Story("", "", "", 1, (f"{MAYOR}, weeping.",))  # tells it all: nothing to fuse
    assert list(merged_pairs([Neighbours(story, [same], False)])) == []


texts = st.lists(st.sampled_from(FIRE.split()), min_size=1, max_size=30).map(" ".join)


@given(texts, st.lists(texts, max_size=3), st.integers(0, 99))
def test_noise_drops_function_words_alone(sentence: str, others: list[str], seed: int) -> None:
    views = add_noise(sentence, others, Random(seed))
    assert 1 <= len(views) <= 3
    assert all(views)
    said = Counter(word for view in views for word in view.split())
    wanted = Counter(w for w in sentence.split() if not is_stop(w))
    assert not wanted - said
    assert add_noise(sentence, others, Random(seed)) == views


@pytest.mark.parametrize("path", sorted(RECIPES.glob("fuse-*/recipe.toml")), ids=str)
def test_our_recipes_are_sound(path: Path) -> None:
    recipe = load(path)
    assert not [
        f for f in (*recipe.data.articles, *recipe.data.clusters) if "val" in f or "dev" in f
    ]
    assert recipe.optimiser.source <= recipe.model.positions
    assert recipe.model.width % recipe.model.heads == 0
    assert recipe.stages
    assert {name for stage in recipe.stages for name in stage.mixture} <= POOLS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seed = ", "not TOML"),
        ("seed = 1", "vocabulary"),
        (news.RECIPE.replace("width", "breadth"), r"\[size\] does not know breadth"),
        (news.RECIPE.replace("warmup = 10\n", ""), "warmup"),
        (news.RECIPE.replace("encoder_layers = 1", "encoder_layers = 4"), r"not \[4, 3\]"),
        (news.RECIPE.replace("noise = 0.7", 'noise = "much"'), "much"),
    ],
)
def test_a_wrong_recipe_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "recipe.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=told) as raised:
        load(tmp_path / "recipe.toml")
    assert "\n" not in str(raised.value)

"""End to end on the bundled events and on small invented ones."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml.html import document_fromstring
from pair_models import Words, installed
from planted import LINES, MISSED, pieces

from summarizer import read
from summarizer.clean import Cleaned, Removed
from summarizer.errors import LanguageRefused, LimitExceeded
from summarizer.limits import Limits
from summarizer.methods import create, extractive
from summarizer.pipeline import prepare, summarize_clusters
from summarizer.types import Article, Budget, Cluster, Summary, displayed

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "eval" / "examples"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "summarizer" / "render" / "schema.json").read_text("utf-8"))
)
EVENTS = sorted(folder.name for folder in EXAMPLES.iterdir())
BUDGETS = [Budget(words=n) for n in (30, 60, 100, 250)]

# A blog whose masthead, motto and menu stand above its headline.
UNTITLED = {"05-the-ninth-route.txt"}


@cache
def event(name: str) -> tuple[dict[str, Any], Cluster]:
    """What is known of an event, and its articles as they are read."""
    known = json.loads((EXAMPLES / name / "event.json").read_text("utf-8"))
    (cluster,) = read([EXAMPLES / name / file for file in known["articles"]])
    assert isinstance(cluster, Cluster)
    assert cluster.warnings == ()
    assert len(cluster.articles) == len(known["articles"])
    return known, cluster


@cache
def summary(name: str, budget: Budget) -> Summary:
    """By the bundled pair model at 100 words, else by one that looks at words in common."""
    if budget == Budget(words=100):
        (made,) = summarize_clusters([event(name)[1]], create("consensus"), budget)
    else:
        with installed(Words()):
            (made,) = summarize_clusters([event(name)[1]], create("consensus"), budget)
    return made


def short(made: Summary, budget: Budget) -> list[str]:
    """The reason that is due for a summary below nine tenths of its words."""
    words = len(made.text.split())
    told = (
        f"{words} of {budget.words} words: no other sentence fits, adds a fact and can be "
        "understood there"
    )
    return [told] if budget.words and words < 0.9 * budget.words else []


def check(made: Summary, budget: Budget) -> None:
    """What holds for every summary: budget, offsets, support, schema."""
    cluster = made.cluster
    assert cluster is not None
    assert budget.fits([s.text for s in made.sentences])
    for sentence in made.sentences:
        assert sentence.citations
        cited = [(e.article, e.start) for e in sentence.citations]
        assert cited == sorted(set(cited))
        assert sentence.support == len({cluster.witnesses[i] for i, _ in cited})
        assert not {i for i, _ in cited} & {e.article for e in sentence.partial}
        places = set()
        for evidence in (*sentence.citations, *sentence.partial):
            whole = cluster.articles[evidence.article].text
            assert 0 <= evidence.start < evidence.end <= len(whole)
            assert 0 < evidence.strength <= 1
            raw = whole[evidence.start : evidence.end]
            assert raw == raw.strip()
            if evidence.strength == 1:
                places.add(displayed(raw))
        if sentence.how == "extracted" and sentence.reason == "":
            assert sentence.text in places
    made_record = made.to_dict()
    SCHEMA.validate(made_record)
    for sentence, told in zip(made.sentences, made_record["sentences"], strict=True):
        for evidence, citation in zip(sentence.citations, told["citations"], strict=True):
            assert made_record["sources"][citation["source"] - 1]["id"] == evidence.article + 1
            whole = cluster.articles[evidence.article].text
            assert citation["text"] == displayed(whole[citation["start"] : citation["end"]])


# --- the bundled events


@pytest.mark.parametrize("name", EVENTS)
def test_copies_descend_from_the_original(name: str) -> None:
    known, cluster = event(name)
    files = known["articles"]
    origins = prepare(cluster).origins
    assert {files[i]: files[o] for i, o in enumerate(origins) if i != o} == known["copies"]


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("budget", BUDGETS, ids=Budget.signature)
def test_summaries_hold_what_they_promise(name: str, budget: Budget) -> None:
    made = summary(name, budget)
    check(made, budget)
    assert made.sentences
    read_with = [f"{a.location}: {w}" for a in event(name)[1].articles for w in a.warnings]
    assert list(made.warnings) == [*read_with, *short(made, budget)]
    assert [s.id for s in made.sources] == list(range(1, len(made.sources) + 1))
    assert all(s.words > 50 for s in made.sources)
    assert {Path(s.location).name for s in made.sources if not s.title} <= UNTITLED


@pytest.mark.parametrize("method", extractive()[1:])
def test_every_method_can_be_cited(method: str) -> None:
    _, cluster = event("hollin-valley-flood")
    few = Cluster("few", cluster.articles[3:])
    (made,) = summarize_clusters([few], create(method), Budget(words=60))
    check(made, Budget(words=60))


@pytest.mark.parametrize("name", EVENTS)
def test_the_table_of_junk_is_true(name: str) -> None:
    cluster = event(name)[1]
    pages = [Path(a.location) for a in cluster.articles if a.location.endswith(".html")]
    texts = [document_fromstring(page.read_bytes()).text_content() for page in pages]
    everything = "\n".join(map(displayed, [*texts, *(a.text for a in cluster.articles)]))
    for piece in (*pieces(name), *MISSED.get(name, ()), *LINES.get(name, ())):
        assert piece in everything


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("budget", BUDGETS, ids=Budget.signature)
def test_junk_is_never_told(name: str, budget: Budget) -> None:
    told = summary(name, budget).text
    assert [piece for piece in pieces(name) if piece in told] == []


@pytest.mark.parametrize("name", EVENTS)
def test_order_of_the_articles_changes_only_their_numbers(name: str) -> None:
    _, cluster = event(name)
    budget = Budget(words=100)
    expected = by_location(summary(name, budget))
    articles = random.Random(1).sample(cluster.articles, len(cluster.articles))
    shuffled = Cluster(cluster.id, tuple(articles))
    (made,) = summarize_clusters([shuffled], create("consensus"), budget)
    assert by_location(made) == expected


def by_location(made: Summary) -> list[tuple[object, ...]]:
    """The sentences with citations named by where the article was read."""
    places = [source.location for source in made.sources]
    return [
        (s.text, s.how, s.reason, s.support,
         sorted((places[e.article], e.start, e.end, e.strength) for e in s.citations),
         sorted((places[e.article], e.start, e.end, e.strength) for e in s.partial))
        for s in made.sentences
    ]  # fmt: skip


def outputs(seeds: range | tuple[int, ...], files: list[str], methods: list[str]) -> set[bytes]:
    """The different outputs of the command line under these hash seeds and numbers of threads."""
    code = (
        "import sys; from summarizer.cli import main\n"
        "for name in sys.argv[1].split():\n"
        "    main(['summarize', *sys.argv[2:], '--method', name, '--format', 'json'])"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, " ".join(methods), *files],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "OMP_NUM_THREADS": str(1 + seed % 2),
                 "OPENBLAS_NUM_THREADS": str(1 + seed % 2)},
        )
        for seed in seeds
    ]  # fmt: skip
    done = [process.communicate(timeout=120) for process in running]
    assert {error for _, error in done} == {b""}
    return {out for out, _ in done}


@pytest.mark.slow
def test_same_bytes_whatever_the_hash_seed_and_threads() -> None:
    """The default on a whole event, all other methods on three short articles."""
    folder = EXAMPLES / "hollin-valley-flood"
    files = [str(folder / file) for file in event(folder.name)[0]["articles"]]
    assert len(outputs(range(4), files, ["consensus"])) == 1
    others = [name for name in extractive() if name not in ("consensus", "kl")]
    (output,) = outputs((0, 3), files[3:], others)
    assert output.count(b'"schema"') == len(others)


# --- warnings and small clusters


BRIDGE = (
    "The bridge over the Lune was closed on Friday after two lorries collided on it, police said. "
    "Nobody was hurt. The council hopes to open it again on Monday morning after an inspection."
)
CLOSED = (
    "Police closed the bridge over the Lune on Friday because two lorries had collided on it. "
    "Traffic was sent through the village of Caton for the rest of the day, a spokesman said."
)
BAKER = "A baker in Ostrava has won a prize for her rye loaf. She learned the craft from an uncle."


@pytest.mark.parametrize(
    ("texts", "language", "warnings"),
    [
        ([BRIDGE, CLOSED], "en", []),
        ([BRIDGE], "en", ["only one article: nothing can be corroborated"]),
        ([BRIDGE] * 3, "en", ["all 3 articles are copies of one text: one origin"]),
        ([BRIDGE, BAKER], "en", ["the articles seem to have nothing to do with each other"]),
        (
            [BRIDGE, BAKER, CLOSED, BRIDGE], "en",
            ["the articles seem to tell of 2 different events: 1, 3, 4; 2"],
        ),
        ([BRIDGE, CLOSED], "de", ["language de: cleaning and evidence are made for English"]),
    ],
)  # fmt: skip
def test_warnings(texts: list[str], language: str, warnings: list[str]) -> None:
    cluster = Cluster("c", tuple(Article(t) for t in texts), language=language)
    (made,) = summarize_clusters([cluster], create("consensus"), Budget(words=40))
    assert list(made.warnings) == [*warnings, *short(made, Budget(words=40))]
    check(made, Budget(words=40))


def test_what_cannot_stand_by_itself_is_told_with_a_warning() -> None:
    text = "The harbour of Lindmoor was closed for the night because of a storm. She left at noon."
    for words, told in ((6, True), (20, False)):
        cluster, budget = Cluster("c", (Article(text),)), Budget(words=words)
        (made,) = summarize_clusters([cluster], create("consensus"), budget)
        warning = ["no sentence that can stand by itself fits the budget"]
        assert list(made.warnings[1:]) == (warning if told else short(made, budget))
        assert made.sentences


def test_warnings_of_reading_come_first_and_those_of_the_method_last() -> None:
    article = Article(BRIDGE, location="a.html", warnings=("cut off",))
    cluster = Cluster("c", (article,), warnings=("b.txt: empty",))
    (made,) = summarize_clusters([cluster], create("consensus"), Budget(words=2))
    assert made.warnings == (
        "b.txt: empty",
        "a.html: cut off",
        "only one article: nothing can be corroborated",
        "no sentence fits the budget: the shortest one was cut",
    )
    assert made.text.endswith("…")


def test_too_many_sentences_and_articles() -> None:
    cluster = Cluster("c", (Article(BRIDGE),), limits=Limits(sentences=2, articles=1))
    with pytest.raises(LimitExceeded, match="cluster c: 3 sentences, the limit is 2"):
        prepare(cluster)
    with pytest.raises(LimitExceeded, match="cluster c: 2 articles, the limit is 1"):
        prepare(replace(cluster, articles=cluster.articles * 2))


def test_an_overlong_sentence_is_never_told() -> None:
    table = "The list of the closed roads: " + "Lune Street, " * 200 + "and no others."
    cluster = Cluster("c", (Article(f"{table} {BRIDGE}"), Article(CLOSED)))
    for method in extractive():
        (made,) = summarize_clusters([cluster], create(method), Budget(words=5000))
        assert "Lune Street" not in made.text
        assert made.warnings[0] == (
            "left out 1 passage of more than 2,000 characters without the end of a sentence "
            "(article 1)"
        )
    raised = replace(cluster, limits=Limits(sentence_characters=4_000))
    assert len(prepare(raised).sentences) == len(prepare(cluster).sentences) + 1
    assert not any("left out" in warning for warning in prepare(raised).warnings)


CUT = "President Orr said at the summit {}that the deal with the union was dead."


def _marked_as_junk(articles: Sequence[Article], language: str) -> tuple[Cleaned, ...]:
    """In place of the rules: what stands in double brackets is junk."""
    found = []
    for article in articles:
        cuts = [m.span() for m in re.finditer(r"\[\[.*?\]\]", article.text)]
        edges = [0, *(x for cut in cuts for x in cut), len(article.text)]
        parts = [(a, article.text[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        blocks = [
            (a + len(part) - len(part.lstrip()), a + len(part.rstrip()))
            for a, part in parts
            if part.strip()
        ]
        found.append(Cleaned(tuple(blocks), tuple(Removed(a, b, "test") for a, b in cuts)))
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CUT.format(""), True),
        (CUT.format("[[King Ulm waves.]] "), False),
        ("[[LORNE, Monday -]] " + CUT.format(""), True),
        (CUT.format("") + " [[Photo: A. Reed]]", True),
        (CUT.format("")[:-1] + " [[(more)]].", True),
        ("[[By A. Reed]] " + CUT.format("") + " [[King Ulm waves.]] It rained in Lorne.", True),
        # Between lines: what is broken off before it, and what is not.
        ("The deal is off\n[[By A. Reed]]\n" + CUT.format(""), True),
        ("It was bad.\n[[King Ulm waves.]]\n" + CUT.format(""), True),
        ("They heard the aides of\n[[King Ulm waves.]]\n" + CUT.format(""), False),
    ],
)
@pytest.mark.parametrize("method", ["lead", "consensus"])
def test_what_is_left_of_a_sentence_is_not_told(
    method: str, text: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.pipeline.clean", _marked_as_junk)
    other = "The union said on Tuesday that it had not been told that the deal was off."
    (made,) = summarize_clusters(
        [Cluster("c", (Article(text), Article(other)))], create(method), Budget(words=60)
    )
    check(made, Budget(words=60))
    shown = [s.text for s in made.sentences if "President" in s.text]
    assert shown == [CUT.format("")] * (told and (method != "consensus" or bool(shown)))


SAID = (
    "{}The harbor road has been shut for nine weeks. The county board can hold as many meetings as "
    "it likes. Every shop on the harbor road has lost money since the board shut it{} said Ash."
)
BOARD = "The county board shut the harbor road nine weeks ago, and shops there have lost money."


@pytest.mark.parametrize("method", extractive())
@pytest.mark.parametrize(
    "marks",
    [("“", ",”"), ('"', ',"'), ("‘", ",’"), ("« ", " »,"), ("Lena Ash wrote: “", ",”")],
    ids="".join,
)
def test_the_middle_of_a_quotation_is_not_told(method: str, marks: tuple[str, str]) -> None:
    """Nor is a half of it; as evidence it is shown with its marks."""
    articles = (f"{BOARD}\n\n{SAID.format(*marks)}", BOARD.replace("and", "as"))
    cluster = Cluster("c", tuple(map(Article, articles)))
    with installed(Words()):
        (made,) = summarize_clusters([cluster], create(method), Budget(words=200))
    assert made.sentences
    assert not any("meetings" in s.text or "Every" in s.text for s in made.sentences)
    for s in made.sentences:
        for e in (*s.citations, *s.partial):
            shown = cluster.articles[e.article].text[e.start : e.end]
            assert ("meetings" in shown) == ("said Ash" in shown)
    assert len(prepare(cluster).excerpts) == 3


@pytest.mark.parametrize("language", ["zh", "ja", "th", "zh-Hant"])
def test_languages_without_spaces_are_refused(language: str) -> None:
    cluster = Cluster("tolworth", (Article("堤防が決壊した。"),), language=language)
    with pytest.raises(LanguageRefused, match=r"tolworth.*without spaces"):
        prepare(cluster)


@pytest.mark.parametrize("event", EVENTS)
def test_a_whole_folder_gives_its_articles_and_no_reference(event: str) -> None:
    """Reference summaries would be cited as witnesses: they stand in a folder of their own."""
    folder = EXAMPLES / event
    record = json.loads((folder / "event.json").read_text("utf-8"))
    (cluster,) = (c for c in read([folder]) if isinstance(c, Cluster))
    assert sorted(Path(a.location).name for a in cluster.articles) == sorted(record["articles"])
    assert all((folder / name).is_file() for name in record["references"])

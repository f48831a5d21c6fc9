"""What a reader is told of agreement: counts, doubts, facts and later figures; the options."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import made
import pytest
from pair_models import Always, Fake, Told, Words, installed

from summarizer import Article, Summary, summarize
from summarizer.cli import main
from summarizer.render import html, markdown, text
from summarizer.render.common import UNCORROBORATED, WORDS_ONLY, agreement, citation
from summarizer.types import Evidence, SummarySentence

TEXTS = [
    "The bridge over the Lune was closed on Friday after two lorries collided on it, police said. "
    "The council of Caton hopes to open the bridge over the Lune again on Monday morning.",
    "Police closed the bridge over the Lune on Friday because two lorries had collided on it. "
    "Traffic was sent through the village of Caton for the rest of the day, officers said.",
    "Two lorries collided on the bridge over the Lune on Friday, and police closed it. "
    "Engineers will inspect the arches at the weekend, a spokesman for the county said.",
]
OLD = "The quake in Valmora has killed 6,301 people, the relief office said on Monday."
NEW = "The quake in Valmora has killed 6,438 people, the government said on Monday."
AGAIN = "At least 6,301 people were killed in Valmora, by the last count of the relief office."


# --- facts


def test_facts_have_their_evidence_and_say_which_sentence_tells_them() -> None:
    with installed(Words()):
        summary = summarize(TEXTS, words=20)
    first = summary.facts[0]
    assert first.support == summary.sentences[0].support == 3
    assert first.text == summary.sentences[0].text
    assert first.sentence == 0
    assert {e.article for e in first.citations} == {0, 1, 2}
    assert [f.support for f in summary.facts] == sorted(f.support for f in summary.facts)[::-1]
    assert all(f.support > 1 for f in summary.facts)


def test_a_record_does_not_depend_on_what_was_asked_before() -> None:
    traffic = "Traffic went through the village of Caton all day after the bridge closed"
    texts = [f"{TEXTS[0]} {traffic}.", f"{TEXTS[1]} {traffic}, drivers said.", TEXTS[2]]

    def record(words: int, method: str) -> dict[str, object]:
        return summarize(texts, words=words, method=method).to_dict()

    with installed(Words()):
        alone = record(17, "lead")
    with installed(Words()):
        assert len(record(90, "consensus")["facts"]) > len(alone["facts"])  # type: ignore[arg-type]
        assert record(17, "lead") == alone


# --- what is asked for


@pytest.mark.parametrize("method", ["consensus", "lead"])
def test_nothing_is_told_that_fewer_state(method: str) -> None:
    with installed(Words()):
        told = summarize(TEXTS, words=90, min_support=2, method=method)
        assert told.sentences
        assert all(s.support >= 2 for s in told.sentences)
        none = summarize(TEXTS, words=90, min_support=4, method=method)
    assert none.sentences == ()
    assert none.warnings
    assert "4" in none.warnings[-1]
    assert text.render(none).startswith("(")


def test_without_the_model_nothing_is_asked_and_it_is_said() -> None:
    class Silent(Fake):
        one = read = None

    with installed(Silent()):
        summary = summarize(TEXTS, words=60, evidence="words")
    assert summary.sentences
    assert "|evidence:words|" in summary.signature
    for shown in (text.render(summary, width=200), markdown.render(summary)):
        assert WORDS_ONLY in shown.replace("\\", "")
    with installed(Words()):
        assert "evidence:words" not in summarize(TEXTS, words=60).signature


def test_a_batch_asks_as_summarize_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = Path("p.toml")
    table.write_text('"Arle Media" = ["Post", "Herald"]\n')
    documents = [
        {"text": t, "source": o} for t, o in zip(TEXTS, ("Post", "Herald", ""), strict=True)
    ]
    Path("c.jsonl").write_text(json.dumps({"id": "lune", "documents": documents}) + "\n")
    options = ["--evidence", "words", "--publishers", "p.toml", "--words", "40"]
    assert main(["batch", "c.jsonl", "-o", "out.jsonl", "--workers", "1", *options]) == 0
    capsys.readouterr()
    assert main(["summarize", "c.jsonl", "--format", "json", *options]) == 0
    written = json.loads(Path("out.jsonl").read_text())
    assert json.loads(capsys.readouterr().out) == written
    assert [s["witness"] for s in written["sources"]] == [1, 1, 3]
    assert "evidence:words" in written["signature"]


# --- how it is told


@pytest.mark.parametrize(
    ("strengths", "speaker", "mark"),
    [
        ((1.0, 0.95, 0.9), "", "3 of 3 sources"),
        ((1.0, 0.95, 0.89), "", "probably 3 of 3 sources"),
        ((1.0,), "", "1 of 3 sources"),
        ((1.0, 0.95), "Edda Marsh", "said by Edda Marsh, reported by 2 of 3 sources"),
        ((1.0,), "Edda Marsh", "1 of 3 sources"),
    ],
)
def test_who_states_it_is_counted_and_doubt_is_told(
    strengths: tuple[float, ...], speaker: str, mark: str
) -> None:
    summary = made.summary()
    citations = tuple(Evidence(i, 0, 9, s) for i, s in enumerate(strengths))
    sentence = SummarySentence("x", "extracted", "", len(strengths), citations, speaker=speaker)
    assert agreement(sentence, summary.sources) == mark
    page = html.render(replace(summary, sentences=(sentence,)))
    assert ('<span class="how">probably</span>' in page) == mark.startswith("probably")


def test_it_is_said_when_nothing_is_corroborated() -> None:
    summary = made.summary()
    alone = replace(summary, sentences=tuple(replace(s, support=1) for s in summary.sentences))
    for shown in (text.render, markdown.render):
        assert UNCORROBORATED not in shown(summary)
        assert UNCORROBORATED in shown(alone).replace("\\", "")


@pytest.mark.parametrize(("crediting", "shown"), [(1, 0), (2, 2)])
def test_a_wire_that_two_print_is_named(crediting: int, shown: int) -> None:
    sources = tuple(replace(s, agency="AP" * (s.id <= crediting)) for s in made.summary().sources)
    told = text.render(replace(made.summary(), sources=sources), width=200)
    assert told.count("credits AP") == shown


def test_articles_of_one_publisher_say_so() -> None:
    sources = tuple(replace(s, witness=1 if s.id == 2 else s.id) for s in made.summary().sources)
    shown = text.render(replace(made.summary(), sources=sources), width=200)
    assert "same publisher as [1]" in shown
    assert citation([Evidence(i, 0, 9, 1.0) for i in range(3)], sources) == "[1, 3]"


# --- a figure that changed


def toll(*days: str) -> Summary:
    texts = zip((OLD, NEW, AGAIN), days, strict=True)
    articles = [Article(told, date=day, outlet=f"Outlet {day}") for told, day in texts]
    with installed(Told({(OLD, NEW): "contradicts", (NEW, OLD): "contradicts"})):
        return summarize(articles, words=60)


def test_the_later_figure_is_told_and_the_earlier_nowhere_in_the_account() -> None:
    summary = toll("2026-08-11", "2026-08-18", "2026-08-18")
    (conflict,) = summary.conflicts
    assert conflict.later
    assert "6,438" in summary.text
    assert "6,301" not in summary.text
    shown = text.render(summary, width=200)
    assert "6,301 people (2026-08-11) [1] · later: " in shown
    assert "6,438 people (2026-08-18) [2]" in shown


def test_without_dates_nothing_is_superseded() -> None:
    summary = toll("", "", "")
    assert not any(c.later for c in summary.conflicts)
    assert "6,301" in summary.text


def test_one_witness_that_is_always_there_is_no_second() -> None:
    with installed(Always("supports")):
        summary = summarize([TEXTS[0], TEXTS[0]], words=40)
    assert {s.support for s in summary.sentences} == {1}

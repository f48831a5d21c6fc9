"""Measures by the pair model: hand-made cases, what a run keeps, tests, and what is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_results import difference, made
from pair_models import Answer, Told, Words, installed
from stories import prepared

pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")

from test_compare import CLUSTERS, SYSTEMS, compared, measured
from test_harness import plan, record, rows, write

from summarizer.entailment import PairModel, pair_model
from summarizer.errors import UsageError
from summarizer.evaluate import harness, report
from summarizer.evaluate.faithfulness import faithfulness
from summarizer.evaluate.report.wording import verdict
from summarizer.evaluate.types import FAITHFULNESS
from summarizer.pipeline import ClusterAnalysis
from summarizer.render.wrap import columns

ROOT = Path(__file__).resolve().parent.parent
FIRE, HURT, BLAZE = "The mill at Arle burned.", "Two men were hurt there.", "A mill fire hit Arle."
WHALE, RAIN = "A whale swam past Arle.", "Rain fell on the mill."
LONG = "The old paper mill at Arle burned down on Friday night."
OTHER = "A fire destroyed the old paper mill at Arle on Friday evening."
AGAIN = "On Friday night the old paper mill at Arle burned down to the ground."
SOURCES = ([FIRE, HURT], [BLAZE, RAIN], [FIRE, "Nobody was hurt there."])
TOLD: Mapping[tuple[str, str], Answer] = {
    (FIRE, BLAZE): ("supports", 0.8), (HURT, "Two were hurt."): ("supports", 0.6),
    ("Nobody was hurt there.", "Ten men were hurt there."): "contradicts",
    (RAIN, "Rain on Arle."): "partial", (BLAZE, FIRE): "supports",
}  # fmt: skip


def measures(
    model: PairModel, texts: list[str], facts: tuple[str, ...] = (), **changes: Any
) -> Any:
    with installed(model):
        analysis = ClusterAnalysis(prepared(*SOURCES, **changes))
        return faithfulness(analysis, texts, facts, FAITHFULNESS)


@pytest.mark.parametrize(
    ("texts", "expected"),  # supported, entailed, contradicted, single-source
    [
        ([FIRE], (1, 1, 0, 0)),  # two have it verbatim, and one in its own words
        ([RAIN, FIRE], (1, 1, 0, 0.5)),
        (["Two were hurt."], (1, 0.6, 0, 1)),
        (["Ten men were hurt there."], (0, 0, 1, 0)),
        (["Rain on Arle.", WHALE, FIRE, FIRE], (0.5, 0.5, 0, 0)),
        ([WHALE], (0, 0, 0, 0)),
        ([], (None, None, None, None)),
    ],
)
def test_sentences_against_the_sources(texts: list[str], expected: Any) -> None:
    found = measures(Told(TOLD), texts)
    assert tuple(found.values()) == (*map(pytest.approx, expected), None)


@pytest.mark.parametrize(
    ("texts", "share"),
    [([FIRE, WHALE], 1.0), ([HURT], 0.5), ([WHALE], 0.0), ([HURT, BLAZE], 0.5), ([], None)],
)
def test_facts_against_the_sentences(texts: list[str], share: float | None) -> None:
    """By the same words, or by what the model says; one fact is the fire and one the people."""
    model = Told({(FIRE, HURT): "supports", (BLAZE, HURT): ("supports", 0.4)})
    assert measures(model, texts, (FIRE, HURT))["facts"] == share


def test_what_another_source_states_is_a_consensus_fact() -> None:
    sure: Answer = ("supports", 0.6)
    both = {(OTHER, LONG): sure, (LONG, OTHER): sure}
    weak: dict[Any, Answer] = dict.fromkeys(both, ("supports", 0.4))
    lone = [[LONG, HURT], [OTHER, RAIN]]
    for model, sources, facts in (
        (Told(both), lone, (OTHER,)),
        (Told(weak), lone, ()),
        (Told({}), [[LONG, HURT], [LONG, RAIN]], (LONG,)),  # word for word, and told once
        (Told(both), [[LONG, OTHER]], ()),  # one source alone
    ):
        with installed(model):
            assert ClusterAnalysis(prepared(*sources)).agreed == facts
    with installed(Told(both)):
        wire = replace(prepared(*lone), agencies=("AP", "AP"))
        assert ClusterAnalysis(wire).agreed == ()


def test_nothing_is_measured_where_the_model_does_not_read() -> None:
    model = Told(TOLD)
    assert set(measures(model, [FIRE], (FIRE,), language="de").values()) == {None}
    assert not model.asked


def test_a_run_keeps_what_it_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A measured run redoes no summary, a second one nothing; facts are found once a cluster."""
    documents = [{"text": f"{LONG} {HURT}"}, {"text": f"Police came. {AGAIN} {RAIN}"}]
    records = ({**record(id), "documents": documents} for id in "ab")
    data, out = write(tmp_path / "d.jsonl", *records), tmp_path / "out"
    chosen = ("facts", "supported", "grounded")
    found: list[str] = []
    agreed = ClusterAnalysis.agreed.func  # type: ignore[attr-defined]

    def counted(self: ClusterAnalysis) -> Any:
        found.append(self.cluster.id)
        return agreed(self)

    monkeypatch.setattr(ClusterAnalysis, "agreed", property(counted))
    with installed(Words()):
        harness.evaluate(plan(data, out, "lead"))
        assert not found
        before = (out / "predictions.jsonl").read_bytes()
        for systems in (["lead"], ["lead", "random"], ["lead", "random"]):
            results, _ = harness.evaluate(plan(data, out, *systems, measures=chosen))
    assert found == ["a", "b"]
    assert all(line in (out / "predictions.jsonl").read_bytes() for line in before.splitlines())
    for row in rows(out / "scores.jsonl"):
        assert row["measures"]["supported"] == 1
        assert "entailed" not in row["measures"]
    assert results.measures_signature == f"supported,facts|{pair_model().signature}"
    assert [d.metric for d in results.systems[1].differences][4:] == list(chosen)


def test_measures_are_compared_where_both_systems_have_them() -> None:
    lead = measured("lead", supported=[0.5, None, 0.5, 1.0], facts=[None] * 4)
    good = measured("good", supported=[1.0, 1.0, None, 1.0], facts=[0.5] * 4)
    results = compared(CLUSTERS[:4], SYSTEMS[:2], [*lead, *good], measures=("facts", "supported"))
    *_, own = results.systems[1].differences
    assert (own.metric, own.interval.mean, own.wins, own.ties) == ("supported", 0.25, 1, 1)
    assert own.p_randomization == 1
    assert results.measures == ("facts", "supported")


@pytest.mark.parametrize("width", [30, 80, 160])
def test_every_report_shows_the_chosen_measures(width: int, tmp_path: Path) -> None:
    found = made(("lead", "kl"))
    lead, kl = found.results.systems
    shown = {"supported": 0.875, "support": 1.25, "facts": 0.4}
    means = {name: difference("", mean).interval for name, mean in shown.items()}
    own = (*kl.differences, difference("supported", -0.125), difference("support", 0.25, p=0.001))
    kl = replace(kl, measures=kl.measures | means, differences=(*own, difference("facts", 0, p=1)))
    results = replace(
        found.results, systems=(replace(lead, measures=lead.measures | means), kl),
        measures=tuple(shown), measures_signature="supported,facts|fake:0",
    )  # fmt: skip
    table = report.table(results, (), width)
    assert max(map(columns, table.splitlines())) <= width
    assert "87.5 (-12.5)*" in table
    assert "1.25 (+0.25)*" in table
    said = verdict(results)
    assert "kl is below lead on supported by 12.5 [" in said
    assert "kl is above lead on support by 0.25 [" in said
    assert said.endswith("No difference that 12 clusters can show on facts told.")
    report.write(tmp_path, results, found.clusters, found.timings)
    assert json.loads((tmp_path / "results.json").read_text())["measures"] == list(shown)
    for name in ("results.md", "report.html"):
        assert "facts told" in (tmp_path / name).read_text()


def test_the_names_of_measures() -> None:
    from summarizer.cli.evaluate import _measures

    assert _measures("single-source, grounded,single_source") == ("single_source", "grounded")
    assert _measures("faithfulness") == (*FAITHFULNESS, "support")
    with pytest.raises(UsageError, match="no measure 'rouge1': there are faithfulness, supported"):
        _measures("rouge1")


@pytest.mark.slow
def test_spoilt_summaries_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the bundled model, on two bundled events; `eval/measure_faithfulness.py` has all."""
    monkeypatch.syspath_prepend(str(ROOT / "eval"))
    import measure_faithfulness as bed

    texts = ["At 6.20 Anna Berg met Carl Dorn.", "He said 12 fled.", "It rained."]
    assert bed.number_changed(texts)[0] == "At 9.20 Anna Berg met Carl Dorn."
    assert bed.names_swapped(texts)[0] == "At 6.20 Anna Carl met Berg Dorn."
    assert bed.reworded(texts)[1] == "He stated 12 fled."
    assert bed.mixed(texts, ["a", "b", "c"]) == [texts[0], "b", texts[2]]
    printed: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *text: printed.append(" ".join(map(str, text))))
    definition = bed.dataset.find("examples")
    bed.compare(bed.dataset.load(definition), tmp_path, 2)
    (entailed,) = (line for line in printed if line.startswith("| entailed"))
    for cell in entailed.split("|")[2:4]:
        assert cell.strip().startswith("-")

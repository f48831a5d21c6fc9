"""The method that writes: what it takes of what a model proposes, and what it makes of the rest.

A scripted writer stands for the model where the test is about what was written; tiny random
checkpoints of every kind go through the code of real ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tiny
from hypothesis import HealthCheck, given, settings
from pair_models import Words, installed
from stories import CLUSTERS, FLOOD, budgets, flood, prepared

from summarizer.errors import MissingExtra, UsageError
from summarizer.methods import create, transformer
from summarizer.methods.transformer import GPU_CLUSTERS, Transformer
from summarizer.pipeline import ClusterAnalysis, build_summary, prepare, summarize_clusters
from summarizer.read import read
from summarizer.types import Budget, Cluster, Draft, DraftSentence, Sentence
from summarizer.write.checkpoints import Checkpoint
from summarizer.write.types import Candidate

SCHEMA = json.loads(files("summarizer.render").joinpath("schema.json").read_text("utf-8"))
EVENT = Path(__file__).resolve().parents[1] / "eval/examples/castlow-mayor-recount"
QUOTED = "the model wrote nothing usable: sentences are quoted"
WIDE = Budget(words=200)

BANKS, SCHOOL = (
    "The river Arle broke its banks at Tolworth on Monday and flooded 40 homes.",
    "The river Arle flooded 40 homes at Tolworth on Monday, a spokeswoman told reporters, and 300 "
    "people spent the night in a school.",
)
DYKE = FLOOD[0][4]
FUSED = (
    "The river Arle broke its banks at Tolworth on Monday, flooded 40 homes and drove 300 people "
    "into a school."
)
TWO = prepared([BANKS, DYKE], [SCHOOL], [FLOOD[2][0], FLOOD[2][3]])


@pytest.fixture(autouse=True)
def _by_words(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """What supports what is told by words in common: the method is tested, not the pair model.

    Facts are chosen by their words alone, so that it is known which sentence tells each.
    """
    rules = import_module("summarizer.select.search")
    if "workers" not in request.node.name:  # other processes would not know
        monkeypatch.setattr(rules, "BACKED", (1.0,) * len(rules.BACKED))
        monkeypatch.setattr(rules, "READERS", rules.SCORING)
    with installed(Words()):
        yield


class Scripted:
    """A writer that answers each group with given texts, and notes what it was asked."""

    signature = "scripted"

    def __init__(self, answer: Callable[[Sequence[str]], Iterable[str]]) -> None:
        self.answer = answer
        self.asked: list[list[tuple[str, ...]]] = []

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        self.asked.append([tuple(group) for group in groups])
        return [
            tuple(Candidate(text, -0.1 * (i + 1)) for i, text in enumerate(self.answer(group)))
            for group in groups
        ]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Transformer]:
    """A method whose model is scripted: `scripted(answer, mode="fuse", device="cpu")`."""

    def made(answer: Any, mode: Any = "fuse", device: str = "cpu") -> Transformer:
        found = Checkpoint("made", Path("made"), "Made", mode, 256, "0" * 12, "<sep>")
        monkeypatch.setattr(transformer, "find", lambda *_, **__: found)
        method = Transformer()
        method.__dict__["_loaded"] = (Scripted(answer), device)
        return method

    return made


def script(method: Transformer) -> Scripted:
    writer = method._loaded[0]
    assert isinstance(writer, Scripted)
    return writer


def drafted(method: Any, cluster: Cluster, budget: Budget = WIDE) -> Draft:
    (draft,) = method.draft([ClusterAnalysis(cluster)], budget)
    check(cluster, draft, budget)
    return draft


def check(cluster: Cluster, draft: Draft, budget: Budget) -> None:
    """In budget, with evidence and a reason wherever one is due; and the record is sound."""
    assert budget.fits(s.text for s in draft.sentences)
    assert draft.sentences or not cluster.sentences
    for place, sentence in enumerate(draft.sentences):
        assert set(sentence.evidence) <= set(cluster.sentences)
        assert sentence.evidence
        assert sentence.text
        whole = [cluster.text(s) for s in sentence.evidence]
        cut = "cut at the budget" in sentence.reason
        assert not cut or place == len(draft.sentences) - 1
        if sentence.how == "extracted":
            assert len(whole) == 1
            assert sentence.text == whole[0] or cut
        if sentence.how == "replaced":
            assert sentence.reason
            assert sentence.text == whole[0] or cut
    record = build_summary(ClusterAnalysis(cluster), draft, create("lead"), budget).to_dict()
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)


def copied(group: Sequence[str]) -> Iterable[str]:
    """Proposes what it was given, as it is."""
    return group[:1]


def told(draft: Draft, text: str) -> DraftSentence:
    """The sentence for the fact that `text` states: it, or what was drawn on it."""
    return next(s for s in draft.sentences if s.text == text)


def of(cluster: Cluster, *texts: str) -> tuple[Sentence, ...]:
    return tuple(s for s in sorted(cluster.sentences) if cluster.text(s) in texts)


def only(*texts: str) -> Callable[[Sequence[str]], Iterable[str]]:
    """Proposes the texts for the fact of the flood, nothing for others."""
    return lambda group: texts if {BANKS, SCHOOL} & set(group) else ()


def test_a_fused_sentence_cites_all_that_it_was_drawn_on(scripted: Any) -> None:
    draft = drafted(scripted(only(FUSED)), TWO)
    found = told(draft, FUSED)
    assert (found.how, found.reason) == ("written", "")
    assert set(found.evidence) == set(of(TWO, BANKS, SCHOOL))
    summary = build_summary(ClusterAnalysis(TWO), draft, create("lead"), WIDE)
    (cited,) = [s for s in summary.sentences if s.text == FUSED]
    assert cited.support >= 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FUSED.replace("300", "500"), "number not in its sources: 500"),
        (FUSED.replace("a school", "Dunhaven"), "name not in its sources: Dunhaven"),
        (FUSED.replace("Monday", "Friday"), "date not in its sources: Friday"),
        (FUSED.replace("40 homes", "“forty dry homes”"), "quotation not in its sources"),
        ("The river Arle sang songs of praise at Tolworth on Monday.", "do not state it"),
        ("It flooded 40 homes at Tolworth on Monday, a spokeswoman told reporters.", "by itself"),
        ("The river Arle flooded", "by itself"),
        (
            "At Tolworth on Monday the river Arle, as all of those who were there will remember "
            "for as long as they are there, flooded 40 homes.",
            "its source tells more a word",
        ),
    ],
)
def test_what_may_not_stand_is_replaced_and_why(text: str, reason: str, scripted: Any) -> None:
    draft = drafted(scripted(only(text)), TWO)
    found = told(draft, SCHOOL)
    assert found.how == "replaced"
    assert reason in found.reason
    assert found.evidence == of(TWO, SCHOOL)
    assert text not in [s.text for s in draft.sentences]
    assert draft.warnings == ()


@pytest.mark.parametrize("other", [FUSED.replace("300", "500"), SCHOOL])
def test_a_candidate_is_taken_where_another_is_refused_or_a_copy(other: str, scripted: Any) -> None:
    assert told(drafted(scripted(only(other, FUSED)), TWO), FUSED).how == "written"
    copy = told(drafted(scripted(only(SCHOOL)), TWO), SCHOOL)
    assert (copy.how, copy.reason, copy.evidence) == ("extracted", "", of(TWO, SCHOOL))


def test_each_sentence_goes_to_the_model_with_those_aligned_to_it(scripted: Any) -> None:
    """And stands in for itself where nothing is written."""
    method = scripted(lambda group: ())
    draft = drafted(method, TWO)
    assert {s.how for s in draft.sentences} == {"replaced"}
    assert all(s.reason.startswith("nothing that was written") for s in draft.sentences)
    assert draft.warnings == ()
    (groups,) = script(method).asked
    assert (SCHOOL, BANKS) in [group[:2] for group in groups]
    assert all(len({*group}) == len(group) for group in groups)


def test_junk_taken_out_of_a_quoted_sentence_is_told(scripted: Any) -> None:
    text = BANKS.replace(" and", " [MORE] and")
    cluster = prepared([text])
    story = text.replace("[MORE]", "      ")
    cluster = replace(cluster, stories=(story,))
    (found,) = drafted(scripted(only(BANKS)), cluster).sentences
    assert found.text == BANKS
    assert (found.how, found.reason) == ("extracted", "left out: [MORE]")


def whole(scripted: Any, *texts: str, cluster: Cluster = TWO, budget: Budget = WIDE) -> Draft:
    return drafted(scripted(lambda group: texts, "document"), cluster, budget)


def test_the_sentences_of_a_summary_of_each_story_are_attributed(scripted: Any) -> None:
    method = scripted(lambda group: (), "document")
    drafted(method, prepared(*FLOOD[:2], FLOOD[0], origins=(0, 1, 0)))
    assert script(method).asked == [[tuple(" ".join(story) for story in FLOOD[:2])]]
    text = "The river Arle broke its banks at Tolworth on Monday, flooding 40 homes."
    draft = whole(scripted, f"{text} {DYKE}")
    one, other = draft.sentences
    assert (one.text, one.how, one.evidence) == (text, "written", of(TWO, BANKS))
    assert (other.text, other.how, other.evidence) == (DYKE, "extracted", of(TWO, DYKE))


def test_what_has_no_source_is_dropped_and_what_misreports_one_replaced(scripted: Any) -> None:
    wrong = BANKS.replace("40", "90")
    nonsense = "The king of Norvania sang to his horses until the moon rose over the castle."
    draft = whole(scripted, f"{nonsense} {wrong} {DYKE}")
    assert [(s.text, s.how) for s in draft.sentences] == [(BANKS, "replaced"), (DYKE, "extracted")]
    assert draft.sentences[0].reason == "number not in its sources: 90"


def test_a_summary_says_nothing_twice(scripted: Any) -> None:
    draft = whole(scripted, f"{BANKS} {FLOOD[2][3]} {BANKS.replace('and flooded', 'flooding')}")
    assert [s.text for s in draft.sentences] == [BANKS, FLOOD[2][3]]


def test_a_pronoun_needs_the_sentence_that_it_was_written_behind(scripted: Any) -> None:
    cluster = flood()
    mayor, pumps = FLOOD[0][1], "She said that the pumps had failed before dawn on Monday."
    kept = whole(scripted, f"{mayor} {pumps}", cluster=cluster)
    assert [(s.text, s.how) for s in kept.sentences] == [
        (mayor, "extracted"), (pumps, "written")
    ]  # fmt: skip
    for before in ("", f"{mayor.replace('Tolworth', 'Dunhaven')} "):
        draft = whole(scripted, f"{before}{pumps}", cluster=cluster)
        assert not any(s.text.startswith("She") for s in draft.sentences)


@pytest.mark.parametrize(
    "texts", [(), ("",), ("Yes.",), ("The king sang to his horses all night.",)]
)
def test_where_nothing_can_be_used_the_summary_is_quoted(
    texts: tuple[str, ...], scripted: Any
) -> None:
    draft = whole(scripted, *texts)
    (extracted,) = create("consensus").draft([ClusterAnalysis(TWO)], WIDE)
    assert [s.text for s in draft.sentences] == [s.text for s in extracted.sentences]
    assert {s.how for s in draft.sentences} == {"replaced"}
    assert draft.warnings == (QUOTED,)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CLUSTERS, budgets())
def test_whatever_is_written_stays_within_the_budget(
    scripted: Any, cluster: Cluster, budget: Budget
) -> None:
    """What is proposed: all of it in one, the same without a word, noise."""

    def answer(group: Sequence[str]) -> Iterable[str]:
        return " ".join(group), " ".join(group).replace(" the", ""), "Noise."

    drafted(scripted(answer), cluster, budget)
    drafted(scripted(answer, "document"), cluster, budget)


@pytest.mark.parametrize("mode", ["fuse", "document"])
@pytest.mark.parametrize(
    "stories", [[], [[]], [["Yes."]], [["—"], ["…"]], [["漢字かな。"]], [["x" * 2000]]]
)
def test_little_to_write_about(mode: str, stories: list[list[str]], scripted: Any) -> None:
    cluster = prepared(*stories)
    drafted(scripted(lambda group: ("Noise.",), mode), cluster)
    drafted(scripted(lambda group: (), mode), cluster, Budget(words=1))


@pytest.mark.parametrize("mode", ["fuse", "document"])
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_batch_crosses_clusters_on_a_gpu_alone(mode: str, device: str, scripted: Any) -> None:
    names = [f"Tolworth-on-{chr(65 + i)}rle" for i in range(GPU_CLUSTERS + 3)]
    clusters = [prepared([BANKS.replace("Tolworth", name)]) for name in names]
    method = scripted(copied, mode, device)
    drafts = list(method.draft(map(ClusterAnalysis, clusters), WIDE))
    assert drafts == [drafted(scripted(copied, mode), cluster) for cluster in clusters]
    sizes = [len(call) for call in script(method).asked]
    assert sizes == ([GPU_CLUSTERS, 3] if device == "cuda" else [1] * len(clusters))


def test_no_cluster_is_read_before_its_turn(scripted: Any) -> None:
    taken = []
    clusters = (taken.append(i) or prepared([BANKS]) for i in range(3))
    drafts = scripted(lambda group: ()).draft(map(ClusterAnalysis, clusters), WIDE)
    next(drafts)
    assert taken == [0]


@pytest.mark.parametrize(
    ("given_", "complaint"),
    [
        ({"mode": "poem"}, "mode must be one of fuse, document, instruct, not 'poem'"),
        ({"mode": True}, "mode must be one of"),
        ({"mode": "fuse"}, "made was not trained to fuse sentences: leave mode out"),
        ({"mode": "instruct"}, r"mode instruct is not for made \(Made\): leave mode out"),
        ({"beams": -1}, "beams must be a whole number from 1, not -1"),
        ({"beams": 2.5}, "beams must be a whole number from 1, not 2.5"),
        ({"beams": "many"}, "beams must be a whole number from 1, not 'many'"),
        ({"beams": True}, "beams must be a whole number from 1, not True"),
        ({"beam": 2}, r"does not take these settings: beam \(did you mean beams\?\)"),
    ],
)
def test_wrong_settings_are_one_line(
    given_: dict[str, object], complaint: str, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Checkpoint("made", Path("made"), "Made", "document", 256, "0" * 12)
    monkeypatch.setattr(transformer, "find", lambda *_, **__: found)
    with pytest.raises(UsageError, match=complaint) as refused:
        create("transformer", **given_)
    assert "\n" not in str(refused.value)


def test_the_signature_says_which_checkpoint_and_how(scripted: Any) -> None:
    scripted(None)
    plain = "transformer|beams:4|checkpoint:made|mode:fuse|sha256:000000000000"
    assert create("transformer").signature == plain
    assert create("transformer", beams=2).signature == plain.replace("beams:4", "beams:2")
    other = create("transformer", mode="document").signature
    assert other == plain.replace("beams:4", "beams:5").replace("fuse", "document")


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_without_the_extra_one_line_says_what_to_install(
    package: str, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    scripted(None)
    method = create("transformer")
    with pytest.raises(MissingExtra, match=r"pip install .torch>=2.6. .transformers>=5.3"):
        next(iter(method.draft([ClusterAnalysis(TWO)], WIDE)))


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    pytest.importorskip("torch", reason="the extra `transformer` is not installed")
    pytest.importorskip("transformers", reason="the extra `transformer` is not installed")
    folder = tmp_path_factory.mktemp("tiny")

    def made(kind: str) -> str:
        long = {"max_position_embeddings": 2048} if kind in tiny.CAUSAL else {}
        return str(tiny.make(kind, folder, **long))

    return cache(made)


class Noted:
    """A writer that notes what it is asked and what it answers."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.calls: list[tuple[Any, Any]] = []

    def write(self, groups: Any, words: int) -> Any:
        answer = self.inner.write(groups, words)
        self.calls.append(([tuple(group) for group in groups], answer))
        return answer


def noted(path: str, clusters: Sequence[Cluster]) -> tuple[list[Draft], list[tuple[Any, Any]]]:
    """The drafts of a checkpoint on the CPU, and what it was asked and answered for them."""
    method = create("transformer", checkpoint=path, beams=2)
    assert isinstance(method, Transformer)
    writer = Noted(method._loaded[0])
    method.__dict__["_loaded"] = (writer, "cpu")
    with installed(Words()):  # also in a worker
        return list(method.draft(map(ClusterAnalysis, clusters), SMALL)), writer.calls


SMALL = Budget(words=25)
SEVERAL = (flood(), TWO, prepared(FLOOD[3], FLOOD[1]), prepared([]))


@pytest.mark.parametrize("kind", ["fuse", "led", "qwen3"])
def test_the_text_of_a_cluster_depends_on_it_alone(kind: str, checkpoints: Any) -> None:
    """On a CPU: alone, among others, and in another order."""
    path = checkpoints(kind)
    drafts, calls = noted(path, SEVERAL)
    assert len(drafts) == len(calls) == len(SEVERAL)
    for cluster, draft in zip(SEVERAL, drafts, strict=True):
        check(cluster, draft, SMALL)
    if kind != "fuse":  # noise is not of its sources' words
        assert any(candidates for _, answer in calls for candidates in answer)
    assert noted(path, SEVERAL[::-1]) == (drafts[::-1], calls[::-1])
    for i, cluster in enumerate(SEVERAL[:2]):
        assert noted(path, [cluster]) == (drafts[i : i + 1], calls[i : i + 1])


@pytest.mark.slow
def test_more_workers_change_no_text(checkpoints: Any) -> None:
    path = checkpoints("fuse")
    drafts, calls = noted(path, SEVERAL[:2])
    with get_context("spawn").Pool(2) as pool:
        apart = pool.starmap(noted, [(path, [cluster]) for cluster in SEVERAL[:2]], chunksize=1)
    assert apart == [(drafts[i : i + 1], calls[i : i + 1]) for i in range(2)]


def test_the_bundled_checkpoint_writes_an_event_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the extra `transformer` is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (cluster,) = (c for c in read([str(path) for path in sorted(EVENT.glob("[0-9]*"))])
                  if isinstance(c, Cluster))  # fmt: skip
    cluster, method, budget = prepare(cluster), create("transformer"), Budget(words=80)
    first, again = (next(iter(summarize_clusters([cluster], method, budget))) for _ in range(2))
    assert json.dumps(first.to_dict()) == json.dumps(again.to_dict())
    written = [s for s in first.sentences if s.how == "written" and not s.reason]
    assert written
    for sentence in written:
        texts = [cluster.articles[c.article].text[c.start : c.end] for c in sentence.citations]
        assert texts
        assert not ClusterAnalysis(cluster).refusal(sentence.text, texts)

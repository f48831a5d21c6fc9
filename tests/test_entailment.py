"""The pair model: what it is shown, that its files are checked, that a pair is judged alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from summarizer.entailment.encode import CHARACTERS, LONGEST, SENTENCE, encode
from summarizer.entailment.model import (
    CALIBRATION,
    DIGESTS,
    MODEL,
    TOKENIZER,
    OnnxPairModel,
    bundled,
    by_sentence,
)
from summarizer.entailment.premise import PREMISE, closest, coverage
from summarizer.entailment.types import Judgement, Pair
from summarizer.errors import BadCheckpoint
from summarizer.evidence.support import placement
from summarizer.text.placement import Placement
from summarizer.text.tfidf import Vectors

WORDS = {
    word: i for i, word in enumerate("[UNK] [CLS] [SEP] a mill burned on friday it was".split())
}
UNK, CLS, SEP = 0, 1, 2
FLOOD = "The river Arle flooded forty homes at Tolworth on Monday."
PAIRS = [
    Pair((FLOOD,), "Forty homes were flooded at Tolworth."),
    Pair((FLOOD, "The mayor resigned."), "The mayor of Tolworth stepped down on Monday."),
    Pair(("A baker in Ostrava won a prize.",), "Twelve people died in the fire."),
    Pair((FLOOD,) * 5, "The Arle flooded 14 homes."),
    Pair((FLOOD,), "Forty homes were flooded at Tolworth."),
]


@pytest.fixture(scope="module")
def words() -> Tokenizer:
    """A tokenizer of a handful of words, each one id."""
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer


# --- what the model is shown


def test_a_pair_in_its_frame(words: Tokenizer) -> None:
    (coded,) = encode(words, [Pair(("a mill burned", "it was friday"), "it burned")])
    assert coded.ids == [CLS, 3, 4, 5, 8, 9, 7, SEP, 8, 5, SEP]
    assert coded.segments == [0] * 8 + [1] * 3
    assert coded.sentence == [-1, 0, 0, 0, 1, 1, 1, -1, -1, -1, -1]


def test_pairs_stay_apart_and_in_order(words: Tokenizer) -> None:
    pairs = [Pair(("a mill",), "burned"), Pair((), "it"), Pair(("on", "friday", ""), "was")]
    assert encode(words, pairs) == [encode(words, [pair])[0] for pair in pairs]
    assert [coded.ids[1:-1] for coded in encode(words, pairs)] == [
        [3, 4, SEP, 5], [SEP, 8], [6, 7, SEP, 9],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("premise", "hypothesis", "shown", "asked"),
    [
        ([10], 10, [10], 10),
        ([SENTENCE + 1, 10], 10, [SENTENCE, 10], 10),  # a sentence is cut
        ([10], 400, [10], LONGEST // 2),  # so is the hypothesis
        ([70] * 5, 40, [70, 70, 70, 3, 0], 40),  # what does not fit is left out at the end
        ([400] * 5, 400, [80, 45, 0, 0, 0], LONGEST // 2),
        ([0, 5], 0, [0, 5], 0),
    ],
)
def test_what_is_too_long_is_cut(
    words: Tokenizer, premise: list[int], hypothesis: int, shown: list[int], asked: int
) -> None:
    pair = Pair(tuple("a " * n for n in premise), "it " * hypothesis)
    (coded,) = encode(words, [pair])
    assert [coded.sentence.count(i) for i in range(len(premise))] == shown
    assert coded.ids.count(WORDS["it"]) == asked
    assert len(coded.ids) <= LONGEST


def test_a_text_without_end_costs_no_more_than_its_start(words: Tokenizer) -> None:
    (coded,) = encode(words, [Pair(("!" * 10**7,), "a" * 10**7)])
    assert coded.ids == encode(words, [Pair(("!" * CHARACTERS,), "a" * CHARACTERS)])[0].ids


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=400), max_size=6), st.text(max_size=2_000))
def test_any_pair_fits(premise: list[str], hypothesis: str) -> None:
    (coded,) = OnnxPairModel().encode([Pair(tuple(premise), hypothesis)])
    assert len(coded.ids) == len(coded.segments) == len(coded.sentence) <= LONGEST
    held = [i for i in coded.sentence if i >= 0]
    assert held == sorted(held)
    assert held == [] or held[-1] < len(premise)


@pytest.mark.parametrize(
    ("cosine", "places", "size", "shown", "found"),
    [
        ([0.1, 0.9, 0.5], [0, 1, 2], 2, (), [1, 2]),
        ([0.5, 0.5, 0.5, 0.9], [0, 1, 2, 3], 3, (), [3, 0, 1]),  # ties as the article has them
        ([0.5, 0.5, 0.5], [2, 0, 1], 2, (), [2, 0]),
        ([0.9, 0.8, 0.1], [0, 1, 2], 2, (2,), [2, 0]),  # shown in any case
        ([0.1, 0.2, 0.3, 0.4], [0, 1, 2, 3], 3, (2, 0), [0, 2, 3]),
        ([0.1, 0.2, 0.3], [0, 1, 2], 2, (0, 1, 2), [0, 1]),
        ([0.0, 0.0, 0.7], [0, 1], 5, (), [0, 1]),  # of one article only
        ([0.3] * 9, list(range(9)), PREMISE, (), [0, 1, 2, 3, 4]),
    ],
)
def test_the_closest_sentences(
    cosine: list[float], places: list[int], size: int, shown: tuple[int, ...], found: list[int]
) -> None:
    assert closest(np.array(cosine), places, size, shown) == found


@pytest.mark.parametrize(
    ("texts", "hypothesis", "share"),
    [
        (["The mill burned.", "A barge sank."], "A mill burned.", 1.0),
        (["The mill burned.", "A barge sank."], "A barge burned.", 1.0),  # between them
        (["The mill burned.", "A barge sank."], "The mill sank twice over.", 1.0),
        (["The mill burned."], "A barge sank.", 0.0),
        (["The mill burned."], "", 0.0),
    ],
)
def test_the_share_of_a_hypothesis_that_a_premise_covers(
    texts: list[str], hypothesis: str, share: float
) -> None:
    vectors = Vectors([*texts, "A barge sank."])
    found = coverage(vectors.rows[list(range(len(texts)))], vectors.of([hypothesis]))
    assert found == pytest.approx(share)


def test_a_sentence_that_was_cut_off_is_no_evidence() -> None:
    shown = by_sentence(np.array([9.0, 2.0, -2.0, 4.0, 9.0]), [-1, 0, 0, 2, -1], 4)
    assert shown.tolist() == [0.5, 0.0, 0.982014, 0.0]


# --- its files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model's files that a test may break."""
    for name in (MODEL, TOKENIZER, CALIBRATION, DIGESTS):
        shutil.copy(bundled() / name, tmp_path)
    return tmp_path


def refused(folder: Path) -> str:
    """The one line that asking a model says."""
    model = OnnxPairModel(folder)
    with pytest.raises(BadCheckpoint) as caught:
        _ = model.signature, model.bars, model.judge(PAIRS[:1])
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(folder))
    return message


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, CALIBRATION, DIGESTS])
def test_a_changed_byte_is_found(folder: Path, name: str) -> None:
    """So is that a file is missing."""
    good = (folder / name).read_bytes()
    for place in (0, -70):
        data = bytearray(good)
        data[place] ^= 1
        (folder / name).write_bytes(data)
        assert "reinstall the package" in refused(folder)
    (folder / name).unlink()
    assert "No such file" in refused(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere").startswith(f"{tmp_path / 'nowhere'}: the pair model is")


@pytest.mark.parametrize("digests", [b"", b"\n\n", b"no digest\n", b"\xff\xfe\x00", b"a b c\n" * 9])
def test_digests_that_say_nothing_are_refused(folder: Path, digests: bytes) -> None:
    (folder / DIGESTS).write_bytes(digests)
    assert f"{DIGESTS}: does not name {MODEL}" in refused(folder)


# --- what it answers


def test_a_pair_is_judged_as_if_it_were_alone() -> None:
    """Batches, neighbours and threads change no bit, or caches and caps would change summaries."""
    one, two = (OnnxPairModel(threads=n) for n in (1, 2))
    together = one.judge(PAIRS)
    assert together[0] == together[4]
    assert len(set(together)) == 4
    assert [one.judge([pair])[0] for pair in PAIRS] == together
    assert two.judge(PAIRS[::-1])[::-1] == together
    assert one.judge([]) == []


def test_a_judgement_is_probabilities() -> None:
    odd = [
        Pair((), ""),
        Pair(("",), "?"),
        Pair(("\x00\ufffd",), "漢字 \u202e"),
        Pair(("a",) * 9, "b"),
    ]
    model = OnnxPairModel()
    for pair, judged in zip([*PAIRS, *odd], model.judge([*PAIRS, *odd]), strict=True):
        assert isinstance(judged, Judgement)
        chances = (judged.supports, judged.partial, judged.neither, judged.contradicts)
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert all(0 <= chance <= 1 for chance in (*chances, *judged.evidence))
        assert len(judged.evidence) == len(pair.premise)
    assert all(0 < bar <= 1 for bar in model.bars)
    assert model.signature == OnnxPairModel(bundled()).signature


READ = (
    "The United Nations said on Monday that 6,301 people were killed by the earthquake in Nepal.",
    "But he said it would also go on.",
    "Sign up for our newsletter to get the best stories every morning!",
    "",
    "x" * 5_000,
)


def test_a_sentence_is_read_as_if_it_were_alone() -> None:
    model = OnnxPairModel()
    together = model.read(READ)
    assert together == [model.read([text])[0] for text in READ] == OnnxPairModel().read(READ)
    assert model.read([]) == []


def test_a_reading_is_two_sets_of_probabilities() -> None:
    for reading in OnnxPairModel().read(READ):
        place = reading.stands, reading.event, reading.dangles
        voice = reading.report, reading.quote, reading.judgement, reading.junk
        for chances in (place, voice):
            assert all(0 <= chance <= 1 for chance in chances)
            assert sum(chances) == pytest.approx(1, abs=1e-5)


def test_it_reads_what_a_reader_would() -> None:
    model = OnnxPairModel()
    assert [placement(r, model.bars) for r in model.read(READ[:3])] == [
        Placement.ANYWHERE, Placement.AFTER_PREVIOUS, Placement.NOWHERE,
    ]  # fmt: skip


def test_the_model_is_loaded_when_it_is_asked() -> None:
    code = (
        "import sys, summarizer.entailment, summarizer.pipeline\n"
        "summarizer.entailment.pair_model().signature\n"
        "print({'onnxruntime', 'tokenizers'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"set()\n"

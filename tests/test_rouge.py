"""ROUGE: equal to rouge-score and to ROUGE-1.5.5, in any script, whatever is scored.

The parity test goes over 5,000 pairs; the published scores are those of MultiLing 2011.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")
pytest.importorskip("rouge_score", reason="the package rouge-score is not installed")

from rouge_score import rouge_scorer
from rouge_score.tokenize import tokenize
from rouge_score_rs.tokenizers import DefaultTokenizer

from summarizer.errors import InputError, LimitExceeded, MissingExtra, UsageError
from summarizer.evaluate import rouge
from summarizer.evaluate.rouge import Rouge, resolve
from summarizer.evaluate.types import METRICS, PRF, RougeSettings
from summarizer.text.sentences import split

ROOT = Path(__file__).resolve().parent.parent
MULTILING = ROOT.parent / "shared" / "data" / "multiling2011"
needs_multiling = pytest.mark.skipif(
    not MULTILING.is_dir(), reason=f"no data at {MULTILING}: published ROUGE is NOT reproduced"
)
ZERO = PRF(0.0, 0.0, 0.0)
MAX, POOLED = RougeSettings(), RougeSettings(references="pooled")
PLAIN = RougeSettings(stem=False, tokenizer="ascii")
UNICODE = RougeSettings(tokenizer="unicode")

# --- the same as rouge-score

VOCABULARY = """
    the The THE of of a in and to was Mayor mayors mayor's mayor’s flooding floods flooded Flood
    relational generalizations happily dying dies skies sky agreed feed news NEWS U.S. a.m. 3.5
    1,200 2025 co-operate re-election well-being don't O'Neill café naïve Zürich Łódź Straße ﬁne
    İstanbul K e\u0301t\u00e9 洪水 市長 東京2020 мэр Αθήνα ١٢ नदी — … “dam” (dam) dam dam. Dam? $5m
    #dam @mayor x y z x9 9x ye yes employed employment oscillate \u00ad \u200b \ud83d 🌊
""".split()


def sentence(random: Random) -> str:
    return " ".join(random.choices(VOCABULARY, k=random.choice((0, 1, 2, 5, 8, 12))))


def echo(random: Random, sentences: Sequence[str]) -> list[str]:
    """Other sentences made of those: words dropped, said again, moved, and some new."""
    out = []
    for one in random.sample(sentences, len(sentences)):
        words = [w for w in one.split() if random.random() < 0.7] or ["dam"]
        if random.random() < 0.3:
            words += random.sample(words, min(2, len(words)))
        out += [" ".join(words)] if random.random() < 0.8 else [" ".join(words), sentence(random)]
    return out


def invented(random: Random, count: int) -> Iterator[tuple[list[str], list[str]]]:
    """So many times one to three references and a candidate in sentences."""
    for _ in range(count):
        told = [sentence(random) for _ in range(random.randint(1, 3))]
        others = [echo(random, told) for _ in range(random.choice((0, 0, 0, 0, 1, 2)))]
        stops = random.choice(("\n", ". ", " ", ".\n\n"))
        yield [stops.join(reference) for reference in (told, *others)], echo(random, told)


def bundled() -> Iterator[tuple[list[str], list[str]]]:
    """Every reference of the bundled events against the sentences of every plain article."""
    for event in sorted((ROOT / "eval" / "examples").iterdir()):
        references = [p.read_text("utf-8") for p in sorted(event.glob("references/*.txt"))]
        for article in sorted(event.glob("*.txt")):
            lines = article.read_text("utf-8").splitlines()
            if references:
                yield references, [line for line in lines if line.strip()][:8]


def lines(text: str) -> str:
    return "\n".join(" ".join(text[a:b].split()) for a, b in split(text, [(0, len(text))]))


def encodable(text: str) -> str:
    """rouge-score cannot take lone surrogates; to its tokenizer they are separators."""
    return text.encode("utf-8", "replace").decode("utf-8")


@pytest.mark.parametrize("stem", [True, False], ids=["stemmed", "unstemmed"])
def test_identical_to_rouge_score(stem: bool) -> None:
    ours = Rouge(RougeSettings(stem=stem))
    theirs = rouge_scorer.RougeScorer(METRICS, use_stemmer=stem)
    for references, candidate in [*invented(Random(20_110), 5_000), *bundled()]:
        targets = [encodable(lines(reference)) for reference in references]
        expected = theirs.score_multi(targets, encodable("\n".join(candidate)))
        assert ours.score(references, candidate) == {m: PRF(*expected[m]) for m in METRICS}


@pytest.mark.parametrize("tokenizer", ["ascii", "unicode"])
def test_sentences_are_lines_and_line_breaks_inside_them_are_not(tokenizer: str) -> None:
    # Within one sentence the words must stand in order; two sentences are united.
    scorer = Rouge(RougeSettings(tokenizer=tokenizer))
    reference = "The dam broke."
    assert scorer.score([reference], ["broke\nthe\u2028dam"])["rougeLsum"] == shares(2, 3, 3)
    assert scorer.score([reference], ["broke", "the dam"])["rougeLsum"] == shares(3, 3, 3)
    assert scorer.score([reference], "Broke. The dam.")["rougeLsum"] == shares(3, 3, 3)


# --- several references, by hand


def shares(hits: int, candidate: int, reference: int) -> PRF:
    return PRF(
        hits / candidate,
        hits / reference,
        pytest.approx(2 * hits / (candidate + reference), abs=1e-15),
    )


def test_union_of_subsequences_as_in_the_paper() -> None:
    # Lin 2004, section 3.2: w1 w2 w3 w4 w5 against two sentences, union w1 w2 w3 w5 = 4 of 5.
    # In one string the sentences stand as w1 w3 w8 w9 w5 | w1 w2 w6 w7 w8, so in order: w1 w3 w5.
    candidate = ["w1 w3 w8 w9 w5", "w1 w2 w6 w7 w8"]
    found = Rouge(POOLED).score(["w1 w2 w3 w4 w5"], candidate)
    assert found["rougeLsum"] == shares(4, 10, 5)
    assert found["rougeL"] == shares(3, 10, 5)
    # A second reference w8 w9: both words, in order, in the first sentence.
    found = Rouge(POOLED).score(["w1 w2 w3 w4 w5", "w8 w9"], candidate)
    assert found["rougeLsum"] == shares(4 + 2, 2 * 10, 5 + 2)
    assert found["rougeL"] == shares(3 + 2, 2 * 10, 5 + 2)
    # Three, one of which has nothing in common.
    found = Rouge(POOLED).score(["w1 w2 w3 w4 w5", "w8 w9", "z1 z2 z3"], candidate)
    assert found["rouge1"] == shares(4 + 2, 3 * 10, 5 + 2 + 3)
    assert found["rouge2"] == shares(1 + 1, 3 * 9, 4 + 1 + 2)  # w1-w2 and w8-w9


def counts(reference: str, candidate: Sequence[str], stem: bool) -> dict[str, tuple[int, int, int]]:
    """Hits, candidate and reference totals by metric, counted in the open."""
    tokens = DefaultTokenizer(stem).tokenize
    target, prediction = tokens(reference), tokens("\n".join(candidate))
    found = {}
    for n in (1, 2):
        a, b = (
            Counter(zip(*[t[i:] for i in range(n)], strict=False)) for t in (target, prediction)
        )
        found[f"rouge{n}"] = ((a & b).total(), b.total(), a.total())
    common = rouge_scorer._lcs_table(target, prediction)[-1][-1]
    found["rougeL"] = (common, len(prediction), len(target))
    left = Counter(target) & Counter(prediction)
    hits = 0
    for line in lines(reference).split("\n"):
        for token in rouge_scorer._union_lcs(tokens(line), [tokens(s) for s in candidate]):
            hits += left[token] > 0
            left[token] -= 1
    found["rougeLsum"] = (hits, len(prediction), len(target))
    return found


@pytest.mark.parametrize("stem", [True, False], ids=["stemmed", "unstemmed"])
def test_pooled_is_what_open_counting_gives(stem: bool) -> None:
    ours = Rouge(replace(POOLED, stem=stem))
    for references, candidate in [*invented(Random(155), 400), *bundled()]:
        each = [counts(reference, candidate, stem) for reference in references]
        for metric, prf in ours.score(references, candidate).items():
            hits, given_, wanted = (sum(c[metric][i] for c in each) for i in range(3))
            assert prf.precision == hits / max(1, given_)
            assert prf.recall == hits / max(1, wanted)


# --- edges


@pytest.mark.parametrize("chosen", [MAX, POOLED, UNICODE, replace(UNICODE, references="pooled")])
@pytest.mark.parametrize("empty", ["", " \n ", "… — !?", "\ud800", [], [""], ["", "—"]])
def test_nothing_to_match_scores_zero(chosen: RougeSettings, empty: str | list[str]) -> None:
    scorer = Rouge(chosen)
    full = "The dam broke on Friday."
    assert set(scorer.score([full], empty).values()) == {ZERO}
    if isinstance(empty, str):
        assert set(scorer.score([empty], full).values()) == {ZERO}
        assert set(scorer.score([empty, empty], empty).values()) == {ZERO}


def test_no_reference_is_an_error() -> None:
    with pytest.raises(InputError, match="at least one reference"):
        Rouge(MAX).score([], "The dam broke.")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(st.characters(codec=None), max_size=60), min_size=1, max_size=3),
    st.text(st.characters(codec=None), max_size=60),
    st.sampled_from([MAX, POOLED, UNICODE, replace(UNICODE, references="pooled", words=3)]),
)
def test_any_text_can_be_scored(
    references: list[str], candidate: str, chosen: RougeSettings
) -> None:
    for prf in Rouge(chosen).score(references, candidate).values():
        assert all(0.0 <= value <= 1.0 for value in astuple(prf))
        assert min(prf.precision, prf.recall) <= prf.fmeasure + 1e-12


@pytest.mark.parametrize("chosen", [MAX, replace(UNICODE, references="pooled")])
def test_long_texts_take_seconds_or_are_refused(chosen: RougeSettings) -> None:
    random = Random(7)
    long = " ".join(f"w{random.randrange(3_000)}" for _ in range(100_000))
    start = time.process_time()
    assert Rouge(chosen).score([long[:1_500]], long)["rouge1"].recall > 0.9
    with pytest.raises(LimitExceeded, match="100,000 tokens against a reference of 100,000"):
        Rouge(chosen).score([long], long)
    assert time.process_time() - start < 5


# --- the cut


def test_the_candidate_is_cut_and_the_reference_is_not() -> None:
    scorer = Rouge(replace(MAX, words=4))
    reference = "The old dam broke on Friday night."
    candidate = ["The old dam", "broke on Friday night."]
    assert scorer.score([reference], candidate) == Rouge(MAX).score(
        [reference], ["The old dam", "broke"]
    )
    assert scorer.score([reference], candidate)["rouge1"] == shares(4, 4, 7)


@pytest.mark.parametrize("words", [1, 7, 50, 10_000])
def test_a_cut_keeps_whole_words_and_sentences(words: int) -> None:
    for references, candidate in bundled():
        kept, left = [], words
        for one in candidate:
            kept.append(" ".join(one.split()[: max(0, left)]))
            left -= len(one.split())
        cut = Rouge(replace(MAX, words=words)).score(references, candidate)
        assert cut == Rouge(MAX).score(references, kept)


@pytest.mark.parametrize("words", [0, -3])
def test_a_cut_below_one_word_is_refused(words: int) -> None:
    with pytest.raises(UsageError, match=f"not at {words}"):
        Rouge(RougeSettings(words=words))


# --- other scripts

SPOKEN = {
    "ar": "انهار السد القديم يوم الجمعة. غادر السكان منازلهم ليلا.",
    "cs": "Stará přehrada se v pátek protrhla. Obyvatelé odešli v noci.",
    "el": "Το παλιό φράγμα έσπασε την Παρασκευή. Οι κάτοικοι έφυγαν τη νύχτα.",
    "fr": "L'ancien barrage a cédé vendredi. Les habitants sont partis la nuit.",
    "he": "הסכר הישן קרס ביום שישי. התושבים עזבו בלילה.",
    "hi": "पुराना बाँध शुक्रवार को टूट गया। लोग रात में घर छोड़कर चले गए।",
    "ru": "Старая плотина рухнула в пятницу. Жители ушли ночью.",
    "ta": "பழைய அணை வெள்ளிக்கிழமை உடைந்தது. மக்கள் இரவில் வெளியேறினர்.",
}


@pytest.mark.parametrize("language", SPOKEN)
def test_tokens_are_whole_words(language: str) -> None:
    """Each word is one unit, with its marks: as many as between spaces and apostrophes."""
    text = SPOKEN[language]
    words = re.split(r"[ ']", text)
    for i, word in enumerate(words):
        other = " ".join([*words[:i], "9" * 9, *words[i + 1 :]])
        assert word
        assert Rouge(UNICODE).score([text], other)["rouge1"] == shares(
            len(words) - 1, len(words), len(words)
        )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("l’océan", "L'OCÉAN"),
        ("cafe\u0301", "café"),
        ("ग\u200bए", "गए"),  # zero-width space
        ("co\u00adoperate", "cooperate"),  # soft hyphen
        ("שלום\u200f", "שלום"),  # mark of direction
        ("टूटा।लोग", "टूटा । लोग"),
        ("Ο ΔΡΟΜΟΣ", "ο δρόμος".replace("ό", "ο")),  # final sigma
        ("Straße", "STRASSE"),
        ("№ 5", "no 5"),
        ("snake_case", "snake case"),
        ("3.50", "3,50"),
    ],
)  # fmt: skip
def test_the_shape_of_a_word_does_not_matter(one: str, two: str) -> None:
    assert Rouge(UNICODE).score([one], two)["rouge1"] == PRF(1.0, 1.0, 1.0)


@pytest.mark.parametrize(("one", "two"), [("कि", "की"), ("हिन्दी", "हिन्द"), ("öl", "ol")])
def test_marks_and_accents_do_matter(one: str, two: str) -> None:
    assert Rouge(UNICODE).score([one], two)["rouge1"] == ZERO


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_unicode_tokens_of_ascii_text_are_those_of_rouge_score(text: str) -> None:
    tokens = Rouge(UNICODE)._tokenizer.tokenize(rouge._plain(text, True))
    assert tokens == tokenize(text, None)


def test_auto_is_ascii_for_english_only() -> None:
    english = ["The café in Zürich opened on Friday, the mayor of the old town said."] + [
        "The dam broke and the river flooded the valley."] * 9  # fmt: skip
    assert resolve(MAX, english).tokenizer == "ascii"
    assert resolve(MAX, english, "en-GB").tokenizer == "ascii"
    assert resolve(MAX, english, "fr").tokenizer == "unicode"
    assert resolve(MAX, ["1, 2, 3"]).tokenizer == "ascii"
    for chosen in (PLAIN, UNICODE):  # a set tokenizer stays
        assert resolve(chosen, SPOKEN.values(), "el") is chosen
    for language in SPOKEN:  # also where nobody said which language it is
        assert resolve(MAX, [SPOKEN[language]]).tokenizer == "unicode"


def test_what_the_tokenizer_cannot_read_is_known() -> None:
    assert Rouge(PLAIN).reads("The café in Zürich opened.")
    assert Rouge(PLAIN).reads("")
    assert Rouge(PLAIN).reads(SPOKEN["fr"])
    assert not Rouge(PLAIN).reads(SPOKEN["ru"])
    assert set(Rouge(PLAIN).score([SPOKEN["ru"]], SPOKEN["ru"]).values()) == {ZERO}
    assert Rouge(UNICODE).reads(SPOKEN["ru"])


# --- the signature


def test_the_signature_says_all_that_was_done() -> None:
    pattern = (
        r"rouge:1,2,L,Lsum\|engine:rouge-score-rs-[\d.]+\|stem:yes\|refs:max\|cut:no\|tok:ascii"
        r"\|lsum:lines-nupunkt-[\d.]+\|v:[\w.]+"
    )
    assert re.fullmatch(pattern, Rouge(MAX).signature)
    assert "|cut:50|" in Rouge(replace(MAX, words=50)).signature
    assert "|refs:pooled|" in Rouge(POOLED).signature
    assert "|stem:no|refs:max|cut:no|tok:ascii|" in Rouge(PLAIN).signature
    # The Unicode tokenizer does not stem, whatever was asked for.
    assert (
        "|stem:no|refs:max|cut:no|tok:unicode|" in Rouge(RougeSettings(stem=True), "hi").signature
    )


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    rouge._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rouge_score_rs", None)
    with pytest.raises(MissingExtra, match="pip install"):
        Rouge(MAX)


# --- published scores


SYSTEMS = [f"ID{i}" for i in range(1, 11)]
SCORED = [(f"rouge{n}", part) for n in (1, 2) for part in ("recall", "precision", "fmeasure")]


def multiling(language: str) -> dict[str, dict]:
    """The clusters of a language by topic."""
    rows = (MULTILING / f"{language}.jsonl").read_text("utf-8").splitlines()
    return {row["id"][-4:]: row for row in map(json.loads, rows)}


@pytest.fixture(scope="module")
def submitted() -> dict[str, np.ndarray]:
    """Our scores of what ten systems submitted, each of shape (topics, 6), as `SCORED`."""
    scorer = Rouge(replace(PLAIN, references="pooled", words=250))
    topics = multiling("english")
    found = {}
    for system in SYSTEMS:
        folder = MULTILING / "published" / "submissions" / system
        scores = [
            scorer.score(row["references"], (folder / topic).read_text("utf-8", errors="replace"))
            for topic, row in topics.items()
        ]
        found[system] = np.array([[getattr(s[m], part) for m, part in SCORED] for s in scores])
    return found


def detailed() -> dict[str, np.ndarray]:
    """The organisers' scores of each topic, in an order of their own, as `submitted`."""
    path = MULTILING / "published" / "ROUGE" / "Detailed" / "englishDetailed.txt"
    line = re.compile(r"(ID\d+) ROUGE-[12] Eval (\d+)\.ID\d+ R:(\S+) P:(\S+) F:(\S+)")
    rows: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for system, topic, *values in line.findall(path.read_text("utf-8")):
        rows[system][int(topic)] += map(float, values)
    return {system: np.array(list(topics.values())) for system, topics in rows.items()}


@needs_multiling
@pytest.mark.parametrize("system", SYSTEMS)
def test_published_scores_of_every_topic(system: str, submitted: dict[str, np.ndarray]) -> None:
    """All 60 of a system to the last printed digit; F1 was computed from rounded P and R."""
    ours, theirs = submitted[system], detailed()[system]
    assert theirs.shape == (10, 6)
    assert np.sort(ours, axis=0) == pytest.approx(np.sort(theirs, axis=0), abs=1.1e-5)
    assert ours.mean(axis=0) == pytest.approx(theirs.mean(axis=0), abs=5e-6)


@needs_multiling
@pytest.mark.parametrize(
    "language", ["arabic", "czech", "english", "french", "greek", "hebrew", "hindi"]
)
def test_real_references_in_seven_languages(language: str) -> None:
    rows = multiling(language).values()
    chosen = resolve(MAX, (reference for row in rows for reference in row["references"]))
    assert (chosen.tokenizer == "ascii") == (language == "english")
    scorer = Rouge(chosen)
    for row in rows:
        for reference in row["references"]:
            assert set(scorer.score([reference], reference).values()) == {PRF(1.0, 1.0, 1.0)}
        openings = [d["text"].split(".")[0].split("।")[0] for d in row["documents"]]
        assert scorer.score(row["references"], openings)["rouge1"].fmeasure > 0.1

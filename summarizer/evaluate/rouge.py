"""ROUGE-1, -2, -L and -Lsum (Lin 2004), with a signature of all that decides the numbers.

Counting is rouge-score-rs's, which equals the rouge-score package to the last bit.  What is
settled here is what goes in and how several references combine:

- Sentences: rougeLsum compares lines, so it always gets one sentence a line.  A text that comes
  as one string is split by `summarizer.text.sentences`.
- Tokens, `ascii`: rouge-score's, runs of `[a-z0-9]` after lowercasing, words over three letters
  cut by the English Porter stemmer if `stem`.  Letters of other scripts are dropped: Greek
  scores 0 against itself.
- Tokens, `unicode`: runs of letters, marks and digits of any script, never stemmed; on ASCII
  text they are rouge-score's.  Format characters (soft hyphen, zero-width joiners, marks of
  direction) are dropped, as they are in a summary's display form.  The engine normalises them
  (NFKC, case folding) and takes an ideograph as a token of its own.
- References, `max`: for each metric, P, R and F1 of the reference with the best F1, as
  rouge-score's `score_multi`.
- References, `pooled`: hits and totals are summed over the references before they are divided,
  as ROUGE-1.5.5 `-f A`; precision's total counts the candidate once for each reference.

Cost: linear for ROUGE-1 and -2; tokens of the candidate × tokens of the reference for ROUGE-L
and -Lsum, at worst 0.5 s and 200 MB for 7,000 × 7,000; `limits.MAX_ROUGE_PAIRS` caps it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import islice
from types import ModuleType
from typing import Any

from summarizer import __version__
from summarizer.errors import InputError, LimitExceeded, MissingExtra, UsageError
from summarizer.evaluate.types import METRICS, PRF, RougeSettings
from summarizer.limits import MAX_ROUGE_PAIRS
from summarizer.text.sentences import split

# English news has 0.01 % (Multi-News) to 0.05 % (WikiNews) letters outside ASCII, French 4 %.
_FOREIGN_SHARE = 0.01

_WORD = re.compile(r"\S+")  # what `str.split` gives
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]")


def resolve(settings: RougeSettings, texts: Iterable[str], language: str = "en") -> RougeSettings:
    """The settings with `tokenizer` fixed to ascii or unicode, once for a whole benchmark.

    `auto` is ascii for English unless the ASCII tokenizer would drop more than 1 % of the
    letters of `texts` (all references and articles), and unicode for every other language.
    A set tokenizer stays, and `texts` are only read when they decide.
    """
    if settings.tokenizer != "auto":
        return settings
    english = language.lower().split("-")[0] == "en"
    ascii_ = english and _foreign(texts) <= _FOREIGN_SHARE
    return replace(settings, tokenizer="ascii" if ascii_ else "unicode")


class Rouge:
    """Scores summaries by all of `METRICS` under one signature; picklable.

    A tokenizer still `auto` is settled by the language alone: `resolve` it with the texts.
    `signature` has all that decides the numbers in one line, `key:value|…`, as it was really done.
    Raises `MissingExtra` without rouge-score-rs and `UsageError` for a cut below one word.
    """

    def __init__(self, settings: RougeSettings, language: str = "en") -> None:
        self.settings = resolve(settings, (), language)
        if settings.words is not None and settings.words < 1:
            raise UsageError(f"ROUGE can cut at 1 word or more, not at {settings.words}")
        self._unicode = self.settings.tokenizer == "unicode"
        stem = settings.stem and not self._unicode
        engine = _engine()
        tokenizers = engine.tokenizers
        self._tokenizer: Any = (
            tokenizers.UnicodeTokenizer() if self._unicode else tokenizers.DefaultTokenizer(stem)
        )
        self._scorer: Any = engine.RougeScorer(list(METRICS), tokenizer=self._tokenizer)
        self.signature = (
            f"rouge:{','.join(metric.removeprefix('rouge') for metric in METRICS)}"
            f"|engine:rouge-score-rs-{engine.__version__}|stem:{'yes' if stem else 'no'}"
            f"|refs:{settings.references}|cut:{settings.words or 'no'}"
            f"|tok:{self.settings.tokenizer}|lsum:lines-nupunkt-{version('nupunkt')}"
            f"|v:{__version__}"
        )

    def reads(self, text: str) -> bool:
        """Whether the tokenizer keeps most letters of `text`; if not, its scores mean nothing."""
        return self._unicode or _foreign([text]) <= 0.5

    def score(self, references: Sequence[str], candidate: str | Sequence[str]) -> dict[str, PRF]:
        """P, R and F1 of a candidate, a text or its sentences, for each of `METRICS` in order.

        A text without tokens scores 0.  Raises `InputError` where there is no reference and
        `LimitExceeded` for texts that would take minutes.
        """
        if not references:
            raise InputError("nothing to score against: give the cluster at least one reference")
        prediction = self._prediction(candidate)
        targets = [_prepared(reference, self._unicode) for reference in references]
        for target in targets:
            self._refuse_huge(target, prediction)
        if self.settings.references == "pooled":
            return self._pooled(targets, prediction)
        best = self._scorer.score_multi(targets, prediction)
        return {metric: PRF(*map(float, best[metric])) for metric in METRICS}

    def _prediction(self, candidate: str | Sequence[str]) -> str:
        """The candidate as the engine gets it: cut, one sentence a line."""
        if isinstance(candidate, str):
            return _plain(_lines(_cut(candidate, self.settings.words)), self._unicode)
        lines = "\n".join(" ".join(sentence.split()) for sentence in candidate)
        return _plain(_cut(lines, self.settings.words), self._unicode)

    def _pooled(self, targets: list[str], prediction: str) -> dict[str, PRF]:
        """Hits and totals summed over the references (ROUGE-1.5.5, `computeNGramScore`, mode A).

        The engine gives shares only; a share times its own total is the hits, exactly once it is
        rounded.
        """
        scores = [self._scorer.score(target, prediction) for target in targets]
        sizes = [len(self._tokenizer.tokenize(target)) for target in targets]
        size = len(self._tokenizer.tokenize(prediction))
        result = {}
        for metric in METRICS:
            totals = [_units(metric, tokens) for tokens in sizes]
            shares = zip(scores, totals, strict=True)
            hits = sum(round(score[metric].recall * total) for score, total in shares)
            result[metric] = _prf(hits, len(targets) * _units(metric, size), sum(totals))
        return result

    def _refuse_huge(self, target: str, prediction: str) -> None:
        """Raise `LimitExceeded` where the table of the longest common subsequence is too large."""
        if len(target) * len(prediction) <= MAX_ROUGE_PAIRS:  # never more tokens than characters
            return
        sizes = [len(self._tokenizer.tokenize(text)) for text in (prediction, target)]
        if sizes[0] * sizes[1] > MAX_ROUGE_PAIRS:
            raise LimitExceeded(
                f"a summary of {sizes[0]:,} tokens against a reference of {sizes[1]:,} is more "
                f"than ROUGE-L can take ({MAX_ROUGE_PAIRS:,} pairs): cut one of them"
            )


@cache
def _engine() -> ModuleType:
    """rouge-score-rs, with its tokenizers."""
    try:
        import rouge_score_rs.tokenizers
    except ModuleNotFoundError as error:
        raise MissingExtra.of("eval", "ROUGE needs rouge-score-rs") from error
    engine: ModuleType = rouge_score_rs
    return engine


def _units(metric: str, tokens: int) -> int:
    """What a metric counts in a text of so many tokens: bigrams for ROUGE-2, else tokens."""
    return max(0, tokens - 1) if metric == "rouge2" else tokens


def _prf(hits: int, candidate: int, reference: int) -> PRF:
    """Precision, recall and their harmonic mean from counts; 0 where nothing is counted."""
    precision, recall = hits / max(1, candidate), hits / max(1, reference)
    both = precision + recall
    return PRF(precision, recall, 2 * precision * recall / both if both else 0.0)


def _cut(text: str, words: int | None) -> str:
    """The first `words` words of `text`, with the line breaks between them."""
    last = None if words is None else next(islice(_WORD.finditer(text), words - 1, None), None)
    return text if last is None else text[: last.end()]


def _lines(text: str) -> str:
    """One sentence a line."""
    return "\n".join(" ".join(text[a:b].split()) for a, b in split(text, [(0, len(text))]))


@lru_cache(maxsize=1_000)  # every system is scored against the same references
def _prepared(reference: str, unicode: bool) -> str:
    """A reference as the engine gets it."""
    return _plain(_lines(reference), unicode)


def _plain(text: str, unicode: bool) -> str:
    """What the engine's tokenizer reads as intended; the ASCII one needs no help.

    The Unicode one keeps marks inside a word (`l'océan`, `3.50`, `थी।दौड़`), so that the shape
    of an apostrophe or a missing space would decide a match.
    """
    return unicodedata.normalize("NFKC", text).translate(_WORDS) if unicode else text


class _Words(dict[int, str]):
    """For `str.translate`: letters, marks and digits stay, format characters go, the rest is a
    space; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        self[code] = "" if category == "Cf" else chr(code) if category[0] in "LMN" else " "
        return self[code]


_WORDS = _Words({10: "\n"})


def _foreign(texts: Iterable[str]) -> float:
    """The share of letters outside ASCII, 0 where there is no letter."""
    foreign = letters = 0
    for text in texts:
        foreign += len(_FOREIGN.findall(text))
        letters += len(_LETTER.findall(text))
    return foreign / max(1, letters)

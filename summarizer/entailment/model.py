"""The bundled pair model on ONNX Runtime, loaded when first asked and checked by its digest.

One pair is one call: dynamic int8 quantisation takes its scales from everything in a call, so
that in a batch a pair's score would depend on its neighbours.  Cost: 7 ms for a pair of 100
tokens and 15 ms for one of 200 on one core (`eval/bench.py --only entailment`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.arrays import Floats
from summarizer.entailment.encode import Encoded, encode
from summarizer.entailment.types import Bars, Judgement, Pair, Reading
from summarizer.errors import BadCheckpoint

NAME = "agreement-small"
MODEL, TOKENIZER, CALIBRATION, DIGESTS = (
    "model.onnx", "tokenizer.json", "calibration.json", "SHA256SUMS",
)  # fmt: skip
# The first outputs of the sentence head say whether a sentence can be understood.
PLACES = 3
# More threads than this gain nothing on one pair of 200 tokens.
THREADS = 2


def bundled() -> Path:
    """The folder of the bundled model: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_models" / NAME
    return inside if inside.is_dir() else package.parent / "models" / NAME


class OnnxPairModel:
    """The cross-encoder of `folder`; raises BadCheckpoint when a file is not the expected one.

    `threads` is how many processor cores one judgement may use (0: two, or as many as this
    process may run on); the answer does not depend on it.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        self._folder = folder or bundled()
        self._threads = threads

    @cached_property
    def signature(self) -> str:
        """The model's name and the start of its digest."""
        return f"{NAME}:{self._digests[MODEL][:8]}"

    @cached_property
    def bars(self) -> Bars:
        """The probabilities from which its answers are shown, chosen on training data."""
        return Bars(**self._calibration["bars"])

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """A judgement for each pair, in order."""
        return [self._one(pair, e) for pair, e in zip(pairs, self.encode(pairs), strict=True)]

    def read(self, texts: Sequence[str], before: tuple[str, ...] = ()) -> list[Reading]:
        """A reading of each sentence by itself, or each behind the sentences `before`, in order."""
        return [self._reading(e) for e in self.encode([Pair(before, text) for text in texts])]

    def logits(self, pair: Encoded, head: str = "classes") -> list[Floats]:
        """What a head says of a pair.

        `classes`: class logits (4,) and the evidence logits of all tokens (t,).  `sentence`: of a
        sentence behind those before it, the logits of the fields of a `Reading` (7,).
        """
        ids = np.array([pair.ids], dtype=np.int64)
        fed = {"ids": ids, "segments": np.array([pair.segments], dtype=np.int64)}
        found = self._session.run([head, *(["evidence"] if head == "classes" else [])], fed)
        return [x[0].astype(np.float64) for x in found]

    def _reading(self, encoded: Encoded) -> Reading:
        (logits,) = self.logits(encoded, "sentence")
        logits = logits * self._calibration["sentence"]["scale"]
        place, voice = (np.exp(part - part.max()) for part in np.split(logits, [PLACES]))
        chances = np.r_[place / place.sum(), voice / voice.sum()].round(6)
        return Reading(*chances.tolist())

    def encode(self, pairs: Sequence[Pair]) -> list[Encoded]:
        """The token ids of each pair."""
        return encode(self._tokenizer, pairs) if pairs else []

    def _one(self, pair: Pair, encoded: Encoded) -> Judgement:
        classes, tokens = self.logits(encoded)
        chances = self._calibrated(classes, pair)
        shown = by_sentence(tokens, encoded.sentence, len(pair.premise))
        supports, partial, neither, contradicts = chances.tolist()
        return Judgement(supports, partial, neither, contradicts, tuple(shown.tolist()))

    def _calibrated(self, logits: Floats, pair: Pair) -> Floats:
        """Probabilities by temperature and bias (Guo et al. 2017, vector scaling).

        A premise of one sentence is calibrated apart from one of several.
        """
        size = "one_sentence" if len(pair.premise) == 1 else "several_sentences"
        fitted = self._calibration[size]
        scaled = logits * fitted["scale"] + fitted["bias"]
        chances = np.exp(scaled - scaled.max())
        result: Floats = (chances / chances.sum()).round(6)
        return result

    @cached_property
    def _digests(self) -> dict[str, str]:
        path = self._folder / DIGESTS
        try:
            lines = path.read_text("utf-8", errors="replace").splitlines()
        except OSError as error:
            raise BadCheckpoint(
                f"{self._folder}: the pair model is not there ({error.strerror}); "
                "reinstall the package"
            ) from error
        rows = (line.split() for line in lines)
        digests = {row[1]: row[0] for row in rows if len(row) == 2}
        for name in (MODEL, TOKENIZER, CALIBRATION):
            if name not in digests:
                raise BadCheckpoint(f"{path}: does not name {name}; reinstall the package")
        return digests

    def _checked(self, name: str) -> bytes:
        """The bytes of a file, if they are the expected ones."""
        path = self._folder / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadCheckpoint(f"{path}: cannot be read ({error.strerror})") from error
        if hashlib.sha256(data).hexdigest() != self._digests.get(name):
            raise BadCheckpoint(f"{path}: not the file its SHA256SUMS says; reinstall the package")
        return data

    @cached_property
    def _calibration(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self._checked(CALIBRATION))
        return read

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._checked(TOKENIZER).decode("utf-8"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads or min(THREADS, _cores())
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            self._checked(MODEL), options, providers=["CPUExecutionProvider"]
        )


def by_sentence(logits: Floats, sentence: Sequence[int], count: int) -> Floats:
    """The evidence probability of each premise sentence, by the mean logit of its tokens."""
    where = np.array(sentence)
    held = where >= 0
    total = np.bincount(where[held], weights=logits[held], minlength=count)
    size = np.bincount(where[held], minlength=count)
    chances = 1 / (1 + np.exp(-total / np.maximum(size, 1)))
    result: Floats = np.where(size > 0, chances, 0.0).round(6)
    return result


def _cores() -> int:
    """The processor cores this process may use; one where it was told to keep to one thread."""
    if os.environ.get("OMP_NUM_THREADS") == "1":
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1

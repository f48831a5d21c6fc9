"""A writer warm-started from a sentence encoder (BERT): its layers begin both sides.

Cross-attention begins as a copy of self-attention.  The output is a mixture of the vocabulary and
of pointing at source tokens (See et al. 2017, section 2.2), so that copying need not be learned
anew.  The vocabulary is uncased: letters and spaces are restored from the sources.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy, logsigmoid
from training import Example
from transformers import BertConfig, BertModel

from summarizer.text.tokens import is_stop
from summarizer.write.types import Candidate

CLS, SEP, PAD = 101, 102, 0
SOURCE, TARGET = 80, 64  # tokens of a sentence that are read and written
FREE = 600  # most frequent tokens of text that may be written though no source has them
SPOILT = 0.3  # share of words that a spoilt view lacks
_APOSTROPHE = re.compile(r"\w[’'] (s|t|d|m|re|ll|ve)$")


class Net(nn.Module):
    """The encoder, the decoder and what points."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(start, add_pooling_layer=False)
        config = BertConfig.from_pretrained(start)
        config.is_decoder = config.add_cross_attention = True
        self.decoder = BertModel.from_pretrained(start, config=config, add_pooling_layer=False)
        for layer in self.decoder.encoder.layer:
            layer.crossattention.load_state_dict(layer.attention.state_dict())
        self.words = self.encoder.embeddings.word_embeddings
        self.decoder.embeddings.word_embeddings = self.words
        size = config.hidden_size
        self.out = nn.Sequential(nn.Linear(size, size), nn.GELU(), nn.LayerNorm(size))
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.query, self.key = nn.Linear(size, size), nn.Linear(size, size)
        self.gate = nn.Linear(size, 1)

    def encode(self, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """The states of source tokens (B, S, D); `types` is 1 behind the first sentence."""
        found: torch.Tensor = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=(ids != PAD).long()
        ).last_hidden_state
        return found

    def decode(
        self, ids: torch.Tensor, memory: torch.Tensor, source: torch.Tensor, cache: Any = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, Any]:
        """What scores words (B, T, D), log-chances of pointing (B, T, S), the gate's logit."""
        mask = source != PAD  # (B, S)
        out = self.decoder(
            input_ids=ids,
            encoder_hidden_states=memory,
            encoder_attention_mask=mask.long(),
            past_key_values=cache,
            use_cache=cache is not None,
        )
        states = out.last_hidden_state
        points = self.query(states) @ self.key(memory).transpose(1, 2)
        points = points.float() / math.sqrt(memory.shape[-1])
        points = points.masked_fill(~mask[:, None, :], -1e9)
        gate = self.gate(states).float()
        return self.out(states), points.log_softmax(-1), gate, out.past_key_values

    def scores(self, states: torch.Tensor) -> torch.Tensor:
        """The logits of the vocabulary (…, V)."""
        return (states @ self.words.weight.T).float() + self.bias


class MiniLM:
    """`training.Approach`; `sentences` are restored from spoilt views before and between."""

    rate, batch, warmup = 4e-4, 32, 100

    def __init__(self, start: Path, sentences: Path | None = None) -> None:
        self.net = Net(start)
        self.tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        path = sentences or start / "sentences.txt"
        self._sentences = path.read_text("utf-8").splitlines()
        self._free = self._frequent()

    def _frequent(self) -> set[int]:
        """Function words, punctuation, and the tokens that most texts have in small letters."""
        some = " ".join(w for s in self._sentences[:20_000] for w in s.split()[1:] if w.islower())
        counts = Counter(i for i in self._ids(some) if i > 999)
        return {i for i, _ in counts.most_common(FREE)} | {SEP}

    def _ids(self, text: str) -> list[int]:
        found: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return found

    def mixed(self, real: Sequence[Example], done: float, rng: random.Random) -> list[Example]:
        """Only restoring at first, then less and less of it."""
        share = 1.0 if done < 0.25 else 0.5 if done < 0.5 else 0.15
        return [self._restoring(e, rng) if rng.random() < share else e for e in real]

    def _restoring(self, real: Example, rng: random.Random) -> Example:
        """A sentence from two views of it that lack different words, and one of another fact."""
        text = rng.choice(self._sentences)
        views = [_spoilt(text, rng), _spoilt(text, rng)]
        return Example((*views, rng.choice(real.sources))[: rng.choice((1, 2, 2, 3))], text)

    def _input(self, groups: Sequence[Sequence[str]]) -> tuple[torch.Tensor, torch.Tensor]:
        rows, types = [], []
        for group in groups:
            row, kind = [CLS], [0]
            for number, text in enumerate(group):
                ids = [*self._ids(text)[:SOURCE], SEP]
                row, kind = row + ids, kind + [int(number > 0)] * len(ids)
            rows.append(row)
            types.append(kind)
        return _padded(rows), _padded(types)

    def nll(self, examples: Sequence[Example]) -> tuple[torch.Tensor, int]:
        """The mixture's loss, in bf16 but for the sums."""
        source, types = self._input([e.sources for e in examples])
        target = _padded([[CLS, *self._ids(e.target)[:TARGET], SEP] for e in examples])
        given, wanted = target[:, :-1], target[:, 1:]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            memory = self.net.encode(source, types)
            states, points, gate, _ = self.net.decode(given, memory, source)
            kept = wanted != PAD  # (B, T), N of which are tokens
            words = self.net.scores(states[kept])  # (N, V)
        word = -cross_entropy(words, wanted[kept], reduction="none")  # (N,)
        same = wanted[:, :, None] == source[:, None, :]  # (B, T, S)
        point = points.masked_fill(~same, -1e9).logsumexp(-1)[kept]
        gate = gate.squeeze(2)[kept]
        both = torch.logaddexp(logsigmoid(gate) + word, logsigmoid(-gate) + point)
        return -both.sum(), int(kept.sum())

    @torch.inference_mode()
    def write(
        self, groups: Sequence[Sequence[str]], words: int = 0, beams: int = 4
    ) -> list[tuple[Candidate, ...]]:
        """Sentences for each group by beam search, each group by itself."""
        self.net.eval()
        return [self._search(tuple(group), beams) for group in groups]

    def _search(self, group: tuple[str, ...], beams: int) -> tuple[Candidate, ...]:
        source, types = self._input([group])
        memory = self.net.encode(source, types)
        own = set(source[0].tolist()) - {CLS, PAD}
        banned = torch.ones(len(self.net.bias), dtype=torch.bool)
        banned[list(own | self._free)] = False
        alive: list[tuple[float, list[int]]] = [(0.0, [CLS])]
        ended: list[tuple[float, list[int]]] = []
        from transformers import DynamicCache, EncoderDecoderCache

        cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
        for length in range(1, TARGET):
            given = torch.tensor([row[-1:] for _, row in alive])
            many = memory.expand(len(alive), -1, -1)
            sources = source.expand(len(alive), -1)
            states, points, gate, cache = self.net.decode(given, many, sources, cache)
            found = self.net.scores(states[:, 0]).log_softmax(-1)
            scores = (logsigmoid(gate[:, 0]) + found).exp()
            pointed = (logsigmoid(-gate[:, 0]) + points[:, 0]).exp()
            scores = scores.scatter_add(1, sources, pointed).log().masked_fill(banned, -math.inf)
            rows = []
            for at, (score, row) in enumerate(alive):
                for i in _repeats(row):
                    scores[at, i] = -math.inf
                top = scores[at].topk(beams + 1)
                rows += [
                    (score + v, at, i)
                    for v, i in zip(
                        *map(list, (top.values.tolist(), top.indices.tolist())), strict=True
                    )
                ]
            rows.sort(key=lambda r: -r[0])
            kept, places = [], []
            for score, at, i in rows[: 2 * beams]:
                row = [*alive[at][1], i]
                if i == SEP:
                    ended.append((score / length, row[1:-1]))
                elif len(kept) < beams:
                    kept.append((score, row))
                    places.append(at)
            ended = sorted(ended, key=lambda r: -r[0])[:beams]
            done = len(ended) == beams and ended[-1][0] >= kept[0][0] / length
            if done or not kept:
                break
            alive = kept
            cache.reorder_cache(torch.tensor(places))
        texts = {self.restored(row, group): score for score, row in reversed(ended) if row}
        return tuple(
            Candidate(t, round(s, 6)) for t, s in sorted(texts.items(), key=lambda r: -r[1])
        )

    def restored(self, ids: Sequence[int], group: Sequence[str]) -> str:
        """Uncased tokens as text, with the letters and spaces of the longest runs of sources."""
        pieces = []  # id, letters, whether a space stands before, whether it opens a sentence
        for text in group:
            coded = self.tokenizer.encode(text, add_special_tokens=False)
            ends = 0
            for i, (start, end) in zip(coded.ids, coded.offsets, strict=True):
                pieces.append((i, text[start:end], start > ends, start == 0))
                ends = end
            pieces.append((SEP, "", True, False))
        lower = {letters for _, letters, _, _ in pieces if letters.islower()}
        written, last = "", -1
        for at, i in enumerate(ids):
            if last >= 0 and pieces[last + 1][0] == i:
                last += 1
                _, letters, spaced, _ = pieces[last]
                written += " " * spaced + letters
                continue
            places = [p for p, piece in enumerate(pieces) if piece[0] == i]
            last = max(places, key=lambda p: (_run(ids, at, pieces, p), -p), default=-1)
            token = self.tokenizer.id_to_token(i)
            letters = pieces[last][1] if places else token.removeprefix("##")
            if (is_stop(letters.lower()) and letters == letters.capitalize()) or (
                places and pieces[last][3] and letters.lower() in lower
            ):
                letters = letters.lower()
            ends = token.startswith("##") or letters[:1] in ".,;:!?)]%’”'"
            glued = (
                ends or written[-1:] in "(“$" or bool(_APOSTROPHE.search(f"{written} {letters}"))
            )
            written += letters if glued or not written else f" {letters}"
        start = next((k for k, c in enumerate(written) if c.isalnum()), 0)
        return written[:start] + written[start : start + 1].upper() + written[start + 1 :]


def make(start: Path, sentences: Path | None = None) -> MiniLM:
    """The approach from the folder of a sentence encoder."""
    return MiniLM(start, sentences)


def _run(ids: Sequence[int], at: int, pieces: Sequence[tuple[Any, ...]], place: int) -> int:
    """How many of the ids from `at` on follow in the sources from a place on."""
    length = 0
    while at + length < len(ids) and pieces[place + length][0] == ids[at + length]:
        length += 1
    return length


def _spoilt(text: str, rng: random.Random) -> str:
    """The sentence without some runs of its words."""
    words = text.split()
    kept = [True] * len(words)
    while sum(kept) > (1 - SPOILT) * len(words):
        start, long = rng.randrange(len(words)), rng.choice((1, 1, 2, 3, 4))
        kept[start : start + long] = [False] * len(kept[start : start + long])
    return " ".join(w for w, keep in zip(words, kept, strict=True) if keep) or text


def _repeats(row: Sequence[int]) -> set[int]:
    """The tokens that would make a run of three come twice."""
    return {row[i + 2] for i in range(1, len(row) - 2) if row[i : i + 2] == row[-2:]}


def _padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])

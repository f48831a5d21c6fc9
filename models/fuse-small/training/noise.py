"""Noise: a sentence → a group of noisy views of it, from which it is to be told.

Learning to restore teaches to copy names and numbers, to drop what does not belong, and to put
two halves together (denoising as in BART, Lewis et al. 2020, section 2.2, made for groups).
Only function words are ever dropped: guessing others is what must not be learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from summarizer.text.tokens import is_stop

DROP = 0.1  # of the function words
SWAP = 0.03  # of the neighbouring words
INSERT = 0.35  # of the views get a run of words from another sentence
OVERLAP = 0.4  # of a sentence that both of its halves hold


def add_noise(sentence: str, others: Sequence[str], random: Random) -> tuple[str, ...]:
    """One to three texts that tell `sentence`, with disturbances from the `others`."""
    words = sentence.split()
    shape = random.random()
    if shape < 0.35 or not others:
        return (_view(words, others, random),)
    if shape < 0.6 and len(words) >= 10:
        return _halves(words, others, random)
    distractor = random.choice(others)
    first = _view(words, others, random)
    if shape < 0.8:
        return first, distractor
    return first, _view(words[: random.randint(1, len(words))], others, random), distractor


def _halves(words: Sequence[str], others: Sequence[str], random: Random) -> tuple[str, ...]:
    """Two overlapping parts of the sentence, in either order."""
    middle = random.uniform(0.35, 0.65) * len(words)
    reach = OVERLAP * len(words) / 2
    parts = words[: round(middle + reach)], words[round(middle - reach) :]
    views = [_view(part, others, random) for part in parts]
    random.shuffle(views)
    return tuple(views)


def _view(words: Sequence[str], others: Sequence[str], random: Random) -> str:
    """The words with some dropped, swapped and added."""
    kept = [w for w in words if random.random() >= DROP or not is_stop(w)] or list(words)
    for at in range(len(kept) - 1):
        if random.random() < SWAP:
            kept[at : at + 2] = kept[at + 1], kept[at]
    if others and random.random() < INSERT:
        donor = random.choice(others).split()
        start = random.randrange(len(donor))
        run = donor[start : start + random.randint(1, 8)]
        at = random.randint(0, len(kept))
        kept[at:at] = run
    return " ".join(kept)

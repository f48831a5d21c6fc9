"""Invented texts for `bench.py`: of invented words, and from the bundled events, put together anew.

Everything is drawn with one seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.types import Cluster

SEED = 12345
EXAMPLES = Path(__file__).parent / "benchmarks" / "examples.toml"
STRANGE = 0.2  # share of an article's lines that come from other events


def sentences(text: str) -> list[tuple[int, int]]:
    from summarizer.text.sentences import split

    return split(text, [(0, len(text))])


def pooled(size: int, train: Path | None) -> list[str]:
    """Articles that hold `size` sentences together; the last one is cut."""
    texts: list[str] = []
    left = size
    for text in made(size) if train is None else real(train):
        spans = sentences(text)[:left]
        texts.append(text[: spans[-1][1]])
        left -= len(spans)
        if not left:
            return texts
    raise SystemExit(f"{train}: fewer than {size:,} sentences")


def real(train: Path) -> Iterator[str]:
    """Titles and texts of a cluster file."""
    with train.open(encoding="utf-8") as lines:
        for line in lines:
            for document in json.loads(line)["documents"]:
                yield f"{document['title']}\n{document['text']}"


_HEADS = (
    "{who}, the {kind} {office} of {place}, {did} {count} {things} {day}",
    "{count} {things} in {place} were {did} by {who} {day}",
    "The {things} of {place} have {did} {who}, and {count} more may follow",
    "{day} in {place}, {who} {did} the {kind} {thing} with {count} others",
    "Officials said the {kind} {thing} near {place} {did} {count} {things}",
)
_TAILS = (
    ", because the {t1} of its {t2} had not been {d1} since {year}.",
    " after a {k1} {t1} {d1} the {t2} for {small} days, the {office} said.",
    ", according to a {t1} that {who2} {d1} in {year}.",
    ". “We have {d1} every {t1},” said {who2}, who leads the {k1} {t2}.",
    ", although {who2} {d1} that the {t1} would be {k1} without a {t2}.",
)


def made(size: int) -> Iterator[str]:
    """Articles about one event: half of each retells facts that other outlets tell too."""
    random = Random(SEED)
    words = Words(random)
    facts = [words.slots() for _ in range(max(20, size // 12))]
    while True:
        own = [words.slots() for _ in range(20)]
        shared = [facts[int(len(facts) * random.random() ** 2)] for _ in range(20)]
        left = random.sample(own + shared, 40)
        lines = [f"{random.choice(_HEADS).format(**left[0])}".capitalize()]
        while left:
            paragraph = [left.pop() for _ in range(min(len(left), random.randint(1, 3)))]
            lines.append(" ".join(words.sentence(slots) for slots in paragraph))
        yield "\n".join(lines)


class Words:
    """A few thousand invented words and facts put into them."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()
        self._things = self._invent(2_000, "")
        self._kinds = self._invent(600, "al")
        self._did = self._invent(400, "ed")
        self._names = [word.capitalize() for word in self._invent(900, "")]

    def _invent(self, count: int, ending: str) -> list[str]:
        onsets = "b br c cl d dr f g gr h j k l m n p pl qu r s st t tr v w".split()
        rhymes = "a an ar e el en er i in o on or ou u um".split()
        found: list[str] = []
        while len(found) < count:
            syllables = self._random.choice((2, 2, 3))
            parts = [self._random.choice(x) for _ in range(syllables) for x in (onsets, rhymes)]
            word = "".join(parts) + ending
            if word not in self._taken:
                self._taken.add(word)
                found.append(word)
        return found

    def _pick(self, words: Sequence[str]) -> str:
        """A few words are common and most are rare, as in any language."""
        return words[int(len(words) * self._random.random() ** 3)]

    def _name(self) -> str:
        return f"{self._pick(self._names)} {self._pick(self._names)}"

    def slots(self) -> dict[str, str]:
        """One fact."""
        thing = self._pick(self._things)
        days = ("on Monday", "on Tuesday", "last Friday", "in March", "this week")
        return {
            "who": self._name(), "place": self._pick(self._names), "thing": thing,
            "things": thing + "s", "kind": self._pick(self._kinds), "did": self._pick(self._did),
            "office": self._random.choice(("mayor", "minister", "director", "governor", "judge")),
            "count": f"{self._random.randint(2, 9_999):,}", "day": self._random.choice(days),
        }  # fmt: skip

    def sentence(self, fact: dict[str, str]) -> str:
        """The fact in one of several wordings, with details that this outlet alone has."""
        text = (self._random.choice(_HEADS) + self._random.choice(_TAILS)).format(
            **fact, t1=self._pick(self._things), t2=self._pick(self._things),
            k1=self._pick(self._kinds), d1=self._pick(self._did), who2=self._name(),
            year=self._random.randint(1950, 2024), small=self._random.randint(2, 30),
        )  # fmt: skip
        return text[0].upper() + text[1:]


def bundled() -> list[Cluster]:
    """The bundled events."""
    from summarizer.evaluate import dataset
    from summarizer.types import Cluster

    items = dataset.clusters(dataset.load(EXAMPLES))
    return [item for item in items if isinstance(item, Cluster)]


class Events:
    """References, candidates and clusters of lengths as asked, from the bundled events.

    What belongs together is of one event, so that it overlaps as it does in real data.
    """

    def __init__(self) -> None:
        self._random = Random(SEED)
        events = bundled()
        self._articles = [[a.text.splitlines() for a in event.articles] for event in events]
        self._sentences_of = [self._sentences(event) for event in events]

    def pairs(
        self, count: int, references: int, words: int, budget: int
    ) -> Iterator[tuple[list[str], str]]:
        """References of `words` words, and a candidate of `budget` words."""
        for _ in range(count):
            event = self._event()
            texts = [self._text(event, words) for _ in range(references)]
            yield texts, self._text(event, budget)

    def write(self, path: Path, clusters: int) -> None:
        """A cluster file: three or four articles of about 500 words, a reference of 100."""
        with path.open("w", encoding="utf-8") as stream:
            for number in range(clusters):
                event = self._event()
                chosen = self._random.sample(self._articles[event], self._random.choice((3, 4)))
                record = {
                    "id": f"made-{number}",
                    "documents": [{"text": self._retold(lines)} for lines in chosen],
                    "references": [self._text(event, 100)],
                }
                stream.write(json.dumps(record) + "\n")

    def _event(self) -> int:
        return self._random.randrange(len(self._articles))

    def _text(self, event: int, words: int) -> str:
        """Sentences of an event in any order; the last one is cut."""
        words_so_far: list[str] = []
        while len(words_so_far) < words:
            words_so_far += self._random.choice(self._sentences_of[event]).split()
        return " ".join(words_so_far[:words])

    def _retold(self, lines: Sequence[str]) -> str:
        """The lines of an article, some exchanged for those of any event's."""
        return "\n".join(
            self._random.choice(self._random.choice(self._articles[self._event()]))
            if self._random.random() < STRANGE
            else line
            for line in lines
        )

    @staticmethod
    def _sentences(event: Cluster) -> list[str]:
        """All sentences of an event, its references' among them."""
        texts = (*(article.text for article in event.articles), *event.references)
        return [text[start:end] for text in texts for start, end in sentences(text)]

"""Articles and the labels of their units: what the classifier of `summarizer/clean` learns from.

Labels name a unit by a digest of its text, so that no text is kept here and small changes in how
a page is read do no harm.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.clean.classifier import NAMES
from summarizer.clean.features import features
from summarizer.clean.units import Unit, units

HERE = Path(__file__).resolve().parent
LABELS = HERE.parents[1] / "eval" / "labels"
HELD_OUT = 5  # an article in so many is not trained on
UNREAD = -1
# Where invented lines are put, as shares of an article's lines, and how many in a run.
WHERE = {
    "head": (0, 0.05), "caption": (0, 1), "promotion": (0, 1), "link": (0.1, 1),
    "author": (0.95, 1), "note": (0.9, 1), "furniture": (0, 1), "post": (0.1, 1), "comment": (1, 1),
}  # fmt: skip
RUNS = {"comment": (2, 3, 5), "link": (1, 1, 3), "furniture": (1, 1, 2), "head": (1, 2)}
WRITTEN = 0.1  # weight of an invented page: half of it is junk, and hard on purpose


@dataclass(frozen=True)
class Labelled:
    """An article's units: hashed features, the class of each (-1 where nobody says), a weight."""

    id: str
    title: str
    text: str
    classes: list[int]
    weight: float = 1.0

    @property
    def units(self) -> list[Unit]:
        """Its units, as many as there are classes."""
        return units(self.text)

    def rows(self) -> list[list[int]]:
        """The hashed features of each unit."""
        return features(self.units, self.title)


def digest(text: str) -> str:
    """What stands for a unit's text in the labels."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:10]


def part(name: str, of: int) -> int:
    """Which of so many parts an article belongs to."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % of


def articles(shared: Path, wanted: set[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Data set, id, title and text of the articles that have labels."""
    for name in ("neus_full/train", "multi_news/train"):
        with (shared / "data" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for document in (d for line in lines for d in json.loads(line)["documents"]):
                if (name, document["id"]) in wanted:
                    yield name, document["id"], document.get("title", ""), document["text"]
    with lzma.open(shared / "data/articles/us_news.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if ("us_news", row["id"]) in wanted:
                yield "us_news", row["id"], row.get("title", ""), row["text"]
    yield from _pages(shared, wanted)
    yield from _examples(wanted)


def _pages(shared: Path, wanted: set[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    from summarizer.read.html import extract

    archive = shared / "data/pages/article_extraction_benchmark.tar.xz"
    with tarfile.open(archive) as pages:
        for member in pages:
            name = Path(member.name).stem
            if ("pages", name) in wanted and (file := pages.extractfile(member)) is not None:
                article = extract(file.read())
                yield "pages", name, article.title, article.text


def _examples(wanted: set[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Articles of the bundled events, by event and file."""
    from summarizer import read

    for name in sorted(name for dataset, name in wanted if dataset == "examples"):
        (cluster,) = read([HERE.parents[1] / "eval" / "examples" / name])
        (article,) = cluster.articles
        yield "examples", name, article.title, article.text


def labelled(shared: Path, path: Path, weight: float) -> list[Labelled]:
    """The articles of a file of labels, in its order."""
    with path.open(encoding="utf-8") as lines:
        records = {(r["dataset"], r["document"]): r["units"] for r in map(json.loads, lines)}
    found = {}
    for dataset, name, title, text in articles(shared, set(records)):
        cut, marks = units(text), records[(dataset, name)]
        kinds = [marks.get(digest(u.text), "story") for u in cut]
        classes = [NAMES.index(k) if k in NAMES else UNREAD for k in kinds]
        found[(dataset, name)] = Labelled(name, title, text, classes, weight)
    return [found[key] for key in records if key in found]


def with_junk(articles: Sequence[Labelled], lines: Path, seed: int = 1) -> list[Labelled]:
    """Articles with some of the invented `lines` put where such lines stand on pages.

    So the words of junk are learnt among real stories, as rare as they are there.
    """
    junk: dict[str, list[str]] = {}
    with lines.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            junk.setdefault(row["kind"], []).append(" ".join(row["text"].split()))
    dice, made = random.Random(seed), []
    for article in articles:
        text, marks = article.text.split("\n"), {}
        for kind in dice.choices(
            [*junk], [len(some) for some in junk.values()], k=dice.randint(1, 4)
        ):
            for line in dice.sample(junk[kind], dice.choice(RUNS.get(kind, (1,)))):
                low, high = WHERE[kind]
                at = dice.randint(int(low * len(text)), int(high * len(text)))
                text.insert(at, line)
                marks |= {digest(unit.text): kind for unit in units(line)}
        cut, whole = units("\n".join(text)), iter(article.classes)
        known = {digest(u.text): c for u, c in zip(article.units, whole, strict=True)}
        kinds = [marks.get(digest(u.text)) for u in cut]
        classes = [
            NAMES.index(k) if k else known.get(digest(u.text), UNREAD)
            for k, u in zip(kinds, cut, strict=True)
        ]
        made.append(Labelled(article.id, article.title, "\n".join(text), classes, article.weight))
    return made


def short(articles: Sequence[Labelled], seed: int = 1) -> list[Labelled]:
    """Texts of one to six sentences of these articles' stories, on lines or on one: all story.

    Pages are longer, but what people paste is not.
    """
    dice, made = random.Random(seed), []
    for article in articles:
        story = [
            u.text
            for u, c in zip(article.units, article.classes, strict=True)
            if not c and len(u.text) > 50
        ]
        start = dice.choice((0, 0, 0, dice.randint(0, len(story))))
        if some := story[start : start + dice.randint(1, 6)]:
            text = dice.choice((" ", " ", "\n")).join(some)
            title = dice.choice((article.title, ""))
            made.append(Labelled(article.id, title, text, [0] * len(units(text)), article.weight))
    return made


def written(path: Path) -> list[Labelled]:
    """The invented pages: each line with its kind."""
    made = []
    with path.open(encoding="utf-8") as lines:
        for number, page in enumerate(map(json.loads, lines)):
            text = "\n".join(" ".join(text.split()) for _, text in page["lines"])
            cut = units(text)
            kinds = [page["lines"][u.line][0] for u in cut]
            classes = [NAMES.index(k) if k in NAMES else UNREAD for k in kinds]
            made.append(Labelled(f"page-{number}", page["title"], text, classes, WRITTEN))
    return made

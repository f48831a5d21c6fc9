"""An invented news archive for the tests of training: events that several outlets report."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from random import Random

PLACES = ("Tolworth", "Arlemouth", "Kestry", "Ombersley", "Dunhaven", "Vastel", "Harrowick")
PEOPLE = ("Edda Marsh", "Tomas Brill", "Ines Calder", "Ruth Okoye", "Petr Valko", "Jon Asher")
VERBS = (
    ("flooded", "river", "pumps"),
    ("burned", "mill", "sprinklers"),
    ("collapsed", "bridge", "cables"),
    ("stopped", "ferry", "engines"),
)
OUTLETS = ("Tidewire", "Kestry Courier", "Commonwave")


def event(number: int) -> list[list[str]]:
    """The sentences of three reports of one event, which depend on its number alone."""
    random = Random(number)
    place, person = random.choice(PLACES), random.choice(PEOPLE)
    verb, thing, part = random.choice(VERBS)
    count, day = random.randint(12, 990), random.choice(("Monday", "Tuesday", "Friday"))
    return [
        [
            f"The {thing} at {place}, which was built 40 years ago, {verb} on {day} with "
            f"{count} people inside, officials said.",
            f"Mayor {person} said the {part} of the {thing} in {place} had failed before dawn.",
            f"Neighbours heard the {part} fail and ran towards the {thing} of {place}.",
        ],
        [
            f"On {day} the {thing} at {place} {verb} with {count} people inside.",
            f"The {part} of the {thing} had failed before dawn, said Mayor {person} of {place}.",
            f"A school near the {thing} took in {count} people from {place} on {day}.",
        ],
        [
            f"{count} people were inside the {thing} at {place} when it {verb} on {day}.",
            f"Engineers will examine the {part} of the {thing} at {place}, Mayor {person} said.",
            f"Nobody in {place} was hurt when the {thing} {verb}, the mayor told reporters.",
        ],
    ]


def reference(number: int) -> str:
    """What a round-up says of an event, in words of its reports and others."""
    first = event(number)[1][0].removesuffix(".")
    return f"{first}, and the town asks how that could happen."


def archive(folder: Path, events: int = 40) -> Path:
    """A data folder with `articles.jsonl.xz` and `clusters.jsonl`; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    with lzma.open(folder / "articles.jsonl.xz", "wt", encoding="utf-8") as file:
        for number in range(events):
            date = f"20{10 + number // 12:02}-{1 + number % 12:02}-15"
            for outlet, report in zip(OUTLETS, event(number), strict=True):
                record = {"id": f"{number}-{outlet}", "source": outlet, "date": date}
                record |= {"title": f"What happened, no. {number}", "text": "\n".join(report)}
                file.write(json.dumps(record) + "\n")
    with (folder / "clusters.jsonl").open("w", encoding="utf-8") as file:
        for number in range(events, events + 10):
            reports = event(number)
            documents = [{"text": "\n".join(report)} for report in reports[:2]]
            record = {"id": str(number), "documents": documents, "references": [reference(number)]}
            file.write(json.dumps(record) + "\n")
    return folder


RECIPE = """
seed = 3
[data]
articles = ["articles.jsonl.xz"]
clusters = ["clusters.jsonl"]
[model]
vocabulary = 400
width = 32
inner = 64
heads = 2
encoder_layers = 3
decoder_layers = 1
positions = 256
[optimiser]
rate = 3e-3
warmup = 10
batch = 900
source = 160
target = 80
[[stages]]
name = "copy"
tokens = 6_000
encoder_layers = 1
mixture = { noise = 0.7, trimmed = 0.3 }
[[stages]]
name = "fuse"
tokens = 6_000
mixture = { noise = 0.5, consensus = { fused = 1, shortened = 1, rephrased = 1, copied = 1 } }
cooldown = 0.8
"""

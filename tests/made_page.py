"""A made-up event with messy articles, for the tests of the page."""

from __future__ import annotations

import re
from dataclasses import replace

from summarizer.types import (
    Article,
    Claim,
    Cluster,
    Conflict,
    Evidence,
    Sentence,
    SingleSourceFact,
    Source,
    Summary,
    SummarySentence,
)

HERALD = """\
Share | Print | Subscribe for 1 crown
Cable car stops above Lake Orm
ORMSTAD (Lake Wire) — A cable car stopped above Lake Orm on Sunday with 31 people on board.
Photo: the cabin at dusk.   Rescuers lowered all of them by rope
before midnight. “I sang the whole time,” said Ruth Tessel, a passenger.

More on this: ten lakes to see
The company (click to enlarge) is looking into a gearbox."""
COPY = """\
A cable car stopped above Lake Orm on Sunday with 31 people on board.
Rescuers lowered all of them by rope before midnight."""
COURIER = """\
Thirty-eight people hung over Lake Orm for five hours on Sunday. Rescue teams brought everybody
down on ropes before midnight.

Whoever saves on gearboxes should not carry children."""
GAZETTE = """\
The lift was running again on Tuesday. Rescuers had brought down 38 people, the town now says."""
JUNK = (
    "Share | Print | Subscribe for 1 crown\nCable car stops above Lake Orm\nORMSTAD (Lake Wire) —",
    "Photo: the cabin at dusk.",
    "More on this: ten lakes to see",
    "(click to enlarge)",
)
OUTLETS = (
    ("Orm Herald", "2031-03-02", "https://herald.example/cable-car?a=1&b=2"),
    ("", "2031-03-02", ""),
    ("The Courier & Sons", "Sunday evening", "javascript:alert(1)"),
    ("Lake Gazette", "2031-03-04T07:30:00+01:00", ""),
)


def event() -> Summary:
    """Three sentences, one of them disputed, two conflicts, the second of them later."""
    cluster = _cluster()
    stopped, lowered = _told(cluster, 0, "A cable car"), _told(cluster, 0, "Rescuers lowered")
    copied = _told(cluster, 1, "A cable car")
    hung, brought = _told(cluster, 2, "Thirty-eight"), _told(cluster, 2, "Rescue teams")
    running, says = _told(cluster, 3, "The lift"), _told(cluster, 3, "Rescuers had")
    return Summary(
        id="lake-orm",
        sentences=(
            SummarySentence(_text(cluster, stopped), "extracted", "", 1, (stopped, copied), (0, 1)),
            SummarySentence(
                "Everybody was down before midnight.", "written", "", 2, (lowered, brought)
            ),
            SummarySentence(_text(cluster, running), "extracted", "", 1, (running,)),
        ),
        sources=tuple(
            Source(i + 1, a.title, a.outlet, a.date, a.url or a.location, origin + 1, 40)
            for i, (a, origin) in enumerate(zip(cluster.articles, cluster.origins, strict=True))
        ),
        method="made",
        signature="made|words:60",
        warnings=("news/5.txt: empty",),
        conflicts=(
            Conflict(
                "count",
                (
                    Claim("31 people", (stopped, copied), 1),
                    Claim("Thirty-eight people", (hung,), 1),
                ),
            ),
            Conflict(
                "count",
                (Claim("31 people", (stopped, copied), 1), Claim("38 people", (says,), 1)),
                later=True,
            ),
        ),
        unique=(
            SingleSourceFact(_text(cluster, running), "report", running),
            SingleSourceFact(
                "“I sang the whole time,” said Ruth Tessel.", "quote", _told(cluster, 0, "“I")
            ),
            SingleSourceFact(
                "Whoever saves on gearboxes should not carry children.",
                "report",
                _told(cluster, 2, "Whoever"),
            ),
        ),
        cluster=cluster,
    )


def bare() -> Summary:
    """The same without the articles, and with nothing that differs."""
    whole = event()
    undisputed = tuple(replace(sentence, disputed=()) for sentence in whole.sentences)
    return replace(whole, sentences=undisputed, cluster=None, conflicts=(), unique=())


def _cluster() -> Cluster:
    texts = (HERALD, COPY, COURIER, GAZETTE)
    articles = tuple(
        Article(text, f"Title {i}", outlet, date, url, f"news/{i}.txt")
        for i, (text, (outlet, date, url)) in enumerate(zip(texts, OUTLETS, strict=True), 1)
    )
    stories = tuple(map(_blanked, texts))
    sentences = tuple(
        Sentence(i, match.start(), match.end())
        for i, story in enumerate(stories)
        for match in re.finditer(r"\S[^.]*[.]”?", story)
    )
    return Cluster(
        "lake-orm", articles, stories=stories, sentences=sentences, origins=(0, 0, 2, 3)
    )  # fmt: skip


def _blanked(text: str) -> str:
    for junk in JUNK:
        text = text.replace(junk, " " * len(junk))
    return text


def _told(cluster: Cluster, article: int, words: str) -> Evidence:
    (found,) = [
        s for s in cluster.sentences if s.article == article and cluster.raw(s).startswith(words)
    ]
    return Evidence(article, found.start, found.end, 1.0)


def _text(cluster: Cluster, evidence: Evidence) -> str:
    return cluster.text(Sentence(evidence.article, evidence.start, evidence.end))

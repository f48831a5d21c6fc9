"""Invented clusters for the tests of the stages, and a strategy that makes more."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from summarizer.types import Article, Budget, Cluster, Sentence

# Four reports of one invented event; every line is a sentence.
FLOOD = (
    (
        "The river Arle broke its banks at Tolworth on Monday and flooded 40 homes.",
        "The mayor of Tolworth, Edda Marsh, ordered the lower town to be evacuated.",
        "She said the pumps had failed before dawn.",
        "“We have lost the library, and with it the records of two centuries,” Marsh said.",
        "Engineers hope to close the breach in the Arle dyke by Thursday evening.",
    ),
    (
        "Forty homes were flooded on Monday when the river Arle broke its banks at Tolworth.",
        "Soldiers carried sandbags to the breach in the dyke, a spokesman for the county said.",
        "But the water kept rising until the afternoon.",
        "The library of Tolworth is under two metres of water.",
    ),
    (
        "Tolworth was evacuated on Monday after the river Arle flooded the lower town.",
        "Edda Marsh, the mayor, said that the pumps had failed before dawn on Monday.",
        "The breach in the dyke should be closed by Thursday, engineers say.",
        "Schools in the county will stay shut until the end of the week.",
    ),
    (
        "A record 90 millimetres of rain fell in the hills above Tolworth over the weekend.",
        "The decision to evacuate came too late for the library of Tolworth, residents said.",
        "Insurers expect claims of 12 million crowns from the flooded homes and shops.",
    ),
)
TITLES = ("River Arle floods Tolworth", "Forty homes flooded", "", "Rain above Tolworth")


def prepared(
    *stories: Sequence[str],
    titles: Sequence[str] = (),
    origins: Sequence[int] = (),
    dates: Sequence[str] = (),
    language: str = "en",
) -> Cluster:
    """A prepared cluster; a story is a list of sentences, one a line."""
    articles, sentences = [], []
    for number, story in enumerate(stories):
        at = 0
        for text in story:
            sentences.append(Sentence(number, at, at + len(text)))
            at += len(text) + 1
        title = titles[number] if titles else ""
        date = dates[number] if dates else ""
        text = "\n".join(story)
        articles.append(Article(text, title=title, date=date, location=f"{number}.txt"))
    return Cluster(
        "invented",
        tuple(articles),
        language=language,
        stories=tuple(article.text for article in articles),
        sentences=tuple(sentences),
        origins=tuple(origins) or tuple(range(len(stories))),
    )


def flood(order: Sequence[int] = range(len(FLOOD))) -> Cluster:
    """The four reports in some order."""
    return prepared(*(FLOOD[i] for i in order), titles=[TITLES[i] for i in order])


LINES = st.sampled_from(
    [
        *(line for story in FLOOD for line in story),
        "He resigned.", "—", "Yes.", "The fire", "and then the lights went out across the town",
        "“It was the loudest night of my life, and I was born in a storm,” the keeper said.",
        "漢字かな交じり文です。", "x" * 90 + ".", "\u202eodd \x1b[31m marks were seen in the town.",
    ]
)  # fmt: skip
CLUSTERS = st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4).map(
    lambda stories: prepared(*stories)
)
_LIMIT = st.none() | st.integers(1, 60)


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """A budget with one to three limits, mostly tight."""
    words, sentences = draw(_LIMIT), draw(st.none() | st.integers(1, 5))
    characters = draw(st.none() | st.integers(1, 300))
    if words is None and sentences is None and characters is None:
        words = draw(st.integers(1, 60))
    return Budget(words, sentences, characters, truncate=draw(st.booleans()))

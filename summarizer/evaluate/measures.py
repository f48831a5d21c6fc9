"""What is measured beside ROUGE, from a prepared cluster and a summary's record.

Tokens are those of `text.tokens`: lower case, no punctuation, no stems.  "The sources" are the
stories, the articles without what cleaning took out.  An n-gram of a summary lies within one of
its sentences.  A measure is None where it is undefined, e.g. for an empty summary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import fsum, log
from statistics import fmean
from typing import Any, get_args

from summarizer.evaluate.types import MEASURES
from summarizer.text.overlap import Kind, aligned_prefix, kind
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Cluster

Tokens = Sequence[str]
# A token that nothing equals: it keeps two stories apart in one stream.
_BOUNDARY = ""
_ENDED = re.compile(r"[.!?…।。！？][\"'”’»)\]]*$")


def measure(cluster: Cluster, record: Mapping[str, Any]) -> dict[str, float | None]:
    """Everything of `MEASURES` for a summary of a prepared cluster (`Summary.to_dict()`).

    Linear in the length of the sources: a tenth of a second for 100,000 words, most of it for
    the first summary of a cluster.
    """
    source = _stream(cluster)
    texts = [sentence["text"] for sentence in record["sentences"]]
    sentences = [tokens(text) for text in texts]
    matched = fragments(list(chain.from_iterable(sentences)), source)
    length = sum(map(len, sentences))
    hows = [sentence["how"] for sentence in record["sentences"]]
    values: dict[str, float | None] = {
        "words": float(len(record["summary"].split())),
        **{f"novel_{n}": novel(sentences, source, n) for n in (1, 2, 3)},
        "coverage": coverage(matched, length),
        "density": density(matched, length),
        "redundancy": redundancy(sentences),
        "evenness": evenness(record),
        "support": _mean([sentence["support"] for sentence in record["sentences"]]),
        "grounded": grounded(texts, _vocabulary(cluster), cluster.language),
        **provenance(cluster, record),
        "replaced": _mean([how == "replaced" for how in hows]),
    }
    return {name: values[name] for name in MEASURES}


@lru_cache(maxsize=1)
def _stream(cluster: Cluster) -> Tokens:
    """The tokens of all stories in one sequence that no n-gram crosses a story in."""
    return [token for story in cluster.stories for token in (*tokens(story), _BOUNDARY)]


@lru_cache(maxsize=1)
def _vocabulary(cluster: Cluster) -> frozenset[str]:
    """The tokens of the stories and their titles, numbers without commas."""
    titles = (token for article in cluster.articles for token in tokens(article.title))
    return frozenset(_plain(token) for token in {*_stream(cluster), *titles})


def novel(sentences: Sequence[Tokens], source: Tokens, n: int) -> float | None:
    """The share of a summary's distinct n-grams that no source has.

    See et al. 2017 (Get To The Point, section 7.2), Narayan et al. 2018 (XSum, section 2);
    distinct n-grams as SummEval (Fabbri et al. 2021) counts them.
    """
    grams = {gram for sentence in sentences for gram in _ngrams(sentence, n)}
    return 1 - len(grams.intersection(_ngrams(source, n))) / len(grams) if grams else None


def fragments(summary: Tokens, source: Tokens) -> list[int]:
    """The lengths in tokens of the extractive fragments of a summary, in order.

    F(A, S) of Grusky et al. 2018 (Newsroom, section 4): from the left, each time the longest run
    that stands in the source too; it may cross sentences.  As there, the search goes on in the
    source behind a run it has tried.  Several sources are one stream with boundaries that match
    nothing, so that no fragment joins two of them.
    """
    wanted = set(pairwise(summary))
    places: dict[tuple[str, ...], list[int]] = {}
    for place, pair in enumerate(pairwise(source)):
        if pair in wanted:
            places.setdefault(pair, []).append(place)
    known = set(summary).intersection(source)
    found: list[int] = []
    start = 0
    while start < len(summary):
        longest = int(summary[start] in known)
        behind = 0
        for place in places.get(tuple(summary[start : start + 2]), ()):
            if place >= behind:
                run = _run(summary, start, source, place)
                longest, behind = max(longest, run), place + run
        if longest:
            found.append(longest)
        start += max(longest, 1)
    return found


def coverage(matched: Sequence[int], length: int) -> float | None:
    """The share of a summary's tokens that lie in an extractive fragment.

    Grusky et al. 2018, section 4: Σ|f| / |S|; 1 for whatever is put together from words of
    the sources.
    """
    return sum(matched) / length if length else None


def density(matched: Sequence[int], length: int) -> float | None:
    """The mean length in tokens of the extractive fragment that a token of a summary lies in.

    Grusky et al. 2018, section 4: Σ|f|² / |S|; as long as the sentences for what is extracted.
    """
    return sum(n * n for n in matched) / length if length else None


def redundancy(sentences: Sequence[Tokens]) -> float | None:
    """The share of a summary's bigrams that repeat an earlier one.

    One minus the unique n-gram ratio of Peyrard et al. 2017 and Xiao & Carenini 2020, n = 2.
    """
    grams = [gram for sentence in sentences for gram in _ngrams(sentence, 2)]
    return 1 - len(set(grams)) / len(grams) if grams else None


def evenness(record: Mapping[str, Any]) -> float | None:
    """How evenly the sentences of a summary come from the independent origins, in [0, 1].

    Pielou's J (1966) = H / ln S, with H the entropy of the origins' shares of the sentences and
    S all origins there are.  A sentence comes from the origin whose citation has it word for
    word, or else is the strongest, in equal parts where several are alike; one without
    citations comes from nowhere.  1 when all origins are used alike, 0 when one alone is; None
    with one origin or nothing cited.
    """
    origin = {source["id"]: source["origin"] for source in record["sources"]}
    kinds = len(set(origin.values()))
    used: defaultdict[int, float] = defaultdict(float)
    for sentence in record["sentences"]:
        homes = {origin[source] for source in _taken_from(sentence)}
        for home in homes:
            used[home] += 1 / len(homes)
    if kinds < 2 or not used:
        return None
    total = fsum(used.values())
    return abs(fsum(n / total * log(n / total) for n in used.values())) / log(kinds)


def _taken_from(sentence: Mapping[str, Any]) -> list[int]:
    """The sources whose citations a sentence is most likely taken from."""
    cited = [((sentence["text"] in c["text"], c["strength"]), c) for c in sentence["citations"]]
    best = max((rank for rank, _ in cited), default=None)
    return [citation["source"] for rank, citation in cited if rank == best]


def grounded(texts: Sequence[str], vocabulary: frozenset[str], language: str) -> float | None:
    """The share of a summary's distinct numbers and names whose words stand in the sources.

    A number has a digit, its commas do not count.  A name is a capitalised word that is no
    function word and stands somewhere in the summary other than at the start of a sentence; so
    scripts without capitals have none, and in German every noun is one.  Case does not matter
    in the sources, and "40" is not found in "forty".  A simple relative of the entity precision
    of Nan et al. 2021, which needs a named entity recogniser.
    """
    found = {item for text in texts for item in _numbers_and_names(text, language)}
    return len(found & vocabulary) / len(found) if found else None


def _numbers_and_names(text: str, language: str) -> Iterator[str]:
    """The numbers and names in a sentence, as `_vocabulary` has them."""
    for place, word in enumerate(text.split()):
        capital = next((c for c in word if c.isalnum()), "").isupper() and place > 0
        for token in tokens(word):
            name = capital and not is_stop(token, language)
            if name or any(c.isdigit() for c in token):
                yield _plain(token)


def provenance(cluster: Cluster, record: Mapping[str, Any]) -> dict[str, float | None]:
    """The shares of a summary's sentences that are copied, shortened, fused, rephrased.

    `text.overlap.kind` defines them, against the sentences that are cited.  What is quoted is
    copied, cut or not.  A sentence without citations is none of the four, which then add up to
    less than 1.
    """
    kinds = [_kind(cluster, sentence) for sentence in record["sentences"]]
    return {known: _mean([kind == known for kind in kinds]) for known in get_args(Kind)}


def _kind(cluster: Cluster, sentence: Mapping[str, Any]) -> Kind | None:
    """How a sentence is made of the source sentences that its citations cover."""
    if sentence["how"] != "written":
        return "copied"
    text = sentence["text"]
    spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for c in sentence["citations"]:
        spans[c["source"] - 1].append((c["start"], c["end"]))
    sources = [
        cluster.text(s)
        for s in cluster.sentences
        if any(start <= s.start and s.end <= end for start, end in spans.get(s.article, ()))
    ]
    if not _ENDED.search(text):  # cut off by a budget, which is no shortening
        sources = [aligned_prefix(text, source) for source in sources]
    return kind(text, sources) if sources else None


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _plain(token: str) -> str:
    return token.replace(",", "")


def _ngrams(sequence: Tokens, n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(sequence[i:] for i in range(n)), strict=False)


def _run(summary: Tokens, start: int, source: Tokens, place: int) -> int:
    """How many tokens agree from these two places on."""
    run = 0
    room = min(len(summary) - start, len(source) - place)
    while run < room and source[place + run] == summary[start + run]:
        run += 1
    return run

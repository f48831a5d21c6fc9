"""Attribution: which sources of a cluster state what a sentence states, and where.

For a hypothesis sentence the sources closest to it are asked (`MAX_PAIRS` at most; an exact
repetition needs no asking): the premise is the few sentences of the source closest by tf-idf, in
the order of the article, and one call of the pair model says what they are to the hypothesis and
which of them say it.  Cost: one sparse product, linear in the words of the cluster, and at most
`MAX_PAIRS` calls for a sentence, whatever the size of the cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from summarizer.arrays import Floats
from summarizer.entailment.premise import closest, cosines, coverage
from summarizer.entailment.types import Bars, Judgement, Pair, PairModel, Reading
from summarizer.evidence.speakers import speaker
from summarizer.limits import MAX_PAIRS
from summarizer.text.placement import Placement
from summarizer.text.tfidf import Vectors
from summarizer.text.tokens import tokens
from summarizer.types import (
    Cluster,
    Draft,
    DraftSentence,
    Evidence,
    Relation,
    Sentence,
    Span,
    SummarySentence,
)

# Share of the sentence's words, by weight, that the premise has, below which a source is not asked:
# a fifth of the labelled pairs, and three of 1,000 that the model takes for support.
LEAST = 0.2
MOSTLY = 0.55  # … and from which it may well state the sentence, wholly or in part
LOOKED_AT = 2 * MAX_PAIRS  # sources whose words are compared, so that enough are left to ask
# Cosine of the passages of two articles that credit one agency, from which on both are its text.
WIRED = 0.8
BEFORE = 3  # sentences told that a sentence is read behind
RETOLD = 0.8  # probability of stating a sentence, wholly or in part, from which it is told again
SPANS = 3  # sentences of a source that are cited at most
# Probability of being evidence from which a sentence is cited beside the best one.  So two are
# cited on average, and all that a reader needed for 86 % of the right claims (70 % from .5 on).
CITED = 0.2


class Relations(NamedTuple):
    """What one article is to a sentence; `strength` is the probability that this is right."""

    article: int
    relation: Relation
    strength: float
    spans: tuple[Span, ...]


class _Question(NamedTuple):
    """An article to ask: the places of what is shown of it, the pair, and the share of the
    hypothesis's words that the premise has.
    """

    article: int
    rows: list[int]
    pair: Pair
    coverage: float


class Attribution:
    """The sources of one prepared cluster, to be asked about any sentence.

    Every answer is kept, so that choosing, citing and comparing ask each pair once.
    """

    def __init__(self, cluster: Cluster, model: PairModel) -> None:
        self.cluster, self.model = cluster, model
        self.texts = tuple(map(cluster.text, cluster.sentences))
        self._witness = cluster.witnesses or cluster.origins
        self._known: dict[Pair, Judgement] = {}
        self._read: dict[Sentence, Reading] = {}
        self._clear: dict[tuple[str, tuple[str, ...]], bool] = {}

    def relations(self, text: str, own: Sequence[Sentence] = ()) -> tuple[Relations, ...]:
        """What each article that has something to say to `text` is to it, by article.

        `own` are sentences the text was made from, which are shown to the model in any case.
        """
        found = self._repetitions(text, own)
        for article, rows, judged in self._answers(text, own, set(found)):
            relation = self._relation(judged)
            if relation is not None:
                spans = self._spans(rows, judged.evidence)
                found[article] = Relations(article, relation, _strength(judged, relation), spans)
        return tuple(found[article] for article in sorted(found))

    def supports(self, text: str, own: Sequence[Sentence] = ()) -> dict[int, float]:
        """The probability of support by each article that was asked or repeats the sentence."""
        known = self._repetitions(text, own)
        chances = {a: j.supports for a, _, j in self._answers(text, own, set(known))}
        return chances | dict.fromkeys(known, 1.0)

    def _answers(
        self, text: str, own: Sequence[Sentence], known: set[int]
    ) -> list[tuple[int, list[int], Judgement]]:
        """Each article asked, the places of its sentences that were shown, and the judgement."""
        asked = self._questions(text, own, known)
        judged = self.judge([question.pair for question in asked])
        return [(q.article, q.rows, j) for q, j in zip(asked, judged, strict=True)]

    def _questions(self, text: str, own: Sequence[Sentence], known: set[int]) -> list[_Question]:
        """The articles worth asking, closest first."""
        if not self.reads:  # repetitions have to do
            return []
        hypothesis = self.vectors.of([text])
        cosine = cosines(self.vectors.rows, hypothesis)
        mine = {s.article for s in own}
        asked = []
        for article in self._near(cosine, mine, known):
            rows = self._premise(article, cosine, own)
            share = coverage(self.vectors.rows[rows], hypothesis)
            if article in mine or share >= LEAST:
                pair = Pair(tuple(self.texts[i] for i in rows), text)
                asked.append(_Question(article, rows, pair, share))
        return asked[:MAX_PAIRS]

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """The model's judgement of each pair, asked once."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(new, self.model.judge(new), strict=True))
        return [self._known[pair] for pair in pairs]

    def citations(self, text: str, own: Sequence[Sentence] = ()) -> tuple[Evidence, ...]:
        """The passages that support a sentence, by article and place."""
        return evidence(r for r in self.relations(text, own) if r.relation == "supports")

    def support(self, citations: Iterable[Evidence]) -> int:
        """How many independent witnesses the citations come from."""
        spans: dict[int, list[Span]] = {}
        for e in citations:
            spans.setdefault(e.article, []).append((e.start, e.end))
        return self._independent(spans)

    def _independent(self, spans: Mapping[int, Sequence[Span]]) -> int:
        """How many independent witnesses state something in these passages of the articles.

        Those that credit one agency for nearly the same words are one.
        """
        counted: dict[int, int] = {}  # the article that stands for each witness
        for article in sorted(spans, key=self._content):
            if self._witness[article] not in counted and not any(
                self._one_wire(article, other, spans) for other in counted.values()
            ):
                counted[self._witness[article]] = article
        return len(counted)

    def _one_wire(self, one: int, two: int, spans: Mapping[int, Sequence[Span]]) -> bool:
        agencies = self.cluster.agencies
        if not agencies or not agencies[one] or agencies[one] != agencies[two]:
            return False
        texts = [
            " ".join(self.cluster.stories[i][start:end] for start, end in spans[i])
            for i in (one, two)
        ]
        first, second = (self.vectors.of([text]) for text in texts)
        return bool(cosines(first, second)[0] >= WIRED)

    def witnesses(self, sentence: Sentence, most: int) -> int:
        """How many witnesses state what a sentence of the cluster states, counted up to `most`.

        The closest sources are asked first, and no more than it takes to know.
        """
        text, own = self.cluster.text(sentence), (sentence,)
        known = self._repetitions(text, own)
        stating = {a: found.spans for a, found in known.items()}
        count = self._independent(stating)
        for asked in self._questions(text, own, set(known)) if count < most else ():
            if self._witness[asked.article] in {self._witness[a] for a in stating}:
                continue
            judged = self.judge([asked.pair])[0]
            if self._relation(judged) == "supports":
                stating[asked.article] = self._spans(asked.rows, judged.evidence)
                count = self._independent(stating)
            if count >= most:
                break
        return min(count, most)

    def witnesses_at_most(self, sentence: Sentence) -> int:
        """How many witnesses have enough of a sentence's words to be asked; asks no model."""
        text, own = self.cluster.text(sentence), (sentence,)
        known = self._repetitions(text, own)
        near = [*known, *(q.article for q in self._questions(text, own, set(known)))]
        return len({self._witness[a] for a in near})

    @property
    def reads(self) -> bool:
        """Whether the model is to be asked, and reads the language of the cluster."""
        return self.cluster.language == "en" and self.cluster.evidence == "model"

    def placement(self, sentence: Sentence) -> Placement | None:
        """How a sentence may be used, by the model; None where it is not asked."""
        found = self.reading(sentence)
        return None if found is None else placement(found, self.model.bars)

    def reading(self, sentence: Sentence) -> Reading | None:
        """What the model reads in a sentence of the cluster; None where it is not asked."""
        if not self.reads:
            return None
        if sentence not in self._read:
            self._read[sentence] = self.model.read([self.cluster.text(sentence)])[0]
        return self._read[sentence]

    def clear(self, sentence: Sentence, told: Sequence[Sentence]) -> bool:
        """Whether a sentence can be understood behind what was told; always so if none reads it."""
        if not self.reads:
            return True
        text, before = self.cluster.text(sentence), self._closest(sentence, told)
        if (text, before) not in self._clear:
            reading = self.model.read([text], before)[0]
            self._clear[text, before] = reading.dangles < self.model.bars.unclear
        return self._clear[text, before]

    def _closest(self, sentence: Sentence, told: Sequence[Sentence]) -> tuple[str, ...]:
        """The first sentence told and the closest others, `BEFORE` in all, in their order."""
        texts = [self.cluster.text(s) for s in told]
        if len(texts) > BEFORE:
            cosine = cosines(
                self.vectors.of(texts[1:]), self.vectors.of([self.cluster.text(sentence)])
            )
            texts = [
                texts[0],
                *(texts[1 + i] for i in sorted(closest(cosine, range(len(cosine)), BEFORE - 1))),
            ]
        return tuple(texts)

    def repeats(self, one: Sentence, two: Sentence) -> bool:
        """Whether a sentence states at least a part of what another does, either way round."""
        texts = [self.cluster.text(s) for s in (one, two)]
        if not self.reads:
            return False
        both = (Pair((texts[0],), texts[1]), Pair((texts[1],), texts[0]))
        judged = (self.judge([pair])[0] for pair in both)
        return any(j.supports + j.partial >= RETOLD for j in judged)

    def stated_elsewhere(self, sentence: Sentence, chance: float) -> bool:
        """Whether another witness is this likely to state a sentence of the cluster.

        The closest source is asked first, and nobody after the first that is; where one has most
        of the sentence's words nobody is asked.
        """
        text, own = self.cluster.text(sentence), self._witness[sentence.article]
        if any(self._witness[a] != own for a in self._repetitions(text, (sentence,))):
            return True
        others = {a for a in self.by_article if self._witness[a] == own}
        asked = self._questions(text, (), others)
        return any(question.coverage >= MOSTLY for question in asked) or any(
            self.judge([question.pair])[0].supports >= chance for question in asked
        )

    def cite(self, draft: Draft) -> tuple[SummarySentence, ...]:
        """Every sentence of a draft with what supports it, wholly and in part."""
        cited = []
        for s in draft.sentences:
            relations = self.relations(s.text, s.evidence)
            backed = evidence(r for r in relations if r.relation == "supports")
            partly = evidence(r for r in relations if r.relation == "partial")
            said = speaker(s.text) if self._reports_words(s) else ""
            cited.append(
                SummarySentence(
                    s.text, s.how, s.reason, self.support(backed), backed, (), partly, said
                )
            )
        return tuple(cited)

    def _reports_words(self, sentence: DraftSentence) -> bool:
        """Whether a quoted sentence is mainly somebody's words."""
        found = self.reading(sentence.evidence[0]) if len(sentence.evidence) == 1 else None
        return found is not None and found.quote >= found.report

    @cached_property
    def vectors(self) -> Vectors:
        """The sentences of the cluster as TF-IDF vectors."""
        return Vectors(self.texts, self.cluster.language)

    @cached_property
    def by_article(self) -> dict[int, list[int]]:
        """The places of each article's sentences in `cluster.sentences`."""
        found: dict[int, list[int]] = {}
        for i, sentence in enumerate(self.cluster.sentences):
            found.setdefault(sentence.article, []).append(i)
        return found

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        """The places of sentences by their words."""
        found: dict[tuple[str, ...], list[int]] = {}
        for i, text in enumerate(self.texts):
            found.setdefault(tuple(tokens(text)), []).append(i)
        return found

    def _repetitions(self, text: str, own: Sequence[Sentence]) -> dict[int, Relations]:
        """The articles that have the sentence word for word; first of all its own place."""
        words = tuple(tokens(text))
        places = self._places.get(words, []) if words else []
        repeated = [self.cluster.sentences[i] for i in places]
        said = [s for s in own if s in repeated or self.cluster.text(s) == text]
        first: dict[int, Relations] = {}
        for s in (*said, *repeated):
            first.setdefault(s.article, Relations(s.article, "supports", 1.0, ((s.start, s.end),)))
        return first

    def _near(self, cosine: Floats, own: set[int], known: set[int]) -> list[int]:
        """The articles worth a look, its own first, then the closest; none that is known."""
        best = {a: float(cosine[rows].max()) for a, rows in self.by_article.items()}
        near = [a for a in best if a not in known and (best[a] > 0 or a in own)]
        near.sort(key=lambda a: (a not in own, -best[a], self._content(a)))
        return near[:LOOKED_AT]

    def _content(self, article: int) -> tuple[str, int]:
        """What orders articles that are equally close: their text, not their number."""
        return self.cluster.articles[article].text, article

    def _premise(self, article: int, cosine: Floats, own: Sequence[Sentence]) -> list[int]:
        """The places of the sentences shown for an article: the closest, as it has them."""
        rows = self.by_article[article]
        mine = {i for i in rows if self.cluster.sentences[i] in own}
        return sorted(closest(cosine, rows, shown=mine))

    def _relation(self, judged: Judgement) -> Relation | None:
        """The relation that the model is sure enough of; None for neither."""
        bars = self.model.bars
        if judged.supports >= bars.supports:
            return "supports"
        if judged.contradicts >= bars.contradicts:
            return "contradicts"
        return "partial" if judged.supports + judged.partial >= bars.partial else None

    def _spans(self, rows: Sequence[int], chances: Sequence[float]) -> tuple[Span, ...]:
        """Where the evidence stands: the likeliest sentence and up to two, joined if adjacent."""
        ranked = sorted(range(len(rows)), key=lambda i: (-chances[i], i))[:SPANS]
        chosen = sorted(rows[i] for i in ranked if i == ranked[0] or chances[i] >= CITED)
        spans: list[Span] = []
        last = -2
        for i in chosen:
            sentence = self.cluster.sentences[i]
            start = spans.pop()[0] if i == last + 1 else sentence.start
            spans.append((start, sentence.end))
            last = i
        return tuple(spans)


def _strength(judged: Judgement, relation: Relation) -> float:
    """The probability that the relation is right; a part may also be the whole."""
    chances = {
        "supports": judged.supports,
        "partial": judged.supports + judged.partial,
        "contradicts": judged.contradicts,
    }
    return round(chances[relation], 3)


def evidence(relations: Iterable[Relations]) -> tuple[Evidence, ...]:
    """A citation for each span of the relations."""
    return tuple(
        Evidence(r.article, start, end, r.strength) for r in relations for start, end in r.spans
    )


def placement(reading: Reading, bars: Bars) -> Placement:
    """How a sentence may be used by what the model reads in it."""
    if reading.judgement + reading.junk >= bars.unfit:
        return Placement.NOWHERE
    if reading.dangles >= bars.dangles:
        return Placement.AFTER_PREVIOUS
    alone = reading.stands >= reading.event and reading.quote < reading.report
    return (
        Placement.ANYWHERE if alone else Placement.NOT_FIRST
    )  # what somebody says of it is no opening

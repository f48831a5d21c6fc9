"""Attribution: which sources of a cluster state what a sentence states, and where.

The sentence is the hypothesis.  Each of the articles closest to it (`MAX_PAIRS` at most) gives a
premise: the few of its sentences that are closest by tf-idf, in their order.  One call of the pair
model says what the premise is to the hypothesis, and which premise sentences are the evidence.  An
article that has the sentence word for word supports it without a call.
How support is decided: `Attribution._relation`, by the bars of the model.
Cost: one sparse product, linear in the words of the cluster, and at most `MAX_PAIRS` calls for a
sentence, whatever the size of the cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from summarizer.arrays import Floats
from summarizer.entailment.premise import closest, cosines, coverage
from summarizer.entailment.types import Bars, Judgement, Pair, PairModel, Reading
from summarizer.evidence.redundancy import REDUNDANT, redundancy
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

# Coverage: the share of the hypothesis's words, by weight, that the premise has.  Below this the
# model is not asked: a fifth of the labelled pairs, and 3 in 1,000 of those it calls support.
LEAST = 0.2
LIKELY = 0.55  # coverage from which an article may well state the sentence, wholly or in part
NEAREST = 2 * MAX_PAIRS  # articles whose coverage is computed, so that enough are left to ask
# Cosine of the passages of two articles that credit one agency, from which both are its text.
SAME_WIRE = 0.8
CONTEXT = 3  # selected sentences that a sentence is read behind
SPANS = 3  # sentences of an article that are cited at most
# Probability of being evidence from which a premise sentence is cited beside the best one: two are
# cited on average, and all that a reader needs for 86 % of the right claims (70 % from .5 on).
CITED = 0.2


class ArticleRelation(NamedTuple):
    """What one article is to a sentence.

    `article` is its index in the cluster, `strength` the probability that the relation is right,
    and `spans` are the character offsets of the evidence in the article.
    """

    article: int
    relation: Relation
    strength: float
    spans: tuple[Span, ...]


class _Question(NamedTuple):
    """A pair to put to the model; `rows` are the indices of its premise in `cluster.sentences`."""

    article: int
    rows: list[int]
    pair: Pair
    coverage: float


class Attribution:
    """What the sources of one prepared cluster are to any sentence.

    Judgements are kept, so that selection, citation and contradictions put each pair to the model
    once.
    """

    def __init__(self, cluster: Cluster, model: PairModel) -> None:
        self.cluster, self.model = cluster, model
        self.texts = tuple(map(cluster.text, cluster.sentences))
        self._witness = cluster.witnesses or cluster.origins
        self._known: dict[Pair, Judgement] = {}
        self._read: dict[Sentence, Reading] = {}
        self._understood: dict[tuple[str, tuple[str, ...]], bool] = {}

    def relations(self, text: str, own: Sequence[Sentence] = ()) -> tuple[ArticleRelation, ...]:
        """Each article that supports, partly states or contradicts `text`, in article order.

        `own` are the sentences that the text was made from; they are always part of the premise.
        """
        found = self._verbatim(text, own)
        for article, rows, judged in self._answers(text, own, set(found)):
            relation = self._relation(judged)
            if relation is not None:
                strength, spans = _strength(judged, relation), self._spans(rows, judged.evidence)
                found[article] = ArticleRelation(article, relation, strength, spans)
        return tuple(found[article] for article in sorted(found))

    def supports(self, text: str, own: Sequence[Sentence] = ()) -> dict[int, float]:
        """The probability of support, by article, of those that were asked or have it verbatim."""
        known = self._verbatim(text, own)
        chances = {a: j.supports for a, _, j in self._answers(text, own, set(known))}
        return chances | dict.fromkeys(known, 1.0)

    def _answers(
        self, text: str, own: Sequence[Sentence], known: set[int]
    ) -> list[tuple[int, list[int], Judgement]]:
        """For each article asked: its index, the rows of its premise, and the judgement."""
        asked = self._questions(text, own, known)
        judged = self.judge([question.pair for question in asked])
        return [(q.article, q.rows, j) for q, j in zip(asked, judged, strict=True)]

    def _questions(self, text: str, own: Sequence[Sentence], known: set[int]) -> list[_Question]:
        """The articles worth asking, closest first."""
        if not self.reads:  # only verbatim repetition counts
            return []
        hypothesis = self.vectors.of([text])
        cosine = cosines(self.vectors.rows, hypothesis)
        mine = {s.article for s in own}
        asked = []
        for article in self._nearest(cosine, mine, known):
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
        """How many independent sources the citations come from."""
        spans: dict[int, list[Span]] = {}
        for e in citations:
            spans.setdefault(e.article, []).append((e.start, e.end))
        return self._independent(spans)

    def _independent(self, spans: Mapping[int, Sequence[Span]]) -> int:
        """How many independent sources state something in these passages of the articles.

        Articles that credit one agency for nearly the same words are one source.
        """
        counted: dict[int, int] = {}  # independent source → the article that represents it
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
        first, second = (
            self.vectors.of([" ".join(self.cluster.stories[i][slice(*span)] for span in spans[i])])
            for i in (one, two)
        )
        return bool(cosines(first, second)[0] >= SAME_WIRE)

    def witnesses(self, sentence: Sentence, most: int) -> int:
        """How many independent sources state a sentence of the cluster, counted up to `most`.

        The closest are asked first, and no more than it takes to know.
        """
        text, own = self.cluster.text(sentence), (sentence,)
        known = self._verbatim(text, own)
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
        """An upper bound on `witnesses`: the sources with enough coverage to be asked."""
        text, own = self.cluster.text(sentence), (sentence,)
        known = self._verbatim(text, own)
        near = [*known, *(q.article for q in self._questions(text, own, set(known)))]
        return len({self._witness[a] for a in near})

    @property
    def reads(self) -> bool:
        """Whether the model is to be asked: not with `--evidence words`, nor beyond English."""
        return self.cluster.language == "en" and self.cluster.evidence == "model"

    def placement(self, sentence: Sentence) -> Placement | None:
        """Where in a summary a sentence can stand, by the model; None where it is not asked."""
        found = self.reading(sentence)
        if found is None:
            return None
        opens = sentence == next(s for s in self.cluster.sentences if s.article == sentence.article)
        return placement(found, self.model.bars, opens)

    def reading(self, sentence: Sentence) -> Reading | None:
        """The model's reading of a single sentence of the cluster; None where it is not asked."""
        if not self.reads:
            return None
        if sentence not in self._read:
            self._read[sentence] = self.model.read([self.cluster.text(sentence)])[0]
        return self._read[sentence]

    def understandable(self, sentence: Sentence, selected: Sequence[Sentence]) -> bool:
        """Whether a sentence can be understood behind the selected ones; True without a model."""
        if not self.reads:
            return True
        text, before = self.cluster.text(sentence), self._closest(sentence, selected)
        if (text, before) not in self._understood:
            reading = self.model.read([text], before)[0]
            self._understood[text, before] = reading.dangles < self.model.bars.unclear
        return self._understood[text, before]

    def _closest(self, sentence: Sentence, selected: Sequence[Sentence]) -> tuple[str, ...]:
        """The first selected sentence and the closest others, `CONTEXT` in all, in order."""
        texts = [self.cluster.text(s) for s in selected]
        if len(texts) > CONTEXT:
            first, *rest = texts
            own = self.vectors.of([self.cluster.text(sentence)])
            near = closest(cosines(self.vectors.of(rest), own), range(len(rest)), CONTEXT - 1)
            texts = [first, *(rest[i] for i in sorted(near))]
        return tuple(texts)

    def redundant(self, one: Sentence, two: Sentence) -> bool:
        """Whether one of two sentences of the cluster states the main fact of the other."""
        return self.reads and redundancy(*self.similarity(one, two)) >= REDUNDANT

    def similarity(self, one: Sentence, two: Sentence) -> tuple[float, float, float]:
        """The cosine of two sentences, and the probabilities that each supports the other."""
        texts = [self.cluster.text(s) for s in (one, two)]
        vectors = self.vectors.of(texts)
        there, back = self.judge([Pair((texts[0],), texts[1]), Pair((texts[1],), texts[0])])
        return float(cosines(vectors[[0]], vectors[[1]])[0]), there.supports, back.supports

    def stated_elsewhere(self, sentence: Sentence, chance: float) -> bool:
        """Whether another independent source states a sentence with at least this probability.

        A source with `LIKELY` coverage counts without being asked.
        """
        text, own = self.cluster.text(sentence), self._witness[sentence.article]
        if any(self._witness[a] != own for a in self._verbatim(text, (sentence,))):
            return True
        others = {a for a in self.by_article if self._witness[a] == own}
        asked = self._questions(text, (), others)
        return any(question.coverage >= LIKELY for question in asked) or any(
            self.judge([question.pair])[0].supports >= chance for question in asked
        )

    def cite(self, draft: Draft) -> tuple[SummarySentence, ...]:
        """The sentences of a draft with the evidence that supports them, wholly and in part."""
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
        """Whether an extracted sentence mainly reports somebody's words."""
        found = self.reading(sentence.evidence[0]) if len(sentence.evidence) == 1 else None
        return found is not None and found.quote >= found.report

    @cached_property
    def vectors(self) -> Vectors:
        """The sentences of the cluster as TF-IDF vectors."""
        return Vectors(self.texts, self.cluster.language)

    @cached_property
    def by_article(self) -> dict[int, list[int]]:
        """The indices in `cluster.sentences` of each article's sentences."""
        found: dict[int, list[int]] = {}
        for i, sentence in enumerate(self.cluster.sentences):
            found.setdefault(sentence.article, []).append(i)
        return found

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[int]]:
        """The indices of the sentences by their tokens."""
        found: dict[tuple[str, ...], list[int]] = {}
        for i, text in enumerate(self.texts):
            found.setdefault(tuple(tokens(text)), []).append(i)
        return found

    def _verbatim(self, text: str, own: Sequence[Sentence]) -> dict[int, ArticleRelation]:
        """The articles that have the sentence word for word, and where; its own place first."""
        words = tuple(tokens(text))
        places = self._by_words.get(words, []) if words else []
        repeated = [self.cluster.sentences[i] for i in places]
        said = [s for s in own if s in repeated or self.cluster.text(s) == text]
        first: dict[int, ArticleRelation] = {}
        for s in (*said, *repeated):
            found = ArticleRelation(s.article, "supports", 1.0, (self._passage(s),))
            first.setdefault(s.article, found)
        return first

    def _nearest(self, cosine: Floats, own: set[int], known: set[int]) -> list[int]:
        """The articles to compare, those of `own` first, then the closest; none that is known."""
        best = {a: float(cosine[rows].max()) for a, rows in self.by_article.items()}
        near = [a for a in best if a not in known and (best[a] > 0 or a in own)]
        near.sort(key=lambda a: (a not in own, -best[a], self._content(a)))
        return near[:NEAREST]

    def _content(self, article: int) -> tuple[str, int]:
        """Orders articles that are equally close by their text, not by their index."""
        return self.cluster.articles[article].text, article

    def _premise(self, article: int, cosine: Floats, own: Sequence[Sentence]) -> list[int]:
        """The rows of an article's premise: its closest sentences, in its order."""
        rows = self.by_article[article]
        mine = {i for i in rows if self.cluster.sentences[i] in own}
        return sorted(closest(cosine, rows, shown=mine))

    def _relation(self, judged: Judgement) -> Relation | None:
        """The relation whose bar a judgement passes; None for neither.  Support is decided here."""
        bars = self.model.bars
        if judged.supports >= bars.supports:
            return "supports"
        if judged.contradicts >= bars.contradicts:
            return "contradicts"
        return "partial" if judged.supports + judged.partial >= bars.partial else None

    def _spans(self, rows: Sequence[int], chances: Sequence[float]) -> tuple[Span, ...]:
        """The spans of the likeliest evidence, up to `SPANS` sentences, joined where adjacent."""
        ranked = sorted(range(len(rows)), key=lambda i: (-chances[i], i))[:SPANS]
        chosen = sorted(rows[i] for i in ranked if i == ranked[0] or chances[i] >= CITED)
        spans: list[Span] = []
        last = -2
        for i in chosen:
            start, end = self._passage(self.cluster.sentences[i])
            if spans and (i == last + 1 or start < spans[-1][1]):
                first, before = spans.pop()
                start, end = min(first, start), max(before, end)
            spans.append((start, end))
            last = i
        return tuple(spans)

    def _passage(self, sentence: Sentence) -> Span:
        """What is shown of a sentence that is evidence: from inside a quotation, all of it."""
        return self.cluster.excerpts.get(sentence, (sentence.start, sentence.end))


def _strength(judged: Judgement, relation: Relation) -> float:
    """The probability that the relation is right; for `partial`, that at least a part is stated."""
    chances = {
        "supports": judged.supports,
        "partial": judged.supports + judged.partial,
        "contradicts": judged.contradicts,
    }
    return round(chances[relation], 3)


def evidence(relations: Iterable[ArticleRelation]) -> tuple[Evidence, ...]:
    """A citation for each span of these relations."""
    return tuple(
        Evidence(r.article, start, end, r.strength) for r in relations for start, end in r.spans
    )


def placement(reading: Reading, bars: Bars, opens: bool = False) -> Placement:
    """Where in a summary a sentence can stand, by the bars of the model.

    One that `opens` its article needs nothing before it, if it tells the event at all.
    """
    if reading.judgement + reading.junk >= bars.unfit:
        return Placement.NOWHERE
    if reading.dangles >= bars.dangles:
        return Placement.AFTER_PREVIOUS
    alone = (opens or reading.stands >= reading.event) and reading.quote < reading.report
    # What somebody says about the event is no opening.
    return Placement.ANYWHERE if alone else Placement.NOT_FIRST

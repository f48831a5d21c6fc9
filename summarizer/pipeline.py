"""The one file that knows the order of the stages.

    read → clean → split → origins → group → weigh → select → (rewrite) → evidence → render
           └────── prepare ──────┘   └───── ClusterAnalysis ─────┘               └ build_summary ┘

The pair model (`entailment`) is asked by selection, by the guard of what is written, and by every
stage of `evidence`; all of them ask the one `Attribution` of the cluster, so that no pair is
judged twice.

`read` comes before and `render` after; the command line and the library call both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby, pairwise, tee

import numpy as np

from summarizer import __version__
from summarizer.arrays import Floats
from summarizer.clean import RESTORES, Cleaned, clean
from summarizer.differences import differences
from summarizer.entailment import pair_model
from summarizer.errors import LanguageRefused, LimitExceeded
from summarizer.evidence import (
    Attribution,
    Weighed,
    agreed,
    contradictions,
    facts,
    guard,
    losing,
    single_source,
    verified,
)
from summarizer.read.accounts import Account
from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.concepts import Concepts
from summarizer.select.search import Selection, cost, select
from summarizer.select.weights import concept_weights
from summarizer.sources.input_warnings import article_warnings, input_warnings, overlong
from summarizer.sources.near_duplicates import near_duplicates, related_groups, relatedness
from summarizer.sources.publishers import agency, witnesses
from summarizer.text.placement import Candidates, Placement, as_candidates, placements
from summarizer.text.quotations import fragments
from summarizer.text.sentences import continues, split
from summarizer.text.tokens import UNSEGMENTED
from summarizer.text.wrapping import unwrapped
from summarizer.types import (
    Budget,
    Cluster,
    Conflict,
    Difference,
    Draft,
    Method,
    Sentence,
    SingleSourceFact,
    Source,
    Span,
    Summary,
    SummarySentence,
    Verification,
    VerifiedClaim,
    blanked,
    displayed,
)

_WORD = re.compile(r"[^\W_]")


def prepare(cluster: Cluster) -> Cluster:
    """Clean, split and find origins: the cluster as every method takes it."""
    if cluster.origins:
        return cluster
    if cluster.language.partition("-")[0].lower() in UNSEGMENTED:
        raise LanguageRefused(
            f"cluster {cluster.id}: language {cluster.language} is written without spaces between "
            "words, which cannot be split here"
        )
    _refuse_over(cluster, "articles", len(cluster.articles))
    cluster, removed = cleaned(cluster)
    articles, stories = cluster.articles, cluster.stories
    every = [
        Sentence(i, start, end)
        for i, (story, kept) in enumerate(zip(stories, removed, strict=True))
        for start, end in split(story, _unbroken(articles[i].text, kept.blocks))
    ]
    longest = cluster.limits.sentence_characters
    sentences = tuple(s for s in every if s.end - s.start <= longest)
    _refuse_over(cluster, "sentences", len(sentences))
    excerpts = {
        sentence: passage
        for i, own in groupby(sentences, key=lambda s: s.article)
        for sentence, passage in _excerpts(stories[i], removed[i], list(own))
    }
    found = near_duplicates(stories)
    originals = sorted(set(found))
    groups = related_groups(relatedness([stories[i] for i in originals]))
    events = [{originals[i] for i in some} for some in groups]
    return replace(
        cluster,
        sentences=sentences,
        origins=found,
        witnesses=witnesses(cluster.articles, found),
        agencies=tuple(map(agency, cluster.articles)),
        excerpts=excerpts,
        warnings=(
            *cluster.warnings,
            *article_warnings(cluster.articles),
            *overlong(every, longest),
            *input_warnings(found, events, cluster.language),
        ),
    )


def cleaned(cluster: Cluster) -> tuple[Cluster, tuple[Cleaned, ...]]:
    """The cluster with hard-wrapped lines joined and its `stories`; what cleaning found in each."""
    articles = tuple(replace(a, text=unwrapped(a.text, a.title)) for a in cluster.articles)
    found = clean(articles, cluster.language)
    stories = tuple(
        blanked(article.text, ((cut.start, cut.end) for cut in one.removed))
        for article, one in zip(articles, found, strict=True)
    )
    return replace(cluster, articles=articles, stories=stories), found


def _unbroken(text: str, blocks: Sequence[Span]) -> list[Span]:
    """The blocks, joined where junk stood inside a line: a sentence may go on behind it."""
    joined: list[Span] = []
    for start, end in blocks:
        if joined and "\n" not in text[joined[-1][1] : start]:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _excerpts(
    story: str, cleaned: Cleaned, sentences: Sequence[Sentence]
) -> Iterator[tuple[Sentence, Span]]:
    """`Cluster.excerpts` of the article with these sentences.

    What is left of a sentence when something inside it was taken out may say of one what was said
    of another.  So may each half of one that had broken off before a line that was taken out.
    """
    ends = [s.end for s in sentences]
    harmless = {r.start for r in cleaned.removed if r.rule == RESTORES}
    for (_, end), (start, _) in pairwise(cleaned.blocks):
        if not harmless.isdisjoint(range(end, start)):
            continue
        i = bisect_left(ends, end)  # the sentence with the last word before what was taken out
        if i == len(ends) or sentences[i].start >= end:
            continue
        s = sentences[i]
        if s.end > end and _WORD.search(story, s.start, end) and _WORD.search(story, start, s.end):
            yield s, (s.start, s.end)
        elif s.end == end and "\n" in story[end:start]:
            line = story[story.rfind("\n", 0, end) + 1 : end]
            if continues(line.strip(), story[start:].partition("\n")[0].strip()):
                yield from ((half, (half.start, half.end)) for half in sentences[i : i + 2])
    for i, passage in fragments(story, [(s.start, s.end) for s in sentences]).items():
        yield sentences[i], passage


def _refuse_over(cluster: Cluster, what: str, count: int) -> None:
    most = getattr(cluster.limits, what)
    if count > most:
        raise LimitExceeded(f"cluster {cluster.id}: {count:,} {what}, the limit is {most:,}")


class ClusterAnalysis:
    """What the stages find in one prepared cluster, each when it is first asked for.

    It is made once for a cluster and handed on: methods draft from it, and the draft is attributed
    and contrasted by it, so that no stage runs twice and no pair is judged twice.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = prepare(cluster)
        self._model = pair_model()

    @cached_property
    def attribution(self) -> Attribution:
        """Which sources state a sentence; it remembers what the pair model was asked."""
        return Attribution(self.cluster, self._model)

    @cached_property
    def concepts(self) -> Concepts:
        """Which sentences hold which concepts."""
        return extract_concepts(self.cluster)

    @cached_property
    def weights(self) -> Floats:
        """The weight of each concept, shape (m,)."""
        return concept_weights(self.concepts)

    @cached_property
    def candidates(self) -> Candidates:
        """The sentences of `concepts` as a reader would meet them."""
        texts = tuple(self.cluster.text(s) for s in self.concepts.sentences)
        titles = [a.title for a in self.cluster.articles]
        found = as_candidates(texts, self.concepts.origin, titles)
        excerpts = [s in self.cluster.excerpts for s in self.concepts.sentences]
        return replace(found, placement=np.where(excerpts, Placement.NOWHERE, found.placement))

    @cached_property
    def contradictions(self) -> tuple[Conflict, ...]:
        """What the sources contradict each other on."""
        return contradictions(self.attribution)

    @cached_property
    def single_source(self) -> tuple[SingleSourceFact, ...]:
        """What one origin alone reports."""
        salience = self.concepts.incidence @ self.weights  # (n,)
        weighed = Weighed(self.concepts.sentences, salience, self.candidates)
        return single_source(self.attribution, weighed)

    @cached_property
    def agreed(self) -> tuple[str, ...]:
        """The facts that several independent sources probably state, whatever a summary says."""
        return tuple(agreed(self.attribution))

    def verified(self, claims: Sequence[str]) -> tuple[VerifiedClaim, ...]:
        """Claims, one sentence each, with what every source is to them."""
        return verified(self.attribution, claims)

    def select(self, budget: Budget) -> Selection:
        """What an extractive summary quotes, and all that was found to be backed.

        What a better backed side of a contradiction, or a later figure, says otherwise is not
        told.
        """
        dropped = losing(self.attribution, self.contradictions)
        placement = self.candidates.placement.copy()
        for row, s in enumerate(self.concepts.sentences):
            if s in dropped:
                placement[row] = Placement.NOWHERE
        candidates = replace(self.candidates, placement=placement)
        return select(self.concepts, self.weights, candidates, budget, self.attribution)

    def density(self, text: str) -> float:
        """The weight of the concepts of any text, a word."""
        return self._weight(text) / max(1, len(text.split()))

    def gain(self, text: str) -> float:
        """The weight of the concepts of any text for what it costs in selection."""
        return self._weight(text) / cost(len(text.split()))

    def refusal(self, text: str, sources: Sequence[str], alone: bool = True) -> str:
        """Why a written sentence may not stand for these sources; empty where it may.

        Unless it stands `alone` it may lean on the sentence before it.
        """
        if placements([text])[0] <= (Placement.AFTER_PREVIOUS if alone else Placement.NOWHERE):
            return "not a sentence that can stand by itself"
        return guard(text, sources, self.attribution)

    def _weight(self, text: str) -> float:
        held = self.concepts.in_text(text, self.cluster.language)
        return float(self.weights[held].sum())


def sentences_in(text: str) -> list[str]:
    """The sentences of a text that a model wrote."""
    return [displayed(text[start:end]) for start, end in split(text, [(0, len(text))])]


def sources_of(cluster: Cluster, numbers: Sequence[int] = ()) -> tuple[Source, ...]:
    """The articles of a prepared cluster as a reader sees them, under these numbers or from 1."""
    words = [0] * len(cluster.articles)
    for sentence in cluster.sentences:
        words[sentence.article] += len(cluster.text(sentence).split())
    number = numbers or range(1, len(words) + 1)
    return tuple(
        Source(
            id=number[i],
            title=displayed(article.title),
            outlet=displayed(article.outlet),
            date=displayed(article.date),
            location=displayed(article.url or article.location),
            origin=number[cluster.origins[i]],
            words=words[i],
            witness=number[(cluster.witnesses or cluster.origins)[i]],
            agency=cluster.agencies[i] if cluster.agencies else "",
        )
        for i, article in enumerate(cluster.articles)
    )


def build_summary(
    analysis: ClusterAnalysis, draft: Draft, method: Method, budget: Budget
) -> Summary:
    """The cited summary of a cluster."""
    cluster, attribution = analysis.cluster, analysis.attribution
    cited, missed = _backed(attribution.cite(draft), budget.support)
    asked = pair_model().signature if cluster.evidence == "model" else "evidence:words"
    return Summary(
        id=cluster.id,
        sentences=cited,
        sources=sources_of(cluster),
        method=method.name,
        signature="|".join(
            [
                method.signature,
                budget.signature(),
                f"lang:{cluster.language}",
                asked,
                *([f"caps:{own}"] if (own := cluster.limits.signature()) else []),
                f"v:{__version__}",
            ]
        ),
        warnings=(*cluster.warnings, *draft.warnings, *missed),
        facts=facts(attribution, cited, draft.backed),
        cluster=cluster,
    )


def _backed(
    cited: tuple[SummarySentence, ...], least: int
) -> tuple[tuple[SummarySentence, ...], tuple[str, ...]]:
    """The sentences that `least` witnesses state, and a warning for those left out."""
    kept = tuple(s for s in cited if s.support >= least) if least > 1 else cited
    if len(kept) == len(cited):
        return cited, ()
    left = len(cited) - len(kept)
    many = "s" if left > 1 else ""
    return kept, (f"left out {left} sentence{many} that fewer than {least} sources state",)


def with_contradictions(summary: Summary, found: tuple[Conflict, ...]) -> Summary:
    """The summary with what its sources contradict each other on; its sentences know their side."""
    sentences = tuple(
        replace(s, disputed=tuple(i for i, c in enumerate(found) if _takes_side(s, c)))
        for s in summary.sentences
    )
    return replace(summary, sentences=sentences, conflicts=found)


def with_single_source(summary: Summary, found: tuple[SingleSourceFact, ...]) -> Summary:
    """The summary with what one source alone reports and the summary neither quotes nor cites."""
    cited = {(c.article, c.start, c.end) for s in summary.sentences for c in s.citations}
    kept = (u for u in found if (u.evidence.article, u.evidence.start, u.evidence.end) not in cited)
    return replace(summary, unique=tuple(kept))


def _takes_side(sentence: SummarySentence, conflict: Conflict) -> bool:
    """Whether a sentence says what a side says: the same words, backed by the same place."""
    told = sentence.text.casefold()
    return any(
        claim.text.casefold() in told
        and any(e.article == c.article and c.start <= e.start < c.end for c in sentence.citations)
        for claim in conflict.claims
        for e in claim.evidence
    )


def summarize_clusters(
    clusters: Iterable[Cluster],
    method: Method,
    budget: Budget,
    *,
    conflicts: bool = True,
    unique: bool = True,
) -> Iterator[Summary]:
    """A cited summary for each cluster, in order, one at a time.

    Without `conflicts` or `unique` contradictions or single-source facts are neither looked for
    nor shown; the method `consensus` looks for contradictions all the same, since it chooses by
    them.
    """
    analyses, kept = tee(map(ClusterAnalysis, clusters))
    for draft in method.draft(analyses, budget):
        analysis = next(kept)
        summary = build_summary(analysis, draft, method, budget)
        if conflicts:
            summary = with_contradictions(summary, analysis.contradictions)
        yield with_single_source(summary, analysis.single_source) if unique else summary


def compare_accounts(old: Account, new: Account) -> Difference:
    """What is new, changed and gone between two accounts of one event."""
    model = pair_model()
    signature = "|".join(["diff", model.signature, f"v:{__version__}"])
    return differences(old, new, model, signature)


def verify_cluster(cluster: Cluster, claims: Sequence[str]) -> Verification:
    """Claims, one sentence each, held against the sources of a cluster.

    Raises what `prepare` raises, and LimitExceeded for too many claims.
    """
    prepared = prepare(cluster)
    attribution = Attribution(prepared, pair_model())
    return Verification(
        id=cluster.id,
        claims=verified(attribution, claims),
        sources=sources_of(prepared, prepared.numbers),
        signature="|".join(["verify", pair_model().signature, f"v:{__version__}"]),
        warnings=prepared.warnings,
        cluster=prepared,
    )

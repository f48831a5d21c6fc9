"""The one file that knows the order of the stages.

    read → clean → split → origins → group → weigh → select → (rewrite) → evidence → render
           └────── prepare ──────┘   └───── Planner ─────┘               └ conclude ┘

The pair model (`entailment`) is asked by selection, by the guard of what is written, and by every
stage of `evidence`; all of them ask the one `Attribution` of the cluster, so that no pair is
judged twice.

`read` comes before and `render` after; the command line and the library call both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import tee

from summarizer import __version__
from summarizer.agencies import agency
from summarizer.clean import Removed, clean
from summarizer.doubts import doubts, overlong
from summarizer.entailment import pair_model
from summarizer.errors import LanguageRefused, LimitExceeded
from summarizer.evidence import (
    Attribution,
    Weighed,
    contradictions,
    facts,
    guard,
    losing,
    single_source,
    verified,
)
from summarizer.fill import fill
from summarizer.group import group
from summarizer.methods.base import sign
from summarizer.origins import origins, relatedness, strands
from summarizer.publishers import witnesses
from summarizer.readability import Standing, judge, standings
from summarizer.select import Selection, cost, select
from summarizer.split import split
from summarizer.terms import UNSEGMENTED
from summarizer.types import (
    Budget,
    Cluster,
    Conflict,
    Differences,
    Draft,
    Method,
    Sentence,
    Source,
    Span,
    Summary,
    SummarySentence,
    Verification,
    displayed,
)  # fmt: skip
from summarizer.weigh import weigh

FILLED = 0.9  # share of the words asked for below which a reason is given
LEANS = "no sentence that can stand by itself fits the budget"


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
    cleaned = clean(cluster.articles)
    stories = tuple(
        _blanked(article.text, story.removed)
        for article, story in zip(cluster.articles, cleaned, strict=True)
    )
    every = [
        Sentence(i, start, end)
        for i, (story, kept) in enumerate(zip(stories, cleaned, strict=True))
        for start, end in split(story, _unbroken(cluster.articles[i].text, kept.blocks))
    ]
    longest = cluster.limits.sentence_characters
    sentences = tuple(s for s in every if s.end - s.start <= longest)
    _refuse_over(cluster, "sentences", len(sentences))
    found = origins(stories)
    originals = sorted(set(found))
    groups = strands(relatedness([stories[i] for i in originals]))
    events = [{originals[i] for i in some} for some in groups]
    return replace(
        cluster,
        stories=stories,
        sentences=sentences,
        origins=found,
        witnesses=witnesses(cluster.articles, found),
        agencies=tuple(map(agency, cluster.articles)),
        warnings=(
            *cluster.warnings,
            *overlong(every, longest),
            *doubts(found, events, cluster.language),
        ),
    )


def _blanked(text: str, removed: Sequence[Removed]) -> str:
    """`text` with the removed parts blanked out, every offset as before."""
    parts, end = [], 0
    for cut in removed:
        parts += [text[end : cut.start], " " * (cut.end - cut.start)]
        end = cut.end
    return "".join([*parts, text[end:]])


def _unbroken(text: str, blocks: Sequence[Span]) -> list[Span]:
    """The blocks, joined where junk stood inside a line: a sentence may go on behind it."""
    joined: list[Span] = []
    for start, end in blocks:
        if joined and "\n" not in text[joined[-1][1] : start]:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _refuse_over(cluster: Cluster, what: str, count: int) -> None:
    most = getattr(cluster.limits, what)
    if count > most:
        raise LimitExceeded(f"cluster {cluster.id}: {count:,} {what}, the limit is {most:,}")


class Planner:
    """What the stages from group to select find in one prepared cluster, for any budget."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.attribution = Attribution(cluster, pair_model())
        self._concepts = group(cluster)
        self._weights = weigh(self._concepts)
        texts = tuple(cluster.text(s) for s in self._concepts.sentences)
        titles = [a.title for a in cluster.articles]
        self._candidates = judge(texts, self._concepts.origin, titles)

    @cached_property
    def differences(self) -> Differences:
        """What the origins contradict each other on and tell alone."""
        salience = self._concepts.incidence @ self._weights  # (n,)
        weighed = Weighed(self._concepts.sentences, salience, self._candidates)
        alone = single_source(self.attribution, weighed)
        return Differences(contradictions(self.attribution), alone)

    def chosen(self, budget: Budget) -> list[Sentence]:
        """The sentences an extractive summary quotes, in reading order; maybe none."""
        return self.selection(budget).sentences

    def selection(self, budget: Budget) -> Selection:
        """What an extractive summary quotes, and all that was found to be backed.

        What a better backed side of a conflict, or a later figure, says otherwise is not told.
        """
        dropped = losing(self.attribution, self.differences.conflicts)
        standing = self._candidates.standing.copy()
        for row, s in enumerate(self._concepts.sentences):
            if s in dropped:
                standing[row] = Standing.NEVER
        candidates = replace(self._candidates, standing=standing)
        return select(self._concepts, self._weights, candidates, budget, self.attribution)

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
        if standings([text])[0] <= (Standing.FOLLOWS if alone else Standing.NEVER):
            return "not a sentence that can stand by itself"
        return guard(text, sources, self.attribution)

    def _weight(self, text: str) -> float:
        return float(self._weights[self._concepts.told_by(text, self._cluster.language)].sum())


@lru_cache(maxsize=1)
def planner_of(cluster: Cluster) -> Planner:
    """The planner of the cluster at hand: choosing and telling differences ask the same one."""
    return Planner(cluster)


class Consensus:
    """The extractive method: cover what most origins share, saying nothing twice."""

    name = "consensus"

    @property
    def signature(self) -> str:
        """The method in one line; it has no settings."""
        return sign(self.name, {})

    def draft(self, clusters: Iterable[Cluster], budget: Budget) -> Iterator[Draft]:
        """One draft for each prepared cluster, in order."""
        for cluster in clusters:
            chosen, backed = planner_of(cluster).selection(budget)
            if budget.support > 1 and not chosen:
                yield Draft((), (f"no sentence is stated by {budget.support} independent sources",))
                continue
            made = fill(cluster, chosen or cluster.sentences, budget)
            if made.sentences and not (chosen or made.warnings):
                made = replace(made, warnings=(LEANS,))
            warnings = (*made.warnings, *_short(made, budget))
            yield replace(made, warnings=warnings, backed=backed)


def _short(draft: Draft, budget: Budget) -> Iterator[str]:
    """Why a summary is well below the length asked for."""
    words = sum(len(s.text.split()) for s in draft.sentences)
    if draft.sentences and budget.words and words < FILLED * budget.words and not draft.warnings:
        more = (
            f"nothing more that {budget.support} sources state"
            if budget.support > 1
            else "nothing more"
        )
        yield f"{words} of {budget.words} words: {more} fits without telling a fact twice"


def sentences_in(text: str) -> list[str]:
    """The sentences of a text that a model wrote."""
    return [displayed(text[start:end]) for start, end in split(text, [(0, len(text))])]


def sources_of(cluster: Cluster) -> tuple[Source, ...]:
    """The articles of a prepared cluster as a reader sees them."""
    words = [0] * len(cluster.articles)
    for sentence in cluster.sentences:
        words[sentence.article] += len(cluster.text(sentence).split())
    return tuple(
        Source(
            id=i + 1,
            title=displayed(article.title),
            outlet=displayed(article.outlet),
            date=displayed(article.date),
            location=displayed(article.url or article.location),
            origin=cluster.origins[i] + 1,
            words=words[i],
            witness=(cluster.witnesses or cluster.origins)[i] + 1,
            agency=cluster.agencies[i] if cluster.agencies else "",
        )
        for i, article in enumerate(cluster.articles)
    )


def conclude(cluster: Cluster, draft: Draft, method: Method, budget: Budget) -> Summary:
    """The cited summary of a prepared cluster."""
    attribution = planner_of(cluster).attribution
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


def contrasted(summary: Summary, differences: Differences) -> Summary:
    """The summary with what its sources differ on; sentences that tell a side know of it.

    What the summary quotes or cites is not told again as what one source has.
    """
    conflicts = differences.conflicts
    told = {(c.article, c.start, c.end) for s in summary.sentences for c in s.citations}
    alone = [
        u
        for u in differences.unique
        if (u.evidence.article, u.evidence.start, u.evidence.end) not in told
    ]
    sentences = tuple(
        replace(s, disputed=tuple(i for i, c in enumerate(conflicts) if _takes_side(s, c)))
        for s in summary.sentences
    )
    return replace(summary, sentences=sentences, conflicts=conflicts, unique=tuple(alone))


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
    clusters: Iterable[Cluster], method: Method, budget: Budget
) -> Iterator[Summary]:
    """A cited summary for each cluster, in order, one at a time."""
    prepared, kept = tee(map(prepare, clusters))
    for draft in method.draft(prepared, budget):
        cluster = next(kept)
        yield contrasted(conclude(cluster, draft, method, budget), planner_of(cluster).differences)


def verify_cluster(cluster: Cluster, claims: Sequence[str]) -> Verification:
    """Claims, one sentence each, held against the sources of a cluster.

    Raises what `prepare` raises, and LimitExceeded for too many claims.
    """
    prepared = prepare(cluster)
    attribution = Attribution(prepared, pair_model())
    return Verification(
        id=cluster.id,
        claims=verified(attribution, claims),
        sources=_numbered(prepared),
        signature="|".join(["verify", pair_model().signature, f"v:{__version__}"]),
        warnings=prepared.warnings,
        cluster=prepared,
    )


def _numbered(cluster: Cluster) -> tuple[Source, ...]:
    """The sources under their places in their record, which unusable articles leave gaps in."""
    sources = sources_of(cluster)
    place = dict(
        zip((s.id for s in sources), cluster.numbers or range(1, len(sources) + 1), strict=True)
    )
    return tuple(
        replace(s, id=place[s.id], origin=place[s.origin], witness=place[s.witness])
        for s in sources
    )

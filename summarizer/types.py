"""The small frozen types that the stages share, and those that the programming interface returns.

Data flows one way (`pipeline` knows the order):

    read → clean → sentences → sources → concepts → weights → select → (write) → evidence → render

Offsets are code points into `Article.text`, half open, everywhere: `text[start:end]`.  An
`article` is an index into `Cluster.articles`, from 0; a source's `id` is its number in the output,
from 1.  Nothing here imports anything outside the standard library.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from summarizer.errors import UsageError
from summarizer.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    from summarizer.pipeline import ClusterAnalysis

Span = tuple[int, int]
How = Literal["extracted", "written", "replaced"]
ConflictKind = Literal["count", "amount", "date", "time", "place", "name", "outcome"]
SingleSourceKind = Literal["report", "quote"]
Matching = Literal["model", "words"]
Relation = Literal["supports", "partial", "contradicts"]
Verdict = Literal["supported", "contradicted", "partial", "unsupported"]
ChangeKind = Literal["new", "changed", "gone"]
SUMMARY_SCHEMA = "consensus-summary/1"  # of the record of a summary


def displayed(raw: str) -> str:
    """The display form of a piece of text: white space joined, control characters dropped.

    Characters of the Unicode categories Cc (control), Cf (format: bidirectional overrides,
    zero-width joiners) and Cs (surrogates) are dropped, runs of white space become one space, and
    nothing else changes, so that a quoted sentence stays the source's own.
    """
    joined = " ".join(raw.split())
    if joined.isprintable():
        return joined
    kept = "".join(c for c in joined if unicodedata.category(c) not in _UNPRINTABLE)
    return " ".join(kept.split())


def blanked(text: str, spans: Iterable[Span]) -> str:
    """`text` with these parts of it, in order, replaced by spaces, every offset as before."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})
# What blanking a piece out of a sentence leaves before a mark that belongs to the word before.
_BLANK_BEFORE_MARK = re.compile(r" (?=[,.;:)]|[’']s\b)")


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's article.  What the source does not state is empty: nothing is guessed.

    Attributes:
        text: The decoded text, after the format's markup is taken off and before cleaning.
        title: The headline.
        outlet: The name of the outlet, which also says which articles have one publisher.
        date: The day of publication, YYYY-MM-DD where only one reading is possible.
        url: The address, which also says which articles have one publisher.
        location: Where it was read: a path, an address, `-` or `file.jsonl:12`.
        id: The id that its record gives it.
        publisher: Its publisher by the table of `publishers=`, which overrides outlet and address.
        language: The language that it states, as a code in lower case without a region.
        warnings: What the reader should know of how it was read, a line each.
    """

    text: str
    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    location: str = ""
    id: str = ""
    publisher: str = ""
    language: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """The place of a sentence: `cluster.articles[article].text[start:end]`; they sort by place."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several articles on one event, and what the first stages found in them.

    `read` sets `id` to `warnings`, `limits` and `numbers`; `pipeline.prepare` the rest.  A tuple
    that is indexed by article has one item for each of `articles`, or is empty before `prepare`.

    Attributes:
        id: The id of the event.
        articles: The articles that have text, in the order given.
        references: Summaries by people, used by evaluation only.
        language: The language code of the articles.
        warnings: What could not be read or was left out, a line each.
        stories: By article, its text with all that is not the story replaced by spaces, so that
            offsets hold in both.
        sentences: The sentences of all articles in reading order.
        origins: By article, the index of the article that it is a near-duplicate of; its own where
            it is no copy.
        limits: The caps on input that hold for it.
        numbers: By article, its place in the record, from 1, where some of the record could not be
            used; empty where that is its index plus one.
        witnesses: By article, the index of the first article that it counts as one independent
            source with: near-duplicates, and articles of one publisher.  Support counts these.
        agencies: By article, the news agency whose wire it prints, "" where it names none.
        evidence: "model" where the pair model decides what states the same, "words" where only
            repeated words count.
        excerpts: The sentences that say something else when shown alone, since they begin or end
            inside a quotation or something was taken out of their middle, each with the passage
            that is shown where it is evidence: the whole quotation.
    """

    id: str
    articles: tuple[Article, ...]
    references: tuple[str, ...] = ()
    language: str = "en"
    warnings: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    origins: tuple[int, ...] = ()
    limits: Limits = DEFAULTS
    numbers: tuple[int, ...] = ()
    witnesses: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    evidence: Matching = "model"
    excerpts: Mapping[Sentence, Span] = field(default_factory=dict, compare=False)

    def raw(self, sentence: Sentence) -> str:
        """The sentence as it stands in its article, in its display form (`displayed`)."""
        return displayed(self.articles[sentence.article].text[sentence.start : sentence.end])

    def text(self, sentence: Sentence) -> str:
        """The sentence without what cleaning took out of it; nearly always the same as `raw`."""
        story = self.stories[sentence.article][sentence.start : sentence.end]
        text = displayed(story)
        return _BLANK_BEFORE_MARK.sub("", text) if "   " in story else text


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that `read` could not read; `str` gives where and why in one line.

    Attributes:
        location: The path, the address, or `-`.
        reason: Why not, in one line.
        line: The line of a cluster file, from 1; None for the whole source.
    """

    location: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.location if self.line is None else f"{self.location}, line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be: never more than any of the limits that are set.

    Attributes:
        words: The most words, as `str.split` counts them; None for no such limit.
        sentences: The most sentences.
        characters: The most code points, with the spaces that join the sentences.
        truncate: Whether the last sentence is cut at the budget, as the literature scores
            summaries, instead of being left out.
        support: How many independent sources have to state each sentence.

    Raises:
        UsageError: No limit is set, or one (or `support`) is below 1.
    """

    words: int | None = None
    sentences: int | None = None
    characters: int | None = None
    truncate: bool = False
    support: int = 1

    def __post_init__(self) -> None:
        given = {k: v for k, v in self.limits().items() if v is not None}
        if not given:
            raise UsageError("a budget needs words, sentences or characters")
        for name, value in given.items():
            if value < 1:
                raise UsageError(f"{name} must be at least 1, not {value}")
        if self.support < 1:
            raise UsageError(f"min_support must be at least 1, not {self.support}")

    def limits(self) -> dict[str, int | None]:
        """The three limits by name, in a fixed order."""
        return {"words": self.words, "sentences": self.sentences, "characters": self.characters}

    def fits(self, texts: Iterable[str]) -> bool:
        """Whether these sentences, joined by single spaces, stay within every limit."""
        parts = list(texts)
        return (
            (self.words is None or sum(len(t.split()) for t in parts) <= self.words)
            and (self.sentences is None or len(parts) <= self.sentences)
            and (self.characters is None or len(" ".join(parts)) <= self.characters)
        )

    def in_words(self) -> int:
        """About how many words the tightest limit leaves room for."""
        counted = {"words": 1.0, "sentences": 25.0, "characters": 1 / 6}
        return int(min(n * counted[name] for name, n in self.limits().items() if n is not None))

    def cut(self, text: str, mark: str = "") -> str:
        """`text` cut between words so that it fits with `mark` after it; "" where no word does.

        A text that fits as it is comes back whole and without the mark.
        """
        words = text.split()
        kept = words if self.words is None else words[: self.words]
        whole = len(kept) == len(words)
        if whole and self.fits([text]):
            return text
        while kept and not self.fits([" ".join(kept) + mark]):
            kept.pop()
        return " ".join(kept) + mark if kept else ""

    def signature(self) -> str:
        """For a method's one-line signature, e.g. `words=100` or `words=50,truncate`."""
        parts = [f"{k}={v}" for k, v in self.limits().items() if v is not None]
        parts += ["truncate"] if self.truncate else []
        return ",".join([*parts, f"support={self.support}"] if self.support > 1 else parts)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of an article that states the main fact of a sentence.

    It has one to three adjacent sentences, or more where they stand in one quotation; an article
    whose evidence does not stand together gives several.

    Attributes:
        article: The index of the article in `Summary.cluster.articles`; its source's `id` is one
            more.
        start: The offset of the passage in the article's text.
        end: The offset behind it.
        strength: The calibrated probability, in [0, 1], that the article states the fact.
    """

    article: int
    start: int
    end: int
    strength: float


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence that a method proposes.

    Attributes:
        text: The sentence.
        evidence: The source sentences that it was taken or written from.
        how: "extracted" as it stands in a source, "written" by a model,
            "replaced" by a source's sentence because the guard refused what was written.
        reason: Why it was replaced or is not as the source has it, in one line; "" otherwise.
    """

    text: str
    evidence: tuple[Sentence, ...] = ()
    how: How = "extracted"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A method's summary of one cluster, before it is attributed to its sources.

    Attributes:
        sentences: The sentences in the order in which they are read.
        warnings: What a reader should know of how it was made, a line each.
        backed: Sentences of the cluster that several independent sources were found to state while
            choosing: candidates for `Summary.facts`.
    """

    sentences: tuple[DraftSentence, ...]
    warnings: tuple[str, ...] = ()
    backed: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary with the passages that support it.

    Attributes:
        text: The sentence in its display form.
        how: "extracted", "written" or "replaced" (`DraftSentence`).
        reason: Why it was replaced or is not as the source has it; "" otherwise.
        support: How many independent sources state it, its own included.
        citations: The passages that state its main fact.
        disputed: Indices into `Summary.conflicts` of those of which it states one claim.
        partial: Passages that state a part of it, which are not counted.
        speaker: Who is quoted, where it reports somebody's words; "" otherwise.
    """

    text: str
    how: How
    reason: str
    support: int
    citations: tuple[Evidence, ...]
    disputed: tuple[int, ...] = ()
    partial: tuple[Evidence, ...] = ()
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What several independent sources state, whether or not the summary has room for it.

    Attributes:
        text: The source sentence that states it.
        support: How many independent sources state it.
        citations: The passages that do.
        sentence: The index of the summary's sentence that states it, None where none does.
    """

    text: str
    support: int
    citations: tuple[Evidence, ...]
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the contradicting values of a conflict.

    Attributes:
        text: Its words in a source, such as "12 killed".
        evidence: One sentence of each article that states it, the one with these words first.
        support: How many independent sources state it.
    """

    text: str
    evidence: tuple[Evidence, ...]
    support: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of the sources on one fact that contradict each other.

    Attributes:
        kind: What they differ in.
        claims: The claims, that of the most independent sources first; in order of time with
            `later`.
        later: Whether the last claim is newer than the others, by its article's date, and so may
            be the update of a figure.
    """

    kind: ConflictKind
    claims: tuple[Claim, ...]
    later: bool = False


@dataclass(frozen=True, slots=True)
class SingleSourceFact:
    """A salient sentence of one independent source that no other is likely to state.

    Attributes:
        text: The sentence.
        kind: "report", or "quote" where it is somebody's words.
        evidence: Where it stands.
    """

    text: str
    kind: SingleSourceKind
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """An article as the reader of a summary sees it.

    Attributes:
        id: Its number in the output, from 1.
        title: The headline; like `outlet` and `date`, "" where the article states none.
        outlet: The name of the outlet.
        date: The day of publication.
        location: Its address, or where it was read.
        origin: The `id` of the source that it is a near-duplicate of, or its own.
        words: The length of its story after cleaning, in words.
        witness: The `id` of the first source that it counts as one with (a near-duplicate, or
            another article of its publisher); 0 or its own where it counts by itself.
        agency: The news agency that it credits, whose sentences count once; "" for none.
    """

    id: int
    title: str
    outlet: str
    date: str
    location: str
    origin: int
    words: int
    witness: int = 0
    agency: str = ""

    @property
    def independent(self) -> bool:
        """Whether it counts by itself: neither a copy nor a second article of its publisher."""
        return self.origin == self.id and self.witness in (0, self.id)


@dataclass(frozen=True, slots=True)
class Summary:
    """The cited summary of one cluster, and what its sources differ on.

    Attributes:
        id: The id of the event.
        sentences: The sentences with their citations, in the order in which they are read.
        sources: The articles, numbered from 1 in the order given.
        method: The name of the method.
        signature: The method, its settings, the budget and the version in one line.
        warnings: What the reader should know of the input or the result, a line each.
        conflicts: Facts on which sources contradict each other.
        unique: What one independent source alone reports.
        facts: What several independent sources state of all that was considered, what most state
            first.
        cluster: The prepared cluster, whose articles' texts the offsets are of.
    """

    id: str
    sentences: tuple[SummarySentence, ...]
    sources: tuple[Source, ...]
    method: str
    signature: str
    warnings: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unique: tuple[SingleSourceFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    cluster: Cluster | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The sentences joined into one text, without citations."""
        return " ".join(s.text for s in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """The JSON record, of JSON's own types alone, by `summarizer/render/schema.json`."""
        from summarizer.render.json import to_dict

        return to_dict(self)

    def records(self) -> list[dict[str, Any]]:
        """A flat row for each sentence, as `pandas.DataFrame` takes them."""
        from summarizer.render.json import rows

        return rows(self)

    def _repr_markdown_(self) -> str:
        """What a notebook shows where it shows Markdown."""
        from summarizer.render.markdown import render

        return render(self)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from summarizer.render.html import render_fragment

        return render_fragment(self)


@dataclass(frozen=True, slots=True)
class SourceRelation:
    """What one source says about a claim.

    Attributes:
        source: The place of the article among those given, from 1, unusable ones included.
        relation: "supports", "partial" (states a part of it) or "contradicts".
        strength: The calibrated probability, in [0, 1], that the relation holds.
        spans: The passages, as (start, end) offsets into the article's text.
    """

    source: int
    relation: Relation
    strength: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """A sentence that was checked against every source.

    Attributes:
        text: The sentence.
        verdict: "supported" where some source supports it, even if another contradicts it, else
            "contradicted", "partial" or "unsupported".
        support: How many independent sources support it.
        citations: The sources that say something about it, and where.
    """

    text: str
    verdict: Verdict
    support: int
    citations: tuple[SourceRelation, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The sentences of one text, each checked against the sources of one cluster.

    Attributes:
        id: The id of the text.
        claims: The sentences in the order of the text.
        sources: The articles that have text, in the order given; an `id` is the place among those
            given, so that unusable ones leave gaps.
        signature: The check and the version in one line.
        warnings: What the reader should know of the input, a line each.
        cluster: The prepared cluster, whose articles' texts the offsets are of.
    """

    id: str
    claims: tuple[VerifiedClaim, ...]
    sources: tuple[Source, ...]
    signature: str
    warnings: tuple[str, ...] = ()
    cluster: Cluster | None = field(default=None, repr=False, compare=False)

    @property
    def share(self) -> float:
        """The share of the claims that some source supports, in [0, 1]; 0 without claims."""
        supported = sum(claim.verdict == "supported" for claim in self.claims)
        return supported / len(self.claims) if self.claims else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The JSON record, by `summarizer/render/verification.schema.json`."""
        from summarizer.render.verification import to_dict

        return to_dict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that one of two accounts of an event has and the other has not.

    Attributes:
        kind: "new", "changed", or "gone" where the new account no longer states it.
        text: The sentence of the new account; where it is gone, of the old one.
        sources: The sources that brought it, or that stated what is gone.
        before: What the old account says in its place, where it changed; "" otherwise.
        figures: The values or names that changed, each as it was and as it is now; none where
            something else changed.
    """

    kind: ChangeKind
    text: str
    sources: tuple[Source, ...]
    before: str = ""
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two accounts of one event.

    Attributes:
        old: The id of the old record.
        new: The id of the new record.
        changes: What changed, what is new, what is gone, in this order.
        signature: The comparison and the version in one line.
        warnings: What the reader should know, a line each.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    signature: str
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON record."""
        from summarizer.render.difference import to_dict

        return to_dict(self)


class Method(Protocol):
    """A way to summarise: a method of this package, a plug-in's, or an object of your own."""

    @property
    def name(self) -> str:
        """The name it is chosen by."""

    @property
    def signature(self) -> str:
        """The method and its settings in one line, `name|key:value|…`."""

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each analysis, in order.

        It takes all of them, so that a model can batch across clusters.  `analysis.cluster` has
        the prepared articles; a draft keeps to the budget.
        """

"""The small frozen types that the stages share.

Data flows one way (`pipeline` knows the order):

    read → clean → sentences → sources → concepts → weights → select → (write) → evidence → render

Offsets are code points into `Article.text`, half open, everywhere.  Nothing here imports
anything outside the standard library, so every stage and every method can use it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
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


def displayed(raw: str) -> str:
    """The display form of a piece of text: white space joined, control characters dropped.

    Nothing else changes, so that a quoted sentence stays the source's own.  Format characters
    (category Cf: bidirectional overrides, zero-width joiners) are dropped with the controls.
    """
    joined = " ".join(raw.split())
    if joined.isprintable():
        return joined
    kept = "".join(c for c in joined if unicodedata.category(c) not in _UNPRINTABLE)
    return " ".join(kept.split())


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})
# What blanking a piece out of a sentence leaves before a mark that belongs to the word before.
_BLANK_BEFORE_MARK = re.compile(r" (?=[,.;:)]|[’']s\b)")


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's article.

    `text` is the decoded text after format extraction and before cleaning.  Fields that the
    source does not state are empty: nothing is guessed.  `location` says where it was read
    (a path, a URL, `-`, or `file.jsonl:12`).  `publisher` is set where a reader's table knows
    it better than the outlet or the address tell (`publishers`).
    """

    text: str
    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    location: str = ""
    id: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence: `cluster.articles[article].text[start:end]`."""

    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several articles on one event, and what the first stages found in them.

    `read` fills everything up to `warnings` and `limits`, the caps that hold for it;
    `pipeline.prepare` the rest: `stories[i]` is the
    text of article i with everything that is not the story blanked out, so that offsets hold in
    both; `sentences` are in reading order; `origins[i]` is the index of the article that
    article i descends from (itself when it is original), `witnesses[i]` the index of the first
    article that it is one witness with: copies, and articles of one publisher.  Support counts
    witnesses.  `agencies[i]` is the agency whose wire article i prints, "" where it names none.
    `numbers` are the places of the articles in their record, from 1, where some
    of it could not be used; empty where they are simply counted.  With `evidence` "words" no model
    is asked, and only repeated words count as agreement.
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

    def raw(self, sentence: Sentence) -> str:
        """The sentence as it stands in its article, in its display form."""
        return displayed(self.articles[sentence.article].text[sentence.start : sentence.end])

    def text(self, sentence: Sentence) -> str:
        """The sentence without the junk that stood inside it; nearly always the same as `raw`."""
        story = self.stories[sentence.article][sentence.start : sentence.end]
        text = displayed(story)
        return _BLANK_BEFORE_MARK.sub("", text) if "   " in story else text


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that could not be read: where, and why, in one line."""

    location: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.location if self.line is None else f"{self.location}, line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be: never more than any of the limits that are set.

    `words` counts what `str.split` gives, `characters` code points with the spaces that join
    the sentences, `sentences` sentences.  With `truncate` the last sentence is cut at the
    budget (as the literature scores summaries) instead of being left out.  `support` is how many
    independent sources have to state each sentence.
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
        """`text` cut at a word so that it and the `mark` after it fit; maybe empty."""
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
    """A passage, one to three adjacent sentences of one article, that backs a sentence.

    Where the evidence of an article does not stand together there is one for each passage.
    `strength` in [0, 1] is the probability that the article states the sentence's main fact.
    """

    article: int
    start: int
    end: int
    strength: float


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence a method proposes, the source sentences it came from, and how it came."""

    text: str
    evidence: tuple[Sentence, ...] = ()
    how: How = "extracted"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A method's summary of one cluster, before citing.

    `backed` are sentences of the cluster that several witnesses were found to state while choosing.
    """

    sentences: tuple[DraftSentence, ...]
    warnings: tuple[str, ...] = ()
    backed: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary with everything that backs it.

    `support` counts independent witnesses, the sentence's own included; `partial` are passages that
    state a part of it and are not counted; `disputed` are places in the summary's `conflicts` of
    which it tells a side; `speaker` is who is quoted where it reports somebody's words.
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
    """What several independent sources state: the sentence that tells it, and where they do.

    `sentence` is the place of the summary's sentence that tells it, None where none does.
    """

    text: str
    support: int
    citations: tuple[Evidence, ...]
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a conflict: its words in a source (`text`, "12 killed"), and who tells it.

    `evidence` has one sentence of each article that tells it, the one with these words first;
    `support` counts independent witnesses.
    """

    text: str
    evidence: tuple[Evidence, ...]
    support: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values for one fact that cannot both hold, best backed first.

    With `later` the last claim is newer than the others, by its article's date, and may just be
    the update of a figure: then claims are in the order of time.
    """

    kind: ConflictKind
    claims: tuple[Claim, ...]
    later: bool = False


@dataclass(frozen=True, slots=True)
class SingleSourceFact:
    """A salient sentence that a single origin tells: a report, or somebody's words."""

    text: str
    kind: SingleSourceKind
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """An article as the reader of a summary sees it.

    `id` is its number in the summary (1, 2, …), `origin` the id of the source it copies, or
    its own, `witness` the id of the first source that it counts as one with (a copy or another
    article of its publisher; 0 where it counts by itself), `words` the length of its story after
    cleaning, and `agency` the agency that it credits, whose sentences count once.
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
        """Whether it counts by itself."""
        return self.origin == self.id and self.witness in (0, self.id)


@dataclass(frozen=True, slots=True)
class Summary:
    """The cited summary of one cluster, and what its sources differ on.

    `conflicts` are values that cannot both hold, `unique` what a single origin tells, `facts` what
    several sources state of all that was considered, best backed first.
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
        """The published JSON record (`summarizer/render/schema.json`)."""
        from summarizer.render.json import to_dict

        return to_dict(self)


@dataclass(frozen=True, slots=True)
class SourceRelation:
    """What one source is to a claim: the passages, and the probability that this is right.

    `source` is the place of the article in its cluster, from 1, unusable ones included.
    """

    source: int
    relation: Relation
    strength: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """A sentence held against every source; `support` counts the independent ones behind it.

    `verdict` is `supported` where some source supports it (even if another contradicts it), else
    `contradicted`, `partial` or `unsupported`.
    """

    text: str
    verdict: Verdict
    support: int
    citations: tuple[SourceRelation, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The claims of one text, each held against the sources of one cluster."""

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
        """The published JSON record (`summarizer/render/verification.schema.json`)."""
        from summarizer.render.verification import to_dict

        return to_dict(self)


class Method(Protocol):
    """A way to summarise, extractive or written.

    `draft` takes the analyses of clusters, whose `cluster` has the prepared articles, and yields
    one draft for each, in order, so that a model can batch across them.
    """

    @property
    def name(self) -> str:
        """The name it is chosen by."""

    @property
    def signature(self) -> str:
        """The method and its settings in one line, `name|key:value|…`."""

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order."""

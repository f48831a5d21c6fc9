"""The abstractive method: planned by the extractive stages, written by a model, guarded.

    fuse                 select sentences → align, fuse each → rerank, guard → compose
    document, instruct   write a summary → split → align each sentence → guard → pack

A sentence that the guard refuses is replaced by its source sentence; where nothing is left, the
summary is quoted.  Importing this module loads no model; making the method checks the checkpoint
or asks the server for its models, and the first draft loads the checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, get_args

from summarizer.errors import UsageError
from summarizer.methods.base import sign
from summarizer.pipeline import ClusterAnalysis, sentences_in
from summarizer.text.packing import pack, quoted
from summarizer.types import Budget, Cluster, Draft, DraftSentence
from summarizer.write import BEAMS, Candidate, Writer, writer
from summarizer.write.alignment import align_planned, align_written
from summarizer.write.candidates import compose, pack_in_order, rerank, without_redundancy
from summarizer.write.checkpoints import Checkpoint, Mode, find, load

if TYPE_CHECKING:
    from summarizer.write.server import Server

# What is written is shorter than what is quoted, so that there is room for more facts: plans
# for so many times the budget, of which the first that fits is taken.
ROOM = (1.5, 1.35, 1.2, 1.1, 1.0)
# Clusters that are written together where there is a GPU; on a CPU one, so that the text of a
# cluster never depends on others.
GPU_CLUSTERS = 16

_UNUSABLE = "nothing that was written can be used"


class Transformer:
    """`--method transformer`: a checkpoint, bundled or named, or a server writes the summary.

    `checkpoint` is a folder, the name of a bundled one (default), or a hub id `owner/name`, which
    is only fetched with `download`.  `mode` (fuse, document, instruct) is the checkpoint's own
    unless given; `beams` is the width of the search.

    An http(s) address as `checkpoint` is that of a server, on this machine unless `remote`, and
    `model` the name of a model there.  `context` is how many tokens it reads (0: 4,096), and
    `thoughts` how many of them the model may spend on thinking.
    """

    name = "transformer"

    def __init__(
        self,
        checkpoint: str = "",
        mode: str = "",
        download: bool = False,
        beams: int = 0,
        model: str = "",
        remote: bool = False,
        context: int = 0,
        thoughts: int = 0,
    ) -> None:
        self._server: Server | None = None
        if checkpoint.lower().startswith(("http://", "https://")):
            if mode or download or beams:
                raise UsageError("mode, download and beams are for checkpoints, not for a server")
            from summarizer.write.server import connect

            self._server = connect(checkpoint, model, remote, context, thoughts)
            return
        if model or remote or context or thoughts:
            raise UsageError(
                "model, remote, context and thoughts are for a server: give its address, too, e.g. "
                "transformer:http://127.0.0.1:11434/v1,model=NAME"
            )
        if type(beams) is not int or beams < 0:
            raise UsageError(f"beams must be a whole number from 1, not {beams!r}")
        found = find(checkpoint, download=download)
        self._checkpoint = replace(found, mode=_mode(found, mode))
        self._beams = beams or BEAMS[self._checkpoint.mode]

    @property
    def signature(self) -> str:
        """The checkpoint by name and digest, how it writes, and its beams; or server and model."""
        if self._server:
            return sign(self.name, self._server.settings)
        given = self._checkpoint
        settings = {"checkpoint": given.name, "mode": given.mode, "sha256": given.digest}
        return sign(self.name, {**settings, "beams": self._beams})

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order."""
        rest = iter(analyses)
        fuses = not self._server and self._checkpoint.mode == "fuse"
        write = self._fuse if fuses else self._summarize
        while some := list(islice(rest, self.together)):
            yield from write(some, budget)

    @cached_property
    def _loaded(self) -> tuple[Writer, str]:
        if self._server:
            from summarizer.write.whole_articles import InstructWriter

            return InstructWriter(self._server), "cpu"
        loaded = load(self._checkpoint)
        return writer(self._checkpoint, loaded, self._beams), loaded.device

    @property
    def together(self) -> int:
        """How many clusters it writes for at a time; loads the model."""
        return 1 if self._loaded[1] == "cpu" else GPU_CLUSTERS

    def _fuse(self, analyses: Sequence[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """Sentences planned first, one written for each."""
        plans = [
            [analysis.select(_times(budget, room)).sentences for room in ROOM]
            for analysis in analyses
        ]
        groups = [
            align_planned(analysis.cluster, sorted({s for plan in some for s in plan}))
            for analysis, some in zip(analyses, plans, strict=True)
        ]
        texts = [group.texts for some in groups for group in some]
        written = iter(self._loaded[0].write(texts, budget.in_words()))
        for analysis, some, known in zip(analyses, plans, groups, strict=True):
            taken = {group.sentences[0]: rerank(group, next(written), analysis) for group in known}
            sources = {group.sentences[0]: group.texts[0] for group in known}
            yield _draft(analysis, compose(some, taken, sources, budget), budget)

    def _summarize(self, analyses: Sequence[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """A summary written from the articles, its sentences attributed afterwards."""
        written = self._loaded[0].write([_stories(a.cluster) for a in analyses], budget.in_words())
        for analysis, candidates in zip(analyses, written, strict=True):
            kept = [s for first in candidates[:1] for s in _attributed(analysis, first)]
            yield _draft(analysis, pack_in_order(without_redundancy(kept), budget), budget)


def _mode(found: Checkpoint, wanted: str) -> Mode:
    """The mode that is wanted, where the checkpoint can write so, or else its own."""
    modes: tuple[Mode, ...] = get_args(Mode)
    mode = next((known for known in modes if known == (wanted or found.mode)), None)
    if mode is None:
        raise UsageError(f"mode must be one of {', '.join(modes)}, not {wanted!r}")
    if mode == "fuse" and not found.separator:
        raise UsageError(f"{found.name} was not trained to fuse sentences: leave mode out")
    if (mode == "instruct") != (found.mode == "instruct"):
        raise UsageError(
            f"mode {mode} is not for {found.name} ({found.architecture}): leave mode out"
        )
    return mode


def _times(budget: Budget, room: float) -> Budget:
    """The budget times a factor: what is planned in it is longer than what will be written."""
    words, sentences, characters = (n and max(1, int(n * room)) for n in budget.limits().values())
    return replace(budget, words=words, sentences=sentences, characters=characters)


def _stories(cluster: Cluster) -> list[str]:
    """The text of each article that is no near-duplicate, without what cleaning took out."""
    stories: dict[int, list[str]] = {}
    for sentence in cluster.sentences:
        if cluster.origins[sentence.article] == sentence.article:
            stories.setdefault(sentence.article, []).append(cluster.text(sentence))
    return [" ".join(stories[article]) for article in sorted(stories)]


def _attributed(analysis: ClusterAnalysis, written: Candidate) -> Iterator[DraftSentence]:
    """The sentences of a written summary that have sources, each or its source in its place.

    One may depend on the sentence before it where that was kept; a source that depends on its own
    article is left out.
    """
    texts = sentences_in(written.text)
    alone = True
    for text, group in zip(texts, align_written(analysis.cluster, texts), strict=True):
        kept = group and rerank(group, [Candidate(text, written.score)], analysis, alone=alone)
        changed = not kept or kept.how == "replaced"  # not what the next one was written behind
        if kept and not analysis.refusal(kept.text, [kept.text], alone or changed):
            yield kept
            alone = changed
        else:
            alone = True


def _draft(analysis: ClusterAnalysis, taken: Sequence[DraftSentence], budget: Budget) -> Draft:
    """The sentences taken, or the extractive summary where there are none."""
    cluster = analysis.cluster
    if taken:
        return Draft(tuple(_marked(cluster, sentence) for sentence in taken))
    draft = pack(cluster, analysis.select(budget).sentences or cluster.sentences, budget)
    replaced = tuple(
        replace(s, how="replaced", reason="; ".join(filter(None, [_UNUSABLE, s.reason])))
        for s in draft.sentences
    )
    warnings = ("the model wrote nothing usable: sentences are quoted",) if replaced else ()
    return Draft(replaced, (*draft.warnings, *warnings))


def _marked(cluster: Cluster, sentence: DraftSentence) -> DraftSentence:
    """The same; a quoted one says if junk was taken out of it."""
    whole = sentence.how == "extracted" and not sentence.reason
    return quoted(cluster, sentence.evidence[0], sentence.text) if whole else sentence

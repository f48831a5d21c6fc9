"""Rewriting: facts in, written sentences out, each held against the sentences it was made from.

plan      which sentences state each fact               partners  who says the same
fuse      one sentence from a few                       decode    beam search
document  a summary from whole articles, and instruct   tokens    text to ids
rank      which candidate to take, or the source        compose   all of them in the budget
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.write.compose import composed, distinct, within
from summarizer.write.plan import facts, nearest
from summarizer.write.rank import Judge, best
from summarizer.write.types import Candidate, Fact, Writer

if TYPE_CHECKING:
    from summarizer.write.checkpoints.types import Checkpoint, Loaded

__all__ = [
    "BEAMS", "Candidate", "Fact", "Judge", "Writer", "best", "composed", "distinct", "facts",
    "nearest", "within", "writer",
]  # fmt: skip

# Width of the search by how a checkpoint writes: as trained, or what a CPU can bear.
BEAMS = {"fuse": 4, "document": 5, "instruct": 1}


def writer(checkpoint: Checkpoint, loaded: Loaded, beams: int) -> Writer:
    """The writer for a checkpoint's mode."""
    if checkpoint.mode == "fuse":
        from summarizer.write.fuse import FuseWriter

        return FuseWriter(checkpoint, loaded, beams=beams, candidates=beams)
    if checkpoint.mode == "document":
        from summarizer.write.document import DocumentWriter

        return DocumentWriter(checkpoint, loaded, beams=beams)
    from summarizer.write.instruct import InstructWriter

    return InstructWriter(checkpoint, loaded, beams=beams)

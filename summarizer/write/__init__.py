"""Rewriting: groups of sentences or whole articles in, written sentences out.

alignment   which sentences of other sources state the same fact
encoding    text to token ids            generation  beam search
server      a chat model behind HTTP     checkpoint_model  one that is loaded here
fuse        one sentence from a group    document    a summary from whole articles
candidates  which candidate to take, or the source; all of them in the budget

Importing this loads none of them, so that checkpoints are found and listed quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.write.types import Candidate, SentenceGroup, Writer

if TYPE_CHECKING:
    from summarizer.write.checkpoints import Checkpoint, Loaded

__all__ = ["BEAMS", "Candidate", "SentenceGroup", "Writer", "writer"]

# Width of the search by how a checkpoint writes: as trained, or what a CPU can bear.
BEAMS = {"fuse": 4, "document": 5, "instruct": 1}


def writer(checkpoint: Checkpoint, loaded: Loaded, beams: int) -> Writer:
    """The writer for a checkpoint's mode, which searches with so many beams."""
    if checkpoint.mode == "fuse":
        from summarizer.write.fuse import FuseWriter

        return FuseWriter(checkpoint, loaded, beams=beams, candidates=beams)
    from summarizer.write.checkpoint_model import CheckpointModel
    from summarizer.write.whole_articles import DocumentWriter, InstructWriter

    model = CheckpointModel(checkpoint, loaded, beams)
    return DocumentWriter(model) if checkpoint.mode == "document" else InstructWriter(model)

"""What the reader of a comparison should know about the summaries before trusting a mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from summarizer.evaluate.types import MEASURES, System

Measured = Mapping[str, npt.NDArray[np.float64]]


def doubts(systems: Sequence[System], ids: set[str], measured: Measured) -> Iterator[str]:
    """A line on each thing; `measured` has, by label, the measures of shape (clusters, measures).

    `ids` are all clusters there are, also those that were left out.
    """
    for system in systems:
        words = measured[system.label][:, list(MEASURES).index("words")]
        who = f"of {len(words):,} summaries of {system.label}"
        if empty := int((words == 0).sum()):
            yield f"{empty:,} {who} are empty"
        limit = system.budget.words
        if limit is not None and (over := int((words > limit).sum())):
            yield f"{over:,} {who} are over the budget of {limit} words and are not cut"
        if strangers := sorted(set(system.predictions or ()) - ids):
            yield (
                f"{len(strangers):,} summaries of {system.label} are of no cluster here, "
                f"{strangers[0]} for one"
            )
    yield from _undefined(systems, measured)


def _undefined(systems: Sequence[System], measured: Measured) -> Iterator[str]:
    """Which measures are means over fewer clusters, and over how many."""
    found: dict[str, list[str]] = {}
    for column, name in enumerate(MEASURES.values()):
        defined = {s.label: ~np.isnan(measured[s.label][:, column]) for s in systems}
        counts = {label: f"{there.sum():,} of {len(there):,}" for label, there in defined.items()}
        if all(there.all() for there in defined.values()):
            continue
        if len(set(counts.values())) == 1:
            over = f"{next(iter(counts.values()))} clusters"
        else:
            few = (f"{k} {v}" for k, v in counts.items() if not defined[k].all())
            over = f"fewer clusters for {', '.join(few)}"
        found.setdefault(over, []).append(name)
    for over, names in found.items():
        yield f"{', '.join(names)}: the mean is over {over}"

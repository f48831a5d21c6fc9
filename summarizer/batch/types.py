"""The frozen types that the parts of a batch share; all of them picklable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from summarizer.limits import DEFAULTS, Limits
from summarizer.types import Budget, Cluster, Matching, Reject


@dataclass(frozen=True, slots=True)
class Recipe:
    """How every record is summarised: all that decides its outcome, but the code."""

    method: str
    settings: Mapping[str, object]
    budget: Budget
    language: str = "en"
    conflicts: bool = True
    unique: bool = True
    limits: Limits = DEFAULTS
    evidence: Matching = "model"
    publishers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in its file: its number among all, from 0, and its line, from 1.

    `content` is None where it is larger than a record may be, and a cluster where that was found
    among articles.
    """

    number: int
    location: str
    name: str
    line: int | None
    content: bytes | Cluster | None


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a record: a line of output, without its end."""

    number: int
    line: bytes


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record, or the rest of a file, that could not be done, and why."""

    number: int
    location: str
    line: int | None
    id: str | None
    reason: str

    def __str__(self) -> str:
        return str(Reject(self.location, self.reason, self.line))


Outcome = Done | Rejected


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records were done, how many of those by an earlier run, and how many were not."""

    done: int
    before: int
    rejected: int

    @property
    def records(self) -> int:
        """All of them."""
        return self.done + self.rejected

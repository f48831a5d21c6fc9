"""Every error the project raises, on one page.

    ConsensusError                  exit 1
    ├── InputError                  exit 2   what was given cannot be used
    │   ├── UnreadableSource                 missing, not permitted, not a file
    │   ├── EmptySource                      no text in it
    │   ├── BinarySource                     not text in any encoding we read
    │   ├── BadLayout                        JSON or a record in no known layout
    │   ├── LimitExceeded                    over a cap of `limits`
    │   ├── LanguageRefused                  a language we cannot segment
    │   ├── BadCheckpoint                    a model that is missing, broken or not safe to load
    │   └── NothingUsable                    every source was rejected
    ├── UsageError                  exit 2   an option or argument makes no sense
    │   ├── UnknownMethod
    │   └── UnknownCluster
    ├── MissingExtra                exit 2   a package of an extra is not installed
    ├── TooLittleSupport            exit 3   fewer sentences are supported than were asked for
    └── OutputError                 exit 1   the result cannot be written

The message of each is one line that says what was wrong, where, and what to do.
"""

from __future__ import annotations

# What the extras install, as pyproject.toml has them; an uninstalled checkout has no metadata.
_TORCH = ("torch>=2.6", "transformers>=5.3", "safetensors>=0.5")
EXTRAS = {
    "eval": ("rouge-score-rs>=0.2.1",),
    "parquet": ("pyarrow>=17",),
    "ray": ("ray[data]>=2.50",),
    "serve": (
        "starlette>=1.0,<2",
        "uvicorn>=0.40,<1",
        "python-multipart>=0.0.20,<1",
        "pydantic>=2.11,<3",
        "mcp>=2,<3",
    ),
    "train": _TORCH,
    "transformer": _TORCH,
    "warc": ("brotli>=1.2,<2",),
}


class ConsensusError(Exception):
    """Base of all errors of this project."""

    exit_code = 1


class InputError(ConsensusError):
    """What was given cannot be used."""

    exit_code = 2


class UnreadableSource(InputError):
    """A source is missing, not permitted, or neither a file nor a directory."""


class EmptySource(InputError):
    """A source holds no text."""


class BinarySource(InputError):
    """A source is not text in any encoding we read."""


class BadLayout(InputError):
    """JSON that is broken, or a record in no layout we know."""


class LimitExceeded(InputError):
    """A source or a record is over one of the caps in `limits`."""


class LanguageRefused(InputError):
    """The language cannot be segmented into words or sentences here."""


class BadCheckpoint(InputError):
    """A checkpoint is missing, broken, of an unknown kind, or not safe to load."""


class NothingUsable(InputError):
    """Every source was rejected: there is nothing to summarise."""


class UsageError(ConsensusError):
    """An option or argument makes no sense."""

    exit_code = 2


class UnknownMethod(UsageError):
    """No method has this name."""


class UnknownCluster(UsageError):
    """No cluster of the input has this id."""


class MissingExtra(ConsensusError):
    """A package of an optional extra is not installed."""

    exit_code = 2

    @classmethod
    def of(cls, extra: str, needs: str) -> MissingExtra:
        """One that says what needs which package, and how it is installed.

        The packages of the extra are named one by one: this project is on no index, so that its own
        name could not be installed from there, and whoever has a wheel may have no checkout.
        """
        packages = " ".join(f'"{package}"' for package in EXTRAS[extra])
        return cls(f"{needs}: pip install {packages}")


class TooLittleSupport(ConsensusError):
    """A smaller share of the sentences is supported than was asked for; the result is written."""

    exit_code = 3


class OutputError(ConsensusError):
    """The result cannot be written."""

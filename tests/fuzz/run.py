"""Fuzz one target for some time; keep going after a failure, and keep one input of each kind.

    PYTHONPATH=tests python -m fuzz.run TARGET [--seconds N] [--corpus DIR]

A failure is an exception, or an input of a few KB that takes seconds.  Failing inputs land in
DIR/failures; exit status 1 says that there are any.  Inputs that reach new code stay in DIR, and
the next run goes on from them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed: `make fuzz` installs it into an environment of its own")

# What is watched: the rest runs several times as fast for not being watched.
PACKAGES = {
    "readers": ("read",), "pages": ("read",), "cleaner": ("clean",), "splitter": ("text",),
    "matcher": ("evidence", "values"), "renderers": ("render", "types"),
}  # fmt: skip
SLOW_SECONDS = 2.0
HUNG_SECONDS = 120
MEMORY_MB = 3_000


def main() -> None:
    asked = arguments()
    with atheris.instrument_imports(["summarizer"], exclude=unwatched(PACKAGES[asked.target])):
        from fuzz import corpus
    from fuzz.mutate import mutate
    from fuzz.parts import MAX_BYTES

    for name, data in corpus.seeds(asked.target).items():
        (asked.corpus / name).write_bytes(data)
    tokens = corpus.tokens(asked.target)
    run = Run(corpus.TARGETS[asked.target], asked.corpus / "failures", asked.seconds)

    def changed(data: bytes, most: int, seed: int) -> bytes:
        mixed = seed % 4 == 0
        return bytes(atheris.Mutate(data, most)) if mixed else mutate(data, tokens, seed, most)

    options = [
        f"-max_len={MAX_BYTES}", f"-timeout={HUNG_SECONDS}", f"-rss_limit_mb={MEMORY_MB}",
        f"-artifact_prefix={run.failures}/", str(asked.corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], run.one, custom_mutator=changed)
    atheris.Fuzz()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz one part of the summarizer.")
    parser.add_argument("target", choices=sorted(PACKAGES))
    parser.add_argument("--seconds", type=int, default=600, help="default: %(default)s")
    parser.add_argument("--corpus", type=Path, help="default: eval/out/fuzz/TARGET")
    asked = parser.parse_args()
    asked.corpus = asked.corpus or Path("eval/out/fuzz") / asked.target
    (asked.corpus / "failures").mkdir(parents=True, exist_ok=True)
    return asked


def unwatched(packages: Sequence[str]) -> list[str]:
    """The modules of the summarizer outside these packages."""
    root = Path(__file__).resolve().parents[2]
    places = (path.relative_to(root).with_suffix("") for path in root.glob("summarizer/**/*.py"))
    return [
        ".".join(place.parts).removesuffix(".__init__")
        for place in places
        if place.parts[1] not in packages
    ]


class Run:
    """One target until its time is up, with what failed so far."""

    def __init__(self, check: Callable[[bytes], None], failures: Path, seconds: int) -> None:
        self._check = check
        self.failures = failures
        self._end = time.monotonic() + seconds
        self._tried = 0
        self._found: dict[tuple[object, ...], str] = {}

    def one(self, data: bytes) -> None:
        """Try one input; leave the process once the time is up, as libFuzzer would."""
        self._tried += 1
        began = time.process_time()
        try:
            self._check(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            place = tuple((f.filename, f.lineno) for f in frames[-2:])
            self._failed((type(error), place), data, traceback.format_exc())
        took = time.process_time() - began
        if took > SLOW_SECONDS:
            self._failed(("slow",), data, f"took {took:.1f} s of processor time")
        if time.monotonic() > self._end:
            self._leave()

    def _failed(self, kind: tuple[object, ...], data: bytes, why: str) -> None:
        if kind not in self._found:
            name = hashlib.sha256(data).hexdigest()[:12]
            self._found[kind] = name
            (self.failures / name).write_bytes(data)
            print(f"FAILED {self.failures / name}\n{why}", file=sys.stderr, flush=True)

    def _leave(self) -> None:
        print(f"{self._tried:,} inputs tried, {len(self._found)} kinds of failure", flush=True)
        os._exit(bool(self._found))


if __name__ == "__main__":
    main()

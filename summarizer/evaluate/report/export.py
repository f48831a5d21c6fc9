"""The tables for other programs: LaTeX for a paper, and CSV or Parquet with a row for each figure.

The same results give the same bytes (Parquet: by the same version of pyarrow).
"""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarizer.errors import MissingExtra
from summarizer.evaluate.report import wording
from summarizer.evaluate.report.wording import LONG, SHOWN, bounds, clipped, percent
from summarizer.evaluate.types import METRICS, Change, Difference, Interval, Results, SystemResult
from summarizer.jobs import files

# The columns of CSV and Parquet; `versus` says what a difference is from, and is empty for a mean.
COLUMNS: dict[str, type] = {
    **dict.fromkeys(("benchmark", "split", "system", "group"), str), "clusters": int,
    **dict.fromkeys(("measure", "part", "versus"), str), "mean": float, "low": float, "high": float,
    "p_randomization": float, "p_randomization_holm": float, "p_bootstrap": float,
    "p_bootstrap_holm": float, "wins": int, "ties": int, "losses": int,
    **dict.fromkeys(("signature", "rouge_signature", "code"), str),
}  # fmt: skip

Row = dict[str, Any]


def check(formats: Iterable[str]) -> None:
    """Raise MissingExtra for a format that cannot be written here."""
    if "parquet" in formats and find_spec("pyarrow") is None:
        raise MissingExtra.of("parquet", "exporting Parquet needs pyarrow")


def write(folder: Path, results: Results, form: str) -> Path:
    """Write `results.tex`, `results.csv` or `results.parquet`; raises OutputError."""
    name, render = FORMATS[form]
    return files.write(folder / name, [render(results)])


def _rows(results: Results) -> Iterator[Row]:
    """Every figure of the comparison, undefined ones as None."""
    shared = {k: getattr(results, k) for k in ("benchmark", "split", "rouge_signature", "code")}
    for system in results.systems:
        own = {**shared, "system": system.label, "signature": system.signature}
        whole = {**own, "group": "all", "clusters": results.compared}
        for metric, parts in system.rouge.items():
            for part, interval in parts.items():
                yield {**whole, "measure": metric, "part": part, **_interval(interval)}
        for name, interval in system.measures.items():
            yield {**whole, "measure": name, **_interval(interval)}
        for piece in (*system.by_sources, *system.by_length):
            group = {**own, "group": piece.label, "clusters": piece.clusters, "part": "fmeasure"}
            for metric, mean in piece.rouge.items():
                yield {**group, "measure": metric, "mean": _defined(mean)}
        for difference in system.differences:
            yield {**whole, "versus": results.baseline, **_difference(difference)}
    if before := results.against:
        for change in before.systems:
            named = {"system": change.label, "versus": before.file, "clusters": before.clusters}
            for difference in change.differences:
                yield {**shared, **named, "group": "all", **_difference(difference)}


def _difference(own: Difference) -> Row:
    tests = (name for name in COLUMNS if name.startswith("p_"))
    return {
        "measure": own.metric, "part": "fmeasure" if own.metric in METRICS else None,
        **_interval(own.interval),
        **{name: _defined(getattr(own, name)) for name in tests},
        "wins": own.wins, "ties": own.ties, "losses": own.losses,
    }  # fmt: skip


def _interval(own: Interval) -> Row:
    return {name: _defined(getattr(own, name)) for name in ("mean", "low", "high")}


def _defined(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _csv(results: Results) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(results):
        writer.writerow({k: _inert(v) if isinstance(v, str) else v for k, v in row.items()})
    return text.getvalue().encode()


def _inert(text: str) -> str:
    """The text, marked as such where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _parquet(results: Results) -> bytes:
    import pyarrow as arrow
    import pyarrow.parquet

    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    buffer = io.BytesIO()
    table = arrow.Table.from_pylist(list(_rows(results)), schema=schema)
    arrow.parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


# LaTeX

_HEAD = r"""% Made by consensus evaluate. Needs \usepackage{booktabs}, and
% \usepackage[T1]{fontenc} for letters with accents.
"""
_ESCAPES = {
    **{c: rf"\{c}" for c in "{}$&#_%"}, **{c: rf"{{{c}}}" for c in "[]*-"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar\allowbreak{}",
    **{c: rf"\symbol{{{ord(c)}}}" for c in "\"'`"}, "…": r"\dots{}", "–": "--", "—": "---",
    "’": r"\textquoteright{}", "‘": r"\textquoteleft{}", "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
}  # fmt: skip


def _latex(results: Results) -> bytes:
    """The scores, the differences from the baseline and those from a run before.

    Captions are cut: LaTeX sets each on one line of at most 5 metres before it breaks it.
    """
    scope = clipped(f"{wording.name(results)}: {wording.scope(results)}", 160)
    how = (
        f"95 % bootstrap intervals ({results.resamples:,} resamples, seed {results.seed}). "
        f"ROUGE: {clipped(results.rouge_signature, 240)}. Code: {clipped(results.code, 20)}."
    )
    bold = "Bold: the best system, and those whose mean lies in its interval, but for upper bounds."
    star = "A star marks p < 0.05 (approximate randomization, Holm)."
    tables = [
        _table(f"F1 in percent. {scope}. {bold} {how}", results.systems, _scores(results)),
        _differences(
            f"F1 minus that of {clipped(results.baseline, 60)}. {scope}. {star} {how}",
            results.systems,
        ),
    ]
    if before := results.against:
        title = f"F1 minus that of the same system before ({clipped(before.file, 80)}) on "
        title += f"{wording.plural(before.clusters, 'common cluster')}. {scope}. {star} {how}"
        tables.append(_differences(title, before.systems))
    return (_HEAD + "\n".join(filter(None, tables))).encode()


def _scores(results: Results) -> Callable[[SystemResult, str], str]:
    """What fills the cells of the scores, the best ones in bold."""
    bars: dict[str, float] = {}
    for metric in SHOWN:
        rivals = (s.rouge[metric]["fmeasure"] for s in results.systems if not wording.is_bound(s))
        defined = [own for own in rivals if math.isfinite(own.mean)]
        best = max(defined, key=lambda own: own.mean, default=Interval(0, math.inf, 0))
        bars[metric] = best.low if math.isfinite(best.low) else best.mean

    def cell(system: SystemResult, metric: str) -> str:
        own = system.rouge[metric]["fmeasure"]
        mean = percent(own.mean)
        if own.mean >= bars[metric] and not wording.is_bound(system):
            mean = rf"\textbf{{{mean}}}"
        return f"{mean} {_ends(own)}"

    return cell


def _differences(title: str, systems: Sequence[SystemResult] | Sequence[Change]) -> str:
    """A table of those that have differences; empty without any."""

    def cell(system: SystemResult | Change, metric: str) -> str:
        if not (own := wording.difference(system, metric)):
            return ""
        star = r"\textsuperscript{*}" if wording.significant(own) else ""
        return f"${percent(own.interval.mean, sign=True)}${star} {_ends(own.interval, sign=True)}"

    shown = [system for system in systems if system.differences]
    return _table(title, shown, cell) if shown else ""


def _ends(interval: Interval, *, sign: bool = False) -> str:
    shown = bounds(interval, sign=sign)
    return rf"{{\footnotesize ${shown}$}}" if shown else ""


def _table(title: str, systems: Sequence[Any], cell: Callable[[Any, str], str]) -> str:
    header = " & ".join(["System", *(LONG[metric] for metric in SHOWN)])
    rows = (
        " & ".join([_escaped(clipped(s.label, 60)), *(cell(s, metric) for metric in SHOWN)])
        for s in systems
    )
    return "\n".join(
        [
            r"\begin{table}", r"\centering\small", rf"\caption{{{_escaped(title)}}}",
            rf"\begin{{tabular}}{{l{'r' * len(SHOWN)}}}", r"\toprule", rf"{header} \\", r"\midrule",
            *(rf"{row} \\" for row in rows), r"\bottomrule", r"\end{tabular}", r"\end{table}", "",
        ]
    )  # fmt: skip


def _escaped(text: str) -> str:
    """Text in which nothing is markup; a character that LaTeX's own fonts lack is named."""
    return "".join(_ESCAPES.get(c) or (c if _in_fonts(c) else f"U+{ord(c):04X}") for c in text)


def _in_fonts(character: str) -> bool:
    """Whether it is ASCII, or a letter of Latin-1 or Latin Extended-A with one accent."""
    parts = unicodedata.normalize("NFD", character)
    return character.isascii() or (
        ord(character) < 0x180 and len(parts) == 2 and parts[0].isascii()
    )


FORMATS: dict[str, tuple[str, Callable[[Results], bytes]]] = {
    "latex": ("results.tex", _latex),
    "csv": ("results.csv", _csv),
    "parquet": ("results.parquet", _parquet),
}

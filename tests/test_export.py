"""Tables for other programs: complete, escaped, and the same from a run and from its file."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from made_results import against_before, hostile, interval, made
from test_report import EVIL, undefined

from summarizer.errors import MissingExtra
from summarizer.evaluate.report import export
from summarizer.evaluate.report.json import from_dict, to_dict
from summarizer.evaluate.types import Results

DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{booktabs}
\begin{document}
\input{results}
\end{document}
"""


def read(results: Results) -> Results:
    """As it is exported: from the file."""
    return from_dict(to_dict(results))


def table(results: Results, folder: Path) -> list[dict[str, str]]:
    with export.write(folder, read(results), "csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_figure(tmp_path: Path) -> None:
    results = against_before(made().results)
    rows = table(results, tmp_path)
    n = len(results.systems)
    slices = sum(len(s.by_sources) + len(s.by_length) for s in results.systems)
    means = n * (12 + len(results.systems[0].measures)) + 4 * slices
    assert len(rows) == means + 4 * (n - 1) + 4 * n
    wanted = {"system": "consensus", "measure": "rouge2", "part": "fmeasure", "group": "all"}
    found = [row for row in rows if wanted.items() <= row.items()]
    shown = [[row[k] for k in ("versus", "mean", "p_randomization", "wins")] for row in found]
    assert shown == [
        ["", "0.1817", "", ""],
        ["lead-interleave", "0.0152", "0.0081", "7"],
        ["old/results.json", "0.02", "0.0081", "7"],
    ]
    assert {row["mean"] for row in table(undefined(results), tmp_path) if row["versus"]} >= {""}


@pytest.mark.parametrize("text", ['=1+1,"x"\r\n', "@a", "-b", *EVIL])
def test_nothing_breaks_out_of_a_table_or_is_a_formula(text: str, tmp_path: Path) -> None:
    rows = table(hostile(text).results, tmp_path)
    assert all(None not in row and None not in row.values() for row in rows)
    texts = [row[k] for row in rows for k, kind in export.COLUMNS.items() if kind is str]
    assert not [shown for shown in texts if shown.startswith(("=", "+", "-", "@"))]


def test_parquet_holds_the_same(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for results in (against_before(made().results), undefined(made(("lead",)).results)):
        file = export.write(tmp_path, read(results), "parquet")
        rows = parquet.read_table(file).to_pylist()
        shown = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
        assert shown == table(results, tmp_path)
        assert list(rows[0]) == list(export.COLUMNS)


def test_parquet_needs_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    export.check(["latex", "csv"])
    with pytest.raises(MissingExtra, match=r"pip install .*pyarrow"):
        export.check(["csv", "parquet"])


def latex(results: Results, folder: Path) -> str:
    return export.write(folder, read(results), "latex").read_text("utf-8")


def test_the_best_and_those_within_its_interval_are_bold(tmp_path: Path) -> None:
    found = made(("lead-interleave", "consensus", "lead", "oracle")).results
    levels = (0.17, 0.18, 0.165, 0.3)  # the interval reaches .012 down
    systems = (
        replace(s, rouge={**s.rouge, "rouge2": {**s.rouge["rouge2"], "fmeasure": interval(level)}})
        for s, level in zip(found.systems, levels, strict=True)
    )
    shown = latex(replace(found, systems=tuple(systems)), tmp_path).partition("end{table}")[0]
    cells = {
        line.split(" & ")[0]: line.split(" & ")[2] for line in shown.splitlines() if " & " in line
    }
    bold = {label for label, cell in cells.items() if cell.startswith(r"\textbf")}
    assert bold == {"lead{-}interleave", "consensus"}
    assert r"rouge{-}score{-}rs{-}0.2.1\textbar\allowbreak{}stem:yes" in shown


def test_markup_is_escaped(tmp_path: Path) -> None:
    shown = latex(hostile(r"a_b & 5% {x} \cmd $1 #^~ [*] é漢").results, tmp_path)
    assert (
        r"a\_b \& 5\% \{x\} \textbackslash{}cmd \$1 \#\textasciicircum{}\textasciitilde{} "
        r"{[}{*}{]} éU+6F22 & "
    ) in shown


def test_pdflatex_takes_it(tmp_path: Path) -> None:
    if not shutil.which("pdflatex"):
        pytest.skip("LATEX NOT COMPILED: apt-get install texlive-latex-recommended")
    ascii_ = "".join(map(chr, range(32, 127)))
    accents = "".join(map(chr, range(0xA0, 0x180)))
    plain = against_before(made().results)
    many: list[Results] = [hostile(t).results for t in (ascii_, accents, "?`--''<<", *EVIL)]
    for number, results in enumerate([plain, undefined(plain), *many]):
        latex(results, tmp_path)
        (tmp_path / f"{number}.tex").write_text(DOCUMENT)
        command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error"]
        done = subprocess.run(
            [*command, f"{number}.tex"], cwd=tmp_path, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-800:]
        assert number or b"Overfull" not in done.stdout

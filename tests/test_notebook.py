"""What a notebook shows of a summary, and the notebook of the documentation.

`python tests/test_notebook.py` runs its cells and keeps their outputs.
"""

from __future__ import annotations

import ast
import io
import json
import re
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer import Article, Summary, summarize

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "notebook.ipynb"
HOSTILE = '<script>alert("x")</script>\x1b[31m\u202e`*_[x](javascript:y) &amp;'
ARTICLES = [
    Article(f"The mill in Orn burned down on Friday. It was old, {HOSTILE} said.", title=HOSTILE,
            outlet=HOSTILE, url="javascript:alert(1)"),
    Article("On Friday the mill in Orn burned down. Nobody was hurt, police said.",
            outlet="Orn Post", date="2031-03-04", url="https://orn.example/mill?a=1&b=2"),
]  # fmt: skip


def outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell shows, as a notebook keeps it: what it prints, and its last expression."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    printed, shown = io.StringIO(), None
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if last is not None:
            shown = eval(compile(last, "cell", "eval"), names)
    kept: list[dict[str, Any]] = []
    if text := printed.getvalue():
        kept.append({"name": "stdout", "output_type": "stream", "text": text.splitlines(True)})
    if shown is not None:
        forms = {"text/plain": repr(shown)}
        if isinstance(shown, Summary):
            forms = {"text/html": shown._repr_html_(), "text/plain": shown.text}
        data = {form: text.splitlines(True) for form, text in forms.items()}
        result = {"data": data, "execution_count": None, "metadata": {}}
        kept.append({**result, "output_type": "execute_result"})
    return kept


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs that its cells give."""
    names: dict[str, Any] = {}
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = outputs("".join(cell["source"]), names)
    return notebook


def test_the_notebook_of_the_documentation() -> None:
    kept = json.loads(NOTEBOOK.read_text("utf-8"))
    kinds = [[o["output_type"] for o in cell.get("outputs", ())] for cell in kept["cells"]]
    found = run(json.loads(NOTEBOOK.read_text("utf-8")))
    assert len(found["cells"]) == 5
    assert kinds == [[o["output_type"] for o in c.get("outputs", ())] for c in found["cells"]]
    assert all(kinds[1:])


def test_a_summary_shows_itself() -> None:
    summary = replace(summarize(ARTICLES, words=30), warnings=(HOSTILE,))
    shown = summary._repr_html_()
    assert set(re.findall(r"</?([a-z]+)", shown)) <= set("div p small strong ul li a".split())
    assert "[2]" in shown
    assert re.findall(r'href="([^"]*)"', shown) == ["https://orn.example/mill?a=1&amp;b=2"]
    assert not {"\x1b", "\u202e"} & set(shown)
    assert not re.search(r"(?i)\s(?:id|style|on\w+)=", re.sub(r">[^<]*<", "><", shown))
    assert "<script" not in summary._repr_markdown_()
    assert all(s.text.split()[0] in shown for s in summary.sentences)


@pytest.mark.parametrize("none", [True, False])
def test_records(none: bool) -> None:
    summary = summarize(ARTICLES, words=30, id="orn")
    summary = replace(summary, sentences=()) if none else summary
    rows = summary.records()
    assert [row["text"] for row in rows] == [s.text for s in summary.sentences]
    for row, sentence in zip(rows, summary.sentences, strict=True):
        assert (row["event"], row["of"], row["kind"]) == ("orn", 2, "extracted")
        assert row["support"] == sentence.support
        assert row["sources"].count("; ") == row["cited"].count("; ")
        assert all(type(value) in (str, int, bool) for value in row.values())
    assert "<script" not in json.dumps([list(row) for row in rows])


if __name__ == "__main__":
    ran = json.dumps(run(json.loads(NOTEBOOK.read_text("utf-8"))), indent=1, ensure_ascii=False)
    NOTEBOOK.write_text(f"{ran}\n", "utf-8")

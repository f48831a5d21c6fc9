"""A summary of any articles, in every form: it fits its budget, and data is never markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from test_page import checked
from test_pipeline import check as check_summary
from test_render import check_escaped, unprintable

from fuzz.parts import articles
from summarizer import render
from summarizer.clean import clean
from summarizer.methods import create
from summarizer.pipeline import summarize_clusters
from summarizer.render.reading import Cut, Reading
from summarizer.render.wrap import columns
from summarizer.types import Budget, Cluster, Summary

BUDGET = Budget(words=60)


def check(data: bytes) -> None:
    given = articles(data)
    name = given[0].title
    cluster = Cluster(name, given, warnings=(name,))
    (made,) = summarize_clusters([cluster], create("consensus"), BUDGET)
    check_summary(made, BUDGET)
    check_lines(made, width=10 + len(name) % 100)
    check_markdown(made)
    check_record(made)
    page = render.SUMMARIES["html"].render(made, render.View())
    assert not unprintable(page)
    checked(page)
    check_reading(cluster)


def check_lines(made: Summary, width: int) -> None:
    form = render.SUMMARIES["text"]
    shown = form.render(made, render.View(width=width, many=True))
    colored = form.render(made, render.View(width=width, many=True, color=True))
    assert not unprintable(shown)
    assert all(columns(line) <= width for line in shown.split("\n"))
    assert re.sub(r"\x1b\[[012]m", "", colored) == shown


def check_markdown(made: Summary) -> None:
    assert not unprintable(render.SUMMARIES["markdown"].render(made, render.View(many=True)))
    for source in made.sources:
        for text in (source.title, source.outlet, source.location):
            check_escaped(text)


def check_record(made: Summary) -> None:
    shown = render.SUMMARIES["json"].render(made, render.View(many=True))
    assert shown.count("\n") == 1
    assert not unprintable(shown)
    assert json.loads(shown) == made.to_dict()


def check_reading(cluster: Cluster) -> None:
    cuts = [
        tuple(Cut(r.start, r.end, r.rule) for r in one.removed) for one in clean(cluster.articles)
    ]
    found = Reading(replace(cluster, stories=tuple(a.text for a in cluster.articles)), tuple(cuts))
    for form in render.READINGS.values():
        assert not unprintable(form.render(found, render.View(many=True)))

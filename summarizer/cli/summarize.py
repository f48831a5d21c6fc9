"""`consensus summarize`: sources in, summaries (or what cleaning removed) out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain, islice
from typing import TypeVar

from summarizer.cli import language, output, view
from summarizer.cli.browser import opening
from summarizer.cli.console import Console
from summarizer.cli.inputs import clusters, publishers
from summarizer.errors import UsageError
from summarizer.limits import Limits
from summarizer.methods.spec import Setting, settings
from summarizer.render import CLEANINGS, SUMMARIES, Format, View
from summarizer.render.cleaning import Cleaning, Cut
from summarizer.types import Cluster, Summary

T = TypeVar("T", Summary, Cleaning)


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    args.format = _form(args)
    output.check(args.output, args.sources)
    console = Console()
    code = language.checked(args.language)
    caps = Limits(**dict(args.cap))
    found = clusters(args.sources, args.cluster, code, args.strict, console, args.proxy, caps)
    if args.explain_cleaning:
        single, every = _counted(found)
        _show(_cleanings(every), CLEANINGS[args.format], single, args, console)
        return
    _summarize(found, args, console)


def _summarize(found: Iterator[Cluster], args: Namespace, console: Console) -> None:
    from summarizer.api import budget_of
    from summarizer.cli.clusters import Summarizing
    from summarizer.methods import create
    from summarizer.sources.publishers import configured

    budget = budget_of(args.words, args.sentences, args.characters, args.truncate, args.min_support)
    table = publishers(args.publishers)
    name, given = chosen(args.method, args.seed)
    method = create(name, **given)
    single, every = _counted(configured(c, args.evidence, table) for c in found)
    if args.format == "html" and not single:
        raise UsageError("a page shows one event and there are several: pick one with --cluster ID")
    asked = Summarizing(method, budget, console, single or args.strict, args.conflicts, args.unique)
    summaries = asked.summaries(every)
    with opening(args.output) if args.open else nullcontext(args.output) as args.output:
        _show(summaries, SUMMARIES[args.format], single, args, console)


def _form(args: Namespace) -> str:
    """The format that is asked for; raises UsageError for what does not go together."""
    form: str = args.format or ("html" if args.open else view.named(args.output))
    if form == "html" and args.explain_cleaning:
        raise UsageError("--explain-cleaning goes with text, markdown or json, not with html")
    if args.open and form != "html":
        raise UsageError(f"--open shows a page: it goes with --format html, not {form}")
    if args.open and args.output == "-":
        raise UsageError("--open needs a file: leave out -o - or give -o FILE")
    return form


def _counted(found: Iterator[Cluster]) -> tuple[bool, Iterator[Cluster]]:
    """Whether there is just one cluster, and all of them; reads two, computes nothing."""
    ahead = list(islice(found, 2))
    return len(ahead) < 2, chain(ahead, found)


def chosen(spec: str, seed: int | None) -> tuple[str, dict[str, Setting]]:
    """The method that the command line names, and its settings."""
    name, _, rest = spec.partition(":")
    given = settings(rest)
    if seed is not None:
        if name != "random":
            raise UsageError(f"--seed is for --method random, not {name}")
        given["seed"] = seed
    return name, given


def _show(
    results: Iterable[T], form: Format[T], single: bool, args: Namespace, console: Console
) -> None:
    """Write each result before the next is computed."""
    seen = view.view(args.output, many=not single)
    shown = 0
    try:
        with output.opened(args.output, utf8=args.format in ("json", "html")) as write:
            if seen.many:
                console.done(0)
            for result in results:
                text = form.render(result, seen)
                console.clear()
                write(form.between + text if shown else text)
                _warn(result, args.format, seen, console)
                shown += 1
                if seen.many:
                    console.done(shown)
        if seen.many:
            console.finish(shown)
    finally:
        console.clear()


def _warn(result: Summary | Cleaning, form: str, seen: View, console: Console) -> None:
    """In JSON the warnings are in the record; elsewhere they go to standard error."""
    if form == "json" or isinstance(result, Cleaning):
        return
    for warning in result.warnings:
        console.warn(warning, result.id if seen.many else "")


def _cleanings(found: Iterable[Cluster]) -> Iterator[Cleaning]:
    from summarizer.clean import clean

    for cluster in found:
        cleaned = clean(cluster.articles)
        cuts = [tuple(Cut(r.start, r.end, r.rule) for r in one.removed) for one in cleaned]
        yield Cleaning(cluster.id, tuple(zip(cluster.articles, cuts, strict=True)))

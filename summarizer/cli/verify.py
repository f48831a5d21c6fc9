"""`consensus verify`: a text, sentence by sentence, held against sources."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from summarizer.cli import language, output, view
from summarizer.cli.console import Console
from summarizer.cli.inputs import clusters
from summarizer.errors import InputError, NothingUsable, TooLittleSupport, UsageError
from summarizer.limits import Limits
from summarizer.render import VERIFICATIONS
from summarizer.render.common import shared
from summarizer.types import Article, Cluster, Reject, Verification

ONCE = "standard input can be read only once: name a file instead of one of the two -"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    if args.predictions is None:
        _verify(args)
        return
    from summarizer.cli import predictions

    predictions.run(args)


def demand(supported: int, total: int, least: Fraction | None) -> None:
    """Raise TooLittleSupport where less than this share of the sentences is supported."""
    if least is not None and Fraction(supported, max(1, total)) < least:
        told = f"{float(100 * least):g}%"
        raise TooLittleSupport(f"{shared(supported, total)}: --fail-under asks for {told}")


def _verify(args: Namespace) -> None:
    claims, *sources = args.sources
    _check(claims, sources)
    form = VERIFICATIONS[args.format or view.named(args.output)]
    output.check(args.output, args.sources)
    code, limits = language.checked(args.language), Limits(**dict(args.cap))
    console = Console()
    sentences = _sentences(claims, limits)
    wanted = [args.cluster] if args.cluster else []
    found = clusters(sources, wanted, code, args.strict, console, args.proxy, limits)
    verification = _verified(_single(found), sentences, console)
    seen = view.view(args.output)
    with output.opened(args.output, utf8=form is not VERIFICATIONS["text"]) as write:
        write(form.render(verification, seen))
    if form is not VERIFICATIONS["json"]:  # which has them in the record
        for warning in verification.warnings:
            console.warn(warning)
    supported = sum(claim.verdict == "supported" for claim in verification.claims)
    demand(supported, len(verification.claims), args.fail_under)


def _check(claims: str, sources: list[str]) -> None:
    """Raise UsageError for what cannot be the text and its sources."""
    if not sources:
        raise UsageError(
            "name a text and the sources to hold it against: consensus verify CLAIMS SOURCES..."
        )
    if claims == "-" and "-" in sources:
        raise UsageError(ONCE)
    if _ADDRESS.match(claims):
        raise UsageError(f"{claims}: the text to verify is a file or -: save the page first")


def _sentences(path: str, limits: Limits) -> list[str]:
    """The sentences of the text to verify.  Raises InputError where there is none."""
    from summarizer.pipeline import sentences_in
    from summarizer.read import read
    from summarizer.read.sources import Found, kind_of

    if path == "-" and sys.stdin is None:
        raise InputError("-: standard input is closed")
    articles: list[Article] = []
    for item in islice(read([Found(path, kind_of(path))], limits=limits), 2):
        if isinstance(item, Reject):
            raise InputError(f"the text to verify, {item}")
        articles += item.articles
    if len(articles) != 1:
        raise InputError(f"the text to verify, {path}: it holds several texts: give one")
    sentences = sentences_in(articles[0].text)
    if not sentences:
        raise NothingUsable(f"the text to verify, {path}: there is no sentence in it")
    return sentences


def _single(found: Iterator[Cluster]) -> Cluster:
    """The one cluster of the sources.  Raises UsageError where there are several."""
    ahead = list(islice(found, 2))
    if len(ahead) > 1:
        raise UsageError(
            "a text is held against one cluster and there are several: pick one with --cluster ID"
        )
    return ahead[0]


def _verified(cluster: Cluster, sentences: list[str], console: Console) -> Verification:
    from summarizer.pipeline import verify_cluster

    sources = f"{len(cluster.articles):,} source{'s' if cluster.articles[1:] else ''}"
    console.wait(f"holding {len(sentences):,} sentences against {sources}")
    try:
        return verify_cluster(cluster, sentences)
    finally:
        console.clear()

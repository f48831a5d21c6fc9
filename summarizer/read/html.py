"""An HTML page → Article: the story by trafilatura, the rest as the page itself states it.

`extract` is a pure function of the bytes, so that it can run in a process of its own, as it
does in `isolated`.
trafilatura runs in its balanced mode, without comments and tables: on whole pages its recall
mode adds navigation and teasers but no sentence of the story, and it retries with it anyway
when it finds little.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from summarizer.errors import BadLayout, EmptySource, LimitExceeded
from summarizer.limits import DEFAULTS, MAX_HTML_DEPTH, Limits
from summarizer.read.decode import decode, scrub
from summarizer.types import Article

HINT = "save the article as plain text instead"


def load() -> None:
    """Load the libraries, for who wants to wait for them beforehand."""
    for name in ("lxml.html", "trafilatura"):
        import_module(name)


def extract(data: bytes, limits: Limits = DEFAULTS) -> Article:
    """The article on a page.

    Raises EmptySource when there is no story on it, LimitExceeded when it is too large or nested
    too deeply, BinarySource or BadLayout when it is no page.
    """
    if len(data) > limits.html_bytes:
        raise LimitExceeded(f"a page of more than {limits.html_bytes:,} bytes: {HINT}")
    tree = _parse(decode(data, markup=True))
    _check_size(tree, limits.html_elements)
    text = _story(tree)
    if not text.strip():
        raise EmptySource(f"no article text was found on the page: {HINT}")
    if len(text) > limits.article_characters:
        raise LimitExceeded(f"an article of more than {limits.article_characters:,} characters")
    from summarizer.read import page

    return Article(text=text, **page.stated(tree))


def _parse(text: str) -> Any:
    """The page as a tree, however sloppy its markup is."""
    from lxml import etree, html

    # The text is handed over as UTF-8 bytes: lxml refuses a str that declares an encoding.
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(scrub(text).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise BadLayout(f"the page cannot be parsed: {HINT}") from None


def _check_size(tree: Any, most: int) -> None:
    """Refuse what trafilatura would take minutes for, or give up on without a word."""
    from lxml import etree

    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_HTML_DEPTH:
            raise LimitExceeded(f"a page nested more than {MAX_HTML_DEPTH} levels deep: {HINT}")
        if elements > most:
            raise LimitExceeded(f"a page of more than {most:,} elements: {HINT}")


def _story(tree: Any) -> str:
    """The paragraphs of the story, one a line."""
    import logging
    import warnings

    with warnings.catch_warnings():  # of what a library under it could use and does not need
        warnings.simplefilter("ignore")
        import trafilatura

    # Without a handler Python would print the library's warnings to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    except MemoryError:
        raise
    except Exception as error:  # the pages of strangers find every hole in a parser
        reason = f"the page broke the extraction ({type(error).__name__}): {HINT}"
        raise BadLayout(reason) from None
    lines = ((found and found.text) or "").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())

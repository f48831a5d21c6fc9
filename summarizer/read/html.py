"""An HTML page → Article: the story (`story`), the rest as the page itself states it (`stated`).

`extract` is a pure function of the bytes.  `Pages` runs it in a child process, which may hang,
crash or fill its memory; it starts with the first page and is replaced when it had to be stopped.
trafilatura runs in its balanced mode, without comments and tables: on whole pages its recall
mode adds navigation and teasers but no sentence of the story, and it retries with it anyway
when it finds little.
"""

from __future__ import annotations

import json
from typing import Any

from summarizer.errors import BadLayout, EmptySource, LimitExceeded
from summarizer.limits import DEFAULTS, MAX_HTML_DEPTH, Limits
from summarizer.read import child
from summarizer.read.child import Child
from summarizer.read.decode import decode, scrub
from summarizer.read.stated import stated
from summarizer.read.story import story
from summarizer.types import Article

_HINT = "save the article as plain text instead"
_REST = f": {_HINT}"
_FIELDS = ("text", "title", "outlet", "date", "url", "language", "warnings")


class Pages:
    """Reads pages, one after the other; a context, at whose end its process ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Child | None = None

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def extract(self, data: bytes) -> Article:
        """The article on a page; raises what the function `extract` raises.

        LimitExceeded also when it takes too long or too much memory, BadLayout when it brings
        the process down.  What the pages before it left behind is not held against it.
        """
        seconds, megabytes = self._limits.html_seconds, self._limits.html_megabytes
        with child.failures_told("the page", "a page that takes", seconds, megabytes, _REST):
            while True:
                fresh = self._process is None
                try:
                    return self._asked(data)
                except (TimeoutError, EOFError, MemoryError) as error:
                    self._stop()
                    if fresh or isinstance(error, TimeoutError):
                        raise

    def _asked(self, data: bytes) -> Article:
        if self._process is None:
            # JSON takes up to 12 bytes for a character.
            most = 12 * self._limits.article_characters + 100_000
            self._process = Child(__name__, self._limits, most)
        fields = child.parse_answer(self._process.ask(data, self._limits.html_seconds))
        if fields.keys() != set(_FIELDS):
            raise EOFError
        warnings = tuple(fields.pop("warnings").splitlines())
        return Article(**fields, warnings=warnings)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


def serve(given: str) -> None:
    """In the child process: read the pages on standard input until there are no more."""
    limits = Limits(**json.loads(given))

    def answer(data: bytes) -> dict[str, str]:
        article = extract(data, limits)
        fields = {name: getattr(article, name) for name in _FIELDS}
        return fields | {"warnings": "\n".join(article.warnings)}

    child.answer_all(answer, "the page", limits, ("lxml.html", "trafilatura"), _REST)


def extract(data: bytes, limits: Limits = DEFAULTS) -> Article:
    """The article on a page.

    Raises EmptySource when there is no story on it, LimitExceeded when it is too large or nested
    too deeply, BinarySource or BadLayout when it is no page.
    """
    if len(data) > limits.html_bytes:
        raise LimitExceeded(f"a page of more than {limits.html_bytes:,} bytes: {_HINT}")
    warnings: list[str] = []
    tree = _parse(decode(data, markup=True, warnings=warnings))
    _check_size(tree, limits.html_elements)
    own = stated(tree)
    text, missing = story(tree, _extracted(tree), own)
    if not text.strip():
        raise EmptySource(f"no article text was found on the page: {_HINT}")
    if len(text) > limits.article_characters:
        raise LimitExceeded(f"an article of more than {limits.article_characters:,} characters")
    told = (*warnings, *missing)
    stated_there = own.title, own.outlet, own.date, own.url
    return Article(text, *stated_there, language=own.language, warnings=told)


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
        raise BadLayout(f"the page cannot be parsed: {_HINT}") from None


def _check_size(tree: Any, most: int) -> None:
    """Refuse what trafilatura would take minutes for, or give up on without a word."""
    from lxml import etree

    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_HTML_DEPTH:
            raise LimitExceeded(f"a page nested more than {MAX_HTML_DEPTH} levels deep: {_HINT}")
        if elements > most:
            raise LimitExceeded(f"a page of more than {most:,} elements: {_HINT}")


def _extracted(tree: Any) -> str:
    """The paragraphs of the story as trafilatura finds them, one a line."""
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
        reason = f"the page broke the extraction ({type(error).__name__}): {_HINT}"
        raise BadLayout(reason) from None
    return (found and found.text) or ""

"""Any bytes taken for an HTML page give an article or an error of ours."""

from __future__ import annotations

import contextlib

from fuzz.readers import check_article
from summarizer.errors import InputError
from summarizer.read import html


def check(data: bytes) -> None:
    with contextlib.suppress(InputError):
        article = html.extract(data)
        assert article.text.strip()
        check_article(article)

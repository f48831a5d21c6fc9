"""A summary as one page: every sentence next to the places that back it.

    keys.py      what can be lit up in the articles, and the style rules that do it
    story.py     an article as paragraphs of pieces
    outlets.py   the sources as they are named, dated and linked
    view.py      all that the template shows
    verification.py  the page of a text held against sources

`render.page` has what all our pages share.  Without JavaScript everything works: the mark after
a sentence is a link, and the style sheet shows the backing of what the address points to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from summarizer.render import page
from summarizer.render.common import citation, note, nothing
from summarizer.render.differences import ALONE, DIFFER, NOTE
from summarizer.render.html.keys import rules
from summarizer.render.html.view import view
from summarizer.types import Summary, displayed

if TYPE_CHECKING:
    from markupsafe import Markup

PACKAGE = "summarizer.render.html"
MOST_DOTS = 12  # more than that nobody counts


def render(summary: Summary) -> str:
    """The page, the same bytes for the same summary."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    shown = view(summary)
    style = Markup(page.part(PACKAGE, "page.css") + rules(shown.keys))
    script = Markup(page.part(PACKAGE, "page.js"))
    engine.filters["emphasised"] = _emphasised
    return engine.get_template("page.html.jinja").render(
        summary=summary,
        view=shown,
        language=summary.cluster.language if summary.cluster else "en",
        nothing=nothing(summary),
        cited=citation,
        agreed=note(summary),
        style=style,
        script=script,
        policy=page.policy(style, script),
        DIFFER=DIFFER,
        NOTE=NOTE,
        ALONE=ALONE,
        MOST_DOTS=MOST_DOTS,
    )


def _emphasised(text: str, words: Iterable[str]) -> Markup:
    """The text with these words marked wherever they stand in it."""
    from markupsafe import Markup, escape

    shown = {displayed(word) for word in words} - {""}
    if not shown:
        return escape(displayed(text))
    wanted = "|".join(map(re.escape, sorted(shown, key=lambda word: (-len(word), word))))
    parts = re.split(rf"(?i)(?<!\w)({wanted})(?!\w)", displayed(text))
    marked = (Markup("<em>{}</em>").format(p) if i % 2 else escape(p) for i, p in enumerate(parts))
    return Markup("").join(marked)

"""A summary, a verification or a difference as one page to open in a browser.

    view.py      all that the template of a summary shows
    article.py   an article as paragraphs of segments, of which some can be lit up

`render.page` has what all our pages share.  Without JavaScript everything works: the mark after
a sentence is a link, and the style sheet shows the passages behind what the address points to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from summarizer.render import common, page
from summarizer.render import difference as difference_forms
from summarizer.render.common import (
    CONFLICTS,
    CONFLICTS_NOTE,
    SINGLE_SOURCE,
    agreement_note,
    citation,
    dispute_mark,
    empty_note,
    passage,
    uncertain,
)
from summarizer.render.html.view import grouped, page_view, source_views, style_rules
from summarizer.render.verification import (
    EMPTY,
    passages,
    relation_groups,
    supported_share,
)
from summarizer.types import ChangeKind, Difference, Summary, Verdict, Verification, displayed

if TYPE_CHECKING:
    from markupsafe import Markup

PACKAGE = "summarizer.render.html"
MOST_DOTS = 12  # more than that nobody counts
VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        "supported": "supported",
        "contradicted": "contradicted",
        "partial": "stated in part",
        "unsupported": "stated by no source",
    }
)
# The looks of verdicts that those of a change are.
CHANGES: Mapping[ChangeKind, str] = MappingProxyType(
    {"changed": "partial", "new": "supported", "gone": "contradicted"}
)


def render(summary: Summary) -> str:
    """The page, the same bytes for the same summary."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    view = page_view(summary)
    style = Markup(page.part(PACKAGE, "page.css") + style_rules(view.highlights))
    script = Markup(page.part(PACKAGE, "page.js"))
    engine.filters["emphasised"] = _emphasised
    return engine.get_template("page.html.jinja").render(
        summary=summary,
        view=view,
        language=summary.cluster.language if summary.cluster else "en",
        empty_note=empty_note(summary),
        citation=citation,
        dispute_mark=dispute_mark,
        passage=passage,
        uncertain=uncertain,
        agreement_note=agreement_note(summary),
        style=style,
        script=script,
        policy=page.policy(style, script),
        CONFLICTS=CONFLICTS,
        CONFLICTS_NOTE=CONFLICTS_NOTE,
        SINGLE_SOURCE=SINGLE_SOURCE,
        MOST_DOTS=MOST_DOTS,
    )


def render_fragment(summary: Summary) -> str:
    """The summary as part of another page, such as a notebook."""
    return page.environment(PACKAGE).get_template("fragment.html.jinja").render(
        vars(common), summary=summary, empty_note=empty_note(summary),
        agreement_note=agreement_note(summary), web_link=page.web_link,
    )  # fmt: skip


def render_verification(verification: Verification) -> str:
    """The page, the same bytes for the same verification; it has no script."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    sources = source_views(verification)
    counts = Counter(claim.verdict for claim in verification.claims)
    style = Markup(page.part(PACKAGE, "verification.css"))
    return engine.get_template("verification.html.jinja").render(
        verification=verification,
        share=supported_share(verification),
        counts=", ".join(f"{counts[v]:,} {label}" for v, label in VERDICTS.items() if counts[v]),
        source_by_id={source.id: source for source in sources},
        sources=grouped(sources),
        language=verification.cluster.language if verification.cluster else "en",
        passages=passages,
        relation_groups=relation_groups,
        VERDICTS=VERDICTS,
        style=style,
        policy=page.policy(style),
        EMPTY=EMPTY,
    )


def render_difference(difference: Difference) -> str:
    """The page, the same bytes for the same difference; it has no script."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    style = Markup(page.part(PACKAGE, "verification.css"))
    return engine.get_template("difference.html.jinja").render(
        difference=difference,
        counts=difference_forms.counts(difference),
        groups=difference_forms.groups(difference),
        name=difference_forms.name,
        web_link=page.web_link,
        STYLES=CHANGES,
        style=style,
        policy=page.policy(style),
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

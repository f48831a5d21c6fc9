"""The table of rules: each has a name and a reason.

The order matters only where two rules claim the same characters: the earlier one is named.
"""

from __future__ import annotations

from summarizer.clean.appeals import APPEALS
from summarizer.clean.authors import AUTHORS
from summarizer.clean.buttons import PROMPTS
from summarizer.clean.bylines import BYLINES
from summarizer.clean.captions import CAPTIONS
from summarizer.clean.comments import COMMENTS
from summarizer.clean.credits import CREDITS
from summarizer.clean.header import HEADER
from summarizer.clean.links import LINKS
from summarizer.clean.navigation import NAVIGATION
from summarizer.clean.notes import NOTES
from summarizer.clean.promotions import PROMOTIONS
from summarizer.clean.rule import Rule

RULES: tuple[Rule, ...] = (
    *CAPTIONS,
    *BYLINES,
    *NOTES,
    *LINKS,
    *PROMPTS,
    *AUTHORS,
    *NAVIGATION,
    *PROMOTIONS,
    *CREDITS,
    *HEADER,
    *APPEALS,
    *COMMENTS,
)

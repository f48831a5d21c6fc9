"""The table of rules: each has a name, a reason, and examples that are run as tests.

The order matters only where two rules claim the same characters: the earlier one is named.
"""

from __future__ import annotations

from summarizer.clean.appeals import APPEALS
from summarizer.clean.bylines import BYLINES
from summarizer.clean.captions import CAPTIONS
from summarizer.clean.credits import CREDITS
from summarizer.clean.furniture import FURNITURE
from summarizer.clean.header import HEADER
from summarizer.clean.links import LINKS
from summarizer.clean.mail import MAIL
from summarizer.clean.notes import NOTES
from summarizer.clean.offers import OFFERS
from summarizer.clean.owners import OWNERS
from summarizer.clean.page import Rule
from summarizer.clean.prompts import PROMPTS
from summarizer.clean.tail import TAIL
from summarizer.clean.thread import THREAD

RULES: tuple[Rule, ...] = (
    *CAPTIONS,
    *BYLINES,
    *NOTES,
    *LINKS,
    *PROMPTS,
    *OWNERS,
    *FURNITURE,
    *OFFERS,
    *CREDITS,
    *HEADER,
    *MAIL,
    *APPEALS,
    *THREAD,
    *TAIL,
)

"""Rules for newsletters: their greeting, their close, and how to get or to leave them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.page import Page, Rule
from summarizer.clean.words import ANYTHING, SAID, WEEKDAY, rxi
from summarizer.types import Span

_HELLO = re.compile(
    r"(?:(?:Hello|Hi|Hey|Good (?:morning|afternoon|evening))(?: |, )"
    r"|Dear (?=readers?|friends|all))(?:[\w’'-]{2,14} ?){1,4}[,!]"
)
_BYE = re.compile(
    r"(?:See you|Until (?:next|then)|Yours|Best|Cheers|With love|Love|Regards|Take care"
    r"|(?:Best|Kind|Warm) (?:wishes|regards))(?: [\w’'-]{1,14}){0,5},"
)


def _greetings(given: Page) -> Iterator[Span]:
    """'Hello, tired people,' near the top; 'See you on Monday,' and the names at the end."""
    lines = given.lines
    for line in lines[:8]:
        if _HELLO.fullmatch(line.text[:70]):
            yield line.span
    end = max(8, len(lines) - 6)
    for line, after in zip(lines[end:], lines[end + 1 :], strict=False):
        if _BYE.fullmatch(line.text[:90]) and after.words <= 4 and not after.stopped:
            yield line.span
            yield after.span


MAIL: tuple[Rule, ...] = (
    Rule(
        "greeting",
        "The greeting and the close of a letter to readers.",
        "page",
        find=_greetings,
        removed=(
            "⟦Hello, tired people,⟧\n" + "It rained.\n" * 8 + "⟦See you on Monday,⟧\n⟦A & B⟧",
        ),
        kept=(
            "Dear me, he said.",
            "It rained.\nDear Ann, he wrote.\nSee you on Monday,\nshe wrote.",
        ),
    ),
    Rule(
        "mailing",
        "Why the reader gets a letter, how to leave, and where it comes from.",
        "line",
        rxi(
            r"(?:did (?:a friend|some(?:one|body)) (?:send|forward)|was this (?:e-?mail |newsletter"
            rf" )?(?:sent|forwarded) to) you\b[^\"“”]{{0,160}}"
            r"|(?:did|were) you (?:get )?forwarded this\b[^\"“”]{0,120}"
            r"|you(?:[’']re| are) (?:getting|receiving) this (?:e-?mail |newsletter |message )?"
            rf"because\b{ANYTHING}"
            r"|[^.\"“”]{0,40}\b(?:unsubscribe|update (?:your )?preferences|manage preferences)\b"
            r"(?:[\s|•·]{1,3}[^.\"“”]{2,40}){0,3}"
            r"|(?:trouble|problems?) (?:reading|viewing|seeing) this (?:e-?mail|newsletter)\b"
            r"[^\"“”]{0,80}"
            r"|[^.?!\"“”]{2,60}, P\.?O\.? Box \d{1,6}\b[^.?!\"“”]{0,80}"
        ),
        unless=SAID,
        removed=(
            "⟦Was this forwarded to you? Sign up free⟧",
            "⟦You're getting this because you signed up at a fair. Unsubscribe | Preferences⟧",
            "⟦Two Fens, PO Box 88, Ely⟧",
        ),
        kept=(
            "Was this sent to him?",
            "People who unsubscribe from it are few.",
            "PO Box 88 burned.",
        ),
    ),
    Rule(
        "by-mail",
        "What a newsletter brings, on which day, at what price.",
        "line",
        rxi(
            r"(?=[^\n]{0,120}\bby e-?mail\b)(?=[^\n]{0,160}\bfree\b)[^\"“”]{5,180}"
            r"|[^\"“”]{0,100}[.,:] (?:straight |delivered )?(?:in|to|into) your inbox\b"
            r"[^\"“”]{0,80}"
            rf"|[A-Z][\w ’'&]{{2,40}}, every (?:{WEEKDAY}|weekday|day|morning|week)"
            r"|\[enter (?:your )?(?:e-?mail )?address\](?:\s{0,4}\[[^\[\]]{2,20}\])?"
        ),
        unless=SAID,
        needs=("mail", "inbox", "every ", "address"),
        removed=(
            "⟦Once a month, by e-mail, free. News from the fen.⟧",
            "⟦City Hall, explained. In your inbox every Thursday.⟧",
            "⟦School news, every Wednesday⟧",
            "⟦[enter your address]  [Subscribe]⟧",
        ),
        kept=(
            "He set them free by e-mail, he said.",
            "She swims, every Monday, to the lock.",
            "Votes by mail are free.",
        ),
    ),
)

"""Rules for what a page sells, or asks its readers to send or to pay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, SAID, any_case
from summarizer.clean.rule import Page, Rule, may_match
from summarizer.types import Span

_CALL = (
    r"(?:^|[.!?:➤►»*]\s{0,2})(?:Sign [Uu]p|SIGN UP|Subscribe|SUBSCRIBE|Register|Download"
    r"|Get (?:the|our|your|all|urgent|more)|Enter your|Join|Become a|Try (?:it|our|the|us)"
    r"|Text [A-Z]{3,12} to|Sign in|Unlock|(?:Never|Don[’']t) miss|Start your|Scan the"
    r"|Support (?:us|our))\b"
)
_PRODUCT = (
    r"\b(?:newsletters?|[Bb]ulletin|[Bb]riefing|inbox|digital edition|subscription|subscriber"
    r"|membership|member today|[Ee]nter your e-?mail|on your phone|this article|cancel (?:at )?any"
    r" ?time|be the first to know|on the go|breaking news alerts?|(?:download|get) it free"
    r"|(?:daily|weekly) e-?mail"
    r"|[Nn]ever miss a (?:story|beat|thing))\b|\bDownload it FREE\b"
)
_QUESTION = (
    r"(?:Are|Were|Have|Has|Did|Do|How (?:have|has|are|did|do)) (?:your?|YOU)\b[^\"“”?]{2,140}\?"
)
_REACH = (
    r"(?:[Rr]ing|[Cc]all|[Tt]ext|[Ee]-?mail|[Cc]ontact|[Ss]end|[Tt]ell|[Gg]et in touch"
    r"|WhatsApp|[Ll]et us know)"
)
_NUMBER = r"(?:\d{3,5}[ -]\d{3,4}|\S{2,30}@\S{3,40}|\bus\b|newsdesk|news team)"
_ASK = re.compile(
    rf"[➤►»*•\s]{{0,4}}(?:We (?:will )?pay for your (?:stories|videos?|pictures)[!.] )?"
    rf"{_QUESTION}[^\"“”]{{0,80}}?\b{_REACH}\b[^\"“”]{{0,60}}{_NUMBER}[^\"“”]{{0,160}}"
    r"|[^\"“”]{0,160}\b(?i:share|send us|tell us) (?i:about )?your (?:experiences?|story|stories"
    r"|pictures|photos|videos)\b[^\"“”]{0,40}(?:by e-?mail|\S{2,30}@|on WhatsApp|\bbelow\b)"
    r"[^\"“”]{0,120}"
    r"|Please (?:leave|include|add) (?:a|your) (?:contact|telephone|phone) number\b[^\"“”]{0,120}"
    r"|If (?:the form (?:does not|doesn[’']t)|you (?:cannot|can[’']t|are unable to) see the"
    r"|you are reading this page and can[’']t see the)\b[^\"“”]{0,160}"
    r"|If you(?:[’']d| would) like to (?:comment on|share) this (?:post|story|article)\b"
    r"[^\"“”]{0,120}"
)
_ASK_NEEDS = ("?", "your ", "number", "if the form", "if you")
_ASKED = re.compile(_QUESTION)


def _asks(page: Page) -> Iterator[Span]:
    """A request for readers' stories, and the question above it."""
    before = None
    for line in page.lines:
        may = len(line.text) < 420 and may_match(line, _ASK_NEEDS)
        if may and _ASK.fullmatch(line.text) and not SAID.search(line.text):
            if before is not None and len(before.text) < 150 and _ASKED.fullmatch(before.text):
                yield before.span
            yield line.span
        before = line


PROMOTIONS: tuple[Rule, ...] = (
    Rule(
        "offer",
        "A call to sign up, subscribe or pay, with what the outlet offers for it.",
        "line",
        re.compile(
            rf"(?![-•] )(?=[^\n]{{0,200}}?{_CALL})(?=[^\n]{{0,300}}?(?:{_PRODUCT}))[^\"“”]{{5,320}}"
            r"|[A-Z][^.?!\"“”]{2,30} by text message"
            r"|[^.?!\"“”]{3,60}: [Tt]ext [A-Z]{3,12} to \d{4,6} for\b[^\"“”]{3,60}"
            r"|Text [A-Z]{3,12} to \d{4,6}\.[^\"“”]{0,120}"
            r"|Interested in ([^?\"“”]{2,60})\? Add \1 as an interest\b[^\n]{0,200}"
            r"|[^\"“”]{0,160}\bChip in (?:[$£€]?\d|to )[^\"“”]{0,60}"
            r"|[A-Z][A-Z ’'&-]{8,60}! (?:Enter|Win|Book|Visit|Order|Buy|Shop|Come|Join|Save)\b"
            r"[^\"“”]{5,200}"
            r"|(?:DON[’']T MISS: |COMPETITION: )?Win (?:a|an|tickets|one of)\b[^\"“”]{5,100}!"
            r"[^\"“”]{0,80}"
        ),
        unless=SAID,
    ),
    Rule(
        "sponsor",
        "The label of a message from a sponsor.",
        "line",
        any_case(
            r"(?:sponsor(?:ed)? (?:message|content|post|links?)|(?:a )?message from our sponsors?"
            r"|paid post|promoted (?:content|stories)|partner content|from our partners?)\s?:?"
        ),
    ),
    Rule(
        "commerce",
        "Notes on commissions, prices and delayed quotes.",
        "line",
        any_case(
            r"[^\"“”]{0,200}\b(?:may|might|could|will) (?:earn|receive|get)(?: an?| some)?"
            r"(?: \w{1,12})? commissions?\b[^.\"“”]{0,60}\b(?:links?"
            r"|you (?:buy|click|purchase|make)|purchases?)\b[^\"“”]{0,200}"
            r"|pric(?:es|ing) and availability (?:are|is) subject to change\b[^\"“”]{0,80}"
            r"|this (?:article|page|post|story) (?:may )?contains? affiliate links?\b[^\"“”]{0,160}"
            r"|(?:markets?|stock|share|price) (?:data|quotes|prices) (?:is |are )?delayed\b"
            r"[^\"“”]{0,80}"
            r"|\((?:[$€£¥] ?1|1 [a-z. ]{2,20}) = [$€£¥]?[\d.,]{1,12} ?[^()=]{0,40}\)"
        ),
        unless=SAID,
        literals=("commission", "availability", "affiliate", "delayed", " = "),
    ),
    Rule(
        "pastime",
        "Horoscopes, codes to scan and the ratings of an app.",
        "line",
        any_case(
            r"(?:pick|choose|find|select) your (?:star )?sign (?:to|for|and|below)\b[^\"“”]{0,100}"
            r"|(?:scan the (?:qr )?code to\b[^.\"“”]{0,80}\.? ?)?(?:rated )?\d\.\d (?:out of 5 )?"
            r"stars? (?:from|by|on|in)\b[^.\"“”]{0,60}\.?"
            rf"|scan the (?:qr )?code to (?:read|download|get|open)\b{ANYTHING}"
        ),
        unless=SAID,
    ),
    Rule("call-in", "Asks readers for their stories, pictures or help.", "page", find=_asks),
)

"""Rules for author boxes, contacts, copyright and reprint lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, NAME, NAMES, SAID, any_case
from summarizer.clean.rule import Page, Rule
from summarizer.text.lexicon import WEEKDAYS
from summarizer.types import Span

_ROLE = (
    r"(?:reporter|staff writer|writer|editor|columnist|correspondent|journalist|contributor|"
    r"producer|blogger|fellow|analyst|author|professor|host|strategist|director|opinion writer)"
)
_BOX = re.compile(
    rf"[•(\[*—–\-\s]{{0,4}}{NAMES}(?:,[^.?!]{{0,80}},)? (?:is|are|was|covers|writes|reports"
    rf"|has (?:been|covered|written))\b[^?!\"“”]{{0,60}}"
)
_CERTAIN = re.compile(
    r"\b(?:for|at|with|of|in|to) (?:CNN|NPR|Fox News|FOX Business|The Associated Press|The Hill"
    r"|Vox|POLITICO|Politico|USA TODAY|"
    r"Reuters|BBC|National Review|TIME|Slate|The (?:\w+ ){0,2}(?:Times|Post|Journal|Guardian"
    r"|Caller|Beast|Examiner))\b"
    r"|(?i:follow (?:him|her|them|me|\w+)\b[^.]{0,30}\btwitter|@\w{3,15}"
    r"|\bopinions? expressed\b|\bemail (?:him|her)\b)"
)
# Said of nobody but the author: no role is asked for.
_OWN = re.compile(
    r"\b(?:[Cc]ontact|[Rr]each|[Ee]-?mail) (?:him|her|them) (?:at|on|via) \S*[@.]\S"
    r"|\b[Vv]iews (?:expressed )?in this (?:column|article|piece) are (?:his|hers|their)\b"
)


_NEWS = re.compile(rf"\b(?:who|was|were|said|told|after|{'|'.join(WEEKDAYS[:5])})\b")


def _boxes(page: Page) -> Iterator[Span]:
    """'Ann Lee is a reporter for …' at either end, and the links under a sure box."""
    for line in page.lines[:2] if len(page.lines) > 2 else ():
        role = re.search(rf"\b(?:is|are) an? [^.,]{{0,30}}\b{_ROLE}s?\b", line.text[:120])
        certain = role and _BOX.match(line.text) and _CERTAIN.search(line.text[:250])
        if certain and not _NEWS.search(line.text):
            yield line.span
    last = max(1, len(page.lines) - 5)
    under = False
    half = min(last, max(1, len(page.lines) // 2))
    for i, line in enumerate(page.lines[half:], start=half):
        under = under and not line.stopped and line.words <= 18
        if under:
            yield line.span
        elif len(line.text) < 600 and _BOX.match(line.text):
            role = re.search(rf"\b{_ROLE}s?\b", line.text[:250]) and _CERTAIN.search(line.text)
            under = _OWN.search(line.text) is not None and not _NEWS.search(line.text)
            if under or (i >= last and role and not _NEWS.search(line.text)):
                yield line.span


_BY = re.compile(rf"\b[Bb][Yy] ({NAME})(?:$|\s?[,|]| and | in )")
_WORK = re.compile(
    r"\b(?:has )?(?:writes|written|writing|covers|covered|reports on|reporter|columnist|editor"
    r"|author|correspondent|contributor)\b"
)


def _bylined_boxes(page: Page) -> Iterator[Span]:
    """A line in the second half that begins with the byline's name and tells of its work."""
    author = _author(page)
    for line in page.lines[len(page.lines) // 2 :]:
        if author and line.text.startswith(author) and len(line.text) < 600:
            news = _NEWS.search(line.text) or set(line.text) & set('"“”')
            if _WORK.search(line.text[:250]) and not news:
                yield line.span


def _author(page: Page) -> str:
    """The name in the byline, or nothing."""
    for line in page.lines[:8]:
        found = _BY.search(line.text) if len(line.text) < 120 and not line.stopped else None
        if found:
            return found.group(1)
    return ""


_SIGNED = re.compile(r"[-–—]{1,2}\s?(?:By )?[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,3}")


def _signatures(page: Page) -> Iterator[Span]:
    """'– Ann Lee' after a finished paragraph, unless the next line is dashed too: a list."""
    for before, line, after in zip(
        page.lines, page.lines[1:], [*page.lines[2:], None], strict=False
    ):
        listed = after is not None and after.text[0] in "-–—"
        if before.stopped and not listed and _SIGNED.fullmatch(line.text[:100]):
            yield line.span


AUTHORS: tuple[Rule, ...] = (
    Rule("author-box", "Who the author is, at the end or the start.", "page", find=_boxes),
    Rule(
        "author-bylined",
        "Who the author of the byline is, after the story.",
        "page",
        find=_bylined_boxes,
    ),
    Rule(
        "author-about",
        "The heading of an author box, glued to its first words.",
        "line",
        re.compile(
            r"A(?:bout|BOUT) ([A-Z]\w{2,20}(?: [A-Z][\w.’'-]{1,20}){0,2}) \1\b[^\"“”]{5,400}"
        ),
    ),
    Rule("signature", "Who wrote an entry, after a dash.", "page", find=_signatures),
    Rule(
        "contact",
        "How to reach or follow the author or the outlet.",
        "line",
        any_case(
            rf"(?:you can )?follow (?:@\w{{2,30}}|(?:us|him|her|me|them|(?-i:{NAMES})"
            rf"|(?-i:[A-Z]\w{{1,20}}))\b[^.\"“]{{0,40}}\b(?:twitter|facebook"
            rf"|instagram))\b[^\"“]{{0,160}}"
            r"|(?:please )?(?:send (?:us )?(?:tips|news tips|your tips)|(?:contact"
            rf"|reach) (?:us|the author|the writer|(?-i:{NAMES})|(?-i:[A-Z]\w{{1,20}}))"
            rf"|e-?mail (?:us|the author|(?-i:{NAMES}))|write to (?:us|(?-i:{NAMES}))) (?:at|to"
            rf"|:|via)\b[^\"“]{{0,160}}"
            r"|(?:have|got|do you have) (?:a|any) (?:news )?(?:tips?|story ideas?)\b[^\"“]{0,160}"
            r"(?:@|\bus\b|http)[^\"“]{0,80}"
            r"|(?=[^@]*@)[^.?!]{0,60}[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,4}(?:\.[a-z]{2})?[\s.|,]{0,3}"
            r"|@?[a-z]{1,3}_[a-z]\w{2,20}|@\w{3,20}|[^.?!\d]{3,40}\s?[•"
            r"|,·:-]\s?\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}"
            rf"|about (?:the )?(?:admin|authors?|writer)\b[^.]{{0,40}}|\(\([^()]{{5,160}}\)\)"
            r"|(?:twitter|instagram|facebook): ?@?\w{3,30}"
            r"|[^.?!\"“”]{2,40} is an? (?:[\w-]{2,16},? ){0,4}(?:news agency|news service|newsroom"
            r"|wire service|news organi[sz]ation|news outlet)\b[^\"“”]{0,160}\. [^\"“”]{0,60}"
            r"\b(?:readers|[Ss]ign up|[Ss]ubscribe|newsletter)\b[^\"“”]{0,160}"
            rf"|please include a contact number\b{ANYTHING}"
            rf"|(?:like|follow|find|join) us on (?:facebook|twitter|instagram)\b[^\"“]{{0,200}}"
            rf"|the (?:opinions?|views?) expressed (?:in this|here|by)\b{ANYTHING}"
            rf"|the memo is a reported column\b{ANYTHING}"
        ),
        unless=SAID,
    ),
    Rule(
        "contact-part",
        "A call to follow the author, after the last sentence.",
        "part",
        re.compile(
            rf"(?:You can )?[Ff]ollow (?:him|her|me|them|us|{NAME}) (?:on|at) (?:Twitter"
            rf"|Facebook|@\w{{2,20}})[^.\"“]{{0,60}}\.?$"
        ),
        literals=("ollow ",),
    ),
    Rule(
        "copyright",
        "Who owns the text and who may print it.",
        "line",
        any_case(
            rf"(?:copyright\s{{0,2}}(?:©|\(c\)|&copy;|\d{{4}}(?-i:,? [A-Z]|[.,]|$)|(?-i:by [A-Z]))"
            r"|©|&copy;"
            rf"|\(c\) (?:\d{{4}}|copyright)){ANYTHING}"
            rf"|[^.?!\"“]{{0,80}}all rights reserved\b{ANYTHING}"
            rf"|(?:[^.?!\"“]{{0,60}}\| )?copyright (?-i:[A-Z][\w&.’' ]{{2,60}}) \d{{4}}\.{ANYTHING}"
            rf"|this material may not be (?:published|reproduced)\b{ANYTHING}"
            r"|(?:content created by|npr transcripts are created"
            rf"|visit our website terms of use)\b{ANYTHING}"
            r"|(?:re-?printed|re-?published|used|reproduced) (?:here )?(?:with"
            r"|by) (?:the )?(?:kind )?permission\b[^\"]{0,200}"
            rf"|click here for (?:reprint|permission){ANYTHING}|for (?:reprints?|licensing"
            rf"|republication)\b[^\"]{{0,100}}(?:contact|click|visit|e-?mail)\b[^\"]{{0,160}}"
            r"|(?:a version of )?this (?:story|article|post|essay|piece|op-ed"
            r"|column) (?:was )?(?:first |originally |also |previously )?(?:appeared|appears"
            r"|published|ran) (?:first |originally )?(?:in|on|at|by)\b[^\"]{0,200}"
        ),
    ),
    Rule(
        "wire-code",
        "A wire's own code in brackets, a bare address, a page number.",
        "part",
        re.compile(r"\[n:[A-Z0-9]{4,12}\]|<[A-Z]{2,8}(?:\.[A-Z]{1,3})?>|\[nL[A-Z0-9]{4,12}\]"),
        literals=("[n", "<"),
    ),
    Rule(
        "address",
        "A web address alone on a line.",
        "line",
        re.compile(r"(?:https?://|www\.|bit\.ly/|t\.co/)\S{1,400}"),
    ),
    Rule(
        "separator",
        "A line without a letter or digit.",
        "line",
        re.compile(r"[^\w]{1,200}|[_\W]{1,200}"),
    ),
)

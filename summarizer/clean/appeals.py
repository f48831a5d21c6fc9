"""Rules for the small appeals of a page: support us, write to us, see also this."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, SAID, WEEKDAY, any_case
from summarizer.clean.rule import Line, Page, Rule
from summarizer.types import Span

_MAIL = r"[\w.+-]{2,40}@[\w-]{2,40}(?:\.[a-z]{2,12}){1,2}"
_MAX_QUOTES = 50
_FILE = r"\((?:PDF|DOCX?|XLSX?|CSV|Word|Excel)\b,? ?\d[\d.,]{0,5} ?[kKMG]B\)"


def _pull_quotes(page: Page) -> Iterator[Span]:
    """A quotation alone on a line that stands within another line, too."""
    alone = [line for line in page.lines if _is_quotation(line)][:_MAX_QUOTES]
    if alone:
        spans = {line.span for line in alone}
        story = _folded("\n".join(x.text for x in page.lines if x.span not in spans))
        yield from (x.span for x in alone if _folded(x.text.strip('"“”.,')) in story)


def _is_quotation(line: Line) -> bool:
    quoted = line.text[:1] in '"“' and line.text[-1:] in '"”'
    return quoted and len(line.text) < 300 and line.words >= 4


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


_HELLO = re.compile(
    r"(?:(?:Hello|Hi|Hey|Good (?:morning|afternoon|evening))(?: |, )"
    r"|Dear (?=readers?|friends|all))(?:[\w’'-]{2,14} ?){1,4}[,!]"
)
_BYE = re.compile(
    r"(?:See you|Until (?:next|then)|Yours|Best|Cheers|With love|Love|Regards|Take care"
    r"|(?:Best|Kind|Warm) (?:wishes|regards))(?: [\w’'-]{1,14}){0,5},"
)


def _greetings(page: Page) -> Iterator[Span]:
    """'Hello, tired people,' near the top; 'See you on Monday,' and the names at the end."""
    lines = page.lines
    for line in lines[:8]:
        if _HELLO.fullmatch(line.text[:70]):
            yield line.span
    end = max(8, len(lines) - 6)
    for line, after in zip(lines[end:], lines[end + 1 :], strict=False):
        if _BYE.fullmatch(line.text[:90]) and after.words <= 4 and not after.stopped:
            yield line.span
            yield after.span


APPEALS: tuple[Rule, ...] = (
    Rule("greeting", "The greeting and the close of a letter to readers.", "page", find=_greetings),
    Rule(
        "mailing",
        "Why the reader gets a letter, how to leave, and where it comes from.",
        "line",
        any_case(
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
    ),
    Rule(
        "by-mail",
        "What a newsletter brings, on which day, at what price.",
        "line",
        any_case(
            r"(?=[^\n]{0,120}\bby e-?mail\b)(?=[^\n]{0,160}\bfree\b)[^\"“”]{5,180}"
            r"|[^\"“”]{0,100}[.,:] (?:straight |delivered )?(?:in|to|into) your inbox\b"
            r"[^\"“”]{0,80}"
            rf"|[A-Z][\w ’'&]{{2,40}}, every (?:{WEEKDAY}|weekday|day|morning|week)"
            r"|\[enter (?:your )?(?:e-?mail )?address\](?:\s{0,4}\[[^\[\]]{2,20}\])?"
        ),
        unless=SAID,
        literals=("mail", "inbox", "every ", "address"),
    ),
    Rule(
        "pull-quote", "A quotation set apart, which the story has, too.", "page", find=_pull_quotes
    ),
    Rule(
        "support",
        "A plea to pay for what one reads or hears.",
        "line",
        any_case(
            r"[>»\s]{0,4}(?:like|love|enjoy(?:ing|ed)?) [^?\"“”]{2,40}\? (?=[^\n]{0,120}\b(?:follow"
            r"|subscribe|buy me|support|sign up|donate|join)\b)[^\"“”]{3,200}"
            r"|[^.\"“”]{3,80}\b(?:made possible|funded|powered|supported) by (?:our |your )?"
            r"(?:members?|readers?|listeners?|viewers?|donations?)(?: like you)?\. (?:become"
            r"|join|donate|give|support|make)\b[^\"“”]{0,120}"
            r"|(?-i:Become) an? (?-i:[A-Z][\w’']{1,20})(?: [\w’']{2,20}){0,3} (?:sponsor|member"
            r"|subscriber|supporter|friend)(?: today)?[.!]?"
            rf"|[….\s]{{0,4}}we have a small favou?r to ask\b{ANYTHING}"
            r"|[^\"“”]{0,80}\b(?:issue|newsletter|episode|edition|podcast|programme|program) is "
            r"(?:brought to you|sponsored|presented) by\b[^\"“”]{2,160}"
        ),
        unless=SAID,
        literals=(
            "?",
            "made possible by",
            "funded by",
            "powered by",
            "supported by",
            "become a",
            "to ask",
            "brought to you",
            "sponsored by",
            "presented by",
        ),
    ),
    Rule(
        "write-to-us",
        "Where to send letters, tips and reports.",
        "line",
        any_case(
            r"(?:tell us|let us know) what you think\b[^\"“”]{0,200}"
            rf"|send (?:us|in) your [^.?!\"“”]{{3,60}}?(?::| to| at) {_MAIL}[.]?"
            r"|(?:have|got|do you have) (?:a|any) (?:news )?(?:tips?|story|stories|news)"
            r"(?: for us)?\? [^\"“”]{3,160}"
            rf"|[^.?!@\"“”]{{0,60}}{_MAIL}[\s|,•]{{0,4}}(?:\+?[\d ()-]{{7,20}})?"
        ),
        unless=SAID,
        literals=("what you think", "@", "tip", "stor", "news"),
    ),
    Rule(
        "whitepaper",
        "A report or guide to download.",
        "line",
        re.compile(
            r"FREE (?:DOWNLOAD|WEBINAR|REPORT|GUIDE|E-?BOOK|WHITE ?PAPER)"
            r"|[^\"“”]{5,120}[.?!:] (?:Get|Download|Request) (?:the|your|our) (?:free )?"
            r"(?:report|guide|e-?book|white ?paper)[.!]?"
            rf"|[^\"“”]{{5,120}} {_FILE}[.]?"
        ),
        unless=SAID,
        literals=("free ", "download", "get the", "get your", "get our", "request ", "b)"),
    ),
    Rule(
        "labelled-ad",
        "An advertisement that says so in brackets.",
        "line",
        any_case(rf"\[(?:advert(?:isement)?|ad|sponsored|promotion|paid)\]{ANYTHING}"),
    ),
    Rule(
        "pointer",
        "A pointer to the next story, to an older one, or to more on this one.",
        "line",
        re.compile(
            r"(?:PREVIOUS|NEXT|(?:Previous|Next|Older|Newer) (?:post|article|story|entry))\s?:"
            r"[^\n]{0,160}(?<![.?!\"”])"
            r"|[>»\s]{0,4}(?:Look back|Go deeper|Dig deeper)\s?[:(→][^\n]{2,160}(?<![.?!\"”])"
            r"|(?:Also|More) (?:in|on|from) [A-Z][\w ]{2,20}: [A-Z0-9][^\n]{3,160}(?<![.?!\"”])"
            r"|[^\"“”]{0,160}[.?!:] (?:Click|Tap) here (?:for|to)\b[^.\"“”]{3,100}\.?"
            r"|(?:Quick [Gg]uide|Q&A|Timeline|Profile):? [^\n]{3,120} Show(?: Hide)?"
        ),
        unless=SAID,
    ),
)

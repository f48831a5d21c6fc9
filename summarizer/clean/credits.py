"""Rules for credits alone on a line: a picture's, an agency's, a reporter's, a transcript's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, NAME, SAID, any_case
from summarizer.clean.rule import Line, Page, Rule
from summarizer.types import Span

_CREDIT = re.compile(rf"{NAME} ?/ ?[A-Z][\w’']{{1,20}}(?: [A-Z][\w’']{{1,20}}){{0,4}}")
# Words that reports have and captions rarely do.
_REPORTS = re.compile(
    r"\b(?:was|were|had|has|have|did|will|would|could|said|says|told|that|which)\b|[\"“”]"
)
_AGENCY = re.compile(r"[A-Z][A-Za-z .,'’-]{2,40} \(([A-Z][\w ]{1,20})\)\s?[-–—]")


def _pictures(page: Page) -> Iterator[Span]:
    """'Ann Lee / Ely Radio' above the end of the story, and the scene in one sentence before it."""
    before: Line | None = None
    for line in page.lines[: len(page.lines) * 3 // 4]:
        if line.words <= 9 and not line.stopped and _CREDIT.fullmatch(line.text):
            if before is not None and _is_scene(before):
                yield before.span
            yield line.span
        before = line


def _is_scene(line: Line) -> bool:
    one = line.text.rstrip(".").count(". ") == 0
    return one and line.stopped and 5 <= line.words <= 40 and not _REPORTS.search(line.text)


def _agencies(page: Page) -> Iterator[Span]:
    """The agency of the dateline, again, in capitals on a line of its own."""
    named = {m.group(1).upper() for x in page.lines[:12] if (m := _AGENCY.match(x.text[:80]))}
    for line in page.lines:
        if line.words <= 3 and line.text in named:
            yield line.span


CREDITS: tuple[Rule, ...] = (
    Rule(
        "credit-line",
        "Who took a picture and for whom, with the caption above it.",
        "page",
        find=_pictures,
    ),
    Rule(
        "caption-tail",
        "A caption with the number before it or the words of a picture's frame after it.",
        "line",
        re.compile(
            rf"\[\d{{1,2}}/\d{{1,2}}\] ?[A-Z]{ANYTHING}"
            r"|[^\n]{5,500} (?:Acquire Licensing Rights\b.?|(?:hide|toggle) caption)"
        ),
        literals=("/", "acquire licensing", " caption"),
    ),
    Rule(
        "reprint",
        "Who may print it again.",
        "line",
        any_case(
            r"copyright (?-i:[A-Z])[^.\"“”]{2,60}\. [^\"“”]{0,120}\b(?:reprint|republish|reproduce"
            r"|redistribute)\b[^\"“”]{0,120}"
            r"|(?=[^\n]{0,120}\b(?:articles?|content|material|reprint\w*|reproduction)\b)"
            r"[^\"“”]{0,160}\b(?:only with|without)(?: (?:the|our|prior|express)){0,2} written"
            r" (?:consent|permission)\.?"
            r"|[^.?!\"“”]{2,40} \d{4}\. terms of (?:use|service): \S{4,80}"
        ),
        unless=SAID,
        literals=("copyright ", "written consent", "written permission", "terms of "),
    ),
    Rule("agency-line", "The agency that the dateline has named, again.", "page", find=_agencies),
    Rule(
        "agency-credit",
        "'With' an agency in capitals, and its editors' initials.",
        "line",
        re.compile(
            r"[Ww]ith [A-Z]{2,12}(?: [A-Z]{2,12}){0,2}\.?|\([A-Z]{2,12}(?:/[A-Za-z]{2,4}){1,3}\)"
        ),
    ),
    Rule(
        "wrote-this",
        "Who wrote or translated it.",
        "line",
        re.compile(
            r"[A-Z][^?!\"“”]{3,100} (?:wrote|filed|reported) this (?:story|report|article)"
            r"(?: (?:from|in|for) [A-Z][\w ]{2,40})?\."
            r"|(?i:this (?:article|story|text|piece|interview) (?:was|has been) translated\b)"
            r"[^\"“”]{0,120}"
        ),
        literals=(" this ", "translated"),
    ),
    Rule(
        "transcript-note",
        "When a programme was heard, its buttons, and how exact its transcript is.",
        "line",
        re.compile(
            r"Heard on (?:[A-Z]\w{1,14}|[a-z]{2,3})(?: [\w&]{1,14}){0,6}"
            r"|[-•*]\s(?:Download|Embed|Transcript|Playlist)"
            r"|(?i:listen)[\s•·|:–-]{1,4}\d{1,2}:\d\d"
            rf"|[A-Z][\w ]{{1,30}} transcripts are (?:created|produced) on a rush\b{ANYTHING}"
        ),
        unless=SAID,
    ),
    Rule(
        "update-note",
        "What a change of the page was, after its date.",
        "line",
        any_case(
            r"(?=[^:]{0,24}\d)updated?,? [^:\"“”]{3,20}(?::\d\d)?[^:\"“”]{0,12}: (?:added|adds"
            rf"|corrected|corrects|clarified|clarifies|removed|removes|revised|includes|updates)\b{ANYTHING}"
            r"|this (?:page|story|article|post) (?:will be|is being) updated\b[^\"“”]{0,160}"
            r"|(?:[A-Z][^.?!\"“”]{2,25}\. )?(?:some |all )?names(?: and \w{3,12})? have been"
            r" changed\b[^.\"“”]{0,60}\."
        ),
        unless=SAID,
    ),
)

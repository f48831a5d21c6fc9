"""Rules for credits alone on a line: a picture's, an agency's, a reporter's, a transcript's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.page import Line, Page, Rule
from summarizer.clean.words import ANYTHING, NAME, SAID, rx, rxi
from summarizer.types import Span

_CREDIT = re.compile(rf"{NAME} ?/ ?[A-Z][\w’']{{1,20}}(?: [A-Z][\w’']{{1,20}}){{0,4}}")
# Words that reports have and captions rarely do.
_REPORTS = re.compile(
    r"\b(?:was|were|had|has|have|did|will|would|could|said|says|told|that|which)\b|[\"“”]"
)
_AGENCY = re.compile(r"[A-Z][A-Za-z .,'’-]{2,40} \(([A-Z][\w ]{1,20})\)\s?[-–—]")


def _pictures(given: Page) -> Iterator[Span]:
    """'Ann Lee / Ely Radio' above the end of the story, and the scene in one sentence before it."""
    before: Line | None = None
    for line in given.lines[: len(given.lines) * 3 // 4]:
        if line.words <= 9 and not line.stopped and _CREDIT.fullmatch(line.text):
            if before is not None and _is_scene(before):
                yield before.span
            yield line.span
        before = line


def _is_scene(line: Line) -> bool:
    one = line.text.rstrip(".").count(". ") == 0
    return one and line.stopped and 5 <= line.words <= 40 and not _REPORTS.search(line.text)


def _agencies(given: Page) -> Iterator[Span]:
    """The agency of the dateline, again, in capitals on a line of its own."""
    named = {m.group(1).upper() for x in given.lines[:12] if (m := _AGENCY.match(x.text[:80]))}
    for line in given.lines:
        if line.words <= 3 and line.text in named:
            yield line.span


CREDITS: tuple[Rule, ...] = (
    Rule(
        "credit-line",
        "Who took a picture and for whom, with the caption above it.",
        "page",
        find=_pictures,
        removed=("⟦Boys get off a bus in Ely on Monday.⟧\n⟦Ann Lee / Ely Radio⟧\nIt rose.",),
        kept=(
            "The river has risen.\nAnn Lee\nIt rose.\nIt fell.",
            "It rose.\nIt fell.\nAnn Lee / Ely Radio",
        ),
    ),
    Rule(
        "caption-tail",
        "A caption with the number before it or the words of a picture's frame after it.",
        "line",
        rx(
            rf"\[\d{{1,2}}/\d{{1,2}}\] ?[A-Z]{ANYTHING}"
            r"|[^\n]{5,500} (?:Acquire Licensing Rights\b.?|(?:hide|toggle) caption)"
        ),
        needs=("/", "acquire licensing", " caption"),
        removed=(
            "⟦[1/3] Ann Lee waves in Ely. Fen/Bo Ray Acquire Licensing Rights⟧",
            "⟦Trucks climb to the lock on Sunday. Ann Lee/Ely Radio hide caption⟧",
        ),
        kept=("[1/3] of them left.", "The caption said so."),
    ),
    Rule(
        "reprint",
        "Who may print it again.",
        "line",
        rxi(
            r"copyright (?-i:[A-Z])[^.\"“”]{2,60}\. [^\"“”]{0,120}\b(?:reprint|republish|reproduce"
            r"|redistribute)\b[^\"“”]{0,120}"
            r"|(?=[^\n]{0,120}\b(?:articles?|content|material|reprint\w*|reproduction)\b)"
            r"[^\"“”]{0,160}\b(?:only with|without)(?: (?:the|our|prior|express)){0,2} written"
            r" (?:consent|permission)\.?"
            r"|[^.?!\"“”]{2,40} \d{4}\. terms of (?:use|service): \S{4,80}"
        ),
        unless=SAID,
        needs=("copyright ", "written consent", "written permission", "terms of "),
        removed=(
            "⟦Copyright Fen Wire. Members may reprint in full or in part.⟧",
            "⟦The Fen, founded 1902. Use of articles only with written consent.⟧",
            "⟦Fen Wire 2026. Terms of use: fen.example/terms⟧",
        ),
        kept=("They searched the house without written consent.", "Copyright Office staff left."),
    ),
    Rule(
        "agency-line",
        "The agency that the dateline has named, again.",
        "page",
        find=_agencies,
        removed=("ELY (Fennet) – The river rose.\nIt fell.\n⟦FENNET⟧",),
        kept=("ELY – The river rose.\nFENNET",),
    ),
    Rule(
        "agency-credit",
        "'With' an agency in capitals, and its editors' initials.",
        "line",
        rx(r"[Ww]ith [A-Z]{2,12}(?: [A-Z]{2,12}){0,2}\.?|\([A-Z]{2,12}(?:/[A-Za-z]{2,4}){1,3}\)"),
        removed=("⟦With FEN NEWS⟧", "⟦(FENNET/al/br)⟧"),
        kept=("With NATO forces", "(and/or)"),
    ),
    Rule(
        "wrote-this",
        "Who wrote or translated it.",
        "line",
        rx(
            r"[A-Z][^?!\"“”]{3,100} (?:wrote|filed|reported) this (?:story|report|article)"
            r"(?: (?:from|in|for) [A-Z][\w ]{2,40})?\."
            r"|(?i:this (?:article|story|text|piece|interview) (?:was|has been) translated\b)"
            r"[^\"“”]{0,120}"
        ),
        needs=(" this ", "translated"),
        removed=(
            "⟦Fen Wire reporter Ann Lee wrote this story.⟧",
            "⟦This article was translated from Frisian by Bo Ray.⟧",
        ),
        kept=("Ann Lee wrote this story when she was nine.", "This text has been lost."),
    ),
    Rule(
        "transcript-note",
        "When a programme was heard, its buttons, and how exact its transcript is.",
        "line",
        rx(
            r"Heard on (?:[A-Z]\w{1,14}|[a-z]{2,3})(?: [\w&]{1,14}){0,6}"
            r"|[-•*]\s(?:Download|Embed|Transcript|Playlist)"
            r"|(?i:listen)[\s•·|:–-]{1,4}\d{1,2}:\d\d"
            rf"|[A-Z][\w ]{{1,30}} transcripts are (?:created|produced) on a rush\b{ANYTHING}"
        ),
        unless=SAID,
        removed=(
            "⟦Heard on World in Review⟧",
            "⟦- Download⟧",
            "⟦LISTEN • 3:21⟧",
            "⟦Fen Radio transcripts are created on a rush deadline. Accuracy may vary.⟧",
        ),
        kept=("Heard on the street: it rose.", "- Download speeds fell", "Listen 3 times."),
    ),
    Rule(
        "update-note",
        "What a change of the page was, after its date.",
        "line",
        rxi(
            r"(?=[^:]{0,24}\d)updated?,? [^:\"“”]{3,20}(?::\d\d)?[^:\"“”]{0,12}: (?:added|adds"
            rf"|corrected|corrects|clarified|clarifies|removed|removes|revised|includes|updates)\b{ANYTHING}"
            r"|this (?:page|story|article|post) (?:will be|is being) updated\b[^\"“”]{0,160}"
            r"|(?:[A-Z][^.?!\"“”]{2,25}\. )?(?:some |all )?names(?: and \w{3,12})? have been"
            r" changed\b[^.\"“”]{0,60}\."
        ),
        unless=SAID,
        removed=(
            "⟦Update, May 8, 14:30 UTC: Added the town's new wording.⟧",
            "⟦This page will be updated. If you know better, tell us: ann@fen.example⟧",
            "⟦A keeper writes. Names and locks have been changed.⟧",
        ),
        kept=("Update on flights: Added ones left.", "Names of streets were changed."),
    ),
)

"""Rules for the small appeals of a page: support us, write to us, see also this."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.clean.page import Line, Page, Rule
from summarizer.clean.words import ANYTHING, SAID, rx, rxi
from summarizer.types import Span

_MAIL = r"[\w.+-]{2,40}@[\w-]{2,40}(?:\.[a-z]{2,12}){1,2}"
_MAX_QUOTES = 50
_FILE = r"\((?:PDF|DOCX?|XLSX?|CSV|Word|Excel)\b,? ?\d[\d.,]{0,5} ?[kKMG]B\)"


def _pull_quotes(given: Page) -> Iterator[Span]:
    """A quotation alone on a line that stands within another line, too."""
    alone = [line for line in given.lines if _is_quotation(line)][:_MAX_QUOTES]
    if alone:
        spans = {line.span for line in alone}
        story = _folded("\n".join(x.text for x in given.lines if x.span not in spans))
        yield from (x.span for x in alone if _folded(x.text.strip('"“”.,')) in story)


def _is_quotation(line: Line) -> bool:
    quoted = line.text[:1] in '"“' and line.text[-1:] in '"”'
    return quoted and len(line.text) < 300 and line.words >= 4


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


APPEALS: tuple[Rule, ...] = (
    Rule(
        "pull-quote",
        "A quotation set apart, which the story has, too.",
        "page",
        find=_pull_quotes,
        removed=("“It rose like bread all night,” the keeper said.\n⟦“It rose like bread”⟧",),
        kept=(
            "“It rose like bread,” the keeper said.\n“It fell like a stone.”",
            "“It rose like bread.”\n“It rose like bread.”",
        ),
    ),
    Rule(
        "support",
        "A plea to pay for what one reads or hears.",
        "line",
        rxi(
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
        needs=(
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
        removed=(
            "⟦>> Like this blog? It runs on coffee. Buy me one! <<⟧",
            "⟦Ely's journalism is made possible by members. Become one today.⟧",
            "⟦Become an Ely Radio sponsor⟧",
            "⟦… we have a small favour to ask. Support us from as little as one crown.⟧",
            "⟦This issue is brought to you by Ely Salt. Smile!⟧",
        ),
        kept=(
            "The clinic is made possible by members. It opens on Monday.",
            "Become a sponsor of a child, the queen urged.",
            "Love thy neighbour? The bishop would not support it, he said.",
        ),
    ),
    Rule(
        "write-to-us",
        "Where to send letters, tips and reports.",
        "line",
        rxi(
            r"(?:tell us|let us know) what you think\b[^\"“”]{0,200}"
            rf"|send (?:us|in) your [^.?!\"“”]{{3,60}}?(?::| to| at) {_MAIL}[.]?"
            r"|(?:have|got|do you have) (?:a|any) (?:news )?(?:tips?|story|stories|news)"
            r"(?: for us)?\? [^\"“”]{3,160}"
            rf"|[^.?!@\"“”]{{0,60}}{_MAIL}[\s|,•]{{0,4}}(?:\+?[\d ()-]{{7,20}})?"
        ),
        unless=SAID,
        needs=("what you think", "@", "tip", "stor", "news"),
        removed=(
            "⟦Tell us what you think! Write to letters@fen.example. Letters must be signed.⟧",
            "⟦Send us your reception reports: radio@fen.example⟧",
            "⟦Got a tip? Reach Ann at ann.77.⟧",
            "⟦newsdesk@fen.example   +00 555 0190⟧",
        ),
        kept=(
            "Have a story? Everybody has one, he said.",
            "He wrote to ann@fen.example. She read it.",
        ),
    ),
    Rule(
        "whitepaper",
        "A report or guide to download.",
        "line",
        rx(
            r"FREE (?:DOWNLOAD|WEBINAR|REPORT|GUIDE|E-?BOOK|WHITE ?PAPER)"
            r"|[^\"“”]{5,120}[.?!:] (?:Get|Download|Request) (?:the|your|our) (?:free )?"
            r"(?:report|guide|e-?book|white ?paper)[.!]?"
            rf"|[^\"“”]{{5,120}} {_FILE}[.]?"
        ),
        unless=SAID,
        needs=("free ", "download", "get the", "get your", "get our", "request ", "b)"),
        removed=(
            "⟦FREE DOWNLOAD⟧",
            "⟦The state of the lock: ten trends. Get the report⟧",
            "⟦Members can download the survey (PDF, 4.1 MB).⟧",
        ),
        kept=("Free downloads rose.", "He must get the report.", "The file (4.1 MB) was lost."),
    ),
    Rule(
        "labelled-ad",
        "An advertisement that says so in brackets.",
        "line",
        rxi(rf"\[(?:advert(?:isement)?|ad|sponsored|promotion|paid)\]{ANYTHING}"),
        removed=("⟦[ADVERT] Lee Bolts. Hold everything.⟧",),
        kept=("The [advert] was banned.",),
    ),
    Rule(
        "pointer",
        "A pointer to the next story, to an older one, or to more on this one.",
        "line",
        rx(
            r"(?:PREVIOUS|NEXT|(?:Previous|Next|Older|Newer) (?:post|article|story|entry))\s?:"
            r"[^\n]{0,160}(?<![.?!\"”])"
            r"|[>»\s]{0,4}(?:Look back|Go deeper|Dig deeper)\s?[:(→][^\n]{2,160}(?<![.?!\"”])"
            r"|(?:Also|More) (?:in|on|from) [A-Z][\w ]{2,20}: [A-Z0-9][^\n]{3,160}(?<![.?!\"”])"
            r"|[^\"“”]{0,160}[.?!:] (?:Click|Tap) here (?:for|to)\b[^.\"“”]{3,100}\.?"
            r"|(?:Quick [Gg]uide|Q&A|Timeline|Profile):? [^\n]{3,120} Show(?: Hide)?"
        ),
        unless=SAID,
        removed=(
            "⟦PREVIOUS: The lock, again⟧",
            "⟦Newer post: —⟧",
            "⟦Go deeper (Fen Post)⟧",
            "⟦Also in Travel: Nine cool places⟧",
            "⟦Flood guide: What happens next? Tap here for our explainer.⟧",
            "⟦Quick Guide: How do I sign up for news alerts? Show⟧",
        ),
        kept=(
            "NEXT: the court will hear her on Monday.",
            "Go deeper into the fen.",
            "More in Ely: “It rose.”",
        ),
    ),
)

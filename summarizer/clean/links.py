"""Rules for links to other stories, tweets' tails and tickers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, FULL_DATE, SAID, any_case
from summarizer.clean.rule import Line, Page, Rule
from summarizer.types import Span

_GLUE = re.compile(r"[a-z.)](?=[A-Z“‘\"'’(])")
_LAST_WORD = re.compile(r"[A-Z][\w'’-]{1,25}$")
_MORE = re.compile(r"\sMORE\b")
_MAX_GLUED = 520


def _glued(page: Page) -> Iterator[Span]:
    """'Sen. Ann Lee Ann May LeeLee wins … MORE (D)': from the second name to MORE."""
    for line in page.lines:
        low = 0
        for more in _MORE.finditer(line.text) if "MORE" in line.text else ():
            begin = max(low, more.start() - _MAX_GLUED)
            cut = _glue_start(line.text[begin : more.start()])
            low = more.end()
            if cut is not None:
                yield (line.start + begin + cut, line.start + more.end())


def _glue_start(window: str) -> int | None:
    """Where the glued part begins: after the earlier mention of the name, or at the glue."""
    first: int | None = None
    for glue in _GLUE.finditer(window):
        name = _LAST_WORD.search(window[max(0, glue.end() - 27) : glue.end()])
        if name is None:
            continue
        start = glue.end() - len(name.group())
        before = window.rfind(name.group() + " ", max(0, start - 90), start)
        if before >= 0:
            return before + len(name.group()) + 1
        if first is None and len(window) - glue.end() > 12:
            first = glue.end()
    return first


_HEADING = re.compile(
    r"(?:related(?: (?:stories|articles|links?|content|coverage|news|topics|reading))?"
    r"|also (?:check|read|see)|(?:check|read|see) also|also (?:on|in|from) [\w. ]{2,30}(?=:)|"
    r"most (?:read|popular|viewed)(?: (?:in|on) [\w ]{2,20})?"
    r"|(?:related )?topics|follow the topics in this (?:article|story)"
    r"|(?-i:MORE ON [A-Z ]{3,20}|Around the [A-Z]{2,6})|today[’']s top stories"
    r"|more (?:on this(?: story)?|stories|news|from [\w ]{2,30})"
    r"|recommended(?: for you| stories)?|trending(?: now)?|"
    r"you (?:may|might) (?:also )?(?:like|be interested in)|read more|top stories"
    r"|editor[’']?s picks?|more top stories|don[’']?t miss|"
    r"what others are reading|popular(?: now)?|latest (?:news|stories)|in other news"
    r"|media playback[^.]{0,60})\s?:?",
    re.IGNORECASE,
)
MAX_TEASERS = 10
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")


def _teasers(page: Page) -> Iterator[Span]:
    """A heading such as 'Check Also' and the headlines and cut-off teasers under it."""
    left = 0  # how many more lines may belong to the last heading
    for line in page.lines:
        if len(line.text) <= 60 and _HEADING.fullmatch(line.text):
            left = MAX_TEASERS
            yield line.span
            continue
        cut_off = _CUT_OFF.search(line.text[-6:]) is not None
        listed = not line.stopped or line.text.endswith("?")
        if left and (cut_off or (listed and line.words <= 18)):
            yield line.span
            left = 0 if cut_off else left - 1
        else:
            left = 0


def _shouted(page: Page) -> Iterator[Span]:
    """Headlines in capitals between paragraphs, unless the page is written in capitals."""
    found = [line for line in page.lines[1:] if _is_shouted(line)]
    if len(found) * 4 <= len(page.lines):
        yield from (line.span for line in found)


def _is_shouted(line: Line) -> bool:
    text = line.text
    return (
        6 <= line.words <= 30
        and len(text) < 250
        and text.isupper()
        and 2 * sum(map(str.isupper, text)) > len(text)
        and not text.endswith((".", "!", '"', "”"))
        and text[0] not in "\"“‘'*•-"
    )


_HANDLE = r"\(?@\w{1,20}\)?"
LINKS: tuple[Rule, ...] = (
    Rule("glued-headlines", "Headlines glued to a name, closed by MORE.", "page", find=_glued),
    Rule(
        "teasers",
        "A heading over links to other stories, with the headlines under it.",
        "page",
        find=_teasers,
    ),
    Rule(
        "shouted-link",
        "Another story's headline, in capitals between paragraphs.",
        "page",
        find=_shouted,
    ),
    Rule(
        "full-story",
        "Where the full story stands.",
        "line",
        any_case(
            r"(?:read |see |for )?(?:the )?(?:full|original|entire|whole|complete) (?:story"
            rf"|article|report|post|text)(?: here| at| on| in|:| @)\s?{ANYTHING}"
            rf"|(?:source|via|originally published at|h/t)\s?:\s?(?:https?://|www\.)\S{{1,300}}"
            r"|read (?:the |it |more |our )?(?:\w+ ){0,4}(?:here|at \S{3,80})[.:]?"
        ),
    ),
    Rule(
        "document-link",
        "A link to a document, after the last sentence of a line.",
        "part",
        re.compile(
            r"(?<=[.?!”\"] )(?:Read|See|View) (?:the|his|her|their|its) (?:\w+ ){1,4}(?:here"
            r"|below)\.?$"
        ),
        literals=(" here", " below"),
    ),
    Rule(
        "teaser",
        "An unrelated teaser with a call to visit.",
        "part",
        re.compile(
            r"(?:BREAKING NEWS|BREAKING|JUST IN)\s?:\s[^\n]{5,500}?(?:For more,? visit"
            r"|Read more(?: at)?:?|More at)(?: \S{3,200})?"
        ),
        literals=("breaking", "just in"),
    ),
    Rule(
        "related-line",
        "A link to another story.",
        "line",
        re.compile(
            rf"[(\[•*\s]{{0,3}}(?:RELATED|READ MORE|READ ALSO|ALSO READ|SEE ALSO|SEE MORE|PHOTO"
            rf"|MUST READ|READ|MORE|DON[’']T MISS|READ NEXT"
            rf"|MORE FROM [A-Z ’']{{2,40}}|FULL COVERAGE|WATCH(?: NOW"
            r"| LIVE| BELOW)?|VIDEO|PHOTOS|GALLERY|POLL|OPINION"
            rf"|PODCAST)(?: [A-Z]{{2,12}}){{0,3}}\s?[:|>–—]{ANYTHING}"
            rf"|[(\[•*\s]{{0,3}}(?:Related|Read [Mm]ore|Read [Aa]lso|Also [Rr]ead|Also [Cc]heck"
            r"|See [Aa]lso|See|Also [Ss]ee|Must [Rr]ead|Read [Nn]ext|More [Cc]overage"
            rf"|More from [\w ’']{{2,40}}|Full [Cc]overage|Watch(?: [Nn]ow| [Ll]ive)?|Video"
            r"|More)(?: (?:stor(?:y|ies)|articles?|links?|coverage|content|news))?\s?[:"
            rf"|>–—]\s?[A-Z“‘\"'0-9][^\n]{{3,250}}"
            r"|Related (?=[A-Z])[^.\n]{10,160}[^.\n]"
            r"|[A-Z‘“'\"][^\n]{10,220} Read more|(?:Read more|Continue reading"
            r"|Learn more)(?: about [^.]{3,100}| (?:on|at|in) [^.]{3,60}| »| >| →|\.{3}|…)?\.?"
            r"|\[(?!n:)[A-Z][^\]\[]{15,200}\]|(?:Click|Tap) here\b[^.]{3,160}\.?"
            r"|\((?:Click|Tap|For|See)\b[^()\"“”]{0,120}\b(?:here\b|https?://)[^()\"“”]{0,200}\)"
            r"|(?:Read|See|View|Watch|Download) [^.:\"“”]{3,60}: ?https?://\S{3,200}"
        ),
    ),
    Rule(
        "glued-link",
        "A label and another story's headline, glued together by a colon.",
        "line",
        re.compile(
            r"[A-Z‘'“\"0-9][^:.?!\n]{3,70}:(?=[A-Z‘'“][a-z’']|U\.S\.|GOP )[^\n]{15,160}"
            r"(?<![.!:\"”;,])"
        ),
        unless=SAID,
    ),
    Rule(
        "related-part",
        "A link to another story in brackets inside a line.",
        "part",
        re.compile(
            r"[(\[](?:RELATED|Related|READ MORE|Read more|READ|MORE|SEE ALSO|See also|ALSO READ"
            r"|WATCH|Watch|PHOTOS|VIDEO)(?: [A-Z]{2,12})?\s?:\s[^()\[\]]{5,260}[)\]]"
        ),
        literals=("(", "["),
    ),
    Rule(
        "tweet-tail",
        "The links, name, handle and date after a tweet's words.",
        "part",
        re.compile(
            rf"(?:(?:https?://t\.co/\w{{1,20}}|pic\.twitter\.com/\w{{1,20}})\s{{0,3}}"
            rf"){{0,3}}[—–-]{{1,2}}\s?[^@\n“”\"]{{1,70}}?{_HANDLE}\s{{0,3}}{FULL_DATE}"
            rf"|A post shared by [^@\n]{{1,70}}{_HANDLE} on {FULL_DATE}(?: at \d{{1,2}}:\d\d"
            r" ?[ap]m P[SD]T)?"
            r"|(?:https?://t\.co/|pic\.twitter\.com/)\w{1,20}"
        ),
        literals=("@", "t.co/", "pic.twitter"),
    ),
    Rule(
        "ticker",
        "A table of prices.",
        "line",
        re.compile(rf"Ticker (?:Security|Symbol) Last\b{ANYTHING}"),
    ),
)

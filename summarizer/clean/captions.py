"""Rules for captions and photo credits.

A caption is often a good sentence, so each rule asks for a sign that stories lack: a picture
agency as credit, the words of a picture frame, or a scene in the present tense with its full
date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.patterns import ANYTHING, FULL_DATE, PICTURE_AGENCY, SAID
from summarizer.clean.rule import MAX_JUNK_LINE, Line, Page, Rule
from summarizer.text.lexicon import SAYING
from summarizer.text.tokens import tokens
from summarizer.types import Span

_WIRE = r"(?:AP|AFP|Reuters|REUTERS|EPA|Getty Images?|Associated Press|The Associated Press)"
_CREDIT = (
    rf"(?:\((?:[^()]{{1,60}}[/,|] ?{_WIRE}(?: Photo| Images)?(?:[/,] ?[^()]{{0,60}})?|"
    rf"{_WIRE}(?: Photo| Images| via AP)(?:[/,] ?[^()]{{0,60}})?|{_WIRE}[/,] ?[^()]{{1,60}})\)"
    r"|\((?:Photo|Photos|Image|Images|Pics?|Picture|File [Pp]hoto|PHOTO|Courtesy|Screenshot"
    r"|Credit|Pool|Staff [Pp]hoto)\b[^()]{0,100}\)"
    rf"|\([^()]{{2,60}}(?:/|, | via | for )(?:{PICTURE_AGENCY}|Stock|Handout)(?:[^()]{{0,40}})?\)"
    r"|\([^()]{0,80}\b(?:[Vv]ia (?:AP|REUTERS|Reuters|Getty(?: Images)?)|[Ff]ile [Pp]hoto"
    r"|AP Photo|Photo by|[Pp]hoto)\b[^()]{0,60}\))"
)
_SOURCE = (
    r"(?:(?:Photo(?:graph|s|graphs|grapher)?|PHOTO|PICTURE|Pic|Picture|Image|Credit|Photo [Cc]redit"
    r"|Image [Cc]redit|Photo by|Photo courtesy of|Image source|Photos by|Illustration)\s?:|"
    r"(?:Photo|Photograph|Illustration) (?:by|courtesy of|via)(?= [A-Z@])) ?[^.?!\"“”]{2,90}"
)
_POSE = (
    r"(?:waves?|walks?|arrives?|listens?|looks?|gestures?|poses?|pauses?|smiles?|greets?|applauds?|"
    r"speaks?|shakes? hands|talks? (?:to|with|during|on)|"
    r"(?:is|are) (?:seen|pictured)|stands?|sits?|"
    r"reacts?|departs?|boards?|embraces?|watch(?:es)?)"
)
_ACT = (
    r"(?:attends?|leaves|meets?|answers?|holds?|delivers?|signs|testif(?:y|ies)|protests?|places|"
    r"participates?|address(?:es)?|points?|gathers?|rall(?:y|ies)|carr(?:y|ies)|march(?:es)?|takes?|"
    r"introduces?|presents?|responds?|lines? up|drives?)"
)
_POSED = re.compile(rf"\s{_POSE}\s")
_ACTED = re.compile(rf"\s(?:{_POSE}|{_ACT})\s")
_DATE = re.compile(FULL_DATE)
_YEAR = re.compile(r"\d{4}")
_NOT_SCENE = re.compile(
    rf"\b(?:{SAYING}|announced|according|will|would|could|tweeted|asked|that|was|were|had|began"
    r"|did)\b|[\"“”?!@]|://|pic\.twitter|this article"
)
# What may follow the date of a caption; a clause of its own may not.
_AFTER = re.compile(
    r"[\s,]{0,3}(?:(?:in|at|as|after|before|during|near|with|ahead|"
    r"following|while|on|to|for|from)\b|[A-Z|(.;]|$)"
)
_PLACE_END = re.compile(r"(?:,|\b[A-Z][\w.]{1,20},?)$")
_TWO_NAMES = re.compile(
    r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3}(?:,? (?:and|with"
    r"|&)) [A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,3}"
)


_CREDITED = re.compile(
    rf"[^\n]{{0,600}}{_CREDIT}[\s.]{{0,2}}(?:Buy [Pp]hoto|[A-Z ]{{0,30}}|Photos?|Close)?"
    rf"|(?:[^\n]{{0,500}}[.?!)”\"’\w]\s{{1,2}})?{_SOURCE}[\s.]{{0,2}}(?:Buy Photo)?"
    rf"|[^\n]{{5,600}}[.?!”\"] [^.?!\n]{{0,60}}?(?:REUTERS/ ?[^.?!\n]{{2,60}}"
    r"|Getty Images|via AP|/AP|\| AP(?: Photo)?)"
    rf"|[^\n]{{10,400}} \| [A-Z][^|\n]{{2,40}}(?:/|\| ?){PICTURE_AGENCY}\b[^.?!\n]{{0,160}}"
    rf"|[A-Z][\w.'’-]{{1,20}}(?: [A-Z][\w.'’-]{{1,20}}){{0,3}} ?(?:[/"
    rf"|] ?[A-Z][\w ]{{1,20}}?){{0,2}}(?:/|\|"
    rf"|via) ?{PICTURE_AGENCY}(?: (?:[A-Z][^\n]{{5,300}}))?\.?"
    rf"|[^\n]{{0,400}}[.”\"] (?:[A-Z][\w.'’-]{{1,20}} ){{1,3}}?(?:/|via) ?{PICTURE_AGENCY}"
    rf"|[^\n]{{10,400}}\.\.\. \((?:Associated Press|AP)\)|(?:Getty Images|AP Photo"
    rf"|Reuters|AP|AFP)(?:[/ ][A-Z][^.?!]{{0,60}})?"
    r"|[^\n]{5,400}(?:[.!?”\"]|\d{4}) \((?:[A-Z][\w.'’-]{1,20} ?"
    r"){2,4}[/,] ?[A-Z][\w .,'’-]{2,40}\)"
)
# Every alternative of `_CREDITED` has one of these; most lines have none.
_MAY_CREDIT = re.compile(r"[(/|:]|via|hoto|llustration|Getty Images|^(?:Reuters|AFP|AP)")
_CREDIT_START = re.compile(rf"{_CREDIT}|{_SOURCE}")
_SENTENCE_START = re.compile(r"[.?!][\"”]? (?=[A-Z“\"])")
_REPORTED = re.compile(rf"[\"“”]|{SAID.pattern}|\breported\b|\bwas\b|\bwere\b")


def _credited(page: Page) -> Iterator[Span]:
    """A line that ends or begins with a credit, or the end of a paragraph with a caption."""
    for line in page.lines:
        may = len(line.text) <= MAX_JUNK_LINE and _MAY_CREDIT.search(line.text)
        if may and _CREDITED.fullmatch(line.text):
            yield (line.start + _caption_start(line.text), line.end)


def _caption_start(text: str) -> int:
    """Where the caption of a credited line begins.

    Agencies' captions stand alone and may report; with another credit, only the last sentence
    is the caption when others of the line tell news.
    """
    credits = list(_CREDIT_START.finditer(text))
    if not credits or re.search(PICTURE_AGENCY, credits[-1].group()):
        return 0
    starts = [m.end() for m in _SENTENCE_START.finditer(text[: credits[-1].start()].rstrip())]
    if not starts or not _REPORTED.search(text[: starts[-1]]):
        return 0
    return starts[-1]


def _scenes(page: Page) -> Iterator[Span]:
    """'The president waves as he leaves …, Wednesday, July 26, 2017': no speech, full date."""
    for line in page.lines:
        dated = len(line.text) < 420 and _YEAR.search(line.text)
        if dated and not _NOT_SCENE.search(line.text) and _is_scene(line.text):
            yield line.span


def _is_scene(text: str) -> bool:
    """A pose before the date, or any act when the date follows a place or a comma."""
    date = _DATE.search(text)
    if date is None or not text[0].isupper() or not _YEAR.search(date.group()[-4:]):
        return False
    before = text[: date.start()].rstrip()
    if _AFTER.match(text, date.end()) is None:
        return False
    if before.endswith(" on"):
        return _POSED.search(before) is not None
    return _PLACE_END.search(before[-30:]) is not None and _ACTED.search(before) is not None


def _names(page: Page) -> Iterator[Span]:
    """Two names and nothing else, near the top, of people of whom the story then tells."""
    for line in page.lines[1:4]:
        if len(line.text) < 90 and _TWO_NAMES.fullmatch(line.text):
            wanted = {w for w in tokens(line.text) if w not in {"and", "with"}}
            story = " ".join(x.text for x in page.lines[:12] if x != line and x.stopped)
            if wanted <= set(tokens(story[:20_000])):
                yield line.span


def _repeats(page: Page) -> Iterator[Span]:
    """A line of four words or more that stood before; the first stays.

    A line without a stop must have stood within the last two lines: entries of a list may
    repeat under another heading.
    """
    last: dict[str, int] = {}
    for i, line in enumerate(page.lines):
        if line.words < 4 or _dialogue(line):
            continue
        before = last.get(line.text)
        if before is not None and (line.stopped or i - before <= 2):
            yield line.span
        last[line.text] = i


def _dialogue(line: Line) -> bool:
    return line.text.endswith("?") or line.text[:1] in "\"“‘'"


CAPTIONS: tuple[Rule, ...] = (
    Rule(
        "caption-frame",
        "The words of a picture's frame, and the caption and credit within it.",
        "line",
        re.compile(
            rf"(?i:(?:hide|show|view) captions?\b[^.]{{0,40}}{ANYTHING}"
            rf"|(?:enlarge this image\s?)?toggle caption\b{ANYTHING}"
            rf"|enlarge this image\b{ANYTHING})"
            rf"|Image (?:copyright|source|caption)\b{ANYTHING}|(?:Facebook Twitter Pinterest"
            rf"|Media caption|Photo caption|Image caption)\s{ANYTHING}"
            rf"|FILE(?: PHOTO| PICTURE| IMAGE)?(?:\s?[:–—-]|\s(?=In ))\s?{ANYTHING}"
            rf"|(?:In this (?:image|photo|photograph|file photo|frame)\b[^.]{{0,200}}\b(?:photo"
            r"|released|provided|taken|made|from video)\b|(?:This|In this) (?:undated"
            rf"|combination|combo) (?:photo|of|image|file)\b){ANYTHING}"
            rf"|Photographer: ?{ANYTHING}|1 of \d{{1,2}}\.? (?=[A-Z]\S{{1,20}} [A-Z]){ANYTHING}"
            rf"|(?:Photos?|Image|Slide|Gallery):? \d{{1,3}} (?:of|/) \d{{1,3}}{ANYTHING}"
            r"|[^\"“”]{3,400}\b(?:Click|Tap) to (?:enlarge|expand)\.?"
            r"|(?:From left[:,]|Pictured:|Clockwise from [a-z ]{3,20}[:,]|(?:Above|Left|Right"
            r"|Top|Below):) [A-Z][^?!\"“”]{3,250}"
        ),
    ),
    Rule(
        "caption-credit",
        "A short line that ends or begins with a photo credit.",
        "page",
        find=_credited,
    ),
    Rule(
        "agency-tag",
        "The agency in brackets after a paragraph: only the tag goes.",
        "part",
        re.compile(rf"(?<=[.?!”\"] )\((?:{_WIRE}|PTI|ANI|IANS|UPI|dpa|Xinhua)\)$"),
        literals=("(",),
    ),
    Rule(
        "caption-scene",
        "A scene in the present tense with a full date and no speech.",
        "page",
        find=_scenes,
    ),
    Rule(
        "caption-names",
        "Two names and nothing else near the top: what a picture shows.",
        "page",
        find=_names,
    ),
    Rule(
        "repeat",
        "A line that the article has had before, as captions and calls often are.",
        "page",
        find=_repeats,
    ),
)

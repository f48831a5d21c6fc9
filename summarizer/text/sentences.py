"""Sentence spans: nupunkt for full stops, and a small layer of rules for news text.

Lines first: a line is a unit of its own unless it is plainly broken in mid sentence
(`continues`).  Then nupunkt cuts each unit, `_MISSED` adds the boundaries it does not see, and
`_FALSE` takes back those that are none.  Both tables give an example for each rule; `|` is
the cut in question.  Behind a country's initials the rest of the text says what is a name: one
that it also has in lower case is none (`_after_country`).

Conventions: a quotation and its attribution are one sentence (`“Why?” he asked.`); inside a
quotation of several sentences each is cut and the closing mark goes with the last; a list
number stays with its item; a bare link or a tweet's credit after a full stop stands alone.

Cost: linear in the text's length, about 3 MB/s on new text, 7 s for the worst 1 MB known
(`Lt. Lt. …`).  nupunkt is quadratic within one word, so it sees words over 120 characters
masked.  Loading it costs some 50 ms, paid at the first call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.text.lexicon import MONTHS, SAYING
from summarizer.text.tokens import STOPWORDS, trimmed

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

_WINDOW = 60  # characters that a rule sees on each side of a cut
_LONG_WORD = re.compile(r"\S{121,}")
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_TO_SPACE = str.maketrans(dict.fromkeys(_BREAKS, " "))

_CLOSE = r"[\"'”’»)\]]"
_OFFICE = (
    "Secretary|President|Vice|Ambassador|Attorney|Senate|Senators?|Sen|Reps?|Representatives?"
    "|House|Congress|Congressman|Congresswoman|Supreme|District|Circuit|Court|Judge|Justice"
    "|Department|Treasury|State|Army|Navy|Air|Marines?|Marine|Coast|Special|Central|Federal"
    "|Capitol|Constitution|Census|Customs|Border|Immigration|Embassy|Food|Security|General"
    "|Geological|Postal|Forest|Fish|Environmental|Bureau|Agency|Steel|Open|Olympic"
)
_SAID = (  # those that may follow a question
    f"{SAYING}|asked|asks|added|adds|writes|tells|replied|shouted|yelled|tweeted|continued"
    "|wondered|recalled|joked|exclaimed|demanded|declared|explained|concluded|cried"
)
_STARTER = (
    "The|He|She|It|They|We|But|And|This|That|These|Those|There|His|Her|Their|Its|If|When|While"
    "|After|Before|However|Meanwhile|Nobody|Some|Many|Most|What|Why|How"
)
_FUNCTION = "|".join(sorted(word.capitalize() for word in STOPWORDS))
_ABBREVIATION = (  # four letters each, as the look-behind needs
    "alif|Mass|Minn|Conn|Ariz|Colo|Wash|Tenn|Okla|Mich|Mont|Miss|Wisc|Penn|[Cc]orp|Sept|[Pp]rof"
    "|Capt|Cmdr|Brig|[Ss]upt|[Dd]ept|Univ|Assn|ssoc|Bros|Intl|Natl|ssrs|prox|spec|sist"
    "|Pres|Insp|Inst|Dist|Hosp|Atty|Blvd|Gens|Cols|Sens|Reps|Govs"
)
# Those of three letters; the other words of three that nupunkt takes for some are words: car, bus.
_SHORT = "etc|est|vol|inc|ave|ext|tel|fig|aka|seq|viz|pct|lbs|cal|max|min|ins|sec|chs|pts|yrs|hrs"
_DAY = (  # months as they are written before a day of the month, mostly abbreviated
    "(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
    f"|{'|'.join(month[:3] for month in MONTHS)}|March|June|July|Sept"
    "|[ECMP][SD]?T|GMT|UTC|BST|CES?T|Eastern|Central|Pacific|Mountain|Local"
)


def _behind(*endings: str) -> str:
    """A look-behind for a stop after one of the words, each of a fixed length."""
    return "(?:" + "|".join(rf"(?<=\b{ending}\.)" for ending in endings) + ")"


# What nupunkt does not cut.  The cut is at the end of the match.  Each pattern starts with the
# stop and looks behind from there: `re` finds a set of characters fast, and anything else slowly.
_MISSED = tuple(
    re.compile(pattern)
    for pattern in (
        # No space after the stop: He quit the race.|Delaney did not.  Want more news?|Click here
        r"[.?!](?<=[^\W\d_]{2}.)(?<!\b[A-Z][a-z].)(?<!\b(?:Sen|Rep|Gov|Gen|Col|Mrs|Rev).)"
        r"(?<!\b(?:Sens|Reps|Govs).)"
        r"[.?!]{0,2}[”’)]?(?=[“‘]?[A-Z](?:[a-z’']|\s)|\([A-Z]+\s[A-Z])(?!(?:Com|Org|Net)\b)",
        # No space after a time or a year: at 3 p.m.|Former aides came.  opened in 2019.|The mill
        r"\.(?:(?<=\b[ap]\.m.)|(?<=\b\d{4}.))(?=[“‘]?[A-Z][a-z]+[\s,’'])",
        # A link: We never knew.”|https://…  They voted. |pic.twitter.com/…
        rf"[.?!…](?<=[\w”\"’)…].)[.?!…]{{0,2}}{_CLOSE}{{0,2}}\s?(?=https?://|pic\.twitter)",
        # A stop after a plain word: last week. |“We are done,” …  end of the month. |Critics were …
        # They met in Orle Park. |Police came by bus. |Officials …
        rf"[.?!](?:(?<=[A-Za-z][a-z]{{3}}.)(?<!(?:{_ABBREVIATION}).)"
        rf"|(?<=\s[a-z]{{3}}.)(?<!(?:{_SHORT}).))"
        r"(?:[”’)]?\s{1,3}(?=[“‘][A-Z])|(?<=\.)\s{1,3}(?=[A-Z]))",
        # Brackets: (Two members were ill.) |A recount follows.
        r"\([A-Z][^()]{15,300}(?<=[a-z]{2})[.?!]\)\s{1,3}(?=[“\"]?[A-Z])",
        # A word that opens sentences: Tampa, Fla. |Her ruling …  They chose Plan B. |It failed.
        rf"\.(?<=[^\W\d_].)\s{{1,3}}(?=(?:{_STARTER})\s)",
        # A place or a company that ends the sentence, within which a comma follows the state: It
        # began in Salem, Ore. |Police made …
        r"\.\s{1,3}(?=[A-Z][a-z]+\s[a-z])(?:(?<=&\sCo\.\s)|"
        + "|".join(
            rf"(?<=,\s{state}\.\s)"
            for state in (
                r"(?:D\.C|N\.[YJMHCD]|S\.[CD]|R\.I|B\.C)",
                "(?:Va|Md|Pa|Ga|La|Ky|Vt)",
                "(?:Fla|Ill|Ala|Ark|Ind|Kan|Neb|Nev|Ore|Del|Tex|Wis)",
                "(?:Mass|Conn|Minn|Ariz|Colo|Wash|Tenn|Okla|Mich|Mont|Miss)",
                "Calif",
            )
        )
        + ")",
        # A time zone: It starts at 9 a.m. ET. |Bring a mask.
        r"\.(?=\s{1,3}[“\"]?[A-Z][a-z])"
        + _behind("[ECMP]T", "(?:[ECMP][SD]T|GMT|UTC)")
        + r"\s{1,3}",
        # Stops of other scripts: 会议结束了。|没有人受伤。
        r"[。！？।॥؟۔](?:(?<=[。！？])[。！？]*[”’」』）]*"
        r"|(?<=[।॥؟۔])(?<![।॥؟۔]{2})[।॥؟۔]*[”’»)]*(?=\s))",
    )
)

# A straight quotation mark without a space closes when an odd number came before it.
#   "We are done."|The crowd left.      He left.|"We are done," she said.
_STRAIGHT = re.compile(r"[.?!](?<=[a-z]{2}.)(\")(?=[A-Z])")

# What nupunkt cuts and should not: how the text before ends, how the text after starts.
_FALSE = tuple(
    (re.compile(f"(?:{before})$"), re.compile(after))
    for before, after in (
        # A question with its speaker: “Who pays?” |Ana Mendez asked.
        (rf"[?!…]{_CLOSE}+", rf"(?:[A-Z][\w.’'-]*\s){{0,3}}(?:{_SAID})\b"),
        # Lower case after a mark: Yahoo! |said it would …  Will it? |maybe  « So be it. » |said Ana
        (rf"[?!]{_CLOSE}*|\.\s?{_CLOSE}+", r"(?!https?:|pic\.|www\.)[a-z](?![A-Z])"),
        # A name with a mark: shares of Yum! |Brands rose.  Not in speech: “Stop, Pell! |Police!”
        (
            r"(?:^|[.?!]\s|[a-z),]\s)(?:[A-Z]\w*\s)?[A-Z]\w*!(?<![A-Z]{2}!)",
            rf"(?!(?:{_FUNCTION})\s)[A-Z][a-z]+\s(?!(?:you|me|us|him|her|it|them)\b)(?![^.?!]*!)",
        ),
        # A numbered part: Three parts: 1. |Cut the fares. 2. Add night buses.
        (r"[:;]\s\(?\d{1,2}[.)]", r"[A-Za-z]"),
        # A bracket and its abbreviation: The single (feat. |L. Doug)  Night Bus feat. |Ana Mendez
        (r"[(\[][a-z]{1,6}\.", r"[A-Z\d]"),
        (r"[A-Z][\w’'-]*[”\"’)]*,?\s\(?(?:feat|ft)\.", r"[A-Z\d]"),
        # A dash and lower case: The plan — who wrote it? |— was never signed.
        (r"[?!]", r"[—–-]{1,2}\s*[a-z]+\s[^(]"),
        # A country and its office: by U.S. |Secretary of State
        (r"\b(?:U\.S|U\.K|U\.N|E\.U)\.", rf"(?:{_OFFICE})\b"),
        # Initials and lower case: illegal Mexican-U.S. |crossings
        (r"\b(?:[A-Z]\.){2,4}", r"(?!https?:|pic\.|www\.)[a-z](?![A-Z])"),
        # A time and its day: at 10 p.m. |Sunday
        (r"\b[ap]\.m\.", rf"(?:{_DAY})\b"),
        # A title or a link word: Lt. |Gov. Snow
        (
            r"\b(?:(?i:Lt|Maj|Brig|Sgt|Capt|Cmdr|Adm|Asst|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gen|Col|Sens?"
            r"|Reps?|Govs?|Drs|vs|e\.g|i\.e|a\.k\.a|cf|approx)|v)\.",
            r"[A-Z“\"(\d]",
        ),
        # A place: St. |Louis, but: on Main St. |No one
        (r"\b(?:St|Ft|Mt)\.", rf"(?!(?:{_STARTER}|No|One|Two)\s)[A-Z]"),
        # A number: ranked No. |10, but: No. |He went
        (r"\b(?:Nos?|Art|Sec|Vol|Fig)\.", r"#?\d"),
    )
)
# made in the U.S. |Critics say …
_COUNTRY = re.compile(
    r"\bthe\s(?:U\.S|U\.K|U\.N|E\.U)\.\s{1,3}(?!Airways|News|Bank|Soccer)"
    r"([A-Z][a-z]+)\s(?!(?:of|for|and)\s)[a-z]"
)
_ADDRESS = re.compile(r"(?:[/@]|www\.)\S*$")  # https://example.org/A.Bee
_MARKER = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z])[.)]\s*")
_STOP = re.compile(r"[.?!…。！？।॥؟۔]")
_WORD = re.compile(r"[^\W_]")
_LOWER = re.compile(r"\b[a-z]+\b")
_UP_TO_LAST_WORD = re.compile(r"[\s\S]*[^\W_]")

_BULLET = re.compile(r"[-–—•*·▪◦‣●>]\s|\(?\d{1,3}[.)]\s|https?://|www\.|[@#]")
_ENDED = re.compile(rf"[.?!…:;。！？।]{_CLOSE}*$")
_HANGING = re.compile(r"\b(?:[Tt]he|an?|of|by|and|or|with|than|its|their|his|her)$|[$€£]$")
_HANGING_LONG = re.compile(r"\b(?:at|for|from|to|as|into)$|[\w”\"]{2},$")


def split(text: str, blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences of the kept regions of `text`, as trimmed spans in order.

    `blocks` are regions (start, end) in order, each of one or more lines.  A sentence never
    crosses a block; it crosses a line break only where a line is broken in mid sentence.
    Every visible character of the blocks lies in exactly one span.  Deterministic, never
    raises.  Cost: see the module.
    """
    spans: list[tuple[int, int]] = []
    done = 0

    @cache
    def common() -> Set[str]:
        return frozenset(_LOWER.findall(text))

    for start, end in blocks:
        start, end = max(start, done), min(end, len(text))
        for first, last in _units(text, start, end):
            unit = text[first:last]
            flat = unit.translate(_TO_SPACE) if _BREAK.search(unit) else unit
            cuts = [0, *_cuts(flat, common), len(unit)]
            for a, b in pairwise(cuts):
                spans.append(trimmed(text, first + a, first + b))
        done = max(done, end)
    return spans


def _units(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a block, trimmed; lines broken in mid sentence are joined."""
    first = last = line_start = -1
    for match in _LINE.finditer(text, start, end):
        a, b = trimmed(text, *match.span())
        if a == b:
            continue
        if first >= 0:
            one_break = a - last <= 200 and len(_BREAK.findall(text, last, a)) == 1
            if not (one_break and continues(text[line_start:last], text[a:b])):
                yield first, last
                first = -1
        first = a if first < 0 else first
        line_start, last = a, b
    if first >= 0:
        yield first, last


def continues(line: str, following: str) -> bool:
    """Whether a line goes on with the sentence that the one before it breaks off.

    Yes: `… would publish the full|report before …`, `… in the palace by|Anders Holm, …`,
    `a fine of $|12 million`.  No: headlines, bullets, `Live updates|iPhone sales rose`.
    """
    end = line[-_WINDOW:]
    if _ENDED.search(end) or _BULLET.match(following):
        return False
    if following[0].islower():
        return not following[1:2].isupper() and max(len(line), len(following)) >= 25
    if not following[0].isalnum():
        return False
    return bool(_HANGING.search(end) or (len(line) >= 40 and _HANGING_LONG.search(end)))


def _cuts(unit: str, common: Callable[[], Set[str]]) -> list[int]:
    """Where the sentences after the first one start, in order."""
    last = _UP_TO_LAST_WORD.match(unit)
    if last is None or not _STOP.search(unit, 0, last.end()):
        return []  # what a cut behind the last word would leave is no sentence
    masked = _LONG_WORD.sub(lambda m: "x" * len(m[0]), unit)
    cuts = {c for c, _ in _library().span_tokenize(masked) if unit[c - 1 : c].isspace()}
    for pattern in _MISSED:
        cuts.update(m.end() for m in pattern.finditer(unit))
    cuts.update(_after_country(unit, common))
    quotes = counted = 0
    for match in _STRAIGHT.finditer(unit):
        quotes += unit.count('"', counted, match.start(1))
        counted = match.start(1)
        cuts.add(match.end() if quotes % 2 else match.start(1))
    kept: list[int] = []
    previous, word = 0, _next_word(unit, 0)
    for cut in sorted(cuts):
        marker = cut - previous < 10 and _MARKER.fullmatch(unit, previous, cut)
        if word < cut < len(unit) and not marker and not _false(unit, cut):
            kept.append(cut)
            previous, word = cut, _next_word(unit, cut)
    if kept and word == len(unit):
        kept.pop()
    return kept


def _false(unit: str, cut: int) -> bool:
    """Whether a rule of `_FALSE`, or a link around it, takes the cut back."""
    before = unit[max(0, cut - _WINDOW) : cut].rstrip()
    after = unit[cut : cut + _WINDOW].lstrip()
    if not unit[cut - 1].isspace() and _ADDRESS.search(before):
        return not after.startswith(("http", "pic."))
    return any(right.match(after) and left.search(before) for left, right in _FALSE)


def _after_country(unit: str, common: Callable[[], Set[str]]) -> Iterator[int]:
    """Where a sentence starts behind a country: with a common noun, which is no part of a name."""
    for match in _COUNTRY.finditer(unit):
        noun = match[1].lower()
        if noun.endswith("s") or noun in common():
            yield match.start(1)


def _next_word(unit: str, start: int) -> int:
    """Where the next letter or digit is; a piece without one is no sentence."""
    found = _WORD.search(unit, start)
    return found.start() if found else len(unit)


@lru_cache(maxsize=1)
def _library() -> PunktSentenceTokenizer:
    """nupunkt with its own model, loaded once."""
    from nupunkt.models import load_default_model

    return load_default_model()

"""Rules for notes on the text itself: when it changed, what was wrong, who else worked on it."""

from __future__ import annotations

from summarizer.clean.page import Rule
from summarizer.clean.words import (
    AGENCY,
    ANY_DATE,
    ANYTHING,
    CLOCK,
    FULL_DATE,
    NAMES,
    OUTLET,
    ZONE,
    rx,
    rxi,
)

_STAMP = rf"(?:{CLOCK}|{FULL_DATE}|{ANY_DATE})"
_DASHES = r"[—–\-*(\[\s]{0,4}"
_REPORT = r"(?:report|article|story|post|piece|dispatch)"
_SHARE = (
    rf"(?:(?:reporting|research)\b|(?:\w+ )?to (?:this {_REPORT}|the (?:story|article)[.)]{{0,2}}$)"
    rf"|from [A-Z][\w ,]{{2,60}}[.)]{{0,2}}$)"
)
_AGENCIES = rf"(?:{AGENCY}|{OUTLET})(?:(?:,|/| and|, and) ?(?:{AGENCY}|{OUTLET})){{0,3}}"
# Words of a sentence that tells something, within the first part of a line.
_TOLD = (
    r"[^\n]{0,350}\b(?:said|was|were|is|are|has|had|have|found|told|that|which|revealed|shows?)\b"
)

NOTES: tuple[Rule, ...] = (
    Rule(
        "updated",
        "When the page changed.",
        "front",
        rx(
            rf"[—–\-/\s]{{0,4}}(?:Last )?(?:[Uu]pdated|UPDATED|Published|PUBLISHED|Posted"
            rf"|First published)(?: on| at|:)?\s{{0,2}}(?:(?:on )?{_STAMP}[\s,"
            rf"|•·-]{{0,3}}){{1,4}}(?!{ZONE}\b)(?=[A-Z“\"‘(]|$)"
            rf"|{CLOCK}\s{{0,2}}(?:UPDATE|Update)\s?:|(?:UPDATE"
            rf"|Update)(?: \d{{1,2}})?,? (?:{_STAMP}[\s,]{{0,3}}){{1,3}}[:—–-]{{0,2}}"
            rf"|(?:UPDATE|Update)(?: \d{{1,2}})?:\s"
        ),
        removed=("⟦Updated at 9:05 a.m. ET⟧", "⟦6:05 p.m. UPDATE:⟧", "⟦UPDATE:⟧ He left."),
        kept=("Updated figures show a fall.", "Posted on Monday night by a user, it spread."),
    ),
    Rule(
        "note",
        "Corrections, editors' notes and notes on updates.",
        "line",
        rxi(
            rf"[—–\-*(\[\s]{{0,4}}(?:(?:editor|editors|publisher)[’']?s?[’']? note"
            rf"|corrections?(?: appended)?|clarifications?)(?: \([^)]{{0,40}}\)|, [^:]{{3,30}})?"
            rf"\s?[:—–]{ANYTHING}"
            rf"|(?:corrections?|clarification)|(?:{_STAMP}: )?this (?:story|article|page) (?:first"
            rf"|originally|initially|incorrectly) (?:said|stated|gave|reported|named)\b{ANYTHING}"
            r"|• the headline (?:of|on) this (?:article|story) was (?:amended|changed)\b[^\n]*"
            rf"|{_DASHES}this (?:story|article|report) (?:was|is|has been) (?:supplied|provided"
            rf"|syndicated) by\b{ANYTHING}|information from [^\"“”]{{5,300}} (?:was|were) used in"
            r" this (?:report|story)\.?|originally published (?:on|in|by|at) [^.?!\"“”]{2,60}\."
            r"|view (?:the )?original (?:article|story|content|post) (?:on|at)\b[^\"“”]{2,300}"
            r"|our standards: [^.?!\"“”]{3,100}\.?|(?-i:\([A-Z]{2,8}\))"
            rf"|{_DASHES}(?:updated?: )?(?:this (?:story|article|post|report|piece)"
            r"|the (?:story|article)(?= has)) (?:has been "
            r"(?:corrected|updated|amended|edited to)|was (?:last updated"
            rf"|updated|refiled|corrected|amended|(?:first|originally) published))\b{ANYTHING}"
            rf"|[—–\-*(\[\s]{{0,4}}this (?:story|version|article) corrects\b{ANYTHING}"
            rf"|[—–\-*(\[\s]{{0,4}}this is a (?:developing|breaking)(?: news)? story\b{ANYTHING}"
            rf"|[—–\-*(\[•\s]{{0,4}}this (?:story|article) (?:is|was) based in part on (?:wire"
            rf"|agency)\b[^.]{{0,60}}\.?|this (?:story|article) is (?:being "
            rf")?published as part of\b{ANYTHING}"
            rf"|{_DASHES}(?:{_STAMP}: )?(?:an|a previous|the original|a prior) (?:earlier "
            r"|original "
            r"|previous )?(?:version|headline) (?:of|on|for) this (?:story|article|post|report"
            rf"|piece)\b{ANYTHING}"
            rf"|[—–\-*(\[\s]{{0,4}}this (?:story|article) is more than \d{{1,2}} (?:years?"
            r"|months?) old\.?"
            r"|\(?(?:please )?(?:check back|refresh|stay with us) (?:for"
            r"|often)\b[^.]{0,60}updates?\b[^.]{0,40}\.?\)?"
        ),
        removed=(
            "⟦Correction: An earlier version gave the wrong day.⟧",
            "⟦This story has been updated.⟧",
            "⟦UPDATE: This story was updated on Friday with new figures.⟧",
            "⟦An earlier version of this article misspelled the name.⟧",
            "⟦14 October: This article first said that 409 were on board.⟧",
            "⟦View original article on Example.⟧",
            "⟦Our Standards: The Example Code of Practice⟧",
            "⟦This story was supplied by Example Wire and has been edited for length.⟧",
        ),
        kept=(
            "This report, out on Monday, is long.",
            "This story is not over, he said.",
            "Corrections officers went on strike.",
            "The story first said to be true was not.",
            "Our standards are high, she said.",
        ),
    ),
    Rule(
        "contributor",
        "Who else worked on it.",
        "line",
        rx(
            rf"(?!{_TOLD}[^\n]{{0,350}}contributed)[•⦁·(\[*—–\-\s]{{0,4}}[A-Z][^?!\"“”]{{0,350}}"
            rf"\bcontributed(?:\.?$| {_SHARE}[^?!\"“”]{{0,160}})"
            rf"|(?!{_TOLD})[(\[]?(?:Additional |Writing and )?(?:[Rr]eporting|[Ww]riting"
            rf"|[Ee]diting|[Cc]ompiled) by [A-Z][^?!]{{0,400}}"
            rf"|(?:Contributing|Contributors?):\s[A-Z][^.?!]{{0,160}}\.?|Sources?: {_AGENCIES}\.?"
            r"|(?:With|— ?with|with) (?:[Pp]ost wires|(?:wire|staff|AP|Reuters"
            r"|agency)(?: \w+)? (?:reports?|wires|services))\.?"
            rf"|(?!{_TOLD})[A-Z][\w ’'.-]{{1,60}} reported from [A-Z][^?!\"“”]{{0,300}}"
        ),
        needs=(
            "contribut",
            "ing by ",
            "compiled by ",
            "ource: ",
            "ources: ",
            "with post wires",
            "with wire",
            "with staff",
            "with ap",
            "with reuters",
            "with agency",
            "reported from ",
        ),
        removed=(
            "⟦The Associated Press contributed to this report.⟧",
            "⟦• Ann Lee contributed to this article.⟧",
            "⟦(Reporting by Ann Lee; Editing by Bo Ray)⟧",
            "⟦Lee reported from Copenhagen. Bo Ray contributed from London.⟧",
        ),
        kept=(
            "Heavy rain may have contributed to the lower turnout.",
            "He contributed to the campaign of Ann Lee.",
            "Three agencies contributed to the report, which found no fault.",
            "Reporting by The Example found that the bridge was old.",
        ),
    ),
    Rule(
        "contributor-part",
        "Who else worked on it, after the last sentence of a line.",
        "part",
        rx(
            r"(?<=[.?!”\")] )[(—–\-•]{0,2} ?(?:[A-Z][\w’'.\-]{0,30},? (?:(?:and|of|in|the"
            r"|writers?|reporters?|staff) ){0,2}){1,20}"
            rf"contributed to this {_REPORT}[.)]{{0,2}}$|^Additional reporting by {NAMES}\.(?= )"
            rf"|(?<=[.?!”\")] )This (?:article|story|post) (?:has been|was) updated\b"
            r"[^.\"“”]{0,120}\.$"
            rf"|(?<=[.?!”\")] )\((?:Additional "
            rf")?[Rr]eporting by [A-Z][^()]{{2,300}}\)$"
        ),
        needs=("contributed to this ", "reporting by ", " updated"),
        removed=(
            "He left. ⟦Ann Lee and Bo Ray contributed to this report.⟧",
            "⟦Additional reporting by Ann Lee.⟧ ⟦This article has been updated with prices.⟧",
        ),
        kept=("He said Ann Lee contributed to this report.",),
    ),
)

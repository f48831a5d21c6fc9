"""Rules for notes on the text itself: when it changed, what was wrong, who else worked on it."""

from __future__ import annotations

import re

from summarizer.clean.patterns import (
    AGENCY,
    ANY_DATE,
    ANYTHING,
    CLOCK,
    FULL_DATE,
    NAMES,
    OUTLET,
    ZONE,
    any_case,
)
from summarizer.clean.rule import Rule

_STAMP = rf"(?:{CLOCK}|{FULL_DATE}|{ANY_DATE})"
_DASHES = r"[—–\-*(\[\s]{0,4}"
_REPORT = r"(?:report|article|story|post|piece|dispatch)"
_SHARE = (
    rf"(?:(?:reporting|research)\b|(?:\w+ )?to (?:this {_REPORT}|the (?:story|article)[.)]{{0,2}}$)"
    rf"|from [A-Z][\w ,]{{2,60}}[.)]{{0,2}}$)"
)
_AGENCIES = rf"(?:{AGENCY}|{OUTLET})(?:(?:,|/| and|, and) ?(?:{AGENCY}|{OUTLET})){{0,3}}"
# Words of a sentence that tells something, within the first part of a line.
_REPORTS = (
    r"[^\n]{0,350}\b(?:said|was|were|is|are|has|had|have|found|told|that|which|revealed|shows?)\b"
)

NOTES: tuple[Rule, ...] = (
    Rule(
        "updated",
        "When the page changed.",
        "front",
        re.compile(
            rf"[—–\-/\s]{{0,4}}(?:Last )?(?:[Uu]pdated|UPDATED|Published|PUBLISHED|Posted"
            rf"|First published)(?: on| at|:)?\s{{0,2}}(?:(?:on )?{_STAMP}[\s,"
            rf"|•·-]{{0,3}}){{1,4}}(?!{ZONE}\b)(?=[A-Z“\"‘(]|$)"
            rf"|{CLOCK}\s{{0,2}}(?:UPDATE|Update)\s?:|(?:UPDATE"
            rf"|Update)(?: \d{{1,2}})?,? (?:{_STAMP}[\s,]{{0,3}}){{1,3}}[:—–-]{{0,2}}"
            rf"|(?:UPDATE|Update)(?: \d{{1,2}})?:\s"
        ),
    ),
    Rule(
        "note",
        "Corrections, editors' notes and notes on updates.",
        "line",
        any_case(
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
    ),
    Rule(
        "contributor",
        "Who else worked on it.",
        "line",
        re.compile(
            rf"(?!{_REPORTS}[^\n]{{0,350}}contributed)[•⦁·(\[*—–\-\s]{{0,4}}[A-Z][^?!\"“”]{{0,350}}"
            rf"\bcontributed(?:\.?$| {_SHARE}[^?!\"“”]{{0,160}})"
            rf"|(?!{_REPORTS})[(\[]?(?:Additional |Writing and )?(?:[Rr]eporting|[Ww]riting"
            rf"|[Ee]diting|[Cc]ompiled) by [A-Z][^?!]{{0,400}}"
            rf"|(?:Contributing|Contributors?):\s[A-Z][^.?!]{{0,160}}\.?|Sources?: {_AGENCIES}\.?"
            r"|(?:With|— ?with|with) (?:[Pp]ost wires|(?:wire|staff|AP|Reuters"
            r"|agency)(?: \w+)? (?:reports?|wires|services))\.?"
            rf"|(?!{_REPORTS})[A-Z][\w ’'.-]{{1,60}} reported from [A-Z][^?!\"“”]{{0,300}}"
        ),
        literals=(
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
    ),
    Rule(
        "contributor-part",
        "Who else worked on it, after the last sentence of a line.",
        "part",
        re.compile(
            r"(?<=[.?!”\")] )[(—–\-•]{0,2} ?(?:[A-Z][\w’'.\-]{0,30},? (?:(?:and|of|in|the"
            r"|writers?|reporters?|staff) ){0,2}){1,20}"
            rf"contributed to this {_REPORT}[.)]{{0,2}}$|^Additional reporting by {NAMES}\.(?= )"
            rf"|(?<=[.?!”\")] )This (?:article|story|post) (?:has been|was) updated\b"
            r"[^.\"“”]{0,120}\.$"
            rf"|(?<=[.?!”\")] )\((?:Additional "
            rf")?[Rr]eporting by [A-Z][^()]{{2,300}}\)$"
        ),
        literals=("contributed to this ", "reporting by ", " updated"),
    ),
)

"""Placement: which sentences can stand in a summary, and which only behind their predecessor.

A summary is read as one text, so a sentence taken out of its article must not open with a pronoun
or a connective whose antecedent stayed behind, must not be half a quotation, and must be a
sentence at all (not a headline, a caption or a fragment).  ROUGE does not notice any of this;
readers do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from summarizer.arrays import Flags, Ints, csr_array
from summarizer.text.anaphora import context_dependence
from summarizer.text.lexicon import MONTHS, WEEKDAYS

MIN_WORDS = 9
MAX_WORDS = 60
REPORTED = 0.3  # share of words outside quotation marks below which a sentence is speech


class Placement(IntEnum):
    """How a sentence may be used."""

    NOWHERE = 0  # not a sentence, or half of one
    AFTER_PREVIOUS = 1  # only right behind the sentence before it in its article
    NOT_FIRST = 2  # anywhere but first: "the decision" refers to something before it
    ANYWHERE = 3


@dataclass(frozen=True, slots=True)
class Candidates:
    """The n sentences that a summary may be made of, and what each depends on.

    `texts` (n,) are display forms, `placement` (n,) their `Placement`, `quoted` (n,) whether half
    of one or more stands in quotation marks.  The others are 0/1 matrices of shape (n, terms):
    `requires_names` has a person's name that an earlier sentence must have introduced,
    `requires_things` a thing ("the bill"), and `introduces` the terms that a sentence introduces.
    """

    texts: tuple[str, ...]
    placement: Ints
    requires_names: csr_array
    requires_things: csr_array
    introduces: csr_array
    quoted: Flags


# A pattern that is searched for begins with a character class: a look-behind or a group there
# is tried at every character.
_STARTS = re.compile(r"[“\"‘'(\[]?[^\W_a-z]")
# Dots that end a sentence outside a quotation say that it was cut off.
_ENDS = re.compile(r"(?:(?<!\.\.)[.!।։]|(?:…|\.{3})(?=[\"”’']))[\"”’')\]]*$")
_QUOTED = re.compile(
    r"“[^“”]*”|\"[^\"]*\"|[‘'](?<!\w.)(?:[^‘'\"]*?[,.!?][’'](?!\w)|[^‘'\"]*?\w[’'](?!\w))"
)
_NAME = re.compile(r"[A-Z](?<=[\w,;:] .)[\w’'-]+")
_CAPITAL = re.compile(r"[A-Z][\w’'-]*[a-z]")

# Not the words of a reporter's sentence.
_LABEL = re.compile(
    r"(?:[Rr]elated|[Ww]atch|[Ss]ee|[Rr]ead)(?:\s(?:[Vv]ideos?|[Mm]ore|[Aa]lso|[Ss]tor(?:y|ies)))?:\s"
    r"|(?:Photos?|Videos?):\s|\("
    r"|[A-Z][A-Z\d’'-]+(?:\s[A-Z\d][A-Z\d’'-]*){0,4}:\s"
)  # "RED WARNING: Rain …"
_GLUED = re.compile(  # "Supplied A nurse …"
    r"(?!(?:Vitamin|Hepatitis|Group|Type|Plan|Serie|Title|Part|Influenza)\b)"
    r"[A-Z][a-z]+\s(?:A|An|The)\s[a-z]"
)
_EXCLAIMS = re.compile(r"!(?!\s+\w)")  # not "Yahoo! said", "Yum! Brands rose"
_PROMOTES = re.compile(
    r"\s(?:and\s(?:much\s)?more\s(?:on|at|from)\s(?:The|This|Our)\s[A-Z\d]"
    r"|[Cc]lick\shere\b|contributed\sto\sthis\s(?:report|article|story)\b|[Tt]une\sin\sto\b"
    r"|[Tt]his\s(?:article|story|post)\s(?:was|has\sbeen|originally)\b"
    r"|[Ss]ign\sup\s(?:for|to)\s(?:[Tt]he|receive|get)\b|[Oo]n\stoday[’']s\smenu\b"
    r"|\[[Ee]mphasis\s(?:added|mine)\])"
)
_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)}|Sept)(?:[a-z]+|\.)?\s\d{{1,2}},\s\d{{4}}"
_CAPTION = re.compile(  # "Supporters cheer at a rally in Arle on March 3, 2020."
    r"[^“”\"]*\b(?:cheer|wave|gather|listen|walk|arrive|speak|look|hold|pose|attend|stand|wait|sit"
    rf"|react|leave|address)(?:e?s)?\b(?![^“”\"]*\b(?:said|says|told|will)\b)[^“”\"]*\s{_MONTH}\.$"
)
_LISTS = re.compile(r"[“\"]?Here(?:['’]s|\s(?:is|are|was|were))\b|.*\bthe\sfollowing\s\w+\s")
_POSTED = re.compile(r"\s@\w{3,}(?![^“”]*\b(?:tweet|said|wrote|post|account|handle|name))")
_WE = re.compile(
    r"[\s“\"(\[‘'—–-](?:[Ww]e|[Oo]urs?|us|[Mm]y|me|[Yy]ou(?:rs?)?|I(?=[\s’'])(?<!War I))\b"
)

# Openings that refer back to the sentence before.
_PERIOD = r"(?:week|weekend|month|year|season|morning|summer|autumn|fall|winter|spring|point)\b"
_THEM = rf"(?:them|it|that|this(?!\s+{_PERIOD})|(?:these|those)(?!\s+who\b))\b"
_PRONOUN = re.compile(
    rf"""(?ix) (?:
        he | she | they | it | him | his | her | hers | their | theirs | its | them | others | such
      | (?:both|neither) (?! \s+ (?:the|an?|(?-i:[A-Z])[\w’'-]+) \b )  # "both the mayor and …"
      | another (?! \s+ \d ) | this (?! \s+ {_PERIOD} | \s+ time \s+ (?:last|next) )
      | that (?! \s+ (?:the|an?) \b ) | these (?! \s+ days \b ) | those (?! \s+ who \b )
      ) (?=[\s,'’])"""
)
# "It emerged …", "it is not known how …", "it was Marsh who …"; not "it was the worst flood that".
_EXPLETIVE = re.compile(
    r"""(?ix) it (?:
        \s+ (?:emerged|transpired|turned\s+out|became\s+(?:clear|known|apparent)) \b
      | \s+ (?:appears|seems) \s+ (?!to\b)
      | (?:['’]s | \s+ (?:is|was|remains|has\s+been)) \s+ (?!(?:so|also|the|an?|his|her|their)\s)
        (?:[\w’'-]+\s+){1,3} (?:that|how|whether|if|what|why|who|when|where) \b
      )"""
)
_CONNECTIVE = re.compile(
    rf"""(?ix) (?:
        but | and | or | nor | yet | however | anyhow | anyway | well, | at\s+first | still, | also
      | meanwhile | moreover | furthermore
      | nevertheless | nonetheless | then | therefore | thus | hence | afterwards? | otherwise
      | indeed | conversely | elsewhere | there, | besides, | that\s+said
      | instead (?! \s+ of \b ) | rather (?! \s+ than \b ) | again (?! \s+ and \b )
      | (?:additionally|similarly|likewise|consequently|accordingly|separately) (?! \s+ \w+ed \b )
      | so (?! \s+ far \b ) | (?:later|earlier) (?! \s+ (?:this|in|on|today|[a-z]+day) \b )
      | in\s+(?:fact|turn|other\s+words|the\s+(?:meantime|process|end))
      | in\s+(?:addition|response) (?! \s+ to \b ) | in\s+return (?! \s+ for \b )
      | in\s+contrast (?! \s+ (?:to|with) \b ) | as\s+a\s+result (?! \s+ of \b )
      | as\s+(?:such|well) (?! \s+ (?:as|an?) \b )
      | for\s+(?:example|instance|(?:his|her|its|their)\s+part) | of\s+course
      | on\s+the\s+other\s+hand | at\s+the\s+(?:same\s+)?time (?! \s+ (?:of|as|that|when) \b )
      | even\s+so | by\s+contrast | (?:by|since|until)\s+then | after\s+all, | once\s+there
      | (?:moments|minutes|hours|days|weeks|months|years)\s+later
      | (?:after|before|because\s+of|despite|for|from|with|by|in|at|on|during|to|among|amid
         |given|following|since|most|some|many|all|none|one|two|three|each|few|several|half|any
         |part|much|both|neither|either) (?:\s+of)? \s+ {_THEM}
      | the\s+(?:other|former(?=\s+(?:is|was|has|had)\b)|latter|same)
      ) (?<!-) (?=[\s,:;—–]|-(?!\w)|(?<=,))"""
)
# The same a few words on: ", in contrast, ", "another about", "…, Moutier added."
_HOWEVER = re.compile(r",\s(?:however|though|meanwhile),\s|^\s(?:[A-Z][\w.’'-]*\s){1,4}also\s")
_ASIDE = re.compile(
    r"""(?ix) \s (?:[^\s,]+\s+){0,4} [^\s,]+ , \s (?:
        however | too | meanwhile | though | therefore | instead | moreover | likewise | then
      | by\s+contrast | in\s+(?:contrast|turn|fact|addition|the\s+meantime) | of\s+course
      | for\s+(?:example|instance|(?:his|her|its|their)\s+part) | on\s+the\s+other\s+hand
      | at\s+the\s+same\s+time | also | as\s+well | nevertheless | nonetheless
      ) [,.]"""
)
# One more of a kind: "was also seen as", "Esper also supports"; not "an officer who is also".
_ALSO = re.compile(
    r"\s(?:(?!(?:who|which|that|while|and|but|not)\s(?:\w+\s)?also\b)[^\s,;:“”\"–—]+\s){1,15}also\s"
    r"(?!known\b|called\b)"
)
_LATTER = re.compile(
    r"\s(?:the\slatter\b"
    r"|th(?:at|ese|ose)\s(?:questions?|claims?|ideas?|arguments?|approach(?:es)?|gap|call|episodes?"
    r"|views?|stance|logic|threshold|criticism|demands?|requests?|practices?)\b(?!\s(?:of|on|for|that)\b)"
    r"|similar(?!\sto\b|,)|d(?:id|oes|o)(?:\sso)?(?=[,.;]|\s(?:when|because|so|too|likewise)\b)"
    r"|(?:by|since|until)\s(?:at\sleast\s)?then\b(?=[,.;]|\s[a-z])"
    r"|(?:will|would|was|were|is|are|has|had)\sthen\s|such\s(?!as\b|an?\b|that\b)[a-z]+s\b|the\skey\s(?:will|is|was)\b"
    r"|another(?<!\bone another)(?<!\bafter another)\s(?:about|in|on|to|from)\b"
    # one of several, or all of them, whom an earlier sentence counted
    r"|(?:the|one|another)\s(?:official|person|source|aide)\s(?:said|says|added|told)\b"
    r"|(?:one|two|three|four|some|many|most)\sof\sthe\s(?:people|officials|sources|aides)\b(?!\s(?:who|in|at|on)\b)"
    r"|[Tt]he\s\w+\sin\squestion\b|[Tt]he\s(?:two|three|four)\s(?:events|cases|bills|incidents|plans|attacks)\b"
    r"(?!\s(?:of|that|which|in|on|at)\b))"
)
_ADDED = re.compile(
    r"[,”\"]\s(?:(?:[A-Z][\w.’'-]*\s){1,4}(?:added|continued|concluded)\b(?=[,.:]|\s(?:in|on|that)\b)"
    r"|(?:added|continued)\s[A-Z])"
)
_THEY_SAID = re.compile(
    r"[,”\"]\s(?:he|she|they)\s(?:said|added|told|wrote|tweeted|noted|explained)\b[^,“”\"]{0,40}$"
)
_ADDS = re.compile(r"\s(?:[A-Z][\w.’'-]*\s){1,4}(?:added|continued|concluded)(?:[,.:]|\sthat\b)")

# A definite noun that refers to the event reported; "the vote on …" says which itself.
_REFERS_TO_EVENT = re.compile(
    r"""(?ix) the \s+ (?: (?:two|three|pair|duo|trio|couple|former\s+\w+) | (?:\w+\s+)? (?:
        moves? | decisions? | announcements? | comments? | remarks? | statements? | developments?
      | incidents? | news | changes? | measures? | proposals? | plans? | rulings? | reports? | deal
      | agreement | vote | orders? | letters? | bill | events? | results? | findings? | figures?
      | group | company | man | woman | suspects? | victims? | attacks? | shootings? | meetings?
      | summit | lawsuits? | storm | fires?
      ) ) (?= , (?!\s+(?:which|who|a|an|the)\b)
          | \s+ (?! (?:of|by|between|that|to|against|with|for|from|over|about|into|at) \b
                  | (?:on|in) \s+ (?! (?:[a-z]+day|a|an|recent|response|question) \b )
                  | (?-i:[A-Z]) ) )"""
)
_HE = re.compile(r"[\s“\"(\[‘'—–-](?:[Hh](?:e|er|ers|im|is)|[Ss]he)\b")
_DAY = re.compile(
    rf"\b(?:{'|'.join((*WEEKDAYS, *MONTHS))}|[A-Z][a-z]{{2,3}}\.(?=\s\d))(?:[’']s)?\b"
)
_SOMEBODY = re.compile(r"\b(?:the|a|an|one)\s[a-z]", re.IGNORECASE)
# A phrase without a subject before the first comma, then a pronoun: "On Friday, it reported …"
_ADVERBIAL = re.compile(
    r"""(?ix) \s (?! (?:if|when|while|as|although|though|because|once|unless|until|since|after
        |before|even|whenever|where|whether|according) \b )
        ( [^,“”"]{2,80} ) , \s (?:he|she|they|it) (?=[\s’'])
        (?! ['’]s | \s+ (?:is|was|rained|snowed|took|emerged) \s )"""
)
_PLACE = re.compile(  # names of places and days are no antecedents
    r"(?:in|on|at|from|near|since|until|by|with|to)\s(?:the\s)?[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*)*",
)


def as_candidates(texts: Sequence[str], origin: Ints, titles: Sequence[str]) -> Candidates:
    """The candidates that n sentences are.

    `texts` are their display forms in story order, `origin` (n,) the article of each, `titles` the
    articles' headlines.
    """
    placement = np.array(placements(texts), dtype=np.int64)
    quoted = np.array([_quoted(text) for text in texts], dtype=np.bool_)
    return Candidates(tuple(texts), placement, *context_dependence(texts, origin, titles), quoted)


def placements(texts: Sequence[str]) -> list[Placement]:
    """How each sentence (display form) may be used; all of them show which words are names.

    Cost: linear in the characters of the texts.
    """
    names = {name for text in texts for name in _NAME.findall(text)}
    return [_placement(text, names) for text in texts]


def _placement(text: str, names: Set[str]) -> Placement:
    words = text.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or not _is_sentence(text, words):
        return Placement.NOWHERE
    unquoted = " " + _QUOTED.sub("“”", text)  # the reporter's own words, each behind some mark
    if any(p.search(unquoted) for p in (_WE, _EXCLAIMS, _PROMOTES, _POSTED)):
        return Placement.NOWHERE  # a column, a tweet or a notice, not an account
    speech = "“”" in unquoted and len(unquoted.split()) < len(words) * REPORTED
    if speech and not _CAPITAL.search(unquoted):
        return Placement.AFTER_PREVIOUS  # its speaker is in the sentence before
    opening = text.lstrip("“\"‘'")
    if _refers_back(opening, unquoted):
        return Placement.AFTER_PREVIOUS
    dependent = speech or _REFERS_TO_EVENT.match(opening)
    latest = Placement.NOT_FIRST if dependent else Placement.ANYWHERE
    return min(_of_pronoun(unquoted, names), latest)


def _quoted(text: str) -> bool:
    return 2 * sum(map(len, _QUOTED.findall(text))) >= len(text)


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    if not _STARTS.match(text) or not _ENDS.search(text):
        return False
    if any(p.match(text) for p in (_LABEL, _GLUED, _LISTS, _CAPTION)) or _half_quoted(text):
        return False
    return 2 * sum(map(len, filter(str.isupper, words))) < len(text)


def _half_quoted(text: str) -> bool:
    """Whether quotation marks or brackets open without closing, or the reverse."""
    return (
        text.count("“") != text.count("”")
        or text.count('"') % 2 == 1
        or text.count("(") != text.count(")")
        or text.count("[") != text.count("]")
    )


def _refers_back(opening: str, unquoted: str) -> bool:
    """Whether the sentence presupposes by its words the one before it."""
    if _PRONOUN.match(opening):
        return not _EXPLETIVE.match(opening)
    if any(p.search(unquoted) for p in (_ASIDE, _HOWEVER, _LATTER)) or _CONNECTIVE.match(opening):
        return True
    if any(p.match(unquoted) for p in (_ALSO, _ADDS)):
        return True
    if any(p.search(unquoted) for p in (_ADDED, _THEY_SAID)):
        return True
    adverbial = _ADVERBIAL.match(unquoted)
    if adverbial is None:
        return False
    phrase = adverbial[1][0].lower() + adverbial[1][1:]
    return not _CAPITAL.search(_PLACE.sub("", phrase))


def _of_pronoun(unquoted: str, names: Set[str]) -> Placement:
    """The placement by the antecedent that the first "he" or "she" has before it."""
    pronoun = _HE.search(unquoted)
    if pronoun is None:
        return Placement.ANYWHERE
    before = _DAY.sub("", unquoted[: pronoun.start()])  # a day is no antecedent
    opening = before.split(maxsplit=1)[:1]
    if _NAME.search(before) or (opening and opening[0].strip("“\"‘'(,") in names):
        return Placement.ANYWHERE
    return Placement.NOT_FIRST if _SOMEBODY.search(before) else Placement.AFTER_PREVIOUS

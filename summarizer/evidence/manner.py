"""Manner: whether a sentence reports, carries somebody's words, or judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.types import UniqueKind

# A mark that opens or closes a quotation; a straight one opens before a word.
_MARK = re.compile(r"[“”]|\"")
_RUNS_ON = 3  # sentences that a quotation goes on for; one that is never closed ends there
# Outside quotation marks the writer speaks: "we", "you".
_WRITER = re.compile(
    r"[\s“\"(\[‘'—–-](?:[Ww]e|[Oo]urs?|us|[Mm]y|[Yy]ou(?:rs?)?|I(?=[\s’'])|[Ll]et[’']s)\b"
)
_OUGHT = re.compile(
    r"\s(?:should(?!\s+(?:the|it|he|she|they|a)\b)|ought\s+to|cannot\s+be\s+allowed|had\s+better)\s"
)
_JUDGES = re.compile(
    r"""(?ix) [\s“(‘—–-] (?: absurd(?:ly)? | ridiculous(?:ly)? | shameful(?:ly)?
      | disgraceful(?:ly)? | hypocrites? | outrageous(?:ly)? | pathetic(?:ally)?
      | laughable | ludicrous(?:ly)? | hypocri(?:sy|tical)
      | hysteri(?:a|cal) | nonsense | farce | sham | charade | stunt | appalling(?:ly)?
      | unhinged | reckless(?:ly)? | cynical(?:ly)? | dangerously | sadly | unfortunately
      | thankfully | frankly | obviously | clearly | surely | of\s+course | no\s+wonder
      | to\s+be\s+(?:sure|clear|fair) | in\s+truth | the\s+truth\s+is | predictabl[ey]
      | infam(?:y|ous) | humiliat\w+ | spectacular(?:ly)? | inexcusabl[ey] | shameless(?:ly)?
      | grotesque(?:ly)? | bizarre(?:ly)? | stunning(?:ly)? | astonishing(?:ly)? | rock\s+bottom
      | jaw-dropping | breathtaking(?:ly)? | smears? | cowardly | witch\s+hunt | debacle | fiasco
      | embarrassing(?:ly)? | tragically | ironic(?:ally)? | delusional | deranged
      | make\s+no\s+mistake | it\s+is\s+(?:time|hard\s+to\s+see|worth|no\s+surprise)
      | the\s+left | the\s+right | leftists? | so-called | mainstream\s+media | elites?
      ) (?![\w’'-])"""
)
_ATTRIBUTED = re.compile(
    r"""(?ix) [\s”"] (?: says? | said | saying | told | tells | according\s+to | wrote | writes
      | tweeted | argu(?:es?|ed|ing) | claim(?:s|ed|ing)? | call(?:s|ed|ing)\s+(?:for|on|it)
      | believes? | believed | urg(?:es?|ed|ing) | insist(?:s|ed)? | added | warn(?:s|ed)
      | testified | reported(?:ly)? | alleg(?:es?|ed|edly) | asked | accus(?:es?|ed)
      | critici[sz](?:es?|ed) | tweets? | statement | ruled | ordered | think | thinks
      ) \b"""
)
_COLUMN_TITLE = re.compile(
    r"(?i)(?:^|\b)(?:opinions?|op-ed|editorials?|commentary|column|analysis)\s*[:|—–-]|\bwhy\s+we\b"
)
_HARD = re.compile(  # a day or a figure: what happened, even in a column
    r"\d|[a-z]day\b|\s(?:[Ll]ast|[Tt]his|[Ee]arlier\sthis)\s(?:week|month|year|spring|summer|fall|winter)\b"
)
_COLUMN = 0.08  # share of an article's sentences in which its writer speaks that makes a column


def manners(texts: Sequence[str], quoted: Sequence[bool], title: str) -> list[UniqueKind]:
    """What each sentence of an article is; `quoted` where half of it is in quotation marks."""
    own = [f" {words} " for words in _unquoted(texts)]
    spoken = sum(bool(_WRITER.search(words) or _JUDGES.search(words)) for words in own)
    column = bool(_COLUMN_TITLE.search(title)) or spoken >= max(3, _COLUMN * len(own))
    return [
        "quote" if carried else _manner(words, column)
        for words, carried in zip(own, quoted, strict=True)
    ]


def _manner(own: str, column: bool) -> UniqueKind:
    if _WRITER.search(own):
        return "opinion"
    if _ATTRIBUTED.search(own):
        return "report"
    if _JUDGES.search(own) or _OUGHT.search(own):
        return "opinion"
    return "opinion" if column and not _HARD.search(own) else "report"


def _unquoted(texts: Sequence[str]) -> Iterator[str]:
    """What the writer says in each sentence; a quotation may go on in the next ones."""
    running = 0  # sentences that the quotation may still go on for
    for text in texts:
        kept, end = [], 0
        for mark in _MARK.finditer(text):
            opens = mark[0] == "“" or (mark[0] == '"' and _before_word(text, mark.start()))
            if not running:
                kept.append(text[end : mark.start()])
            running, end = (_RUNS_ON if opens else 0), mark.end()
        if not running:
            kept.append(text[end:])
        running = max(0, running - 1)
        yield " ".join(kept)


def _before_word(text: str, at: int) -> bool:
    return text[at - 1 : at].strip(" (—–-[") == "" and text[at + 1 : at + 2].strip() != ""

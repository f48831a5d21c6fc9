"""Readers' comments after the story, with or without a heading.

Nothing goes because it stands alone: a line of the tail needs a sign of its own, such as
chatter in the first person, runs of dots, insults or a lower-case start.  Other articles can
only weaken a sign: a line that shares its words with them is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.clean.page import Line, Page, Rule
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Span

_FORM = re.compile(
    r"(?:(?:leave|post|write|add) a (?:reply|comment)|your e-?mail address will not be published|"
    r"\d{0,6} ?comments?:?|readers?[’']? comments|view comments|join the (?:conversation"
    r"|discussion)|comments are moderated|"
    r"(?:your|top|latest|best) comments|discuss this article)\b.{0,80}",
    re.IGNORECASE,
)
# The heading of a blog's comments names what they answer: all that follows are comments.
_ANSWERS = re.compile(
    r"\d{1,6} (?:replies|responses|thoughts|comments) (?:to|on) [\"“‘'].{2,120}", re.IGNORECASE
)
_POINTER = re.compile(
    r"(?:read the )?(?:full|original) (?:story|article|report) (?:at|on|here|:)", re.IGNORECASE
)
_ATTRIBUTED = re.compile(
    r"[\"“”]|\b(?:said|says|told|according|reported|announced|added|tweeted|wrote|stated)\b"
)
_SIGNS = tuple(
    re.compile(p)
    for p in (
        r"\.{4,}|!{2,}|\?{2,}|[?!]{3,}",
        r"\b(?i:lol|lmao|rofl|imo|imho|smh|wtf|hmm+|haha\w*|omg|btw|yeah|gonna|wanna|dude|folks)\b",
        r"\b(?:I|i) (?:thought|think|guess|wonder|wish|love|hate|bet|agree|disagree|mean|hope"
        r"|hear|read|saw|just)\b"
        r"|\b(?:I'm|I’m|I've|I’ve|i'm)\b",
        r"\b(?i:idiots?|morons?|stupid|libtards?|sheeple|clowns?|traitors?|losers?|crooks?"
        r"|minions|dumb)\b",
        r"^[a-z]",
        r"^(?:Might|Must|Should|Could|Guess|Wonder|Hope|Too bad|Sounds|Looks like|Wow|Ha|Well"
        r"|So|Yes|No|Great|Nice|Good),? ",
        r"^@\w+|\b(?:(?:great|nice|good) (?:article|piece)|well said|this article|the author"
        r"|the media)\b",
    )
)
# "Stan, Upper Ely: What will happen?"
_LETTER = re.compile(r"[A-Z][\w.]{0,15}(?: [A-Z]?\w{1,15})?(?:, [A-Z][\w .]{2,20})?: \S")
_FIRST = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|my|me)\b")
# A story has at least this many finished paragraphs before a comment can follow it.
MIN_STORY = 3


def signs(line: Line) -> int:
    """How many kinds of comment signs a line shows; none when it quotes or attributes."""
    if attributed(line):
        return 0
    return sum(1 for sign in _SIGNS if sign.search(line.text[:2_000]))


def attributed(line: Line) -> bool:
    """Whether a line quotes or says who said it."""
    return _ATTRIBUTED.search(line.text[:2_000]) is not None


def _apart(line: Line, given: Page) -> bool:
    """Whether most of a line's content words are in no other article."""
    if given.known is None:
        return True
    words = {w for w in tokens(line.text[:2_000]) if not is_stop(w)}
    known = sum(1 for w in words if given.known(w))
    return known * 2 <= len(words)


def _comments(given: Page) -> Iterator[Span]:
    """The comments of a page: after a form, after 'Full story at …', or at its very end."""
    lines = given.lines
    stories = 0
    for i, line in enumerate(lines):
        if stories >= MIN_STORY and len(line.text) < 300:
            if _ANSWERS.fullmatch(line.text):
                yield from (x.span for x in lines[i:] if not attributed(x) or x == line)
                return
            if _FORM.fullmatch(line.text):
                yield from (x.span for x in lines[i + 1 :] if _remark(x, given))
                return
            if _POINTER.match(line.text):
                yield from _after_pointer(lines[i + 1 :], given)
                return
        stories += line.stopped and line.words >= 12
    yield from _loose_end(given)


def _remark(line: Line, given: Page) -> bool:
    lettered = _LETTER.match(line.text[:60]) is not None
    return lettered or (not attributed(line) and (signs(line) > 0 or _apart(line, given)))


def _after_pointer(rest: tuple[Line, ...], given: Page) -> Iterator[Span]:
    """Lines after the pointer to the full story, if one of them has a sign of chatter."""
    if any(signs(line) for line in rest):
        yield from (line.span for line in rest if _remark(line, given))


def _loose_end(given: Page) -> Iterator[Span]:
    """Lines at the very end with two signs each, in a page not written in the first person."""
    lines = given.lines
    i = len(lines)
    while i > MIN_STORY and signs(lines[i - 1]) >= 2 and _apart(lines[i - 1], given):
        i -= 1
    if i == len(lines):
        return
    story = lines[:i]
    personal = sum(
        1 for x in story if _FIRST.search(x.text[:500]) and not _ATTRIBUTED.search(x.text)
    )
    told = sum(1 for x in story if x.stopped and x.words >= 12)
    if told >= MIN_STORY and personal == 0:
        yield from (line.span for line in lines[i:])


_STORY = "\n".join(
    f"The mayor of Ely said on Monday that the river had risen by {n} feet in a day." for n in "345"
)
TAIL: tuple[Rule, ...] = (
    Rule(
        "comments",
        "What readers wrote under the story.",
        "page",
        find=_comments,
        removed=(
            f"{_STORY}\nFull story at https://example.org/a\n⟦I thought it was dry there, hmm.⟧",
            f"{_STORY}\n⟦2 Replies to “The lock”⟧\n⟦ann_l⟧\n⟦The lock was never shut.⟧",
            f"{_STORY}\n⟦lol what a bunch of clowns.....⟧",
        ),
        kept=(
            f"{_STORY}\nThe bridge was closed.",
            f"{_STORY}\nFull story at https://example.org/a\nThe bridge was closed.",
        ),
    ),
)

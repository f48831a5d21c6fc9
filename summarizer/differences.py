"""What is new, changed and gone between two accounts of one event.

A statement of the new account is known where one of its sources said it on the old day already, or
where the pair model finds it in the closest statements and passages of the old account.  It has
changed something where a figure or a name of the old account, put in place of its own, makes it
known, or where the two contradict each other.  The rest is new, and what is new in the other
direction is gone.  Only what several sources stated can be gone: a sentence that one outlet had
is a matter of choice.  Cost: at most `1 + CLOSEST * (2 + EXCHANGES)` calls for a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import NamedTuple

from summarizer.entailment.premise import closest, cosines
from summarizer.entailment.types import Judgement, Pair, PairModel
from summarizer.evidence.redundancy import REDUNDANT, redundancy
from summarizer.read.accounts import Account, Passage, Statement
from summarizer.text.tfidf import Vectors
from summarizer.text.tokens import tokens
from summarizer.types import Change, Difference, Source
from summarizer.values.names import missing_names
from summarizer.values.typed import Value, compatible, values

CLOSEST = 3  # sentences of the other account that a statement is held against one by one
EXCHANGES = 3  # pairs of values or names that are exchanged in one of them
KNOWN = 0.6  # probability from which the other account states it
# With the other's value in place of its own it is known, and by so much more than it was before.
# Less is asked of values of one known unit, more of names, which also say who is quoted.
EXCHANGED, ONE_UNIT, NAMED, GAIN = 0.5, 0.35, 0.75, 0.25
# Mean probability of contradiction in both directions: where a value differs, where it says that
# something was not so, and otherwise.  What contradicts is news either way, so little is asked.
TYPED, WITHDRAWN, OTHER = 0.3, 0.25, 0.4
UNRELATED = 0.8  # probability of `neither` from which nothing in the other account can be meant
_WITHDRAWS = re.compile(
    r"(?i)\b(?:not|never|no longer|withdr[ae]w\w*|retract\w*|correct(?:ed|ion|s)|took back|wrong(?:ly)?"
    r"|mistake\w*|in error|false(?:ly)?|den(?:y|ies|ied)|overturn\w*|revers(?:ed|es))\b|n['’]t\b"
)
_SLACK = 0.05  # by how much of its length cleaning may change a source between two days
_NO_EVENT = "nothing in the two records is the same: they may be of different events"
_SWAPPED = "the new record has no source as late as the old one: they may be swapped"


class _Said(NamedTuple):
    """A sentence or passage of an account, and the day of its source."""

    text: str
    day: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What a statement is: `change` is None where it was known."""

    statement: Statement
    change: Change | None = None
    before: _Said | None = None


def differences(old: Account, new: Account, model: PairModel, signature: str) -> Difference:
    """What is new, changed and gone."""
    shared = _shared(old, new)
    back = {theirs: ours for ours, theirs in shared.items()}
    forth = _Side(new, _said(old, new, shared), shared, model)
    found = [forth.judged(s) for s in new.statements if s.citations]
    news = forth.merged([f for f in found if f.change])
    least = min(2, sum(source.independent for source in old.sources.values()))
    backward = _Side(old, _said(new, old, back), back, model)
    lost = [backward.judged(s) for s in old.statements if s.citations and s.support >= least]
    gone = backward.merged([f for f in lost if f.change and f.change.kind == "new"])
    changes = [*news, *(replace(c, kind="gone") for c in gone)]
    changes.sort(key=lambda c: ("changed", "new", "gone").index(c.kind))
    known = shared or any(f.change is None or f.change.kind == "changed" for f in found)
    return Difference(
        old.id, new.id, tuple(changes), signature, tuple(_warnings(old, new, bool(known)))
    )


def _warnings(old: Account, new: Account, known: bool) -> Iterator[str]:
    if not known:
        yield _NO_EVENT
    days = [sorted(s.date[:10] for s in a.sources.values() if _day(s.date)) for a in (old, new)]
    if all(days) and days[1][-1] < days[0][-1]:
        yield _SWAPPED
    if other := sorted({a.language for a in (old, new)} - {"en"}):
        yield f"language {', '.join(other)}: the model that compares reads English"


# --- sources


def _shared(old: Account, new: Account) -> dict[int, int]:
    """The sources of the new account that the old one has, unchanged, with their numbers there."""
    found: dict[int, int] = {}
    quotes = [_quotes(account) for account in (old, new)]
    for number, source in new.sources.items():
        for theirs, other in old.sources.items():
            if _same(source, other) and not _edited(
                quotes[0].get(theirs, ()), quotes[1].get(number, ())
            ):
                found[number] = theirs
                break
    return found


def _same(one: Source, two: Source) -> bool:
    """Whether two sources are one article of one length: by address, or by who, what and when."""
    if abs(one.words - two.words) > _SLACK * max(one.words, two.words):
        return False
    if one.location == two.location and one.location.lower().startswith(("http://", "https://")):
        return True
    named = (one.outlet, one.title, one.date) == (two.outlet, two.title, two.date)
    local = one.location == two.location and one.words == two.words
    return named and (bool(one.title) or local)


def _quotes(account: Account) -> dict[int, list[Passage]]:
    found: dict[int, list[Passage]] = {}
    for statement in account.statements:
        for passage in (*statement.citations, *statement.partial):
            found.setdefault(passage.source, []).append(passage)
    return found


def _edited(old: Iterable[Passage], new: Iterable[Passage]) -> bool:
    """Whether two quotes of an article begin at one place and go on in different words."""
    texts = {p.start: p.text for p in old}
    pairs = ((texts[p.start], p.text) for p in new if p.start in texts)
    return any(not a.startswith(b) and not b.startswith(a) for a, b in pairs)


def _said(account: Account, other: Account, shared: Mapping[int, int]) -> list[_Said]:
    """All that an account says, and what the other one quotes from sources that both have.

    `shared` maps numbers of the other account to numbers of this one.
    """
    found: dict[str, str] = {}
    for statement in account.statements:
        for p in (*statement.citations[:1], *statement.citations, *statement.partial):
            found.setdefault(statement.text, account.sources[p.source].date)
            found.setdefault(p.text, account.sources[p.source].date)
        found.setdefault(statement.text, "")
    for statement in other.statements:
        for p in (*statement.citations, *statement.partial):
            if p.source in shared:
                found.setdefault(p.text, other.sources[p.source].date)
    return [_Said(text, day) for text, day in found.items() if text]


# --- statements


class _Side:
    """One account, whose statements are held against what the other one `said`."""

    def __init__(
        self, own: Account, said: Sequence[_Said], shared: Mapping[int, int], model: PairModel
    ) -> None:
        self._own, self._said, self._shared, self._model = own, said, shared, model
        self._vectors = Vectors([*(s.text for s in said), *(s.text for s in own.statements)])
        self._words = {tuple(tokens(s.text)) for s in said}

    def judged(self, statement: Statement) -> _Found:
        """Whether a statement is known, or what it changes, or that it is new."""
        if statement.sources & self._shared.keys() or tuple(tokens(statement.text)) in self._words:
            return _Found(statement)
        brought = tuple(self._own.sources[n] for n in sorted(statement.sources))
        new = Change("new", statement.text, brought)
        near = self._near(statement.text)
        if not near:
            return _Found(statement, new)
        premise = tuple(self._said[i].text for i in sorted(near))
        told = self._judge(premise, statement.text)
        closest_said = [self._said[i] for i in near]
        held = [(said, *self._both(statement.text, said.text)) for said in closest_said[:CLOSEST]]
        theirs = [v for said in closest_said for v in _values(said.text, said.day)]
        day = next(self._own.sources[p.source].date for p in statement.citations)
        own = [v for v in _values(statement.text, day) if not any(compatible(v, w) for w in theirs)]
        figures = [(said, f) for said, *j in held for f in self._figures(statement, own, said, *j)]
        known = told.supports >= KNOWN or any(
            j.supports >= self._model.bars.supports
            or (j.supports >= KNOWN and self._redundant(statement.text, said.text, j, k))
            for said, j, k in held
        )
        if not figures and known:
            return _Found(statement)
        figures = figures or [(s, f) for s, j, _ in held for f in self._names(statement, s, j)]
        if figures:
            before = figures[0][0]
            pairs = tuple({now: (was, now) for _, (was, now) in reversed(figures)}.values())[::-1]
            return _Found(
                statement, replace(new, kind="changed", before=before.text, figures=pairs), before
            )
        bar = WITHDRAWN if _WITHDRAWS.search(statement.text) else OTHER
        against = max(((j.contradicts + k.contradicts) / 2, said) for said, j, k in held)
        if against[0] >= bar and told.neither < UNRELATED:
            change = replace(new, kind="changed", before=against[1].text)
            return _Found(statement, change, against[1])
        return _Found(statement, new)

    def merged(self, found: Iterable[_Found]) -> list[Change]:
        """The changes, each once, with the sources of all statements that say so."""
        kept: list[Change] = []
        for one in found:
            change = one.change
            if change is None:
                continue
            same = next((i for i, c in enumerate(kept) if self._one(c, change)), None)
            if same is None:
                kept.append(change)
                continue
            sources = {s.id: s for s in (*kept[same].sources, *change.sources)}
            kept[same] = replace(
                kept[same], sources=tuple(sources[n] for n in sorted(sources))
            )
        return kept

    def _one(self, one: Change, two: Change) -> bool:
        """Whether two changes are one: the same figures, or redundant statements."""
        if one.figures and two.figures:
            return bool({_key(f) for f in one.figures} & {_key(f) for f in two.figures})
        if one.before and one.before == two.before and not (one.figures or two.figures):
            return True
        return self._redundant(one.text, two.text, *self._both(one.text, two.text))

    def _redundant(self, one: str, two: str, there: Judgement, back: Judgement) -> bool:
        vectors = self._vectors.of([one, two])
        cosine = float(cosines(vectors[[0]], vectors[[1]])[0])
        return redundancy(cosine, there.supports, back.supports) >= REDUNDANT

    def _near(self, text: str) -> list[int]:
        """What is closest to a text of all that was said, the closest first."""
        count = len(self._said)
        cosine = cosines(self._vectors.rows[list(range(count))], self._vectors.of([text]))
        return [i for i in closest(cosine, range(count)) if cosine[i] > 0]

    def _judge(self, premise: tuple[str, ...], hypothesis: str) -> Judgement:
        return self._model.judge([Pair(premise, hypothesis)])[0]

    def _both(self, text: str, said: str) -> tuple[Judgement, Judgement]:
        """What was said as premise of a text, and the other way round."""
        return self._judge((said,), text), self._judge((text,), said)

    def _figures(
        self, statement: Statement, own: Sequence[Value], said: _Said, there: Judgement,
        back: Judgement,
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        """The values that were one thing's before and now, as they are written."""
        theirs = _values(said.text, said.day)
        pairs = [(v, w) for v in own for w in theirs if _comparable(v, w)]
        for v, w in pairs[:EXCHANGES]:
            was, now = said.text[w.start : w.end], statement.text[v.start : v.end]
            told = statement.text[: v.start] + was + statement.text[v.end :]
            updated = said.text[: w.start] + now + said.text[w.end :]
            one_unit = v.unit == w.unit != ""
            least = ONE_UNIT if one_unit else EXCHANGED
            if (
                (one_unit and (there.contradicts + back.contradicts) / 2 >= TYPED)
                or self._gains(said.text, told, there, least)
                or self._gains(statement.text, updated, back, least)
            ):
                yield was, now

    def _names(
        self, statement: Statement, said: _Said, there: Judgement
    ) -> Iterator[tuple[str, str]]:
        """The names that stood in one place before and now."""
        now, was = missing_names(statement.text, said.text), missing_names(said.text, statement.text)
        if len(now) == len(was) == 1:
            told = statement.text.replace(now[0], was[0])
            if self._gains(said.text, told, there, NAMED):
                yield was[0], now[0]

    def _gains(self, premise: str, exchanged: str, before: Judgement, least: float) -> bool:
        """Whether a text is stated with the other's value, and was less so `before`."""
        supports = self._judge((premise,), exchanged).supports
        return supports >= least and supports - before.supports >= GAIN


# --- values


def _values(text: str, day: str) -> list[Value]:
    """The values of a text as points, but for ordinals and the day on which it was written."""
    written = _day(day)
    return [
        _point(v)
        for v in values(text, day)
        if v.kind != "ordinal" and not (v.kind == "date" and v.low == v.high == written)
    ]


def _point(value: Value) -> Value:
    """An open value as its bound: "at least 11" has changed when it is 17."""
    if value.high == inf:
        return replace(value, high=value.low)
    return replace(value, low=value.high) if value.low == 0 else value


def _comparable(one: Value, two: Value) -> bool:
    """Whether two values may be of one thing: they would agree if they were equal."""
    return compatible(replace(one, low=two.low, high=two.high), two)


def _key(figure: tuple[str, str]) -> tuple[object, ...]:
    """Figures that are equal, however they are written."""
    return tuple(
        (v[0].low, v[0].high) if (v := values(text, "")) else text.casefold() for text in figure
    )


def _day(stated: str) -> int:
    """The ordinal of a date; 0 where it is none."""
    try:
        return date.fromisoformat(stated[:10]).toordinal()
    except ValueError:
        return 0

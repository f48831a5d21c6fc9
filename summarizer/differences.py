"""What is new, changed and gone between two accounts of one event.

A statement of the new account is known where one of its sources said it on the old day already, or
where the pair model finds it in the closest statements and passages of the old account.  It has
changed something where a figure or a name of the old account, put in place of its own, makes it
known, or where the two contradict each other.  The rest is new, and what is new in the other
direction is gone.  Only what several sources stated can be gone: a sentence that one outlet had
is a matter of choice.  Cost: at most `1 + CLOSEST * (7 + 2 * EXCHANGES)` calls for a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
# Less is asked of values of one known unit, more of names, which also say who is quoted, and of
# days and people of any kind, of which one event has many.
EXCHANGED, ONE_UNIT, VAGUE, NAMED, GAIN = 0.5, 0.35, 0.7, 0.75, 0.25
# Mean probability of contradiction in both directions: where a value differs, where it says that
# something was not so, and otherwise.  What contradicts is news either way, so little is asked.
TYPED, WITHDRAWN, OTHER = (0.3, 0.7), 0.25, 0.4
UNRELATED = 0.8  # probability of `neither` from which nothing in the other account can be meant
_WITHDRAWS = re.compile(
    r"(?i)\b(?:not|never|no longer|withdr[ae]w\w*|retract\w*|correct(?:ed|ion|s)|took back"
    r"|wrong(?:ly)?|mistake\w*|in error|false(?:ly)?|den(?:y|ies|ied)|overturn\w*|reverse[ds])\b"
    r"|n['’]t\b"
)
_HARMS = {
    "dead": re.compile(
        r"(?i)\b(?:kill|dead|died?\b|dies|dying|death|toll|fatal|bod(?:y|ies)|lives)"
    ),
    "hurt": re.compile(r"(?i)\b(?:injur|hurt|wound|hospital)"),
}
_SLACK = 0.05  # by how much of its length cleaning may change a source between two days
_NO_EVENT = "nothing in the two records is the same: they may be of different events"
_SWAPPED = "the new record has no source as late as the old one: they may be swapped"


class _Said(NamedTuple):
    """A sentence or passage of an account, and the day of its source."""

    text: str
    day: str


class _Held(NamedTuple):
    """What was said, as premise `there` of a statement and as its hypothesis `back`."""

    said: _Said
    there: Judgement
    back: Judgement

    @property
    def contradicts(self) -> float:
        """The mean probability of contradiction."""
        return (self.there.contradicts + self.back.contradicts) / 2


class _Figure(NamedTuple):
    """A value as it `was` in a sentence of the other account and as it is `now`."""

    score: float
    held: _Held
    was: str
    now: str


def differences(old: Account, new: Account, model: PairModel, signature: str) -> Difference:
    """What is new, changed and gone."""
    shared = _shared(old, new)
    back = {theirs: ours for ours, theirs in shared.items()}
    forth = _Side(new, _said(old, new, shared), shared, model)
    found = [forth.change(s) for s in new.statements if s.citations]
    least = min(2, sum(source.independent for source in old.sources.values()))
    backward = _Side(old, _said(new, old, back), back, model)
    lost = [backward.change(s) for s in old.statements if s.citations and s.support >= least]
    news = forth.merged(filter(None, found))
    gone = [
        replace(c, kind="gone")
        for c in lost
        if c and c.kind == "new" and not backward.replaced(c.text, news)
    ]
    changes = [*news, *backward.merged(gone)]
    changes.sort(key=lambda c: ("changed", "new", "gone").index(c.kind))
    alike = bool(shared) or any(c is None or c.kind == "changed" for c in found)
    warnings = tuple(_warnings(old, new, alike))
    return Difference(old.id, new.id, tuple(changes), signature, warnings)


def _warnings(old: Account, new: Account, alike: bool) -> Iterator[str]:
    if not alike:
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
        self._rows = self._vectors.rows[: len(said)]
        self._words = {tuple(tokens(s.text)) for s in said}

    def change(self, statement: Statement) -> Change | None:
        """What a statement changes, or that it is new; None where it is known."""
        text = statement.text
        if statement.sources & self._shared.keys() or tuple(tokens(text)) in self._words:
            return None
        brought = tuple(self._own.sources[n] for n in sorted(statement.sources))
        new = Change("new", text, brought)
        near = self._near(text)
        if not near:
            return new
        told = self._judge(tuple(self._said[i].text for i in sorted(near)), text)
        held = [self._held(text, self._said[i]) for i in near[:CLOSEST]]
        own = self._own_values(statement, [self._said[i] for i in near])
        # Of the values that a new one may take the place of, the likeliest.
        ranked = sorted((f for h in held for f in self._figures(text, own, h)), key=lambda f: f[0])
        changed = {now: (h, was) for _, h, was, now in ranked}
        if not changed and (told.supports >= KNOWN or any(self._states(h, text) for h in held)):
            return None
        changed = changed or {now: (h, was) for h in held for was, now in self._names(text, h)}
        if changed:
            before = next(reversed(changed.values()))[0].said.text
            pairs = tuple((was, now) for now, (_, was) in changed.items())
            return replace(new, kind="changed", before=before, figures=pairs)
        against = max(held, key=lambda h: h.contradicts)
        bar = WITHDRAWN if _WITHDRAWS.search(text) else OTHER
        if against.contradicts >= bar and told.neither < UNRELATED:
            return replace(new, kind="changed", before=against.said.text)
        return new

    def merged(self, changes: Iterable[Change]) -> list[Change]:
        """The changes, each once, with the sources of all statements that say so."""
        kept: list[Change] = []
        for change in changes:
            same = self._same(kept, change)
            if same is None:
                kept.append(change)
                continue
            found = {s.id: s for s in (*kept[same].sources, *change.sources)}
            kept[same] = replace(kept[same], sources=tuple(found[n] for n in sorted(found)))
        return kept

    def replaced(self, text: str, news: Sequence[Change]) -> bool:
        """Whether what became of a statement has been told already."""
        was = [v for change in news for figure, _ in change.figures for v in values(figure, "")]
        if any(compatible(v, w) for v in values(text, "") for w in was):
            return True
        before = [change.before for change in news if change.before]
        held = (self._held(text, _Said(before[i], "")) for i in self._closest(before, text))
        return any(self._states(h, text) for h in held)

    def _same(self, kept: Sequence[Change], change: Change) -> int | None:
        """Which of the changes one is: with the same figures, or redundant beside it."""
        for i, other in enumerate(kept):
            if _marks(other) & _marks(change):
                return i
        for i in self._closest([other.text for other in kept], change.text):
            held = self._held(kept[i].text, _Said(change.text, ""))
            figures = kept[i].figures and change.figures
            if not figures and self._redundant(held, kept[i].text):
                return i
        return None

    def _closest(self, texts: Sequence[str], text: str) -> list[int]:
        """The few of these texts that are closest to a text."""
        if not texts:
            return []
        cosine = cosines(self._vectors.of(texts), self._vectors.of([text]))
        return [i for i in closest(cosine, range(len(texts)), CLOSEST) if cosine[i] > 0]

    def _states(self, held: _Held, text: str) -> bool:
        """Whether one sentence by itself makes a text known; not one of which it says more."""
        there, back, bar = held.there.supports, held.back.supports, self._model.bars.supports
        if there >= bar or back >= bar:
            return there >= bar
        return there >= KNOWN and self._redundant(held, text)

    def _redundant(self, held: _Held, text: str) -> bool:
        vectors = self._vectors.of([text, held.said.text])
        cosine = float(cosines(vectors[[0]], vectors[[1]])[0])
        return redundancy(cosine, held.there.supports, held.back.supports) >= REDUNDANT

    def _near(self, text: str) -> list[int]:
        """What is closest to a text of all that was said, the closest first."""
        cosine = cosines(self._rows, self._vectors.of([text]))
        return [i for i in closest(cosine, range(len(self._said))) if cosine[i] > 0]

    def _judge(self, premise: tuple[str, ...], hypothesis: str) -> Judgement:
        return self._model.judge([Pair(premise, hypothesis)])[0]

    def _held(self, text: str, said: _Said) -> _Held:
        there, back = self._judge((said.text,), text), self._judge((text,), said.text)
        return _Held(said, there, back)

    def _own_values(self, statement: Statement, near: Sequence[_Said]) -> list[Value]:
        """The values of a statement that nothing near it in the other account has."""
        day = self._own.sources[statement.citations[0].source].date
        known = [v for said in near for v in _values(said.text, said.day)]
        return [v for v in _values(statement.text, day) if not any(compatible(v, w) for w in known)]

    def _figures(self, text: str, own: Sequence[Value], held: _Held) -> Iterator[_Figure]:
        """The values that were one thing's before and now, as they are written."""
        said = held.said.text
        pairs = [
            (v, w)
            for v in own
            for w in _values(said, held.said.day)
            if _comparable(v, w) and not _rounded(v, w) and _harmed(v, said) and _harmed(w, text)
        ]
        told = values(text, "")
        for v, w in pairs[:EXCHANGES]:
            was, now = said[w.start : w.end], text[v.start : v.end]
            one_unit = v.unit == w.unit != ""
            vague = _anybody(v) or _anybody(w) or v.kind in ("date", "time")
            least = VAGUE if vague else ONE_UNIT if one_unit else EXCHANGED
            exchanged = text[: v.start] + was + text[v.end :]
            updated = said[: w.start] + now + said[w.end :]
            gains = (
                self._gain(said, exchanged, held.there, least),
                self._gain(text, updated, held.back, least),
            )
            # A figure whose unit is not known may count anything, and one that is still told may be
            # the whole of which the other is a part: then both ways have to bear it out.
            if v.unit and w.unit and not any(compatible(w, other) for other in told):
                against = one_unit and held.contradicts >= TYPED[vague]
                gained = max(*gains, held.contradicts if against else 0.0)
            else:
                gained = min(gains)
            if gained:
                yield _Figure(gained + one_unit, held, was, now)

    def _names(self, text: str, held: _Held) -> Iterator[tuple[str, str]]:
        """The names that stood in one place before and now."""
        said = held.said.text
        now, was = missing_names(text, said), missing_names(said, text)
        if len(now) == len(was) == 1:
            exchanged = text.replace(now[0], was[0])
            if self._gain(said, exchanged, held.there, NAMED):
                yield was[0], now[0]

    def _gain(self, premise: str, exchanged: str, before: Judgement, least: float) -> float:
        """The probability that a text is stated with the other's value; 0 if it was `before`."""
        supports = self._judge((premise,), exchanged).supports
        return supports if supports >= least and supports - before.supports >= GAIN else 0.0


def _marks(change: Change) -> set[object]:
    """What tells a change from others: its figures, or what was said before."""
    if change.figures:
        return {_key(figure) for figure in change.figures}
    return {change.before} if change.before else set()


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


def _rounded(one: Value, two: Value) -> bool:
    """Whether one value may be the other in round figures."""
    exact = one.exact and two.exact
    return not exact and abs(one.low - two.low) < _SLACK * max(abs(one.low), abs(two.low))


def _key(figure: tuple[str, str]) -> tuple[object, ...]:
    """Figures that are equal, however they are written."""
    return tuple(
        (v[0].low, v[0].high) if (v := values(text, "")) else text.casefold() for text in figure
    )


def _harmed(value: Value, other: str) -> bool:
    """Whether a text speaks of those whom a value counts, if it counts the dead or the hurt."""
    return value.unit not in _HARMS or bool(_HARMS[value.unit].search(other))


def _anybody(value: Value) -> bool:
    """Whether a value counts people without saying what became of them."""
    people = compatible(replace(value, unit="dead"), value)
    return value.kind == "count" and people and value.unit not in ("dead", "hurt", "")


def _day(stated: str) -> int:
    """The ordinal of a date; 0 where it is none."""
    try:
        return date.fromisoformat(stated[:10]).toordinal()
    except ValueError:
        return 0

"""Scales: what may be so or not, and the words that say either.

A line of the table has a scale, an end (+ or -), and how its phrases are said: what somebody or
something `is` ("at large"), what it `did` ("survived"), or what was done `to` it ("approved").
Phrases stand apart by commas; `|` parts words that may stand for each other, `?` follows a word
that may be left out, and `…` stands for up to four words.  Auxiliaries and "not" are no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

How = Literal["is", "did", "to"]

_TABLE = """
life + did: survived, pull|pulled through
life + is: alive
life - did: died, succumbed, passed away, lost his|her|their life|lives
life - is: dead
life - to: killed
caught + to: arrested, detained, captured, caught, apprehended, taken into custody
caught + is: in custody, under arrest, behind bars
caught - is: at large, on the run
caught - did: evaded|escaped capture|arrest
held + to: taken into custody, led|taken to the? cells, jailed, remanded, remanded in custody
held + to: sent|taken to jail|prison
held + is: in custody, behind bars, in jail|prison
held - is: at large, free, free on bail, out? on bail, a free man|woman
held - to: released|freed|let on bail, bailed
held - did: walked free
standing + did: held, held firm|up|fast, stood firm, withstood
standing + is: intact, undamaged, still? standing
standing - did: gave|given way, collapsed, crumbled, burst, caved in, toppled
standing - to: destroyed, swept|washed|torn|carried away, breached, flattened, demolished
gate + is: open, wide open, unlocked
gate - is: closed, shut, locked, lowered
gate - to: closed, shut, locked, lowered
working + did: worked, functioned, came|come on, did their|its job, sounded, kicked in
working + did: went|gone off
working + to: activated, triggered
working + did: opened, deployed, unfolded
working - did: malfunctioned, jammed
working - is: jammed
working - is: out of order|action, switched|turned off
working - to: disabled, disconnected, switched|turned off
appeal + did: appeal, appealed, lodge|lodged|file|filed an appeal
appeal - did: waived … appeal
office + is: in office|charge|post
office - did: resigned, stepped|stood down, quit
defeat + did: conceded, conceded defeat, admitted defeat
plea + did: pleaded|pled guilty, confessed
plea - did: pleaded|pled not guilty, pleaded|pled innocent
event + did: went|gone|goes|going ahead, took|taken place, go ahead, take place
event + to: held
event - to: cancelled, canceled, postponed, called|put off, abandoned, scrapped, shelved
ruling + to: approved, cleared, granted, allowed, accepted, adopted, upheld, authorised, authorized
ruling + to: ratified, permitted, waved through, voted for, backed, passed, endorsed
ruling + to: signed off on, carried
ruling - to: rejected, blocked, refused, denied, vetoed, turned down, voted down, dismissed, banned
ruling - to: overturned, struck down, threw|thrown out, prohibited, forbade, forbidden, quashed
ruling - to: defeated, disallowed
verdict + to: convicted, found guilty
verdict - to: acquitted, found not guilty, cleared of, exonerated of
sold + to: sold, snapped up
sold + did: changed hands, found a buyer|taker|owner
sold - is: unsold
sold - did: went unsold, found no buyer|taker|bidder|bidders|takers
sold - did: failed to sell, failed to find|attract a buyer|bidder, failed to reach|meet its reserve
future + did: reopen, open again|as, open its|their doors, stay|remain open, keep operating
future + did: continue operating
future - did: close|shut for good, close|shut permanently|forever, stay|remain shut|closed for good
future - to: closed|shut for good, closed|shut down? permanently
fate + to: preserved, restored, rebuilt
fate - to: demolished, torn|pulled|knocked|broken down, razed, bulldozed
harm + is: unhurt, uninjured, unharmed, unscathed
harm + did: escaped unhurt|uninjured|unharmed|unscathed|injury, escaped without injury|a scratch
harm - to: hurt, injured, wounded, hospitalised, hospitalized
harm - did: suffered … injuries|burns|injury, broke his|her leg|arm|ribs|neck|collarbone|wrist
presence + did: attended
presence - did: skipped, boycotted
direction + did: rose, climbed, gained, jumped, rallied, soared, surged
direction - did: fell, dropped, slid, tumbled, plunged, slumped, sank
blame + did: admits|admitted|accepts|accepted|acknowledged, make|makes|made an|full admission
blame - did: denies, makes|made|make no admission
accord + did: reached|struck|signed|found an|a agreement|deal|accord|compromise|settlement
accord + did: came|come to an|a agreement|understanding|settlement, reached agreement
accord + did: ended|concluded|closed in|with an|a agreement|deal|accord|compromise
accord - did: broke|ended|closed|concluded|collapsed … without a|an|any? agreement|deal|result
accord - did: broke down, ended in failure, reached no agreement|deal
running + did: stand|run again, seek re election, run for re election
running - did: stand|step down, retire
result + did: won, win
result - did: lost
blast + did: exploded, went off, detonated
blast - to: defused, made safe, disarmed
charge + to: charged
charge - to: released|freed without charge
awake + is: conscious
awake - is: unconscious
sober + is: sober, not drunk
sober - is: drunk, intoxicated, over the … limit
insured + to: insured
insured - is: uninsured
arms + is: armed
arms - is: unarmed
sea + is: afloat
sea + did: limped into
sea - did: rolled over, foundered
sea - is: on the seabed, at the bottom
sea - did: sank, capsized, went down
sea - to: sunk
"""

# Bare forms and pasts, in pairs.
_IRREGULAR = """
    sink sank give gave go went come came hold held strike struck find found sell sold wear wore
    meet met pay paid steal stole fall fell rise rose slide slid make made take took break broke
    lose lost
"""


class Phrase(NamedTuple):
    """A phrase for one end of a scale; each word with whether it may be left out."""

    scale: str
    sign: int
    how: How
    words: tuple[tuple[frozenset[str], bool], ...]


def _phrases() -> Iterator[Phrase]:
    hows: dict[str, How] = {"is": "is", "did": "did", "to": "to"}
    for line in _TABLE.strip().splitlines():
        head, _, said = line.partition(":")
        scale, end, how = head.split()
        for phrase in said.split(","):
            parts = [(frozenset(w.rstrip("?").split("|")), w[-1] == "?") for w in phrase.split()]
            yield Phrase(scale, 1 if end == "+" else -1, hows[how], tuple(parts))


def _by_first() -> dict[str, list[Phrase]]:
    """Phrases by the words they may start with."""
    table: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in _phrases():
        for options, loose in phrase.words:
            for word in sorted(options):
                table[word].append(phrase)
            if not loose:
                break
    return table


def _bases() -> dict[str, list[str]]:
    """From the bare form of a verb to its past: `appeal` to `appealed`, `sink` to `sank`."""
    table: dict[str, list[str]] = defaultdict(list)
    for past in sorted(_STARTING):
        if past.endswith("ed"):
            doubled = past[-3:-2] == past[-4:-3]
            for base in {past[:-1], past[:-2], *([past[:-3]] if doubled else [])}:
                table[base].append(past)
    for base, past in zip(*[iter(_IRREGULAR.split())] * 2, strict=True):
        table[base].append(past)
    return table


_STARTING = _by_first()
_BASES = _bases()
# Before a bare form of a verb.
_HELPERS = vocabulary("did didn't does doesn't do don't to will won't")
_GAP = frozenset({"…"})
_SKIPPED = 4


def said_at(words: Sequence[Word], at: int) -> tuple[list[Phrase], int]:
    """The longest phrases that start at `at`, and where they end."""
    low = words[at].lower
    if low not in _STARTING and low not in _BASES:
        return [], 0
    forms = [low] if low in _STARTING else []
    before = at - 1 - (at > 1 and words[at - 1].lower in {"not", "never"})
    if not forms and at and words[before].lower in _HELPERS:
        forms = _BASES.get(low, [])
    found = [(_matched(words, at, f, p), p) for f in forms for p in _STARTING[f]]
    end = max((e for e, _ in found), default=0)
    return [p for e, p in found if e == end and end], end


def _matched(words: Sequence[Word], at: int, form: str, phrase: Phrase) -> int:
    """Where the phrase ends that starts at `at` with a word of this form; 0 if it does not."""
    end, skips = at, 0
    for options, loose in phrase.words:
        if options == _GAP:
            skips = _SKIPPED
            continue
        stop = min(len(words), end + skips + 1)
        places = range(end, stop if all(w.joined for w in words[end + 1 : stop]) else end + 1)
        here = next((n for n in places if (form if n == at else words[n].lower) in options), -1)
        if here >= 0 and (here == at or words[here].joined):
            end, skips = here + 1, 0
        elif not loose:
            return 0
    return end

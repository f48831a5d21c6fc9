"""Topics: what is counted, measured or dated, in the words news has for it.

One row a topic: words of one row tell one fact in different words ("the alarm was raised", "the
brigade was called").  `a+b` needs both words.  A row with `!` is what an event has once (its
dead, its sentence): two figures of it are about one thing unless something says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection

from summarizer.meaning.words import meaning

_COUNTED = """
    dead!: kill dead died deaths fatality perish toll claimed+lives lost+lives
    injured!: injure hurt wounded casualty hospitalized
    missing!: missing unaccounted
    trapped!: trap stranded stuck
    aboard!: aboard boarded passenger on+board onboard
    evacuated!: evacuate brought+safety taken+homes left+homes leave+homes forced+homes moved+out
    sheltered!: shelter
    homeless!: homeless displaced
    arrested!: arrest detained custody
    margin!: beat margin gap majority
    powerless!: without+power without+electricity lost+power lost+electricity outage
    called off!: cancel scrapped put+off called+off postponed
    penalty!: dock stripped deducted deduction
    ill!: sick sickened poison infect ill tested+positive
    seized!: seize confiscate haul
    rescued: rescue saved pulled
    sold: sell buy sale over+take acquire
    jobs: layoffs redundant redundancy jobs+cut jobs+go jobs+lost jobs+lose jobs+axed posts+cut
    damaged: damage destroy gutted
    took part: attend part+took entered runners marched march turned+out crowd
    signed: sign signature petition
"""
_MEASURED = """
    turnout!: turnout voters+part voters+took cast+ballots went+polls
    damage!: damage damages bill+for losses+insured
    taken!: took taken steal embezzle defraud swindle
    burned!: burn blacken scorch charred consumed
    fund!: fund+stands fund+stood fund+reached donations
    bail!: bail
    fine!: fined fine
    ransom!: ransom
    prize!: prize jackpot
    offered!: offer table+on
    magnitude!: magnitude
    spilled!: spill leak
    inflation!: inflation
    unemployment!: unemployment
    wind: wind winds gale gales
    gust: gust
    cost: cost price spend spent bill pay paid worth budget fetch
    debt: debt owe
    loan: loan borrow
    profit: profit
    loss: loss deficit hole red+in
    compensation: compensation settlement
    grant: grant subsidy funding
    earned: salary wage earn
    barred!: ban suspended competition+without
    jailed!: jail prison sentence
    rained: rain rainfall snow snowfall
    level: gauge level depth deep
    height: high tall height
    weight: weigh weight
    long: long length
    speed: speed doing travelling traveling
    temperature: temperature
    delayed: delay late
"""
_DATED = """
    broke out!: broke+out breaking+out erupted start+fire start+blaze
    collapsed!: collapse collapsed gave+way came+down toppled caved
    alarmed!: alarm alerted called+first emergency+call
    exploded!: explode blast bang detonation explosion detonated
    sentenced!: sentence sentencing
    quit!: resign resigned quit
    buried!: funeral bury
    wed!: marry wedding
    sank!: sink sank
    sworn!: sworn inaugurate inauguration
    began: began start begin starts opens opened open
    struck: crash collide struck ran+into hit derailed
    met: meet convene sits assemble gather
    held: held hold run takes+place took+place staged
    voted: vote election referendum ballot
    tried: trial
    shut: close shut
    reopened: reopen open+again resume
    found: found discovered
    arrived: arrive landed landfall ashore docked
    left: depart left sailed took+off
    hidden: vanished disappeared missing last+seen
    died: die died dead killed
    held in custody: arrest detained
    fired: fired shot shots shooting
    completed: complete completion completed wrapped
    signed: signed sign
    freed: release released freed
    expired: expire deadline
"""


class Topics:
    """The rows of a table, found by the meanings of words."""

    def __init__(self, table: str) -> None:
        self._single: dict[str, set[str]] = {}
        self._pairs: list[tuple[str, str, str]] = []
        self.once: set[str] = set()
        for line in table.strip().splitlines():
            name, _, words = line.strip().partition(":")
            if name.endswith("!"):
                self.once.add(name[:-1])
            for word in words.split():
                self._add(name.rstrip("!"), [meaning(w, w, "en") for w in word.split("+")])

    def _add(self, name: str, keys: list[str]) -> None:
        if len(keys) == 1:
            self._single.setdefault(keys[0], set()).add(name)
        else:
            self._pairs.append((keys[0], keys[1], name))

    def telling(self, names: Collection[str], alone: bool) -> set[str]:
        """The meanings that tell these topics; with `alone` those that need no other."""
        single = {key for key, told in self._single.items() if not told.isdisjoint(names)}
        if alone:
            return single
        return single | {key for *keys, name in self._pairs if name in names for key in keys}

    def single(self, keys: Collection[str]) -> frozenset[str]:
        """The topics that one of these meanings tells by itself."""
        return frozenset(name for key in keys for name in self._single.get(key, ()))

    def paired(self, keys: Collection[str]) -> frozenset[str]:
        """The topics that two of these meanings tell together."""
        return frozenset(name for one, two, name in self._pairs if one in keys and two in keys)

    def of(self, keys: Collection[str]) -> frozenset[str]:
        """The topics that these meanings tell."""
        return self.single(keys) | self.paired(keys)


COUNTED = Topics(_COUNTED)
MEASURED = Topics(_MEASURED)
DATED = Topics(_DATED)
ONCE = frozenset(COUNTED.once | MEASURED.once | DATED.once)
# What grows or is counted anew from day to day, so that a newer figure may be an update.
GROWING = frozenset(
    {"dead", "injured", "missing", "evacuated", "sheltered", "arrested", "powerless", "called off",
     "rescued", "ill", "damaged", "burned", "fund", "trapped", "homeless"}
)  # fmt: skip


def telling(topics: Collection[str], alone: bool = False) -> frozenset[str]:
    """The meanings that tell these topics, in any table; with `alone` those that need no other."""
    tables = (COUNTED, MEASURED, DATED)
    return frozenset().union(*(t.telling(topics, alone) for t in tables))

"""Topics: what is counted, measured or dated, in the words news has for it.

One row a topic: words of one row tell one fact in different words ("the alarm was raised", "the
brigade was called").  `a+b` needs both words.  A row with `!` is what an event has once (its
dead, its sentence): two figures of it are about one thing unless something says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import product

from summarizer.differ.nouns import alternatives
from summarizer.meaning.words import meaning

_COUNTED = """
    dead!: kill dead died deaths fatality perish drown toll claimed+lives lost+lives lost+life
    injured!: injure hurt wounded casualty hospitalized taken+hospital treat+hospital
    missing!: missing unaccounted
    trapped!: trap stranded stuck
    aboard!: aboard boarded passenger on+board onboard
    evacuated!: evacuate brought+safety taken+homes left+homes leave+homes forced+homes moved+out
        flee
    sheltered!: shelter
    homeless!: homeless displaced
    arrested!: arrest detained custody
    margin!: beat margin gap votes+ahead votes+clear votes+lead
    powerless!: without+power without+electricity lost+power lost+electricity outage blackout
        lost+supply off+supply without+supply
    called off!: cancel scrapped put+off called+off postponed
    penalty!: dock stripped deducted deduction
    ill!: sick sickened poison infect ill tested+positive confirmed+case
    seized!: seize confiscate haul
    rescued: rescue saved pulled
    sold: sell buy sale over+take acquire
    jobs: layoffs redundant redundancy jobs+cut jobs+go jobs+lost jobs+lose jobs+axed
        jobs+shed jobs+eliminate jobs+disappear jobs+scrapped jobs+vanish jobs+reduce
    damaged: damage destroy gutted
    took part: attend part+took entered runners marched march turned+out crowd
        spectator audience attendance fans+saw fans+watch gather marcher demonstrator participant
    striking!: on+strike walk+out downed+tools called+out strikers
    employed: employ+people employ+worker workforce payroll people+work
    signed: sign signature petition
    visited: visit visitor
    flooded: flood inundated submerged homes+water
"""
_MEASURED = """
    turnout!: turnout voters+part voters+took cast+ballots went+polls
        entitled+vote eligible+vote registered+vote
    damage!: damage damages bill+for losses+insured
    taken!: took taken steal embezzle defraud swindle siphon divert skim
        misappropriate
    burned!: burn blacken scorch charred consumed
    fund!: fund+stands fund+stood fund+reached donations
    bail!: bail
    fine!: fined fine penalty
    ransom!: ransom
    prize!: prize jackpot
    offered!: offer table+on
    magnitude!: magnitude
    spilled!: spill leak
    inflation!: inflation
    unemployment!: unemployment
    wind: wind winds gale gales
    gust: gust squall
    cost: cost price spend spent bill pay paid worth budget fetch invest put+in
    price: sell sale auction bid hammer fetch
    saved: saving save
    raised: raise yield bring+in brought+in brings+in
    seized!: seize confiscate haul
    debt: debt owe
    loan: loan borrow
    profit: profit
    loss: loss deficit hole red+in
    compensation: compensation settlement
    grant: grant subsidy funding
    earned: salary wage earn
    barred!: ban suspended competition+without
    jailed!: jail prison sentence behind+bars term+years
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
    alarmed!: alarm alerted called+first emergency+call firefighters+called
        brigade+called police+called ambulance+called
    exploded!: explode blast bang detonation explosion detonated
    sentenced!: sentence sentencing
    quit!: resign resigned quit step+down stepped+down stood+down
    search ended!: search+end search+off
    in force!: take+effect takes+effect came+force comes+force come+force
    lifted off!: lift+off lifted+off liftoff
    polls closed!: polls+close polling+close voting+end voting+close
    buried!: funeral bury
    wed!: marry wedding
    sank!: sink sank
    sworn!: sworn inaugurate inauguration
    began: began start begin starts opens opened open
        commence walk+out
        sets+off set+off
    struck: crash collide struck ran+into hit derailed went+into slam plough
    met: meet convene sits gather
    held: held hold run takes+place took+place staged
    voted: vote election referendum ballot go+polls
    tried: trial
    shut: close shut stop+production end+production
    reopened: reopen open+again resume
    found: found discovered
    arrived: arrive landed landfall ashore docked touched+down
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


# What one thing does in one year only.
_YEARLY = """
    made!: build construct erect paint sculpt carve compose complete date dated
    founded!: founded establish set+up
    born!: born birth
    opened!: open opened inaugurate
    wed!: marry wed
    bought!: buy purchase acquire
    sank!: sink sank
"""


class Topics:
    """The rows of a table, found by the meanings of words and of other words for a thing."""

    def __init__(self, table: str) -> None:
        self._single: dict[str, set[str]] = {}
        self._pairs: list[tuple[str, str, str]] = []
        self.once: set[str] = set()
        name = ""
        for line in table.strip().splitlines():
            before, colon, words = line.strip().rpartition(":")
            name = before if colon else name
            if name.endswith("!"):
                self.once.add(name[:-1])
            for word in words.split():
                ways = [sorted(alternatives(meaning(w, w, "en"))) for w in word.split("+")]
                for keys in product(*ways):
                    self._add(name.rstrip("!"), keys)

    def _add(self, name: str, keys: Sequence[str]) -> None:
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
YEARLY = Topics(_YEARLY)
ONCE = frozenset(COUNTED.once | MEASURED.once | DATED.once | YEARLY.once)
# What grows or is counted anew from day to day, so that a newer figure may be an update.
GROWING = frozenset(
    {"dead", "injured", "missing", "evacuated", "sheltered", "arrested", "powerless", "called off",
     "rescued", "ill", "damaged", "burned", "fund", "trapped", "homeless"}
)  # fmt: skip


@lru_cache(maxsize=1_000)  # most figures have one of a few sets of topics
def telling(topics: frozenset[str], alone: bool = False) -> frozenset[str]:
    """The meanings that tell these topics, in any table; with `alone` those that need no other."""
    tables = (COUNTED, MEASURED, DATED, YEARLY)
    return frozenset().union(*(t.telling(topics, alone) for t in tables))

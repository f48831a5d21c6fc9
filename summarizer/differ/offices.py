"""Offices: the roles that one person at a time holds, and what marks another holder."""

from __future__ import annotations

from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import meaning

# A line for each role: its name, then all that it is called, by the last words of the phrase.
# An event has one of each …
_OF_EVENT = """
    captain, skipper, man in command, woman in command, ship master, vessel master
    pilot | gunman, shooter | attacker, assailant | suspect | victim | judge | referee, umpire
    presiding judge, trial judge | foreman, forewoman | returning officer | coroner | coxswain
    race director, festival director, tournament director | runner-up | lead author
    incident commander, officer in charge, gold commander, fire commander
    chief investigator, lead investigator, senior investigating officer, lead detective
    dead man | dead woman | missing man | missing woman | arrested man | arrested woman
    mission commander | expedition leader | flight director | lead prosecutor, chief prosecutor
"""
# … and a body, place or thing has one of these: both sides must say of what.
_OF_THING = """
    driver | operator | mayor, mayoress, lord mayor | governor | president | minister
    premier, prime minister | director general, director-general, secretary general
    chief executive, ceo, managing director, chief executive officer
    chief financial officer, cfo, finance chief, finance director, chief finance officer
    chief operating officer, coo, operations chief, operations director
    chief technology officer, cto | chief medical officer
    chief scientist, chief scientific officer
    owner, proprietor | manager | speaker | bishop | archbishop | editor, editor in chief
    police chief, chief constable, chief of police, police commissioner
    fire chief, chief fire officer, chief of the fire brigade | sheriff
    head coach, coach, trainer | conductor | landlord | treasurer | founder
    headteacher, headmaster, headmistress, head teacher, principal | architect
    chair, chairman, chairwoman, chairperson | chief negotiator, lead negotiator | winner
    harbour master, harbor master, harbourmaster, harbormaster | station master, stationmaster
    head, boss, chief, director, leader | designer | inventor | discoverer | buyer | heir | composer
    widow, wife | widower, husband | ambassador | press secretary | chief economist | curator
    sculptor | choreographer | vicar, parish priest | rector | dean
    chief engineer | chief of staff | attorney general | solicitor general | ombudsman
"""


def _rows(block: str) -> dict[tuple[str, ...], str]:
    """From every phrase of a table to the first of its row."""
    rows = [row.split(",") for row in block.replace("\n", "|").split("|") if row.strip()]
    return {tuple(name.split()): row[0].strip() for row in rows for name in row}


OF_EVENT = frozenset(_rows(_OF_EVENT).values())
ROLES = {**_rows(_OF_THING), **_rows(_OF_EVENT)}
# In a place there is one, and news of it need not say where.
LOCAL = vocabulary("mayor sheriff headteacher bishop") | {"police chief", "fire chief"}
# A company has one, and news of it need not name it: whose office it is, the lead says.
OF_COMPANY = frozenset({
    "chief executive", "chief financial officer", "chief operating officer",
    "chief technology officer", "chief scientist", "chief economist",
})  # fmt: skip
# Words for whose office it is that name nobody.
BODIES = frozenset(
    meaning(word, word, "en")
    for word in "company firm group club union business maker operator airline bank chain".split()
)
# Who leads what: "the panel was chaired by".
COURTS = vocabulary("bench court trial tribunal hearing")
LEADS = {
    "chairs": "chair", "heads": "head", "headed": "head", "leads": "head", "led": "head",
    "runs": "head", "presided": "head", "presides": "head", "coaches": "head coach",
    "coached": "head coach", "edits": "editor", "founded": "founder", "owns": "owner",
    "designed": "designer", "composed": "composer", "captains": "captain", "drove": "driver",
    "run": "head", "owned": "owner", "invented": "inventor", "bought": "buyer",
    "acquired": "buyer", "discovered": "discoverer", "curated": "curator", "managed": "manager",
    "chaired": "chair", "captained": "captain", "skippered": "captain", "piloted": "pilot",
    "refereed": "referee", "driven": "driver", "edited": "editor", "conducted": "conductor",
}  # fmt: skip
# Of these a country has many, each with its head: more must tell that one is meant.
VAGUE = frozenset(
    meaning(word, word, "en")
    for word in """
    committee subcommittee commission department agency bureau party campaign delegation team
    group office ministry government police caucus conference house senate staff security
    intelligence communications policy research program programme board council opposition
    majority minority project operation unit division service state
    """.split()
)
# There may be several: one of each is named where the plural stands anywhere.
SEVERAL = {
    "suspect": "suspects", "victim": "victims", "gunman": "gunmen", "attacker": "attackers",
    "pilot": "pilots", "judge": "judges", "captain": "captains", "dead man": "victims",
    "dead woman": "victims", "arrested man": "suspects", "arrested woman": "suspects",
    "mayor": "mayors", "sheriff": "sheriffs", "bishop": "bishops", "referee": "referees",
}  # fmt: skip
# What is won once, and how somebody comes to a role.
WON = vocabulary("""
    race marathon election vote contest final match prize award tournament championship title
    ballot seat leadership competition regatta by-election rally game auction
    """)
MADE = vocabulary("elected named appointed chosen picked crowned confirmed")
# Somebody who held it before, will, or does so for another.
OTHER_HOLDER = vocabulary("""
    former ex acting deputy interim vice assistant then incoming outgoing designate elect late
    predecessor successor new next nominee fellow another other retired previous second first
    third senior junior associate co onetime longtime sometime honorary shadow would candidate
    sitting departing ousted future would-be rival opposing one several two both a an some any
    district federal appeals appellate circuit county magistrate alleged possible
    """)
# Sentences in which a name may be given only to be taken back.
IN_DOUBT = vocabulary("""
    not never if whether allegedly initially originally mistakenly wrongly misidentified denied
    denies formerly previously earlier once supposedly rumoured rumored reportedly replaced
    replace replaces replacing succeed succeeds succeeded succeeding instead
    """)

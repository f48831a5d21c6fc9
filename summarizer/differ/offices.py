"""Offices: the roles that one person at a time holds, and what marks another holder."""

from __future__ import annotations

from summarizer.meaning.tables import vocabulary

# A line for each role: its name, then all that it is called, by the last words of the phrase.
# An event has one of each …
_OF_EVENT = """
    captain, skipper | pilot | gunman, shooter | attacker, assailant | suspect | victim | judge
    referee, umpire | foreman, forewoman | returning officer | race director, festival director
    incident commander | chief investigator, lead investigator | coroner | coxswain
    dead man | dead woman | missing man | missing woman | arrested man | arrested woman
    mission commander | expedition leader | lead author | tournament director | runner-up
"""
# … and a body, place or thing has one of these: both sides must say of what.
_OF_THING = """
    driver | operator | mayor, mayoress | governor | president | premier, prime minister
    minister | chief executive, ceo, managing director | director | owner | chief constable
    police chief | fire chief | sheriff | head coach, coach | manager | speaker | bishop
    headteacher, headmaster, headmistress | principal | archbishop | editor | architect
    chair, chairman, chairwoman, chairperson | chief negotiator, lead negotiator | winner
    secretary general | founder | conductor | landlord | harbour master | station master | leader
    head | boss | designer | inventor | discoverer | buyer | heir | composer | treasurer
"""


def _rows(block: str) -> dict[tuple[str, ...], str]:
    """From every phrase of a table to the first of its row."""
    rows = [row.split(",") for row in block.replace("\n", "|").split("|") if row.strip()]
    return {tuple(name.split()): row[0].strip() for row in rows for name in row}


OF_EVENT = frozenset(_rows(_OF_EVENT).values())
ROLES = {**_rows(_OF_THING), **_rows(_OF_EVENT)}
# In a place there is one, and news of it need not say where.
LOCAL = vocabulary("mayor sheriff headteacher bishop") | {"police chief", "fire chief"}
# Who leads what: "the panel was chaired by".
LEADS = {
    "chaired": "chair", "captained": "captain", "skippered": "captain", "piloted": "pilot",
    "refereed": "referee", "driven": "driver", "edited": "editor", "conducted": "conductor",
}  # fmt: skip
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

"""Words that say the same in a news sentence: one row a meaning, plain enough to argue about.

Bars part the rows; the first word of a row names it.  Irregular forms stand with their verb,
since no stemmer knows them; `cite.words` adds the regular ones by their stem.  A word that means
several things (`fire`, a `bill` of money) is left out rather than guessed.
"""

from __future__ import annotations

_MEANINGS = """
    kill die dead death slain slay murder fatal | injure injury wound hurt hospitalized
    rise rose risen increase climb grow grew grown growth jump surge soar gain
    fall fell fallen decrease drop plunge slump tumble shrink shrank
    win won victory winner triumph | lose lost loss defeated | accept approve adopt pass passage
    reject refuse | agree agreement deal accord pact treaty | announce unveil declare
    resign quit | oust sack | arrest detain custody apprehend | charge indict | convict guilty
    acquit acquittal | sue sued lawsuit | begin began begun start launch | proceed continue resume
    end stop halt cease finish terminate | buy bought purchase acquire acquisition takeover
    sell sold sale | meet met summit | talks negotiate | leave left departure depart
    withdraw withdrew withdrawn | send sent dispatch deploy | shoot shot | gunman shooter gunmen
    attack assault | strike struck hit | bombing blast explosion explode
    investigate probe inquiry | decide decision | criticize criticise slam denounce condemn
    praise hail applaud laud | threaten threat | deny denial | ban prohibit | block prevent
    allow permit | protest demonstrator | nominate nominee pick tap appoint
    bill legislation measure | lawmaker legislator legislators | official authorities
    child children kid | man men | woman women | person people | company firm corporation
    country nation | vehicle car | fire blaze flames | troop soldier
    worker employee staff workforce | home house | help aid assist relief | only sole lone
    overturn scrap void | maintain maintenance upkeep | quarrel dispute row | depend rely reliant
    purpose deliberately intentionally | remark comment | justice judge | reporter journalist
    congress congressional | conspire conspiracy | falsify false | jail prison imprisoned
    around roughly approximately | recover recovery | lorry truck | defend defense defence
    large larger largest big bigger biggest huge massive enormous | deadly deadlier deadliest
    apologize apologise | lawyer attorney | film movie | video footage tape | student pupil
    teen teenager | aide aides adviser advisor | year annual | accuse allege
    plane aircraft jet airplane airliner | boat vessel ship | money cash fund | cost price
    gun firearm | coronavirus covid | unemployed jobless | marry marriage wed | baby infant
    escape flee fled | seize seizure confiscate | stock share | poll survey | study research
    scientist researcher researchers | truce ceasefire | militant fighter insurgent rebel
    missile rocket | nuclear atomic nuke | bank lender | mother mom | father dad
    forecast predict | climate warming | terrorist terrorism | probationary probation
    physician doctor | sweep swept | bake baker bakery | define redefine definition
    lie mislead misled | tie link | merge merger combine | promise pledge vow | air broadcast
    examine review | citizen resident | hostage captive | supreme highest top
    medicine medication | freeze froze frozen | order instruct direct | raise hike
    find found discover detect spot | hold held | build built | bring brought | catch caught
    fight fought battle | seek sought | spend spent appropriations | pay paid payment contribute
    speak spoke spoken speech | steal stole stolen theft | break broke broken
    choose chose chosen selected | draw drew drawn | drive drove driven | fly flew flown flight
    give gave given | know knew known | lead led leader | run ran | stand stood | think thought
    throw threw thrown toss | write wrote written | teach taught | keep kept | hear heard
    show shown | tell told | swear swore sworn | evacuate evacuees | destroy destruction
    crash collision collide | quake earthquake | search hunt | vote voter | arrive reach land
    visit trip | reveal disclose | postpone delay | suspend suspension | hospital hospitals
    cop police | rescue rescuers save | reduce reduction slash cut trim | percent pct
    testify testimony | close closure shut shutdown | extend extension | tax taxation
    economy economic | illegal undocumented | expand expansion | create creation
    respond response | support back | oppose opposition | require mandate | january jan
    february feb | august aug | september sept sep | october oct | november nov | december dec
"""


def first_of_row(block: str) -> dict[str, str]:
    """From every word of a table to the first word of its row."""
    table: dict[str, str] = {}
    for line in block.replace("|", "\n").strip().splitlines():
        row = line.split()
        for word in row:
            table.setdefault(word, row[0])
    return table


MEANINGS = first_of_row(_MEANINGS)

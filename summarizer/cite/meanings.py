"""Words that say the same in a news sentence: one row a meaning, plain enough to argue about.

The first word of a row names it.  Irregular forms stand with their verb, since no stemmer
knows them.  A word that means several things (`fire`, a `bill` of money) is left out rather
than guessed; `cite.words` adds the other forms of each word by its stem.
"""

from __future__ import annotations

_MEANINGS = """
    kill killed die died dies dying dead death deaths slain slay murder murdered fatal fatally
    injure injured injuring injury injuries wound wounded wounding wounds hurt hospitalized
    rise rose risen rising increase climb climbed grow grew grown growth jump surge soar gain
    fall fell fallen falling decrease drop dropped plunge slump tumble shrink shrank
    win won wins winning victory winner triumph
    lose lost loses losing loss defeated
    accept accepted acceptance approve approved approval adopt adopted pass passed passage
    endorse endorsed endorsement
    reject rejected rejection refuse refused refusal
    agree agreed agreement deal accord pact treaty
    announce announced announcement unveil unveiled declare declared
    resign resigned resignation quit quits
    oust ousted sack sacked
    arrest arrested detain detained custody apprehend apprehended
    charge charged charges indict indicted indictment
    convict convicted conviction guilty
    acquit acquitted acquittal
    sue sued suing lawsuit lawsuits
    begin began begun start started launch launched
    end ended ending stop stopped halt halted cease finish
    buy bought purchase acquire acquired acquisition takeover
    sell sold sale sales selling
    meet met meeting meetings
    talks negotiate negotiation negotiations negotiating
    leave left departure depart departed
    withdraw withdrew withdrawn withdrawal
    send sent dispatch deploy deployed deployment
    shoot shot shots shooting shootings
    gunman shooter gunmen
    attack attacked attacker attackers assault
    airstrike airstrikes
    strike struck hit hits striking
    bombing bomb bombed blast explosion explode exploded
    investigate investigation investigators probe inquiry
    decide decided decision
    rule ruled ruling
    urge urged
    criticize criticized criticise criticised slam slammed denounce denounced condemn condemned
    praise praised hail hailed applaud applauded laud lauded
    warn warned warning
    threaten threatened threat threats
    deny denied denies denial
    ban banned prohibit prohibited
    block blocked prevent prevented
    allow allowed permit permitted
    protest protested protester protesters demonstrator demonstrators demonstration
    nominate nominated nomination nominee pick picked tap tapped appoint appointed appointment
    replace replaced replacement
    bill legislation measure
    lawmaker lawmakers legislator legislators
    official officials authorities authority
    child children kid kids
    man men
    woman women
    person people persons
    company firm corporation companies firms
    country nation countries nations
    vehicle car cars vehicles
    troop troops soldier soldiers
    worker workers employee employees staff
    home homes house houses
    help helped aid assist assistance relief
    sole only lone
    collapse collapsed
    maintain maintained maintenance upkeep
    contribute contributed contribution
    quarrel dispute disputes row
    depend depends depended dependent rely relies relied reliant
    terminate terminated
    purpose purposely deliberately intentionally
    remark remarks comment comments
    justice justices judge judges
    reporter reporters journalist journalists
    congress congressional
    conspire conspired conspiring conspiracy
    falsify falsified falsifying false
    jail jailed prison imprisoned imprisonment
    senate senator senators
    around roughly approximately
    recover recovered recovery
    storm storms
    lorry lorries truck trucks
    cooperate cooperates cooperating cooperation
    violate violated violates violating violation violations
    choice choices
    defend defended defense defence
    demand demanded demands
    repeal repealed
    pardon pardoned pardons
    claim claimed claims
    tariff tariffs
    legal legally
    assign assigned assignment
    large larger largest big bigger biggest huge massive enormous
    apologize apologized apologise apologised apology apologies
    lawyer lawyers attorney attorneys
    film movie films movies
    video videos footage tape
    student students pupil pupils
    teen teens teenager teenagers
    aide aides adviser advisers advisor advisors
    year years yearly annual annually
    month months monthly
    accuse accused accuses accusation accusations allege alleged alleges allegation allegations
    plane planes aircraft jet jets airplane airliner
    boat boats vessel vessels ship ships
    money cash fund funds funding
    cost costs price prices
    gun guns firearm firearms
    coronavirus covid
    unemployed unemployment jobless
    marry married marriage wed wedding
    baby babies infant infants
    ally allies
    escape escaped flee fled fleeing
    seize seized seizure confiscate confiscated
    stock stocks share shares
    poll polls survey surveys
    study studies research
    scientist scientists researcher researchers
    truce ceasefire
    militant militants fighter fighters insurgent insurgents rebel rebels
    missile missiles rocket rockets
    nuclear atomic
    medicine medication medicines
    freeze froze frozen
    cause caused
    sentence sentenced
    order ordered orders
    raise raised hike hiked
    offer offered offers
    find found finding findings discover discovered
    hold held holding
    build built building
    bring brought
    catch caught
    fight fought fighting battle
    seek sought seeking
    spend spent spending
    pay paid payment
    speak spoke spoken speech speeches
    steal stole stolen theft
    break broke broken
    choose chose chosen selected select
    draw drew drawn
    drive drove driven
    fly flew flown flight
    give gave given
    know knew known
    lead led leader leaders
    run ran running
    stand stood
    think thought
    throw threw thrown
    write wrote written
    teach taught
    keep kept
    hear heard
    show shown showed showing
    tell told
    swear swore sworn
    evacuate evacuated evacuation evacuees
    destroy destroyed destruction
    damage damaged damages
    crash crashed collision collide collided
    blaze wildfire
    quake earthquake earthquakes
    search searched searching hunt
    vote voted votes voting voter
    election elections elect elected
    propose proposed proposal
    reach reached
    visit visited visiting trip
    return returned
    reveal revealed disclose disclosed
    release released
    postpone postponed delay delayed
    cancel canceled cancelled cancellation scrap scrapped
    suspend suspended suspension
    sign signed signing
    hospital hospitals
    suspect suspected suspects
    deputy deputies
    cop cops police
    rescue rescued rescuers
    passenger passengers
    reduce reduced reduction slash slashed cut cuts cutting trim trimmed
    donate donated donation
    percent pct
    airport airports
    testify testified testimony
    reopen reopened reopening
    close closed closure shut shutdown
    extend extended extension
    tax taxes taxation
    economy economic
    immigrant immigrants immigration
    illegal illegally undocumented
    investor investors
    test tested testing tests
    confirm confirmed confirmation
    expand expanded expansion
    create created creation
    respond responded response
    support supported supporters back backed
    oppose opposed opposition
    require required requirement mandate
    hire hired hiring
    fine fined
    january jan
    february feb
    august aug
    september sept sep
    october oct
    november nov
    december dec
"""


def first_of_row(block: str) -> dict[str, str]:
    """From every word of a table to the first word of its row."""
    table: dict[str, str] = {}
    for line in block.strip().splitlines():
        row = line.split()
        for word in row:
            table.setdefault(word, row[0])
    return table


MEANINGS = first_of_row(_MEANINGS)

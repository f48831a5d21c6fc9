"""The other word lists: opposites, peoples and their countries, titles, negation, hedges."""

from __future__ import annotations

from summarizer.meaning.meanings import first_of_row


def vocabulary(block: str) -> frozenset[str]:
    """The words of a block of text."""
    return frozenset(block.split())


# Two words of one row never support each other: told apart even where all else agrees.
_OPPOSITES = """
    kill / injure / survive survived survivor unhurt unharmed
    rise / fall reduce
    win election / lose
    accept agree / reject
    convict / acquit
    begin / end cancel postpone close
    buy / sell
    allow / ban block
    support / oppose
    praise / criticize
    open opened / close
    deny / confirm admit admitted
    arrest / release
    hire / oust
    more / fewer
    north northern / south southern
    east eastern / west western
    above / below
    before / after
    man / woman
    son / daughter
    father / mother
    brother / sister
    husband / wife
    raise raised / reduce
    expand / reduce
    enter entered / leave
    arrive arrived / leave
    upheld uphold upholds / overturn overturned struck
    unanimous unanimously / divided
    increase / reduce
    legal / illegal
    public / private
    majority / minority
    first / last
    destroy / damage
    alive survive survived / kill
    noon midday / midnight
    dozens / hundreds / thousands / millions / billions
    missing / kill
    late / early
    leave / stay stayed remain remained
    true / untrue
    safe / unsafe dangerous
    success succeed succeeded / failure failed fail
"""

# Peoples, their countries, and the parties and creeds that come as noun and adjective.
_PLACES = """
    usa us american americans america | uk british britain briton britons
    russia russian russians | china chinese | korea korean koreans | japan japanese
    germany german germans | france french | italy italian italians | spain spanish spaniard
    israel israeli israelis | palestine palestinian palestinians | iran iranian iranians
    iraq iraqi iraqis | syria syrian syrians | turkey turkish turks
    afghanistan afghan afghans afghani | pakistan pakistani pakistanis | india indian indians
    mexico mexican mexicans | canada canadian canadians | cuba cuban cubans
    venezuela venezuelan venezuelans | brazil brazilian brazilians
    australia australian australians | egypt egyptian egyptians | libya libyan libyans
    saudi saudis | ukraine ukrainian ukrainians | crimea crimean | poland polish poles
    greece greek greeks | ireland irish | scotland scottish scots | wales welsh
    europe european europeans | africa african africans | asia asian asians | yemen yemeni yemenis
    lebanon lebanese | jordan jordanian | qatar qatari | sweden swedish swedes
    norway norwegian norwegians | denmark danish danes | finland finnish finns
    belgium belgian belgians | netherlands dutch | switzerland swiss | austria austrian austrians
    hungary hungarian hungarians | vietnam vietnamese | thailand thai
    philippines philippine filipino filipinos | indonesia indonesian | myanmar burmese burma
    nigeria nigerian nigerians | kenya kenyan kenyans | somalia somali somalis | sudan sudanese
    ethiopia ethiopian | colombia colombian colombians | argentina argentine argentinian
    honduras honduran hondurans | guatemala guatemalan guatemalans
    salvador salvadoran salvadorans | haiti haitian haitians | republican republicans gop
    democrat democrats democratic | islam islamic | muslim muslims | catholic catholics
    jew jewish jews
"""

PLACES = first_of_row(_PLACES)
LONG_PLACES = {"united states": "usa", "united kingdom": "uk", "great britain": "uk"}
# Seats of government that stand for their country: "the Kremlin said", "Pyongyang's offer".
SEATS = {
    "kremlin": "russia", "moscow": "russia", "beijing": "china", "tehran": "iran",
    "washington": "usa", "white house": "usa", "pyongyang": "north korea", "seoul": "south korea",
    "tokyo": "japan", "berlin": "germany", "ankara": "turkey", "kyiv": "ukraine",
    "kiev": "ukraine", "london": "uk", "downing street": "uk", "brussels": "europe",
    "damascus": "syria", "baghdad": "iraq", "kabul": "afghanistan", "riyadh": "saudi",
    "caracas": "venezuela", "islamabad": "pakistan", "cairo": "egypt", "ottawa": "canada",
    "delhi": "india", "new delhi": "india", "jerusalem": "israel", "havana": "cuba",
}  # fmt: skip
OPPOSITES = [[side.split() for side in line.split("/")] for line in _OPPOSITES.strip().splitlines()]

# The last word of the name of a news outlet.
MEDIA = vocabulary("""
    news times post journal reuters press cnn nbc abc cbs bbc politico axios bloomberg ap afp npr
    msnbc today herald tribune guardian telegraph mail gazette courier globe chronicle
    """)
TITLES = vocabulary("""
    president vice deputy former ex acting interim senator sen senators rep reps representative
    gov governor mr mrs ms miss dr sir lord lady dame prime minister secretary general attorney
    judge chancellor king queen prince princess pope chief chairman chairwoman chair speaker
    leader director officer spokesman spokeswoman spokesperson mayor sheriff detective col
    colonel lt lieutenant sgt sergeant capt captain maj major adm admiral gen ambassador
    professor prof congressman congresswoman rev reverend dictator ruler candidate nominee
    coach founder ceo commissioner prosecutor lawyer justice inspector superintendent
    premier adviser advisor counsel
    """)
NEGATORS = vocabulary("""
    not no never without neither nor cannot can't don't doesn't didn't isn't aren't wasn't
    weren't hasn't haven't hadn't won't wouldn't couldn't shouldn't deny denied denies denying
    refuse refused refuses refusing fail failed fails failing reject rejected rejects
    decline declined declines stop stopped prevent prevented avoid avoided none nobody nothing
    unable unlikely hardly
    """)
HEDGES = vocabulary("""
    will would could must may might should shall expected expects expect plan plans planned planning
    set due likely if whether vowed vows threatened threatens threatening wants want wanted
    hopes hope hoping considering considers considered consider proposed proposes urge urged
    urges calls called calling demand demanded demands pledged promised promises unless intends
    intended seek seeks seeking sought poised potential potentially possible possibly scheduled
    won't wouldn't couldn't shouldn't can i'll we'll he'll she'll they'll you'll it'll trying
    danger risk tried try attempt attempted asked asks able ready prepared preparing
    """)

"""What is planted in the pages of the bundled events, and what of their stories must stay.

A piece is a phrase that stands nowhere but in a line of junk; white space counts as one space.
Only junk that reading leaves in an article is listed: menus and footers of a page go before.
"""

from __future__ import annotations

import re

# Bars without spaces and line ends stand between pieces.
JUNK = {
    "castlow-mayor-recount": """
        PERRIN OSWALT|Nov. 21, 2025, 7:18|Share Save Print|3 MIN READ|CASTLOW (LNS)
        Tap here for our|LNS Photo|Additional reporting by Thea|may be reproduced
        ELECTION 2025|Sentinel's politics newsletter
        City Hall, decoded|Read more: Uncounted|misstated the number|Joss Amory
        CASTLOW —|contributed to this report|Tell us what you think
        Politics & Government|Simeon Pace|Published November 24|Updated at 7:55|Stay in the know
        The Current, our|UPR's building
        THE NINTH ROUTE|from a guy with|Home About Archive|(A recount post)|posted by Gus
        It runs on coffee|Tweeter|Loading...|PREVIOUS: The bridge|NEXT: What I ate|6 Replies
        tamara b.|The heater on the 9|precinct_captain|wrong about 2017|I stand corrected
        Leave a Reply|Required fields
        Sunday edition|Go deeper|Was this forwarded
    """,
    "harbour-ferry-fire": """
        Rosalind Achter|min read|Share Post|Tidewire Photo|Morning Bulletin|Five stories
        contributed to this report|timeline of recent accidents|may not be published
        Tidewire is a national news agency|on page B4|We took that ferry in August|Log in or
        remove abusive posts|Home > News|312 shares|DON'T MISS|Tokens inside
        worst ferry breakfasts|beach wedding|live goat|Flare app|My cousin was on this boat
        Give that boy a medal|rust bucket|Well done to the fishermen|Updated 2 hours ago
        This article first said|The figure was changed|flagship newsletter|Sign up here
        COMPANIES|Subscribe to unlock|digital edition|Already a subscriber
        Listen to this article|RECOMMENDED|Ansel Dwight|Markets data delayed
        redistribute by email|Follow the topics|Central bank holds rate|Orrin Foods
        empty offices become flats|national news agency|Recommend (6)|gerald_w|abusive posts
        Win a family|41 likes|2 hours ago|first said that|Transport Correspondent|unlock this
        Listen to this|Markets data|redistribute|3. Orrin
    """,
    "hollin-valley-flood": """
        MARCUS ELLERY|aerial photo|All rights reserved|Get urgent local news|Text HOLLIN
        Parish notes|an earlier version of this page|Ring Mab on|Do you have news
        yournews@cpb.example|telephone number if one|in the CPB app|Story continues below
        pictures of the floods|pictures@dailyspark|Spark Breaking|on the list?|9-crown gadget
        SPARK SAYS|mountainman_ed|Glad shes ok|that man a medal|Dog swims
        Never miss what the city|cancel at any time|Harbour tunnel to close|Ten things to do
        stolen bicycle|Reading Time|RED WARNING|Posted by Nimbus|1,204 views|Click to enlarge
        Nimbus teaches geography|His wife has asked him|no ads from oil|coffee money|Chip in 3
        2025 GMT|by text message|55501|earlier version|Ring Mab|- Comments
        Are you in the affected|yournews@|telephone number|If the form|KIT RENDALL|first to know
        Is yours on the list|one: who read the report|mountainman|give that man a medal|(NWA)
        Never miss|Posted by|Radar picture|About Nimbus|Chip in
    """,
    "lubra-bridge-verdict": """
        Balvar Press Agency|LEVAN DUSCH|12 Feb 2026 13.22|(BPA) -|For a TIMELINE|Reporting by Levan
        newsdesk@bpa|Click for restrictions
        Lubra Bridge trial|Read more: The e-mails|gave the age of
        Politically indigestible
        The Morning Dart|Friday 13th February|ZORA KLIMM|Share this article|[Picture: Torvic
        LIKE THE DART|lock her up NOW|Do you know a victim|TOP STORIES|custard feud|Moose on
        Your stars for|hedgehog77|2 hrs ago|my uncle was in|Up 88|Realist|calm down everybody|Up 7
        Programme supported by|reception reports
        LAW & LIABILITY|puts inspectors on notice|Stay anchorage recovered|Enjoying this?
        recovering bridge inspector|Bearings: the|footbridges we wish|Whitepaper
        BPA Photo|STELNIK, Ostrenia —|Ginny Sather
    """,
    "orbital-bank-merger": """
        Lena Haskett|Republication or redistribution|($1 = 6.84 crowns)|bank mergers never save
        An earlier version of this article|Ask to reprint|Corvane Ledger Limited
        supplied by Norwick|HomeNewsMoney|JED MALLORY|danger list|Soap star|Do YOU work at
        Ring our newsdesk|Get the Spark app|none of the waiting|Download it FREE|MOST READ IN
        1,000-crown note|overpaying for broadband|price of a garage|pennywise_61
        Been with Fennmoor since|a pay rise you watch|been in a branch since the pandemic
        Reply Like|E-mail this story|Tam Greaves|Cold Hallam branch|Stan, Upper Fenn
        have paid for the trophy|J. Pole|Worried staff|Goose attacks|Piano, free
        * Competition Board|($1 =|was supplied by|HomeNews|Spark app|MOST READ|overpaying
        pennywise|Like (212)|View all 47|Text size|told not to talk to the paper
    """,
    "orlu-pass-ceasefire": """
        Mads Orrin and|Northlight News Agency|06:14 UTC|(NNA)|desk: +00|house style
        Ragna Holmvik|translated from Viddish
        HOME | NATION|SARYKAND STANDARD|First in Belkar|Enemy accepts our line|Text: Colonel
        Share with compatriots|Border Guard Press|READ: How to register|PRINT VERSION
        AT ANY POST OFFICE|Read also|Spring wheat|four golds|Chess column|enter into correspondence
        21st March 2026|Bay trawler|Chronicle's daily newsletter
        Heard on World|- Download|- Embed|- Transcript|hide caption|KESH, Sunnara —
        Open Ether sponsor|contributed reporting|terms of use and|on a rush deadline
        climb to the Orlu Pass on Sunday
    """,
    "pellan-teachers-strike": """
        Statehouse Wire | Education|By Corinne|Published 2:14|PELLAN BAY —|RELATED: Which
        Members may reprint
        SCHOOLS|School news, every|Hall Pass|Meet the woman who|covers schools and|dtorrance@
        originally appeared
        Inland Courier|Rex Avondell|6:02 AM|2 min read|[Photo: Teachers|PELLAN BAY -|Story continues
        wrote this story|What do you think?|Recommended for you|Courier All-Area|Gas prices dip
        One weird trick
        By Abena Castellow|9:33 AM EDT|LISTEN •|Students get off a bus|Castellow / Shoreland
        made possible by members|Copyright 2026|Tags: Education
        View in browser|T W O|The newsletter for Pellan|Hello, tired people
        brought to you by|See you at the bus|M & B|Did a friend send|You're getting this|PO Box 88
    """,
    "porto-velluna-wildfire": """
        ARENDA NEWS, 19 July|(Arenda) —|text FIRE to|(ARENDA/dp/lk)
        This page will be updated|pippa@
        Daily Cockle ›|Gaz Rudge|23:12, 19 Jul|Bookmark|(Pic: Cockle|Cockle Flash
        Click here for a map|holidayhell@|MORE ON HOLIDAYS|cheapest buffet|Flight attendant
        Seven coves|Comments (3)|Those fishermen!|Booked for Tuesday|Reply|unreal norm
        11:31 am|MAUD KITTO|Mail to a friend|Flames behind|PICTURE: ARENDA|Also in Travel
        With ARENDA NEWS
        FREE DOWNLOAD|Get the report|Have a story for us|To comment on this
    """,
    "saltmarsh-water-deal": """
        Sponsor message|supported by listeners|Become a member|A previous version of this story
        IDA MORROW|interactive graphic|Editing by Nuala|ida.morrow@|Our Standards
        Energy Briefing|numbers behind the news|Additional reporting by Sanna
        has been updated with|Your weekly paper|News | Prices|Posted on June 6|SHOW SEASON
        Enter your marrows|Forms at the office|farms eleven acres|Filed under|Tagged:
        Like Loading|three sprays|Tollbridge mart|Good piece Wendell|My father fought|175??
        second hand pump|Leave a Reply|family of brands|we use cookies|Accept all|Stock image
        ALSO ON NEWSKNOT|earn a commission|subject to change|river_rat|first dry summer
        where is this|Pick your sign|Scan the code|4.6 stars|Terms and Privacy
        listeners like you|previous version|Click here|+00 555|has been updated|Posted on
        has written for|Good piece|Name *|Reject all|Stock|ALSO ON|View original|may earn a
        Gus P|Help | Feedback
    """,
    "tarrow-hospitals-ransomware": """
        READ MORE: Tarrow|shanice.ollerby@
        BEACON WIRE|Olive Strand|7 May 2026 15:36|Updated 16:02|(Beacon Wire) –|SEE ALSO: Timeline
        Accuracy and Fairness|Contact the reporter
        Added the hospitals' new wording|Got a tip?
        Don't miss out on|registered users only|20 photos|giant bun|feeding swans
        A nurse writes.|* * *|If you enjoy Night|[enter your address]|Older post
        Newer post|kathleenW|Thank you for all|Anonymous said|Of course it's pegs|Post a comment
        About me:
    """,
    "vastelaar-doping-ban": """
        11:37 AM|BELLINVAUX (Sportcable)|[1/3]|Acquire Licensing|Reporting by Bruna|Our Standards
        Sign up here
        Words by Imke|READ MORE: The ten|has covered professional
        from our reporter|Photo: K. Oost|Look back
        To react you must|Taking over of articles
        CYCLING|Staff and agencies|12.20 GMT|Share on Chirp|Photograph: Bruna|Quick Guide
        a small favour|Topics|Drugs in sport|Reuse this|Most viewed|own goal twice|Snooker
        Around the VBC|Squeaky Chain|name the podium|Why skaters
    """,
    "zorvany-mine-rescue": """
        By Dorota Kalinsky|08.05 local|(Meranet) -|Photos: the rescue|Reporting by Dorota
        Terms of use: meranet
        Once a month|Read also: The fire
        Lantern Online|Cass Dunphy|01:48, 8 FEB|Comments 61|Bookmark
        Image: Lantern|READ MORE: I survived|Do you have a story|Lantern app|TRENDING
        wheelie-bin|worst haircut|Horoscopes|deno44|brave brave men|12 hours ago|SueInTheShed
        deserves a statue|Load more
        (Meranet) –|MERANET|ALSO READ: Five
        Central Europe correspondent|Reporting from Zorvany|Emeric Toll|flagship newsletter
        Top stories|Storm Agathe|Peace talks resume|cannot ride a horse
        Log in | Subscribe|our technical editor|Category: Safety|what worked, and what|[ADVERT]
        Members of the Society|Raise boring|Comments are moderated|R. Oduvale|Editor replies
        Adit Lane
    """,
}
# Whole lines of junk whose words the story has, too.
LINES: dict[str, tuple[str, ...]] = {
    "castlow-mayor-recount": (
        "Longline News Service",
        '"It came in the right door and turned left and not right."',
    ),
    "orlu-pass-ceasefire": ("World",),
    "vastelaar-doping-ban": (
        "Sportcable",
        "“The panel is asked to believe in a coincidence, and then in its repetition”",
    ),
    "zorvany-mine-rescue": ("World",),
}
_DECK = "a standfirst reads like a sentence of the story, and may say what the story does not"
_BARE = "a comment with a name before it and no button, age or heading of its own"
_HEADLINE = "a headline that neither the title nor a byline under it gives away"
_NUMBERED = "numbered headlines of a letter look like the numbered points of a story"
_FACT = "it asks for money and reports at once"
# Pieces of junk that stay, with the reason why no general rule takes them.
MISSED = {
    "castlow-mayor-recount": {
        "behind a stack of folding chairs": _DECK,
        "4. Mayor by": _NUMBERED,
        "The cheese that": _NUMBERED,
        "Chart of the day": _NUMBERED,
    },
    "lubra-bridge-verdict": {
        "in plain words whose fault": _DECK,
        "Old Caisson": _BARE,
        "No relation. But": _BARE,
    },
    "orlu-pass-ceasefire": {"our reporter on a deal": _DECK},
    "pellan-teachers-strike": {"It's over (nearly)": _HEADLINE},
    "tarrow-hospitals-ransomware": {"pens, paper and runners": _DECK, "Paper week": _HEADLINE},
    "vastelaar-doping-ban": {
        "so that you need not": _DECK,
        "Reactions": _BARE,
        "Leave that mother": _BARE,
        "Old Skipper": _BARE,
    },
    "zorvany-mine-rescue": {"waiting their turn below": _DECK, "has opened a collection": _FACT},
}
# Phrases that look a little like junk and are the story.
STORY = {
    "castlow-mayor-recount": (
        "What was in the crate",
        "'Behind the furniture'",
        "ground that nobody could",
        "1. The hand count is over",
        "What's odd: two digits",
        "What's next: whoever",
        "Seal number in dispute",
        "Fine! Then show us",
        "I've met Gwen Abelard",
        "Five had no vote for mayor",
    ),
    "harbour-ferry-fire": ("What happens now?", "under control by 10:50.", "Nobody was hurt"),
    "hollin-valley-flood": (
        "Register at any rest centre",
        "ring the vet at Garth",
        "TOWNS UNDER WATER",
        "Linnea Marsk, a 34-year-old hiker",
        "Good news to end on",
    ),
    "lubra-bridge-verdict": (
        "The report in the drawer",
        "HOW THEY WERE PUNISHED",
        "- Three more in the dock",
        "read; a few applauded",
        "Ours is free: if they",
        "What it costs",
        "“She read every name,”",
        "Legal scholar Renata Olm",
        "In her reasons",
    ),
    "orbital-bank-merger": (
        "WHAT IT MEANS FOR YOU",
        "Nothing changes today",
        "I’d vote",
        "Joan Tebbet",
        "the two banks will merge into the biggest",
    ),
    "orlu-pass-ceasefire": (
        "Under the agreement:",
        "• 312 prisoners of war",
        "Lifts",
        "Mothers, your sons",
        "Observers in skis",
        "More prisoners on the lists",
        '\n"a pause, not yet a peace".',
        "Vigilance remains",
        "there were fireworks",
    ),
    "pellan-teachers-strike": (
        "- Calendar: Six of the",
        "So who won?",
        "Anything else in there?",
        "Oct. 6.",
        "Nineteen hours, one pizza",
        "What's in it",
        "Pencils out",
        "Sixty more nurses",
        "I bought a pizza",
    ),
    "porto-velluna-wildfire": (
        "Sunday, 8.30pm.",
        "- Houses lost: 52",
        "WHAT ARE MY RIGHTS?",
        "Ring your operator before",
        "Why?",
        "taken off by fishing",
        "Then out of the smoke",
        "Nine thousand moved",
        "Northgate Airport said",
    ),
    "saltmarsh-water-deal": (
        "The summer minimum is 180",
        "Drip lines under two hectares",
        "“line by line",
        "She was booed",
        "a fund of 25 million marks",
        "In our view",
    ),
    "tarrow-hospitals-ransomware": (
        "- Radiotherapy is SUSPENDED",
        "Which A&E departments",
        "Yes, that one.",
        "on Friday.",
        "If you're poorly, come.",
        "Who is Greyloom?",
        "So, some of you",
        "Lessons",
        "we are not going to",
    ),
    "vastelaar-doping-ban": (
        'July," he said.',
        "WELL RIDDEN, JOREN",
        "The bill",
        "What next?",
        "'A door left open'",
        "Nobody takes it for",
        "changing a light bulb",
        "He has 21 days",
        "But in neither of those",
    ),
    "zorvany-mine-rescue": (
        "TIMELINE OF TERROR",
        "FRIDAY, 8am: Contact!",
        "The fall. Some time",
        "Wednesday: the dust",
        "All of them are alive.",
        "rock.",
        "the lower leg.",
        "We will publish the",
    ),
}


def pieces(event: str) -> list[str]:
    """The planted junk of an event that cleaning takes."""
    found = re.split(r"(?<! )\|(?! )|\n", JUNK[event])
    return [piece.strip() for piece in found if piece.strip()]

"""Rules for what a page asks of its reader: share, subscribe, accept, download, wait, play."""

from __future__ import annotations

import re

from summarizer.clean.patterns import ANYTHING, SAID, any_case
from summarizer.clean.rule import Rule

_SOCIAL = (
    r"(?:share(?: this(?: story| article| post)?)?:?|embed|copy|print|e-?mail(?: this)?|tweet"
    r"|facebook|twitter|pinterest|"
    r"linked ?in|reddit|whats ?app|google(?: plus|\+)|flipboard|messenger|copy link|copy this link|"
    r"save|pin(?: it)?|text size|stumble ?upon|tumblr|instagram|youtube|social|comments?|"
    r"share on (?:facebook|twitter|linkedin|whatsapp|pinterest|reddit)|via e-?mail|play|close|plus|"
    r"more|share via|share on|this|on|or|to|at|\d{1,6}(?:\.\d)?k?|[|+•·,:/&\-–—])"
)

PROMPTS: tuple[Rule, ...] = (
    Rule(
        "reading-time",
        "How long the page thinks the story takes.",
        "line",
        any_case(
            r"(?:(?:estimated )?read(?:ing)? time\s?:?\s?)\d{1,3}\s?-?\s?min(?:ute)?s?\.?(?: read)?"
            r"|\d{1,3}\s?-?\s?min(?:ute)?s?\.? (?:read|to read)"
        ),
    ),
    Rule(
        "share",
        "Buttons for sharing and printing, alone on a line.",
        "line",
        any_case(
            r"(?:play )?(?:(?:facebook|twitter|share|print|tweet|e-?mail|google|pinterest"
            r"|social|linkedin|"
            rf"whats ?app|reddit|flipboard|text size|copy)\b[\s|+•·,:/&\-–—]{{0,4}})"
            rf"(?:{_SOCIAL}[\s]{{0,3}}){{0,14}}"
            rf"|read or share (?:this )?(?:story|article)\b{ANYTHING}"
        ),
    ),
    Rule(
        "share-link",
        "A call to read or share this story, with its address.",
        "part",
        re.compile(r"Read or Share this story:?\s{0,3}(?:https?://\S{1,200})?"),
        literals=("read or share this",),
    ),
    Rule(
        "newsletter",
        "Asks the reader to sign up; the whole line is the request.",
        "line",
        any_case(
            r"(?:please )?sign[ -]up (?:(?:here|now|today|below)\b|for (?:our|free"
            rf"|this newsletter|breaking news|[^.]{{0,60}}\b(?:newsletters?|briefing|e-?mails?"
            rf"|alerts))\b){ANYTHING}"
            rf"|sign up to (?:get|receive|our|the)\b[^.]{{0,160}}(?:inbox|newsletter|email"
            rf"|e-mail|briefing|alerts?)\b{ANYTHING}"
            rf"|[^.]{{0,60}}\bnewsletter sign[ -]?up\b{ANYTHING}"
            rf"|[^.]{{0,80}}\bnewsletter\.? (?:sign up|subscribe)\b{ANYTHING}"
            r"|(?:get|start|let|have)\b[^.”\"]{0,160}\byour inbox\b"
            r"(?:[^\"“”]{0,300})?"
            r"|get (?:breaking|push|news|the latest|daily|free|all the latest)\b[^.\"“”]{0,90}"
            rf"\b(?:alerts?|notifications?|updates|reports)\b{ANYTHING}"
            rf"|[^\"“”]{{0,300}}\bsign up for our (?:[\w ]{{1,30}} )?(?:newsletters?"
            rf"|e-?mails?)\b{ANYTHING}"
            rf"|[^\"“”]{{0,200}}\b(?-i:Email Sign Up)\b{ANYTHING}"
            rf"|get [^.\"]{{2,60}}\.? sign up to receive\b{ANYTHING}"
            r"|(?:something to consider )?if you (?:enjoyed|liked|like) this (?:article"
            rf"|story)\b{ANYTHING}"
            rf"|breaking news e-?mails\b{ANYTHING}"
            rf"|thank you for (?:signing up|subscribing)\b{ANYTHING}"
            r"|(?:click here|subscribe|register|log ?in|sign in) to (?:subscribe|receive|get"
            rf"|read|continue|our|the|watch|listen|access)\b{ANYTHING}"
            r"|subscribe at (?:any|your|our)\b[^.?!\"“”]{2,40}"
            rf"|subscribe (?:now|today|here|for|via|on)\b{ANYTHING}|subscribe|sign up|log in"
            r"|register"
            r"|you (?:have been|are now) (?:successfully )?(?:added|subscribed)\b[^\"“”]{0,200}"
            r"|enter your e-?mail\b[^\"“”]{0,200}|e-?mail sign up\b[^\"“”]{0,200}"
            rf"|(?:already a subscriber|not a subscriber)\b{ANYTHING}"
        ),
        unless=SAID,
        literals=(
            "sign up",
            "sign-up",
            "sign in",
            "signin",
            "newsletter",
            "inbox",
            "get ",
            "if you ",
            "e-mail",
            "email",
            "thank you",
            "click here",
            "subscri",
            "regist",
            "log in",
            "login",
            "you have been",
            "you are now",
            "enter your",
        ),
    ),
    Rule(
        "newsletter-part",
        "A request to sign up inside a longer line, with the words that only such requests have.",
        "part",
        re.compile(
            r"By signing up,? you agree (?:to|that)\b[^.]{0,160}\.(?: You (?:can"
            r"|may) (?:unsubscribe|opt out)\b[^.]{0,80}\.)?"
            r"|(?:Click|Tap) here to (?:subscribe|sign up|get our app|download)\b[^.]{0,120}\.?"
            r"|(?:CLICK HERE TO|CLICK TO) (?:GET|DOWNLOAD|SIGN UP|SUBSCRIBE)\b[A-Z0-9 ’']{0,60}"
        ),
        literals=("signing up", "here to ", "click to "),
    ),
    Rule(
        "app",
        "An advertisement for the outlet's own app or channel.",
        "line",
        any_case(
            r"(?:click (?:here )?to )?(?:get|download|try|install) (?:the "
            rf"|our )?(?:\w+ ){{0,3}}(?:news |mobile )?app\b[^.]{{0,80}}\.?"
            r"|get [\w ]{2,30} on the go by clicking here\.?"
            rf"|visit [\w’' ]{{2,40}}(?:homepage|website) for more\b{ANYTHING}"
            rf"|support \w+[’']s (?:explanatory |independent )?journalism\b{ANYTHING}"
            rf"|every day at \w+, we aim to answer your most important questions\b{ANYTHING}"
        ),
        unless=SAID,
    ),
    Rule(
        "cookies",
        "Notices on cookies, robots and terms.",
        "line",
        any_case(
            rf"(?:this (?:web)?site|we|our (?:web)?site) "
            rf"(?:and our partners )?uses? cookies\b{ANYTHING}"
            r"|(?:by (?:using|continuing to (?:use|browse))|if you continue to use) (?:this"
            rf"|the|our) (?:web)?site\b{ANYTHING}"
            rf"|this site is protected by recaptcha\b{ANYTHING}"
            r"|(?:privacy policy|terms of (?:use|service)|cookie policy|accept(?: all)? cookies|"
            r"please enable javascript[^\"]{0,100})(?:[\s|•·]{0,4}(?:privacy policy"
            r"|terms of (?:use|service)|cookie policy))*\.?"
        ),
        unless=SAID,
    ),
    Rule(
        "advertisement",
        "Marks around advertisements and breaks.",
        "line",
        any_case(
            r"(?:\(?(?:advertisement|advertisment|advertising|sponsored(?: content)?|promoted"
            r"|ad|paid content)\)?[\s.:|]{0,3})"
            r"(?:\(?(?:advertisement|story continues below|continue reading(?: the main story"
            r"| below)?|click prev or next to continue viewing images\.?)\)?\s?){0,3}"
            r"|(?:(?:story|article) continue[sd](?: below)?(?: after)?(?: advert(?:isement)?"
            r"| this ad| video)?|continue reading(?: below| the main story)?|skip (?:advertisement"
            r"|ad|to (?:content|main))|"
            r"this (?:story|article) (?:has been )?continued? (?:on|below)[^.]{0,40}|"
            r"hide|close|more|read more|show more|view comments|loading\.{0,3}"
            r"|scroll down(?: for more)?)[.:]?"
            r"|\(click prev or next to continue viewing images\.?\)"
        ),
    ),
    Rule(
        "donate",
        "A request for money with a button.",
        "part",
        re.compile(
            r"(?:Every dollar\b[^.?!]{0,80}[.?!] )?Click here to (?:donate|give"
            r"|contribute)\b[^.]{0,40}\.?"
        ),
        literals=("click here to ",),
    ),
    Rule(
        "player",
        "Words of a video player or slide show.",
        "line",
        any_case(
            r"just watched\b[^\n]{3,200}\breplay\b[^\n]{0,300}"
            r"|slideshow(?: \(\d{1,3} (?:images?|photos?|items?)\))?"
            r"|(?:photos|image|photo|slide|picture|gallery)?:?\s?\d{1,3}\s?(?:/|of)\s?\d{1,3}"
            r"|media playback is (?:un)?supported on (?:this|your) device[^\"]{0,200}"
            r"|play video \d{1,2}:\d\d[^.]{0,200}|(?:play |watch )?video:? \d{1,2}:\d\d"
            r"|(?:watch|video|listen|photos?|watch live|live|watch now|watch the video(?: above"
            r"| below)?|"
            r"play video|play|pause|mute|replay|replay video|watch below|unmute|full ?screen)[.:!]?"
            r"|[^.]{0,60}\bno changes are to be made to this player\b[^\"]{0,100}"
            r"|(?:your browser|this browser|sorry, your browser)\b[^.]{0,80}\b(?:support"
            r"|video)[^\"]{0,120}"
            r"|(?:click|tap|swipe|scroll)\b[^.]{0,30}\b(?:prev|next|through)\b[^.]{0,60}\.?"
            r"|(?:enlarge|view|expand) (?:this )?(?:image|photo|gallery|picture)|see full gallery"
            rf"|(?:a look at|more:?) (?:the )?(?:photos|gallery)|chat with us\b{ANYTHING}"
        ),
    ),
    Rule(
        "comment-form",
        "The form and the questions that invite comments.",
        "line",
        any_case(
            rf"(?:leave|post|write|add) (?:a|your) (?:reply|comment)s?[^.]{{0,60}}"
            rf"|your e-?mail address will not be published{ANYTHING}"
            rf"|required fields are marked{ANYTHING}|discuss this (?:article|story)|(?:join"
            rf"|start) the (?:conversation|discussion)\b[^\"]{{0,120}}"
            r"|share your (?:thoughts|well wishes|opinions?|views)\b[^\"]{0,160}|(?:\d{1,6} "
            r"|view |show |hide |read |(?:view|see|show) all \d{1,6} )?comments?(?: \(?\d{1,6}\)?)?"
            r"|(?:to comment on this (?:post|story|article)|comments (?:are|have been) closed"
            r"|have your say)\b[^\"]{0,140}"
            r"|(?:are|were|have|did) you\b[^\"“”]{0,120}\?[^\"“”]{0,120}(?:[\w.]{2,30}@"
            r"|let us know|get in touch|contact us)[^\"“”]{0,120}|log ?in to submit\b[^.]{0,40}"
            r"|what do you think\?[^\"]{0,160}\b(?:comments?|below|tell us|conversation)\b"
            r"[^\"]{0,80}"
            r"|to (?:react|comment|reply) you (?:must|need to|have to)\b[^\"]{0,120}"
            r"|comments are moderated\b[^\"]{0,80}|[^\"“”:]{0,100}\bcomments: \d{1,6}"
            r"|\d{1,6} (?:replies|responses|thoughts) (?:to|on) [\"“‘'][^\n]{2,120}"
            r"|\d{1,5} (?:replies|responses)"
            r"|(?:tell us|let us know)\b[^\"]{0,80}\b(?:in the comments?|below)\b[^\"]{0,60}"
            r"|other reports by|reply"
            r"|log in (?:or register )?to (?:reply|(?:post a )?comment)\b[^\"“”]{0,120}"
            r"|(?:name|e-?mail|website) ?\*"
        ),
        unless=SAID,
    ),
)

"""Pieces of patterns that several rules share.

Every quantifier that could meet itself is bounded, so that no pattern backtracks for long.
"""

from __future__ import annotations

import re

from summarizer.text import lexicon

MONTH = rf"(?:{lexicon.MONTH})\.?"
WEEKDAY = rf"(?:{'|'.join(lexicon.WEEKDAYS)}|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?)"
ZONE = r"(?:ET|EST|EDT|CT|CST|CDT|MT|MST|MDT|PT|PST|PDT|GMT|BST|UTC|IST|CET|HKT|AEST)"
CLOCK = (
    rf"(?:(?:at\s{{1,3}}|\|\s{{0,3}}|-\s{{0,3}}|,\s{{0,3}})?\d{{1,2}}(?:[:.]\d{{2}}"
    rf"){{1,2}}(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
    rf"(?:\s?\(?{ZONE}\)?)?|(?:at\s{{1,3}})?\d{{1,2}}\s?[AaPp]\.?\s?[Mm]\b\.?(?:\s?\(?{ZONE}\)?)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# A date with its year, as a page states it.
FULL_DATE = (
    rf"(?:(?:{WEEKDAY}\s?,?\s{{0,2}})?"
    rf"(?:{MONTH}\s{{0,2}}{_DAY}\s?,?\s{{0,2}}\d{{4}}|{_DAY}\s{MONTH},?\s\d{{4}}|"
    r"\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}))"
)
ANY_DATE = rf"(?:{FULL_DATE}|(?:{WEEKDAY}\s?,?\s)?(?:{MONTH}\s{_DAY}|{_DAY}\s{MONTH})|{WEEKDAY})"

# "Larry Hoffman", "J. D. van der Berg", "Mary O'Neill-Smith".
_PART = r"(?:[A-Z][\w'’\-]{1,20}|[A-Z]\.(?:[A-Z]\.)?)"
NAME = rf"{_PART}(?:\s(?:de|del|van|von|der|da|bin|al|el|la)\b)?(?:\s{_PART}){{1,3}}"
NAMES = rf"{NAME}(?:(?:,|,?\s(?:and|&|with))\s{NAME}){{0,6}}"

AGENCY = (
    r"(?:AP|A\.P\.|AFP|UPI|PTI|ANI|IANS|dpa|DPA|TASS|RNS|CNN(?: Business| Politics)?|CNNMoney|"
    r"Reuters|REUTERS|Thomson Reuters|Xinhua|Bloomberg(?: News)?|Kyodo|Yonhap|Interfax|"
    r"(?:CBS|ABC|NBC|FOX|Fox)(?: ?News| ?\d{1,2})?(?:/AP)?|CBS/AP|AP/CBS|CBSNewYork|PEOPLE\.com|"
    r"The Associated Press|Associated Press|Press Association|PA|EFE|KTLA|JTA|CNSNews\.com|"
    r"Tribune News Service|Gray News|ANTARA|WAM|SABC News|NNS|CNA|CNBC|Daily Mail|TMZ"
    r"|WASHINGTON POST)"
)
PICTURE_AGENCY = (
    r"(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|EFE|Getty(?: Images)?|AFP[-/ ]Getty(?: Images)?|"
    r"Bloomberg|Shutterstock|Alamy|iStock|Polaris|Zuma(?: Press)?|ZUMA(?: Press)?|WireImage|"
    r"FilmMagic|Redux|UPI|PA|PA Wire|PA Images|Rex|REX|Sipa(?: USA)?|SIPA|NurPhoto|Corbis|"
    r"Xinhua|TASS|Tass|Sputnik|KCNA|Pool|POOL|Barcroft(?: Media)?|Splash(?: News)?|NASA|"
    r"The Associated Press|Associated Press|The Washington Times|The Washington Post|"
    r"The New York Times|USA TODAY|Anadolu(?: Agency)?|MediaPunch|INSTARimages|Invision)"
)
OUTLET = (
    r"(?:USA TODAY|The Associated Press|Associated Press|AP|Reuters|ABC News|CBS News|NBC News|"
    r"Fox News|FOX News|FOX Business|CNN|BBC News|The Washington Times|The Washington Post|"
    r"The New York Times|Business Insider|The Daily Beast|Politico|POLITICO|The Hill|CNBC|NPR|"
    r"Los Angeles Times|Bloomberg(?: News)?|The Guardian|Daily Mail|HuffPost|The Huffington Post)"
)

# A line that reports what somebody said is no request to the reader.
SAID = re.compile(rf"\b(?:{lexicon.SAYING}|asked|shouted|announced|according to)\b")

ANYTHING = r"[\s\S]*"


def any_case(pattern: str) -> re.Pattern[str]:
    """A compiled pattern that ignores case."""
    return re.compile(pattern, re.IGNORECASE)

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.cite import Matcher, cite
from summarizer.meaning.capitals import Capitals
from summarizer.meaning.names import NameBook
from summarizer.meaning.numbers import quantities, same
from summarizer.meaning.words import scan
from summarizer.types import Article, Cluster, Draft, DraftSentence, Evidence, Sentence


def cluster(*articles: list[str], origins: tuple[int, ...] = (), language: str = "en") -> Cluster:
    """A prepared cluster; each article is a list of sentences, one a line."""
    texts, sentences = [], []
    for number, article in enumerate(articles):
        at = 0
        for sentence in article:
            sentences.append(Sentence(number, at, at + len(sentence)))
            at += len(sentence) + 1
        texts.append(Article("\n".join(article)))
    return Cluster(
        "invented",
        tuple(texts),
        language=language,
        stories=tuple(article.text for article in texts),
        sentences=tuple(sentences),
        origins=origins or tuple(range(len(articles))),
    )


def supported(text: str, *source: str) -> bool:
    """Whether one article of these sentences supports the text."""
    return bool(Matcher(cluster(list(source))).match(text))


SUPPORTED = {
    "same words": (
        "The mayor of Tarvik resigned on Monday after the harbour audit.",
        ["The mayor of Tarvik resigned on Monday after the harbour audit."],
    ),
    "other order": (
        "After the harbour audit the mayor of Tarvik resigned.",
        ["The mayor of Tarvik resigned on Monday after an audit of the harbour, aides said."],
    ),
    "figure for word": (
        "Twelve miners were rescued from the Oldra pit.",
        ["Rescuers brought up the last of 12 miners who were rescued from the Oldra pit."],
    ),
    "a dozen": (
        "At least 12 people were injured when the tram left the rails.",
        ["At least a dozen people were injured when the tram left the rails in the old town."],
    ),
    "money written out": (
        "Brellan Foods will pay $1.5 billion for the Kestel dairies.",
        ["Brellan Foods agreed it will pay 1.5 billion dollars for the Kestel dairies."],
    ),
    "per cent": (
        "Shares in Brellan Foods fell 11% after the recall.",
        ["Shares in Brellan Foods dropped 11 per cent after the recall was announced."],
    ),
    "people for country": (
        "Russian officials closed the border crossing at Narvaly.",
        ["Officials in Russia closed the border crossing at Narvaly."],
    ),
    "surname": (
        "Ines Okoro won the election for governor.",
        ["Ines Okoro spoke to supporters.", "Okoro won the election for governor by a whisker."],
    ),
    "dead and killed": (
        "Three people were killed in the avalanche at Lake Orm.",
        ["Three people died in the avalanche at Lake Orm, the rescue service said."],
    ),
    "negation kept": (
        "The council did not approve the stadium plan.",
        ["The council has not approved the plan for the stadium."],
    ),
    "clock": (
        "The bridge reopened at 3:30 p.m. after the inspection.",
        ["The bridge reopened at 3.30pm once the inspection was over."],
    ),
    "office and country left out": (
        "The Supreme Leader of North Korea – Pak Min-ho has arrived in Tarvik for a summit.",
        ["A train carrying Pak Min Ho arrived in Tarvik on the eve of the summit."],
    ),
    "country and word in one run": (
        "Pak Min-ho has arrived in Coast City of Tarvik in Russia for a summit with Ana Silva.",
        ["Pak Min Ho arrived in the Russian Pacific city of Tarvik to meet Ana Silva."],
    ),
    "president without country": (
        "Brazilian President Ana Silva opened the Oldra bridge to lorries and buses on Monday.",
        ["Ana Silva opened the Oldra bridge to buses and lorries on Monday."],
    ),
    "secretary of something": (
        "Secretary of State Pal Verde signed the river treaty.",
        ["Pal Verde signed the treaty on the river in the afternoon."],
    ),
    "initial": (
        "The lawyer William P. Orsk sued the ferry company.",
        ["The lawyer William Orsk sued the company that runs the ferry."],
    ),
    "party and state in short": (
        "Sen. Pal Verde, R-Maine, voted against the harbour bill and the new ferry tax.",
        ["Pal Verde voted against the bill on the harbour and the new tax on ferries."],
    ),
    "rounded": (
        "The union counted 1.3 million members in the new survey.",
        ["The union counted 1,314,000 members in the new survey."],
    ),
    "number of the whole": (
        "Brellan cut about 3,400 jobs and closed 180 branches.",
        ["About 3,400 of the 31,000 jobs at Brellan were cut and 180 branches closed."],
    ),
    "non-stop is no stop": (
        "The spillway of the Oldra dam broke after six days of rain.",
        ["The spillway of the Oldra dam broke after six days of non-stop rain."],
    ),
    "did not say whether": (
        "Pal Verde did not say whether he backed the deal with Brellan.",
        ["Pal Verde declined to say on Monday evening whether he backed the deal with Brellan."],
    ),
    "word of one family": (
        "The court said the bakery in Oldra discriminated against the couple.",
        ["The court said a bakery in Oldra was guilty of discrimination against the couple."],
    ),
    "many names and numbers found": (
        "Ines Okoro, Pal Verde and Lena Orsk put 40 million crowns into the revived Oldra tramway.",
        ["Ines Okoro, Pal Verde and Lena Orsk gave 40 million crowns for the tramway in Oldra."],
    ),
}


# Support that an editor would see and the matcher is too unsure of to claim.
UNSURE = {
    "the deed is in another sentence": (
        "On Monday the Oldra harbour board and its lawyers tried to do the same.",
        ["The Oldra harbour board and its lawyers tried again on Monday."],
    ),
    "two sentences": (
        "The treaty was signed in Halmar and lasts 30 years.",
        ["The treaty was signed in Halmar.", "It lasts 30 years and cannot be renewed."],
    ),
    "next sentence goes on": (
        "Fourteen people were hurt when fire broke out on the ferry at 6.20am.",
        [
            "The fire left 14 people hurt and shut the port.",
            "Fire broke out on the ferry at 6.20am.",
        ],
    ),
    "seat of government": (
        "Russia has rejected the offer on the grain corridor.",
        ["The Kremlin has rejected the offer on the grain corridor."],
    ),
    "who carried the news": (
        "The mayor will resign on Monday over the harbour audit, aides told Reuters.",
        ["The mayor will resign on Monday over the harbour audit."],
    ),
}


@pytest.mark.parametrize("case", UNSURE.values(), ids=UNSURE.keys())
def test_silent_when_unsure(case: tuple[str, list[str]]) -> None:
    text, source = case
    assert not supported(text, *source)


@pytest.mark.parametrize("case", SUPPORTED.values(), ids=SUPPORTED.keys())
def test_supported(case: tuple[str, list[str]]) -> None:
    text, source = case
    assert supported(text, *source)


REFUSED = {
    "other number": (
        "Twelve people were injured when the tram left the rails.",
        ["Fourteen people were injured when the tram left the rails."],
    ),
    "number of something else": (
        "Fourteen people were killed and 12 injured in the tram crash.",
        ["Twelve people were killed and 14 injured in the tram crash."],
    ),
    "killed against injured": (
        "Twelve people were killed in the tram crash near Oldra.",
        ["Twelve people were injured in the tram crash near Oldra."],
    ),
    "number missing": (
        "The crew of 12 left the burning trawler.",
        ["The crew left the burning trawler in a raft."],
    ),
    "name missing": (
        "Ines Okoro and Pal Verde won seats on the harbour board.",
        ["Ines Okoro won a seat on the harbour board."],
    ),
    "other first name": (
        "Ines Okoro won the election for governor in Tarvik.",
        ["Samuel Okoro won the election for governor in Tarvik."],
    ),
    "negated": (
        "The council approved the stadium plan on Monday.",
        ["The council has not approved the stadium plan on Monday."],
    ),
    "denied": (
        "The minister met the contractor at the quarry.",
        ["The minister denied that he met the contractor at the quarry."],
    ),
    "rise against fall": (
        "Shares in Brellan Foods rose 11 per cent after the recall.",
        ["Shares in Brellan Foods fell 11 per cent after the recall."],
    ),
    "accepted against rejected": (
        "The union accepted the offer from the tram company.",
        ["The union rejected the offer from the tram company."],
    ),
    "acquitted against guilty": (
        "The jury found the captain guilty over the ferry fire.",
        ["The jury acquitted the captain over the ferry fire."],
    ),
    "other day": (
        "The talks in Halmar ended on Tuesday without a deal.",
        ["The talks in Halmar ended on Thursday without a deal."],
    ),
    "other date": (
        "The talks in Halmar ended on March 4 without a deal.",
        ["The talks in Halmar ended on March 14 without a deal."],
    ),
    "plan against deed": (
        "Both parliaments have ratified the treaty on the river.",
        ["Both parliaments have to ratify the treaty on the river."],
    ),
    "for against against": (
        "The Upland League will vote for the river treaty.",
        ["The Upland League will vote against the river treaty."],
    ),
    "sides swapped": (
        "Brellan sued Kestel over the dairy contract.",
        ["Brellan and Kestel are rivals.", "Kestel sued Brellan over the dairy contract."],
    ),
    "said of the neighbour": (
        "Talks collapsed when Corvia's delegation walked out.",
        ["Talks collapsed when Lethia's delegation walked out after Corvia refused."],
    ),
    "other speaker": (
        "Police said 5,000 farmers marched through the town.",
        ["Organisers said 5,000 farmers marched through the town."],
    ),
    "second claim missing": (
        "The fire was under control by noon, and investigators suspect arson by smugglers.",
        ["The fire was under control by noon, the fire chief said."],
    ),
    "asked, not said": (
        "The bank will close its branch in Tarvik harbour.",
        ["Will the bank close its branch in Tarvik harbour?"],
    ),
    "to against by": (
        "Profit at Brellan Foods fell to 30 million crowns.",
        ["Profit at Brellan Foods fell by 30 million crowns."],
    ),
    "up against down": (
        "Shares in Brellan were up 11 per cent at noon.",
        ["Shares in Brellan were down 11 per cent at noon."],
    ),
    "before against after": (
        "The warning came six hours before the flood.",
        ["The warning came six hours after the flood."],
    ),
    "sides swapped without names": (
        "The governor blamed the water company for the flood.",
        ["The water company blamed the governor for the flood."],
    ),
    "other office": (
        "The prime minister resigned over the flood warnings.",
        ["The finance minister resigned over the flood warnings."],
    ),
    "number of the neighbour": (
        "The army sent 200 soldiers to the valley.",
        ["The army sent 20 soldiers and 200 tents to the valley."],
    ),
    "other part of the day": (
        "The merger was announced on Monday morning in Tarvik.",
        ["The merger was announced on Monday evening in Tarvik."],
    ),
    "number given up": (
        "Eight people were injured when the tram left the rails.",
        ["Nine people were injured when the tram left the rails, up from eight people at noon."],
    ),
    "other side's number": (
        "Police put the crowd in Tarvik at 5,000.",
        ["Police put the crowd in Tarvik at 2,000, the organisers at 5,000."],
    ),
    "one word of a short sentence": (
        "Water reached the roof of the school.",
        ["Water reached the steps of the school.", "The roof of the church fell in."],
    ),
    "name next door": (
        "The mayor of Hollin ordered the evacuation at 3 a.m.",
        ["The governor ordered the evacuation at 3 a.m.", "The mayor of Hollin was abroad."],
    ),
    "same topic": (
        "The mayor of Tarvik opened the new harbour school.",
        ["The mayor of Tarvik spoke about the harbour and its schools last year."],
    ),
    "other money": (
        "Brellan Foods will pay $1.5 billion for the Kestel dairies.",
        ["Brellan Foods will pay $1.5 million for the Kestel dairies."],
    ),
    "other country": (
        "Chinese troops crossed the border at Narvaly.",
        ["Russian troops crossed the border at Narvaly."],
    ),
    "done to another": (
        "The deal values Brellan at 14 billion crowns.",
        ["Kestel and Brellan agreed on a deal that values Kestel at 14 billion crowns."],
    ),
    "other kind": (
        "A road bridge at Narvaly was swept away.",
        ["The flood swept away a railway bridge at Narvaly."],
    ),
    "no danger of it": (
        "The dam at Oldra collapsed at 3.40am.",
        ["The spillway broke at 3.40am.", "The dam at Oldra was in no danger of collapse."],
    ),
    "main clause missing": (
        "Shares rose after Brellan agreed to buy the Kestel dairies for $2 billion.",
        ["Brellan agreed to buy the Kestel dairies for $2 billion."],
    ),
    "said, not asked": (
        "Will the bank close its branch in Tarvik harbour?",
        ["The bank will close its branch in Tarvik harbour."],
    ),
    "speaker of the sentence before": (
        "The fire chief said nine refrigerated trailers were on board.",
        [
            "The fire chief said the fire was out.",
            "Brellan said nine refrigerated trailers were on board.",
        ],
    ),
    "not the rounded number": (
        "The union counted 1.4 million members in the new survey.",
        ["The union counted 1,314,000 members in the new survey."],
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(case: tuple[str, list[str]]) -> None:
    text, source = case
    assert not supported(text, *source)


def test_role_stands_for_the_name_where_the_cluster_shows_it() -> None:
    known = ["North Korean leader Kim Jong Un met the envoy.", "The weather was fine."]
    other = ["The North Korean leader inspected the new rocket factory near Sinpo on Monday."]
    text = "Kim Jong-un inspected the new rocket factory near Sinpo."
    assert [e.article for e in Matcher(cluster(known, other)).match(text)] == [1]
    assert not supported(text, *other)


def test_head_of_a_country_by_any_title() -> None:
    known = ["Brazilian President Ana Silva met the envoy.", "The weather was fine."]
    other = ["The Brazilian leader inspected the new harbour school near Oldra on Monday."]
    text = "Ana Silva inspected the new harbour school near Oldra."
    assert [e.article for e in Matcher(cluster(known, other)).match(text)] == [1]
    assert not supported(text, *other)


def test_acronym_from_brackets() -> None:
    source = [
        "The Inland Rivers Commission (IRC) met in Halmar.",
        "The IRC fined the dam company over the dry reservoir.",
    ]
    assert supported(
        "The Inland Rivers Commission fined the dam company over the reservoir.", *source
    )


def test_own_sentence_is_cited_with_full_strength() -> None:
    made = cluster(["Nothing else matters here.", "He said so."], ["Rain fell on Halmar."])
    own = made.sentences[1]
    assert Matcher(made).match("He said so.", [own]) == (Evidence(0, own.start, own.end, 1.0),)


def test_own_sentences_of_one_article_become_one_run() -> None:
    made = cluster(["The dam broke.", "Halmar was flooded.", "Birds sang.", "Rain fell."])
    found = Matcher(made).match("The dam broke and flooded Halmar.", [*made.sentences[:2]])
    assert found == (Evidence(0, 0, made.sentences[1].end, 1.0),)
    apart = [made.sentences[0], made.sentences[3]]
    (evidence,) = Matcher(made).match("The dam broke.", apart)
    assert (evidence.start, evidence.end) == (0, made.sentences[0].end)


def test_copy_is_cited_but_does_not_raise_support() -> None:
    told = ["The mayor of Tarvik resigned on Monday over the harbour audit."]
    again = ["On Monday the mayor of Tarvik resigned because of the harbour audit."]
    made = cluster(told, told, again, origins=(0, 0, 2))
    draft = Draft((DraftSentence(told[0], (made.sentences[0],)), DraftSentence(told[0])))
    for sentence in cite(made, draft):
        assert [e.article for e in sentence.citations] == [0, 1, 2]
        assert [e.strength for e in sentence.citations][:2] == [1.0, 1.0]
        assert sentence.support == 2


def test_sentence_that_nobody_says() -> None:
    made = cluster(["Rain fell on Halmar."])
    (sentence,) = cite(made, Draft((DraftSentence("Pal Verde bought a circus in Oldra."),)))
    assert (sentence.citations, sentence.support) == ((), 0)


def test_other_languages_need_nearly_the_same_words() -> None:
    made = cluster(["Der Bürgermeister von Tarvik trat am Montag zurück."], language="de")
    matcher = Matcher(made)
    assert matcher.match("Am Montag trat der Bürgermeister von Tarvik zurück.")
    assert not matcher.match("Der Bürgermeister von Tarvik eröffnete am Montag die Schule.")


EVENT = [
    ["Lena Orsk, the mayor of Tarvik, resigned on Monday.", "Orsk cited the harbour audit."],
    ["Mayor Lena Orsk resigned over an audit of the harbour on Monday.", "Verde follows her."],
    ["Tarvik's mayor quit on Monday.", "Pal Verde will replace Orsk.", "An audit found gaps."],
    ["Pal Verde will replace Lena Orsk as mayor of Tarvik.", "Ida Orsk, her sister, wept."],
]


@given(st.permutations(range(len(EVENT))))
@settings(max_examples=30, deadline=None)
def test_order_of_the_articles_only_numbers_them(order: list[int]) -> None:
    texts = ["Lena Orsk resigned on Monday.", "Pal Verde will replace Orsk as mayor of Tarvik."]
    plain, shuffled = Matcher(cluster(*EVENT)), Matcher(cluster(*(EVENT[i] for i in order)))
    for text in texts:
        before = {(e.article, e.start, e.end, e.strength) for e in plain.match(text)}
        after = {(order[e.article], e.start, e.end, e.strength) for e in shuffled.match(text)}
        assert before == after


VOCABULARY = """
    The mayor Orsk Lena Tarvik resigned 12 twelve $5 50% 3:30 p.m. not never said told “ ” " ' , .
    ? March 4 U.S. (UN) United Nations 1.2.3 99999999999999999999999 ² ٣ \u202e \ufb01 - -- Kim
    Jong-un President of and 's’ hundred million a second to have dozen 10th 7-4 ,” against by
"""
PIECES = st.sampled_from(VOCABULARY.split())
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=60)


@given(st.lists(st.lists(TEXTS, max_size=5), min_size=1, max_size=4), TEXTS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_never_raises_and_cites_whole_sentences(
    articles: list[list[str]], text: str, own: bool
) -> None:
    made = cluster(*articles)
    given_own = made.sentences[:2] if own else ()
    if own and made.sentences:
        text = made.text(made.sentences[0])
    found = Matcher(made).match(text, given_own)
    assert [e.article for e in found] == sorted({e.article for e in found})
    for evidence in found:
        assert 0.0 <= evidence.strength <= 1.0
        inside = [
            s
            for s in made.sentences
            if s.article == evidence.article
            and evidence.start <= s.start
            and s.end <= evidence.end
            and s.end > s.start
        ]
        assert len(inside) <= 3
        assert any(s.start == evidence.start for s in made.sentences)
        assert any(s.end == evidence.end for s in made.sentences)


@pytest.mark.parametrize("piece", ['"', "A", "Aa ", "1,", "not ", "“", "U.S.", "the The ", "1 "])
def test_hostile_runs_are_linear(piece: str) -> None:
    long = piece * (20_000 // len(piece))
    started = time.process_time()
    Matcher(cluster([long, "Rain fell on Halmar."], [long])).match(long[:2000])
    assert time.process_time() - started < 5


def test_long_summary_against_many_sentences_is_fast() -> None:
    dice = random.Random(1)
    nouns = ["mayor", "harbour", "audit", "school", "dam", "river", "union", "jury", "ferry"]
    verbs = ["approved", "rejected", "opened", "closed", "flooded", "praised", "sued"]
    line = [
        f"The {dice.choice(nouns)} {dice.choice(verbs)} the {dice.choice(nouns)} of Tarvik."
        for _ in range(10_000)
    ]
    made = cluster(*(line[i : i + 50] for i in range(0, len(line), 50)))
    matcher = Matcher(made)
    started = time.process_time()
    for text in ("The mayor approved the dam of Tarvik.", "The jury praised the ferry."):
        matcher.match(text)
    assert time.process_time() - started < 5


QUANTITIES = {
    "12 people": ("count", 12.0, "person"),
    "twelve people": ("count", 12.0, "person"),
    "a dozen eggs": ("count", 12.0, "egg"),
    "twenty-three cars": ("count", 23.0, "vehicle"),
    "two hundred and fifty miners": ("count", 250.0, "miner"),
    "3,000 homes": ("count", 3000.0, "home"),
    "$1.6 billion": ("money", 1.6e9, ""),
    "5 million euros": ("money", 5e6, ""),
    "50 percent": ("percent", 50.0, ""),
    "50%": ("percent", 50.0, ""),
    "7 per cent": ("percent", 7.0, ""),
    "3:30 p.m.": ("time", 930.0, ""),
    "6.20am": ("time", 380.0, ""),
    "Feb. 29": ("date", 229.0, ""),
    "24 March": ("date", 324.0, ""),
    "in 2019": ("year", 2019.0, ""),
    "the fourth goal": ("ordinal", 4.0, "goal"),
    "21st": ("ordinal", 21.0, ""),
    "won 4-2": ("score", 4002.0, ""),
}


@pytest.mark.parametrize(("text", "expected"), QUANTITIES.items(), ids=QUANTITIES.keys())
def test_quantities(text: str, expected: tuple[str, float, str]) -> None:
    (found,) = quantities(scan(text))
    assert (found.kind, found.value, found.unit) == expected


def test_a_second_is_a_unit_and_one_of_them_no_number() -> None:
    assert [q.value for q in quantities(scan("180 litres a second"))] == [180.0]
    assert quantities(scan("one of the miners")) == []


def test_bounds_that_deny_each_other() -> None:
    (more,), (nearly,) = quantities(scan("more than 200 cows")), quantities(scan("nearly 200 cows"))
    (plain,) = quantities(scan("200 cows"))
    assert not same(more, nearly)
    assert same(plain, more)


def test_names_lose_titles_and_sentence_capitals() -> None:
    words = [scan("Yesterday President Ana Silva met Prime Minister Li Wen in South Tarvik.")]
    capitals = Capitals(words)
    runs = [" ".join(w.text for w in words[0][a:b]) for a, b in capitals.runs(words[0])]
    assert runs == ["Ana Silva", "Li Wen", "South Tarvik"]


def test_department_of_justice_is_the_justice_department() -> None:
    one, two = scan("He left the Department of Justice."), scan("The Justice Department sued.")
    book = NameBook([(0, one), (1, two)])
    assert book.names(one)[0].who & book.names(two)[0].who

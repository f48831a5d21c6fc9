"""Names, places and outcomes that cannot both hold, and what only looks so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from summarizer.differ.roles import roles, shared
from summarizer.differ.types import Clash, Pair
from summarizer.meaning.cluster import Readings
from summarizer.pipeline import prepare
from summarizer.types import Article, Cluster

ROOT = Path(__file__).resolve().parent.parent


def told_by(*texts: str, language: str = "en", days: tuple[str, ...] = ()) -> Cluster:
    """A cluster of one article a text, of one day unless days are given."""
    dates = days or ("2024-03-01",) * len(texts)
    articles = tuple(Article(text=t, date=day) for t, day in zip(texts, dates, strict=True))
    return prepare(Cluster("event", articles, language=language))


def clashes(
    *texts: str, language: str = "en", days: tuple[str, ...] = ()
) -> list[tuple[str, str, str]]:
    """Kind and words of every clash between sentences of different articles."""
    cluster = told_by(*texts, language=language, days=days)
    told = Readings(cluster)
    places = range(len(told.sentences))
    pairs = [
        Pair(i, j, 0.5)
        for i in places
        for j in places
        if i < j and told.sentences[i].article != told.sentences[j].article
    ]
    return [
        (c.kind, words(told, c, 0), words(told, c, 1))
        for pair in pairs
        for c in roles(cluster, told, pair)
    ]


def words(told: Readings, clash: Clash, side: int) -> str:
    value = (clash.one, clash.two)[side]
    assert 0 <= value.start < value.end
    return " ".join(w.text for w in told[value.sentence].words[value.start : value.end])


NAMES = [
    ("Its captain, Ewan Solberg, passed a breath test on the quay.",
     "Police questioned Marit Heggen, captain of the tug, for an hour."),
    ("The lorry's driver, Pavel Duda, was unhurt.",
     "The driver of the lorry, named as Oskar Lenz, walked away."),
    ("The inquiry panel was chaired by Ruth Amsel.",
     "Chairman of the panel Gordon Pike read out the findings."),
    ("Police identified the gunman as Leo Barsk on Friday.",
     "The gunman, Curtis Vane, had bought the rifle in May."),
    ("Returning officer Clara Noll read the figures at dawn.",
     "The figures were read at dawn by the returning officer, Hugo Feld."),
    ("Nadia Kroll, 41, chief executive of Tessal, opened the plant.",
     "Tessal's chief executive, Bernd Ostrow, opened the plant."),
    ("For the pilots, chief negotiator Ilse Brandt led the talks.",
     "Chief negotiator Tom Akers spoke for the pilots."),
    ("Lena Orsk won Sunday's marathon in the rain.",
     "Sunday's marathon was won by Yvonne Tack."),
    ("Greta Holm was elected president of the chess union in Velden.",
     "Anton Brisk was elected president of the chess union in Velden."),
    ("Veldmar mayor Tessa Lind thanked the firemen.",
     "The mayor of Veldmar, Jonas Krupp, thanked the firemen."),
    ("The expedition leader, Ines Varga, sent the last message.",
     "The last message was sent by expedition leader Piers Holloway."),
]  # fmt: skip

OUTCOMES = [
    ("Prime Minister Odd Maren conceded shortly after midnight.", "Mr Maren has not conceded."),
    ("The operator, Tomas Brell, survived the fall.", "Tomas Brell died at the scene."),
    ("The regulator has approved the merger of Fenwick Air and Solent Air.",
     "The merger of Fenwick Air and Solent Air was blocked by the regulator."),
    ("The sea wall at Orran held.", "Thirty metres of the sea wall gave way."),
    ("The barriers were open when the bus crossed.", "Both barriers had been lowered."),
    ("The gunman is still at large.", "The gunman was arrested at a farm."),
    ("Not one alarm sounded.", "The alarms sounded at once."),
    ("Both sides reached an agreement on Sunday.", "Sunday's talks ended without an agreement."),
    ("The jury was unanimous.", "By a majority of ten to two the jury convicted him."),
    ("Nobody was hurt.", "Three passengers were injured."),
    ("Ms Karn Ostby will not appeal, her lawyer said.", "Karn Ostby has lodged an appeal."),
    ("Under the deal the firm admits fault.", "The firm makes no admission of fault."),
    ("Felix Rohm was convicted of fraud.", "Felix Rohm was acquitted of fraud."),
    ("The returning officer refused a recount to Mr Ivo Stell.",
     "The returning officer granted Mr Stell a recount."),
    ("The concert went ahead in the rain.", "The concert was called off."),
    ("The tanker sank in the night.", "The tanker is still afloat."),
    ("Minister Ada Quell resigned in the evening.", "Ada Quell refused to resign."),
    ("The brakes failed to work.", "The brakes worked."),
]  # fmt: skip

PLACES = [
    ("The crash happened on the northern side of the pass.",
     "The wreck lies on the pass's southern slope."),
    ("The meeting took place in Torsby.", "The meeting was held in Halvern."),
    ("Abel Roe was arrested in Kessmar.", "Police said Abel Roe was arrested in Dorrin."),
    ("The plane crashed near Velden.", "The plane crashed off Skarn."),
    ("The regatta will be held on Lake Serrat.", "The regatta will be held on Lake Anvers."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), NAMES)
def test_two_names_for_one_role_clash(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["name"]


@pytest.mark.parametrize(("one", "two"), OUTCOMES)
def test_what_is_said_and_denied_clashes(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["outcome"]


@pytest.mark.parametrize(("one", "two"), PLACES)
def test_two_places_of_one_happening_clash(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["place"]


# Nothing here contradicts the other: an alias, a second holder, another time, thing or voice.
SILENT = [
    ("Dora Pell signed the treaty.", "Dora Pell did not sign the treaty."),
    ("The senate passed the bill.", "The bill was rejected."),
    ("Tomas Brell survived the fall.", "Tomas Brell died in August 2031."),
    ("The captain, Ewan Solberg, was questioned.", "Captain Solberg was questioned."),
    ("Marit Heggen, a captain in the coastguard, spoke.", "The captain, Ewan Solberg, was hurt."),
    ("The former mayor of Veldmar, Tessa Lind, spoke.", "The mayor of Veldmar, Bo Krupp, spoke."),
    ("The mayor of Veldmar, Tessa Lind, spoke.", "The mayor of Torsby, Bo Krupp, spoke."),
    ("The acting captain, Ewan Solberg, was hurt.", "The captain, Marit Heggen, was hurt."),
    ("The judge, Ewan Solberg, sat in March.", "The court heard it before judge Ann Teller."),
    ("Mayor Karl Lind of Veldmar spoke.", "The mayor of Veldmar, Petra Lind, spoke."),
    ("The gunman, Omar Qadhafi, fled.", "The gunman, Omer Gadhafi, fled."),
    ("One victim, Ada Voss, was a nurse.", "The victim, Bo Lark, was a teacher."),
    ("The ship's captain, Ada Voss, spoke, as did the mate, Bo Lark.",
     "Bo Lark, captain of the ship, spoke."),
    ("The driver of the van, Ada Voss, was hurt.", "The driver of the bus, Bo Lark, was hurt."),
    ("The suspect, first named as Ada Voss, was held.", "The suspect, Bo Lark, was held."),
    ("Was the captain, Ada Voss, asleep?", "The captain, Bo Lark, was asleep."),
    ("The council rejected the plan.", "The senate approved the plan."),
    ("The council rejected the school plan in May.", "The council approved the harbour plan."),
    ("The council rejected the plan on Monday.", "The council approved the plan on Thursday."),
    ("The council first rejected the plan last year.", "The council approved the plan."),
    ("Ada Voss wants to resign.", "Ada Voss did not resign."),
    ("\"Ada Voss resigned,\" read one banner.", "Ada Voss did not resign."),
    ("Critics claim Ada Voss resigned.", "Ada Voss did not resign."),
    ("Ada Voss was convicted of fraud.", "Ada Voss was acquitted of murder."),
    ("Ada Voss was charged with fraud.", "Ada Voss was not charged with murder."),
    ("Ada Voss was arrested in May.", "Bo Lark is still at large."),
    ("Ada Voss survived.", "Her brother Bo Lark died."),
    ("The wall held back the sea.", "The old wall of the mill collapsed."),
    ("Nobody else was hurt.", "Two passengers were injured."),
    ("No one was injured.", "Two people were killed."),
    ("The jury was unanimous.", "By a majority of ten to two the council agreed."),
    ("The road was closed on Monday.", "The road was open on Thursday."),
    ("While the road was closed, Ada Voss waited.", "The road was open."),
    ("There is no proof that Ada Voss signed the lease.", "Ada Voss did not sign the treaty."),
    ("The meeting took place in Torsby.", "The funeral was held in Halvern."),
    ("The meeting took place in Torsby.", "The meeting was held in Ohio."),
    ("The meeting took place in Torsby.", "The meeting was held in Kirk Street."),
    ("The meeting took place in Torsby.", "The meeting was held in Halvern. Torsby is a suburb."),
    ("Abel Roe was arrested in Kessmar.", "Ina Roth was arrested in Dorrin."),
    ("The crash happened on the northern side of the pass.",
     "The ski lift stands on the southern side of the pass."),
    ("The crash happened on the northern side of the pass.",
     "The wreck lies on the northern slope of the pass."),
    ("Ada Voss has not been signed.", "Ada Voss signed with the guild."),
    ("The meeting did not take place in Torsby.", "The meeting was held in Halvern."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), SILENT)
def test_what_only_looks_like_a_clash_is_not_told(one: str, two: str) -> None:
    assert clashes(one, two) == []


def test_one_who_is_named_by_both_holds_no_disputed_role() -> None:
    one = "Its captain, Ewan Solberg, was tested."
    two = "Marit Heggen, captain of the tug, was tested."
    assert clashes(one, two)
    assert not clashes(one, f"{two} Ewan Solberg is her mate.")
    assert not clashes(one, two, "Marit Heggen relieved Ewan Solberg at noon.")


def test_he_is_who_the_sentence_before_names() -> None:
    one = "Harlan Motz was found guilty. He was led to the cells."
    two = "Harlan Motz was found guilty. He remains free on bail."
    assert [c[0] for c in clashes(one, two)] == ["outcome"]
    assert not clashes(one, "Harlan Motz and Ida Roth sat in the hall. He remains free on bail.")


def test_the_words_of_both_sides_can_be_shown() -> None:
    found = clashes(
        "Its captain, Ewan Solberg, was tested.", "Police tested skipper Marit Heggen first."
    )
    assert found == [("name", "Its captain Ewan Solberg", "skipper Marit Heggen")]
    found = clashes("Mr Ivo Stell has not conceded, it said.", "Ivo Stell conceded at noon.")
    assert found == [("outcome", "Mr Ivo Stell has not conceded", "Ivo Stell conceded")]


def test_equal_values_have_one_key() -> None:
    cluster = told_by(
        "Its captain, Ewan Solberg, was tested.",
        "The tug's captain, Ewan Solberg, was tested. Solberg slept.",
        "Marit Heggen, the captain of the tug, was tested.",
    )
    told = Readings(cluster)
    found = [c for i in (0, 1) for c in roles(cluster, told, Pair(i, len(told.sentences) - 1, 0.5))]
    assert len(found) == 2
    assert len({c.one.key for c in found}) == 1
    assert len({c.two.key for c in found}) == 1


def test_sentences_on_one_matter_meet_whatever_their_words() -> None:
    cluster = told_by(
        "It rained. Its captain, Ewan Solberg, was hurt. He was led to the cells.",
        "Police met skipper Marit Heggen. It was cold. Ewan Solberg remains at large.",
    )
    assert [(p.one, p.two) for p in shared(cluster, Readings(cluster))] == [(1, 3), (2, 5)]
    again = told_by(*["Its captain, Ewan Solberg, was hurt as the tug went down off the cape."] * 2)
    assert not list(shared(again, Readings(again))), "a copy tells nothing else"


def test_the_pairs_of_one_matter_grow_no_faster_than_the_sentences() -> None:
    said = [f"Its captain, Ewan Solberg, saw wreck {n} go down." for n in range(300)]
    cluster = told_by(" ".join(said[:150]), " ".join(s.replace("saw", "met") for s in said[150:]))
    assert 0 < len(list(shared(cluster, Readings(cluster)))) <= 16


def test_only_english_is_read() -> None:
    one, two = OUTCOMES[0]
    assert clashes(one, two)
    assert clashes(one, two, language="de") == []


def test_any_hash_seed_gives_the_same() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import test_differ_roles as t\n"
        "print([t.clashes(*p) for p in t.NAMES + t.OUTCOMES + t.PLACES])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(said) == 1


def test_both_must_be_known_to_be_of_a_day_or_two() -> None:
    one, two = OUTCOMES[0]
    assert clashes(one, two, days=("2024-03-01", "2024-03-02"))
    assert not clashes(one, two, days=("2024-03-01", "2024-03-03"))
    assert not clashes(one, two, days=("2024-03-01", ""))


def test_both_must_stand_at_the_head() -> None:
    one, two = OUTCOMES[0]
    assert clashes(one, "It rained. " * 5 + two)
    assert not clashes(one, "It rained. " * 15 + two)

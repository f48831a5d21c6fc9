"""What a sentence takes as told: people by surname, things by "the" or "that".

An article introduces "Dana Murphy, the president of the students' union" and goes on with
"Murphy"; it tells of some e-mails and goes on with "The e-mails".  Taken out of the article
the later sentence dangles, unless the summary has already named Murphy or the e-mails.  A
sentence *needs* a word when its own article introduced it in an earlier sentence; a name that
stands in a headline needs no introduction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from scipy.sparse import csr_array

from summarizer.concepts import Ints
from summarizer.terms import is_stop, stemmer, tokens

_NAME = r"[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)*"
# "Dana Murphy", "Sen. Murphy": a name brought in by what stands before it.  "Mr." brings nobody.
_FULL = re.compile(rf"\b(?!(?:Mr|Ms|Mrs|The|A|An|And|But|In|On|At)\b)[A-Z][\w’'-]*\.?\s+({_NAME})")
_BARE = re.compile(
    rf"(?:(?<=^)|(?<=[a-z,;:“\"(—–-]\s)|(?<=[“\"(—])|(?<=Mr\.\s)|(?<=Ms\.\s))({_NAME})"
)
_DEFINITE = re.compile(
    r"^[“\"]?The\s+([a-z][\w-]+)(?:\s+([a-z][\w-]+))?"
    r"|\b(?:[Tt]hat|[Tt]his|[Tt]hese|[Tt]hose)\s+(?!week|weekend|month|year|time|day)([a-z][\w-]+)"
)
# Everybody knows which ones.
_KNOWN = frozenset(
    """
    president government country nation state states police public people world court senate
    house administration military army media press economy law constitution internet
    """.split()
)


def referents(
    texts: Sequence[str], origin: Ints, titles: Sequence[str]
) -> tuple[csr_array, csr_array]:
    """What each sentence needs and what it tells: two 0/1 matrices of shape (n, terms).

    `texts` are in story order, `origin` says which belong together.  Cost: linear.
    """
    famous = {name for title in titles for name in re.findall(_NAME, title)}
    needs: list[set[str]] = []
    stems = [set(stemmer()(tokens(text))) for text in texts]
    for _, story in groupby(range(len(texts)), key=lambda row: int(origin[row])):
        named: set[str] = set()
        told: set[str] = set()
        for row in story:
            full = set(_FULL.findall(texts[row]))
            people = _people(texts[row], named - full - famous)
            needs.append({*people, *_things(texts[row], told)})
            named |= full
            told |= stems[row]
    columns = {term: i for i, term in enumerate(sorted(set().union(*needs)))}
    tells = [{t for t in (*s, *_FULL.findall(x), *_BARE.findall(x)) if t in columns}
             for s, x in zip(stems, texts, strict=True)]  # fmt: skip
    return _matrix(needs, columns), _matrix(tells, columns)


def _people(text: str, named: set[str]) -> Iterator[str]:
    return (name for name in _BARE.findall(text) if name in named)


def _things(text: str, told: set[str]) -> Iterator[str]:
    """The stems of the nouns that "the" or "that" points at, where the article told them."""
    for match in _DEFINITE.finditer(text):
        words = [w for w in match.groups() if w and not is_stop(w)]
        if any(w in _KNOWN for w in words):
            continue
        earlier = [stem for stem in stemmer()(words) if stem in told]
        yield from earlier[-1:]


def _matrix(rows: Sequence[set[str]], columns: dict[str, int]) -> csr_array:
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.array([i for row in rows for i in sorted(columns[t] for t in row)], dtype=np.int64)
    shape = (len(rows), max(1, len(columns)))
    return csr_array((np.ones(len(indices)), indices, indptr), shape=shape)

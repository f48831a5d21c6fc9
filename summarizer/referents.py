"""Whom a sentence takes as introduced: people by surname.

An article introduces "Dana Murphy, the president of the students' union" and goes on with
"Murphy".  Taken out of the article the later sentence dangles, unless the summary has already
named Murphy.  A sentence *needs* a name when its own article introduced it in an earlier sentence;
a name that stands in two headlines needs no introduction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from scipy.sparse import csr_array

from summarizer.concepts import Ints
from summarizer.terms import STOPWORDS

HEADLINES = 2  # in which a name has to stand to be known

_NAME = re.compile(r"[A-Z](?<![\w’'-].)[^\W\d_]*(?:-[A-Z][^\W\d_]+)*")
# Capitalised, and no surnames.
_NOBODY = frozenset(
    """
    House Senate Congress Court Democrats Republicans Democrat Republican Americans American
    State States President Secretary Party
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December
    """.split()
)
_POLITE = frozenset({"Mr", "Ms", "Mrs", "Miss"})  # "Mr." brings nobody in


def referents(
    texts: Sequence[str], origin: Ints, titles: Sequence[str]
) -> tuple[csr_array, csr_array]:
    """What each sentence needs and what it tells: two 0/1 matrices of shape (n, names).

    `texts` are in story order, `origin` says which belong together.  Cost: linear.
    """
    headlined = Counter(name for title in titles for name in set(_NAME.findall(title)))
    famous = {name for name, titled in headlined.items() if titled >= HEADLINES} | _NOBODY
    names = [_names(text) for text in texts]
    needs: list[set[str]] = []
    for _, story in groupby(range(len(texts)), key=lambda row: int(origin[row])):
        known = set(famous)  # used before anybody introduced them, too
        introduced: set[str] = set()
        for row in story:
            full, bare = names[row]
            needs.append((bare - full) & introduced)
            known |= bare - introduced
            introduced |= full - known
    columns = {name: i for i, name in enumerate(sorted(set().union(*needs)))}
    tells = [(full | bare) & set(columns) for full, bare in names]
    return _matrix(needs, columns), _matrix(tells, columns)


def _names(text: str) -> tuple[set[str], set[str]]:
    """The names that something capitalised brings in ("Dana Murphy"), and the bare ones."""
    full: set[str] = set()
    bare: set[str] = set()
    before, end = "", -9
    for match in _NAME.finditer(text):
        name, start = match[0], match.start()
        if len(name) > 1 and name.lower() not in STOPWORDS:
            led = before and text[end:start] in (" ", ". ") and before not in _POLITE
            spelled = name.isupper() and text[start - 1 : start] == "("  # "… deduction (SALT)"
            if spelled or (led and before.lower() not in STOPWORDS):
                full.add(name)
            elif not text.endswith(("the ", "The "), 0, start):  # "the House" is nobody
                bare.add(name)
        before, end = name, match.end()
    return full, bare


def _matrix(rows: Sequence[set[str]], columns: dict[str, int]) -> csr_array:
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.array([i for row in rows for i in sorted(columns[t] for t in row)], dtype=np.int64)
    shape = (len(rows), max(1, len(columns)))
    return csr_array((np.ones(len(indices)), indices, indptr), shape=shape)

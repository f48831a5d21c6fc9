"""What a page can show the backing of: sentences, sides of conflicts, what one source has.

Each is a key: the id of its element, and a class on every piece of an article that backs it.
Style sheet rules made here light the pieces up, so that a page needs no script for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.types import Evidence, Summary


@dataclass(frozen=True, slots=True)
class Key:
    """`home` is the id to go back to, `label` names it, `number` is what articles refer to it by.

    Nothing refers to what one source alone has: its number is empty.
    """

    id: str
    home: str
    label: str
    number: str
    text: str
    evidence: tuple[Evidence, ...]

    def anchor(self, article: int) -> str:
        """The id of where its backing starts in an article."""
        return f"{self.id}-{article + 1}"


def sentences(summary: Summary) -> list[Key]:
    """A key for each sentence of the summary."""
    return [
        Key(f"s{n}", f"home-s{n}", f"Sentence {n}", str(n), s.text, s.citations)
        for n, s in enumerate(summary.sentences, 1)
    ]


def sides(summary: Summary) -> list[list[Key]]:
    """A key for each claim of each conflict."""
    return [
        [
            Key(f"c{n}_{side}", f"conflict-{n}", f"Difference {n}", f"≠{n}", c.text, c.evidence)
            for side, c in enumerate(conflict.claims, 1)
        ]
        for n, conflict in enumerate(summary.conflicts, 1)
    ]


def alone(summary: Summary) -> list[Key]:
    """A key for each sentence that one source alone has."""
    return [
        Key(f"u{n}", f"home-u{n}", "Only here", "", u.text, (u.evidence,))
        for n, u in enumerate(summary.unique, 1)
    ]


def rules(keys: Sequence[Key]) -> str:
    """The style sheet that shows what backs a key.

    The backing is lit while a key is pointed at, focused or the target of the address, or while
    one place of the backing is; as long as the key itself is the target, the rest is folded.
    """
    if not keys:
        return ""
    lit = ",".join(f":root:has({_chosen(key)}) .{key.id}" for key in keys)
    folded = ",".join(f":root:has(#{k.id}:target) .fold:not(.in-{k.id})" for k in keys)
    bars = ",".join(f":root:has(#{key.id}:target) #bar-{key.id}" for key in keys)
    return (
        f"@media screen{{\n{lit}{{background:var(--lit);color:var(--ink)}}\n"
        f"{folded}{{display:none}}\n{bars}{{display:flex}}\n}}\n"
    )


def _chosen(key: Key) -> str:
    return f'#{key.id}:is(:target,:hover,:focus-within),[id^="{key.id}-"]:target'


def by_article(keys: Iterable[Key], articles: int) -> list[list[tuple[int, int, Key]]]:
    """For each article the spans that back a key."""
    found: list[list[tuple[int, int, Key]]] = [[] for _ in range(articles)]
    for key in keys:
        for e in key.evidence:
            found[e.article].append((e.start, e.end, key))
    return found

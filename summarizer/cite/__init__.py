"""Which sources say what a sentence says, and where: the `cite` stage.

    words     words with their case and meaning      meanings, tables  the word lists
    capitals  which capitals are names               places    names that only describe others
    names     names and aliases of one cluster
    spelling  how numbers are spelled                numbers   amounts, counts, dates
    reading   one sentence taken apart               missing   names and numbers not held
    conflicts what makes two of them contradict      relations word order, "before" and "after"
    compare   sentence against window                index     windows worth a look
    match     the whole cluster searched

A source supports a sentence when one to three adjacent sentences of it hold every number and
main name, say the same content, and conflict in nothing.  In doubt no support is claimed.
"""

from __future__ import annotations

from summarizer.cite.match import Matcher
from summarizer.types import Cluster, Draft, SummarySentence

__all__ = ["Matcher", "cite"]


def cite(cluster: Cluster, draft: Draft) -> tuple[SummarySentence, ...]:
    """Cite every sentence of a draft; `cluster` is prepared."""
    matcher = Matcher(cluster)
    cited = []
    for sentence in draft.sentences:
        citations = matcher.match(sentence.text, sentence.evidence)
        support = matcher.support(citations)
        cited.append(
            SummarySentence(sentence.text, sentence.how, sentence.reason, support, citations)
        )
    return tuple(cited)

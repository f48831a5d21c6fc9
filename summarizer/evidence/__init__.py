"""Evidence: what the sources of a cluster are to a sentence, and to each other.

    support         which sources state a sentence, and where
    contradictions  what two sources cannot both be right about
    facts           what several independent sources state
    redundancy      whether two sentences state one fact
    speakers        whose words a sentence reports
    single_source   what one origin alone reports
    guard           why a written sentence may not be shown as what its sources say
    verification    any text against any sources

All put pairs to the model of `entailment` through one `Attribution`; `values` reads typed values.
"""

from summarizer.evidence.contradictions import contradictions, losing
from summarizer.evidence.facts import agreed, facts
from summarizer.evidence.guard import guard
from summarizer.evidence.single_source import Weighed, single_source
from summarizer.evidence.support import Attribution
from summarizer.evidence.verification import verified

__all__ = [
    "Attribution",
    "Weighed",
    "agreed",
    "contradictions",
    "facts",
    "guard",
    "losing",
    "single_source",
    "verified",
]

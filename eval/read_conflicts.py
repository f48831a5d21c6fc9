"""The conflicts of cluster files with their sentences, for an editor to judge.

    python eval/read_conflicts.py FILE… [--first N]

Judge of each: do the sentences speak of one thing at one time, and can they not both be true?
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from common import parser

from summarizer import Cluster, read
from summarizer.pipeline import ClusterAnalysis, prepare
from summarizer.types import Claim, Sentence


def main() -> None:
    """Print every conflict, numbered, and how many there are."""
    given = parser(__doc__)
    given.add_argument("files", nargs="+")
    given.add_argument("--first", type=int, help="clusters to look at (all)")
    options = given.parse_args()
    clusters = (c for c in read(options.files) if isinstance(c, Cluster))
    seen = found = 0
    for cluster in islice(clusters, options.first):
        seen += 1
        prepared = prepare(cluster)
        for conflict in ClusterAnalysis(prepared).contradictions:
            found += 1
            print(f"\n{found}. {cluster.id} {conflict.kind}{' later' if conflict.later else ''}")
            for claim in conflict.claims:
                print(*shown(prepared, claim), sep="\n")
    print(f"\n{seen} clusters, {found} conflicts")


def shown(cluster: Cluster, claim: Claim) -> Iterator[str]:
    """A claim and the sentences that state it, each with outlet and date."""
    yield f"  {claim.text!r} ({claim.support})"
    for e in claim.evidence:
        article = cluster.articles[e.article]
        text = cluster.raw(Sentence(e.article, e.start, e.end))
        yield f"    {article.outlet or article.location} {article.date[:10]}: {text}"


if __name__ == "__main__":
    main()

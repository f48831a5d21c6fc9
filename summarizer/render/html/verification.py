"""A verification as one page: every sentence with its verdict and what the sources say to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from summarizer.render import page
from summarizer.render.html.outlets import grouped, outlets
from summarizer.render.verification import EMPTY, Ground, grounds, quoted, share
from summarizer.types import Verdict, Verification, VerifiedClaim

PACKAGE = "summarizer.render.html"
VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        "supported": "supported",
        "contradicted": "contradicted",
        "partial": "stated in part",
        "unsupported": "stated by no source",
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as the page shows it."""

    claim: VerifiedClaim
    verdict: str
    grounds: tuple[Ground, ...]


def render(verification: Verification) -> str:
    """The page, the same bytes for the same verification; it has no script."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    told = tuple(
        Told(claim, VERDICTS[claim.verdict], tuple(grounds(verification, claim)))
        for claim in verification.claims
    )
    found = outlets(verification)
    style = Markup(page.part(PACKAGE, "verification.css"))
    return engine.get_template("verification.html.jinja").render(
        verification=verification,
        told=told,
        share=share(verification),
        counted=", ".join(_counted(verification)),
        outlets={outlet.id: outlet for outlet in found},
        listed=grouped(found),
        language=verification.cluster.language if verification.cluster else "en",
        quoted=partial(quoted, verification),
        style=style,
        policy=page.policy(style),
        EMPTY=EMPTY,
    )


def _counted(verification: Verification) -> Iterator[str]:
    """How many claims have which verdict, in the order of the verdicts."""
    counts = Counter(claim.verdict for claim in verification.claims)
    yield from (f"{counts[v]:,} {told}" for v, told in VERDICTS.items() if counts[v])

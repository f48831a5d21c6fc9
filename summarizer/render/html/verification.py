"""A verification as one page: every sentence with its verdict and what the sources say to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from summarizer.render import page
from summarizer.render.common import shared
from summarizer.render.html.outlets import grouped, outlets
from summarizer.render.verification import EMPTY, NONE, Ground, grounds, placed, quoted
from summarizer.types import Verdict, Verification, VerifiedClaim

PACKAGE = "summarizer.render.html"
VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        "supported": "supported",
        "contradicted": "contradicted",
        "partial": "stated in part",
        "unsupported": NONE,
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

    shown = placed(verification)
    told = tuple(
        Told(claim, VERDICTS[claim.verdict], tuple(grounds(shown, claim))) for claim in shown.claims
    )
    found = outlets(shown)
    counts = Counter(one.verdict for one in told)
    style = Markup(page.part(PACKAGE, "verification.css"))
    return engine.get_template("verification.html.jinja").render(
        verification=shown,
        told=told,
        share=shared(counts[VERDICTS["supported"]], len(told)),
        counts={name: counts[name] for name in VERDICTS.values() if counts[name]},
        outlets={outlet.id: outlet for outlet in found},
        listed=grouped(found),
        language=shown.cluster.language if shown.cluster else "en",
        quoted=partial(quoted, shown),
        style=style,
        policy=page.policy(style),
        EMPTY=EMPTY,
        NONE=NONE,
    )

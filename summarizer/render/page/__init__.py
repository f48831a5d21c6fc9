"""What our pages share: one look, a policy that lets nothing in or out, and what may be a link.

A page is one file: style and script stand inside, named by their hashes in the content security
policy.  What comes from data is escaped by the template engine and passes `displayed`.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summarizer.types import displayed

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = "summarizer.render.page"


@cache
def environment(package: str) -> Environment:
    """An engine for the templates in the folder `page` of a package; to compile one takes 50 ms."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package, "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def part(package: str, name: str) -> str:
    """A style sheet or script in the folder `page` of a package; a style after the shared one."""
    own = files(package).joinpath("page", name).read_text("utf-8")
    if not name.endswith(".css"):
        return own
    return files(PACKAGE).joinpath("base.css").read_text("utf-8") + own


def policy(style: str, script: str = "") -> str:
    """The content security policy of a page with this style and this script, and nothing else."""
    scripts = f"script-src '{_sha256(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_sha256(style)}'; {scripts}"
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def web_link(url: str) -> str:
    """The address if it is a plain http or https one with a host; otherwise empty."""
    shown = displayed(url)
    try:
        parts = urlsplit(shown)
    except ValueError:
        return ""
    plain = shown == url and " " not in shown
    return shown if plain and parts.scheme in {"http", "https"} and parts.hostname else ""


def _shown(value: object) -> object:
    """Text from data in its display form; markup made here as it is."""
    return displayed(value) if type(value) is str else value


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

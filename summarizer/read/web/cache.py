"""Pages that were fetched for feeds, in a folder of the user's, so that they are not sent again.

One file an address: a line of JSON, then the bytes of the page.  A page is used only when its
server says, asked by ETag or date, that it is still the same.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from summarizer.errors import InputError, UsageError
from summarizer.limits import CACHE_DAYS, MAX_FETCH_BYTES, MAX_HEAD_BYTES, MAX_VALIDATOR_CHARACTERS
from summarizer.read.safe_json import loads
from summarizer.read.sources import read_file
from summarizer.read.web.fetch import Page

_FIELDS = ("url", "kind", "etag", "modified")
_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished-"  # what a run that was killed leaves
_DAY = 86_400


def user_cache() -> Path:
    """The folder where this user's pages are kept.  Raises UsageError where there is no home."""
    own = os.environ.get("XDG_CACHE_HOME")
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    try:
        return (Path(own) if own else Path.home() / usual) / "consensus" / "pages"
    except RuntimeError:
        reason = "no home folder to keep fetched pages in: set HOME or XDG_CACHE_HOME to a folder"
        raise UsageError(reason) from None


class Cache:
    """Pages by their address; what cannot be kept is fetched again the next time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder or user_cache()
        now = time.time()
        with suppress(OSError):
            for file in os.scandir(self._folder):
                unfinished = file.name.startswith(_UNFINISHED)
                days = 1 if unfinished else CACHE_DAYS
                ours = unfinished or _NAME.fullmatch(file.name)
                if ours and file.stat().st_mtime < now - days * _DAY:
                    os.unlink(file)

    def get(self, url: str) -> Page | None:
        """The page, if it is there whole."""
        most = MAX_FETCH_BYTES + MAX_HEAD_BYTES
        try:
            kept = read_file(self._path(url), str(self._folder), most)
            head, found, data = kept.partition(b"\n")
            fields = loads(head.decode("utf-8"))
        except (InputError, UnicodeDecodeError):
            return None
        if not isinstance(fields, dict) or tuple(fields) != _FIELDS or fields["url"] != url:
            return None
        stated = [fields[name] for name in _FIELDS[1:]]
        if not found or not all(isinstance(value, str) for value in stated):
            return None
        kind, etag, modified = map(str, stated)
        return Page(url, kind, data, _validator(etag), _validator(modified))

    def put(self, page: Page) -> None:
        """Keep a page, if its server said what to ask for it by."""
        etag, modified = _validator(page.etag), _validator(page.modified)
        if not etag and not modified:
            return
        head = json.dumps(dict(zip(_FIELDS, (page.url, page.kind, etag, modified), strict=True)))
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, beside = tempfile.mkstemp(prefix=_UNFINISHED, dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(head.encode() + b"\n" + page.data)
                os.replace(beside, self._path(page.url))
            except BaseException:
                os.unlink(beside)
                raise

    def keep(self, url: str) -> None:
        """Count a page's days anew."""
        with suppress(OSError):
            os.utime(self._path(url))

    def _path(self, url: str) -> str:
        return str(self._folder / sha256(url.encode()).hexdigest())


def _validator(value: str) -> str:
    """A value that may be sent back as a header, or nothing."""
    plain = value.isascii() and value.isprintable() and len(value) <= MAX_VALIDATOR_CHARACTERS
    return value if plain else ""

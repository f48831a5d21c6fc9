"""Bytes → text, and the refusal of bytes that are no text.

The order is: byte order mark, UTF-8 where there is more than ASCII, the encoding the document
declares (only for markup), then Windows-1252, which every byte string of the western web fits.
Nothing in another encoding of any length is valid UTF-8 by chance.  Statistical guessing is left
out on purpose: it takes cp1252 for cp1250 on short news text.
"""

from __future__ import annotations

import codecs
import re
from encodings import normalize_encoding
from encodings.aliases import aliases

from summarizer.errors import BinarySource, EmptySource

# UTF-32 comes first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip

_MAGIC = (
    (b"%PDF-", "a PDF: save its text first, for example with pdftotext"),
    (b"{\\rtf", "an RTF document: save it as plain text"),
    (b"PK\x03\x04", "a ZIP archive or an office document: unpack it or save it as plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document: save it as plain text"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first (only .jsonl.gz is read packed)"),
    (b"BZh91AY", "compressed with bzip2: unpack it first"),
    (b"\xfd7zXZ\x00", "compressed with xz: unpack it first"),
    (b"(\xb5/\xfd", "compressed with zstd: unpack it first"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive: unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it first"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture: give the text of the article"),
    (b"\xff\xd8\xff", "a JPEG picture: give the text of the article"),
    (b"GIF87a", "a GIF picture: give the text of the article"),
    (b"GIF89a", "a GIF picture: give the text of the article"),
    (b"\x7fELF", "a program, not text"),
    (b"SQLite format 3\x00", "an SQLite database: export its text first"),
)

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]{1,40})"""
    rb"""|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
# In the header of an HTTP response, whose reading by the standard library fails on some and takes
# quadratic time on others.
_STATED = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_STATED_WITHIN = 200

# Codecs a web page may declare, by the name `codecs.lookup` gives.  Others (utf-7, idna,
# unicode_escape, …) are not for documents.
_CODEC = re.compile(
    r"utf-8|iso8859-\d+|cp125\d|cp874|cp866|koi8-[rut]|mac-\w+|gb2312|gbk|gb18030|big5(hkscs)?"
    r"|shift_jis|cp932|euc_jp|euc_kr|cp949|iso2022_jp"
)
# What Python keeps for ever is each name that is looked up, so no others are.
_MODULES = frozenset({*aliases.values(), "cp874", "koi8_t", "koi8_u"})
_AS_CP1252 = frozenset({"iso8859-1", "ascii"})  # as every browser does

_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
_CONTROL_SHARE = 0.02
_NUL_SHARE = 0.1

_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, markup: bool = False, warnings: list[str] | None = None) -> str:
    """The text in `data`, line ends as `\\n`; with `markup` the declared encoding counts.

    A few NUL bytes are dropped where there are `warnings` to say so, and else refused.  Raises
    EmptySource when there is nothing but white space and BinarySource when it is not text.
    """
    if warnings is not None:
        data = _without_nul(data, warnings)
    if not data.strip():
        raise EmptySource("it is empty: give a file with the article's text")
    text = _marked(data)
    if text is None:
        refuse_binary(data)
        text = (_declared(data) if markup else None) or _undeclared(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.lstrip("\ufeff").strip():
        raise EmptySource("it is empty: give a file with the article's text")
    _refuse_controls(text)
    return text


def to_utf8(data: bytes, charset: str) -> bytes:
    """The data as UTF-8 with a byte order mark, if it has no mark and the stated charset fits."""
    if not charset or any(data.startswith(mark) for mark, _ in _MARKS):
        return data
    text = _decoded(data, charset)
    return data if text is None else codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def stated_charset(content_type: str) -> str:
    """The charset in a `Content-Type`, or an empty string."""
    match = _STATED.search(content_type[:_STATED_WITHIN])
    return match[1] if match else ""


def _without_nul(data: bytes, warnings: list[str]) -> bytes:
    """The data without NUL bytes, if they are few, and not every other byte as in UTF-16."""
    if b"\x00" not in data or data.startswith(tuple(mark for mark, _ in _MARKS[1:])):
        return data
    body = data.rstrip(b"\x00")  # some systems fill up the end of a file
    if body.count(0) > _NUL_SHARE * len(body):
        return data
    kept = body.replace(b"\x00", b"")
    warnings.append(f"NUL bytes dropped ({len(data) - len(kept):,}): the file may be damaged")
    return kept


def refuse_binary(data: bytes) -> None:
    """Raise BinarySource for a known format that is not text, or NUL bytes."""
    refuse_format(data)
    if b"\x00" in data:
        raise BinarySource("it is binary (NUL bytes): save it as plain text in UTF-8")


def refuse_format(head: bytes) -> None:
    """Raise BinarySource for what begins as a known format that is not text."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise BinarySource(f"it is {what}")


def scrub(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, so that it can be written out."""
    try:
        text.encode("utf-8")  # many times as fast as a search
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _marked(data: bytes) -> str | None:
    """Decoded by its byte order mark, if it has one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            if encoding == "utf-8":
                refuse_binary(body)
                return _undeclared(body)
            return body.decode(encoding, "replace")
    return None


def _declared(data: bytes) -> str | None:
    """Decoded as the markup itself declares, or None if it does not fit."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _decoded(data, (match[1] or match[2]).decode("ascii")) if match else None


def _decoded(data: bytes, charset: str) -> str | None:
    """Decoded from a charset that somebody states, or None if it does not fit."""
    try:
        if not data.isascii() and (text := _utf8(data)) is not None:
            return text
        name = _codec(charset)
        if name in _AS_CP1252:
            return _undeclared(data)
        return data.decode(name) if _CODEC.fullmatch(name) else None
    except (LookupError, ValueError):
        return None


def _codec(charset: str) -> str:
    """The name of Python's codec for a charset that somebody states, or an empty string."""
    module = normalize_encoding(charset[:_STATED_WITHIN]).lower()
    module = aliases.get(module, module)
    return codecs.lookup(module).name if module in _MODULES else ""


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _undeclared(data: bytes) -> str:
    """Strict UTF-8, UTF-8 with a few damaged bytes, or Windows-1252."""
    if (text := _utf8(data)) is not None:
        return text
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count("\ufffd")
    good = len(damaged) - bad - sum(1 for byte in data if byte < 0x80)
    if good > 4 * bad:  # cp1252 text hardly ever forms valid sequences by chance
        return damaged
    return data.decode("cp1252", "replace")


def _refuse_controls(text: str) -> None:
    """Raise BinarySource when too much of the text is control or replacement characters."""
    raw = text.encode("utf-8", "replace")
    controls = len(raw) - len(raw.translate(None, _CONTROLS)) + text.count("\ufffd")
    if controls > max(4, _CONTROL_SHARE * len(text)):
        raise BinarySource("it is binary (control characters): save it as plain text in UTF-8")

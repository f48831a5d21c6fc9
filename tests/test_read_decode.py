"""Bytes → text: the order of encodings, and what is refused as no text."""

from __future__ import annotations

import codecs
import encodings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import BinarySource, EmptySource, InputError
from summarizer.read.decode import decode, stated_charset, to_utf8

STORY = "Le café a rouvert à Besançon, « déjà » plein. “C’est fini” – dit-il."


FERRY = "Паром загорелся у входа в порт"
DECLARED = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'


def page(declared: str, text: str = STORY) -> str:
    return f"<meta charset={declared}><p>{text}</p>"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # a mark, UTF-8, cp1252
        (STORY.encode(), STORY),
        (codecs.BOM_UTF8 + STORY.encode(), STORY),
        (codecs.BOM_UTF16_LE + STORY.encode("utf-16-le"), STORY),
        (codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"), STORY),
        (codecs.BOM_UTF32_LE + STORY.encode("utf-32-le"), STORY),
        (STORY.encode("cp1252"), STORY),
        (FERRY.encode()[:-1], FERRY[:-1] + "\ufffd"),
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"A story with one \x08 stray control.", "A story with one \x08 stray control."),
        # what markup declares, where it fits: as in browsers, and not what is UTF-8
        (page('"windows-1251"', FERRY).encode("cp1251"), page('"windows-1251"', FERRY)),
        ((DECLARED + FERRY).encode("koi8-r"), DECLARED + FERRY),
        (f"<?xml encoding='iso-8859-5'?>{FERRY}".encode("iso8859-5"),
         f"<?xml encoding='iso-8859-5'?>{FERRY}"),
        *((page(name).encode(), page(name)) for name in (
            "utf-8", "iso-8859-1", "windows-1251", "shift_jis", "gb2312",
            # no encodings of documents
            "utf-7", "unicode_escape", "idna", "rot13", "nonsense", "hex",
        )),
        *((page(name, "“café”").encode("cp1252"), page(name, "“café”"))
          for name in ("utf-8", "iso-8859-1")),
    ],
)  # fmt: skip
def test_text_is_read_by_mark_then_utf8_then_as_declared_then_cp1252(
    data: bytes, text: str
) -> None:
    assert decode(data, markup=True) == text
    assert decode(b"<meta charset=cp1251> \xe9") == "<meta charset=cp1251> é"  # no markup


def test_names_of_strangers_do_not_fill_python_s_memory() -> None:
    page = FERRY.encode("cp1251")
    kept = len(encodings._cache)  # type: ignore[attr-defined]
    for number in range(50):
        for name in (f"x-{number}", f"mac-{number}", f"iso8859-{number + 100}", "ж" * number):
            assert to_utf8(page, name) == page
    assert len(encodings._cache) == kept  # type: ignore[attr-defined]
    for name in ("windows-1251", "CP1251", "Windows--1251", "cp1251"):
        assert decode(to_utf8(page, name)) == FERRY


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=koi8-r", "koi8-r"),
        ('text/html; a=b ; Charset = "UTF-8"', "UTF-8"),
        ("text/html; charset*=a; charset*0=b", ""),
        ('text/html; x="' + ";" * 1_000_000, ""),
    ],
    ids=lambda value: value[:30],
)
def test_the_charset_that_a_header_states(content_type: str, charset: str) -> None:
    assert stated_charset(content_type) == charset


@pytest.mark.parametrize("data", [b"a few NUL\x00 bytes", b"at the end" + b"\x00" * 99])
def test_nul_bytes_are_dropped_where_that_can_be_said(data: bytes) -> None:
    warnings: list[str] = []
    assert decode(data, warnings=warnings) == data.replace(b"\x00", b"").decode()
    assert len(warnings) == 1
    marked = codecs.BOM_UTF16_LE + STORY.encode("utf-16-le")
    assert decode(marked, warnings=warnings) == STORY
    with pytest.raises(BinarySource, match="NUL"):
        decode("two bytes each".encode("utf-16-le"), warnings=warnings)
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7\nwhatever", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n\x1a\nrest", "PNG"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"text with \x00 in it", "NUL"),
        ("two bytes each".encode("utf-16-le"), "NUL"),
        (bytes(range(1, 32)) * 10, "control"),
        *((data, "empty") for data in (b"", b" \n\t", codecs.BOM_UTF8, b"\xff\xfe\n\x00")),
    ],
)
def test_binary_is_refused_with_its_kind(data: bytes, why: str) -> None:
    with pytest.raises(EmptySource if why == "empty" else BinarySource, match=why):
        decode(data)


@given(st.binary(max_size=300), st.booleans())
def test_only_our_errors_and_only_writable_text(data: bytes, markup: bool) -> None:
    try:
        text = decode(data, markup=markup)
    except InputError:
        return
    assert text.strip()
    assert "\r" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1))
def test_utf8_text_comes_back_as_it_is(text: str) -> None:
    if text.strip() and "\ufeff" not in text and "\ufffd" not in text:
        assert decode(("story " + text).encode()) == "story " + text

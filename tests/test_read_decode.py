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


@pytest.mark.parametrize(
    "data",
    [
        STORY.encode(),
        codecs.BOM_UTF8 + STORY.encode(),
        codecs.BOM_UTF16_LE + STORY.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + STORY.encode("utf-32-le"),
        STORY.encode("cp1252"),
    ],
)
def test_undeclared_text_is_read_by_mark_then_utf8_then_cp1252(data: bytes) -> None:
    assert decode(data) == STORY


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("<?xml version='1.0' encoding='iso-8859-5'?>", "iso8859-5"),
        ("<META CHARSET=utf-8>", "utf-8"),
    ],
)
def test_markup_is_read_as_it_declares(declaration: str, encoding: str) -> None:
    page = f"{declaration}<p>Паром загорелся у входа в порт</p>"
    assert decode(page.encode(encoding), markup=True) == page


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "idna", "rot13", "nonsense", "hex"])
def test_declared_codecs_that_are_not_for_documents_are_ignored(name: str) -> None:
    page = f"<meta charset={name}><p>plain é</p>"
    assert decode(page.encode(), markup=True) == page


def test_names_of_strangers_do_not_fill_python_s_memory() -> None:
    page = "Паром загорелся у входа в порт".encode("cp1251")
    kept = len(encodings._cache)  # type: ignore[attr-defined]
    for number in range(50):
        for name in (f"x-{number}", f"mac-{number}", f"iso8859-{number + 100}", "ж" * number):
            assert to_utf8(page, name) == page
    assert len(encodings._cache) == kept  # type: ignore[attr-defined]
    for name in ("windows-1251", "CP1251", "Windows--1251", "cp1251"):
        assert decode(to_utf8(page, name)).startswith("Паром")


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


@pytest.mark.parametrize("stated", ["utf-8", "iso-8859-1"])  # as in browsers, and what cannot be
def test_pages_that_are_cp1252_whatever_they_declare(stated: str) -> None:
    page = f"<meta charset={stated}><p>“café”</p>"
    assert decode(page.encode("cp1252"), markup=True) == page


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1251", "shift_jis", "gb2312"])
def test_what_is_utf8_is_utf8_whatever_it_declares(stated: str) -> None:
    page = f"<meta charset={stated}><p>{STORY}</p>"
    assert decode(page.encode(), markup=True) == page


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
    ("data", "text"),
    [
        ("<meta charset=cp1251> é".encode(), "<meta charset=cp1251> é"),  # no markup
        ("Паром загорелся у входа в порт".encode()[:-1], "Паром загорелся у входа в пор\ufffd"),
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"A story with one \x08 stray control.", "A story with one \x08 stray control."),
    ],
)
def test_text_is_decoded_as_what_it_most_likely_is(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize("data", [b"", b" \n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE + b"\n\x00"])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(EmptySource, match="empty"):
        decode(data)


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
    ],
)
def test_binary_is_refused_with_its_kind(data: bytes, why: str) -> None:
    with pytest.raises(BinarySource, match=why):
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

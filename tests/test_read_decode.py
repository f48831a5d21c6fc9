"""Bytes → text: the order of encodings, and what is refused as no text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import BinarySource, EmptySource, InputError
from summarizer.read.decode import decode, scrub

STORY = "Le café a rouvert à Besançon, « déjà » plein."


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


def test_curly_quotes_of_cp1252() -> None:
    assert decode("“It’s over” – he said".encode("cp1252")) == "“It’s over” – he said"


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


def test_declared_latin1_means_cp1252_as_in_browsers() -> None:
    page = "<meta charset=iso-8859-1><p>“quoted”</p>"
    assert decode(page.encode("cp1252"), markup=True) == page


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "idna", "rot13", "nonsense", "hex"])
def test_declared_codecs_that_are_not_for_documents_are_ignored(name: str) -> None:
    page = f"<meta charset={name}><p>plain é</p>"
    assert decode(page.encode(), markup=True) == page


def test_a_declaration_that_does_not_fit_falls_back() -> None:
    page = "<meta charset=utf-8><p>café</p>"
    assert decode(page.encode("cp1252"), markup=True) == page


def test_a_declaration_counts_only_in_markup() -> None:
    text = "<meta charset=cp1251> é"
    assert decode(text.encode()) == text


def test_one_damaged_byte_does_not_turn_a_utf8_text_into_mojibake() -> None:
    data = "Паром загорелся у входа в порт".encode()
    assert decode(data[:-1]) == "Паром загорелся у входа в пор\ufffd"


def test_line_ends_become_one_character() -> None:
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


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


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    assert "\x08" in decode(b"A story with one \x08 stray control character in it.")


def test_lone_surrogates_are_replaced() -> None:
    assert scrub("a\ud800b😀") == "a\ufffdb😀"


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

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DetenteError, EmptyReportError, NotTextError
from detente.reports.decoding import clean_text, decode, find_meta_charset

TEXT = "Erdoğan, Macron and Zelenskyy met – “briefly” – in Kraków."
RUSSIAN = "Министр заявил, что переговоры провалились и стороны покинули город. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf_16_big_endian_with_mark():
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_windows_1252_undeclared():
    text = "The café’s owner said: “It’s over.” The army left on Monday."
    assert decode(text.encode("cp1252")) == text


def test_utf_8_with_some_windows_1252_bytes():
    assert decode("Erdoğan and Gül said ".encode() + b"\x93no\x94.") == "Erdoğan and Gül said “no”."


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_declared_in_header(encoding):
    assert decode(RUSSIAN.encode(encoding), charset=encoding) == RUSSIAN


def test_declared_in_page():
    page = '<html><meta charset="windows-1251"><p>' + RUSSIAN
    assert decode(page.encode("cp1251")) == page


def test_detected():
    assert decode(RUSSIAN.encode("cp1251")) == RUSSIAN


def test_wrong_declaration_is_overruled_by_utf_8():
    assert decode(TEXT.encode(), charset="iso-8859-1") == TEXT


def test_unknown_or_false_declarations_do_no_harm():
    assert decode(b"caf\xe9 is open all day", charset="no-such-thing") == "café is open all day"
    assert decode(b"caf\xe9 is open all day", charset="utf-8") == "café is open all day"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"PK\x03\x04\x14\0", "zip"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"{\\rtf1\\ansi", "RTF"),
        (bytes(range(256)) * 20, "binary"),
        (b"\0\x01\x02\x03" * 50, "binary"),
        (b"RIFF\0\0\0\0WEBP", "image"),
    ],
)
def test_binary_is_refused(data, kind):
    with pytest.raises(NotTextError, match=kind):
        decode(data, where="a.txt")


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf", b"\0\0"])
def test_empty(data):
    with pytest.raises(EmptyReportError, match="empty"):
        decode(data)


@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1251", "utf-16", "shift_jis", "idna", "x"])
)
def test_any_bytes_give_text_or_a_clear_error(data, charset):
    try:
        text = decode(data, charset=charset)
    except DetenteError:
        return
    assert isinstance(text, str)
    clean_text(text).encode()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_survives(text):
    assert decode(("Text: " + text).encode()) == "Text: " + text


def test_clean_text():
    assert clean_text("a\r\nb\rc\u2028d\x0ce") == "a\nb\nc\nd\ne"
    assert clean_text("Tel\xa0Aviv\t\u200bwas\xad hit\x07") == "Tel Aviv was hit"
    assert clean_text("e\u0301") == "é"
    assert clean_text("a\ud800b") == "ab"


def test_find_meta_charset():
    assert find_meta_charset(b'<META http-equiv="x" content="text/html; charset=KOI8-R">') == "KOI8-R"
    assert find_meta_charset(b'<?xml version="1.0" encoding="utf-16"?>') == "utf-16"
    assert find_meta_charset(b"<p>no") is None

"""From bytes to clean text: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata

from detente.errors import EmptyReportError, NotTextError

__all__ = ["clean_text", "decode", "find_meta_charset"]

# First bytes of the kinds of file that people take for a report. Source: the formats' own specifications.
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"Rar!\x1a", "a rar archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"bplist0", "a web archive"),
    (b"ID3\x03", "an audio file"),
    (b"ID3\x04", "an audio file"),
    (b"OggS", "an audio file"),
    (b"\x00\x00\x01\x00", "an icon"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HINT = "save the report as plain text or HTML"
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_META_BYTES = 16_384
_SAMPLE_BYTES = 65_536
# surrogateescape keeps each stray byte 0xNN as U+DCNN: read those as windows-1252.
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_STRAYS = re.compile("[\udc80-\udcff]+")
_OTHER = re.compile(r"[^\x00-\x7f]")
_ASCII_LETTERS = tuple(range(65, 91)) + tuple(range(97, 123))
_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width space, direction marks, BOM; not the joiners: Persian needs them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_SPACES = re.compile(r"[^\S\n]+")


def decode(data: bytes, *, charset: str | None = None, where: str = "") -> str:
    r"""Return the text of a file or an answer from the web.

    UTF-8 is tried before any declared encoding, since text that is not UTF-8 hardly ever passes for it and
    declarations are often wrong. UTF-8 with some windows-1252 bytes in it (pasted quotes) is read as both.

    Args:
        data: All of it.
        charset: What the HTTP header declares, or None.
        where: File or address, for the error.

    Raises:
        EmptyReportError: `data` is empty or only white space.
        NotTextError: It is a PDF, an image, an archive or other binary data.

    Example:
        >>> decode("Erdoğan".encode("utf-16")), decode(b"caf\xe9 \x93yes\x94")
        ('Erdoğan', 'café “yes”')
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n\x0b\x0c\x00"):
        raise EmptyReportError("it is empty", where=where, hint="give a report with some sentences")
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise NotTextError(f"it is {kind}, no text", where=where, hint=_HINT)
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        raise NotTextError("it is an image, audio or video file, no text", where=where, hint=_HINT)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    wide = _guess_utf16(data)
    if wide:
        return data.decode(wide, "replace")
    _refuse_binary(data, where)
    return _decode_narrow(data, charset)


def find_meta_charset(data: bytes) -> str | None:
    """Return the encoding that an HTML page declares for itself, or None.

    Example:
        >>> find_meta_charset(b'<meta charset="windows-1251">')
        'windows-1251'
    """
    head = data[:_META_BYTES]
    match = _META.search(head) or _XML.search(head)
    return match[1].decode("ascii", "replace") if match else None


def clean_text(text: str) -> str:
    r"""Return text in normal form: NFC, line breaks as newlines, plain single spaces, nothing invisible.

    Example:
        >>> clean_text("Tel\xa0Aviv\r\n was\u200b hit")
        'Tel Aviv\n was hit'
    """
    text = _BREAKS.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text)


def _guess_utf16(data: bytes) -> str | None:
    """Return the kind of UTF-16 that has no byte order mark, told by where its zero bytes stand, or None."""
    sample = data[:4096]
    if len(sample) < 4 or sample.count(0) < len(sample) // 5:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > 20 * even else "utf-16-be" if even > 20 * odd else None
    # Tables of small numbers have their zeros in such places too, but give no text.
    text = sample[: len(sample) // 2 * 2].decode(name, "ignore") if name else ""
    readable = sum(char.isprintable() or char.isspace() for char in text)
    return name if readable > 0.95 * len(text) else None


def _refuse_binary(data: bytes, where: str) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = sum(sample.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    # A stray control now and then is a scar of conversion; zeros or many are binary.
    if data.count(0) > len(data) // 1000 or controls > len(sample) // 100 + 2:
        raise NotTextError("it is binary data, no text", where=where, hint=_HINT)


def _decode_narrow(data: bytes, charset: str | None) -> str:
    """Return the text of bytes in some 8-bit or multi-byte encoding."""
    mixed = data.decode("utf-8", "surrogateescape")
    strays = len(mixed) - len(_drop_strays(mixed))
    if not strays:
        return mixed
    for name in (charset, find_meta_charset(data)):
        text = _decode_as(data, name)
        if text is not None and not _is_utf8(name):
            return text
    good = len(_OTHER.findall(_drop_strays(mixed)))
    plain = sum(map(data.count, _ASCII_LETTERS))
    # Sparse high bytes are the accents and quotes of a Western language; other scripts are dense in them.
    if strays <= good or strays < plain:
        return mixed.translate(_STRAY)
    return _detect(data) or mixed.translate(_STRAY)


def _drop_strays(text: str) -> str:
    return _STRAYS.sub("", text)


def _is_utf8(name: str | None) -> bool:
    return name is not None and name.lower().replace("_", "-") in {"utf-8", "utf8"}


def _decode_as(data: bytes, name: str | None) -> str | None:
    """Return `data` in the named encoding, or None when that is unknown or does not fit."""
    if not name:
        return None
    # The WHATWG encoding standard reads these labels as windows-1252.
    name = "cp1252" if name.lower() in {"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"} else name
    try:
        # A byte in ten thousand may be damaged before the declaration counts as wrong.
        text = data.decode(name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return text if text.count("\ufffd") <= len(data) // 10_000 + 1 else None


def _detect(data: bytes) -> str | None:
    """Return the text as charset_normalizer (a dependency of trafilatura) reads it, or None."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    return data.decode(best.encoding, "replace") if best else None

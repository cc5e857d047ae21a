"""What is said of a user's file that can't be read: one wording, each room's own class of error and hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente._files import FileKind
from detente.actors import Gazetteer
from detente.coding._evaluation import load_gold
from detente.errors import ActorsError, FormatError, GoldError, OutlookError, ReportError
from detente.formats import detect_format
from detente.outlook import Outlook, read_history
from detente.reports import read_report

KIND = FileKind(error=FormatError, name="list", holds="names", missing="make one", directory="give a file")
ROOMS = [
    (lambda path: Gazetteer.load(extra=path), ActorsError, "actors file", "give one file of actors"),
    (load_gold, GoldError, "gold file", "give one gold file"),
    (detect_format, FormatError, "file", "give one file of events"),
    (read_report, ReportError, "file", "give one file"),
    (Outlook.load, OutlookError, "model of the outlook", "give the .npz that detente fit made"),
]


@pytest.mark.parametrize(("read", "error", "name", "hint"), ROOMS)
def test_every_room_says_so_in_its_own_class(tmp_path, read, error, name, hint):
    none = tmp_path / "none"
    for path, message in ((none, f"there is no such {name}"), (tmp_path, f"it is a directory ({hint})")):
        with pytest.raises(error) as caught:
            read(path)
        assert type(caught.value) is error
        assert str(caught.value).startswith(f"{path}: {message}")
        assert caught.value.hint


def refuse(*_, **__):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(("read", "error", "name"), [room[:3] for room in ROOMS])
def test_every_room_says_that_a_file_may_not_be_read(tmp_path, monkeypatch, read, error, name):
    path = tmp_path / "shut"
    path.write_text("x")
    for target in ("pathlib.Path.open", "pathlib.Path.read_bytes"):
        monkeypatch.setattr(target, refuse)
    monkeypatch.setattr("detente.formats._files.open", refuse, raising=False)
    with pytest.raises(error) as caught:
        read(path)
    assert str(caught.value) == f"{path}: the {name} may not be read (check who may)"


def test_a_history_that_there_is_not(tmp_path):
    with pytest.raises(OutlookError, match=r"there is no such file or folder \(check the path\)"):
        read_history(tmp_path / "none")


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        (FileNotFoundError(2, "No such file"), "x: there is no such list (make one)"),
        (IsADirectoryError(21, "Is a directory"), "x: it is a directory (give a file)"),
        (PermissionError(13, "Permission denied"), "x: the list may not be read (check who may)"),
        (OSError(5, "Input/output error"), "x: the list can't be opened: Input/output error"),
        (ValueError("embedded null byte"), "x: the list can't be opened: embedded null byte"),
    ],
)
def test_what_the_system_says_is_put_in_words(cause, message):
    assert str(KIND.refuse(cause, "x")) == message


def test_a_hint_of_the_moment_stands_before_that_of_the_kind():
    error = KIND.refuse(FileNotFoundError(), "www.a.example/1", missing="write https")
    assert str(error) == "www.a.example/1: there is no such list (write https)"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfea\0", "x: the list is in UTF-16 (save it as UTF-8)"),
        (b"\xfe\xff\0a", "x: the list is in UTF-16 (save it as UTF-8)"),
        (b"\x7fELF\0", "x: it is a binary file, not one of names (give a text file)"),
        (b"\xe9", "x:1: byte 0xe9 is no UTF-8 text (save the file as UTF-8)"),
        (b"a\r\nb\rc\n\xe9", "x:4: byte 0xe9 is no UTF-8 text (save the file as UTF-8)"),
        (b"a\x0cb\xc2\x85\xe9", "x:1: byte 0xe9 is no UTF-8 text (save the file as UTF-8)"),
    ],
)
def test_bytes_that_are_no_text(data, message):
    with pytest.raises(FormatError) as caught:
        KIND.decode(data, "x")
    assert str(caught.value) == message


def test_a_room_that_ends_lines_at_every_break_counts_them_so():
    kind = FileKind(error=ActorsError, every_break=True, encoding="give UTF-8")
    with pytest.raises(ActorsError) as caught:
        kind.decode(b"a\x0cb\xc2\x85\xe9", "x")
    assert str(caught.value) == "x:3: byte 0xe9 is no UTF-8 text (give UTF-8)"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_error(data):
    try:
        text = KIND.decode(data, "x")
    except FormatError as error:
        assert error.hint  # noqa: PT017 - either outcome is right
    else:
        assert text.encode() == data


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_the_line_is_the_one_in_which_the_text_breaks_off(before):
    data = before.encode() + b"\xff"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    for every_break in (False, True):
        kind = FileKind(error=FormatError, every_break=every_break)
        with pytest.raises(FormatError) as caught:
            kind.decode(data, "x")
        unified = before.replace("\r\n", "\n").replace("\r", "\n")
        lines = (before + ".").splitlines() if every_break else (unified + ".").split("\n")
        assert caught.value.where == f"x:{len(lines)}"


def test_line_ends_are_made_one_kind(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"a\r\nb\rc\n")
    assert KIND.read_text(path) == "a\nb\nc\n"
    assert KIND.read_bytes(path) == b"a\r\nb\rc\n"
    with pytest.raises(FormatError, match="make one"):
        KIND.read_text(Path(tmp_path, "none"))

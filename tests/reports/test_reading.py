import datetime as dt
import io
import json
import subprocess
import sys
import types

import pytest

from detente.errors import EmptyReportError, FetchError, NotTextError, ReportError, UsageError
from detente.reports import read_report, reading
from detente.reports.reading import parse_report

TEXT = "Talks fail\n\nNo deal was made on Monday. Both sides left the city."


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_text_file(tmp_path):
    report = read_report(write(tmp_path, "a.txt", TEXT), outlet="The Daily")
    assert (report.headline, report.outlet, len(report.sentences)) == ("Talks fail", "The Daily", 3)


def test_page_by_content_and_by_name(tmp_path):
    sentence = "The envoys left the city on Monday after three days of talks that came to nothing. "
    page = f"<html><title>Talks fail in Port Ives</title><article><p>{sentence * 4}</p></article></html>"
    for name in ("a.html", "a.txt", "a"):
        assert read_report(write(tmp_path, name, page)).headline == "Talks fail in Port Ives"
    assert read_report(write(tmp_path, "b.htm", f"<p>{sentence * 4}")).body == (sentence * 4).strip()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = "Café talks fail\n\nThe owner’s café in Orléans was closed on Monday. The talks are over."
    report = read_report(write(tmp_path, "a.txt", text.encode(encoding)))
    assert report.text == text


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert read_report("-").headline == "Talks fail"


def test_published_as_text_or_date(tmp_path):
    path = write(tmp_path, "a.txt", TEXT)
    day = dt.date(2024, 8, 6)
    assert read_report(path, published="2024-08-06").published == day
    assert read_report(path, published=day).published == day
    assert read_report(path, published=dt.datetime(2024, 8, 6, 12)).published == day
    with pytest.raises(UsageError, match="no date"):
        read_report(path, published="last Monday")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyReportError),
        (b" \n\n", EmptyReportError),
        (b"\xef\xbb\xbf", EmptyReportError),
        (b"Share\n\nPost a Comment", EmptyReportError),
        (b"<html><title>Log in</title><form></form></html>", EmptyReportError),
        (b"%PDF-1.7 ...", NotTextError),
        (b"\x89PNG\r\n\x1a\n", NotTextError),
        (bytes(range(256)) * 10, NotTextError),
        (json.dumps({"text": "Talks fail."}).encode(), NotTextError),
        (json.dumps({"text": "Talks fail."}, indent=1).encode(), NotTextError),
        (b'{"a": 1}\n{"a": 2}\n', NotTextError),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', NotTextError),
        (b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n", NotTextError),
    ],
)
def test_bad_files_are_named_in_a_clear_error(tmp_path, data, error):
    path = write(tmp_path, "report.txt", data)
    with pytest.raises(error) as caught:
        read_report(path)
    assert caught.value.where == str(path)


def test_a_bracket_is_no_json(tmp_path):
    path = write(tmp_path, "a.txt", "[Kyiv] Talks fail\n\n[The] envoys left. They will meet again.")
    assert len(read_report(path).sentences) == 3


def test_missing_directory_and_nul(tmp_path):
    with pytest.raises(ReportError, match="no such file"):
        read_report(tmp_path / "none.txt")
    with pytest.raises(ReportError, match="directory"):
        read_report(tmp_path)
    with pytest.raises(ReportError, match="opened"):
        read_report("a\0b")
    with pytest.raises(ReportError, match=r"https://www\.daily\.example/1"):
        read_report("www.daily.example/1")


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    with pytest.raises(ReportError, match="larger than"):
        read_report(write(tmp_path, "a.txt", TEXT * 3))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://host/a", "data://x", "HTTPX://a"])
def test_other_schemes_are_refused(address):
    with pytest.raises(FetchError, match="only http"):
        read_report(address)


def test_import_is_light():
    heavy = ("trafilatura", "lxml", "urllib.request")
    code = f"import sys, detente.reports; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "text",
    [
        "id,date,title,text\n1,2024-08-06,Talks,They met.\n2,2024-08-07,More,They left.\n",
        'id;date;text\n1;2024-08-06;"They met;\nthey left."\n',
        "id\tdate\ttext\n1\t2024-08-06\tThey met.\n",
        '\ufeff"id","date","text"\r\n"1","2024-08-06","They met."\r\n',
    ],
)
def test_a_table_is_no_report(text: str) -> None:
    with pytest.raises(NotTextError, match="table"):
        parse_report(text.encode(), where="reports.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Iran, Iraq, Syria\n\nThe ministers of Iran, Iraq and Syria met on Monday.",
        "Iran, Iraq, Syria and Russia met.\nTurkey, Oman, Qatar and Egypt did not.",
        "Talks, raids, strikes\nMore of each, said Moscow, were to come, and soon.",
        "Moscow, Tehran, Doha",
        "Talks failed in Doha on Monday, Oman said.\nIran, Oman and Qatar met.",
    ],
)
def test_prose_with_commas_is_read(text: str) -> None:
    assert parse_report(text.encode(), where="report.txt").text

"""A ledger that may not be written is read by all that only ask, and says so to who would write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detente.errors import LedgerError
from detente.ledger import Ledger
from tests.ledger.telling import act, tell

STRIKE = ("A strike near Arden killed 3 people.", act("ASSAULT", "strike", "ISR", "HEZBOLLAH"))
ASK = """
import sys
sys.path.insert(0, sys.argv[2])
from detente.errors import LedgerError
from detente.ledger import Ledger
from tests.ledger.telling import tell
with Ledger(sys.argv[1]) as ledger:
    (event,) = ledger.events()
    ledger.account(event.id), ledger.docket(), ledger.dyads(), ledger.measures(), list(ledger.coded_events())
    print(ledger.writable, ledger.size.events)
    try:
        ledger.add(*tell("Herald", "2024-08-11", "Nothing new."))
    except LedgerError as error:
        print(error)
"""


def run_without_privilege(path: Path) -> str:
    """Return what `ASK` prints of a ledger, run by who is bound by the rights of files."""
    command = [sys.executable, "-c", ASK, str(path), str(Path(__file__).parents[2])]
    if os.getuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write all files, and setpriv is not installed to be less than root")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("file_mode", [0o444, 0o644])
@pytest.mark.parametrize("folder_mode", [0o555, 0o755])
def test_a_read_only_ledger_is_read(tmp_path, file_mode, folder_mode):
    folder = tmp_path / "shelf?mode=rw"
    folder.mkdir()
    path = folder / "crisis #1.db"
    with Ledger(path) as ledger:
        ledger.add(*tell("Courier", "2024-08-10", STRIKE))
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    try:
        if os.getuid() and (file_mode, folder_mode) != (0o644, 0o755):
            with Ledger(path) as ledger, pytest.raises(LedgerError, match="can't be written"):
                ledger.add(*tell("Herald", "2024-08-11", "Nothing new."))
        printed = run_without_privilege(path)
        if (file_mode, folder_mode) == (0o644, 0o755):
            assert printed == "True 1\n"
        else:
            first, second = printed.splitlines()
            assert first == "False 1"
            assert "the ledger can't be written (the file or its folder is read-only" in second
            assert sorted(folder.iterdir()) == [path]
    finally:
        folder.chmod(0o755)


def test_a_file_that_is_no_ledger_is_not_made_one_where_it_can_not_be(tmp_path, monkeypatch):
    path = tmp_path / "empty.db"
    path.touch()
    monkeypatch.setattr("detente.ledger._engine._is_read_only", lambda _: True)
    with pytest.raises(LedgerError, match="no ledger of this version"):
        Ledger(path)

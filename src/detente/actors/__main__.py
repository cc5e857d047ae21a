"""Check the gazetteer: `python -m detente.actors [FILE ...]`, each FILE an actors file of one's own."""

from __future__ import annotations

import sys
from pathlib import Path

from detente.actors._check import check_gazetteer
from detente.actors.gazetteer import Gazetteer
from detente.errors import DetenteError


def main(arguments: list[str]) -> int:
    """Print what is wrong, one line each; the exit status is 1 when anything is."""
    files: list[Path | None] = [Path(a) for a in arguments] or [None]
    wrong = 0
    for file in files:
        try:
            gazetteer = Gazetteer.load(extra=file)
        except DetenteError as error:
            print(error)
            wrong += 1
            continue
        faults = check_gazetteer(gazetteer)
        wrong += len(faults)
        for fault in faults:
            print(fault)
        print(f"{file or 'built in'}: {len(gazetteer.entries)} entries, {len(faults)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

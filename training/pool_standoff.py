"""Write pool annotations as standoff records: offsets and codes, none of the reports' words.

``python -m training.pool_standoff CHUNKS OUT [N [NAME]]`` reads every ``.pool`` file of the folder CHUNKS
with its ``map.json`` (chunk and line to document and sentence) and writes one JSON line a document to
``NAME-N.jsonl``, ``NAME-N+1.jsonl`` .. in OUT (NAME is "pool" where none is given). What is left out has the
value of `training.data.DEFAULTS`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from training.check_corpus import read_pool
from training.data import DEFAULTS

DOCUMENTS_PER_FILE = 400


def strip_words(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event without any words of the sentence."""
    row = {k: event[k] for k in ("type", "mode", "status", "hedged", "span") if event[k] != DEFAULTS.get(k)}
    for role in ("actor", "recipient", "via"):
        if event[role]:
            row[role] = [{k: v for k, v in p.items() if k != "text"} for p in event[role]]
    if event["said_by"]:
        row["said_by"] = {k: v for k, v in event["said_by"].items() if k != "text"}
    for role in ("place", "time"):
        if event.get(f"{role}_span"):
            row[f"{role}_span"] = event[f"{role}_span"]
    return row


def main(chunks: Path, out: Path, first: int = 1, name: str = "pool") -> None:
    """Write the standoff files, numbered from `first` on."""
    places = json.loads((chunks / "map.json").read_text())
    documents: dict[str, list[Any]] = {}
    for path in sorted(chunks.glob("*.pool")):
        sentences, errors = read_pool(path, chunks)
        for error in errors:
            print(f"{path}: {error}", file=sys.stderr)
        for number, sentence in enumerate(sentences):
            doc, index = places[f"{path.stem}:{number}"]
            documents.setdefault(doc, []).append([index, [strip_words(e) for e in sentence["events"]]])
    rows = sorted(documents.items())
    for part, start in enumerate(range(0, len(rows), DOCUMENTS_PER_FILE), first):
        with (out / f"{name}-{part}.jsonl").open("w", encoding="utf-8") as file:
            for doc, sentences in rows[start : start + DOCUMENTS_PER_FILE]:
                file.write(json.dumps({"doc": doc, "sentences": sentences}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1, *sys.argv[4:])

"""Write pool annotations as standoff records: offsets and codes, none of the reports' words.

``python -m training.pool_standoff CHUNKS OUT`` reads every ``cNN.pool`` of the folder CHUNKS with its
``map.json`` (chunk and line to document and sentence) and writes one JSON line a document.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from training.check_corpus import read_pool


def strip_words(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event without any words of the sentence."""
    row = {k: event[k] for k in ("type", "mode", "status", "hedged", "span")}
    for role in ("actor", "recipient", "via"):
        row[role] = [{k: v for k, v in p.items() if k != "text"} for p in event[role]]
    said_by = event["said_by"]
    row["said_by"] = {k: v for k, v in said_by.items() if k != "text"} if said_by else None
    for role in ("place", "time"):
        if event.get(f"{role}_span"):
            row[f"{role}_span"] = event[f"{role}_span"]
    return row


def main(chunks: Path, out: Path) -> None:
    """Write the standoff file."""
    places = json.loads((chunks / "map.json").read_text())
    documents: dict[str, list[Any]] = {}
    for path in sorted(chunks.glob("c*.pool")):
        sentences, errors = read_pool(path, chunks)
        for error in errors:
            print(f"{path}: {error}", file=sys.stderr)
        for number, sentence in enumerate(sentences):
            doc, index = places[f"{path.stem}:{number}"]
            documents.setdefault(doc, []).append([index, [strip_words(e) for e in sentence["events"]]])
    with out.open("w", encoding="utf-8") as file:
        for doc, sentences in sorted(documents.items()):
            file.write(json.dumps({"doc": doc, "sentences": sentences}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

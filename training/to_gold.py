"""Write an inline file in the gold set's layout: ``python -m training.to_gold IN.txt OUT.jsonl``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from training.corpus_format import parse_inline


def gold_rows(path: Path) -> list[dict[str, Any]]:
    """Return one row a sentence; a headline that holds events is also a document of its own.

    Raises:
        ValueError: A line is not in the format.
    """
    passages, errors = parse_inline(path.read_text(encoding="utf-8").splitlines())
    if errors:
        raise ValueError(f"{path}: {errors[0]}")
    rows = []
    for number, p in enumerate(passages):
        frame = {"date": p.date, "outlet": p.outlet, "headline": p.headline["text"] if p.headline else ""}
        for sent, s in enumerate(p.sentences):
            rows.append({"doc": f"{path.stem}-{number:03}", "sent": sent, **frame, **_plain(s)})
        if p.headline:
            alone = frame | {"headline": ""}
            rows.append(
                {"doc": f"{path.stem}-{number:03}-headline", "sent": 0, **alone, **_plain(p.headline)}
            )
    return rows


def _plain(sentence: dict[str, Any]) -> dict[str, Any]:
    return {"text": sentence["text"], "events": sentence["events"]}


if __name__ == "__main__":
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in gold_rows(Path(sys.argv[1])))
    Path(sys.argv[2]).write_text("".join(lines), encoding="utf-8")

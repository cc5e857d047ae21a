"""Check corpus files: ``python -m training.check_corpus FILE ..`` prints errors and a balance report.

A file that ends in ``.pool`` is read with the sentences of the chunk it codes (``--chunks FOLDER``).
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training import corpus_format as fmt

WORD = re.compile(r"\w+")


def read_pool(path: Path, chunks: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the coded sentences of a ``.pool`` file and its errors."""
    texts: dict[str, str] = {}
    for line in (chunks / (path.stem + ".txt")).read_text(encoding="utf-8").splitlines():
        if found := re.match(r"^(\d+)\t(.*)$", line):
            texts[found[1]] = found[2]
    coded: dict[str, list[dict[str, Any]]] = {key: [] for key in texts}
    errors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, _, rest = line.partition("|")
        try:
            if key.strip() not in texts:
                raise fmt.FormatError(f"no sentence {key.strip()!r} in the chunk")
            coded[key.strip()].append(fmt.parse_pool_line(rest.strip(), texts[key.strip()]))
        except fmt.FormatError as error:
            errors.append(f"line {number}: {error}")
    return [{"text": texts[k], "events": e} for k, e in coded.items()], errors


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the set of word trigrams of a text, lower case."""
    words = WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])


def near_duplicates(texts: list[str], limit: float = 0.6) -> list[tuple[int, int]]:
    """Return index pairs (later, earlier) whose trigram Jaccard likeness is at least `limit`."""
    index: dict[tuple[str, ...], list[int]] = collections.defaultdict(list)
    sets = [shingles(t) for t in texts]
    pairs = []
    for i, own in enumerate(sets):
        shared = collections.Counter(j for s in own for j in index[s])
        for j, n in shared.most_common(3):
            if n / (len(own) + len(sets[j]) - n) >= limit:
                pairs.append((i, j))
                break
        for s in own:
            index[s].append(i)
    return pairs


def list_counts(names: Iterable[str]) -> str:
    """Return names with their counts, most frequent first."""
    return " ".join(f"{name} {n}" for name, n in collections.Counter(names).most_common())


def report_balance(sentences: list[dict[str, Any]]) -> str:
    """Return the balance report: counts by type, status, said_by kind, roles."""
    events = [e for s in sentences for e in s["events"]]
    count = collections.Counter
    lines = [
        f"{len(sentences)} sentences, {sum(not s['events'] for s in sentences)} without event, "
        f"{len(events)} events",
        "types     " + list_counts(e["type"] for e in events),
        "modes     " + list_counts(f"{e['type']}/{e['mode']}" for e in events if e["mode"]),
        "status    " + str(dict(count(e["status"] for e in events))),
        "hedged    " + str(sum(e["hedged"] for e in events)),
        "said_by   " + str(dict(count((e["said_by"] or {}).get("kind") for e in events))),
        "via       " + str(sum(bool(e["via"]) for e in events)),
        "place     " + str(sum(e["place"] is not None for e in events)),
        "time      " + str(sum(e["time"] is not None for e in events)),
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> int:
    """Return 0 when all files are valid, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--chunks", type=Path, default=Path("/work/tmp/pool"))
    args = parser.parse_args()
    everything: list[dict[str, Any]] = []
    bad = 0
    for path in args.files:
        if path.suffix == ".pool":
            sentences, errors = read_pool(path, args.chunks)
        else:
            passages, errors = fmt.parse_inline(path.read_text(encoding="utf-8").splitlines())
            sentences = [s for p in passages for s in ([p.headline] if p.headline else []) + p.sentences]
        for error in errors:
            print(f"{path}: {error}")
        bad += len(errors)
        everything += sentences
    if args.files[0].suffix != ".pool":
        texts = [s["text"] for s in everything]
        for i, j in near_duplicates(texts):
            print(f"near-duplicate: {texts[i][:90]!r} ~ {texts[j][:90]!r}")
            bad += 1
    print(report_balance(everything))
    print(f"{bad} problems")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())

"""The corpus is valid, balanced, free of copies, and has nothing in common with what is reported on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training.check_corpus import near_duplicates, report_balance
from training.corpus_format import Passage, parse_inline
from training.data import read_standoff

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "training/corpus").glob("*.txt"))
GOLD = ROOT / "../shared/gold/dev.jsonl"


def read(path: Path) -> list[Passage]:
    passages, errors = parse_inline(path.read_text(encoding="utf-8").splitlines())
    assert errors == []
    return passages


def sentences_of(path: Path) -> Iterator[dict[str, Any]]:
    for p in read(path):
        yield from ([p.headline] if p.headline else []) + p.sentences


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    return [s for path in FILES for s in sentences_of(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_file_is_valid_and_says_its_licence(path: Path) -> None:
    assert "CC BY 4.0" in path.read_text(encoding="utf-8").splitlines()[0]
    assert sum(1 for _ in sentences_of(path)) > 20


def test_size_and_balance(corpus: list[dict[str, Any]]) -> None:
    events = [e for s in corpus for e in s["events"]]
    empty = sum(not s["events"] for s in corpus)
    assert len(corpus) >= 6000, report_balance(corpus)
    assert empty / len(corpus) >= 1 / 3
    for kind in {e["type"] for e in events}:
        assert sum(e["type"] == kind for e in events) >= 100, kind
    for status in ("historical", "future", "hypothetical", "negated"):
        assert sum(e["status"] == status for e in events) >= 150, status
    assert sum(bool(e["via"]) for e in events) >= 150
    assert sum(bool(e["hedged"]) for e in events) >= 200


def test_no_sentence_stands_twice(corpus: list[dict[str, Any]]) -> None:
    texts = [s["text"] for s in corpus]
    assert [(texts[i], texts[j]) for i, j in near_duplicates(texts)] == []


def shingles(text: str, size: int = 7) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def test_nothing_in_common_with_our_own_gold_set(corpus: list[dict[str, Any]]) -> None:
    own = set().union(*(shingles(s["text"]) for s in sentences_of(ROOT / "tests/gold/news.txt")))
    assert [s["text"] for s in corpus if shingles(s["text"]) & own] == []


def test_nothing_in_common_with_the_gold_set(corpus: list[dict[str, Any]]) -> None:
    if not GOLD.is_file():
        pytest.skip("../shared/gold/dev.jsonl is not here")
    gold: set[tuple[str, ...]] = set()
    with GOLD.open(encoding="utf-8") as lines:
        for line in lines:
            gold |= shingles(json.loads(line)["text"])
    assert [s["text"] for s in corpus if shingles(s["text"]) & gold] == []


def test_pool_annotation_keeps_no_words() -> None:
    fields = {"type", "mode", "status", "hedged", "span", "actor", "recipient", "via", "said_by"}
    rows = [r for name in ("pool", "after") for r in read_standoff(ROOT / "training/corpus", name)]
    assert sum(len(r["sentences"]) for r in rows) >= 10_000
    for e in (e for r in rows for _, events in r["sentences"] for e in events):
        assert set(e) <= fields | {"place_span", "time_span"}
        parties = [*e.get("actor", []), *e.get("recipient", []), *e.get("via", [])]
        parties += [e["said_by"]] if "said_by" in e else []
        assert all(set(p) <= {"who", "sector", "kind", "span"} for p in parties)

import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding import CodedSentence, Coder, Evaluation, Passage, _coder, evaluate
from detente.coding._evaluation import load_gold
from detente.errors import GoldError, LanguageError, ModelError
from detente.reports import parse_text
from training.to_gold import gold_rows

MODEL = Path(__file__).parents[2] / "src/detente/coding/model"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_model_files_are_small() -> None:
    assert sum(p.stat().st_size for p in MODEL.iterdir()) <= 25_000_000


def test_a_plain_sentence_is_coded(coder: Coder) -> None:
    event = coder.code(parse_text("France condemned the Russian air strike on Kharkiv."))[0]
    assert (event.type, [p.who for p in event.actor]) == ("ACCUSE", ["FRA"])
    assert event.quad_class == "verbal conflict"
    assert event.cameo == "11"
    assert 0.0 < event.score <= 1.0


def test_a_report_of_nothing_gives_nothing(coder: Coder) -> None:
    text = (
        "The orchestra played Brahms on a mild evening. Tickets cost twelve euros. The bar stayed open late."
    )
    assert coder.code(parse_text(text)) == ()


def test_other_languages_are_refused(coder: Coder) -> None:
    text = "Президент России призвал Иран проявить сдержанность в ответе на убийство лидера движения."
    with pytest.raises(LanguageError, match=r"the report is in Russian \(ru\); the coder reads English"):
        coder.code(parse_text(text))


def test_dates_are_resolved_against_publication(coder: Coder) -> None:
    text = "Turkish jets bombed Kurdish positions in northern Iraq on Monday, the army said."
    events = coder.code(parse_text(text, published=dt.date(2024, 8, 6)))
    assert [e.date for e in events if e.type == "ASSAULT"] == [dt.date(2024, 8, 5)]
    assert all(e.date is None for e in coder.code(parse_text(text)))


def test_a_higher_threshold_gives_a_subset(coder: Coder) -> None:
    report = parse_text(
        "Egypt and Qatar brokered a truce. Israel rejected the terms. Protesters marched in Tel Aviv. "
        "Iran threatened to strike back, and the United States sent two destroyers to the region."
    )
    low = {(e.trigger_span, e.type) for e in Coder.load(min_score=0.05).code(report)}
    high = {(e.trigger_span, e.type) for e in Coder.load(min_score=0.8).code(report)}
    none = Coder.load(min_score=1.0).code(report)
    assert high <= low
    assert len(none) < len(low)


def test_batches_do_not_change_what_is_read(coder: Coder) -> None:
    texts = ["Kenya recalled its ambassador from Sudan.", "Iran said no.", "The UN urged both sides to talk."]
    passages = [Passage(str(n), (CodedSentence(0, t),)) for n, t in enumerate(texts)]
    together = coder.code_passages(passages)
    alone = [coder.code_passages([p])[0] for p in passages]
    assert [[(e.type, e.trigger_span) for e in m] for m in together] == [
        [(e.type, e.trigger_span) for e in m] for m in alone
    ]


def test_threads_do_not_change_what_is_coded(monkeypatch: pytest.MonkeyPatch) -> None:
    # An int8 network's last digits depend on what shares a batch: that must not depend on who is faster.
    monkeypatch.setattr(_coder, "CHUNK_SENTENCES", 40)
    rows = gold_rows(Path(__file__).parents[1] / "gold/news.txt")
    docs = dict.fromkeys(r["doc"] for r in rows)
    passages = [
        Passage(d, tuple(CodedSentence(n, r["text"]) for n, r in enumerate(r for r in rows if r["doc"] == d)))
        for d in docs
    ]
    alone, *others = [Coder.load(threads=n).code_passages(passages) for n in (1, 2, 3, 2)]
    assert sum(map(len, alone)) > 100
    assert all(other == alone for other in others)


def strikes(count: int) -> list[Passage]:
    texts = [f"Iran struck Iraq with {n} missiles." for n in range(2, count + 2)]
    return [Passage(str(n), (CodedSentence(0, text),)) for n, text in enumerate(texts)]


@pytest.mark.parametrize("threads", [1, 2])
def test_nothing_is_coded_of_nothing(threads: int) -> None:
    coder = Coder.load(threads=threads)
    assert list(coder.code_many([])) == []
    assert coder.code_passages([Passage("empty", ()), *strikes(1), Passage("last", ())])[::2] == [(), ()]


@pytest.mark.parametrize("threads", [1, 2])
def test_reading_ends_when_nobody_asks_for_more(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(_coder, "CHUNK_SENTENCES", 1)
    coder, taken = Coder.load(threads=threads), list[str]()
    running = threading.active_count()

    def passages() -> Iterator[Passage]:
        for passage in strikes(5):
            taken.append(passage.id)
            yield passage

    coded = coder.code_many(passages())
    assert taken == []
    assert [e.report_id for e in next(coded)] == ["0"]
    assert taken == ["0", "1"]
    coded.close()
    assert taken == ["0", "1"]
    assert threading.active_count() == running
    # And the coder is none the worse for it.
    assert [e.report_id for events in coder.code_many(passages()) for e in events] == list("01234")


@pytest.mark.parametrize("stage", ["network", "assembler"])
def test_a_failure_in_a_thread_is_raised(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("too long a sentence")

    monkeypatch.setattr(_coder, "CHUNK_SENTENCES", 1)
    coder = Coder.load(threads=2)
    running = threading.active_count()
    owner, name = (_coder.Network, "_read_batch") if stage == "network" else (_coder.Assembler, "assemble")
    monkeypatch.setattr(owner, name, fail)
    with pytest.raises(MemoryError, match="too long"):
        coder.code_passages(strikes(3))
    assert threading.active_count() == running
    monkeypatch.undo()
    assert all(coder.code_passages(strikes(3)))


def test_a_line_without_codes_is_read_and_not_scored(tmp_path: Path, coder: Coder) -> None:
    party = {"actor": [{"text": "Iran", "who": "IRN", "sector": "UNK"}], "recipient": [], "via": []}
    rest = {"trigger": "struck", "said_by": None, "status": "actual", "hedged": False, "mode": None}
    rows = [
        {"doc": "a", "sent": n, "text": p.sentences[0].text, "events": [{"type": "ASSAULT"} | party | rest]}
        for n, p in enumerate(strikes(3))
    ]
    path = tmp_path / "gold.jsonl"

    def run(*events: object) -> Evaluation:
        lines = [
            json.dumps(r | ({"events": e} if e != "own" else {})) for r, e in zip(rows, events, strict=True)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return evaluate(path, coder=coder)

    # Null: context. Without any event: coded, and what the coder finds there is wrong.
    context, empty = run("own", None, "own"), run("own", [], "own")
    assert (context.sentences, context.coded, empty.coded) == (3, 2, 3)
    assert context.scores.levels["type"].precision == 1.0
    assert empty.scores.levels["type"].precision == pytest.approx(2 / 3)
    # It is read all the same.
    assert [len(r["events"]) for r in context.coded_rows] == [1, 1, 1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=4))
def test_any_text_is_read_without_error(coder: Coder, texts: list[str]) -> None:
    sentences = tuple(CodedSentence(n, t) for n, t in enumerate(texts))
    for e in coder.code_passages([Passage("x", sentences)])[0]:
        assert e.sentence[e.trigger_span.start : e.trigger_span.end] == e.trigger


def test_missing_model_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"encoder\.onnx is missing"):
        Coder.load(model=tmp_path)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    for path in MODEL.iterdir():
        (tmp_path / path.name).write_bytes(b"\x00" * 100)
    with pytest.raises(ModelError, match="can't be loaded"):
        Coder.load(model=tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"doc": 1}', "not json", '{"doc":"a","sent":0,"text":"b","events":[1]}']
)
def test_a_file_that_is_no_gold_file_is_refused(tmp_path: Path, content: str, coder: Coder) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError):
        evaluate(path, coder=coder)


def test_what_an_event_of_a_gold_file_is_not_is_told_in_our_words(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc":"a","sent":0,"text":"b","events":[1]}', encoding="utf-8")
    with pytest.raises(GoldError, match="an event is no JSON object"):
        load_gold(path)


def test_a_mark_of_byte_order_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc":"a","sent":0,"text":"b","events":[]}', encoding="utf-8-sig")
    assert [s.doc for s in load_gold(path)] == ["a"]

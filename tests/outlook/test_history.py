from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import LeakageError, OutlookError, UsageError
from detente.formats import kinds_of_cameo, kinds_of_weis, write_events
from detente.ledger import CodedEvent, CodedParty, Ledger
from detente.outlook import (
    PLOVER_TYPES,
    History,
    know,
    parse_what,
    read_graph,
    read_history,
    to_plover,
    to_states,
    type_of_cameo,
    type_of_weis,
)
from detente.outlook._codes import kind_of_cameo, kind_of_weis
from detente.outlook._modes import join_mode

DAY = dt.date(2024, 5, 1)
ROWS = st.lists(
    st.tuples(
        st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
        st.sampled_from("ABCD"),
        st.sampled_from(PLOVER_TYPES),
        st.sampled_from("ABCD"),
    ),
    max_size=30,
)


@given(ROWS)
def test_rows_come_back_by_day(rows):
    found = list(History.from_rows(rows).rows())
    assert sorted(found) == sorted(rows)
    assert [row[0] for row in found] == sorted(row[0] for row in rows)


@given(ROWS, st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)))
def test_before_and_since_part_a_history(rows, day):
    history = History.from_rows(rows)
    before, since = history.before(day), history.since(day)
    assert all(row[0] < day for row in before.rows())
    assert all(row[0] >= day for row in since.rows())
    assert len(before) + len(since) == len(history)
    before.check_before(day)
    if len(since):
        with pytest.raises(LeakageError):
            history.check_before(day)


@given(ROWS, ROWS)
def test_joined_holds_both(rows, more):
    found = History.from_rows(rows).joined(more)
    assert sorted(found.rows()) == sorted([*rows, *more])


def test_columns_can_not_be_changed():
    history = History.from_rows([(DAY, "A", "AID", "B")])
    with pytest.raises(ValueError, match="read-only"):
        history.actor[0] = 1


def test_days_may_be_numpy_dates():
    days = np.array(["2024-05-02", "2024-05-01"], "datetime64[D]")
    history = History.from_columns(days, [0, 1], [0, 1], [1, 0], parties=["A", "B"])
    assert (history.first_day, history.last_day) == (DAY, DAY + dt.timedelta(days=1))
    assert history.actor.tolist() == [1, 0]


def test_bad_columns_are_refused():
    with pytest.raises(UsageError, match="has no name"):
        History.from_columns([1], [5], [0], [0], parties=["A"])
    with pytest.raises(UsageError, match="not a type: 'HUG'"):
        History.from_rows([(DAY, "A", "HUG", "B")])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"day": np.array(["2024-05-01", "NaT"], "datetime64[D]")}, r"missing \(NaT\)"),
        ({"day": [1.0, float("nan")]}, "column day of a history is not of whole numbers"),
        ({"day": [DAY, DAY]}, "give days since 1970-01-01 or datetime64, or dates to History.from_rows"),
        ({"day": [1, 10**7]}, "none of the years 1 to 9999"),
        ({"day": [1, 10**12]}, "too large"),
        ({"day": [[1], [2]]}, "2 dimensions"),
        ({"actor": [0.0, float("nan")]}, "column actor of a history is not of whole numbers"),
        ({"actor": [0, 2**32]}, "too large"),
        ({"recipient": [1, -1]}, "has no name"),
        ({"recipient": [1, 2]}, "has no name"),
        ({"type": [0]}, "differ in length: 2, 2, 1, 2"),
        ({"actor": [0, 1, 0]}, "differ in length: 2, 3, 2, 2"),
    ],
)
def test_columns_that_say_nothing_true_are_refused(columns, words):
    given = {"day": [1, 2], "actor": [0, 1], "type": [0, 0], "recipient": [1, 0]} | columns
    day, actor, type_, recipient = given.values()
    with pytest.raises(UsageError) as error:
        History.from_columns(day, actor, type_, recipient, parties=["A", "B"])
    assert re.search(words, str(error.value))


def test_a_history_of_no_columns_is_empty():
    assert len(History.from_columns([], [], [], [], parties=[])) == 0


MOMENTS = [dt.datetime(2024, 5, 1, 12), dt.datetime(2024, 5, 1, tzinfo=dt.UTC), "2024-05-01"]


@pytest.mark.parametrize("day", MOMENTS)
def test_a_moment_is_no_day(day, tmp_path):
    history = History.from_rows([(DAY, "A", "AID", "B")])
    path = tmp_path / "events.csv"
    path.write_text("day,actor,type,recipient\n2024-05-01,A,AID,B\n")
    for ask in (
        lambda: History.from_rows([(day, "A", "AID", "B")]),
        lambda: history.joined([(day, "A", "AID", "B")]),
        lambda: history.before(day),
        lambda: history.check_before(day),
        lambda: read_history(path, as_of=day),
        lambda: know(path, as_of=day),
        lambda: know(path, today=day),
    ):
        with pytest.raises(UsageError, match="a day is wanted, not"):
            ask()


def test_the_last_day_there_is(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("day,actor,type,recipient\n2024-05-01,A,AID,B\n")
    assert len(read_history(path, as_of=dt.date.max)) == 1
    with pytest.raises(UsageError, match="no day comes after 9999-12-31"):
        know(path, as_of=dt.date.max)


@pytest.mark.parametrize(
    ("words", "count"), [("assault", 1), ("Material Conflict", 5), ("verbal_cooperation", 4), ("any", 16)]
)
def test_what_is_read(words, count):
    assert len(parse_what(words)) == count


def test_unknown_what_is_an_error():
    with pytest.raises(UsageError, match="war"):
        parse_what("war")


@pytest.mark.parametrize(
    ("code", "type_"),
    [
        ("1823", "ASSAULT"),
        ("042", "CONSULT"),
        ("0211", "REQUEST"),
        ("Make_a_visit", "CONSULT"),
        ("999", None),
    ],
)
def test_cameo_has_types(code, type_):
    assert type_of_cameo(code) == type_


def test_weis_has_types():
    assert [type_of_weis(code) for code in ("012", "213", "031", "022")] == [
        "RETREAT",
        "ASSAULT",
        "CONSULT",
        None,
    ]


def test_codes_are_read_by_the_tables_of_the_exchange():
    """Which way a file comes in makes no difference to what its codes are, but for those that figures pin."""
    for code, kind in kinds_of_cameo().items():
        assert kind_of_cameo(code) == (join_mode(*kind) if kind else None), code
    other = {
        code for code, kind in kinds_of_weis().items() if kind_of_weis(code) != (kind and join_mode(*kind))
    }
    table = (Path(__file__).parents[2] / "docs" / "outlook.md").read_text(encoding="utf-8")
    table = table.split("| WEIS |")[1].split("\n\n")[0]
    told = {}
    for line in table.splitlines()[2:]:
        codes, _, ours, theirs = (cell.strip() for cell in line.strip("|").split("|"))
        told |= dict.fromkeys(codes.split(", "), (ours, theirs))
    assert set(told) == other
    for code, (ours, theirs) in told.items():
        kind = kinds_of_weis()[code]
        assert (ours, theirs) == (kind_of_weis(code), " ".join(filter(None, kind)) if kind else "none"), code


def test_a_root_and_an_unknown_child_are_read_as_their_category():
    assert [type_of_weis(code) for code in ("22", "226", "14", "999")] == [
        "ASSAULT",
        "ASSAULT",
        "REJECT",
        None,
    ]
    assert [kind_of_cameo(code) for code in ("08", "1385", "13859", "112")] == [
        "CONCEDE",
        "THREATEN:violence",
        "THREATEN:violence",
        "ACCUSE:disapprove",
    ]


OWN_EVENTS = [
    ("a1", DAY, "happened", "ASSAULT", "aerial", ("ECU",), ("PER",)),
    ("a2", DAY, "happened", "CONSULT", "visit", ("ECU", "PER", "UNK"), ("PER", "BRA")),
    ("a3", DAY, "denied", "ASSAULT", None, ("PER",), ("ECU",)),
    ("a4", DAY, "announced", "MOBILIZE", None, ("PER",), ("ECU",)),
    ("a5", DAY + dt.timedelta(days=1), "happened", "AID", None, (), ("ECU",)),
    ("a6", DAY + dt.timedelta(days=1), "happened", "AID", None, ("UNK",), ("ECU",)),
    ("a7", DAY + dt.timedelta(days=1), "happened", "THREATEN", "violence", ("-X;Y",), ("ECU", "ECU")),
]


@pytest.fixture
def own_ledger(tmp_path):
    path = tmp_path / "own.db"
    events = [
        CodedEvent(
            dataset="made",
            id=id_,
            day=day,
            known_on=day,
            type=type_,
            mode=mode,
            status=status,
            actor=tuple(CodedParty(who) for who in actor),
            recipient=tuple(CodedParty(who) for who in recipient),
        )
        for id_, day, status, type_, mode, actor, recipient in OWN_EVENTS
    ]
    with Ledger(path) as ledger:
        ledger.add_coded(events)
    return path


@pytest.mark.parametrize("modes", [False, True])
def test_what_a_ledger_exports_is_the_history_of_the_ledger(own_ledger, tmp_path, modes):
    exported = tmp_path / "own.csv"
    with Ledger(own_ledger) as ledger, exported.open("wb") as file:
        write_events(ledger.coded_events(), file, "csv")
    ledgers, files = (read_history(path, modes=modes) for path in (own_ledger, exported))
    assert list(files.rows()) == list(ledgers.rows())
    assert len(files) == 5
    assert files.parties == ledgers.parties == ("-X;Y", "BRA", "ECU", "PER")
    assert files.types == ledgers.types
    assert (files.dropped, files.unrolled) == (ledgers.dropped, ledgers.unrolled) == (4, 2)


def test_what_a_ledger_exports_as_cameo_is_too_as_far_as_its_columns_go(own_ledger, tmp_path):
    exported = tmp_path / "own.tab"
    with Ledger(own_ledger) as ledger, exported.open("wb") as file:
        assert write_events(ledger.coded_events(), file, "cameo")[1] == 2
    files = read_history(exported)
    assert list(files.rows()) == list(read_history(own_ledger).rows())
    assert (files.dropped, files.unrolled) == (2, 2)
    assert know(exported).history.parties == files.parties, "codes are no names in words"


def test_a_type_of_a_table_may_have_a_mode_beside_it_or_in_a_column(tmp_path):
    file = tmp_path / "events.csv"
    lines = ["A,THREATEN:violence,B,", "A,THREATEN,B,violence", "A,THREATEN,B,of old"]
    file.write_text("day,actor,type,recipient,mode\n" + "".join(f"2024-05-01,{line}\n" for line in lines))
    kinds = [row[2] for row in read_history(file, modes=True).rows()]
    assert kinds == ["THREATEN:violence", "THREATEN:violence", "THREATEN"]
    assert {row[2] for row in read_history(file).rows()} == {"THREATEN"}


def test_an_event_table_is_read_and_bad_lines_counted(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text(
        "day,actor,type,recipient\n2024-05-01,A,AID,B\nnever,A,AID,B\n2024-05-01,A,HUG,B\n2024-05-02,A,AID,A\n2024"
    )
    history = read_history(file)
    assert list(history.rows()) == [(DAY, "A", "AID", "B")]
    assert history.dropped == 4


def test_keds_and_icews_tables_are_read(tmp_path):
    keds = tmp_path / "keds.csv"
    keds.write_text(
        "date,source,target,code,desc\n1992-04-05,SER,BOS,223,(MIL ENGAGEMENT)\n1992-04-05,SER,BOS,023,x\n"
    )
    assert list(read_history(keds).rows()) == [(dt.date(1992, 4, 5), "SER", "ASSAULT", "BOS")]
    icews = tmp_path / "icews.tab"
    icews.write_text("Event Date\tSource Name\tCAMEO Code\tTarget Name\n2018-06-01\tJapan\t040\tVietnam\n")
    assert list(read_history(icews).rows()) == [(dt.date(2018, 6, 1), "Japan", "CONSULT", "Vietnam")]


def make_graph(folder, name="icews18"):
    where = folder / name
    where.mkdir()
    (where / "entity2id.txt").write_text("Police (Chad)\t0\nNiger\t1\nKim_Jong-Un\t2\n")
    (where / "relation2id.txt").write_text("Make statement\t0\nUse conventional military force\t1\n")
    (where / "train.txt").write_text("0\t1\t1\t0\n1\t0\t0\t24\n2\t1\t1\t48\n")
    return where


def test_a_graph_is_read_as_it_is_and_as_plover(tmp_path):
    where = make_graph(tmp_path)
    graph = read_graph(where)
    assert graph.types == ("Make statement", "Use conventional military force")
    assert (graph.first_day, graph.last_day) == (dt.date(2018, 1, 1), dt.date(2018, 1, 3))
    plover = to_plover(graph)
    assert [row[2] for row in plover.rows()] == ["ASSAULT", "ASSAULT"]
    assert plover.dropped == 1
    states = to_states(plover)
    assert [row[1:] for row in states.rows()] == [("TCD", "ASSAULT", "NER")]
    assert states.dropped == 2


def test_what_is_no_history_is_said_clearly(tmp_path):
    with pytest.raises(OutlookError, match="no such file"):
        read_history(tmp_path / "none.csv")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(OutlookError, match="columns"):
        read_history(other)
    (tmp_path / "train.txt").write_text("0\t0\t1\t0\n")
    with pytest.raises(UsageError, match="no year"):
        read_history(tmp_path)
    with pytest.raises(
        OutlookError, match=r"entity2id\.txt: there is no such file \(a temporal knowledge graph is"
    ):
        read_graph(tmp_path, start=DAY)
    (tmp_path / "entity2id.txt").write_bytes(b"Chad\t0\nCura\xe7ao\t1\n")
    with pytest.raises(OutlookError, match=r"entity2id\.txt:2: byte 0xe7 is no UTF-8 text"):
        read_graph(tmp_path, start=DAY)
    (tmp_path / "entity2id.txt").write_text("Chad\tnought\n")
    with pytest.raises(OutlookError, match="not a temporal knowledge graph"):
        read_graph(tmp_path, start=DAY)
    graph = make_graph(tmp_path)
    with pytest.raises(OutlookError, match=r"test\.txt: there is no such file"):
        read_graph(graph, parts=["train", "test"])


@pytest.mark.parametrize("method", ["open", "is_file"])
def test_a_history_that_may_not_be_read(tmp_path, monkeypatch, method):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "events.csv"
    path.write_text("day,actor,type,recipient\n")
    monkeypatch.setattr(f"pathlib.Path.{method}", refuse)
    with pytest.raises(OutlookError) as error:
        read_history(path)
    assert str(error.value) == f"{path}: the file may not be read (check who may)"


def test_a_folder_or_file_with_nothing_in_it_is_said_to_be_that(tmp_path):
    with pytest.raises(OutlookError, match=r"holds no train\.txt, valid\.txt or test\.txt"):
        read_history(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(OutlookError, match="the file is empty"):
        read_history(empty)


def test_an_empty_ledger_is_an_empty_history(tmp_path):
    from detente.ledger import Ledger

    with Ledger(tmp_path / "crisis.db"):
        pass
    assert len(read_history(tmp_path / "crisis.db")) == 0

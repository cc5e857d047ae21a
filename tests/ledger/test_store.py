"""The store on both databases: whole or not at all, once, by several at a time."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from sqlalchemy import inspect, select, text

from detente.errors import LedgerError, UsageError
from detente.ledger import Ledger
from detente.ledger._engine import open_engine, parse_address, reading, writing
from detente.ledger._tables import CLAIMS, EVENTS, MENTIONS, METADATA, MIGRATIONS, NUMBERS, REPORTS, SENTENCES
from tests.ledger.killing import check_whole, expected_events, kill_writers, snapshot, start_writer
from tests.ledger.telling import act, tell

STRIKE = (
    "An Israeli strike killed at least 12 people at a school in Gaza City.",
    act("ASSAULT", "strike", "ISR", "PSE", mode="aerial"),
)


def test_a_report_goes_in_whole(address):
    told = tell("Courier", "2024-08-10", STRIKE, "Rescuers searched the rubble.")
    with Ledger(address) as ledger:
        assert ledger.add(*told) is True
        assert ledger.holds(told[0])
        held = snapshot(ledger)
    assert [len(held[table.name]) for table in (REPORTS, SENTENCES, MENTIONS, CLAIMS, NUMBERS, EVENTS)] == [
        1,
        2,
        1,
        1,
        1,
        1,
    ]


def test_the_same_report_twice_changes_nothing(address):
    told = tell("Courier", "2024-08-10", STRIKE)
    with Ledger(address) as ledger:
        ledger.add(*told)
        before = snapshot(ledger)
        assert ledger.add(*told) is False
        done = ledger.add_many([told, told])
        assert (done.added, done.repeated, done.mentions) == ((), 2, 0)
        assert snapshot(ledger) == before


def test_it_is_there_after_reopening(address):
    with Ledger(address) as ledger:
        ledger.add(*tell("Courier", "2024-08-10", STRIKE))
        before = snapshot(ledger)
    with Ledger(address) as ledger:
        assert snapshot(ledger) == before


def test_what_fails_half_way_leaves_nothing(address, monkeypatch):
    with Ledger(address) as ledger:
        before = snapshot(ledger)

        def fail(*_: object) -> None:
            raise RuntimeError("power cut")

        monkeypatch.setattr("detente.ledger._writing.refresh_events", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            ledger.add(*tell("Courier", "2024-08-10", STRIKE))
        assert snapshot(ledger) == before


def test_both_databases_give_the_same_account(tmp_path, fresh_postgres):
    held = []
    for address in (tmp_path / "crisis.db", fresh_postgres):
        with Ledger(address) as ledger:
            ledger.add(*tell("Courier", "2024-08-10", STRIKE, url="https://c.example/1"))
            ledger.add(*tell("Herald", "2024-08-11", STRIKE, "The toll may rise."))
            held.append(
                (ledger.events(), ledger.dyads(), ledger.measures(), ledger.account(ledger.events()[0].id))
            )
    assert held[0] == held[1]


def test_foreign_keys_hold(address):
    engine = open_engine(address)
    with pytest.raises(Exception, match=r"(?i)foreign key"), writing(engine) as connection:
        connection.execute(SENTENCES.insert().values(report_id="0" * 16, number=0, start=0, end=1, text="x"))
    engine.dispose()


def test_sqlite_keeps_a_write_ahead_log(tmp_path):
    engine = open_engine(tmp_path / "crisis.db")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_migrations_run_once(address):
    for _ in range(2):
        engine = open_engine(address)
        with reading(engine) as connection:
            assert list(connection.scalars(select(MIGRATIONS.c.version))) == [1, 2, 3, 4, 5]
            assert set(METADATA.tables) <= set(inspect(connection).get_table_names())
        engine.dispose()


def test_a_newer_schema_is_refused(address):
    engine = open_engine(address)
    with writing(engine) as connection:
        connection.execute(MIGRATIONS.insert().values(version=99, name="later", applied_at=""))
    engine.dispose()
    with pytest.raises(LedgerError, match="newer"):
        Ledger(address)


def test_other_peoples_databases_are_left_alone(tmp_path):
    import sqlite3

    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(LedgerError, match="other tables"):
        Ledger(path)


def test_what_is_no_database_is_refused(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Talks fail. " * 200, encoding="utf-8")
    with pytest.raises(LedgerError, match="can't be opened"):
        Ledger(path)
    with pytest.raises(LedgerError, match="can't be opened"):
        Ledger(tmp_path / "nowhere" / "crisis.db")


@pytest.mark.parametrize("given", ["mysql://host/db", "://", "oracle://host", "nonsense://x"])
def test_other_addresses_are_refused(given):
    with pytest.raises(LedgerError, match="not an address"):
        parse_address(given)


def test_no_address_is_refused():
    with pytest.raises(LedgerError, match="no database"):
        Ledger(" ")


def test_a_server_that_is_not_there():
    with pytest.raises(LedgerError, match="can't be opened") as caught:
        Ledger("postgresql://desk:secret@127.0.0.1:1/crisis")
    assert "secret" not in str(caught.value)


def test_another_embedder_is_refused(tmp_path):
    class Other:
        name = "other 1"
        threshold_shift = 0.0

        def embed(self, mentions):
            raise AssertionError

    Ledger(tmp_path / "crisis.db").close()
    with pytest.raises(LedgerError, match="embedder"):
        Ledger(tmp_path / "crisis.db", embedder=Other())


def test_a_mention_of_another_report_is_refused(ledger):
    one = tell("Courier", "2024-08-10", STRIKE)
    other = tell("Herald", "2024-08-10", STRIKE)
    with pytest.raises(UsageError, match="not of the report"):
        ledger.add(one[0], other[1])


def test_signs_that_no_database_takes(address):
    line = "An Israeli \ud800 strike \0 hit Gaza."
    with Ledger(address) as ledger:
        ledger.add(*tell("Cou\0rier", "2024-08-10", (line, act("ASSAULT", "strike", "ISR", "PSE"))))
        assert ledger.events()[0].words == "An Israeli \ufffd strike \ufffd hit Gaza."


def test_known_on_is_publication_else_retrieval(ledger):
    moment = dt.datetime(2024, 8, 12, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    report, mentions = tell("Courier", "2024-08-10", STRIKE)
    undated = type(report)(report.text, outlet="Undated")
    ledger.add(report, mentions, retrieved=moment)
    ledger.add(undated, (), retrieved=moment)
    with ledger._reading() as connection:
        known = dict(connection.execute(select(REPORTS.c.outlet, REPORTS.c.known_on)).all())
    assert known == {"Courier": dt.date(2024, 8, 10), "Undated": dt.date(2024, 8, 13)}


def test_killed_at_any_moment_nothing_is_lost_doubled_or_half_in(tmp_path):
    """Six times here; `python -m benchmarks.ledger_kills --kills 100` does it as often as you like."""
    found = kill_writers(6, tmp_path, seed=int(os.environ.get("DETENTE_SEED", "5")))
    assert found.kills == 6
    assert found.at_work >= 3
    assert found.added > 0


def test_two_writers_lose_nothing(address, tmp_path):
    Ledger(address).close()
    # The two overlap in the middle, where each report is added by both.
    writers = [start_writer(address, 0, 24), start_writer(address, 12, 36)]
    for writer in writers:
        assert writer.wait(120) == 0
        assert writer.stdout is not None
        writer.stdout.close()
    with Ledger(address) as ledger:
        assert check_whole(ledger) == 36
        assert ledger.events() == expected_events(36, tmp_path)


def test_a_ledger_of_the_first_schema_is_brought_up_to_date(address):
    from sqlalchemy import text

    from detente.ledger import Reviewer

    report, mentions = tell(
        "Herald", "2024-08-01", ("Iran struck Erbil.", act("ASSAULT", "struck", "IRN", "IRQ"))
    )
    with Ledger(address) as ledger:
        ledger.add(report, mentions)
        with ledger._writing() as connection:
            connection.execute(text("DROP TABLE verdicts"))
            for name in ("ix_mentions_score", "ix_mentions_merged_score"):
                connection.execute(text(f"DROP INDEX {name}"))
            connection.execute(text("ALTER TABLE mentions DROP COLUMN score"))
            connection.execute(text("DELETE FROM migrations WHERE version > 1"))
    with Ledger(address) as ledger:
        doubts, total = Reviewer(ledger).doubts(below=0.95)
        assert (total, doubts[0].mention) == (1, mentions[0])

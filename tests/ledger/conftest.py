"""Ledgers on both databases."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.ledger import Ledger
from tests.ledger.telling import Told, tell


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL server in a folder of its own and give the address of its first database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    binary = shutil.which("postgres") or (str(found[0]) if found else None)
    if binary is None:
        pytest.skip("no PostgreSQL server is installed here (apt install postgresql)")
    bin_ = Path(binary).resolve().parent
    user: dict[str, Any] = {}
    if os.getuid() == 0:
        # PostgreSQL does not run as root.
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="detente-postgres-"))
    if user:
        shutil.chown(folder, "nobody", "nogroup")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    name = "nobody" if user else getpass.getuser()
    options = {"check": True, "capture_output": True, "cwd": folder, "timeout": 120, **user}
    data = folder / "data"
    server = None
    try:
        subprocess.run(
            [bin_ / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"],
            **options,
        )
        server = subprocess.Popen(
            [bin_ / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,
        )
        subprocess.run([bin_ / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "1"], check=False)
        for _ in range(200):
            done = subprocess.run(
                [bin_ / "psql", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres", "-c", "SELECT 1"],
                check=False,
                **{key: value for key, value in options.items() if key != "check"},
            )
            if done.returncode == 0:
                break
        else:
            pytest.fail("the PostgreSQL server did not start")
        yield f"postgresql://{name}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.terminate()
            server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh_postgres(postgres: str) -> Iterator[str]:
    """Give the address of an empty database."""
    from sqlalchemy import create_engine, text

    from detente.ledger._engine import parse_address

    name = f"t{os.urandom(6).hex()}"
    engine = create_engine(parse_address(postgres), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield postgres.rpartition("/")[0] + f"/{name}"
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "crisis.db")
    return str(request.getfixturevalue("fresh_postgres"))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "crisis.db") as opened:
        yield opened


@pytest.fixture
def add(ledger: Ledger) -> Callable[..., Told]:
    """Give a function that tells a report to the ledger."""

    def run(*args: Any, **options: Any) -> Told:
        told = tell(*args, **options)
        assert ledger.add(*told)
        return told

    return run

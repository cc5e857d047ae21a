"""Requests made from the desk's OpenAPI description; none may end in a server error.

python -m benchmarks.desk_fuzz --requests 10000
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A stream of events has no end; forecasts take seconds each, and have tests of their own.
LEFT_OUT = frozenset({"/api/stream", "/api/outlook", "/api/whatif"})


class NoEvents:
    """A coder that finds nothing, so that what is posted is read and merged in a moment."""

    def code(self, report: Any) -> tuple[()]:
        """Return no events."""
        return ()


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an application from a thread, and give its address."""
    import uvicorn

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.02)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def fuzz(address: str, requests: int, seed: int = 0) -> tuple[Counter[int], list[str]]:
    """Return how often each status was answered, and the requests that ended in a server error.

    Args:
        address: Address of a desk.
        requests: About how many requests to make, shared out over the operations.
        seed: Seed of the chance.
    """
    import hypothesis
    import schemathesis

    with urllib.request.urlopen(f"{address}/api/openapi.json", timeout=120) as answer:
        schema = schemathesis.openapi.from_dict(json.load(answer))
    operations = [result.ok() for result in schema.get_all_operations() if result.ok().path not in LEFT_OUT]
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    each = max(1, requests // len(operations))
    for operation in operations:

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=each,
            deadline=None,
            database=None,
            phases=(hypothesis.Phase.generate,),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def run(case: Any) -> None:
            answer = case.call(base_url=address, timeout=120)
            statuses[answer.status_code] += 1
            if answer.status_code >= 500 and len(faults) < 20:
                faults.append(f"{answer.status_code} {case.as_curl_command()[:600]} {answer.text[:200]}")

        run()
    return statuses, faults


def main() -> None:
    """Fuzz a desk over a ledger of some reports."""
    from benchmarks.ledger_speed import make_reports
    from detente.desk.web import create_app
    from detente.ledger import Ledger

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "crisis.db") as ledger:
        ledger.add_many(make_reports(300))
        with serving(create_app(ledger, coder=NoEvents(), warm=False)) as address:
            statuses, faults = fuzz(address, options.requests, options.seed)
    print(f"{statuses.total()} requests: {dict(sorted(statuses.items()))}")
    print(f"{len(faults)} server errors")
    print("\n".join(faults))


if __name__ == "__main__":
    main()

from __future__ import annotations

import pytest

from benchmarks.desk_fuzz import fuzz
from tests.desk.web.conftest import serving


def test_the_description_names_every_operation_with_its_answer_and_errors(client):
    description = client.get("/api/openapi.json").json()
    assert description["openapi"].startswith("3.")
    paths = description["paths"]
    assert {"/api/situation", "/api/events", "/api/reports", "/api/outlook", "/api/whatif"} <= set(paths)
    assert not [path for path in paths if not path.startswith("/api/")]
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            assert any(status.startswith("2") for status in operation["responses"])
            schema = operation["responses"]["422"]["content"]["application/json"]["schema"]
            assert schema["$ref"].endswith("/ApiError"), (method, path)
    page = client.get("/docs").text
    assert all(path in page for path in paths)


def test_answers_are_as_described(client):
    """Each answer of the API to a plain question has the fields that its description names."""
    description = client.get("/api/openapi.json").json()
    schemas = description["components"]["schemas"]
    event = client.get("/api/events?limit=1").json()["items"][0]["id"]
    report = client.get("/api/reports?limit=1").json()["items"][0]["id"]
    for path, asked in (
        ("/api/situation", "/api/situation"),
        ("/api/events", "/api/events"),
        ("/api/events/{event}", f"/api/events/{event}"),
        ("/api/reports/{report}", f"/api/reports/{report}"),
        ("/api/pairs/{one}/{other}", "/api/pairs/IRN/IRQ"),
        ("/api/parties/{code}", "/api/parties/IRN"),
        ("/api/docket", "/api/docket"),
        ("/api/measures", "/api/measures"),
    ):
        schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ]
        named = set(schemas[schema["$ref"].rpartition("/")[2]]["properties"])
        assert set(client.get(asked).json()) == named, path


def test_requests_made_from_the_description_end_in_no_server_error(ledger):
    pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from benchmarks.desk_fuzz import NoEvents
    from detente.desk.web import create_app

    with serving(create_app(ledger, coder=NoEvents(), warm=False)) as address:
        statuses, faults = fuzz(address, 250)
    assert faults == []
    assert statuses.total() > 150
    assert statuses[200] > 20

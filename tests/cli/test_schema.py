from __future__ import annotations

import json

import jsonschema

from detente.records import mention_schema


def test_schema_is_printed_as_json(invoke):
    result = invoke("schema")
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert schema == json.loads(json.dumps(mention_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    for record in schema["$defs"].values():
        assert "\n" not in record["description"]
        assert all(field["description"] for field in record["properties"].values())

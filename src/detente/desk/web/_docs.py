"""The OpenAPI description as a page of our own: nothing is loaded from elsewhere, and no script is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Operation", "Parameter", "describe_api"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter or a field.

    Attributes:
        name: Its name.
        place: path, query or body.
        kind: Its type in words.
        needed: Whether it must be given.
        words: What it means.
    """

    name: str
    place: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked.

    Attributes:
        method: GET, POST or DELETE.
        path: Its path.
        words: What it does.
        parameters: What it takes.
        answer: What it answers with.
    """

    method: str
    path: str
    words: str
    parameters: tuple[Parameter, ...]
    answer: str


def describe_api(openapi: dict[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations of an OpenAPI description by their tag."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append(_operation(openapi, method, path, operation))
    return groups


def _operation(openapi: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    parameters = [
        Parameter(
            given["name"],
            given["in"],
            _kind(given.get("schema", {})),
            bool(given.get("required")),
            given.get("description", ""),
        )
        for given in operation.get("parameters", ())
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolve(openapi, content.get("schema", {}))
        for name, field in schema.get("properties", {}).items():
            needed = name in schema.get("required", ())
            parameters.append(Parameter(name, "body", _kind(field), needed, field.get("description", "")))
    answer = ""
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            kinds = [
                _kind(content.get("schema", {})) or media
                for media, content in response.get("content", {}).items()
            ]
            answer = f"{status} {', '.join(kinds)}".strip()
            break
    return Operation(method.upper(), path, operation.get("description", ""), tuple(parameters), answer)


def _resolve(openapi: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = openapi["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2]).replace("_", " ").strip()
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", ""))

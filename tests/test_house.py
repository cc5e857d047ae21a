"""The house keeps its order: rooms import the ground floor and rooms to their left, nothing private."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "detente"
GROUND = ("errors", "records", "ontology", "_late", "_files")
ROOMS = ("reports", "actors", "coding", "ledger", "formats", "outlook", "desk")
# The front door and the command line may use every room; only the command line may use the front door.
FRONT = ("_reading",)
TOP = ("cli", "__main__", "__init__")
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = ("detente", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(module: str) -> str:
    """Return the part of the house that a module belongs to: "detente.reports.pages" to "reports"."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_of(source: str, module: str, is_package: bool) -> Iterator[str]:
    """Yield the modules of Détente's that a source imports, wherever in it, type checking included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module if is_package else module.rpartition(".")[0]
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *([base] if base else [])])
            # "from detente.desk import _table" names a module, "from detente.records import Span" a class:
            # both are given, and what is no module is judged by its parent alone.
            names = [
                base,
                *(f"{base}.{alias.name}" for alias in node.names if is_module(f"{base}.{alias.name}")),
            ]
        else:
            continue
        yield from (name for name in names if name == "detente" or name.startswith("detente."))


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def faults_of(module: str, imported: str) -> str | None:
    """Return what is wrong with a module's importing another, or None."""
    here, there = floor_of(module), floor_of(imported)
    private = next((part for part in imported.split(".")[2:] if part.startswith("_")), None)
    if private is not None and here != there:
        return f"{private} is private to {there}"
    if here == there or here in TOP:
        return None
    if there == "__init__":
        return "a room takes nothing from the front door"
    allowed = GROUND if here not in GROUND else ()
    if here in ROOMS:
        allowed += ROOMS[: ROOMS.index(here)]
    elif here in FRONT:
        allowed += ROOMS
    return None if there in allowed else f"{here} may import {', '.join(allowed) or 'nothing'}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path):
    module = name_of(path)
    floor = floor_of(module)
    assert floor in (*GROUND, *ROOMS, *FRONT, *TOP), f"{floor} has no place in the house: add it to ROOMS"
    source = path.read_text(encoding="utf-8")
    for imported in imports_of(source, module, path.name == "__init__.py"):
        assert faults_of(module, imported) is None, f"{module} imports {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_leaves_the_program_but_the_command_line(path):
    if floor_of(name_of(path)) in TOP:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in {"sys.exit", "exit", "quit", "os._exit", "print"}


@pytest.mark.parametrize(
    ("module", "imported", "fine"),
    [
        ("detente.reports.pages", "detente.errors", True),
        ("detente.coding.coder", "detente.actors", True),
        ("detente.reports.pages", "detente.coding", False),
        ("detente.desk._page", "detente.cli", False),
        ("detente.records", "detente.errors", False),
        ("detente.desk._page", "detente.reports._abbreviations", False),
        ("detente.desk._page", "detente.desk._words", True),
        ("detente.coding.coder", "detente", False),
        ("detente._reading", "detente.desk", True),
        ("detente._reading", "detente.cli", False),
        ("detente.desk._page", "detente._reading", False),
        ("detente.cli.read", "detente._reading", True),
        ("detente.cli.read", "detente.desk._words", False),
    ],
)
def test_the_rule_itself(module, imported, fine):
    assert (faults_of(module, imported) is None) is fine


def test_imports_are_found_wherever_they_stand():
    source = (
        "from ..errors import UsageError\nfrom . import _words\ndef f():\n    import detente.coding\n"
        "if TYPE_CHECKING:\n    from detente.reports import Report\nimport os\n"
    )
    found = set(imports_of(source, "detente.desk._page", is_package=False))
    assert found == {
        "detente.errors",
        "detente.desk",
        "detente.desk._words",
        "detente.coding",
        "detente.reports",
    }

"""The front door: few names, each documented, quick to import; and every example in the docstrings runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).parents[1]
HEAVY = {"numpy", "onnxruntime", "rich", "click", "trafilatura", "tokenizers", "dateparser", "lxml", "torch"}
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(detente.__path__, "detente.")
    if not module.name.endswith("__main__")
)


def test_front_door_has_few_names_in_order():
    assert detente.__all__ == sorted(detente.__all__)
    assert len(set(detente.__all__)) == len(detente.__all__) <= 15


@pytest.mark.parametrize("name", detente.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(detente, name)
    assert name in dir(detente)
    assert inspect.getdoc(value), name


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = detente.nothing_of_the_kind


def run_python(code: str) -> str:
    # Coverage and plugins of this run must not slow or fill the other.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV_")}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    return done.stdout


def test_import_loads_no_heavy_library():
    loaded = run_python("import detente, sys; print(' '.join(sys.modules))").split()
    assert not HEAVY & set(loaded)


def test_import_is_quick():
    code = "import time; t = time.process_time(); import detente; print(time.process_time() - t)"
    # The best of five by the processor's clock: other work on the machine only adds.
    assert min(float(run_python(code)) for _ in range(5)) < 0.05


@pytest.mark.parametrize("name", MODULES)
def test_module_says_what_it_is_and_what_it_offers(name):
    module = importlib.import_module(name)
    assert (module.__doc__ or "").strip()
    offered = getattr(module, "__all__", None)
    # A private module may leave it to its room to say what others may use.
    assert offered is not None or name.rpartition(".")[2].startswith("_")
    assert len(set(offered or ())) == len(offered or ())
    for public in offered or ():
        value = getattr(module, public)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), f"{name}.{public}"


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_front_door_examples_run():
    assert doctest.testmod(detente).failed == 0


def test_package_is_typed_and_versioned():
    assert (Path(detente.__file__).parent / "py.typed").is_file()
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {detente.__version__}" in changes


def test_lock_files_name_no_index_and_hash_every_package():
    for name in ("base", "test", "train"):
        lines = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and line[0] not in " #"]
        assert packages
        assert all("==" in line and line.endswith("\\") for line in packages), name
        assert not any(
            "://" in line or line.lstrip().startswith(("-i", "--index", "--extra", "--find"))
            for line in lines
        )


def test_training_requirements_cover_those_of_the_package():
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line for line in extra["optional-dependencies"]["train"] if not line.startswith("torch")}
    listed = (ROOT / "requirements" / "train.in").read_text(encoding="utf-8").splitlines()
    assert wanted <= set(listed)

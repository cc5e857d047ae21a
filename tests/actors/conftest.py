"""One gazetteer for all tests of the room."""

import pytest

from detente.actors import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()

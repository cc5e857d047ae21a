"""The outlook: how near the brink, what is likely next, and what would change it.

`History` holds dated, typed, directed events; `Outlook` learns from one and gives odds, forward runs and a
record of how such odds fared. docs/outlook.md describes the model and its figures.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from detente.errors import LeakageError, OutlookError

if TYPE_CHECKING:
    from detente.outlook._asking import MAX_HORIZON_DAYS
    from detente.outlook._backtest import Backtest, OddsScore, backtest
    from detente.outlook._history import PLOVER_TYPES, History, parse_what
    from detente.outlook._model import Outlook
    from detente.outlook._ranking import PartyRanker
    from detente.outlook._reading import (
        read_graph,
        read_history,
        to_plover,
        to_states,
        type_of_cameo,
        type_of_weis,
    )
    from detente.outlook._simulation import Simulation
    from detente.outlook.records import Added, Blocked, NextEvent, Odds

__all__ = [
    "MAX_HORIZON_DAYS",
    "PLOVER_TYPES",
    "Added",
    "Backtest",
    "Blocked",
    "History",
    "LeakageError",
    "NextEvent",
    "Odds",
    "OddsScore",
    "Outlook",
    "OutlookError",
    "PartyRanker",
    "Simulation",
    "backtest",
    "parse_what",
    "read_graph",
    "read_history",
    "to_plover",
    "to_states",
    "type_of_cameo",
    "type_of_weis",
]

# These load numpy, which an import of the room should not.
_HOMES = {
    "MAX_HORIZON_DAYS": "_asking",
    "PLOVER_TYPES": "_history",
    "Added": "records",
    "Backtest": "_backtest",
    "Blocked": "records",
    "History": "_history",
    "NextEvent": "records",
    "Odds": "records",
    "OddsScore": "_backtest",
    "Outlook": "_model",
    "PartyRanker": "_ranking",
    "Simulation": "_simulation",
    "backtest": "_backtest",
    "parse_what": "_history",
    "read_graph": "_reading",
    "read_history": "_reading",
    "to_plover": "_reading",
    "to_states": "_reading",
    "type_of_cameo": "_reading",
    "type_of_weis": "_reading",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'detente.outlook' has no attribute {name!r}")
    return getattr(importlib.import_module(f"detente.outlook.{home}"), name)

"""The outlook: how near the brink, what is likely next, and what would change it.

`History` holds dated, typed, directed events; `Outlook` learns from one and gives odds, forward runs and a
record of how such odds fared. docs/outlook.md describes the model and its figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._late import fetch_late
from detente.errors import LeakageError, OutlookError

if TYPE_CHECKING:
    from detente.outlook._ahead import CrisisOutlook, PastDay, RungOdds, TensionBand, look_ahead
    from detente.outlook._asking import MAX_HORIZON_DAYS
    from detente.outlook._backtest import backtest
    from detente.outlook._baserate import find_base_rate
    from detente.outlook._cases import BaseRate, BaseRateQuery, Case
    from detente.outlook._charts import chart_outlook, chart_what_if, check_chart_path, write_chart
    from detente.outlook._codes import type_of_cameo, type_of_weis
    from detente.outlook._crises import CrisisBacktest, RungScore, TensionScore, backtest_crises
    from detente.outlook._differences import Difference, TensionShift, WhatIf
    from detente.outlook._history import PLOVER_TYPES, History, parse_what
    from detente.outlook._marks import Marks
    from detente.outlook._model import Outlook
    from detente.outlook._modes import parse_kinds
    from detente.outlook._neighbours import are_neighbours
    from detente.outlook._ranking import DayRanks
    from detente.outlook._reading import read_graph, read_history, to_plover, to_states
    from detente.outlook._record import Record, SkillScore, TensionRecord, read_record
    from detente.outlook._runs import Progress
    from detente.outlook._scores import Backtest, OddsScore
    from detente.outlook._simulation import Simulation
    from detente.outlook._sources import Known, know
    from detente.outlook._stories import Story
    from detente.outlook._supposing import parse_added, parse_blocked
    from detente.outlook._whatif import compare
    from detente.outlook._words import (
        describe_base_rate,
        describe_outlook,
        describe_record,
        describe_what_if,
        say_percent,
        say_points,
        say_setting_aside,
    )
    from detente.outlook.records import Added, Blocked, NextEvent, Odds

__all__ = [
    "MAX_HORIZON_DAYS",
    "PLOVER_TYPES",
    "Added",
    "Backtest",
    "BaseRate",
    "BaseRateQuery",
    "Blocked",
    "Case",
    "CrisisBacktest",
    "CrisisOutlook",
    "DayRanks",
    "Difference",
    "History",
    "Known",
    "LeakageError",
    "Marks",
    "NextEvent",
    "Odds",
    "OddsScore",
    "Outlook",
    "OutlookError",
    "PastDay",
    "Progress",
    "Record",
    "RungOdds",
    "RungScore",
    "Simulation",
    "SkillScore",
    "Story",
    "TensionBand",
    "TensionRecord",
    "TensionScore",
    "TensionShift",
    "WhatIf",
    "are_neighbours",
    "backtest",
    "backtest_crises",
    "chart_outlook",
    "chart_what_if",
    "check_chart_path",
    "compare",
    "describe_base_rate",
    "describe_outlook",
    "describe_record",
    "describe_what_if",
    "find_base_rate",
    "know",
    "look_ahead",
    "parse_added",
    "parse_blocked",
    "parse_kinds",
    "parse_what",
    "read_graph",
    "read_history",
    "read_record",
    "say_percent",
    "say_points",
    "say_setting_aside",
    "to_plover",
    "to_states",
    "type_of_cameo",
    "type_of_weis",
    "write_chart",
]

# These load numpy, which an import of the room should not.
_HOMES = {
    "Added": "records",
    "Backtest": "_scores",
    "BaseRate": "_cases",
    "BaseRateQuery": "_cases",
    "Blocked": "records",
    "Case": "_cases",
    "CrisisBacktest": "_crises",
    "CrisisOutlook": "_ahead",
    "DayRanks": "_ranking",
    "Difference": "_differences",
    "History": "_history",
    "Known": "_sources",
    "MAX_HORIZON_DAYS": "_asking",
    "Marks": "_marks",
    "NextEvent": "records",
    "Odds": "records",
    "OddsScore": "_scores",
    "Outlook": "_model",
    "PLOVER_TYPES": "_history",
    "PastDay": "_ahead",
    "Progress": "_runs",
    "Record": "_record",
    "RungOdds": "_ahead",
    "RungScore": "_crises",
    "Simulation": "_simulation",
    "SkillScore": "_record",
    "Story": "_stories",
    "TensionBand": "_ahead",
    "TensionRecord": "_record",
    "TensionScore": "_crises",
    "TensionShift": "_differences",
    "WhatIf": "_differences",
    "are_neighbours": "_neighbours",
    "backtest": "_backtest",
    "backtest_crises": "_crises",
    "chart_outlook": "_charts",
    "chart_what_if": "_charts",
    "check_chart_path": "_charts",
    "compare": "_whatif",
    "describe_base_rate": "_words",
    "describe_outlook": "_words",
    "describe_record": "_words",
    "describe_what_if": "_words",
    "find_base_rate": "_baserate",
    "know": "_sources",
    "look_ahead": "_ahead",
    "parse_added": "_supposing",
    "parse_blocked": "_supposing",
    "parse_kinds": "_modes",
    "parse_what": "_history",
    "read_graph": "_reading",
    "read_history": "_reading",
    "read_record": "_record",
    "say_percent": "_words",
    "say_points": "_words",
    "say_setting_aside": "_words",
    "to_plover": "_reading",
    "to_states": "_reading",
    "type_of_cameo": "_codes",
    "type_of_weis": "_codes",
    "write_chart": "_charts",
}

__getattr__ = fetch_late(__name__, _HOMES)

"""The type of options that take a day."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import click

__all__ = ["DAY"]


class _Day(click.DateTime):
    """A day as year-month-day; what is none is told with an example, not with a format of strptime."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Return the day at midnight."""
        try:
            day: dt.datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write year-month-day, such as 2025-03-12.", param, ctx)
        return day


DAY: Final = _Day(["%Y-%m-%d"])

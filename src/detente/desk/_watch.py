"""The situation in a terminal: tension, the latest events, open matters, cut to the size of the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from detente.desk._brief import DAYS, Room, compose_brief
from detente.desk._names import PartyNames
from detente.desk._words import QUAD_GLYPHS, clean
from detente.ledger import RUNGS

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from detente.desk._brief_records import Brief, Remark
    from detente.ledger import Browser, DayMeasure, Ledger

__all__ = ["Watcher", "draw_sparkline"]

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_NARROW: Final = 110
_STYLES: Final = {"conflict": "dark_orange", "cooperation": "dodger_blue2"}


def draw_sparkline(values: Sequence[float], top: float = 100.0) -> str:
    """Return values from 0 to `top` as a line of blocks, one sign for each.

    Example:
        >>> draw_sparkline([0, 50, 100])
        '▁▅█'
    """
    last = len(_BLOCKS) - 1
    return "".join(_BLOCKS[max(0, min(last, int(value / top * last + 0.5)))] for value in values)


@dataclass(slots=True)
class Watcher:
    """Shows a ledger in a terminal, again whenever it has changed; close it before the ledger.

    Attributes:
        ledger: The ledger.
        as_of: The last day from which reports count; None for all.
        days: Days of which it tells, to the last.
        parties: Codes of parties of which one at least takes part; empty for all.
        actors: The user's own actors file, or None.

    Example:
        >>> import tempfile
        >>> from detente.ledger import Ledger
        >>> with Ledger(tempfile.mkdtemp() + "/crisis.db") as ledger:
        ...     watcher = Watcher(ledger)
        ...     watcher.look(), watcher.look(), watcher.close()
        (True, False, None)
    """

    ledger: Ledger
    as_of: dt.date | None = None
    days: int = DAYS
    parties: Collection[str] = ()
    actors: Path | None = None
    _revision: str = ""
    _brief: Brief | None = None
    _names: PartyNames | None = None
    _browser: Browser | None = None

    def close(self) -> None:
        """Close the connection that watches for changes."""
        if self._browser is not None:
            self._browser.close()
            self._browser = None

    def look(self) -> bool:
        """Look at the ledger again and return whether it has changed since the last look.

        Raises:
            LedgerError: The database refused it.
        """
        from detente.ledger import Browser

        if self._browser is None:
            self._browser = Browser(self.ledger)
        # Asked for before the ledger is read: a change in between is then seen at the next look.
        revision = self._browser.revision()
        if revision == self._revision:
            return False
        self._names = self._names or PartyNames(self.actors)
        self._brief = compose_brief(
            self.ledger,
            as_of=self.as_of,
            days=self.days,
            parties=self.parties,
            room=Room(happened=16, doubtful=5, matters=12, odds=0, newest=True),
            names=self._names,
        )
        self._revision = revision
        return True

    def render(self, width: int, height: int, foot: str = "") -> RenderableType:
        """Return the situation for a window.

        Args:
            width: Columns of the window, 20 or more.
            height: Lines of it, 6 or more.
            foot: What stands in its last line.
        """
        from rich.console import Group
        from rich.table import Table

        if self._brief is None:
            self.look()
        brief = self._brief
        assert brief is not None
        head = _head_lines(brief, width)
        room = max(2, height - len(head) - (1 if foot else 0))
        happened, matters = _items(brief, "happened", "doubt"), _items(brief, "open")
        if not (happened or matters):
            body: RenderableType = Group(*_plain_lines(brief, width)[:room])
        elif width >= _NARROW:
            grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
            grid.add_column(ratio=3)
            grid.add_column(ratio=2)
            left, right = (width - 2) * 3 // 5, (width - 2) * 2 // 5
            grid.add_row(_list("Latest", happened, left, room), _list("Open", matters, right, room))
            body = grid
        else:
            below = min(len(matters) + 1, max(2, room // 3)) if matters else 0
            parts = [_list("Latest", happened, width, room - below)]
            body = Group(*parts, _list("Open", matters, width, below)) if below else Group(*parts)
        return Group(*head, body, *([_line(foot, width, "dim")] if foot else []))


def _items(brief: Brief, *names: str) -> list[Remark]:
    found = [remark for s in brief.sections if s.name in names for remark in s.items]
    if names == ("open",):
        return found
    return sorted(found, key=lambda remark: remark.day or dt.date.min, reverse=True)


def _head_lines(brief: Brief, width: int) -> list[Text]:
    from detente.desk._words import write_day

    day = f"as known on {write_day(brief.day)}" if brief.day else "an empty ledger"
    lines = [_line(f"{brief.title} · {day} · {brief.facts[0].split(', ')[0]}", width, "bold")]
    if brief.measures:
        lines.append(_tension_line(brief.measures, width))
    lines.append(_line("", width, ""))
    return lines


def _tension_line(measures: Sequence[DayMeasure], width: int) -> Text:
    from rich.text import Text

    last = measures[-1]
    rung = max((m.rung for m in measures[-7:]), default=0)
    words = f" tension {last.tension:.0f} of 100"
    if len(measures) > 7:
        change = round(last.tension) - round(measures[-8].tension)
        words += f", {change:+d} in a week".replace("-", "−")
    words += f" · rung {rung} of {len(RUNGS) - 1}, {RUNGS[rung]}"
    spark = draw_sparkline([m.tension for m in measures][-max(7, width - len(words) - 1) :])
    line = Text(spark, style=_STYLES["conflict"], no_wrap=True, overflow="ellipsis")
    line.append(words, style="default")
    line.truncate(width, overflow="ellipsis")
    return line


def _list(title: str, remarks: Sequence[Remark], width: int, room: int) -> RenderableType:
    from rich.console import Group

    lines = [_line(title if remarks else f"{title}: nothing", width, "bold underline")]
    for remark in remarks[: max(0, room - 1)]:
        lines.append(_remark_line(remark, width))
    return Group(*lines)


def _remark_line(remark: Remark, width: int) -> Text:
    from rich.text import Text

    glyph = QUAD_GLYPHS.get(remark.quad_class, "·")
    side = "conflict" if remark.quad_class.endswith("conflict") else "cooperation"
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{clean(remark.when).removeprefix('since '):>12} ", style="dim")
    line.append(f"{glyph} ", style=_STYLES[side] if remark.quad_class else "dim")
    line.append(clean(remark.clause or remark.text))
    # The sentence is cut before the grade is: how sure it is must be seen.
    grade = f" ({remark.grade})" if remark.grade else ""
    line.truncate(max(1, width - len(grade)), overflow="ellipsis")
    line.append(grade, style="dim")
    return line


def _plain_lines(brief: Brief, width: int) -> list[Text]:
    import textwrap

    words = " ".join(f"{r.text} {r.aside}" for s in brief.sections for r in s.lead)
    return [_line(line, width, "") for line in textwrap.wrap(clean(words), width)]


def _line(words: str, width: int, style: str) -> Text:
    from rich.text import Text

    line = Text(clean(words), style=style, no_wrap=True, overflow="ellipsis")
    line.truncate(width, overflow="ellipsis")
    return line

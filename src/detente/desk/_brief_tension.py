"""How near the brink: tension, rungs and what moved them, in sentences and as a small picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from detente.desk._brief_records import Notes, Remark, Section
from detente.desk._grammar import capitalise, join_words, with_article
from detente.desk._saying import say_event
from detente.desk._words import write_day
from detente.ledger import GRADES, RUNGS

if TYPE_CHECKING:
    from detente.desk._brief import Teller
    from detente.ledger import DayMeasure, Event, Ledger

__all__ = ["LEAST_SCORE", "draw_ladder", "draw_tension", "say_tension", "shown_measures"]

# A mention of which the coder is less sure is left to the ledger: a brief is read by people in a hurry.
LEAST_SCORE: Final = 0.55
WEEK_DAYS: Final = 7
MOVERS: Final = 3
LEAST_RISE: Final = 3.0
WIDTH, HEIGHT = 640, 150
# The style sheet's colours, said here too: WeasyPrint does not apply the page's style to a picture.
_TICK: Final = 'class="tick" font-size="11" fill="#5d5a55"'
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 12, 10, 22


def shown_measures(
    ledger: Ledger, parties: Sequence[str], day: dt.date, since: dt.date, as_of: dt.date | None
) -> tuple[DayMeasure, ...]:
    """Return the measures of a period: of the pair where two parties are asked for, else of the crisis."""
    pairs = [(parties[0], parties[1])] if len(set(parties)) == 2 else []
    return tuple(ledger.measures(*pairs, since=since, until=day, as_of=as_of))


def say_tension(
    teller: Teller,
    notes: Notes,
    measures: Sequence[DayMeasure],
    day: dt.date,
    since: dt.date,
    parties: Sequence[str],
) -> Section:
    """Return how near the brink: the index, how it moved, the highest rung, the events that raised it."""
    name, title = "brink", "How near the brink"
    if not measures:
        text = "No event that happened on a known day has been counted, so there is no tension to show."
        return Section(name, title, (Remark(text),))
    pair = measures[0].one != measures[0].other
    between = ""
    if pair:
        names = [with_article(teller.name(code)) for code in (measures[0].one, measures[0].other)]
        between = f" between {join_words(names)}"
    elif parties:
        between = " of the whole crisis"
    lead = [Remark(_say_level(measures, day, between))]
    counted = _counted(teller, measures, parties if pair else ())
    lead += _say_rung(teller, notes, measures, counted, day)
    lead += _say_rises(teller, notes, measures, counted)
    return Section(name, title, tuple(lead))


def _say_level(measures: Sequence[DayMeasure], day: dt.date, between: str) -> str:
    last = measures[-1]
    text = f"On {write_day(day)} tension{between} stands at {last.tension:.0f} of 100"
    before = [m for m in measures if m.day == day - dt.timedelta(days=WEEK_DAYS)]
    if before:
        change = round(last.tension) - round(before[0].tension)
        moved = (
            "as it did"
            if not change
            else f"{abs(change)} {'above' if change > 0 else 'below'} where it stood"
        )
        text += f", {moved} a week before"
    top = max(measures, key=lambda m: (m.tension, m.day))
    if top is not last:
        text += f"; the highest of the period was {top.tension:.0f}, on {_short(top.day)}"
    return text + "."


def _counted(
    teller: Teller, measures: Sequence[DayMeasure], pair: Sequence[str]
) -> dict[dt.date, list[Event]]:
    found: dict[dt.date, list[Event]] = {}
    days = _moving_days(measures)
    for event in teller.browser.day_events(days, as_of=teller.as_of) if days else []:
        if event.day is None or event.intensity >= 0:
            continue
        if pair and not (set(event.actor) & set(pair) and set(event.recipient) & set(pair)):
            continue
        found.setdefault(event.day, []).append(event)
    return found


def _moving_days(measures: Sequence[DayMeasure]) -> list[dt.date]:
    recent = measures[-WEEK_DAYS:]
    worst = max(recent, key=lambda m: (m.rung, m.day))
    return [*dict.fromkeys([worst.day, *(day for _, day in _rises(measures))])]


def _rises(measures: Sequence[DayMeasure]) -> list[tuple[float, dt.date]]:
    found, last = [], measures[0].tension
    for measure in measures[1:]:
        found.append((measure.tension - last, measure.day))
        last = measure.tension
    return sorted((rise for rise in found if rise[0] >= LEAST_RISE), reverse=True)[:MOVERS]


def _say_rung(
    teller: Teller,
    notes: Notes,
    measures: Sequence[DayMeasure],
    counted: dict[dt.date, list[Event]],
    day: dt.date,
) -> list[Remark]:
    worst = max(measures[-WEEK_DAYS:], key=lambda m: (m.rung, m.day))
    if not worst.rung:
        return [Remark("No act of conflict is known of the last seven days.")]
    text = f"The highest rung of the last seven days is {worst.rung} of {len(RUNGS) - 1}, {worst.rung_name}"
    of_rung = [event for event in counted.get(worst.day, []) if event.rung == worst.rung]
    of_rung.sort(key=lambda event: (GRADES.index(event.grade), -event.reports, event.id))
    for event in of_rung:
        telling = teller.tell(event.id)
        if telling is not None and telling.mention.score >= LEAST_SCORE:
            said = f"{text}, on {_short(worst.day)}: {say_event(telling, teller.name)} ({event.grade})."
            return [Remark(said, notes.cite(telling))]
    return [Remark(f"{text}, on {_short(worst.day)}.")]


def _say_rises(
    teller: Teller, notes: Notes, measures: Sequence[DayMeasure], counted: dict[dt.date, list[Event]]
) -> list[Remark]:
    remarks = []
    for rise, day in sorted(_rises(measures), key=lambda pair: pair[1]):
        for event in sorted(
            counted.get(day, []), key=lambda e: (e.intensity, GRADES.index(e.grade), -e.reports, e.id)
        ):
            telling = teller.tell(event.id)
            if telling is not None and telling.mention.score >= LEAST_SCORE:
                text = f"On {_short(day)} tension rose by {rise:.0f}; the gravest act of that day: "
                text += f"{say_event(telling, teller.name)} ({event.grade})."
                remarks.append(Remark(capitalise(text), notes.cite(telling)))
                break
    return remarks


def _short(day: dt.date) -> str:
    return write_day(day).rpartition(" ")[0]


def draw_tension(measures: Sequence[DayMeasure]) -> str:
    """Return tension by day and the highest rung of each day as SVG; "" for less than two days.

    Colours are classes of the page's style sheet; nothing in it comes from a report.
    """
    if len(measures) < 2:
        return ""
    step = (WIDTH - _LEFT - _RIGHT) / (len(measures) - 1)
    points = [(_LEFT + number * step, _y(m.tension)) for number, m in enumerate(measures)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    floor = _y(0)
    area = f"{points[0][0]:.1f},{floor:.1f} {line} {points[-1][0]:.1f},{floor:.1f}"
    grid = "".join(
        f'<line class="grid" stroke="#ddd8ce" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{_y(v):.1f}" '
        f'y2="{_y(v):.1f}"/>'
        f'<text {_TICK} x="{_LEFT - 6}" y="{_y(v) + 4:.1f}" text-anchor="end">{v}</text>'
        for v in (0, 25, 50, 75, 100)
    )
    last = measures[-1]
    said = (
        f"Tension by day from {write_day(measures[0].day)} to {write_day(last.day)}, last "
        f"{last.tension:.0f} of 100, highest {max(m.tension for m in measures):.0f}."
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">{grid}'
        f'<polygon class="area" fill="#f6e2cd" points="{area}"/>'
        f'<polyline class="line" fill="none" stroke="#b3560a" stroke-width="2" points="{line}"/>'
        f"{_day_ticks(measures, step)}"
        f'<circle class="dot" fill="#b3560a" cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="4"/></svg>'
    )


def _y(tension: float) -> float:
    return HEIGHT - _BOTTOM - tension / 100 * (HEIGHT - _TOP - _BOTTOM)


def _day_ticks(measures: Sequence[DayMeasure], step: float) -> str:
    every = max(1, -(-len(measures) // 8))
    shown = []
    # Counted back from the last day, which is the one that matters.
    for number in range(len(measures) - 1, -1, -every):
        x = _LEFT + number * step
        anchor = "end" if number == len(measures) - 1 else "start" if number == 0 else "middle"
        day = measures[number].day
        label = f"{day.day} {write_day(day).split()[1][:3]}"
        shown.append(f'<text {_TICK} x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{label}</text>')
    return "".join(reversed(shown))


def draw_ladder(measures: Sequence[DayMeasure]) -> str:
    """Return the ladder of escalation as SVG, filled to the highest rung of the last seven days."""
    rung = max((m.rung for m in measures[-WEEK_DAYS:]), default=0)
    steps = []
    for number in range(1, len(RUNGS)):
        height = 10 + number * 7
        on = number <= rung
        colours = 'class="on" fill="#b3560a"' if on else 'class="off" fill="none" stroke="#8a857c"'
        steps.append(
            f'<rect {colours} x="{2 + (number - 1) * 16}" y="{98 - height}" width="12" height="{height}"/>'
        )
    said = f"Highest rung of the last seven days: {rung} of {len(RUNGS) - 1}, {RUNGS[rung]}."
    label = f"{rung} of {len(RUNGS) - 1}: {RUNGS[rung]}"
    return (
        f'<svg viewBox="0 0 178 118" role="img" aria-label="{said}">{"".join(steps)}'
        f'<text class="tick" font-size="12" fill="#5d5a55" x="2" y="114">{label}</text></svg>'
    )

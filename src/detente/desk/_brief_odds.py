"""The odds of what may come, and the record of such odds: from the outlook's model, said in sentences."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from detente.desk._brief_records import Remark, Section
from detente.desk._grammar import capitalise, join_words, with_article
from detente.desk._words import count, write_day
from detente.errors import OutlookError

if TYPE_CHECKING:
    from detente.desk._brief import Teller
    from detente.outlook import Odds

__all__ = ["say_odds"]

HORIZONS_DAYS: Final = (7, 30)
WHAT: Final = "material conflict"
NAME, TITLE = "odds", "The odds, and their record"


def say_odds(teller: Teller, parties: tuple[str, ...], day: dt.date, most: int) -> Section | None:
    """Return the odds of material conflict after a day; None where no fitted model is there to ask.

    Only events known by that day, and of days before the first of the horizon, reach the answer.

    Args:
        teller: Tells of the ledger.
        parties: Codes of parties of which one at least has a share; with two, both ways between them.
        day: The last day that is known.
        most: Most pairs to show.
    """
    from detente.ledger import Browser
    from detente.outlook import History, Outlook

    try:
        model = Outlook.load()
    except OutlookError:
        return None
    origin = day + dt.timedelta(days=1)
    with Browser(teller.ledger) as browser:
        acts, dropped = browser.acts(as_of=teller.as_of)
    history = History.from_rows(acts, dropped=dropped).before(origin)
    try:
        found = model.predict(history, _pairs(parties), what=WHAT, horizons_days=HORIZONS_DAYS, origin=origin)
    except OutlookError as error:
        text = f"There are no odds: {error.what}."
        return Section(NAME, TITLE, (Remark(text, aside=f"{capitalise(error.hint)}." if error.hint else ""),))
    if len(set(parties)) == 1:
        found = tuple(odds for odds in found if {odds.actor, odds.recipient} & set(parties))
    pairs: dict[tuple[str, str], list[Odds]] = {}
    for odds in found:
        if odds.actor != odds.recipient:
            pairs.setdefault((odds.actor, odds.recipient), []).append(odds)
    if not pairs:
        return None
    ranked = sorted(pairs.values(), key=lambda odds: (-odds[-1].past_events, -odds[-1].prob, odds[0].actor))
    items = tuple(_remark(teller, odds) for odds in ranked[:most])
    return Section(NAME, TITLE, (Remark(_say_model(model.fitted_on_, day)),), items)


def _pairs(parties: tuple[str, ...]) -> list[tuple[str, str]] | None:
    one_and_other = tuple(dict.fromkeys(parties))
    return [one_and_other, one_and_other[::-1]] if len(one_and_other) == 2 else None


def _say_model(learned_from: str, day: dt.date) -> str:
    source = f", learned from {learned_from}," if learned_from else ""
    return (
        f"The outlook’s model{source} gives these odds of at least one act of material conflict (force, "
        f"coercion, mobilisation, sanctions, protest) from what was known on {write_day(day)}."
    )


def _remark(teller: Teller, odds: list[Odds]) -> Remark:
    first = odds[0]
    actor, other = (with_article(teller.name(code)) for code in (first.actor, first.recipient))
    chances = join_words([f"{_percent(o.prob)} within {o.horizon_days} days" for o in odds])
    text = f"That {actor} acts against {other}: {chances}."
    asides = [_say_record(one) for one in odds if one.record_cases]
    asides = asides or ["No odds of this size have been put to the test."]
    asides.append(f"Rests on {count(first.past_events, 'event')} between the two.")
    last = first.origin + dt.timedelta(days=odds[-1].horizon_days - 1)
    return Remark(text, when=f"to {write_day(last).rpartition(' ')[0]}", aside=" ".join(asides))


def _say_record(odds: Odds) -> str:
    return (
        f"{odds.horizon_days} days: of {odds.record_cases:,} odds of about this size put to the test "
        f"{odds.record_hits:,} came true (95% interval {_percent(odds.low)} to {_percent(odds.high)})."
    )


def _percent(prob: float) -> str:
    """Return a probability as a percentage that is never said to be certain.

    Example:
        >>> _percent(0.004), _percent(0.62), _percent(0.999)
        ('under 1%', '62%', 'over 99%')
    """
    if prob < 0.01:
        return "under 1%"
    return "over 99%" if prob > 0.99 else f"{100 * prob:.0f}%"

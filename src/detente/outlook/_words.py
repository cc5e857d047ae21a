"""Answers of the outlook in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from detente.ontology import QUAD_CLASSES
from detente.outlook._calibration import HORIZONS_DAYS
from detente.outlook._modes import join_mode, parse_kinds

if TYPE_CHECKING:
    from detente.outlook._ahead import CrisisOutlook
    from detente.outlook._cases import BaseRate, BaseRateQuery
    from detente.outlook._differences import WhatIf
    from detente.outlook._record import Record

__all__ = [
    "describe_base_rate",
    "describe_outlook",
    "describe_record",
    "describe_what_if",
    "name_kinds",
    "say_act",
    "say_list",
    "say_percent",
    "say_points",
    "say_setting_aside",
]

_PLURALS: Final = {
    "AGREE": "agreements",
    "CONSULT": "consultations",
    "SUPPORT": "words of support",
    "CONCEDE": "concessions",
    "COOPERATE": "acts of cooperation",
    "AID": "gifts of aid",
    "RETREAT": "retreats",
    "REQUEST": "requests",
    "ACCUSE": "accusations",
    "REJECT": "refusals",
    "THREATEN": "threats",
    "PROTEST": "protests",
    "SANCTION": "sanctions",
    "MOBILIZE": "mobilizations",
    "COERCE": "acts of coercion",
    "ASSAULT": "assaults",
    "THREATEN:violence": "threats of violence",
    "THREATEN:territory": "threats to territory",
    "RETREAT:ceasefire": "ceasefires",
    "RETREAT:withdraw": "withdrawals",
    "REQUEST:yield": "demands",
    "CONSULT:visit": "visits",
    "COERCE:arrest": "arrests",
    "ASSAULT:aerial": "air strikes",
    "MOBILIZE:troops": "movements of troops",
}

SCOPE: Final = (
    "Counted are events between two of these parties, by types alone; the situation and the measures of the "
    "ledger count all events, with their modes, also those of which a party is not known."
)
"""What the outlook's index of tension counts, and what that of the ledger does."""
_BASELINES: Final = {
    "climatology": "the pair's usual share",
    "persistence": "more of the same",
    "season": "the season's average",
    "logistic": "a logistic regression",
}
_ACTS: Final = {
    "AGREE": "agrees with",
    "CONSULT": "consults with",
    "SUPPORT": "speaks up for",
    "CONCEDE": "concedes to",
    "COOPERATE": "cooperates with",
    "AID": "aids",
    "RETREAT": "draws back from",
    "REQUEST": "makes a request of",
    "ACCUSE": "accuses",
    "REJECT": "refuses",
    "THREATEN": "threatens",
    "PROTEST": "protests against",
    "SANCTION": "sanctions",
    "MOBILIZE": "mobilizes against",
    "COERCE": "coerces",
    "ASSAULT": "assaults",
}


def say_act(actor: str, type_: str, recipient: str) -> str:
    """Return an event as a clause.

    Example:
        >>> say_act("ECU", "RETREAT", "PER")
        'ECU draws back from PER'
    """
    return f"{actor} {_ACTS[type_]} {recipient}"


def say_list(words: Sequence[str], last: str = "or") -> str:
    """Return words as a list in a sentence.

    Example:
        >>> say_list(["threats", "protests", "sanctions"])
        'threats, protests or sanctions'
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def say_percent(prob: float) -> str:
    """Return a probability as a percentage that never says 0 or 100 of what was not so.

    Example:
        >>> say_percent(0.004), say_percent(0.0), say_percent(0.384)
        ('under 1%', '0%', '38%')
    """
    if 0 < prob < 0.01:
        return "under 1%"
    if 0.99 < prob < 1:
        return "over 99%"
    return f"{100 * prob:.0f}%"


def name_kinds(text: str) -> str:
    """Return kinds of event in words, in the plural.

    Example:
        >>> name_kinds("THREATEN:violence"), name_kinds("material conflict"), name_kinds("ACCUSE,REJECT")
        ('threats of violence', 'acts of material conflict', 'accusations or refusals')
    """
    kinds = parse_kinds(text)
    if kinds == parse_kinds("any"):
        return "events of any kind"
    for quad in QUAD_CLASSES:
        if kinds == parse_kinds(quad):
            return f"acts of {quad}"
    words = []
    for type_, mode in kinds:
        plain = f"{_PLURALS[type_]} ({mode})" if mode else _PLURALS[type_]
        words.append(_PLURALS.get(join_mode(type_, mode), plain))
    return say_list(words)


def _name_outcome(text: str) -> str:
    return "force" if parse_kinds(text) == (("ASSAULT", None),) else name_kinds(text)


def _name_parties(text: str, any_word: str) -> str:
    if text in ("states", "any"):
        return "a state" if text == "states" else any_word
    return (
        "a neighbour" if text == "neighbours" else say_list([p.strip() for p in text.split(",") if p.strip()])
    )


def _name_condition(query: BaseRateQuery) -> str:
    if query.after is None:
        return ""
    times = "" if query.after_least == 1 else f" on {query.after_least} or more occasions"
    days = f"in the last {query.after_days} days" if query.after_days > 1 else "the day before"
    if query.after_direction == "either":
        if parse_kinds(query.after) == (("ASSAULT", None),):
            return f" with which it had clashed{times} {days}"
        return f" with which it had exchanged {name_kinds(query.after)}{times} {days}"
    who = "it had directed" if query.after_direction == "same" else "it had received"
    to = "to which" if query.after_direction == "same" else "from which"
    return f" {to} {who} {name_kinds(query.after)}{times} {days}"


def describe_base_rate(rate: BaseRate) -> str:
    """Return a base rate as a sentence, always with the number of cases and the interval.

    Example:
        >>> from detente.outlook._baserate import find_base_rate
        >>> from detente.outlook._history import History
        >>> describe_base_rate(find_base_rate(History.from_rows([])))
        'No rate can be given: the history has no events.'
    """
    query = rate.query
    if rate.first_day is None:
        return "No rate can be given: the history has no events."
    what = name_kinds(query.trigger)
    whom = f"{_name_parties(query.recipients, 'another party')}{_name_condition(query)}"
    who = f"{what[0].upper()}{what[1:]} by {_name_parties(query.actors, 'a party')} against {whom}"
    by = {"same": "", "reverse": " by the other side", "either": " by either side"}[query.direction]
    outcome = f"{_name_outcome(query.outcome)}{by} within {_days(query.within_days)}"
    span = f"between {rate.first_day} and {rate.last_day}"
    if rate.prob is None or rate.low is None or rate.high is None:
        return f"No rate can be given: {who[0].lower()}{who[1:]} have no case {span}."
    cases = len(rate.cases)
    interval = f"95% interval from {say_percent(rate.low)} to {say_percent(rate.high)}"
    return (
        f"{who} were followed by {outcome} in {rate.hits:,} of {cases:,} case{'s' if cases != 1 else ''} "
        f"({say_percent(rate.prob)}, {interval}), {span}."
    )


def _days(number: int) -> str:
    return f"{number} days" if number != 1 else "a day"


def say_setting_aside(rate: BaseRate) -> tuple[str, ...]:
    """Return what a reader of a base rate must know: how cases were counted and what was set aside."""
    query, lines = rate.query, []
    if rate.first_day is None:
        return ()
    within = _days(query.within_days)
    lines.append(
        f"Days of a pair with a trigger: {rate.triggers:,}; those within {within} of a case belong to it."
    )
    if query.after is not None:
        lines.append(f"Without the condition: {rate.unmet:,}.")
    if rate.early:
        lines.append(
            f"Set aside as the history begins less than {_days(query.after_days)} before, so that the "
            f"condition can't be told: {rate.early:,}."
        )
    if rate.censored:
        lines.append(
            f"Cases set aside as what is known ends less than {within} after: {rate.censored:,}; already "
            f"followed by the outcome: {rate.censored_hits:,}."
        )
    if rate.cases:
        lines.append(_say_clusters(rate))
    if rate.usual_cases:
        lines.append(
            f"For comparison: of all spans of {_days(query.within_days)} between these pairs, "
            f"{rate.usual_hits:,} of {rate.usual_cases:,} had it "
            f"({say_percent(rate.usual_hits / rate.usual_cases)})."
        )
    if not rate.cases:
        lines.append("Widen the trigger, the parties or the condition, or take a longer history.")
    return tuple(lines)


def _say_clusters(rate: BaseRate) -> str:
    cases, pairs = len(rate.cases), rate.pairs
    if pairs == 1:
        return "All cases are of one pair: the interval can't tell how other pairs differ."
    return (
        f"The cases are of {pairs:,} pairs; as those of one pair resemble each other, they count as "
        f"{cases / rate.design_effect:,.0f} (design effect {rate.design_effect:.1f})."
    )


def say_points(difference: float) -> str:
    """Return a difference of probabilities in percentage points.

    Example:
        >>> say_points(-0.213), say_points(0.0004)
        ('-21', '0')
    """
    points = round(100 * difference)
    return f"{points:+d}" if points else "0"


def describe_outlook(found: CrisisOutlook) -> tuple[str, ...]:
    """Return an outlook's head and its tension in sentences."""
    lines = [
        f"Outlook from {found.origin}, the first day that is not known: {found.runs:,} runs of "
        f"{_say_parties(found.parties)}."
    ]
    now = found.past[-1].tension if found.past else 0.0
    parts = []
    for horizon in found.horizons_days:
        band = found.tension[horizon - 1]
        parts.append(
            f"{band.median:.0f} in {_days(horizon)} (nine times in ten: {band.low:.0f} to {band.high:.0f})"
        )
    lines.append(
        f"Tension between {'these parties' if len(found.parties) > 2 else 'the two'} stands at {now:.0f} of "
        f"100; to expect are {say_list(parts, 'and')}. {SCOPE}"
    )
    return tuple(lines)


def describe_record(found: CrisisOutlook, record: Record | None = None) -> tuple[str, ...]:
    """Return what the record beside the odds means, and where the model comes from.

    Args:
        found: The outlook.
        record: How such odds fared by rolling origin, see `read_record`; None where there is none, as for a
            model of the user's own.
    """
    lines = [
        f"Record, {_days(found.horizons_days[-1])}: how often such odds came true when the model was put to "
        "the test, 95% interval. Events: what is known of the pair, both ways. Rungs and tension are "
        "counted in the runs; odds of rungs are the mean of those of the runs and of the last 60 days, and "
        "the bands of tension are widened by how such bands fared. Rungs are told by types alone, so that an "
        "assault of any kind is an armed attack.",
        f"The model learned from {found.learned_from}.",
    ]
    if record is not None:
        lines.append(_say_skill(record, found.horizons_days))
        if record.tension:
            lines.append(_say_bands(record))
    if found.horizons_days[-1] > HORIZONS_DAYS[-1]:
        lines.append(
            f"There is no record beyond {HORIZONS_DAYS[-1]} days: take longer horizons with more doubt."
        )
    return tuple(lines)


def _say_skill(record: Record, horizons_days: Sequence[int]) -> str:
    """Return the Brier skill against climatology and the hardest baseline, by horizon."""
    parts = []
    known = sorted({score.horizon_days for score in record.scores})
    for horizon in [days for days in known if days in horizons_days] or known[-1:]:
        scores = [score for score in record.scores if score.horizon_days == horizon]
        named = [score for score in scores if score.baseline == "climatology"]
        hardest = min(scores, key=lambda score: score.skill)
        against = [
            f"{score.skill:+.3f} ({score.skill_low:+.3f} to {score.skill_high:+.3f}) against "
            f"{_BASELINES.get(score.baseline, score.baseline)}"
            for score in dict.fromkeys([*named, hardest])
        ]
        parts.append(f"within {_days(horizon)} {say_list(against, 'and')}")
    return (
        f"Brier skill of odds of material conflict on {record.of}, from {record.first_origin} on, each made "
        f"from what was known before, with 95% intervals: {'; '.join(parts)}. The model was shaped while "
        "looking at these days."
    )


def _say_bands(record: Record) -> str:
    held = [
        f"{each.coverage:.0%} of {each.crises} within {_days(each.horizon_days)}" for each in record.tension
    ]
    return f"Bands of tension that are to hold nine times in ten held {say_list(held, 'and')}."


def describe_what_if(found: WhatIf) -> tuple[str, ...]:
    """Return a what-if's head in sentences, with what it can't tell."""
    lines = [
        f"What if, from {found.origin}: {_days(found.horizon_days)}, {found.runs:,} runs without and as "
        f"many with it, run for run by the same chances, among {_say_parties(found.parties)}."
    ]
    supposed = [
        f"{say_act(a.actor, a.type, a.recipient)} on {a.day}{f' ({a.count} times)' if a.count > 1 else ''}"
        f"{'' if a.day >= found.origin else ', as if known'}"
        for a in found.added
    ]
    for b in found.blocked:
        days = "".join(f" {word} {day}" for word, day in (("from", b.since), ("until", b.until)) if day)
        supposed.append(f"no {b.what} by {b.actor or 'anybody'} against {b.recipient or 'anybody'}{days}")
    lines.append(f"Supposed: {'; '.join(supposed)}.")
    lines.append(
        "This is what the model expects given such reports. It has learned what tends to follow what; "
        "that is no proof that the one causes the other. Its rates add up: an event stirs up others and "
        "hardly calms them, so that calm comes of what does not happen. The intervals tell how sure the "
        "runs are, not how good the model is."
    )
    return tuple(lines)


def _say_parties(parties: Sequence[str]) -> str:
    if len(parties) > 8:
        return f"{len(parties)} parties"
    return say_list(list(parties), "and")

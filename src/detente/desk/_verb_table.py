"""The table of verbs: one for each type, and for each mode that is said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ATTACK", "VERBS", "Verb"]


@dataclass(frozen=True, slots=True)
class Verb:
    """How a type and mode is said.

    Attributes:
        base: The infinitive, with what always follows: "hold talks".
        past: The past tense, the same.
        link: Word between it and the party it is done to; "" when none.
        tail: What follows that party; "" when nothing.
        alone: Infinitive and past where no party follows; None when `base` and `past` serve.
        passive: The clause without an actor, "{o}" for the party and "{was}" for the verb; None for the
            regular one.
        nobody: The clause without any party.
    """

    base: str
    past: str
    link: str = ""
    tail: str = ""
    alone: tuple[str, str] | None = None
    passive: str | None = None
    nobody: str = ""


def _regular(base: str, **others: str) -> Verb:
    return Verb(base, base + ("d" if base.endswith("e") else "ed"), **others)  # type: ignore[arg-type]


ATTACK: Final = "an attack was reported"
VERBS: Final[dict[str, Verb]] = {
    "AGREE": Verb(
        "agree",
        "agreed",
        "with",
        passive="an agreement was reached with {o}",
        nobody="an agreement was reached",
    ),
    "CONSULT": Verb(
        "hold talks", "held talks", "with", passive="talks were held with {o}", nobody="talks were held"
    ),
    "CONSULT/visit": _regular("visit", nobody="a visit took place"),
    "CONSULT/phone": Verb(
        "speak",
        "spoke",
        "to",
        "by telephone",
        passive="{o} {was} spoken to by telephone",
        nobody="a telephone call was made",
    ),
    "CONSULT/third-party": Verb(
        "mediate", "mediated", "with", passive="{o} took part in mediation", nobody="mediation took place"
    ),
    "SUPPORT": Verb("back", "backed", nobody="support was voiced"),
    "CONCEDE": Verb(
        "make a concession",
        "made a concession",
        "to",
        passive="a concession was made to {o}",
        nobody="a concession was made",
    ),
    "COOPERATE": Verb(
        "cooperate",
        "cooperated",
        "with",
        passive="there was cooperation with {o}",
        nobody="there was cooperation",
    ),
    "AID": Verb("give aid", "gave aid", "to", passive="{o} {was} given aid", nobody="aid was given"),
    "RETREAT": Verb("yield", "yielded", "to", passive="there was yielding to {o}", nobody="a side yielded"),
    "RETREAT/withdraw": Verb(
        "pull back",
        "pulled back",
        "from",
        passive="there was a withdrawal from {o}",
        nobody="a withdrawal was reported",
    ),
    "RETREAT/release": Verb(
        "release",
        "released",
        alone=("release captives", "released captives"),
        nobody="captives were released",
    ),
    "RETREAT/disarm": Verb(
        "give up arms",
        "gave up arms",
        "to",
        passive="arms were given up to {o}",
        nobody="arms were given up",
    ),
    "RETREAT/ceasefire": Verb(
        "enter into a ceasefire",
        "entered into a ceasefire",
        "with",
        passive="a ceasefire was entered into with {o}",
        nobody="a ceasefire was entered into",
    ),
    "RETREAT/access": Verb(
        "allow access",
        "allowed access",
        "to",
        passive="{o} {was} allowed access",
        nobody="access was allowed",
    ),
    "RETREAT/resign": Verb("resign", "resigned", "before", passive="{o} saw a resignation"),
    "REQUEST": Verb(
        "appeal", "appealed", "to", passive="an appeal was made to {o}", nobody="an appeal was made"
    ),
    "REQUEST/assist": Verb(
        "ask", "asked", "", "for help", alone=("ask for help", "asked for help"), nobody="help was asked for"
    ),
    "REQUEST/change": Verb(
        "ask",
        "asked",
        "",
        "to act or to change course",
        alone=("call for a change of course", "called for a change of course"),
        nobody="a change of course was called for",
    ),
    "REQUEST/yield": Verb(
        "call on",
        "called on",
        "",
        "to give way",
        alone=("make a demand", "made a demand"),
        nobody="a demand was made",
    ),
    "REQUEST/meet": Verb(
        "ask",
        "asked",
        "",
        "for talks",
        alone=("call for talks", "called for talks"),
        nobody="talks were called for",
    ),
    "ACCUSE": Verb(
        "accuse",
        "accused",
        alone=("make accusations", "made accusations"),
        nobody="an accusation was made",
    ),
    "ACCUSE/disapprove": Verb(
        "criticise",
        "criticised",
        alone=("voice criticism", "voiced criticism"),
        nobody="criticism was voiced",
    ),
    "ACCUSE/investigate": Verb(
        "investigate",
        "investigated",
        alone=("open an inquiry", "opened an inquiry"),
        nobody="an inquiry was opened",
    ),
    "REJECT": Verb("rebuff", "rebuffed", alone=("refuse", "refused"), nobody="a refusal was reported"),
    "THREATEN": Verb(
        "threaten", "threatened", alone=("make a threat", "made a threat"), nobody="a threat was made"
    ),
    "PROTEST": Verb(
        "protest",
        "protested",
        "against",
        passive="there was a protest against {o}",
        nobody="a protest took place",
    ),
    "PROTEST/riot": Verb(
        "riot", "rioted", "against", passive="there was a riot against {o}", nobody="a riot took place"
    ),
    "PROTEST/strike": Verb(
        "go on strike",
        "went on strike",
        "against",
        passive="there was a strike against {o}",
        nobody="a strike took place",
    ),
    "PROTEST/hunger": Verb(
        "go on hunger strike",
        "went on hunger strike",
        "against",
        passive="there was a hunger strike against {o}",
        nobody="a hunger strike took place",
    ),
    "PROTEST/boycott": Verb(
        "boycott", "boycotted", alone=("call a boycott", "called a boycott"), nobody="a boycott took place"
    ),
    "PROTEST/obstruct": Verb(
        "obstruct",
        "obstructed",
        alone=("put up a blockade", "put up a blockade"),
        nobody="a blockade took place",
    ),
    "SANCTION": Verb(
        "take measures",
        "took measures",
        "against",
        passive="measures were taken against {o}",
        nobody="measures were taken",
    ),
    "SANCTION/convict": Verb(
        "convict",
        "convicted",
        alone=("pass a sentence", "passed a sentence"),
        nobody="a sentence was passed",
    ),
    "SANCTION/expel": Verb(
        "expel",
        "expelled",
        alone=("order an expulsion", "ordered an expulsion"),
        nobody="an expulsion was ordered",
    ),
    "SANCTION/withdraw": Verb(
        "break off ties",
        "broke off ties",
        "with",
        passive="ties with {o} were broken off",
        nobody="ties were broken off",
    ),
    "SANCTION/discontinue": Verb(
        "halt dealings",
        "halted dealings",
        "with",
        passive="dealings with {o} were halted",
        nobody="dealings were halted",
    ),
    "MOBILIZE": Verb(
        "mobilise forces",
        "mobilised forces",
        "against",
        passive="forces were mobilised against {o}",
        nobody="forces were mobilised",
    ),
    "MOBILIZE/troops": Verb(
        "move troops",
        "moved troops",
        "against",
        passive="troops were moved against {o}",
        nobody="troops were moved",
    ),
    "MOBILIZE/weapons": Verb(
        "ready weapons",
        "readied weapons",
        "against",
        passive="weapons were readied against {o}",
        nobody="weapons were readied",
    ),
    "MOBILIZE/police": Verb(
        "deploy police",
        "deployed police",
        "against",
        passive="police were deployed against {o}",
        nobody="police were deployed",
    ),
    "COERCE": Verb(
        "coerce", "coerced", alone=("use coercion", "used coercion"), nobody="coercion was reported"
    ),
    "COERCE/seize": Verb(
        "seize property",
        "seized property",
        "of",
        passive="property of {o} was seized",
        nobody="property was seized",
    ),
    "COERCE/restrict": Verb(
        "impose restrictions",
        "imposed restrictions",
        "on",
        passive="restrictions were imposed on {o}",
        nobody="restrictions were imposed",
    ),
    "COERCE/arrest": Verb(
        "arrest", "arrested", alone=("make arrests", "made arrests"), nobody="arrests were made"
    ),
    "COERCE/deport": Verb(
        "deport",
        "deported",
        alone=("order deportations", "ordered deportations"),
        nobody="deportations were ordered",
    ),
    "COERCE/withhold": Verb(
        "withhold what was due",
        "withheld what was due",
        "to",
        passive="what was due to {o} was withheld",
        nobody="what was due was withheld",
    ),
    "COERCE/cyber": Verb(
        "make an attack on the computers",
        "made an attack on the computers",
        "of",
        passive="the computers of {o} were attacked",
        alone=("attack computers", "attacked computers"),
        nobody="computers were attacked",
    ),
    "COERCE/censor": Verb("censor", "censored", alone=("use censorship", "used censorship")),
    "COERCE/curfew": Verb(
        "impose a curfew",
        "imposed a curfew",
        "on",
        passive="a curfew was imposed on {o}",
        nobody="a curfew was imposed",
    ),
    "COERCE/misinformation": Verb(
        "spread false information",
        "spread false information",
        "about",
        passive="false information was spread about {o}",
        nobody="false information was spread",
    ),
    "COERCE/martial-law": Verb(
        "impose martial law",
        "imposed martial law",
        "on",
        passive="martial law was imposed on {o}",
        nobody="martial law was imposed",
    ),
    "ASSAULT": Verb("attack", "attacked", alone=("make an attack", "made an attack"), nobody=ATTACK),
    "ASSAULT/abduct": Verb(
        "abduct", "abducted", alone=("carry out an abduction", "carried out an abduction")
    ),
    "ASSAULT/torture": Verb("torture", "tortured", alone=("use torture", "used torture")),
    "ASSAULT/beat": Verb(
        "beat",
        "beat",
        passive="{o} {was} beaten",
        alone=("beat people", "beat people"),
        nobody="a beating was reported",
    ),
}

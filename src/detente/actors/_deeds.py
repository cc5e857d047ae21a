"""What kind of deed the words carry that make an event: violence, blame, talks and so on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["deed_of"]

_DEEDS: Final = {
    "violent": """attack kill strike struck striking bomb shell airstrike raid massacr murder shot shoot fire
    firing assault invasion invad clash fight fought battle war wound injur die died dead death abduct kidnap
    hostage assassinat stab behead execut explo rocket missile launch drone rape tortur beat violen target hit
    ambush destroy toll casualt slain slaughter offensive terror bombard genocid""",
    "custody": """arrest detain detention jail imprison captur held hold seiz siege blockad ban restrict
    curfew deport""",
    "blame": "accus condemn blam critici denounc deplor charg sue sued concern slam lash anger outrag",
    "ask": "ask call urg demand appeal request plead press seek want",
    "threat": "warn threat vow ultimatum",
    "talk": "meet met talk visit negotiat summit discuss consult phone mediat arriv spoke",
    "agree": "agree deal accept sign ceasefire truce pledg promis offer",
    "help": "aid assist support back prais arm fund suppl provid sent send rescu welcom endors help train",
    "refuse": "reject refus deny denied denie veto dismiss oppos",
    "yield": "releas withdr free surrender resign retreat pull left leav",
    "protest": "protest demonstrat march rall riot",
    "punish": "sanction expel expul suspend cut recall convict sentenc",
    "move": "deploy mobili exercis drill test patrol troop",
}
# One alternation, a group for each class: the first stem in the order above with which a word begins.
_STEMS: Final = re.compile(
    "|".join(f"(?P<d{i}>{'|'.join(s.split())})" for i, s in enumerate(_DEEDS.values()))
)
_CLASSES: Final = {f"d{i}": deed for i, deed in enumerate(_DEEDS)}


@lru_cache(maxsize=4096)
def deed_of(trigger: str) -> str:
    """Return the class of deed that a trigger carries, as far as its words tell; "-" when it is not known."""
    for word in trigger.lower().split():
        found = _STEMS.match(word)
        if found is not None:
            return _CLASSES[found.lastgroup or ""]
    return "other" if trigger else "-"

import re
from dataclasses import replace
from pathlib import Path

import detente.coding
from detente.coding import Explanation, WordWeight
from detente.desk import describe_explanations
from detente.desk._why import CLUES
from detente.records import EventMention


def test_each_event_has_its_words_and_runners_up(events: tuple[EventMention, ...]) -> None:
    why = [
        Explanation(
            e.trigger_span, e.type, (WordWeight("urged", 0, 0.61),), (("ACCUSE", 0.12), ("none", 0.08))
        )
        for e in events
    ]
    text = "\n".join(describe_explanations(events, why))
    assert text.count("decided by urged 0.61") == len(events)
    assert "next ACCUSE 0.12, none 0.08" in text


def test_a_status_says_what_it_rests_on(events: tuple[EventMention, ...]) -> None:
    event = replace(events[0], status="historical", date_text="in 2014")
    why = Explanation(
        event.trigger_span,
        event.type,
        (),
        (("none", 0.08),),
        verdict=(("actual", 0.6), ("historical", 0.4)),
        dated="historical",
        status_clues=(
            ("kn=old", 1.46),
            ("memo=kold|ASSAULT", 0.5),
            ("s=.", 0.45),
            ("l1=had", 0.25),
            ("ax=had", 0.15),
        ),
    )
    text = "\n".join(describe_explanations([event], [why]))
    assert "historical by reader 0.40, date “in 2014”, a known event, long ago 1.46, " in text
    assert "“.”" not in text
    assert "told before, long ago 0.50, “had” before it 0.40" in text
    happened = replace(event, status="actual")
    assert "reader" not in "\n".join(describe_explanations([happened], [why]))


def test_every_clue_beside_the_trigger_has_a_name() -> None:
    """The prefixes that `_clues` and `_source` describe, apart from those of the trigger's own words."""
    folder = Path(detente.coding.__file__).parent
    text = (folder / "_clues.py").read_text(encoding="utf-8").split('"""')[1]
    # "- ``d near nx``: time words"; "l1 .. l5" is l with a number.
    named = {
        name.rstrip("0123456789") for names in re.findall(r"``([^`]+)``", text) for name in names.split()
    }
    own = {"t", "first", "last", "suf", "lsuf", "l1suf", "n", "..", "status_clues.txt"}
    assert named - own <= CLUES.keys()
    assert {"fr", "fra", "prev", "kn"} <= named

"""A small crisis coded by hand, with hostile words wherever a report has words."""

from __future__ import annotations

from dataclasses import replace

from detente.records import EventMention, Party, Source
from detente.reports import Report
from tests.ledger.telling import act, tell

SCRIPT = "<script>window.pwned=1</script>"
IMAGE = '"><img src=x onerror="window.pwned=1">'
HOSTILE_URL = 'https://evil.example/"onmouseover="window.pwned=1"x="<script>window.pwned=1</script>'


def _named(
    told: tuple[Report, tuple[EventMention, ...]], name: str
) -> tuple[Report, tuple[EventMention, ...]]:
    report, mentions = told
    return report, tuple(
        replace(
            mention,
            actor=tuple(replace(party, name=name) for party in mention.actor) or (Party("", name, "GOV"),),
            said_by=Source("sources", "UNK", "anonymous", None, IMAGE),
            score=0.4,
        )
        for mention in mentions
    )


CRISIS = (
    tell(
        "Harbour Courier",
        "2024-08-01",
        ("Iran strikes depot near Erbil", act("ASSAULT", "strikes", "IRN=Iran", "IRQ", mode="drone")),
        (
            "Iran struck a fuel depot near Erbil on Thursday, killing four people.",
            act(
                "ASSAULT",
                "struck",
                "IRN=Iran",
                "IRQ",
                mode="drone",
                place=("Erbil", "IRQ", "Erbil", 36.2, 44.0),
                date="2024-08-01",
            ),
        ),
        (
            "Iraq demanded an apology by 9 August.",
            act("REQUEST", "demanded", "IRQ=Iraq", "IRN", mode="yield"),
        ),
        url="https://harbour.example/depot",
        headline=True,
    ),
    tell(
        "River Post",
        "2024-08-02",
        (
            "Iran denied that it struck a fuel depot near Erbil.",
            act(
                "ASSAULT",
                "struck",
                "IRN=Iran",
                "IRQ",
                status="negated",
                date="2024-08-01",
                said_by=("Iran", "IRN", "institution"),
            ),
        ),
        (
            "At least six people were killed when Iran struck the fuel depot near Erbil on Thursday.",
            act(
                "ASSAULT",
                "struck",
                "IRN=Iran",
                "IRQ",
                mode="drone",
                place=("Erbil", "IRQ", "Erbil", 36.2, 44.0),
                date="2024-08-01",
            ),
        ),
    ),
    tell(
        "Harbour Courier",
        "2024-08-05",
        (
            "Iraq condemned Iran at the United Nations.",
            act("ACCUSE", "condemned", "IRQ=Iraq", "IRN", mode="disapprove"),
        ),
        (
            "Oman offered to host talks between Iran and Iraq.",
            act(
                "CONSULT",
                "host talks",
                "OMN=Oman",
                "IRN IRQ",
                status="future",
                place=("Muscat", "OMN", "Muscat", 23.6, 58.5),
            ),
        ),
        (
            "Iran massed troops at Mehran.",
            act(
                "MOBILIZE",
                "massed troops",
                "IRN=Iran",
                "",
                mode="troops",
                place=("Mehran", "IRN", "Mehran", 33.1, 46.2),
            ),
        ),
    ),
    _named(
        tell(
            IMAGE,
            "2024-08-04",
            (f"Generals {SCRIPT} threaten Iraq", act("THREATEN", f"{SCRIPT} threaten", "", "IRQ")),
            (
                f"The generals vowed {IMAGE} to strike Iraq {SCRIPT} tonight.",
                act("THREATEN", "vowed", "", "IRQ", mode="violence"),
            ),
            url=HOSTILE_URL,
            headline=True,
        ),
        "IRN'\"><svg/onload=window.pwned=1>",
    ),
    tell(
        SCRIPT,
        "2024-08-04",
        (
            "Iran threatened Iraq.",
            act(
                "THREATEN",
                "threatened",
                "IRN=Iran",
                "IRQ",
                mode="violence",
                place=(IMAGE, "IRQ", SCRIPT, 33.3, 44.4),
            ),
        ),
        url="javascript:window.pwned=1",
    ),
)

"""The corpus formats: inline annotation that a person can write, and pool records by line number.

An inline file holds passages separated by blank lines. A passage is one sentence a line, in order; a
first line that starts with ``==`` is its headline (annotated like a sentence), a line that starts with
``@`` gives ``date | outlet``, and ``#`` starts a comment line. A span is ``[text|label]``, and spans nest::

    == [Kremlin|a1 RUS.GOV] [urges|1 REQUEST/change] [Iran|r1 IRN.GOV] to hold back
    @ 2024-08-06 | Example Wire
    [Putin|a1 RUS.GOV] [asked|1 REQUEST/change] [Tehran|r1 IRN.GOV], [sources|s1 UNK.anonymous] said.

Labels of a span, separated by ``;``:

``1 TYPE/mode [status] [hedged] [a=WHO.SECTOR] [r=..] [v=..] [s=WHO.kind]``
    the trigger of event 1; status is left out when ``actual``; ``a= r= v= s=`` name parties that have no
    words in this sentence (``_`` stands for a space in WHO). A flag ``@name`` names the event itself, for
    coreference: triggers with one name are of one event.
``a1 WHO.SECTOR``, ``r1 ..``, ``v1 ..``, ``s1 WHO.kind``, ``p1``, ``t1``
    actor, recipient, via, said_by, place and time of event 1; ``a1,r2 RUS.GOV`` serves two events.

`parse_inline` and `parse_pool` give the same records as the gold set, plus character spans.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from detente.ontology import EVENT_TYPES, SECTORS, SOURCE_KINDS, STATUSES

TYPES = list(EVENT_TYPES)
MODES = {name: list(kind.modes) for name, kind in EVENT_TYPES.items()}
ROLE = {"a": "actor", "r": "recipient", "v": "via", "s": "said_by", "p": "place", "t": "time"}
_LABEL_ROLE = re.compile(r"^((?:[arvspt]\d+)(?:,[arvspt]\d+)*)(?:\s+(\S.*))?$")
_LABEL_EVENT = re.compile(r"^(\d+)\s+([A-Z]+)(?:/([a-z-]+))?((?:\s+\S+)*)$")
_OCCURRENCE = re.compile(r"^(.*)#(\d+)$")


class FormatError(ValueError):
    """A line that is not in the format, with what is wrong."""


@dataclass
class Passage:
    """One passage: headline, date and outlet (None when not given) and its annotated sentences."""

    headline: dict[str, Any] | None = None
    date: str | None = None
    outlet: str | None = None
    sentences: list[dict[str, Any]] = field(default_factory=list)
    line: int = 0


def split_party(text: str, codes: Collection[str]) -> tuple[str, str]:
    """Return (who, code) of ``WHO.CODE``; the code must be one of `codes`."""
    who, dot, code = text.strip().rpartition(".")
    if not dot or code not in codes or not who:
        raise FormatError(f"party {text!r} is not WHO.CODE with a code in {' '.join(codes)}")
    who = who.replace("_", " ")
    if who != who.upper():
        raise FormatError(f"party {who!r} is not in capitals")
    return who, code


def new_event(kind: str, mode: str | None, flags: list[str]) -> dict[str, Any]:
    """Return an event record with no trigger yet; `flags` are status, hedged and implicit parties."""
    if kind not in TYPES:
        raise FormatError(f"unknown type {kind!r}")
    if mode and mode not in MODES.get(kind, []):
        raise FormatError(f"{kind} has no mode {mode!r}; it has {MODES.get(kind, [])}")
    event: dict[str, Any] = {
        "type": kind, "mode": mode or None, "actor": [], "recipient": [], "via": [], "said_by": None,
        "status": "actual", "hedged": False, "place": None, "time": None,
    }  # fmt: skip
    for flag in flags:
        if flag in STATUSES:
            event["status"] = flag
        elif flag == "hedged":
            event["hedged"] = True
        elif flag[:2] in ("a=", "r=", "v=", "s="):
            add_argument(event, flag[0], "", None, flag[2:])
        elif flag[0] == "@" and len(flag) > 1:
            event["name"] = flag[1:]
        else:
            raise FormatError(f"unknown flag {flag!r}")
    return event


def add_argument(
    event: dict[str, Any], role: str, text: str, span: tuple[int, int] | None, party: str | None
) -> None:
    """Add an argument to an event; `span` is None for a party without words here."""
    name = ROLE[role]
    if name in ("place", "time"):
        if event[name] is None:
            event[name], event[f"{name}_span"] = text, span
        return
    if not party:
        raise FormatError(f"{name} {text!r} has no party")
    who, code = split_party(party, SOURCE_KINDS if role == "s" else SECTORS)
    record = {"text": text, "who": who, "kind" if role == "s" else "sector": code, "span": span}
    if role == "s":
        if event["said_by"]:
            raise FormatError("two said_by for one event")
        event["said_by"] = record
    else:
        event[name].append(record)


def parse_sentence(line: str) -> dict[str, Any]:
    """Return {"text", "events"} of one annotated line; raises FormatError."""
    text: list[str] = []
    length = 0
    stack: list[int] = []
    spans: list[tuple[int, int, str]] = []
    i = 0
    while i < len(line):
        char = line[i]
        if char == "[":
            stack.append(length)
        elif char == "|":
            end = line.find("]", i)
            if not stack or end < 0:
                raise FormatError("'|' outside a span, or a span that is not closed")
            spans.append((stack.pop(), length, line[i + 1 : end]))
            i = end
        elif char == "]":
            raise FormatError("']' closes a span that has no label")
        else:
            text.append(char)
            length += 1
        i += 1
    if stack:
        raise FormatError("a span is not closed")
    return assemble("".join(text), spans)


def assemble(text: str, spans: list[tuple[int, int, str]]) -> dict[str, Any]:
    """Return the sentence record of a plain text and its labelled spans."""
    events: dict[str, dict[str, Any]] = {}
    pending: list[tuple[str, str | None, int, int]] = []
    for start, end, labels in spans:
        if text[start:end] != text[start:end].strip() or start == end:
            raise FormatError(f"span {text[start:end]!r} is empty or has space at its edge")
        for label in filter(None, map(str.strip, labels.split(";"))):
            if found := _LABEL_EVENT.match(label):
                event = new_event(found[2], found[3], found[4].split())
                event |= {"trigger": text[start:end], "span": (start, end)}
                if found[1] in events:
                    raise FormatError(f"event {found[1]} has two triggers")
                events[found[1]] = event
            elif found := _LABEL_ROLE.match(label):
                pending.extend((role, found[2], start, end) for role in found[1].split(","))
            else:
                raise FormatError(f"label {label!r} is not understood")
    for role, party, start, end in pending:
        if role[1:] not in events:
            raise FormatError(f"{role} belongs to no event of this sentence")
        add_argument(events[role[1:]], role[0], text[start:end], (start, end), party)
    return {"text": text, "events": sorted(events.values(), key=lambda e: e["span"])}


def parse_inline(lines: list[str]) -> tuple[list[Passage], list[str]]:
    """Return the passages of an inline file and its errors, each ``line N: what``."""
    passages: list[Passage] = []
    errors: list[str] = []
    now: Passage | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith("#"):
            continue
        if not line:
            now = None
            continue
        if now is None:
            now = Passage(line=number)
            passages.append(now)
        if line.startswith("@"):
            date, _, outlet = line[1:].partition("|")
            now.date, now.outlet = date.strip() or None, outlet.strip() or None
            continue
        try:
            if line.startswith("=="):
                now.headline = parse_sentence(line[2:].strip())
            else:
                now.sentences.append(parse_sentence(line) | {"line": number})
        except FormatError as error:
            errors.append(f"line {number}: {error}")
    return [p for p in passages if p.sentences or p.headline], errors


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether no word is cut at either end of a span."""
    cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut_after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not cut_before and not cut_after


def locate(text: str, words: str) -> tuple[int, int]:
    """Return the span of `words` in `text`, the first that cuts no word; ``words#2`` is the second of all."""
    nth = 0
    if found := _OCCURRENCE.match(words):
        words, nth = found[1], int(found[2])
    spots = [m.start() for m in re.finditer(f"(?={re.escape(words)})", text)] if words else []
    if len(spots) < max(nth, 1):
        raise FormatError(f"{words!r} (occurrence {max(nth, 1)}) is not in the sentence")
    whole = next((s for s in spots if is_whole(text, s, s + len(words))), spots[0])
    at = spots[nth - 1] if nth else whole
    return at, at + len(words)


def parse_pool_line(line: str, text: str) -> dict[str, Any]:
    """Return the event of ``TYPE/mode flags | trigger | a: text=WHO.SECTOR && .. | s: .. | p: ..``."""
    head, _, rest = line.partition("|")
    fields = [f.strip() for f in rest.split("|")]
    kind, *flags = head.split()
    kind, _, mode = kind.partition("/")
    event = new_event(kind, mode or None, flags)
    start, end = locate(text, fields[0])
    event |= {"trigger": text[start:end], "span": (start, end)}
    for item in filter(None, fields[1:]):
        role, _, values = item.partition(":")
        if role.strip() not in ROLE:
            raise FormatError(f"unknown field {item!r}")
        for value in values.split("&&"):
            words, party = value.strip(), None
            if role.strip() not in ("p", "t"):
                words, _, party = words.rpartition("=")
            words = words.strip()
            span = locate(text, words) if words else None
            add_argument(event, role.strip(), text[slice(*span)] if span else "", span, party)
    return event

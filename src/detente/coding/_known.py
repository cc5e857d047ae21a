"""Well-known events and their days: "the Benghazi attack" in a report of November 2012 is two months old.

The network knows neither when a report was published nor when such things happened. The list is
``known_events.txt`` beside this module; its head describes the format.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detente.coding._damaged import refuse_damaged
from detente.ontology import EVENT_TYPES

__all__ = ["KnownEvent", "KnownEvents", "parse_known"]

LIST: Final = Path(__file__).with_name("known_events.txt")
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """A line of the list.

    Attributes:
        day: The (first) day.
        types: Types that mentions of it are coded as; empty for any.
        actors: Parties one of which is a mention's actor, or one of `parties` takes part; both empty for any.
        parties: Parties one of which is a mention's actor or recipient.
        words: Phrases one of which the sentence has to hold.
        trigger: Phrases one of which the trigger has to hold; empty for any.
    """

    day: dt.date
    types: frozenset[str]
    actors: frozenset[str]
    parties: frozenset[str]
    words: tuple[str, ...]
    trigger: tuple[str, ...]

    def fits(self, actors: frozenset[str], parties: frozenset[str], sentence: str, trigger: str) -> bool:
        """Return whether a mention may be of this event; words are in lower case."""
        if (
            (self.actors or self.parties)
            and self.actors.isdisjoint(actors)
            and self.parties.isdisjoint(parties)
        ):
            return False
        if self.trigger and not _pattern(self.trigger).search(trigger):
            return False
        return _pattern(self.words).search(sentence) is not None


class KnownEvents:
    """The list, to be asked for the day of a mention."""

    def __init__(self, events: Iterable[KnownEvent]) -> None:
        self._newest_first = sorted(events, key=lambda e: e.day, reverse=True)
        # Without one of these in a sentence it can't be meant: quicker to tell than by patterns.
        self._stems = [[p.removesuffix("*") for p in e.words] for e in self._newest_first]
        # Their numbers by type and party; under "" those of whoever takes part.
        self._numbers: dict[tuple[str, str], list[int]] = {}
        for number, event in enumerate(self._newest_first):
            for kind in event.types or EVENT_TYPES:
                for who in event.actors | event.parties or {""}:
                    self._numbers.setdefault((kind, who), []).append(number)

    @classmethod
    @functools.cache
    def load(cls) -> KnownEvents:
        """Return the package's list.

        Raises:
            ModelError: It is missing or damaged.
        """
        with refuse_damaged("the list of known events", LIST):
            return cls(parse_known(LIST.read_text(encoding="utf-8")))

    def day_of(
        self,
        kind: str,
        actors: frozenset[str],
        recipients: frozenset[str],
        sentence: str,
        trigger: str,
        published: dt.date,
    ) -> dt.date | None:
        """Return the day of the latest known event that a mention may be of, or None.

        Args:
            kind: The mention's type.
            actors: The `who` of its actors.
            recipients: The `who` of its recipients.
            sentence: Its sentence.
            trigger: Its trigger.
            published: The report's day; later events are no answer.
        """
        sentence, trigger = (w.lower().replace("’", "'") for w in (sentence, trigger))
        parties = actors | recipients
        numbers = {n for who in (*parties, "") for n in self._numbers.get((kind, who), ())}
        for number in sorted(numbers):
            event = self._newest_first[number]
            if (
                event.day <= published
                and any(stem in sentence for stem in self._stems[number])
                and event.fits(actors, parties, sentence, trigger)
            ):
                return event.day
        return None


def parse_known(text: str) -> list[KnownEvent]:
    """Return the events of a list's text.

    Raises:
        ValueError: A line is not in the format; the message has its number.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                found.append(_parse_line(line))
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
    return found


def _parse_line(line: str) -> KnownEvent:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4:
        raise ValueError(f"{len(parts)} columns instead of 4")
    day, types, parties, words = parts
    kinds = frozenset(types.split()) - {ANY}
    if unknown := kinds - set(EVENT_TYPES):
        raise ValueError(f"unknown type {min(unknown)}")
    names = frozenset(_list(parties)) - {ANY}
    if not types or not parties:
        raise ValueError("a column is empty; * stands for any")
    actors = frozenset(n.removesuffix(">").strip() for n in names if n.endswith(">"))
    sentence_words, _, trigger_words = words.partition(" > ")
    return KnownEvent(
        dt.date.fromisoformat(day),
        kinds,
        actors,
        frozenset(n for n in names if not n.endswith(">")),
        _phrases(sentence_words),
        _phrases(trigger_words) if trigger_words else (),
    )


def _list(text: str) -> list[str]:
    return [part for item in text.split(",") if (part := item.strip())]


def _phrases(words: str) -> tuple[str, ...]:
    """Return the phrases of a column."""
    phrases = tuple(_list(words))
    if not phrases or any(p != p.lower() or not p.removesuffix("*") for p in phrases):
        raise ValueError("phrases have to be in lower case, and there has to be one")
    return phrases


# Most lines are never asked for their words, so patterns are made when they are.
@functools.cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds one of the phrases as whole words, at their begin where * follows."""
    shapes = (re.escape(p[:-1]) if p.endswith("*") else re.escape(p) + r"(?!\w)" for p in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})")

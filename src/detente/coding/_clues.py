"""Clues to an event's status that the network does not see, or not well: dates, known events, words around.

A clue is a short text, "near=old" or "l1=had"; what each weighs is in ``status_clues.txt`` (`_status`),
fitted by `training.fit_status`. The prefixes:

- ``t first last suf``: the trigger's words; ``l1 .. l5 r1 .. r3``: words beside it in their place;
  ``L R s``: words left, right, anywhere in the sentence.
- ``ax ax1 to det dett l1suf``: auxiliaries, "to", determiners and the word before it.
- ``type mode a rp pair pt``: what was coded.
- ``d near nx nax nk has own prev``: time words (`_days`), ``own`` those close to the trigger, ``prev``
  those of the sentence before.
- ``fr fra``: the time words last told before the sentence, ``fr`` with how far back; after ``n`` where the
  sentence has none of its own. A report that has come to last year goes on there.
- ``kn``: a known event (`_known`); ``mem memk memo memko``: the day of an earlier mention of the event.
- ``hl``: the headline has the trigger; ``pos``: place in the report; ``opinion``: a piece of opinion.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from detente.coding._days import NamedDay, find_days
from detente.coding._known import KnownEvents

__all__ = ["FRAME_SENTENCES", "Act", "ClueReader", "find_trigger", "to_distance", "to_tokens"]

_TOKEN: Final = re.compile(r"\w+(?:[-'’]\w+)*|[.,;:!?\"“”()—–]")
_PLAIN: Final = {"“": '"', "”": '"', "–": "—"}
_STOPS: Final = frozenset(".;—")
_AUXILIARIES: Final = frozenset(
    re.findall(
        r"\S+",
        """
    had has have was were is are be been being will would could may might should can must if
    unless to not never no did does do didn't won't wouldn't hasn't haven't hadn't doesn't don't
    can't couldn't isn't wasn't cannot without whether after since before that who which when
    while until once as for by of because and but
    """,
    )
)
_DETERMINERS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    the a an this that these those any another his her its their our my new recent former
    previous past earlier further more possible potential planned latest last first fresh future
    no
    """,
    )
)
KNOWN_RECENT_DAYS: Final = 29
KNOWN_OLD_DAYS: Final = 33
"""About 30 days part actual from historical acts; between these two a known event is neither."""
OWN_CHARACTERS: Final = 45
"""Time words within so many characters of the trigger are taken for its own."""
SIDE_WORDS: Final = 8
FRAME_SENTENCES: Final = 5
"""So many sentences are looked back for the time that the report has come to."""
STEM: Final = 4
Token = tuple[int, int, str]
_PHRASE_WORD: Final = re.compile(r"[\w'’-]+")
# What follows the head of a phrase: "leaders of the group", "people who fled".
_AFTER_HEAD: Final = frozenset(
    re.findall(r"\w+", "of in from who that at on with for to near by and whose which")
)


class Act(msgspec.Struct, frozen=True):
    """An event as far as it is coded before its status.

    Attributes:
        type: Its type.
        mode: Its mode, or None.
        start: Where its trigger begins in the sentence.
        stop: Where it ends.
        actors: The `who` of its actors.
        recipients: The `who` of its recipients.
    """

    type: str
    mode: str | None
    start: int
    stop: int
    actors: frozenset[str]
    recipients: frozenset[str]


class _Earlier(msgspec.Struct, frozen=True):
    """An earlier mention: the act, how the words of its trigger begin, and its age if known."""

    act: Act
    stems: frozenset[str]
    age: str | None


class ClueReader:
    """Reads the clues of one report's events, to be asked in their order: earlier mentions are remembered.

    Args:
        published: The report's day, or None.
        headline: Its headline, or "".
    """

    def __init__(self, published: dt.date | None, headline: str = "") -> None:
        self._published = published
        self._opinion = "OPINION" in headline
        self._headline = _stems(headline)
        self._earlier: list[_Earlier] = []

    def read(self, act: Act, sentence: str, *, place: int, before: Sequence[str] = ()) -> list[str]:
        """Return the clues of an event, and remember it.

        Args:
            act: The event.
            sentence: Its sentence.
            place: The sentence's number in the report; -1 for the headline.
            before: The sentences before in the report, the last of them last; `FRAME_SENTENCES` are enough.
        """
        tokens = to_tokens(sentence)
        found = find_trigger(tokens, act)
        if found is None:
            return [f"type={act.type}"]
        words = [word for *_, word in tokens]
        first, last = found
        helpers = _helpers(words, first)
        helper = helpers[0] if helpers else ""
        days = find_days(sentence, self._published)
        near = _nearest(days, tokens, act)
        clues = [*_coded(act), *_beside(words, first, last), *_before_trigger(words, first, last, helpers)]
        clues += _dates(days, tokens, act, near)
        told = [find_days(text, self._published) for text in reversed(before[-FRAME_SENTENCES:])]
        if told:
            clues += {f"prev={d.age}|{d.lead}" for d in told[0]}
        clues += _frame(told, helper, alone=not days)
        nearest = "none" if near is None else near[1].age + (f"|{near[1].lead}" if near[1].lead else "")
        clues += (f"nx={nearest}|{words[first][-2:]}", f"nax={nearest}|{helper}", f"nk={nearest}|{act.type}")
        for clue in self._recall(act, sentence, days):
            clues.append(clue)
            if clue.startswith(("kn=", "memo=", "memko=")):
                clues += (f"{clue}|{act.type}", f"{clue}|{helper}", f"{clue}|{nearest}")
        clues.append(f"pos={_place_name(place)}")
        if self._opinion:
            clues.append("opinion")
        return clues

    def _recall(self, act: Act, sentence: str, days: Sequence[NamedDay]) -> Iterator[str]:
        """Yield what known events and earlier mentions say, and remember this one."""
        trigger = sentence[act.start : act.stop]
        stems = _stems(trigger)
        known = self._known_age(act, sentence, trigger)
        own = _own_age(days, act)
        if known:
            yield f"kn={known}"
        if own:
            yield f"own={own}"
        same = alike = None
        for e in reversed(self._earlier):
            if e.age is None or not _may_be_same(e.act, act):
                continue
            alike = alike or e.age
            if not e.stems.isdisjoint(stems):
                same = e.age
                break
        if same:
            yield f"mem={same}"
        if alike:
            yield f"memk={alike}"
        if not known and not own and alike:
            yield f"memo={same}" if same else f"memko={alike}"
        if not stems.isdisjoint(self._headline):
            yield "hl=same"
        self._earlier.append(_Earlier(act, stems, f"k{known}" if known else own))

    def _known_age(self, act: Act, sentence: str, trigger: str) -> str | None:
        if self._published is None:
            return None
        day = KnownEvents.load().day_of(
            act.type, act.actors, act.recipients, sentence, trigger, self._published
        )
        if day is None:
            return None
        age_days = (self._published - day).days
        if age_days > KNOWN_OLD_DAYS:
            return "old"
        return "border" if age_days > KNOWN_RECENT_DAYS else "recent"


@functools.lru_cache(maxsize=1024)
def to_tokens(text: str) -> tuple[Token, ...]:
    """Return the words and marks of a text: start, stop, and the word as clues have it."""
    return tuple((m.start(), m.end(), _normal(m[0])) for m in _TOKEN.finditer(text))


def find_trigger(tokens: Sequence[Token], act: Act) -> tuple[int, int] | None:
    """Return the first token of an event's trigger and the one after its last; None when it has none."""
    inside = [i for i, (start, stop, _) in enumerate(tokens) if start < act.stop and stop > act.start]
    return (inside[0], inside[-1] + 1) if inside else None


def find_head(text: str) -> tuple[str, list[str]]:
    """Return the head of a phrase, its last word before an "of" or the like, and all its words in lower case.

    Example:
        >>> find_head("Leaders of the group")
        ('leaders', ['leaders', 'of', 'the', 'group'])
    """
    words = _PHRASE_WORD.findall(text.lower())
    last = next((i for i in range(1, len(words)) if words[i] in _AFTER_HEAD), len(words))
    return (words[last - 1] if words else ""), words


def _normal(word: str) -> str:
    word = word.lower().replace("’", "'")
    if word[0].isdigit():
        return "#y" if len(word) == 4 and word.isdecimal() and word[:2] in ("19", "20") else "#n"
    return _PLAIN.get(word, word)


def _stems(text: str) -> frozenset[str]:
    return frozenset(w[:STEM] for w in _TOKEN.findall(text.lower()) if len(w) >= STEM)


def _place_name(place: int) -> str:
    if place < 0:
        return "h"
    return "0" if place == 0 else "1" if place < 3 else "2" if place < 8 else "3"


def _coded(act: Act) -> list[str]:
    """Return the clues of type, mode and parties."""
    clues = [f"type={act.type}"]
    if act.mode:
        clues.append(f"mode={act.mode}")
    clues += [f"a={a}" for a in act.actors] + [f"rp={r}" for r in act.recipients]
    for pair in (f"{a}>{r}" for a in act.actors for r in act.recipients):
        clues += (f"pair={pair}", f"pt={pair}|{act.type}")
    return clues


def _beside(words: Sequence[str], first: int, last: int) -> list[str]:
    """Return the clues of the trigger's words and those around them."""
    trigger = words[first:last]
    clues = [f"t={w}" for w in set(trigger)]
    left = words[first - 1] if first else "<s>"
    bare = "0" if left in ("the", "a", "an", "of", "its", "his", "their", "'s") else "1"
    ending = trigger[0][-2:]
    clues += (f"first={trigger[0]}", f"last={trigger[-1]}", f"suf={ending}|{bare}", f"l1suf={left} {ending}")
    for step in range(1, 6):
        word = words[first - step] if first >= step else "<s>"
        clues.append(f"l{step}={word}")
        if step <= 3:
            at = last + step - 1
            clues.append(f"r{step}={words[at] if at < len(words) else '</s>'}")
        if word == "<s>":
            break
    clues += [f"L={w}" for w in set(words[max(0, first - SIDE_WORDS) : first])]
    clues += [f"R={w}" for w in set(words[last : last + SIDE_WORDS])]
    clues += [f"s={w}" for w in set(words)]
    return clues


def _helpers(words: Sequence[str], first: int) -> list[str]:
    """Return the nearest two auxiliaries and conjunctions before the trigger, the nearest first."""
    found: list[str] = []
    for word in reversed(words[max(0, first - SIDE_WORDS) : first]):
        if word in _STOPS or len(found) == 2:
            break
        if word in _AUXILIARIES:
            found.append(word)
    return found


def _before_trigger(words: Sequence[str], first: int, last: int, helpers: Sequence[str]) -> Iterator[str]:
    """Yield the clues of auxiliaries, "to" and determiners before the trigger."""
    ending = words[first][-2:]
    yield f"ax={' '.join(helpers)}"
    yield f"ax1={helpers[0] if helpers else ''}|{ending}"
    for at in range(first - 1, max(-1, first - 6), -1):
        if words[at] == "to":
            yield f"to={words[at - 1] if at else '<s>'}{'' if at == first - 1 else '~'}"
            break
    for at in range(first - 1, max(-1, first - 5), -1):
        if words[at] in _DETERMINERS:
            yield f"det={words[at]}|{ending}"
            yield f"dett={words[at]}|{words[last - 1]}"
            break
        if words[at] in _AUXILIARIES:
            break


def _words_between(day: NamedDay, tokens: Sequence[Token], act: Act) -> int:
    """Return how many words and marks stand between time words and trigger."""
    return sum(
        (day.stop <= start and stop <= act.start) or (act.stop <= start and stop <= day.start)
        for start, stop, _ in tokens
    )


def _nearest(days: Sequence[NamedDay], tokens: Sequence[Token], act: Act) -> tuple[int, NamedDay] | None:
    """Return the time words nearest to the trigger and how many words stand between, or None."""
    counted = ((_words_between(d, tokens, act), d) for d in days)
    return min(counted, key=lambda pair: pair[0], default=None)


def to_distance(between: int) -> str:
    """Return how far off something is, "0" to "3", by the words between."""
    return "0" if between <= 2 else "1" if between <= 6 else "2" if between <= 14 else "3"


def _dates(
    days: Sequence[NamedDay], tokens: Sequence[Token], act: Act, near: tuple[int, NamedDay] | None
) -> set[str]:
    """Return the clues of the sentence's time words."""
    if near is None:
        return {"near=none"}
    clues = set()
    for d in days:
        side = "L" if d.stop <= act.start else "R" if d.start >= act.stop else "I"
        apart = to_distance(_words_between(d, tokens, act))
        clues |= {
            f"d={d.age}|{d.lead}",
            f"d={d.age}|{side}{apart}",
            f"d={d.age}|{d.lead}|{side}",
            f"has={d.age}",
        }
    between, d = near
    return clues | {
        f"near={d.age}|{d.lead}|{to_distance(between)}",
        f"near={d.age}|{d.lead}",
        f"near={d.age}",
    }


def _frame(told: Sequence[Sequence[NamedDay]], helper: str, *, alone: bool) -> list[str]:
    """Return the clues of the time words last told, given those of the sentences before, the last first.

    Args:
        told: The time words.
        helper: The trigger's auxiliary.
        alone: Whether the sentence has no time words of its own.
    """
    found = ["fr=none"]
    for back, days in enumerate(told, 1):
        if days:
            ages = sorted({d.age for d in days})
            found = [
                f"{clue}={age}{far}"
                for age in ages
                for clue, far in (("fr", f"|{min(back, 4)}"), ("fra", ""))
            ]
            break
    return [*found, *(f"n{clue}" for clue in found if alone), *(f"{clue}|{helper}" for clue in found)]


def _own_age(days: Sequence[NamedDay], act: Act) -> str | None:
    """Return the age of the time words close to the trigger, None when there are none."""
    apart = [(min(abs(d.start - act.stop), abs(act.start - d.stop)), d.age) for d in days if not d.lead]
    close = min(apart, key=lambda pair: pair[0], default=None)
    return close[1] if close is not None and close[0] <= OWN_CHARACTERS else None


def _may_be_same(one: Act, other: Act) -> bool:
    """Return whether type and known parties are no hindrance."""

    def agree(a: frozenset[str], b: frozenset[str]) -> bool:
        a, b = a - {"UNK", ""}, b - {"UNK", ""}
        return not a or not b or not a.isdisjoint(b)

    return (
        one.type == other.type and agree(one.actors, other.actors) and agree(one.recipients, other.recipients)
    )

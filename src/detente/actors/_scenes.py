"""How a report stands to its parties at one of its sentences: what all choices of the sentence share."""

from __future__ import annotations

from typing import Final, NamedTuple

from detente.actors._context import is_scene
from detente.actors._features import KNOWN_AS, NUMBER, Facts
from detente.actors._findings import Sentence
from detente.actors._memory import Memory
from detente.actors.gazetteer import Gazetteer

__all__ = ["Scene", "Scenes"]

_F: Final = NUMBER
# So many parties are weighed at most, besides those of the sentence itself.
_MOST: Final = 10
_DASHES: Final = frozenset({"-", "–", "—"})


class Scene(NamedTuple):
    """What one sentence's choices have in common.

    Attributes:
        size: How many antecedents the report had.
        parties: Its parties.
        facts: The facts about each.
    """

    size: int
    parties: list[str]
    facts: list[Facts]


class Scenes:
    """Looks at the parties of one report, sentence by sentence."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._outlet = outlet
        self._home: str | None = None
        self._known: dict[int, Scene] = {}
        self._restart()

    def _restart(self) -> None:
        """Count the antecedents anew."""
        self._counts: dict[str, int] = {}
        self._subjects: dict[str, int] = {}
        self._last: dict[str, int] = {}
        # Subjects by sentence; how many antecedents are counted.
        self._led: dict[int, set[str]] = {}
        self._until = 0

    def _tally(self, sentence: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """Return how often parties are named until a sentence, how often as subject, and where last."""
        antecedents = self._memory.antecedents
        if self._until and antecedents[self._until - 1].sentence > sentence:
            self._restart()
        counts, subjects, last = self._counts, self._subjects, self._last
        while self._until < len(antecedents):
            antecedent = antecedents[self._until]
            if antecedent.sentence > sentence:
                break
            self._until += 1
            who = antecedent.finding.who
            if who == "UNK":
                continue
            counts[who] = counts.get(who, 0) + 1
            last[who] = antecedent.sentence
            if antecedent.subject:
                subjects[who] = subjects.get(who, 0) + 1
                self._led.setdefault(antecedent.sentence, set()).add(who)
        return counts, subjects, last

    def at(self, sentence: Sentence) -> Scene:
        """Return the parties of the report as a sentence stands to them."""
        known = self._known.get(sentence.index)
        size = len(self._memory.antecedents)
        if known is not None and known.size == size:
            return known
        memory = self._memory
        ranked = sorted(memory.weights, key=lambda w: -memory.weights[w])
        here = {m.finding.who for m in sentence.mentions if m.finding is not None}
        home = self._home_state()
        parties = list(
            dict.fromkeys([*ranked[:_MOST], *(w for w in ranked if w in here), *([home] if home else [])])
        )
        total = sum(memory.weights.values()) or 1.0
        places = sum(memory.places.values()) or 1.0
        counts, subjects, last = self._tally(sentence.index)
        previous = self._led.get(sentence.index - 1, ())
        attacks = memory.attacks
        before = memory.sentences[sentence.index - 1] if sentence.index else None
        earlier = before.mentions if before is not None else []
        located = {m.finding.who for m in earlier if m.finding and before and is_scene(before.words, m)}
        led_by = next((m.finding.who for m in earlier if m.finding and m.finding.who != "UNK"), "")
        headline = memory.headline
        every, led = sum(counts.values()) or 1, sum(subjects.values()) or 1
        states = [w for w in ranked if w in self._gazetteer.states]
        order = {who: i for i, who in enumerate(states[:3])}
        facts: list[Facts] = []
        titled = self._headline() if sentence.index else {}
        for who in parties:
            row: Facts = [(_F["share"], memory.weights.get(who, 0.0) / total)]
            rank = order.get(who)
            if rank is not None:
                row.append((_F["first"] + rank, 1.0))
            elif who not in self._gazetteer.states:
                group = who in self._gazetteer.group_parties
                row.append((_F["group" if group else "body"], 1.0))
            if who in headline:
                row.append((_F["headline"], 1.0))
            if who in memory.places:
                row.append((_F["place"], memory.places[who] / places))
            if last.get(who) == sentence.index - 1:
                row.append((_F["previous"], 1.0))
            if who in previous:
                row.append((_F["previous-subject"], 1.0))
            if who == home:
                row.append((_F["outlet"], 1.0))
            if who in here:
                row.append((_F["here"], 1.0))
            if who in last and last[who] < sentence.index - 3:
                row.append((_F["old"], 1.0))
            row.append((_F["often"], counts.get(who, 0) / every))
            if who in located:
                row.append((_F["scene-before"], 1.0))
            if who == led_by:
                row.append((_F["lead-before"], 1.0))
            if who in memory.attacked:
                row.append((_F["attacked-before"], 1.0))
            if who in attacks:
                row.append((_F["attacks"], 1.0))
            if who in subjects:
                row.append((_F["subjects"], subjects[who] / led))
            if who in last:
                row.append((_F["recency"], 0.6 ** (sentence.index - last[who])))
            row += [(_F[name], 1.0) for name, other in titled.items() if other == who]
            known_as = KNOWN_AS.get(who)
            if known_as is not None:
                row.append((known_as, 1.0))
            facts.append(row)
        known = self._known[sentence.index] = Scene(size, parties, facts)
        return known

    def _headline(self) -> dict[str, str]:
        """Return what the first sentence says of parties: which it names first, which people, who speaks."""
        found: dict[str, str] = {}
        dash = 0
        if self._memory.sentences:
            forms = self._memory.sentences[0].words.forms
            dash = max((i for i, form in enumerate(forms) if form in _DASHES), default=0)
        for antecedent in self._memory.antecedents:
            if antecedent.sentence:
                break
            finding = antecedent.finding
            if finding.who == "UNK":
                continue
            found.setdefault("headline-lead", finding.who)
            if finding.thing in {"person", "crowd"} or finding.role:
                found.setdefault("headline-person", finding.who)
            if antecedent.speaks or (dash and antecedent.word > dash):
                found.setdefault("headline-speaker", finding.who)
        return found

    def _home_state(self) -> str | None:
        """Return the state of the report's outlet, None when not known."""
        if self._home is None:
            self._home = ""
            for part in self._outlet.split("/"):
                for name in self._gazetteer.find(part.strip()) if part.strip() else ():
                    if name.entry.kind == "media" and name.entry.countries and not self._home:
                        self._home = name.entry.countries[0]
        return self._home or None

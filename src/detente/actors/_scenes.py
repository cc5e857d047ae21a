"""How a report stands to its parties at one of its sentences: what all choices of the sentence share."""

from __future__ import annotations

from typing import Final

from detente.actors._features import KNOWN_AS, NUMBER, Fact, FactsOf, fact
from detente.actors._findings import Sentence
from detente.actors._memory import Memory
from detente.actors.gazetteer import Gazetteer

__all__ = ["Scenes"]

# So many parties are weighed at most, besides those of the sentence itself.
_MOST: Final = 10
_DASHES: Final = frozenset({"-", "–", "—"})
_RANKS: Final = (fact("first"), fact("second"), fact("third"))
_GROUP, _BODY, _OUTLET, _HERE, _OLD = fact("group"), fact("body"), fact("outlet"), fact("here"), fact("old")
_HEADLINE, _PREVIOUS, _PREVIOUS_SUBJECT = fact("headline"), fact("previous"), fact("previous-subject")
_SCENE_BEFORE, _LEAD_BEFORE = fact("scene-before"), fact("lead-before")
_ATTACKED_BEFORE, _ATTACKS = fact("attacked-before"), fact("attacks")
_LEAD, _TOLD_PERSON = fact("headline-lead"), fact("headline-person")
_TOLD_SPEAKER: Final = fact("headline-speaker")
_SHARE, _PLACE, _OFTEN = NUMBER["share"], NUMBER["place"], NUMBER["often"]
_SUBJECTS, _RECENCY = NUMBER["subjects"], NUMBER["recency"]
_KNOWN: Final = {who: (number, 1.0) for who, number in KNOWN_AS.items()}


class Scenes:
    """Looks at the parties of one report, sentence by sentence."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._outlet = outlet
        self._home: str | None = None
        # Known once the first sentence has been read.
        self._titled: FactsOf | None = None
        # What has been found for each sentence, with how many antecedents the report had then.
        self._known: dict[int, tuple[int, FactsOf]] = {}
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

    def at(self, sentence: Sentence) -> FactsOf:
        """Return the parties of the report, with the facts about each, as a sentence stands to them."""
        size = len(self._memory.antecedents)
        known = self._known.get(sentence.index)
        if known is None or known[0] != size:
            known = self._known[sentence.index] = size, self._look(sentence)
        return known[1]

    def _look(self, sentence: Sentence) -> FactsOf:
        memory, states, now = self._memory, self._gazetteer.states, sentence.index
        weights, places = memory.weights, memory.places
        ranked = sorted(weights, key=weights.__getitem__, reverse=True)
        here = {m.finding.who for m in sentence.mentions if m.finding is not None}
        home = self._home_state()
        parties = ranked
        if len(ranked) > _MOST:
            parties = ranked[:_MOST] + [who for who in ranked[_MOST:] if who in here]
        most = dict(zip([who for who in ranked if who in states], _RANKS, strict=False))
        if home and home not in parties:
            parties.append(home)
        all_weights = sum(weights.values()) or 1.0
        all_places = sum(places.values()) or 1.0
        counts, subjects, last = self._tally(now)
        every, led = sum(counts.values()) or 1, sum(subjects.values()) or 1
        previous = self._led.get(now - 1, ())
        earlier = memory.sentences[now - 1].mentions if now else []
        located = {m.finding.who for m in earlier if m.scene and m.finding is not None}
        led_by = next((m.finding.who for m in earlier if m.finding and m.finding.who != "UNK"), "")
        if now and self._titled is None:
            self._titled = self._headline()
        titled = (self._titled or {}) if now else {}
        found: FactsOf = {}
        for who in parties:
            row = found[who] = [(_SHARE, weights.get(who, 0.0) / all_weights)]
            if who in most:
                row.append(most[who])
            elif who not in states:
                row.append(_GROUP if who in self._gazetteer.group_parties else _BODY)
            if who in memory.headline:
                row.append(_HEADLINE)
            if who in places:
                row.append((_PLACE, places[who] / all_places))
            back = now - last[who] if who in last else -1
            if back == 1:
                row.append(_PREVIOUS)
            if who in previous:
                row.append(_PREVIOUS_SUBJECT)
            if who == home:
                row.append(_OUTLET)
            if who in here:
                row.append(_HERE)
            if back > 3:
                row.append(_OLD)
            row.append((_OFTEN, counts.get(who, 0) / every))
            if who in located:
                row.append(_SCENE_BEFORE)
            if who == led_by:
                row.append(_LEAD_BEFORE)
            if who in memory.attacked:
                row.append(_ATTACKED_BEFORE)
            if who in memory.attacks:
                row.append(_ATTACKS)
            if who in subjects:
                row.append((_SUBJECTS, subjects[who] / led))
            if back >= 0:
                row.append((_RECENCY, 0.6**back))
            if who in titled:
                row += titled[who]
            if who in _KNOWN:
                row.append(_KNOWN[who])
        return found

    def _headline(self) -> FactsOf:
        """Return what the first sentence says of parties: which it names first, which people, who speaks."""
        found: dict[Fact, str] = {}
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
            found.setdefault(_LEAD, finding.who)
            if finding.thing in {"person", "crowd"} or finding.role:
                found.setdefault(_TOLD_PERSON, finding.who)
            if antecedent.speaks or (dash and antecedent.word > dash):
                found.setdefault(_TOLD_SPEAKER, finding.who)
        titled: FactsOf = {}
        for known, who in found.items():
            titled.setdefault(who, []).append(known)
        return titled

    def _home_state(self) -> str | None:
        """Return the state of the report's outlet, None when not known."""
        if self._home is None:
            self._home = ""
            for part in self._outlet.split("/"):
                for name in self._gazetteer.find(part.strip()) if part.strip() else ():
                    if name.entry.kind == "media" and name.entry.countries and not self._home:
                        self._home = name.entry.countries[0]
        return self._home or None

"""Facts about the parties of a report, seen from some words whose party is open: what the choice weighs.

Plain facts, each with a name in `FEATURES` and a value from 0 to 1: "stands before the words in the
sentence", "is the report's most named state", "was struck by the event's actor before".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from detente.actors import _lexicon as lex
from detente.actors._context import Context, attackers_at, is_scene
from detente.actors._coreference import fit
from detente.actors._deeds import deed_of
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Antecedent, Memory
from detente.actors._text import Words
from detente.actors.gazetteer import Gazetteer

__all__ = ["FEATURES", "NO_EVENT", "EventView", "FactFinder", "Facts", "head_noun"]

# States and groups of which whole phrases speak: "the administration", "the enclave", "the caliphate".
_PARTIES: Final = """
    USA ISR PSE SYR RUS IRN UKR IRQ CHN GBR TUR PRK SAU AFG LBN YEM EGY HAMAS HEZBOLLAH TALIBAN UN EU
"""
KNOWN: Final = (*_PARTIES.split(), "ISLAMIC STATE", "HOUTHIS")
_NAMES: Final = """
    none share first second third headline place previous previous-subject outlet group body here old
    often attacks subjects before after nearest leads located attacker by-after attacked rules fit fit-2
    same-sector same-role speaker last-speaker inside last-subject last last-crowd near-place person
    is-actor is-recipient is-source decided scene-before lead-before attacked-before was-actor
    was-recipient was-source last-actor last-recipient last-source beside-actor beside-recipient
    beside-source struck-by strikes dealt-with home-of-actor home-of-recipient backs-actor
    home-of-source side-share side-share-all person-decided stranger unnamed-person noun-before
    closeness recency fit-share inside-side subject-here headline-lead headline-person
    headline-speaker same-pronoun name-like joined before-trigger after-trigger
    holds says-here
"""
FEATURES: Final = (
    *_NAMES.split(),
    *(f"is-{who.replace(' ', '_')}" for who in KNOWN),
)
_F: Final = {name: i for i, name in enumerate(FEATURES)}
_KNOWN: Final = {who: _F[f"is-{who.replace(' ', '_')}"] for who in KNOWN}
_SIDES: Final = ("actor", "recipient", "source")
_MOST: Final = 10
_BACK: Final = 40
_OTHERS: Final = frozenset({"relation", "side-only"})
# After the head noun of unnamed sources: "people familiar with the talks".
_KNOWING: Final = lex.word_set("familiar briefed aware present involved speaking")

_PRONOUNS: Final = (
    ("~he", lex.HE),
    ("~she", lex.SHE),
    ("~it", lex.IT),
    ("~they", lex.THEY),
    ("~i", lex.SPEAKER),
    ("~you", lex.YOU),
)

Facts = list[tuple[int, float]]


class EventView(NamedTuple):
    """What is known of the event for whose party some words stand, as far as it is known.

    Attributes:
        trigger: The words that carry the event, "" when not known.
        actor: Parties that are its actors already.
        recipient: Parties that are its recipients already.
        said_by: Its source.
    """

    trigger: str = ""
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()


NO_EVENT: Final = EventView()


class _Scene(NamedTuple):
    """What one sentence's choices have in common."""

    size: int
    parties: list[str]
    facts: list[Facts]


class FactFinder:
    """Finds the facts about the parties of one report.

    Attributes:
        decided: The party that was chosen last for phrases with a head noun, by that noun.
    """

    def __init__(self, gazetteer: Gazetteer, memory: Memory, context: Context, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._context = context
        self._outlet = outlet
        self._home: str | None = None
        self._scenes: dict[int, _Scene] = {}
        self.decided: dict[str, str] = {}
        # Facts about some words, as long as the report has named nobody else.
        self._around: dict[tuple[int, int, int, str, str | None, bool], list[tuple[int, str, float]]] = {}
        self._size = -1
        # Sides of the report's events: all of them, and those of the sentence told last.
        self._was: dict[tuple[str, str], None] = {}
        self._beside: dict[tuple[str, str], None] = {}
        self._told_until, self._told_in = 0, -1

    def find(
        self,
        sentence: Sentence,
        first: int,
        stop: int,
        finding: Finding,
        kind: str,
        event: EventView = NO_EVENT,
    ) -> tuple[list[str], list[Facts]]:
        """Return the parties that some words may stand for, "UNK" last, and the facts about each."""
        scene = self._scene(sentence)
        parties, facts = list(scene.parties), [list(f) for f in scene.facts]
        place = {who: i for i, who in enumerate(parties)}
        for who in (finding.who, *finding.candidates, *event.actor, *event.recipient, *event.said_by):
            if who not in place and who != "UNK":
                place[who] = len(parties)
                parties.append(who)
                facts.append([])

        def add(name: str, who: str | None) -> None:
            at = place.get(who) if who else None
            if at is not None:
                facts[at].append((_F[name], 1.0))

        if finding.who == "UNK":
            none: Facts = [(_F["none"], 1.0), (_F["rules"], 1.0)]
        else:
            none = [(_F["none"], 1.0)]
            add("rules", finding.who)
        for name, others in (
            ("is-actor", event.actor),
            ("is-recipient", event.recipient),
            ("is-source", event.said_by),
        ):
            for who in others:
                add(name, who)
        decided = self.decided.get(head_noun(sentence, first, stop))
        if decided == "UNK":
            none.append((_F["decided"], 1.0))
        add("decided", decided)
        pronoun = pronoun_key(sentence, first, stop)
        if pronoun:
            decided = self.decided.get(pronoun)
            if decided == "UNK":
                none.append((_F["same-pronoun"], 1.0))
            add("same-pronoun", decided)
        elif finding.name and finding.thing == "person":
            for who, share in self._gazetteer.namesakes(finding.name).items():
                at = place.get(who)
                if at is not None:
                    facts[at].append((_F["name-like"], share))
        role = self._gazetteer.find_role(finding.role) if finding.role and not finding.plural else None
        if role is not None and role.office:
            for who, row in zip(parties, facts, strict=True):
                if self._gazetteer.holder(who, role.name, self._memory.day) is not None:
                    row.append((_F["holds"], 1.0))
        if event.trigger:
            for name, who in self._around_trigger(sentence, first, stop, event.trigger):
                add(name, who)
        for feature, who, value in self._surroundings(sentence, first, stop, finding):
            at = place.get(who)
            if who == "UNK":
                none.append((feature, value))
            elif at is not None:
                facts[at].append((feature, value))
        for name, who, value in self._dealings(sentence, kind, event):
            at = place.get(who)
            if at is not None:
                facts[at].append((_F[name], value))
        if finding.rule in _OTHERS:
            # "Iran-backed militias", "Russia's allies": whoever they are, not the state that is named.
            named = {m.finding.who for m in sentence.within(first, stop) if m.finding is not None}
            kept = [i for i, who in enumerate(parties) if who not in named]
            parties, facts = [parties[i] for i in kept], [facts[i] for i in kept]
        parties.append("UNK")
        facts.append(none)
        return parties, facts

    @staticmethod
    def _around_trigger(sentence: Sentence, first: int, stop: int, trigger: str) -> Iterator[tuple[str, str]]:
        """Yield the parties named next to the event's trigger, outside the words themselves."""
        at = sentence.words.text.find(trigger)
        if at < 0:
            return
        starts = sentence.words.starts
        before = None
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK" or mention.side or first <= mention.first < stop:
                continue
            if starts[mention.first] < at:
                before = finding.who
            else:
                yield "after-trigger", finding.who
                break
        if before is not None:
            yield "before-trigger", before

    def _headline(self) -> dict[str, str]:
        """Return what the first sentence says of parties: which it names first, which people, who speaks."""
        found: dict[str, str] = {}
        dash = 0
        if self._memory.sentences:
            forms = self._memory.sentences[0].words.forms
            dash = max((i for i, form in enumerate(forms) if form in {"-", "–", "—"}), default=0)
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

    def _scene(self, sentence: Sentence) -> _Scene:
        """Return the parties of the report as a sentence stands to them."""
        known = self._scenes.get(sentence.index)
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
        counts: dict[str, int] = {}
        subjects: dict[str, int] = {}
        last: dict[str, int] = {}
        previous: set[str] = set()
        for antecedent in memory.antecedents:
            who = antecedent.finding.who
            if antecedent.sentence > sentence.index or who == "UNK":
                continue
            counts[who] = counts.get(who, 0) + 1
            last[who] = antecedent.sentence
            if antecedent.subject:
                subjects[who] = subjects.get(who, 0) + 1
                if antecedent.sentence == sentence.index - 1:
                    previous.add(who)
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
            known_as = _KNOWN.get(who)
            if known_as is not None:
                row.append((known_as, 1.0))
            facts.append(row)
        known = self._scenes[sentence.index] = _Scene(size, parties, facts)
        return known

    def _find_words_around(
        self, sentence: Sentence, first: int, stop: int, found: list[tuple[int, str, float]]
    ) -> None:
        """Find the facts about the parties that the sentence itself names."""
        words = sentence.words
        leads = False
        seen_before: set[str] = set()
        seen_after: set[str] = set()
        nearest = None
        closest: dict[str, float] = {}
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.who == "UNK":
                continue
            if mention.first >= first and mention.stop <= stop:
                found.append((_F["inside"], finding.who, 1.0))
                if mention.side:
                    found.append((_F["inside-side"], finding.who, 1.0))
                continue
            gap = first - mention.stop if mention.first < first else mention.first - stop
            close = 1.0 / (1.0 + max(gap, 0) / 4.0)
            if close > closest.get(finding.who, 0.0):
                closest[finding.who] = close
            if is_scene(words, mention):
                found.append((_F["located"], finding.who, 1.0))
            if mention.side:
                continue
            if _is_joined(words, mention, first, stop):
                found.append((_F["joined"], finding.who, 1.0))
            if mention.first < first:
                nearest = finding.who
                if not leads:
                    found.append((_F["leads"], finding.who, 1.0))
                    leads = True
                if finding.who not in seen_before:
                    seen_before.add(finding.who)
                    found.append((_F["before"], finding.who, 1.0))
            elif finding.who not in seen_after:
                seen_after.add(finding.who)
                found.append((_F["after"], finding.who, 1.0))
        for who, close in closest.items():
            found.append((_F["closeness"], who, close))
        if nearest is not None:
            found.append((_F["nearest"], nearest, 1.0))
        before, after = attackers_at(words, sentence.mentions, first, stop)
        for who in before:
            found.append((_F["attacker"], who, 1.0))
        for who in after:
            found.append((_F["by-after"], who, 1.0))
        near = self._context.place_near(sentence, first, stop)
        if near is not None:
            found.append((_F["near-place"], near, 1.0))

    def _surroundings(
        self, sentence: Sentence, first: int, stop: int, finding: Finding
    ) -> list[tuple[int, str, float]]:
        """Return the facts that the words around and before speak for, with their parties.

        They are kept until the report goes on: the parties of an event are resolved twice.
        """
        size = len(self._memory.antecedents)
        if size != self._size:
            self._around.clear()
            self._size = size
        key = (sentence.index, first, stop, finding.sector, finding.role, finding.plural)
        found = self._around.get(key)
        if found is None:
            found = self._around[key] = []
            self._find_words_around(sentence, first, stop, found)
            self._find_antecedents(sentence, first, finding, found)
            nouns = self._memory.nouns.get(head_noun(sentence, first, stop))
            if nouns:
                total = sum(nouns.values())
                for who, count in nouns.items():
                    found.append((_F["noun-before"], who, count / total))
        return found

    def _dealings(self, sentence: Sentence, kind: str, event: EventView) -> Iterator[tuple[str, str, float]]:
        """Yield the facts that the report's earlier events, and what the groups are, speak for."""
        deeds = self._memory.deeds
        for name, who in self._told(sentence.index):
            yield name, who, 1.0
        others = {*event.actor, *event.recipient}
        found: dict[tuple[str, str], None] = {}
        if others:
            for deed in deeds:
                for mine, theirs, name in (
                    (deed.recipient, deed.actor, "struck-by"),
                    (deed.actor, deed.recipient, "strikes"),
                ):
                    if mine and not others.isdisjoint(theirs):
                        for who in mine:
                            found["dealt-with", who] = None
                            if deed.kind == "violent":
                                found[name, who] = None
        links = self._gazetteer.group_links
        for side, parties in (
            ("actor", event.actor),
            ("recipient", event.recipient),
            ("source", event.said_by),
        ):
            for who in parties:
                for state in links.get(who, ((), ()))[0]:
                    found["home-of-" + side, state] = None
                if side == "actor":
                    for state in links.get(who, ((), ()))[1]:
                        found["backs-actor", state] = None
        for name, who in found:
            yield name, who, 1.0
        if kind == "party" or not deeds:
            return
        sort = deed_of(event.trigger)
        for name, alike in (("side-share", [d for d in deeds if d.kind == sort]), ("side-share-all", deeds)):
            counts: dict[str, float] = {}
            for deed in alike:
                for who in deed.side(kind):
                    counts[who] = counts.get(who, 0.0) + 1.0
            total = sum(counts.values())
            for who, count in counts.items():
                yield name, who, count / total

    def _find_antecedents(
        self, sentence: Sentence, first: int, finding: Finding, found: list[tuple[int, str, float]]
    ) -> None:
        """Find the facts about whom the report has named before the words."""
        words = sentence.words
        word = words.lower[first] if first < len(words) else ""
        pronoun = word if word in lex.PRONOUNS else "they" if finding.plural else "it"
        says = not lex.SAY.isdisjoint(words.lower[first + 1 : first + 3])
        fits: dict[str, float] = {}
        led = met = unnamed = False
        # The facts that are still open: each is the nearest antecedent's that has it.
        left = {"last", "last-crowd", "last-speaker", "last-subject", "person", "speaker"}
        if finding.sector != "UNK":
            left.add("same-sector")
        if finding.role:
            left.add("same-role")
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence != sentence.index:
                break
            if antecedent.speaks and not antecedent.quoted and antecedent.finding.who != "UNK":
                # "..., X said": whoever says it may be named after it.
                found.append((_F["says-here"], antecedent.finding.who, 1.0))
                break
        for count, antecedent in enumerate(self._memory.before(sentence.index, first)):
            if count > _BACK:
                break
            other = antecedent.finding
            who = other.who
            if other.thing == "person" and not met and not other.plural:
                met = True
                if who == "UNK" and other.name:
                    decided = self.decided.get(other.name.lower().rpartition(" ")[2])
                    found.append((_F["person-decided" if decided else "stranger"], decided or "UNK", 1.0))
            if who == "UNK":
                continue
            if other.thing == "person" and not other.name and not unnamed:
                unnamed = True
                found.append((_F["unnamed-person"], who, 1.0))
            back = sentence.index - antecedent.sentence
            if left:
                for name in _roles_of(antecedent, finding, back):
                    if name in left:
                        left.discard(name)
                        found.append((_F[name], who, 1.0))
            score = fit(pronoun, antecedent, back, says)
            if score is not None and score > fits.get(who, -99.0):
                fits[who] = score
            if antecedent.subject and not back and not led:
                led = True
                found.append((_F["subject-here"], who, 1.0))
        ranked = sorted(fits, key=lambda w: -fits[w])
        if ranked:
            top = fits[ranked[0]]
            shares = {w: math.exp((fits[w] - top) / 1.5) for w in ranked[:6]}
            total = sum(shares.values())
            for who, share in shares.items():
                found.append((_F["fit-share"], who, share / total))
        for name, who in zip(("fit", "fit-2"), ranked, strict=False):
            found.append((_F[name], who, 1.0))

    def _told(self, sentence: int) -> dict[tuple[str, str], None]:
        """Return which parties were on which side of the events so far, of the sentence's and of the last."""
        deeds = self._memory.deeds
        while self._told_until < len(deeds):
            deed = deeds[self._told_until]
            self._told_until += 1
            if deed.sentence != self._told_in:
                self._told_in = deed.sentence
                self._beside.clear()
            for side in _SIDES:
                for who in deed.side(side):
                    self._was[f"was-{side}", who] = None
                    self._beside[f"beside-{side}", who] = None
        found = dict(self._was)
        if deeds:
            found |= {(f"last-{side}", who): None for side in _SIDES for who in deeds[-1].side(side)}
            if self._told_in == sentence:
                found |= self._beside
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


def head_noun(sentence: Sentence, first: int, stop: int) -> str:
    """Return the head of a phrase unless it is a pronoun: words for the same mean the same."""
    words = sentence.words.lower
    end = next((i for i in range(first + 1, stop) if words[i] in lex.POST), stop)
    if end - first > 1 and words[end - 1] in _KNOWING:
        end -= 1
    word = words[end - 1] if end > first else ""
    return "" if word in lex.PRONOUNS else word


def _is_joined(words: Words, mention: Mention, first: int, stop: int) -> bool:
    """Return whether "and" joins a mention to some words, determiners passed over."""
    low, high = (mention.stop, first) if mention.first < first else (stop, mention.first)
    between = words.lower[low:high]
    return bool(between) and between[0] in {"and", "or", "&", ","} and all(w in lex.JOINTS for w in between)


def pronoun_key(sentence: Sentence, first: int, stop: int) -> str:
    """Return under which key the choice for a pronoun is kept, "" for other words."""
    if stop - first != 1:
        return ""
    word = sentence.words.lower[first]
    for key, words in _PRONOUNS:
        if word in words:
            return key
    return ""


def _roles_of(antecedent: Antecedent, finding: Finding, back: int) -> list[str]:
    """Return the names of the facts that an antecedent speaks for."""
    other = antecedent.finding
    found = ["last"]
    if other.sector == finding.sector and other.sector != "UNK":
        found.append("same-sector")
    if finding.role and other.role == finding.role:
        found.append("same-role")
    if antecedent.speaks and not antecedent.quoted:
        found.append("last-speaker" if back else "speaker")
    if antecedent.subject:
        found.append("last-subject")
    if other.plural or other.thing == "crowd":
        found.append("last-crowd")
    if other.thing == "person":
        found.append("person")
    return found

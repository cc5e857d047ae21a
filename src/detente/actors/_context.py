"""Context: whose government, police or people a report means when it doesn't say."""

from __future__ import annotations

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._coreference import Coreference
from detente.actors._findings import Finding, Mention, Sentence, named_as
from detente.actors._memory import ACTING, Memory
from detente.actors._text import Words
from detente.actors.entries import Role
from detente.actors.gazetteer import Gazetteer

__all__ = ["Context", "attackers_at", "is_scene"]


class Context:
    """Fills in parties that the words alone leave open, from the memory of one report."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory, coreference: Coreference) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._coreference = coreference

    def fill(self, sentence: Sentence, first: int, stop: int, finding: Finding, last: str) -> Finding:
        """Return who holds a bare role ("the government", "police", "the group") in this report.

        Who is named with the role ("President Joe Smith") keeps the name: only the party is filled in.
        """
        return named_as(self._filled(sentence, first, stop, finding, last), finding)

    def _filled(self, sentence: Sentence, first: int, stop: int, finding: Finding, last: str) -> Finding:
        """Return the same as `fill` for a role that nobody is named with."""
        role = self._gazetteer.find_role(finding.role or "")
        if role is not None and role.office and not finding.plural:
            holder = self._coreference.last_holder(sentence, first, role.name)
            if holder is not None:
                return replace(holder, rule="office-earlier", confidence=0.75)
        if last in lex.ASSAILANTS and finding.sector != "MIL":
            group = self._lately_named_group(sentence, first)
            if group is None or last.startswith("suspect"):
                candidates = self._memory.leading(3)
                return replace(finding, rule="unnamed", confidence=0.3, candidates=candidates)
            return replace(
                finding,
                who=group.who,
                sector=group.sector,
                rule="the-group",
                confidence=0.6,
                name=group.name,
                entry=group.entry,
            )
        if last in lex.RETINUE:
            subject = self._coreference.last_subject(sentence, first)
            if subject is not None:
                return replace(finding, who=subject.who, rule="of-subject", confidence=0.6)
        loose = last.startswith(("rebel", "insurgen")) or (finding.role or "").startswith("opposition")
        if (finding.sector == "REB" and not loose) or last in lex.ANAPHORIC or last in lex.OWN_NOUNS:
            body = self._coreference.last_body(sentence, first, last, finding.sector)
            if body is not None:
                return replace(
                    finding,
                    who=body.who,
                    sector=body.sector,
                    rule="the-group",
                    confidence=0.6,
                    name=body.name,
                    entry=body.entry,
                )
        if finding.sector == "BUS" or (finding.sector == "REB" and not loose):
            return replace(finding, rule="unnamed", definite=True, confidence=0.5)
        same = self._coreference.same_noun(sentence, first, finding)
        if same is not None:
            return same
        who = self._holder_state(role, finding) or self._near_state(sentence, first, stop, finding, last)
        if who is None:
            return finding
        entry = (
            self._gazetteer.holder(who, role.name, self._memory.day)
            if role and role.office and not finding.plural
            else None
        )
        captive = last in lex.HOSTAGES or not lex.CAPTIVE.isdisjoint(sentence.words.lower[stop : stop + 5])
        rule = "captives" if captive else "context"
        return replace(
            finding,
            who=who,
            rule=rule,
            confidence=0.5,
            entry=entry,
            name=entry.name if entry else None,
            woman=entry.woman if entry else finding.woman,
        )

    def _near_state(
        self, sentence: Sentence, first: int, stop: int, finding: Finding, last: str
    ) -> str | None:
        """Return the state to which bare people or forces belong, as far as the report tells; or None."""
        memory, words = self._memory, sentence.words
        if finding.sector in {"LEG", "MIL", "COP", "JUD", "SPY"}:
            for antecedent in memory.before(sentence.index, first):
                if sentence.index - antecedent.sentence > 5 and finding.sector != "LEG":
                    break
                other = antecedent.finding
                if other.sector == finding.sector and other.definite and other.who in self._gazetteer.states:
                    return other.who
        if last in lex.HOSTAGES or not lex.CAPTIVE.isdisjoint(words.lower[stop : stop + 5]):
            return memory.scene(self._captors())
        place = self.place_near(sentence, first, stop)
        if last.startswith(("rebel", "insurgen")) or (finding.role or "").startswith("opposition"):
            return place or memory.scene(set())
        if finding.sector in {"CVL", "MED"}:
            attackers, attacked = self._attack(sentence, first, stop)
            if place is None or place in attackers:
                return attacked or memory.scene(attackers)
        return place or memory.focus(0.0 if last in lex.LOCAL else ACTING)

    def _attack(self, sentence: Sentence, first: int, stop: int) -> tuple[set[str], str | None]:
        """Return the states that attack people at some words, and the one that is said to be hit."""
        own = _attackers(sentence.words, sentence.mentions, first, stop)
        if own:
            hit = [
                m.finding.who
                for m in sentence.mentions
                if m.stop <= first and m.finding is not None and m.finding.thing == "state" and not m.side
            ]
            left = [who for who in hit if who not in own and who != "UNK"]
            return own, left[-1] if left else None
        return own, None

    def _lately_named_group(self, sentence: Sentence, first: int) -> Finding | None:
        """Return the armed group named last, in this sentence or the three before; or None."""
        for antecedent in self._memory.before(sentence.index, first):
            if sentence.index - antecedent.sentence > 3:
                return None
            if antecedent.finding.thing == "group":
                return antecedent.finding
        return None

    def _captors(self) -> set[str]:
        """Return the home states of the armed groups that the report names."""
        found: set[str] = set()
        for antecedent in self._memory.antecedents:
            if antecedent.finding.thing == "group" and antecedent.finding.entry is not None:
                found.update(antecedent.finding.entry.countries)
        return found

    def _holder_state(self, role: Role | None, finding: Finding) -> str | None:
        """Return the state most in focus that has somebody in an office ("the crown prince"), or None."""
        if role is None or not role.office or finding.plural:
            return None
        for who in self._memory.ranked():
            if self._gazetteer.holder(who, role.name, self._memory.day) is not None:
                return who
        return None

    def place_near(self, sentence: Sentence, first: int, stop: int) -> str | None:
        """Return the state of a place that the sentence gives with "in", outside the span; or None."""
        words = sentence.words
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.thing != "state" or finding.who == "UNK" or mention.side:
                continue
            if mention.first and finding.form in {"name", "city", "capital"}:
                before = words.lower[mention.first - 1]
                if (
                    before in {"the", "northern", "southern", "eastern", "western", "central"}
                    and mention.first > 1
                ):
                    before = words.lower[mention.first - 2]
                if before in {"in", "inside", "across"} and not first <= mention.first < stop:
                    return finding.who
        return None


def is_scene(words: Words, mention: Mention) -> bool:
    """Return whether a mention says where something happens, or whose people it happens to."""
    finding = mention.finding
    if finding is None or finding.thing != "state" or mention.side:
        return False
    if finding.form in {"city", "people"}:
        return True
    before = words.lower[mention.first - 1] if mention.first else ""
    if before in {"northern", "southern", "eastern", "western", "central", "the"} and mention.first > 1:
        before = words.lower[mention.first - 2]
    return finding.form in {"name", "capital"} and before in lex.LOCATIVE


def attackers_at(words: Words, mentions: list[Mention], first: int, stop: int) -> tuple[set[str], set[str]]:
    """Return the parties that a sentence names as attackers before some words, and with "by" after them."""
    before: set[str] = set()
    after: set[str] = set()
    for mention in mentions:
        finding = mention.finding
        if finding is None or finding.form == "city" or finding.who == "UNK":
            continue
        if mention.first > stop and words.lower[mention.first - 1] == "by":
            after.add(finding.who)
        elif mention.violent and mention.first < first:
            before.add(finding.who)
    return before, after


def _attackers(words: Words, mentions: list[Mention], first: int, stop: int) -> set[str]:
    """Return the states of whom a sentence names as attackers ("Hamas's attack", "Israel killed").

    Where people stand at `first` to `stop`, only the attacker named last before them counts, or one named
    after them with "by".
    """
    found: list[tuple[int, set[str]]] = []
    for mention in mentions:
        finding = mention.finding
        if finding is None or finding.form == "city":
            continue
        by = mention.first and words.lower[mention.first - 1] == "by" and stop and mention.first > stop
        if by or mention.violent:
            states = {finding.who}
            if finding.entry is not None and finding.thing in {"group", "person"}:
                states.update(finding.entry.countries)
            found.append((mention.first, states))
    before = [states for at, states in found if at < first]
    if stop and before:
        return before[-1]
    return set().union(*(states for _, states in found))

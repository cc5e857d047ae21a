"""Who is meant: from a range of words in a report to a party, with the rule that decided and how sure it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Literal

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Antecedent, Memory
from detente.actors._phrases import Phrases
from detente.actors._reading import find_names
from detente.actors._text import Words, split_words
from detente.actors.entries import Role
from detente.actors.gazetteer import Gazetteer
from detente.errors import UsageError
from detente.records import SourceKind

__all__ = ["Dossier", "Resolution", "Resolver"]

_UNKNOWN: Final = Finding("UNK", "UNK", "", "", 0.0, definite=False)
_CONTEXT: Final = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "CVL", "MED", "JRN", "OPP", "REL", "NGO"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who some words of a report stand for.

    Attributes:
        who: ISO 3166 alpha-3 code, or name of the group or body in capitals, or "UNK".
        sector: One of `detente.ontology.SECTORS`.
        name: Canonical name of the person, organ or body, None when not known.
        country: ISO alpha-3 code of the state that the party belongs to, None for others.
        role: What the words, or the office, say that somebody is; None when nothing does.
        rule: The rule that decided, "gazetteer" or "surname" for example; "" when unresolved.
        confidence: 0 to 1, an estimate by rule, not a probability.
        candidates: Parties between which the words leave the choice; empty when decided.
        kind: What kind of source the words are; None for a party.
    """

    who: str
    sector: str = "UNK"
    name: str | None = None
    country: str | None = None
    role: str | None = None
    rule: str = ""
    confidence: float = 0.0
    candidates: tuple[str, ...] = ()
    kind: SourceKind | None = None


class Resolver:
    """Opens dossiers over one gazetteer.

    Example:
        >>> dossier = Resolver(Gazetteer.load()).open()
        >>> dossier.add_sentence("The Kremlin condemned the strike.")
        0
        >>> dossier.resolve(0, 11).who
        'RUS'
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def open(self, published: dt.date | dt.datetime | None = None, outlet: str = "") -> Dossier:
        """Return an empty dossier for one report.

        Args:
            published: The report's day (UTC), decides who held an office; None when not known.
            outlet: Its outlet, for "this newspaper" and the like.
        """
        day = published.date() if isinstance(published, dt.datetime) else published
        return Dossier(self.gazetteer, day, outlet)


class Dossier:
    """The memory of one report; sentences are added in order, the headline first."""

    def __init__(self, gazetteer: Gazetteer, day: dt.date | None, outlet: str) -> None:
        self._gazetteer = gazetteer
        self._memory = Memory(day, gazetteer.states)
        self._outlet = outlet
        self._phrases = Phrases(gazetteer, self._memory, self._resolve_pronoun, self._complete)
        self._sentences: list[Sentence] = []

    def add_sentence(self, text: str) -> int:
        """Return the number of the sentence after reading it (0 for the first, usually the headline)."""
        sentence = Sentence(len(self._sentences), split_words(text))
        self._sentences.append(sentence)
        self._memory.next_sentence()
        find_names(sentence, self._gazetteer, self._memory)
        self._introduce_people(sentence)
        self._remember(sentence)
        return sentence.index

    def resolve(
        self, start: int, end: int, kind: Literal["party", "source"] = "party", *, sentence: int = -1
    ) -> Resolution:
        """Return who a range of characters of a sentence stands for.

        Args:
            start: First character, in the sentence.
            end: The one after the last.
            kind: "source" also sets the resolution's `kind`.
            sentence: Number of the sentence, as `add_sentence` gave it; -1 is the last added.

        Raises:
            UsageError: No sentence has that number, or the range is not inside it.
        """
        return self.resolve_all(start, end, kind, sentence=sentence)[0]

    def resolve_all(
        self, start: int, end: int, kind: Literal["party", "source"] = "party", *, sentence: int = -1
    ) -> tuple[Resolution, ...]:
        """Return all parties that a range stands for, each once (at least one); arguments as `resolve`."""
        try:
            home = self._sentences[sentence]
        except IndexError:
            raise UsageError(f"the dossier has no sentence {sentence}", hint="add_sentence first") from None
        if not 0 <= start <= end <= len(home.words.text):
            raise UsageError(f"range {start}:{end} is outside the sentence", where=f"sentence {sentence}")
        first, stop = home.words.span_of(start, end)
        findings = self._read_parties(home, first, stop)
        found: dict[str, Resolution] = {}
        for finding in findings:
            resolution = self._resolution(finding)
            if kind == "source":
                resolution = replace(resolution, kind=self._source_kind(home, first, stop, finding))
            found.setdefault(resolution.who, resolution)
        if len(found) > 1:
            found.pop("UNK", None)
        return tuple(found.values())

    def _read_parties(self, sentence: Sentence, first: int, stop: int) -> list[Finding]:
        dual = self._resolve_dual(sentence, first, stop)
        if dual:
            return dual
        parts = self._split_list(sentence, first, stop)
        findings = []
        for begin, end in parts:
            finding = self._phrases.read(sentence, begin, end, exact=True)
            findings.append(self._complete(sentence, begin, end, finding))
        return findings

    def _split_list(self, sentence: Sentence, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the ranges of a list's members, or the whole range when it is no list of parties."""
        words = sentence.words
        inside = {i for m in sentence.within(first, stop) for i in range(m.first, m.stop)}
        cuts = [i for i in range(first + 1, stop - 1) if words.lower[i] in {"and", "&", "or", "including"} and i not in inside]
        if not cuts or any(words.lower[i] in {"of", "who", "that", "between"} for i in range(first, cuts[0]) if i not in inside):
            return [(first, stop)]
        commas = [i for i in range(first + 1, cuts[-1]) if words.forms[i] == "," and i not in inside]
        ranges, begin = [], first
        for cut in sorted(cuts + commas):
            if cut > begin:
                ranges.append((begin, cut))
            begin = cut + 1
        ranges.append((begin, stop))
        named = [r for r in ranges if any(not m.side for m in sentence.within(*r))]
        return named if len(named) > 1 else [(first, stop)]

    def _resolve_dual(self, sentence: Sentence, first: int, stop: int) -> list[Finding]:
        """Return the two parties of "both sides", "the two leaders", "the two": those the report is about."""
        words = [w for w in sentence.words.lower[first:stop] if w not in {"the", "these", "those", "of", "their"}]
        if not words or len(words) > 3 or sentence.within(first, stop):
            return []
        count = lex.COUNTS.get(words[0], 2)
        if words[0] not in lex.DUAL and words[0] not in lex.COUNTS and not (sentence.words.lower[first] == "their" and words[0] == "leaders"):
            return []
        if (len(words) > 1 or count > 2) and words[-1] not in lex.SIDE_NOUNS:
            return []
        if sentence.words.lower[first] in lex.COUNTS and words[0] not in {"both", "either", "neither"}:
            return []
        human = words[-1] in {"men", "leaders", "presidents", "women"}
        found: dict[str, Finding] = {}
        for antecedent in reversed(self._memory.antecedents):
            finding = antecedent.finding
            if antecedent.sentence == sentence.index and antecedent.word >= first:
                continue
            if finding.who == "UNK" or (human and finding.thing not in {"person", "state"}):
                continue
            if finding.thing in {"state", "person", "group", "organ"} or finding.sector == "GOV":
                found.setdefault(finding.who, finding)
            if sentence.index - antecedent.sentence > 2 and len(found) >= count:
                break
        ranked = sorted(found.values(), key=lambda f: -self._memory.weights.get(f.who, 0.0))[:count]
        return [replace(f, rule="two-sides", confidence=0.5, plural=True) for f in ranked]

    def _complete(self, sentence: Sentence, first: int, stop: int, finding: Finding | None) -> Finding:
        """Return a finding filled in from the report where the words alone don't say who."""
        if finding is not None and (finding.definite or finding.candidates):
            return finding
        first, stop = self._phrases.trim(sentence, first, stop)
        words = sentence.words
        last = words.lower[self._phrases.head_end(sentence, first, stop) - 1] if stop > first else ""
        if finding is not None and finding.who == "UNK":
            if last in lex.UNSAID:
                return _UNKNOWN
            return self._from_context(sentence, first, stop, finding, last)
        if finding is not None:
            return finding
        if last in lex.ANAPHORIC:
            return self._last_body(sentence, first, last, "") or _UNKNOWN
        mention = next((m for m in sentence.within(first, stop)), None)
        if last in lex.UNSAID or last in lex.YOU or last in lex.VAGUE or last in lex.STATES:
            return _UNKNOWN
        person = mention is not None or (
            stop > first and words.forms[stop - 1][0].isupper() and last not in lex.PRONOUNS and last not in lex.COMMON
        )
        focus = self._place_near(sentence, first, stop) or self._memory.focus()
        if focus is None:
            return _UNKNOWN
        if person:
            return Finding(focus, "CVL", "person", "unknown-person", 0.4, definite=False)
        return Finding(focus, "UNK", "crowd", "focus", 0.3, definite=False)

    def _from_context(self, sentence: Sentence, first: int, stop: int, finding: Finding, last: str) -> Finding:
        """Return who holds a bare role ("the government", "police", "protesters", "the group") in this report."""
        role = self._gazetteer.find_role(finding.role or "")
        if role is not None and role.office and not finding.plural:
            holder = self._last_holder(sentence, first, role.name)
            if holder is not None:
                return replace(holder, rule="office-earlier", confidence=0.75)
        loose = last.startswith(("rebel", "insurgen")) or (finding.role or "").startswith("opposition")
        if (finding.sector == "REB" and not loose) or last in lex.ANAPHORIC:
            body = self._last_body(sentence, first, last, finding.sector)
            if body is not None:
                return replace(finding, who=body.who, sector=body.sector, rule="the-group", confidence=0.6, name=body.name, entry=body.entry)
        if finding.sector == "BUS" or (finding.sector == "REB" and not loose):
            return replace(finding, rule="unnamed", definite=True, confidence=0.5)
        same = self._same_noun(sentence, first, finding)
        if same is not None:
            return same
        who = self._holder_state(role, finding) or self._near_state(sentence, first, stop, finding, last)
        if who is None:
            return finding
        entry = self._gazetteer.holder(who, role.name, self._memory.day) if role and role.office and not finding.plural else None
        return replace(
            finding, who=who, rule="context", confidence=0.5, entry=entry, name=entry.name if entry else None
        )

    def _near_state(self, sentence: Sentence, first: int, stop: int, finding: Finding, last: str) -> str | None:
        """Return the state to which bare people or forces belong, as far as the report tells; or None."""
        memory, words = self._memory, sentence.words
        if finding.sector in {"LEG", "MIL", "COP", "JUD", "SPY"}:
            for antecedent in reversed(memory.antecedents):
                if sentence.index - antecedent.sentence > 5:
                    break
                other = antecedent.finding
                if (antecedent.sentence, antecedent.word) < (sentence.index, first) and other.sector == finding.sector:
                    if other.who in self._gazetteer.states and other.definite:
                        return other.who
        if last in lex.HOSTAGES:
            return memory.scene(self._captors())
        place = self._place_near(sentence, first, stop)
        if finding.sector in {"CVL", "MED"}:
            attackers = _attackers(words, sentence.mentions)
            if place is None or place in attackers:
                return memory.scene(attackers)
        return place or memory.focus()

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

    def _same_noun(self, sentence: Sentence, first: int, finding: Finding) -> Finding | None:
        """Return whom the same noun stood for earlier ("a U.S. consulate ... the consulate"), or None."""
        words = sentence.words.lower
        if first == 0 or words[first - 1] not in {"the", "these", "those", "both"} or finding.sector in {"GOV", "COP", "LEG"} and finding.plural:
            return None
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence == sentence.index and antecedent.word >= first:
                continue
            other = antecedent.finding
            if other.role == finding.role and other.who != "UNK" and other.definite and not other.name:
                return replace(other, rule="same-noun", confidence=0.65)
        return None

    def _place_near(self, sentence: Sentence, first: int, stop: int) -> str | None:
        """Return the state of a place that the sentence gives with "in" or the like, outside the span; or None."""
        words = sentence.words
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is None or finding.thing != "state" or finding.who == "UNK" or mention.side:
                continue
            if mention.first and finding.form in {"name", "city", "capital"}:
                before = words.lower[mention.first - 1]
                if before in {"the", "northern", "southern", "eastern", "western", "central"} and mention.first > 1:
                    before = words.lower[mention.first - 2]
                if before in {"in", "inside", "across"} and not first <= mention.first < stop:
                    return finding.who
        return None

    def _last_body(self, sentence: Sentence, word: int, noun: str, sector: str) -> Finding | None:
        """Return the group, body or company named last before a word that such a noun can stand for, or None."""
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence == sentence.index and antecedent.word >= word:
                continue
            if _body_fits(noun, sector, antecedent.finding):
                return antecedent.finding
        return None

    def _last_holder(self, sentence: Sentence, word: int, role: str) -> Finding | None:
        """Return the person named before a word who holds an office, of the state most in focus; or None."""
        best, most = None, -1.0
        for antecedent in reversed(self._memory.antecedents):
            if antecedent.sentence == sentence.index and antecedent.word >= word:
                continue
            finding = antecedent.finding
            weight = self._memory.weights.get(finding.who, 0.0)
            if finding.thing == "person" and finding.name and finding.role and weight > most:
                held = self._gazetteer.find_role(finding.role)
                if held is not None and held.name == role:
                    best, most = finding, weight
        return best

    def _resolve_pronoun(self, sentence: Sentence, word: int, pronoun: str) -> Finding | None:
        """Return whom a pronoun points to, or None when nobody fits."""
        if pronoun in lex.YOU:
            return None
        around = sentence.words.lower[max(0, word - 1) : word] + sentence.words.lower[word + 1 : word + 3]
        says = any(w in lex.SAY for w in around)
        best, most = None, -99.0
        for antecedent in reversed(self._memory.antecedents):
            back = sentence.index - antecedent.sentence
            if back < 0 or (back == 0 and antecedent.word >= word):
                continue
            if back > 6:
                break
            score = _fit(pronoun, antecedent, back, says)
            if score is not None and score > most:
                best, most = antecedent, score
        if best is None:
            return None
        rule = "speaker" if pronoun in lex.SPEAKER else "pronoun"
        return replace(best.finding, rule=rule, confidence=0.6)

    def _introduce_people(self, sentence: Sentence) -> None:
        """Learn the people that a sentence names, with what it says that they are."""
        for mention in sentence.mentions:
            finding = mention.finding
            if finding is not None and finding.entry is not None and finding.entry.kind == "person":
                self._learn(sentence, mention, finding)
            elif finding is not None and finding.entry is not None:
                self._memory.introduced.add(finding.entry)
            elif finding is None:
                mention.finding = self._describe(sentence, mention)
                self._learn(sentence, mention, mention.finding)

    def _learn(self, sentence: Sentence, mention: Mention, finding: Finding) -> None:
        words = sentence.words.lower
        people = self._memory.people
        if finding.entry is not None and finding.form != "surname":
            self._memory.introduced.add(finding.entry)
        surname, whole = words[mention.stop - 1], " ".join(words[mention.first : mention.stop])
        for key in (surname, whole):
            if key not in people or people[key].who == "UNK":
                people[key] = finding

    def _describe(self, sentence: Sentence, mention: Mention) -> Finding:
        """Return what a sentence says about a person whom the gazetteer doesn't know."""
        words = sentence.words
        name = words.text[words.starts[mention.first] : words.ends[mention.stop - 1]]
        known = self._phrases.finding_of(mention, sentence)
        if known is not None and known.who != "UNK":
            return known
        woman = self._woman(sentence, mention)
        for first, stop in _descriptions(sentence, mention):
            found = self._phrases.read(sentence, first, stop)
            if found is None or not found.role and found.thing != "state":
                continue
            who, sector = found.who, found.sector
            if found.thing == "media" and found.entry is not None and not found.entry.state_media:
                who, sector = found.entry.countries[0], "JRN"
            woman = found.woman if woman is None else woman
            if who != "UNK" or found.definite:
                sure = min(found.confidence, 0.8)
                return Finding(who, sector, "person", "described", sure, name, found.role, None, (), woman)
            if found.role is not None:
                return Finding("UNK", sector, "person", "unknown-person", 0.2, name, found.role, woman=woman, definite=False)
        after = words.forms[mention.stop : mention.stop + 2]
        aged = len(after) == 2 and after[0] == "," and after[1].isdigit()
        for antecedent in reversed(self._memory.antecedents):
            other = antecedent.finding
            if sentence.index - antecedent.sentence > 2 or not aged:
                break
            if other.thing == "person" and not other.name and other.rule == "role" and other.definite and other.who != "UNK":
                # "A British man has been killed. Joe Smith, 25, ...": the name comes after the description.
                return replace(other, rule="unnamed-before", name=name, confidence=0.5)
        return Finding("UNK", "CVL", "person", "unknown-person", 0.2, name, woman=woman, definite=False)

    def _woman(self, sentence: Sentence, mention: Mention) -> bool | None:
        before = sentence.words.lower[max(0, mention.first - 2) : mention.first]
        if any(w in {"mrs", "ms", "miss", "lady", "queen", "princess", "dame"} or w.endswith("woman") for w in before):
            return True
        return False if any(w in {"mr", "sir", "lord", "king", "prince"} for w in before) else None

    def _remember(self, sentence: Sentence) -> None:
        """Count a sentence's mentions and keep them as possible antecedents, bare roles included."""
        words = sentence.words
        first_named = True
        taken: set[int] = set()
        for mention in sentence.mentions:
            taken.update(range(mention.first, mention.stop))
        found: list[tuple[int, int, Finding | None]] = []
        for mention in sentence.mentions:
            if mention.finding is not None:
                found.append((mention.first, mention.stop, mention.finding))
                self._memory.weigh(mention.finding, 0.3 if mention.side else 1.0)
                if _is_scene(words, mention):
                    who = mention.finding.who
                    self._memory.places[who] = self._memory.places.get(who, 0.0) + self._memory.step
        i = 0
        while i < len(words):
            matched = None if i in taken else self._gazetteer.match_role(words, i, len(words))
            if matched is None:
                i += 1
                continue
            head = self._head_phrase(sentence, i, matched[0])
            finding = self._phrases.read(sentence, head, matched[0])
            if finding is not None:
                if finding.who == "UNK" and not finding.definite and finding.sector in _CONTEXT:
                    finding = self._from_context(sentence, head, matched[0], finding, words.lower[matched[0] - 1])
                if matched[0] not in taken:
                    found.append((head, matched[0], finding))
            i = matched[0]
        for i, word in enumerate(words.lower):
            if word in lex.HE or word in lex.SHE or word in {"it", "they"}:
                if i not in taken and not (words.forms[i].isupper() and len(word) > 1):
                    found.append((i, i + 1, None))
        found.sort(key=lambda f: (f[0], -f[1]))
        for first, stop, given in found:
            finding = given or self._resolve_pronoun(sentence, first, words.lower[first])
            if finding is None:
                continue
            subject = first_named and not _after_preposition(words, first)
            first_named = first_named and not subject
            around = words.lower[max(0, first - 2) : first] + words.lower[stop : stop + 2]
            speaks = any(w in lex.SAY for w in around)
            self._memory.antecedents.append(Antecedent(sentence.index, first, finding, subject, speaks))

    def _head_phrase(self, sentence: Sentence, first: int, stop: int) -> int:
        """Return where the noun phrase that ends with a role begins: its names and adjectives."""
        words = sentence.words
        starts = {m.stop: m.first for m in sentence.mentions}
        i = first
        while i > 0:
            if i in starts:
                i = starts[i]
            elif words.forms[i - 1] == "'s" and i - 1 in starts:
                i = starts[i - 1]
            elif words.lower[i - 1] in lex.POSSESSIVES:
                return i - 1
            elif words.glued[i] and i - 1 not in starts:
                i -= 1
            elif words.lower[i - 1] in {"senior", "top", "former", "new", "military", "armed", "local", "security", "own"}:
                i -= 1
            else:
                break
        return i

    def _resolution(self, finding: Finding) -> Resolution:
        country = finding.who if finding.who in self._gazetteer.states else None
        if country is None and finding.entry is not None and finding.entry.countries:
            country = finding.entry.countries[0]
        if finding.who == "UNK":
            confidence = finding.confidence if finding.definite else 0.0
            return Resolution("UNK", finding.sector, finding.name, None, finding.role, finding.rule, confidence, finding.candidates)
        return Resolution(
            finding.who,
            finding.sector,
            finding.name,
            country,
            finding.role,
            finding.rule,
            finding.confidence,
            finding.candidates,
        )

    def _source_kind(self, sentence: Sentence, first: int, stop: int, finding: Finding) -> SourceKind:
        """Return what kind of source a range of words is."""
        first, stop = self._phrases.trim(sentence, first, stop)
        words = sentence.words
        head = words.lower[first : self._phrases.head_end(sentence, first, stop)] if stop > first else []
        last = head[-1] if head else ""
        if finding.thing == "media" or last in lex.MEDIA:
            return "media"
        if last in lex.DOCUMENTS:
            return "document"
        if last in lex.SPOKEN and finding.name is None:
            return "institution"
        if last in lex.ANONYMOUS and finding.thing != "person":
            return "anonymous"
        if finding.thing == "person":
            if finding.name or finding.rule in {"pronoun", "speaker", "office", "unknown-person"}:
                return "named"
            return "anonymous"
        if finding.thing == "crowd":
            return "institution" if last in lex.COLLECTIVE or last in {"authorities"} or not finding.plural else "anonymous"
        return "institution" if finding.thing else "anonymous"


def _after_preposition(words: Words, first: int) -> bool:
    """Return whether a noun phrase stands after a preposition, its determiner passed over."""
    before = first - 1
    while before >= 0 and words.lower[before] in {"the", "a", "an", "his", "her", "their", "its", "this", "that"}:
        before -= 1
    return before >= 0 and words.lower[before] in lex.PREPOSITIONS


def _is_scene(words: Words, mention: Mention) -> bool:
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


def _attackers(words: Words, mentions: list[Mention]) -> set[str]:
    """Return the states of the parties that a sentence names as attackers ("Hamas's attack", "Israel killed")."""
    found: set[str] = set()
    for mention in mentions:
        finding = mention.finding
        if finding is None or finding.form == "city":
            continue
        if any(w in lex.VIOLENCE for w in words.lower[mention.stop : mention.stop + 4]):
            found.add(finding.who)
            if finding.entry is not None and finding.thing in {"group", "person"}:
                found.update(finding.entry.countries)
    return found


def _body_fits(noun: str, sector: str, finding: Finding) -> bool:
    """Return whether "the group", "the agency" and the like can stand for a body."""
    thing = finding.thing
    if noun in {"agency", "ministry", "department", "institution", "office", "watchdog"}:
        return thing in {"organisation", "organ"} and finding.sector not in {"BUS", "NGO"} or thing == "media"
    if noun in {"company", "firm", "airline", "bank", "manufacturer"}:
        return thing == "organisation" and finding.sector == "BUS"
    if noun in {"party"}:
        return thing == "party"
    if noun in {"court"}:
        return finding.sector == "JUD" and thing in {"organisation", "organ"}
    if noun in {"newspaper", "paper", "outlet"}:
        return thing == "media"
    if noun in {"bloc", "alliance", "union", "council", "body", "coalition"}:
        return thing == "organisation" and finding.sector != "BUS"
    if sector == "REB" and noun not in {"group", "organisation", "organization", "network", "movement"}:
        return thing == "group"
    return thing in {"group", "party"} or (thing == "organisation" and finding.sector == "NGO")


def _fit(pronoun: str, antecedent: Antecedent, back: int, says: bool) -> float | None:
    """Return how well an antecedent fits a pronoun, None when it can't be meant."""
    finding = antecedent.finding
    person = finding.thing == "person" and not finding.plural
    score = -2.0 * back + (1.5 if antecedent.subject else 0.0) + (0.5 if finding.name else 0.0)
    if pronoun in lex.HE or pronoun in lex.SHE:
        if not person or finding.woman is (pronoun in lex.HE):
            return None
        if finding.woman is None and pronoun in lex.SHE:
            score -= 0.5
        return score + (1.0 if says and antecedent.speaks else 0.0)
    if pronoun in lex.IT:
        if person or finding.plural or finding.who == "UNK" or finding.form in {"adjective", "people"}:
            return None
        return score + (0.5 if finding.thing in {"state", "group", "organ", "organisation"} else 0.0)
    if pronoun in lex.THEY:
        if person or finding.who == "UNK":
            return None
        return score + (1.0 if finding.plural else 0.0)
    if not (person or finding.thing in {"group", "organ", "state", "organisation"}) or finding.who == "UNK":
        return None
    return score + (2.5 if antecedent.speaks else 0.0) + (1.0 if person else 0.0)


def _descriptions(sentence: Sentence, mention: Mention) -> list[tuple[int, int]]:
    """Return the ranges of words that may say what a named person is, best first."""
    words = sentence.words
    ranges = []
    i = mention.first
    while i > 0 and words.forms[i - 1][0].isalnum() and words.lower[i - 1] not in lex.SAY:
        if words.lower[i - 1] in lex.PREPOSITIONS | {"and", "that", "when", "while", "but", "the", "a", "an"}:
            break
        i -= 1
    if i < mention.first:
        ranges.append((i, mention.first))
    total = len(words)
    after = mention.stop
    if after < total and words.forms[after] in {",", "("}:
        stop = after + 1
        while stop < min(total, after + 16) and words.forms[stop] not in {",", ")", "(", ";", "."}:
            stop += 1
        if after + 1 < stop and words.lower[after + 1] not in {"who", "and", "but", "said", "which"}:
            ranges.append((after + 1, stop))
    if i == mention.first and i > 1 and words.forms[i - 1] == ",":
        begin = i - 1
        while begin > 0 and words.forms[begin - 1] not in {",", ";", ".", "(", '"'} and i - begin < 14:
            begin -= 1
        ranges.append((begin, i - 1))
    elif i == mention.first and i > 0 and words.lower[i - 1] in {"of", "from"} and False:
        ranges.append((0, i))
    return ranges

"""Organisations that no file lists: companies, charities and institutes that a report tells by their names.

What a body is shows in its name ("Eaton Mission Systems", "the Zachor Legal Institute"), in a noun before it
("telecommunications company Paltel"), in one behind it ("Paltel, a telecommunications company"), or in the
initials that follow it ("European Broadcasting Union (EBU)"). Ministries, courts, hospitals, local councils
and whatever bears a nationality ("Iranian Chess Federation") stay with their state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._findings import Mention, Sentence
from detente.actors._memory import Memory
from detente.actors._reading import entry_finding, mark_side
from detente.actors._text import Words, fold
from detente.actors.entries import Entry, Name
from detente.actors.gazetteer import Gazetteer

__all__ = ["Organisations"]

_word_set = lex.word_set
# Head nouns of names, by the sector that they tell.
_BY_HEAD: Final[dict[str, str]] = {
    noun: sector
    for sector, nouns in (
        (
            "NGO",
            (lex.OWN_NGO - {"network"})
            | _word_set("forum guild charity fund fellowship patriarchate archdiocese diocese"),
        ),
        ("BUS", lex.OWN_BUS | _word_set("systems technologies motors")),
        ("JRN", _word_set("gazette tribune herald chronicle")),
    )
    for noun in nouns
}
# With these a name says nothing unless it begins with one of `_WORLDWIDE`, or initials follow it.
_PUBLIC: Final = _word_set(
    """commission committee council union organization organisation agency authority service services court
    tribunal board bureau office department directorate administration ministry force forces army navy corps
    command police party hospital clinic school academy parliament assembly congress senate house guard guards
    brigade division regiment fleet battalion squadron unit university college airport"""
)
_WORLDWIDE: Final = _word_set("international european world global")
# A name that begins so is a state's.
_OF_STATE: Final = _word_set("national federal state royal central supreme presidential public")
# Before a head noun: a place, not a body.
_PLACES: Final = _word_set(
    """medical trade detention space community convention shopping cultural command operations health cancer
    research sports visitor correctional refugee youth kennedy scientific"""
)
_HEAD_WITH_PLACE: Final = _word_set("centre center trust society")
_INTO: Final = _word_set("of for against on")
_LINKS: Final = _word_set("of for to against")
_WITHIN: Final = _word_set("of for the to and &")
# Nouns before or behind a name that say what it is.
_BY_NOUN: Final[dict[str, str]] = {
    noun: sector
    for sector, nouns in (
        (
            "BUS",
            """company firm insurer manufacturer carmaker automaker retailer airline brand supplier startup
            conglomerate contractor shipbuilder subsidiary drugmaker bookmaker chipmaker corporation""",
        ),
        ("NGO", "charity ngo nonprofit organisation organization group watchdog association tank foundation"),
        ("JRN", "newspaper magazine tabloid broadsheet newswire website outlet broadcaster"),
    )
    for noun in nouns.split()
}
_TELLING: Final = _BY_HEAD.keys() | _PUBLIC | _BY_NOUN.keys()
_NAMING: Final = _word_set("called named")
_ARMED: Final = _word_set(
    "militant armed rebel jihadist jihadi terrorist terror extremist insurgent islamist guerrilla separatist"
)
_BODIES: Final = frozenset({"organ", "group", "organisation", "media"})
_ARTICLES: Final = frozenset({"a", "an", "the"})
_ENDS: Final = lex.PREPOSITIONS | _word_set(", . ; : ( ) that which who whose based is was has had said says")
_RELATIVE: Final = _word_set("who whose whom which that")
_DAYS: Final = lex.MONTHS | _word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february july september october
    november december"""
)
_SHORTEST, _LONGEST = 3, 7


class Organisations:
    """Learns the unlisted organisations of one report, and finds them again."""

    def __init__(self, gazetteer: Gazetteer, memory: Memory) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        # Names and initials as written, and the words with which they begin.
        self._known: dict[tuple[str, ...], Entry] = {}
        self._starts: set[str] = set()

    def find(self, sentence: Sentence) -> None:
        """Add the organisations that a sentence names to its mentions."""
        words = sentence.words
        found: dict[int, tuple[int, Entry]] = {}
        if not (words.small or self._starts.isdisjoint(words.forms)):
            for first, stop, entry in self._recall(words):
                found[first] = stop, entry
        if not (words.title or words.upper or words.small or _TELLING.isdisjoint(words.lower)):
            for first, stop, sector in self._discover(sentence):
                if not any(first < end and begin < stop for begin, (end, _) in found.items()):
                    found[first] = stop, self._learn(words, first, stop, sector)
        if not found:
            return
        mentions = [
            m
            for m in sentence.mentions
            if not any(m.first < stop and first < m.stop for first, (stop, _) in found.items())
        ]
        for first, (stop, entry) in found.items():
            finding = entry_finding(entry, self._memory, rule="own-name", confidence=0.6, form="name")
            mention = Mention(first, stop, [Name(entry, "name", " ".join(words.forms[first:stop]))], finding)
            mark_side(words, mention)
            mention.violent = not lex.VIOLENCE.isdisjoint(words.lower[stop : stop + 4])
            mentions.append(mention)
        mentions.sort(key=lambda m: m.first)
        sentence.mentions[:] = mentions
        sentence.index_mentions()

    def _recall(self, words: Words) -> Iterator[tuple[int, int, Entry]]:
        """Yield the names in a sentence that the report has told before."""
        until = 0
        for i, form in enumerate(words.forms):
            if i < until or form not in self._starts:
                continue
            for stop in range(min(i + _LONGEST + 3, len(words)), i, -1):
                entry = self._known.get(tuple(words.forms[i:stop]))
                if entry is not None:
                    yield i, stop, entry
                    until = stop
                    break

    def _learn(self, words: Words, first: int, stop: int, sector: str) -> Entry:
        """Return the entry for a new name, which is known from now on, with its initials."""
        name = words.text[words.starts[first] : words.ends[stop - 1]]
        who = " ".join(fold(name).upper().split())
        kind = "group" if sector == "REB" else "media" if sector == "JRN" else "organisation"
        entry = Entry(kind, name, who, sector)
        forms = words.forms[first:stop]
        self._keep(tuple(forms), entry)
        initials = "".join(f[0] for f in forms if f[0].isupper())
        if stop + 2 < len(words) and words.forms[stop] == "(" and words.forms[stop + 2] == ")":
            short = words.forms[stop + 1]
            if short[0].isupper() and sum(c.isupper() for c in short) > 1:
                self._keep((short,), entry)
        elif len(initials) >= _SHORTEST and not self._gazetteer.find(initials):
            self._keep((initials,), entry)
        return entry

    def _keep(self, forms: tuple[str, ...], entry: Entry) -> None:
        self._known.setdefault(forms, entry)
        self._starts.add(forms[0])

    def _discover(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        """Yield the unlisted names in a sentence: first word, the one after the last, sector."""
        words = sentence.words
        lower, forms = words.lower, words.forms
        for i, word in enumerate(lower):
            if forms[i][0].isupper():
                sector = _BY_HEAD.get(word)
                if sector is not None or (word in _PUBLIC and i and forms[i - 1][0].isupper()):
                    span = self._by_head(sentence, i, sector)
                    if span is not None:
                        yield *span, sector or "NGO"
            elif word in _BY_NOUN:
                yield from self._before_name(sentence, i)
                yield from self._behind_name(sentence, i)

    def _by_head(self, sentence: Sentence, at: int, sector: str | None) -> tuple[int, int] | None:
        """Return the words of a name with its head noun at a word, or None when it is no body of its own."""
        words = sentence.words
        forms, lower = words.forms, words.lower
        first = _left_end(words, at)
        stop = at + 1
        dotted = stop + 1 < len(words) and forms[stop] == "." and lower[stop + 1] in _INTO
        if sector == "BUS" and lower[stop + dotted : stop + dotted + 1] == ["of"]:
            # "Commercial Aircraft Corp. of China": a state's.
            return None
        if stop < len(words) and lower[stop] in _INTO:
            stop = _right_end(sentence, stop)
        elif stop < len(words) and lower[stop] in lex.OWN_BUS and forms[stop][0].isupper():
            stop += 1
        if stop - first < 2 or stop - first > _LONGEST + 3 or lower[first] in _OF_STATE:
            return None
        if at > first and lower[at - 1] in _PLACES and lower[at] in _HEAD_WITH_PLACE:
            return None
        if sector is None:
            initials = "".join(f[0] for f in forms[first:stop] if f[0].isupper())
            told = forms[stop : stop + 3] == ["(", initials, ")"]
            if self._names_state(words, first) or not (told or lower[first] in _WORLDWIDE):
                return None
        return (first, stop) if self._is_free(sentence, first, at, stop) else None

    def _names_state(self, words: Words, first: int) -> bool:
        """Return whether a name begins with that of a state ("Israel Antiquities Authority")."""
        matched = self._gazetteer.match_name(words, first, min(first + 2, len(words)))
        return matched is not None and any(n.entry.kind == "state" for n in matched[1])

    def _is_free(self, sentence: Sentence, first: int, at: int, stop: int) -> bool:
        """Return whether the words of a name with a head noun at `at` are not listed, nor a state's."""
        for mention in sentence.mentions:
            if mention.stop <= first or mention.first >= stop:
                continue
            finding = mention.finding
            if mention.first <= first and mention.stop >= stop and (mention.names or finding is not None):
                return False
            if mention.first < first or mention.stop > stop or finding is None or finding.entry is None:
                continue
            if mention.first == first and finding.form in {"adjective", "people"}:
                return False
            body = finding.thing in _BODIES
            if body and (mention.stop - mention.first > 1 or (mention.first == first and mention.stop >= at)):
                return False
        roles = self._gazetteer.match_role(sentence.words, first, stop)
        return roles is None or roles[0] < stop

    def _before_name(self, sentence: Sentence, at: int) -> Iterator[tuple[int, int, str]]:
        """Yield the name that follows a noun which says what it is ("company Paltel")."""
        words = sentence.words
        first = at + 1
        if first < len(words) and words.lower[first] in _NAMING:
            first += 1
        if first >= len(words) or not _goes_on(words, first) or words.glued[first]:
            return
        stop = first + 1
        while stop < len(words) and _goes_on(words, stop):
            stop += 1
        if stop < len(words) and words.lower[stop] in _LINKS:
            stop = _right_end(sentence, stop)
        if self._is_new(sentence, first, stop):
            yield first, stop, self._sector(words, at)

    def _behind_name(self, sentence: Sentence, at: int) -> Iterator[tuple[int, int, str]]:
        """Yield the name before a comma that a noun explains ("Paltel, a telecommunications company")."""
        words = sentence.words
        if at + 1 < len(words) and words.lower[at + 1] not in _ENDS:
            return
        begin = at
        while begin > 0 and at - begin < 9 and words.forms[begin - 1] not in {",", "("}:
            begin -= 1
            word = words.lower[begin]
            if word in lex.PREPOSITIONS or word in lex.SAY or word in _RELATIVE:
                return
        if begin < 2 or words.forms[begin - 1] != "," or words.lower[begin] not in _ARTICLES:
            return
        stop = begin - 1
        first = _left_end(words, stop)
        if first < stop and self._is_new(sentence, first, stop):
            yield first, stop, self._sector(words, at)

    def _is_new(self, sentence: Sentence, first: int, stop: int) -> bool:
        """Return whether words are no name that the gazetteer has, nor a person's title or an office."""
        words = sentence.words
        if stop - first > _LONGEST or words.lower[first] in lex.RANKS or words.lower[first] in lex.TITLES:
            return False
        for mention in sentence.mentions:
            if mention.stop <= first or mention.first >= stop:
                continue
            finding = mention.finding
            if finding is not None and finding.entry is not None:
                whole = mention.first <= first and mention.stop >= stop
                if whole or finding.thing != "state":
                    return False
        return self._gazetteer.match_role(words, first, stop) is None

    @staticmethod
    def _sector(words: Words, at: int) -> str:
        sector = _BY_NOUN[words.lower[at]]
        armed = sector == "NGO" and not _ARMED.isdisjoint(words.lower[max(0, at - 4) : at])
        return "REB" if armed else sector


def _goes_on(words: Words, i: int) -> bool:
    """Return whether a word may be part of a body's name."""
    form = words.forms[i]
    return form[0].isupper() and (words.lower[i] not in lex.COMMON or words.glued[i])


def _left_end(words: Words, at: int) -> int:
    """Return where the run of capitalised words before a word begins."""
    first = at
    while first and _goes_on(words, first - 1):
        first -= 1
    if first < at and words.glued[first]:
        # "The pro-Israel Zachor Institute"
        first += 1
    return first


def _right_end(sentence: Sentence, at: int) -> int:
    """Return where a name ends that goes on with "for", "of" or the like at a word; `at` when it does not."""
    words = sentence.words
    stop, i = at, at + 1
    total = len(words)
    while i < total:
        if words.forms[i][0].isupper():
            if words.lower[i] in _DAYS:
                break
            i += 1
            stop = i
        elif words.lower[i] in _WITHIN and i + 1 < total:
            if words.lower[i] in {"and", "&"} and not _is_parallel(sentence, i):
                break
            i += 1
        else:
            break
    return stop


def _is_parallel(sentence: Sentence, at: int) -> bool:
    """Return whether "and" joins parts of a name: what follows is nobody, or of a kind with what precedes."""
    after = sentence.begins.get(at + 1)
    if after is None or after.finding is None:
        return sentence.words.forms[at + 1][0].isupper()
    before = next((m for m in sentence.mentions if m.stop == at), None)
    return before is not None and before.finding is not None and before.finding.form == after.finding.form

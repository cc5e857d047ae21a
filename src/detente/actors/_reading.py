"""Reading a sentence: finding its names, the people that it introduces, and what they are."""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Memory
from detente.actors._strangers import full_name_end, is_strangers, is_titled
from detente.actors._text import Words
from detente.actors._towns import city_state
from detente.actors.entries import Entry, Name
from detente.actors.gazetteer import Gazetteer

__all__ = [
    "entry_finding",
    "find_names",
    "is_model",
    "is_name_word",
    "is_thing",
    "mark_side",
    "match_variant",
    "name_finding",
    "own_name",
]

_RULES: Final = {
    "surname": "surname",
    "short": "short-form",
    "city": "place",
}
# Posts that last no longer than they are held.
_LENT: Final = frozenset({"IGO", "NGO"})
# A state by its bare name: what it does may be its government's or its forces'.
_STATE_FORMS: Final = frozenset({"name", "alias", "adjective", "capital"})


def entry_finding(entry: Entry, memory: Memory, *, rule: str, confidence: float, form: str) -> Finding:
    """Return the finding for an entry: for a person by the office held on the report's day."""
    who, sector, role = entry.who, entry.sector, None
    if entry.kind == "person":
        office = entry.last_office(memory.day)
        if office is not None:
            who, sector, role = office.who, office.sector, office.title
            if sector in _LENT and memory.day is not None and not office.held_on(memory.day):
                # Who has left an international body counts for the own country again.
                who, sector = entry.who, "CVL"
    elif form == "people" or form == "city":
        sector = "CVL"
    woman = entry.woman if entry.kind == "person" else None
    plural = form == "people"
    return Finding(
        who, sector, entry.kind, rule, confidence, entry.name, role, entry, (), woman, plural, True, form
    )


def name_finding(names: list[Name], memory: Memory, *, exact: bool, titled: bool = False) -> Finding | None:
    """Return who names written alike stand for: None when none of them is likely, UNK when several are."""
    if len(names) == 1 and names[0].form not in {"short", "surname"}:
        # Most names are of this kind, and most stand in a report more than once.
        known = memory.certain.get(names[0])
        if known is None:
            known = memory.certain[names[0]] = _certain_finding(names[0], memory)
        return known
    name, candidates, confidence = memory.choose(names, exact=exact, titled=titled)
    if name is None:
        if len(candidates) < 2 or (all(n.form == "surname" for n in names) and not exact):
            return None
        first = names[0].entry
        return Finding(
            "UNK", first.sector, first.kind, "ambiguous", 0.3, candidates=candidates, definite=False
        )
    return entry_finding(name.entry, memory, rule=_rule_of(name), confidence=confidence, form=name.form)


def _rule_of(name: Name) -> str:
    if name.entry.kind == "state" and name.form in _STATE_FORMS:
        return "state"
    return _RULES.get(name.form, "gazetteer")


def _certain_finding(name: Name, memory: Memory) -> Finding:
    """Return the finding for a name that nobody else bears."""
    return entry_finding(name.entry, memory, rule=_rule_of(name), confidence=0.95, form=name.form)


def is_name_word(words: Words, i: int) -> bool:
    """Return whether a word looks like part of a person's name."""
    form = words.forms[i]
    if not form[0].isupper() or not form[0].isalpha():
        return False
    lower = words.lower[i]
    return lower not in lex.COMMON and lower not in lex.RANKS and (len(form) > 1 or i > 0)


def is_model(words: Words, i: int) -> bool:
    """Return whether a word begins the name of a weapon or the like ("Su-35", "Shahed-136")."""
    glued, following = words.glued, i + 1
    return following < len(glued) and glued[following] and words.forms[following][0].isdigit()


def match_variant(words: Words, first: int, stop: int, names: list[Name]) -> Entry | None:
    """Return the person whose name is spelt nearly so ("Benyamin Netanyahu", "Anthony Blinken"), or None."""
    # "Leon E. Panetta": initials apart.
    given = " ".join(w for w in words.lower[first : stop - 1] if len(w) > 1 or first == stop - 2)
    if not given:
        return None
    for name in names:
        if name.form != "surname":
            continue
        known = name.entry.name.lower()[: -len(name.written)].strip()
        if not known or known[0] != given[0]:
            continue
        if difflib.SequenceMatcher(None, known, given).ratio() >= 0.7:
            return name.entry
    return None


def mark_side(words: Words, mention: Mention) -> None:
    """Set `side` where a hyphen makes the name an attribute of somebody else."""
    stop, first = mention.stop, mention.first
    after = words.lower[stop] if stop < len(words.lower) else ""
    if after and words.glued[stop]:
        things = words.lower[stop + 1 : stop + 4]
        # "Panama-flagged vessels", "Israeli-linked ships" are told for their state.
        mention.side = after in lex.BACKED and (after not in lex.OWNED or lex.SHIPS.isdisjoint(things))
    elif after in {"backed", "allied", "aligned", "linked", "affiliated"} and stop + 1 < len(words.forms):
        # "Iran backed militia" in headlines; after a verb comes a determiner, a preposition or a name.
        head = words.forms[stop + 1]
        mention.side = head.islower() and head not in lex.LEADING and head not in lex.POST
    if first and words.glued[first] and words.lower[first - 1] in lex.SIDES:
        mention.side = True


def find_names(sentence: Sentence, gazetteer: Gazetteer, memory: Memory) -> None:
    """Find the names in a sentence: those of the gazetteer and those that look like a person's."""
    words, mentions = sentence.words, sentence.mentions
    total = len(words.forms)
    small, until = gazetteer.small_starts, 0
    # Few words can begin a name: capitalised ones, and those with which a name written small begins.
    forms = words.forms
    places = [k for k, form in enumerate(forms) if form[0].isupper() or form in small]
    for i in range(total) if words.small else places:
        if i < until:
            continue
        until = i + 1
        end = full_name_end(gazetteer, words, i)
        if end:
            mentions.append(Mention(i, end, _surname_names(gazetteer, words, end)))
            until = end
            continue
        matched = gazetteer.match_name(words, i, total)
        if matched is None and forms[i][-1] == "s":
            matched = _match_family(gazetteer, words, i)
        model = until < total and words.glued[until] and is_model(words, i)
        if model and (matched is None or all(n.form == "surname" for n in matched[1])):
            until = i + 2
            continue
        if matched is not None and matched[0] == until and (_is_month(words, i) or _is_others(words, i)):
            matched = None
        if matched is not None:
            stop, names = matched
            if names[0].shy and is_thing(words, i, stop):
                continue
            if not _is_part_of_longer(gazetteer, words, i, stop, names):
                finding = None
                if not is_strangers(words, i, stop, names, memory):
                    finding = name_finding(names, memory, exact=False, titled=is_titled(words, i))
                if finding is not None or any(n.form != "surname" for n in names):
                    mention = Mention(i, stop, names, finding)
                    mark_side(words, mention)
                    mentions.append(mention)
                    until = stop
                    continue
        mention_or_end = _find_stranger(sentence, i, gazetteer, memory, matched=matched is not None)
        if isinstance(mention_or_end, Mention):
            mentions.append(mention_or_end)
            until = mention_or_end.stop
        else:
            until = mention_or_end
    for before, mention in pairwise(mentions):
        owner, place = before.finding, mention.finding
        if owner is None or place is None or owner.thing != "state" or place.form != "city":
            continue
        if before.stop + 1 == mention.first and words.forms[before.stop] == "'s":
            # "Iraq's Tahrir Square" is not the one in Cairo.
            mention.finding = replace(place, who=owner.who, entry=owner.entry)
    _settle_short_forms(sentence, memory)
    if not lex.VIOLENCE.isdisjoint(words.lower):
        for mention in mentions:
            mention.violent = not lex.VIOLENCE.isdisjoint(words.lower[mention.stop : mention.stop + 4])
    sentence.index_mentions()


def _find_stranger(
    sentence: Sentence, i: int, gazetteer: Gazetteer, memory: Memory, *, matched: bool
) -> Mention | int:
    """Return the mention of a person or town that no file lists, or the word to go on with."""
    words = sentence.words
    total = len(words.forms)
    if words.upper or not is_name_word(words, i) or _is_role(gazetteer, words, i, total):
        return i + 1
    if len(words.forms[i]) > 4 and words.forms[i].isupper() and i + 1 < total:
        return i + 1
    stop = _name_end(words, i, total, gazetteer)
    # A word that is some person's surname is rather that ("of Morsi supporters") than a far town.
    town = None if matched else _find_town(gazetteer, words, i, stop)
    if town is not None:
        return Mention(i, stop, [], town)
    known = not matched and words.lower[i] in memory.people
    if words.title and stop - i >= 2:
        # "Putin Urges Khamenei", "Haniyeh Assassination": capitals tell nothing here, known surnames do.
        if matched or known:
            return i + 1
        for k in range(i + 1, stop):
            bearers = [n.entry for n in gazetteer.find(words.forms[k]) if n.entry.kind == "person"]
            if bearers and not any(words.forms[i] in e.name.split() for e in bearers):
                return k
    if stop - i >= 2 or known or matched or is_titled(words, i):
        return Mention(i, stop, _surname_names(gazetteer, words, stop))
    return stop


def _settle_short_forms(sentence: Sentence, memory: Memory) -> None:
    """Settle short forms ("Congress", "the Guards"): right where the report speaks of their state."""
    unclear = [m for m in sentence.mentions if m.finding is None and m.names]
    short = [m for m in unclear if all(n.form == "short" for n in m.names)]
    if not short:
        return
    named = {m.finding.who for m in sentence.mentions if m.finding is not None} | memory.weights.keys()
    for mention in short:
        fitting = [n for n in mention.names if not named or named & {n.entry.who, *n.entry.countries}]
        if len({n.entry.who for n in fitting}) != 1:
            sentence.mentions.remove(mention)
            continue
        mention.finding = entry_finding(
            fitting[0].entry, memory, rule="short-form", confidence=0.7, form="short"
        )


def _match_family(gazetteer: Gazetteer, words: Words, i: int) -> tuple[int, list[Name]] | None:
    """Return the names behind a plural surname ("the Bidens"), as `Gazetteer.match_name` does.

    The word ends with "s".
    """
    form = words.forms[i]
    if not form[0].isupper() or i == 0 or words.lower[i - 1] != "the":
        return None
    names = [n for n in gazetteer.find(form[:-1]) if n.entry.kind == "person"]
    return (i + 1, names) if names else None


def is_thing(words: Words, first: int, stop: int) -> bool:
    """Return whether a surname that is an ordinary word is one here: "slams the West", "met the King"."""
    if first == 0 or words.lower[first - 1] != "the" or words.title or words.upper:
        return False
    return stop == len(words) or not (words.forms[stop][0].isupper() or words.lower[stop] in lex.COLLECTIVE)


def _is_month(words: Words, i: int) -> bool:
    """Return whether "May" or the like is the month: beside a number, or after a word of time."""
    if words.lower[i] not in lex.MONTHS:
        return False
    around = words.forms[max(0, i - 1) : i] + words.forms[i + 1 : i + 2]
    return any(w[0].isdigit() for w in around) or (i > 0 and words.lower[i - 1] in lex.TIME_BEFORE)


def _is_others(words: Words, i: int) -> bool:
    """Return whether "States" are not the United ones: "the Gulf States", "Member States"."""
    if words.lower[i] != "states" or i == 0 or words.title or words.upper:
        return False
    return words.forms[i - 1][0].isupper() and words.lower[i - 1] != "the"


def _is_role(gazetteer: Gazetteer, words: Words, i: int, total: int) -> bool:
    return gazetteer.match_role(words, i, total) is not None


def _surname_names(gazetteer: Gazetteer, words: Words, stop: int) -> list[Name]:
    """Return the gazetteer's names for the last word of an unknown person's name."""
    return [n for n in gazetteer.find(words.forms[stop - 1]) if n.form in {"surname", "alias", "name"}]


def _is_part_of_longer(gazetteer: Gazetteer, words: Words, first: int, stop: int, names: list[Name]) -> bool:
    """Return whether a surname or city is only the begin of a longer, unknown name ("Jordan Smith")."""
    if stop - first > 1 or stop >= len(words.forms) or words.upper or words.title:
        return False
    if not is_name_word(words, stop):
        return False
    given = words.lower[first] in lex.GIVEN_STATES and not _is_of_state(gazetteer, words, stop)
    if not given and any(n.form != "surname" for n in names):
        return False
    return words.lower[stop] not in lex.COLLECTIVE and not words.forms[stop].isupper()


def _is_of_state(gazetteer: Gazetteer, words: Words, i: int) -> bool:
    """Return whether a word after a state's name is rather a thing of that state than a surname."""
    if words.lower[i] in lex.OF_STATES or words.lower[i] in lex.TITLES:
        return True
    return gazetteer.match_name(words, i, len(words.forms)) is not None or _is_role(
        gazetteer, words, i, len(words.forms)
    )


def _find_town(gazetteer: Gazetteer, words: Words, first: int, stop: int) -> Finding | None:
    """Return the state of an unlisted town ("in Bodrum", "the Accrington mayor"), or None."""
    place = first > 0 and words.lower[first - 1] in lex.TOWN_BEFORE
    if not place and stop < len(words.forms) and words.forms[stop].islower():
        role = gazetteer.match_role(words, stop, len(words.forms))
        place = role is not None and role[1].sector in {"GOV", "COP", "CVL", "JUD", "MED"}
    state = city_state(" ".join(words.lower[first:stop])) if place else None
    if state is None or state not in gazetteer.states:
        return None
    return Finding(state, "CVL", "state", "town", 0.6, gazetteer.states[state].name, form="city")


def _name_end(words: Words, first: int, total: int, gazetteer: Gazetteer) -> int:
    """Return the word after a run of capitalised words that may be a person's name."""
    stop = first + 1
    while stop < total:
        if is_name_word(words, stop):
            matched = gazetteer.match_name(words, stop, total)
            if matched is not None and any(n.form not in {"surname", "city", "short"} for n in matched[1]):
                break
            if _is_role(gazetteer, words, stop, total):
                break
            stop += 1
            continue
        initial = words.forms[stop] == "." and len(words.forms[stop - 1]) == 1
        joint = initial or words.lower[stop] in lex.NAME_JOINTS
        if not joint or stop + 1 >= total or not is_name_word(words, stop + 1):
            break
        stop += 2
    return stop


def own_name(sentence: Sentence, first: int, stop: int) -> Finding | None:
    """Return the finding for an unlisted body whose name shows that it is one ("Acme Corporation")."""
    words = sentence.words
    begins = sentence.begins.get(first)
    if begins is not None and begins.finding is not None and begins.finding.form == "adjective":
        # "The Iranian Chess Federation" stays with its state.
        return None
    if stop - first < 2 or words.upper or not words.forms[stop - 1][0].isupper():
        return None
    joints = {"of", "for", "and", "the", "in", "to", "on", "&"}
    if not all(words.forms[i][0].isupper() or words.lower[i] in joints for i in range(first, stop)):
        return None
    for sector, nouns in (("NGO", lex.OWN_NGO), ("BUS", lex.OWN_BUS), ("REB", lex.OWN_REB)):
        if any(w in nouns for w in words.lower[first:stop]):
            name = words.text[words.starts[first] : words.ends[stop - 1]]
            thing = "group" if sector == "REB" else "organisation"
            return Finding(name.upper(), sector, thing, "own-name", 0.6, name)
    return None

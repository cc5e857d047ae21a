"""Reading a sentence: finding its names, the people that it introduces, and what they are."""

from __future__ import annotations

import difflib

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence
from detente.actors._memory import Memory
from detente.actors._text import Words
from detente.actors.entries import Entry, Name
from detente.actors.gazetteer import Gazetteer

__all__ = ["entry_finding", "find_names", "is_name_word", "match_variant", "name_finding"]


def entry_finding(entry: Entry, memory: Memory, *, rule: str, confidence: float, form: str) -> Finding:
    """Return the finding for an entry: for a person by the office held on the report's day."""
    who, sector, role = entry.who, entry.sector, None
    if entry.kind == "person":
        office = entry.last_office(memory.day)
        if office is not None:
            who, sector, role = office.who, office.sector, office.title
    elif form == "people" or form == "city":
        sector = "CVL"
    woman = entry.woman if entry.kind == "person" else None
    plural = form == "people"
    return Finding(
        who, sector, entry.kind, rule, confidence, entry.name, role, entry, (), woman, plural, True, form
    )


def name_finding(names: list[Name], memory: Memory, *, exact: bool) -> Finding | None:
    """Return who names written alike stand for: None when none of them is likely, UNK when several are."""
    name, candidates, confidence = memory.choose(names, exact=exact)
    if name is None:
        if len(candidates) < 2 or all(n.form == "surname" for n in names) and not exact:
            return None
        first = names[0].entry
        return Finding("UNK", first.sector, first.kind, "ambiguous", 0.3, candidates=candidates, definite=False)
    rule = {"surname": "surname", "short": "short-form", "city": "place"}.get(name.form, "gazetteer")
    return entry_finding(name.entry, memory, rule=rule, confidence=confidence, form=name.form)


def is_name_word(words: Words, i: int) -> bool:
    """Return whether a word looks like part of a person's name."""
    form = words.forms[i]
    if not form[0].isupper() or not form[0].isalpha():
        return False
    return words.lower[i] not in lex.COMMON and (len(form) > 1 or i > 0)


def match_variant(words: Words, first: int, stop: int, names: list[Name]) -> Entry | None:
    """Return the person whose name is spelt nearly so ("Benyamin Netanyahu", "Anthony Blinken"), or None."""
    given = " ".join(words.lower[first : stop - 1])
    for name in names:
        if name.form != "surname":
            continue
        known = name.entry.name.lower()[: -len(name.written)].strip()
        if not known or known[0] != given[0]:
            continue
        if difflib.SequenceMatcher(None, known, given).ratio() >= 0.7:
            return name.entry
    return None


def _mark_side(words: Words, mention: Mention) -> None:
    """Set `side` where a hyphen makes the name an attribute of somebody else."""
    stop, first = mention.stop, mention.first
    if stop < len(words) and words.glued[stop] and words.lower[stop] in lex.BACKED:
        mention.side = True
    elif words.glued[first] and first and words.lower[first - 1] in lex.SIDES:
        mention.side = True
    elif stop < len(words) and words.lower[stop] in {"backed", "allied", "aligned", "linked", "affiliated"}:
        # "Iran backed militia" in headlines; a verb would be followed by a determiner or a name.
        mention.side = stop + 1 < len(words) and words.forms[stop + 1].islower() and (
            words.lower[stop + 1] not in lex.LEADING and words.lower[stop + 1] not in lex.POST
        )


def find_names(sentence: Sentence, gazetteer: Gazetteer, memory: Memory) -> None:
    """Find the names in a sentence: those of the gazetteer and those that look like a person's."""
    words, mentions = sentence.words, sentence.mentions
    total = len(words)
    i = 0
    while i < total:
        if not words.forms[i][0].isalpha():
            i += 1
            continue
        matched = gazetteer.match_name(words, i, total) or _match_family(gazetteer, words, i)
        if matched is not None:
            stop, names = matched
            if not _is_part_of_longer(words, i, stop, names):
                finding = name_finding(names, memory, exact=False)
                if finding is not None or any(n.form != "surname" for n in names):
                    mention = Mention(i, stop, names, finding)
                    _mark_side(words, mention)
                    mentions.append(mention)
                    i = stop
                    continue
        if words.upper or not is_name_word(words, i) or _is_role(gazetteer, words, i, total):
            i += 1
            continue
        stop = _name_end(words, i, total, gazetteer)
        titled = i > 0 and words.lower[i - (2 if i > 1 and words.forms[i - 1] == "." else 1)] in lex.TITLES
        known = matched is None and words.lower[i] in memory.people
        if stop - i >= 2 or titled or known or (matched is not None):
            mentions.append(Mention(i, stop, _surname_names(gazetteer, words, stop)))
        i = stop


def _match_family(gazetteer: Gazetteer, words: Words, i: int) -> tuple[int, list[Name]] | None:
    """Return the names behind a plural surname ("the Bidens"), as `Gazetteer.match_name` does."""
    form = words.forms[i]
    if not form.endswith("s") or not form[0].isupper() or i == 0 or words.lower[i - 1] != "the":
        return None
    names = [n for n in gazetteer.find(form[:-1]) if n.entry.kind == "person"]
    return (i + 1, names) if names else None


def _is_role(gazetteer: Gazetteer, words: Words, i: int, total: int) -> bool:
    matched = gazetteer.match_role(words, i, total)
    return matched is not None


def _surname_names(gazetteer: Gazetteer, words: Words, stop: int) -> list[Name]:
    """Return the gazetteer's names for the last word of an unknown person's name."""
    return [n for n in gazetteer.find(words.forms[stop - 1]) if n.form in {"surname", "alias", "name"}]


def _is_part_of_longer(words: Words, first: int, stop: int, names: list[Name]) -> bool:
    """Return whether a surname or city is only the begin of a longer, unknown name ("Jordan Smith")."""
    if stop >= len(words) or words.upper:
        return False
    if all(n.form in {"surname"} for n in names):
        return is_name_word(words, stop) and words.ends[stop - 1] + 1 >= words.starts[stop] and first == stop - 1 and (
            words.lower[stop] not in {"administration", "government", "campaign"}
        ) and not words.forms[stop].isupper()
    return False


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
        elif (
            words.lower[stop] in lex.NAME_JOINTS
            and stop + 1 < total
            and is_name_word(words, stop + 1)
        ):
            stop += 2
        elif words.forms[stop] == "." and len(words.forms[stop - 1]) == 1 and stop + 1 < total and is_name_word(words, stop + 1):
            stop += 2
        else:
            break
    return stop

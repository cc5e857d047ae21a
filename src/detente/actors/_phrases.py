"""From a noun phrase to a party: its head, the names in it, whose it is, and what follows the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Mention, Sentence, named_as
from detente.actors._holders import settle_holder
from detente.actors._memory import Memory
from detente.actors._reading import entry_finding, is_thing, match_variant, name_finding, own_name
from detente.actors._relations import (
    BODIES,
    has_nationality,
    is_domestic,
    is_sent,
    relation,
    ruler_of,
    runner_in,
    students_of,
    unowned,
    with_role,
)
from detente.actors._wording import is_acronym, is_vague, trim, with_title
from detente.actors.entries import Role
from detente.actors.gazetteer import Gazetteer

__all__ = ["Phrases"]

_NAMED: Final = BODIES | {"person", "media"}
_CITIZENS: Final = lex.word_set("citizen citizens resident residents inhabitants")
# Of a place: of the group that governs it.
_PUBLIC: Final = frozenset({"GOV"})
_MAX_DEPTH: Final = 4
# Of a possessive.
_MARKS: Final = frozenset({"'s", "'"})

Anaphor = Callable[[Sentence, int, str], Finding | None]
Complete = Callable[[Sentence, int, int, Finding | None], Finding]


class Phrases:
    """Reads noun phrases of one report.

    Args:
        gazetteer: The names.
        memory: What the report has told so far.
        anaphor: Who a pronoun at a word stands for.
        complete: A finding without a party, filled in from the report.
    """

    def __init__(self, gazetteer: Gazetteer, memory: Memory, anaphor: Anaphor, complete: Complete) -> None:
        self._gazetteer = gazetteer
        self._memory = memory
        self._anaphor = anaphor
        self._complete = complete

    def read(
        self, sentence: Sentence, first: int, stop: int, *, exact: bool = False, depth: int = 0
    ) -> Finding | None:
        """Return who a range of words stands for, or None when they say nothing about it."""
        first, stop = trim(sentence, first, stop)
        return self.read_trimmed(sentence, first, stop, exact=exact, depth=depth)

    def read_trimmed(
        self, sentence: Sentence, first: int, stop: int, *, exact: bool = False, depth: int = 0
    ) -> Finding | None:
        """Return the same as `read` for words that `trim` has left."""
        if first >= stop or depth > _MAX_DEPTH:
            return None
        found = self._read_phrase(sentence, first, stop, exact=exact, depth=depth)
        return None if found is None else settle_holder(sentence, first, stop, found)

    def _read_phrase(
        self, sentence: Sentence, first: int, stop: int, *, exact: bool, depth: int
    ) -> Finding | None:
        """Return the same, with the holder of the day for each office."""
        words = sentence.words
        if stop - first == 1 and words.lower[first] in lex.PRONOUNS and not is_acronym(words, first):
            return self._anaphor(sentence, first, words.lower[first])
        whole = self._whole(sentence, first, stop, exact=exact)
        if whole is not None:
            return whole
        own = own_name(sentence, first, stop) if exact else None
        if own is not None:
            return own
        end = self.head_end(sentence, first, stop)
        if end < stop and words.lower[end] == "of" and words.lower[end - 1] in lex.BRANCHES:
            # "The Afghan branch of the Islamic State"
            body = self.read(sentence, end + 1, stop, depth=depth + 1)
            if body is not None and body.who != "UNK" and body.thing in BODIES:
                return body
        head = self._read_head(sentence, first, end, depth)
        if head is not None and head.definite and head.who != "UNK":
            return head
        tail = self._read_tail(sentence, first, end, stop, head, depth) if end < stop else None
        return tail or head

    def read_role(self, sentence: Sentence, first: int, stop: int, role: Role) -> Finding | None:
        """Return who a role without any word before it stands for: as `read` would, quicker."""
        return self._bare(sentence, first, stop, (first, stop, role), sided=False)

    def _whole(self, sentence: Sentence, first: int, stop: int, *, exact: bool) -> Finding | None:
        """Return the finding of the name that covers a range exactly, or None."""
        mention = sentence.stops.get(stop)
        if mention is not None and mention.first == first:
            return self.finding_of(mention, sentence, exact=exact)
        if not exact:
            return None
        # "Netanyahu" alone of "Benjamin Netanyahu".
        longer = mention.finding if mention is not None and mention.first < first else None
        if longer is not None and longer.thing == "person":
            return longer
        matched = self._gazetteer.match_name(sentence.words, first, stop)
        if matched is None or matched[0] != stop:
            return None
        if matched[1][0].shy and is_thing(sentence.words, first, stop):
            return None
        return name_finding(matched[1], self._memory, exact=True)

    def finding_of(self, mention: Mention, sentence: Sentence, *, exact: bool = False) -> Finding | None:
        """Return who a mention is: by the report's own people first, then by the gazetteer."""
        if mention.finding is not None and mention.finding.who != "UNK":
            return mention.finding
        words = sentence.words
        known = self._memory.people.get(" ".join(words.lower[mention.first : mention.stop]))
        if known is None:
            known = self._memory.people.get(words.lower[mention.stop - 1])
            longer = known is not None and known.name and mention.stop - mention.first > 1
            if (
                known is not None
                and longer
                and (known.name or " ")[0].lower() != words.lower[mention.first][0]
            ):
                # Another person of that surname.
                known = None
        if known is not None:
            return replace(known, rule="earlier-in-report", confidence=min(known.confidence, 0.85))
        if mention.finding is None and any(n.form == "short" for n in mention.names):
            return name_finding(mention.names, self._memory, exact=exact)
        if mention.finding is not None:
            if exact and mention.names:
                return name_finding(mention.names, self._memory, exact=True) or mention.finding
            return mention.finding
        if mention.names and mention.stop - mention.first > 1:
            entry = match_variant(words, mention.first, mention.stop, mention.names)
            if entry is not None:
                return entry_finding(entry, self._memory, rule="name-variant", confidence=0.75, form="alias")
        elif mention.names and exact:
            return name_finding(mention.names, self._memory, exact=True)
        return None

    def head_end(self, sentence: Sentence, first: int, stop: int) -> int:
        """Return the word after the head noun: where a preposition, clause or comma follows it."""
        words = sentence.words
        for i in range(first + 1, stop):
            if words.lower[i] in lex.POST and not words.glued[i] and not sentence.is_named(i, first, stop):
                role = self._gazetteer.match_role(words, i - 1, stop)
                if role is not None and role[0] > i + 1 and words.lower[i] == "of":
                    continue
                return i
        return stop

    def _roles(self, sentence: Sentence, first: int, stop: int) -> list[tuple[int, int, Role]]:
        """Return the roles in a range of words as (first, stop, role), the longest at each place."""
        found, i = [], first
        while i < stop:
            matched = self._gazetteer.match_role(sentence.words, i, stop)
            if matched is None or sentence.is_named(i, first, stop):
                i += 1
            else:
                found.append((i, matched[0], matched[1]))
                i = matched[0]
        return found

    def _read_head(self, sentence: Sentence, first: int, stop: int, depth: int) -> Finding | None:
        """Return who a head with what stands before it is ("Iran's top general", "the Israeli military")."""
        words = sentence.words
        named = sentence.within(first, stop)
        run = self._read_run(sentence, first, stop) if named else None
        if run is not None:
            return run
        if not _MARKS.isdisjoint(words.forms[first + 1 : stop]):
            for p in range(stop - 1, first, -1):
                if words.forms[p] in _MARKS and not any(m.first <= p < m.stop for m in named):
                    return self._read_owned(sentence, first, p, stop, depth)
        if words.lower[first] in lex.POSSESSIVES and stop - first > 1:
            return self._read_owned(sentence, first, first + 1, stop, depth)
        mentions = [m for m in named if not m.side]
        roles = self._roles(sentence, first, stop)
        role = roles[-1] if roles else None
        base = self._base(sentence, mentions, first, stop)
        if base is None:
            return self._bare(sentence, first, stop, role, sided=any(m.side for m in named))
        mention, finding = base
        if words.lower[stop - 1] in lex.EXPERTS and finding.thing == "state" and finding.form == "name":
            # "A North Korea expert" is no North Korean.
            return self._bare(sentence, first, stop, role, sided=False)
        if depth and words.lower[stop - 1] in lex.SUBJECTS and finding.thing == "state":
            # "A professor of Russian studies"
            return None
        if mention.stop == stop or (role is not None and role[1] <= mention.first):
            return with_title(finding, roles, mention)
        if not lex.STUDENTS.isdisjoint(words.lower[mention.stop : stop]):
            finding = students_of(finding)
            if finding.rule == "modifier":
                return finding
        if role is not None:
            return with_role(self._gazetteer, self._memory, finding, role[2], words.lower[stop - 1])
        if words.lower[stop - 1] in lex.RELATIONS:
            return relation(self._gazetteer, finding, words.lower[stop - 1])
        return replace(finding, rule="modifier", confidence=min(finding.confidence, 0.7), form="modifier")

    def _read_run(self, sentence: Sentence, first: int, stop: int) -> Finding | None:
        """Return who "Gaza's Hamas-run health ministry" is: the group that runs it; None for other words.

        A place that a group runs ("the Hamas-run territory") is no party of that group.
        """
        run = runner_in(sentence, first, stop, self.finding_of)
        if run is None:
            return None
        mention, finding = run
        last = sentence.words.lower[stop - 1]
        roles = self._roles(sentence, mention.stop + 1, stop)
        if roles and roles[-1][2].sector in lex.PUBLIC:
            return with_role(self._gazetteer, self._memory, finding, roles[-1][2], last)
        if last in lex.LANDS and finding.entry is not None and finding.entry.countries:
            return Finding(finding.entry.countries[0], "CVL", "state", "place", 0.7, form="modifier")
        return None

    def _base(
        self, sentence: Sentence, mentions: list[Mention], first: int, stop: int
    ) -> tuple[Mention, Finding] | None:
        """Return the mention that says who: the last person or body, else the nationality."""
        found = [(m, f) for m in mentions if (f := self.finding_of(m, sentence)) is not None]
        for mention, finding in reversed(found):
            if finding.thing in _NAMED and finding.who != "UNK":
                states = [
                    f for m, f in found if m.stop <= mention.first and f.thing == "state" and f.who != "UNK"
                ]
                own = finding.who in self._gazetteer.group_parties
                if states and is_sent(states[-1], finding, sentence.words.lower[mention.stop : stop]):
                    return next((m, f) for m, f in reversed(found) if f is states[-1])
                if finding.thing == "organ" and states and states[-1].who != finding.who and not own:
                    # "the Russian Navy": the nationality decides over an organ known from another state.
                    finding = replace(finding, who=states[-1].who, entry=None, name=None, rule="owner-organ")
                return mention, finding
        known = [(m, f) for m, f in found if f.who != "UNK"]
        if known:
            glued = [f for m, f in known if sentence.words.glued[m.first]]
            if glued and len(known) > 1:
                # "Iranian-American", "US-Iranian": the American side of a dual national, else the first.
                return next(((m, f) for m, f in known if f.who == "USA"), known[0])
            return known[-1]
        return found[-1] if found else None

    def _bare(
        self, sentence: Sentence, first: int, stop: int, role: tuple[int, int, Role] | None, *, sided: bool
    ) -> Finding | None:
        """Return what a phrase without a name says: a role whose country the report must tell."""
        words = sentence.words
        last = words.lower[stop - 1]
        if last in lex.RELATIONS:
            return Finding("UNK", "GOV", "crowd", "relation", 0.6, plural=True, definite=True)
        # "Foreign" is vague before "officials", but not in "the foreign ministry".
        until = stop if role is None or role[2].crowd else role[0]
        vague = is_vague(words, first, until) and not sentence.within(first, stop)
        if vague or last in lex.STATES:
            sector = role[2].sector if role else "GOV" if last in lex.STATES else "UNK"
            return Finding("UNK", sector, "crowd", "vague", 0.7, plural=True)
        if role is None:
            return None
        crowd = role[2].crowd or role[2].plural
        if sided:
            if not crowd and role[2].sector == "REB":
                backers = {f.who for m in sentence.within(first, stop) if (f := self.finding_of(m, sentence))}
                group = self._memory.group_of(backers)
                if group is not None:
                    return replace(group, rule="the-group", confidence=0.7, role=role[2].word)
            return Finding("UNK", role[2].sector, "crowd", "side-only", 0.7, role=role[2].word, plural=crowd)
        return unowned(role[2], last)

    def _read_owned(self, sentence: Sentence, first: int, mark: int, stop: int, depth: int) -> Finding | None:
        """Return who "OWNER's THING" is: the thing where it has a name, else the owner in its role."""
        words = sentence.words
        begin = mark + 1 if words.forms[mark] in _MARKS else mark
        owner = self.read(sentence, first, mark, depth=depth + 1)
        if begin >= stop:
            return owner
        thing = self.read(sentence, begin, stop, depth=depth + 1)
        foreign = (
            thing is not None
            and thing.thing == "organ"
            and owner is not None
            and owner.who != thing.who
            # "Gaza's Hamas-run health ministry"
            and thing.who not in self._gazetteer.group_parties
        )
        foreign = foreign or is_sent(owner, thing, words.lower[begin:stop])
        sure = thing is not None and thing.definite and thing.thing in _NAMED
        if thing is not None and sure and thing.who != "UNK" and not foreign:
            return thing
        last = words.lower[stop - 1]
        personal = owner is None or owner.thing == "person" or words.lower[first] in lex.POSSESSIVES
        if thing is not None and personal and has_nationality(sentence, begin, stop, thing):
            # "Her Russian counterparts"
            return thing
        if last == "counterparts" and (thing is None or thing.who == "UNK"):
            return Finding("UNK", "GOV", "crowd", "relation", 0.6, plural=True)
        if last in lex.RELATIONS:
            named = self._base(sentence, [m for m in sentence.within(begin, stop) if not m.side], begin, stop)
            if named is not None and named[1].who != "UNK":
                # "Its Kurdish allies"
                return replace(named[1], rule="modifier", confidence=0.7, plural=True)
            if owner is not None and is_domestic(self._gazetteer, owner, last):
                return replace(owner, rule="owner", sector="UNK", thing="crowd", name=None, entry=None)
            return Finding("UNK", "GOV", "crowd", "relation", 0.6, plural=True)
        if owner is not None and owner.who == "UNK" and not owner.definite:
            owner = self._complete(sentence, first, mark, owner)
        if owner is None and words.lower[mark - 1] in lex.ANAPHORIC:
            owner = self._complete(sentence, first, mark, None)
        if owner is None:
            return thing
        if thing is not None and thing.thing == "organ" and owner.thing == "state" and thing.who != owner.who:
            return replace(thing, who=owner.who, entry=None, name=None, rule="owner-organ")
        roles = self._roles(sentence, begin, stop)
        if roles:
            held = with_role(self._gazetteer, self._memory, owner, roles[-1][2], last)
            return held if thing is None else named_as(held, thing)
        return replace(
            owner,
            rule="owner",
            confidence=min(owner.confidence, 0.65),
            form="modifier",
            thing="crowd",
            plural=False,
        )

    def _read_tail(
        self, sentence: Sentence, first: int, end: int, stop: int, head: Finding | None, depth: int
    ) -> Finding | None:
        """Return who a phrase is by what follows its head ("the people of Gaza", "X, a Hamas spokesman")."""
        words = sentence.words
        mark = words.lower[end]
        if mark in lex.TOWARDS:
            return None
        begin = end
        while begin < stop and (words.lower[begin] in lex.POST or words.lower[begin] in {"to", "on"}):
            begin += 1
        if mark in {"who", "whom", "that", "which", "where", "when"} or words.lower[begin - 1] == "against":
            return None
        if mark == "to" and words.lower[end - 1] in lex.ENVOYS:
            return None
        target = self.read(sentence, begin, stop, depth=depth + 1)
        run = (
            runner_in(sentence, begin, stop, self.finding_of)
            if head is not None and head.sector in lex.PUBLIC
            else None
        )
        if run is not None:
            # "The health ministry in Hamas-run Gaza"
            target = run[1]
        if target is None or target.who == "UNK":
            return None
        if target.form == "city" and head is not None and head.sector in _PUBLIC:
            target = ruler_of(self._gazetteer, self._memory.day, sentence, begin, stop) or target
        if head is None:
            unit = words.lower[end - 1]
            if mark in {",", "(", "of", "from", "in", "at", "and"} or unit in lex.PART_OF:
                return replace(
                    target,
                    rule=f"after-{'comma' if mark in ',(' else mark}",
                    confidence=min(target.confidence, 0.7),
                )
            return replace(target, rule="tail", confidence=min(target.confidence, 0.5))
        if not head.definite and head.role is not None:
            if words.lower[end - 1] in lex.PART_OF and mark == "of":
                return target
            if words.lower[end - 1] in lex.STUDENTS:
                return students_of(target)
            role = self._gazetteer.find_role(head.role)
            if role is not None:
                plural = replace(role, plural=head.plural)
                held = with_role(self._gazetteer, self._memory, target, plural, words.lower[end - 1])
                if head.woman is not None:
                    held = replace(held, woman=head.woman)
                return named_as(held, head)
        if head.rule == "vague" and mark in {"fighting", "affiliated", "linked", "loyal"}:
            return target
        if head.rule == "vague" and mark == "of" and words.lower[end - 1] in _CITIZENS:
            # "Arab citizens of Israel"
            return target
        return target if head.who == "UNK" and not head.definite else None

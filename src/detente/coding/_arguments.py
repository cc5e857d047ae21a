"""The arguments of one trigger: words and pointers of the network, resolved and weighed into parties."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from detente.coding._choice import NOTHING_TOLD, Proposal, Told, Weighing, weigh
from detente.coding._decode import Found, decode_roles, inside_probs, to_party_words
from detente.coding._network import Labels
from detente.coding._places import resolve_place
from detente.coding._pointing import KINDS, Pointing
from detente.coding._settings import Settings
from detente.coding._source import SourceSigns
from detente.coding._work import Passage, TriggerWork
from detente.records import Party, Place, Source, Span

if TYPE_CHECKING:
    from detente.actors import Dossier, Resolution

__all__ = ["Arguments", "to_party", "to_source"]

WEIGHED: Final = ("actor", "recipient")
PARTY_ROLES: Final = ("actor", "recipient", "via", "said_by")
_DESCRIBED: Final = re.compile(r"(?:its|their|his|her|the|a|an)\b", re.IGNORECASE)
_COMMA: Final = re.compile(r"\s*,\s*(?:the\s+)?", re.IGNORECASE)
_GENITIVE: Final = re.compile(r"['’]s?$")
_LIST: Final = re.compile(r"(?:\s*(?:,|and|or|&|as well as|the|[A-Z][\w.’'-]*)\s*)+")


class Arguments:
    """The arguments of one trigger: decoded once, resolved on demand."""

    def __init__(
        self,
        labels: Labels,
        settings: Settings,
        weighings: dict[str, Weighing],
        passage: Passage,
        work: TriggerWork,
        dossier: Dossier,
        trigger: str,
        *,
        told: Told = NOTHING_TOLD,
    ) -> None:
        self._told, self._labels = told, labels
        self._settings, self._passage, self._work, self._dossier = settings, passage, work, dossier
        self._sentence = passage.sentences[work.position]
        self._offsets = work.trigger.sentence.offsets
        self._inside, begins = inside_probs(work.verdict.roles, len(self._offsets))
        found = decode_roles(self._inside, begins, settings.role_limit)
        claimed = dict(zip(labels.roles, found, strict=True))
        self._spans = _settle_rivals(claimed)
        # A source may be a party too: "Trump said he called off the strikes".
        self._source_words = self._spans["said_by"] or claimed["said_by"]
        self._ranges = {role: self._party_ranges(role) for role in ("actor", "recipient", "via")}
        self._weighings = weighings
        self._weighed: dict[str, list[tuple[float, Proposal]]] = {}
        self.pointing = Pointing(labels, passage, work, dossier)
        self._resolved = self._resolve(trigger)
        self.proposals = {role: self._propose(role) for role in WEIGHED}

    def _resolve(self, trigger: str) -> dict[tuple[str, int, int], tuple[Resolution, ...]]:
        """Return the parties of all words that are arguments, by role and range, resolved together."""
        found = [(role, start, stop) for role, ranges in self._ranges.items() for start, stop, _ in ranges]
        source = self._likeliest(self._source_words)
        if source is not None:
            start = source[1].start - self._sentence.offset
            found.append(("said_by", start, start + len(source[0])))
        results = self._dossier.resolve_event(
            [(KINDS[role], start, stop) for role, start, stop in found], trigger
        )
        return dict(zip(found, results, strict=True))

    def best(self, role: str) -> tuple[str, Span] | None:
        """Return words and span of the likeliest argument of a role, or None."""
        return self._likeliest(self._spans[role])

    def prob(self, role: str) -> float:
        """Return the probability of the likeliest argument of a role, 0 when there is none."""
        top = _top(self._spans[role])
        return 0.0 if top is None else top.prob

    def _likeliest(self, spans: Sequence[Found]) -> tuple[str, Span] | None:
        """Return words and characters of the likeliest of some spans, None when there are none."""
        top = _top(spans)
        if top is None:
            return None
        start, stop = self._work.trigger.sentence.words_of(top.start, top.stop)
        return self._sentence.text[start:stop], self._span(start, stop)

    def _propose(self, role: str) -> list[Proposal]:
        """Return the parties that the words of a role or the reader's pointers propose."""
        proposals: dict[str, Proposal] = {}
        best = max((prob for *_, prob in self._ranges[role]), default=0.0)
        top = [(start, stop) for start, stop, prob in self._ranges[role] if prob == best]
        for start, stop, prob in self._ranges[role]:
            listed = any(_stand_in_list(self._sentence.text, (start, stop), other) for other in top)
            resolutions = self._resolved[role, start, stop]
            for r in resolutions:
                known = proposals.get(r.who)
                if known is None or prob > known.prob:
                    several = len(resolutions) > 1
                    proposals[r.who] = Proposal(r, prob, (start, stop), listed, several)
        for r, prob, span in self.pointing.unnamed(role):
            proposals.setdefault(r.who, Proposal(r, seen=span)).unnamed = prob
        for r, prob, span in self.pointing.anywhere(role):
            proposals.setdefault(r.who, Proposal(r, seen=span)).anywhere = prob
        return list(proposals.values())

    def parties(self, role: str, kind: str) -> tuple[Party, ...]:
        """Return the parties of a role of an event of type `kind`: named here, or stood for."""
        if role not in WEIGHED:
            return self._named(role)
        limit = self._weighings[role].limit
        chosen = [p for prob, p in self._weigh(role, kind) if prob >= limit]
        taken = {p.words for p in chosen}
        # Words whose own party was not chosen ("he", "the group") may stand for one that was pointed at.
        weak = [
            (start, stop)
            for start, stop, prob in self._ranges[role]
            if (start, stop) not in taken and prob >= self._settings.spoken_limit
        ]
        parties = []
        for p in chosen:
            if p.words is not None:
                parties.append((p.words[0], self._spoken(p.resolution, p.words)))
                continue
            loose = next((w for w in weak if self._is_weak(role, w)), None)
            if loose is not None:
                weak.remove(loose)
                parties.append((loose[0], self._spoken(p.resolution, loose)))
            elif p.seen is not None:
                parties.append((len(self._sentence.text), to_party(p.resolution, "", p.seen)))
        for start, stop in weak:
            # Words that say nobody in particular ("gunmen") are an answer too.
            r = self._resolved[role, start, stop][0]
            if r.who == "UNK" and not _is_apposed(self._sentence.text, (start, stop), taken):
                parties.append((start, self._spoken(r, (start, stop))))
        return tuple(dict.fromkeys(p for _, p in sorted(parties, key=lambda pair: pair[0])))

    def _weigh(self, role: str, kind: str) -> list[tuple[float, Proposal]]:
        if role not in self._weighed:
            other = next(r for r in WEIGHED if r != role)
            found, others = self.proposals[role], self.proposals[other]
            weighing, nobody = self._weighings[role], self.pointing.nobody(role)
            self._weighed[role] = weigh(found, others, nobody, kind, weighing, role=role, told=self._told)
        return self._weighed[role]

    def certainty(self, kind: str) -> float:
        """Return how sure it is that actors and recipients are the right ones, each party judged alone.

        Several that are chosen for a role count as one, with their geometric mean: three of whom each is sure
        are not less worth telling than one. A probability where there is one.
        """
        certain = 1.0
        for role in WEIGHED:
            limit = self._weighings[role].limit
            probs = [prob for prob, _ in self._weigh(role, kind)]
            chosen = [prob for prob in probs if prob >= limit]
            certain *= math.prod(1.0 - prob for prob in probs if prob < limit)
            if chosen:
                certain *= math.prod(chosen) ** (1.0 / len(chosen))
        return certain

    def _is_weak(self, role: str, words: tuple[int, int]) -> bool:
        found = self._resolved[role, *words]
        return len(found) == 1 and (found[0].who == "UNK" or found[0].confidence < self._settings.weak_limit)

    def _named(self, role: str) -> tuple[Party, ...]:
        return tuple(
            dict.fromkeys(
                self._spoken(r, (start, stop))
                for start, stop, prob in self._ranges[role]
                if prob >= self._settings.spoken_limit
                for r in self._resolved[role, start, stop]
            )
        )

    def _party_ranges(self, role: str) -> list[tuple[int, int, float]]:
        """Return character range and probability of a role's words; ranges that share a word are one."""
        ranges: list[tuple[int, int, float]] = []
        for f in self._spans[role]:
            found = self._party_words(f)
            if found is None:
                continue
            start, stop, prob = *found, f.prob
            if ranges and start < ranges[-1][1]:
                last = ranges.pop()
                start, stop, prob = min(last[0], start), max(last[1], stop), max(last[2], prob)
            ranges.append((start, stop, prob))
        return ranges

    def source_signs(self) -> SourceSigns:
        """Return what the reader says of whether there is a source."""
        source, actor = map(self._labels.roles.index, ("said_by", "actor"))
        claims = self._inside[:, source]
        top = int(claims.argmax())
        return SourceSigns(
            words=self.prob("said_by"),
            claimed=float(claims[top]),
            actor=float(self._inside[top, actor]),
            nobody=self.pointing.nobody("said_by"),
            hedged=float(self._work.verdict.hedged[1]),
        )

    def source(self) -> Source | None:
        """Return who the source is, if there is one; None when no words name it."""
        if self._speaker is None:
            return None
        return to_source(*self._speaker)

    def source_side(self) -> tuple[Party, ...]:
        """Return the party for which an unnamed source speaks; empty when it is named or speaks for none."""
        if self._speaker is None:
            return ()
        r, _, span = self._speaker
        unnamed = r.kind in (None, "anonymous") and r.who != "UNK"
        return (Party("", r.who, r.sector, span, None, "source"),) if unnamed else ()

    @cached_property
    def _speaker(self) -> tuple[Resolution, str, Span] | None:
        """Who the source is, its words ("" for none) and where it is named."""
        words = self._likeliest(self._source_words)
        pointed = self.pointing.unnamed("said_by")
        if words is None:
            pointed = pointed or self.pointing.anywhere("said_by")
            return (pointed[0][0], "", pointed[0][2]) if pointed else None
        local = words[1].start - self._sentence.offset
        r = self._resolved["said_by", local, local + len(words[0])][0]
        sure = pointed and pointed[0][1] >= self._settings.weak_context_limit
        if sure and r.confidence < self._settings.weak_limit:
            r = replace(pointed[0][0], kind=r.kind)
        return r, *words

    def place(self, countries: frozenset[str]) -> Place | None:
        """Return the place, or None; `countries` are those of the event's parties."""
        words, span = self.place_words
        if not words or span is None or self.prob("place") < self._settings.place_limit:
            return None
        return resolve_place(words, span, countries)

    @cached_property
    def place_words(self) -> tuple[str, Span | None]:
        """The likeliest words for the place, however sure, and where they stand; ("", None) for none."""
        top = _top(self._spans["place"])
        words = None if top is None else self._party_words(top)
        if words is None:
            return "", None
        start, stop = words
        # "Gaza's hospitals": the place is Gaza.
        text = _GENITIVE.sub("", self._sentence.text[start:stop])
        return (text, self._span(start, start + len(text))) if len(text) > 1 else ("", None)

    def _party_words(self, found: Found) -> tuple[int, int] | None:
        """Return the characters of a decoded argument, as `to_party_words` cuts them."""
        start, end = self._offsets[found.start][0], self._offsets[found.stop - 1][1]
        return to_party_words(self._sentence.text, start, end)

    def _spoken(self, r: Resolution, words: tuple[int, int]) -> Party:
        """Return the party of some words of the sentence."""
        return to_party(r, self._sentence.text[slice(*words)], self._span(*words))

    def _span(self, start: int, stop: int) -> Span:
        return Span(self._sentence.offset + start, self._sentence.offset + stop)


_TITLES: Final = frozenset(
    {"President", "Minister", "Leader", "Secretary", "General"}
    | {"Chancellor", "King", "Prince", "Emir", "Sultan"}
)


def to_party(r: Resolution, text: str, span: Span) -> Party:
    """Return the party of some words that are resolved, "" for none."""
    return Party(text, r.who, r.sector, span, _fitting_name(r.name, text), r.rule)


def to_source(r: Resolution, text: str, span: Span) -> Source:
    """Return the source of some words that are resolved, "" for none."""
    return Source(text, r.who, r.kind or "anonymous", span, _fitting_name(r.name, text), r.rule)


def _top(spans: Sequence[Found]) -> Found | None:
    """Return the likeliest of some spans, None when there are none."""
    return max(spans, key=lambda f: f.prob, default=None)


def _fitting_name(name: str | None, text: str) -> str | None:
    """Return a resolved name unless the words end in another one.

    "Venezuela's president, Ramiro Ocampo" is not the office-holder whom the gazetteer knows.
    """
    words = text.split()
    if name is None or len(words) < 2 or not all(w[:1].isupper() for w in words[-2:]):
        return name
    if _TITLES & set(words[-2:]) or set(name.casefold().split()) & {
        w.casefold().strip(",.'’s") for w in words
    }:
        return name
    return None


def _settle_rivals(spans: dict[str, list[Found]]) -> dict[str, list[Found]]:
    """Return the arguments with words that two roles claim given to the likelier role.

    Nobody does something to himself in the same words; place and time may share them.
    """
    rivals = [(role, f) for role in PARTY_ROLES for f in spans[role]]
    rivals.sort(key=lambda pair: -pair[1].prob)
    kept: list[tuple[str, Found]] = []
    for role, f in rivals:
        if all(other == role or f.stop <= g.start or g.stop <= f.start for other, g in kept):
            kept.append((role, f))
    settled = {role: [f for r, f in kept if r == role] for role in PARTY_ROLES}
    return spans | {role: sorted(found, key=lambda f: f.start) for role, found in settled.items()}


def _is_apposed(text: str, words: tuple[int, int], named: Iterable[tuple[int, int] | None]) -> bool:
    """Return whether a name follows that says who is meant: "its ally, the FARC"."""
    return _DESCRIBED.match(text, words[0]) is not None and any(
        n is not None and n[0] >= words[1] and _COMMA.fullmatch(text[words[1] : n[0]]) for n in named
    )


def _stand_in_list(text: str, words: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether only commas, names and "and" stand between two ranges of words."""
    first, last = sorted((words, other))
    between = text[first[1] : last[0]]
    return words == other or (len(between) <= 60 and _LIST.fullmatch(between) is not None)

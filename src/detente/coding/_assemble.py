"""From the network's verdicts on triggers to event mentions with parties, dates and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from detente.coding._dates import resolve_date
from detente.coding._decode import Found, decode_pointer, decode_roles, mix_types, to_party_words
from detente.coding._network import Floats, Labels, Trigger, Verdict
from detente.coding._places import resolve_place
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Place, Source, Span, Status
from detente.reports import HEADLINE_INDEX

if TYPE_CHECKING:
    from detente.actors import Dossier, PartyKind, Resolution, Resolver

__all__ = ["Assembler", "CodedSentence", "Passage", "Settings", "TriggerWork"]

READ_AHEAD_SENTENCES: Final = 6
PARTY_ROLES: Final = ("actor", "recipient", "via", "said_by")
KINDS: Final[dict[str, PartyKind]] = {
    "actor": "actor",
    "recipient": "recipient",
    "via": "party",
    "said_by": "source",
}
"""What a role's words are to the actors room."""


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """One sentence given to the coder: its number (-1: the headline), text and offset in the report."""

    index: int
    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one report, as the coder takes them.

    Attributes:
        id: Identifier of the report.
        sentences: The headline first (index -1), where there is one, then the sentences in order.
        published: Day of publication, or None.
        outlet: Who published it, or "".
    """

    id: str
    sentences: tuple[CodedSentence, ...]
    published: dt.date | None = None
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers that turn the network's outputs into mentions, fitted on held-out text.

    Attributes:
        coder: Name and version written into every mention.
        candidate_limit: Least probability of any event for a token to be part of a candidate, 0 to 1.
        min_score: Least score of a mention, 0 to 1.
        type_min_score: The same for single types, where it differs.
        role_limit: Least probability of an argument's tokens.
        context_limit: Least probability of a party that stands in other words than the event's own.
        weak_limit: Confidence of the resolver below which words like "he" go by what the reader points at.
        weak_context_limit: Least probability of the party pointed at for such words.
        add_limit: Least probability of a party pointed at beside others that the sentence names.
        pointer_ratio: Parties pointed at that have less than this share of the likeliest are left out.
        argument_ratio: Parties less likely than this share of their role's likeliest are left out, 0 to 1.
        tag_weight: Weight of the tagger against the reader in the type's probability, 0 to 1.
        curve: Points (raw, calibrated) of the piecewise linear map from raw probability to score.
    """

    coder: str
    candidate_limit: float = 0.15
    min_score: float = 0.4
    type_min_score: dict[str, float] = field(default_factory=dict)
    role_limit: float = 0.5
    context_limit: float = 0.5
    weak_limit: float = 0.6
    weak_context_limit: float = 0.5
    add_limit: float = 1.1
    pointer_ratio: float = 0.4
    argument_ratio: float = 0.75
    tag_weight: float = 0.5
    curve: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0], [1.0, 1.0]])

    def with_min_score(self, min_score: float) -> Settings:
        """Return the settings with one least score for all types."""
        return replace(self, min_score=min_score, type_min_score={})

    def calibrate(self, raw: float) -> float:
        """Return the score of a raw probability."""
        xs, ys = zip(*self.curve, strict=True)
        return float(np.interp(raw, xs, ys))


@dataclass(frozen=True, slots=True, eq=False)
class TriggerWork:
    """A candidate trigger, the position of its sentence in the passage, and the network's verdict."""

    position: int
    trigger: Trigger
    tags: Floats
    verdict: Verdict


class Assembler:
    """Makes the mentions of one passage from what the network says of its triggers."""

    def __init__(self, labels: Labels, settings: Settings) -> None:
        self._labels = labels
        self._settings = settings
        self._mode_columns = {
            tag: [0] + [i for i, m in enumerate(labels.modes) if m.startswith(tag + "/")]
            for tag in labels.tags
        }

    def assemble(
        self, passage: Passage, work: Sequence[TriggerWork], resolver: Resolver
    ) -> tuple[EventMention, ...]:
        """Return the mentions of a passage in the order of their sentences and words."""
        waiting: dict[int, list[TriggerWork]] = {}
        for item in work:
            waiting.setdefault(item.position, []).append(item)
        dossier = resolver.open(passage.published, passage.outlet)
        mentions: list[EventMention] = []
        for position, sentence in enumerate(passage.sentences):
            here = waiting.get(position, [])
            if sentence.index == HEADLINE_INDEX:
                text = _lower_triggers(sentence.text, [w.trigger for w in here])
                dossier.add_sentence(text)
                reader = self._read_ahead(passage, text, resolver) if here else dossier
            else:
                dossier.add_sentence(sentence.text)
                reader = dossier
            own = [self._mention(passage, w, reader) for w in here]
            mentions.extend(_merge_repeats([m for m in own if m is not None]))
        return tuple(mentions)

    @staticmethod
    def _read_ahead(passage: Passage, headline: str, resolver: Resolver) -> Dossier:
        """Return a dossier for the headline: its bare surnames are introduced only by what follows."""
        dossier = resolver.open(passage.published, passage.outlet)
        body = [s for s in passage.sentences if s.index != HEADLINE_INDEX]
        for sentence in body[:READ_AHEAD_SENTENCES]:
            dossier.add_sentence(sentence.text)
        dossier.add_sentence(headline)
        return dossier

    @staticmethod
    def trigger_span(passage: Passage, work: TriggerWork) -> Span:
        """Return where a candidate trigger stands in the report, on whole words."""
        offset = passage.sentences[work.position].offset
        start, stop = work.trigger.sentence.words_of(work.trigger.start, work.trigger.stop)
        return Span(offset + start, offset + stop)

    def score_of(self, work: TriggerWork) -> tuple[str, float]:
        """Return the likeliest type of a candidate and its calibrated score."""
        mixed = mix_types(work.tags, work.verdict.type, self._settings.tag_weight)
        best = int(mixed[1:].argmax()) + 1
        return self._labels.tags[best], self._settings.calibrate(float(mixed[best]))

    def _mention(self, passage: Passage, work: TriggerWork, dossier: Dossier) -> EventMention | None:
        kind, score = self.score_of(work)
        if score < self._settings.type_min_score.get(kind, self._settings.min_score):
            return None
        sentence = passage.sentences[work.position]
        span = self.trigger_span(passage, work)
        trigger = sentence.text[span.start - sentence.offset : span.end - sentence.offset]
        roles = _Arguments(self._labels, self._settings, passage, work, dossier, trigger)
        columns = self._mode_columns[kind]
        mode_name = self._labels.modes[columns[int(work.verdict.mode[columns].argmax())]]
        mode = mode_name.partition("/")[2] or None
        status = cast("Status", self._labels.statuses[int(work.verdict.status.argmax())])
        actor, recipient, via = roles.parties("actor"), roles.parties("recipient"), roles.parties("via")
        countries = frozenset(p.who for p in (*actor, *recipient) if len(p.who) == 3)
        date_words = roles.best("time")
        date = (
            resolve_date(date_words[0], passage.published, future=status == "future") if date_words else None
        )
        return EventMention(
            type=kind,
            mode=mode,
            trigger=trigger,
            trigger_span=span,
            actor=actor or (Party("", rule="unnamed"),),
            recipient=recipient,
            via=via,
            said_by=roles.source(),
            status=status,
            hedged=bool(work.verdict.hedged[1] > 0.5),
            date=date.day if date else None,
            date_precision=date.precision if date else None,
            date_text=date_words[0] if date_words else None,
            place=roles.place(countries),
            quad_class=quad_class_of(kind),
            intensity=intensity_of(kind, mode),
            cameo=cameo_root(kind, mode),
            score=round(score, 4),
            sentence=sentence.text,
            sentence_index=sentence.index,
            sentence_span=Span(sentence.offset, sentence.offset + len(sentence.text)),
            report_id=passage.id,
            coder=self._settings.coder,
        )


class _Arguments:
    """The arguments of one trigger: decoded once, resolved on demand."""

    def __init__(
        self,
        labels: Labels,
        settings: Settings,
        passage: Passage,
        work: TriggerWork,
        dossier: Dossier,
        trigger: str,
    ) -> None:
        self._settings, self._passage, self._work, self._dossier = settings, passage, work, dossier
        self._sentence = passage.sentences[work.position]
        self._offsets = work.trigger.sentence.offsets
        found = decode_roles(work.verdict.roles, len(self._offsets), settings.role_limit)
        self._spans = _settle_rivals(dict(zip(labels.roles, found, strict=True)))
        self._columns = {role: n for n, role in enumerate(labels.context_roles)}
        self._least = min(settings.context_limit, settings.weak_context_limit, settings.add_limit)
        self._resolved = self._resolve(trigger)

    def _resolve(self, trigger: str) -> dict[tuple[str, int, int], tuple[Resolution, ...]]:
        """Return the parties of all words that are arguments, by role and range, resolved together."""
        found = [(role, *r) for role in ("actor", "recipient", "via") for r in self._party_ranges(role)]
        source = self.best("said_by")
        if source is not None:
            start = source[1].start - self._sentence.offset
            found.append(("said_by", start, start + len(source[0])))
        results = self._dossier.resolve_event(
            [(KINDS[role], start, stop) for role, start, stop in found], trigger
        )
        return dict(zip(found, results, strict=True))

    def best(self, role: str) -> tuple[str, Span] | None:
        """Return words and span of the likeliest argument of a role, or None."""
        if not self._spans[role]:
            return None
        top = max(self._spans[role], key=lambda f: f.prob)
        start, stop = self._work.trigger.sentence.words_of(top.start, top.stop)
        return self._sentence.text[start:stop], self._span(start, stop)

    def parties(self, role: str) -> tuple[Party, ...]:
        """Return the parties of a role: those that this sentence names, else those that it stands for."""
        settings = self._settings
        pointed = self._pointed(role)
        named: list[Party] = []
        for start, stop in self._party_ranges(role):
            text, span = self._sentence.text[start:stop], self._span(start, stop)
            found = self._resolved[role, start, stop]
            if len(found) == 1 and found[0].confidence < settings.weak_limit:
                meant = [r for r, prob, _ in pointed if prob >= settings.weak_context_limit]
                found = tuple(meant[:1]) or found
            named.extend(self._party(r, text, span) for r in found)
        known = {p.who for p in named} - {"UNK"}
        # Words that say nobody in particular ("gunmen") are an answer; nothing is added to them.
        limit = settings.context_limit if not named else settings.add_limit if known else 2.0
        least = max(limit, settings.pointer_ratio * pointed[0][1]) if pointed else limit
        named.extend(
            self._party(r, "", span) for r, prob, span in pointed if prob >= least and r.who not in known
        )
        return tuple(dict.fromkeys(named))

    def _pointed(self, role: str) -> list[tuple[Resolution, float, Span]]:
        """Return (party, probability, words) of the parties that the reader points at, likeliest first.

        Words that name the same party add up.
        """
        column, pointer = self._columns.get(role), self._work.verdict.pointer
        if column is None or 1.0 - pointer[0, column] < self._least:
            return []
        found: dict[str, tuple[Resolution, float, Span, float]] = {}
        for run in decode_pointer(pointer[:, column]):
            number, start, stop = self._locate(run)
            resolution = self._dossier.resolve(
                start,
                stop,
                KINDS[role],
                # The sentence itself was added last, to whichever dossier this is.
                sentence=-1 if number == self._work.position else number,
            )
            if resolution.who == "UNK":
                continue
            offset = self._passage.sentences[number].offset
            span = Span(offset + start, offset + stop)
            kept = found.get(resolution.who)
            if kept is None:
                found[resolution.who] = resolution, run.prob, span, run.prob
            elif run.prob > kept[3]:
                found[resolution.who] = resolution, kept[1] + run.prob, span, run.prob
            else:
                found[resolution.who] = kept[0], kept[1] + run.prob, kept[2], kept[3]
        return sorted(((r, p, span) for r, p, span, _ in found.values()), key=lambda x: -x[1])

    def _party_ranges(self, role: str) -> list[tuple[int, int]]:
        """Return the character ranges of a role's parties; ranges that share a word are one."""
        ranges: list[tuple[int, int]] = []
        best = max((f.prob for f in self._spans[role]), default=0.0)
        for f in self._spans[role]:
            if f.prob < self._settings.argument_ratio * best:
                continue
            found = to_party_words(
                self._sentence.text, self._offsets[f.start][0], self._offsets[f.stop - 1][1]
            )
            if found is None:
                continue
            if ranges and found[0] < ranges[-1][1]:
                found = min(ranges[-1][0], found[0]), max(ranges[-1][1], found[1])
                ranges.pop()
            ranges.append(found)
        return ranges

    def source(self) -> Source | None:
        """Return the source, or None when the word is the reporter's own."""
        words = self.best("said_by")
        if words is not None:
            local = words[1].start - self._sentence.offset
            r = self._resolved["said_by", local, local + len(words[0])][0]
            if r.confidence < self._settings.weak_limit:
                pointed = self._pointed("said_by")
                if pointed and pointed[0][1] >= self._settings.weak_context_limit:
                    return self._source(replace(pointed[0][0], kind=r.kind), *words)
            return self._source(r, *words)
        pointed = self._pointed("said_by")
        if not pointed or pointed[0][1] < self._settings.context_limit:
            return None
        return self._source(pointed[0][0], "", pointed[0][2])

    def place(self, countries: frozenset[str]) -> Place | None:
        """Return the place, or None; `countries` are those of the event's parties."""
        words = self.best("place")
        if words is None or not words[0]:
            return None
        return resolve_place(words[0], words[1], countries)

    def _span(self, start: int, stop: int) -> Span:
        return Span(self._sentence.offset + start, self._sentence.offset + stop)

    def _locate(self, found: Found) -> tuple[int, int, int]:
        """Return (position of the sentence, start, stop) of a run of the pointer's tokens."""
        places = [(self._work.position, self._work.trigger.sentence)]
        places += [(position, sentence) for _, position, sentence in self._work.trigger.context]
        at = 0
        for position, sentence in places:
            size = len(sentence.offsets)
            if found.start < at + size:
                first, last = found.start - at, min(found.stop - at, size)
                return position, *sentence.words_of(first, last)
            at += size
        raise AssertionError("a token lies beyond the sentence and its context")

    @staticmethod
    def _party(r: Resolution, text: str, span: Span) -> Party:
        return Party(text, r.who, r.sector, span, _fitting_name(r.name, text), r.rule)

    @staticmethod
    def _source(r: Resolution, text: str, span: Span) -> Source:
        return Source(text, r.who, r.kind or "anonymous", span, _fitting_name(r.name, text), r.rule)


_TITLES: Final = frozenset(
    {"President", "Minister", "Leader", "Secretary", "General"}
    | {"Chancellor", "King", "Prince", "Emir", "Sultan"}
)


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


def _lower_triggers(text: str, triggers: Sequence[Trigger]) -> str:
    """Return a headline with its trigger words in lower case: "Urges Khamenei" is no name."""
    for t in triggers:
        start, stop = t.sentence.words_of(t.start, t.stop)
        lower = text[start:stop].lower()
        if len(lower) == stop - start:
            text = text[:start] + lower + text[stop:]
    return text


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


def _merge_repeats(mentions: list[EventMention]) -> list[EventMention]:
    """Return the mentions of one sentence without those that name the same event again.

    Same type, parties, status and place: the guide counts an event named twice in a sentence once.
    """
    kept: dict[tuple[object, ...], EventMention] = {}
    for m in mentions:
        key = (
            m.type,
            frozenset(p.who for p in m.actor),
            frozenset(p.who for p in m.recipient),
            m.status,
            m.place.text if m.place else None,
        )
        if key not in kept or m.score > kept[key].score:
            kept[key] = m
    return sorted(kept.values(), key=lambda m: m.trigger_span)

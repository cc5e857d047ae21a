"""From the network's verdicts on triggers to event mentions with parties, dates and places."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from detente.coding._arguments import Arguments
from detente.coding._choice import NUMBERS, Told, Weighing
from detente.coding._clues import FRAME_SENTENCES, Act, ClueReader
from detente.coding._dates import dated_status, resolve_date
from detente.coding._decode import mix_types
from detente.coding._network import Labels, Trigger
from detente.coding._sectors import load_sector_clues, suit_sectors
from detente.coding._settings import Settings
from detente.coding._source import (
    describe_source,
    load_kind_clues,
    load_source_clues,
    read_source_clues,
    suit_kind,
)
from detente.coding._status import StatusWeights, decide_status, load_status_clues, name_verdict
from detente.coding._work import Passage, TriggerWork
from detente.errors import ModelError
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Span, Status
from detente.reports import HEADLINE_INDEX

if TYPE_CHECKING:
    from detente.actors import Dossier, Entry, Resolver

__all__ = ["Assembler"]

READ_AHEAD_SENTENCES: Final = 6
_WORD: Final = re.compile(r"\w+")
_AHEAD: Final = ("future", "hypothetical")
_NOBODY_NAMED: Final = (Party("", rule="unnamed"),)
_INNER_CAPITAL: Final = re.compile(r"(?<=[a-z,] )[A-Z]\w+")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an event's status was decided on, whether it has a source, and whether a place is told.

    Attributes:
        verdict: The network's probability of each status.
        dated: What the event's own time words say, or None.
        clues: What stands around it.
        source: What is known of its source, as `_source` describes it.
        place: The likeliest words for its place, "" when there are none.
        place_prob: Their probability.
    """

    verdict: dict[Status, float]
    dated: Status | None
    clues: list[str]
    source: list[float]
    place: str
    place_prob: float


@dataclass(frozen=True, slots=True)
class _Course:
    """A passage in the course of being assembled: its mentions so far, and what they were decided on."""

    passage: Passage
    clues: ClueReader
    states: Mapping[str, Entry]
    grounds: dict[Span, Grounds]
    mentions: list[EventMention] = field(default_factory=list)
    _told: dict[str, deque[dict[str, frozenset[str]]]] = field(default_factory=dict)

    def add(self, mentions: Sequence[EventMention]) -> None:
        """Take in the mentions of the next sentence."""
        self.mentions.extend(mentions)
        for m in mentions:
            roles = {"actor": _known(m.actor), "recipient": _known(m.recipient)}
            self._told.setdefault(m.type, deque()).appendleft(roles)

    def told(self, kind: str) -> Told:
        """Return who stood in which role of the earlier events of a type, the last first."""
        return Told(self._told.get(kind, ()))


class Assembler:
    """Makes the mentions of one passage from what the network says of its triggers."""

    def __init__(self, labels: Labels, settings: Settings) -> None:
        self._labels = labels
        self._settings = settings
        self._status_weights = StatusWeights(**settings.status)
        self._status_clues, self._source_clues = load_status_clues(), load_source_clues()
        load_sector_clues()
        load_kind_clues()
        self._weighings = {role: Weighing(**fields) for role, fields in settings.choice.items()}
        fitted = {role: len(w.weights) for role, w in self._weighings.items()}
        if fitted != {role: len(names) for role, names in NUMBERS.items()}:
            raise ModelError(
                "calibration.json was fitted for another version of detente",
                hint="reinstall the package detente, or fit it anew: python -m training.calibrate",
            )
        self._mode_columns = {
            tag: [0] + [i for i, m in enumerate(labels.modes) if m.startswith(tag + "/")]
            for tag in labels.tags
        }

    def assemble(
        self,
        passage: Passage,
        work: Sequence[TriggerWork],
        resolver: Resolver,
        grounds: dict[Span, Grounds] | None = None,
    ) -> tuple[EventMention, ...]:
        """Return the mentions of a passage in the order of their sentences and words.

        Args:
            passage: The passage.
            work: Its candidate triggers.
            resolver: Who names whom.
            grounds: Filled with what each mention was decided on, by trigger; None to forget that.
        """
        waiting: dict[int, list[TriggerWork]] = {}
        for item in work:
            waiting.setdefault(item.position, []).append(item)
        dossier = resolver.open(passage.published, passage.outlet)
        clues = ClueReader(passage.published, passage.headline)
        course = _Course(passage, clues, resolver.gazetteer.states, {} if grounds is None else grounds)
        for position, sentence in enumerate(passage.sentences):
            here = waiting.get(position, [])
            text, reader = sentence.text, dossier
            if here and sentence.index == HEADLINE_INDEX:
                text = _lower_triggers(text, [w.trigger for w in here], _names_inside(passage))
                reader = self._read_ahead(passage, text, resolver)
            dossier.add_sentence(text)
            own = [self._mention(course, w, reader) for w in here]
            course.add(_merge_repeats([m for m in own if m is not None], course.grounds))
        return tuple(course.mentions)

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

    def _read_arguments(
        self, passage: Passage, work: TriggerWork, dossier: Dossier, trigger: str, told: Told
    ) -> Arguments:
        return Arguments(
            self._labels, self._settings, self._weighings, passage, work, dossier, trigger, told=told
        )

    def _find_grounds(
        self, course: _Course, work: TriggerWork, roles: Arguments, act: Act, time: tuple[str, Span] | None
    ) -> Grounds:
        """Return what status, source and place of an event are decided on; `time` are its time words."""
        passage = course.passage
        sentence = passage.sentences[work.position]
        before = passage.before(work.position, FRAME_SENTENCES)
        clues = course.clues.read(act, sentence.text, place=sentence.index, before=before)
        spoken = read_source_clues(act, sentence.text, before)
        odds = self._source_clues.sum_up((*clues, *spoken))
        dated = None
        if time is not None:
            words, span = time
            date = resolve_date(words, passage.published)
            ahead = sentence.text[: span.start - sentence.offset]
            dated = dated_status(date, passage.published, words=words, before=ahead)
        grounds = Grounds(
            name_verdict(self._labels.statuses, work.verdict.status),
            dated,
            clues,
            describe_source(roles.source_signs(), float(odds[1])),
            roles.place_words[0],
            roles.prob("place"),
        )
        course.grounds[Span(sentence.offset + act.start, sentence.offset + act.stop)] = grounds
        return grounds

    def _has_source(self, kind: str, grounds: Grounds) -> bool:
        """Return whether an event of a type is told on somebody's word."""
        weighing = self._weighings["said_by"]
        return weighing.judge(grounds.source, kind) >= weighing.limit

    def _mention(self, course: _Course, work: TriggerWork, dossier: Dossier) -> EventMention | None:
        passage = course.passage
        kind, score = self.score_of(work)
        if score < self._settings.min_score:
            return None
        sentence = passage.sentences[work.position]
        span = self.trigger_span(passage, work)
        start, stop = span.start - sentence.offset, span.end - sentence.offset
        trigger = sentence.text[start:stop]
        roles = self._read_arguments(passage, work, dossier, trigger, course.told(kind))
        if score * roles.certainty(kind) < self._settings.min_certainty:
            return None
        columns = self._mode_columns[kind]
        mode_name = self._labels.modes[columns[int(work.verdict.mode[columns].argmax())]]
        mode = mode_name.partition("/")[2] or None
        actor, recipient, via = (roles.parties(r, kind) for r in ("actor", "recipient", "via"))
        via = _leave_out_sides(via, actor, recipient)
        sides = (frozenset(p.who for p in side) for side in (actor or _NOBODY_NAMED, recipient))
        act = Act(kind, mode, start, stop, *sides)
        time = roles.best("time")
        grounds = self._find_grounds(course, work, roles, act, time)
        status = decide_status(
            grounds.verdict, grounds.clues, grounds.dated, self._status_weights, self._status_clues
        )
        source = roles.source() if self._has_source(kind, grounds) else None
        if source is not None and status in _AHEAD and quad_class_of(kind) == "material conflict":
            actor = actor or _speaking_side(roles, recipient)
        actor = suit_sectors(actor, "actor", kind, mode, course.states) or _NOBODY_NAMED
        # A day to come for what is to come.
        date = resolve_date(time[0], passage.published, future=status == "future") if time else None
        countries = frozenset(p.who for p in (*actor, *recipient) if len(p.who) == 3)
        return EventMention(
            type=kind,
            mode=mode,
            trigger=trigger,
            trigger_span=span,
            actor=actor,
            recipient=suit_sectors(recipient, "recipient", kind, mode, course.states),
            via=via,
            said_by=None if source is None else suit_kind(source),
            status=status,
            hedged=bool(work.verdict.hedged[1] > 0.5),
            date=date.day if date else None,
            date_precision=date.precision if date else None,
            date_text=time[0] if time else None,
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


def _speaking_side(roles: Arguments, recipient: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return the party whose unnamed sources tell of an act ahead by nobody named; empty where they don't.

    So in 17 of 21 annotated acts of material conflict ahead that unnamed sources of a known party tell of and
    whose actor the sentence does not name.
    """
    struck = {p.who for p in recipient}
    return tuple(p for p in roles.source_side() if p.who not in struck)


def _leave_out_sides(
    via: tuple[Party, ...], actor: tuple[Party, ...], recipient: tuple[Party, ...]
) -> tuple[Party, ...]:
    """Return the intermediaries of an event, of several only those that are no side of it.

    A single one may be a side's envoy; of several that our corpus names, one in ten is a side. Where all are,
    they are the sender's, and none of them is the sender himself.
    """
    sides = {p.who for p in (*actor, *recipient)}
    others = tuple(p for p in via if p.who not in sides)
    senders, names = {p.who for p in actor}, {p.name for p in (*actor, *recipient)} - {None}
    envoys = tuple(p for p in via if p.who in senders and p.name not in names)
    return others or envoys or via


def _known(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(p.who for p in parties if p.who != "UNK")


def _names_inside(passage: Passage) -> frozenset[str]:
    """Return the words that the body has capitalised inside of sentences: names, most of them."""
    return frozenset(
        word
        for sentence in passage.sentences
        if sentence.index != HEADLINE_INDEX
        for word in _INNER_CAPITAL.findall(sentence.text)
    )


def _lower_triggers(text: str, triggers: Sequence[Trigger], names: frozenset[str]) -> str:
    """Return a headline with its trigger words in lower case: "Urges Khamenei" is no name.

    Words that are names in the body stay: "Haniyeh Assassination" may be a trigger as a whole.
    """
    for t in triggers:
        start, stop = t.sentence.words_of(t.start, t.stop)
        lower = _WORD.sub(lambda m: m[0] if m[0] in names else m[0].lower(), text[start:stop])
        if len(lower) == stop - start:
            text = text[:start] + lower + text[stop:]
    return text


def _merge_repeats(mentions: list[EventMention], grounds: dict[Span, Grounds]) -> list[EventMention]:
    """Return the mentions of one sentence without those that name the same event again.

    Same type, parties, status and place, however sure: the guide counts an event named twice in a sentence
    once.
    """
    kept: dict[tuple[object, ...], EventMention] = {}
    for m in mentions:
        key = (
            m.type,
            frozenset(p.who for p in m.actor),
            frozenset(p.who for p in m.recipient),
            m.status,
            grounds[m.trigger_span].place,
        )
        if key not in kept or m.score > kept[key].score:
            kept[key] = m
    return sorted(kept.values(), key=lambda m: m.trigger_span)

"""The coder: reports in, event mentions out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from detente.actors import Gazetteer, Resolver
from detente.coding._assemble import Assembler, CodedSentence, Passage, Settings, TriggerWork
from detente.coding._decode import Candidate, find_candidates
from detente.coding._explain import Explanation, explain_trigger
from detente.coding._network import HEADLINE_SEGMENT, EncodedSentence, Network, Trigger
from detente.errors import LanguageError, ModelError, UsageError
from detente.records import EventMention
from detente.reports import HEADLINE_INDEX, Report

__all__ = ["Coder", "CoderLike"]

MODEL_FOLDER: Final = Path(__file__).parent / "model"


class CoderLike(Protocol):
    """Anything that codes a report; the stage can be swapped behind it."""

    def code(self, report: Report) -> tuple[EventMention, ...]:
        """Return the event mentions of a report, in the order of its words."""
        ...


class Coder:
    """Codes reports by the model that ships with the package; make one with `Coder.load`.

    Example:
        >>> from detente.reports import parse_text
        >>> coder = Coder.load()
        >>> [e.type for e in coder.code(parse_text("Russia urged Iran to show restraint."))]
        ['REQUEST']
    """

    def __init__(self, network: Network, resolver: Resolver, settings: Settings) -> None:
        self._network = network
        self._resolver = resolver
        self._settings = settings
        self._assembler = Assembler(network.labels, settings)

    @classmethod
    def load(
        cls,
        *,
        model: Path | None = None,
        actors: Path | None = None,
        min_score: float | None = None,
        threads: int | None = None,
    ) -> Coder:
        """Return a coder that is ready to read.

        Args:
            model: Folder of the model files; None for those of the package.
            actors: A user's own actors file, added over the gazetteer of the package.
            min_score: Least `score` of a mention, 0 to 1; None for the model's own best.
            threads: Threads of a network run; None for all cores.

        Raises:
            ModelError: The model files are missing or damaged.
            ActorsError: The actors file can't be used.
        """
        folder = model or MODEL_FOLDER
        network = Network(folder, threads)
        try:
            raw = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
            settings = Settings(**raw)
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(
                f"calibration.json can't be read: {error}",
                where=str(folder),
                hint="reinstall the package detente",
            ) from error
        if min_score is not None:
            settings = settings.with_min_score(min_score)
        return cls(network, Resolver(Gazetteer.load(extra=actors)), settings)

    @property
    def name(self) -> str:
        """Name and version of the model, as written into every mention."""
        return self._settings.coder

    def code(self, report: Report) -> tuple[EventMention, ...]:
        """Return the event mentions of a report, in the order of its words; empty when there are none.

        Raises:
            LanguageError: The report is not in English.
        """
        if report.language not in (None, "en"):
            raise LanguageError(
                f"the report is in the language {report.language!r}; the coder reads English",
                where=report.url or "",
                hint="give an English report or a translation",
            )
        return self.code_passages([_as_passage(report)])[0]

    def explain(self, report: Report, events: Sequence[EventMention]) -> tuple[Explanation, ...]:
        """Return why each of `events`, coded by this coder from `report`, was coded, in their order.

        Takes about one reading of the sentence for each of its words.

        Raises:
            UsageError: An event is not one that this coder codes from the report.
        """
        passage = _as_passage(report)
        found = {self._assembler.trigger_span(passage, w): w for w in self._work([passage])[0]}
        explanations = []
        for e in events:
            work = found.get(e.trigger_span)
            if work is None:
                raise UsageError(f"the event {e.type} {e.trigger!r} is not of this report and coder")
            offset = passage.sentences[work.position].offset
            explanations.append(
                explain_trigger(self._network, work, self._settings.tag_weight, offset, e.trigger_span)
            )
        return tuple(explanations)

    def code_passages(self, passages: Sequence[Passage]) -> list[tuple[EventMention, ...]]:
        """Return the event mentions of each passage; sentences of all share the network's batches."""
        works = self._work(passages)
        return [self._assembler.assemble(p, w, self._resolver) for p, w in zip(passages, works, strict=True)]

    def _work(self, passages: Sequence[Passage]) -> list[list[TriggerWork]]:
        """Return, for each passage, its candidate triggers and what the network says of them."""
        distinct = list(dict.fromkeys(s.text for p in passages for s in p.sentences))
        encoded = dict(zip(distinct, self._network.encode(distinct), strict=True)) if distinct else {}
        triggers = [(i, *t) for i, p in enumerate(passages) for t in self._triggers(p, encoded)]
        verdicts = self._network.read([t for *_, t in triggers]) if triggers else []
        works: list[list[TriggerWork]] = [[] for _ in passages]
        for (i, position, candidate, trigger), verdict in zip(triggers, verdicts, strict=True):
            works[i].append(TriggerWork(position, trigger, candidate.probs, verdict))
        return works

    def code_many(self, passages: Iterable[Passage], chunk: int = 64) -> Iterator[tuple[EventMention, ...]]:
        """Yield the event mentions of each passage, `chunk` passages at a time."""
        now: list[Passage] = []
        for passage in passages:
            now.append(passage)
            if len(now) >= chunk:
                yield from self.code_passages(now)
                now = []
        if now:
            yield from self.code_passages(now)

    def _triggers(
        self, passage: Passage, encoded: dict[str, EncodedSentence]
    ) -> Iterator[tuple[int, Candidate, Trigger]]:
        """Yield (position in the passage, candidate, the same as a trigger with its context)."""
        headline = next((encoded[s.text] for s in passage.sentences if s.index == HEADLINE_INDEX), None)
        before: list[EncodedSentence] = []
        for n, sentence in enumerate(passage.sentences):
            own = encoded[sentence.text]
            context: list[tuple[int, EncodedSentence]] = []
            if sentence.index != HEADLINE_INDEX:
                if headline is not None:
                    context.append((HEADLINE_SEGMENT, headline))
                context.extend((HEADLINE_SEGMENT + back, e) for back, e in enumerate(reversed(before), 1))
                before = [*before, own][-self._network.labels.context_sentences :]
            found = find_candidates(own.tags, len(own.offsets), self._settings.candidate_limit)
            for c in found:
                yield n, c, Trigger(own, c.start, c.stop, tuple(context))


def _as_passage(report: Report) -> Passage:
    sentences = tuple(CodedSentence(s.index, s.text, s.span.start) for s in report.sentences)
    return Passage(report.id, sentences, report.published, report.outlet)

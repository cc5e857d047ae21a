"""The coder: reports in, event mentions out."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from detente.actors import Gazetteer, Resolver
from detente.coding._assemble import Assembler, Grounds
from detente.coding._decode import Candidate, find_candidates
from detente.coding._explain import Explanation, explain_trigger
from detente.coding._network import HEADLINE_SEGMENT, EncodedSentence, Network, Trigger
from detente.coding._sectors import load_sector_clues
from detente.coding._settings import Settings, read_settings
from detente.coding._source import load_kind_clues, load_source_clues
from detente.coding._status import STATUSES, load_status_clues
from detente.coding._work import CodedSentence, Passage, TriggerWork
from detente.errors import LanguageError, UsageError
from detente.records import EventMention, Span
from detente.reports import HEADLINE_INDEX, Report, name_language

if TYPE_CHECKING:
    from tokenizers import Encoding

__all__ = ["Coder", "CoderLike"]

MODEL_FOLDER: Final = Path(__file__).parent / "model"
CHUNK_SENTENCES: Final = 384
SEEN_SENTENCES: Final = 512


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

    def __init__(
        self, network: Network, resolver: Resolver, settings: Settings, threads: int | None = None
    ) -> None:
        self._network = network
        self._resolver = resolver
        self._settings = settings
        self._assembler = Assembler(network.labels, settings)
        self._threads = threads or os.cpu_count() or 1
        self._seen = _Seen()
        self._resolving = threading.Lock()

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
            threads: Batches of the network read at once; None for one a core.

        Raises:
            ModelError: The model files are missing or damaged.
            ActorsError: The actors file can't be used.
            UsageError: `min_score` is outside 0 to 1, or `threads` is less than 1.
        """
        if min_score is not None and not 0 <= min_score <= 1:
            raise UsageError(f"{min_score} is no score", where="min_score", hint="give a number from 0 to 1")
        if threads is not None and threads < 1:
            raise UsageError(f"{threads} is no number of threads", where="threads", hint="give 1 or more")
        folder = model or MODEL_FOLDER
        # The network's files are read outside of Python's lock, so the others are read meanwhile.
        with ThreadPoolExecutor(1) as pool:
            opening = pool.submit(Network, folder)
            gazetteer = Gazetteer.load(extra=actors)
            load_status_clues()
            load_source_clues()
            load_sector_clues()
            load_kind_clues()
            network = opening.result()
        settings = read_settings(folder)
        if min_score is not None:
            settings = settings.with_min_score(min_score)
        return cls(network, Resolver(gazetteer), settings, threads)

    @property
    def name(self) -> str:
        """Name and version of the model, as written into every mention."""
        return self._settings.coder

    def forget(self) -> None:
        """Drop the encoded sentences that are kept for wire copy: to measure speed, or to free memory."""
        self._seen.clear()

    def code(self, report: Report) -> tuple[EventMention, ...]:
        """Return the event mentions of a report, in the order of its words; empty when there are none.

        Raises:
            LanguageError: The report is not in English.
        """
        if report.language not in (None, "en"):
            raise LanguageError(
                f"the report is in {name_language(report.language)}; the coder reads English",
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
        works = self._work([passage])[0]
        found = {self._assembler.trigger_span(passage, w): w for w in works}
        grounds: dict[Span, Grounds] = {}
        with self._resolving:
            self._assembler.assemble(passage, works, self._resolver, grounds)
        explanations = []
        for e in events:
            work = found.get(e.trigger_span)
            if work is None or e.trigger_span not in grounds:
                raise UsageError(f"the event {e.type} {e.trigger!r} is not of this report and coder")
            offset = passage.sentences[work.position].offset
            why = explain_trigger(self._network, work, self._settings.tag_weight, offset, e.trigger_span)
            by = grounds[e.trigger_span]
            explanations.append(
                replace(
                    why,
                    verdict=tuple((s, round(p, 3)) for s, p in by.verdict.items()),
                    dated=by.dated,
                    status_clues=tuple(load_status_clues().tell(by.clues, STATUSES.index(e.status))),
                )
            )
        return tuple(explanations)

    def code_passages(self, passages: Sequence[Passage]) -> list[tuple[EventMention, ...]]:
        """Return the event mentions of each passage; sentences of all share the network's batches."""
        return list(self.code_many(passages))

    def code_many(self, passages: Iterable[Passage]) -> Iterator[tuple[EventMention, ...]]:
        """Return an iterator over the event mentions of each passage in order, reading one chunk ahead.

        The network reads chunks of about `CHUNK_SENTENCES` sentences, whose batches the threads share,
        while the mentions of the chunk before are assembled. The result does not depend on the threads.
        Closed early, it reads no further chunk.
        """
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(self._threads)) if self._threads > 1 else None
            # One thread of its own: what it does is all Python, and networks run outside of Python's lock.
            assembling = stack.enter_context(ThreadPoolExecutor(1))
            waiting: Future[list[tuple[EventMention, ...]]] | None = None
            for chunk in _chunks(passages, CHUNK_SENTENCES):
                works = self._work(chunk, pool)
                if waiting is not None:
                    yield from waiting.result()
                waiting = assembling.submit(self._assemble, chunk, works)
            if waiting is not None:
                yield from waiting.result()

    def _assemble(
        self, passages: Sequence[Passage], works: Sequence[Sequence[TriggerWork]]
    ) -> list[tuple[EventMention, ...]]:
        # The gazetteer reads its entries when they are first met, so one caller at a time.
        with self._resolving:
            return [
                self._assembler.assemble(p, w, self._resolver) for p, w in zip(passages, works, strict=True)
            ]

    def _work(self, passages: Sequence[Passage], pool: Executor | None = None) -> list[list[TriggerWork]]:
        """Return, for each passage, its candidate triggers and what the network says of them."""
        distinct = list(dict.fromkeys(s.text for p in passages for s in p.sentences))
        tokenized = self._network.tokenize(distinct)
        passed = [t for t in distinct if self._network.may_hold_event(tokenized[t])]
        encoded = self._encode(passed, tokenized, pool)
        found = [(i, n, c) for i, p in enumerate(passages) for n, c in self._candidates(p, encoded)]
        # What the gate held back is read after all where a later sentence looks back at it.
        places = {(i, n): self._context_places(passages[i], n) for i, n, _ in found}
        # In their order, not a set's: what shares a batch decides the last digits of an int8 network.
        near = (passages[i].sentences[at].text for (i, _), seen in places.items() for _, at in seen)
        encoded |= self._encode([t for t in dict.fromkeys(near) if t not in encoded], tokenized, pool)
        contexts = {
            (i, n): tuple((segment, at, encoded[passages[i].sentences[at].text]) for segment, at in near)
            for (i, n), near in places.items()
        }
        triggers = [
            (i, n, c, Trigger(encoded[passages[i].sentences[n].text], c.start, c.stop, contexts[i, n]))
            for i, n, c in found
        ]
        verdicts = self._network.read([t for *_, t in triggers], pool) if triggers else []
        works: list[list[TriggerWork]] = [[] for _ in passages]
        for (i, position, candidate, trigger), verdict in zip(triggers, verdicts, strict=True):
            works[i].append(TriggerWork(position, trigger, candidate.probs, verdict))
        return works

    def _encode(
        self, texts: Sequence[str], tokenized: Mapping[str, Encoding], pool: Executor | None
    ) -> dict[str, EncodedSentence]:
        """Return each text encoded; wire copy repeats, so the last ones are remembered."""
        known = {t: e for t in texts if (e := self._seen.get(t)) is not None}
        new = [t for t in texts if t not in known]
        fresh = dict(zip(new, self._network.encode(new, pool, tokenized), strict=True)) if new else {}
        self._seen.add(fresh)
        return known | fresh

    def _candidates(
        self, passage: Passage, encoded: dict[str, EncodedSentence]
    ) -> Iterator[tuple[int, Candidate]]:
        """Yield (position in the passage, candidate trigger) of the sentences that are encoded."""
        for n, sentence in enumerate(passage.sentences):
            own = encoded.get(sentence.text)
            if own is not None:
                for c in find_candidates(own.tags, len(own.offsets), self._settings.candidate_limit):
                    if 1.0 - c.probs[0] >= self._settings.read_limit:
                        yield n, c

    def _context_places(self, passage: Passage, n: int) -> list[tuple[int, int]]:
        """Return (segment, position) of the sentences that the reader looks back at from sentence `n`."""
        last = self._network.labels.context_sentences
        has_headline = passage.sentences[0].index == HEADLINE_INDEX
        first = 1 if has_headline else 0
        if n < first:
            return []
        places = [(HEADLINE_SEGMENT, 0)] if has_headline else []
        places.extend((HEADLINE_SEGMENT + back, n - back) for back in range(1, last + 1) if n - back >= first)
        if n - last > first:
            places.append((HEADLINE_SEGMENT + last + 1, first))
        return places


def _chunks(passages: Iterable[Passage], size: int) -> Iterator[list[Passage]]:
    """Yield the passages in lists of about `size` sentences."""
    now: list[Passage] = []
    held = 0
    for passage in passages:
        now.append(passage)
        held += len(passage.sentences)
        if held >= size:
            yield now
            now, held = [], 0
    if now:
        yield now


class _Seen:
    """The sentences encoded last, at most `SEEN_SENTENCES`, the oldest of which go first."""

    def __init__(self) -> None:
        self._sentences: dict[str, EncodedSentence] = {}
        self._lock = threading.Lock()

    def get(self, text: str) -> EncodedSentence | None:
        return self._sentences.get(text)

    def clear(self) -> None:
        with self._lock:
            self._sentences.clear()

    def add(self, sentences: dict[str, EncodedSentence]) -> None:
        with self._lock:
            self._sentences.update(sentences)
            surplus = len(self._sentences) - SEEN_SENTENCES
            for text in list(itertools.islice(self._sentences, max(0, surplus))):
                del self._sentences[text]


def _as_passage(report: Report) -> Passage:
    sentences = tuple(CodedSentence(s.index, s.text, s.span.start) for s in report.sentences)
    return Passage(report.id, sentences, report.published, report.outlet)

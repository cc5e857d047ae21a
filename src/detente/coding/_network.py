"""The coder's network in ONNX: sentences to tags and vectors, triggers to attributes and arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from detente.coding._decode import softmax, to_words
from detente.coding._gate import Gate
from detente.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

__all__ = ["HEADLINE_SEGMENT", "EncodedSentence", "Labels", "Network", "Trigger", "Verdict"]

Floats = NDArray[np.float32]
Offsets = tuple[tuple[int, int], ...]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
HEADLINE_SEGMENT: Final = 1
BATCH_TOKENS: Final = 512
READ: Final = ("type", "status", "hedged", "mode", "roles", "pointer")
"""What the reader gives, in the order of a `Verdict`."""
FILES = ("encoder.onnx", "reader.onnx", "tokenizer.json", "labels.json", "calibration.json")


@dataclass(frozen=True, slots=True)
class Labels:
    """The meaning of the network's outputs, in order; ``tags[0]`` is "none", so is ``modes[0]``.

    `context_roles` are the pointed roles of parties that the sentence does not name, `party_roles` those of
    parties wherever they are named. `farthest` is the largest distance from the trigger, in tokens, that the
    reader tells apart.
    """

    tags: tuple[str, ...]
    statuses: tuple[str, ...]
    modes: tuple[str, ...]
    roles: tuple[str, ...]
    context_roles: tuple[str, ...]
    party_roles: tuple[str, ...]
    farthest: int
    context_sentences: int
    max_tokens: int


@dataclass(frozen=True, slots=True, eq=False)
class EncodedSentence:
    """A sentence as the encoder sees it.

    Attributes:
        text: The sentence.
        offsets: Character range of each token, (0, 0) for the special first and last.
        tags: Tag probabilities (tokens, tags).
        vectors: What the reader reads (tokens, width).
        memory: Keys and values that the reader of a later sentence looks back at (tokens, 3 * width).
    """

    text: str
    offsets: tuple[tuple[int, int], ...]
    tags: Floats
    vectors: Floats
    memory: Floats

    def words_of(self, start: int, stop: int) -> tuple[int, int]:
        """Return the character range of a token range, widened to whole words."""
        return to_words(self.text, self.offsets[start][0], self.offsets[stop - 1][1])


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A candidate trigger: token range in its sentence, and its context.

    The context is (segment, position in the passage, sentence) of what the reader looks back at.
    The segment is `HEADLINE_SEGMENT`, or that plus how many sentences back the sentence stands; the report's
    first sentence, where it lies farther back, has the segment after the last of these.
    """

    sentence: EncodedSentence
    start: int
    stop: int
    context: tuple[tuple[int, int, EncodedSentence], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What the reader says of one trigger.

    Attributes:
        type: Probability of each tag.
        status: Probability of each status.
        hedged: Probability of no doubt, and of doubt.
        mode: Probability of each mode.
        roles: Outside, begin and inside logits (tokens, roles, 3).
        pointer: For each pointed role, the probability that each word names its party: (1 + tokens +
            context tokens, roles); the first is "nobody". The first roles are parties whom this sentence
            leaves out or calls "he", the others parties wherever they are named.
    """

    type: Floats
    status: Floats
    hedged: Floats
    mode: Floats
    roles: Floats
    pointer: Floats


class Network:
    """The two ONNX graphs and the tokenizer; safe to share between threads.

    Args:
        folder: Folder with the files of `FILES`.
        threads: Threads of one graph run; the coder runs one graph on each core instead.

    Raises:
        ModelError: A file is missing or can't be loaded.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        for name in FILES:
            if not (folder / name).is_file():
                raise ModelError(
                    f"the model file {name} is missing",
                    where=str(folder),
                    hint="reinstall the package detente",
                )
        try:
            self._load(folder, threads)
        except Exception as error:
            raise ModelError(
                f"the model can't be loaded: {error}", where=str(folder), hint="reinstall the package detente"
            ) from error

    def _load(self, folder: Path, threads: int) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: tokenizers.Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        labels = (folder / "labels.json").read_text(encoding="utf-8")
        self.labels: Labels = msgspec.json.decode(labels, type=Labels)
        self._gate = Gate.load(folder / "gate.npz")
        self._encoder = _open_session(folder / "encoder.onnx", threads)
        self._reader = _open_session(folder / "reader.onnx", threads)

    def tokenize(self, texts: Sequence[str]) -> dict[str, tokenizers.Encoding]:
        """Return the word pieces of each text."""
        return dict(zip(texts, self._tokenizer.encode_batch(list(texts)), strict=True))

    def may_hold_event(self, encoding: tokenizers.Encoding) -> bool:
        """Return whether the gate lets a sentence of these word pieces through."""
        return self._gate.passes(encoding.ids)

    def encode(
        self,
        texts: Sequence[str],
        pool: Executor | None = None,
        tokenized: Mapping[str, tokenizers.Encoding] | None = None,
    ) -> list[EncodedSentence]:
        """Return the encoded sentences, in the order of `texts`.

        Args:
            texts: The sentences.
            pool: Shares the batches; None runs one after the other.
            tokenized: What `tokenize` returned for them; None does that here.
        """
        tokenized = self.tokenize(texts) if tokenized is None else tokenized
        run = self._run_encoder([tokenized[t] for t in texts], ("tags", "vectors", "memory"), pool)
        return [EncodedSentence(text, *rest) for text, rest in zip(texts, run, strict=True)]

    def project(self, texts: Sequence[str]) -> list[tuple[Offsets, Floats]]:
        """Return (character ranges, vectors) of the tokens of each sentence, to compare words by."""
        return self._run_encoder(self._tokenizer.encode_batch(list(texts)), ("projections",))

    def _run_encoder(
        self, encodings: Sequence[tokenizers.Encoding], outputs: Sequence[str], pool: Executor | None = None
    ) -> list[Any]:
        """Return the character ranges of each sentence's tokens, and the named outputs of the encoder.

        Sentences of like length share a batch of about `BATCH_TOKENS` padded tokens: what stays in the
        processor's cache is read faster than a larger batch. What shares a batch depends on the sentences
        alone, not on threads: it decides the last digits of an int8 network.
        """
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        groups = []
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and (stop + 1 - start) * len(encodings[order[stop]].ids) <= BATCH_TOKENS:
                stop += 1
            groups.append(order[start:stop])
            start = stop
        return _in_batches(partial(self._encode_batch, outputs), encodings, groups, pool)

    def _encode_batch(self, outputs: Sequence[str], batch: Sequence[tokenizers.Encoding]) -> list[Any]:
        lengths = [len(e.ids) for e in batch]
        ids = np.zeros((len(batch), max(lengths)), dtype=np.int64)
        mask = np.zeros(ids.shape, dtype=np.float32)
        for row, (e, n) in enumerate(zip(batch, lengths, strict=True)):
            ids[row, :n] = e.ids
            mask[row, :n] = 1.0
        found = self._encoder.run(outputs, {"ids": ids, "mask": mask})
        return [
            (tuple(e.offsets), *(x[row, :n].copy() for x in found))
            for row, (e, n) in enumerate(zip(batch, lengths, strict=True))
        ]

    def read(self, triggers: Sequence[Trigger], pool: Executor | None = None) -> list[Verdict]:
        """Return what the reader says of each trigger, in the order given; `pool` shares the batches."""
        # Candidates of one sentence stay together: they share its context.
        first: dict[int, int] = {}
        place = [first.setdefault(id(t.context), n) for n, t in enumerate(triggers)]
        order = sorted(range(len(triggers)), key=lambda i: (_size(triggers[i]), place[i]))
        groups = []
        start = 0
        while start < len(order):
            # The longest of those that fit: an order by steps of 4 tokens is not quite one by length.
            longest = len(triggers[order[start]].sentence.offsets) + 4
            groups.append(order[start : start + max(1, BATCH_TOKENS // longest)])
            start += len(groups[-1])
        return _in_batches(self._read_batch, triggers, groups, pool)

    def _read_batch(self, batch: Sequence[Trigger]) -> list[Verdict]:
        outputs = self._reader.run(READ, _reader_feed(batch, self.labels.farthest))
        kind, status, hedged, mode, roles, pointer = outputs
        probs = [softmax(x) for x in (kind, status, hedged, mode)]
        pointed = softmax(pointer.swapaxes(1, 2)).swapaxes(1, 2)
        verdicts = []
        for row, trigger in enumerate(batch):
            type_, status_, hedged_, mode_ = (p[row] for p in probs)
            # The padding between the sentence and its context goes.
            own, size = len(trigger.sentence.offsets), roles.shape[1]
            spots = np.concatenate([pointed[row, : 1 + own], pointed[row, 1 + size :]])
            verdicts.append(Verdict(type_, status_, hedged_, mode_, roles[row], spots))
        return verdicts


def _in_batches(
    work: Callable[[Sequence[_Item]], Sequence[_Result]],
    items: Sequence[_Item],
    groups: Sequence[Sequence[int]],
    pool: Executor | None,
) -> list[_Result]:
    """Return what `work` gives for each item, in their order; it gets one group of them at a time."""
    batches = ([items[i] for i in group] for group in groups)
    found: dict[int, _Result] = {}
    for group, results in zip(groups, (pool.map if pool else map)(work, batches), strict=True):
        found.update(zip(group, results, strict=True))
    return [found[i] for i in range(len(items))]


def _open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    # Its memory pool never shrinks: one long batch would be paid for ever after.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    # Spinning worker threads eat the second core between batches.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Weights that are unpacked to float are unpacked once, when the file is opened.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _size(trigger: Trigger) -> tuple[int, int]:
    """Return the tokens of a trigger's sentence in steps of 4, then those of its context in steps of 16."""
    return len(trigger.sentence.offsets) // 4, sum(len(s.offsets) for *_, s in trigger.context) // 16


def _reader_feed(triggers: Sequence[Trigger], farthest: int) -> dict[str, NDArray[Any]]:
    n = len(triggers)
    contexts = list({id(t.context): t.context for t in triggers}.values())
    number = {id(c): row for row, c in enumerate(contexts)}
    own = triggers[0].sentence
    size = max(len(t.sentence.offsets) for t in triggers)
    back = max(1, max(sum(len(s.offsets) for *_, s in c) for c in contexts))
    feed: dict[str, NDArray[Any]] = {
        "tokens": np.zeros((n, size, own.vectors.shape[1]), dtype=np.float32),
        "mask": np.zeros((n, size), dtype=np.float32),
        "distance": np.zeros((n, size), dtype=np.int64),
        "memory": np.zeros((len(contexts), back, own.memory.shape[1]), dtype=np.float32),
        "memory_mask": np.zeros((len(contexts), back), dtype=np.float32),
        "memory_segment": np.zeros((len(contexts), back), dtype=np.int64),
        "owner": np.array([number[id(t.context)] for t in triggers], dtype=np.int64),
    }
    place = np.arange(size)
    for row, t in enumerate(triggers):
        length = len(t.sentence.offsets)
        feed["tokens"][row, :length] = t.sentence.vectors
        feed["mask"][row, :length] = 1.0
        before = (t.start - place).clip(0, farthest)
        after = (place - t.stop + 1).clip(0, farthest)
        feed["distance"][row] = farthest - before + after
    for row, context in enumerate(contexts):
        at = 0
        for segment, _, sentence in context:
            stop = at + len(sentence.offsets)
            feed["memory"][row, at:stop] = sentence.memory
            feed["memory_segment"][row, at:stop] = segment
            feed["memory_mask"][row, at:stop] = 1.0
            at = stop
    return feed

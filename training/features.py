"""From documents to tensors: token ids, trigger tags, argument tags, context pointers."""

from __future__ import annotations

import collections
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.corpus_format import STATUSES
from training.data import CONTEXT_ROLES, PARTY_ROLES, ROLES, Argument, Document, Event, Sentence
from training.model import FARTHEST, MODE_LABELS, POINTERS, TAGS

MAX_TOKENS = 128
CONTEXT_SENTENCES = 3
LEAD_SEGMENT = CONTEXT_SENTENCES + 2
MOST_PARTIES = 4
"""Parties of one role that the pointer learns for one event."""
MOST_NAMED = 24
"""Parties in sight of one event that the reader judges."""
IGNORE = -100


@dataclass
class Encoded:
    """A tokenised sentence: ids, character offsets of the tokens, and its source.

    `named` are the parties that the gazetteer finds in it, `mentions` these and the annotated arguments
    (`training.mentions`).
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    sentence: Sentence
    named: list[tuple[str, range]] = field(default_factory=list)
    mentions: list[tuple[str, range]] = field(default_factory=list)

    def tokens_of(self, span: tuple[int, int]) -> range:
        """Return the range of tokens that overlap a character span (empty when cut off)."""
        hit = [i for i, (a, b) in enumerate(self.offsets) if a < b and a < span[1] and b > span[0]]
        return range(hit[0], hit[-1] + 1) if hit else range(0)


@dataclass
class EncodedDocument:
    """A document's tokenised headline (or None) and sentences."""

    document: Document
    headline: Encoded | None
    sentences: list[Encoded] = field(default_factory=list)

    def context_of(self, index: int) -> list[tuple[int, Encoded]]:
        """Return (segment, sentence) pairs seen with sentence `index`.

        Segments: 1 headline, then 2, 3, 4 for one, two, three sentences back, last the report's first
        sentence where it lies farther back.
        """
        context = [(1, self.headline)] if self.headline else []
        for back in range(1, CONTEXT_SENTENCES + 1):
            if index - back >= 0:
                context.append((1 + back, self.sentences[index - back]))
        if index > CONTEXT_SENTENCES:
            context.append((LEAD_SEGMENT, self.sentences[0]))
        return context


def encode_documents(documents: list[Document], tokenizer: Tokenizer) -> list[EncodedDocument]:
    """Return the documents tokenised."""

    def encode(sentence: Sentence) -> Encoded:
        e = tokenizer.encode(sentence.text)
        return Encoded(e.ids, e.offsets, sentence)

    return [
        EncodedDocument(d, encode(d.headline) if d.headline else None, [encode(s) for s in d.sentences])
        for d in documents
    ]


@dataclass
class ReaderItem:
    """One candidate trigger: (sentence in batch, tokens), its event (None: a false candidate)."""

    sentence: int
    tokens: range
    event: Event | None


class Batch:
    """Sentences of some documents, padded, with all targets."""

    def __init__(self, docs: list[EncodedDocument]) -> None:
        self.docs = docs
        self.rows: list[Encoded] = []
        self.where: list[tuple[EncodedDocument, int]] = []
        self.row_of: dict[int, int] = {}
        self.weights: list[float] = []
        for doc in docs:
            for index, encoded in enumerate([*doc.sentences, *([doc.headline] if doc.headline else [])]):
                self.row_of[id(encoded)] = len(self.rows)
                self.rows.append(encoded)
                self.where.append((doc, index if index < len(doc.sentences) else -1))
                self.weights.append(doc.document.weight)
        size = max(len(r.ids) for r in self.rows)
        self.ids = torch.zeros(len(self.rows), size, dtype=torch.long)
        self.mask = torch.zeros(len(self.rows), size)
        self.tags = torch.full((len(self.rows), size), IGNORE)
        for i, row in enumerate(self.rows):
            self.ids[i, : len(row.ids)] = torch.tensor(row.ids)
            self.mask[i, : len(row.ids)] = 1.0
            if not row.sentence.labelled:
                continue
            self.tags[i, : len(row.ids)] = 0
            for event in row.sentence.events:
                for t in row.tokens_of(event.span):
                    self.tags[i, t] = TAGS.index(event.type)

    def gold_items(self) -> list[ReaderItem]:
        """Return the gold events as reader items."""
        return [
            ReaderItem(i, tokens, e)
            for i, row in enumerate(self.rows)
            if row.sentence.labelled
            for e in row.sentence.events
            if (tokens := row.tokens_of(e.span))
        ]

    def false_items(self, probs: Tensor, rng: random.Random, limit: float, most: int) -> list[ReaderItem]:
        """Return candidates that the tagger proposes and that touch no gold trigger, at most `most`."""
        items = []
        p_event = (1.0 - probs[..., 0]).tolist()
        for i, row in enumerate(self.rows):
            if not row.sentence.labelled:
                continue
            taken = {t for e in row.sentence.events for t in row.tokens_of(e.span)}
            run: list[int] = []
            for t in range(len(row.ids) + 1):
                if t < len(row.ids) and p_event[i][t] > limit:
                    run.append(t)
                elif run:
                    if not taken & set(run):
                        items.append(ReaderItem(i, range(run[0], run[-1] + 1), None))
                    run = []
        rng.shuffle(items)
        return items[:most]

    def reader_inputs(self, items: list[ReaderItem], vectors: Tensor, memories: Tensor) -> tuple[Tensor, ...]:
        """Return the reader's seven inputs for `items`, gathered from what the encoder gives."""
        tokens = vectors[[i.sentence for i in items]]
        mask = self.mask[[i.sentence for i in items]]
        keep = int(mask.sum(1).max())
        distance = torch.zeros(len(items), keep, dtype=torch.long)
        place = torch.arange(keep)
        contexts, segments, owner = [], [], []
        rows: dict[int, int] = {}
        for n, item in enumerate(items):
            before = (item.tokens.start - place).clamp(0, FARTHEST)
            after = (place - item.tokens.stop + 1).clamp(0, FARTHEST)
            distance[n] = FARTHEST - before + after
            owner.append(rows.setdefault(item.sentence, len(rows)))
            if owner[-1] < len(contexts):
                continue
            parts, marks = [], []
            for segment, encoded in self.context(item):
                row = self.row_of[id(encoded)]
                parts.append(memories[row, : len(encoded.ids)])
                marks.append(torch.full((len(encoded.ids),), segment))
            contexts.append(torch.cat(parts) if parts else memories.new_zeros(1, memories.shape[-1]))
            segments.append(torch.cat(marks) if marks else torch.zeros(1, dtype=torch.long))
        context = torch.nn.utils.rnn.pad_sequence(contexts, batch_first=True)
        segment = torch.nn.utils.rnn.pad_sequence(segments, batch_first=True)
        kept = tokens[:, :keep], mask[:, :keep], distance
        return *kept, context, (segment > 0).float(), segment, torch.tensor(owner)

    def context(self, item: ReaderItem) -> list[tuple[int, Encoded]]:
        """Return the context pairs of an item; the headline itself has none."""
        doc, index = self.where[item.sentence]
        return doc.context_of(index) if index >= 0 else []

    def reader_targets(self, items: list[ReaderItem], width: int, back: int) -> dict[str, Tensor]:
        """Return the target tensors of `items`; IGNORE where the source does not say."""
        n = len(items)
        out = {
            "type": torch.zeros(n, dtype=torch.long),
            "status": torch.full((n,), IGNORE),
            "hedged": torch.full((n,), IGNORE),
            "mode": torch.full((n,), IGNORE),
            "roles": torch.full((n, width, len(ROLES)), IGNORE),
            "pointer": torch.zeros(n, POINTERS, MOST_PARTIES, 1 + width + back, dtype=torch.bool),
            "party": torch.full((n, MOST_NAMED, len(PARTY_ROLES)), IGNORE),
            "party words": torch.zeros(n, MOST_NAMED, width + back, dtype=torch.bool),
        }
        for i, item in enumerate(items):
            event = item.event
            if event is None:
                continue
            out["type"][i] = TAGS.index(event.type)
            out["status"][i] = STATUSES.index(event.status)
            out["hedged"][i] = int(event.hedged)
            label = f"{event.type}/{event.mode}"
            out["mode"][i] = MODE_LABELS.index(label) if label in MODE_LABELS else 0
            self._fill_roles(out["roles"][i], item, event)
            self._fill_pointer(out["pointer"][i], item, event, width)
            self._fill_parties(out["party"][i], out["party words"][i], item, event, width)
        return out

    def spots(self, item: ReaderItem, width: int) -> list[tuple[str, range]]:
        """Return (party, tokens) of all names in sight; the context's tokens count from `width` on."""
        found: list[tuple[str, range]] = []
        at = 0
        for n, encoded in enumerate([self.rows[item.sentence], *(e for _, e in self.context(item))]):
            found += [(who, range(at + t.start, at + t.stop)) for who, t in encoded.mentions]
            at += width if n == 0 else len(encoded.ids)
        return found

    def _fill_parties(
        self, target: Tensor, words: Tensor, item: ReaderItem, event: Event, width: int
    ) -> None:
        """Mark which of the parties in sight are actor, recipient and source, and the words of each."""
        rows: dict[str, int] = {}
        for who, tokens in self.spots(item, width):
            row = rows.setdefault(who, len(rows))
            if row < MOST_NAMED:
                words[row, tokens.start : tokens.stop] = True
        target[: len(rows)] = 0
        for a in event.arguments:
            if a.role in PARTY_ROLES and a.who in rows and rows[a.who] < MOST_NAMED:
                target[rows[a.who], PARTY_ROLES.index(a.role)] = 1

    def _fill_roles(self, target: Tensor, item: ReaderItem, event: Event) -> None:
        row = self.rows[item.sentence]
        target[: len(row.ids)] = 0
        if not event.time_known:
            target[:, ROLES.index("time")] = IGNORE
        for a in event.arguments:
            if a.span:
                tokens = row.tokens_of(a.span)
                column = ROLES.index(a.role)
                for t in tokens:
                    target[t, column] = 1 if t == tokens.start else 2

    def _fill_pointer(self, target: Tensor, item: ReaderItem, event: Event, width: int) -> None:
        """Mark, for each pointed role and party, the words that name the party.

        The first roles are for parties without a name of their own here, the others for all.

        Position 0 is "nobody", then come the sentence's tokens, then the context's. A party that is named
        nowhere in sight teaches nothing.
        """
        row = self.rows[item.sentence]
        spots = [(who, range(t.start + 1, t.stop + 1)) for who, t in self.spots(item, width)]
        for column, role in enumerate((*CONTEXT_ROLES, *PARTY_ROLES)):
            anywhere = column >= len(CONTEXT_ROLES)
            parties = [a for a in event.arguments if a.role == role and a.who != "UNK"]
            hidden = {a.who for a in parties if anywhere or not is_named(row, a)}
            if not hidden:
                target[column, 0, 0] = True
            for k, who in enumerate(sorted(filter(None, hidden))[:MOST_PARTIES]):
                for other, tokens in spots:
                    if other == who:
                        target[column, k, tokens.start : tokens.stop] = True


def is_named(row: Encoded, argument: Argument) -> bool:
    """Return whether an argument's own words name its party, as far as the gazetteer knows."""
    if argument.span is None:
        return False
    own = row.tokens_of(argument.span)
    return any(
        who == argument.who and tokens.start < own.stop and own.start < tokens.stop
        for who, tokens in row.named
    )


def make_batches(
    docs: list[EncodedDocument], rng: random.Random, tokens_per_batch: int = 1400
) -> Iterator[Batch]:
    """Yield batches of whole documents of like sentence length, about `tokens_per_batch` padded tokens."""
    keyed = collections.defaultdict(list)
    for d in docs:
        longest = max(len(s.ids) for s in d.sentences)
        keyed[longest // 12 + rng.choice((0, 0, 1))].append(d)
    batches, now = [], []
    for key in sorted(keyed):
        group = keyed[key]
        rng.shuffle(group)
        for d in group:
            now.append(d)
            rows = sum(len(x.sentences) + bool(x.headline) for x in now)
            if rows * max(len(s.ids) for x in now for s in x.sentences) >= tokens_per_batch:
                batches.append(now)
                now = []
    if now:
        batches.append(now)
    rng.shuffle(batches)
    for group in batches:
        yield Batch(group)

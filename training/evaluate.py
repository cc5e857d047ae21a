"""Score the torch network on held-out documents without resolving parties: types, attributes, spans."""

from __future__ import annotations

import collections
import random

import torch

from detente.coding import _decode as decode
from training.data import CONTEXT_ROLES, PARTY_ROLES, ROLES, Event
from training.features import Batch, EncodedDocument, ReaderItem, make_batches
from training.model import TAGS, Encoder, Reader, party_odds


def candidates_of(
    batch: Batch, probs: torch.Tensor, limit: float
) -> list[tuple[ReaderItem, decode.Candidate]]:
    """Return the candidate triggers of a batch's labelled sentences."""
    result = []
    for i, row in enumerate(batch.rows):
        if row.sentence.labelled:
            for c in decode.find_candidates(probs[i].numpy(), len(row.ids), limit):
                result.append((ReaderItem(i, range(c.start, c.stop), None), c))
    return result


def score_documents(
    encoder: Encoder, reader: Reader, docs: list[EncodedDocument], limit: float = 0.2
) -> dict[str, float]:
    """Return type F1 at the best threshold (and the threshold), attribute accuracy, span F1 by role."""
    scored: list[tuple[float, str, int]] = []
    truth: list[collections.Counter[str]] = []
    tally = _Tally()
    for batch in make_batches(docs, random.Random(0), 4000):
        logits, vectors, memories = encoder(batch.ids, batch.mask)
        base = len(truth)
        truth += [
            collections.Counter(e.type for e in r.sentence.events)
            if r.sentence.labelled
            else collections.Counter()
            for r in batch.rows
        ]
        pairs = candidates_of(batch, torch.softmax(logits, -1), limit)
        gold = batch.gold_items()
        for item in gold:
            tally.seen["gold"] += 1
            tally.seen["proposed"] += any(
                i.sentence == item.sentence and set(i.tokens) & set(item.tokens) for i, _ in pairs
            )
        if pairs:
            out = reader(*batch.reader_inputs([i for i, _ in pairs], vectors, memories))
            scored += _score_candidates(pairs, torch.softmax(out[0], -1), base)
        if gold:
            inputs = batch.reader_inputs(gold, vectors, memories)
            targets = batch.reader_targets(gold, inputs[0].shape[1], inputs[3].shape[1])
            tally.add_events(batch, gold, reader(*inputs), targets)
    return {k: round(v, 3) for k, v in (best_threshold(scored, truth) | tally.rates()).items()}


def _score_candidates(
    pairs: list[tuple[ReaderItem, decode.Candidate]], kind: torch.Tensor, base: int
) -> list[tuple[float, str, int]]:
    """Return score, type and number of the sentence of each candidate trigger."""
    scored = []
    for n, (item, c) in enumerate(pairs):
        mixed = (kind[n].numpy() * c.probs) ** 0.5
        mixed = mixed / mixed.sum()
        best = int(mixed[1:].argmax()) + 1
        scored.append((float(mixed[best]), TAGS[best], base + item.sentence))
    return scored


class _Tally:
    """How often what the reader says of gold triggers was right, of how many."""

    def __init__(self) -> None:
        self.right: collections.Counter[str] = collections.Counter()
        self.seen: collections.Counter[str] = collections.Counter()

    def add_events(
        self,
        batch: Batch,
        gold: list[ReaderItem],
        read: tuple[torch.Tensor, ...],
        targets: dict[str, torch.Tensor],
    ) -> None:
        """Count what was read of a batch's gold triggers."""
        kind, status, hedged, mode, roles, pointer, party = read
        judged = party_odds(party, targets["party words"]) > 0.0
        self.seen["events"] += len(gold)
        self.right["type|trigger"] += int((kind.argmax(-1) == targets["type"]).sum())
        self.right["status"] += int((status.argmax(-1) == targets["status"]).sum())
        self.right["hedged"] += int((hedged.argmax(-1) == targets["hedged"]).sum())
        self.right["mode"] += int((mode.argmax(-1) == targets["mode"]).sum())
        for n, item in enumerate(gold):
            self._add_roles(batch, item, roles[n])
            self.seen["party sets"] += 1
            self.right["party sets"] += set_is_right(judged[n], targets["party"][n], item.event)
            self._add_pointers(torch.softmax(pointer[n], 0), targets["pointer"][n])

    def _add_roles(self, batch: Batch, item: ReaderItem, roles: torch.Tensor) -> None:
        row = batch.rows[item.sentence]
        spans = decode.decode_roles(*decode.inside_probs(roles.numpy(), len(row.ids)))
        for r, role in enumerate(ROLES):
            wanted = {row.tokens_of(a.span) for a in item.event.arguments if a.role == role and a.span}
            if role == "time" and not item.event.time_known:
                continue
            got = {range(s.start, s.stop) for s in spans[r]}
            # An argument counts as found where the spans share half of their tokens.
            hits = sum(any(len(set(g) & set(w)) * 2 >= max(len(g), len(w)) for g in got) for w in wanted)
            self.seen[f"{role} gold"] += len(wanted)
            self.seen[f"{role} coded"] += len(got)
            self.right[role] += hits

    def _add_pointers(self, probs: torch.Tensor, target: torch.Tensor) -> None:
        for column, role in enumerate((*CONTEXT_ROLES, *(f"all {r}" for r in PARTY_ROLES))):
            goal = target[column]
            hidden = bool(goal[:, 1:].any())
            self.seen[f"ctx {role} gold"] += hidden
            if probs[0, column] < 0.5:
                self.seen[f"ctx {role} coded"] += 1
                self.right[f"ctx {role}"] += hidden and bool(
                    goal[:, int(probs[1:, column].argmax()) + 1].any()
                )

    def rates(self) -> dict[str, float]:
        """Return shares and F1 by what was counted."""
        right, seen = self.right, self.seen
        result = {"proposed": seen["proposed"] / max(1, seen["gold"])}
        for name in ("type|trigger", "status", "hedged", "mode"):
            result[name] = right[name] / max(1, seen["events"])
        result["party sets"] = right["party sets"] / max(1, seen["party sets"])
        pointed = [f"ctx {r}" for r in CONTEXT_ROLES] + [f"ctx all {r}" for r in PARTY_ROLES]
        for role in (*ROLES, *pointed):
            total = seen[f"{role} gold"] + seen[f"{role} coded"]
            result[role] = 2 * right[role] / total if total else float("nan")
        return result


def set_is_right(judged: torch.Tensor, target: torch.Tensor, event: Event) -> bool:
    """Return whether actors and recipients are all found among the parties in sight, and no others.

    Args:
        judged: Whether each party is actor, recipient, source (parties, 3).
        target: 1 where it is, 0 where not, below 0 where no party stands (parties, 3).
        event: The event.
    """
    for column, role in enumerate(("actor", "recipient")):
        wanted = {a.who for a in event.arguments if a.role == role and a.who != "UNK"}
        known = target[:, column] >= 0
        same = bool((judged[known, column] == target[known, column].bool()).all())
        if not same or int((target[:, column] == 1).sum()) != len(wanted):
            return False
    return True


def best_threshold(
    scored: list[tuple[float, str, int]], truth: list[collections.Counter[str]]
) -> dict[str, float]:
    """Return the best type F1 over thresholds, its threshold, precision and recall."""
    total = sum(t.total() for t in truth)
    best = {"f1": 0.0, "at": 1.0, "p": 0.0, "r": 0.0}
    for at in [x / 40 for x in range(4, 36)]:
        coded: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        for score, kind, sentence in scored:
            if score >= at:
                coded[sentence][kind] += 1
        hit = sum((c & truth[s]).total() for s, c in coded.items())
        n = sum(c.total() for c in coded.values())
        f1 = 2 * hit / (n + total) if n + total else 0.0
        if f1 > best["f1"]:
            best = {"f1": f1, "at": at, "p": hit / max(1, n), "r": hit / max(1, total)}
    return best

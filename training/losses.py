"""What training minimises: the named losses of a batch, and how much each counts."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from training import data
from training.features import Batch, ReaderItem
from training.model import HIDDEN, MEMORY, TAGS, Encoder, Reader, party_odds

MASK_ID = 103
ROLE_BOOSTS = torch.tensor([8.0 if role == "via" else 2.0 for role in data.ROLES])
"""How much more than others the words of a role count: go-betweens are rare."""
LOSS_WEIGHTS = {
    "tags": 3.0,
    "type": 1.0,
    "status": 0.4,
    "hedged": 0.3,
    "mode": 0.2,
    "roles": 12.0,
    "pointer": 2.5,
    "party": 4.0,
}  # fmt: skip


def mean_loss(losses: Tensor, weights: Tensor, keep: Tensor) -> Tensor:
    """Return the weighted mean of the losses to keep (0 when there are none)."""
    w = weights * keep
    return (losses * w).sum() / w.sum().clamp(min=1.0)


def encode_batch(
    encoder: Encoder, batch: Batch, ids: Tensor, groups: int = 3
) -> tuple[Tensor, Tensor, Tensor]:
    """Return tag logits, vectors and memories of a batch, encoded in groups of like length."""
    lengths = batch.mask.sum(1).long()
    order = torch.argsort(lengths)
    kind = encoder.tagger.weight.dtype
    logits = torch.zeros(*batch.ids.shape, len(TAGS), dtype=kind)
    vectors = torch.zeros(*batch.ids.shape, HIDDEN, dtype=kind)
    memories = torch.zeros(*batch.ids.shape, 3 * MEMORY, dtype=kind)
    for rows in torch.tensor_split(order, min(groups, len(order))):
        size = int(lengths[rows].max())
        part, mask = pad_shape([ids[rows, :size], batch.mask[rows, :size].to(kind)], (4, 8))
        tag, vector, memory = (x[: len(rows), :size] for x in encoder(part, mask))
        pad = (0, 0, 0, batch.ids.shape[1] - size)
        logits = logits.index_copy(0, rows, F.pad(tag, pad))
        vectors = vectors.index_copy(0, rows, F.pad(vector, pad))
        memories = memories.index_copy(0, rows, F.pad(memory, pad))
    return logits.float(), vectors, memories


def hide_words(batch: Batch, rng: random.Random, prob: float) -> Tensor:
    """Return the batch's token ids with a share `prob` of the words' pieces hidden."""
    if prob == 0.0:
        return batch.ids
    drawn = torch.rand(batch.ids.shape, generator=torch.Generator().manual_seed(rng.getrandbits(40))) < prob
    inside = batch.mask > 0
    inside[:, 0] = False
    # The last piece of each sentence is [SEP].
    inside[torch.arange(len(inside)), batch.mask.sum(1).long() - 1] = False
    return torch.where(drawn & inside, MASK_ID, batch.ids)


def pad_shape(tensors: Sequence[Tensor], steps: tuple[int, int]) -> list[Tensor]:
    """Return the tensors with their first two sizes padded by zeros to multiples of `steps`.

    The matrix library compiles a kernel for each new shape, which takes longer than to run it.
    """
    padded = []
    for x in tensors:
        n, t = (-size % step for size, step in zip(x.shape, steps, strict=False))
        padded.append(F.pad(x, (*(0, 0) * (x.dim() - 2), 0, t, 0, n)))
    return padded


def pointer_loss(logits: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Return the mean loss of pointing: all words that name a party share its probability.

    The attention-sum loss of Kadlec et al. 2016 (doi:10.18653/v1/P16-1086), with one share a party.
    """
    logs = torch.log_softmax(logits, dim=1).transpose(1, 2).unsqueeze(2)
    known = target.any(-1)
    shares = torch.logsumexp(logs.masked_fill(~target, -1e4), dim=-1)
    each = known / known.sum(-1, keepdim=True).clamp(min=1)
    boost = torch.where(target[..., 0].any(-1), 1.0, 2.0)
    losses = -(shares * each).sum(-1) * boost
    return mean_loss(losses, weights[:, None] * boost, known.any(-1).float())


def losses_of(
    encoder: Encoder,
    reader: Reader,
    batch: Batch,
    rng: random.Random,
    smoothing: float = 0.05,
    hide: float = 0.0,
) -> dict[str, Tensor]:
    """Return the named losses of a batch: trigger tags, and type, status, hedge, mode, roles of events."""
    logits, *encoded = encode_batch(encoder, batch, hide_words(batch, rng, hide))
    row_weight = torch.tensor(batch.weights)
    flat = F.cross_entropy(
        logits.transpose(1, 2), batch.tags, reduction="none", ignore_index=-100, label_smoothing=0.02
    )
    keep = (batch.tags >= 0).float()
    boost = 1.0 + 1.0 * (batch.tags > 0).float()
    out = {"tags": mean_loss(flat, row_weight[:, None] * boost, keep)}
    items = batch.gold_items()
    probs = torch.softmax(logits.detach(), dim=-1)
    items += batch.false_items(probs, rng, 0.15, max(3, len(items) // 2))
    items.sort(key=lambda i: sum(len(e.ids) for _, e in batch.context(i)))
    # Two groups, so that the first sentences of reports, which have little behind them, are not padded.
    for group in (items[: len(items) // 2], items[len(items) // 2 :]):
        if group:
            share = len(group) / len(items)
            for name, loss in reader_losses(reader, batch, group, encoded, smoothing).items():
                out[name] = out.get(name, torch.zeros(())) + share * loss
    return out


def reader_losses(
    reader: Reader, batch: Batch, items: list[ReaderItem], encoded: list[Tensor], smoothing: float
) -> dict[str, Tensor]:
    """Return the named losses of the reader on some candidates of a batch."""
    out: dict[str, Tensor] = {}
    inputs = batch.reader_inputs(items, *encoded)
    *inputs, owner = inputs
    inputs = [*pad_shape(inputs[:3], (8, 16)), *pad_shape(inputs[3:], (8, 32))]
    inputs.append(F.pad(owner, (0, len(inputs[0]) - len(owner))))
    outputs = reader(*(x.to(encoded[0].dtype) if x.is_floating_point() else x for x in inputs))
    kind, status, hedged, mode, roles, pointer, party = (o[: len(items)].float() for o in outputs)
    targets = batch.reader_targets(items, inputs[0].shape[1], inputs[3].shape[1])
    w = torch.tensor([batch.weights[i.sentence] for i in items])
    out["type"] = mean_loss(
        F.cross_entropy(kind, targets["type"], reduction="none", label_smoothing=smoothing),
        w,
        torch.ones_like(w),
    )
    for name, prediction in (("status", status), ("hedged", hedged), ("mode", mode)):
        known = (targets[name] >= 0).float()
        out[name] = mean_loss(
            F.cross_entropy(prediction, targets[name].clamp(min=0), reduction="none"), w, known
        )
    known = (targets["roles"] >= 0).float()
    role_loss = F.cross_entropy(roles.permute(0, 3, 1, 2), targets["roles"].clamp(min=0), reduction="none")
    role_boost = 1.0 + (targets["roles"] > 0).float() * ROLE_BOOSTS
    out["roles"] = mean_loss(role_loss, w[:, None, None] * role_boost, known)
    out["pointer"] = pointer_loss(pointer, targets["pointer"], w)
    odds = party_odds(party, targets["party words"])
    known = (targets["party"] >= 0).float()
    judged = F.binary_cross_entropy_with_logits(odds, targets["party"].clamp(min=0).float(), reduction="none")
    out["party"] = mean_loss(judged, w[:, None, None], known)
    return out

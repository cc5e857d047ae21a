"""Train the coder's network: ``python -m training.train --out runs/a`` (see training/README.md)."""

from __future__ import annotations

import argparse
import collections
import copy
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from training import data
from training.evaluate import score_documents
from training.features import (
    MAX_TOKENS,
    Batch,
    EncodedDocument,
    ReaderItem,
    encode_documents,
    make_batches,
)
from training.mentions import mark_mentions
from training.model import HIDDEN, MEMORY, TAGS, Encoder, Reader, find_encoder, load_bert, party_odds
from training.swaps import Swapper, swap_share

SHARED = Path("../shared")
# Twice as fast where the processor has bfloat16 instructions; elsewhere torch emulates it.
BF16 = True
MASK_ID = 103


def parse_arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the command line's arguments."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--encoder", type=Path, help="folder of the pretrained encoder; else the installed one")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    p.add_argument("--sources", default="gold,pool,own", help="which of gold, pool, own to train on")
    p.add_argument("--epochs", type=int, default=9)
    p.add_argument("--decay-from", type=float, default=0.6, help="share of the steps at full learning rate")
    p.add_argument(
        "--minutes",
        type=float,
        default=0.0,
        help="fit the schedule into this time and end then; 0: by epochs",
    )
    p.add_argument("--lr", type=float, default=2e-4)
    p.add_argument("--head-lr", type=float, default=1e-3)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--dev-share", type=float, default=0.15, help="share of gold train held out; 0: none")
    p.add_argument("--gold-weight", type=float, default=2.0)
    p.add_argument("--own-weight", type=float, default=0.7)
    p.add_argument("--pool-weight", type=float, default=1.0)
    p.add_argument("--hide", type=float, default=0.06, help="share of word pieces hidden in training")
    p.add_argument("--dropout", type=float, default=0.15)
    p.add_argument("--freeze", type=int, default=0, help="lowest layers that stay as they are")
    p.add_argument("--swap", type=float, default=0.3, help="share of documents with other parties put in")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--tokens", type=int, default=900)
    p.add_argument("--evaluate-every", type=int, default=2)
    p.add_argument("--start", type=Path, help="begin with the weights of this model.pt")
    p.add_argument("--resume", action="store_true", help="go on from OUT/checkpoint.pt")
    p.add_argument("--limit", type=int, default=0, help="train on this many documents only (a trial)")
    p.add_argument(
        "--share", type=float, default=1.0, help="share of the documents to train on, by their names"
    )
    return p.parse_args(words)


def hash_share(name: str) -> float:
    """Return a number in [0, 1) that depends on the document's name alone."""
    import hashlib

    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


def load_sources(args: argparse.Namespace) -> tuple[list[data.Document], list[data.Document]]:
    """Return training and held-out documents; the held-out ones are gold train, never gold check."""
    wanted = args.sources.split(",")
    gold = data.load_gold(SHARED / "gold/dev.jsonl", "train")
    pool = data.load_standoff(args.corpus, SHARED / "text/news_pool.jsonl")
    held = [d for d in gold if hash_share(d.name) < args.dev_share]
    held += [d for d in pool if hash_share(d.name) < args.dev_share / 2]
    out = {d.name for d in held}
    documents = [d for d in gold if d.name not in out] if "gold" in wanted else []
    documents += [d for d in pool if d.name not in out] if "pool" in wanted else []
    if "own" in wanted:
        documents += data.load_inline(args.corpus)
    # Another part of the hash than the one that holds documents out.
    documents = [d for d in documents if hash_share(f"share {d.name}") < args.share]
    weights = {"own": args.own_weight, "pool": args.pool_weight, "gold": args.gold_weight}
    for d in documents:
        d.weight = weights[d.source]
    return documents, held


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the encoder's tokenizer, cut at `MAX_TOKENS`, without padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


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


def train(args: argparse.Namespace) -> None:
    """Train, log to OUT/log.jsonl, save OUT/model.pt after every evaluation."""
    args.encoder = args.encoder or find_encoder()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(args.encoder)
    documents, held = load_sources(args)
    if args.limit:
        documents = documents[: args.limit]
    docs, dev = encode_documents(documents, tokenizer), encode_documents(held, tokenizer)
    mark_mentions([*docs, *dev])
    print(
        f"{len(docs)} documents, {sum(len(d.sentences) for d in docs)} sentences; held out {len(dev)}",
        flush=True,
    )
    swapper = Swapper(docs, tokenizer)
    encoder = Encoder(load_bert(args.encoder, args.dropout), dropout=args.dropout)
    reader = Reader(dropout=args.dropout)
    reader.inherit(encoder.bert)
    if args.start:
        state = torch.load(args.start, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        reader.load_state_dict(state["reader"])
    if BF16:
        encoder, reader = encoder.bfloat16(), reader.bfloat16()
    # Word vectors stay as pretrained: words that the corpus does not hold keep their meaning.
    for p in (encoder.bert.embeddings, *encoder.bert.encoder.layer[: args.freeze]):
        p.requires_grad_(False)
    body = [p for p in [*encoder.bert.parameters(), *reader.blocks.parameters()] if p.requires_grad]
    head = [p for n, p in encoder.named_parameters() if not n.startswith("bert.")]
    head += [p for n, p in reader.named_parameters() if not n.startswith("blocks.")]
    # The optimiser moves exact copies: steps are smaller than bfloat16 can tell apart.
    exact = [p.detach().float().clone() for p in body + head]
    optimiser = torch.optim.AdamW(
        [
            {"params": exact[: len(body)], "lr": args.lr},
            {"params": exact[len(body) :], "lr": args.head_lr},
        ],
        weight_decay=0.01,
        fused=True,
    )
    steps = args.epochs * sum(1 for _ in make_batches(docs, random.Random(0), args.tokens))
    flat = args.decay_from
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda s: min(1.0, (s + 1) / 150, max(0.02, (steps - s) / ((1.0 - flat) * steps + 1e-9))),
    )
    first, elapsed = 1, 0.0
    if args.resume and (args.out / "checkpoint.pt").exists():
        parts = encoder, reader, optimiser, schedule, rng
        first, elapsed = load_checkpoint(args.out / "checkpoint.pt", *parts)
        first += 1
        saved = torch.load(args.out / "model.pt", weights_only=True)
        restore_exact(
            (encoder, saved["encoder"]),
            (reader, saved["reader"]),
            exact={id(p): e for p, e in zip(body + head, exact, strict=True)},
        )
    started = time.time() - elapsed
    late = False
    for epoch in range(first, args.epochs + 1):
        encoder.train()
        reader.train()
        sums: collections.Counter[str] = collections.Counter()
        batches = sentences = 0
        for batch in make_batches(swap_share(docs, swapper, rng, args.swap), rng, args.tokens):
            losses = losses_of(encoder, reader, batch, rng, hide=args.hide)
            total = sum(LOSS_WEIGHTS[k] * v for k, v in losses.items())
            optimiser.zero_grad()
            total.backward()
            for p, e in zip(body + head, exact, strict=True):
                e.grad, p.grad = (None if p.grad is None else p.grad.float()), None
            torch.nn.utils.clip_grad_norm_(exact, 1.0)
            if args.minutes:
                left = 1.0 - (time.time() - started) / (60 * args.minutes)
                late = left <= 0.0
                for group in optimiser.param_groups:
                    group["lr"] = group["initial_lr"] * min(
                        1.0,
                        (batches + 1) / 150 if epoch == first else 1.0,
                        max(0.01, left / (1.0 - flat + 1e-9)),
                    )
            optimiser.step()
            with torch.no_grad():
                for p, e in zip(body + head, exact, strict=True):
                    p.copy_(e)
            if not args.minutes:
                schedule.step()
            batches, sentences = batches + 1, sentences + len(batch.rows)
            sums.update({k: float(v.detach()) for k, v in losses.items()})
            if late:
                break
            if batches % 100 == 0:
                print(f"  epoch {epoch} batch {batches} {time.time() - started:.0f} s", flush=True)
        row: dict[str, Any] = {
            "epoch": epoch,
            "seconds": round(time.time() - started),
            "sentences": sentences,
        }
        row |= {k: round(v / batches, 4) for k, v in sums.items()}
        if dev and (epoch % args.evaluate_every == 0 or epoch == args.epochs or late):
            row |= {"dev": evaluate_dev(*make_exact(encoder, reader, body + head, exact), dev)}
        print(json.dumps(row), flush=True)
        with (args.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        modules = make_exact(encoder, reader, body + head, exact)
        elapsed = time.time() - started
        save_checkpoint(args.out / "checkpoint.pt", epoch, elapsed, *modules, optimiser, schedule, rng)
        torch.save(
            {"encoder": modules[0].state_dict(), "reader": modules[1].state_dict()}, args.out / "model.pt"
        )
        if late:
            break


def restore_exact(*pairs: tuple[nn.Module, dict[str, Tensor]], exact: dict[int, Tensor]) -> None:
    """Put saved float32 weights back into the exact copies of the networks' parameters."""
    for module, state in pairs:
        for name, p in module.named_parameters():
            if id(p) in exact:
                exact[id(p)].copy_(state[name])


def make_exact(
    encoder: Encoder, reader: Reader, parameters: Sequence[Tensor], exact: Sequence[Tensor]
) -> tuple[Encoder, Reader]:
    """Return copies of both networks in float32, with the exact values of the trained parameters."""
    with torch.no_grad():
        copies = copy.deepcopy(encoder).float(), copy.deepcopy(reader).float()
        names = {id(p): e for p, e in zip(parameters, exact, strict=True)}
        for source, target in zip((encoder, reader), copies, strict=True):
            for (_, p), (_, q) in zip(source.named_parameters(), target.named_parameters(), strict=True):
                if id(p) in names:
                    q.copy_(names[id(p)])
    return copies


def save_checkpoint(path: Path, epoch: int, elapsed: float, *parts: Any) -> None:
    """Write everything that going on needs, in whole or not at all."""
    *modules, rng = parts
    state = {"epoch": epoch, "elapsed": elapsed, "rng": rng.getstate(), "torch": torch.get_rng_state()}
    state["parts"] = [m.state_dict() for m in modules]
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def load_checkpoint(path: Path, *parts: Any) -> tuple[int, float]:
    """Return the last finished epoch and the seconds that training took so far; puts the state back."""
    *modules, rng = parts
    state = torch.load(path, weights_only=False)
    for module, saved in zip(modules, state["parts"], strict=True):
        module.load_state_dict(saved)
    rng.setstate(state["rng"])
    torch.set_rng_state(state["torch"])
    return int(state["epoch"]), float(state["elapsed"])


def evaluate_dev(encoder: Encoder, reader: Reader, dev: list[EncodedDocument]) -> dict[str, float]:
    """Return the held-out scores with both networks in evaluation mode."""
    encoder.eval(), reader.eval()
    with torch.inference_mode():
        return score_documents(encoder, reader, dev)


if __name__ == "__main__":
    train(parse_arguments())

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

from training import data
from training.evaluate import score_documents
from training.features import MAX_TOKENS, EncodedDocument, encode_documents, make_batches
from training.losses import LOSS_WEIGHTS, losses_of
from training.mentions import mark_mentions
from training.model import Encoder, Reader, find_encoder, load_bert
from training.swaps import Swapper, swap_share

SHARED = Path("../shared")
# Twice as fast where the processor has bfloat16 instructions; elsewhere torch emulates it.
BF16 = True


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
    p.add_argument("--share", type=float, default=1.0, help="share of the documents, by name")
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


class Training:
    """One run: the networks, the optimiser over exact copies of their weights, and where it stands."""

    def __init__(self, args: argparse.Namespace, docs: list[EncodedDocument], swapper: Swapper) -> None:
        self.args, self.docs, self.swapper = args, docs, swapper
        self.rng = random.Random(args.seed)
        self.encoder, self.reader = build_networks(args)
        body = [
            p for p in [*self.encoder.bert.parameters(), *self.reader.blocks.parameters()] if p.requires_grad
        ]
        head = [p for n, p in self.encoder.named_parameters() if not n.startswith("bert.")]
        head += [p for n, p in self.reader.named_parameters() if not n.startswith("blocks.")]
        self.weights = body + head
        # The optimiser moves exact copies: steps are smaller than bfloat16 can tell apart.
        self.exact = [p.detach().float().clone() for p in self.weights]
        groups = [
            {"params": self.exact[: len(body)], "lr": args.lr},
            {"params": self.exact[len(body) :], "lr": args.head_lr},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        steps = args.epochs * sum(1 for _ in make_batches(docs, random.Random(0), args.tokens))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda s: min(
                1.0, (s + 1) / 150, max(0.02, (steps - s) / ((1.0 - args.decay_from) * steps + 1e-9))
            ),
        )
        self.first, elapsed = 1, 0.0
        if args.resume and (args.out / "checkpoint.pt").exists():
            self.first, elapsed = self._resume()
        self.started = time.time() - elapsed

    @property
    def seconds(self) -> float:
        """Seconds of training so far, those before a resumption included."""
        return time.time() - self.started

    def _resume(self) -> tuple[int, float]:
        parts = self.encoder, self.reader, self.optimiser, self.schedule, self.rng
        done, elapsed = load_checkpoint(self.args.out / "checkpoint.pt", *parts)
        saved = torch.load(self.args.out / "model.pt", weights_only=True)
        restore_exact(
            (self.encoder, saved["encoder"]),
            (self.reader, saved["reader"]),
            exact={id(p): e for p, e in zip(self.weights, self.exact, strict=True)},
        )
        return done + 1, elapsed

    def run_epoch(self, epoch: int) -> tuple[dict[str, Any], bool]:
        """Return the epoch's row of the log, and whether the time is up."""
        self.encoder.train()
        self.reader.train()
        sums: collections.Counter[str] = collections.Counter()
        batches = sentences = 0
        late = False
        mixed = swap_share(self.docs, self.swapper, self.rng, self.args.swap)
        for batch in make_batches(mixed, self.rng, self.args.tokens):
            losses = losses_of(self.encoder, self.reader, batch, self.rng, hide=self.args.hide)
            warm = (batches + 1) / 150 if epoch == self.first else 1.0
            late = self._step(losses, warm)
            batches, sentences = batches + 1, sentences + len(batch.rows)
            sums.update({k: float(v.detach()) for k, v in losses.items()})
            if late:
                break
            if batches % 100 == 0:
                print(f"  epoch {epoch} batch {batches} {self.seconds:.0f} s", flush=True)
        row: dict[str, Any] = {"epoch": epoch, "seconds": round(self.seconds), "sentences": sentences}
        return row | {k: round(v / batches, 4) for k, v in sums.items()}, late

    def _step(self, losses: dict[str, Tensor], warm: float) -> bool:
        """Move the weights by one batch's losses; return whether the time is up."""
        total = sum(LOSS_WEIGHTS[k] * v for k, v in losses.items())
        self.optimiser.zero_grad()
        total.backward()
        for p, e in zip(self.weights, self.exact, strict=True):
            e.grad, p.grad = (None if p.grad is None else p.grad.float()), None
        torch.nn.utils.clip_grad_norm_(self.exact, 1.0)
        late = False
        if self.args.minutes:
            left = 1.0 - self.seconds / (60 * self.args.minutes)
            late = left <= 0.0
            share = min(1.0, warm, max(0.01, left / (1.0 - self.args.decay_from + 1e-9)))
            for group in self.optimiser.param_groups:
                group["lr"] = group["initial_lr"] * share
        self.optimiser.step()
        with torch.no_grad():
            for p, e in zip(self.weights, self.exact, strict=True):
                p.copy_(e)
        if not self.args.minutes:
            self.schedule.step()
        return late

    def copies(self) -> tuple[Encoder, Reader]:
        """Return both networks in float32, with the exact weights."""
        return make_exact(self.encoder, self.reader, self.weights, self.exact)

    def save(self, epoch: int) -> None:
        """Write OUT/checkpoint.pt, to go on from, and OUT/model.pt."""
        encoder, reader = self.copies()
        parts = encoder, reader, self.optimiser, self.schedule, self.rng
        save_checkpoint(self.args.out / "checkpoint.pt", epoch, self.seconds, *parts)
        state = {"encoder": encoder.state_dict(), "reader": reader.state_dict()}
        torch.save(state, self.args.out / "model.pt")


def build_networks(args: argparse.Namespace) -> tuple[Encoder, Reader]:
    """Return encoder and reader, pretrained or as they were saved, with what shall not move frozen."""
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
    return encoder, reader


def train(args: argparse.Namespace) -> None:
    """Train, log to OUT/log.jsonl, save OUT/model.pt and OUT/checkpoint.pt after every epoch."""
    args.encoder = args.encoder or find_encoder()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(args.encoder)
    documents, held = load_sources(args)
    if args.limit:
        documents = documents[: args.limit]
    docs, dev = encode_documents(documents, tokenizer), encode_documents(held, tokenizer)
    mark_mentions([*docs, *dev])
    count = sum(len(d.sentences) for d in docs)
    print(f"{len(docs)} documents, {count} sentences; held out {len(dev)}", flush=True)
    training = Training(args, docs, Swapper(docs, tokenizer))
    for epoch in range(training.first, args.epochs + 1):
        row, late = training.run_epoch(epoch)
        if dev and (epoch % args.evaluate_every == 0 or epoch == args.epochs or late):
            row |= {"dev": evaluate_dev(*training.copies(), dev)}
        print(json.dumps(row), flush=True)
        with (args.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        training.save(epoch)
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

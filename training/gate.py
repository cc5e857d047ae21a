"""Fit the gate that passes over sentences without events: ``python -m training.gate MODEL``.

A logistic regression on the word pieces of a sentence (each once), fitted on the training documents. The
limit is the highest at which `RECALL` of the held-out sentences with events still pass; what it skips and
what it loses is printed. Writes ``gate.npz`` into the model's folder: one small weight a word piece.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from training.data import Document
from training.train import load_sources, parse_arguments

RECALL = 0.995
"""Asked is 0.99 on new text; a little more is asked of the text that the limit is set on."""


def pieces_of(documents: list[Document], tokenizer: Tokenizer) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Return (sentences by word pieces, 0 or 1; whether each sentence has an event)."""
    sentences = [s for d in documents for s in d.sentences if s.labelled]
    ids = [sorted(set(e.ids)) for e in tokenizer.encode_batch([s.text for s in sentences])]
    indptr = np.cumsum([0, *map(len, ids)])
    matrix = sparse.csr_matrix(
        (np.ones(indptr[-1], dtype=np.float32), np.concatenate(ids), indptr),
        shape=(len(ids), tokenizer.get_vocab_size()),
    )
    return matrix, np.array([bool(s.events) for s in sentences])


def main() -> None:
    """Fit, report and write the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    documents, held = load_sources(parse_arguments(["--out", "runs/gate"]))
    x, y = pieces_of(
        [d for d in documents if d.source != "own"] + [d for d in documents if d.source == "own"], tokenizer
    )
    fitted = LogisticRegression(C=0.1, max_iter=300).fit(x, y)
    scale = float(np.abs(fitted.coef_).max()) / 127
    weights = np.round(fitted.coef_[0] / scale).astype(np.int8)
    hx, hy = pieces_of(held, tokenizer)
    scores = hx @ (weights.astype(np.float32) * scale) + float(fitted.intercept_[0])
    # The limit comes from one half of the held-out sentences, the report from the other.
    half = np.arange(len(hy)) % 2 == 0
    limit = float(np.quantile(scores[half & hy], 1 - RECALL))
    rest = ~half
    print(
        f"recall {np.mean(scores[rest & hy] >= limit):.4f} on {(rest & hy).sum()} sentences with events; "
        f"skips {np.mean(scores[rest] < limit):.3f} of all {int(rest.sum())}, "
        f"{np.mean(scores[rest & ~hy] < limit):.3f} of those without"
    )
    np.savez_compressed(
        args.model / "gate.npz",
        weights=weights,
        scale=np.float32(scale),
        bias=np.float32(fitted.intercept_[0]),
        limit=np.float32(limit),
    )


if __name__ == "__main__":
    main()

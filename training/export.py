"""Export a trained network to the package: ``python -m training.export RUN --encoder FOLDER``.

Linear layers become int8 (dynamic quantisation, one scale an output channel); in the layers below the reader
the inputs of the perceptrons stay float, since int8 moved what the reader reads by a tenth. Word vectors keep
the 16 levels that they were trained with (`training.model.pack`), two to a byte; the vectors of places in the
sentence become int8 with one scale a row.
"""

from __future__ import annotations

import argparse
import json
import shutil
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.corpus_format import STATUSES
from training.data import CONTEXT_ROLES, PARTY_ROLES, ROLES
from training.features import CONTEXT_SENTENCES, MAX_TOKENS
from training.model import (
    FARTHEST,
    GROUP,
    HIDDEN,
    MEMORY,
    MIDDLE,
    MODE_LABELS,
    TAGS,
    Encoder,
    Reader,
    find_encoder,
    load_bert,
    pack,
)


class RowQuantised(nn.Module):
    """An embedding held as int8 with one scale a row."""

    def __init__(self, source: nn.Embedding) -> None:
        super().__init__()
        weight = source.weight.detach()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127.0
        self.register_buffer("codes", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the vectors of `ids`."""
        return self.codes[ids].float() * self.scale[ids]


class PackedWords(nn.Module):
    """Word vectors of 16 levels, two numbers to a byte."""

    def __init__(self, source: nn.Embedding) -> None:
        super().__init__()
        codes, scales = pack(source.weight)
        self.register_buffer("pairs", codes[:, ::2] + codes[:, 1::2] * 16)
        self.register_buffer("scales", scales)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the vectors of `ids`."""
        n, t = ids.shape
        pairs = self.pairs[ids].int()
        codes = torch.stack([pairs % 16, pairs // 16], dim=-1).float().view(n, t, HIDDEN // GROUP, GROUP)
        return ((codes - 7.5) * self.scales[ids].float().unsqueeze(-1)).view(n, t, HIDDEN)


def trim_vocabulary(tokenizer: dict[str, Any], bert: nn.Module) -> dict[str, Any]:
    """Return the tokenizer without unused and non-Latin word pieces; cuts `bert` to match.

    The coder reads English; what falls away reads as [UNK]. Saves about 2 MB.
    """

    def keep(token: str) -> bool:
        plain = token.removeprefix("##")
        if token.startswith("[unused"):
            return False
        return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in plain)

    old = sorted(tokenizer["model"]["vocab"].items(), key=lambda kv: kv[1])
    kept = [(token, index) for token, index in old if keep(token)]
    renamed = {token: new for new, (token, _) in enumerate(kept)}
    rows = torch.tensor([index for _, index in kept])
    words = nn.Embedding(len(rows), bert.config.hidden_size)
    words.weight.data = bert.embeddings.word_embeddings.weight.data[rows].clone()
    positions = nn.Embedding(MAX_TOKENS, bert.config.hidden_size)
    positions.weight.data = bert.embeddings.position_embeddings.weight.data[:MAX_TOKENS].clone()
    bert.embeddings.word_embeddings, bert.embeddings.position_embeddings = words, positions
    tokenizer = tokenizer | {"model": tokenizer["model"] | {"vocab": renamed}}
    tokenizer["added_tokens"] = [t | {"id": renamed[t["content"]]} for t in tokenizer["added_tokens"]]
    for special in tokenizer["post_processor"]["special_tokens"].values():
        special["ids"] = [renamed[t] for t in special["tokens"]]
    return tokenizer


class EncoderForExport(nn.Module):
    """The encoder with softmax inside and the plain attention that every exporter knows."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        bert = encoder.bert
        self.embeddings = bert.embeddings
        self.layers = bert.encoder.layer
        self.heads = bert.config.num_attention_heads
        # One product for query, key and value: the input is quantised once, not three times.
        self.joint = nn.ModuleList(join_linear(layer.attention.self) for layer in self.layers)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return tag probabilities, vectors for the reader, memories, and vectors to compare words by."""
        e = self.embeddings
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = (
            e.word_embeddings(ids)
            + e.position_embeddings(positions).unsqueeze(0)
            + e.token_type_embeddings.weight[0]
        )
        x = e.LayerNorm(x)
        bias = (1.0 - mask)[:, None, None, :] * -10000.0
        middle = x
        for number, (layer, joint) in enumerate(zip(self.layers, self.joint, strict=True)):
            middle = x if number == MIDDLE else middle
            n, t, width = x.shape
            parts = joint(x).view(n, t, 3, self.heads, width // self.heads)
            q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
            w = torch.softmax(q @ k.transpose(-1, -2) + bias, dim=-1)
            read = (w @ v).transpose(1, 2).reshape(n, t, width)
            x = layer.attention.output.LayerNorm(layer.attention.output.dense(read) + x)
            up = nn.functional.gelu(layer.intermediate.dense(x))
            x = layer.output.LayerNorm(layer.output.dense(up) + x)
        projections = self.encoder.project(x)
        tags = torch.softmax(self.encoder.tagger(x), dim=-1)
        return tags, middle, self.encoder.remember(projections), projections


def join_linear(attention: nn.Module) -> nn.Linear:
    """Return one layer that gives query, key and value; the query is scaled already."""
    q, k, v = attention.query, attention.key, attention.value
    scale = (q.weight.shape[0] // attention.num_attention_heads) ** -0.5
    joint = nn.Linear(q.weight.shape[1], 3 * q.weight.shape[0])
    joint.weight.data = torch.cat([q.weight * scale, k.weight, v.weight])
    joint.bias.data = torch.cat([q.bias * scale, k.bias, v.bias])
    return joint


class ReaderForExport(nn.Module):
    """The reader without the judged parties, which only its training needs."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return what `Reader` gives but for its last part."""
        return tuple(self.reader(*inputs)[:-1])


def export_network(run: Path, encoder_folder: Path, out: Path, *, int8: bool = True) -> None:
    """Write encoder.onnx, reader.onnx, tokenizer.json and labels.json to `out`."""
    encoder, reader = Encoder(load_bert(encoder_folder)), Reader()
    state = torch.load(run / "model.pt", weights_only=True)
    encoder.load_state_dict(state["encoder"]), reader.load_state_dict(state["reader"])
    encoder.eval(), reader.eval()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = json.loads((encoder_folder / "tokenizer.json").read_text())
    tokenizer = trim_vocabulary(tokenizer, encoder.bert)
    ids, mask = torch.randint(1000, 20000, (3, 17)), torch.ones(3, 17)
    mask[1, 10:] = 0.0
    with torch.inference_mode():
        _, *expected = encoder(ids, mask)
    for_export = EncoderForExport(encoder)
    with torch.inference_mode():
        _, *given, _ = for_export(ids, mask)
    difference = max(float((a - b)[mask > 0].abs().max()) for a, b in zip(given, expected, strict=True))
    if difference > 1e-3:
        raise ValueError(f"the export network differs from the trained one by {difference}")
    if int8:
        vectors = encoder.bert.embeddings
        vectors.word_embeddings = PackedWords(vectors.word_embeddings)
        vectors.position_embeddings = RowQuantised(vectors.position_embeddings)
    write_onnx(
        for_export, (ids, mask), out / "encoder.onnx", ["ids", "mask"],
        ["tags", "vectors", "memory", "projections"],
        {key: {0: "n", 1: "t"} for key in ["ids", "mask", "tags", "vectors", "memory", "projections"]},
        int8,
    )  # fmt: skip
    n, t, u, c = 3, 9, 2, 21
    sample = (
        torch.randn(n, t, HIDDEN), torch.ones(n, t), torch.randint(0, 2 * FARTHEST, (n, t)),
        torch.randn(u, c, 3 * MEMORY), torch.ones(u, c), torch.ones(u, c, dtype=torch.long),
        torch.tensor([0, 1, 1]),
    )  # fmt: skip
    names = ["tokens", "mask", "distance", "memory", "memory_mask", "memory_segment", "owner"]
    axes = {k: {0: "u", 1: "c"} if k.startswith("memory") else {0: "n", 1: "t"} for k in names}
    axes["owner"] = {0: "n"}
    outputs = ["type", "status", "hedged", "mode", "roles", "pointer"]
    axes |= {k: {0: "n"} for k in outputs[:4]} | {
        "roles": {0: "n", 1: "t"},
        "pointer": {0: "n", 1: "p"},
    }
    write_onnx(ReaderForExport(reader), sample, out / "reader.onnx", names, outputs, axes, int8)
    tokenizer["padding"] = None
    tokenizer["truncation"] = {
        "direction": "Right",
        "max_length": MAX_TOKENS,
        "strategy": "LongestFirst",
        "stride": 0,
    }
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")))
    labels = {
        "tags": TAGS, "statuses": STATUSES, "modes": MODE_LABELS, "roles": ROLES,
        "context_roles": CONTEXT_ROLES, "party_roles": PARTY_ROLES, "farthest": FARTHEST,
        "context_sentences": CONTEXT_SENTENCES, "max_tokens": MAX_TOKENS,
    }  # fmt: skip
    (out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")


def part_weights(path: Path) -> None:
    """Give every matrix product a copy of its weights: the quantiser leaves shared ones as they are."""
    import onnx

    model = onnx.load(path)
    weights = {w.name: w for w in model.graph.initializer}
    alike = {
        n.output[0]: n.input[0] for n in model.graph.node if n.op_type == "Identity" and n.input[0] in weights
    }
    for node in [n for n in model.graph.node if n.output[0] in alike]:
        model.graph.node.remove(node)
    for node in model.graph.node:
        node.input[:] = [alike.get(name, name) for name in node.input]
    used: set[str] = set()
    for number, node in enumerate(model.graph.node):
        if node.op_type == "MatMul" and (name := node.input[1]) in weights:
            if name in used:
                copy = onnx.TensorProto()
                copy.CopyFrom(weights[name])
                copy.name = node.input[1] = f"{name}_{number}"
                model.graph.initializer.append(copy)
            used.add(name)
    onnx.save(model, path)


def wide_products(path: Path) -> list[str]:
    """Return the names of the perceptrons' matrix products in the layers below the reader, in order."""
    import onnx

    model = onnx.load(path)
    shapes = {w.name: tuple(w.dims) for w in model.graph.initializer}
    wide = {(HIDDEN, 4 * HIDDEN), (4 * HIDDEN, HIDDEN)}
    found = [n.name for n in model.graph.node if n.op_type == "MatMul" and shapes.get(n.input[1]) in wide]
    return found[: 2 * MIDDLE]


def pack_weights(path: Path, names: Collection[str]) -> None:
    """Hold the weights of some matrix products as int8, one scale an output channel, and multiply in float.

    Their inputs have a few wide values beside many small ones, which int8 inputs would blur.
    """
    import onnx

    model = onnx.load(path)
    weights = {w.name: w for w in model.graph.initializer}
    for node in [n for n in model.graph.node if n.name in names]:
        old = weights[node.input[1]]
        matrix = onnx.numpy_helper.to_array(old)
        scale = np.maximum(np.abs(matrix).max(0), 1e-8).astype(np.float32) / 127.0
        codes = np.round(matrix / scale).astype(np.int8)
        parts = {"codes": codes, "scale": scale, "zero": np.zeros(len(scale), dtype=np.int8)}
        inputs = [f"{old.name}_{part}" for part in parts]
        for name, values in zip(inputs, parts.values(), strict=True):
            model.graph.initializer.append(onnx.numpy_helper.from_array(values, name))
        unpacked = onnx.helper.make_node("DequantizeLinear", inputs, [f"{old.name}_unpacked"], axis=1)
        model.graph.node.insert(list(model.graph.node).index(node), unpacked)
        node.input[1] = unpacked.output[0]
        model.graph.initializer.remove(old)
    onnx.save(model, path)


def share_weights(path: Path) -> None:
    """Keep weights that stand in a graph more than once only once."""
    import onnx

    model = onnx.load(path)
    first: dict[tuple[object, ...], str] = {}
    same: dict[str, str] = {}
    for w in model.graph.initializer:
        key = (tuple(w.dims), w.data_type, onnx.numpy_helper.to_array(w).tobytes())
        same[w.name] = first.setdefault(key, w.name)
    for node in model.graph.node:
        node.input[:] = [same.get(name, name) for name in node.input]
    kept = [w for w in model.graph.initializer if same[w.name] == w.name]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    onnx.save(model, path)


def write_onnx(
    module: nn.Module, sample: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str],
    axes: dict[str, dict[int, str]], int8: bool,
) -> None:  # fmt: skip
    """Export one module, quantise it, and check it against torch."""
    import onnxruntime as ort
    from onnxruntime.quantization import QuantType, quantize_dynamic

    raw = path.with_suffix(".raw.onnx")
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, sample, str(raw), input_names=inputs, output_names=outputs, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        expected = [o.numpy() for o in module(*sample)]
    part_weights(raw)
    if int8:
        kept = wide_products(raw) if isinstance(module, EncoderForExport) else []
        quantize_dynamic(
            str(raw), str(path), per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept,
            op_types_to_quantize=["MatMul"], extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip
        pack_weights(path, kept)
    else:
        shutil.copy(raw, path)
    share_weights(path)
    feed = {k: v.numpy() for k, v in zip(inputs, sample, strict=True)}
    for p in (raw, path):
        got = ort.InferenceSession(str(p), providers=["CPUExecutionProvider"]).run(None, feed)
        gap = max(float(np.abs(a - b).max()) for a, b in zip(got, expected, strict=True))
        print(f"{p.name}: {p.stat().st_size / 1e6:.2f} MB, differs from torch by {gap:.4f}")
    raw.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument(
        "--encoder", type=Path, help="folder of the pretrained encoder; else the installed one"
    )
    parser.add_argument("--out", type=Path, default=Path("src/detente/coding/model"))
    parser.add_argument("--fp32", action="store_true")
    a = parser.parse_args()
    export_network(a.run, a.encoder or find_encoder(), a.out, int8=not a.fp32)

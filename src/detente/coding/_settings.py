"""The numbers that turn the network's outputs into mentions, fitted on held-out text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding._damaged import refuse_damaged

__all__ = ["Settings", "read_settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers that turn the network's outputs into mentions, fitted on held-out text.

    Attributes:
        coder: Name and version written into every mention.
        candidate_limit: Least probability of any event for a token to be part of a candidate, 0 to 1.
        read_limit: Least probability of any event at a candidate's strongest token for it to be read.
        min_score: Least score of a mention, 0 to 1.
        min_certainty: Least product of the score and the probability that actors and recipients are right.
        role_limit: Least probability of a token of an argument.
        place_limit: Least probability of the likeliest words for where an event takes place.
        spoken_limit: Least probability of words that stand for nobody known.
        weak_limit: Confidence of the resolver below which words like "he" go by what the reader points at.
        weak_context_limit: Least probability of the source pointed at for such words.
        tag_weight: Weight of the tagger against the reader in the type's probability, 0 to 1.
        curve: Points (raw, calibrated) of the piecewise linear map from raw probability to score.
        choice: For actor, recipient and said_by, the fields of a `Weighing`.
        status: The fields of a `StatusWeights`.
    """

    coder: str
    candidate_limit: float = 0.15
    read_limit: float = 0.0
    min_score: float = 0.4
    min_certainty: float = 0.0
    role_limit: float = 0.2
    place_limit: float = 0.2
    spoken_limit: float = 0.4
    weak_limit: float = 0.6
    weak_context_limit: float = 0.5
    tag_weight: float = 0.5
    curve: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0], [1.0, 1.0]])
    choice: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: dict[str, float] = field(default_factory=dict)

    def with_min_score(self, min_score: float) -> Settings:
        """Return the settings with this least score, whatever the certainty of the parties."""
        read_limit = self.read_limit if min_score >= self.min_score else 0.0
        return replace(self, min_score=min_score, min_certainty=0.0, read_limit=read_limit)

    def calibrate(self, raw: float) -> float:
        """Return the score of a raw probability."""
        xs, ys = zip(*self.curve, strict=True)
        return float(np.interp(raw, xs, ys))


def read_settings(folder: Path) -> Settings:
    """Return the settings of a model's folder.

    Raises:
        ModelError: They are missing or damaged.
    """
    with refuse_damaged("calibration.json", folder):
        return Settings(**json.loads((folder / "calibration.json").read_text(encoding="utf-8")))

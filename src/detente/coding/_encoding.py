"""The coder's encoder on its own: sentences to one vector a token, for rooms that compare words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detente.coding._coder import MODEL_FOLDER
from detente.coding._network import Network
from detente.coding._settings import read_settings

__all__ = ["SentenceEncoder", "TokenVectors"]


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """A sentence as the encoder sees it.

    Attributes:
        spans: Characters of each token in the sentence, start and end.
        vectors: One row for each token.
    """

    spans: tuple[tuple[int, int], ...]
    vectors: NDArray[np.float32]


class SentenceEncoder:
    """Encodes sentences by the encoder of the model that ships with the package; make one with `load`.

    Example:
        >>> encoder = SentenceEncoder.load()
        >>> (found,) = encoder.encode(["Talks failed."])
        >>> len(found.spans) == len(found.vectors)
        True
    """

    def __init__(self, folder: Path, name: str, threads: int = 1) -> None:
        self._folder, self._threads = folder, threads
        self.name = name

    @cached_property
    def _network(self) -> Network:
        # Read when the first sentence comes: the name alone is often all that is asked for.
        return Network(self._folder, self._threads)

    @classmethod
    def load(cls, *, model: Path | None = None, threads: int = 1) -> Self:
        """Return an encoder that is ready.

        Args:
            model: Folder of the model files; None for those of the package.
            threads: Threads of a network run.

        Raises:
            ModelError: The model files are missing or damaged.
        """
        folder = model or MODEL_FOLDER
        return cls(folder, read_settings(folder).coder, threads)

    def encode(self, sentences: Sequence[str]) -> list[TokenVectors]:
        """Return the token vectors of each sentence, in the order given; special tokens are left out.

        Raises:
            ModelError: The model files are missing or damaged.
        """
        found = []
        for offsets, vectors in self._network.project(sentences) if sentences else ():
            kept = [at for at, (start, end) in enumerate(offsets) if end > start]
            found.append(TokenVectors(tuple(offsets[at] for at in kept), vectors[kept]))
        return found

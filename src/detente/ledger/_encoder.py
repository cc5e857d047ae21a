"""Likeness of words by the coder's own encoder: slower than hashed words, for those who want to compare."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from detente.ledger._likeness import HashedEmbedder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from detente.coding import SentenceEncoder, TokenVectors
    from detente.records import EventMention

__all__ = ["EncoderEmbedder"]

# Every sentence of an encoder lies near every other; what these have in common says nothing.
_NEUTRAL: Final = (
    "The minister spoke to reporters on Monday.",
    "Officials said that the matter was being looked into.",
    "It was the third time this year, according to the agency.",
    "The government has not commented.",
    "People in the city said that they had heard nothing.",
    "The two sides have been at odds for years.",
    "Prices rose by two per cent in March.",
    "He was speaking after a meeting in the capital.",
)

# Settled on the development half of tests/gold/coreference.txt, where it gives the precision of hashed words.
_COMMON: Final = 0.6


class EncoderEmbedder:
    """The mean of the encoder's vectors over a sentence, mixed with hashed words.

    The name holds the version of the model: a ledger made with one version is not added to with another.

    Args:
        share: Share of the encoder in a likeness, above 0 to 1; the rest is that of `HashedEmbedder`.
        model: Folder of the model files; None for those of the package.

    Example:
        >>> EncoderEmbedder(share=0.3).name.startswith("encoder 0.3 of ")
        True
    """

    def __init__(self, *, share: float = 0.3, model: Path | None = None) -> None:
        if not 0 < share <= 1:
            raise ValueError(f"{share} is no share: give a number above 0, at most 1")
        self._share, self._model = share, model
        self._words = HashedEmbedder()

    @classmethod
    def by_name(cls, name: str) -> Self:
        """Return the embedder with the share that a name tells, and the model of the package."""
        share = name.split()[1]
        return cls(share=float(share))

    @property
    def name(self) -> str:
        """Name and version of the embedder, of the model's and of the words' part."""
        return f"encoder {self._share:g} of {self._encoder.name}, {self._words.name}"

    @property
    def threshold_shift(self) -> float:
        """What the encoder's vectors of any two sentences of one crisis have in common, 0 to 1."""
        return _COMMON * self._share

    def embed(self, mentions: Sequence[EventMention]) -> npt.NDArray[np.float32]:
        """Return one row for each mention: the encoder's columns, then those of `HashedEmbedder`."""
        import numpy as np

        texts = list(dict.fromkeys(mention.sentence for mention in mentions))
        encoded = dict(zip(texts, self._encoder.encode(texts), strict=True))
        rows = np.stack([self._vector_of(encoded[m.sentence]) for m in mentions]) if mentions else None
        words = self._words.embed(mentions)
        if rows is None:
            return words
        parts = [np.sqrt(self._share) * _to_unit(rows), np.sqrt(1 - self._share) * _to_unit(words)]
        return np.concatenate(parts, axis=1).astype(np.float32)

    @cached_property
    def _encoder(self) -> SentenceEncoder:
        from detente.coding import SentenceEncoder

        # One thread: the sum of a matrix product is then the same on each run.
        return SentenceEncoder.load(model=self._model, threads=1)

    @cached_property
    def _centre(self) -> npt.NDArray[np.float32]:
        import numpy as np

        means = [found.vectors.mean(axis=0) for found in self._encoder.encode(_NEUTRAL)]
        return np.asarray(np.mean(means, axis=0), dtype=np.float32)

    def _vector_of(self, sentence: TokenVectors) -> npt.NDArray[np.float32]:
        import numpy as np

        if not len(sentence.vectors):
            return np.zeros_like(self._centre)
        return np.asarray(sentence.vectors.mean(axis=0) - self._centre, dtype=np.float32)


def _to_unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

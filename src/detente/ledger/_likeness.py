"""Likeness of the words of two mentions: an embedder's vectors, kept as small whole numbers.

Vectors are rounded to signed bytes, so that their products are exact in single precision whatever the order
in which they are summed: the account must not depend on how a matrix product is split.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from detente.records import EventMention

__all__ = ["Embedder", "HashedEmbedder", "content_stems", "liken", "pack_vectors", "unpack_vectors"]

MAX_DIMENSIONS: Final = 1024
_SMALLEST_PEAK: Final = 1e-30
_TOKEN: Final = re.compile(r"[^\W_]+", re.UNICODE)
_NEAR_WORDS: Final = 4
_STOP_TEXT: Final = """
a about after again against all also am an and any are as at be because been before being between both
but by can could did do does doing down during each few for from further had has have having he her here
hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or
other our out over own same she should so some such than that the their them then there these they this
those through to too under until up very was we were what when where which while who whom why will with
would you your s t said says say saying told according reported reports report people new one two least
monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow day week month year
january february march april may june july august september october november december
"""
# What stands in reports of any attack and any meeting: it tells no two of them apart.
_FRAME_TEXT: Final = """
killed killing kill kills dead died deaths wounded wounding injured hurt people person several dozen overnight
region area three four five six seven eight nine ten minister president foreign counterpart officials
"""
_STOP: Final = frozenset(_STOP_TEXT.split())
_FRAME: Final = _STOP | frozenset(_FRAME_TEXT.split())
_ENDINGS: Final = ("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ers", "ed", "es", "er", "al", "s")


class Embedder(Protocol):
    """What turns mentions into vectors: alike words, near vectors.

    Attributes:
        name: Name and version; kept with the ledger, since vectors of two embedders do not compare.
    """

    @property
    def name(self) -> str:
        """Name and version of the embedder."""

    @property
    def threshold_shift(self) -> float:
        """What is taken from its cosines before the merging rules weigh them (0 for `HashedEmbedder`)."""

    def embed(self, mentions: Sequence[EventMention]) -> npt.NDArray[np.float32]:
        """Return one row for each mention, of at most 1024 columns; rows need not be of unit length.

        A row may depend on its mention alone.
        """


class HashedEmbedder:
    """Words hashed into signed columns; needs no model.

    A word near the trigger counts more, the trigger itself and a word of a party less (these are compared on
    their own), and a frequent word of the language not at all.

    Example:
        >>> HashedEmbedder().name
        'hashed-words 2'
    """

    name = "hashed-words 2"
    threshold_shift = 0.0
    dimensions: Final = 512

    def embed(self, mentions: Sequence[EventMention]) -> npt.NDArray[np.float32]:
        """Return one row of 512 columns for each mention."""
        import numpy as np

        rows = np.zeros((len(mentions), self.dimensions), dtype=np.float32)
        for row, mention in zip(rows, mentions, strict=True):
            for word, weight in _weigh_words(mention).items():
                code = zlib.crc32(word.encode("utf-8", "surrogatepass"))
                row[code % self.dimensions] += weight if code & 0x8000_0000 else -weight
        return rows


def pack_vectors(rows: npt.NDArray[np.float32]) -> list[bytes]:
    """Return each row as signed bytes, the largest column at 127; a row of zeros stays one."""
    import numpy as np

    if rows.ndim != 2 or rows.shape[1] > MAX_DIMENSIONS:
        raise ValueError(f"an embedder gives rows of at most {MAX_DIMENSIONS} columns")
    peak = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    # What is next to nothing in every column is nothing: dividing by it would overflow.
    scaled = np.rint(rows / np.where(peak > _SMALLEST_PEAK, peak, np.inf) * 127.0).astype(np.int8)
    return [row.tobytes() for row in scaled]


def unpack_vectors(packed: Sequence[bytes]) -> npt.NDArray[np.float32]:
    """Return the rows that `pack_vectors` packed, as whole numbers in single precision."""
    import numpy as np

    if not packed:
        return np.zeros((0, 1), dtype=np.float32)
    return np.frombuffer(b"".join(packed), dtype=np.int8).reshape(len(packed), -1).astype(np.float32)


def liken(
    left: npt.NDArray[np.float32], right: npt.NDArray[np.float32], shift: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return the likeness of each row on the left with each on the right, -1 to 1, the same on any machine.

    Args:
        left: Whole numbers, as `unpack_vectors` gives them.
        right: The same.
        shift: Taken from each cosine, the rest stretched so that 1 stays 1.
    """
    import numpy as np

    # Sums of products of signed bytes over 1024 columns stay below 2 ** 24: exact in single precision.
    products = (left @ right.T).astype(np.float64)
    lengths = np.outer(
        (left * left).sum(axis=1, dtype=np.float64), (right * right).sum(axis=1, dtype=np.float64)
    )
    cosines = products / np.sqrt(np.where(lengths > 0, lengths, 1.0))
    return (cosines - shift) / (1.0 - shift) if shift else cosines


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return a word without a common English ending, in lower case.

    Example:
        >>> stem("Strikes"), stem("killed"), stem("killing")
        ('strik', 'kill', 'kill')
    """
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, frequent words of the language and numbers left out.

    Example:
        >>> sorted(content_stems("The ministry asked for 12 jets."))
        ['ask', 'jet', 'ministry']
    """
    words = (word.lower() for word in _TOKEN.findall(text))
    return frozenset(stem(word) for word in words if word not in _STOP and not word.isdigit())


def _weigh_words(mention: EventMention) -> dict[str, float]:
    start = mention.trigger_span.start - mention.sentence_span.start
    words = [
        (found.start(), found.group())
        for found in _TOKEN.finditer(mention.sentence)
        if found.group().lower() not in _FRAME
    ]
    at = next((n for n, (offset, _) in enumerate(words) if offset >= start), len(words))
    known = {
        stem(word)
        for text in (mention.trigger, *(party.text for party in (*mention.actor, *mention.recipient)))
        for word in _TOKEN.findall(text)
    }
    weights: dict[str, float] = {}
    for number, (_, word) in enumerate(words):
        key = stem(word)
        weight = 1.0 if len(word) > 3 else 0.6
        if abs(number - at) <= _NEAR_WORDS:
            weight *= 1.4
        if key in known:
            weight *= 0.1
        if key.isdigit():
            weight *= 0.6
        weights[key] = max(weights.get(key, 0.0), math.sqrt(weight))
    return weights

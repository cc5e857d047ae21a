"""Wire copy: reports whose text is near enough the same that they are one witness.

MinHash by `rensa` (a small library without dependencies; `datasketch` would bring scipy along).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["COPY_LIKENESS", "band_keys", "compare_sketches", "sketch_text"]

COPY_LIKENESS: Final = 0.6
"""Least share of five-word runs that two reports have in common to be copies of one another."""

_HASHES: Final = 128
# 32 bands of 4: a pair at 0.6 is found with a probability of 0.988, one at 0.8 with 0.9999999.
_BAND_ROWS: Final = 4
_SEED: Final = 20240805
_RUN_WORDS: Final = 5
_WORD: Final = re.compile(r"\w+", re.UNICODE)


def sketch_text(text: str) -> bytes:
    """Return the MinHash sketch of a text's five-word runs: 128 little-endian 32-bit numbers.

    Example:
        >>> len(sketch_text("The ministry said on Monday that it would answer in kind."))
        512
    """
    from array import array

    from rensa import RMinHash

    words = [word.casefold() for word in _WORD.findall(text)]
    runs = {" ".join(words[at : at + _RUN_WORDS]) for at in range(max(1, len(words) - _RUN_WORDS + 1))}
    sketch = RMinHash(num_perm=_HASHES, seed=_SEED)
    sketch.update(sorted(runs))
    return array("I", sketch.digest()).tobytes()


def band_keys(sketch: bytes) -> list[str]:
    """Return the keys under which a sketch is stored; reports that share one are compared.

    Example:
        >>> len(band_keys(sketch_text("a b c d e f")))
        32
    """
    import zlib

    size = _BAND_ROWS * 4
    return [
        f"{number:02x}{zlib.crc32(sketch[at : at + size]):08x}{zlib.adler32(sketch[at : at + size]):08x}"
        for number, at in enumerate(range(0, len(sketch), size))
    ]


def compare_sketches(one: bytes, other: bytes) -> float:
    """Return the share of five-word runs that two texts have in common, 0 to 1, as their sketches tell it."""
    from array import array

    left, right = array("I", one), array("I", other)
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)

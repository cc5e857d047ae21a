"""Coding: from a report to event mentions, by a small model that ships with the package.

`Coder.load` gives a coder, `Coder.code` reads a report; `evaluate` scores it on a file in the layout of
the gold set. Takes `reports` and `actors`, gives `detente.records.EventMention`.
"""

from __future__ import annotations

from detente.coding._coder import Coder, CoderLike
from detente.coding._encoding import SentenceEncoder, TokenVectors
from detente.coding._evaluation import Evaluation, evaluate
from detente.coding._explain import Explanation, WordWeight
from detente.coding._scoring import F1, Scores, score_events
from detente.coding._work import CodedSentence, Passage

__all__ = [
    "F1",
    "CodedSentence",
    "Coder",
    "CoderLike",
    "Evaluation",
    "Explanation",
    "Passage",
    "Scores",
    "SentenceEncoder",
    "TokenVectors",
    "WordWeight",
    "evaluate",
    "score_events",
]

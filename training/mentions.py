"""Who is named where: the parties that the gazetteer finds in each sentence of a training document.

The reader learns to point at the earlier words that name a party which its own sentence leaves out, or
calls "he" or "the group". Annotated arguments alone miss a fifth of these words; the resolver's memory of
the report finds nearly all of them.
"""

from __future__ import annotations

import datetime as dt

from detente.actors import Gazetteer, Resolver
from training.features import EncodedDocument

__all__ = ["mark_mentions"]


def _day_of(date: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(date[:10]) if date else None
    except ValueError:
        return None


def mark_mentions(documents: list[EncodedDocument]) -> None:
    """Fill in `mentions` of every sentence: names found by the gazetteer, and annotated arguments."""
    resolver = Resolver(Gazetteer.load())
    for document in documents:
        dossier = resolver.open(_day_of(document.document.date))
        for encoded in [*([document.headline] if document.headline else []), *document.sentences]:
            found = dossier.named(dossier.add_sentence(encoded.sentence.text))
            encoded.named = [(who, t) for who, *span in found if (t := encoded.tokens_of((span[0], span[1])))]
            annotated = [
                (a.who, encoded.tokens_of(a.span))
                for event in encoded.sentence.events
                for a in event.arguments
                if a.span and a.who and a.who != "UNK"
            ]
            known = {(who, tokens) for who, tokens in encoded.named}
            encoded.mentions = encoded.named + [x for x in annotated if x[1] and x not in known]

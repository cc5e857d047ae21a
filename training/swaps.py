"""Other parties in the same sentences: a share of the training documents, with their parties exchanged.

News of a few crises teaches who usually does what to whom ("killed .. Hamas leader": Israel), which a reader
then says even of a sentence that says something else. Where a document's parties are exchanged for others,
each name for a name of the same kind ("Israeli" for "Peruvian", a group for a group), only the sentence
itself can tell. The words put in are those of the corpus and the gazetteer; a document's spans keep their
place, since the new tokens take the character offsets of the words they stand for.
"""

from __future__ import annotations

import collections
import dataclasses
import random
from collections.abc import Iterable, Iterator

from tokenizers import Tokenizer

from detente.actors import Gazetteer
from training.data import Sentence
from training.features import Encoded, EncodedDocument

__all__ = ["Swapper"]

BOTH = {"US", "U.S.", "U. S.", "UK", "U.K.", "EU", "E.U.", "UN", "U.N.", "UAE"}
"""Short names that are also written before a noun ("US troops")."""
AFTER_NAMES = frozenset(
    {
        "has",
        "have",
        "had",
        "is",
        "are",
        "was",
        "were",
        "be",
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
    }
    | {
        "must",
        "can",
        "did",
        "does",
        "do",
        "said",
        "says",
        "and",
        "or",
        "but",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
    }
    | {
        "for",
        "from",
        "with",
        "as",
        "that",
        "who",
        "which",
        "when",
        "while",
        "after",
        "before",
        "since",
        "over",
    }
    | {"into", "if", "than", "also", "not"}
)
LEAST = 3
"""Names of people and offices that a state needs to be put in."""
EXTRA_PLACES = {
    ("PSE", "Gaza"),
    ("PSE", "Gaza Strip"),
    ("PSE", "West Bank"),
    ("GBR", "Scotland"),
    ("GBR", "England"),
}


def read_names() -> tuple[dict[str, dict[str, list[str]]], dict[str, list[str]]]:
    """Return the names of states by kind (name, adjective, people, capital, place), and of armed groups."""
    gazetteer = Gazetteer.load()
    states = {}
    for code, entry in gazetteer.states.items():
        forms = gazetteer.spellings(entry)
        people = [p for p in forms.get("people", ()) if not p.endswith(("s", "sh", "ch", "ese"))]
        states[code] = {
            "name": list(forms.get("name", ())),
            "adjective": list(forms.get("adjective", ())),
            "people": [p + "s" for p in people],
            "capital": list(forms.get("capital", ())),
            "place": list(forms.get("city", ())),
        }
    groups = {
        e.who: [e.name, *(x for x in gazetteer.spellings(e).get("alias", ()) if len(x.split()) < 4)][:4]
        for e in gazetteer.entries
        if e.kind == "group"
    }
    return states, groups


class Swapper:
    """Exchanges the parties of documents; one for a corpus.

    Args:
        documents: The corpus, with its mentions marked.
        tokenizer: The encoder's tokenizer.
    """

    def __init__(self, documents: Iterable[EncodedDocument], tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids: dict[str, list[int]] = {}
        states, groups = read_names()
        self._kinds = {(c, w): k for c, kinds in states.items() for k, all_ in kinds.items() for w in all_}
        self._kinds |= dict.fromkeys(EXTRA_PLACES, "place")
        self._kinds |= {(who, words): "group" for who, names in groups.items() for words in names}
        names: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
        for document in documents:
            for encoded in sentences_of(document):
                for who, tokens in encoded.named:
                    words = words_of(encoded, tokens)
                    if words[:1].isupper() and (who in states or who in groups):
                        names[who, self._kind(who, words, "")][words] += 1
        for code, kinds in states.items():
            for kind, listed in kinds.items():
                names[code, kind].update(dict.fromkeys(listed[:2], 1))
        for who, listed in groups.items():
            names[who, "group"].update(dict.fromkeys(listed[:2], 1))
        self._names = {key: (list(c), [n**0.5 for n in c.values()]) for key, c in names.items()}
        self._states = sorted(c for c in states if len(names[c, "other"]) >= LEAST and states[c]["adjective"])
        self._groups = sorted(groups)
        self._state_set, self._group_set = frozenset(self._states), frozenset(self._groups)

    def _kind(self, who: str, words: str, after: str) -> str:
        """Return the kind of a name: name, adjective, people, capital, place, group or other."""
        if words in BOTH:
            first = after.split()[:1]
            return "adjective" if first and first[0].islower() and first[0] not in AFTER_NAMES else "name"
        return self._kinds.get((who, words), "other")

    def swap(self, document: EncodedDocument, rng: random.Random, share: float = 0.7) -> EncodedDocument:
        """Return the document with each party exchanged with probability `share`."""
        parties = {who for e in sentences_of(document) for who, _ in e.named}
        taken = set(parties)
        mapping: dict[str, str] = {}
        for who in sorted(parties):
            pool = self._states if who in self._state_set else self._groups if who in self._group_set else []
            if pool and rng.random() < share and (found := rng.choice(pool)) not in taken:
                mapping[who] = found
                taken.add(found)
        chosen: dict[tuple[str, str], str] = {}
        source = document.document
        sentences = [self._rewrite(e, mapping, chosen, rng) for e in document.sentences]
        headline = self._rewrite(document.headline, mapping, chosen, rng) if document.headline else None
        moved = dataclasses.replace(source, sentences=[e.sentence for e in sentences])
        moved.headline = headline.sentence if headline else None
        return EncodedDocument(moved, headline, sentences)

    def _rewrite(
        self,
        encoded: Encoded,
        mapping: dict[str, str],
        chosen: dict[tuple[str, str], str],
        rng: random.Random,
    ) -> Encoded:
        found = sorted({(t.start, t.stop, who) for who, t in encoded.named if who in mapping})
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        at, moved = 0, list(range(len(encoded.ids) + 1))
        for start, stop, who in found:
            if start < at:
                continue
            words = words_of(encoded, range(start, stop))
            after = encoded.sentence.text[encoded.offsets[stop - 1][1] :][:30]
            new = self._replacement(who, words, after, mapping[who], chosen, rng)
            if new is None:
                continue
            place_ids(encoded, at, start, ids, offsets, moved)
            here = encoded.offsets[start][0], encoded.offsets[stop - 1][1]
            tokens = self._tokens(new)
            for t in range(start, stop):
                moved[t] = len(ids)
            ids += tokens
            offsets += [here] * len(tokens)
            at = stop
        place_ids(encoded, at, len(encoded.ids), ids, offsets, moved)
        moved[len(encoded.ids)] = len(ids)

        def shift(pairs: list[tuple[str, range]]) -> list[tuple[str, range]]:
            return [
                (mapping.get(who, who), range(moved[t.start], max(moved[t.stop], moved[t.start] + 1)))
                for who, t in pairs
            ]

        events = [
            dataclasses.replace(
                e,
                arguments=[
                    dataclasses.replace(a, who=mapping.get(a.who, a.who) if a.who else a.who)
                    for a in e.arguments
                ],
            )
            for e in encoded.sentence.events
        ]
        sentence = Sentence(encoded.sentence.text, events, encoded.sentence.labelled)
        return Encoded(ids, offsets, sentence, shift(encoded.named), shift(encoded.mentions))

    def _replacement(
        self,
        who: str,
        words: str,
        after: str,
        new: str,
        chosen: dict[tuple[str, str], str],
        rng: random.Random,
    ) -> str | None:
        if (who, words) in chosen and words not in BOTH:
            return chosen[who, words]
        kind = self._kind(who, words, after)
        spare = "group" if new in self._group_set else "name"
        names = self._names.get((new, kind)) or self._names.get((new, spare))
        if not names or not names[0]:
            return None
        picked = rng.choices(*names)[0]
        chosen[who, words] = picked
        return picked

    def _tokens(self, words: str) -> list[int]:
        if words not in self._ids:
            self._ids[words] = self._tokenizer.encode(words).ids[1:-1]
        return self._ids[words]


def sentences_of(document: EncodedDocument) -> Iterator[Encoded]:
    """Yield the headline, where there is one, and the sentences."""
    if document.headline:
        yield document.headline
    yield from document.sentences


def words_of(encoded: Encoded, tokens: range) -> str:
    """Return the words of a range of tokens."""
    return encoded.sentence.text[encoded.offsets[tokens.start][0] : encoded.offsets[tokens.stop - 1][1]]


def place_ids(
    encoded: Encoded, start: int, stop: int, ids: list[int], offsets: list[tuple[int, int]], moved: list[int]
) -> None:
    """Append the tokens from `start` to `stop` as they are, and note where they came to stand."""
    for t in range(start, stop):
        moved[t] = len(ids)
        ids.append(encoded.ids[t])
        offsets.append(encoded.offsets[t])


def swap_share(
    documents: list[EncodedDocument], swapper: Swapper, rng: random.Random, share: float
) -> list[EncodedDocument]:
    """Return the documents, a share of them with other parties."""
    return [swapper.swap(d, rng) if rng.random() < share else d for d in documents]

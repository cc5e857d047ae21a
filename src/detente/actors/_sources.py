"""What kind of source some words are: a named person, an institution, anonymous, media or a document."""

from __future__ import annotations

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Sentence
from detente.actors._phrases import Phrases
from detente.actors._wording import trim
from detente.records import SourceKind

__all__ = ["source_kind"]


def source_kind(phrases: Phrases, sentence: Sentence, first: int, stop: int, finding: Finding) -> SourceKind:
    """Return what kind of source a range of words is."""
    first, stop = trim(sentence, first, stop)
    words = sentence.words
    head = words.lower[first : phrases.head_end(sentence, first, stop)] if stop > first else []
    last = head[-1] if head else ""
    if finding.thing == "media" or last in lex.MEDIA:
        return "media"
    if last in lex.DOCUMENTS:
        return "document"
    named = finding.name and (finding.entry is None or finding.entry.kind == "person")
    if last in lex.SPOKEN and not named:
        return "institution"
    if last in lex.ANONYMOUS and finding.thing != "person":
        return "anonymous"
    if finding.thing == "person":
        if named or finding.rule in {"pronoun", "speaker", "office", "unknown-person"}:
            return "named"
        return "anonymous"
    if finding.thing == "crowd":
        return (
            "institution"
            if last in lex.COLLECTIVE or last in {"authorities"} or not finding.plural
            else "anonymous"
        )
    return "institution" if finding.thing else "anonymous"

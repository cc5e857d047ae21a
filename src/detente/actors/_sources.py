"""What kind of source some words are: a named person, an institution, anonymous, media or a document."""

from __future__ import annotations

from typing import Final

from detente.actors import _lexicon as lex
from detente.actors._findings import Finding, Sentence
from detente.actors._phrases import Phrases
from detente.actors._wording import is_acronym, trim
from detente.records import SourceKind

__all__ = ["source_kind"]

# Somebody in person, whose name the report has told or will tell.
_PERSONS: Final = (lex.HE | lex.SHE | lex.SPEAKER) - lex.word_set("we us our ours ourselves")
# Speak as one: "Iraqi troops", "rights groups".
_BODIES: Final = lex.COLLECTIVE | lex.word_set(
    "authorities troops soldiers services command groups organisations organizations agencies"
)
# End names of bodies and words for unnamed sources, never a person's name.
_UNNAMED: Final = lex.ANONYMOUS | lex.COLLECTIVE
_OUTLETS: Final = lex.word_set("agency agencies organisation organization organisations organizations site")


def source_kind(phrases: Phrases, sentence: Sentence, first: int, stop: int, finding: Finding) -> SourceKind:
    """Return what kind of source a range of words is."""
    first, stop = trim(sentence, first, stop)
    words = sentence.words
    end = phrases.head_end(sentence, first, stop) if stop > first else first
    if end < stop and words.lower[end] in {"and", "or"}:
        # "U.S. and Israeli officials": the last noun tells.
        end = stop
    last = words.lower[end - 1] if end > first else ""
    if finding.thing == "media" or last in lex.MEDIA:
        return "media"
    if "news" in words.lower[first:end] and last in _OUTLETS:
        return "media"
    if last in lex.DOCUMENTS:
        return "document"
    if last in _PERSONS and end - first == 1 and not is_acronym(words, first):
        return "named"
    if _names_person(sentence, first, end, stop):
        return "named"
    named = finding.name and (finding.entry is None or finding.entry.kind == "person")
    if last in lex.SPOKEN and not named:
        return "institution"
    if last in lex.ANONYMOUS and (finding.thing != "person" or finding.plural or end - first == 1):
        return "anonymous"
    if last in _BODIES:
        return "institution"
    if finding.thing == "person":
        written = end > first and words.forms[end - 1][0].isupper() and not (words.title or words.upper)
        if named or written or finding.rule in {"pronoun", "speaker", "office", "unknown-person"}:
            return "named"
        return "anonymous"
    if finding.thing == "crowd":
        return "anonymous" if finding.plural else "institution"
    return "institution" if finding.thing else "anonymous"


def _names_person(sentence: Sentence, first: int, end: int, stop: int) -> bool:
    """Return whether a person's name ends the head of some words, or follows it after a comma.

    Words that only begin with one ("Netanyahu's office") name somebody else.
    """
    forms = sentence.words.forms
    for mention in sentence.mentions:
        if mention.first < first or mention.stop > stop:
            continue
        finding = mention.finding
        if mention.side or (finding is not None and finding.thing != "person"):
            continue
        if sentence.words.lower[mention.stop - 1] in _UNNAMED:
            continue
        before = forms[mention.first - 1] if mention.first > end else ""
        # "The ambassador, Joe Smith", "Minister of Trade Joe Smith".
        if mention.stop == end or before == "," or (mention.stop == stop and before[:1].isupper()):
            return True
    return False

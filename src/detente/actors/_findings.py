"""What the rules pass among themselves: findings, mentions and the sentences they stand in."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from detente.actors._text import Words
from detente.actors.entries import Entry, Name

__all__ = ["Finding", "Mention", "Sentence", "is_stranger", "named_as"]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """Who some words stand for, with what later rules need to know about it.

    A struct, which is made in a fifth of the time of other records: a hundred thousand are made a second.

    Attributes:
        who: Party, or "UNK".
        sector: Sector, or "UNK".
        thing: state, organ, group, organisation, party, media, person or crowd.
        rule: The rule that decided.
        confidence: 0 to 1.
        name: Name of the person, organ or body, None when not known.
        role: The role's word, None when none was read.
        entry: Entry of the gazetteer behind it.
        candidates: Other parties that it may be.
        woman: True for a woman, False for a man, None when not known.
        plural: True for several people.
        definite: False when only the report's context says who it is.
        form: Form of the name that was matched.
        called: Name that stands in the words, of a person whom no list knows, where the party comes from
            elsewhere. It goes before `name`, which the choice weighs.
    """

    who: str
    sector: str
    thing: str
    rule: str
    confidence: float
    name: str | None = None
    role: str | None = None
    entry: Entry | None = None
    candidates: tuple[str, ...] = ()
    woman: bool | None = None
    plural: bool = False
    definite: bool = True
    form: str = ""
    called: str | None = None


def is_stranger(finding: Finding) -> bool:
    """Return whether a finding is a person whom the report names and no list knows."""
    if finding.thing != "person" or finding.entry is not None or finding.name is None:
        return False
    # "Paltel spokesman": the name is the body's.
    return finding.name.upper() != finding.who


def named_as(finding: Finding, person: Finding) -> Finding:
    """Return a finding that bears the name in the words, where they name a stranger, and never another's."""
    if not is_stranger(person) or (person.role is None and finding.name is None):
        return finding
    return replace(finding, called=person.name)


class Mention(msgspec.Struct, eq=False):
    """Words of a sentence that name somebody.

    Attributes:
        first: First word.
        stop: The word after the last.
        names: Names of the gazetteer that are written so; empty for people it does not know.
        finding: Who it is, None when not yet clear.
        side: True when it only says whose side somebody is on ("Iran-backed", "pro-Russian").
        violent: Whether a word of violence stands within four words after it.
        scene: Whether it says where something happens, or whose people it happens to; known once recorded.
    """

    first: int
    stop: int
    names: list[Name]
    finding: Finding | None = None
    side: bool = False
    violent: bool = False
    scene: bool = False


class Sentence(msgspec.Struct, eq=False):
    """One sentence as read.

    Attributes:
        index: Its number among the sentences given, the headline first.
        words: Its words.
        mentions: What they name, in order.
        quoted: For each word whether it stands in a quotation; empty when none does.
        begins: Mentions by their first word, once all are found.
        stops: Mentions by the word after their last.
        named: Each word that belongs to a mention, with that.
    """

    index: int
    words: Words
    mentions: list[Mention] = msgspec.field(default_factory=list)
    quoted: list[bool] = msgspec.field(default_factory=list)
    begins: dict[int, Mention] = msgspec.field(default_factory=dict)
    stops: dict[int, Mention] = msgspec.field(default_factory=dict)
    named: dict[int, Mention] = msgspec.field(default_factory=dict)

    def index_mentions(self) -> None:
        """Note where the mentions stand, once all are found."""
        mentions = self.mentions
        if not mentions:
            return
        self.begins = {m.first: m for m in mentions}
        self.stops = {m.stop: m for m in mentions}
        self.named = {i: m for m in mentions for i in range(m.first, m.stop)}

    def is_quoted(self, word: int) -> bool:
        """Return whether a word stands in a quotation."""
        return bool(self.quoted) and self.quoted[word]

    def within(self, first: int, stop: int) -> list[Mention]:
        """Return the mentions that lie wholly in a range of words."""
        return [m for m in self.mentions if m.first >= first and m.stop <= stop] if self.mentions else []

    def is_named(self, word: int, first: int, stop: int) -> bool:
        """Return whether a word belongs to a mention that lies wholly in a range of words."""
        mention = self.named.get(word)
        return mention is not None and mention.first >= first and mention.stop <= stop

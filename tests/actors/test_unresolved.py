"""Names that stayed without a party."""

from detente.actors import list_unresolved
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Source, Span


def mention(*actors: Party, report: str = "r1", said_by: Source | None = None) -> EventMention:
    return EventMention(
        type="REQUEST",
        mode=None,
        trigger="urged",
        trigger_span=Span(0, 5),
        actor=actors,
        recipient=(),
        said_by=said_by,
        quad_class=quad_class_of("REQUEST"),
        intensity=intensity_of("REQUEST"),
        cameo=cameo_root("REQUEST"),
        score=0.5,
        sentence="A sentence.",
        sentence_index=0,
        sentence_span=Span(0, 11),
        report_id=report,
        coder="none",
    )


def test_most_frequent_first_with_reports_and_guesses() -> None:
    hill = Party("the Hill Freedom Front", "UNK")
    roe = Party("Mr. John van der Roe", "FRA", rule="context")
    found = list_unresolved([mention(roe), mention(hill), mention(hill, report="r2")])
    assert [(u.name, u.count, u.reports, u.guessed) for u in found] == [
        ("Hill Freedom Front", 2, 2, ()),
        ("John van der Roe", 1, 1, ("FRA",)),
    ]
    assert found[0].example == "A sentence."


def test_known_parties_and_plain_words_are_no_names() -> None:
    parties = (Party("China", "CHN", rule="state"), Party("The protesters", "UNK"), Party("They", "UNK"))
    assert list_unresolved([mention(*parties)]) == ()


def test_sources_count_and_a_name_counts_once_an_event() -> None:
    front = Party("Hill Front", "UNK")
    found = list_unresolved([mention(front, front, said_by=Source("Hill Front", "UNK"))])
    assert [(u.name, u.count) for u in found] == [("Hill Front", 1)]

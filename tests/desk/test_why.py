from detente.coding import Explanation, WordWeight
from detente.desk import describe_explanations
from detente.records import EventMention


def test_each_event_has_its_words_and_runners_up(events: tuple[EventMention, ...]) -> None:
    why = [
        Explanation(
            e.trigger_span, e.type, (WordWeight("urged", 0, 0.61),), (("ACCUSE", 0.12), ("none", 0.08))
        )
        for e in events
    ]
    text = "\n".join(describe_explanations(events, why))
    assert text.count("decided by urged 0.61") == len(events)
    assert "next ACCUSE 0.12, none 0.08" in text

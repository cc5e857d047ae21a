"""Documents with other parties put in: codes and spans move along. Runs where torch is installed."""

import random

import pytest

pytest.importorskip("torch")

from tokenizers import Tokenizer

from detente.coding._coder import MODEL_FOLDER
from training.data import Argument, Document, Event, Sentence
from training.features import EncodedDocument, encode_documents
from training.mentions import mark_mentions
from training.swaps import Swapper, swap_share, words_of

NAMES = (
    "Keir Starmer, Rishi Sunak, Boris Johnson and David Cameron of Britain met Emmanuel Macron, "
    "Francois Hollande, Nicolas Sarkozy and Jacques Chirac of France and Narendra Modi, "
    "Manmohan Singh and S. Jaishankar of India."
)
TEXT = "Russia urged Iran to hold back, Russian officials said, and Hamas agreed."


def encode(document: Document) -> EncodedDocument:
    encoded = encode_documents([document], Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json")))
    mark_mentions(encoded)
    return encoded[0]


@pytest.fixture(scope="module")
def document() -> EncodedDocument:
    def span(words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)

    urged = Event(
        *("REQUEST", "change", "actual", False, span("urged")),
        [
            Argument("actor", "RUS", span("Russia"), "Russia"),
            Argument("recipient", "IRN", span("Iran"), "Iran"),
            Argument("said_by", "RUS", span("Russian officials"), "Russian officials"),
        ],
    )
    return encode(Document("d", "own", [Sentence(TEXT, [urged])], date="2024-08-06"))


@pytest.fixture(scope="module")
def swapper(document: EncodedDocument) -> Swapper:
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    return Swapper([document, encode(Document("n", "own", [Sentence(NAMES)], date="2024-08-06"))], tokenizer)


@pytest.mark.parametrize("seed", range(20))
def test_codes_and_words_move_together(document: EncodedDocument, swapper: Swapper, seed: int) -> None:
    swapped = swapper.swap(document, random.Random(seed), share=1.0)
    old, new = document.sentences[0], swapped.sentences[0]
    (before,), (after,) = old.sentence.events, new.sentence.events
    moved = dict(zip([a.who for a in before.arguments], [a.who for a in after.arguments], strict=True))
    assert after.arguments[0].who == after.arguments[2].who
    assert len(set(moved.values())) == len(moved)
    assert [(moved.get(who, who), 0) for who, _ in old.named if who in moved] == [
        (who, 0) for who, _ in new.named if who in moved.values()
    ]
    # The trigger's own token is the same word, wherever it stands now.
    at = new.tokens_of(after.span)
    assert [new.ids[t] for t in at] == [old.ids[t] for t in old.tokens_of(before.span)]
    for who, tokens in new.named:
        own = [a.span for a in after.arguments if a.who == who and a.span]
        assert not own or any(set(tokens) <= set(new.tokens_of(span)) for span in own)


def test_nothing_is_swapped_at_a_share_of_nothing(document: EncodedDocument, swapper: Swapper) -> None:
    assert swap_share([document], swapper, random.Random(1), 0.0) == [document]
    same = swapper.swap(document, random.Random(1), share=0.0)
    assert same.sentences[0].ids == document.sentences[0].ids


def test_words_of_a_range(document: EncodedDocument) -> None:
    (who, tokens), *_ = document.sentences[0].named
    assert (who, words_of(document.sentences[0], tokens)) == ("RUS", "Russia")

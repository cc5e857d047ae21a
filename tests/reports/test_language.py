import pytest

from detente.reports import detect_language, language, name_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Monday that the talks had failed and both sides were to blame.", "en"),
        ("Le ministre a déclaré que les pourparlers ont échoué et que les deux camps sont fautifs.", "fr"),
        ("Der Minister sagte, dass die Gespräche nicht mit einem Ergebnis endeten und es auch so war.", "de"),
        ("El ministro dijo que las conversaciones no llegaron a un acuerdo por la falta de voluntad.", "es"),
        ("Il ministro ha detto che i colloqui non sono riusciti e che la crisi è nella fase più dura.", "it"),
        ("O ministro disse que as conversas não foram em frente e que os dois lados são culpados.", "pt"),
        ("Bakan, görüşmelerin bir sonuç vermediğini ve bu durumun çok zor olduğunu söyledi.", "tr"),
        ("Министр заявил, что переговоры провалились и обе стороны виноваты в этом.", "ru"),
        ("Міністр заявив, що переговори провалилися і обидві сторони винні у цьому.", "uk"),
        ("قال الوزير إن المحادثات فشلت وإن الطرفين يتحملان المسؤولية.", "ar"),
        ("وزیر گفت که گفتگوها شکست خورد و هر دو طرف مقصر هستند چون پیش از این", "fa"),
        ("部长说会谈失败，双方都有责任。", "zh"),
        ("大臣は会談が失敗したと述べた。", "ja"),
        ("장관은 회담이 실패했다고 말했다.", "ko"),
        ("השר אמר כי השיחות נכשלו.", "he"),
        ("Ο υπουργός είπε ότι οι συνομιλίες απέτυχαν.", "el"),
        ("मंत्री ने कहा कि वार्ता विफल रही।", "hi"),
    ],
)
def test_languages(text, language):
    assert detect_language(text) == language


def test_a_foreign_name_does_not_change_it():
    assert detect_language("The minister of the region, Михаил Иванов, said that it was over.") == "en"


@pytest.mark.parametrize("text", ["", "12345 ...", "Israel strikes Gaza", "xyzzy plugh"])
def test_not_sure(text):
    assert detect_language(text) is None


def test_every_language_that_is_told_apart_has_a_name():
    letters = {code for codes in language._LETTERS.values() for code, _ in codes}
    told = {*language._SCRIPTS.values(), *letters, *language._STOP_WORDS, "ja", "zh"}
    for code in told:
        assert name_language(code).endswith(f" ({code})"), code
    assert name_language("fr") == "French (fr)"
    assert name_language("tlh") == "the language 'tlh'"

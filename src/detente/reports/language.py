"""Which language a text is in: by its script, then by its commonest words; and what it is called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = ["detect_language", "name_language"]

_SAMPLE_CHARS = 20_000
_MIN_SHARE = 0.6
_MIN_HITS = 2

_SCRIPTS = {
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "HANGUL": "ko",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "MYANMAR": "my",
    "KHMER": "km",
}
# Letters of one language only, in the order tried; each needs a share of 1 in 200.
_LETTERS = {
    "ARABIC": (("ur", "ٹڈڑںے"), ("fa", "پچژگ"), ("ar", "")),
    "CYRILLIC": (
        ("uk", "іїєґ"),
        ("be", "ў"),
        ("sr", "ђћјљњџ"),
        ("kk", "қңғұө"),
        ("ru", "ыэё"),
        ("bg", "ъ"),
        ("ru", ""),
    ),
}
# The commonest words of each, the field's usual stop words.
_STOP_WORDS = {
    "en": "the of and to in that is was for on with as by at from has have said it are were an be this will",
    "fr": "le la les des et en du une est que dans pour qui par sur au pas plus avec ce il sont aux été a",
    "de": "der die und das den von ist im mit des auf für nicht ein eine dem sich als auch es an hat zu",
    "es": "el la los las de y en que del un una por con para se su al es lo como más fue ha no",
    "it": "il di e che la in un per una con del della è non sono dei le al alla nel da i si ha gli",
    "pt": "o a os de e que do da em um para com uma no na não por dos das ao foi se mais são as",
    "nl": "de het een van en in is dat op te met voor zijn niet aan er om ook door bij naar heeft worden",
    "pl": "i w na z do nie się że jest o przez od po za to jak dla są ale oraz było",
    "tr": "ve bir bu için ile da de olarak olan en çok daha gibi sonra kadar ise ancak olduğunu dedi",
    "sv": "och att det i en på är som av för med den till har inte om ett de var från",
    "da": "og at det i en på er som af for med den til har ikke om et de var fra blev",
    "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada oleh kepada",
    "ro": "și de în la cu a pe nu că din care este un pentru o mai au fost prin se",
    "cs": "a se v na je že o s z do i to k ve pro za by ale jako jsou jeho",
    "hu": "a az és hogy nem is egy ez meg de ha csak volt már még mint vagy",
    "fi": "ja on ei se että oli hän joka mutta kun niin myös ovat ole sen sekä tai",
    "vi": "và của là có các được trong cho không một với người đã này những để",
    "sw": "na ya wa kwa ni katika za la kuwa cha hiyo huo baada yake kama",
}
_WORDS = {code: frozenset(words.split()) for code, words in _STOP_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
# English names, as ISO 639-1 gives them, of all languages that are told apart here.
_NAMES = {
    "am": "Amharic",
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "ko": "Korean",
    "my": "Burmese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None when it is too short or too mixed to say.

    Simple on purpose: the coder needs to know English from the rest, and a reader why a page was refused.

    Example:
        >>> detect_language("The talks have failed, and both sides were to blame for that.")
        'en'
        >>> detect_language("Переговоры провалились")
        'ru'
    """
    sample = text[:_SAMPLE_CHARS]
    scripts = Counter(_name_script(char) for char in sample if char.isalpha())
    total = scripts.total()
    if not total:
        return None
    asian = scripts["HAN"] + scripts["KANA"]
    if asian > _MIN_SHARE * total:
        return "ja" if scripts["KANA"] > asian / 20 else "zh"
    script, count = scripts.most_common(1)[0]
    if count < _MIN_SHARE * total:
        return None
    if script == "LATIN":
        return _match_words(sample)
    if script in _LETTERS:
        return _match_letters(sample, script, count)
    return _SCRIPTS.get(script)


def name_language(code: str) -> str:
    """Return a language's English name with its code, or words with the code alone when it is not known here.

    Args:
        code: ISO 639-1 code, as `detect_language` gives it.

    Example:
        >>> name_language("fr"), name_language("tlh")
        ('French (fr)', "the language 'tlh'")
    """
    name = _NAMES.get(code)
    return f"{name} ({code})" if name else f"the language {code!r}"


def _name_script(char: str) -> str:
    if char < "\u0250":
        return "LATIN"
    first = unicodedata.name(char, "").split(" ", 1)[0]
    if first == "CJK":
        return "HAN"
    return "KANA" if first in {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} else first


def _match_letters(sample: str, script: str, count: int) -> str | None:
    lower = sample.lower()
    for code, letters in _LETTERS[script]:
        if not letters or sum(lower.count(letter) for letter in letters) > count / 200:
            return code
    return None


def _match_words(sample: str) -> str | None:
    """Return the language whose common words are most of the text's words; None when there are too few."""
    words = _WORD.findall(sample.lower())
    hits = Counter({code: sum(word in common for word in words) for code, common in _WORDS.items()})
    (code, most), (_, second) = hits.most_common(2)
    enough = most >= _MIN_HITS and most > len(words) / 12
    return code if enough and most > 1.1 * second else None

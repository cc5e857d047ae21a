"""Which words are parties of their own."""

import pytest

from detente.coding._arguments import _is_apposed
from detente.coding._assemble import _leave_out_sides
from detente.records import Party

TEXT = "They asked Venezuela and its ally, the FARC, and gunmen, Hamas and the army, to wait."


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("words", "named", "apposed"),
    [
        ("its ally", ["FARC"], True),
        ("its ally", ["the FARC"], True),
        ("its ally", ["Venezuela"], False),
        ("its ally", ["Hamas"], False),
        # No description: a list.
        ("gunmen", ["Hamas"], False),
        ("the army", [], False),
    ],
)
def test_a_description_before_a_name_is_no_party_of_its_own(
    words: str, named: list[str], apposed: bool
) -> None:
    assert _is_apposed(TEXT, span(words), [None, *(span(n) for n in named)]) is apposed


def _parties(*codes: str) -> tuple[Party, ...]:
    return tuple(Party(code, code) for code in codes)


@pytest.mark.parametrize(
    ("via", "kept"),
    [
        (("TUR", "UKR"), ("TUR",)),
        (("RUS",), ("RUS",)),
        (("QAT", "EGY"), ("QAT", "EGY")),
        # All of them sides: the sender's are left.
        (("RUS", "UKR"), ("RUS",)),
        (("UKR", "UKR"), ("UKR", "UKR")),
    ],
)
def test_of_several_intermediaries_none_is_a_side(via: tuple[str, ...], kept: tuple[str, ...]) -> None:
    found = _leave_out_sides(_parties(*via), _parties("RUS"), _parties("UKR"))
    assert tuple(p.who for p in found) == kept


def test_nobody_is_an_intermediary_of_his_own() -> None:
    shen, lu = (Party(name, "CHN", name=name) for name in ("Shen Guowei", "Lu Jianhua"))
    envoy = Party("Ministry envoy", "VEN")
    assert _leave_out_sides((lu, envoy, shen), (shen,), _parties("VEN")) == (lu,)

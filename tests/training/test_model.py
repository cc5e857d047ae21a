"""Word vectors of 16 levels, and what the reader gives. Runs where torch is installed."""

import pytest

torch = pytest.importorskip("torch")

from training.model import (  # noqa: E402
    FARTHEST,
    GROUP,
    HIDDEN,
    MEMORY,
    POINTERS,
    Block,
    Reader,
    pack,
    party_odds,
    unpack,
)


def test_packing_twice_changes_nothing_more() -> None:
    weight = torch.randn(50, 4 * GROUP, generator=torch.Generator().manual_seed(1))
    once = unpack(*pack(weight))
    assert torch.equal(unpack(*pack(once)), once)
    assert float((once - weight).norm() / weight.norm()) < 0.12


def test_codes_have_sixteen_levels() -> None:
    codes, scales = pack(torch.linspace(-3, 3, 2 * GROUP).view(1, -1))
    assert int(codes.max()) <= 15
    assert codes.shape == (1, 2 * GROUP)
    assert scales.shape == (1, 2)


def test_a_block_ignores_padding() -> None:
    block = Block().eval()
    x = torch.randn(1, 6, HIDDEN)
    bias = torch.tensor([[[[0.0, 0.0, 0.0, 0.0, -1e4, -1e4]]]])
    with torch.inference_mode():
        whole = block(x, bias)
        short = block(x[:, :4], bias[..., :4])
    assert torch.allclose(whole[:, :4], short, atol=1e-4)


def test_the_reader_gives_what_it_says() -> None:
    n, t, c = 2, 7, 5
    reader = Reader().eval()
    distance = torch.full((n, t), FARTHEST + 1)
    distance[:, 3] = FARTHEST
    with torch.inference_mode():
        *_, roles, pointer, party = reader(
            torch.randn(n, t, HIDDEN), torch.ones(n, t), distance, torch.randn(1, c, 3 * MEMORY),
            torch.ones(1, c), torch.ones(1, c, dtype=torch.long), torch.tensor([0, 0]),
        )  # fmt: skip
    assert roles.shape == (n, t, 6, 3)
    assert pointer.shape == (n, 1 + t + c, POINTERS)
    assert party.shape == (n, 1 + t + c, 3)


def test_more_words_for_a_party_are_more_odds() -> None:
    party = torch.zeros(1, 5, 3)
    words = torch.tensor([[[True, False, False, False], [True, True, False, False]]])
    odds = party_odds(party, words)
    assert torch.allclose(odds[0, 0], torch.zeros(3))
    assert torch.allclose(odds[0, 1], torch.full((3,), 2.0).log())

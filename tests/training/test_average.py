"""Networks are averaged weight by weight."""

import pytest

torch = pytest.importorskip("torch", reason="training needs torch; the package does not")

from training.average import average  # noqa: E402


def state(value: float, name: str = "w") -> dict[str, dict[str, "torch.Tensor"]]:
    return {"encoder": {name: torch.full((2, 3), value)}, "reader": {"steps": torch.tensor(7)}}


def test_the_mean_of_weights() -> None:
    mean = average([state(1.0), state(2.0), state(6.0)])
    assert torch.equal(mean["encoder"]["w"], torch.full((2, 3), 3.0))
    assert mean["encoder"]["w"].dtype == torch.float32
    assert mean["reader"]["steps"] == 7


def test_one_network_is_its_own_mean() -> None:
    assert torch.equal(average([state(0.1)])["encoder"]["w"], state(0.1)["encoder"]["w"])


@pytest.mark.parametrize("states", [[], [state(1.0), state(1.0, "other")]])
def test_networks_that_do_not_fit(states: list[dict[str, dict[str, "torch.Tensor"]]]) -> None:
    with pytest.raises(ValueError, match="network"):
        average(states)

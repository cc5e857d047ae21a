"""The coder's encoder as embedder; nothing here depends on the weights."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from detente.coding import Coder
from detente.errors import LedgerError
from detente.ledger import EncoderEmbedder, HashedEmbedder, Ledger
from detente.ledger._likeness import liken, pack_vectors, unpack_vectors
from tests.ledger.telling import act, tell

TOLD = tell(
    "Courier",
    "2024-08-05",
    ("Moscow asked Iran for restraint.", act("REQUEST", "asked", "RUS=Moscow", "IRN=Iran", mode="change")),
    ("An explosion killed four soldiers.", act("ASSAULT", "killed", "", "PER=soldiers")),
)


@pytest.fixture(scope="module")
def embedder():
    return EncoderEmbedder(share=0.4)


def test_the_name_tells_share_model_and_words(embedder):
    assert embedder.name == f"encoder 0.4 of {Coder.load().name}, {HashedEmbedder().name}"
    assert EncoderEmbedder.by_name(embedder.name).name == embedder.name


def test_rows_are_the_same_each_time_and_pack(embedder):
    rows = embedder.embed(TOLD[1])
    assert rows.shape == (2, 256 + HashedEmbedder.dimensions)
    np.testing.assert_array_equal(rows, EncoderEmbedder(share=0.4).embed(TOLD[1]))
    packed = unpack_vectors(pack_vectors(rows))
    likeness = liken(packed, packed, embedder.threshold_shift)
    assert likeness[0, 0] == pytest.approx(1)
    assert likeness[0, 1] < 1
    assert embedder.embed(()).shape == (0, HashedEmbedder.dimensions)


@pytest.mark.parametrize("share", [0, -1, 1.1])
def test_a_share_is_above_0_to_1(share):
    with pytest.raises(ValueError, match="no share"):
        EncoderEmbedder(share=share)


def test_a_ledger_remembers_its_embedder(tmp_path, embedder):
    path = tmp_path / "crisis.db"
    with Ledger(path, embedder=embedder) as ledger:
        assert ledger.add(*TOLD)
    with Ledger(path) as ledger:
        assert not ledger.add(*TOLD)
        assert len(ledger.events()) == 2
    with pytest.raises(LedgerError, match=r"made with the embedder 'encoder 0\.4 of"):
        Ledger(path, embedder=HashedEmbedder())


def test_a_ledger_without_it_loads_no_model(tmp_path):
    code = (
        "import sys; from detente.ledger import Ledger; Ledger(sys.argv[1]).close();"
        "sys.exit('onnxruntime' in sys.modules or 'detente.coding' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "crisis.db")], check=False)
    assert done.returncode == 0

"""The fitted parameters of the outlook in a file (.npz)."""

from __future__ import annotations

import io
import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np

from detente._files import FileKind
from detente.errors import OutlookError
from detente.outlook._bands import Bands
from detente.outlook._calibration import Calibration
from detente.outlook._history import to_date, to_number
from detente.outlook._marks import Marks
from detente.outlook._network import WEIGHTS, Network
from detente.outlook._rates import Rates

if TYPE_CHECKING:
    from detente.outlook._model import Outlook

__all__ = ["read_model", "write_model"]

_FORMAT: Final = 3
_HINT: Final = "make one with: detente fit"
_KIND: Final = FileKind(
    error=OutlookError,
    name="model of the outlook",
    missing=_HINT,
    directory="give the .npz that detente fit made",
)


def write_model(model: Outlook, path: str | os.PathLike[str]) -> None:
    """Write the fitted parameters of a model.

    Raises:
        OutlookError: The file can't be written.
    """
    arrays: dict[str, Any] = {
        "format": np.array(_FORMAT),
        **{name: getattr(model.rates_, name) for name in ("sums", "shifts", "weekdays", "dispersion")},
        **{name: getattr(model.calibration_, name) for name in ("lines", "cases", "hits")},
        **{f"mark_{name}": value for name, value in model.marks_.network.weights.items()},
        "mark_centre": model.marks_.network.centre,
        "mark_scale": model.marks_.network.scale,
        "mark_types": np.array(model.marks_.types, dtype=np.str_),
        "mark_until": np.array(model.marks_.until),
        "stretch": model.bands_.stretch,
        "crises": np.array(model.bands_.cases),
        "spread": model.spread_,
        "shares": model.shares_,
        "until": np.array(to_number(model.fitted_until_)),
        "on": np.array(model.fitted_on_),
    }
    try:
        with Path(path).open("wb") as file:
            np.savez_compressed(file, **arrays)
    except OSError as error:
        raise OutlookError(
            f"the model can't be written: {error.strerror}", where=str(path), hint="name another file"
        ) from error


def read_model(model: Outlook, path: str | os.PathLike[str] | None) -> Outlook:
    """Return a model with the parameters of a file, or of the one that ships with the package."""
    where = Path(path) if path is not None else Path(str(files("detente.outlook") / "data" / "outlook.npz"))
    data = _KIND.read_bytes(where)
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            if int(arrays["format"]) != _FORMAT:
                raise OutlookError("a model of another version", where=str(where), hint="fit it anew")
            model.rates_ = Rates(*(arrays[n] for n in ("sums", "shifts", "weekdays", "dispersion")))
            model.calibration_ = Calibration(*(arrays[n] for n in ("lines", "cases", "hits")))
            weights = {name: arrays[f"mark_{name}"] for name in WEIGHTS}
            network = Network.of(arrays["mark_centre"], arrays["mark_scale"], weights)
            types = tuple(str(name) for name in arrays["mark_types"])
            model.marks_ = Marks(network, types, int(arrays["mark_until"]))
            model.bands_ = Bands(arrays["stretch"], int(arrays["crises"]))
            model.spread_, model.shares_ = arrays["spread"], arrays["shares"]
            model.fitted_until_ = to_date(int(arrays["until"]))
            model.fitted_on_ = str(arrays["on"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile) as error:
        # What numpy says of foreign files is to load them unsafely: no advice to pass on.
        raise OutlookError("not a model of the outlook", where=str(where), hint=_HINT) from error
    return model

"""The outlook's parameters that ship with the package (docs/outlook.md has their card).

    python -m training.outlook ../shared/events src/detente/outlook/data/outlook.npz

Events between states of 2018 (ICEWS, train and valid of the temporal knowledge graph): entities are mapped
to states by
their bracketed country or name, CAMEO to PLOVER. The last 90 days give calibration and record, after a fit
to the days before; then rates and marks are fitted to all days.
"""

from __future__ import annotations

import argparse
import sys

from detente.outlook import Outlook, read_history, to_states

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("events", help="the folder with icews18/")
    parser.add_argument("out")
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args(arguments)
    history = to_states(read_history(f"{options.events}/icews18"))
    model = Outlook(runs=options.runs)
    model.fit(
        history,
        name="ICEWS 2018, events between states (Boschee et al., doi:10.7910/DVN/28075)",
        progress=lambda words: print(words, file=sys.stderr, flush=True),
    )
    model.save(options.out)


if __name__ == "__main__":
    main()

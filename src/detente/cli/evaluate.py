"""``detente evaluate``: code the sentences of a gold file and score what was coded."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from detente.cli._own_actors import own_actors, warn_of_faults
from detente.errors import UsageError

__all__ = ["evaluate"]


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--split", help="Only the sentences of this split of the file, 'check' for example.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was coded, in the gold set's layout.",
)
@click.option(
    "--min-score", type=click.FloatRange(0, 1), help="Least score of a mention (default: the model's)."
)
@own_actors
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for reading, json for programs.",
)
def evaluate(
    *,
    gold: Path,
    split: str | None,
    out: Path | None,
    min_score: float | None,
    actors: Path | None,
    format_: str,
) -> None:
    """Score the coder on GOLD, JSON Lines in the gold set's layout.

    Its sentences are coded and the scores printed. Each document's sentences are read in order, so that
    earlier ones are context. Type, actor and tuple F1 and the accuracies are those of the gold set's own
    scorer.
    """
    if out is not None and not out.parent.is_dir():
        # Before the sentences are coded, which can take minutes.
        raise UsageError(
            "there is no such folder", where=str(out.parent), hint="make it first, or check --out"
        )
    started = time.perf_counter()
    from detente.coding import Coder
    from detente.coding import evaluate as run

    warn_of_faults(actors)
    coder = Coder.load(min_score=min_score, actors=actors)
    loading = time.perf_counter() - started
    result = run(gold, split=split, coder=coder)
    if out is not None:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in result.coded_rows)
        out.write_text("".join(lines), encoding="utf-8")
    speed = {
        "sentences_per_second": round(result.sentences / result.seconds, 1),
        "load_seconds": round(loading, 2),
        "peak_memory_mb": round(_peak_memory_mb(), 1),
    }
    scores = result.scores
    if format_ == "json":
        levels = {
            k: {"precision": v.precision, "recall": v.recall, "f1": v.f1} for k, v in scores.levels.items()
        }
        row = {"sentences": result.sentences, "coded": result.coded, "matched": scores.matched}
        click.echo(json.dumps(row | levels | scores.accuracy | speed | {"coder": coder.name}))
        return
    gold_events = scores.levels["type"].gold
    click.echo(f"{result.sentences} sentences, {gold_events} gold events, {result.coded} coded")
    for level, f1 in scores.levels.items():
        click.echo(f"{level:6} P {f1.precision:.3f}  R {f1.recall:.3f}  F1 {f1.f1:.3f}")
    shares = ", ".join(f"{name} {value:.3f}" for name, value in scores.accuracy.items())
    click.echo(f"of {scores.matched} matched: {shares}")
    click.echo(
        f"{speed['sentences_per_second']} sentences/s, load {speed['load_seconds']} s, "
        f"peak memory {speed['peak_memory_mb']} MB, {coder.name}"
    )


def _peak_memory_mb() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)

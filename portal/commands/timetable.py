"""The command that builds a timetable from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def timetable() -> None:
    """Timetables of sessions."""


@timetable.command("solve")
@click.argument("instance", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--time-limit", type=click.FloatRange(min=0.1), help="Seconds; 10 if not given.")
@click.option("--effort", type=click.IntRange(min=1), help="10,000 exchanges each; repeatable.")
@click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), default=1)
@click.option("--fair", is_flag=True, help="Leave nobody without a meeting, before weight.")
@click.option("--changes", type=click.IntRange(min=0), help="Most published meetings changed.")
def solve_timetable(
    instance: Path,
    output: Path,
    time_limit: float | None,
    effort: int | None,
    seed: int,
    fair: bool,
    changes: int | None,
) -> None:
    """Build the timetable of a meeting-instance/1 file; a bad instance ends with code 2."""
    from portal.timetabling.command import BadInstance, solve_file

    if time_limit is not None and effort is not None:
        raise click.UsageError("Give --time-limit or --effort, not both.")
    if time_limit is None and effort is None:
        time_limit = 10.0
    try:
        solution = solve_file(
            instance,
            output,
            time_limit=time_limit,
            effort=effort,
            seed=seed,
            fair=fair,
            changes=changes,
        )
    except (BadInstance, OSError) as error:
        click.echo(f"{instance}: {error}", err=True)
        sys.exit(2)
    click.echo(
        f"{len(solution.meetings)} meetings, weight {solution.weight}: "
        f"{solution.share:.2%} of the proven bound {solution.bound}; "
        f"{solution.unserved} companies without a meeting, {solution.idle} idle slots"
    )

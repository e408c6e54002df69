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
@click.option("--few-gaps", is_flag=True, help="Close gaps, even at the cost of some weight.")
@click.option("--spare-rooms", type=click.IntRange(0, 10_000), default=0, help="Free in each slot.")
@click.option("--spare-interpreters", type=click.IntRange(0, 10_000), default=0, help="The same.")
@click.option("--changes", type=click.IntRange(min=0), help="Most published meetings changed.")
def solve_timetable(
    instance: Path,
    output: Path,
    time_limit: float | None,
    effort: int | None,
    seed: int,
    fair: bool,
    few_gaps: bool,
    spare_rooms: int,
    spare_interpreters: int,
    changes: int | None,
) -> None:
    """Build the timetable of a meeting-instance/1 file; a bad instance ends with code 2."""
    from portal.timetabling.command import BadInstance, solve_file
    from portal.timetabling.problem import Spare
    from portal.timetabling.solver import Options

    if time_limit is not None and effort is not None:
        raise click.UsageError("Give --time-limit or --effort, not both.")
    if time_limit is None and effort is None:
        time_limit = 10.0
    try:
        solution = solve_file(
            instance,
            output,
            Options(
                time_limit=time_limit,
                effort=effort,
                seed=seed,
                fair=fair,
                few_gaps=few_gaps,
                spare=Spare(spare_rooms, spare_interpreters),
                changes=changes,
            ),
        )
    except (BadInstance, OSError) as error:
        click.echo(f"{instance}: {error}", err=True)
        sys.exit(2)
    click.echo(
        f"{len(solution.meetings)} meetings, weight {solution.weight}: "
        f"{solution.share:.2%} of the proven bound {solution.bound}; "
        f"{solution.unserved} companies without a meeting, the smallest share is "
        f"{solution.smallest_share:.0%}, {solution.idle} idle slots"
    )

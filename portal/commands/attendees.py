"""The command that writes a session's attendee list."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from portal.commands.connection import connect
from portal.consultations import queries as consultations
from portal.infra import db
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language
from portal.reports import attendees as lists
from portal.reports import services
from portal.reports.attendees import Choice, Rows, Sheets, Standing
from portal.reports.files import FILES, Format


def _one_of(kinds: type[Rows] | type[Sheets] | type[Standing]) -> click.Choice[str]:
    return click.Choice([kind.value.lower() for kind in kinds])


@click.command()
@click.argument("session")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in FILES]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--language", type=click.Choice([tag.value for tag in Language]), default="en")
@click.option("--rows", type=_one_of(Rows), default="person", help="What one row is about.")
@click.option("--sheets", type=_one_of(Sheets), default="one", help="What has a sheet of its own.")
@click.option("--state", "states", type=_one_of(Standing), multiple=True, help="Only these.")
def attendees(
    session: str,
    kind: str,
    output: Path,
    language: str,
    rows: str,
    sheets: str,
    states: tuple[str, ...],
) -> None:
    """Write the attendee list of SESSION, named by its code or its public id, to a file."""
    connect()
    found = consultations.consultation_of_code(session) or consultations.consultation_of(session)
    if found is None:
        raise click.ClickException(f"There is no session {session!r}.")
    scope = lists.of_session(found)
    choice = Choice(
        rows=Rows(rows.upper()),
        sheets=Sheets(sheets.upper()),
        standings=frozenset(Standing(each.upper()) for each in states) or lists.BOOKED,
    )
    try:
        made = lists.export(scope, choice, Format(kind), Language(language))
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None
    with made.file:
        with db.writing():
            services.record_list(scope, choice, made, by=None)
        with output.open("wb") as target:
            shutil.copyfileobj(made.file, target)
    click.echo(f"{output}: {made.rows} rows.")

"""The command that writes a session's attendee list."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from portal.commands.connection import connect
from portal.consultations import queries as consultations
from portal.infra import db
from portal.kernel.languages import Language
from portal.reports import attendees as lists
from portal.reports import services
from portal.reports.attendees import Format


@click.command()
@click.argument("session")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in Format]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--language", type=click.Choice([tag.value for tag in Language]), default="en")
def attendees(session: str, kind: str, output: Path, language: str) -> None:
    """Write the attendee list of SESSION, named by its code or its public id, to a file."""
    connect()
    found = consultations.consultation_of_code(session) or consultations.consultation_of(session)
    if found is None:
        raise click.ClickException(f"There is no session {session!r}.")
    made = lists.export(found, Format(kind), Language(language))
    with made.file:
        with db.writing():
            services.record_export(found, kind=kind, rows=made.rows, sha256=made.sha256, by=None)
        with output.open("wb") as target:
            shutil.copyfileobj(made.file, target)
    click.echo(f"{output}: {made.rows} rows.")

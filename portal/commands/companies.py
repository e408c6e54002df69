"""Commands about companies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from portal.commands.connection import connect
from portal.companies.services import importing
from portal.companies.services.importing import Fate, Outcome
from portal.infra import db
from portal.infra.spreadsheets import reading
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language
from portal.technologies import queries as technologies


@click.group()
def companies() -> None:
    """Companies."""


@companies.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell, row by row, what would happen.")
def import_(file: Path, dry_run: bool) -> None:
    """Bring in the organisations of FILE: JSON, XLSX or CSV, one row each.

    What was imported before is left alone. Bad rows are reported and good ones kept.
    """
    connect()
    try:
        with file.open("rb") as stream:
            rows = reading.read(stream)
        codes = {field.code for _group, fields in technologies.taxonomy() for field in fields}
        with db.writing():
            outcomes = importing.import_companies(
                rows, known_fields=codes, by=None, dry_run=dry_run
            )
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None
    for outcome in outcomes:
        click.echo(_line(outcome))
    fates = Counter(outcome.fate for outcome in outcomes)
    click.echo(
        f"{'Would add' if dry_run else 'Added'} {fates[Fate.COMPANY]} companies and "
        f"{fates[Fate.HOST]} hosts; {fates[Fate.KNOWN]} here already, "
        f"{fates[Fate.REFUSED]} refused."
    )


def _line(outcome: Outcome) -> str:
    words = [f"row {outcome.number}", outcome.key or "-", str(outcome.fate.words)]
    if name := outcome.name.best(Language.EN).text:
        words.append(name)
    return " | ".join(words) + (f": {outcome.reason}" if outcome.reason else "")

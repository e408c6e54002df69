"""The command that writes a session's attendee list."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import click

from portal.commands.connection import connect
from portal.companies import queries as companies
from portal.consultations import queries as consultations
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language, Wording
from portal.reports import attendees as lists
from portal.reports import queries, services
from portal.reports.attendees import Choice, Rows, Sheets, Standing
from portal.reports.files import FILES, Format


def _one_of(kinds: type[Rows] | type[Sheets] | type[Standing]) -> click.Choice[str]:
    return click.Choice([kind.value.lower() for kind in kinds])


def _known_columns(wanted: tuple[str, ...], rows: Rows) -> tuple[str, ...]:
    known = [column.key for column in lists.columns_for(rows) if not column.is_contact]
    if unknown := [key for key in wanted if key not in known]:
        raise click.ClickException(
            f"There is no column {unknown[0]!r} on such a list. There are: {', '.join(known)}."
        )
    return wanted


def _names(
    scope: lists.Scope, region: str | None, company: str | None, language: Language
) -> Iterator[str]:
    """What the region and the company are called on top of the list."""
    if region is not None:
        known = {each.code: each.short_name for each in companies.regions()}
        yield _name_of("region", region, known, language)
    if company is not None:
        yield _name_of("company", company, dict(queries.companies_in(scope)), language)


def _name_of(what: str, key: str, known: Mapping[str, Wording], language: Language) -> str:
    if key not in known:
        raise click.ClickException(
            f"There is no {what} {key!r}. There are: {', '.join(known) or 'none'}."
        )
    return known[key].best(language).text


@click.command()
@click.argument("session")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in FILES]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--language", type=click.Choice([tag.value for tag in Language]), default="en")
@click.option("--rows", type=_one_of(Rows), default="person", help="What one row is about.")
@click.option("--sheets", type=_one_of(Sheets), default="one", help="What has a sheet of its own.")
@click.option("--state", "states", type=_one_of(Standing), multiple=True, help="Only these.")
@click.option("--side", type=click.Choice(["kr", "cn"]), help="Only this side's people.")
@click.option("--region", help="Only meetings with companies of this region, such as SD.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this day, by Beijing's clock.")
@click.option("--company", help="Only meetings of this company, by its public id.")
@click.option("--column", "columns", multiple=True, help="A column by its key; again for more.")
def attendees(
    session: str,
    kind: str,
    output: Path,
    language: str,
    rows: str,
    sheets: str,
    states: tuple[str, ...],
    side: str | None,
    region: str | None,
    day: datetime | None,
    company: str | None,
    columns: tuple[str, ...],
) -> None:
    """Write the attendee list of SESSION, named by its code or its public id, to a file."""
    connect()
    found = consultations.consultation_of_code(session) or consultations.consultation_of(session)
    if found is None:
        raise click.ClickException(f"There is no session {session!r}.")
    scope = lists.of_session(found)
    choice = Choice(
        rows=Rows(rows.upper()),
        columns=_known_columns(columns, Rows(rows.upper())),
        sheets=Sheets(sheets.upper()),
        standings=frozenset(Standing(each.upper()) for each in states) or lists.BOOKED,
        side=Side(side.upper()) if side else None,
        region=region,
        day=day.date() if day else None,
        company=company,
        called=tuple(_names(scope, region, company, Language(language))),
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

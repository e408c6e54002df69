"""Commands about the database: bring it up to date, take a backup, bring one back."""

from __future__ import annotations

from pathlib import Path

import click

from portal import registry
from portal.commands.connection import connect
from portal.companies import reference as regions
from portal.companies.services import indexing as index_companies
from portal.infra import db, schema
from portal.infra.backup import restoring, writing
from portal.infra.backup.rows import BackupProblem
from portal.technologies import reference as taxonomy
from portal.technologies.services import indexing as index_profiles

# What a fresh database already holds: a backup's own rows take its place. A worker that looks at
# an empty database leaves its heartbeat there.
REPLACED_BY_A_BACKUP = {*regions.TABLES, *taxonomy.TABLES, "worker_heartbeat"}


@click.group("db")
def database() -> None:
    """The database."""


@database.command()
def upgrade() -> None:
    """Bring tables and reference data up to date."""
    _settings, engine = connect()
    schema.upgrade(engine)
    with db.writing():
        regions.load_regions()
        taxonomy.load_taxonomy()
        _index(missing=True)


@database.command()
def index() -> None:
    """Index anew what companies and technologies are found by."""
    connect()
    with db.writing():
        companies, profiles = _index(missing=False)
    click.echo(f"Indexed {companies} companies and {profiles} technologies.")


def _index(*, missing: bool) -> tuple[int, int]:
    return (
        index_companies.index_again(missing=missing),
        index_profiles.index_again(missing=missing),
    )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def backup(file: Path) -> None:
    """Write every row and every stored file to FILE, as of this moment."""
    settings, engine = connect()
    try:
        counts = writing.write(engine, registry.metadata, file, files=settings.files)
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{file}: {sum(counts.values())} rows of {len(counts)} tables.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring the backup FILE back into a fresh database: all of it or nothing."""
    settings, engine = connect()
    try:
        counts = restoring.restore(
            engine,
            registry.metadata,
            file,
            files=settings.files,
            replacing=REPLACED_BY_A_BACKUP,
        )
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Restored {sum(counts.values())} rows of {len(counts)} tables.")

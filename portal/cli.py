"""The command `portal`: what an operator does without a browser."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

import config
from portal import registry
from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.infra import db, schema
from portal.kernel.clocks import Side
from portal.kernel.errors import Refusal
from portal.kernel.languages import Wording


def connect() -> Any:
    """Read the settings and connect to their database; ends with a sentence when they are bad."""
    try:
        settings = config.load()
    except config.BadSettings as error:
        raise click.ClickException(str(error)) from None
    assert registry.metadata.tables
    if settings.database_url.startswith("sqlite:///"):
        config.INSTANCE.mkdir(exist_ok=True)
    engine = db.make_engine(settings.database_url)
    db.connect(engine)
    return settings, engine


@click.group()
def main() -> None:
    """The portal on which Korean and Chinese companies meet."""


@main.command()
def run() -> None:
    """Start the web server and the worker; Ctrl-C stops both."""
    from portal.serving import serve

    settings, engine = connect()
    if not schema.is_current(engine):
        raise click.ClickException("The database is empty: run `portal db upgrade` first.")
    engine.dispose()
    sys.exit(serve(settings))


@main.command()
def web() -> None:
    """Start the web server alone, as a service manager wants it."""
    from portal.serving import web_command

    settings, engine = connect()
    engine.dispose()
    command = web_command(settings)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


@main.command()
def worker() -> None:
    """Send waiting messages and do waiting jobs until stopped."""
    from portal.worker import work_until_told_to_stop

    settings, _engine = connect()
    work_until_told_to_stop(settings)


@main.group("db")
def database() -> None:
    """The database."""


@database.command()
def upgrade() -> None:
    """Bring tables and reference data up to date."""
    from portal.companies.reference import load_regions
    from portal.technologies.reference import load_taxonomy

    _settings, engine = connect()
    schema.upgrade(engine)
    with db.writing():
        load_regions()
        load_taxonomy()


@main.group()
def coordinator() -> None:
    """People who run sessions."""


@coordinator.command("add")
@click.argument("email")
@click.option("--name", prompt="Name in own script, family name first")
@click.option("--name-latin", prompt="Name in Latin letters, family name first")
@click.option("--side", type=click.Choice(["KR", "CN"]), prompt="Side")
@click.option("--host", "host_name", prompt="Host organisation, in English")
@click.option("--language", type=click.Choice(["en", "ko", "zh"]))
def add_coordinator(
    email: str, name: str, name_latin: str, side: str, host_name: str, language: str | None
) -> None:
    """Add a coordinator; they get a link by mail to set their password."""
    from portal.kernel.languages import Language

    settings, _engine = connect()
    try:
        with db.writing():
            of_side = Side(side)
            host = next(
                (host for host in accounts.hosts() if host.name.exactly(Language.EN) == host_name),
                None,
            ) or account_services.add_host(side=of_side, name=Wording(en=host_name))
            person = account_services.add_person(
                name=name, name_latin=name_latin, side=of_side, email=email
            )
            account_services.add_coordinator(
                person,
                host,
                email=email,
                language=Language(language) if language else of_side.language,
            )
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None
    click.echo(f"Added. The link to set a password goes to {email} ({settings.mail_url}).")


if __name__ == "__main__":
    main()

"""The command `portal`: starts the portal, and gathers what operators do without a browser."""

from __future__ import annotations

import os
import sys

import click
import sqlalchemy as sa

import config
from portal.accounts.queries import is_demonstration
from portal.commands.accounts import account
from portal.commands.attendees import attendees
from portal.commands.companies import companies
from portal.commands.connection import connect
from portal.commands.coordinators import coordinator
from portal.commands.database import backup, database, restore
from portal.commands.demonstration import demo
from portal.commands.timetable import timetable
from portal.infra import schema


@click.group()
def main() -> None:
    """The portal on which Korean and Chinese companies meet."""


for command in (
    account,
    attendees,
    backup,
    companies,
    coordinator,
    database,
    demo,
    restore,
    timetable,
):
    main.add_command(command)


@main.command()
def run() -> None:
    """Start the web server and the worker; Ctrl-C stops both."""
    from portal.serving import serve

    settings, engine = connect()
    if not schema.is_current(engine):
        raise click.ClickException("The database is empty: run `portal db upgrade` first.")
    _refuse_demonstration(settings, engine)
    engine.dispose()
    sys.exit(serve(settings))


@main.command()
def web() -> None:
    """Start the web server alone, as a service manager wants it."""
    from portal.serving import web_command

    settings, engine = connect()
    _refuse_demonstration(settings, engine)
    engine.dispose()
    command = web_command(settings)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


@main.command()
def worker() -> None:
    """Send waiting messages and do waiting jobs until stopped."""
    from portal.worker import work_until_told_to_stop

    settings, _engine = connect()
    work_until_told_to_stop(settings)


def _refuse_demonstration(settings: config.Settings, engine: sa.Engine) -> None:
    """Everybody knows the password of its accounts, one of which is a coordinator's."""
    if settings.is_production and schema.is_current(engine) and is_demonstration():
        raise click.ClickException(
            "This database holds the demonstration; production needs one of its own."
        )


if __name__ == "__main__":
    main()

"""The command that makes the demonstration."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from portal.commands.connection import connect
from portal.demonstration import services
from portal.demonstration.content import ACCOUNTS, PASSWORD
from portal.infra import db, schema
from portal.infra.passwords import hashed
from portal.kernel.errors import Refusal


@click.command()
@click.option(
    "--if-empty", is_flag=True, help="Leave a database alone in which there is something."
)
@click.option("--again", is_flag=True, help="Remove the demonstration first, and only that.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Date it from this day, not today.")
@click.option("--zone", default="Asia/Seoul", show_default=True, help="The time zone of the day.")
def demo(if_empty: bool, again: bool, day: datetime | None, zone: str) -> None:
    """Make the demonstration: invented companies, sessions of four regions, dated from today."""
    settings, engine = connect()
    if settings.is_production:
        raise click.ClickException("There is no demonstration in production (PORTAL_ENV).")
    if not schema.is_current(engine):
        raise click.ClickException("The database is empty: run `portal db upgrade` first.")
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.ClickException(f"There is no time zone {zone!r}; try Asia/Seoul.") from None
    if if_empty and not services.is_empty():
        _say_who_can_sign_in(place)
        return
    now = services.moment_of(day.date() if day else None, place)
    password_hash = hashed(PASSWORD)
    try:
        with db.writing():
            if again:
                services.remove()
            services.make(password_hash=password_hash, now=now)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None
    _say_who_can_sign_in(place)


def _say_who_can_sign_in(zone: ZoneInfo) -> None:
    """Print the accounts, if the database holds the demonstration."""
    made = services.made_for()
    if made is None:
        return
    click.echo(
        f"Demonstration of {made.astimezone(zone):%d %B %Y}, with invented companies. Sign in as"
    )
    for address in ACCOUNTS:
        click.echo(f"  {address}")
    click.echo(f"with the password {PASSWORD}. `portal demo --again` dates it from today.")

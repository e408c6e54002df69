"""Commands about coordinators."""

from __future__ import annotations

import click

from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.commands.connection import connect
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language, Wording


@click.group()
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

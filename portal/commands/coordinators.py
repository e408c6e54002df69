"""Commands about coordinators."""

from __future__ import annotations

import sys

import click

from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.commands.accounts import changed
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
@click.option("--name", help="Name in own script, family name first.")
@click.option("--name-latin", help="Name in Latin letters, family name first.")
@click.option("--side", type=click.Choice(["KR", "CN"]), help="Side of the host.")
@click.option("--host", "host_name", help="Host organisation, in English.")
@click.option("--language", type=click.Choice(["en", "ko", "zh"]), help="Language of the mails.")
def add_coordinator(
    email: str,
    name: str | None,
    name_latin: str | None,
    side: str | None,
    host_name: str | None,
    language: str | None,
) -> None:
    """Add a coordinator; they get a link by mail to set their password.

    What is left out is asked for. Without a terminal it is taken from the address, and the
    coordinator can mend their name later on their account page.
    """
    _settings, _engine = connect()
    local, _at, domain = email.partition("@")
    if not local or "." not in domain:
        raise click.ClickException("Please give an e-mail address such as name@agency.example.")
    name = name or _asked("Name in own script, family name first", local)
    name_latin = name_latin or _asked("Name in Latin letters, family name first", local)
    side = side or _asked("Side (KR or CN)", Side.KR.value)
    if side not in set(Side):
        raise click.ClickException("The side is KR or CN.")
    host_name = host_name or _asked("Host organisation, in English", domain)
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
    click.echo(f"Added. The link to set a password goes to {email} by mail.")


@coordinator.command("reset-factors")
@click.argument("email")
@click.option("--reason", prompt=True, help="How you know that it is they who ask.")
def reset_factors(email: str, reason: str) -> None:
    """Remove the second factors of somebody who has lost them all; their sign-ins end.

    The account may be anybody's. Make sure first that it is really they who ask, for instance by
    calling them back at a number that you knew before.
    """
    changed(email, reason, account_services.reset_factors)
    click.echo(f"Removed. {email} signs in with the password alone and is told by mail.")


def _asked(question: str, otherwise: str) -> str:
    """The answer of whoever sits at the terminal; where nobody does, what stands instead."""
    if not sys.stdin.isatty():
        return otherwise
    return str(click.prompt(question, default=otherwise))

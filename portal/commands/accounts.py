"""Commands about the accounts of people, whatever desk they work at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.commands.connection import connect
from portal.infra import db
from portal.kernel.errors import Refusal

LONGEST_REASON = 1000


@click.group()
def account() -> None:
    """Somebody's account: close it, open it again, sign them out."""


def changed(email: str, reason: str, service: Callable[..., Any]) -> Any:
    """Do something to an account by its address, with a reason that stays on record."""
    connect()
    someone = accounts.user_of_address(email)
    if someone is None:
        raise click.ClickException("There is no account with this e-mail address.")
    if not reason.strip():
        raise click.ClickException("Please say why; it stays on record.")
    try:
        with db.writing():
            return service(someone, by=None, reason=reason.strip()[:LONGEST_REASON])
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None


@account.command("suspend")
@click.argument("email")
@click.option("--reason", prompt=True, help="Why; it stays on record.")
def suspend(email: str, reason: str) -> None:
    """Close an account; whoever is signed in to it is out at once."""
    changed(email, reason, services.suspend_account)
    click.echo(f"Closed. Nobody signs in with {email} any more.")


@account.command("reopen")
@click.argument("email")
@click.option("--reason", prompt=True, help="Why; it stays on record.")
def reopen(email: str, reason: str) -> None:
    """Let a closed account be used again."""
    changed(email, reason, services.reopen_account)
    click.echo(f"Open again. {email} signs in as before.")


@account.command("sign-out")
@click.argument("email")
@click.option("--reason", prompt=True, help="Why; it stays on record.")
def sign_out(email: str, reason: str) -> None:
    """Sign somebody out everywhere, as after a device was lost."""
    ended = changed(email, reason, services.end_every_sign_in)
    click.echo(f"Signed out: {ended}.")

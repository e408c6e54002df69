"""A new e-mail address: asked for, confirmed where it leads, and told to the old one."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import notifications, queries
from portal.accounts.models import MailLink, User
from portal.accounts.rules import RESET_LASTS
from portal.accounts.services.links import LINK_IS_STALE, is_fresh, new_link, use_link
from portal.accounts.services.people import ADDRESS_TAKEN
from portal.accounts.states import LinkPurpose
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Invalid


def ask_for_new_address(user: User, address: str) -> None:
    """Send a link to the new address. One that has an account gets a mail that says so instead.

    The caller cannot tell the two apart.
    """
    if is_fresh(user, LinkPurpose.CHANGE_ADDRESS):
        return
    secret = new_link(user, LinkPurpose.CHANGE_ADDRESS, RESET_LASTS, address=address)
    holder = queries.user_of_address(address)
    if holder is None:
        notifications.confirm_new_address(user, address, secret)
    elif holder.is_active:
        notifications.address_is_taken(holder)


def take_new_address(secret: str) -> User:
    """Change the address by the link that was sent to it; links sent to the old one are void.

    Raises Invalid when the link is stale, Conflict when the address got an account meanwhile.
    """
    link = queries.link_of(secret, LinkPurpose.CHANGE_ADDRESS)
    if link is None or not link.address:
        raise Invalid(LINK_IS_STALE)
    user = use_link(secret, LinkPurpose.CHANGE_ADDRESS)
    old = user.email
    with db.refusing({"uq_user_account_email": ADDRESS_TAKEN}):
        user.email = link.address.strip().lower()
    user.email_confirmed_at = clock.now()
    if user.person.email and user.person.email.lower() == old:
        user.person.email = user.email
    session.execute(
        sa.update(MailLink)
        .where(MailLink.user_id == user.id, MailLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    audit.record("address changed", user, by=user)
    notifications.address_changed(user, old)
    return user

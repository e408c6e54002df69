"""Registration: a person opens an account, and nobody learns who has one already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.accounts import notifications, queries
from portal.accounts.models import User
from portal.accounts.rules import RESET_LASTS
from portal.accounts.services.links import is_fresh, new_link
from portal.accounts.services.people import add_person, open_account, record_consents
from portal.accounts.services.signing_in import send_confirmation
from portal.accounts.states import ConsentPurpose, LinkPurpose
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from portal.kernel.languages import Language


@dataclass(frozen=True)
class Registration:
    """What somebody says of themselves to open an account."""

    side: Side
    name: str
    name_latin: str
    post: str
    phone: str
    languages: Iterable[str]
    email: str
    password_hash: str
    consents: Iterable[ConsentPurpose]
    language: Language


def register(registration: Registration, *, then: str | None = None) -> None:
    """Open an account whose address is still to be confirmed; `then` is where to go on after that.

    An address that has an account gets a mail that says so, and the account stays as it is. The
    caller cannot tell the two apart.
    """
    existing = queries.user_of_address(registration.email)
    if existing is None:
        try:
            with session.begin_nested():
                send_confirmation(_opened(registration), then=then)
            return
        except Conflict:  # somebody registered the address a moment ago
            existing = queries.user_of_address(registration.email)
    if existing is not None and existing.is_active:
        _say_that_there_is_one(existing)


def _opened(registration: Registration) -> User:
    person = add_person(
        name=registration.name,
        name_latin=registration.name_latin,
        side=registration.side,
        post=registration.post,
        phone=registration.phone,
        email=registration.email,
        languages=registration.languages,
    )
    record_consents(person, registration.consents, language=registration.language)
    return open_account(
        person,
        email=registration.email,
        password_hash=registration.password_hash,
        language=registration.language,
    )


def _say_that_there_is_one(user: User) -> None:
    """Tell the owner of the address, with a link to a new password.

    The password of an account that was never confirmed may be a stranger's, so it is not enough
    to send the confirmation again: whoever reads the mail sets their own.
    """
    if not is_fresh(user, LinkPurpose.RESET_PASSWORD):
        secret = new_link(user, LinkPurpose.RESET_PASSWORD, RESET_LASTS)
        notifications.account_exists(user, secret)

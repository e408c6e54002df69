"""Hosts, and the coordinators who work for them."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts import notifications
from portal.accounts.models import Coordinator, Host, Person, User
from portal.accounts.rules import CONFIRMATION_LASTS
from portal.accounts.services.duties import must_administer
from portal.accounts.services.links import new_link
from portal.accounts.services.people import open_account
from portal.accounts.states import Duty, LinkPurpose
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording


def add_host(
    *,
    side: Side,
    name: Wording,
    about: Wording | None = None,
    website: str | None = None,
    region_code: str | None = None,
    import_key: str | None = None,
) -> Host:
    """Note down a public body that runs sessions."""
    host = Host(
        side=side,
        name=name,
        about=about or Wording(),
        website=website,
        region_code=region_code,
        import_key=import_key,
    )
    session.add(host)
    session.flush()
    return host


def add_coordinator(
    person: Person,
    host: Host,
    *,
    email: str,
    language: Language,
    duties: Iterable[Duty] = tuple(Duty),
    regions: Iterable[str] = (),
    by: User | None = None,
) -> Coordinator:
    """Make a person a coordinator; they set their password by the link that is sent.

    `by` is None for the command line. Raises Conflict when the address has an account, NotAllowed
    for who does not administer the host.
    """
    if by is not None:
        must_administer(host.id, by)
    user = open_account(person, email=email, password_hash=None, language=language)
    coordinator = Coordinator(
        user_id=user.id,
        host_id=host.id,
        duties=[duty.value for duty in duties],
        regions=sorted(regions),
    )
    session.add(coordinator)
    session.flush()
    audit.record("coordinator added", user, by=by, host=host.public_id)
    secret = new_link(user, LinkPurpose.RESET_PASSWORD, CONFIRMATION_LASTS)
    notifications.coordinator_added(user, secret)
    return coordinator

"""Reads about people, their accounts, hosts and consents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Consent, Coordinator, Host, Person, User
from portal.accounts.states import ConsentPurpose
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing

# What is invented has import keys that begin so; no import from a file gives such a key.
DEMONSTRATION = "demonstration/"


def user_of_id(id: int) -> User | None:
    """The account with this id."""
    return session.get(User, id)


def user_of_address(email: str) -> User | None:
    """The account with this e-mail address, whatever its capitals."""
    return session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def coordinator_of(user: User) -> Coordinator | None:
    """What makes this user a coordinator, if they are one."""
    return session.scalar(sa.select(Coordinator).where(Coordinator.user_id == user.id))


def coordinators_of(host: Host) -> Sequence[Coordinator]:
    """Everybody who works for a host, in the order in which they came."""
    return session.scalars(
        sa.select(Coordinator)
        .options(selectinload(Coordinator.user))
        .where(Coordinator.host_id == host.id)
        .order_by(Coordinator.id)
        .execution_options(populate_existing=True)  # who just waited for a rival sees what it did
    ).all()


def colleague_in(host: Host, user_id: str) -> Coordinator:
    """The coordinator of this very host whose account has this public id. Raises Missing."""
    found = session.scalar(
        sa.select(Coordinator)
        .join(Coordinator.user)
        .where(Coordinator.host_id == host.id, User.public_id == user_id)
    )
    if found is None:
        raise Missing
    return found


def coordinators_of_side(side: Side) -> Sequence[Coordinator]:
    """Everybody who works for a host of this side."""
    return session.scalars(
        sa.select(Coordinator)
        .join(Coordinator.host)
        .where(Host.side == side)
        .order_by(Coordinator.id)
    ).all()


def hosts() -> Sequence[Host]:
    """All hosts, Korean ones first."""
    return session.scalars(sa.select(Host).order_by(Host.side.desc(), Host.id)).all()


def is_demonstration() -> bool:
    """Whether the hosts here are invented, and so everything else: pages say so."""
    return bool(
        session.scalar(sa.select(sa.exists().where(Host.import_key.startswith(DEMONSTRATION))))
    )


def host_of_public_id(public_id: str) -> Host | None:
    return session.scalar(sa.select(Host).where(Host.public_id == public_id))


def host_of_import_key(import_key: str) -> Host | None:
    """The host that a line of an import became."""
    return session.scalar(sa.select(Host).where(Host.import_key == import_key))


def people_by_public_id(public_ids: Iterable[str]) -> dict[str, Person]:
    """These people, by public id, as far as they are still known."""
    found = session.scalars(sa.select(Person).where(Person.public_id.in_(list(public_ids))))
    return {person.public_id: person for person in found}


def standing_consents(person: Person) -> set[ConsentPurpose]:
    """What this person agrees to now."""
    return set(
        session.scalars(
            sa.select(Consent.purpose).where(
                Consent.person_id == person.id, Consent.withdrawn_at.is_(None)
            )
        )
    )


def consent_history(person: Person) -> Sequence[Consent]:
    """Every consent that this person gave, oldest first, the withdrawn ones too."""
    return session.scalars(
        sa.select(Consent).where(Consent.person_id == person.id).order_by(Consent.id)
    ).all()

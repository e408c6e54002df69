"""Who is there: the account of a sign-in and all that it acts as, in one statement.

Every page of a signed-in reader begins with it, so it is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Coordinator, Person, SignIn, ThisSignIn, User
from portal.companies.models import Company, Representative
from portal.consultations.models import Interpreter
from portal.infra.db import columns_of, session
from portal.infra.plain import Plain, entity
from portal.infra.remembered import remembered_calmly
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.languages import Language

NO_SIGN_IN = ThisSignIn()


@dataclass(frozen=True)
class Who:
    """Somebody who is signed in, as pages know them, and what they act as.

    It answers Flask-Login's questions as a user does. All of it is plain: to change something,
    ask for the user or the company itself.
    """

    user: User
    person: Person
    company: Company | None
    coordinates: bool
    interprets: bool
    this_sign_in: ThisSignIn = NO_SIGN_IN

    is_authenticated = True
    is_anonymous = False
    is_active = True

    def get_id(self) -> str:
        return self.this_sign_in.secret

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def public_id(self) -> str:
        return self.user.public_id

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def language(self) -> Language:
        return self.user.language

    @property
    def side(self) -> Side:
        return self.person.side


def who_signed_in(secret: str) -> Who | None:
    """Whose live sign-in this is, by the secret in its cookie."""
    found = _by_digest(identifiers.digest(secret))
    if found is None or found.ends_at <= clock.now():
        return None
    return replace(found.who, this_sign_in=found.sign_in.as_known_by(secret))


def who_is(user: User) -> Who:
    """What a user acts as who has just signed in."""
    row = session.execute(_BY_USER, {"user": user.id}).one()
    return replace(_who(list(row)), this_sign_in=user.this_sign_in)


def user_behind(who: Who) -> User:
    """The account itself, for whoever changes something; what was read is not read again."""
    user: User = entity(who.user)
    set_committed_value(user, "person", entity(who.person))
    user.this_sign_in = who.this_sign_in
    return user


@dataclass(frozen=True)
class _Found:
    who: Who
    sign_in: SignIn

    @property
    def ends_at(self) -> datetime:
        """When it ends by itself."""
        return min(self.sign_in.expires_at, self.sign_in.idle_ends_at)


@remembered_calmly
def _by_digest(digest: str) -> _Found | None:
    row = session.execute(_BY_DIGEST, {"digest": digest}).one_or_none()
    if row is None:
        return None
    values = list(row)
    return _Found(sign_in=_sign_in.taken(values), who=_who(values))


def _who(values: list[Any]) -> Who:
    user, person = _user.taken(values), _person.taken(values)
    company_id, coordinator_id, interpreter_id, *company = values
    return Who(
        user=user,
        person=person,
        company=_company.of(company) if company_id is not None else None,
        coordinates=coordinator_id is not None,
        interprets=interpreter_id is not None,
    )


_sign_in, _person, _company = Plain(SignIn), Plain(Person), Plain(Company)
_user = Plain(User, without=["password_hash"])
_represents, _coordinates, _interprets = map(columns_of, (Representative, Coordinator, Interpreter))


def _query(*more: Any) -> sa.Select[Any]:
    users, companies = columns_of(User), columns_of(Company)
    roles = (_represents.company_id, _coordinates.id, _interprets.id)
    return (
        sa.select(*more, *_user.columns, *_person.columns, *roles, *_company.columns)
        .select_from(users.id.table)
        .join(columns_of(Person).id.table, columns_of(Person).id == users.person_id)
        .outerjoin(_represents.id.table, _represents.user_id == users.id)
        .outerjoin(companies.id.table, companies.id == _represents.company_id)
        .outerjoin(_coordinates.id.table, _coordinates.user_id == users.id)
        .outerjoin(_interprets.id.table, _interprets.user_id == users.id)
    )


_BY_USER = _query().where(columns_of(User).id == sa.bindparam("user"))
_BY_DIGEST = (
    _query(*_sign_in.columns)
    .join(columns_of(SignIn).id.table, columns_of(SignIn).user_id == columns_of(User).id)
    .where(
        columns_of(SignIn).digest == sa.bindparam("digest"),
        columns_of(SignIn).ended_at.is_(None),
        columns_of(User).suspended_at.is_(None),
    )
)

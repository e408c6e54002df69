"""People and their accounts: who they are, what they agreed to, the language they read."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.models import Consent, Person, User
from portal.accounts.states import CONSENT_TEXT_VERSION, REQUIRED_CONSENTS, ConsentPurpose
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid
from portal.kernel.languages import Language, Text

ADDRESS_TAKEN = Text("There is an account with this e-mail address already.")


def add_person(
    *,
    name: str,
    name_latin: str,
    side: Side,
    post: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    languages: Iterable[str] = (),
) -> Person:
    """Note a person down, with or without an account."""
    person = Person(
        name=name,
        name_latin=name_latin,
        side=side,
        post=post,
        phone=phone,
        email=email,
        languages=sorted(set(languages)),
    )
    session.add(person)
    session.flush()
    return person


def change_person(
    person: Person,
    *,
    name: str,
    name_latin: str,
    post: str | None,
    phone: str | None,
    languages: Iterable[str],
    by: User,
) -> None:
    """Change what is known of a person; the e-mail address stays."""
    person.name = name
    person.name_latin = name_latin
    person.post = post
    person.phone = phone
    person.languages = sorted(set(languages))
    audit.record("person changed", person, by=by)


def open_account(
    person: Person, *, email: str, password_hash: str | None, language: Language
) -> User:
    """Give a person an account; the address is still to be confirmed.

    Raises Conflict when the address has an account.
    """
    user = User(
        person=person, email=email.strip().lower(), password_hash=password_hash, language=language
    )
    with db.refusing({"uq_user_account_email": ADDRESS_TAKEN}):
        session.add(user)
    return user


def record_consents(
    person: Person,
    purposes: Iterable[ConsentPurpose],
    *,
    language: Language,
    through: User | None = None,
) -> None:
    """Keep one row for each purpose that the person agreed to, with the text they read.

    `through` is whoever passed the consent on in the person's name.
    """
    for purpose in purposes:
        session.add(
            Consent(
                person=person,
                purpose=purpose,
                text_version=CONSENT_TEXT_VERSION,
                language=language,
                given_through_id=through.id if through else None,
            )
        )


def choose_consents(
    person: Person, chosen: Iterable[ConsentPurpose], *, language: Language, by: User
) -> None:
    """Give or withdraw the consents that are free to choose; the rows of the past stay.

    Raises Invalid for a consent without which nobody can take part.
    """
    wanted = set(chosen)
    if wanted & set(REQUIRED_CONSENTS):
        raise Invalid(Text("This consent cannot be changed here."))
    standing = queries.standing_consents(person) - set(REQUIRED_CONSENTS)
    record_consents(person, sorted(wanted - standing), language=language)
    session.execute(
        sa.update(Consent)
        .where(
            Consent.person_id == person.id,
            Consent.purpose.in_(standing - wanted),
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )
    audit.record("consents chosen", person, by=by, consents=sorted(wanted))


def choose_language(user: User, language: Language) -> None:
    """The language in which the portal writes to this user."""
    user.language = language

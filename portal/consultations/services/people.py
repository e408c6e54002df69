"""The people whom a company names for a session, and the slots that it cannot use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.accounts.models import Person, User
from portal.accounts.states import ConsentPurpose
from portal.consultations import queries, rules
from portal.consultations.models import Delegate, Participation, unavailable_slot
from portal.consultations.services.inside import acts_on_behalf, lock, must_prepare
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.kernel.languages import Language, Text

NAMED_ALREADY = Text("This person is named already.")
CONSENT_NEEDED = Text("Please tick this box: nobody is listed without knowing it.")


@dataclass(frozen=True)
class PersonDetails:
    """Who somebody is. The telephone number is in E.164, languages are our short tags."""

    name: str
    name_latin: str
    post: str | None = None
    languages: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None


def name_person(
    participation: Participation,
    someone: PersonDetails | str,
    *,
    consents: bool,
    language: Language,
    by: User,
    reason: str | None = None,
    stands_in: bool = False,
) -> Delegate:
    """Name somebody to attend: a new person, or one of the company's people by public id.

    Who `stands_in` attends only meetings for which they are chosen; named once more without that,
    they attend all. `consents` says that the person was told and agrees to stand in the attendee
    list; `language` is the one in which that sentence was read. Raises NotAllowed, Invalid,
    Conflict, Missing.
    """
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    must_prepare(participation, on_behalf=on_behalf)
    if not consents:
        raise Invalid(CONSENT_NEEDED, field="consents")
    if len(queries.delegates_of(participation)) >= rules.MOST_DELEGATES:
        raise Conflict(Text("At most %(count)d people can be named.", count=rules.MOST_DELEGATES))
    person = (
        _known(participation, someone) if isinstance(someone, str) else _new(participation, someone)
    )
    if not stands_in and (delegate := _who_stood_in(participation, person)):
        delegate.stands_in = False
        _record("person named", participation, by, reason, on_behalf, person)
        return delegate
    delegate = Delegate(participation_id=participation.id, person_id=person.id, stands_in=stands_in)
    with db.refusing({"uq_delegate_participation_id_person_id": NAMED_ALREADY}):
        session.add(delegate)
    stands = ConsentPurpose.ATTENDEE_LIST in accounts.standing_consents(person)
    if not stands and not _must_consent_themselves(person, by):
        account_services.record_consents(
            person, [ConsentPurpose.ATTENDEE_LIST], language=language, through=by
        )
    _record("person named", participation, by, reason, on_behalf, person)
    return delegate


def change_named_person(
    delegate: Delegate, details: PersonDetails, *, by: User, reason: str | None = None
) -> None:
    """Change what is known of somebody who was named.

    Who has an account looks after their own data. Raises NotAllowed, Invalid, Conflict.
    """
    participation = delegate.participation
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    must_prepare(participation, on_behalf=on_behalf)
    person = delegate.person
    if queries.has_account(person):
        raise Conflict(Text("This person has an account and changes these data there."))
    person.name = details.name
    person.name_latin = details.name_latin
    person.post = details.post
    person.languages = sorted(set(details.languages))
    person.phone = details.phone
    person.email = details.email
    _record("named person changed", participation, by, reason, on_behalf, person)


def remove_person(delegate: Delegate, *, by: User, reason: str | None = None) -> None:
    """Take somebody off the list of a session. Raises NotAllowed, Invalid, Conflict."""
    participation = delegate.participation
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    must_prepare(participation, on_behalf=on_behalf)
    _record("person removed", participation, by, reason, on_behalf, delegate.person)
    session.delete(delegate)


def mark_slots(
    participation: Participation,
    cannot_use: Collection[str],
    *,
    by: User,
    reason: str | None = None,
) -> None:
    """Say which slots a company cannot use, by their public ids; all others it can.

    Raises NotAllowed, Invalid, Conflict, Missing for a slot that is not of this session.
    """
    on_behalf = acts_on_behalf(participation, by, reason)
    lock(participation)
    must_prepare(participation, on_behalf=on_behalf)
    ids = {slot.public_id: slot.id for slot in queries.slots_of(participation.consultation)}
    if not set(cannot_use) <= set(ids):
        raise Missing
    marked = queries.unavailable_slot_ids(participation)
    wanted = {ids[public_id] for public_id in cannot_use}
    if gone := marked - wanted:
        session.execute(
            sa.delete(unavailable_slot).where(
                unavailable_slot.c.participation_id == participation.id,
                unavailable_slot.c.slot_id.in_(gone),
            )
        )
    if new := wanted - marked:
        rows = [{"participation_id": participation.id, "slot_id": id} for id in sorted(new)]
        session.execute(sa.insert(unavailable_slot), rows)
    audit.record(
        "slots marked",
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
        unavailable=len(wanted),
    )


def _known(participation: Participation, public_id: str) -> Person:
    for person in queries.people_of(participation.company):
        if person.public_id == public_id:
            return person
    raise Missing


def _who_stood_in(participation: Participation, person: Person) -> Delegate | None:
    """The delegate who attends single meetings so far, if this person is one."""
    return next(
        (
            each
            for each in queries.delegates_of(participation)
            if each.person_id == person.id and each.stands_in
        ),
        None,
    )


def _must_consent_themselves(person: Person, by: User) -> bool:
    """Whether the person took this consent back: then nobody else gives it again for them."""
    return by.person_id != person.id and any(
        consent.purpose is ConsentPurpose.ATTENDEE_LIST and consent.withdrawn_at is not None
        for consent in accounts.consent_history(person)
    )


def _new(participation: Participation, details: PersonDetails) -> Person:
    return account_services.add_person(
        name=details.name,
        name_latin=details.name_latin,
        side=participation.company.side,
        post=details.post,
        phone=details.phone,
        email=details.email,
        languages=details.languages,
    )


def _record(
    verb: str,
    participation: Participation,
    by: User,
    reason: str | None,
    on_behalf: bool,
    person: Person,
) -> None:
    audit.record(
        verb,
        participation,
        by=by,
        reason=reason,
        on_behalf_of=participation.company if on_behalf else None,
        person=person.public_id,
    )

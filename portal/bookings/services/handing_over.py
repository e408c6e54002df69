"""Handing a meeting over: a company says who of its people attends it, perhaps somebody new."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Person, User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Attendee, Booking
from portal.bookings.services.acting import Acting, acting_for, limited
from portal.bookings.services.once import was_done
from portal.bookings.services.trail import note
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations import services as consultation_services
from portal.consultations.models import Delegate, Participation
from portal.consultations.services import PersonDetails
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.kernel.languages import Language, Text


@dataclass(frozen=True)
class StandIn:
    """Somebody who is not on the session's list yet: a new person, or a known one by public id.

    `instead_of` is the public id of the delegate whose place is taken; None is in addition.
    `language` is the one in which it was said that the person agrees to be listed.
    """

    someone: PersonDetails | str
    language: Language
    instead_of: str | None = None
    consents: bool = True


def hand_over(
    booking: Booking,
    company: Company,
    attending: Collection[str],
    reason: str | None = None,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> None:
    """Say who of a company's named people attends a meeting, by the delegates' public ids.

    The company itself may until the meeting begins, a coordinator also afterwards. The same
    `form_key` does so once. Raises Conflict, Invalid.
    """
    acting = acting_for(company, booking.consultation, by, because)
    reason = limited((reason or "").strip(), "reason") or None
    place = _locked(booking, company, acting)
    if was_done(form_key, booking, by):
        return
    _must_be_open(booking, acting)
    named = {each.public_id: each for each in consultations.delegates_of(place)}
    if not set(attending) <= set(named):
        raise Invalid(Text("This person is not on the list."), field="people")
    wanted = {named[public_id].id for public_id in attending}
    _seat(booking, company, list(named.values()), wanted, acting, reason, form_key)


def bring(
    booking: Booking,
    company: Company,
    stand_in: StandIn,
    reason: str | None = None,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> None:
    """Bring somebody to a meeting who is named nowhere yet, instead of somebody or in addition.

    They attend no other meeting unless they are chosen for it. While the lists are final only a
    coordinator can. Raises Conflict, Invalid, Missing.
    """
    acting = acting_for(company, booking.consultation, by, because)
    reason = limited((reason or "").strip(), "reason") or None
    place = _locked(booking, company, acting)
    if was_done(form_key, booking, by):
        return
    _must_be_open(booking, acting)
    there = queries.attending(booking, company)
    if stand_in.instead_of is not None:
        there -= {consultations.delegate_of(place, stand_in.instead_of).id}
    delegate = consultation_services.name_person(
        place,
        stand_in.someone,
        consents=stand_in.consents,
        language=stand_in.language,
        by=by,
        reason=because,
        stands_in=True,
    )
    named = list(consultations.delegates_of(place))
    _seat(booking, company, named, there | {delegate.id}, acting, reason, form_key)


def _locked(booking: Booking, company: Company, acting: Acting) -> Participation:
    """The company's place in the session, while nobody else changes the meeting."""
    if company.id not in (booking.korean_company_id, booking.chinese_company_id):
        raise Missing
    db.lock(booking)
    place = consultations.participation_of(company, booking.consultation)
    if place is None:
        raise Missing
    return place


def _must_be_open(booking: Booking, acting: Acting) -> None:
    why_not = rules.why_not_hand_over(
        booking.state, booking.slot.starts_at, clock.now(), on_behalf=acting.on_behalf
    )
    if why_not:
        raise Conflict(why_not)


def _seat(
    booking: Booking,
    company: Company,
    named: list[Delegate],
    wanted: set[int],
    acting: Acting,
    reason: str | None,
    form_key: str | None,
) -> None:
    """Put down who attends for a company, and tell everybody whom it concerns."""
    if not wanted:
        raise Invalid(Text("Please choose at least one person."), field="people")
    before = queries.attending(booking, company)
    if wanted == before:
        return
    session.execute(
        sa.delete(Attendee).where(Attendee.booking_id == booking.id, Attendee.side == company.side)
    )
    if wanted != {each.id for each in named if not each.stands_in}:
        rows = [
            {"booking_id": booking.id, "delegate_id": id, "side": company.side}
            for id in sorted(wanted)
        ]
        session.execute(sa.insert(Attendee), rows)
    _look_for_language(booking)
    booking.calendar_sequence += 1
    session.flush()
    people = {each.id: each.person for each in named}
    was, now = ([people[id] for id in sorted(ids)] for ids in (before, wanted))
    note(
        "attendees changed",
        booking,
        acting,
        reason=reason,
        form_key=form_key,
        was=[person.public_id for person in was],
        now=[person.public_id for person in now],
    )
    notifications.attendees_changed(
        booking, company, *_left_and_came(was, now), now, on_behalf=acting.on_behalf
    )


def _left_and_came(was: list[Person], now: list[Person]) -> tuple[set[int], set[int]]:
    before, after = {person.id for person in was}, {person.id for person in now}
    return before - after, after - before


def _look_for_language(booking: Booking) -> None:
    """Where whoever comes now shares no language with the other side, an interpreter is wanted."""
    if booking.interpreter_id is None and not booking.interpreter_wanted:
        speak = queries.languages_at(booking)
        booking.interpreter_wanted = rules.common_language(*speak.values()) is None

"""Sessions: planned, changed, opened to companies, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import Coordinator, User
from portal.accounts.states import Duty
from portal.companies.models import Region
from portal.consultations import notifications, queries, rules
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import Plan
from portal.consultations.services.grid import set_rooms, set_slots
from portal.consultations.services.inside import lock, must_run, must_say_why
from portal.consultations.services.places import close_lines, offer_places
from portal.consultations.services.terms import write_terms
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.kernel.languages import Language, Text

CODE_TAKEN = Text("Another session was saved at the same moment. Please send this again.")
CLOSED = Text("This session is closed. It stays as it is.")


def create_session(plan: Plan, *, by: User) -> ConsultationSession:
    """Save a session as a draft of this coordinator's host, with its slots and rooms.

    Raises NotAllowed, and Invalid with the field to blame.
    """
    coordinator = _scheduler(by)
    _must_be_right(plan)
    consultation = ConsultationSession(host_id=coordinator.host_id, code="", opened_at=None)
    with db.refusing({"uq_consultation_session_code": CODE_TAKEN}):
        _write(consultation, plan)
        consultation.code = _free_code(consultation, plan)
        session.add(consultation)
    set_slots(consultation, plan.slots)
    set_rooms(consultation, plan.rooms)
    audit.record("session created", consultation, by=by, code=consultation.code)
    return consultation


def change_session(
    consultation: ConsultationSession,
    plan: Plan,
    *,
    by: User,
    along: Callable[[Plan, Plan], AbstractContextManager[None]],
    reason: str | None = None,
) -> None:
    """Change a session. How its companies book stays as it is once they can see it.

    `along` goes around the change from one plan to the other, and takes those along whose slots,
    rooms or regions go. Raises NotAllowed, Invalid with the field to blame, Conflict.
    """
    must_run(consultation, by)
    lock(consultation)
    if consultation.closed_at is not None:
        raise Conflict(CLOSED)
    opened = consultation.opened_at is not None
    before = plan_of(consultation)
    _must_be_right(plan, before=before, opened=opened)
    plan = plan.after(before, clock.now())
    with along(before, plan):
        with db.refusing({"uq_consultation_session_code": CODE_TAKEN}):
            _write(consultation, plan)
            if not opened and not consultation.code.startswith(_prefix(consultation, plan)):
                consultation.code = _free_code(consultation, plan)
        set_slots(consultation, plan.slots)
        set_rooms(consultation, plan.rooms)
        audit.record("session changed", consultation, by=by, reason=reason)
        _say_who_must_agree(consultation, before, plan, by)
        offer_places(consultation)


def open_session(consultation: ConsultationSession, *, by: User) -> None:
    """Let companies see a draft and ask to take part. Raises NotAllowed, Conflict."""
    must_run(consultation, by)
    lock(consultation)
    if why_not := rules.why_not_open(consultation.timetable, clock.now()):
        raise Conflict(why_not)
    consultation.opened_at = clock.now()
    audit.record("session opened", consultation, by=by)


def close_session(
    consultation: ConsultationSession,
    *,
    by: User,
    reason: str,
    along: Callable[[], AbstractContextManager[None]],
) -> None:
    """Close a session before its end. Nobody can join or book any more.

    `along` goes around it, when nobody can book any more, and calls off what was still to come.
    Who waits for a place is told, and what was kept for them is taken back.
    Raises NotAllowed, Invalid, Conflict.
    """
    must_run(consultation, by)
    must_say_why(reason)
    lock(consultation)
    if why_not := rules.why_not_close(consultation.timetable, clock.now()):
        raise Conflict(why_not)
    with along():
        consultation.closed_at = clock.now()
        audit.record("session closed", consultation, by=by, reason=reason)
        close_lines(consultation, by=by, reason=reason)


def plan_of(consultation: ConsultationSession) -> Plan:
    """What was decided about a session, as it can be put into a form and changed."""
    spans = [slot.span for slot in queries.slots_of(consultation)]
    return Plan(
        title=consultation.title,
        about=consultation.about,
        regions=tuple(region.code for region in consultation.regions),
        mode=consultation.booking_mode,
        grid=rules.grid_of_slots(spans, consultation.slot_minutes, consultation.pause_minutes),
        joining_ends_at=consultation.joining_ends_at,
        asking_ends_at=consultation.asking_ends_at,
        booking_ends_at=consultation.booking_ends_at,
        rooms=len(queries.rooms_of(consultation)) or None,
        needs_interpreter=consultation.needs_interpreter,
        partner_host=consultation.partner_host.public_id if consultation.partner_host else None,
        partner_agrees=consultation.partner_agrees,
        link=rules.MeetingLink(
            kind=consultation.link_kind,
            url=consultation.link_url,
            number=consultation.link_number,
            password=consultation.link_password,
        ),
        fall_backs=consultation.then,
        terms=consultation.terms,
        standing=tuple(spans),
    )


def _say_who_must_agree(
    consultation: ConsultationSession, before: Plan, plan: Plan, by: User
) -> None:
    """Whoever lets a session's timetable do without a partner's agreement does it with their name,
    and the partner is told."""
    if plan.partner_agrees != before.partner_agrees:
        verb = "agreement required" if plan.partner_agrees else "agreement not required"
        audit.record(verb, consultation, by=by)
    if rules.no_longer_agrees(plan, before) and before.partner_host is not None:
        host = accounts.host_of_public_id(before.partner_host)
        assert host is not None
        notifications.agreement_not_required(consultation, host, by)


def _scheduler(by: User) -> Coordinator:
    coordinator = accounts.coordinator_of(by)
    if coordinator is None or not coordinator.may(Duty.SCHEDULE):
        raise NotAllowed(Text("Running sessions is not among your duties."))
    return coordinator


def _must_be_right(plan: Plan, *, before: Plan | None = None, opened: bool = False) -> None:
    lacks = rules.what_is_wrong_with_plan(plan, clock.now(), before=before, opened=opened)
    if lacks:
        raise Invalid(lacks[0].text, field=lacks[0].field)


def _write(consultation: ConsultationSession, plan: Plan) -> None:
    """Put down all but code, slots and rooms. Raises Missing for an unknown place or host."""
    timetable = plan.timetable()
    consultation.title = plan.title
    consultation.about = plan.about
    consultation.booking_mode = plan.mode
    consultation.slot_minutes = plan.grid.slot_minutes
    consultation.pause_minutes = plan.grid.pause_minutes
    consultation.needs_interpreter = plan.needs_interpreter
    consultation.joining_ends_at = timetable.joining_ends_at
    consultation.asking_ends_at = timetable.asking_ends_at
    consultation.booking_ends_at = timetable.booking_ends_at
    consultation.starts_at = timetable.starts_at
    consultation.ends_at = timetable.ends_at
    consultation.link_kind = plan.link.kind
    consultation.link_url = plan.link.url
    consultation.link_number = plan.link.number
    consultation.link_password = plan.link.password
    consultation.fall_backs = [way.facts for way in plan.fall_backs]
    write_terms(consultation, plan.terms)
    consultation.regions = _regions(plan.regions)
    consultation.partner_host_id = _host_id(plan.partner_host)
    consultation.partner_agrees = plan.partner_agrees


def _regions(codes: Sequence[str]) -> list[Region]:
    found = session.scalars(
        sa.select(Region)
        .where(Region.code.in_(codes), Region.cooperates)
        .order_by(Region.position, Region.code)
    ).all()
    if len(found) != len(set(codes)):
        raise Missing
    return list(found)


def _host_id(public_id: str | None) -> int | None:
    if public_id is None:
        return None
    host = accounts.host_of_public_id(public_id)
    if host is None:
        raise Missing
    return host.id


def _prefix(consultation: ConsultationSession, plan: Plan) -> str:
    seals = tuple(region.seal.exactly(Language.EN) or "" for region in consultation.regions)
    return rules.code_prefix(seals, _first_day(plan))


def _first_day(plan: Plan) -> date:
    return plan.slots[0].starts_at.astimezone(BEIJING).date()


def _free_code(consultation: ConsultationSession, plan: Plan) -> str:
    """The first free code with the right beginning: SH-2612, SH-2612-2, SH-2612-3."""
    prefix = _prefix(consultation, plan)
    with session.no_autoflush:
        taken = set(
            session.scalars(
                sa.select(ConsultationSession.code).where(
                    ConsultationSession.code.startswith(prefix)
                )
            )
        )
    number = 1
    while (code := prefix if number == 1 else f"{prefix}-{number}") in taken:
        number += 1
    return code

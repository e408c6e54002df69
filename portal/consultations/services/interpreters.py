"""Interpreters: added by a host, given an account and sessions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.accounts.models import Coordinator, User
from portal.accounts.states import Duty
from portal.companies.models import Party
from portal.companies.states import PartyKind
from portal.consultations import notifications, queries, rules
from portal.consultations.models import Interpreter, InterpreterInvitation
from portal.consultations.services.people import PersonDetails
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid, Missing, NotAllowed
from portal.kernel.interpreting import pairs_named
from portal.kernel.languages import Language, Text

FEWEST_LANGUAGES = 2


@dataclass(frozen=True)
class Practice:
    """How somebody interprets: between which languages (`ko-zh`; none: any two that they speak),
    in which groups of the taxonomy they are at home, how many meetings a day, with which rest."""

    pairs: Collection[str] = ()
    groups: Collection[str] = ()
    most_per_day: int | None = None
    rest_minutes: int = 0


ANY_PRACTICE = Practice()


def add_interpreter(
    details: PersonDetails,
    practice: Practice = ANY_PRACTICE,
    *,
    side: Side,
    sessions: Iterable[str] = (),
    language: Language | None = None,
    by: User,
) -> Interpreter:
    """Add an interpreter to this coordinator's host; with an e-mail address they get an account.

    `sessions` are public ids of sessions that the coordinator runs. The link by which they set
    their password is mailed in `language`, their side's unless given.
    Raises NotAllowed, Invalid for too few languages, Conflict when the address has an account,
    Missing for a session of others.
    """
    coordinator = _scheduler(by)
    _must_interpret(details, practice)
    person = account_services.add_person(
        name=details.name,
        name_latin=details.name_latin,
        side=side,
        post=details.post,
        phone=details.phone,
        email=details.email,
        languages=details.languages,
    )
    interpreter = Interpreter(
        person=person, party=Party(kind=PartyKind.INTERPRETER), host_id=coordinator.host_id
    )
    _set_practice(interpreter, practice)
    session.add(interpreter)
    session.flush()
    if details.email:
        _give_account(interpreter, details.email, language or side.language)
    _set_sessions(interpreter, sessions, coordinator)
    audit.record("interpreter added", interpreter, by=by)
    return interpreter


def change_interpreter(
    interpreter: Interpreter,
    details: PersonDetails,
    practice: Practice = ANY_PRACTICE,
    *,
    sessions: Iterable[str],
    seated_in: Callable[[Interpreter], Collection[int]],
    by: User,
) -> None:
    """Change what is known of an interpreter, and for which sessions of this coordinator they work.

    The address of an account stays; one without account gets it with the first address.
    `seated_in` gives the ids of the sessions in which they have meetings to come: those stay.
    Raises NotAllowed, Invalid, Conflict, Missing.
    """
    coordinator = must_look_after(interpreter, by)
    _must_interpret(details, practice)
    _set_practice(interpreter, practice)
    person = interpreter.person
    person.name = details.name
    person.name_latin = details.name_latin
    person.post = details.post
    person.phone = details.phone
    person.languages = sorted(set(details.languages))
    _must_stay_where_seated(interpreter, set(sessions), seated_in(interpreter))
    if interpreter.user_id is None:
        person.email = details.email
        if details.email:
            _give_account(interpreter, details.email, person.side.language)
    _set_sessions(interpreter, sessions, coordinator)
    audit.record("interpreter changed", interpreter, by=by)


def must_look_after(interpreter: Interpreter, by: User) -> Coordinator:
    """The coordinator who acts. Raises NotAllowed unless the interpreter is their host's."""
    coordinator = _scheduler(by)
    if interpreter.host_id != coordinator.host_id:
        raise NotAllowed(Text("An interpreter is looked after by the host that added them."))
    return coordinator


def _scheduler(by: User) -> Coordinator:
    coordinator = accounts.coordinator_of(by)
    if coordinator is None or not coordinator.may(Duty.SCHEDULE):
        raise NotAllowed(Text("Looking after interpreters is not among your duties."))
    return coordinator


def _must_interpret(details: PersonDetails, practice: Practice) -> None:
    if len(set(details.languages)) < FEWEST_LANGUAGES:
        raise Invalid(Text("An interpreter speaks at least two languages."), field="languages")
    if not set(practice.pairs) <= set(rules.LANGUAGE_PAIRS):
        raise Missing
    if not all(pair <= set(details.languages) for pair in pairs_named(practice.pairs)):
        raise Invalid(
            Text("Please tick both languages of each pair among those spoken, too."), field="pairs"
        )
    most = practice.most_per_day
    if most is not None and not rules.MOST_A_DAY[0] <= most <= rules.MOST_A_DAY[1]:
        raise _out_of_bounds("most_per_day", *rules.MOST_A_DAY)
    if not rules.REST_MINUTES[0] <= practice.rest_minutes <= rules.REST_MINUTES[1]:
        raise _out_of_bounds("rest_minutes", *rules.REST_MINUTES)


def _out_of_bounds(field: str, least: int, most: int) -> Invalid:
    text = Text("Please give a number from %(least)d to %(most)d.", least=least, most=most)
    return Invalid(text, field=field)


def _set_practice(interpreter: Interpreter, practice: Practice) -> None:
    interpreter.pairs = sorted(practice.pairs)
    interpreter.groups = sorted(practice.groups)
    interpreter.most_per_day = practice.most_per_day
    interpreter.rest_minutes = practice.rest_minutes


def _give_account(interpreter: Interpreter, email: str, language: Language) -> None:
    user = account_services.open_account(
        interpreter.person, email=email, password_hash=None, language=language
    )
    interpreter.user = user
    session.flush()
    notifications.interpreter_added(user, account_services.first_password_link(user))


def _must_stay_where_seated(
    interpreter: Interpreter, wanted: Collection[str], seated_in: Collection[int]
) -> None:
    for consultation in interpreter.consultations:
        if consultation.id in seated_in and consultation.public_id not in wanted:
            text = Text(
                "They interpret meetings of “%(session)s” that are still to come. "
                "Please release them there first.",
                session=consultation.title,
            )
            raise Invalid(text, field="sessions")


def _set_sessions(
    interpreter: Interpreter, public_ids: Iterable[str], coordinator: Coordinator
) -> None:
    """Make these their sessions among those that the coordinator runs; others stay."""
    running = {found.public_id: found for found in queries.consultations_run_by(coordinator)}
    wanted = set(public_ids)
    if not wanted <= set(running):
        raise Missing
    others = [each for each in interpreter.consultations if each.public_id not in running]
    left = [running[public_id].id for public_id in running.keys() - wanted]
    session.execute(
        sa.delete(InterpreterInvitation).where(
            InterpreterInvitation.interpreter_id == interpreter.id,
            InterpreterInvitation.consultation_id.in_(left),
        )
    )
    interpreter.consultations = others + [running[public_id] for public_id in sorted(wanted)]
    session.flush()

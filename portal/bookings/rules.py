"""Who may ask, book, accept and change what, and when: each rule gives the reason why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.bookings.states import BOOKING_MOVES, REQUEST_MOVES, BookingState, RequestState
from portal.consultations.states import BookingMode, LinkKind, ParticipationState, Phase
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording

LONGEST_SUBJECT = 500
LONGEST_REASON = 500
LONGEST_LINK = 500
LONGEST_LINK_WORD = 60

REQUEST_LASTS = timedelta(hours=72)
# How long after its end a meeting can still be entered, for whoever runs late.
DOOR_CLOSES_AFTER = timedelta(hours=2)

# A deadline says when something ends, not when it begins: a company that is in may ask at once.
ASKING_IS_OPEN = frozenset({Phase.JOINING, Phase.ASKING})
BOOKING_IS_OPEN = frozenset({Phase.JOINING, Phase.ASKING, Phase.BOOKING})
# A coordinator acts for companies as long as there is anything to place.
COORDINATORS_MAY_PLACE = BOOKING_IS_OPEN | {Phase.FROZEN, Phase.RUNNING}


@dataclass(frozen=True)
class Participant:
    """One company in a session, as far as meetings depend on it.

    `participation` is None when it has nothing to do with the session. `bookable` says whether
    others may book it without asking.
    """

    name: Wording
    side: Side
    approved: bool
    participation: ParticipationState | None
    bookable: bool = True


# ---- pairs


def why_not_meet(one: Participant, other: Participant) -> Text | None:
    """The reason why these two cannot meet in this session at all, or None."""
    if one.side is other.side:
        return Text("A meeting is between one Korean and one Chinese company.")
    for company in (one, other):
        if not company.approved:
            return Text("%(company)s is not approved at the moment.", company=company.name)
        if company.participation is not ParticipationState.ACCEPTED:
            return Text("%(company)s does not take part in this session.", company=company.name)
    return None


def is_booked_directly(mode: BookingMode, other: Participant) -> bool:
    """Whether one books this company, or else asks it first."""
    return mode is BookingMode.OPEN and other.bookable


def why_not_ask(
    phase: Phase,
    mode: BookingMode,
    asker: Participant,
    asked: Participant,
    *,
    on_behalf: bool = False,
    meets_already: bool = False,
) -> Text | None:
    """The reason why one company cannot ask the other for a meeting now, or None."""
    if why_not := why_not_meet(asker, asked):
        return why_not
    if meets_already:
        return PAIR_MEETS_ALREADY
    if mode is BookingMode.TIMETABLE:
        return Text("In this session the coordinator places the meetings; nobody is asked.")
    if is_booked_directly(mode, asked):
        return Text("%(company)s can be booked at once, without asking.", company=asked.name)
    open_phases = BOOKING_IS_OPEN if mode is BookingMode.OPEN else ASKING_IS_OPEN
    return _why_not_now(phase, open_phases, ASKING_IS_OVER, on_behalf)


def why_not_book(
    phase: Phase,
    mode: BookingMode,
    booker: Participant,
    booked: Participant,
    *,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a company cannot book the other at once, or None.

    Coordinators place any pair in any mode.
    """
    if why_not := why_not_meet(booker, booked):
        return why_not
    if not on_behalf and not is_booked_directly(mode, booked):
        return Text("%(company)s wants to be asked first.", company=booked.name)
    return _why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)


def why_not_accept(
    phase: Phase,
    state: RequestState,
    expires_at: datetime,
    now: datetime,
    *,
    on_behalf: bool = False,
) -> Text | None:
    """The reason why a request cannot be accepted now, or None."""
    if why_not := why_not_answer(state, expires_at, now):
        return why_not
    return _why_not_now(phase, BOOKING_IS_OPEN, BOOKING_IS_OVER, on_behalf)


def why_not_answer(state: RequestState, expires_at: datetime, now: datetime) -> Text | None:
    """The reason why a request no longer waits for an answer, or None."""
    if state is RequestState.ASKED and expires_at <= now:
        state = RequestState.EXPIRED
    if RequestState.ACCEPTED in REQUEST_MOVES.get(state, ()):
        return None
    return {
        RequestState.ACCEPTED: Text("This request was accepted already."),
        RequestState.DECLINED: Text("This request was declined already."),
        RequestState.WITHDRAWN: Text("This request was withdrawn in the meantime."),
        RequestState.EXPIRED: Text("This request has expired. You can ask for a meeting yourself."),
    }[state]


def why_not_in_slot(starts_at: datetime, now: datetime) -> Text | None:
    """The reason why a slot cannot be used for a meeting, whoever is free, or None."""
    if starts_at <= now:
        return Text("This time has begun already. Please choose a later one.")
    return None


def request_expires_at(
    now: datetime, *, booking_ends_at: datetime, starts_at: datetime, ends_at: datetime
) -> datetime:
    """When an unanswered request lapses: in three days, or at the next deadline before that."""
    deadlines = [moment for moment in (booking_ends_at, starts_at, ends_at) if moment > now]
    return min([now + REQUEST_LASTS, *deadlines[:1]])


def _why_not_now(
    phase: Phase, open_phases: Collection[Phase], too_late: Text, on_behalf: bool
) -> Text | None:
    if phase is Phase.DRAFT:
        return Text("This session is not open yet.")
    if phase is Phase.CLOSED:
        return Text("This session is over.")
    if phase not in (COORDINATORS_MAY_PLACE if on_behalf else open_phases):
        return too_late
    return None


# ---- changes of a booking


def why_not_move_state(state: BookingState, to: BookingState) -> Text | None:
    """The reason why a booking cannot go from one state to another, or None."""
    if to in BOOKING_MOVES.get(state, ()):
        return None
    return Text("This cannot be done any more: the meeting is now “%(state)s”.", state=state.words)


def why_not_cancel(
    state: BookingState, starts_at: datetime, now: datetime, *, on_behalf: bool
) -> Text | None:
    """The reason why a meeting cannot be cancelled, or None."""
    if why_not := why_not_move_state(state, BookingState.CANCELLED):
        return why_not
    if starts_at <= now and not on_behalf:
        return Text("The meeting has begun already. Please write to the coordinator.")
    return None


def why_not_change(state: BookingState) -> Text | None:
    """The reason why the time, interpreter or link of a meeting cannot be changed, or None."""
    if state is BookingState.CONFIRMED:
        return None
    return Text("This cannot be done any more: the meeting is now “%(state)s”.", state=state.words)


def why_not_mark(
    state: BookingState, to: BookingState, starts_at: datetime, now: datetime
) -> Text | None:
    """The reason why it cannot be noted that a meeting took place, or did not, or None."""
    if starts_at > now:
        return Text("The meeting has not begun yet.")
    return why_not_move_state(state, to)


def what_is_wrong_with_link(
    kind: LinkKind, url: str | None, number: str | None
) -> tuple[str, Text] | None:
    """The form's field that is wrong in a meeting's own link, and why; None when it is right."""
    if kind is LinkKind.PHONE and not number:
        return "number", Text("Please write the number to call.")
    if kind is not LinkKind.PHONE and not url:
        return "url", Text("Please write the address of the call.")
    if url and not url.startswith(("https://", "http://")):
        return "url", Text("Please write an address that begins with https://.")
    return None


# ---- languages


def common_language(one: Collection[str], other: Collection[str]) -> str | None:
    """A language that somebody on either side speaks, or None: then they need an interpreter."""
    shared = set(one) & set(other)
    return min(shared, key=lambda tag: (_HOW_WELL.get(tag, 9), tag)) if shared else None


# When several would do: the languages of the two sides come before the foreign one.
_HOW_WELL = {"ko": 1, "zh": 2, "en": 3}


def why_not_interpret(
    languages: Collection[str], one: Collection[str], other: Collection[str]
) -> Text | None:
    """The reason why an interpreter of these languages cannot help these two sides, or None."""
    if set(languages) & set(one) and set(languages) & set(other):
        return None
    return Text("This interpreter does not speak the languages of both sides.")


# ---- sentences that the database's refusals become

PAIR_MEETS_ALREADY = Text(
    "These two companies have a meeting in this session already. To change its time, open it "
    "under Meetings."
)
PAIR_HAS_OPEN_REQUEST = Text(
    "A request between these two companies is open already. It is under Requests."
)
ASKING_IS_OVER = Text(
    "The deadline for asking has passed. The coordinator can still do it on your behalf."
)
BOOKING_IS_OVER = Text(
    "The deadline for booking has passed. The coordinator can still do it on your behalf."
)
FORM_WAS_USED = Text("This form was used already. Please open the page again.")
NO_ROOM_IS_FREE = Text(
    "All rooms of the session are taken at this time. Please choose another time."
)
NO_INTERPRETER_IS_FREE = Text("No interpreter is free at this time. Please choose another time.")
TRY_ANOTHER_TIME = Text("This time was taken a moment ago. Please choose another one.")


def is_busy(name: Wording) -> Text:
    """What to say when a company is in another meeting."""
    return Text(
        "%(company)s is in another meeting at this time. Please choose another time.", company=name
    )


def is_unavailable(name: Wording) -> Text:
    """What to say when a company has marked the time as unavailable."""
    return Text(
        "%(company)s is not available at this time. Please choose another time.", company=name
    )


def interpreter_is_busy(name: Wording) -> Text:
    """What to say when an interpreter is in another meeting."""
    return Text(
        "%(name)s interprets another meeting at this time. Please choose somebody else or another "
        "time.",
        name=name,
    )

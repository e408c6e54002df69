"""The phases of a consultation session and the states of a participation."""

from __future__ import annotations

from enum import StrEnum


class BookingMode(StrEnum):
    """How the slots of a session are filled."""

    OPEN = "OPEN"
    REQUEST = "REQUEST"
    TIMETABLE = "TIMETABLE"


class Phase(StrEnum):
    """Where a session stands; `rules.phase_of` works it out from its deadlines and the clock."""

    DRAFT = "DRAFT"
    JOINING = "JOINING"
    ASKING = "ASKING"
    BOOKING = "BOOKING"
    FROZEN = "FROZEN"
    RUNNING = "RUNNING"
    CLOSED = "CLOSED"


class ParticipationState(StrEnum):
    """A company's place in one session."""

    INVITED = "INVITED"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    WAITING = "WAITING"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


PARTICIPATION_MOVES: dict[ParticipationState, frozenset[ParticipationState]] = {
    ParticipationState.INVITED: frozenset(
        {ParticipationState.ASKED, ParticipationState.ACCEPTED, ParticipationState.WITHDRAWN}
    ),
    ParticipationState.ASKED: frozenset(
        {
            ParticipationState.ACCEPTED,
            ParticipationState.WAITING,
            ParticipationState.DECLINED,
            ParticipationState.WITHDRAWN,
        }
    ),
    ParticipationState.WAITING: frozenset(
        {
            ParticipationState.ACCEPTED,
            ParticipationState.DECLINED,
            ParticipationState.WITHDRAWN,
        }
    ),
    ParticipationState.ACCEPTED: frozenset({ParticipationState.WITHDRAWN}),
    ParticipationState.DECLINED: frozenset({ParticipationState.ACCEPTED}),
    ParticipationState.WITHDRAWN: frozenset(
        {ParticipationState.ASKED, ParticipationState.ACCEPTED}
    ),
}


class Whereabouts(StrEnum):
    """From where a company joins its meetings."""

    OWN_OFFICE = "OWN_OFFICE"
    VENUE = "VENUE"


class LinkKind(StrEnum):
    """What kind of call a plain meeting link opens."""

    VOOV = "VOOV"
    TENCENT = "TENCENT"
    ZOOM = "ZOOM"
    FEISHU = "FEISHU"
    TEAMS = "TEAMS"
    PHONE = "PHONE"
    OTHER = "OTHER"

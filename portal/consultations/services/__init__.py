"""Changes to sessions, participations, the people named in them, and interpreters."""

from portal.consultations.services.interpreters import add_interpreter, change_interpreter
from portal.consultations.services.participations import (
    Place,
    accept,
    ask_to_join,
    change_place,
    decline,
    invite,
    join_on_behalf,
    put_on_waiting_list,
    take_out,
    withdraw,
)
from portal.consultations.services.people import (
    PersonDetails,
    change_named_person,
    mark_slots,
    name_person,
    remove_person,
)
from portal.consultations.services.sessions import (
    change_session,
    close_session,
    create_session,
    open_session,
    plan_of,
)

__all__ = [
    "PersonDetails",
    "Place",
    "accept",
    "add_interpreter",
    "ask_to_join",
    "change_interpreter",
    "change_named_person",
    "change_place",
    "change_session",
    "close_session",
    "create_session",
    "decline",
    "invite",
    "join_on_behalf",
    "mark_slots",
    "name_person",
    "open_session",
    "plan_of",
    "put_on_waiting_list",
    "remove_person",
    "take_out",
    "withdraw",
]

"""Changes to sessions, participations, the people named in them, and interpreters."""

from portal.consultations.services.deciding import (
    accept,
    decline,
    join_on_behalf,
    put_on_waiting_list,
)
from portal.consultations.services.hours import set_hours
from portal.consultations.services.interpreters import Practice, add_interpreter, change_interpreter
from portal.consultations.services.inviting import answer_invitation, invite_interpreters
from portal.consultations.services.participations import (
    Place,
    ask_to_join,
    change_place,
    invite,
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
from portal.consultations.services.places import EXPIRE_PLACE, expire_place, offer_places
from portal.consultations.services.sessions import (
    change_session,
    close_session,
    create_session,
    open_session,
    plan_of,
)
from portal.consultations.services.waiting_list import (
    accept_place,
    decline_place,
    limit_places,
    move_on_list,
    offer_place_by_hand,
    take_left_place,
    take_place_offer_back,
)

__all__ = [
    "EXPIRE_PLACE",
    "PersonDetails",
    "Place",
    "Practice",
    "accept",
    "accept_place",
    "add_interpreter",
    "answer_invitation",
    "ask_to_join",
    "change_interpreter",
    "change_named_person",
    "change_place",
    "change_session",
    "close_session",
    "create_session",
    "decline",
    "decline_place",
    "expire_place",
    "invite",
    "invite_interpreters",
    "join_on_behalf",
    "limit_places",
    "mark_slots",
    "move_on_list",
    "name_person",
    "offer_place_by_hand",
    "offer_places",
    "open_session",
    "plan_of",
    "put_on_waiting_list",
    "remove_person",
    "set_hours",
    "take_left_place",
    "take_out",
    "take_place_offer_back",
    "withdraw",
]

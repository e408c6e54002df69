"""Flash crowds: many companies that book the same slot, or the places of one slot, at once."""

from __future__ import annotations

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.kernel.clocks import Side
from portal.kernel.identifiers import public_id
from tests import make
from tests.races.crowd import Member, crowd
from tests.races.rivals import Answer, Race, Rival, race


def booking(rival: Rival, at: ConsultationSession, partner: Company, slot: Slot):
    """What it is to press the button: all that was typed, and a key of one's own."""
    path = f"/company/consultations/{at.public_id}/partners/{partner.public_id}/book"
    fields = {
        "slot": slot.public_id,
        "profile": "none",
        "reason": "Bag filters for our sintering plant",
        "form_key": public_id(),
    }

    def press() -> Answer:
        return rival.post(path, **fields)

    return press


def rush(
    server, browsers, at: ConsultationSession, bookers: list[Member], partners: list[Member]
) -> Race:
    """Everybody books their partner in the first slot."""
    slot = make.slots_of(at)[0]
    rivals = browsers(server, [each.user for each in bookers])
    tries = [
        booking(rival, at, partners[number % len(partners)].company, slot)
        for number, rival in enumerate(rivals)
    ]
    for rival in rivals:
        rival.connect()
    return race(tries, *server.database_processes)


def for_one_slot(server, browsers, number: int) -> Race:
    at = make.consultation()
    wanted = crowd(at, Side.CN, 1)
    return rush(server, browsers, at, crowd(at, Side.KR, number), wanted)


def for_places(server, browsers, number: int, places: int) -> Race:
    at = make.consultation(rooms=places)
    return rush(server, browsers, at, crowd(at, Side.KR, number), crowd(at, Side.CN, number))

"""An interpreter offers to help at a meeting that looks for one; the coordinator seats them."""

from __future__ import annotations

import pytest

from portal.infra import audit, db
from tests import mails, make

OFFER, WITHDRAW = "form[action$='/offer']", "form[action$='/withdraw']"
LOOKING = "Meetings that look for an interpreter"


@pytest.fixture
def wanted(pair):
    """A meeting of two who share no language, and nobody is seated."""
    return pair.met(pair.slots[0])


def test_who_fits_offers_to_help_and_the_coordinator_seats_them(pair, who, wanted, visit):
    own = visit(who.now.user)
    page = own.get("/interpreter/")
    assert LOOKING in page.main
    assert pair.korean.name.en in page.main
    offered = own.submit(page, form=OFFER)
    assert "You offer to help" in offered.main
    assert mails.kinds(pair.coordinator.email)[-1] == "bookings/interpreter_offers"

    desk = visit(pair.coordinator)
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{wanted.public_id}"
    seen = desk.get(here)
    assert "offers to interpret" in seen.main
    desk.submit(seen, {"interpreter": who.public_id}, form="form[action$=interpreter]")

    assert wanted.now.interpreter_id == who.id
    assert LOOKING not in own.get("/interpreter/").main
    assert "interpreter offers" in [entry.verb for entry in audit.history(wanted.now)]


def test_an_offer_is_taken_back(pair, who, wanted, visit):
    own = visit(who.now.user)
    own.submit(own.get("/interpreter/"), form=OFFER)
    again = own.submit(own.get("/interpreter/"), form=WITHDRAW)
    assert "You offer to help" not in again.main
    desk = visit(pair.coordinator)
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{wanted.public_id}"
    assert "offers to interpret" not in desk.get(here).main


def test_who_does_not_fit_is_not_asked(pair, wanted, visit):
    stranger = visit(make.interpreter(of=pair.host).user)
    assert LOOKING not in stranger.get("/interpreter/").main
    english = make.interpreter(of=pair.host, sessions=(pair.consultation,), languages=("en", "zh"))
    assert LOOKING not in visit(english.user).get("/interpreter/").main


def test_a_meeting_that_has_somebody_looks_for_nobody(pair, who, wanted, visit):
    own = visit(who.now.user)
    page = own.get("/interpreter/")
    with db.writing():
        wanted.now.interpreter_wanted = False
    assert own.submit(page, form=OFFER).status == 409

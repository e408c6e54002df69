"""The board: every meeting of a draft is moved, swapped, placed, locked, undone by plain forms."""

from __future__ import annotations

import pytest

from portal.infra import db
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.timetabling import queries, services
from portal.timetabling.models import Timetable
from tests.bookings.pair import Kept
from tests.statements import counted
from tests.timetabling.test_publishing import Session


@pytest.fixture
def here(database, monday) -> Session:
    return Session()


def address(here: Session, draft: Kept, more: str = "") -> str:
    return (
        f"/coordinator/consultations/{here.consultation.public_id}"
        f"/timetable/{draft.public_id}/board{more}"
    )


def pair_address(here: Session, draft: Kept, korean: int, chinese: int) -> str:
    names = f"{here.k[korean].company.public_id}/{here.c[chinese].company.public_id}"
    return address(here, draft, f"/{names}")


def where(draft: Kept) -> dict[tuple[int, int], int]:
    """The slots of a draft's meetings, by pair."""
    return {each.pair: each.slot for each in queries.planned_in(draft.now)}


def pair_of(here: Session, korean: int, chinese: int) -> tuple[int, int]:
    return here.k[korean].company.id, here.c[chinese].company.id


def drafted(here: Session, *planned) -> Kept:
    return Kept(here.draft(*planned))


def slot_of(here: Session, number: int) -> str:
    return here.slots[number].public_id


def test_the_board_shows_who_meets_whom_where_for_companies_rooms_and_interpreters(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    chinese, korean = here.c[0].company.name.en, here.k[0].company.name.en
    here.mark_unavailable(here.k[0].company, here.slots[3])
    coordinator = visit(here.coordinator)
    rows = coordinator.get(address(here, draft)).page.select("tbody tr")
    assert len(rows) == 2
    mine = next(row for row in rows if korean in row.get_text())
    cells = mine.select("td")
    assert chinese in cells[0].get_text()
    assert "Room 1" in cells[0].get_text()
    assert cells[3].select_one(".vh").get_text() == "not there"
    rooms = coordinator.get(address(here, draft, "?view=ROOMS")).page.select("tbody tr")
    assert [len(row.select("td.has")) for row in rooms] == [1, 1]
    helpers = coordinator.get(address(here, draft, "?view=INTERPRETERS"))
    assert korean in helpers.page.select_one("td.has").get_text()
    found = coordinator.get(address(here, draft, "?view=CN&q=no-such-name"))
    assert "No company fits." in found.text


def test_a_meeting_is_moved_to_a_free_slot_and_back_by_undo_and_again_by_redo(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(0, 1, 1))
    here.mark_unavailable(here.c[0].company, here.slots[3])
    coordinator = visit(here.coordinator)
    page = coordinator.get(pair_address(here, draft, 0, 0))
    options = page.page.select("ul.options > li")
    assert [each["class"] for each in options] == [["swap"], ["free"], ["not"]]
    assert "cannot come then" in options[2].get_text()

    board = coordinator.submit(page, {"slot": slot_of(here, 2)}, form="form.put")

    assert "Done. Nobody is told before you publish." in board.text
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[2].id
    coordinator.submit(coordinator.get(address(here, draft)), form="form[action$=undo]")
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[0].id
    coordinator.submit(coordinator.get(address(here, draft)), form="form[action$=redo]")
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[2].id
    assert here.standing().total() == 0


@pytest.mark.any_engine
def test_two_meetings_change_places(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(0, 1, 1))
    coordinator = visit(here.coordinator)
    page = coordinator.get(pair_address(here, draft, 0, 0))
    assert "changes places with" in page.page.select_one("li.swap").get_text()
    coordinator.submit(page, {"slot": slot_of(here, 1)}, form="form.put")
    assert where(draft) == {
        pair_of(here, 0, 0): here.slots[1].id,
        pair_of(here, 0, 1): here.slots[0].id,
    }
    coordinator.submit(coordinator.get(address(here, draft)), form="form[action$=undo]")
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[0].id


@pytest.mark.any_engine
def test_what_is_not_possible_is_refused_with_its_reason_also_by_a_forged_form(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    here.mark_unavailable(here.c[0].company, here.slots[3])
    coordinator = visit(here.coordinator)
    page = coordinator.get(pair_address(here, draft, 0, 0))
    refused = coordinator.submit(page, {"slot": slot_of(here, 3)}, form="form.put")
    assert refused.status == 409
    assert "cannot come then" in refused.page.select_one(".em").get_text()
    odd = coordinator.submit(page, {"slot": "nothing"}, form="form.put")
    assert odd.status == 409
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[0].id


@pytest.mark.any_engine
def test_an_empty_slot_offers_who_could_meet_then_and_a_press_places_them(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    fill = f"/fill/{here.k[0].company.public_id}/{slot_of(here, 1)}"
    page = coordinator.get(address(here, draft, fill))
    assert len(page.page.select("ul.fillings > li")) == 1
    coordinator.submit(page, form="ul.fillings form")
    assert where(draft)[pair_of(here, 0, 1)] == here.slots[1].id
    assert draft.now.placed == 2


@pytest.mark.any_engine
def test_a_locked_meeting_is_neither_moved_nor_taken_out_until_it_is_unlocked(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(0, 1, 1))
    coordinator = visit(here.coordinator)
    page = coordinator.get(pair_address(here, draft, 0, 0))
    locked = coordinator.submit(page, form="form[action$=lock]")
    assert "The meeting is locked." in locked.text
    assert locked.page.select_one("form.put") is None
    assert coordinator.submit(page, {"slot": slot_of(here, 2)}, form="form.put").status == 409
    assert coordinator.submit(page, form="form[action$='/out']").status == 409
    other = coordinator.get(pair_address(here, draft, 0, 1))
    assert other.page.select_one("li.swap") is None
    coordinator.submit(locked, form="form[action$=lock]")
    out = coordinator.submit(
        coordinator.get(pair_address(here, draft, 0, 0)), form="form[action$='/out']"
    )
    assert "The meeting is taken out." in out.text
    assert pair_of(here, 0, 0) not in where(draft)


def test_two_coordinators_do_not_overwrite_each_other_unseen(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    one, other = visit(here.coordinator), visit(here.coordinator)
    seen = one.get(pair_address(here, draft, 0, 0))
    other.submit(
        other.get(pair_address(here, draft, 0, 0)), {"slot": slot_of(here, 1)}, form="form.put"
    )
    late = one.submit(seen, {"slot": slot_of(here, 2)}, form="form.put")
    assert late.status == 409
    assert "Somebody else has changed this meeting meanwhile." in late.text
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[1].id
    with pytest.raises(Conflict), db.writing():
        services.undo(session.get_one(Timetable, draft.id), seen=0, by=here.coordinator)


def test_how_it_stands_becomes_a_draft_whose_locks_the_next_proposal_keeps(here, visit):
    here.publish(here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1)))
    coordinator = visit(here.coordinator)
    overview = f"/coordinator/consultations/{here.consultation.public_id}/timetable"
    board = coordinator.submit(coordinator.get(overview), form="form[action$=by-hand]")
    assert len(board.page.select("td.has")) == 2
    href = board.page.select_one("td.has a.met")["href"]
    coordinator.submit(coordinator.get(href), form="form[action$=lock]")
    session.rollback()
    draft = queries.timetables_of(here.consultation)[0]
    assert not queries.publication_of(draft).changes
    here.publish(draft)
    assert len(queries.locked_pairs(here.consultation)) == 1


@pytest.mark.any_engine
def test_the_board_of_a_published_version_only_shows(here, visit):
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    here.publish(draft.now)
    coordinator = visit(here.coordinator)
    page = coordinator.get(address(here, draft))
    assert page.page.select_one("td.has a") is None
    assert coordinator.get(pair_address(here, draft, 0, 0)).status == 404


@pytest.mark.any_engine
def test_the_board_costs_the_same_however_many_companies_there_are(here, visit, engine):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    coordinator.get(address(here, draft))
    with counted(engine) as few:
        coordinator.get(address(here, draft))
    here.k += [here.another_korean() for _ in range(5)]
    with counted(engine) as many:
        assert len(coordinator.get(address(here, draft)).page.select("tbody tr")) == 7
    assert len(many) == len(few)


@pytest.mark.any_engine
def test_two_proposals_stand_beside_each_other_with_every_pair_that_differs(here, visit):
    one = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 1), here.plan(0, 1, 2))
    other = drafted(here, here.plan(0, 0, 3), here.plan(1, 1, 1), here.plan(1, 0, 2))
    coordinator = visit(here.coordinator)
    overview = f"/coordinator/consultations/{here.consultation.public_id}/timetable"
    chosen = {"one": one.public_id, "other": other.public_id}
    page = coordinator.submit(coordinator.get(overview), chosen, form="form.compare")
    assert "place 3 pairs differently." in page.text
    assert (
        "1 meetings at the same time in both, 1 at another time, 1 only in the first" in page.text
    )
    assert len(page.page.select("section tbody tr")) == 3
    assert coordinator.get(f"{overview}/compare?one=nothing&other=").status == 404

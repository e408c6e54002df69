"""The board: every meeting of a draft is moved, swapped, placed, locked, undone by plain forms."""

from __future__ import annotations

import pytest

from portal.consultations import queries as consultations
from portal.infra import db
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.timetabling import queries, services
from portal.timetabling.models import Timetable
from portal.timetabling.services import Order
from portal.timetabling.solver import Progress
from tests.bookings.pair import Kept
from tests.statements import counted
from tests.timetabling.large import Large, large
from tests.timetabling.test_publishing import Session


@pytest.fixture
def here(database, monday) -> Session:
    return Session()


def address(here: Session, draft: Kept, more: str = "") -> str:
    return (
        f"/coordinator/consultations/{here.consultation.public_id}"
        f"/timetable/{draft.public_id}/board{more}"
    )


def board_of(it: Large) -> str:
    """The address of the board of a large draft."""
    names = it.consultation.public_id, it.draft.public_id
    return "/coordinator/consultations/{}/timetable/{}/board".format(*names)


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
    assert korean in helpers.page.select_one("tr:not(.pile) td.has").get_text()
    found = coordinator.get(address(here, draft, "?view=CN&q=no-such-name"))
    assert "No company fits." in found.text


@pytest.mark.any_engine
def test_a_room_is_found_by_its_number_and_an_interpreter_by_any_name(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    coordinator = visit(here.coordinator)
    helper = consultations.interpreters_of(here.consultation)[0].person

    def heads(view: str, words: str) -> list[str]:
        page = coordinator.get(address(here, draft, f"?view={view}&q={words}")).page
        rows = page.select("tbody tr:not(.pile) th")
        return [" ".join(row.get_text(" ").split()) for row in rows]

    assert [head[:6] for head in heads("ROOMS", "Room 2")] == ["Room 2"]
    last_name = helper.name_latin.split()[-1].lower()
    assert any(helper.name_latin in head for head in heads("INTERPRETERS", last_name))
    assert heads("ROOMS", "99") == heads("INTERPRETERS", "nobody-at-all") == []
    nobody = coordinator.get(address(here, draft, "?view=INTERPRETERS&q=nobody-at-all"))
    assert "No interpreter is called so." in nobody.text


@pytest.mark.any_engine
def test_what_still_needs_an_interpreter_is_marked_until_somebody_is_seated_or_it_is_waived(
    here, visit
):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    coordinator = visit(here.coordinator)

    def marked(view: str) -> list[bool]:
        page = coordinator.get(address(here, draft, f"?view={view}")).page
        return ["no interpreter yet" in met.get_text() for met in page.select("td.has")]

    assert sorted(marked("KR")) == sorted(marked("ROOMS")) == [False, True]
    assert marked("INTERPRETERS") == [True, False]
    here.waive(draft.now)
    assert sorted(marked("KR")) == [False, False]


@pytest.mark.any_engine
def test_only_what_still_needs_an_interpreter_is_shown_with_its_number_in_every_view(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    coordinator = visit(here.coordinator)

    def shown(view: str, narrowed: str = "&wanting=1") -> list[str]:
        page = coordinator.get(address(here, draft, f"?view={view}{narrowed}")).page
        assert page.select_one("a.wanting").get_text() == f"No interpreter yet ({number})"
        return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]

    number = 1
    needy = here.k[1].company.name.en, here.c[1].company.name.en
    for view in ("KR", "CN", "ROOMS", "INTERPRETERS"):
        (row,) = shown(view)
        assert needy[0] in row or needy[1] in row
    assert len(shown("KR", "")) == 2
    pile, helper = shown("INTERPRETERS", "")  # what waits stands above those who could help
    assert needy[0] in pile
    assert needy[0] not in helper

    here.waive(draft.now)
    number = 0
    assert shown("KR") == shown("INTERPRETERS") == []
    page = coordinator.get(address(here, draft, "?wanting=1"))
    assert "Every meeting has the interpreter that it needs." in page.text


@pytest.mark.any_engine
def test_many_meetings_that_need_an_interpreter_at_once_leave_room_for_the_others(
    database, monday, visit
):
    it = large(20)
    page = visit(it.coordinator.now).get(f"{board_of(it)}?view=INTERPRETERS").page
    pile = page.select_one("tr.pile td")
    assert len(pile.select("a.met")) == 4
    assert pile.select_one("a.more").get_text() == "… and 6 meetings more"


@pytest.mark.any_engine
def test_every_empty_slot_of_a_company_leads_to_who_could_fill_it_also_in_the_list_of_a_phone(
    here, visit
):
    draft = drafted(here, here.plan(0, 0, 0))
    row = visit(here.coordinator).get(address(here, draft)).page.select("tbody tr")[0]
    links = row.select("td.open a.fill")
    assert len(links) == 3
    assert "14:30 Seoul" in " ".join(links[0].get_text(" ").split())


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


def test_the_board_of_a_proposal_that_is_still_built_says_how_far_it_is(here, visit):
    """Its grid and its comparison wait likewise; a proposal that failed is said to have failed."""
    with db.writing():
        draft = Kept(services.order_timetable(here.consultation, Order(), by=here.coordinator))
        services.tell(draft.now, Progress(seconds=12.0, done=0.4, weight=30, bound=40))
    coordinator = visit(here.coordinator)
    page = coordinator.get(address(here, draft))
    assert "is being built. Its board opens here when it is done." in page.text
    assert page.page.select_one("[data-refresh] progress")["value"] == "40"
    assert "published" not in page.page.select_one("main").get_text()
    grid = address(here, draft).replace("/board", "/grid")
    assert coordinator.get(grid).url == page.url
    compared = address(here, draft).rpartition(f"/{draft.public_id}")[0] + "/compare"
    assert coordinator.get(f"{compared}?one={draft.public_id}").status == 404
    with db.writing():
        services.give_up(draft.now)
    page = coordinator.get(page.url)
    assert "could not be built. No meeting has changed." in page.text
    assert page.page.select_one("[data-refresh], form[action$=stop]") is None


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
    assert "at the same time in both: 1; at another time: 1; only in the first: 1" in page.text
    assert len(page.page.select("section tbody tr")) == 3
    assert coordinator.get(f"{overview}/compare?one=nothing&other=").status == 404

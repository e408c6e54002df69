"""The coordinator's board in a browser, in each language: dragged, carried by key, to another day,
another room, another interpreter; compared, published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from portal.consultations.models import Slot
from portal.infra import db
from portal.infra.db import session
from portal.timetabling import queries, services
from portal.timetabling.states import TimetableState
from tests import make
from tests.bookings.pair import Kept
from tests.journeys.desks import LOCALES, walkers_of
from tests.timetabling.test_publishing import Session

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]

DONE = {"ko": "아무에게도 알리지 않습니다", "zh": "不会通知任何人", "en": "Nobody is told"}
BACK = {"ko": "제자리에 두었습니다", "zh": "已放回原处", "en": "Put back"}


@pytest.fixture
def here(database) -> Session:
    return Session()


@pytest.fixture
def walkers(browser: Browser, here: Session, database: Any, tmp_path: Path) -> Iterator[Any]:
    """Browsers of the coordinator, by language."""
    with walkers_of(browser, database, tmp_path) as walker:
        yield lambda language: walker(here.coordinator, language)


def slots_of_pair(draft: Kept, here: Session) -> int:
    """In which slot the first two meet, counted from 0."""
    pair = here.k[0].company.id, here.c[0].company.id
    (slot,) = (each.slot for each in queries.planned_in(draft.now) if each.pair == pair)
    return [each.id for each in here.slots].index(slot)


@pytest.mark.parametrize("language", LOCALES)
def test_a_meeting_is_dragged_carried_by_key_compared_and_published(here, walkers, language):
    draft = Kept(here.draft(here.plan(0, 0, 0), here.plan(0, 1, 1)))
    all_of_them = f"/coordinator/consultations/{here.consultation.public_id}/timetable"
    walker = walkers(language)
    walker.open(f"{all_of_them}/{draft.public_id}/board").is_accessible()
    page = walker.page
    said = page.locator("[data-say]")
    row = page.locator("tbody tr").filter(has=page.locator("a.met"))
    cells = row.locator("[data-slot]")

    # By pointer: the free cell is marked, the drop is answered, the board shows it.
    cells.nth(0).locator("a.met").hover()
    page.mouse.down()
    cells.nth(2).hover(force=True)
    expect(cells.nth(2)).to_have_class(re.compile(r"\bcan\b"))
    expect(cells.nth(1)).to_have_class(re.compile(r"\btrades\b"))
    walker.is_accessible()
    page.mouse.up()
    expect(said).to_contain_text(DONE[language])
    expect(cells.nth(2).locator("a.met")).to_be_focused()
    assert slots_of_pair(draft, here) == 2

    # By key: picked up and put back, then carried one further.
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(said).to_contain_text(BACK[language])
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(DONE[language])
    expect(cells.nth(3).locator("a.met")).to_be_focused()
    assert slots_of_pair(draft, here) == 3

    walker.press("form[action$=undo] button")
    assert slots_of_pair(draft, here) == 2

    other = Kept(here.draft(here.plan(0, 0, 0)))
    compared = f"{all_of_them}/compare?one={draft.public_id}&other={other.public_id}"
    walker.open(compared).is_accessible()
    assert page.locator("main table").count()

    walker.open(f"{all_of_them}/{draft.public_id}/publish").is_accessible()
    if page.locator("main input[name=waived]").count():
        walker.tick("waived")
    walker.press("form.publish button[type=submit]").is_accessible()
    assert draft.now.state is TimetableState.PUBLISHED
    assert len(queries.placed_pairs(here.consultation)) == 2
    session.rollback()
    walker.has_nothing_to_complain_of()


def planned(draft: Kept, here: Session) -> Any:
    """The meeting of the first two, as the draft has it now."""
    pair = here.k[0].company.id, here.c[0].company.id
    (found,) = (each for each in queries.planned_in(draft.now) if each.pair == pair)
    return found


def on_the_next_day(here: Session) -> int:
    """One slot more, a day after the first."""
    with db.writing():
        first = here.slots[0]
        more = timedelta(days=1)
        slot = Slot(
            consultation_id=here.consultation.id,
            starts_at=first.starts_at + more,
            ends_at=first.ends_at + more,
        )
        here.consultation.ends_at = slot.ends_at
        session.add(slot)
        session.flush()
        return slot.id


@pytest.mark.parametrize("language", LOCALES)
def test_a_meeting_is_carried_to_another_day_by_pointer_and_by_key(here, walkers, language):
    tomorrow = on_the_next_day(here)
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    today = here.slots[0].id
    walker = walkers(language)
    address = f"/coordinator/consultations/{here.consultation.public_id}/timetable/"
    walker.open(f"{address}{draft.public_id}/board")
    page = walker.page
    said = page.locator("[data-say]")
    row = page.locator("table:not([hidden]) tbody tr").first
    shown = page.locator("#days a[aria-current]")

    # By pointer: whoever stays over a day goes there, and drops where it can be.
    row.locator("a.met").hover()
    page.mouse.down()
    page.locator("#days a").nth(1).hover(force=True)
    expect(page.locator("#days a").nth(1)).to_have_attribute("aria-current", "page")
    row.locator("[data-slot]").first.hover(force=True)
    expect(row.locator("[data-slot].can")).to_have_count(1)
    walker.is_accessible()
    page.mouse.up()
    expect(said).to_contain_text(DONE[language])
    expect(row.locator("a.met")).to_be_focused()
    assert planned(draft, here).slot == tomorrow

    # By key: to the day before and put back, which leads home; then beyond the first cell.
    page.keyboard.press("Space")
    page.keyboard.press("PageUp")
    expect(page.locator("#days a").nth(0)).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(said).to_contain_text(BACK[language])
    expect(page.locator("#days a").nth(1)).to_have_attribute("aria-current", "page")
    expect(row.locator("a.met")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_attribute("href", page.locator("#days a").nth(0).get_attribute("href"))
    expect(row.locator("[data-slot].over")).to_have_count(1)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(DONE[language])
    assert planned(draft, here).slot == today
    walker.has_nothing_to_complain_of()


@pytest.mark.parametrize("language", LOCALES)
def test_what_a_colleague_does_is_seen_on_an_open_board(here, walkers, language):
    draft = Kept(here.draft(here.plan(0, 0, 0), here.plan(0, 1, 1)))
    colleague = Kept(make.coordinator(of=here.host))
    base = f"/coordinator/consultations/{here.consultation.public_id}/timetable"
    walker = walkers(language)
    page = walker.open(f"{base}/{draft.public_id}/board").page
    cells = page.locator("tbody tr").filter(has=page.locator("a.met")).locator("[data-slot]")
    cells.nth(1).locator("a.met").focus()

    pair = here.k[0].company.id, here.c[0].company.id
    to, was = here.slots[3].id, here.slots[0].id
    with db.writing():
        services.put(draft.now, pair, to, was=was, by=colleague.now)
    session.rollback()

    expect(cells.nth(3).locator("a.met")).to_be_visible(timeout=15_000)
    expect(cells.nth(3)).to_have_class(re.compile(r"\bnews\b"))
    expect(cells.nth(1).locator("a.met")).to_be_focused()
    told = page.locator("#steps [data-step]").inner_text()
    expect(page.locator("[data-say]")).to_contain_text(told)
    walker.is_accessible()
    walker.has_nothing_to_complain_of()


@pytest.mark.parametrize("language", LOCALES)
def test_a_meeting_is_carried_to_another_room_and_another_interpreter(here, walkers, language):
    meeting = here.plan(0, 0, 0)
    make.interpreter(of=here.host, sessions=(here.consultation,))
    draft = Kept(here.draft(meeting, here.plan(1, 1, 0, 1)))
    walker = walkers(language)
    address = f"/coordinator/consultations/{here.consultation.public_id}/timetable/"
    board = f"{address}{draft.public_id}/board"
    page = walker.open(f"{board}?view=ROOMS").is_accessible().page
    said = page.locator("[data-say]")
    rows = page.locator("tbody tr:not(.pile)")

    # The other room is taken by the other meeting: they exchange.
    rows.nth(0).locator("a.met").hover()
    page.mouse.down()
    rows.nth(1).locator("[data-slot]").first.hover(force=True)
    expect(rows.nth(1).locator("[data-slot]").first).to_have_class(re.compile(r"\btrades\b"))
    expect(rows.nth(1).locator("[data-slot]").nth(1)).not_to_have_class(re.compile(r"\bwithin\b"))
    walker.is_accessible()
    page.mouse.up()
    expect(said).to_contain_text(DONE[language])
    rooms = [room.id for room in make.rooms_of(here.consultation)]
    assert planned(draft, here).room == rooms[1]

    # Among the interpreters by key: what lacks one is carried down to the first who is free.
    page = walker.open(f"{board}?view=INTERPRETERS").is_accessible().page
    pile = page.locator("tr.pile")
    pile.locator("a.met").focus()
    page.keyboard.press("Space")
    free = page.locator("tbody tr:not(.pile) [data-slot].can").first
    expect(free).to_be_visible()
    rows = page.locator("tbody tr")
    steps = next(
        at for at in range(1, rows.count()) if rows.nth(at).locator("[data-slot].can").count()
    )
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(DONE[language])
    expect(pile).to_have_count(0)
    assert all(each.interpreter for each in queries.planned_in(draft.now))
    walker.has_nothing_to_complain_of()

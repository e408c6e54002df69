"""The coordinator's board in a browser, in each language: dragged, carried by key, compared,
published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from portal.infra.db import session
from portal.timetabling import queries
from portal.timetabling.states import TimetableState
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

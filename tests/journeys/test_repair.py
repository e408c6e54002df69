"""An interpreter falls ill after publication: the coordinator sees the smallest repair, carries it
out, and whoever it concerns sees it, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from portal.consultations import queries as consultations
from portal.infra.db import session
from portal.kernel.clock import BEIJING, SEOUL
from portal.timetabling import jobs, queries
from portal.timetabling.models import Timetable
from portal.timetabling.states import TimetableState
from tests import mails, make
from tests.bookings.pair import Kept
from tests.journeys.desks import LOCALES, walkers_of
from tests.timetabling.test_publishing import Session

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]


@pytest.fixture
def here(database) -> Session:
    return Session(needs_interpreter=True)


@pytest.fixture
def walkers(browser: Browser, here: Session, database: Any, tmp_path: Path) -> Iterator[Any]:
    with walkers_of(browser, database, tmp_path) as walker:
        yield walker


def slot_of(here: Session, number: int) -> Any:
    """When the company of this number on both sides meets the other one now."""
    pair = here.k[number].company.id, here.c[number].company.id
    found = {
        (each.korean_company_id, each.chinese_company_id): each.slot
        for each in queries.standing_meetings(here.consultation)
    }
    return found[pair]


def told(here: Session) -> list[int]:
    """How many mails wait for each company, the Korean ones first."""
    return [len(mails.waiting(one.user.email)) for one in (*here.k, *here.c)]


def sees_meeting_at(walker: Any, slot: Any) -> None:
    """The page shows a meeting in a slot, on the clock of Seoul or Beijing."""
    moments = [
        slot.starts_at.astimezone(zone).isoformat("T", "minutes") for zone in (SEOUL, BEIJING)
    ]
    shown = walker.page.locator(", ".join(f"main time[datetime='{each}']" for each in moments))
    expect(shown.first).to_be_visible()


@pytest.mark.parametrize("language", LOCALES)
def test_a_sick_interpreter_is_made_up_for_in_three_presses(here, walkers, language):
    sick = here.plan(0, 0, 0)
    well = Kept(make.interpreter(of=here.host, sessions=(here.consultation,)))
    helpers = consultations.interpreters_of(here.consultation)
    (ill,) = (Kept(each) for each in helpers if each.id != well.id)
    here.publish(here.draft(sick, here.plan_with(1, 1, 0, 1, well.id)))
    before = told(here)
    base = f"/coordinator/consultations/{here.consultation.public_id}"
    coordinator = walkers(here.coordinator, language)

    # Somebody writes that they are ill.
    coordinator.open(f"{base}/interpreters/{ill.public_id}/hours")
    coordinator.page.locator("main input[type=checkbox][name^=away_]").first.check()
    coordinator.press("main form button[type=submit]")

    # The timetable says what cannot be held, and proposes the least.
    coordinator.open(f"{base}/timetable").is_accessible()
    coordinator.press("form[action$='/repair'] button").is_accessible()
    made = queries.timetables_of(here.consultation)[0].id
    session.rollback()
    jobs.build(made)
    session.rollback()
    draft = session.get_one(Timetable, made)
    coordinator.open(f"{base}/timetable/{draft.public_id}/publish").is_accessible()
    rows = coordinator.page.locator("main tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(here.k[0].company.own_name.text)
    coordinator.press("form.publish button[type=submit]").is_accessible()
    session.rollback()
    assert session.get_one(Timetable, made).state is TimetableState.PUBLISHED
    assert queries.broken_meetings(here.consultation) == []

    # Both companies and whoever interprets now see the new time; the others kept theirs.
    moved, kept = slot_of(here, 0), slot_of(here, 1)
    assert moved.id != here.slots[0].id
    assert kept.id == here.slots[0].id
    for user in (here.k[0].user, here.c[0].user):
        sees_meeting_at(walkers(user, language).open("/company/meetings/"), moved)
    sees_meeting_at(walkers(here.k[1].user, language).open("/company/meetings/"), kept)
    helper = walkers(well.now.user, language).open("/interpreter/")
    sees_meeting_at(helper, moved)
    sees_meeting_at(helper, kept)
    news = [now - then for now, then in zip(told(here), before, strict=True)]
    assert news == [1, 0, 1, 0]
    coordinator.has_nothing_to_complain_of()

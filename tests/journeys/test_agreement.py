"""The partner's coordinator agrees to a timetable in a browser, in each language, and it is
published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from portal.infra.db import session
from portal.timetabling.states import TimetableState
from tests import mails
from tests.bookings.pair import Kept
from tests.journeys.desks import LOCALES, walkers_of
from tests.timetabling.test_agreeing import Together

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]


@pytest.fixture
def here(database) -> Together:
    return Together()


@pytest.fixture
def walkers(browser: Browser, here: Together, database: Any, tmp_path: Path) -> Iterator[Any]:
    """Browsers of people, by person and language."""
    with walkers_of(browser, database, tmp_path) as walker:
        yield walker


@pytest.mark.parametrize("language", LOCALES)
def test_the_partner_is_asked_declines_agrees_and_it_is_published(here, walkers, language):
    draft = Kept(here.draft(here.plan(0, 0, 0), here.plan(0, 1, 1)))
    at = f"/coordinator/consultations/{here.consultation.public_id}/timetable/{draft.public_id}"
    ours = walkers(here.coordinator, language)
    ours.open(f"{at}/publish").is_accessible()
    ours.press("form.ask button").is_accessible()

    theirs = walkers(here.partner, language)
    theirs.open("/coordinator/").is_accessible()
    theirs.open(mails.link(here.partner.email)).is_accessible()
    theirs.choose("answer", "DECLINED")
    theirs.press("form.answer button[type=submit]").is_accessible()  # it wants to know why
    theirs.fill(words="제남은 늦게 엽니다 – 济南开得晚")
    theirs.press("form.answer button[type=submit]").is_accessible()
    theirs.choose("answer", "AGREED")
    theirs.press("form.answer button[type=submit]").is_accessible()

    ours.open(f"{at}/publish").is_accessible()
    ours.press("form.publish button[type=submit]").is_accessible()
    assert draft.now.state is TimetableState.PUBLISHED
    session.rollback()
    ours.has_nothing_to_complain_of()

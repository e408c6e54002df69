"""How often one account, or one address, may do what costs others something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.app import create_app
from portal.consultations.states import BookingMode
from portal.web import limits
from tests.bookings.pair import Pair
from tests.browser_client import Visitor

pytestmark = pytest.mark.any_engine


@pytest.fixture
def limited(database, settings):
    """The portal with its limits on."""
    return create_app(replace(settings, rate_limits=True), database)


def number(limit: str) -> int:
    return int(limit.split(maxsplit=1)[0])


def test_a_company_does_not_ask_for_ever(limited):
    pair = Pair(mode=BookingMode.REQUEST)
    path = (
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.public_id}/ask"
    )
    browser, colleague = Visitor(limited), Visitor(limited)
    browser.sign_in(pair.korean_user)
    data = {"csrf_token": browser._token()}
    statuses = [
        browser.client.post(path, data=data).status_code
        for _ in range(number(limits.MEETINGS_WANTED) + 1)
    ]
    assert set(statuses[:-1]) == {422}
    assert statuses[-1] == 429
    # Another account at the same address asks on.
    colleague.sign_in(pair.another_korean().user)
    assert colleague.post(path).status == 422


def test_a_company_does_not_write_to_another_for_ever_by_waiting_and_leaving(limited):
    pair = Pair(mode=BookingMode.REQUEST)
    path = f"/company/requests/{pair.asked().public_id}/wait"
    browser = Visitor(limited)
    browser.sign_in(pair.chinese_user)
    data = {"csrf_token": browser._token()}
    statuses = [
        browser.client.post(path, data=data).status_code
        for _ in range(number(limits.MEETINGS_WANTED) + 1)
    ]
    assert set(statuses[:-1]) == {409}
    assert statuses[-1] == 429


@pytest.mark.parametrize("room", ["/rooms/none", "/join/none", "/venue/none/rooms/none"])
def test_nobody_comes_into_rooms_for_ever(limited, room):
    """Each time somebody enters, a row is written that says so."""
    browser = Visitor(limited)
    data = {"csrf_token": browser._token()}
    statuses = [
        browser.client.post(f"{room}/enter", data=data).status_code
        for _ in range(number(limits.JOINING) + 1)
    ]
    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429

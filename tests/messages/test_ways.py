"""How a message goes: at once, in the mail of the day, or in the portal alone."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.infra.ways import Way, chosen, next_digest, way_for
from portal.kernel.clocks import Side

NOON = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)  # Monday, noon in Seoul
DAILY = (chosen("bookings", Way.DIGEST), chosen("requests", Way.PORTAL))


@pytest.mark.parametrize(
    ("topic", "happens_in", "way"),
    [
        ("companies", None, Way.AT_ONCE),
        ("bookings", None, Way.DIGEST),
        ("requests", None, Way.PORTAL),
        ("bookings", timedelta(hours=2), Way.AT_ONCE),
        ("requests", timedelta(hours=2), Way.AT_ONCE),
        ("bookings", timedelta(hours=35), Way.AT_ONCE),  # before the next digest's day is over
        ("bookings", timedelta(hours=36), Way.DIGEST),
        ("accounts", None, Way.AT_ONCE),
    ],
)
def test_what_takes_place_soon_or_keeps_an_account_safe_goes_at_once(topic, happens_in, way):
    preferences = (*DAILY, chosen("accounts", Way.PORTAL))
    happens_at = happens_in and NOON + happens_in
    assert way_for(topic, preferences, Side.KR, NOON, happens_at) is way


def test_the_mail_of_the_day_comes_at_eight_on_the_readers_own_clock():
    assert next_digest(NOON, Side.KR) == datetime(2026, 9, 7, 23, 0, tzinfo=UTC)
    assert next_digest(NOON, Side.CN) == datetime(2026, 9, 8, 0, 0, tzinfo=UTC)
    early = datetime(2026, 9, 6, 22, 59, tzinfo=UTC)
    assert next_digest(early, Side.KR) == datetime(2026, 9, 6, 23, 0, tzinfo=UTC)

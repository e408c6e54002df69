"""Whatever the clock of the machine or of the reader does, a meeting is at one moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from portal.bookings.models import Booking, Seat
from portal.infra import db
from portal.kernel import clock
from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.clocks import Side
from tests import make
from tests.races.judge import count, wrong_seats

# On Beijing's clock: the first meeting before, the last one after the clocks change far away.
CHANGES = {
    "London falls back": datetime(2026, 10, 25, 8, 0, tzinfo=BEIJING),
    "New York falls back": datetime(2026, 11, 1, 13, 0, tzinfo=BEIJING),
    "New York springs forward": datetime(2027, 3, 14, 14, 0, tzinfo=BEIJING),
    "London springs forward": datetime(2027, 3, 28, 8, 0, tzinfo=BEIJING),
}


@pytest.fixture
def machine_in(monkeypatch):
    """Set the clock of the machine on which the portal runs to a city's time."""

    def move(city: str) -> ZoneInfo:
        monkeypatch.setenv("TZ", city)
        time.tzset()
        return ZoneInfo(city)

    yield move
    monkeypatch.undo()
    time.tzset()


@dataclass(frozen=True)
class Somebody:
    """A user of a company, as the others know them."""

    email: str
    company: str


@dataclass(frozen=True)
class Block:
    """A session: its id in addresses, and its slots by id with their beginnings."""

    public_id: str
    slots: dict[str, datetime]

    def book_page(self, partner: Somebody) -> str:
        return f"/company/consultations/{self.public_id}/partners/{partner.company}/book"


def session_with(*users, first: datetime, slots: int = 4) -> Block:
    """A session of slots that begin every half hour from a moment on; these users take part."""
    at = make.consultation(slots=slots, day=first.astimezone(BEIJING).date())
    with db.writing():
        for slot in make.slots_of(at):
            slot.starts_at -= timedelta(days=365)  # out of one another's way
        db.session.flush()
        for number, slot in enumerate(make.slots_of(at)):
            slot.starts_at = (first + timedelta(minutes=30 * number)).astimezone(UTC)
            slot.ends_at = slot.starts_at + timedelta(minutes=25)
        at.starts_at = first.astimezone(UTC)
        at.ends_at = at.starts_at + timedelta(minutes=30 * slots)
    for each in users:
        make.participation(make.company_of(each), at)
    return Block(at.public_id, {slot.public_id: slot.starts_at for slot in make.slots_of(at)})


def somebody(user) -> Somebody:
    return Somebody(user.email, make.company_of(user).public_id)


def two():
    """A Korean and a Chinese user, each of a company of their own."""
    return make.representative(side=Side.KR), make.representative(side=Side.CN)


def book(visitor, at: Block, partner: Somebody, number: int):
    """Open the page on which one books, choose a slot, send the form."""
    slot, starts = list(at.slots.items())[number]
    page = visitor.get(f"{at.book_page(partner)}?day={starts.astimezone(SEOUL).date()}")
    return visitor.submit(page, {"slot": slot, "reason": "Bag filters"}, form="form.cols")


def book_all_the_same(visitor, at: Block, partner: Somebody, number: int):
    """Send the form as somebody would whose page does not know yet that the time is taken."""
    fields = {"slot": list(at.slots)[number], "profile": "none", "reason": "Bag filters"}
    return visitor.post(at.book_page(partner), fields)


def moments_on(answer) -> set[datetime]:
    """Every moment that a page names, from what it tells machines."""
    return {
        datetime.fromisoformat(str(tag["datetime"])).astimezone(UTC)
        for tag in answer.page.select("main time[datetime], .now time[datetime]")
        if "T" in str(tag["datetime"])
    }


@pytest.mark.parametrize(
    ("city", "change"),
    [
        ("Asia/Seoul", "New York falls back"),
        ("Asia/Shanghai", "London springs forward"),
        ("America/New_York", "New York falls back"),
        ("America/New_York", "New York springs forward"),
        ("Europe/London", "London falls back"),
        ("Europe/London", "London springs forward"),
    ],
)
def test_a_meeting_around_a_clock_change_is_at_the_same_moment_for_everybody(
    app, visit, machine_in, city, change
):
    zone, first = machine_in(city), CHANGES[change]
    with clock.stopped(first - timedelta(days=7)):
        korean, chinese = two()
        at = session_with(korean, chinese, first=first)
        korean, chinese = somebody(korean), somebody(chinese)
        reader = visit(korean)

        offered = reader.get(at.book_page(chinese))
        meeting = book(reader, at, chinese, 3)

        assert meeting.status == 200, meeting.errors()
        assert set(at.slots.values()) <= moments_on(offered)
        starts = list(at.slots.values())[3]
        assert f"{starts.astimezone(SEOUL):%H:%M}" in meeting.text
        assert f"{starts.astimezone(BEIJING):%H:%M}" in meeting.text
        assert starts in moments_on(meeting)
        (event,) = Calendar.from_ical(reader.get(f"{meeting.url}/calendar.ics").body).events
        # A calendar in the reader's city shows that city's wall clock at this very moment.
        assert event.start.astimezone(zone).astimezone(UTC) == starts
        assert event.end - event.start == timedelta(minutes=25)
        assert starts in moments_on(visit(chinese).get(meeting.url))


def test_a_session_across_midnight_is_dated_on_both_clocks(app, visit, monday):
    korean, chinese = two()
    at = session_with(korean, chinese, first=datetime(2026, 9, 15, 22, 40, tzinfo=BEIJING))
    korean, chinese = somebody(korean), somebody(chinese)

    meeting = book(visit(korean), at, chinese, 2)

    # 23:40 in Beijing on the 15th is 00:40 in Seoul on the 16th.
    for words in ("16 September", "15 September", "00:40", "23:40"):
        assert words in meeting.text
    assert "15 September" in visit(chinese).get(meeting.url).text


def test_a_meeting_across_midnight_keeps_its_companies_busy_on_both_days(app, visit, monday):
    korean, chinese = two()
    another = make.representative(side=Side.CN)
    night = session_with(
        korean, chinese, first=datetime(2026, 9, 15, 23, 45, tzinfo=BEIJING), slots=1
    )
    morning = session_with(
        korean, another, first=datetime(2026, 9, 16, 0, 0, tzinfo=BEIJING), slots=2
    )
    chinese, another = somebody(chinese), somebody(another)
    reader = visit(somebody(korean))
    assert book(reader, night, chinese, 0).status == 200

    refused = book_all_the_same(reader, morning, another, 0)
    later = book(reader, morning, another, 1)

    assert refused.status == 409
    assert "is in another meeting at this time" in refused.text
    assert later.status == 200
    assert (count(Booking), wrong_seats()) == (2, [])


@pytest.mark.parametrize(("minutes", "status"), [(24, 409), (25, 200), (-24, 409), (-25, 200)])
def test_sessions_of_different_grids_refuse_one_minute_of_overlap(
    app, visit, monday, minutes, status
):
    first = datetime(2026, 9, 15, 13, 0, tzinfo=BEIJING)
    korean, chinese = two()
    another = make.representative(side=Side.CN)
    at = session_with(korean, chinese, first=first, slots=1)
    other = session_with(korean, another, first=first + timedelta(minutes=minutes), slots=1)
    chinese, another = somebody(chinese), somebody(another)
    reader = visit(somebody(korean))
    assert book(reader, at, chinese, 0).status == 200

    second = book_all_the_same(reader, other, another, 0)

    assert second.status == status
    assert count(Booking) == (2 if status == 200 else 1)
    assert count(Seat) == 2 * count(Booking)
    assert ("is in another meeting at this time" in second.text) == (status == 409)


def test_the_days_of_a_session_are_the_readers_own(app, visit, monday):
    korean, chinese = two()
    at = session_with(korean, chinese, first=datetime(2026, 9, 15, 22, 30, tzinfo=BEIJING), slots=3)
    korean, chinese = somebody(korean), somebody(chinese)

    in_seoul = visit(korean).get(at.book_page(chinese))
    in_beijing = visit(chinese).get(at.book_page(korean))

    # 22:30, 23:00, 23:30 in Beijing: the last two are on the next day in Seoul.
    assert "day=2026-09-16" in str(in_seoul.page)
    assert "day=2026-09-16" not in str(in_beijing.page)

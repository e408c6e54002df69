from __future__ import annotations

from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from portal.accounts.models import User
from portal.bookings import services
from portal.consultations.rules import Link
from portal.consultations.states import BookingMode, LinkKind
from portal.infra import db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage
from portal.kernel.languages import Language
from tests import make
from tests.bookings.pair import Pair

ADDRESS = "https://portal.example"


class Postbox:
    """Keeps mails instead of sending them."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def send(self, mail: EmailMessage) -> None:
        self.mails.append(mail)


def mails() -> dict[str, EmailMessage]:
    """Everything in the outbox, composed, by kind and address; then the outbox is empty."""
    box = Postbox()
    mailer = Mailer(box, sender="portal@portal.example", site="Clearday", address=ADDRESS)
    waiting = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    found = {}
    for message in waiting:
        found[f"{message.kind.split('/')[1]} {message.address}"] = mailer.compose(message)
    with db.writing():
        session.execute(sa.delete(OutboxMessage))
    return found


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def calendar_of(mail: EmailMessage) -> Calendar:
    (part,) = [
        part
        for part in mail.walk()
        if part.get_content_type() == "text/calendar" and not part.is_attachment()
    ]
    content = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == content["method"]
    return content


@pytest.fixture
def pair(database, monday) -> Pair:
    pair = Pair(mode=BookingMode.REQUEST)
    with db.writing():
        session.get_one(User, pair.korean_user.id).language = Language.KO
        session.get_one(User, pair.chinese_user.id).language = Language.ZH
    return pair


def test_who_is_asked_reads_the_reason_and_the_deadline_on_both_clocks(pair):
    request = pair.ask("We look for bag filters")

    ((key, mail),) = mails().items()

    assert key == f"request_asked {pair.chinese_user.email}"
    text = text_of(mail)
    assert "We look for bag filters" in text
    assert "9月10日 周四 14:00 北京 · 15:00 首尔" in text
    assert f"{ADDRESS}/company/requests/{request.public_id}" in text
    assert pair.korean.name.best(Language.ZH).text in mail["Subject"]


def test_an_acceptance_tells_both_each_in_their_language_on_their_clock(pair):
    request = pair.ask()
    mails()
    with db.writing():
        booking = services.accept(request, pair.slots[0], by=pair.chinese_user)

    sent = mails()

    assert set(sent) == {
        f"request_accepted {pair.korean_user.email}",
        f"meeting_booked {pair.chinese_user.email}",
    }
    korean = sent[f"request_accepted {pair.korean_user.email}"]
    assert "9월 14일(월) 14:00 서울 · 13:00 베이징" in text_of(korean)
    assert booking.code in text_of(korean)
    entry = calendar_of(korean)
    (event,) = entry.events
    assert entry["method"] == "REQUEST"
    assert str(event["attendee"]) == f"mailto:{pair.korean_user.email}"
    assert str(event["organizer"]) == "mailto:portal@portal.example"
    assert event.start.tzinfo.key == "Asia/Seoul"
    assert (event.start, event.end) == (booking.slot.starts_at, booking.slot.ends_at)
    assert [str(zone["tzid"]) for zone in entry.timezones] == ["Asia/Seoul"]
    assert str(event["url"]) == f"{ADDRESS}/company/meetings/{booking.public_id}"


def test_one_meeting_is_one_calendar_entry_from_booking_to_cancellation(pair):
    booking = pair.meet()
    first = calendar_of(mails()[f"meeting_booked {pair.korean_user.email}"]).events[0]
    with db.writing():
        services.move(booking, pair.slots[2], "The plant visit", by=pair.coordinator)
    moved = calendar_of(mails()[f"meeting_moved {pair.korean_user.email}"]).events[0]
    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=pair.chinese_user)
    sent = mails()
    calendar = calendar_of(sent[f"meeting_cancelled {pair.korean_user.email}"])
    gone = calendar.events[0]

    assert first["uid"] == moved["uid"] == gone["uid"]
    assert first["sequence"] < moved["sequence"] < gone["sequence"]
    assert moved.start == pair.slots[2].starts_at
    assert (calendar["method"], gone["status"]) == ("CANCEL", "CANCELLED")
    assert "Our engineer is ill" in text_of(sent[f"meeting_cancelled {pair.chinese_user.email}"])


def test_no_mail_and_no_calendar_holds_the_meetings_link(pair):
    booking = pair.meet()
    with db.writing():
        services.set_link(
            booking,
            Link(LinkKind.ZOOM, "https://zoom.us/j/secret", "1 2 3", "pass-word"),
            by=pair.coordinator,
        )
        services.move(booking, pair.slots[1], "The plant visit", by=pair.coordinator)

    for mail in mails().values():
        assert "zoom.us" not in mail.as_string()
        assert "pass-word" not in mail.as_string()


def test_an_interpreter_gets_the_meeting_and_loses_it_again(pair):
    booking = pair.meet()
    who = make.interpreter(sessions=(pair.consultation,))
    mails()
    with db.writing():
        services.assign_interpreter(booking, who, by=pair.coordinator)
    seated = calendar_of(mails()[f"interpreter_seated {who.user.email}"])
    with db.writing():
        services.release_interpreter(booking, wanted=True, by=pair.coordinator, because="Ill")
    released = calendar_of(mails()[f"interpreter_released {who.user.email}"])

    assert (seated["method"], released["method"]) == ("REQUEST", "CANCEL")
    assert seated.events[0]["uid"] == released.events[0]["uid"]
    assert seated.events[0]["sequence"] < released.events[0]["sequence"]


def test_answers_and_withdrawals_reach_the_other_side_with_their_reason(pair):
    request = pair.ask()
    mails()
    with db.writing():
        services.decline(request, "Not our field", by=pair.chinese_user)
    (declined,) = mails().values()
    assert declined["To"].addresses[0].addr_spec == pair.korean_user.email
    assert "Not our field" in text_of(declined)

    request = pair.ask()
    mails()
    with db.writing():
        services.withdraw(request, None, by=pair.korean_user)
    ((key, _mail),) = mails().items()
    assert key == f"request_withdrawn {pair.chinese_user.email}"

"""Mails as a real mail server receives them."""

import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portal.infra import calendars, outbox
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage, Recipient
from portal.infra.transports import SMTP, CannotSend, Console, transport_for
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text

KIM = Recipient("kim@company.example", "김수진", Language.KO, Side.KR)
START = datetime(2026, 9, 16, 5, 0, tzinfo=UTC)


class Inbox:
    """Keeps what a server is given; answers as it is told to."""

    def __init__(self):
        self.mails = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_sender = "250 OK"
        self.answer_to_data = "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.answer_to_sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server, session, envelope):
        if self.answer_to_data.startswith("2"):
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append((envelope.mail_from, envelope.rcpt_tos, mail))
        return self.answer_to_data


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def serve():
    """Start mail servers that end with the test."""
    running = []

    def start(handler, **options):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def mailer(inbox, serve):
    return mailer_to(f"smtp://127.0.0.1:{serve(inbox)}")


def mailer_to(url):
    return Mailer(
        transport_for(url),
        sender="portal@clearday.example",
        site="Clearday 맑은날",
        address="https://portal.example",
    )


def message(kind="accounts/confirm_address", to=KIM, **values):
    values = values or {"path": "/confirm/s3cret", "days": 3}
    return OutboxMessage(
        kind=kind,
        address=to.address,
        name=to.name,
        language=to.language,
        side=to.side,
        values=outbox.pack(values),
        message_id="m4711",
        created_at=clock.now(),
    )


def received(inbox):
    ((_sender, _to, mail),) = inbox.mails
    return mail


def test_a_mail_arrives_as_text_and_as_a_page_with_its_link(mailer, inbox, monday):
    mailer.send(message())
    ((sender, to, mail),) = inbox.mails
    assert (sender, to) == ("portal@clearday.example", ["kim@company.example"])
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for body in (text, html):
        assert "https://portal.example/confirm/s3cret" in body
        assert "김수진" in body
    assert "<html" not in text
    assert mail["From"].addresses[0].display_name == "Clearday 맑은날"
    assert mail["To"].addresses[0].display_name == "김수진"
    assert mail["Message-ID"] == "<m4711@clearday.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ko"
    assert mail["Date"].datetime == clock.now()


def test_a_page_in_a_mail_fetches_nothing_from_anywhere(mailer, inbox):
    mailer.send(message())
    html = received(inbox).get_body(("html",)).get_content()
    for tag in ("<img", "<script", "<link", "url(", "@import"):
        assert tag not in html


def test_what_people_wrote_is_text_and_not_markup_in_the_page(mailer, inbox):
    clever = Recipient("a@b.example", "<b>Kim</b> & {{ 7*7 }}", Language.EN, Side.KR)
    mailer.send(message(to=clever))
    mail = received(inbox)
    assert "Dear <b>Kim</b> & {{ 7*7 }}," in mail.get_body(("plain",)).get_content()
    assert "&lt;b&gt;Kim&lt;/b&gt; &amp; {{ 7*7 }}" in mail.get_body(("html",)).get_content()


def entry(*, cancelled=False):
    return calendars.Entry(
        uid="b1@portal",
        sequence=2,
        starts_at=START,
        ends_at=START.replace(minute=25),
        summary=Text("Meeting: %(korean)s and %(chinese)s", korean="한빛", chinese="清川"),
        lines=(Text("Time: %(start)s", start=START),),
        path="/company/meetings/b1",
        cancelled=cancelled,
    )


@pytest.mark.parametrize(("cancelled", "method"), [(False, "REQUEST"), (True, "CANCEL")])
def test_a_meeting_comes_with_a_calendar_entry_that_calendars_take_up(
    mailer, inbox, cancelled, method
):
    from icalendar import Calendar

    mailer.send(message(path="/x", days=3, calendar=entry(cancelled=cancelled)))
    mail = received(inbox)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 2
    assert {part.get_param("method") for part in parts} == {method}
    assert [part.get_filename() for part in mail.iter_attachments()] == ["meeting.ics"]
    calendar = Calendar.from_ical(parts[0].get_content())
    (event,) = calendar.events
    assert calendar["METHOD"] == method
    assert event["UID"] == "b1@portal"
    assert event["ORGANIZER"] == "mailto:portal@clearday.example"
    assert event["URL"] == "https://portal.example/company/meetings/b1"
    assert event["DTSTART"].dt == START
    assert event["DTSTART"].dt.tzinfo.key == "Asia/Seoul"
    assert event["SUMMARY"] == "상담: 한빛 – 清川"
    assert event["DESCRIPTION"].startswith("시간: 9월 16일(수) 14:00 서울 · 13:00 베이징")


@pytest.mark.parametrize("name", ["Kim\r\nBcc: all@b.example", "Kim\nX-Evil: 1"])
def test_a_name_cannot_bring_headers_of_its_own(mailer, inbox, name):
    evil = Recipient("a@b.example", name, Language.EN, Side.KR)
    mailer.send(message(to=evil))
    ((_sender, to, mail),) = inbox.mails
    assert to == ["a@b.example"]
    assert (mail["Bcc"], mail["X-Evil"]) == (None, None)


def test_a_subject_cannot_bring_headers_of_its_own(mailer, inbox):
    mailer.send(
        message(
            "bookings/request_declined",
            partner="Evil\r\nBcc: all@b.example",
            session="x\ny",
            reason="No.",
            path="/company/requests/1",
        )
    )
    mail = received(inbox)
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


@pytest.mark.parametrize(
    ("place", "answer", "for_good"),
    [
        ("recipient", "550 no such user", True),
        ("recipient", "450 mailbox busy", False),
        ("data", "554 no spam please", True),
        ("data", "451 try later", False),
        # The portal itself is refused; that says nothing about the reader.
        ("sender", "550 you may not send", False),
    ],
)
def test_a_refusal_says_whether_another_try_is_useless(mailer, inbox, place, answer, for_good):
    setattr(inbox, f"answer_to_{place}", answer)
    with pytest.raises(CannotSend) as refused:
        mailer.send(message())
    assert refused.value.for_good is for_good
    assert answer[:3] in str(refused.value)


def test_a_server_that_is_away_is_tried_again(serve, inbox):
    mailer = mailer_to("smtp://127.0.0.1:1")
    with pytest.raises(CannotSend) as refused:
        mailer.send(message())
    assert not refused.value.for_good


def test_a_wrong_password_of_the_portal_loses_no_message(serve, inbox):
    def nobody(*_):
        return AuthResult(success=False, handled=False)

    port = serve(inbox, authenticator=nobody, auth_require_tls=False)
    mailer = mailer_to(f"smtp://portal:wr%40ng@127.0.0.1:{port}")
    with pytest.raises(CannotSend) as refused:
        mailer.send(message())
    assert not refused.value.for_good
    assert inbox.mails == []


def test_user_and_password_of_the_address_are_used(serve, inbox):
    seen = []

    def anybody(_server, _session, _envelope, _mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    port = serve(inbox, authenticator=anybody, auth_require_tls=False)
    mailer_to(f"smtp://portal:s%40cret@127.0.0.1:{port}").send(message())
    assert seen == [(b"portal", b"s@cret")]
    assert len(inbox.mails) == 1


def test_nothing_is_sent_in_the_clear_to_another_machine(serve, inbox):
    port = serve(inbox)
    transport = SMTP(f"smtp://127.0.0.1:{port}")
    transport.is_local = False
    mailer = Mailer(transport, sender="p@x.example", site="x", address="https://x.example")
    with pytest.raises(CannotSend, match="no encryption"):
        mailer.send(message())
    assert inbox.mails == []


def test_a_developer_reads_mails_on_the_console(capsys):
    mailer_to("console://").send(message())
    shown = capsys.readouterr().out
    assert "kim@company.example" in shown
    assert "https://portal.example/confirm/s3cret" in shown
    assert isinstance(transport_for("console://"), Console)


def test_the_address_of_the_server_is_understood():
    tls = SMTP("smtps://u@mail.example")
    assert (tls.tls, tls.host, tls.port, tls.user) == (True, "mail.example", 465, "u")
    plain = SMTP("smtp://mail.example:587")
    assert (plain.tls, plain.port, plain.is_local) == (False, 587, False)

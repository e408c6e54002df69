"""Writes letters and sends them, once; sends again what was refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts import queries as accounts
from portal.accounts.models import Coordinator, User
from portal.accounts.notifications import recipient
from portal.accounts.states import Duty
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import why_not_run
from portal.infra import audit, outbox
from portal.infra.db import lock, session
from portal.infra.outbox import About, Message, OutboxMessage
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import date_words
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Language, Text, Wording
from portal.letters import queries, rules
from portal.letters.models import Letter
from portal.letters.queries import Reader
from portal.letters.rules import Audience, Words
from portal.letters.states import Readers

A_MOMENT = timedelta(minutes=1)


def draft(
    words: Words, audience: Audience, consultation: ConsultationSession | None, *, by: User
) -> Letter:
    """Begin a letter, about a session or about none.

    Raises NotAllowed unless `by` runs the session, Invalid with what is wrong beside its field.
    """
    writer = _writer(by, consultation)
    letter = Letter(host_id=writer.host_id, author=by, author_name=by.display_name[:200])
    _write(letter, words, audience, consultation)
    session.add(letter)
    session.flush()
    return letter


def rewrite(
    letter: Letter,
    words: Words,
    audience: Audience,
    consultation: ConsultationSession | None,
    *,
    by: User,
) -> None:
    """Change a draft. Raises as `draft` does, and Conflict once it was sent."""
    _writer(by, consultation)
    _must_be_draft(letter)
    _write(letter, words, audience, consultation)
    letter.author, letter.author_name = by, by.display_name[:200]
    session.flush()


def discard(letter: Letter, *, by: User) -> None:
    """Throw a draft away. Raises NotAllowed, Conflict once it was sent."""
    _writer(by, letter.consultation)
    _must_be_draft(letter)
    session.delete(letter)
    session.flush()


def send(letter: Letter, *, by: User) -> int:
    """Send a letter to everybody whom it reaches now; says how many. It is sent only once.

    Raises NotAllowed, Conflict when it was sent before or reaches nobody.
    """
    writer = _writer(by, letter.consultation)
    _must_be_draft(letter)
    readers = queries.readers_of(letter.audience, letter.consultation, writer)
    if not readers:
        raise Conflict(Text("Nobody would get this message. Please choose another group."))
    host = writer.host.name
    outbox.post_all([_message(letter, reader, by, host) for reader in readers])
    letter.sent_at, letter.reached = clock.now(), len(readers)
    letter.author, letter.author_name = by, by.display_name[:200]
    session.flush()
    audit.record("letter sent", letter, by=by, reached=len(readers), **letter.details)
    return len(readers)


def send_test(letter: Letter, reader: Reader | None, *, by: User) -> None:
    """Send a letter to its writer alone, as this reader would get it. Raises NotAllowed."""
    writer = _writer(by, letter.consultation)
    own = recipient(by)
    words = words_for(letter, reader or Reader(own), by)
    outbox.post(
        "messages/letter",
        own.by_mail_alone,
        topic="messages",
        subject=words.subject,
        text=words.text,
        host=writer.host.name,
        path=_path(letter),
    )


def words_for(letter: Letter, reader: Reader, by: User) -> Words:
    """A letter as one reader gets it, in each language in which it was written."""
    return Words(
        Wording.of({each.value: _filled(letter, "subject", each, reader, by) for each in Language}),
        Wording.of({each.value: _filled(letter, "text", each, reader, by) for each in Language}),
    )


def send_again(message: OutboxMessage, *, by: User) -> None:
    """Try a refused mail again, at the address that its reader has now.

    Raises NotAllowed unless `by` coordinates, Conflict unless it was refused.
    """
    _writer(by, None)
    session.refresh(message, with_for_update=True)
    if message.given_up_at is None:
        raise Conflict(Text("This mail was not refused, or is being sent again already."))
    user = accounts.user_of_id(message.user_id) if message.user_id else None
    if user is not None:
        message.address = user.email
    message.given_up_at = message.last_error = None
    message.attempts, message.due_at = 0, clock.now()
    session.flush()


def _writer(by: User, consultation: ConsultationSession | None) -> Coordinator:
    """The coordinator who writes. Raises NotAllowed."""
    writer = accounts.coordinator_of(by)
    hosts = consultation.host_ids if consultation else ({writer.host_id} if writer else set())
    reason = why_not_run(
        session_hosts=hosts,
        host=writer.host_id if writer else None,
        may_schedule=bool(writer and writer.may(Duty.SCHEDULE)),
    )
    if reason or writer is None:
        raise NotAllowed(reason or Text("Only coordinators write to groups."))
    return writer


def _must_be_draft(letter: Letter) -> None:
    lock(letter)
    if letter.sent_at is not None:
        raise Conflict(Text("This message was sent already. It was not sent again."))


def _write(
    letter: Letter, words: Words, audience: Audience, consultation: ConsultationSession | None
) -> None:
    lacks = rules.lacks_of_words(
        words,
        of_session=consultation is not None,
        to_companies=audience.readers is Readers.COMPANIES,
    )
    for lack in lacks:
        raise Invalid(lack.text, field=lack.field)
    letter.subject, letter.text = words.subject, words.text
    letter.readers = audience.readers
    letter.states, letter.places = sorted(audience.states), sorted(audience.places)
    letter.consultation_id = consultation.id if consultation else None
    letter.written_at = clock.now()


def _message(letter: Letter, reader: Reader, by: User, host: Wording) -> Message:
    words = words_for(letter, reader, by)
    return outbox.message(
        "messages/letter",
        reader.recipient,
        about=About(
            letter.consultation_id, reader.company.id if reader.company else None, letter.id
        ),
        happens_at=_happens_at(letter.consultation),
        subject=words.subject,
        text=words.text,
        host=host,
        path=_path(letter),
    )


def _happens_at(consultation: ConsultationSession | None) -> datetime | None:
    """When what it speaks of takes place: for a session that runs, at once."""
    now = clock.now()
    if consultation is None or consultation.ends_at <= now:
        return None
    return max(consultation.starts_at, now + A_MOMENT)


def _path(letter: Letter) -> str:
    """The page of its readers that a letter leads to."""
    if letter.readers is Readers.INTERPRETERS:
        return "/interpreter/"
    if letter.consultation is None:
        return "/company/"
    return f"/company/consultations/{letter.consultation.public_id}"


def _filled(letter: Letter, part: str, language: Language, reader: Reader, by: User) -> str | None:
    written = getattr(letter, part).exactly(language)
    return rules.filled(written, _names(letter, language, reader, by)) if written else None


def _names(letter: Letter, language: Language, reader: Reader, by: User) -> dict[str, str]:
    """What each placeholder stands for, for one reader in one language."""
    consultation = letter.consultation
    values = {
        "person": reader.recipient.name,
        "company": reader.company.name.best(language).text if reader.company else "",
        "coordinator": by.person.name_for(language),
    }
    if consultation is not None:
        values["session"] = consultation.title.best(language).text
        values["days"] = _days(consultation, language)
    return {name: " ".join(value.split()) for name, value in values.items()}


def _days(consultation: ConsultationSession, language: Language) -> str:
    """The days of a session, which are Beijing's."""
    first, last = (
        moment.astimezone(BEIJING).date()
        for moment in (consultation.starts_at, consultation.ends_at)
    )
    begin, end = (date_words(day, language, year=True) for day in (first, last))
    return begin if first == last else f"{begin} – {end}"

"""The partner host is asked whether it agrees to a timetable, and agrees or declines."""

from __future__ import annotations

from portal.accounts import queries as accounts
from portal.accounts.models import Host, User
from portal.bookings.services import NotAsShown
from portal.bookings.services.acting import limited, must_run, reason_of
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text
from portal.timetabling import agreeing, notifications, queries
from portal.timetabling.models import Timetable, TimetableAgreement
from portal.timetabling.queries import Agreement, Publication
from portal.timetabling.states import Agreed, TimetableState


def ask_to_agree(timetable: Timetable, *, by: User, shown: str) -> None:
    """Ask the partner host's coordinators to agree to exactly what publishing would do now.

    `shown` is the fingerprint of what was seen. Raises NotAllowed, NotAsShown, and Conflict where
    nobody is to be asked, or something else is in the way.
    """
    publication, agreement = _as_shown(timetable, by, shown)
    asked = notifications.who_answers(agreement.host) if agreement.host else []
    why_not = agreeing.why_not_ask(
        agreement.stand, possible=publication.is_possible, anybody=bool(asked)
    )
    if why_not:
        raise Conflict(why_not)
    _note(timetable, agreement.host, Agreed.ASKED, shown, by)
    notifications.agreement_asked(timetable, publication, asked, by)


def answer_for_partner(
    timetable: Timetable, answer: Agreed, words: str, *, by: User, shown: str
) -> None:
    """Agree to exactly what was shown, or decline it and say why, for the partner host.

    Who runs the session is told. Raises NotAllowed, NotAsShown, Invalid where it is declined
    without a word, and Conflict where it cannot be agreed to.
    """
    assert answer is not Agreed.ASKED
    publication, agreement = _as_shown(timetable, by, shown)
    coordinator = accounts.coordinator_of(by)
    if not queries.answers_for_partner(timetable, coordinator):
        raise NotAllowed(Text("Only coordinators of the partner organisation agree or decline."))
    why_not = agreeing.why_not_answer(agreement.stand, answer, possible=publication.is_possible)
    if why_not:
        raise Conflict(why_not)
    if answer is Agreed.DECLINED:
        words = reason_of(words, "words")
    words = limited(words.strip(), "words", agreeing.LONGEST_WORDS)
    step = _note(timetable, agreement.host, answer, shown, by, words)
    notifications.agreement_answered(timetable, step)


def must_be_agreed(timetable: Timetable, publication: Publication) -> Agreement:
    """Raises Conflict as long as the partner has not agreed to exactly this publication."""
    agreement = queries.agreement_on(timetable, publication)
    if why_not := agreeing.why_not_publish(agreement.stand):
        raise Conflict(why_not)
    return agreement


def agreement_words(step: TimetableAgreement) -> Text:
    """Who of the partner agreed, for the log of the version."""
    who = {"host": step.host.name, "name": step.by.person.name_latin}
    if step.words:
        return Text("%(host)s agreed. %(name)s: %(words)s", words=step.words, **who)
    return Text("%(host)s agreed: %(name)s", **who)


def _as_shown(timetable: Timetable, by: User, shown: str) -> tuple[Publication, Agreement]:
    """The draft as its publication would be now, held until we are done. Raises NotAsShown."""
    must_run(timetable.consultation, by)
    db.lock(timetable.consultation)
    db.lock(timetable)
    if timetable.state is not TimetableState.DRAFT:
        raise Conflict(Text("This proposal is published or discarded already."))
    publication = queries.publication_of(timetable)
    if publication.fingerprint != shown:
        raise NotAsShown
    return publication, queries.agreement_on(timetable, publication)


def _note(
    timetable: Timetable,
    host: Host | None,
    step: Agreed,
    fingerprint: str,
    by: User,
    words: str = "",
) -> TimetableAgreement:
    assert host is not None
    noted = TimetableAgreement(
        timetable_id=timetable.id,
        host=host,
        step=step,
        fingerprint=fingerprint,
        words=words or None,
        by=by,
    )
    session.add(noted)
    session.flush()
    audit.record(
        _VERBS[step],
        timetable.consultation,
        by=by,
        reason=words or None,
        proposal=timetable.number,
        host=host.public_id,
        fingerprint=fingerprint,
    )
    return noted


_VERBS = {
    Agreed.ASKED: "timetable agreement asked",
    Agreed.AGREED: "timetable agreed",
    Agreed.DECLINED: "timetable declined",
}

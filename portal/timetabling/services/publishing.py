"""Publishing a timetable: its meetings become bookings, all or none, and it is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.bookings import services as bookings
from portal.bookings.rules import LONGEST_SUBJECT
from portal.bookings.services import Arrangement, NewMeeting, NotAsShown
from portal.bookings.services.acting import limited, must_run
from portal.bookings.services.seats import Destination
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db, packing
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Language, Text
from portal.timetabling import notifications, queries
from portal.timetabling.models import Timetable, Wish
from portal.timetabling.queries import Agreement, Change, Publication, Waived, What
from portal.timetabling.services.agreeing import agreement_words, must_be_agreed
from portal.timetabling.states import Rank, TimetableState


def publish(
    timetable: Timetable, *, by: User, shown: str, note: str = "", to_all: bool = False
) -> Publication:
    """Make a draft the session's timetable: meetings are made, moved and called off in one step.

    Whom it concerns is told; with `to_all` so is everybody else who takes part. What it does must
    have been shown: `shown` is the fingerprint. Raises NotAllowed, NotAsShown, and Conflict when
    anything is in the way, a meeting lacks an interpreter and nobody has waived that, or the
    partner host must agree and has not agreed to exactly this; then nothing is changed.
    """
    consultation = timetable.consultation
    must_run(consultation, by)
    note = limited(note.strip(), "note")
    db.lock(consultation)
    db.lock(timetable)
    if timetable.state is not TimetableState.DRAFT:
        raise Conflict(Text("This proposal is published or discarded already."))
    bookings.hold_meetings(consultation)
    publication = queries.publication_of(timetable)
    if publication.fingerprint != shown:
        raise NotAsShown
    _must_be_possible(publication)
    agreement = must_be_agreed(timetable, publication)
    bookings.arrange(consultation, _arrangement(publication, by), by=by, reason=note)
    if to_all:
        others = queries.others_of(consultation, publication)
        notifications.timetable_stands(consultation, others, note)
    _freeze(timetable, publication, agreement, by, note)
    return publication


def _must_be_possible(publication: Publication) -> None:
    if publication.conflicts:
        raise Conflict(Text("Something is in the way of this timetable. Nothing is changed."))
    if publication.lacking:
        raise Conflict(
            Text("Meetings lack an interpreter. Please find one, or say why each goes on without.")
        )


def _arrangement(publication: Publication, by: User) -> Arrangement:
    new = [each for each in publication.changes if each.what is What.NEW]
    topics = _topics(publication, new, by.language)
    return Arrangement(
        made=[
            NewMeeting(
                each.korean,
                each.chinese,
                each.slot,
                each.room,
                each.interpreter,
                *topics[each.korean.id, each.chinese.id],
            )
            for each in new
        ],
        moved=[
            Destination(each.booking, each.slot, each.room, each.interpreter)
            for each in publication.changes
            if each.booking is not None and each.what in (What.MOVED, What.CHANGED)
        ],
        dropped=[
            each.booking
            for each in publication.changes
            if each.booking is not None and each.what is What.DROPPED
        ],
    )


def _topics(
    publication: Publication, new: Sequence[Change], language: Language
) -> dict[tuple[int, int], tuple[str, int | None]]:
    """What each new meeting is about: the words of the two, or the technology that they named."""
    if not new:
        return {}
    consultation = new[0].slot.consultation
    wishes: dict[tuple[int, int], list[Wish]] = {pair: [] for pair in queries.pairs_of(new)}
    for wish in session.scalars(
        sa.select(Wish)
        .where(Wish.consultation_id == consultation.id, Wish.rank != Rank.NO)
        .options(joinedload(Wish.profile))
        .order_by(Wish.id)
    ):
        if (pair := (wish.korean_company_id, wish.chinese_company_id)) in wishes:
            wishes[pair].append(wish)
    return {pair: _topic(consultation, said, language) for pair, said in wishes.items()}


def _topic(
    consultation: ConsultationSession, wishes: Sequence[Wish], language: Language
) -> tuple[str, int | None]:
    profile = next((wish.profile for wish in wishes if wish.profile is not None), None)
    said = [wish.reason for wish in wishes if wish.reason]
    if not said:
        title = profile.title if profile is not None else consultation.title
        said = [title.best(language).text]
    return "\n".join(dict.fromkeys(said))[:LONGEST_SUBJECT], profile.id if profile else None


def _freeze(
    timetable: Timetable, publication: Publication, agreement: Agreement, by: User, note: str
) -> None:
    last = session.scalar(
        sa.select(sa.func.max(Timetable.version)).where(
            Timetable.consultation_id == timetable.consultation_id
        )
    )
    timetable.version = (last or 0) + 1
    timetable.state = TimetableState.PUBLISHED
    timetable.published_at = clock.now()
    timetable.published_by = by
    timetable.note = note or None
    words = [change_words(each) for each in publication.changes]
    words += [waiver_words(each) for each in publication.waived]
    if agreement.now is not None:
        words.append(agreement_words(agreement.now))
    timetable.log = {"rows": [packing.pack(each) for each in words]}
    session.flush()
    numbers: dict[str, Any] = {each.value: publication.number(each) for each in What}
    audit.record(
        "timetable published",
        timetable.consultation,
        by=by,
        reason=note or None,
        version=timetable.version,
        **numbers,
    )


def waiver_words(waived: Waived) -> Text:
    """Which meeting goes on without an interpreter, for the log of the version."""
    return Text(
        "Without an interpreter: %(korean)s and %(chinese)s. %(name)s: %(why)s",
        korean=waived.korean.name,
        chinese=waived.chinese.name,
        name=waived.by.person.name_latin,
        why=waived.why,
    )


def change_words(change: Change) -> Text:
    """What publishing does to one meeting, for the log of the version."""
    values = {
        "korean": change.korean.name,
        "chinese": change.chinese.name,
        "start": change.slot.starts_at,
    }
    match change.what:
        case What.NEW:
            return Text("New: %(korean)s and %(chinese)s on %(start)s", **values)
        case What.MOVED:
            return Text(
                "Moved: %(korean)s and %(chinese)s to %(start)s, until then on %(before)s",
                before=change.before,
                **values,
            )
        case What.CHANGED:
            return Text(
                "Other room or interpreter: %(korean)s and %(chinese)s on %(start)s", **values
            )
        case What.DROPPED:
            return Text("Cancelled: %(korean)s and %(chinese)s on %(start)s", **values)

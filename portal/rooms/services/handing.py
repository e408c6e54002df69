"""Handing files of a profile to the partner of a meeting, taking them back, and opening them."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Missing, NotAllowed
from portal.kernel.languages import Text
from portal.rooms import queries, rules
from portal.rooms.models import HandedFile
from portal.technologies.models import ProfileFile
from portal.technologies.queries.disclosure import agreed_with, hold_file, published_file_of
from portal.technologies.rules.disclosure import Reach
from portal.technologies.services import open_file


def hand_over(booking: Booking, owner: Company, file_id: str, *, by: User) -> None:
    """Put a file of one's published profiles before the partner of this meeting.

    It must be open to them by the ladder: one under an agreement needs the agreement. Handed over
    as it is already, nothing changes; a file that was replaced or raised since is handed over
    anew. Raises NotAllowed unless `by` acts for the owner, Missing for a file that is not theirs
    or not published, Conflict where the meeting does not take place or no agreement was marked.
    """
    _must_act_for(owner, booking, by)
    db.lock(booking)
    hold_file(file_id)  # or what is read next may be gone when it is written down
    file = published_file_of(owner, file_id)
    if file is None:
        raise Missing
    agreed = agreed_with(owner.id, [booking.partner_of(owner).id])
    if why_not := rules.why_not_hand_over(booking.state, file.rung, agreed=agreed):
        raise Conflict(why_not)
    before = _standing(booking, file)
    if before is not None:
        if before.is_unchanged and before.rung is file.rung:
            return
        before.taken_back_at = clock.now()
        session.flush()
    session.add(
        HandedFile(
            booking_id=booking.id,
            owner_id=owner.id,
            file_id=file.id,
            name=file.name,
            sha256=file.sha256,
            rung=file.rung,
            by_id=by.id,
        )
    )
    session.flush()
    _note("file handed over", booking, owner, file, by)


def take_file_back(booking: Booking, owner: Company, file_id: str, *, by: User) -> None:
    """Let nobody open a file in this meeting any more; what they have, they keep.

    Raises NotAllowed unless `by` acts for the owner, Missing for what is not handed over.
    """
    _must_act_for(owner, booking, by)
    db.lock(booking)
    handed = queries.handed_file(booking, file_id)
    if handed.owner_id != owner.id or handed.file is None:
        raise Missing
    handed.taken_back_at = clock.now()
    session.flush()
    _note("file taken back", booking, owner, handed.file, by)


def open_handed(
    booking: Booking, file_id: str, ladder: Reach, *, reader: Company | None, by: User
) -> ProfileFile:
    """Open a file that was handed over, as far as the reader's `ladder` reaches. `reader` is the
    company that they act for, if any.

    Raises Missing for what is not handed over here, NotAllowed for what is closed to them.
    """
    handed = queries.handed_file(booking, file_id)
    if why_not := rules.why_not_hand_over(booking.state):
        raise NotAllowed(why_not)
    if handed.file is None or not handed.is_unchanged:
        raise NotAllowed(Text("This file was changed since; ask its owner to hand it over anew."))
    if published_file_of(handed.owner, file_id) is None:
        raise Missing
    open_file(handed.file, ladder, reader=reader, by=by)
    return handed.file


def _must_act_for(owner: Company, booking: Booking, by: User) -> None:
    is_of_meeting = owner.id in (booking.korean_company_id, booking.chinese_company_id)
    if not is_of_meeting or not companies.acts_for(by, owner):
        raise NotAllowed(Text("Only the company itself hands over its files."))


def _standing(booking: Booking, file: ProfileFile) -> HandedFile | None:
    try:
        return queries.handed_file(booking, file.public_id)
    except Missing:
        return None


def _note(verb: str, booking: Booking, owner: Company, file: ProfileFile, by: User) -> None:
    audit.record(
        verb,
        booking,
        by=by,
        side=owner.side.value,
        file=file.name,
        sha256=file.sha256,
        rung=file.rung.value,
    )

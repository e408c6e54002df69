"""Sessions whose new timetable is published while companies book the same times elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.models import Booking, Seat
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.timetabling import queries, services
from portal.timetabling.models import Timetable
from portal.timetabling.services.building import known_meetings, save_meetings
from portal.timetabling.situation import Planned
from portal.timetabling.states import TimetableState
from tests import make
from tests.bookings.pair import Kept
from tests.races.crowd import Member, crowd
from tests.races.desks import press
from tests.races.rivals import Answer, Rival
from tests.races.rush import booking

# Every pair moves from the first slot to the third; in the second everybody meets somebody more.
BEFORE, MORE, MOVED = 0, 1, 2
LOOKS = 3


@dataclass(frozen=True)
class Place:
    """Where a meeting is, and how many seats it has."""

    korean: int
    chinese: int
    slot: int
    room: int | None
    seats: int


class Hall:
    """A session with a published timetable and a draft that moves all of it and adds as much.

    Its Korean companies also take part in another session at the same times, where they book by
    themselves: each the time of one of the meetings that the draft has for it.
    """

    def __init__(self, pairs: int) -> None:
        host = make.host()
        coordinator = make.coordinator(of=host)
        at = make.consultation(mode=BookingMode.TIMETABLE, owner=host, rooms=pairs)
        korean, chinese = crowd(at, Side.KR, pairs), crowd(at, Side.CN, pairs)
        elsewhere = make.consultation(mode=BookingMode.OPEN)
        partners = crowd(elsewhere, Side.CN, pairs)
        _take_part(korean, elsewhere)
        self.at, self.elsewhere, self.coordinator = Kept(at), Kept(elsewhere), Kept(coordinator)
        self.korean = [(Kept(each.company), Kept(each.user)) for each in korean]
        self.partners = [Kept(each.company) for each in partners]
        self._chinese = [each.company.id for each in chinese]
        self._slots = [slot.id for slot in make.slots_of(at)]
        self._rooms = [room.id for room in make.rooms_of(at)]
        self.old = [self._planned(number, number, BEFORE) for number in range(pairs)]
        self.new = [self._planned(number, number, MOVED) for number in range(pairs)]
        self.new += [self._planned(number, (number + 1) % pairs, MORE) for number in range(pairs)]
        self._publish_now(self.draft(self.old))
        self.made = self.draft(self.new)

    def _planned(self, korean: int, chinese: int, slot: int) -> Planned:
        return Planned(
            self.korean[korean][0].id,
            self._chinese[chinese],
            self._slots[slot],
            self._rooms[korean],
            None,
        )

    def draft(self, planned: Sequence[Planned]) -> Kept:
        """A proposal of these meetings, made of how things stand now."""
        made = Kept(make.timetable(self.at.now, self.coordinator.now))
        with db.writing():
            row = session.get_one(Timetable, made.id)
            save_meetings(row, planned)
            row.known = known_meetings(row.consultation)
        return made

    def _publish_now(self, draft: Kept) -> None:
        shown = queries.publication_of(draft.now).fingerprint
        with db.writing():
            services.publish(draft.now, by=self.coordinator.now, shown=shown)

    # ---- what people press

    def publish(self, rival: Rival, draft: Kept | None = None) -> Callable[[], Answer]:
        """The coordinator's button under what publishing does as it was just seen."""
        draft = draft or self.made
        publication = queries.publication_of(draft.now)
        assert not publication.lacking
        return press(
            rival,
            f"/coordinator/consultations/{self.at.public_id}/timetable/{draft.public_id}/publish",
            shown=publication.fingerprint,
            note="See you there",
        )

    def bookers(self, rivals: Sequence[Rival], *, look: bool = False) -> list[Callable[[], Answer]]:
        """The Korean companies book elsewhere, each the time of one of its new meetings.

        Those who `look` open the session's page before they press.
        """
        elsewhere = self.elsewhere.now
        times = make.slots_of(elsewhere)[MORE], make.slots_of(elsewhere)[MOVED]
        tries = [
            booking(rival, elsewhere, self.partners[number].now, times[number % 2])
            for number, rival in enumerate(rivals)
        ]
        if not look:
            return tries
        page = f"/company/consultations/{self.elsewhere.public_id}"
        return [_after_a_look(each, page, press) for each, press in zip(rivals, tries, strict=True)]

    @property
    def users(self) -> list[User]:
        """Those of the Korean companies, who book."""
        return [user.now for _, user in self.korean]

    # ---- what came of it

    @property
    def is_published(self) -> bool:
        return bool(self.made.now.state is TimetableState.PUBLISHED)

    def standing(self) -> Counter[Place]:
        """Every meeting of this session that stands, with the number of its seats."""
        session.rollback()
        rows = session.execute(
            sa.select(
                Booking.korean_company_id,
                Booking.chinese_company_id,
                Booking.slot_id,
                Booking.room_id,
                sa.func.count(Seat.id),
            )
            .outerjoin(Seat, Seat.booking_id == Booking.id)
            .where(Booking.consultation_id == self.at.id, Booking.state == BookingState.CONFIRMED)
            .group_by(Booking.id)
        )
        return Counter(Place(*row) for row in rows)

    def what_is_wrong(self) -> list[str]:
        """Why the session has neither its old timetable nor the new one, whole; nothing else."""
        wanted = self.new if self.is_published else self.old
        if self.standing() == as_places(wanted):
            return []
        name = "new" if self.is_published else "old"
        return [f"session {self.at.id} does not have its {name} timetable, and nothing but that"]

    def booked_elsewhere(self) -> set[int]:
        """The Korean companies that have a meeting in the other session."""
        session.rollback()
        return set(
            session.scalars(
                sa.select(Booking.korean_company_id).where(
                    Booking.consultation_id == self.elsewhere.id,
                    Booking.state == BookingState.CONFIRMED,
                )
            )
        )

    def what_is_left(self) -> list[Planned]:
        """The new meetings of whoever took no other one; whoever did stays where they were."""
        gone = self.booked_elsewhere()
        kept = [each for each in self.old if each.korean in gone]
        return kept + [each for each in self.new if each.korean not in gone]


def as_places(planned: Sequence[Planned]) -> Counter[Place]:
    return Counter(
        Place(each.korean, each.chinese, each.slot, each.room, seats=3) for each in planned
    )


def _after_a_look(rival: Rival, page: str, press: Callable[[], Answer]) -> Callable[[], Answer]:
    def look_and_press() -> Answer:
        for _ in range(LOOKS):
            rival.get(page)
        return press()

    return look_and_press


def _take_part(members: Sequence[Member], at: ConsultationSession) -> None:
    with db.writing():
        session.add_all(
            Participation(
                consultation_id=at.id,
                company_id=each.company.id,
                state=ParticipationState.ACCEPTED,
            )
            for each in members
        )

"""Makes what a test starts from: people, companies, sessions. Short names, honest defaults.

Rows are written directly, so that a test of one feature does not depend on another's services.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Coordinator, Host, Person, User
from portal.bookings.models import Booking, Waiting
from portal.companies.models import Company, Party, Region, Representative
from portal.companies.services.indexing import index as index_company
from portal.companies.states import CompanyState, PartyKind, Standing
from portal.consultations.models import (
    ConsultationSession,
    Delegate,
    Interpreter,
    Participation,
    Room,
    Slot,
)
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.infra.passwords import hashed
from portal.infra.uploads import Kind, store
from portal.kernel import clock, identifiers
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.letters.models import Letter
from portal.letters.states import Readers
from portal.reports.models import Paper
from portal.reports.papers import PaperKind
from portal.rooms.models import JoinLink, VenueLink
from portal.rooms.states import Role
from portal.technologies import services as technologies
from portal.technologies.models import Field, ProfileFile, TechnologyProfile
from portal.technologies.services.indexing import index as index_profile
from portal.technologies.states import ProfileKind, ProfileState, Stage
from portal.timetabling.models import Timetable
from portal.timetabling.situation import Keep
from portal.timetabling.states import TimetableState
from tests.browser_client import PASSWORD

_numbers = count(1)
LATER_THAN_EVERY_TEST = datetime(2100, 1, 1, tzinfo=UTC)


@cache
def password_hash() -> str:
    """The hash of the password that everybody in the tests has."""
    return hashed(PASSWORD)


def add(row: Any) -> Any:
    """Save one row, in a transaction of its own unless one is open."""
    if session.info.get("writing"):
        session.add(row)
        session.flush()
        return row
    with db.writing():
        session.add(row)
    return row


def person(name: str = "김수진", name_latin: str = "KIM Su-jin", side: Side = Side.KR, **more: Any):
    more.setdefault("languages", [side.language.value])
    return add(Person(name=name, name_latin=name_latin, side=side, **more))


def user(side: Side = Side.KR, *, email: str | None = None, **more: Any) -> User:
    """A confirmed account with the password of the tests."""
    names = {Side.KR: ("박지훈", "PARK Ji-hoon"), Side.CN: ("王立群", "WANG Liqun")}
    someone = person(*names[side], side, **more)
    return add(
        User(
            person=someone,
            email=email or f"person{next(_numbers)}@company.example",
            password_hash=password_hash(),
            language=Language.EN,
            email_confirmed_at=clock.now(),
        )
    )


def host(side: Side = Side.KR, name: str | None = None) -> Host:
    return add(
        Host(side=side, name=Wording(en=name or f"Institute {next(_numbers)}"), about=Wording())
    )


def coordinator(side: Side = Side.KR, *, of: Host | None = None, **more: Any) -> User:
    """A user who coordinates for a host of this side, with every duty unless said otherwise."""
    someone = user(side)
    add(Coordinator(user_id=someone.id, host_id=(of or host(side)).id, **more))
    return someone


def region(code: str) -> Region:
    return session.scalars(sa.select(Region).where(Region.code == code)).one()


def company(
    side: Side = Side.CN,
    *,
    state: CompanyState = CompanyState.APPROVED,
    region_code: str | None = None,
    name: Wording | None = None,
    **more: Any,
) -> Company:
    """A company, approved unless said otherwise: Shanghai's for China, Seoul's for Korea."""
    number = next(_numbers)
    if state is CompanyState.APPLIED:
        more.setdefault("applied_at", clock.now())
    own = "상쾌환경" if side is Side.KR else "清川环保"
    party = add(Party(kind=PartyKind.COMPANY))
    made = add(
        Company(
            party_id=party.id,
            side=side,
            state=state,
            name=name
            or Wording.of({"en": f"Freshwind {number}", side.language.value: f"{own}{number}"}),
            name_key=f"{own}{number}",
            region_code=region_code or ("KR-11" if side is Side.KR else "310000"),
            about=Wording(en="Makes dust collectors."),
            **more,
        )
    )
    return findable(made)


def findable(made: Any) -> Any:
    """A company or a profile that is found by what it says now."""
    index = index_company if isinstance(made, Company) else index_profile
    if session.info.get("writing"):
        index(made)
    else:
        with db.writing(afresh=False):
            index(made)
    return made


def representative(of: Company | None = None, side: Side = Side.CN, **more: Any) -> User:
    """A user who owns a company's account; the company is made unless given."""
    of = of or company(side)
    someone = user(of.side, **more)
    add(Representative(user_id=someone.id, company_id=of.id, standing=Standing.OWNER))
    return someone


def colleague(of: Company, **more: Any) -> User:
    """A user who acts for a company without owning its account."""
    someone = user(of.side, **more)
    add(Representative(user_id=someone.id, company_id=of.id, standing=Standing.MEMBER))
    return someone


def company_of(someone: User) -> Company:
    return session.scalars(
        sa.select(Company).join(Representative).where(Representative.user_id == someone.id)
    ).one()


def profile(of: Company, kind: ProfileKind = ProfileKind.OFFER, **more: Any) -> TechnologyProfile:
    field = session.scalars(sa.select(Field).where(Field.code == "AIR-02")).one()
    made = add(
        TechnologyProfile(
            company_id=of.id,
            kind=kind,
            state=more.pop("state", ProfileState.PUBLISHED),
            title=more.pop("title", Wording(en="Bag filter for sintering plants")),
            summary=more.pop("summary", Wording(en="50 to 7.6 mg/m3 at 80 t/h.")),
            stage=Stage.IN_OPERATION,
            published_at=clock.now(),
            fields=[field],
            **more,
        )
    )
    return findable(made)


def file(of: TechnologyProfile, body: bytes = b"%PDF-1.7", **more: Any) -> ProfileFile:
    """A file of a profile, and its bytes in the store."""
    return add(
        ProfileFile(
            profile_id=of.id,
            name=more.pop("name", "시험성적서.pdf"),
            kind=Kind.PDF,
            size=len(body),
            sha256=sha256(body).hexdigest(),
            key=store().put(body),
            position=more.pop("position", 1),
            **more,
        )
    )


def publish(profile: TechnologyProfile, by: User) -> None:
    """Submit a profile as its company, and publish it as a coordinator of its side."""
    reviewer = coordinator(profile.company.side)
    with db.writing():
        technologies.submit(profile, by=by)
        technologies.approve(profile, by=session.merge(reviewer))


def consultation(
    *,
    mode: BookingMode = BookingMode.OPEN,
    owner: Host | None = None,
    day: date | None = None,
    regions: tuple[str, ...] = ("310000",),
    slots: int = 4,
    rooms: int | None = None,
    opened: bool = True,
    **more: Any,
) -> ConsultationSession:
    """A session a week from now: slots of 25 minutes from 13:00 in Beijing, five minutes apart."""
    day = day or (clock.now() + timedelta(days=7)).astimezone(BEIJING).date()
    first = clock.at(day, 13, zone=BEIJING)
    made = add(
        ConsultationSession(
            code=f"SH-{next(_numbers)}",
            host_id=(owner or host()).id,
            title=Wording(en="Shanghai, dust control", ko="상하이 집진", zh="上海除尘"),
            about=Wording(),
            booking_mode=mode,
            slot_minutes=25,
            pause_minutes=5,
            joining_ends_at=more.pop("joining_ends_at", first - timedelta(days=3)),
            asking_ends_at=more.pop("asking_ends_at", first - timedelta(days=2)),
            booking_ends_at=more.pop("booking_ends_at", first - timedelta(days=1)),
            starts_at=first,
            ends_at=first + timedelta(minutes=30 * slots - 5),
            opened_at=clock.now() if opened else None,
            regions=[region(code) for code in regions],
            **more,
        )
    )
    for number in range(slots):
        starts_at = first + timedelta(minutes=30 * number)
        add(
            Slot(
                consultation_id=made.id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=25),
            )
        )
    for number in range(1, (rooms or 0) + 1):
        party = add(Party(kind=PartyKind.ROOM))
        add(Room(consultation_id=made.id, party_id=party.id, number=number))
    return made


def slots_of(of: ConsultationSession) -> list[Slot]:
    return list(
        session.scalars(
            sa.select(Slot)
            .where(Slot.consultation_id == of.id, Slot.gone_at.is_(None))
            .order_by(Slot.starts_at)
        )
    )


def participation(
    of: Company,
    at: ConsultationSession,
    state: ParticipationState = ParticipationState.ACCEPTED,
    **more: Any,
) -> Participation:
    return add(Participation(consultation_id=at.id, company_id=of.id, state=state, **more))


def delegate(of: Participation, someone: Person | None = None) -> Delegate:
    someone = someone or person(side=of.company.side)
    return add(Delegate(participation_id=of.id, person_id=someone.id))


def interpreter(
    *,
    languages: tuple[str, ...] = ("ko", "zh"),
    with_account: bool = True,
    of: Host | None = None,
    sessions: tuple[ConsultationSession, ...] = (),
):
    """Somebody who interprets, with an account unless said otherwise."""
    party = add(Party(kind=PartyKind.INTERPRETER))
    account = user(Side.KR, languages=list(languages)) if with_account else None
    someone = account.person if account else person(languages=list(languages))
    return add(
        Interpreter(
            person_id=someone.id,
            user_id=account.id if account else None,
            party_id=party.id,
            host_id=(of or host()).id,
            consultations=list(sessions),
        )
    )


def waiting(waiter: Company, wanted: Company, at: ConsultationSession, **more: Any) -> Waiting:
    """A company in line for a time with another."""
    korean, chinese = (waiter, wanted) if waiter.side is Side.KR else (wanted, waiter)
    return add(
        Waiting(
            consultation_id=at.id,
            korean_company_id=korean.id,
            chinese_company_id=chinese.id,
            waiting_side=waiter.side,
            subject="Bag filters",
            number=next(_numbers),
            **more,
        )
    )


def letter(of: Host, by: User, **more: Any) -> Letter:
    """A draft of a host to companies of its own side."""
    words = {"subject": Wording(en="News"), "text": Wording(en="Please read the programme.")}
    facts = {"readers": Readers.COMPANIES, "states": ["APPROVED"], **words}
    return add(Letter(host_id=of.id, author_id=by.id, author_name="MIN", **facts | more))


def timetable(at: ConsultationSession, by: User, **more: Any) -> Timetable:
    """A proposal that is a draft, with nothing in it unless somebody adds it."""
    more.setdefault("state", TimetableState.DRAFT)
    return add(
        Timetable(
            consultation_id=at.id,
            number=next(_numbers),
            seconds=1,
            keep=Keep.ALL,
            made_by_id=by.id,
            **more,
        )
    )


def rooms_of(of: ConsultationSession) -> list[Room]:
    return list(
        session.scalars(sa.select(Room).where(Room.consultation_id == of.id).order_by(Room.number))
    )


def participation_of(of: Company, at: ConsultationSession) -> Participation:
    return session.scalars(
        sa.select(Participation).where(
            Participation.company_id == of.id, Participation.consultation_id == at.id
        )
    ).one()


def paper(of: ConsultationSession, by: User) -> Paper:
    """A paper of a session that is ready to be fetched."""
    return add(
        Paper(
            consultation_id=of.id,
            asked_by_id=by.id,
            kind=PaperKind.PLAN,
            language=Language.EN,
            address="https://portal.example",
            expires_at=clock.now() + timedelta(days=7),
            made_at=clock.now(),
            body=b"%PDF-1.7",
        )
    )


def join_link(booking: Booking, by: User, role: Role = Role.KOREAN) -> JoinLink:
    """A link by which a guest enters a meeting's room; nobody knows its secret."""
    whose = {"role": role, "name": "A guest", "address": "guest@guest.example"}
    digest = identifiers.digest(identifiers.secret())
    return add(JoinLink(booking_id=booking.id, made_by_id=by.id, digest=digest, **whose))


def venue(at: ConsultationSession, by: User, *companies: Company) -> VenueLink:
    """A venue where these companies sit today; nobody knows its link's secret."""
    return add(
        VenueLink(
            consultation_id=at.id,
            day=clock.today(BEIJING),
            name="Venue 1",
            companies=[each.public_id for each in companies],
            made_by_id=by.id,
            digest=identifiers.digest(identifiers.secret()),
        )
    )

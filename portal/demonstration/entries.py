"""The words of the demonstration's data: who there is, who takes part, who meets whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.bookings.services import Recorded
from portal.bookings.states import BookingState, RequestState
from portal.companies.states import CompanySize, CompanyState
from portal.consultations.rules import Link, MeetingLink, Terms, Window
from portal.consultations.states import BookingMode, ParticipationState, Whereabouts
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies.rules import Description, Figure, Proof
from portal.technologies.states import ProfileState


@dataclass(frozen=True)
class Human:
    """A person by name; `email` only for those who act at a desk."""

    name: str
    latin: str
    languages: tuple[str, ...]
    post: str | None
    phone: str | None
    email: str | None
    language: Language


@dataclass(frozen=True)
class HostEntry:
    """A public body and those who coordinate for it."""

    key: str
    side: Side
    name: Wording
    about: Wording
    website: str
    region: str | None
    coordinators: tuple[Human, ...]


@dataclass(frozen=True)
class InterpreterEntry:
    """An interpreter of the first host."""

    key: str
    side: Side
    human: Human


@dataclass(frozen=True)
class ProfileEntry:
    """A technology that a company offers or needs."""

    key: str
    state: ProfileState
    description: Description
    figures: tuple[Figure, ...] = ()
    proof: Proof = field(default_factory=Proof)
    comments: Mapping[str, str] = field(default_factory=dict)  # of the coordinator who sent it back


@dataclass(frozen=True)
class CompanyEntry:
    """A company, what the coordinators decided about it, its people and its technologies."""

    key: str
    side: Side
    state: CompanyState
    reason: str | None
    name: Wording
    about: Wording
    number: str | None
    region: str
    city: str | None
    address: str | None
    size: CompanySize | None
    wants: tuple[str, ...]
    people: tuple[Human, ...]
    profiles: tuple[ProfileEntry, ...]

    @property
    def website(self) -> str:
        return f"https://{self.key}.example"


@dataclass(frozen=True)
class Part:
    """One company's part in a session. People count from 1, slots as in the session."""

    company: str
    state: ParticipationState
    people: tuple[int, ...]
    unavailable: tuple[int, ...]
    whereabouts: Whereabouts
    bookable: bool
    note: str | None
    reason: str | None


@dataclass(frozen=True)
class Change:
    """What one side of a meeting changes, and why: `to` is a slot, or the people who attend then.

    `by` says which side it is, "asks" or "asked". People count as where the company takes part.
    """

    by: str
    to: tuple[int, ...]
    why: str


@dataclass(frozen=True)
class RecordEntry:
    """What one side says came of a meeting, so many hours after its end; a later one corrects it.

    `next_step_in` counts days from the meeting's. `because` is why a coordinator wrote it.
    """

    by: str
    hours_after: float
    recorded: Recorded
    next_step_in: int | None
    because: str | None


@dataclass(frozen=True)
class MeetingEntry:
    """Who asks whom, what is answered, and what comes of it.

    `answer` is None where the request waits or the meeting is booked at once; `slot` where there
    is no meeting. `asked_on` counts days from now, `then` is how the meeting ends. `times` are the
    slots that the asker proposes, `instead` those that the company asked proposes. `moved` and
    `handed_over` are what happens to the booked meeting before it begins.
    """

    asks: str
    asked: str
    about: str
    reason: str
    asked_on: float | None
    answer: RequestState | None
    words: str | None
    times: tuple[int, ...]
    instead: tuple[int, ...]
    slot: int | None
    interpreter: str | None
    link: MeetingLink | None
    moved: Change | None
    handed_over: Change | None
    then: BookingState | None
    records: tuple[RecordEntry, ...]


@dataclass(frozen=True)
class WishesEntry:
    """Whom a company wants to meet, each in order, and what about; `said_on` counts days from now.

    `because` is why a coordinator noted it for the company.
    """

    by: str
    said_on: float
    must: tuple[str, ...]
    would: tuple[str, ...]
    no: tuple[str, ...]
    about: Mapping[str, str]
    words: Mapping[str, str]
    because: str | None


@dataclass(frozen=True)
class WaitEntry:
    """A company that waits for a time with another, since `since` days from now."""

    waits: str
    wanted: str
    about: str
    reason: str
    since: float


@dataclass(frozen=True)
class LetterEntry:
    """What the coordinator writes to those who take part; `sent_on` counts days from now."""

    sent_on: int
    subject: Wording
    text: Wording


@dataclass(frozen=True)
class SessionEntry:
    """A session: its days count from today, its hours are Beijing's."""

    key: str
    host: str
    partner: str
    regions: tuple[str, ...]
    mode: BookingMode
    title: Wording
    about: Wording
    around_now: bool
    first_day: int
    days: int
    windows: tuple[Window, ...]
    slot_minutes: int
    pause_minutes: int
    rooms: int | None
    opened: int
    joining_ends: int
    asking_ends: int
    booking_ends: int
    interpreters: tuple[str, ...]
    hours: dict[str, tuple[Window | None, ...]]
    link: MeetingLink
    terms: Terms
    parts: tuple[Part, ...]
    meetings: tuple[MeetingEntry, ...]
    wishes: tuple[WishesEntry, ...]
    waits: tuple[WaitEntry, ...]
    places: Mapping[str, int]
    letters: tuple[LetterEntry, ...] = ()
    # What is tried when the first way to meet does not work.
    fall_backs: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RegardEntry:
    """What a company keeps for itself about a profile of another."""

    by: str
    about: str
    note: str
    listed: bool = False
    declined: bool = False

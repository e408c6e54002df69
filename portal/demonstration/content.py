"""What the demonstration is made of, as it is written in data/: read, and given types."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import time
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from portal.bookings.services import Recorded
from portal.bookings.states import BookingState, Currency, MeetingResult, RequestState
from portal.companies.states import CompanySize, CompanyState
from portal.consultations.rules import Link, MeetingLink, Terms, Window
from portal.consultations.states import BookingMode, LinkKind, ParticipationState, Whereabouts
from portal.demonstration.entries import (
    Change,
    CompanyEntry,
    HostEntry,
    Human,
    InterpreterEntry,
    LetterEntry,
    MeetingEntry,
    Part,
    RecordEntry,
    RegardEntry,
    SessionEntry,
    WaitEntry,
    WishesEntry,
)
from portal.demonstration.profiles import profile_of
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording

DATA = Path(__file__).with_name("data")

# These four can be signed in with; nobody else in the demonstration has a password.
ACCOUNTS = (
    "coordinator@demo.example",
    "korea@demo.example",
    "shanghai@demo.example",
    "interpreter@demo.example",
)
PASSWORD = "demo-consultation"  # noqa: S105 - meant to be known

INVENTED = Wording(
    en="An invented company of the demonstration.",
    ko="데모를 위해 만든 가상의 기업입니다.",
    zh="本企业为演示而虚构。",
)


def hosts() -> list[HostEntry]:
    return [
        HostEntry(
            key=entry["key"],
            side=Side(entry["side"]),
            name=Wording.of(entry["name"]),
            about=Wording.of(entry["about"]),
            website=entry["website"],
            region=entry.get("region"),
            coordinators=tuple(_human(who, Side(entry["side"])) for who in entry["coordinators"]),
        )
        for entry in _read("hosts")["host"]
    ]


def regards() -> list[RegardEntry]:
    return [RegardEntry(**entry) for entry in _read("regards")["regard"]]


def interpreters() -> list[InterpreterEntry]:
    return [
        InterpreterEntry(entry["key"], Side(entry["side"]), _human(entry, Side(entry["side"])))
        for entry in _read("hosts")["interpreter"]
    ]


def companies() -> list[CompanyEntry]:
    """All companies, Korean ones first."""
    return [
        _company(entry, side)
        for file, side in (("korea", Side.KR), ("china", Side.CN))
        for entry in _read(file)["company"]
    ]


def addresses() -> set[str]:
    """The addresses of all accounts that the demonstration makes."""
    humans = [human for host in hosts() for human in host.coordinators]
    humans += [entry.human for entry in interpreters()]
    humans += [human for company in companies() for human in company.people]
    return {human.email for human in humans if human.email}


def sessions() -> list[SessionEntry]:
    return [_session(entry) for entry in _read("sessions")["session"]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def _human(entry: dict[str, Any], side: Side) -> Human:
    return Human(
        name=entry["name"],
        latin=entry["latin"],
        languages=tuple(entry["languages"]),
        post=entry.get("post"),
        phone=entry.get("phone"),
        email=entry.get("email"),
        language=Language(entry.get("language", side.language)),
    )


def _company(entry: dict[str, Any], side: Side) -> CompanyEntry:
    about = Wording.of(entry.get("about", {}))
    return CompanyEntry(
        key=entry["key"],
        side=side,
        state=CompanyState(entry.get("state", CompanyState.APPROVED)),
        reason=entry.get("reason"),
        name=Wording.of(entry["name"]),
        about=Wording.of(
            {
                language.value: f"{about.exactly(language)} {INVENTED.exactly(language)}"
                for language in about.languages
            }
        ),
        number=entry.get("number"),
        region=entry["region"],
        city=entry.get("city"),
        address=entry.get("address"),
        size=CompanySize(entry["size"]) if "size" in entry else None,
        wants=tuple(entry.get("wants", ())),
        people=_people(entry, side),
        profiles=tuple(profile_of(profile, side) for profile in entry.get("profiles", ())),
    )


def _people(entry: dict[str, Any], side: Side) -> tuple[Human, ...]:
    """A company's people; the first acts at its desk, and so has an address."""
    people = [_human(who, side) for who in entry.get("people", ())]
    for owner in people[:1]:
        mailbox = "".join(letter for letter in owner.latin.lower() if letter in ascii_lowercase)
        address = owner.email or f"{mailbox}@{entry['key']}.example"
        people[0] = replace(owner, email=address)
    return tuple(people)


def _session(entry: dict[str, Any]) -> SessionEntry:
    return SessionEntry(
        key=entry["key"],
        host=entry["host"],
        partner=entry["partner"],
        regions=tuple(entry["regions"]),
        mode=BookingMode(entry["mode"]),
        title=Wording.of(entry["title"]),
        about=Wording.of(entry["about"]),
        around_now=entry.get("around_now", False),
        first_day=entry["first_day"],
        days=entry["days"],
        windows=tuple(_window(text) for text in entry.get("windows", ())),
        slot_minutes=entry["slot_minutes"],
        pause_minutes=entry["pause_minutes"],
        rooms=entry.get("rooms"),
        opened=entry["opened"],
        joining_ends=entry["joining_ends"],
        asking_ends=entry["asking_ends"],
        booking_ends=entry["booking_ends"],
        interpreters=tuple(entry["interpreters"]),
        hours={
            who: tuple(_window(text) if text else None for text in days)
            for who, days in entry.get("hours", {}).items()
        },
        link=_link(entry.get("link")) or MeetingLink(),
        fall_backs=tuple(Link.of(facts) for facts in entry.get("fall_backs", ())),
        terms=Terms(**entry.get("rules", {})),
        parts=tuple(_part(part) for part in entry["take_part"]),
        meetings=tuple(_meeting(meeting) for meeting in entry["meetings"]),
        waits=tuple(WaitEntry(**wait) for wait in entry.get("waits", ())),
        places=entry.get("places", {}),
        letters=tuple(
            LetterEntry(each["sent_on"], Wording.of(each["subject"]), Wording.of(each["text"]))
            for each in entry.get("letters", ())
        ),
        wishes=tuple(_wishes(wishes) for wishes in entry.get("wishes", ())),
    )


def _window(text: str) -> Window:
    starts, ends = text.split("-")
    return Window(time.fromisoformat(starts), time.fromisoformat(ends))


def _link(entry: dict[str, str] | None) -> MeetingLink | None:
    if entry is None:
        return None
    return MeetingLink(
        kind=LinkKind(entry["kind"]),
        url=entry.get("url"),
        number=entry.get("number"),
        password=entry.get("password"),
    )


def _part(entry: dict[str, Any]) -> Part:
    return Part(
        company=entry["company"],
        state=ParticipationState(entry.get("state", ParticipationState.ACCEPTED)),
        people=tuple(entry.get("people", ())),
        unavailable=tuple(entry.get("unavailable", ())),
        whereabouts=Whereabouts(entry.get("place", Whereabouts.OWN_OFFICE)),
        bookable=entry.get("bookable", True),
        note=entry.get("note"),
        reason=entry.get("reason"),
    )


def _meeting(entry: dict[str, Any]) -> MeetingEntry:
    return MeetingEntry(
        asks=entry["asks"],
        asked=entry["asked"],
        about=entry["about"],
        reason=entry["reason"],
        asked_on=entry.get("asked_on"),
        answer=RequestState(entry["answer"]) if "answer" in entry else None,
        words=entry.get("words"),
        times=tuple(entry.get("times", ())),
        instead=tuple(entry.get("instead", ())),
        slot=entry.get("slot"),
        interpreter=entry.get("interpreter"),
        link=_link(entry.get("link")),
        moved=_change(entry.get("moved")),
        handed_over=_change(entry.get("handed_over")),
        then=BookingState(entry["then"]) if "then" in entry else None,
        records=tuple(_record(record) for record in entry.get("records", ())),
    )


def _record(entry: dict[str, Any]) -> RecordEntry:
    return RecordEntry(
        by=entry["by"],
        hours_after=entry["hours_after"],
        recorded=Recorded(
            result=MeetingResult(entry["result"]),
            next_step=entry.get("next_step"),
            currency=Currency(entry["currency"]) if "currency" in entry else None,
            consultation_amount=entry.get("talked_about"),
            expected_amount=entry.get("expected"),
            signed_amount=entry.get("signed"),
            note=entry.get("note"),
        ),
        next_step_in=entry.get("next_step_in"),
        because=entry.get("because"),
    )


def _wishes(entry: dict[str, Any]) -> WishesEntry:
    return WishesEntry(
        by=entry["by"],
        said_on=entry["said_on"],
        must=tuple(entry.get("must", ())),
        would=tuple(entry.get("would", ())),
        no=tuple(entry.get("no", ())),
        about=entry.get("about", {}),
        words=entry.get("words", {}),
        because=entry.get("because"),
    )


def _change(entry: dict[str, Any] | None) -> Change | None:
    if entry is None:
        return None
    return Change(by=entry["by"], to=tuple(entry["to"]), why=entry["why"])

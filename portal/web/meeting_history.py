"""What was done to a request or a meeting, in words: who, when, on whose behalf, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import flash
from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.bookings.states import OPENS_CONTACT, MeetingResult
from portal.consultations.states import LinkKind
from portal.infra import audit
from portal.kernel.languages import Text
from portal.web.languages import current_language, say

VERBS = {
    "request asked": Text("Meeting asked for"),
    "times proposed": Text("Times proposed"),
    "request accepted": Text("Request accepted"),
    "request declined": Text("Request declined"),
    "request withdrawn": Text("Request withdrawn"),
    "request changed": Text("Deadline or proposed times changed"),
    "request expired": Text("Request expired without an answer"),
    "meeting booked": Text("Meeting booked"),
    "meeting moved": Text("Meeting moved to another time"),
    "meeting changed": Text("Room or length changed"),
    "meeting cancelled": Text("Meeting cancelled"),
    "meeting met": Text("Noted that the meeting took place"),
    "meeting missed": Text("Noted that the meeting did not take place"),
    "attendance stated": Text("Stated who came"),
    "attendance decided": Text("Decided who came"),
    "attendees changed": Text("Attendees of the meeting changed"),
    "stood in line": Text("Waits for a time with the other company"),
    "left the line": Text("No longer waits for a time"),
    "moved in line": Text("Moved within the line"),
    "time offered": Text("A time was offered"),
    "offer accepted": Text("The time was accepted"),
    "offer declined": Text("The time was declined"),
    "offer expired": Text("Nobody answered in time; the place is now the last in the line"),
    "offer withdrawn": Text("The offer was taken back"),
    "interpreter seated": Text("Interpreter found"),
    "interpreter released": Text("Interpreter released"),
    "meeting delayed": Text("Begins later than planned"),
    "meeting noted": Text("Note for colleagues written"),
    "coordinator called": Text("A coordinator was called into the room"),
    "people called": Text("Missing people called"),
    "interpreter late": Text("The interpreter is running late"),
    "meeting extended": Text("The meeting went on longer"),
    "assignment declined": Text("The interpreter gave the meeting back"),
    "file handed over": Text("File handed over"),
    "file taken back": Text("Handed-over file taken back"),
    "join link sent": Text("Link into the meeting sent to a guest"),
    "join link taken back": Text("Link into the meeting taken back"),
    "mails declined": Text("Somebody with a link wants no more mails"),
    "mails wanted again": Text("Somebody with a link wants mails again"),
    "link set": Text("Own meeting link set"),
    "link removed": Text("Own meeting link removed"),
    "way taken": Text("The meeting takes place elsewhere"),
    "log written": Text("Record written"),
    "log changed": Text("Record changed"),
}

# What can change in a record, as its form calls it.
PARTS_OF_RECORD = {
    "next_step": Text("Next step"),
    "next_step_on": Text("Until when?"),
    "currency": Text("Currency of the amounts"),
    "consultation_amount": Text("Consultation amount"),
    "expected_amount": Text("Expected contract amount"),
    "signed_amount": Text("Signed contract amount"),
    "note": Text("Notes on the meeting"),
}


@dataclass(frozen=True)
class Event:
    """One line of a history. `actor` is a person's name, for coordinators and in own records."""

    at: datetime
    words: str
    who: str
    actor: str
    reason: str | None
    before: datetime | None
    after: datetime | None
    times: Sequence[datetime]
    was: Sequence[str]
    now: Sequence[str]
    parts: Sequence[str] = ()


def history_of(*things: Any, own: Any = None) -> Sequence[Event]:
    """What was done to these things, oldest first; `own` is the reader's company, if they have one.

    A company reads which side acted, but no names of the other side's people unless the meeting
    takes place, and not why a coordinator acted for the other company.
    """
    things = tuple(thing for thing in things if thing is not None)
    entries = [entry for thing in things for entry in audit.history(thing)]
    entries.sort(key=lambda entry: entry.id)
    names = _names_in(entries)
    open_to_each_other = any(thing.state in OPENS_CONTACT for thing in things)
    return [_event(entry, own, names, open_to_each_other) for entry in entries]


def history_of_record(log: Any, own: Any = None) -> Sequence[Event]:
    """Who wrote and who changed one side's record of a meeting; only that side reads it.

    People of the company read the names of their own; who acts for them is "the coordinator".
    """
    return [_record_event(entry, own) for entry in audit.history(log)] if log else []


def _record_event(entry: audit.AuditEntry, own: Any) -> Event:
    results = [entry.details.get(key) for key in ("result_was", "result")]
    was, now = ([say(MeetingResult(each).words)] if each else [] for each in results)
    changed = entry.details.get("changed", ()) if entry.verb == "log changed" else ()
    event = _event(entry, own, {}, open_to_each_other=False)
    by_coordinator = own is None and entry.on_behalf_of
    return replace(
        event,
        who=say(Text("The coordinator, on the company's behalf")) if by_coordinator else event.who,
        actor="" if own is not None and entry.on_behalf_of else entry.actor_name,
        was=was if was != now else (),
        now=now if was != now else (),
        parts=[say(PARTS_OF_RECORD[name]) for name in changed if name in PARTS_OF_RECORD],
    )


def _names_in(entries: Iterable[audit.AuditEntry]) -> dict[str, str]:
    """The names of the people that these entries speak of, by public id: one statement, or none."""
    ids = {id for entry in entries for key in ("was", "now") for id in entry.details.get(key, ())}
    people = accounts.people_by_public_id(ids) if ids else {}
    return {id: str(person.name_for(current_language())) for id, person in people.items()}


def tell_of_move(booking: Any, slot: Any) -> None:
    """Say that a meeting has its new time; or that a form sent once more moved nothing."""
    if booking.slot_id == slot.id:
        flash(_("The meeting has a new time. Everybody in it gets a mail."), "ok")
    else:
        flash(_("This form has moved the meeting before, so nothing changed now."), "act")


def _event(
    entry: audit.AuditEntry, own: Any, names: Mapping[str, str], open_to_each_other: bool
) -> Event:
    verb = VERBS.get(entry.verb, Text("Changed"))
    if entry.verb == "request asked" and entry.details.get("times"):
        verb = Text("Meeting asked for, and times proposed")
    if entry.details.get("beyond"):
        verb = Text("%(what)s, beyond the rules for companies", what=verb)
    if way := entry.details.get("way"):
        verb = Text("%(what)s: %(service)s", what=verb, service=LinkKind(way).words)
    if entry.details.get("outside_hours"):
        verb = Text("%(what)s, outside their hours", what=verb)
    side = entry.details.get("side")
    may_read = own is None or side == own.side.value or open_to_each_other
    foreign = own is not None and entry.on_behalf_of not in (None, own.public_id)
    return Event(
        at=entry.at,
        words=say(verb),
        who=say(_who(entry, own)),
        actor="" if own is not None else entry.actor_name,
        reason=None if foreign else entry.reason,
        before=_moment(entry.details.get("before")),
        after=_moment(entry.details.get("after")),
        was=_named(entry, "was", names) if may_read else (),
        now=(_named(entry, "now", names) or _file(entry)) if may_read else (),
        times=[datetime.fromisoformat(text) for text in entry.details.get("times") or ()],
    )


def _named(entry: audit.AuditEntry, key: str, names: Mapping[str, str]) -> list[str]:
    return [names[id] for id in entry.details.get(key, ()) if id in names]


def _file(entry: audit.AuditEntry) -> list[str]:
    """The name of the file that an entry speaks of, if it speaks of one."""
    return [entry.details["file"]] if "file" in entry.details else []


def _who(entry: audit.AuditEntry, own: Any) -> Text:
    side = entry.details.get("side")
    if entry.actor_id is None:
        return Text("The portal")
    if side is None:
        return Text("The coordinator")
    if own is None:
        return Text("The Korean company") if side == "KR" else Text("The Chinese company")
    mine = side == own.side.value
    if entry.on_behalf_of:
        return (
            Text("The coordinator, on your behalf")
            if mine
            else Text("The coordinator, on behalf of the other company")
        )
    return Text("Your side") if mine else Text("The other company")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

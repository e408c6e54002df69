"""What publishing does to single meetings, and all of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.companies.models import Company
from portal.consultations.models import Interpreter, Room, Slot
from portal.kernel.languages import Text


class What(Enum):
    """What publishing does to a meeting."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    DROPPED = "dropped"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            What.NEW: Text("new"),
            What.MOVED: Text("moved"),
            What.CHANGED: Text("other room or interpreter"),
            What.DROPPED: Text("cancelled"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {What.NEW: "ok", What.MOVED: "act", What.CHANGED: "live", What.DROPPED: "no"}[self]


@dataclass(frozen=True)
class Change:
    """One meeting that is made, moved, changed or called off."""

    what: What
    korean: Company
    chinese: Company
    slot: Slot
    room: Room | None
    interpreter: Interpreter | None
    booking: Booking | None = None

    @property
    def before(self) -> datetime | None:
        return self.booking.slot.starts_at if self.booking else None

    def had(self, helper: Interpreter) -> bool:
        """Whether somebody interprets in it as it stands now."""
        return self.booking is not None and self.booking.interpreter_id == helper.id


@dataclass(frozen=True)
class Waived:
    """A meeting that goes on without the interpreter it needs, since somebody said so and why."""

    korean: Company
    chinese: Company
    by: User
    why: str


@dataclass(frozen=True)
class Publication:
    """Everything that publishing a timetable does. `conflicts` must be gone before; `lacking` are
    meetings without the interpreter that they need, each of which somebody must waive first."""

    changes: Sequence[Change]
    conflicts: Sequence[Text]
    lacking: Sequence[tuple[Company, Company]]
    kept: Sequence[Booking]
    waived: Sequence[Waived] = ()

    @property
    def unchanged(self) -> int:
        """How many meetings stay as they are."""
        return len(self.kept)

    @property
    def is_possible(self) -> bool:
        """Whether nothing is in the way, and no interpreter is lacking without a word."""
        return not self.conflicts and not self.lacking

    def number(self, what: What) -> int:
        return sum(change.what is what for change in self.changes)

    @property
    def companies(self) -> list[Company]:
        """Who is concerned, and so is told."""
        found = {
            each.id: each for change in self.changes for each in (change.korean, change.chinese)
        }
        return list(found.values())

    @property
    def fingerprint(self) -> str:
        """A short word for all of it, by which one notices that something has changed since.

        It covers every meeting that is made, moved, called off or kept: who, when, where, and with
        which interpreter or on whose word without one; and what is in the way.
        """
        facts = sorted([*map(_facts_of, self.changes), *map(_facts_of_kept, self.kept)])
        said = sorted(str(text) for text in self.conflicts)
        said += sorted(f"{korean.id} {chinese.id}" for korean, chinese in self.lacking)
        said += sorted(
            f"{each.korean.id} {each.chinese.id} {each.by.id} {each.why}" for each in self.waived
        )
        return sha256(repr((facts, said)).encode()).hexdigest()[:24]


Facts = tuple[str, int, int, int, str, str, int, int, int, int]


def _facts_of(change: Change) -> Facts:
    booking = change.booking
    return (
        change.what.value,
        change.korean.id,
        change.chinese.id,
        *_when(change.slot),
        change.room.id if change.room else 0,
        change.interpreter.id if change.interpreter else 0,
        booking.id if booking else 0,
        booking.slot_id if booking else 0,
    )


def _facts_of_kept(booking: Booking) -> Facts:
    return (
        "kept",
        booking.korean_company_id,
        booking.chinese_company_id,
        *_when(booking.slot),
        booking.room_id or 0,
        booking.interpreter_id or 0,
        booking.id,
        booking.slot_id,
    )


def _when(slot: Slot) -> tuple[int, str, str]:
    return slot.id, slot.starts_at.isoformat(), slot.ends_at.isoformat()

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
    unchanged: int
    waived: Sequence[Waived] = ()

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
        """A short word for all of it, by which one notices that something has changed since."""
        facts = sorted(
            (
                change.what.value,
                change.korean.id,
                change.chinese.id,
                change.slot.id,
                change.room.id if change.room else 0,
                change.interpreter.id if change.interpreter else 0,
                change.booking.id if change.booking else 0,
                change.booking.slot_id if change.booking else 0,
            )
            for change in self.changes
        )
        said = sorted(str(text) for text in self.conflicts)
        said += sorted(f"{korean.id} {chinese.id}" for korean, chinese in self.lacking)
        return sha256(repr((facts, said)).encode()).hexdigest()[:24]

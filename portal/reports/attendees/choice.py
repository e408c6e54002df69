"""What somebody asks of an attendee list: which rows, which columns, and whether contact data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.bookings.states import BookingState
from portal.kernel.clocks import Side
from portal.kernel.languages import Text

LONGEST_REASON = 300


class Rows(StrEnum):
    """What one row of a list is about."""

    PERSON = "PERSON"
    MEETING = "MEETING"
    COMPANY = "COMPANY"

    @property
    def words(self) -> Text:
        return {
            Rows.PERSON: Text("One row for each person at each meeting"),
            Rows.MEETING: Text("One row for each meeting"),
            Rows.COMPANY: Text("One row for each company"),
        }[self]


class Sheets(StrEnum):
    """Into which sheets a list is cut."""

    ONE = "ONE"
    DAY = "DAY"
    REGION = "REGION"

    @property
    def words(self) -> Text:
        return {
            Sheets.ONE: Text("All on one sheet"),
            Sheets.DAY: Text("A sheet for each day"),
            Sheets.REGION: Text("A sheet for each region"),
        }[self]


class Standing(StrEnum):
    """How far a meeting has come: asked for, or one of a booking's states that stand on lists."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    MET = "MET"
    MISSED = "MISSED"

    @property
    def words(self) -> Text:
        if self is Standing.ASKED:
            return Text("Asked for, not answered yet")
        return BookingState(self.value).words

    @property
    def sign(self) -> str:
        return "wait" if self is Standing.ASKED else BookingState(self.value).sign


BOOKED = frozenset({Standing.CONFIRMED, Standing.MET, Standing.MISSED})


class Purpose(StrEnum):
    """What contact data may leave the portal for."""

    REMINDING = "REMINDING"
    ON_THE_DAY = "ON_THE_DAY"
    ENTRY = "ENTRY"
    FOLLOWING_UP = "FOLLOWING_UP"

    @property
    def words(self) -> Text:
        return {
            Purpose.REMINDING: Text("Invite or remind the people on the list"),
            Purpose.ON_THE_DAY: Text("Reach people on the day of the session"),
            Purpose.ENTRY: Text("Entry to the venue, or visas"),
            Purpose.FOLLOWING_UP: Text("Ask afterwards what came of the meetings"),
        }[self]


@dataclass(frozen=True)
class Choice:
    """What is asked for; `columns` in their order on the list, none for the usual ones.

    `day` is one of Beijing's calendar. With a `purpose`, and only then, contact data are among the
    columns, for the `reason` given. `called` is what the region and the company are named.
    """

    rows: Rows = Rows.PERSON
    columns: tuple[str, ...] = ()
    standings: frozenset[Standing] = BOOKED
    side: Side | None = None
    region: str | None = None
    day: date | None = None
    company: str | None = None
    sheets: Sheets = Sheets.ONE
    purpose: Purpose | None = None
    reason: str = field(default="", repr=False)
    called: tuple[str, ...] = field(default=(), repr=False)

    def filters(self) -> dict[str, Any]:
        """What narrows the list, as the trail keeps it."""
        found = {
            "states": sorted(self.standings),
            "side": self.side,
            "region": self.region,
            "day": self.day.isoformat() if self.day else None,
            "company": self.company,
        }
        return {name: value for name, value in found.items() if value is not None}

    def kept(self) -> dict[str, Any]:
        """What is remembered of a choice until the next time: how it looks, not what was asked."""
        return {
            "rows": self.rows.value,
            "columns": list(self.columns),
            "sheets": self.sheets.value,
        }


def remembered(kept: Mapping[str, Any] | None) -> Choice:
    """A choice as it was kept; the usual one for nobody's, and for what is no longer there."""
    kept = kept or {}
    rows, sheets = kept.get("rows"), kept.get("sheets")
    return Choice(
        rows=Rows(rows) if rows in set(Rows) else Rows.PERSON,
        columns=tuple(str(each) for each in kept.get("columns") or ()),
        sheets=Sheets(sheets) if sheets in set(Sheets) else Sheets.ONE,
    )


def why_not_purpose(purpose: Purpose | None) -> Text | None:
    """The reason why contact data cannot leave without saying what they are for."""
    return None if purpose else Text("Please say what the contact data are for.")


def why_not_reason(reason: str) -> Text | None:
    """The reason why a purpose alone does not do: somebody must say why, in a sentence."""
    return None if reason.strip() else Text("Please say in a sentence why they are needed.")

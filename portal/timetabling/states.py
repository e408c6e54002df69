"""How much one company wants to meet another, and how far a timetable is."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Rank(StrEnum):
    """What a wish says; who has no opinion makes none. NO is for coordinators' eyes alone."""

    MUST = "MUST"
    WOULD = "WOULD"
    NO = "NO"

    @property
    def words(self) -> Text:
        """What people call this rank."""
        return {
            Rank.MUST: Text("Must meet"),
            Rank.WOULD: Text("Would meet"),
            Rank.NO: Text("Rather not"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Rank.MUST: "ok", Rank.WOULD: "live", Rank.NO: "no"}[self]


# These have an order of preference; nobody orders whom they would rather not meet.
ORDERED = (Rank.MUST, Rank.WOULD)


class TimetableState(StrEnum):
    """How far a timetable is. A published one is never changed again."""

    BUILDING = "BUILDING"
    DRAFT = "DRAFT"
    FAILED = "FAILED"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"

    @property
    def holds_meetings(self) -> bool:
        """Whether there are meetings of it to look at, or to change."""
        return self not in (TimetableState.BUILDING, TimetableState.FAILED)

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            TimetableState.BUILDING: Text("being built"),
            TimetableState.DRAFT: Text("proposal"),
            TimetableState.FAILED: Text("could not be built"),
            TimetableState.PUBLISHED: Text("published"),
            TimetableState.DISCARDED: Text("discarded"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {
            TimetableState.BUILDING: "live",
            TimetableState.DRAFT: "act",
            TimetableState.FAILED: "no",
            TimetableState.PUBLISHED: "ok",
            TimetableState.DISCARDED: "wait",
        }[self]


class Agreed(StrEnum):
    """One step on the way to the partner host's agreement to a timetable."""

    ASKED = "ASKED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"

    @property
    def words(self) -> Text:
        """What coordinators call it."""
        return {
            Agreed.ASKED: Text("asked to agree"),
            Agreed.AGREED: Text("agreed"),
            Agreed.DECLINED: Text("did not agree"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Agreed.ASKED: "wait", Agreed.AGREED: "ok", Agreed.DECLINED: "no"}[self]

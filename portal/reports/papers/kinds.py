"""The papers that a session has, and what each is called."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class PaperKind(StrEnum):
    """What a coordinator prints for a session."""

    PLAN = "PLAN"
    COMPANIES = "COMPANIES"
    INTERPRETERS = "INTERPRETERS"
    ROOMS = "ROOMS"
    BADGES = "BADGES"
    BOOKLET = "BOOKLET"
    LIST = "LIST"

    @property
    def words(self) -> Text:
        return {
            PaperKind.PLAN: Text("Plan of the session"),
            PaperKind.COMPANIES: Text("Timetable of each company"),
            PaperKind.INTERPRETERS: Text("Roster of each interpreter"),
            PaperKind.ROOMS: Text("List for each room"),
            PaperKind.BADGES: Text("Badges"),
            PaperKind.BOOKLET: Text("Booklet of the participants"),
            PaperKind.LIST: Text("Attendee list"),
        }[self]

    @property
    def about(self) -> Text:
        """What it is for, in a sentence."""
        return {
            PaperKind.PLAN: Text("Days and rooms at a glance, on both clocks, for the wall."),
            PaperKind.COMPANIES: Text("A page for each company: when, with whom, where."),
            PaperKind.INTERPRETERS: Text("A page for each interpreter: when, between whom, where."),
            PaperKind.ROOMS: Text("A page for each room and day, for its door."),
            PaperKind.BADGES: Text("Eight to a sheet, for people who agreed to be listed."),
            PaperKind.BOOKLET: Text(
                "All participants with what they offer and need, in the language you choose."
            ),
            PaperKind.LIST: Text("Everybody at every meeting, however many there are."),
        }[self]

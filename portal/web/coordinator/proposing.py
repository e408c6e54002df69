"""What the wishes of a pair propose for its meeting: the subject, the technology, a warning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.bookings.rules import LONGEST_SUBJECT
from portal.consultations.states import BookingMode
from portal.timetabling import queries
from portal.timetabling.states import Rank
from portal.web.pages import words


@dataclass(frozen=True)
class Proposal:
    """The wishes of two companies, as far as they help to place their meeting."""

    pair: Any

    @property
    def willing(self) -> list[Any]:
        """The wishes to meet. What somebody unwilling wrote is for coordinators alone."""
        return [wish for wish in self.pair.wishes if wish.rank is not Rank.NO]

    @property
    def profile(self) -> Any:
        """The technology that the meeting is about, if one was named."""
        return next((wish.profile for wish in self.willing if wish.profile), None)

    @property
    def subject(self) -> str:
        """What the two want to talk about, in their own words, or the technology."""
        said = [wish.reason for wish in self.willing if wish.reason]
        if not said and self.profile is not None:
            said = [words(self.profile.title).text]
        return "\n".join(dict.fromkeys(said))[:LONGEST_SUBJECT]

    def fill(self, form: Any) -> None:
        """Put the proposal into an empty form. Its reason says nothing of who wished what."""
        if not form.is_submitted():
            form.subject.data = self.subject
            form.because.data = _("For the timetable of this session.")


def proposal_for(consultation: Any, korean: Any, chinese: Any) -> Proposal | None:
    """What was wished where the coordinator builds the timetable; None in other sessions."""
    if consultation.booking_mode is not BookingMode.TIMETABLE:
        return None
    return Proposal(queries.wishes_between(consultation, korean, chinese))

"""The partners of a company with how much it wants to meet each, as they stand or as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.bookings import rules as meetings
from portal.consultations import queries as consultations
from portal.infra.paging import Chunk
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.technologies import queries as technologies
from portal.timetabling import queries, rules
from portal.timetabling.queries import Answer, Counts
from portal.timetabling.states import Rank
from portal.web.fits import fits
from portal.web.languages import say
from portal.web.wishes.parts import Part
from portal.web.wishes.sending import Sent

ANSWERS = {
    Answer.NONE: Text("No answer yet"),
    Answer.MUST: Rank.MUST.words,
    Answer.WOULD: Rank.WOULD.words,
    Answer.NO: Rank.NO.words,
}


@dataclass(frozen=True)
class Row:
    """One company of the list: what stands there, what is chosen, and whom one meets anyway.

    `meanwhile` says that somebody else has changed what stands there since it was shown, `why_not`
    why the session's terms keep the company from wanting to meet it.
    """

    company: Any
    profiles: list[Any]
    fits: list[Any]
    booking: Any
    stands: Rank | None
    chosen: Rank | None
    typed_place: int | None = None
    meanwhile: bool = False
    why_not: Text | None = None

    def may_say(self, answer: str) -> bool:
        """Whether an answer can be chosen; what stands there already stays among them."""
        return self.why_not is None or answer in {"", Rank.NO, self.stands}


def rows(
    found: Any,
    company: Any,
    partners: Sequence[Any],
    what: Sent,
    changed: Mapping[int, Any],
    *,
    on_behalf: bool = False,
) -> list[Row]:
    """These partners with what is known of them, in a few statements for all.

    `what` was typed and refused; `changed` are the partners that others ranked meanwhile. Who
    answers `on_behalf` of the company is not bound by the session's terms.
    """
    profiles = technologies.profiles_of_companies([company.id, *(each.id for each in partners)])
    standing = bookings.standing_with(found, company, partners)
    given = queries.ranks_given(found, company, partners)
    own = profiles.get(company.id, [])
    against = {} if on_behalf else _against_the_terms(found, company, partners)
    shown = []
    for each in partners:
        stands, typed = given.get(each.id), what.choices.get(each.public_id)
        theirs = profiles.get(each.id, [])
        shown.append(
            Row(
                company=each,
                profiles=theirs,
                fits=fits(own, theirs),
                booking=standing[each.id].booking,
                stands=stands,
                chosen=typed.rank if typed and typed.is_a_change else stands,
                typed_place=what.places.get(each.public_id),
                meanwhile=each.id in changed,
                why_not=against.get(each.id),
            )
        )
    return shown


def _against_the_terms(found: Any, company: Any, partners: Sequence[Any]) -> dict[int, Text]:
    """Whom the company does not turn to in this session, by id, and why."""
    both = bookings.participants_in(found, [company, *partners], counted=False)
    said = {
        each.id: meetings.why_not_turn_to(found.terms, both[company.id], both[each.id])
        for each in partners
    }
    return {id: why_not for id, why_not in said.items() if why_not is not None}


@dataclass(frozen=True)
class Limits:
    """Until when wishes are made, and how many meetings a company can have at most."""

    counts: Counts
    partners: int
    meetings: int
    why_not: Text | None

    @property
    def unanswered(self) -> int:
        return max(0, self.partners - self.counts.ranked - self.counts.no)

    @property
    def too_many_musts(self) -> bool:
        return self.counts.must > self.meetings


def limits_of(found: Any, participation: Any, *, on_behalf: bool = False) -> Limits:
    """What stands above the list."""
    company = participation.company
    sides = consultations.accepted_counts([found])[found.id]
    return Limits(
        counts=queries.counts_of(company, [found])[found.id],
        partners=sides[company.side.other],
        meetings=most_meetings(found, participation),
        why_not=rules.why_not_wish(found.phase, found.booking_mode, on_behalf=on_behalf),
    )


def most_meetings(found: Any, participation: Any) -> int:
    """How many meetings a company can have: its free slots, or fewer where there is a limit."""
    marked = consultations.unavailable_slot_ids(participation)
    now = clock.now()
    slots = [
        slot
        for slot in consultations.slots_of(found)
        if slot.id not in marked and slot.starts_at > now
    ]
    company = bookings.participant_of(participation.company, participation)
    limit = meetings.most_meetings(found.terms, company)
    return len(slots) if limit is None else min(len(slots), limit)


def wish_answers() -> dict[str, str]:
    """The answers of the list in words, by their values in the form."""
    return {**{rank.value: say(rank.words) for rank in Rank}, "": _("No opinion")}


def page_of_partners(found: Any, company: Any, part: Part) -> Chunk[Any]:
    """The partners of this part of the list."""
    return queries.partners_to_rank(found, company, part.wanted, part.answer, part.number)


def init(app: Flask) -> None:
    app.jinja_env.globals.update(wish_answers=wish_answers)

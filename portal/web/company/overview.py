"""My desk: where a company's day begins, with what is to be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.bookings import queries, rules
from portal.consultations import queries as consultations
from portal.consultations.states import ParticipationState
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.matching import queries as matching
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileState
from portal.timetabling.queries import counts_of
from portal.timetabling.rules import why_not_wish
from portal.web.access import this_company
from portal.web.company.consultations import IN, standing_of
from portal.web.company.desk import desk
from portal.web.company.kept import kept_for
from portal.web.doorways import doorway
from portal.web.forms import ActionForm
from portal.web.pages import page

REQUESTS_SHOWN = 5
MEETINGS_SHOWN = 5
TO_RECORD_SHOWN = 5
PROPOSALS_SHOWN = 5


@dataclass(frozen=True)
class Step:
    """Something that makes meetings likelier, done or still to do."""

    done: bool
    words: Text
    url: str


@dataclass(frozen=True)
class Session:
    """A session that the company takes part in, or could."""

    consultation: Any
    inside: bool
    standing: Any
    people: int
    wishing: bool = False
    ranked: int = 0


@desk.get("/")
def overview() -> Any:
    """The next meeting with its way in, requests to answer, sessions, and what is missing."""
    company = this_company()
    upcoming = queries.bookings_of_company(company)
    to_come = [each for each in upcoming.items if each.slot.ends_at > clock.now()]
    meeting = to_come[0] if to_come else None
    requests = queries.requests_to_answer(company)
    sessions = _sessions(company)
    return page(
        "company/overview.html",
        company=company,
        kept=kept_for(company),
        accept_form=ActionForm(formdata=None),
        booking=meeting,
        **(_of_meeting(meeting, company) if meeting else {}),
        later=to_come[1 : 1 + MEETINGS_SHOWN],
        meetings=upcoming.total,
        requests=requests[:REQUESTS_SHOWN],
        waiting=len(requests),
        to_record=queries.bookings_to_record(company, size=TO_RECORD_SHOWN),
        sessions=sessions,
        proposals=matching.partners_for(company, PROPOSALS_SHOWN),
        steps=_steps(company, sessions),
    )


def _of_meeting(booking: Any, company: Any) -> dict[str, Any]:
    """What the fold shows of the next meeting."""
    partner = booking.partner_of(company)
    people = queries.attendees_of(booking)
    speak = queries.languages_at(booking)
    return {
        "partner": partner,
        "own_people": people[company.id],
        "their_people": people[partner.id],
        "common_language": rules.common_language(speak[company.id], speak[partner.id]),
        "brought": queries.bring_interpreters(booking.consultation, (company, partner)),
        "way": doorway(booking),
        "minutes_left": int((booking.slot.starts_at - clock.now()).total_seconds() // 60),
    }


def _sessions(company: Any) -> list[Session]:
    """The sessions to come: those the company is in, then those it can join."""
    places = consultations.participations_of(company)
    inside = [place for place in places.values() if place.state in IN]
    named = consultations.delegates_of_all(inside)
    rows = []
    found = consultations.open_consultations_for(company)
    wishes = counts_of(company, found)
    for each in found:
        place = places.get(each.id)
        rows.append(
            Session(
                consultation=each,
                inside=place is not None and place.state in IN,
                standing=standing_of(place, each.phase),
                people=len(named.get(place.id, ())) if place else 0,
                wishing=_is_wishing(each, place),
                ranked=wishes[each.id].ranked,
            )
        )
    return sorted(rows, key=lambda row: not row.inside)


def _is_wishing(consultation: Any, place: Any) -> bool:
    """Whether the company says now whom it wants to meet there."""
    accepted = place is not None and place.state is ParticipationState.ACCEPTED
    return accepted and not why_not_wish(consultation.phase, consultation.booking_mode)


def _steps(company: Any, sessions: list[Session]) -> list[Step]:
    """What a company does until it has meetings, each as soon as it makes sense."""
    numbers = technologies.own_numbers(company)
    inside = [each for each in sessions if each.inside]
    nameless = next((each for each in inside if not each.people), None)
    steps = [
        Step(bool(company.about), Text("Say what your company does"), url_for("company.details")),
        Step(
            bool(numbers.get(ProfileState.PUBLISHED)),
            Text("Publish a technology that you offer or need"),
            url_for("company.profiles"),
        ),
        Step(
            bool(inside),
            Text("Take part in a session"),
            url_for("company.consultations"),
        ),
    ]
    if inside:
        session = (nameless or inside[0]).consultation
        steps.append(
            Step(
                nameless is None,
                Text("Name the people who will attend"),
                url_for("company.consultation", public_id=session.public_id),
            )
        )
    if wishing := [each for each in inside if each.wishing]:
        silent = next((each for each in wishing if not each.ranked), None)
        session = (silent or wishing[0]).consultation
        steps.append(
            Step(
                silent is None,
                Text("Say whom you want to meet"),
                url_for("company.wishes", public_id=session.public_id),
            )
        )
    return steps

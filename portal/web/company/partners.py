"""Partners in a session on the company desk: who takes part on the other side, and what fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for

from portal.bookings import queries
from portal.bookings.queries import PartnerFilter
from portal.consultations import queries as consultations
from portal.consultations.states import ParticipationState
from portal.kernel.languages import Text
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileKind
from portal.timetabling.rules import why_not_wish
from portal.web.access import this_company
from portal.web.company.asking import Pair
from portal.web.company.desk import desk
from portal.web.company.requests_forms import AcceptForm
from portal.web.fits import fits
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Partner:
    """One company of the list: what it publishes, where one stands with it, what fits.

    `why_not` says why it can be neither asked nor booked now. `first` is the first free time that
    can be booked with one click, by the form of its own.
    """

    company: Any
    profiles: list[Any]
    standing: Any
    directly: bool
    why_not: Text | None
    fits: list[Any]
    first: Any
    first_form: AcceptForm


@desk.get("/consultations/<public_id>/partners")
def partners(public_id: str) -> Any:
    """The companies of the other side that take part, searched and filtered by field."""
    company, found = this_company(), consultations.consultation_for(this_company(), public_id)
    wanted = _filter()
    if _says_wishes(found, company):
        return redirect(
            url_for(
                "company.wishes",
                public_id=public_id,
                q=wanted.words or None,
                group=wanted.group,
                kind=wanted.kind,
            )
        )
    chunk = queries.partners_in(found, company.side.other, wanted, page_asked_for())
    own, rows = _partners(found, company, chunk.items)
    reasons = {each.why_not for each in rows}
    return page(
        "company/partners/list.html",
        consultation=found,
        wanted=wanted,
        groups=queries.groups_of_partners(found, company.side.other),
        kinds=list(ProfileKind),
        found=Page(chunk),
        own=own,
        partners=rows,
        why_nobody=reasons.pop() if len(reasons) == 1 else None,
    )


def _says_wishes(found: Any, company: Any) -> bool:
    """Whether the company says on another page whom it wants to meet, instead of asking here."""
    if why_not_wish(found.phase, found.booking_mode):
        return False
    place = consultations.participation_of(company, found)
    return place is not None and place.state is ParticipationState.ACCEPTED


def _filter() -> PartnerFilter:
    """What the address asks for; anything odd asks for nothing."""
    kind = request.args.get("kind", "")
    return PartnerFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        group=request.args.get("group") or None,
        kind=ProfileKind(kind) if kind in set(ProfileKind) else None,
    )


def _partners(found: Any, company: Any, companies: Any) -> tuple[Any, list[Partner]]:
    """The reader's own place, and the companies of a page with what is known of them.

    It takes a few statements, however many they are.
    """
    profiles = technologies.profiles_of_companies([company.id, *(each.id for each in companies)])
    standing = queries.standing_with(found, company, companies)
    both = queries.participants_in(found, [company, *companies])
    own = both[company.id]
    rows = []
    pairs = [
        Pair(found, company, each, queries.PairShown(own, both[each.id])) for each in companies
    ]
    bookable = [
        pair.partner
        for pair in pairs
        if pair.directly and not pair.why_not and not standing[pair.partner.id].booking
    ]
    first = queries.first_free_slots(found, company, bookable)
    for pair in pairs:
        each = pair.partner
        rows.append(
            Partner(
                company=each,
                profiles=profiles.get(each.id, []),
                standing=standing[each.id],
                directly=pair.directly,
                why_not=pair.why_not,
                fits=fits(profiles.get(company.id, []), profiles.get(each.id, [])),
                first=first.get(each.id),
                first_form=AcceptForm(formdata=None),
            )
        )
    return own, rows

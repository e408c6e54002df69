"""Partners in a session on the company desk: who takes part on the other side, asking, booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.bookings.queries import PartnerFilter
from portal.consultations import queries as consultations
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileKind
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.requests import slot_chosen
from portal.web.company.requests_forms import AboutForm, BookForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.slot_sheet import sheet_of

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Partner:
    """One company of the list: what it publishes, where one stands with it, what fits.

    `why_not` says why it can be neither asked nor booked now.
    """

    company: Any
    profiles: list[Any]
    standing: Any
    directly: bool
    why_not: Text | None
    fits: list[Any]


@desk.get("/consultations/<public_id>/partners")
def partners(public_id: str) -> Any:
    """The companies of the other side that take part, searched and filtered by field."""
    company, found = this_company(), consultations.consultation_for(this_company(), public_id)
    wanted = _filter()
    chunk = queries.partners_in(found, company.side.other, wanted, page_asked_for())
    rows = _partners(found, company, chunk.items)
    reasons = {each.why_not for each in rows}
    return page(
        "company/partners/list.html",
        consultation=found,
        wanted=wanted,
        groups=queries.groups_of_partners(found, company.side.other),
        kinds=list(ProfileKind),
        found=Page(chunk),
        partners=rows,
        why_nobody=reasons.pop() if len(reasons) == 1 else None,
    )


@desk.route("/consultations/<public_id>/partners/<company_id>/ask", methods=["GET", "POST"])
def ask(public_id: str, company_id: str) -> Any:
    """Ask for a meeting about a technology, with a reason; who can be booked at once, is."""
    pair = _pair(public_id, company_id)
    if pair.directly:
        return _instead("company.book", public_id, company_id)
    form = pair.offer(AboutForm())
    if form.validate_on_submit():
        with form.showing_refusals():
            asked = transactions.write(
                services.ask,
                pair.consultation,
                pair.company,
                pair.partner,
                form.profile_chosen,
                str(form.reason.data),
                by=user(),
            )
            flash(_("Your request is sent. You get a mail when they answer."), "ok")
            return redirect(url_for("company.request", public_id=asked.public_id))
    return page(
        "company/partners/ask.html",
        form=form,
        consultation=pair.consultation,
        partner=pair.partner,
        profiles=technologies.profiles_of(pair.partner),
        why_not=pair.why_not,
        standing=pair.standing,
    )


@desk.route("/consultations/<public_id>/partners/<company_id>/book", methods=["GET", "POST"])
def book(public_id: str, company_id: str) -> Any:
    """Book a free time of a company that can be booked at once; who must be asked, is asked."""
    pair = _pair(public_id, company_id)
    if not pair.directly:
        return _instead("company.ask", public_id, company_id)
    form = pair.offer(BookForm())
    if form.validate_on_submit():
        with form.showing_refusals():
            if pair.why_not:  # whoever may not book is not told either who is busy when
                raise Conflict(pair.why_not)
            booking = transactions.write(
                services.book,
                pair.consultation,
                pair.company,
                pair.partner,
                slot_chosen(form, pair.consultation, pair.company, pair.partner),
                str(form.reason.data),
                profile=form.profile_chosen,
                by=user(),
                form_key=form.key,
            )
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return redirect(url_for("company.meeting", public_id=booking.public_id))
    return page(
        "company/partners/book.html",
        form=form,
        consultation=pair.consultation,
        company=pair.company,
        partner=pair.partner,
        why_not=pair.why_not,
        standing=pair.standing,
        sheet=pair.sheet(form.slot.data),
    )


@dataclass(frozen=True)
class Pair:
    """The reader's company and a partner in a session, and how they come to meet."""

    consultation: Any
    company: Any
    partner: Any
    own: rules.Participant
    their: rules.Participant

    @property
    def directly(self) -> bool:
        """Whether the partner is booked at once, and not asked."""
        return rules.is_booked_directly(self.consultation.booking_mode, self.their)

    @property
    def why_not(self) -> Text | None:
        """Why the two cannot meet now, said before anything is typed."""
        rule = rules.why_not_book if self.directly else rules.why_not_ask
        return rule(self.consultation.phase, self.consultation.booking_mode, self.own, self.their)

    @property
    def standing(self) -> Any:
        """The meeting or the open request that they have already."""
        return queries.standing_with(self.consultation, self.company, [self.partner])[
            self.partner.id
        ]

    def offer(self, form: Any) -> Any:
        """The form with the technologies of both to choose from, theirs first."""
        ids = (self.partner.id, self.company.id)
        found = technologies.profiles_of_companies(ids)
        form.offer(
            [profile for id in ids for profile in found.get(id, [])], request.args.get("profile")
        )
        return form

    def sheet(self, chosen: str | None) -> Any:
        """The times of both side by side; None when they cannot meet anyway."""
        if self.why_not:
            return None
        return sheet_of(
            self.consultation, self.company, self.partner, chosen=chosen, endpoint="company.book"
        )


def _pair(public_id: str, company_id: str) -> Pair:
    """The two companies in a session. Raises Missing for what is not theirs."""
    company = this_company()
    found = consultations.consultation_for(company, public_id)
    partner = queries.partner_in(found, company.side.other, company_id)
    places = queries.participations_in(found, [company, partner])
    own, their = (queries.participant_of(each, places.get(each.id)) for each in (company, partner))
    return Pair(found, company, partner, own, their)


def _instead(endpoint: str, public_id: str, company_id: str) -> Any:
    return redirect(
        url_for(
            endpoint,
            public_id=public_id,
            company_id=company_id,
            profile=request.args.get("profile"),
        )
    )


def _filter() -> PartnerFilter:
    """What the address asks for; anything odd asks for nothing."""
    kind = request.args.get("kind", "")
    return PartnerFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        group=request.args.get("group") or None,
        kind=ProfileKind(kind) if kind in set(ProfileKind) else None,
    )


def _partners(found: Any, company: Any, companies: Any) -> list[Partner]:
    """The companies of a page with what is known of them, in a few statements for all."""
    profiles = technologies.profiles_of_companies([company.id, *(each.id for each in companies)])
    standing = queries.standing_with(found, company, companies)
    places = queries.participations_in(found, [company, *companies])
    own = queries.participant_of(company, places.get(company.id))
    rows = []
    for each in companies:
        pair = Pair(found, company, each, own, queries.participant_of(each, places.get(each.id)))
        rows.append(
            Partner(
                company=each,
                profiles=profiles.get(each.id, []),
                standing=standing[each.id],
                directly=pair.directly,
                why_not=pair.why_not,
                fits=_fits(profiles.get(company.id, []), profiles.get(each.id, [])),
            )
        )
    return rows


def _fits(own: Any, theirs: list[Any]) -> list[Any]:
    """The fields in which one side offers what the other needs."""
    return list(
        {
            field.code: field
            for mine in own
            for their in theirs
            if mine.kind is not their.kind
            for field in mine.fields
            if field.code in {each.code for each in their.fields}
        }.values()
    )

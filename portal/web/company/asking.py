"""Asking one partner in a session for a meeting, or booking it at once, on the company desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, rules, services
from portal.consultations import queries as consultations
from portal.infra.wording import spoken
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.technologies import queries as technologies
from portal.web import limits, transactions
from portal.web.access import user, who
from portal.web.company.desk import desk
from portal.web.company.requests import made_before, slot_chosen
from portal.web.company.requests_forms import AcceptForm, AskForm, BookForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.slot_picker import picker_of, slots_named
from portal.web.slot_sheet import sheet_shown

# What a meeting is about that was booked with one click; in the language of who reads it next.
FIRST_TALK = Text("We would like to get to know your company and see how we could work together.")


@desk.route("/consultations/<public_id>/partners/<company_id>/ask", methods=["GET", "POST"])
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account, methods=["POST"])
def ask(public_id: str, company_id: str) -> Any:
    """Ask for a meeting about a technology, with a reason; who can be booked at once, is."""
    pair = pair_in(public_id, company_id)
    if pair.directly:
        return _instead("company.book", public_id, company_id)
    form = pair.offer(AskForm())
    if form.validate_on_submit():
        with form.showing_refusals():
            asked = transactions.write(
                services.ask,
                pair.consultation,
                pair.company,
                pair.partner,
                form.profile_chosen,
                str(form.reason.data),
                slots=slots_named(pair.consultation, form.slots.data),
                by=user(),
                form_key=form.key,
            )
            flash(_("Your request is sent. You get a mail when they answer."), "ok")
            return redirect(url_for("company.request", public_id=asked.public_id))
    return page(
        "company/partners/ask.html",
        form=form,
        consultation=pair.consultation,
        partner=pair.partner,
        own=pair.standing.own,
        profiles=technologies.profiles_of(pair.partner),
        why_not=pair.why_not,
        standing=pair.standing,
        brought=queries.bring_interpreters(pair.consultation, (pair.company, pair.partner)),
        picker=pair.picker(form.slots.data),
    )


@desk.route("/consultations/<public_id>/partners/<company_id>/book", methods=["GET", "POST"])
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account, methods=["POST"])
def book(public_id: str, company_id: str) -> Any:
    """Book a free time of a company that can be booked at once; who must be asked, is asked."""
    pair = pair_in(public_id, company_id)
    if not pair.directly:
        return _instead("company.ask", public_id, company_id)
    form = pair.offer(BookForm())
    if form.validate_on_submit():
        with form.showing_refusals():
            # Whoever may not book is not told either who is busy when.
            if pair.why_not and not made_before(form, pair.company):
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
    return book_page(pair, form, form.slot.data)


@desk.post("/consultations/<public_id>/partners/<company_id>/first")
@limiter.limit(limits.MEETINGS_WANTED, key_func=limits.account)
def book_first(public_id: str, company_id: str) -> Any:
    """Book the first free time with one click: the one that stood on the button, or none."""
    pair = pair_in(public_id, company_id)
    if not pair.directly:
        return _instead("company.ask", public_id, company_id)
    form, book_form = AcceptForm(), pair.offer(BookForm(formdata=None))
    if form.validate_on_submit():
        with form.showing_refusals():
            if pair.why_not and not made_before(form, pair.company):
                raise Conflict(pair.why_not)
            booking = transactions.write(
                services.book,
                pair.consultation,
                pair.company,
                pair.partner,
                slot_chosen(form, pair.consultation, pair.company, pair.partner),
                spoken(FIRST_TALK, pair.partner.own_language),
                profile=next(iter(book_form.profiles.values()), None),
                by=user(),
                form_key=form.key,
            )
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            return redirect(url_for("company.meeting", public_id=booking.public_id))
    book_form.status = form.status
    book_form.slot.errors = form.slot.errors
    book_form.form_errors.extend(form.form_errors)
    return book_page(pair, book_form, form.slot.data)


def book_page(pair: Pair, form: Any, chosen: str | None = None) -> Any:
    """The times of both side by side, and what it is about; or how to wait where no time suits."""
    return page(
        "company/partners/book.html",
        form=form,
        consultation=pair.consultation,
        company=pair.company,
        partner=pair.partner,
        own=pair.standing.own,
        why_not=pair.why_not,
        standing=pair.standing,
        brought=queries.bring_interpreters(pair.consultation, (pair.company, pair.partner)),
        sheet=pair.sheet(chosen),
        until_when=rules.until_when,
    )


@dataclass(frozen=True)
class Pair:
    """The reader's company and a partner in a session, all plain, and how they come to meet."""

    consultation: Any
    company: Any
    partner: Any
    known: queries.PairShown | None = None

    @cached_property
    def standing(self) -> queries.PairShown:
        """Both as they take part; the meeting, open request, or wait that lies between them."""
        return self.known or queries.pair_shown(self.consultation, self.company, self.partner)

    @cached_property
    def both(self) -> tuple[rules.Participant, ...]:
        """Both as they take part: counted where a limit of the session asks for it."""
        if self.known is None:
            both = queries.taking_part(self.consultation, (self.company, self.partner))
            if not rules.are_counted(self.consultation.terms, both):
                return both
        return self.standing.own, self.standing.their

    @property
    def own(self) -> rules.Participant:
        return self.both[0]

    @property
    def their(self) -> rules.Participant:
        return self.both[1]

    @property
    def directly(self) -> bool:
        """Whether the partner is booked at once, and not asked."""
        return rules.is_booked_directly(self.consultation.booking_mode, self.their)

    @cached_property
    def why_not(self) -> Text | None:
        """Why the two cannot meet now, said before anything is typed."""
        rule = rules.why_not_book if self.directly else rules.why_not_ask
        return rule(
            self.consultation.phase,
            self.consultation.booking_mode,
            self.own,
            self.their,
            terms=self.consultation.terms,
        )

    def offer(self, form: Any) -> Any:
        """The form with the technologies of both to choose from, theirs first."""
        found = technologies.titles_of((self.partner.id, self.company.id))
        form.offer(found, request.args.get("profile"))
        return form

    def sheet(self, chosen: str | None) -> Any:
        """The times of both side by side; None when they cannot meet anyway."""
        if self.why_not:
            return None
        return sheet_shown(self.consultation, self.company, self.partner, chosen, "company.book")

    def picker(self, ticked: list[str] | None) -> Any:
        """The times that suit both, to propose some; None when they cannot meet anyway."""
        if self.why_not:
            return None
        return picker_of(self.consultation, self.company, self.partner, ticked)


def pair_in(public_id: str, company_id: str) -> Pair:
    """The two companies in a session. Raises Missing for what is not theirs."""
    company = who().company
    found = consultations.consultation_shown_to(company, public_id)
    return Pair(found, company, queries.partner_shown(found, company.side.other, company_id))


def _instead(endpoint: str, public_id: str, company_id: str) -> Any:
    return redirect(
        url_for(
            endpoint,
            public_id=public_id,
            company_id=company_id,
            profile=request.args.get("profile"),
        )
    )

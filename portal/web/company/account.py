"""The company's account: who acts for it, whom its owners invite, and whom they part from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.companies import queries as companies
from portal.companies import rules, services
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import before_approval, this_company, user
from portal.web.company.account_forms import InviteForm, WithdrawInvitationForm
from portal.web.company.desk import desk
from portal.web.forms import ActionForm
from portal.web.languages import say
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.transactions import write


def for_owners(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page as one for the owners of the company's account."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if why_not := _why_not_manage():
            raise NotAllowed(why_not)
        return view(**arguments)

    return guarded


def _why_not_manage() -> Text | None:
    mine = companies.representative_in(this_company(), user().public_id)
    return rules.why_not_manage(mine.standing if mine else None)


@desk.get("/account")
@before_approval
def account() -> Any:
    """The people who act for the company; owners change that here."""
    return _account_page(InviteForm(formdata=None))


@desk.post("/account/invitations")
@limiter.limit(limits.MAILS_ASKED_FOR, key_func=limits.account)
@before_approval
@for_owners
def invite_colleague() -> Any:
    """Mail a colleague a link by which they join."""
    form = InviteForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.invite_colleague, this_company(), str(form.address.data), by=user())
            flash(_("The invitation is sent."), "ok")
            return redirect(url_for("company.account"))
    return _account_page(form)


@desk.post("/account/invitations/withdraw")
@before_approval
@for_owners
def withdraw_invitation() -> Any:
    """Let an invitation lead nowhere any more."""
    form = WithdrawInvitationForm()
    if form.validate_on_submit():
        address = str(form.address.data)
        write(services.withdraw_colleague, this_company(), address, by=user())
        flash(_("The invitation is withdrawn."), "ok")
    return redirect(url_for("company.account"))


@desk.post("/account/people/<public_id>/owner")
@before_approval
@for_owners
def make_owner(public_id: str) -> Any:
    """Let somebody manage the company's people, too."""
    return _changed(services.make_owner, public_id, _("Your company has another account owner."))


@desk.post("/account/people/<public_id>/representative")
@before_approval
@for_owners
def make_member(public_id: str) -> Any:
    """Let an owner only act for the company."""
    return _changed(services.make_member, public_id, _("They act for the company as before."))


@desk.post("/account/people/<public_id>/part")
@before_approval
def part_from(public_id: str) -> Any:
    """Let somebody act for the company no longer; oneself, too."""
    leaves = public_id == user().public_id
    return _changed(
        services.part_from,
        public_id,
        _("You no longer act for this company.")
        if leaves
        else _("They no longer act for your company."),
        then="public.sign_in" if leaves else "company.account",
    )


def _changed(service: Any, public_id: str, words: str, *, then: str = "company.account") -> Any:
    try:
        write(service, this_company(), public_id, by=user())
    except Conflict as refusal:
        return _account_page(InviteForm(formdata=None), say(refusal.text))
    flash(words, "ok")
    return redirect(url_for(then))


def _account_page(form: InviteForm, refused: str | None = None) -> Any:
    company = this_company()
    manages = _why_not_manage() is None
    words, status = page(
        "company/account/account.html",
        company=company,
        form=form,
        refused=refused,
        action_form=ActionForm(formdata=None),
        manages=manages,
        me=user(),
        owners=len(companies.owners_of(company)),
        representatives=companies.representatives(company),
        lookings=companies.lookings(company),
        invited=companies.colleagues_invited(company) if manages else [],
    )
    return words, 409 if refused else status

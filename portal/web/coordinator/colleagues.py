"""The coordinators of one's host: who there is, and for administrators, what each may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.accounts import queries, rules, services
from portal.accounts.states import AccountAction, Duty
from portal.companies import queries as companies
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import needs, user
from portal.web.coordinator.colleagues_forms import DutiesForm, NewColleagueForm, ReasonForm
from portal.web.coordinator.desk import desk
from portal.web.forms import stripped, typed
from portal.web.languages import say
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.proving import lately_proved
from portal.web.transactions import write

# The last part of the address, what it does, and what is said when it is done.
ACTIONS: dict[str, tuple[AccountAction, Text]] = {
    "close": (AccountAction.SUSPEND, Text("The account is closed; its sign-ins have ended.")),
    "open": (AccountAction.REOPEN, Text("The account is open again.")),
    "sign-out": (AccountAction.SIGN_OUT, Text("They are signed out everywhere.")),
    "reset-factors": (
        AccountAction.RESET_FACTORS,
        Text("Their second factors are removed; they are told by mail."),
    ),
}


def for_administrators(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page as one for who administers the host, and who has proved lately who they are."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        if why_not := _why_not_administer():
            raise NotAllowed(why_not)
        return lately_proved(view)(**arguments)

    return guarded


def _why_not_administer() -> Text | None:
    own = g.coordinator
    return rules.why_not_administer(own_host=own.host_id, duties=own.duties, host=own.host_id)


@desk.get("/colleagues/")
def colleagues() -> Any:
    """Everybody who works for this host, and what each may do."""
    regions = companies.regions(g.coordinator.host.side)
    return page(
        "coordinator/colleagues/list.html",
        colleagues=queries.coordinators_of(g.coordinator.host),
        duties=Duty,
        names={each.code: each.short_name for each in regions},
        administers=_why_not_administer() is None,
        me=user(),
    )


@desk.route("/colleagues/new", methods=["GET", "POST"])
@needs(Duty.ADMINISTER)
@limiter.limit(limits.MAILS_ASKED_FOR, key_func=limits.account, methods=["POST"])
@for_administrators
def new_colleague() -> Any:
    """Add a coordinator; they get a link to choose a password."""
    host = g.coordinator.host
    form = NewColleagueForm(data={"language": host.side.language.value})
    form.side = host.side
    form.offer(companies.regions(host.side))
    if form.validate_on_submit():
        with form.showing_refusals():
            if queries.user_of_address(typed(form.email)):
                raise Conflict(services.ADDRESS_TAKEN, field="email")
            write(_add, host, form, by=user())
            flash(_("The coordinator is added; they get a link to choose a password."), "ok")
            return redirect(url_for("coordinator.colleagues"))
    return page("coordinator/colleagues/new.html", form=form)


def _add(host: Any, form: NewColleagueForm, *, by: Any) -> None:
    email = typed(form.email)
    person = services.add_person(
        name=typed(form.name),
        name_latin=typed(form.name_latin),
        side=host.side,
        post=stripped(form.post.data),
        phone=form.phone_e164,
        email=email,
        languages=form.languages.data or (),
    )
    services.add_coordinator(
        person,
        host,
        email=email,
        language=form.language.data,
        duties=form.chosen_duties(),
        regions=form.regions.data or (),
        by=by,
    )


@desk.route("/colleagues/<public_id>", methods=["GET", "POST"])
@needs(Duty.ADMINISTER)
@for_administrators
def colleague(public_id: str) -> Any:
    """What one coordinator may do, and what an administrator may do to their account."""
    found = queries.colleague_in(g.coordinator.host, public_id)
    form = _duties_of(found)
    if form.validate_on_submit():
        with form.showing_refusals():
            chosen = form.chosen_duties(), form.regions.data or ()
            write(services.give_duties, found, *chosen, by=user())
            flash(_("The changes are saved."), "ok")
            return redirect(url_for("coordinator.colleagues"))
    return _colleague_page(found, form)


@desk.post("/colleagues/<public_id>/<any({}):change>".format(", ".join(map(repr, ACTIONS))))
@needs(Duty.ADMINISTER)
@for_administrators
def change_account(public_id: str, change: str) -> Any:
    """Close an account, open it, sign its owner out, or take lost factors away; with a reason."""
    found = queries.colleague_in(g.coordinator.host, public_id)
    done, words = ACTIONS[change]
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.change_account, found, done, by=user(), reason=typed(form.reason))
            flash(say(words), "ok")
            return redirect(url_for("coordinator.colleague", public_id=public_id))
    return _colleague_page(found, form, change)


@desk.post("/colleagues/<public_id>/part")
@needs(Duty.ADMINISTER)
@for_administrators
def let_go(public_id: str) -> Any:
    """Let somebody coordinate no longer; oneself, too."""
    found = queries.colleague_in(g.coordinator.host, public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.let_go, found, by=user(), reason=typed(form.reason))
            flash(_("They are no longer a coordinator."), "ok")
            return redirect(url_for("coordinator.colleagues"))
    return _colleague_page(found, form, "part")


def _duties_of(found: Any, *, empty: bool = False) -> DutiesForm:
    known = {"duties": found.duties, "regions": found.regions}
    form = DutiesForm(formdata=None, data=known) if empty else DutiesForm(data=known)
    form.offer(companies.regions(g.coordinator.host.side))
    return form


def _colleague_page(found: Any, form: Any, action: str = "") -> Any:
    """The page with the form that was sent in its place, and the others as they were."""
    return page(
        "coordinator/colleagues/one.html",
        colleague=found,
        form=form,
        action=action,
        duties_form=_duties_of(found, empty=True) if action else form,
        blank=ReasonForm(formdata=None),
        actions=_actions_for(found),
        me=user(),
    )


def _actions_for(found: Any) -> list[tuple[str, Text]]:
    """What may be done to an account as it is now; nobody does it to their own."""
    if found.user_id == user().id:
        return []
    hidden = AccountAction.REOPEN if found.user.is_active else AccountAction.SUSPEND
    return [(name, act.words) for name, (act, _words) in ACTIONS.items() if act is not hidden]

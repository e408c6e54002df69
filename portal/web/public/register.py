"""Registration: an account, its confirmation by mail, and the first step to a company."""

from __future__ import annotations

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import LinkPurpose
from portal.companies import services as companies
from portal.infra import db, passwords
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.web import limits
from portal.web.access import home_of_user, user
from portal.web.evenly import evenly
from portal.web.forms import ActionForm, typed
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public.desk import desk
from portal.web.public.register_forms import AccountForm, RegistrationForm
from portal.web.public.sign_in_forms import AddressForm
from portal.web.redirects import local_path
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.route("/register", methods=["GET", "POST"])
@limiter.limit(
    limits.REGISTRATIONS, methods=["POST"], deduct_when=lambda answer: answer.status_code == 302
)
def register() -> Answer:
    """The account of a person; whoever is signed in goes on with the company."""
    if current_user.is_authenticated:
        return _go_on()
    form = RegistrationForm(data={"side": _likely_side()})
    if form.validate_on_submit():
        return registered(form)
    return page("public/register/register.html", form=form)


def _likely_side() -> str | None:
    """Who reads Korean or Chinese most likely registers a company of that side."""
    asked_for = request.args.get("side")
    likely = {Language.KO: Side.KR.value, Language.ZH: Side.CN.value}
    return asked_for if asked_for in set(Side) else likely.get(current_language())


def registered(form: AccountForm, *, then: str | None = None) -> Response:
    """Register, and answer alike whether or not the address has an account."""
    db.session.rollback()
    with evenly():
        hashed = passwords.hashed(form.password.data or "")
        write(services.register, form.registration(hashed), then=then)
    session["mail_to"] = typed(form.email)
    return redirect(url_for("public.check_mail", why="registered"))


def _go_on() -> Answer:
    home = home_of_user()
    if home != url_for("public.home"):
        return redirect(home)
    return page("public/register/begin.html", form=ActionForm())


@desk.post("/register/company")
def begin_company() -> Answer:
    """Start the application of who has an account but no company."""
    if not current_user.is_authenticated:
        return redirect(url_for("public.sign_in"))
    if home_of_user() == url_for("public.home"):
        write(companies.begin, user())
    return redirect(url_for("company.application"))


@desk.get("/check-mail")
def check_mail() -> Answer:
    """A link was sent, or would have been: this page does not know which."""
    why = request.args.get("why", "")
    return page("public/register/check_mail.html", why=why, email=session.get("mail_to"))


@desk.get("/register/consents")
def consents() -> Answer:
    """The texts of all consents, in the reader's language."""
    return page("public/register/consents.html")


@desk.route("/confirm", methods=["GET", "POST"])
@limiter.limit(limits.MAILS_ASKED_FOR, methods=["POST"])
def confirm_again() -> Answer:
    """Ask for the confirmation link again; the answer is the same for every address."""
    form = AddressForm()
    if form.validate_on_submit():
        db.session.rollback()
        with evenly():
            write(services.ask_for_confirmation, typed(form.email))
        session["mail_to"] = typed(form.email)
        return redirect(url_for("public.check_mail", why="again"))
    return page("public/register/confirm_again.html", form=form)


@desk.route("/confirm/<secret>", methods=["GET", "POST"])
def confirm(secret: str) -> Answer:
    """A button, because mail scanners open links; pressing it confirms the address."""
    link = accounts.link_of(secret, LinkPurpose.CONFIRM_ADDRESS)
    if link is None:
        again = url_for("public.confirm_again")
        return page("public/sign_in/stale.html", status=404, again=again)
    following = local_path(request.values.get("next"))
    form = ActionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(
                companies.confirm_address,
                secret,
                takes_up_another=(following or "").startswith("/invitation/"),
            )
            flash(_("Your e-mail address is confirmed. Please sign in."), "ok")
            return redirect(url_for("public.sign_in", next=following))
    return page("public/register/confirm.html", form=form, user=link.user, following=following)

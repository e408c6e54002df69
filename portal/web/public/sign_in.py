"""Signing in and out, and a new password for who has forgotten theirs."""

from __future__ import annotations

from typing import Any

import structlog
from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import LinkPurpose
from portal.infra import db, passwords
from portal.kernel import identifiers
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import home_of_user, lasting_of, user
from portal.web.evenly import evenly
from portal.web.forms import typed
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public import known_devices
from portal.web.public.desk import desk
from portal.web.public.own_words import own_words
from portal.web.public.sign_in_forms import AddressForm, NewPasswordForm, SignInForm
from portal.web.redirects import local_path
from portal.web.transactions import write

log = structlog.get_logger()

Answer = Response | tuple[str, int]

# One sentence for an unknown address, a wrong password and an account that is not confirmed.
NOT_RIGHT = Text("The e-mail address or the password is not right.")


def _account_tried() -> str:
    return identifiers.digest(request.form.get("email", "").strip().lower())


def _failed(response: Response) -> bool:
    return response.status_code == 422


@desk.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
@limiter.limit(
    limits.GUESSES_AT_ONE_ACCOUNT,
    methods=["POST"],
    key_func=_account_tried,
    deduct_when=_failed,
    exempt_when=lambda: known_devices.is_known(request.form.get("email", "")),
)
def sign_in() -> Answer:
    """The form with `email` and `password`; `next` is followed only within the portal."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")) or first_page())
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        with form.showing_refusals():
            return _let_in(form)
    return page("public/sign_in/sign_in.html", form=form)


def _let_in(form: SignInForm) -> Response:
    found = accounts.user_of_address(typed(form.email))
    stored = found.password_hash if found and found.is_active else None
    db.session.rollback()  # checking a password takes long, and needs no transaction
    if not passwords.matches(form.password.data or "", stored) or found is None:
        log.warning("sign-in refused", account=_account_tried()[:12])
        raise Invalid(NOT_RIGHT)
    if found.email_confirmed_at is None:
        write(services.ask_for_confirmation, found.email)
        session["mail_to"] = found.email
        return redirect(url_for("public.check_mail", why="unconfirmed"))
    return start_sign_in(found, local_path(form.next.data))


def start_sign_in(someone: Any, following: str | None) -> Response:
    """Sign a user in with a row and a cookie of their own; what was signed in before ends."""
    if current_user.is_authenticated:
        write(services.sign_out, user().sign_in_secret)
    session.clear()
    someone.this_sign_in = write(
        services.sign_in, someone, device=_device(), lasting=lasting_of(someone)
    )
    login_user(someone)
    log.info("signed in", user=someone.public_id)
    response = redirect(following or first_page())
    known_devices.remember(response, someone.email)  # type: ignore[arg-type]
    return response


def first_page() -> str:
    """The desk of the signed-in user; for who has none yet, the way to one."""
    home = home_of_user()
    return home if home != url_for("public.home") else url_for("public.register")


def _device() -> str:
    return "".join(character for character in request.user_agent.string if character.isprintable())


@desk.post("/sign-out")
def sign_out() -> Response:
    """End this sign-in on the server, so that its cookie opens nothing any more."""
    if current_user.is_authenticated:
        write(services.sign_out, user().sign_in_secret)
        log.info("signed out", user=user().public_id)
    session.clear()
    flash(_("You are signed out."), "ok")
    return redirect(url_for("public.home"))


@desk.route("/forgot", methods=["GET", "POST"])
@limiter.limit(limits.MAILS_ASKED_FOR, methods=["POST"])
def forgot() -> Answer:
    """Ask for a link to set a new password; the answer is the same for every address."""
    form = AddressForm()
    if form.validate_on_submit():
        db.session.rollback()
        with evenly():
            write(services.ask_for_reset, typed(form.email))
        session["mail_to"] = typed(form.email)
        return redirect(url_for("public.check_mail", why="forgot"))
    return page("public/sign_in/forgot.html", form=form)


@desk.route("/reset/<secret>", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
def reset(secret: str) -> Answer:
    """Set a new password by the link in a mail; every sign-in ends."""
    link = accounts.link_of(secret, LinkPurpose.RESET_PASSWORD)
    if link is None:
        return page("public/sign_in/stale.html", status=404, again=url_for("public.forgot"))
    form = NewPasswordForm()
    form.about = own_words(link.user)
    if form.validate_on_submit():
        db.session.rollback()
        hashed = passwords.hashed(form.password.data or "")
        with form.showing_refusals():
            write(services.reset_password, secret, password_hash=hashed)
            session.clear()
            flash(_("Your new password is set. Please sign in with it."), "ok")
            return redirect(url_for("public.sign_in"))
    return page("public/sign_in/reset.html", form=form, email=link.user.email)

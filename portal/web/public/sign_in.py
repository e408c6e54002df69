"""Signing in and out, and a new password for who has forgotten theirs."""

from __future__ import annotations

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import LinkPurpose
from portal.infra import db, passwords
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import user
from portal.web.evenly import evenly
from portal.web.forms import typed
from portal.web.limits import limiter
from portal.web.logs import security
from portal.web.pages import page
from portal.web.public import known_devices
from portal.web.public.desk import desk
from portal.web.public.guessing import Guesses
from portal.web.public.letting_in import first_page, let_in, sign_in_page
from portal.web.public.own_words import own_words
from portal.web.public.sign_in_forms import AddressForm, NewPasswordForm, SignInForm
from portal.web.redirects import local_path
from portal.web.transactions import write

Answer = Response | tuple[str, int]

# One sentence for an unknown address, a wrong password and an account that is not confirmed.
NOT_RIGHT = Text("The e-mail address or the password is not right.")


@desk.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
def sign_in() -> Answer:
    """The form with `email` and `password`; `next` is followed only within the portal."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")) or first_page())
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        with form.showing_refusals():
            return _checked(form)
    return sign_in_page(form)


def _checked(form: SignInForm) -> Response:
    email, password = typed(form.email), form.password.data or ""
    guesses = Guesses("password", email, known=known_devices.is_known(email))
    guesses.may_try()
    found = accounts.user_of_address(email)
    stored = found.password_hash if found and found.is_active else None
    db.session.rollback()  # checking a password takes long, and needs no transaction
    if not passwords.matches(password, stored) or found is None:
        guesses.wrong()
        raise Invalid(NOT_RIGHT)
    guesses.right()
    if stored and passwords.is_outdated(stored):
        write(services.rehash_password, found, password_hash=passwords.hashed(password))
    if found.email_confirmed_at is None:
        write(services.ask_for_confirmation, found.email)
        session["mail_to"] = found.email
        return redirect(url_for("public.check_mail", why="unconfirmed"))
    return let_in(found, local_path(form.next.data))


@desk.post("/sign-out")
def sign_out() -> Response:
    """End this sign-in on the server, so that its cookie opens nothing any more."""
    if current_user.is_authenticated:
        write(services.sign_out, user().sign_in_secret)
        security("signed out", of=user())
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
            someone = write(services.reset_password, secret, password_hash=hashed)
            security("password set by link", of=someone)
            session.clear()
            flash(_("Your new password is set. Please sign in with it."), "ok")
            response = redirect(url_for("public.sign_in"))
            # Who reads the mail of an account need not wait with its guessers.
            known_devices.remember(response, someone.email)  # type: ignore[arg-type]
            return response
    return page("public/sign_in/reset.html", form=form, email=link.user.email)

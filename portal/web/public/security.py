"""How one signs in, on one page: password, passkeys, app, recovery codes, and where one is in."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.infra import db, passwords
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web import access, limits
from portal.web.access import user
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.logs import security as log
from portal.web.pages import page
from portal.web.proving import lately_proved, signed_in
from portal.web.public import passkey_asking
from portal.web.public.account_forms import PasswordForm
from portal.web.public.desk import desk
from portal.web.public.devices import device_words
from portal.web.public.guessing import Guesses
from portal.web.public.letting_in import this_device
from portal.web.public.own_words import own_words
from portal.web.public.passkey_forms import NewPasskeyForm
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def security_page(form: Any = None, **forms: Any) -> Answer:
    """The page, with one form as it was sent and the others as things stand."""
    name = device_words(this_device())
    forms.setdefault("password", PasswordForm(None, prefix="password-"))
    forms.setdefault("new_passkey", NewPasskeyForm(None, data={"name": name}, prefix="passkey-"))
    return page(
        "public/account/security.html",
        form=form,
        button=ActionForm(None),
        factors=accounts.factors_of(user()),
        sign_ins=accounts.live_sign_ins(user()),
        this=user().this_sign_in,
        device_words=device_words,
        passkeys_work=passkey_asking.site() is not None,
        factor_needed=access.is_factor_missing(),
        **forms,
    )


@desk.get("/account/security")
@signed_in
def security() -> Answer:
    """Everything about how one signs in."""
    return security_page()


@desk.post("/account/password")
@limiter.limit(limits.SIGN_IN_TRIES)
@signed_in
def change_password() -> Answer:
    """Set a new password, given the old one; every other sign-in ends."""
    form = PasswordForm(prefix="password-")
    form.about = own_words(user())
    if form.validate_on_submit():
        guesses, stored = Guesses("proof", user().public_id, known=True), user().password_hash
        with form.showing_refusals():
            guesses.may_try()
            db.session.rollback()
            if not passwords.matches(form.old.data or "", stored):
                guesses.wrong()
                raise Invalid(Text("This is not your password until now."), field="old")
            guesses.right()
            hashed = passwords.hashed(form.new.data or "")
            write(services.change_password, user(), password_hash=hashed)
            log("password changed", of=user())
            flash(_("Your new password is set. On other devices you are signed out."), "ok")
            return redirect(url_for("public.security"))
    return security_page(form, password=form)


@desk.post("/account/recovery-codes")
@lately_proved
def make_recovery_codes() -> Answer:
    """Ten new codes, shown this once; those before are void."""
    return show_new_codes()


def show_new_codes() -> Answer:
    """Make recovery codes and show them; they are kept only as hashes."""
    db.session.rollback()  # hashing ten takes a second
    codes = services.fresh_codes()
    write(services.keep_codes, user(), codes)
    log("recovery codes made", of=user())
    following = access.home_of_user()
    return page("public/account/recovery_codes.html", codes=codes, following=following)


@desk.post("/account/sign-ins/<public_id>/end")
@lately_proved
def end_sign_in(public_id: str) -> Answer:
    """End one sign-in of one's own, as on a device that was lost."""
    write(services.end_one, user(), public_id)
    log("sign-in ended", of=user())
    flash(_("That device is signed out."), "ok")
    return redirect(url_for("public.security"))


@desk.post("/account/sign-ins/end-others")
@lately_proved
def end_other_sign_ins() -> Answer:
    """End all sign-ins but this one."""
    ended = write(services.end_others, user())
    log("other sign-ins ended", of=user(), ended=ended)
    flash(
        ngettext(
            "%(num)d other device is signed out.", "%(num)d other devices are signed out.", ended
        ),
        "ok",
    )
    return redirect(url_for("public.security"))


@desk.post("/account/here")
@signed_in
def here() -> tuple[str, int]:
    """Whoever reads for long is still there; `access` writes it down, as for every post."""
    return "", 204


def is_required() -> bool:
    """Whether the signed-in user may not be without a second factor."""
    settings = current_app.extensions["settings"]
    return bool(settings.is_production and accounts.coordinator_of(user()))

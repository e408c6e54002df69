"""Adding and removing one's own second factors: passkeys and an authenticator app."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import ChallengePurpose
from portal.infra import one_time_codes, passkeys
from portal.infra.sealing import Unreadable
from portal.web import limits
from portal.web.access import user
from portal.web.forms import typed
from portal.web.limits import limiter
from portal.web.logs import security as log
from portal.web.pages import page
from portal.web.proving import lately_proved
from portal.web.public import passkey_asking
from portal.web.public.desk import desk
from portal.web.public.letting_in import app_seal
from portal.web.public.passkey_forms import NewPasskeyForm
from portal.web.public.second_step_forms import AppCodeForm
from portal.web.public.security import is_required, security_page, show_new_codes
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def _added(what: str, words: str, *, codes_needed: bool) -> Answer:
    """After the first factor come the recovery codes; later ones only need a word."""
    log("factor added", of=user(), what=what)
    if codes_needed:
        return show_new_codes()
    flash(words, "ok")
    return redirect(url_for("public.security"))


# ---- passkeys


@desk.post("/account/passkeys/options")
@limiter.limit(limits.SIGN_IN_TRIES)
@lately_proved
def new_passkey_options() -> Any:
    """What the browser is told to make."""
    here = passkey_asking.here()
    known = passkey_asking.known_of(accounts.factors_of(user()).passkeys)
    person, email = user().person, user().email
    return passkeys.asked_to_make(
        here,
        challenge=passkey_asking.ask(ChallengePurpose.ADD, user()),
        handle=user().public_id,
        account=email,
        name=person.name,
        known=known,
    )


@desk.post("/account/passkeys")
@limiter.limit(limits.SIGN_IN_TRIES)
@lately_proved
def add_passkey() -> Answer:
    """Keep a passkey that the browser has made."""
    here = passkey_asking.here()
    form = NewPasskeyForm(prefix="passkey-")
    if form.validate_on_submit():
        first = accounts.factors_of(user()).codes_left == 0
        with form.showing_refusals():
            challenge = passkey_asking.asked(ChallengePurpose.ADD, user())
            answer, name = form.answer.data or "", typed(form.name)
            try:
                write(
                    services.add_passkey, user(), answer, challenge=challenge, site=here, name=name
                )
            except passkeys.NotVerified as error:
                raise passkey_asking.not_verified(error, user()) from error
            return _added("passkey", _("The passkey is added."), codes_needed=first)
    return security_page(form, new_passkey=form)


@desk.post("/account/passkeys/<public_id>/remove")
@lately_proved
def remove_passkey(public_id: str) -> Answer:
    """Take a passkey away, as of a device that is gone."""
    write(services.remove_passkey, user(), public_id, required=is_required())
    log("factor removed", of=user(), what="passkey")
    flash(_("The passkey is removed. Delete it on the device too."), "ok")
    return redirect(url_for("public.security"))


# ---- the authenticator app


@desk.post("/account/app/begin")
@lately_proved
def begin_app() -> Answer:
    """Make a secret for a new app; what was begun before is void."""
    write(services.begin_app, user(), seal=app_seal())
    return redirect(url_for("public.set_up_app"))


@desk.route("/account/app", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
@lately_proved
def set_up_app() -> Answer:
    """The secret as a picture and as letters, and the first code that proves it arrived."""
    app = accounts.app_of(user())
    if app is None or app.confirmed_at:
        return redirect(url_for("public.security"))
    try:
        secret = app_seal().opened(app.sealed_secret)
    except Unreadable:
        return redirect(url_for("public.security"))
    form = AppCodeForm(prefix="app-")
    if form.validate_on_submit():
        first = accounts.factors_of(user()).codes_left == 0
        with form.showing_refusals():
            write(services.confirm_app, user(), typed(form.one_time_code), seal=app_seal())
            return _added("app", _("The authenticator app is set up."), codes_needed=first)
    site = current_app.extensions["settings"].site_name
    address = one_time_codes.address_of(secret, account=user().email, site=site)
    picture = one_time_codes.picture_of(address)
    return page(
        "public/account/app.html", form=form, secret=secret, address=address, picture=picture
    )


@desk.post("/account/app/remove")
@lately_proved
def remove_app() -> Answer:
    """Take the app away."""
    write(services.remove_app, user(), required=is_required())
    log("factor removed", of=user(), what="app")
    flash(_("The authenticator app is removed. Delete its entry on the phone too."), "ok")
    return redirect(url_for("public.security"))

"""The second step of signing in, for who has a second factor; and a passkey, which is both."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import rules, services
from portal.accounts.states import ChallengePurpose
from portal.infra import db, passkeys, passwords
from portal.kernel.errors import Invalid
from portal.web import limits
from portal.web.forms import typed
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public import known_devices, passkey_asking
from portal.web.public.desk import desk
from portal.web.public.guessing import Guesses
from portal.web.public.letting_in import app_seal, sign_in_page, start_sign_in, who_waits
from portal.web.public.passkey_forms import PasskeyForm
from portal.web.public.second_step_forms import AppCodeForm, RecoveryForm
from portal.web.redirects import local_path
from portal.web.transactions import write

Answer = Response | tuple[str, int]
Json = dict[str, Any]


def _page(someone: Any, form: Any = None, **forms: Any) -> Answer:
    factors = accounts.factors_of(someone)
    forms.setdefault("by_app", AppCodeForm(formdata=None, prefix="app-"))
    forms.setdefault("by_recovery", RecoveryForm(formdata=None, prefix="recovery-"))
    return page(
        "public/sign_in/second_step.html",
        form=form,
        factors=factors,
        by_passkey=PasskeyForm(formdata=None),
        passkeys_work=passkey_asking.site() is not None,
        **forms,
    )


@desk.get("/sign-in/second-step")
def second_step() -> Answer:
    """What is asked after the password: a code of the app, a passkey, or a recovery code."""
    someone, _following = who_waits()
    return _page(someone) if someone else redirect(url_for("public.sign_in"))


def _guesses(someone: Any) -> Guesses:
    known = known_devices.is_known(someone.email)
    return Guesses("second step", someone.public_id, known=known)


@desk.post("/sign-in/second-step/app")
@limiter.limit(limits.SIGN_IN_TRIES)
def second_step_by_app() -> Answer:
    """Six figures of the authenticator app, each good once."""
    someone, following = who_waits()
    if someone is None:
        return redirect(url_for("public.sign_in"))
    form = AppCodeForm(prefix="app-")
    if form.validate_on_submit():
        with form.showing_refusals():
            guesses = _guesses(someone)
            guesses.may_try()
            try:
                write(services.use_app_code, someone, typed(form.one_time_code), seal=app_seal())
            except Invalid:
                guesses.wrong()
                raise
            guesses.right()
            return start_sign_in(someone, following, by="app", with_factor=True)
    return _page(someone, form, by_app=form)


@desk.post("/sign-in/second-step/recovery")
@limiter.limit(limits.SIGN_IN_TRIES)
def second_step_by_recovery() -> Answer:
    """One of the codes that were written down for the day on which everything else is lost."""
    someone, _following = who_waits()
    if someone is None:
        return redirect(url_for("public.sign_in"))
    form = RecoveryForm(prefix="recovery-")
    if form.validate_on_submit():
        with form.showing_refusals():
            _use_recovery_code(someone, rules.as_stored(typed(form.recovery_code)))
            response = start_sign_in(
                someone, url_for("public.security"), by="recovery code", with_factor=True
            )
            left = accounts.factors_of(someone).codes_left
            flash(
                ngettext(
                    "You have %(num)d recovery code left. If a device is lost, remove it here.",
                    "You have %(num)d recovery codes left. If a device is lost, remove it here.",
                    left,
                ),
                "act",
            )
            return response
    return _page(someone, form, by_recovery=form)


def _use_recovery_code(someone: Any, code: str) -> None:
    """Raises Invalid when it is none of theirs; hashing is done outside a transaction."""
    guesses = _guesses(someone)
    guesses.may_try()
    label = code[: rules.LABEL_LENGTH]
    found = accounts.recovery_code_of(someone, label)
    kept = found.code_hash if found else None
    db.session.rollback()
    if not passwords.code_matches(code, kept):
        guesses.wrong()
        raise Invalid(services.RECOVERY_CODE_IS_WRONG, field="recovery_code")
    write(services.use_recovery_code, someone, label)
    guesses.right()


@desk.post("/sign-in/passkey/options")
@limiter.limit(limits.SIGN_IN_TRIES)
def passkey_options() -> Json:
    """What the browser is asked: any passkey of this site, or one of who has typed a password."""
    here = passkey_asking.here()
    someone, _following = who_waits()
    known = passkey_asking.known_of(accounts.factors_of(someone).passkeys) if someone else []
    challenge = passkey_asking.ask(ChallengePurpose.SIGN_IN)
    return passkeys.asked_to_show(here, challenge=challenge, known=known)


@desk.post("/sign-in/passkey")
@limiter.limit(limits.SIGN_IN_TRIES)
def sign_in_by_passkey() -> Answer:
    """A passkey is both steps at once: the device, and a finger, a face or a number on it."""
    here = passkey_asking.here()
    someone, following = who_waits()
    form = PasskeyForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            challenge = passkey_asking.asked(ChallengePurpose.SIGN_IN)
            try:
                owner = write(
                    services.use_passkey,
                    form.answer.data or "",
                    challenge=challenge,
                    site=here,
                    of=someone,
                )
            except passkeys.NotVerified as error:
                raise passkey_asking.not_verified(error, someone) from error
            following = following or local_path(form.next.data)
            return start_sign_in(owner, following, by="passkey", with_factor=True)
    if someone:
        return _page(someone, form)
    return sign_in_page(form)

"""Showing once more who one is, before something is changed that would let others in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import ChallengePurpose
from portal.infra import db, passkeys, passwords
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.web import limits
from portal.web.access import user
from portal.web.forms import typed
from portal.web.limits import limiter
from portal.web.logs import security
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public import passkey_asking
from portal.web.public.desk import desk
from portal.web.public.guessing import Guesses
from portal.web.public.letting_in import app_seal
from portal.web.public.passkey_forms import PasskeyForm
from portal.web.public.second_step_forms import AppCodeForm, ProofForm
from portal.web.redirects import local_path
from portal.web.transactions import write

Answer = Response | tuple[str, int]
View = Callable[..., Any]


def _page(form: Any = None, **forms: Any) -> Answer:
    following = {"next": local_path(request.values.get("next")) or url_for("public.security")}
    forms.setdefault("by_password", ProofForm(None, data=following))
    forms.setdefault("by_app", AppCodeForm(None, prefix="app-"))
    return page(
        "public/account/prove.html",
        form=form,
        factors=accounts.factors_of(user()),
        by_passkey=PasskeyForm(None, data=following),
        passkeys_work=passkey_asking.site() is not None,
        following=following["next"],
        **forms,
    )


def _guesses() -> Guesses:
    return Guesses("proof", user().public_id, known=True)


def _go_on(by: str) -> Response:
    someone = user()
    someone.this_sign_in = write(
        services.prove, someone.sign_in_secret, with_factor=by != "password"
    )
    login_user(someone)  # the cookie gets the new secret of the sign-in
    security("proved", of=someone, by=by)
    return redirect(local_path(request.form.get("next")) or url_for("public.security"))


@desk.route("/account/prove", methods=["GET", "POST"])
@limiter.limit(limits.SIGN_IN_TRIES, methods=["POST"])
@signed_in
def prove() -> Answer:
    """The password once more, or a factor in its place."""
    form = ProofForm()
    if form.validate_on_submit():
        guesses, stored = _guesses(), user().password_hash
        with form.showing_refusals():
            guesses.may_try()
            db.session.rollback()
            if not passwords.matches(form.password.data or "", stored):
                guesses.wrong()
                raise Invalid(Text("This is not your password."), field="password")
            guesses.right()
            return _go_on("password")
    return _page(form, by_password=form) if form.is_submitted() else _page()


@desk.post("/account/prove/app")
@limiter.limit(limits.SIGN_IN_TRIES)
@signed_in
def prove_by_app() -> Answer:
    """A code of the app in place of the password."""
    form = AppCodeForm(prefix="app-")
    if form.validate_on_submit():
        guesses = _guesses()
        with form.showing_refusals():
            guesses.may_try()
            try:
                write(services.use_app_code, user(), typed(form.one_time_code), seal=app_seal())
            except Invalid:
                guesses.wrong()
                raise
            guesses.right()
            return _go_on("app")
    return _page(form, by_app=form)


@desk.post("/account/prove/passkey/options")
@limiter.limit(limits.SIGN_IN_TRIES)
@signed_in
def prove_options() -> Any:
    """What the browser is asked: one of the user's own passkeys."""
    here = passkey_asking.here()
    known = passkey_asking.known_of(accounts.factors_of(user()).passkeys)
    challenge = passkey_asking.ask(ChallengePurpose.PROVE, user())
    return passkeys.asked_to_show(here, challenge=challenge, known=known)


@desk.post("/account/prove/passkey")
@limiter.limit(limits.SIGN_IN_TRIES)
@signed_in
def prove_by_passkey() -> Answer:
    """A passkey in place of the password."""
    here = passkey_asking.here()
    form = PasskeyForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            challenge = passkey_asking.asked(ChallengePurpose.PROVE, user())
            answer = form.answer.data or ""
            try:
                write(services.use_passkey, answer, challenge=challenge, site=here, of=user())
            except passkeys.NotVerified as error:
                raise passkey_asking.not_verified(error, user()) from error
            return _go_on("passkey")
    return _page(form)

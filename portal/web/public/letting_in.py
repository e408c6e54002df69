"""Letting somebody in: at once, or after the second step of who has a second factor."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import rules, services
from portal.infra.sealing import Seal
from portal.kernel import clock, identifiers
from portal.web.access import home_of_user, lasting_of, user
from portal.web.logs import security
from portal.web.pages import page
from portal.web.public import known_devices, passkey_asking
from portal.web.public.passkey_forms import PasskeyForm
from portal.web.public.sign_in_forms import SignInForm
from portal.web.transactions import write

_WAITING = "second_step"


def sign_in_page(form: SignInForm | PasskeyForm) -> tuple[str, int]:
    """The way in: by password or by passkey, one of which may have been refused."""
    following = {"next": form.next.data}
    by_password = form if isinstance(form, SignInForm) else SignInForm(None, data=following)
    by_passkey = form if isinstance(form, PasskeyForm) else PasskeyForm(None, data=following)
    return page(
        "public/sign_in/sign_in.html",
        form=form,
        by_password=by_password,
        by_passkey=by_passkey,
        passkeys_work=passkey_asking.site() is not None,
    )


def let_in(someone: Any, following: str | None) -> Response:
    """Go on with who typed the right password."""
    if accounts.has_factor(someone):
        return _ask_for_second_step(someone, following)
    return start_sign_in(someone, following, by="password")


def start_sign_in(
    someone: Any, following: str | None, *, by: str, with_factor: bool = False
) -> Response:
    """Sign a user in with a row and a cookie of their own; what was signed in before ends."""
    _end_what_was()
    someone.this_sign_in = write(
        services.sign_in,
        someone,
        device=this_device(),
        lasting=lasting_of(someone),
        with_factor=with_factor,
    )
    login_user(someone)
    security("signed in", of=someone, by=by)
    response = redirect(following or first_page())
    known_devices.remember(response, someone.email)  # type: ignore[arg-type]
    return response


def _ask_for_second_step(someone: Any, following: str | None) -> Response:
    """The cookie remembers, for minutes, whose password was right; it opens no page."""
    _end_what_was()
    session[_WAITING] = {
        "user": someone.public_id,
        "since": int(clock.now().timestamp()),
        "password": _print_of(someone),
        "next": following,
    }
    return redirect(url_for("public.second_step"))


def who_waits() -> tuple[Any, str | None]:
    """Whose second step is due, and where they want to go; (None, None) when it is nobody's."""
    waiting = session.get(_WAITING) or {}
    someone = accounts.user_of_public_id(str(waiting.get("user", "")))
    age = clock.now().timestamp() - waiting.get("since", 0)
    if (
        someone is None
        or not someone.is_active
        or not 0 <= age < rules.SECOND_STEP_LASTS.total_seconds()
        or waiting.get("password") != _print_of(someone)
    ):
        return None, None
    return someone, waiting.get("next")


def _print_of(someone: Any) -> str:
    """Changes with the password, so that a new one makes an old first step worthless."""
    return identifiers.digest(someone.password_hash or "")[:16]


def _end_what_was() -> None:
    if current_user.is_authenticated:
        write(services.sign_out, user().sign_in_secret)
    session.clear()


def first_page() -> str:
    """The desk of the signed-in user; for who has none yet, the way to one."""
    home = home_of_user()
    return home if home != url_for("public.home") else url_for("public.register")


def this_device() -> str:
    """What the browser says of itself, without what cannot be printed."""
    return "".join(character for character in request.user_agent.string if character.isprintable())


def app_seal() -> Seal:
    """What the secrets of authenticator apps are sealed with."""
    return Seal(str(current_app.secret_key), "authenticator apps")

"""Which pages ask who one is once more, before something is changed that would let others in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user

from portal.accounts import rules
from portal.kernel import clock
from portal.web.access import user

View = Callable[..., Any]


def signed_in(view: View) -> View:
    """Ask strangers to sign in; every signed-in person may pass, each to their own account."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if current_user.is_authenticated:
            return view(**values)
        following = request.path if request.method == "GET" else None
        return redirect(url_for("public.sign_in", next=following))

    return guarded


def lately_proved(view: View) -> View:
    """Ask for the password or a factor, unless it was given on this sign-in minutes ago."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if rules.is_proof_fresh(user().this_sign_in.proved_at, clock.now()):
            return view(**values)
        back = request.path if request.method == "GET" else url_for("public.security")
        return redirect(url_for("public.prove", next=back))

    return signed_in(guarded)

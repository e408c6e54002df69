"""Who is acting, and the desks: blueprints that refuse everybody their guard does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.rules import Lasting, is_due_to_be_seen
from portal.accounts.states import Duty
from portal.consultations import queries as consultations
from portal.consultations.queries import Who
from portal.infra.plain import entity
from portal.kernel import clock
from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.languages import Text
from portal.web.looking import looked_at
from portal.web.transactions import write

View = TypeVar("View", bound=Callable[..., Any])
Guard = Callable[[], Response | None]

login_manager = LoginManager()


class Desk(Blueprint):
    """The pages of one audience. Whoever the guard does not let pass sees none of them."""

    def __init__(self, name: str, import_name: str, *, guard: Guard, url_prefix: str = "") -> None:
        super().__init__(name, import_name, url_prefix=url_prefix or None)
        self.guard = guard
        self.before_request(guard)


def init(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.user_loader(consultations.who_signed_in)
    login_manager.session_protection = None  # the server-side row decides, not the address
    app.after_request(_note_seen)


def who() -> Any:
    """The signed-in user as pages know them, with what they act as."""
    current = current_user._get_current_object()
    someone = current if isinstance(current, Who) else consultations.who_is(current)
    company = looked_at()
    return replace(someone, company=company) if company else someone


def lasting_of(someone: Any) -> Lasting:
    """How long this user's sign-ins live."""
    settings = current_app.extensions["settings"]
    if accounts.coordinator_of(someone):
        hours = settings.coordinator_idle_hours, settings.coordinator_sign_in_hours
    else:
        hours = settings.idle_hours, settings.sign_in_hours
    return Lasting(*(timedelta(hours=each) for each in hours))


def is_to_be_seen() -> bool:
    """Whether a page should say by itself that its reader is there; without asking anything."""
    return bool(current_user.is_authenticated) and is_due_to_be_seen(
        current_user.this_sign_in.seen_at, clock.now()
    )


def _note_seen(response: Response) -> Response:
    """Write down now and then that a sign-in is in use.

    Only what changes something does so, for a GET changes nothing; pages that are only read post
    to `public.here` when it is due.
    """
    known = request.method == "POST" and "_login_user" in g and response.status_code < 500
    if known and is_to_be_seen():
        write(services.note_seen, current_user.this_sign_in.secret)
    return response


def everybody() -> None:
    """The guard of the public desk."""


def user() -> Any:
    """The signed-in user, for whoever changes something; found when first asked for."""
    current = current_user._get_current_object()
    if not isinstance(current, Who):  # signed in by this very request
        return current
    if "user" not in g:
        g.user = consultations.user_behind(current)
    return g.user


def _ask_to_sign_in() -> Response:
    following = request.full_path if request.method == "GET" else None
    return redirect(url_for("public.sign_in", next=following))


def representatives_only() -> Response | None:
    """The guard of the company desk; until approval only the pages marked `before_approval`."""
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    company = who().company
    if company is None:
        raise Missing
    if looked_at() and request.method != "GET":
        raise NotAllowed(Text("You look through this company's eyes. Only the company acts here."))
    view = current_app.view_functions.get(request.endpoint or "")
    if not company.is_approved and not getattr(view, "before_approval", False):
        return redirect(url_for("company.application"))
    return None


def before_approval(view: View) -> View:
    """Mark a page of the company desk as open to companies that are not approved yet."""
    view.before_approval = True  # type: ignore[attr-defined]
    return view


def is_applicant() -> bool:
    """Whether the signed-in user acts for a company that is not approved."""
    company = who().company
    return company is not None and not company.is_approved


def coordinators_only() -> Response | None:
    """The guard of the coordinator desk."""
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    coordinator = accounts.coordinator_of(user())
    if coordinator is None:
        raise Missing
    if _wants_a_factor():
        return redirect(url_for("public.security"))
    g.coordinator = coordinator
    if request.method == "POST":
        _must_have_the_duty(coordinator)
    return None


def needs(duty: Duty | None) -> Callable[[View], View]:
    """Mark what a coordinator sends to a page as part of a duty; None where anybody may send it.

    What is not marked is part of running sessions, so a new page is open to few until it says so.
    """

    def mark(view: View) -> View:
        view.duty = duty  # type: ignore[attr-defined]
        return view

    return mark


def _must_have_the_duty(coordinator: Any) -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    duty = getattr(view, "duty", Duty.SCHEDULE)
    if duty is not None and not coordinator.may(duty):
        raise NotAllowed(Text("This is not among your duties: %(duty)s", duty=duty.words))


def _wants_a_factor() -> bool:
    """Whether coordinators need a second factor here, and none was shown on this sign-in.

    Who has one is always asked for it, so what is missing is the factor.
    """
    settings = current_app.extensions["settings"]
    return bool(settings.is_production and not current_user.this_sign_in.with_factor)


def is_factor_missing() -> bool:
    """Whether the reader is a coordinator whose desk stays closed until they set up a factor."""
    return _wants_a_factor() and who().coordinates


def interpreters_only() -> Response | None:
    """The guard of the interpreter desk."""
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    interpreter = consultations.interpreter_of(user())
    if interpreter is None:
        raise Missing
    g.interpreter = interpreter
    return None


def this_company() -> Any:
    """The company that the signed-in user acts for; found when first asked for."""
    if "company" not in g:
        g.company = entity(who().company)
    return g.company


def home_of_user() -> str:
    """The address of the desk that the signed-in user works at."""
    if who().coordinates:
        return url_for("coordinator.overview")
    if who().company:
        return url_for("company.overview")
    if who().interprets:
        return url_for("interpreter.overview")
    return url_for("public.home")

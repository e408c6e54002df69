"""One's own account, whatever desk one works at: contact data, password, language, consents."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import REQUIRED_CONSENTS
from portal.infra import db, passwords
from portal.kernel.errors import Invalid
from portal.kernel.languages import Language, Text
from portal.web import limits
from portal.web.access import user
from portal.web.forms import typed
from portal.web.languages import COOKIE as LANGUAGE_COOKIE
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public.account_forms import ConsentsForm, LanguageForm, OwnDataForm, PasswordForm
from portal.web.public.desk import desk
from portal.web.public.own_words import own_words
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def signed_in(view: Callable[[], Answer]) -> Callable[[], Answer]:
    """Ask strangers to sign in; every signed-in person may pass, each to their own account."""

    @wraps(view)
    def guarded() -> Answer:
        if current_user.is_authenticated:
            return view()
        following = request.path if request.method == "GET" else None
        return redirect(url_for("public.sign_in", next=following))

    return guarded


def _page(form: Any = None, **forms: Any) -> Answer:
    """The account page, with one form as it was sent and the others as things stand."""
    person = user().person
    standing = accounts.standing_consents(person)
    stand = {purpose.value.lower(): True for purpose in standing}
    fresh: dict[str, Callable[[], Any]] = {
        "own_data": lambda: OwnDataForm(obj=person, formdata=None, prefix="person-"),
        "password": lambda: PasswordForm(formdata=None, prefix="password-"),
        "language_form": lambda: LanguageForm(
            formdata=None, data={"language": user().language.value}, prefix="language-"
        ),
        "consents": lambda: ConsentsForm(formdata=None, data=stand, prefix="consents-"),
    }
    for name, make in fresh.items():
        forms.setdefault(name, make())
    return page(
        "public/account/account.html",
        form=form,
        history=accounts.consent_history(person),
        required=REQUIRED_CONSENTS,
        **forms,
    )


@desk.get("/account")
@signed_in
def account() -> Answer:
    """Everything about one's own account on one page."""
    return _page()


@desk.post("/account/person")
@signed_in
def change_own_data() -> Answer:
    """Change name, post, telephone and languages."""
    form = OwnDataForm(prefix="person-")
    form.fixed_side = user().side
    if form.validate_on_submit():
        write(
            services.change_person,
            user().person,
            name=typed(form.name),
            name_latin=typed(form.name_latin),
            post=typed(form.post),
            phone=form.phone_e164,
            languages=form.languages.data or (),
            by=user(),
        )
        flash(_("Your data are saved."), "ok")
        return redirect(url_for("public.account"))
    return _page(form, own_data=form)


@desk.post("/account/password")
@signed_in
@limiter.limit(limits.SIGN_IN_TRIES)
def change_password() -> Answer:
    """Set a new password, given the old one; every other sign-in ends."""
    form = PasswordForm(prefix="password-")
    form.about = own_words(user())
    if form.validate_on_submit():
        stored = user().password_hash
        db.session.rollback()
        with form.showing_refusals():
            if not passwords.matches(form.old.data or "", stored):
                raise Invalid(Text("This is not your password until now."), field="old")
            hashed = passwords.hashed(form.new.data or "")
            write(services.change_password, user(), password_hash=hashed)
            flash(_("Your new password is set. On other devices you are signed out."), "ok")
            return redirect(url_for("public.account"))
    return _page(form, password=form)


@desk.post("/account/language")
@signed_in
def choose_language() -> Answer:
    """The language of mails, and of pages wherever no other was chosen."""
    form = LanguageForm(prefix="language-")
    if form.validate_on_submit():
        write(services.choose_language, user(), Language(typed(form.language)))
        flash(_("Your language is saved."), "ok")
        response = redirect(url_for("public.account"))
        response.delete_cookie(LANGUAGE_COOKIE)  # what was chosen for good comes first
        return response
    return _page(form, language_form=form)


@desk.post("/account/consents")
@signed_in
def choose_consents() -> Answer:
    """Give or take back the consents that are free to choose."""
    form = ConsentsForm(prefix="consents-")
    if form.validate_on_submit():
        write(
            services.choose_consents,
            user().person,
            form.chosen(),
            language=current_language(),
            by=user(),
        )
        flash(_("Your choice is saved."), "ok")
        return redirect(url_for("public.account"))
    return _page(form, consents=form)


@desk.post("/account/here")
@signed_in
def here() -> Answer:
    """Whoever reads for long is still there; `access` writes it down, as for every post."""
    return "", 204

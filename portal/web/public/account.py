"""One's own account, whatever desk one works at: contact data, language, consents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.states import REQUIRED_CONSENTS
from portal.kernel.languages import Language
from portal.web.access import user
from portal.web.forms import typed
from portal.web.languages import COOKIE as LANGUAGE_COOKIE
from portal.web.languages import current_language
from portal.web.pages import page
from portal.web.proving import signed_in
from portal.web.public.account_forms import ConsentsForm, LanguageForm, OwnDataForm
from portal.web.public.desk import desk
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def _page(form: Any = None, **forms: Any) -> Answer:
    """The account page, with one form as it was sent and the others as things stand."""
    person = user().person
    standing = accounts.standing_consents(person)
    stand = {purpose.value.lower(): True for purpose in standing}
    fresh: dict[str, Callable[[], Any]] = {
        "own_data": lambda: OwnDataForm(obj=person, formdata=None, prefix="person-"),
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

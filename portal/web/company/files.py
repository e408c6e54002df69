"""The files of a company's profiles, and to whom each part and each file is open."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kernel.errors import Missing
from portal.technologies import queries, services
from portal.technologies.queries import disclosure
from portal.technologies.rules.disclosure import Rung
from portal.technologies.rules.files import MOST_FILES
from portal.web import limits
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.files_forms import (
    DisclosureForm,
    FileChangeForm,
    FileForm,
    OneFileForm,
)
from portal.web.files import kept, takes_files
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def _own(public_id: str) -> Any:
    found = queries.own_profile(this_company(), public_id)
    if found is None:
        raise Missing
    return found


def _own_file(public_id: str, file_id: str) -> Any:
    found = disclosure.file_of(_own(public_id), file_id)
    if found is None:
        raise Missing
    return found


def _back(public_id: str) -> Response:
    return redirect(url_for("company.profile_files", public_id=public_id))


def _page(profile: Any, form: Any, parts: DisclosureForm | None = None) -> Answer:
    return page(
        "company/files/list.html",
        profile=profile,
        files=disclosure.files_of(profile),
        form=form,
        parts=parts or DisclosureForm(profile.rungs),
        change=FileChangeForm(formdata=None),
        rungs=list(Rung),
        most=MOST_FILES,
    )


@desk.route("/profiles/<public_id>/files", methods=["GET", "POST"])
@takes_files
@limiter.limit(limits.UPLOADS, key_func=limits.account, methods=["POST"])
def profile_files(public_id: str) -> Answer:
    """All files of a profile, and one more."""
    profile, form = _own(public_id), FileForm()
    if form.validate_on_submit():
        with form.showing_refusals(), kept(form.file.data) as stored:
            write(services.add_file, profile, stored, Rung(form.rung.data), by=user())
            flash(_("“%(name)s” is among the files now.", name=stored.name), "ok")
            return _back(public_id)
    return _page(_own(public_id), form)


@desk.post("/profiles/<public_id>/files/<file_id>")
def change_profile_file(public_id: str, file_id: str) -> Answer:
    """Open a file to others, move it up, or remove it."""
    file, form = _own_file(public_id, file_id), FileChangeForm()
    rung = form.chosen_rung()
    if not form.validate_on_submit() or (form.do.data == "open-to" and rung is None):
        return _page(file.profile, form)
    if rung and form.do.data == "open-to":
        write(services.open_file_to, file, rung, by=user())
    else:
        service = services.move_file_up if form.do.data == "up" else services.remove_file
        write(service, file, by=user())
    flash(_("Saved."), "ok")
    return _back(public_id)


@desk.route("/profiles/<public_id>/files/<file_id>/replace", methods=["GET", "POST"])
@takes_files
@limiter.limit(limits.UPLOADS, key_func=limits.account, methods=["POST"])
def replace_profile_file(public_id: str, file_id: str) -> Answer:
    """Put a newer file in the place of one, for the same readers."""
    file, form = _own_file(public_id, file_id), OneFileForm()
    if form.validate_on_submit():
        with form.showing_refusals(), kept(form.file.data) as stored:
            write(services.replace_file, file, stored, by=user())
            flash(_("Replaced."), "ok")
            return _back(public_id)
    file = _own_file(public_id, file_id)
    return page("company/files/replace.html", profile=file.profile, file=file, form=form)


@desk.post("/profiles/<public_id>/disclosure")
def profile_disclosure(public_id: str) -> Answer:
    """Choose to whom each part of a profile is open."""
    profile = _own(public_id)
    form = DisclosureForm(profile.rungs)
    if not form.validate_on_submit():
        return _page(profile, form, form)
    write(services.disclose, profile, form.chosen(), by=user())
    flash(_("Saved."), "ok")
    return _back(public_id)

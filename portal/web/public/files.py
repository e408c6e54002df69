"""The files of a technology: public ones to fetch, protected ones to open, and who did so."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.kernel.errors import Missing, NotAllowed
from portal.kernel.languages import Text
from portal.technologies import queries, services
from portal.technologies.queries import disclosure
from portal.web import limits
from portal.web.access import user, who
from portal.web.disclosure import reach_to
from portal.web.files import served, served_small
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.looking import looked_at
from portal.web.public.desk import desk
from portal.web.public.readers import reader_company
from portal.web.transactions import write


def _profile(public_id: str) -> Any:
    """A profile that the reader sees: a published one, their own, or one that they review."""
    found = queries.profile_of(public_id, reader_company())
    if found is None and current_user.is_authenticated and who().coordinates:
        coordinator = accounts.coordinator_of(user())
        found = queries.profile_to_review(coordinator, public_id) if coordinator else None
    if found is None:
        raise Missing
    return found


def _file(public_id: str, file_id: str) -> Any:
    found = disclosure.file_of(_profile(public_id), file_id)
    if found is None:
        raise Missing
    return found


@desk.get("/technologies/<public_id>/files/<file_id>")
@limiter.limit(limits.PUBLIC_LISTS)
def technology_file(public_id: str, file_id: str) -> Response:
    """A file that is open to everybody; a protected one is opened by its button alone."""
    file = _file(public_id, file_id)
    if file.is_protected:
        raise NotAllowed(
            Text("This file is protected. Open it from the page of the technology, please.")
        )
    return served(file)


@desk.get("/technologies/<public_id>/files/<file_id>/small")
@limiter.limit(limits.PUBLIC_LISTS)
def technology_file_small(public_id: str, file_id: str) -> Response:
    """The small picture of a file, for everybody; of a protected one for its owner alone."""
    file = _file(public_id, file_id)
    if file.is_protected and not reach_to(file.profile.company).owns:
        raise Missing
    return served_small(file)


@desk.post("/technologies/<public_id>/files/<file_id>/open")
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def open_technology_file(public_id: str, file_id: str) -> Response:
    """A protected file, after it was written down who opens it."""
    if not current_user.is_authenticated:
        return redirect(url_for("public.sign_in"))
    if looked_at():
        raise NotAllowed(Text("You look through this company's eyes. Only the company acts here."))
    file = _file(public_id, file_id)
    reach = reach_to(file.profile.company)
    write(services.open_file, file, reach, reader=reader_company(), by=user())
    return served(_file(public_id, file_id))


def files_shown(profile: Any) -> dict[str, Any]:
    """What a page needs to list the files of a profile to this reader."""
    return {
        "files": disclosure.files_of(profile),
        "reach": reach_to(profile.company),
        "open_form": ActionForm(formdata=None) if current_user.is_authenticated else None,
    }

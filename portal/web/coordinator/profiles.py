"""Technology profiles on the coordinator desk: read, published, or sent back with comments."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.states import Duty
from portal.kernel.errors import Missing
from portal.technologies import queries, rules, services
from portal.technologies.queries.disclosure import files_of
from portal.technologies.states import ProfileState
from portal.web.access import needs, user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.profiles_forms import CommentsForm
from portal.web.disclosure import reach_to
from portal.web.forms import ActionForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def _profile(public_id: str) -> Any:
    """A profile that this coordinator decides on. Raises Missing for all others."""
    found = queries.profile_to_review(g.coordinator, public_id)
    if found is None:
        raise Missing
    return found


@desk.get("/profiles/", endpoint="profiles")
def list_profiles() -> Answer:
    """Profiles that wait, longest first, then published ones that were changed since."""
    return page(
        "coordinator/profiles/list.html",
        found=Page(queries.profiles_to_review(g.coordinator, page_asked_for())),
        waiting=queries.waiting_count(g.coordinator),
    )


@desk.get("/profiles/<public_id>")
def profile(public_id: str) -> Answer:
    """A profile with room for a comment beside each of its parts."""
    found = _profile(public_id)
    return _page(found, CommentsForm.of(found.comments))


def _page(found: Any, form: CommentsForm) -> Answer:
    return page(
        "coordinator/profiles/profile.html",
        profile=found,
        company=found.company,
        form=form,
        files=files_of(found),
        reach=reach_to(found.company),
        open_form=ActionForm(formdata=None),
        button=ActionForm(formdata=None),
        may=g.coordinator.may(Duty.APPROVE),
        can_return=not rules.why_not_move(found.state, ProfileState.RETURNED),
    )


@desk.post("/profiles/<public_id>/approve")
@needs(Duty.APPROVE)
def approve_profile(public_id: str) -> Answer:
    """Publish it, or say that what was changed is fine."""
    found = _profile(public_id)
    write(services.approve, found, by=user())
    flash(_("Published. The company gets a mail."), "ok")
    return redirect(url_for("coordinator.profiles"))


@desk.post("/profiles/<public_id>/return")
@needs(Duty.APPROVE)
def return_profile(public_id: str) -> Answer:
    """Send it back with comments."""
    found = _profile(public_id)
    form = CommentsForm.of({})
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.send_back, found, form.comments(), by=user())
            flash(_("Sent back. The company gets a mail and sees your comments."), "ok")
            return redirect(url_for("coordinator.profiles"))
    return _page(found, form)

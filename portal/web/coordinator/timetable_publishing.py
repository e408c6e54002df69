"""Publishing a timetable: first what it does and to whom, then the meetings themselves."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from portal.infra import paging
from portal.kernel.errors import Missing
from portal.timetabling import queries, services
from portal.timetabling.queries import What
from portal.timetabling.states import TimetableState
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import ONE, address, timetable_of
from portal.web.coordinator.timetable_forms import PublishForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

CHANGES_A_PAGE = 50


@desk.get(f"{ONE}/publish")
def publish_timetable(public_id: str, timetable_id: str) -> Any:
    """What publishing this proposal would change, who is told, and what is in the way."""
    found, made = _draft(public_id, timetable_id)
    return _page(found, made, PublishForm())


@desk.post(f"{ONE}/publish")
def do_publish_timetable(public_id: str, timetable_id: str) -> Any:
    """Publish it, if it is as it was shown and nothing is in the way."""
    found, made = _draft(public_id, timetable_id)
    form = PublishForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.publish,
                made,
                by=user(),
                shown=form.shown.data or "",
                note=form.note.data or "",
                waived=bool(form.waived.data),
            )
            flash(_("The timetable is published. Everybody concerned gets one mail."), "ok")
            return redirect(address("one_timetable", found, made))
    return _page(found, made, form)


def _draft(public_id: str, timetable_id: str) -> tuple[Any, Any]:
    found, made = timetable_of(public_id, timetable_id)
    if made.state is not TimetableState.DRAFT:
        raise Missing
    return found, made


def _page(found: Any, made: Any, form: PublishForm) -> Any:
    publication = queries.publication_of(made)
    form.shown.data = publication.fingerprint
    return page(
        "coordinator/timetable/publish.html",
        consultation=found,
        timetable=made,
        form=form,
        publication=publication,
        kinds=list(What),
        changes=Page(paging.part(publication.changes, page_asked_for(), CHANGES_A_PAGE)),
    )

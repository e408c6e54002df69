"""Publishing a timetable: first what it does and to whom, then the meetings themselves."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request
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
from portal.web.coordinator.timetable_forms import PublishForm, TakeBackForm, WaiveForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

CHANGES_A_PAGE = 50


@desk.get(f"{ONE}/publish")
def publish_timetable(public_id: str, timetable_id: str) -> Any:
    """What publishing this proposal would change, who is told, and what is in the way."""
    found, made = draft_of(public_id, timetable_id)
    return _page(found, made, PublishForm())


@desk.post(f"{ONE}/publish")
def do_publish_timetable(public_id: str, timetable_id: str) -> Any:
    """Publish it, if it is as it was shown and nothing is in the way."""
    found, made = draft_of(public_id, timetable_id)
    form = PublishForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.publish,
                made,
                by=user(),
                shown=form.shown.data or "",
                note=form.note.data or "",
                to_all=bool(form.to_all.data),
            )
            flash(_("The timetable is published. Everybody concerned gets one mail."), "ok")
            return redirect(address("one_timetable", found, made))
    return _page(found, made, form)


@desk.post(f"{ONE}/waive")
def waive_interpreters(public_id: str, timetable_id: str) -> Any:
    """Let meetings go on without the interpreter that they need, with the reason."""
    found, made = draft_of(public_id, timetable_id)
    form = WaiveForm()
    form.offer(queries.publication_of(made).lacking)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.waive_interpreters, made, form.chosen, str(form.why.data), by=user()
            )
            flash(
                _("Noted with your name, in the trail and in the published version."),
                "ok",
            )
            return redirect(address("publish_timetable", found, made))
    return _page(found, made, PublishForm(formdata=None), form)


@desk.post(f"{ONE}/waive/back")
def take_waiver_back(public_id: str, timetable_id: str) -> Any:
    """Let a meeting wait for an interpreter after all."""
    found, made = draft_of(public_id, timetable_id)
    form = TakeBackForm()
    if not form.validate_on_submit():
        raise Missing
    transactions.write(services.take_waiver_back, made, form.chosen, by=user())
    flash(_("This meeting needs an interpreter after all."), "ok")
    return redirect(address("publish_timetable", found, made))


def draft_of(public_id: str, timetable_id: str) -> tuple[Any, Any]:
    """A session of this coordinator, and a proposal of it. Raises Missing for others."""
    found, made = timetable_of(public_id, timetable_id)
    if made.state is not TimetableState.DRAFT:
        raise Missing
    return found, made


def _page(found: Any, made: Any, form: PublishForm, waiving: WaiveForm | None = None) -> Any:
    publication = queries.publication_of(made)
    agreement = queries.agreement_on(made, publication)
    waive_form = waiving or WaiveForm(formdata=None)
    waive_form.offer(publication.lacking)
    form.shown.data = publication.fingerprint
    helpers = queries.interpreters_told(publication)
    others = queries.others_of(found, publication)
    reader = _reader_asked_for([*publication.companies, *helpers, *others])
    note = form.note.data or _("(your word to them)")
    return page(
        "coordinator/timetable/publish.html",
        consultation=found,
        timetable=made,
        form=waiving or form,
        publish_form=form,
        waive_form=waive_form,
        back_form=TakeBackForm(formdata=None),
        publication=publication,
        agreement=agreement,
        answers=queries.answers_for_partner(made, g.coordinator),
        reader=reader,
        helpers=helpers,
        others=others,
        mail=_mail_to(reader, helpers, others, publication, found, note),
        kinds=list(What),
        changes=changes_shown(publication),
    )


def changes_shown(publication: Any) -> Page[Any]:
    """The part of the changes that the address asks for."""
    return Page(paging.part(publication.changes, page_asked_for(), CHANGES_A_PAGE))


def _mail_to(
    reader: Any, helpers: Any, others: Any, publication: Any, found: Any, note: str
) -> Any:
    """What a company or an interpreter would read; None where nobody would."""
    if reader is None:
        return None
    if reader in others:
        return services.mail_to_others(reader, found, note)
    mail_to = services.mail_to_interpreter if reader in helpers else services.mail_to
    return mail_to(reader, publication, found, note)


def _reader_asked_for(concerned: Any) -> Any:
    """Whose mail is looked at: the company or interpreter in the address, else the first."""
    asked = request.args.get("reader")
    first = concerned[0] if concerned else None
    return next((each for each in concerned if each.public_id == asked), first)

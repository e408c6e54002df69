"""The partner host sees what would be published, and agrees or declines."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect
from flask_babel import gettext as _

from portal.kernel.errors import Missing
from portal.timetabling import queries, services
from portal.timetabling.queries import What
from portal.timetabling.states import Agreed, TimetableState
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import ONE, address, timetable_of
from portal.web.coordinator.timetable_forms import AnswerForm, AskForm
from portal.web.coordinator.timetable_publishing import changes_shown, draft_of
from portal.web.pages import page


@desk.get(f"{ONE}/agreement")
def timetable_agreement(public_id: str, timetable_id: str) -> Any:
    """What the partner would agree to, and where its agreement stands; a version shows itself."""
    found, made = timetable_of(public_id, timetable_id)
    if made.state is TimetableState.PUBLISHED:
        return redirect(address("one_timetable", found, made))
    return _page(*draft_of(public_id, timetable_id), AnswerForm())


@desk.post(f"{ONE}/agreement")
def answer_for_partner(public_id: str, timetable_id: str) -> Any:
    """Agree for the partner host to what was shown, or decline it."""
    found, made = draft_of(public_id, timetable_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.answer_for_partner,
                made,
                form.chosen,
                form.words.data or "",
                by=user(),
                shown=str(form.shown.data),
            )
            agreed = form.chosen is Agreed.AGREED
            flash(
                _("You have agreed. The session's coordinators are told, and can publish it.")
                if agreed
                else _("You have declined. The session's coordinators are told why."),
                "ok",
            )
            return redirect(address("timetable_agreement", found, made))
    return _page(found, made, form)


@desk.post(f"{ONE}/agreement/ask")
def ask_to_agree(public_id: str, timetable_id: str) -> Any:
    """Write to the partner's coordinators, and ask them to agree to what was shown."""
    found, made = draft_of(public_id, timetable_id)
    form = AskForm()
    if not form.validate_on_submit():
        raise Missing
    transactions.write(services.ask_to_agree, made, by=user(), shown=str(form.shown.data))
    told = _(
        "The partner organisation's coordinators get a mail. You are told as soon as they answer."
    )
    flash(told, "ok")
    return redirect(address("publish_timetable", found, made))


def _page(found: Any, made: Any, form: AnswerForm) -> Any:
    publication = queries.publication_of(made)
    form.shown.data = publication.fingerprint
    return page(
        "coordinator/timetable/agreement.html",
        consultation=found,
        timetable=made,
        form=form,
        publication=publication,
        agreement=queries.agreement_on(made, publication),
        answers=queries.answers_for_partner(made, g.coordinator),
        kinds=list(What),
        changes=changes_shown(publication),
    )

"""One's own hours in a session: confirmed, changed or declined by the interpreter."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.consultations import queries, services
from portal.consultations.states import Availability
from portal.kernel.errors import Missing
from portal.web import transactions
from portal.web.access import user
from portal.web.hours_forms import AnswerForm
from portal.web.interpreter.desk import desk
from portal.web.pages import page


@desk.route("/sessions/<public_id>/hours", methods=["GET", "POST"])
def session_hours(public_id: str) -> Any:
    """Say whether one comes to a session, and from when to when."""
    consultation = _session(public_id)
    days = queries.days_of([consultation])[consultation.id]
    known = queries.hours_of(g.interpreter, [consultation])[consultation.id]
    invitation = queries.invitations_of(g.interpreter, [consultation]).get(consultation.id)
    form = AnswerForm.of([day.date for day in days], known)
    if form.validate_on_submit():
        with form.showing_refusals():
            transactions.write(
                services.answer_invitation,
                g.interpreter,
                consultation,
                form.hours(),
                comes=form.comes,
                note=form.note.data,
                by=user(),
            )
            flash(_("Thank you. The coordinator sees your answer."), "ok")
            return redirect(url_for("interpreter.overview"))
    elif not form.is_submitted():
        _fill_in(form, invitation)
    return page(
        "interpreter/hours.html",
        form=form,
        consultation=consultation,
        invitation=invitation,
        days={day.date: day for day in days},
    )


def _session(public_id: str) -> Any:
    """A session in which this interpreter works. Raises Missing."""
    for each in g.interpreter.consultations:
        if each.public_id == public_id:
            return each
    raise Missing


def _fill_in(form: AnswerForm, invitation: Any) -> None:
    """What was answered before; who has not answered is proposed to confirm."""
    declined = invitation is not None and invitation.answer is Availability.DECLINED
    form.answer.data = "decline" if declined else "confirm"
    form.note.data = invitation.note if invitation is not None else None

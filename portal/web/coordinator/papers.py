"""The papers of a session on the coordinator desk: asked for, watched while made, and fetched."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, url_for

from portal.accounts.states import Duty
from portal.consultations import queries as consultations
from portal.infra import pdf
from portal.kernel.errors import NotAllowed
from portal.kernel.languages import Language, Text
from portal.reports import queries, rules, services
from portal.reports.papers import PaperKind
from portal.web import limits
from portal.web.access import needs, user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.papers_forms import PaperForm
from portal.web.downloads import download
from portal.web.forms import ActionForm
from portal.web.languages import current_language, say
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.transactions import write

HERE = "/consultations/<public_id>/papers"


@desk.route(HERE, methods=["GET", "POST"])
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account, methods=["POST"])
def papers(public_id: str) -> Any:
    """What can be printed, what is being made, and what can be fetched."""
    consultation = _session(public_id)
    form = PaperForm(data={"language": current_language().value})
    if form.validate_on_submit():
        with form.showing_refusals():
            settings = current_app.extensions["settings"]
            write(
                services.ask_for_paper,
                consultation,
                PaperKind(form.kind.data),
                Language(form.language.data),
                address=settings.address,
                kept=timedelta(days=settings.papers_days),
                by=user(),
            )
            return redirect(url_for("coordinator.papers", public_id=public_id) + "#made")
    made = queries.papers_of(consultation)
    return page(
        "coordinator/papers/papers.html",
        consultation=consultation,
        form=form,
        kinds=PaperKind,
        papers=made,
        action_form=ActionForm(formdata=None),
        waiting=any(each.made_at is None and each.failed is None for each in made),
        why_not_take=partial(
            rules.why_not_take, withdrawn_at=queries.consent_withdrawn_at(consultation)
        ),
        fonts=pdf.are_there(),
        fonts_are_missing=pdf.FONTS_ARE_MISSING,
    )


@desk.post(f"{HERE}/<paper_id>.pdf")
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def paper(public_id: str, paper_id: str) -> Any:
    """A paper that is ready; taking it is recorded."""
    found = write(services.take_paper, _session(public_id), paper_id, by=user())
    name = f"{found.consultation.code} {say(found.kind.words)}"
    return download(
        BytesIO(found.body or b""),
        content_type="application/pdf",
        name=f"{name}.pdf",
        plain_name=f"{found.kind.value.lower()}-{found.consultation.code}.pdf",
    )


def _session(public_id: str) -> Any:
    found = consultations.consultation_run_by(g.coordinator, public_id)
    if not g.coordinator.may(Duty.EXPORT):
        raise NotAllowed(Text("Exporting lists is not among your duties."))
    return found

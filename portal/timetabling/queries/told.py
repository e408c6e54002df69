"""Who reads of the publication of a proposal besides the companies that it concerns."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter
from portal.infra.db import session
from portal.timetabling.queries.changes import Publication


def interpreters_told(publication: Publication) -> list[Interpreter]:
    """The interpreters with an account whom publishing concerns, before or after."""
    ids = {each.interpreter.id for each in publication.changes if each.interpreter is not None}
    ids |= {
        each.booking.interpreter_id
        for each in publication.changes
        if each.booking is not None and each.booking.interpreter_id is not None
    }
    found = session.scalars(
        sa.select(Interpreter)
        .where(Interpreter.id.in_(ids))
        .options(joinedload(Interpreter.user))
        .order_by(Interpreter.id)
        .execution_options(populate_existing=True)
    )
    return [each for each in found if each.user is not None and each.user.is_active]


def others_of(consultation: ConsultationSession, publication: Publication) -> list[Company]:
    """The companies of a session for which publishing changes nothing."""
    concerned = {company.id for company in publication.companies}
    return [
        place.company
        for place in consultations.accepted_participations(consultation)
        if place.company_id not in concerned
    ]

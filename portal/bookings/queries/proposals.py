"""Reads about the times that were proposed for a request."""

from __future__ import annotations

import sqlalchemy as sa

from portal.bookings.models import MeetingRequest, RequestProposal
from portal.infra.db import session


def proposal_of(request: MeetingRequest) -> RequestProposal | None:
    """The times that count for a request: its last round; None where nobody proposed any."""
    if not request.round:
        return None
    return session.scalars(
        sa.select(RequestProposal)
        .where(RequestProposal.request_id == request.id, RequestProposal.round == request.round)
        .execution_options(populate_existing=True)
    ).one()

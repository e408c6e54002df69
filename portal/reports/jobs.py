"""What the worker does for reports: makes papers, and drops them when they are no longer kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping

import sqlalchemy as sa

from portal.infra import db
from portal.infra.db import session
from portal.infra.jobs import Handler
from portal.kernel import clock
from portal.kernel.errors import Refusal
from portal.kernel.languages import Text
from portal.reports import papers, services
from portal.reports.models import Paper

TELLS_EVERY_SECONDS = 0.5
A_FAULT = Text("There was a fault while it was made. Please ask for it again.")


def make_paper(paper_id: int) -> None:
    """Make a paper outside any write transaction, telling now and then how far it is."""
    paper = session.get(Paper, paper_id)
    if paper is None or paper.made_at is not None:
        return
    told_at = time.monotonic()

    def tell(number: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELLS_EVERY_SECONDS:
            told_at = time.monotonic()
            _change(paper_id, parts=number)

    try:
        body = papers.made(
            paper.kind, paper.consultation, paper.language, address=paper.address, told=tell
        )
    except Refusal as refusal:
        _change(paper_id, failed=refusal.text.msgid)
        return
    except Exception:
        _change(paper_id, failed=A_FAULT.msgid)  # until the worker's next attempt, if that does it
        raise
    _change(
        paper_id,
        made_at=clock.now(),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        failed=None,
    )


def drop_paper(paper_id: int) -> None:
    """Forget a paper whose time is over."""
    session.execute(sa.delete(Paper).where(Paper.id == paper_id))


def _change(paper_id: int, **values: object) -> None:
    """A short transaction of its own; what was read stays as it was read."""
    with db.writing(afresh=False):
        session.execute(sa.update(Paper).where(Paper.id == paper_id).values(**values))


HANDLERS: Mapping[str, Handler] = {services.DROP_PAPER: drop_paper}
# It takes long: it is called with no transaction open, and saves what it does itself.
LONG: Mapping[str, Handler] = {services.MAKE_PAPER: make_paper}

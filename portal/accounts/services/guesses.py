"""Counts wrong guesses, and forgets them once something was right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import GuessCount
from portal.accounts.rules import FORGOTTEN_AFTER
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text


def count_guess(digests: Iterable[str]) -> None:
    """Count one guess for each digest; what was long ago is forgotten on the way."""
    now = clock.now()
    session.execute(sa.delete(GuessCount).where(GuessCount.last_at <= now - FORGOTTEN_AFTER))
    for digest in sorted(digests):
        if not _counted(digest):
            try:
                with db.refusing({"uq_guess_count_digest": Text("Somebody guessed just now.")}):
                    session.add(GuessCount(digest=digest, guesses=1, last_at=now))
            except Conflict:
                _counted(digest)


def _counted(digest: str) -> bool:
    done: Any = session.execute(
        sa.update(GuessCount)
        .where(GuessCount.digest == digest)
        .values(guesses=GuessCount.guesses + 1, last_at=clock.now())
    )
    return bool(done.rowcount)


def forget_guesses(digests: Iterable[str]) -> None:
    """Begin to count anew: the person has shown that they know."""
    session.execute(sa.delete(GuessCount).where(GuessCount.digest.in_(list(digests))))

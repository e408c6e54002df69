"""What was read stays read until somebody commits: answers of the database that a process keeps.

They are kept under the database's stamp, so none outlives a change, whoever made it and where.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from portal.infra import db
from portal.infra.stamp import stamp

P = ParamSpec("P")
R = TypeVar("R")

MOST_ANSWERS = 5000
_NONE_YET = object()


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose answer is plain and cannot be changed: all who ask get the very same.

    What it is asked with is what it is found by. It must not ask what time it is, and within a
    write transaction it is asked afresh, since that sees what nobody else does yet.
    """

    @wraps(read)
    def answer(*asked: P.args, **more: P.kwargs) -> R:
        answers = _answers()
        if answers is None:
            return read(*asked, **more)
        name = (read, asked, tuple(more.items()))
        found = answers.get(name, _NONE_YET)
        if found is _NONE_YET:
            found = read(*asked, **more)
            if len(answers) < MOST_ANSWERS:
                answers[name] = found
        return found  # type: ignore[no-any-return]

    return answer


Answers = dict[Hashable, Any]


class _Memory:
    """The answers of one state of the database; those of an earlier one are forgotten."""

    def __init__(self) -> None:
        self._known: tuple[Hashable, Answers] = (None, {})

    def of(self, state: Hashable) -> Answers:
        known = self._known  # one look: other threads may go on to another state meanwhile
        if known[0] != state:
            known = self._known = (state, {})
        return known[1]


_memory = _Memory()


def forget() -> None:
    """Know nothing any more: for whoever counts what the database is asked."""
    _memory.of(object())


def _answers() -> Answers | None:
    """What is known of the database as this session reads it; None where that cannot be said.

    The stamp is looked at before the session reads anything, so what it reads is no older.
    """
    session = db.session()
    if "answers" not in session.info:
        if session.info.get("writing") or session.in_transaction():
            return None
        session.info["answers"] = _memory.of(stamp())
    answers: Answers = session.info["answers"]
    return answers

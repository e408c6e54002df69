"""What was read stays read until somebody commits: answers of the database that a process keeps.

They are kept under the database's stamp, so none outlives a change, whoever made it and where.
Bookings come by the hundred when it matters most; what has nothing to do with them is kept under
the calm part of the stamp, and so outlives them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.infra import db
from portal.infra.stamp import Stamp, stamp
from portal.kernel import clock

P = ParamSpec("P")
R = TypeVar("R")

MOST_ANSWERS = 5000
_NONE_YET = object()
Answers = dict[Hashable, Any]

# Whether a calm read goes on: the tests look that it asks calm tables alone.
reads_calmly = ContextVar("reads_calmly", default=False)


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose answer is plain and cannot be changed: all who ask get the very same.

    What it is asked with is what it is found by. It must not ask what time it is, and within a
    write transaction it is asked afresh, since that sees what nobody else does yet.
    """
    return _remembering(read, lambda known: known.answers)


def remembered_calmly(read: Callable[P, R]) -> Callable[P, R]:
    """The same of a read that looks only at what seldom changes (migration 0014 names the tables).

    It is kept however many bookings are made meanwhile.
    """

    return _remembering(_calmly(read), lambda known: known.calm, calm=True)


def each_remembered_calmly(
    read: Callable[Concatenate[tuple[int, ...], P], Mapping[int, R]],
) -> Callable[Concatenate[Iterable[int], P], dict[int, R]]:
    """The same of a read about several things by their ids: each is remembered by itself, and those
    that are not known yet are read together. It must answer for every one."""
    calmly = _calmly(read)

    @wraps(read)
    def answer(ids: Iterable[int], /, *asked: P.args, **more: P.kwargs) -> dict[int, R]:
        known = _known(calm=True)
        if known is None:
            return dict(calmly(tuple(ids), *asked, **more))
        about = (read, asked, tuple(more.items()))
        found = {id: known.calm.get((about, id), _NONE_YET) for id in ids}
        missing = tuple(id for id, what in found.items() if what is _NONE_YET)
        if missing:
            for id, what in calmly(missing, *asked, **more).items():
                found[id] = what
                if len(known.calm) < MOST_ANSWERS:
                    known.calm[about, id] = what
        return found

    return answer


def _calmly(read: Callable[P, R]) -> Callable[P, R]:
    @wraps(read)
    def calmly(*asked: P.args, **more: P.kwargs) -> R:
        token = reads_calmly.set(True)
        try:
            return read(*asked, **more)
        finally:
            reads_calmly.reset(token)

    return calmly


def remembered_for_now(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read that asks what time it is, too: it is read anew with every second.

    Deadlines fall on whole seconds, so the answer is as true at the end of one as it was before.
    """
    return _remembering(read, lambda known: known.this_second())


def remembered_under(
    marks: sa.Table, again: Callable[[R, Iterable[Any]], R | None]
) -> Callable[[Callable[[], R]], Callable[[], R]]:
    """Mark a read without questions that takes long, of tables whose changes leave marks in a table
    of their own: each process keeps its answer for as long as the marks are the same.

    When marks were added and none was taken away, `again` makes the new answer out of the old one
    and the rows of these marks, or None where it cannot. Within a write transaction the marks are
    its own, and so is what it reads.
    """
    sum_of_marks = sa.select(sa.func.count(), sa.func.sum(marks.c.mark))

    def mark(read: Callable[[], R]) -> Callable[[], R]:
        kept: WeakKeyDictionary[Engine, _UnderMarks[R]] = WeakKeyDictionary()
        _kept_under_marks.append(kept)

        def anew(known: _UnderMarks[R] | None, state: tuple[Any, ...]) -> _UnderMarks[R]:
            now = frozenset(map(tuple, db.session.execute(sa.select(marks.c.id, marks.c.mark))))
            answer = None
            if known is not None and known.marks <= now:
                ids = [id for id, _mark in now - known.marks]
                answer = again(
                    known.answer, db.session.execute(sa.select(marks).where(marks.c.id.in_(ids)))
                )
            return _UnderMarks(state, now, read() if answer is None else answer)

        @wraps(read)
        def answer() -> R:
            state = tuple(db.session.execute(sum_of_marks).one())
            known = kept.get(db.reader())
            if known is None or known.state != state:
                known = kept[db.reader()] = anew(known, state)
            return known.answer

        return answer

    return mark


@dataclass(frozen=True)
class _UnderMarks(Generic[R]):
    """An answer, and the marks that were there before it was read."""

    state: tuple[Any, ...]
    marks: frozenset[tuple[Any, ...]]
    answer: R


_kept_under_marks: list[WeakKeyDictionary[Engine, Any]] = []


class _Known:
    """What a process knows of one state of the database: for good, for a second, and of the calm
    part of it."""

    def __init__(self, calm: Answers) -> None:
        self.answers: Answers = {}
        self.calm = calm
        self._second: tuple[int, Answers] = (0, {})

    def this_second(self) -> Answers:
        second, known = int(clock.now().timestamp()), self._second
        if known[0] != second:
            known = self._second = (second, {})
        return known[1]


def _remembering(
    read: Callable[P, R], answers_of: Callable[[_Known], Answers], *, calm: bool = False
) -> Callable[P, R]:
    @wraps(read)
    def answer(*asked: P.args, **more: P.kwargs) -> R:
        known = _known(calm=calm)
        if known is None:
            return read(*asked, **more)
        answers = answers_of(known)
        name = (read, asked, tuple(more.items()))
        found = answers.get(name, _NONE_YET)
        if found is _NONE_YET:
            found = read(*asked, **more)
            if len(answers) < MOST_ANSWERS:
                answers[name] = found
        return found  # type: ignore[no-any-return]

    return answer


class _Memory:
    """The answers of one state of the database; those of an earlier one are forgotten."""

    def __init__(self) -> None:
        self._known: tuple[Stamp | None, _Known] = (None, _Known({}))

    def of(self, state: Stamp) -> _Known:
        before, known = self._known  # one look: other threads may go on to another state meanwhile
        if before != state:
            calm = known.calm if before is not None and before.calm == state.calm else {}
            known = _Known(calm)
            self._known = state, known
        return known


_memory = _Memory()


def forget() -> None:
    """Know nothing any more: for whoever counts what the database is asked."""
    _memory.of(Stamp(object(), object()))
    for kept in _kept_under_marks:
        kept.clear()


def _known(*, calm: bool) -> _Known | None:
    """What is known of the database as this session reads it; None where that cannot be said.

    The stamp is looked at before the session reads anything, so what it reads is no older. A write
    transaction that leaves alone what is `calm` goes on with what was known of it before.
    """
    info = db.session().info
    if "known" not in info:
        if info.get("writing") or db.session().in_transaction():
            return None
        info["known"] = _memory.of(stamp())
    known: _Known = info["known"]
    return known if calm or not info.get("writing") else None

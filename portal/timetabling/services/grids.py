"""Reads a filled-in grid of a proposal as changes, tries each, and does those that can be done.

A cell names the partner in its first line; what stands below it is the portal's own. Nothing is
taken on trust: a change goes the way of a drop on the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.accounts.models import User
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import Slot
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, Refusal
from portal.kernel.languages import Language, Text
from portal.timetabling import queries
from portal.timetabling.grid import KOREAN_COMPANY, Mark, mark_in, slot_head, spoken_heads
from portal.timetabling.models import Timetable
from portal.timetabling.services.drafting import put, swap, take_out
from portal.timetabling.services.importing import Directory
from portal.timetabling.situation import Pair

MOST_CHANGES = 200
LONGEST_NAME = 120
Line = tuple[int, Sequence[object]]


@dataclass(frozen=True)
class Move:
    """A pair from one slot to another, by ids; None for no meeting. `cell` says where it stands."""

    cell: str
    pair: Pair
    was: int | None
    to: int | None


@dataclass(frozen=True)
class Fault:
    """A cell that makes no sense, and why."""

    cell: str
    reason: Text


@dataclass
class Reading:
    """What a file says: changes, and cells that say nothing that can be understood."""

    moves: list[Move] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Tried:
    """A change, and why it cannot be done; None when it can."""

    move: Move
    reason: Text | None


def mark_of(timetable: Timetable) -> Mark:
    """What marks a file of this proposal as it is now."""
    return Mark(timetable.consultation.code, timetable.number, timetable.revision)


def read_grid(timetable: Timetable, lines: Iterable[Line]) -> Reading:
    """What a grid would change in a proposal. Raises Invalid for a file that is not of it, or old.

    A row that is left out stays as it is; a cell that was emptied takes its meeting out.
    """
    return _Grid(timetable).read(list(lines))


def move_all(
    timetable: Timetable, moves: Sequence[Move], *, by: User, dry_run: bool = False
) -> list[Tried]:
    """Do what can be done of these changes, in whatever order that takes; the rest says why not.

    With `dry_run` everything is tried and taken back. Raises NotAllowed.
    """
    reasons: dict[Move, Text | None] = {}
    with session.begin_nested() as everything:
        left = [each for each in moves if not _is_done(timetable, each, by, reasons)]
        while left:
            still = [each for each in left if not _is_done(timetable, each, by, reasons)]
            still = _swapped(timetable, still, by, reasons)
            if len(still) == len(left):
                break
            left = still
        if dry_run:
            everything.rollback()
    return [Tried(each, reasons[each]) for each in moves]


def _is_done(timetable: Timetable, move: Move, by: User, reasons: dict[Move, Text | None]) -> bool:
    try:
        if move.to is not None:
            put(timetable, move.pair, move.to, was=move.was, by=by)
        elif move.was is not None:
            take_out(timetable, move.pair, was=move.was, by=by)
        reasons[move] = None
    except Conflict as refusal:
        reasons[move] = refusal.text
    return reasons[move] is None


def _swapped(
    timetable: Timetable, moves: Sequence[Move], by: User, reasons: dict[Move, Text | None]
) -> list[Move]:
    """Have those change places that want each other's; gives the others back."""
    left = list(moves)
    for one in moves:
        for other in moves:
            if one not in left or other not in left or one is other:
                continue
            if one.was is None or other.was is None or (one.to, other.to) != (other.was, one.was):
                continue
            try:
                swap(timetable, one.pair, other.pair, was=one.was, at=other.was, by=by)
            except Conflict:
                continue
            reasons[one] = reasons[other] = None
            left.remove(one)
            left.remove(other)
    return left


class _Grid:
    """A proposal beside the file that shows it."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        consultation = timetable.consultation
        self.who = Directory(consultation)
        self.slots: dict[str, Slot] = {
            slot_head(slot.starts_at, language): slot
            for slot in consultations.slots_of(consultation)
            for language in Language
        }
        self.now = {each.pair: each.slot for each in queries.planned_in(timetable)}
        self.found = Reading()
        self.cells: dict[Pair, list[tuple[str, int]]] = {}
        self.seen: set[int] = set()

    def read(self, lines: list[Line]) -> Reading:
        head = self._head(lines)
        columns = self._columns(lines[head][1])
        for number, cells in lines[head + 1 :]:
            self._read_row(number, cells, columns)
        self._compare({slot.id for slot in columns.values()})
        if len(self.found.moves) > MOST_CHANGES:
            raise Invalid(
                Text("Here at most %(max)d changes at a time, please.", max=MOST_CHANGES),
                field="file",
            )
        return self.found

    def _head(self, lines: Sequence[Line]) -> int:
        """Where the head stands, once it is known that the file is of this proposal."""
        firsts = spoken_heads(KOREAN_COMPANY)
        at = next((n for n, (_, cells) in enumerate(lines) if _words(cells, 0) in firsts), None)
        mark = (
            mark_in(cell for _, cells in lines[:at] for cell in cells) if at is not None else None
        )
        if at is None or mark is None:
            raise Invalid(
                Text("This is not a grid of this portal. Please export it first and change that."),
                field="file",
            )
        own = mark_of(self.timetable)
        if mark.code != own.code:
            raise Invalid(
                Text("This grid is of another session: %(code)s.", code=mark.code[:40]),
                field="file",
            )
        if mark.number != own.number:
            raise Invalid(
                Text("This grid is of another proposal: %(number)d.", number=mark.number),
                field="file",
            )
        if mark.revision != own.revision:
            raise Invalid(
                Text(
                    "The proposal has been changed since this grid was exported. "
                    "Please export it again, so that nobody's changes are lost."
                ),
                field="file",
            )
        return at

    def _columns(self, heads: Sequence[object]) -> dict[int, Slot]:
        found: dict[int, Slot] = {}
        for column in range(1, len(heads)):
            words = _words(heads, column)
            slot = self.slots.get(words)
            if slot is not None and slot not in found.values():
                found[column] = slot
            elif words:
                raise Invalid(
                    Text("No slot of this session is called “%(head)s”.", head=words[:60]),
                    field="file",
                )
        return found

    def _read_row(self, number: int, cells: Sequence[object], columns: Mapping[int, Slot]) -> None:
        said = any(_words(cells, column) for column in range(len(cells)))
        if not said:
            return
        try:
            korean = self._company(cells, 0, Side.KR)
            if korean.id in self.seen:
                raise Invalid(Text("This company has two rows."))
        except Refusal as refusal:
            self.found.faults.append(Fault(f"A{number}", refusal.text))
            return
        self.seen.add(korean.id)
        for column, slot in columns.items():
            if not _words(cells, column):
                continue
            cell = f"{letter_of(column)}{number}"
            try:
                chinese = self._company(cells, column, Side.CN)
            except Refusal as refusal:
                self.found.faults.append(Fault(cell, refusal.text))
                # What cannot be read changes nothing.
                self._leave(korean.id, slot.id)
                continue
            self.cells.setdefault((korean.id, chinese.id), []).append((cell, slot.id))

    def _leave(self, korean: int, slot: int) -> None:
        """What stands in a cell that cannot be read stays there."""
        for pair, at in self.now.items():
            if pair[0] == korean and at == slot:
                self.cells.setdefault(pair, []).append(("", slot))

    def _company(self, cells: Sequence[object], column: int, side: Side) -> Company:
        raw = cells[column] if column < len(cells) else None
        if not isinstance(raw, str):
            raise Invalid(Text("Only names can stand here."))
        if raw.lstrip().startswith("="):
            raise Invalid(Text("There is a formula here. Please write the name itself."))
        words = _words(cells, column)
        if len(words) > LONGEST_NAME or not words.isprintable():
            raise Invalid(Text("Nobody of this name takes part in this session."))
        company = self.who.company(words)
        if company.side is not side:
            raise Invalid(Text("A meeting is between one Korean and one Chinese company."))
        return company

    def _compare(self, shown: set[int]) -> None:
        for pair, places in self.cells.items():
            was = self.now.get(pair)
            if len(places) > 1:
                if was not in [slot for _, slot in places]:
                    was = None
                for cell, slot in places:
                    if slot != was and cell:
                        self.found.faults.append(
                            Fault(cell, Text("This pair stands in the grid twice."))
                        )
            elif places[0][1] != was:
                self.found.moves.append(Move(places[0][0], pair, was, places[0][1]))
        for pair, was in self.now.items():
            if pair[0] in self.seen and was in shown and pair not in self.cells:
                self.found.moves.append(Move("", pair, was, None))


def _words(cells: Sequence[object], column: int) -> str:
    """The first line of a cell of text; nothing for whatever else."""
    raw = cells[column] if column < len(cells) else None
    if raw is None:
        return ""
    lines = str(raw).strip().splitlines()
    return " ".join(lines[0].split()) if lines else ""


def letter_of(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name

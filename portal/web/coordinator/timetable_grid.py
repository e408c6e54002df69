"""A timetable as a spreadsheet: taken away as the grid that staff know, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import ngettext

from portal.accounts.states import Duty
from portal.consultations import queries as consultations
from portal.infra.spreadsheets import reading
from portal.infra.spreadsheets.reading import Row
from portal.kernel.errors import Missing
from portal.reports import grid as grids
from portal.reports import services as reports
from portal.reports.rules import is_provisional
from portal.timetabling import queries, services
from portal.timetabling.services import Move
from portal.timetabling.states import TimetableState
from portal.web import limits, transactions
from portal.web.access import needs, user
from portal.web.carried_rows import packed, unpacked
from portal.web.coordinator.desk import desk
from portal.web.coordinator.timetable import ONE, address, timetable_of
from portal.web.coordinator.timetable_board import draft
from portal.web.coordinator.timetable_grid_forms import ConfirmGridForm, GridFileForm
from portal.web.downloads import recorded
from portal.web.forms import ActionForm
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page

GRID = f"{ONE}/grid"
KEPT = ("cell", "korean", "chinese", "was", "to")


@desk.route(GRID, methods=["GET", "POST"])
def timetable_grid(public_id: str, timetable_id: str) -> Any:
    """Take the grid away, or bring it back and see cell by cell what it would change."""
    found, made = timetable_of(public_id, timetable_id)
    if not made.state.holds_meetings:
        return redirect(address("timetable_board", found, made))
    form = GridFileForm()
    if made.state is TimetableState.DRAFT and form.validate_on_submit():
        with form.showing_refusals():
            return _checked(found, made, form.file.data.stream)
    return page(
        "coordinator/timetable/grid.html",
        consultation=found,
        timetable=made,
        form=form,
        export_form=ActionForm(formdata=None),
        may_export=g.coordinator.may(Duty.EXPORT),
        may_change=made.state is TimetableState.DRAFT,
    )


@desk.post(f"{GRID}/export")
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def export_timetable_grid(public_id: str, timetable_id: str) -> Any:
    """Send the grid as a workbook; the export is recorded before it leaves."""
    found, made = timetable_of(public_id, timetable_id)
    if not made.state.holds_meetings:
        raise Missing
    file = grids.export(made, current_language())
    return recorded(
        file,
        reports.record_export,
        found,
        file,
        provisional=is_provisional(found.phase) or made.state is not TimetableState.PUBLISHED,
        by=user(),
        what="timetable exported",
        number=made.number,
    )


@desk.post(f"{GRID}/confirm")
def confirm_timetable_grid(public_id: str, timetable_id: str) -> Any:
    """Do the changes that were shown as possible."""
    found, made = draft(public_id, timetable_id)
    form = ConfirmGridForm()
    if not form.validate_on_submit():
        return redirect(address("timetable_grid", found, made))
    moves = [_move(row) for row in unpacked(form.rows.data or "", what=_what(made))]
    tried = transactions.write(services.move_all, made, moves, by=user())
    number = sum(each.reason is None for each in tried)
    flash(ngettext("%(num)d change is made.", "%(num)d changes are made.", number), "ok")
    if left := len(tried) - number:
        flash(
            ngettext(
                "%(num)d change is not possible any more.",
                "%(num)d changes are not possible any more.",
                left,
            ),
            "no",
        )
    return redirect(address("timetable_board", found, made))


def _checked(found: Any, made: Any, stream: Any) -> Any:
    """What would become of each cell, and the button that does it."""
    read = services.read_grid(made, reading.lines(stream))
    tried = transactions.write(services.move_all, made, read.moves, by=user(), dry_run=True)
    possible = [each.move for each in tried if each.reason is None]
    return page(
        "coordinator/timetable/grid_checked.html",
        consultation=found,
        timetable=made,
        tried=sorted(tried, key=lambda each: each.reason is None),
        faults=read.faults,
        possible=len(possible),
        refused=len(tried) - len(possible) + len(read.faults),
        companies=queries.names_by_id({id for each in tried for id in each.move.pair}),
        slots={slot.id: slot for slot in consultations.slots_of(found)},
        confirm=ConfirmGridForm.holding(packed(_rows(possible), KEPT, what=_what(made))),
        back=url_for(
            "coordinator.timetable_grid", public_id=found.public_id, timetable_id=made.public_id
        ),
    )


def _what(made: Any) -> str:
    return f"grid of {made.public_id}"


def _rows(moves: Iterable[Move]) -> list[Row]:
    """Changes as rows that a form carries; 0 stands for no slot."""
    return [
        Row(
            number,
            dict(zip(KEPT, (each.cell, *each.pair, each.was or 0, each.to or 0), strict=True)),
        )
        for number, each in enumerate(moves)
    ]


def _move(row: Row) -> Move:
    cell, korean, chinese, was, to = (row.cells[name] for name in KEPT)
    return Move(str(cell), (int(korean), int(chinese)), int(was) or None, int(to) or None)

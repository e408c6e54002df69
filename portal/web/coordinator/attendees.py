"""Attendee lists of a session and of all sessions of a host: what they will hold, the file, and
who took one before."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from flask import Response, g, request

from portal.accounts.states import Duty
from portal.companies import queries as companies
from portal.consultations import queries as consultations
from portal.infra.spreadsheets.separated import csv_cell
from portal.infra.spreadsheets.tables import Cell, NewSheet
from portal.kernel.clock import BEIJING
from portal.kernel.errors import Conflict, NotAllowed
from portal.kernel.languages import Text
from portal.reports import attendees as lists
from portal.reports import queries, services
from portal.reports.attendees import Choice, Purpose, Rows, Scope
from portal.reports.files import Export, Format, digest
from portal.web import limits
from portal.web.access import needs, user
from portal.web.coordinator.attendees_forms import AttendeesForm
from portal.web.coordinator.desk import desk
from portal.web.downloads import recorded
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page

SHOWN = 6
# More lines make no page that anybody prints, and no PDF while somebody waits.
MOST_PRINTED = 2000


@desk.route("/consultations/<public_id>/attendees", methods=["GET", "POST"])
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account, methods=["POST"])
def attendees(public_id: str) -> Any:
    """A session's list: show its beginning; taking it away is recorded."""
    consultation = consultations.consultation_run_by(g.coordinator, public_id)
    scope = lists.of_session(consultation)
    return _list("coordinator/attendees/attendees.html", scope, consultation=consultation)


@desk.route("/attendees", methods=["GET", "POST"])
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account, methods=["POST"])
def attendees_of_host() -> Any:
    """The list of all current sessions that this coordinator's host runs, or of past ones, too."""
    past = request.args.get("past") == "1"
    running = list(consultations.consultations_run_by(g.coordinator))
    if past:
        running += consultations.past_consultations_run_by(g.coordinator).items
    scope = lists.of_host(g.coordinator.host, running)
    return _list("coordinator/attendees/of_host.html", scope, past=past)


def _list(template: str, scope: Scope, **more: Any) -> Any:
    if not g.coordinator.may(Duty.EXPORT):
        raise NotAllowed(Text("Exporting lists is not among your duties."))
    rows = _rows_asked_for()
    form = AttendeesForm.beginning(queries.last_choice_of(user()), rows)
    form.offer(
        rows,
        regions=companies.regions(),
        days=_days_of(scope),
        companies=queries.companies_in(scope),
    )
    choice = Choice(rows=rows, columns=tuple(form.columns.data or ()))
    if form.validate_on_submit():
        choice = form.choice()
        if "show" not in request.form:
            with form.showing_refusals():
                return _taken(scope, choice, Format(form.format.data))
    counts = lists.counts(scope, choice)
    return page(
        template,
        form=form,
        scope=scope,
        shown="show" in request.form,
        rows=rows,
        kinds=Rows,
        counts=counts,
        left_out=list(lists.left_out(counts)),
        provisional=lists.is_still_provisional(scope),
        beginning=_beginning(scope, choice),
        exports=queries.exports_of(scope.about),
        **more,
    )


@desk.app_template_filter("cell_words")
def cell_words(cell: Cell) -> str:
    """A cell of a list as pages show it."""
    return cell if isinstance(cell, str) else csv_cell(cell)


@desk.app_template_filter("column_words")
def column_words(key: str) -> Text:
    """What a column is called whose name the trail keeps."""
    return next((column.head for column in lists.COLUMNS if column.key == key), Text("Column"))


@desk.app_template_filter("purpose_words")
def purpose_words(purpose: str) -> Text:
    """What contact data left for, as the trail keeps it."""
    return Purpose(purpose).words


def _rows_asked_for() -> Rows:
    asked = request.args.get("rows", "")
    return Rows(asked) if asked in set(Rows) else queries.last_choice_of(user()).rows


def _days_of(scope: Scope) -> list[date]:
    """The days on which the sessions take place, by Beijing's calendar."""
    days = set()
    for each in scope.consultations:
        first, last = (m.astimezone(BEIJING).date() for m in (each.starts_at, each.ends_at))
        days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return sorted(days)


def _beginning(scope: Scope, choice: Choice) -> Any:
    """The heads and first rows of the list as its file will have them."""
    table = lists.table_of(scope, choice, lists.Speaker(current_language()), limit=SHOWN)
    rows = [row for row in table.rows if not isinstance(row, NewSheet)]
    return {"heads": [column.head for column in table.columns], "rows": rows}


def _taken(scope: Scope, choice: Choice, kind: Format) -> Response:
    if kind in (Format.PDF, Format.PRINT) and lists.counts(scope, choice).rows > MOST_PRINTED:
        raise Conflict(
            Text(
                "This list has more than %(max)d lines. Please narrow it, take a workbook, or have "
                "the list made as one of the session’s papers.",
                max=MOST_PRINTED,
            ),
            field="format",
        )
    made = _printed(scope, choice) if kind is Format.PRINT else None
    made = made or lists.export(scope, choice, kind, current_language())
    answer = recorded(made, services.record_list, scope, choice, made, by=user())
    if kind is Format.PRINT:
        del answer.headers["Content-Disposition"]
    return answer


def _printed(scope: Scope, choice: Choice) -> Export:
    """The list as a page that prints well."""
    table = lists.table_of(scope, choice, lists.Speaker(current_language()))
    sheets: list[dict[str, Any]] = []
    for row in table.rows:
        if isinstance(row, NewSheet):
            sheets.append({"title": row.title, "rows": []})
            continue
        if not sheets:
            sheets.append({"title": "", "rows": []})
        sheets[-1]["rows"].append(row)
    words, _status = page("coordinator/attendees/print.html", table=table, sheets=sheets)
    file = io.BytesIO(words.encode())
    return Export(
        file=file,
        kind=Format.PRINT,
        name="",
        plain_name="",
        rows=sum(len(sheet["rows"]) for sheet in sheets),
        sha256=digest(file),
    )

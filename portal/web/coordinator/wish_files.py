"""Wishes as a spreadsheet on the coordinator desk: taken away, and brought in on behalf."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import ngettext

from portal.accounts.states import Duty
from portal.infra.spreadsheets import reading
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text
from portal.reports import services as reports
from portal.reports import wishes as lists
from portal.reports.files import Format
from portal.reports.rules import is_provisional
from portal.timetabling import queries, rules, services
from portal.timetabling.queries import Totals
from portal.timetabling.services import importing
from portal.timetabling.services.importing import Fate
from portal.web import limits, transactions
from portal.web.access import needs, user
from portal.web.carried_rows import packed, unpacked
from portal.web.coordinator.desk import desk
from portal.web.coordinator.wish_files_forms import (
    ConfirmWishesForm,
    WishesExportForm,
    WishesFileForm,
)
from portal.web.coordinator.wishes import timetable_session
from portal.web.downloads import recorded
from portal.web.languages import current_language
from portal.web.limits import limiter
from portal.web.pages import page

MOST_ROWS = 1000
WHAT = "wishes to import"
HERE = "/consultations/<public_id>/wishes/file"


@desk.route(HERE, methods=["GET", "POST"])
def wishes_file(public_id: str) -> Any:
    """Take a file of wishes and tell row by row what would happen; nothing is kept yet."""
    found = timetable_session(public_id)
    form = WishesFileForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            return _checked(found, _rows_of(form.file.data.stream), str(form.because.data))
    return _page(found, form)


@desk.post(f"{HERE}/confirm")
def confirm_wishes_file(public_id: str) -> Any:
    """Keep the wishes that were shown."""
    found = timetable_session(public_id)
    form = ConfirmWishesForm()
    if not form.validate_on_submit():
        return redirect(url_for("coordinator.wishes_file", public_id=public_id))
    outcomes = transactions.write(
        services.import_wishes,
        found,
        unpacked(form.rows.data or "", what=WHAT),
        by=user(),
        because=str(form.because.data),
    )
    kept = sum(outcome.fate in (Fate.NEW, Fate.CHANGED) for outcome in outcomes)
    flash(ngettext("%(num)d wish is noted.", "%(num)d wishes are noted.", kept), "ok")
    return redirect(url_for("coordinator.wishers", public_id=public_id))


@desk.post("/consultations/<public_id>/wishes/export")
@needs(Duty.EXPORT)
@limiter.limit(limits.EXPORTS, key_func=limits.account)
def export_wishes(public_id: str) -> Any:
    """Send all wishes of the session as a file; the export is recorded before it leaves."""
    found = timetable_session(public_id)
    form = WishesExportForm()
    if not form.validate_on_submit():
        return _page(found, form)
    kind = Format(form.format.data)
    made = lists.export(found, kind, current_language())
    return recorded(
        made,
        reports.record_export,
        found,
        made,
        provisional=is_provisional(found.phase),
        by=user(),
        what="wishes exported",
    )


def _rows_of(stream: Any) -> list[reading.Row]:
    rows = reading.read(stream, having=importing.known_heads())
    if not rows:
        raise Invalid(
            Text("No row names companies and wishes under the heads that are needed."), field="file"
        )
    if len(rows) > MOST_ROWS:
        raise Invalid(
            Text("Here at most %(max)d rows at a time, please.", max=MOST_ROWS), field="file"
        )
    return rows


def _checked(found: Any, rows: list[reading.Row], because: str) -> Any:
    """What would become of each row, and the button that does it."""
    outcomes = transactions.write(
        services.import_wishes, found, rows, by=user(), because=because, dry_run=True
    )
    fates = Counter(outcome.fate for outcome in outcomes)
    return page(
        "coordinator/wishes/checked.html",
        consultation=found,
        outcomes=sorted(outcomes, key=lambda outcome: outcome.fate is not Fate.REFUSED),
        kept=fates[Fate.NEW] + fates[Fate.CHANGED],
        same=fates[Fate.SAME],
        refused=fates[Fate.REFUSED],
        confirm=ConfirmWishesForm.holding(
            packed(rows, importing.known_heads(), what=WHAT), because
        ),
    )


def _page(found: Any, form: Any) -> Any:
    exporting = isinstance(form, WishesExportForm)
    return page(
        "coordinator/wishes/file.html",
        consultation=found,
        form=form,
        file_form=WishesFileForm(formdata=None) if exporting else form,
        export_form=form if exporting else WishesExportForm(formdata=None),
        heads=importing.HEADS,
        may_export=g.coordinator.may(Duty.EXPORT),
        totals=queries.totals_of([found.id]).get(found.id, Totals()),
        silent=queries.number_of_silent([found.id]).get(found.id, 0),
        why_not=rules.why_not_wish(found.phase, found.booking_mode),
        why_not_place=rules.why_not_wish(found.phase, found.booking_mode, on_behalf=True),
    )

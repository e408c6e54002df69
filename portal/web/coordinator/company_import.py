"""Brings in a list of organisations: first every row is tried, then the good ones are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import ngettext

from portal.accounts.states import Duty
from portal.companies.services import importing
from portal.companies.services.importing import Fate, Outcome
from portal.infra.spreadsheets import reading
from portal.infra.spreadsheets.reading import Row
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.technologies import queries as technologies
from portal.web.access import needs, user
from portal.web.carried_rows import packed, unpacked
from portal.web.coordinator.company_import_forms import ConfirmImportForm, ImportFileForm
from portal.web.coordinator.desk import desk
from portal.web.pages import page
from portal.web.transactions import write

MOST_ROWS = 1000
WHAT = "rows to import"


@desk.route("/companies/import", methods=["GET", "POST"])
@needs(Duty.ADMINISTER)
def import_companies() -> Any:
    """Take a file and tell row by row what would happen; nothing is kept yet."""
    _must_administer()
    form = ImportFileForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            rows = _rows_of(form.file.data.stream)
            outcomes = _import(rows, dry_run=True)
            return _checked(rows, outcomes)
    return page("coordinator/company_import/file.html", form=form, heads=importing.HEADS)


@desk.post("/companies/import/confirm")
@needs(Duty.ADMINISTER)
def confirm_import() -> Any:
    """Import the rows that were shown."""
    _must_administer()
    form = ConfirmImportForm()
    if not form.validate_on_submit():
        return redirect(url_for("coordinator.import_companies"))
    outcomes = _import(unpacked(form.rows.data or "", what=WHAT), dry_run=False)
    added = sum(outcome.fate in (Fate.COMPANY, Fate.HOST) for outcome in outcomes)
    words = ngettext(
        "%(num)d organisation is imported.", "%(num)d organisations are imported.", added
    )
    flash(words, "ok")
    return redirect(url_for("coordinator.companies"))


def _must_administer() -> None:
    if not g.coordinator.may(Duty.ADMINISTER):
        raise NotAllowed(Text("Importing lists is not among your duties."))


def _rows_of(stream: Any) -> list[Row]:
    rows = reading.read(stream)
    if not rows:
        raise Invalid(Text("There are no rows in this file."), field="file")
    if len(rows) > MOST_ROWS:
        raise Invalid(
            Text("Here at most %(max)d rows at a time, please.", max=MOST_ROWS), field="file"
        )
    return rows


def _import(rows: Iterable[Row], *, dry_run: bool) -> list[Outcome]:
    codes = {field.code for _group, fields in technologies.taxonomy() for field in fields}
    return write(
        importing.import_companies,
        rows,
        known_fields=codes,
        side=g.coordinator.host.side,
        by=user(),
        dry_run=dry_run,
    )


def _checked(rows: list[Row], outcomes: list[Outcome]) -> Any:
    """What would become of each row, and the button that does it."""
    fates = Counter(outcome.fate for outcome in outcomes)
    new = [
        row
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.fate in (Fate.COMPANY, Fate.HOST)
    ]
    return page(
        "coordinator/company_import/checked.html",
        outcomes=sorted(outcomes, key=lambda outcome: outcome.fate is not Fate.REFUSED),
        added=len(new),
        known=fates[Fate.KNOWN],
        refused=fates[Fate.REFUSED],
        confirm=ConfirmImportForm.holding(packed(new, importing.HEADS, what=WHAT)),
    )

"""How fast an attendee list becomes a workbook, beside a bare XlsxWriter loop of the same cells.

Each length is written by a process of its own, so that its peak memory says something; what an idle
process of the same kind takes is taken off. The list is read from a SQLite database meanwhile.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
import xlsxwriter

from benchmarks.machine import watched
from portal import registry
from portal.bookings.models import Booking
from portal.companies.reference import load_regions
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import db, engines, rows, schema
from portal.infra.db import session
from portal.infra.spreadsheets.tables import NewSheet
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.reports import attendees as lists
from portal.reports.files import Format
from tests import make
from tests.reports.meetings import agreeing, joined

LENGTHS = (1_000, 10_000, 50_000)
PEOPLE = 2
AT_LEAST, MEGABYTES = 0.5, 60.0


def run() -> Iterator[str]:
    """Measure each length: rows a second, ratio to the bare loop, memory above an idle process."""
    for length in LENGTHS:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            url = f"sqlite:///{folder}/list.sqlite3"
            _fill(url, length)
            with watched() as share:
                idle, bare, ours = (_alone(what, url) for what in ("idle", "bare", "ours"))
        ratio = bare["seconds"] / ours["seconds"]
        more = (ours["peak"] - idle["peak"]) / 1024
        yield (
            f"{length:>6} rows: {ours['rows'] / ours['seconds']:7.0f} rows/s = {ratio:4.0%} of a"
            f" bare loop ({bare['rows'] / bare['seconds']:.0f}/s), {more:5.1f} MB above an idle"
            f" process{_judged(length, ratio, more)} [{share}]"
        )


def _judged(length: int, ratio: float, more: float) -> str:
    """What is asked of the longest list; short ones pay for the start of the process."""
    if length < max(LENGTHS):
        return ""
    fine = "enough" if ratio >= AT_LEAST and more < MEGABYTES else "NOT ENOUGH"
    return f"; least {AT_LEAST:.0%}, less than {MEGABYTES:.0f} MB: {fine}"


def _alone(what: str, url: str) -> dict[str, float]:
    """One run in a process of its own: seconds, rows, and its peak memory in kilobytes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.exports", what, url],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


def _fill(url: str, length: int) -> None:
    """A session whose list has so many rows: meetings of companies that send two people each."""
    engine = engines.make_engine(url)
    schema.upgrade(engine)
    db.connect(engine)
    with db.writing():
        load_regions()
    at = make.consultation(slots=1)
    companies = 60
    sides = {}
    for side in Side:
        sides[side] = [make.company(side) for _ in range(companies)]
        for number, company in enumerate(sides[side]):
            names = ("김수진", "KIM Su-jin") if side is Side.KR else ("王立群", "WANG Liqun")
            people = [
                agreeing(
                    f"{names[0]}{number}{n}",
                    f"{names[1]} {number}{n}",
                    side,
                    post="부장",
                    languages=["ko", "en"],
                )
                for n in range(PEOPLE)
            ]
            joined(company, at, *people)
    _book(at, sides[Side.KR], sides[Side.CN], length // (2 * PEOPLE))
    session.remove()
    engine.dispose()


def _book(at: ConsultationSession, korean: list, chinese: list, meetings: int) -> None:
    """So many meetings, as many at once as there are pairs."""
    pairs = len(korean)
    length, step = timedelta(minutes=25), timedelta(minutes=30)
    with db.writing():
        found = session.merge(at)
        first = found.starts_at + step
        slots = [
            Slot(
                consultation_id=found.id,
                starts_at=first + step * number,
                ends_at=first + step * number + length,
            )
            for number in range(-(-meetings // pairs))
        ]
        session.add_all(slots)
        session.flush()
        rows.insert(
            Booking,
            [
                {
                    "consultation_id": found.id,
                    "slot_id": slots[number // pairs].id,
                    "korean_company_id": korean[number % pairs].id,
                    "chinese_company_id": chinese[(number + number // pairs) % pairs].id,
                    "code": f"{number:06}",
                    "turn": 1 + number // (pairs * pairs),
                    "subject": "Dust",
                }
                for number in range(meetings)
            ],
        )


def _measure(what: str, url: str) -> dict[str, float]:
    assert registry.metadata.tables
    db.connect(engines.make_engine(url))
    at = session.scalars(sa.select(ConsultationSession)).one()
    scope, choice = lists.of_session(at), lists.Choice()
    count, seconds = 0, 0.0
    if what == "bare":
        table = lists.table_of(scope, choice, lists.Speaker(Language.KO))
        cells = [row for row in table.rows if not isinstance(row, NewSheet)]
        began = time.perf_counter()
        count = _bare(cells)
        seconds = time.perf_counter() - began
    elif what == "ours":
        began = time.perf_counter()
        made = lists.export(scope, choice, Format.XLSX, Language.KO)
        count = made.rows
        seconds = time.perf_counter() - began
    return {"rows": count, "seconds": seconds, "peak": _peak()}


def _peak() -> int:
    """This process's peak memory in kilobytes.

    Not `ru_maxrss`: that counts what its parent held when it started this process.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("This system does not say how much memory a process has held.")


def _bare(cells: list) -> int:
    with tempfile.TemporaryFile() as target:
        workbook = xlsxwriter.Workbook(target, {"constant_memory": True, "remove_timezone": True})
        sheet = workbook.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
        workbook.close()
    return len(cells)


if __name__ == "__main__":
    print(json.dumps(_measure(*sys.argv[1:])))

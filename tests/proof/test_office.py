"""What LibreOffice finds in the files that the portal writes: each cell as it was meant.

openpyxl reads the same files in the ordinary tests; this is the second reader, and a whole office.
"""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from portal.infra.spreadsheets.separated import Encoding, write_csv
from portal.infra.spreadsheets.tables import Column, Kind, NewSheet, Table
from portal.infra.spreadsheets.workbooks import write_xlsx
from portal.kernel.languages import Language
from tests.infra.spreadsheets.test_writing import HOSTILE

pytestmark = [pytest.mark.proof, pytest.mark.any_engine]

DAY = date(2026, 12, 14)
UTF_8, GB18030 = "76", "85"  # LibreOffice's numbers of character sets
# Kept as it is, every column read as text: quote ", separator comma.
AS_TEXT = "/".join(f"{number}/2" for number in range(1, 6))


def a_list(*, sheets: bool = False) -> Table:
    rows: list = [NewSheet("14일")] if sheets else []
    rows += [(number, cell, "한빛 韩光", DAY, time(14, 5)) for number, cell in enumerate(HOSTILE)]
    if sheets:
        rows += [NewSheet("15일"), (99, "x" * 32_000, "둘째", DAY, time(0, 0))]
    columns = [
        Column("No.", Kind.NUMBER),
        Column("글 文"),
        Column("기업"),
        Column("날짜", Kind.DATE),
        Column("시각", Kind.TIME),
    ]
    return Table(title="참석자 명단", columns=columns, rows=rows, language=Language.KO)


def converted(source: Path, to: str, *, reading: str | None = None) -> Path:
    """A file as LibreOffice writes it after having read it."""
    profile = source.parent / "profile"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to",
        to,
        "--outdir",
        str(source.parent / "out"),
        str(source),
    ]
    if reading:
        command[3:3] = [f"--infilter={reading}"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    (made,) = (source.parent / "out").glob(f"{source.stem}.*")
    return made


def _plain(value: object) -> object:
    """A cell without the signs by which a workbook escapes what XML cannot hold."""
    return unescape(value) if isinstance(value, str) else value


def test_a_workbook_says_in_libreoffice_what_it_said(tmp_path):
    path = tmp_path / "list.xlsx"
    with path.open("wb") as target:
        write_xlsx(a_list(sheets=True), target)
    ours = openpyxl.load_workbook(path)
    theirs = openpyxl.load_workbook(converted(path, "xlsx"))
    assert theirs.sheetnames == ours.sheetnames == ["14일", "15일"]
    for mine, other in zip(ours.worksheets, theirs.worksheets, strict=True):
        for row in mine.iter_rows():
            for cell in row:
                found = other[cell.coordinate]
                assert found.data_type != "f", cell.coordinate
                assert _plain(cell.value) in (found.value, _plain(found.value)), cell.coordinate


@pytest.mark.parametrize(
    ("encoding", "number"), [(Encoding.UTF_8, UTF_8), (Encoding.GB18030, GB18030)]
)
def test_a_csv_file_says_in_libreoffice_what_it_said(tmp_path, encoding, number):
    path = tmp_path / "list.csv"
    with path.open("wb") as target:
        write_csv(a_list(), target, encoding)
    reading = f"Text - txt - csv (StarCalc):44,34,{number},1,{AS_TEXT}"
    book = openpyxl.load_workbook(converted(path, "xlsx", reading=reading))
    theirs = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    text = path.read_bytes().decode(encoding.value)
    ours = [row for row in csv.reader(io.StringIO(text)) if row]
    for mine, other in zip(ours, theirs, strict=False):
        assert [str(value or "") for value in other[: len(mine)]] == mine

"""`portal companies import`: 173 real organisations, and the lists that people send."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from portal import registry
from portal.accounts.models import Host
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import make

ORGANISATIONS = Path(__file__).parents[1] / "data" / "companies.json"

STEEL = {
    "id": "CN-006",
    "country": "CN",
    "region_code": "370000",
    "city_code": "370100",
    "name": {"zh": "山东钢铁股份有限公司", "ko": "산둥강철", "en": "Shandong Iron and Steel"},
    "website_domain": None,
    "uscc": "91370000726230489L",
    "role": "technology user",
    "taxonomy": ["AIR-06", "CMB-05"],
    "description_en": "Listed steel producer.",
    "confidence": "high",
    "demo_import": True,
}
AGENCY = {
    "id": "KR-001",
    "country": "KR",
    "region_code": "KR-11",
    "city_code": None,
    "name": {"zh": None, "ko": "한국환경산업기술원", "en": "KEITI"},
    "website_domain": "keiti.re.kr",
    "role": "coordinator",
    "taxonomy": ["MGT-04"],
    "description_en": "Public agency.",
}
UNKNOWN_PLACE = {
    "id": "KR-050",
    "country": "KR",
    "region_code": None,
    "name": {"ko": "맑은바람", "en": None},
    "role": "provider",
    "taxonomy": [],
}
COLUMNS = (
    "id", "country", "region_code", "city_code", "name.ko", "name.zh", "name.en", "website_domain",
    "uscc", "role", "taxonomy", "description_en",
)  # fmt: skip


def cells_of(record) -> list:
    cells = []
    for column in COLUMNS:
        head, _, tag = column.partition(".")
        value = record.get(head)
        value = value.get(tag) if tag else value
        cells.append(", ".join(value) if isinstance(value, list) else value)
    return cells


def written(path: Path, records) -> Path:
    """The records as a file of the kind that the name of the path says."""
    if path.suffix == ".json":
        path.write_text(json.dumps({"meta": {}, "companies": records}))
    elif path.suffix == ".csv":
        rows = [COLUMNS, *map(cells_of, records)]
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        path.write_text(text.getvalue(), "utf-8-sig")
    else:
        book = openpyxl.Workbook()
        for row in [COLUMNS, *map(cells_of, records)]:
            book.active.append(list(row))
        book.save(path)
    return path


def companies() -> dict[str | None, Company]:
    return {each.import_key: each for each in session.scalars(sa.select(Company))}


def everything() -> dict[str, int]:
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in registry.metadata.sorted_tables
    }


def test_the_real_organisations_become_invited_companies_and_hosts(portal):
    records = json.loads(ORGANISATIONS.read_text("utf-8"))["companies"]
    hosts = [record["id"] for record in records if record["role"] == "coordinator"]
    assert (len(records), len(hosts)) == (173, 7)
    result = portal("companies", "import", ORGANISATIONS)
    assert result.exit_code == 0, result.output
    assert "Added 166 companies and 7 hosts; 0 here already, 0 refused." in result.output
    found = companies()
    assert {each.state for each in found.values()} == {CompanyState.INVITED}
    for record in records:
        if record["id"] in hosts:
            continue
        company = found[record["id"]]
        assert company.side is Side(record["country"])
        assert company.name == Wording.of(record["name"])
        assert company.region_code == record["region_code"]
        assert company.city_code == record["city_code"]
        assert company.registration_number == record["uscc"]
        assert company.field_hints == record["taxonomy"]
        assert company.about.en == record["description_en"]
        domain = record["website_domain"]
        assert company.website == (f"https://{domain}" if domain else None)
    assert set(session.scalars(sa.select(Host.import_key))) == set(hosts)


def test_a_second_import_changes_nothing(portal):
    portal("companies", "import", ORGANISATIONS)
    before = everything()
    result = portal("companies", "import", ORGANISATIONS)
    assert "Added 0 companies and 0 hosts; 173 here already, 0 refused." in result.output
    assert everything() == before


@pytest.mark.parametrize("kind", ["json", "xlsx", "csv"])
def test_three_kinds_of_files_say_the_same(portal, tmp_path, kind):
    path = written(tmp_path / f"list.{kind}", [STEEL, AGENCY, UNKNOWN_PLACE])
    result = portal("companies", "import", path)
    assert "Added 2 companies and 1 hosts" in result.output
    steel, unknown = companies()["CN-006"], companies()["KR-050"]
    assert steel.name == Wording.of(STEEL["name"])
    assert (steel.region_code, steel.city_code) == ("370000", "370100")
    assert steel.registration_number == "91370000726230489L"
    assert steel.field_hints == ["AIR-06", "CMB-05"]
    assert (unknown.name, unknown.region_code) == (Wording(ko="맑은바람"), None)
    host = session.scalars(sa.select(Host).where(Host.import_key == "KR-001")).one()
    assert host.name == Wording(ko="한국환경산업기술원", en="KEITI")
    assert (host.website, host.region_code) == ("https://keiti.re.kr", "KR-11")


def test_a_dry_run_tells_row_by_row_what_would_happen_and_does_nothing(portal, tmp_path):
    make.company(import_key="KR-050")
    before = everything()
    bad = {**STEEL, "id": "CN-900", "country": "JP"}
    path = written(tmp_path / "list.json", [STEEL, AGENCY, UNKNOWN_PLACE, bad])
    result = portal("companies", "import", path, "--dry-run")
    lines = result.output.splitlines()
    assert lines[0] == "row 1 | CN-006 | New company | Shandong Iron and Steel"
    assert lines[1] == "row 2 | KR-001 | New host organisation | KEITI"
    assert lines[2] == "row 3 | KR-050 | Here already | 맑은바람"
    assert lines[3].endswith(": The country must be KR or CN.")
    assert lines[4] == "Would add 1 companies and 1 hosts; 1 here already, 1 refused."
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": None}, "Each row needs an id of its own."),
        ({"country": "KOREA"}, "The country must be KR or CN."),
        ({"country": None}, "The country must be KR or CN."),
        ({"name": {"en": None, "ko": " ", "zh": None}}, "A name is needed"),
        ({"name": {"zh": "半\ud83d字"}}, "cannot be stored"),
        ({"name": {"zh": "长" * 121}}, "at most 120 characters"),
        ({"region_code": "999999", "city_code": None}, "There is no such region."),
        ({"region_code": "KR-11", "city_code": None}, "There is no such region."),
        ({"region_code": "310000"}, "This city does not belong to the region."),
        ({"city_code": "nowhere"}, "There is no such city."),
        ({"uscc": "91370000726230489K"}, "not a valid unified social credit code"),
        ({"uscc": 913714257402105138}, "is a number where text is needed"),
        ({"uscc": "9137"}, "has 18 characters; this one has 4"),
        ({"taxonomy": ["AIR-\ud800"]}, "cannot be stored"),
        ({"taxonomy": ["AIR-99"]}, "There is no technology field “AIR-99”."),
        ({"website_domain": "javascript:alert(1)"}, "is no web address"),
        ({"website_domain": "no domain"}, "is no web address"),
        ({"description_en": "a\x00b"}, "cannot be stored"),
    ],
)
def test_a_bad_row_is_reported_with_its_number_and_good_ones_are_kept(
    portal, tmp_path, change, sentence
):
    path = written(tmp_path / "list.json", [AGENCY, {**STEEL, **change}, UNKNOWN_PLACE])
    result = portal("companies", "import", path)
    assert result.exit_code == 0
    (line,) = [line for line in result.output.splitlines() if "Refused" in line]
    assert line.startswith("row 2 |")
    assert sentence in line
    assert "Added 1 companies and 1 hosts; 0 here already, 1 refused." in result.output
    assert list(companies()) == ["KR-050"]


def test_a_bad_host_is_reported_too(portal, tmp_path):
    path = written(tmp_path / "list.json", [{**AGENCY, "region_code": "310000"}])
    assert "There is no such region." in portal("companies", "import", path).output
    assert session.scalar(sa.select(sa.func.count()).select_from(Host)) == 0


def test_an_id_that_stands_there_twice_is_taken_once(portal, tmp_path):
    path = written(tmp_path / "list.xlsx", [STEEL, {**STEEL, "name": {"zh": "别的公司"}}])
    result = portal("companies", "import", path)
    assert "row 3 | CN-006 | Refused: This id stands in the file twice." in result.output
    assert companies()["CN-006"].name == Wording.of(STEEL["name"])


def test_a_file_that_cannot_be_read_ends_with_a_sentence(portal, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    result = portal("companies", "import", path)
    assert result.exit_code == 1
    assert "This file cannot be read" in result.output

"""`portal db upgrade`, `portal backup` and `portal restore`, as an operator uses them."""

from pathlib import Path

import sqlalchemy as sa

from portal import registry
from portal.infra import engines
from portal.infra.backup.rows import tables_of
from tests import make

COMPANIES = Path(__file__).parents[1] / "data" / "companies.json"


def rows_of(engine) -> dict[str, list]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(table).order_by(*table.primary_key.columns)
            ).all()
            for table in tables_of(registry.metadata)
        }


def test_a_portal_moves_house_with_a_backup(portal, database, tmp_path):
    portal("companies", "import", COMPANIES)
    make.coordinator()
    stored = tmp_path / "files of the portal" / "papers"
    stored.mkdir(parents=True)
    (stored / "one.pdf").write_bytes(b"%PDF-1.7")
    result = portal("backup", tmp_path / "portal.zip")
    assert result.exit_code == 0, result.output
    assert "rows of" in result.output

    elsewhere = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}",
        "FILES_DIR": str(tmp_path / "elsewhere"),
    }
    assert portal("db", "upgrade", env=elsewhere).exit_code == 0
    result = portal("restore", tmp_path / "portal.zip", env=elsewhere)
    assert result.exit_code == 0, result.output
    assert rows_of(engines.make_engine(elsewhere["DATABASE_URL"])) == rows_of(database)
    assert (tmp_path / "elsewhere" / "papers" / "one.pdf").read_bytes() == b"%PDF-1.7"

    again = portal("restore", tmp_path / "portal.zip", env=elsewhere)
    assert again.exit_code == 1
    assert "already" in again.output


def test_a_restore_into_a_portal_in_use_is_refused(portal, tmp_path):
    make.company()
    portal("backup", tmp_path / "portal.zip")
    result = portal("restore", tmp_path / "portal.zip")
    assert result.exit_code == 1
    assert "The database is not empty" in result.output


def test_an_upgrade_can_be_run_again_and_again(portal, database):
    before = rows_of(database)
    assert portal("db", "upgrade").exit_code == 0
    assert rows_of(database) == before


def test_bad_settings_end_with_a_sentence(portal):
    result = portal("db", "upgrade", env={"PORT": "eighty"})
    assert result.exit_code == 1
    assert "PORT must be a whole number." in result.output

"""What a person sees when the database is away or the portal fails."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from portal.app import create_app
from portal.infra import db, engines


@pytest.fixture
def signed_in_client(settings, tmp_path: Path):
    """A browser with a sign-in cookie, and a portal whose database cannot be opened."""
    app = create_app(
        settings, engines.make_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'file'}")
    )

    @app.get("/asks-the-database")
    def asks_the_database() -> str:
        return str(db.session.execute(sa.text("SELECT 1")))

    @app.get("/fails")
    def fails() -> str:
        raise RuntimeError("a fault of ours")

    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token of somebody"
    yield client
    db.session.remove()


def test_a_database_that_is_away_gives_a_page_in_three_languages(signed_in_client):
    answer = signed_in_client.get("/asks-the-database")
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert page.html["lang"] == "en"
    assert [section["lang"] for section in page.select("main section")] == ["ko", "zh-CN"]


def test_a_fault_gives_a_page_without_asking_who_reads_it(signed_in_client):
    answer = signed_in_client.get("/fails")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "a fault of ours" not in answer.text


def test_the_process_is_alive_even_then(signed_in_client):
    assert signed_in_client.get("/healthz").status_code == 200


def test_every_file_that_these_pages_need_exists(signed_in_client):
    page = BeautifulSoup(signed_in_client.get("/fails").data, "html.parser")
    files = [tag["href"] for tag in page.select("link")] + [
        tag["src"] for tag in page.select("img")
    ]
    assert files
    for file in files:
        assert signed_in_client.get(file).status_code == 200, file

"""Public pages are rendered once for all strangers, and yet never out of date."""

from datetime import timedelta

import pytest

from portal.infra import db
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import make
from tests.statements import counted


@pytest.fixture
def session(database, monday):
    with db.writing():
        made = make.consultation(slots=50)
        made.title = Wording(en="Dust control", ko="집진", zh="除尘")
    return made


def page_of(session) -> str:
    return f"/consultations/{session.public_id}"


def heading(answer) -> str:
    return answer.page.h1.get_text(strip=True)


def test_the_next_stranger_costs_the_database_nothing(visit, session, engine):
    visit().get(page_of(session))
    with counted(engine) as sent:
        answer = visit().get(page_of(session))
    assert sent == []
    assert heading(answer) == "Dust control"
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]


def test_what_another_process_commits_is_on_the_next_page(visit, session, engine):
    stranger = visit()
    stranger.get(page_of(session))
    for title in ("Ash handling", "Water"):
        with engine.begin() as elsewhere:  # no session and no service of ours knows of it
            elsewhere.exec_driver_sql(
                f'UPDATE consultation_session SET title = \'{{"en": "{title}"}}\''
            )
        assert heading(stranger.get(page_of(session))) == title


def test_a_deadline_that_passes_changes_the_page_though_nothing_is_written(visit, session, monday):
    stranger = visit()
    monday(session.joining_ends_at - timedelta(seconds=1) - clock.now())
    assert "Companies can join until" in stranger.get(page_of(session)).main
    monday(timedelta(seconds=1))
    assert "Companies can join until" not in stranger.get(page_of(session)).main


def test_each_language_has_a_page_of_its_own(visit, session):
    assert [
        heading(visit(lang=lang).get(page_of(session))) for lang in ("en", "ko", "zh", "en")
    ] == [
        "Dust control",
        "집진",
        "除尘",
        "Dust control",
    ]


def test_who_is_signed_in_neither_gets_a_strangers_page_nor_leaves_theirs(visit, session):
    coordinator, korea = make.coordinator(), make.representative(side=Side.KR)
    for someone in (None, coordinator, None, korea, None):
        answer = visit(someone).get(page_of(session))
        assert ("Sign in" in answer.text) is (someone is None)
        assert ("Sign out" in answer.text) is (someone is not None)


def test_what_is_said_once_is_said_to_that_visitor_alone(visit, session):
    leaving = visit(make.coordinator())
    leaving.post("/sign-out")
    visit().get("/")
    assert "You are signed out." not in visit().get("/").text
    again = visit(make.coordinator())
    said = again.post("/sign-out")
    assert "You are signed out." in said.text
    assert "You are signed out." not in again.get("/").text


def test_an_address_that_leads_nowhere_is_looked_for_every_time(visit, session):
    stranger = visit()
    hidden = make.consultation(opened=False)
    assert stranger.get(page_of(hidden)).status == 404
    with db.writing():
        db.session.merge(hidden).opened_at = clock.now()
    assert stranger.get(page_of(hidden)).status == 200


def test_no_page_for_strangers_gives_anything_away_that_is_one_visitors_own(app, visit, session):
    profile = make.profile(make.company(Side.CN, region_code="310000"))
    pages = ["/", "/consultations/", page_of(session), "/technologies/"]
    pages += [f"/technologies/{profile.public_id}", f"/companies/{profile.company.public_id}"]
    for address in pages:
        answer = visit().get(address)
        assert answer.status == 200
        assert "csrf_token" not in answer.body.decode()
        assert "Set-Cookie" not in answer.headers
    assert {path for path, _language in app.extensions["shared"]} == set(pages)

"""What every answer says to the browser besides its page, and to whom the portal listens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.app import create_app
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair
from tests.browser_client import Visitor
from tests.house.routes import routes

pytestmark = pytest.mark.any_engine


@pytest.fixture
def production(database, settings):
    """A portal that runs for real, behind one proxy of its own."""
    return create_app(
        replace(
            settings,
            environment="production",
            base_url="https://portal.example",
            trusted_proxies=1,
        ),
        database,
    )


def asked(app, path: str = "/", **headers: str):
    headers.setdefault("X-Forwarded-Proto", "https")
    headers.setdefault("X-Forwarded-Host", "portal.example")
    return app.test_client().get(path, base_url="http://127.0.0.1:8000", headers=headers)


def test_every_answer_carries_the_headers(production):
    client = production.test_client()
    for route in routes(production):
        answer = client.open(
            route.url,
            method=route.method,
            base_url="https://portal.example",
        )
        for name in (
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "X-Frame-Options",
            "Permissions-Policy",
            "X-Request-ID",
        ):
            assert answer.headers.get(name), (route, answer.status_code, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert "max-age=31536000; includeSubDomains" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/nothing", "/static/css/base.css", "/static/nothing.css"])
def test_errors_and_files_carry_them_too(production, path):
    answer = asked(production, path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_cookie_of_a_production_portal(production):
    answer = asked(production, "/sign-in")
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if "portal" in each]
    assert cookie.startswith("__Host-portal=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_every_text_says_its_character_set(app, visit):
    for browser in (visit(), visit(make.representative(side=Side.KR)), visit(make.coordinator())):
        for route in routes(app, methods=("GET",)):
            kind = browser.client.get(route.url).headers["Content-Type"]
            assert not kind.startswith("text/") or "charset=utf-8" in kind, route


def test_signed_in_pages_are_not_kept(visit):
    browser = visit(make.representative(side=Side.KR))
    for path in ("/company/", "/", "/technologies/", "/company/meetings/nothing"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_a_file_is_saved_and_never_shown_as_a_page(visit):
    pair = Pair()
    meeting = pair.met()
    answer = visit(pair.korean_user).get(f"/company/meetings/{meeting.public_id}/calendar.ics")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_production_portal_answers_to_its_own_name_alone(production):
    assert asked(production).status_code == 200
    answer = asked(production, **{"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.data


def test_what_a_stranger_forwards_is_not_believed(app):
    """Without a proxy of its own the portal believes nothing about where a request came from."""
    answer = app.test_client().get(
        "/company/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert "evil.example" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "path", ["/.git/config", "/config.py", "/static/", "/static/../config.py", "/metrics", "/api"]
)
def test_nothing_of_the_workshop_is_served(production, path):
    assert asked(production, path).status_code == 404


def test_a_visitor_may_not_trace(app):
    assert Visitor(app).client.open("/", method="TRACE").status_code == 405

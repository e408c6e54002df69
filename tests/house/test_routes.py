"""Every address belongs to a desk, and every desk refuses whoever does not work at it."""

from urllib.parse import urlsplit

import pytest

from portal.kernel.clocks import Side
from tests import make
from tests.house.routes import DESKS, GUARDED, routes

MACHINES = {"/healthz", "/readyz"}
# Pages of the public desk that are about the account of whoever is signed in.
OF_AN_ACCOUNT = ("/account", "/register/company")


@pytest.fixture
def people(database):
    """Somebody of each desk that has a guard."""
    return {
        "company": make.representative(side=Side.KR),
        "coordinator": make.coordinator(),
        "interpreter": make.interpreter().user,
    }


def answer_to(browser, route, token=None):
    """What comes back at first, before any redirect is followed."""
    if route.method == "GET":
        return browser.client.get(route.url)
    return browser.client.post(route.url, data={"csrf_token": token or browser._token()})


def test_every_address_belongs_to_a_desk_or_to_machines(app):
    for rule in app.url_map.iter_rules():
        desk = rule.endpoint.split(".")[0]
        if desk in GUARDED:
            assert rule.rule.startswith(f"/{desk}/"), rule
        elif desk == "machines":
            assert rule.rule in MACHINES
        else:
            assert desk == "public" or rule.endpoint == "static", rule
            assert not rule.rule.startswith(tuple(f"/{guarded}/" for guarded in GUARDED)), rule


def test_no_address_knows_other_methods_than_forms_and_links(app):
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_every_desk_has_pages(app):
    assert {route.desk for route in routes(app)} >= set(DESKS)


def test_strangers_are_sent_to_sign_in_wherever_a_desk_has_a_guard(app, visitor):
    token = visitor._token()
    for route in routes(app, *GUARDED):
        answer = answer_to(visitor, route, token)
        assert answer.status_code == 302, route
        assert urlsplit(answer.location).path == "/sign-in", route


def test_strangers_are_sent_to_sign_in_from_pages_of_an_account(app, visitor):
    token = visitor._token()
    own = [route for route in routes(app, "public") if route.url.startswith(OF_AN_ACCOUNT)]
    assert own
    for route in own:
        answer = answer_to(visitor, route, token)
        assert answer.status_code == 302, route
        assert urlsplit(answer.location).path == "/sign-in", route


@pytest.mark.parametrize("who", GUARDED)
def test_people_of_one_desk_do_not_learn_of_another(app, visit, people, who):
    browser = visit(people[who])
    token = browser._token()
    others = [desk for desk in GUARDED if desk != who]
    for route in routes(app, *others):
        assert answer_to(browser, route, token).status_code == 404, route


@pytest.mark.parametrize("who", GUARDED)
def test_an_unknown_id_is_not_found_at_any_desk(app, visit, people, who):
    browser = visit(people[who])
    token = browser._token()
    for route in routes(app, who):
        if route.has_ids:
            assert answer_to(browser, route, token).status_code == 404, route


def test_an_unknown_id_is_not_found_by_the_public(app, visitor):
    of_their_own = ("/confirm/", "/reset/", "/invitation/", "/rooms/")
    for route in routes(app, "public", methods=("GET",)):
        if route.has_ids and not route.url.startswith(of_their_own):
            assert answer_to(visitor, route).status_code == 404, route


def test_a_form_without_its_token_is_refused_everywhere(app, visit, people):
    for who in GUARDED:
        browser = visit(people[who])
        for route in routes(app, who, methods=("POST",)):
            assert browser.client.post(route.url, data={}).status_code == 400, route


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
@pytest.mark.parametrize("who", GUARDED)
def test_every_page_of_a_desk_opens_for_its_people_in_every_language(app, visit, people, who, lang):
    browser = visit(people[who], lang=lang)
    for route in routes(app, who, methods=("GET",)):
        if not route.has_ids:
            answer = browser.get(route.url)
            assert answer.status == 200, route
            if not route.url.endswith(".ics"):  # a file has no page
                assert answer.page.html["lang"] == {"zh": "zh-CN"}.get(lang, lang), route


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_every_public_page_opens_for_strangers_in_every_language(app, visit, lang):
    browser = visit(lang=lang)
    for route in routes(app, "public", methods=("GET",)):
        if not route.has_ids:
            answer = browser.get(route.url)
            assert answer.status == 200, route
            assert answer.page.html["lang"] == {"zh": "zh-CN"}.get(lang, lang), route
            assert "unsafe" not in answer.headers["Content-Security-Policy"], route


# Control characters, half a surrogate pair, an endless number, somebody else's address.
ODD_QUERY = "?page=-1&page=99999999999999999999&lang=%00&next=//evil.example&q=%ff%00%25&day=x"
ODD_BODY = (
    b"&name=%00&email=%ED%A0%BD&password=%00&format=%ff&reason=%0d%0aBcc:x&next=//evil.example"
)


@pytest.mark.parametrize("who", [None, *GUARDED])
def test_no_odd_request_makes_the_portal_fail(app, visit, people, who):
    browser = visit(people[who] if who else None)
    token = browser._token().encode()
    for route in routes(app, who or "public"):
        if route.method == "GET":
            answer = browser.client.get(route.url + ODD_QUERY)
        elif route.endpoint == "public.sign_out":
            continue
        else:
            form = "application/x-www-form-urlencoded"
            body = b"csrf_token=" + token + ODD_BODY
            answer = browser.client.post(route.url, data=body, content_type=form)
        assert answer.status_code < 500, route
        assert "evil.example" not in answer.headers.get("Location", "").split("?")[0], route

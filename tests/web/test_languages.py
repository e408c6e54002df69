"""Which language a page is in: asked for, chosen before, the account's, the browser's, English."""

import pytest

from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests import make


@pytest.fixture
def client(app):
    """A browser that has never been here."""
    return app.test_client()


def language_of(answer) -> str:
    return answer.text.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en", "en"),
        ("ko", "ko"),
        ("zh", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("zh-cn", "zh-CN"),
        ("zh_Hans_CN", "zh-CN"),
        ("KO", "ko"),
        ("kr", "ko"),
        ("fr", "en"),
        ("", "en"),
        ("../../etc", "en"),
    ],
)
def test_a_language_that_is_asked_for_is_given_if_the_portal_speaks_it(client, asked, language):
    answer = client.get(f"/?lang={asked}")
    assert answer.status_code == 200
    assert language_of(answer) == language


def test_a_choice_is_kept_for_the_next_page(client):
    answer = client.get("/?lang=zh")
    cookie = answer.headers["Set-Cookie"]
    assert "lang=zh" in cookie
    assert "HttpOnly" in cookie
    assert language_of(client.get("/")) == "zh-CN"


def test_nothing_is_kept_of_a_language_that_was_not_chosen(client):
    assert "Set-Cookie" not in client.get("/?lang=fr").headers
    assert "Set-Cookie" not in client.get("/help").headers


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("zh-CN,zh;q=0.9", "zh-CN"),
        ("fr,zh;q=0.5,ko;q=0.7", "ko"),
        ("fr,de", "en"),
        ("*", "en"),
        ("", "en"),
        ("zh-cn", "zh-CN"),
        (";;;q=x,,", "en"),
    ],
)
def test_a_new_visitor_is_spoken_to_as_their_browser_asks(client, accepted, language):
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.status_code == 200
    assert language_of(answer) == language


def test_an_account_speaks_its_own_language_until_another_is_chosen(client, database):
    user = make.representative(side=Side.CN)
    with db.writing():
        session.merge(user).language = Language.ZH
    email = session.merge(user).email
    page = client.get("/sign-in", headers={"Accept-Language": "ko"})
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    client.post(
        "/sign-in",
        data={"csrf_token": token, "email": email, "password": "a password of the tests"},
    )
    assert language_of(client.get("/", headers={"Accept-Language": "ko"})) == "zh-CN"
    assert language_of(client.get("/?lang=ko")) == "ko"
    assert language_of(client.get("/")) == "ko"


def test_the_switch_leads_to_this_very_page_in_each_language(visitor):
    page = visitor.get("/technologies/?kind=OFFER&q=%EC%A7%91%EC%A7%84").page
    for code in ("en", "ko", "zh"):
        link = page.select_one(f'nav.lang a[href*="lang={code}"]')["href"]
        assert link.startswith("/technologies/?")
        assert "kind=OFFER" in link
        answer = visitor.get(link)
        assert answer.status == 200
        assert answer.page.select_one("[name=q]")["value"] == "집진"


def test_a_refused_form_can_be_asked_for_in_another_language_without_sending_it(visitor):
    answer = visitor.submit(visitor.get("/sign-in"), {"email": "nobody"})
    assert answer.status == 422
    link = answer.page.select_one('nav.lang a[href*="lang=ko"]')["href"]
    assert visitor.get(link).status == 200

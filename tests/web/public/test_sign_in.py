"""Signing in and out, as people and as those who would like to be somebody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import MailLink, SignIn, User
from portal.companies.states import CompanyState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import mails, make
from tests.browser_client import PASSWORD, Visitor

NOT_RIGHT = "The e-mail address or the password is not right."
DESK = "/account"  # a page that only a signed-in person may see


def sign_in(visitor, email, password=PASSWORD, **fields):
    page = visitor.get(fields.pop("at", "/sign-in"))
    return visitor.submit(page, {"email": email, "password": password, **fields})


def is_signed_in(visitor):
    return visitor.get(DESK).url == DESK


@pytest.fixture
def someone(database):
    return make.representative(side=Side.CN, email="li@company.example")


def test_the_right_password_opens_the_desk(visitor, someone):
    answer = sign_in(visitor, "li@company.example")
    assert answer.status == 200
    assert answer.url == "/company/"
    assert is_signed_in(visitor)


def test_capitals_and_spaces_in_the_address_do_not_matter(visitor, someone):
    assert sign_in(visitor, " LI@Company.Example ").status == 200


def test_a_company_before_approval_comes_to_its_application(visitor, database):
    make.representative(make.company(state=CompanyState.DRAFT), email="new@company.example")
    assert sign_in(visitor, "new@company.example").url == "/company/application"


def test_who_has_no_desk_comes_to_registration(visitor, database):
    make.user(email="nobody@company.example")
    assert sign_in(visitor, "nobody@company.example").url == "/register"


@pytest.mark.parametrize(
    "kind", ["unknown", "wrong password", "unconfirmed", "suspended", "no password"]
)
def test_whoever_is_not_let_in_reads_the_same_sentence(visitor, someone, kind):
    email, password = "li@company.example", "not the password"
    changes = {"unconfirmed": "email_confirmed_at", "no password": "password_hash"}
    if kind == "unknown":
        email = "nobody@company.example"
    elif kind in changes:
        with db.writing():
            setattr(session.get_one(User, someone.id), changes[kind], None)
    elif kind == "suspended":
        password = PASSWORD
        with db.writing():
            session.get_one(User, someone.id).suspended_at = clock.now()
    answer = sign_in(visitor, email, password)
    assert answer.status == 422
    assert NOT_RIGHT in answer.main
    assert email in answer.body.decode()  # what was typed is kept,
    assert password not in answer.body.decode()  # but never the password
    assert not is_signed_in(visitor)
    assert mails.kinds() == []


def test_the_right_password_of_an_unconfirmed_address_sends_the_link_again(visitor, someone):
    with db.writing():
        session.get_one(User, someone.id).email_confirmed_at = None
    answer = sign_in(visitor, "li@company.example")
    assert "not confirmed yet" in answer.main
    assert "li@company.example" in answer.main
    assert mails.kinds() == ["accounts/confirm_address"]
    assert not is_signed_in(visitor)
    sign_in(visitor, "li@company.example")
    assert len(mails.kinds()) == 1  # not every moment


@pytest.mark.parametrize("next_path", ["/company/account", "/technologies/?field=AIR-02"])
def test_one_goes_on_to_where_one_wanted_to_go(visitor, someone, next_path):
    answer = sign_in(visitor, "li@company.example", at=f"/sign-in?next={next_path}")
    assert answer.url == next_path.split("?")[0]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%09/evil.example\t",
        "\t//evil.example",
        "/" + "x" * 600,
        "evil.example",
        "",
    ],
)
def test_but_never_to_another_place(visitor, someone, elsewhere):
    page = visitor.get("/sign-in")
    fields = {"email": "li@company.example", "password": PASSWORD, "next": elsewhere}
    response = visitor.client.post(
        "/sign-in",
        data={**fields, "csrf_token": page.page.select_one("[name=csrf_token]")["value"]},
    )
    assert response.headers["Location"] == "/company/"


def test_a_page_that_needs_signing_in_says_where_it_was(visitor, someone):
    page = visitor.get("/company/account")
    assert page.url == "/sign-in"
    answer = visitor.submit(page, {"email": "li@company.example", "password": PASSWORD})
    assert answer.url == "/company/account"


def test_after_signing_out_the_old_cookie_opens_nothing(visitor, someone, app):
    sign_in(visitor, "li@company.example")
    old = visitor.client.get_cookie("portal").value
    answer = visitor.submit(visitor.get(DESK), form="form[action='/sign-out']")
    assert answer.url == "/"
    assert "You are signed out." in answer.text
    thief = Visitor(app)
    thief.client.set_cookie("portal", old)
    assert not is_signed_in(thief)
    assert not is_signed_in(visitor)


def test_the_same_cookie_would_open_the_desk_before_signing_out(visitor, someone, app):
    """The positive control of the test above."""
    sign_in(visitor, "li@company.example")
    other = Visitor(app)
    other.client.set_cookie("portal", visitor.client.get_cookie("portal").value)
    assert is_signed_in(other)


def test_signing_out_is_no_link(visitor, someone):
    sign_in(visitor, "li@company.example")
    assert visitor.get("/sign-out").status == 405
    assert is_signed_in(visitor)


def test_signing_out_needs_the_token_of_the_page(visitor, someone):
    sign_in(visitor, "li@company.example")
    assert visitor.client.post("/sign-out").status_code == 400
    assert is_signed_in(visitor)


def test_each_sign_in_has_a_row_and_a_secret_of_its_own(visitor, someone):
    sign_in(visitor, "li@company.example")
    first = visitor.client.get_cookie("portal").value
    page = visitor.get(DESK)
    token = page.page.select_one("[name=csrf_token]")["value"]
    visitor.post(
        "/sign-in",
        {"email": "li@company.example", "password": PASSWORD, "csrf_token": token},
    )
    session.rollback()
    rows = session.scalars(sa.select(SignIn).order_by(SignIn.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert rows[0].digest != rows[1].digest
    visitor.client.set_cookie("portal", first)
    assert not is_signed_in(visitor)


def test_what_a_stranger_put_into_the_cookie_is_gone_after_signing_in(visitor, someone):
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    sign_in(visitor, "li@company.example")
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_who_is_suspended_is_signed_out_at_once(visitor, someone):
    sign_in(visitor, "li@company.example")
    with db.writing():
        session.get_one(User, someone.id).suspended_at = clock.now()
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "   "),
        ("email", "x" * 10_000),
        ("email", "li@company.example\r\nBcc: all@company.example"),
        ("email", "\x00li@company.example"),
        ("password", ""),
        ("password", "y" * 10_000),
    ],
)
def test_odd_input_gets_a_sentence_beside_its_field(visitor, someone, field, value):
    fields = {"email": "li@company.example", "password": PASSWORD, field: value}
    answer = visitor.submit(visitor.get("/sign-in"), fields)
    assert answer.status == 422
    assert answer.errors()


def test_bytes_that_are_no_text_are_no_way_in(visitor, someone):
    token = visitor.get("/sign-in").page.select_one("[name=csrf_token]")["value"]
    body = f"csrf_token={token}&password=x&email=%ed%a0%80%ff@company.example"
    response = visitor.client.post(
        "/sign-in", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422


# ---- a forgotten password


def forgot(visitor, email):
    return visitor.submit(visitor.get("/forgot"), {"email": email})


def test_a_known_and_an_unknown_address_get_the_same_answer(visit, someone):
    known = forgot(visit(), "li@company.example")
    unknown = forgot(visit(), "xx@company.example")
    assert known.status == unknown.status == 200
    assert known.main.replace("li@", "xx@") == unknown.main
    assert mails.kinds() == ["accounts/reset_password"]


def test_the_link_sets_a_new_password_and_ends_every_sign_in(visit, someone):
    elsewhere, here = visit(someone), visit()
    forgot(here, "li@company.example")
    path = mails.link("li@company.example")
    answer = here.submit(here.get(path), {"password": "a new and better one"})
    assert "Please sign in with it." in answer.text
    assert not is_signed_in(elsewhere)
    assert sign_in(here, "li@company.example").status == 422
    assert sign_in(here, "li@company.example", "a new and better one").status == 200
    assert mails.kinds("li@company.example")[-1] == "accounts/password_changed"


def test_the_link_works_once(visit, someone):
    here, there = visit(), visit()
    forgot(here, "li@company.example")
    path = mails.link("li@company.example")
    first, second = here.get(path), there.get(path)
    assert here.submit(first, {"password": "a new and better one"}).status == 200
    assert there.submit(second, {"password": "what a thief would like"}).status == 404
    assert here.get(path).status == 404
    assert sign_in(here, "li@company.example", "a new and better one").status == 200


def test_a_new_password_ends_the_other_links_too(visit, someone, monday):
    here = visit()
    forgot(here, "li@company.example")
    first = mails.link("li@company.example")
    monday(timedelta(minutes=5))
    forgot(here, "li@company.example")
    second = mails.link("li@company.example")
    assert first != second
    here.submit(here.get(second), {"password": "a new and better one"})
    assert here.get(first).status == 404


def test_the_link_is_old_after_an_hour(visit, someone, monday):
    here = visit()
    forgot(here, "li@company.example")
    monday(timedelta(minutes=61))
    answer = here.get(mails.link("li@company.example"))
    assert answer.status == 404
    assert "Ask for a new link" in answer.text


def test_asking_often_sends_one_mail(visitor, someone, monday):
    for _ in range(3):
        forgot(visitor, "li@company.example")
    assert len(mails.kinds()) == 1
    monday(timedelta(minutes=3))
    forgot(visitor, "li@company.example")
    assert len(mails.kinds()) == 2


def test_the_database_does_not_know_the_links(visitor, someone):
    forgot(visitor, "li@company.example")
    secret = mails.link("li@company.example").rsplit("/", 1)[1]
    row = session.scalars(sa.select(MailLink)).one()
    assert secret not in (row.digest, str(row.id))


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaa", "z" * 10_000, "li@company.example"]
)
def test_a_bad_new_password_is_refused_beside_the_field(visitor, someone, password):
    forgot(visitor, "li@company.example")
    path = mails.link("li@company.example")
    answer = visitor.submit(visitor.get(path), {"password": password})
    assert answer.status == 422
    assert answer.errors()
    assert visitor.get(path).status == 200  # the link is not spent by a mistake


def test_a_reset_link_is_no_confirmation_link(visitor, someone):
    forgot(visitor, "li@company.example")
    secret = mails.link("li@company.example").rsplit("/", 1)[1]
    assert visitor.get(f"/confirm/{secret}").status == 404

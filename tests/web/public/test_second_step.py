"""Signing in with a second factor, as people and as those who know only the password."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import RecoveryCode, SignIn, User
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import factors, mails, make
from tests.browser_client import Visitor
from tests.factors import code, password_only, with_app, with_recovery_code

NOT_RIGHT = "The e-mail address or the password is not right."
BY_APP = "form[action='/sign-in/second-step/app']"
BY_RECOVERY = "form[action='/sign-in/second-step/recovery']"


def is_signed_in(visitor):
    return visitor.get("/account").url == "/account"


@pytest.fixture
def someone(database):
    return with_recovery_code(with_app(make.representative(email="li@company.example")))


def type_code(visitor, page, typed):
    return visitor.submit(page, {"app-one_time_code": typed}, form=BY_APP)


def test_the_password_alone_opens_nothing(visitor, someone):
    answer = password_only(visitor, someone)
    assert answer.url == "/sign-in/second-step"
    assert "show that it is you" in answer.main
    assert not is_signed_in(visitor)
    assert session.scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_a_code_of_the_app_opens_the_desk(visitor, someone):
    answer = type_code(visitor, password_only(visitor, someone), code())
    assert answer.url == "/company/"
    session.rollback()
    assert session.scalars(sa.select(SignIn)).one().with_factor


def test_one_goes_on_to_where_one_wanted_to_go(visitor, someone):
    page = visitor.get("/sign-in?next=/company/account")
    step = visitor.submit(page, {"email": someone.email, "password": "a password of the tests"})
    assert type_code(visitor, step, code()).url == "/company/account"


@pytest.mark.any_engine
@pytest.mark.parametrize("typed", [" {} {} ", "{}-{}", "{}{}"])
def test_spaces_in_a_code_do_not_matter(visitor, someone, monday, typed):
    now = code()
    page = password_only(visitor, someone)
    answer = type_code(visitor, page, typed.format(now[:3], now[3:]))
    assert is_signed_in(visitor) is ("-" not in typed)
    assert answer.status == (422 if "-" in typed else 200)


def test_a_code_works_once(visit, someone, monday):
    now = code()
    first, second = visit(), visit()
    assert type_code(first, password_only(first, someone), now).url == "/company/"
    answer = type_code(second, password_only(second, someone), now)
    assert answer.status == 422
    assert "each works once" in answer.main
    assert not is_signed_in(second)
    monday(timedelta(seconds=30))
    assert type_code(second, second.get("/sign-in/second-step"), code()).url == "/company/"


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("later", "lets_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_is_good_for_half_a_minute_and_a_little(visitor, someone, monday, later, lets_in):
    answer = type_code(visitor, password_only(visitor, someone), code(later=later))
    assert (answer.status == 200) is lets_in
    assert is_signed_in(visitor) is lets_in


@pytest.mark.any_engine
@pytest.mark.parametrize("typed", ["", "000000", "x" * 5000, "１２３", "\x00", "-1", "'; --"])
def test_odd_codes_get_a_sentence_beside_the_field(visitor, someone, monday, typed):
    assert code() != "000000"
    answer = type_code(visitor, password_only(visitor, someone), typed)
    assert answer.status == 422
    assert answer.errors()
    assert not is_signed_in(visitor)


def test_full_width_figures_are_figures(visitor, someone):
    wide = "".join(chr(ord(figure) + 0xFEE0) for figure in code())
    assert type_code(visitor, password_only(visitor, someone), wide).url == "/company/"


def test_the_first_step_is_forgotten_after_ten_minutes(visitor, someone, monday):
    page = password_only(visitor, someone)
    monday(timedelta(minutes=10))
    assert type_code(visitor, page, code()).url == "/sign-in"
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("change", ["password_hash", "suspended_at"])
def test_what_happens_between_the_steps_counts(visitor, someone, change):
    page = password_only(visitor, someone)
    with db.writing():
        values = {"password_hash": "another", "suspended_at": clock.now()}
        setattr(session.get_one(User, someone.id), change, values[change])
    type_code(visitor, page, code())
    assert not is_signed_in(visitor)


def test_the_second_step_without_the_first_is_none(visitor, someone):
    assert visitor.get("/sign-in/second-step").url == "/sign-in"
    assert visitor.post("/sign-in/second-step/app", {"app-one_time_code": code()}).url == "/sign-in"
    assert not is_signed_in(visitor)


def test_the_code_must_be_of_the_app_of_whoever_typed_the_password(visitor, someone):
    other = with_app(make.representative(), "A" * 32)
    answer = type_code(visitor, password_only(visitor, other), code())
    assert answer.status == 422
    assert not is_signed_in(visitor)


# ---- a new password does not go round it


def test_a_reset_does_not_bypass_the_second_factor(visitor, someone):
    visitor.submit(visitor.get("/forgot"), {"email": "li@company.example"})
    path = mails.link("li@company.example")
    visitor.submit(visitor.get(path), {"password": "a new and better one"})
    assert not is_signed_in(visitor)
    answer = visitor.submit(
        visitor.get("/sign-in"),
        {"email": "li@company.example", "password": "a new and better one"},
    )
    assert answer.url == "/sign-in/second-step"
    assert not is_signed_in(visitor)


# ---- recovery codes


def test_a_recovery_code_stands_for_the_factor_once(visit, someone):
    visitor = visit()
    page = password_only(visitor, someone)
    typed = " K7PX 3mvw-9TQZ-hhbc "
    answer = visitor.submit(page, {"recovery-recovery_code": typed}, form=BY_RECOVERY)
    assert answer.url == "/account/security"
    assert "You have 0 recovery codes left" in answer.text
    assert mails.kinds(someone.email) == ["accounts/factors_changed"]
    other = visit()
    page = password_only(other, someone)
    assert page.page.select_one(BY_RECOVERY) is None  # none is left
    again = other.post("/sign-in/second-step/recovery", {"recovery-recovery_code": typed})
    assert again.status == 422
    assert not is_signed_in(other)


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "typed", ["", "k7px", "k7px-3mvw-9tqz-hhbd", "zzzz-3mvw-9tqz-hhbc", "-" * 60]
)
def test_a_wrong_recovery_code_is_refused_beside_the_field(visitor, someone, typed):
    page = password_only(visitor, someone)
    answer = visitor.submit(page, {"recovery-recovery_code": typed}, form=BY_RECOVERY)
    assert answer.status == 422
    assert answer.errors()
    assert not is_signed_in(visitor)


def test_the_database_knows_neither_codes_nor_secret(someone):
    row = session.scalars(sa.select(RecoveryCode)).one()
    assert row.code_hash.startswith("$argon2id$")
    with db.session.get_bind().connect() as connection:
        dumped = str(connection.exec_driver_sql("SELECT * FROM authenticator_app").all())
    assert factors.SECRET not in dumped
    assert factors.RECOVERY not in dumped


def test_an_app_whose_secret_cannot_be_read_lets_nobody_in(visitor, someone):
    """As after SECRET_KEY was changed."""
    page = password_only(visitor, someone)
    with db.writing():
        session.execute(sa.text("UPDATE authenticator_app SET sealed_secret = 'gAAAA'"))
    answer = type_code(visitor, page, code())
    assert answer.status == 422
    assert "another way" in answer.main
    assert not is_signed_in(visitor)


def test_the_cookie_from_before_the_second_step_is_worthless_after_it(visitor, someone, app):
    page = password_only(visitor, someone)
    half = visitor.client.get_cookie("portal").value
    type_code(visitor, page, code())
    assert is_signed_in(visitor)
    thief = Visitor(app)
    thief.client.set_cookie("portal", half)
    assert not is_signed_in(thief)

"""The page about how one signs in: password, app, recovery codes, address, sign-ins."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

import config
from portal.accounts import services
from portal.accounts.models import RecoveryCode, SignIn, User
from portal.app import create_app
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import mails, make
from tests.authenticator import Device
from tests.browser_client import PASSWORD, Visitor
from tests.factors import SECRET_KEY, add_passkey, code, password_only, with_app

HERE = "/account/security"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile MicroMessenger/8.0"


def form(name):
    return f"form[action='/account/{name}']"


def is_signed_in(visitor):
    return visitor.get("/account").url == "/account"


def afresh(user):
    session.rollback()
    return session.get_one(User, user.id)


def set_up_app(visitor):
    """Begin, read the secret from the page as a person would, and type the first code."""
    page = visitor.submit(visitor.get(HERE), form=form("app/begin"))
    secret = page.page.select_one(".secret code").get_text().replace(" ", "")
    return visitor.submit(page, {"app-one_time_code": code(secret)})


@pytest.fixture
def someone(database):
    return make.representative(side=Side.CN, email="li@company.example")


# ---- password


def test_a_new_password_needs_the_old_one_and_ends_the_other_sign_ins(visit, someone):
    here, elsewhere = visit(someone), visit(someone)
    wrong = here.submit(
        here.get(HERE),
        {"password-old": "not it", "password-new": "a new and better one"},
        form=form("password"),
    )
    assert wrong.status == 422
    assert "This is not your password until now." in wrong.main
    assert is_signed_in(elsewhere)
    done = here.submit(
        here.get(HERE),
        {"password-old": PASSWORD, "password-new": "a new and better one"},
        form=form("password"),
    )
    assert done.url == HERE
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert mails.kinds(someone.email) == ["accounts/password_changed"]
    visit().sign_in(someone, "a new and better one")


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaa", "x" * 10_000, "wodemima123", "li@company.example"]
)
def test_a_bad_new_password_changes_nothing(visit, someone, password):
    visitor = visit(someone)
    answer = visitor.submit(
        visitor.get(HERE),
        {"password-old": PASSWORD, "password-new": password},
        form=form("password"),
    )
    assert answer.status == 422
    assert answer.errors()
    assert mails.kinds() == []


def test_password_managers_know_what_each_field_is(visit, someone):
    page = visit(someone).get(HERE).page
    words = {field["name"]: field["autocomplete"] for field in page.select("[type=password]")}
    assert words == {"password-old": "current-password", "password-new": "new-password"}
    assert page.select_one("[onpaste]") is None


# ---- the authenticator app


def test_an_app_is_set_up_by_picture_or_letters_and_its_first_code(visit, someone):
    visitor, elsewhere = visit(someone), visit(someone)
    page = visitor.submit(visitor.get(HERE), form=form("app/begin"))
    assert page.page.select_one("svg.qr path")["d"].startswith("M4 4h1v1")
    assert page.page.select_one("a[href^='otpauth://totp/']") is not None
    wrong = visitor.submit(page, {"app-one_time_code": "000000"})
    assert wrong.status == 422
    assert wrong.page.select_one(".secret code").get_text() == (
        page.page.select_one(".secret code").get_text()
    )
    secret = page.page.select_one(".secret code").get_text().replace(" ", "")
    answer = visitor.submit(wrong, {"app-one_time_code": code(secret)})
    assert len(answer.page.select(".codes li")) == 10
    assert not is_signed_in(elsewhere)
    stranger = visit()
    assert password_only(stranger, someone).url == "/sign-in/second-step"
    assert mails.kinds(someone.email) == ["accounts/factors_changed"] * 2
    assert [entry.verb for entry in audit.history(afresh(someone))] == [
        "factor added",
        "recovery codes made",
    ]


def test_an_app_that_was_only_begun_is_no_factor(visit, someone):
    visitor = visit(someone)
    visitor.submit(visitor.get(HERE), form=form("app/begin"))
    assert password_only(visit(), someone).url == "/company/"


def test_the_secret_is_shown_until_the_app_is_set_up_and_never_again(visit, someone):
    visitor = visit(someone)
    set_up_app(visitor)
    assert visitor.get("/account/app").url == HERE
    assert visitor.post("/account/app/begin").status == 409


def test_an_app_is_removed(visit, someone):
    visitor = visit(someone)
    set_up_app(visitor)
    visitor.submit(visitor.get(HERE), form=form("app/remove"))
    assert password_only(visit(), someone).url == "/company/"
    assert mails.kinds(someone.email)[-1] == "accounts/factors_changed"
    assert session.scalar(sa.select(sa.func.count(RecoveryCode.id))) == 0


def test_new_recovery_codes_void_the_old_ones(visit, someone):
    visitor = visit(someone)
    old = [each.get_text() for each in set_up_app(visitor).page.select(".codes code")]
    answer = visitor.submit(visitor.get(HERE), form=form("recovery-codes"))
    new = [each.get_text() for each in answer.page.select(".codes code")]
    assert len({*old, *new}) == 20
    assert all(re.fullmatch("(?:[0-9b-z]{4}-){3}[0-9b-z]{4}", each) for each in new)
    stranger = visit()
    password_only(stranger, someone)
    step = {"recovery-recovery_code": old[0]}
    assert stranger.post("/sign-in/second-step/recovery", step).status == 422
    step = {"recovery-recovery_code": new[0]}
    assert stranger.post("/sign-in/second-step/recovery", step).status == 200
    assert is_signed_in(stranger)


def test_who_has_no_factor_gets_no_recovery_codes(visit, someone):
    assert visit(someone).post("/account/recovery-codes").status == 409


# ---- showing once more that it is you


CHANGES = [
    "app/begin",
    "app/remove",
    "recovery-codes",
    "email",
    "passkeys",
    "passkeys/options",
    "passkeys/zzzzzzzzzzzzzzzzzz/remove",
    "sign-ins/zzzzzzzzzzzzzzzzzz/end",
    "sign-ins/end-others",
]


def test_whoever_was_not_asked_for_long_is_asked_again(visit, someone, monday):
    visitor = visit(someone)
    monday(timedelta(minutes=14))
    led_to = {visitor.post(f"/account/{what}").url for what in CHANGES}
    assert "/account/prove" not in led_to
    monday(timedelta(minutes=1))
    led_to = {visitor.post(f"/account/{what}").url for what in CHANGES}
    assert led_to == {"/account/prove"}


def test_every_address_that_changes_how_one_signs_in_is_in_that_list(app):
    about = re.compile("app|passkey|recovery|email|sign-ins")
    found = {
        re.sub("<.*?>", "zzzzzzzzzzzzzzzzzz", rule.rule).removeprefix("/account/")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/account/") and "POST" in rule.methods and about.search(rule.rule)
    }
    assert {each for each in found if not each.startswith("prove")} - {"app"} == set(CHANGES)


def test_the_password_proves_it_for_a_quarter_of_an_hour(visit, someone, monday):
    visitor = visit(someone)
    monday(timedelta(minutes=20))
    page = visitor.get("/account/email")
    assert page.url == "/account/prove"
    wrong = visitor.submit(page, {"password": "not it"}, form=form("prove"))
    assert wrong.status == 422
    assert wrong.errors()
    answer = visitor.submit(wrong, {"password": PASSWORD}, form=form("prove"))
    assert answer.url == "/account/email"
    monday(timedelta(minutes=15))
    assert visitor.get("/account/email").url == "/account/prove"


def test_a_proof_gives_the_sign_in_a_new_secret(visit, someone):
    visitor, thief = visit(someone), visit()
    thief.client.set_cookie("portal", visitor.client.get_cookie("portal").value)
    assert is_signed_in(thief)
    visitor.submit(visitor.get("/account/prove"), {"password": PASSWORD}, form=form("prove"))
    assert is_signed_in(visitor)
    assert not is_signed_in(thief)


def test_a_code_of_the_app_or_a_passkey_proves_it_too(visit, someone, monday):
    visitor, device = visit(someone), Device()
    add_passkey(visitor, device)
    with_app(afresh(someone))
    monday(timedelta(minutes=20))
    page = visitor.get("/account/email")
    answer = visitor.submit(page, {"app-one_time_code": code()}, form=form("prove/app"))
    assert answer.url == "/account/email"
    monday(timedelta(minutes=20))
    page = visitor.get("/account/email")
    shown = device.show(visitor.post("/account/prove/passkey/options").json)
    answer = visitor.submit(page, {"answer": shown}, form=form("prove/passkey"))
    assert answer.url == "/account/email"


def test_a_proof_leads_nowhere_else(visit, someone):
    visitor = visit(someone)
    page = visitor.get("/account/prove?next=//evil.example/")
    assert visitor.submit(page, {"password": PASSWORD}, form=form("prove")).url == HERE


def test_a_passkey_shown_to_sign_in_is_no_proof_and_the_other_way_round(visit, someone):
    visitor, device = visit(someone), Device()
    add_passkey(visitor, device)
    shown = device.show(visitor.post("/sign-in/passkey/options").json)
    assert visitor.post("/account/prove/passkey", {"answer": shown}).status == 422
    shown = device.show(visitor.post("/account/prove/passkey/options").json)
    assert visitor.post("/sign-in/passkey", {"answer": shown}).status == 422


# ---- address


def ask_for(visitor, address):
    return visitor.submit(visitor.get("/account/email"), {"email": address})


def test_an_address_is_changed_by_the_link_at_the_new_one_and_the_old_one_is_told(visit, someone):
    visitor = visit(someone)
    answer = ask_for(visitor, "Li@new.example")
    assert "We have sent a link to Li@new.example" in answer.text
    assert afresh(someone).email == "li@company.example"
    forgot = visit()
    forgot.submit(forgot.get("/forgot"), {"email": "li@company.example"})
    reset = mails.link("li@company.example")
    path = mails.link("Li@new.example")
    stranger = visit()
    done = stranger.submit(stranger.get(path))
    assert done.url == "/sign-in"
    assert afresh(someone).email == "li@new.example"
    assert mails.kinds("li@company.example")[-1] == "accounts/address_changed"
    assert "li@new.example" in mails.words(mails.waiting("li@company.example")[-1])
    assert visit().get(reset).status == 404  # a link at the old address opens nothing any more
    assert visit().get(path).status == 404
    assert is_signed_in(visitor)
    assert password_only(visit(), afresh(someone)).url == "/company/"


def test_an_address_that_has_an_account_gets_the_same_answer_and_stays_as_it_is(visit, someone):
    other = make.user(email="taken@company.example")
    here, there = visit(someone), visit(make.user())
    free, taken = ask_for(here, "fresh@company.example"), ask_for(there, other.email)
    assert free.status == taken.status == 200
    assert "We have sent a link to taken@company.example" in taken.text
    assert mails.kinds(other.email) == ["accounts/address_is_taken"]
    assert "/new-address/" not in mails.words(mails.waiting(other.email)[-1])
    assert afresh(other).email == "taken@company.example"


def test_of_two_who_want_one_address_the_second_is_refused(visit, someone):
    one, two = visit(someone), visit(make.user())
    ask_for(one, "wanted@company.example")
    first = mails.link("wanted@company.example")
    ask_for(two, "wanted@company.example")
    second = mails.link("wanted@company.example")
    assert one.submit(one.get(first)).status == 200
    answer = two.submit(two.get(second))
    assert answer.status == 409
    assert "account with this e-mail address already" in answer.main


def test_the_link_is_old_after_an_hour(visit, someone, monday):
    visitor = visit(someone)
    ask_for(visitor, "li@new.example")
    monday(timedelta(minutes=61))
    assert visitor.get(mails.link("li@new.example")).status == 404


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "address", ["", "x", "사람@company.example", "a@b.example\nBcc: x@y.example"]
)
def test_an_odd_address_is_refused_beside_the_field(visit, someone, address):
    answer = ask_for(visit(someone), address)
    assert answer.status == 422
    assert answer.errors()


# ---- sign-ins


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(app, someone, monday):
    here, phone = Visitor(app), Visitor(app)
    here.client.environ_base["HTTP_USER_AGENT"] = CHROME
    phone.client.environ_base["HTTP_USER_AGENT"] = WECHAT
    phone.sign_in(someone)
    monday(timedelta(minutes=5))
    here.sign_in(someone)
    page = here.get(HERE)
    rows = [row.get_text(" ", strip=True) for row in page.page.select("#sign-ins ~ .ruled > li")]
    assert len(rows) == 2
    assert "Chrome · Windows" in rows[0]
    assert "This device" in rows[0]
    assert "WeChat · iPhone" in rows[1]
    assert "15:00" in rows[1]
    assert "14:00" in rows[1]
    answer = here.submit(page, form="form[action$='/end']")
    assert "That device is signed out." in answer.text
    assert not is_signed_in(phone)
    assert is_signed_in(here)


def test_one_ends_all_others_at_once(visit, someone):
    here, others = visit(someone), [visit(someone), visit(someone)]
    answer = here.submit(here.get(HERE), form=form("sign-ins/end-others"))
    assert "2 other devices are signed out." in answer.text
    assert [is_signed_in(other) for other in others] == [False, False]
    assert is_signed_in(here)


def test_somebody_elses_sign_in_is_not_found(visit, someone):
    other = visit(make.user())
    session.rollback()
    foreign = session.scalars(sa.select(SignIn.public_id)).one()
    assert visit(someone).post(f"/account/sign-ins/{foreign}/end").status == 404
    assert is_signed_in(other)


def test_a_foreign_passkey_is_not_found(visit, someone):
    owner, device = visit(make.user()), Device()
    add_passkey(owner, device)
    page = owner.get(HERE).page
    foreign = page.select_one("form[action$='/remove']")["action"]
    assert visit(someone).post(foreign).status == 404
    assert "Office laptop" in owner.get(HERE).main


# ---- coordinators in production


@pytest.fixture
def production(database):
    settings = config.Settings(
        environment="production",
        secret_key=SECRET_KEY,
        base_url="https://localhost",
        rate_limits=False,
    )
    app = create_app(settings, database)
    app.config["SESSION_COOKIE_SECURE"] = False  # the tests speak plain HTTP
    app.config["SESSION_COOKIE_NAME"] = "portal"
    return app


def test_a_coordinator_in_production_is_led_to_a_second_factor_before_anything_else(production):
    boss = make.coordinator()
    visitor = Visitor(production)
    answer = password_only(visitor, boss)
    assert answer.url == HERE
    assert "Set up a second factor to go on" in answer.main
    for path in ("/coordinator/", "/coordinator/companies", "/coordinator/consultations/new"):
        assert visitor.get(path).url == HERE
    set_up_app(visitor)
    assert visitor.get("/coordinator/").status == 200
    assert visitor.get("/coordinator/").url == "/coordinator/"


def test_and_cannot_remove_the_last_one(production):
    boss = make.coordinator()
    visitor = Visitor(production)
    visitor.sign_in(boss)
    set_up_app(visitor)
    answer = visitor.submit(visitor.get(HERE), form=form("app/remove"))
    assert answer.status == 409
    assert "before you remove this one" in answer.main
    assert visitor.get("/coordinator/").url == "/coordinator/"


def test_companies_in_production_and_coordinators_in_development_only_may(production, visit):
    visitor = Visitor(production)
    assert password_only(visitor, make.representative()).url == "/company/"
    assert visit(make.coordinator()).get("/coordinator/").url == "/coordinator/"
    assert "No second factor yet" in visitor.get(HERE).main


# ---- who lost everything


def test_a_reset_removes_every_factor_ends_every_sign_in_and_is_on_record(visit, someone):
    visitor = visit(someone)
    set_up_app(visitor)
    add_passkey(visitor, Device())
    boss = make.coordinator()
    with db.writing():
        services.reset_factors(afresh_in(someone), by=boss, reason="Lost her phone; I know her.")
    assert not is_signed_in(visitor)
    assert password_only(visit(), someone).url == "/company/"
    assert mails.kinds(someone.email)[-1] == "accounts/factors_changed"
    entry = audit.history(afresh(someone))[-1]
    assert (entry.verb, entry.reason) == ("factors reset", "Lost her phone; I know her.")


def afresh_in(user):
    return session.get_one(User, user.id)

"""Passkeys: added, shown, removed; and answers of devices that are wrong in one way each."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

import config
from portal.accounts.models import Passkey, PasskeyChallenge, SignIn, User
from portal.app import create_app
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.web.public import passkey_asking
from tests import mails, make
from tests.authenticator import PRESENT, Device
from tests.factors import SECRET_KEY, add_passkey, password_only, show_passkey, with_app

NOT_KNOWN = "This passkey is not known here"
TOO_LONG_AGO = "That took too long"


def is_signed_in(visitor):
    return visitor.get("/account").url == "/account"


def keys():
    session.rollback()
    return session.scalars(sa.select(Passkey).order_by(Passkey.id)).all()


@pytest.fixture
def someone(database):
    return make.representative(email="li@company.example")


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def owner(visit, someone, device):
    """A browser in which a passkey was just added."""
    visitor = visit(someone)
    assert add_passkey(visitor, device).status == 200
    return visitor


# ---- adding


def test_with_the_first_passkey_come_recovery_codes_and_a_mail(visit, someone, device):
    elsewhere, visitor = visit(someone), visit(someone)
    answer = add_passkey(visitor, device, "회사 노트북 公司电脑")
    assert "They are shown only now" in answer.main
    assert len(answer.page.select(".codes li")) == 10
    assert [key.name for key in keys()] == ["회사 노트북 公司电脑"]
    assert set(keys()[0].transports) == {"internal"}
    sent = mails.waiting(someone.email)
    assert [mail.kind for mail in sent] == ["accounts/factors_changed"] * 2
    assert "회사 노트북 公司电脑" in mails.words(sent[0])
    assert not is_signed_in(elsewhere)  # who was in with the password alone is out
    assert is_signed_in(visitor)


def test_several_passkeys_have_names_and_go_one_by_one(owner, someone):
    add_passkey(owner, Device(), "Phone")
    page = owner.get("/account/security")
    assert "Office laptop" in page.main
    assert "Phone" in page.main
    first = page.page.select_one("form[action$='/remove']")["action"]
    answer = owner.post(first)
    assert "The passkey is removed." in answer.text
    assert [key.name for key in keys()] == ["Phone"]
    assert mails.kinds(someone.email)[-1] == "accounts/factors_changed"


def test_a_passkey_is_added_once(owner, device):
    answer = add_passkey(owner, device)
    assert answer.status == 409
    assert "added already" in answer.main
    assert len(keys()) == 1


def test_a_browser_is_told_to_make_a_key_that_finds_its_account_and_checks_its_owner(
    visit, someone, owner, device
):
    options = owner.post("/account/passkeys/options").json
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["rp"]["id"] == "localhost"
    assert [key["id"] for key in options["excludeCredentials"]] == [device.name]
    assert someone.email not in options["user"]["id"]


@pytest.mark.any_engine
@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "two\nlines", "\x00"])
def test_a_passkey_without_a_good_name_is_refused_beside_the_field(visit, someone, device, name):
    answer = add_passkey(visit(someone), device, name)
    assert answer.status == 422
    assert answer.errors()
    assert keys() == []


WRONG = {
    "another site": {"origin": "https://evil.example"},
    "another host": {"host": "evil.example"},
    "nobody checked": {"flags": PRESENT},
    "nobody there": {"flags": 0},
}


@pytest.mark.any_engine
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_key_that_is_made_wrongly_is_not_kept(visit, someone, wrong):
    answer = add_passkey(visit(someone), Device(**wrong))
    assert answer.status == 422
    assert NOT_KNOWN in answer.main
    assert keys() == []


ODD = ["{}", "[]", "null", "x", '{"id": 1}', "[" * 5000, '{"id":"' + "A" * 19_000 + '"}', "\ud800"]


@pytest.mark.any_engine
@pytest.mark.parametrize("answer", ODD, ids=range(len(ODD)))
def test_answers_that_are_none_are_refused(visit, someone, owner, answer):
    owner.post("/account/passkeys/options")
    adding = {"passkey-answer": answer.encode("utf-8", "replace"), "passkey-name": "x"}
    assert owner.post("/account/passkeys", adding).status == 422
    stranger = visit()
    stranger.post("/sign-in/passkey/options")
    signing_in = {"answer": answer.encode("utf-8", "replace")}
    assert stranger.post("/sign-in/passkey", signing_in).status == 422
    assert not is_signed_in(stranger)


# ---- signing in


def test_a_passkey_alone_opens_the_desk(visit, someone, owner, device):
    visitor = visit()
    answer = show_passkey(visitor, device)
    assert answer.url == "/company/"
    newest = session.scalars(sa.select(SignIn).order_by(SignIn.id.desc())).first()
    assert (newest.with_factor, newest.user_id) == (True, someone.id)
    assert keys()[0].used_at is not None


def test_one_goes_on_to_where_one_wanted_to_go_but_never_elsewhere(visit, owner, device):
    assert show_passkey(visit(), device, at="/sign-in?next=/company/account").url == (
        "/company/account"
    )
    assert show_passkey(visit(), device, next="//evil.example/").url == "/company/"


def test_a_passkey_is_the_second_step_too(visit, someone, owner, device):
    visitor = visit()
    page = password_only(visitor, someone)
    assert page.url == "/sign-in/second-step"
    options = visitor.post("/sign-in/passkey/options").json
    assert [key["id"] for key in options["allowCredentials"]] == [device.name]
    answer = show_passkey(visitor, device, at="/sign-in/second-step")
    assert answer.url == "/company/"


def test_but_not_somebody_elses(visit, someone, owner):
    other, other_device = make.representative(), Device()
    add_passkey(visit(other), other_device)
    visitor = visit()
    password_only(visitor, someone)
    answer = show_passkey(visitor, other_device, at="/sign-in/second-step")
    assert answer.status == 422
    assert not is_signed_in(visitor)


@pytest.mark.any_engine
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_key_that_is_shown_wrongly_opens_nothing(visit, owner, device, wrong):
    for name, value in wrong.items():
        setattr(device, name, value)
    visitor = visit()
    answer = show_passkey(visitor, device)
    assert answer.status == 422
    assert NOT_KNOWN in answer.main
    assert not is_signed_in(visitor)


def test_a_key_that_only_says_its_name_opens_nothing(visit, owner, device):
    thief = Device(credential=device.credential)  # the right name with another private key
    visitor = visit()
    assert show_passkey(visitor, thief).status == 422
    assert not is_signed_in(visitor)


def test_a_stranger_and_an_unknown_key_read_the_same_sentence(visit, owner):
    answer = show_passkey(visit(), Device())
    assert answer.status == 422
    assert NOT_KNOWN in answer.main


def test_who_is_suspended_is_not_let_in(visit, someone, owner, device):
    with db.writing():
        session.get_one(User, someone.id).suspended_at = clock.now()
    visitor = visit()
    assert show_passkey(visitor, device).status == 422
    assert not is_signed_in(visitor)


# ---- challenges and counters


def test_a_challenge_is_answered_once(visit, owner, device):
    visitor = visit()
    page = visitor.get("/sign-in")
    answer = device.show(visitor.post("/sign-in/passkey/options").json)
    cookie = visitor.client.get_cookie("portal").value
    form = "form[action='/sign-in/passkey']"
    assert visitor.submit(page, {"answer": answer}, form=form).url == "/company/"
    thief = visit()
    thief.client.set_cookie("portal", cookie)  # even with the cookie that the challenge came with
    again = thief.submit(page, {"answer": answer}, form=form)
    assert again.status == 422
    assert TOO_LONG_AGO in again.main
    assert not is_signed_in(thief)


def test_a_wrong_answer_uses_the_challenge_up(visit, owner, device):
    visitor = visit()
    page = visitor.get("/sign-in")
    options = visitor.post("/sign-in/passkey/options").json
    form = "form[action='/sign-in/passkey']"
    wrong = Device(credential=device.credential, origin="https://evil.example")
    visitor.submit(page, {"answer": wrong.show(options)}, form=form)
    answer = visitor.submit(page, {"answer": device.show(options)}, form=form)
    assert TOO_LONG_AGO in answer.main
    assert not is_signed_in(visitor)


def test_a_challenge_is_good_in_its_own_browser_for_minutes(visit, owner, device, monday):
    ours, theirs = visit(), visit()
    answer = device.show(ours.post("/sign-in/passkey/options").json)
    theirs.post("/sign-in/passkey/options")
    form = "form[action='/sign-in/passkey']"
    assert theirs.submit(theirs.get("/sign-in"), {"answer": answer}, form=form).status == 422
    monday(timedelta(minutes=5))
    late = ours.submit(ours.get("/sign-in"), {"answer": answer}, form=form)
    assert TOO_LONG_AGO in late.main
    assert not is_signed_in(theirs)
    assert not is_signed_in(ours)


def test_old_challenges_are_swept_away(visit, database, monday):
    visit().post("/sign-in/passkey/options")
    monday(timedelta(minutes=6))
    visit().post("/sign-in/passkey/options")
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(PasskeyChallenge.id))) == 1


def test_a_counter_that_goes_back_is_a_copy_of_the_key(visit, someone, capfd):
    device = Device(count=5)
    add_passkey(visit(someone), device)
    assert show_passkey(visit(), device).url == "/company/"
    assert keys()[0].sign_count == 6
    device.count = 3
    visitor = visit()
    assert show_passkey(visitor, device).status == 422
    assert not is_signed_in(visitor)
    assert keys()[0].sign_count == 6
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines() if "refused" in line]
    assert told[-1]["event"] == "passkey refused"
    assert "sign count" in told[-1]["why"]


# ---- where passkeys do not work


def test_a_portal_that_is_opened_by_a_number_offers_none(visitor):
    by_number = {"base_url": "http://127.0.0.1:8000"}
    assert visitor.get("/sign-in").page.select_one("[data-passkey]") is not None
    assert visitor.get("/sign-in", **by_number).page.select_one("[data-passkey]") is None
    assert visitor.post("/sign-in/passkey/options", **by_number).status in (400, 404)


def test_in_production_the_address_of_the_portal_alone_decides(database):
    settings = config.Settings(
        environment="production",
        secret_key=SECRET_KEY,
        base_url="https://portal.example",
        rate_limits=False,
    )
    app = create_app(settings, database)
    with app.test_request_context(base_url="https://evil.example"):
        assert passkey_asking.site().host == "portal.example"
        assert passkey_asking.site().origin == "https://portal.example"


def test_removing_the_last_factor_voids_the_recovery_codes(owner, someone):
    owner.post(owner.get("/account/security").page.select_one("form[action$='/remove']")["action"])
    with_app(session.get_one(User, someone.id))
    assert "None yet" in owner.get("/account/security").main

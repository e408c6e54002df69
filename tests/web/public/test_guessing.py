"""Guessers wait, owners do not, and neither words nor time tell who has an account."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import pytest
import sqlalchemy as sa

import config
from portal.accounts import rules
from portal.accounts.models import GuessCount
from portal.app import create_app
from portal.infra.db import session
from portal.web.limits import limiter
from tests import mails, make
from tests.authenticator import Device
from tests.browser_client import PASSWORD, Visitor
from tests.factors import SECRET_KEY, add_passkey, code, password_only, show_passkey, with_app

WAIT = "That was wrong too often."


@pytest.fixture
def limited(database):
    app = create_app(config.Settings(secret_key=SECRET_KEY, rate_limits=True), database)
    yield app
    limiter.reset()


@pytest.fixture
def someone(database):
    return make.representative(email="li@company.example")


@pytest.fixture
def browser(limited) -> Callable[[str], Visitor]:
    """A browser at an address."""

    def at(address: str = "198.51.100.7") -> Visitor:
        visitor = Visitor(limited)
        visitor.client.environ_base["REMOTE_ADDR"] = address
        return visitor

    return at


def guess(visitor, email="li@company.example", password="a guess"):
    return visitor.submit(visitor.get("/sign-in"), {"email": email, "password": password})


def test_guesses_from_one_address_cost_ever_longer_waits(browser, someone, monday):
    visitor = browser()
    assert [guess(visitor).status for _ in range(5)] == [422] * 5
    answer = guess(visitor)
    assert answer.status == 429
    assert WAIT in answer.main
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    waited = []
    for _ in range(6):
        monday(timedelta(seconds=30 * 2 ** len(waited)))
        waited.append(guess(visitor).status)
        assert guess(visitor).status == 429
    assert waited[:5] == [422] * 5


def test_the_right_password_is_not_even_looked_at_while_one_waits(browser, someone):
    visitor = browser()
    for _ in range(5):
        guess(visitor)
    assert guess(visitor, password=PASSWORD).status == 429


def test_a_slip_or_two_is_forgotten_once_it_was_right(browser, someone, monday):
    visitor = browser()
    for _ in range(4):
        guess(visitor)
    assert guess(visitor, password=PASSWORD).url == "/company/"
    session.rollback()
    counts = session.scalars(sa.select(GuessCount.guesses)).all()
    assert counts == [4]  # what strangers did is remembered, what this address did is not


def test_strangers_do_not_shut_the_owner_out(browser, someone, monday):
    known, own_device = browser(), Device()
    known.sign_in(someone)
    add_passkey(known, own_device)
    for number in range(1, 26):
        guess(browser(f"203.0.113.{number}"))
    assert guess(browser("203.0.113.99")).status == 429
    new = browser("192.0.2.8")
    assert guess(new, password=PASSWORD).status == 429  # a browser that nobody knows waits, but
    assert show_passkey(new, own_device).url == "/company/"  # a passkey gets in,
    known.submit(known.get("/account"), form="form[action='/sign-out']")
    assert password_only(known, someone).url == "/sign-in/second-step"  # a known browser,
    mailed = browser("192.0.2.9")
    mailed.submit(mailed.get("/forgot"), {"email": "li@company.example"})
    path = mails.link("li@company.example")
    mailed.submit(mailed.get(path), {"password": "a new and better one"})
    by_mail = guess(mailed, password="a new and better one")
    assert by_mail.url == "/sign-in/second-step"  # and whoever reads the mail of the account


def test_even_from_the_address_at_which_they_guess(browser, someone):
    known = browser()
    known.sign_in(someone)
    known.submit(known.get("/account"), form="form[action='/sign-out']")
    for _ in range(8):
        guess(browser())
    assert guess(browser()).status == 429
    assert guess(known, password=PASSWORD).url == "/company/"


def test_an_address_without_an_account_waits_as_long(browser, someone):
    for email in ("li@company.example", "nobody@company.example"):
        visitor = browser()
        statuses = [guess(visitor, email).status for _ in range(6)]
        assert statuses == [422] * 5 + [429]
        last = guess(visitor, email)
        assert WAIT in last.main


def test_one_address_may_not_try_many_accounts_for_ever(browser, database):
    visitor = browser()
    statuses = [guess(visitor, f"guess{number}@company.example").status for number in range(22)]
    assert statuses[:20] == [422] * 20
    assert statuses[-1] == 429


def test_neighbours_in_one_network_of_ipv6_count_as_one(browser, someone):
    for number in range(5):
        guess(browser(f"2001:db8:1:2::{number + 1:x}"))
    assert guess(browser("2001:db8:1:2:ffff::1")).status == 429
    assert guess(browser("2001:db8:1:3::1")).status == 422


def test_codes_are_not_guessed_either(browser, someone, monday):
    with_app(someone)
    visitor = browser()
    page = password_only(visitor, someone)
    form = "form[action='/sign-in/second-step/app']"
    wrong = {"app-one_time_code": "000000"}
    assert code() != "000000"
    assert [visitor.submit(page, wrong, form=form).status for _ in range(5)] == [422] * 5
    answer = visitor.submit(page, {"app-one_time_code": code()}, form=form)
    assert answer.status == 429
    assert WAIT in answer.main


def test_what_is_counted_names_nobody_and_is_forgotten_after_a_day(browser, someone, monday):
    guess(browser())
    with session.get_bind().connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM guess_count").all())
    assert "li@" not in rows
    assert "198.51" not in rows
    monday(rules.FORGOTTEN_AFTER)
    guess(browser(), "another@company.example")
    session.rollback()
    assert session.scalars(sa.select(GuessCount.guesses)).all() == [1, 1]


@pytest.mark.parametrize(
    ("guesses", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (10**6, 900)]
)
def test_the_pauses_double_to_a_quarter_of_an_hour(guesses, seconds):
    assert rules.pause_after(guesses, rules.FREE_FROM_ONE_ADDRESS) == timedelta(seconds=seconds)


# ---- what the log says


def test_the_log_tells_what_happened_without_addresses(browser, someone, capfd):
    visitor = browser()
    guess(visitor)
    guess(visitor, password=PASSWORD)
    for _ in range(6):
        guess(browser("192.0.2.77"))
    out = capfd.readouterr().out
    told = [json.loads(line) for line in out.splitlines() if '"security"' in line]
    events = [each["event"] for each in told]
    assert events[:2] == ["guess was wrong", "signed in"]
    assert events[-1] == "throttled"
    assert told[1]["user"] == someone.public_id
    assert all(each["request"] and each["timestamp"].endswith("Z") for each in told)
    for private in ("li@company", "192.0.2.77", "198.51.100.7", PASSWORD):
        assert private not in out


# ---- time


# Within 10 % or 20 ms, and three times that, because the machine does other things as well.
SLACK = 3
SIGN_IN = {"password": "not the password"}
REGISTER = {
    "side": "CN",
    "name": "李明",
    "name_latin": "LI Ming",
    "post": "经理",
    "phone": "138 0013 8000",
    "languages": ["zh"],
    "password": "맑은 하늘 아래서",
    "terms": "y",
    "privacy": "y",
    "transfer_abroad": "y",
}


def alike(one: list[float], other: list[float]) -> bool:
    """Whether the medians are; or the shortest times, for what a busy machine does only adds."""
    return any(
        abs(middle(one) - middle(other)) <= SLACK * max(0.02, 0.1 * middle(one))
        for middle in (median, min)
    )


@pytest.mark.any_engine
@pytest.mark.usefixtures("costly_passwords")
@pytest.mark.parametrize(
    ("path", "fields", "times"),
    [("/sign-in", SIGN_IN, 5), ("/forgot", {}, 3), ("/register", REGISTER, 3)],
)
def test_time_does_not_tell_whether_an_address_is_known(visit, database, path, fields, times):
    """Nor whether the account has a second factor."""
    make.representative(email="plain@company.example")
    with_app(make.representative(email="careful@company.example"))
    visitor = visit()
    page = visitor.get(path)
    taken: dict[str, list[float]] = {"plain": [], "careful": [], "nobody": []}
    for turn in range(times + 1):
        for who, seconds in taken.items():
            email = f"{who}{turn if who == 'nobody' else ''}@company.example"
            started = time.perf_counter()
            visitor.submit(page, {**fields, "email": email})
            if turn:  # the first of each warms up
                seconds.append(time.perf_counter() - started)
    assert alike(taken["plain"], taken["nobody"]), taken
    assert alike(taken["careful"], taken["nobody"]), taken

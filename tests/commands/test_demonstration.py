"""`portal demo`, as `make run` and an operator call it."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import User
from portal.companies.models import Company
from portal.demonstration.content import ACCOUNTS, PASSWORD
from portal.infra.db import session
from tests import make


def number_of(model) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_it_is_made_once_named_and_made_again_for_another_day(portal):
    made = portal("demo", "--if-empty", "--day", "2027-03-02")
    assert made.exit_code == 0
    assert "Demonstration of 02 March 2027" in made.output
    for words in (*ACCOUNTS, PASSWORD):
        assert words in made.output
    first = session.scalar(sa.select(User.public_id).where(User.email == ACCOUNTS[0]))

    kept = portal("demo", "--if-empty", "--day", "2027-03-09")
    assert kept.exit_code == 0
    assert "Demonstration of 02 March 2027" in kept.output
    refused = portal("demo")
    assert refused.exit_code == 1
    assert "The database is not empty." in refused.output
    session.rollback()
    assert session.scalar(sa.select(User.public_id).where(User.email == ACCOUNTS[0])) == first

    again = portal("demo", "--again", "--day", "2027-03-09")
    assert again.exit_code == 0
    assert "Demonstration of 09 March 2027" in again.output


def test_what_others_have_put_into_the_database_stays(portal):
    make.company()
    assert portal("demo", "--if-empty").output == ""
    refused = portal("demo", "--again")
    assert refused.exit_code == 1
    assert "more than the demonstration (companies: 1)" in refused.output
    assert number_of(Company) == 1


def test_there_is_none_in_production(portal):
    production = {"PORTAL_ENV": "production", "BASE_URL": "https://portal.example"}
    refused = portal("demo", env=production)
    assert refused.exit_code == 1
    assert "no demonstration in production" in refused.output
    assert number_of(User) == 0


@pytest.mark.parametrize("server", ["run", "web"])
def test_production_does_not_start_with_its_accounts(portal, server):
    portal("demo", "--day", "2027-03-02")
    production = {"PORTAL_ENV": "production", "BASE_URL": "https://portal.example"}
    refused = portal(server, env=production)
    assert refused.exit_code == 1
    assert "This database holds the demonstration" in refused.output


def test_an_unknown_time_zone_is_told(portal):
    for zone in ("Moon/Base", "", "Asia", "../etc/passwd"):
        refused = portal("demo", "--zone", zone)
        assert refused.exit_code == 1
        assert "There is no time zone" in refused.output


def test_a_day_that_is_none_is_told(portal):
    assert portal("demo", "--day", "2027-02-30").exit_code == 2

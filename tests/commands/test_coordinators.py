"""`portal coordinator`: the way in for the first people, and for who has lost every factor."""

import pytest
import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import Coordinator, Host
from portal.infra import audit
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests import make
from tests.factors import with_app, with_recovery_code


def add(portal, email="lee@host.example", **more):
    answers = {"name": "이영희", "name-latin": "LEE Young-hee", "side": "KR", "host": "Institute"}
    options = [f"--{name}={value}" for name, value in {**answers, **more}.items()]
    return portal("coordinator", "add", email, *options)


def test_a_coordinator_is_added_with_a_host_and_gets_a_link(portal):
    result = add(portal)
    assert result.exit_code == 0, result.output
    (coordinator,) = session.scalars(sa.select(Coordinator))
    assert coordinator.host.side is Side.KR
    assert coordinator.user.email == "lee@host.example"
    assert coordinator.user.language is Language.KO
    (mail,) = session.scalars(sa.select(OutboxMessage))
    assert mail.address == "lee@host.example"


def test_a_second_coordinator_joins_the_host_of_that_name(portal):
    add(portal)
    add(portal, "kim@host.example", language="en")
    assert session.scalar(sa.select(sa.func.count()).select_from(Host)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Coordinator)) == 2


def test_an_address_that_has_an_account_is_refused_with_a_sentence(portal):
    add(portal)
    result = add(portal)
    assert result.exit_code == 1
    assert "There is an account with this e-mail address already." in result.output
    assert session.scalar(sa.select(sa.func.count()).select_from(Coordinator)) == 1


def test_the_address_alone_is_enough_where_nobody_can_be_asked(portal):
    result = portal("coordinator", "add", "lee@host.example")
    assert result.exit_code == 0, result.output
    (coordinator,) = session.scalars(sa.select(Coordinator))
    assert (coordinator.user.person.name, coordinator.host.side) == ("lee", Side.KR)


def test_what_is_no_address_is_refused_with_a_sentence(portal):
    result = portal("coordinator", "add", "lee")
    assert result.exit_code == 1
    assert "Please give an e-mail address" in result.output


def test_the_mail_servers_password_is_not_printed(portal, monkeypatch):
    monkeypatch.setenv("MAIL_URL", "smtp://portal:hush@mail.example:587")
    result = add(portal)
    assert result.exit_code == 0, result.output
    assert "hush" not in result.output


def test_who_lost_every_factor_is_helped_and_it_is_on_record(portal):
    someone = with_recovery_code(with_app(make.user(email="lee@host.example")))
    result = portal("coordinator", "reset-factors", someone.email, "--reason", "Called her back.")
    assert result.exit_code == 0, result.output
    session.rollback()
    assert not accounts.has_factor(someone)
    (entry,) = audit.history(someone)
    assert (entry.verb, entry.reason) == ("factors reset", "Called her back.")
    (mail,) = session.scalars(sa.select(OutboxMessage))
    assert (mail.kind, mail.address) == ("accounts/factors_changed", "lee@host.example")


@pytest.mark.parametrize(("email", "reason"), [("no@host.example", "x"), ("lee@host.example", " ")])
def test_nobody_is_helped_without_an_account_or_a_reason(portal, email, reason):
    someone = with_app(make.user(email="lee@host.example"))
    result = portal("coordinator", "reset-factors", email, "--reason", reason)
    assert result.exit_code == 1
    session.rollback()
    assert accounts.has_factor(someone)

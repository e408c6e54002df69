"""How long a sign-in lives, and what keeps it alive."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import SignIn
from portal.infra.db import session
from tests import make
from tests.statements import counted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def is_signed_in(visitor):
    return visitor.get("/account").url == "/account"


def here(visitor):
    """What a page says by itself while somebody works on it."""
    assert visitor.post("/account/here").status == 204


def row():
    session.rollback()
    return session.scalars(sa.select(SignIn).order_by(SignIn.id.desc())).first()


@pytest.mark.parametrize(
    ("maker", "idle"), [(make.representative, 7 * DAY), (make.coordinator, 12 * HOUR)]
)
def test_a_sign_in_that_is_not_used_ends_by_itself(visit, database, monday, maker, idle):
    visitor = visit(maker())
    monday(idle - timedelta(minutes=1))
    assert is_signed_in(visitor)
    monday(timedelta(minutes=1))
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("maker", "pause", "at_most"),
    [(make.representative, 6 * DAY, 30 * DAY), (make.coordinator, 11 * HOUR, 7 * DAY)],
)
def test_use_keeps_it_alive_but_not_for_ever(visit, database, monday, maker, pause, at_most):
    visitor = visit(maker())
    lived = timedelta()
    while lived + pause < at_most:
        monday(pause)
        lived += pause
        here(visitor)
        assert is_signed_in(visitor)
    monday(at_most - lived)
    assert not is_signed_in(visitor)


def test_the_use_of_it_is_written_down_every_ten_minutes_and_never_by_a_get(
    visit, database, monday
):
    visitor = visit(make.representative())
    begun = row().seen_at
    monday(timedelta(minutes=9))
    here(visitor)
    assert row().seen_at == begun
    monday(timedelta(minutes=1))
    with counted(database) as statements:
        page = visitor.get("/account")
    assert not [each for each in statements if each.lstrip().upper().startswith("UPDATE")]
    assert row().seen_at == begun
    assert page.page.body.has_attr("data-here-due")
    here(visitor)
    assert row().seen_at == begun + timedelta(minutes=10)
    assert not visitor.get("/account").page.body.has_attr("data-here-due")


def test_a_page_of_a_stranger_says_nothing(visitor):
    assert not visitor.get("/").page.body.has_attr("data-here")

"""The trail: who did what, when, for whom and why."""

from datetime import timedelta

from portal.infra import audit, db
from portal.kernel import clock
from tests import make


def test_what_was_done_to_an_object_is_told_in_order(database, monday):
    boss, company, other = make.coordinator(), make.company(), make.company()
    with db.writing():
        audit.record("approved", company, by=boss, reason="All papers seen.", number="x")
    monday(timedelta(hours=1))
    with db.writing():
        audit.record("profile published", company, by=boss, on_behalf_of=company)
        audit.record("expired", company, by=None)
        audit.record("approved", other, by=boss)
    first, second, third = audit.history(company)
    assert (first.verb, first.actor_id, first.actor_name) == (
        "approved",
        boss.id,
        boss.display_name,
    )
    assert (first.reason, first.details) == ("All papers seen.", {"number": "x"})
    assert second.on_behalf_of == company.public_id
    assert second.at == clock.now() == first.at + timedelta(hours=1)
    assert (third.actor_id, third.actor_name) == (None, "")


def test_a_change_that_was_refused_leaves_no_trail(database):
    company = make.company()
    try:
        with db.writing():
            audit.record("approved", company, by=None)
            raise KeyError
    except KeyError:
        pass
    assert audit.history(company) == []

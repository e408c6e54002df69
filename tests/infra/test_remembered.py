"""What was read stays read until somebody commits, and not a moment longer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.companies.models import Company, Party
from portal.companies.states import PartyKind
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.infra import db
from portal.infra.jobs import Job
from portal.infra.outbox import OutboxMessage
from portal.infra.plain import Plain, entity
from portal.infra.remembered import (
    each_remembered_calmly,
    remembered,
    remembered_calmly,
    remembered_for_now,
)
from portal.infra.stamp import CALM_CHANGE
from portal.kernel import clock
from portal.kernel.languages import Wording
from tests import make
from tests.conftest import MONDAY
from tests.statements import counted

_company = Plain(Company)


@remembered
def company_named(public_id: str) -> Company:
    columns = sa.select(*_company.columns)
    return _company.of(db.session.execute(columns.where(Company.public_id == public_id)).one())


@remembered_for_now
def how_many_companies() -> int:
    return db.session.scalar(sa.select(sa.func.count(Company.id)))


@remembered_calmly
def address_of(public_id: str) -> str:
    return db.session.scalar(sa.select(Company.address).where(Company.public_id == public_id))


@each_remembered_calmly
def addresses(ids: tuple[int, ...]) -> dict[int, str]:
    asked = sa.select(Company.id, Company.address).where(Company.id.in_(ids))
    return dict(db.session.execute(asked).all())


def anew() -> None:
    """As between two requests."""
    db.session.remove()


@pytest.fixture
def company(database):
    made = make.company()
    anew()
    return made


def test_the_second_who_asks_costs_the_database_nothing(company, engine):
    first = company_named(company.public_id)
    anew()
    with counted(engine, afresh=False) as sent:
        assert company_named(company.public_id) is first
    assert sent == []


def test_a_commit_of_anybody_is_seen_by_whoever_asks_next(company, engine):
    company_named(company.public_id)
    with engine.begin() as elsewhere:
        elsewhere.execute(sa.update(Company).values(address="Elsewhere 1"))
    anew()
    assert company_named(company.public_id).address == "Elsewhere 1"


def test_within_a_write_transaction_its_own_changes_are_seen(company):
    company_named(company.public_id)
    with db.writing():
        db.session.execute(sa.update(Company).values(address="Elsewhere 2"))
        assert company_named(company.public_id).address == "Elsewhere 2"
    assert company_named(company.public_id).address == "Elsewhere 2"


def test_what_a_session_reads_that_began_earlier_is_kept_for_nobody(company, engine):
    db.session.execute(sa.text("SELECT count(*) FROM company")).one()
    with engine.begin() as elsewhere:
        elsewhere.execute(sa.update(Company).values(address="Elsewhere 3"))
    company_named(company.public_id)
    anew()
    assert company_named(company.public_id).address == "Elsewhere 3"


def test_a_plain_object_reads_like_its_model_and_cannot_be_changed(company):
    plain = company_named(company.public_id)
    entity = db.session.merge(company)
    assert plain.own_name == entity.own_name
    assert plain.region == entity.region
    assert plain.is_approved is entity.is_approved
    with pytest.raises(AttributeError):
        plain.name = Wording(en="Another")
    with pytest.raises(AttributeError):
        _ = plain.wants_regions


def test_a_plain_session_is_in_the_same_phase(database, monday):
    session = make.consultation()
    with db.writing():
        company = make.company()
    shown = consultations.consultation_shown_to(company, session.public_id)
    assert not isinstance(shown, ConsultationSession)
    assert (shown.phase, shown.terms) == (session.phase, session.terms)


# ---- for a second


def test_what_depends_on_the_clock_is_read_anew_with_every_second(company, engine):
    with clock.stopped(MONDAY) as move_on:
        how_many_companies()
        anew()
        move_on(timedelta(seconds=0.9))
        with counted(engine, afresh=False) as within_the_second:
            how_many_companies()
        anew()
        move_on(timedelta(seconds=0.2))
        with counted(engine, afresh=False) as in_the_next:
            how_many_companies()
    assert (len(within_the_second), len(in_the_next)) == (0, 1)


# ---- what seldom changes


def write_a_message(engine) -> None:
    with engine.begin() as elsewhere:
        elsewhere.execute(sa.update(OutboxMessage).values(attempts=0))
        elsewhere.execute(sa.insert(Job).values(kind="a job", ids={}, due_at=MONDAY))


def test_a_booking_elsewhere_leaves_what_seldom_changes_as_it_was(company, engine):
    address_of(company.public_id)
    how_many_companies()
    anew()
    write_a_message(engine)
    with counted(engine, afresh=False) as sent:
        address_of(company.public_id)
    assert sent == []


@pytest.mark.parametrize("how", ["insert", "update", "delete"])
def test_a_change_of_it_is_seen_by_whoever_asks_next(company, engine, how):
    other = make.company()
    anew()
    addresses([company.id])
    with engine.begin() as elsewhere:
        if how == "insert":
            elsewhere.execute(sa.insert(Party).values(kind=PartyKind.ROOM))
        elif how == "update":
            elsewhere.execute(sa.update(Company).values(address="Elsewhere 4"))
        else:
            elsewhere.execute(sa.delete(Company).where(Company.id == other.id))
    anew()
    with counted(engine, afresh=False) as sent:
        addresses([company.id])
    assert len(sent) == 1


def test_a_change_that_is_taken_back_was_none(company, engine):
    address_of(company.public_id)
    anew()
    with engine.connect() as elsewhere, elsewhere.begin() as change:
        elsewhere.execute(sa.update(Company).values(address="Nowhere"))
        change.rollback()
    with counted(engine, afresh=False) as sent:
        address_of(company.public_id)
    assert sent == []


def test_a_change_that_is_committed_late_is_seen_though_others_came_first(company, engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets nobody write while another does")
    with engine.connect() as slow, slow.begin() as change:
        slow.execute(sa.insert(Party).values(kind=PartyKind.ROOM))
        with engine.begin() as quick:
            quick.execute(sa.insert(Party).values(kind=PartyKind.ROOM))
        anew()
        address_of(company.public_id)
        anew()
        slow.execute(sa.update(Company).values(address="Late 1"))
        change.commit()
    assert address_of(company.public_id) == "Late 1"


def test_of_several_only_those_not_known_yet_are_read(company, engine):
    other = make.company()
    anew()
    addresses([company.id])
    anew()
    with counted(engine, afresh=False) as sent:
        found = addresses([company.id, other.id])
    assert set(found) == {company.id, other.id}
    assert len(sent) == 1
    anew()
    with counted(engine, afresh=False) as sent:
        addresses([other.id, company.id])
    assert sent == []


def test_marks_do_not_pile_up(database, engine):
    for _ in range(250):
        with engine.begin() as elsewhere:
            elsewhere.execute(sa.insert(Party).values(kind=PartyKind.ROOM))
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(CALM_CHANGE)) <= 201


# ---- the row itself


def test_a_plain_object_becomes_its_row_without_another_question(company, engine):
    plain = company_named(company.public_id)
    anew()
    with counted(engine, afresh=False) as sent:
        row = entity(plain)
        assert (row.own_name, row.party_id) == (plain.own_name, plain.party_id)
    assert sent == []
    assert entity(plain) is row


def test_a_row_made_of_a_plain_object_can_be_changed(company):
    plain = company_named(company.public_id)
    with db.writing():
        entity(plain, afresh=True).address = "Elsewhere 5"
    assert company_named(company.public_id).address == "Elsewhere 5"

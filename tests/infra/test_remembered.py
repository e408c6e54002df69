"""What was read stays read until somebody commits, and not a moment longer."""

import pytest
import sqlalchemy as sa

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.infra import db
from portal.infra.plain import Plain
from portal.infra.remembered import remembered
from portal.kernel.languages import Wording
from tests import make
from tests.statements import counted

_company = Plain(Company)


@remembered
def company_named(public_id: str) -> Company:
    columns = sa.select(*_company.columns)
    return _company.of(db.session.execute(columns.where(Company.public_id == public_id)).one())


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

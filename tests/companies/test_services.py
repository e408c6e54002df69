"""Companies come onto the portal, apply, and are decided on; told as a coordinator would."""

import pytest
import sqlalchemy as sa

from portal.companies import queries, services
from portal.companies.models import Company, Party
from portal.companies.rules import Details
from portal.companies.states import CompanySize, CompanyState, PartyKind
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Wording
from tests import make

pytestmark = pytest.mark.usefixtures("database")

BAOSHAN = "91310000631696382C"
GREE = "91440400192548256N"


def complete(**more):
    return Details(
        **{
            "name": Wording(en="Pujiang Clean Air", zh="浦江清源环保有限公司"),
            "registration_number": BAOSHAN,
            "region_code": "310000",
            "city_code": "310115",
            "address": "上海市浦东新区1号",
            "size": CompanySize.TO_49,
            "about": Wording(zh="除尘设备"),
            **more,
        }
    )


def written(service, *args, **kwargs):
    with db.writing():
        return service(*args, **kwargs)


def applied(details=None):
    user = make.user(Side.CN)
    company = written(services.begin, user)
    written(services.save, company, details or complete(), by=user)
    written(services.apply, company, by=user)
    return company, user


def mails():
    return [(m.kind, m.address) for m in session.scalars(sa.select(OutboxMessage))]


def test_a_registered_company_has_a_party_and_an_owner():
    user = make.user(Side.CN)
    company = written(services.begin, user)
    assert company.state is CompanyState.DRAFT
    assert session.get(Party, company.party_id).kind is PartyKind.COMPANY
    assert queries.representative_of(user).company_id == company.id
    with pytest.raises(Conflict):
        written(services.begin, user)


def test_the_whole_way_to_approval():
    coordinator = make.coordinator(Side.CN)
    company, user = applied()
    assert ("companies/applied", coordinator.email) in mails()
    assert queries.approved_company(company.public_id) is None
    written(services.approve, company, by=coordinator)
    assert queries.approved_company(company.public_id) == company
    assert ("companies/approved", user.email) in mails()
    assert [entry.verb for entry in audit.history(company)] == [
        "company registered",
        "company applied",
        "company approved",
    ]


def test_an_incomplete_application_is_not_sent():
    user = make.user(Side.CN)
    company = written(services.begin, user)
    written(services.save, company, complete(city_code=None, region_code=None), by=user)
    with pytest.raises(Invalid) as refusal:
        written(services.apply, company, by=user)
    assert refusal.value.field == "region"


def test_a_second_company_with_the_same_number_is_refused_by_the_database():
    coordinator = make.coordinator(Side.CN)
    first, _ = applied()
    second, _ = applied(complete(name=Wording(zh="另一家", en="Another")))
    assert queries.duplicates_of(second) == [first]
    written(services.approve, first, by=coordinator)
    with pytest.raises(Conflict) as refusal:
        written(services.approve, second, by=coordinator)
    assert "registration number" in str(refusal.value)
    assert session.get_one(Company, second.id).state is CompanyState.APPLIED


def test_only_coordinators_of_the_own_side_with_the_duty_decide():
    company, user = applied()
    limited = make.coordinator(Side.CN)
    with db.writing():
        session.execute(sa.text("UPDATE coordinator SET duties = '[\"EXPORT\"]'"))
    for somebody in (user, make.user(Side.CN), make.coordinator(Side.KR), limited):
        with pytest.raises(NotAllowed):
            written(services.approve, company, by=somebody)


def test_an_invited_company_is_approved_on_its_behalf_with_a_reason_when_complete():
    coordinator = make.coordinator(Side.CN)
    company = written(
        services.add_invited,
        side=Side.CN,
        name=Wording(zh="格力"),
        city_code="440400",
        number=GREE,
        import_key="CN-900",
    )
    assert company.region_code == "440000"
    with pytest.raises(Invalid):
        written(services.approve, company, by=coordinator)
    written(services.approve, company, by=coordinator, reason="By telephone with Ms Li")
    entry = audit.history(company)[-1]
    assert (entry.on_behalf_of, entry.reason) == (company.public_id, "By telephone with Ms Li")
    bare = written(services.add_invited, side=Side.CN, name=Wording(zh="未知"))
    with pytest.raises(Invalid):
        written(services.approve, bare, by=coordinator, reason="They are well known")


def test_a_place_must_exist_and_belong_to_the_side():
    for place in (
        {"region_code": "KR-11"},
        {"region_code": "370000", "city_code": "310115"},
        {"city_code": "999999"},
        {"region_code": "nowhere"},
    ):
        with pytest.raises(Invalid):
            written(services.add_invited, side=Side.CN, name=Wording(zh="某公司"), **place)


def test_an_invitation_is_taken_up_once():
    coordinator = make.coordinator(Side.CN)
    company = written(services.add_invited, side=Side.CN, name=Wording(zh="格力"))
    old = written(services.invite, company, by=coordinator)
    secret = written(services.invite, company, by=coordinator, address="li@gree.example")
    assert mails() == [("companies/invited", "li@gree.example")]
    first, second = make.user(Side.CN), make.user(Side.CN)
    with pytest.raises(Invalid):
        written(services.take_up, old, by=first)
    with pytest.raises(NotAllowed):
        written(services.take_up, secret, by=make.user(Side.KR))
    assert written(services.take_up, secret, by=first).state is CompanyState.DRAFT
    with pytest.raises(Invalid):
        written(services.take_up, secret, by=second)
    with pytest.raises(Conflict):
        written(services.invite, company, by=coordinator)

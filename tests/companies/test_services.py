"""Companies come onto the portal, apply, and are decided on; told as a coordinator would."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts.models import User
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
    assert ("companies/received", user.email) in mails()
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


def test_of_two_approvals_of_one_number_at_once_one_succeeds():
    coordinator = make.coordinator(Side.CN)
    rivals = [applied()[0], applied(complete(name=Wording(zh="另一家", en="Another")))[0]]
    outcomes = []
    start = threading.Barrier(len(rivals))

    def approve(company_id):
        start.wait()
        try:
            with db.writing():
                company = session.get_one(Company, company_id)
                services.approve(company, by=session.get_one(User, coordinator.id))
            outcomes.append("approved")
        except Conflict as refusal:
            outcomes.append(str(refusal))
        finally:
            session.remove()

    threads = [threading.Thread(target=approve, args=(company.id,)) for company in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [
        "Another approved company has this registration number.",
        "approved",
    ]
    session.expire_all()
    states = sorted(session.get_one(Company, company.id).state for company in rivals)
    assert states == [CompanyState.APPLIED, CompanyState.APPROVED]


def test_of_two_decisions_at_once_one_counts():
    coordinator = make.coordinator(Side.CN)
    company, user = applied()
    outcomes = []
    start = threading.Barrier(2)

    def decide(service):
        start.wait()
        try:
            with db.writing():
                found = session.get_one(Company, company.id)
                service(found, by=session.get_one(User, coordinator.id), reason="Because")
            outcomes.append("decided")
        except Conflict:
            outcomes.append("too late")
        finally:
            session.remove()

    threads = [
        threading.Thread(target=decide, args=(service,))
        for service in (services.approve, services.decline)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided", "too late"]
    told = [kind for kind, address in mails() if address == user.email]
    assert told[0] == "companies/received"
    assert len(told) == 2


def test_only_confirmed_people_who_are_not_suspended_are_written_to():
    company = make.company(Side.CN)
    confirmed = make.representative(company)
    unconfirmed, suspended = make.representative(company), make.representative(company)
    with db.writing():
        session.get_one(User, unconfirmed.id).email_confirmed_at = None
        session.get_one(User, suspended.id).suspended_at = confirmed.created_at
    assert [user.id for user in queries.representatives_of(company)] == [confirmed.id]
    assert len(queries.representatives(company)) == 3


def test_places_are_there_as_the_reference_says():
    cooperating = queries.cooperating_regions()
    assert [region.code for region in cooperating] == ["370000", "120000", "310000", "440000"]
    assert len(queries.cities(*(region.code for region in cooperating))) == 69
    assert len(queries.cities("310000")) == 16
    assert {region.side for region in queries.regions(Side.KR)} == {Side.KR}
    assert queries.region_of_code("nowhere") is None
    assert queries.city_of_code("nowhere") is None


def test_regions_that_a_company_wants_are_of_the_other_side():
    for codes in (["KR-11"], ["nowhere"], ["110000"]):
        with pytest.raises(Invalid):
            written(
                services.add_invited, side=Side.KR, name=Wording(ko="한빛"), wants_regions=codes
            )

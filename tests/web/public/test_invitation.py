"""Taking up a company that a coordinator noted down."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.companies import queries as companies
from portal.companies import services
from portal.companies.models import Company, Representative
from portal.companies.states import CompanyState, Standing
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Refusal
from portal.kernel.languages import Wording
from tests import mails, make
from tests.web.public.test_register import EMAIL, FILLED_IN, PASSWORD


def invited(**more):
    """An invited company of Jinan, and the path of its link."""
    coordinator = make.coordinator(Side.CN)
    with db.writing():
        company = services.add_invited(
            side=Side.CN, name=Wording(zh="岱青环保", en="Daiqing"), city_code="370100", **more
        )
    with db.writing():
        secret = services.invite(company, by=coordinator, address="li@daiqing.example")
    return company, f"/invitation/{secret}"


def register(visitor, path, **changes):
    fields = {**FILLED_IN, **changes}
    del fields["side"]
    return visitor.submit(visitor.get(path), fields)


def state_of(company):
    session.rollback()
    return session.get_one(Company, company.id).state


def test_a_stranger_registers_confirms_signs_in_and_takes_the_company_up(visitor, database):
    company, path = invited(website="https://daiqing.example")
    page = visitor.get(path)
    assert "岱青环保" in page.main
    assert page.page.select("[name=side]") == []
    assert register(visitor, path).url == "/check-mail"
    assert state_of(company) is CompanyState.INVITED  # an address alone takes nothing up
    sign_in = visitor.submit(visitor.get(mails.link(EMAIL)))
    assert sign_in.url == "/sign-in"
    here = visitor.submit(sign_in, {"email": EMAIL, "password": PASSWORD})
    assert here.url == path
    form = visitor.submit(here)
    assert form.url == "/company/application"
    assert form.page.select_one("[name=name_zh]")["value"] == "岱青环保"
    assert form.page.select_one("[name=website]")["value"] == "https://daiqing.example"
    assert form.page.select_one("[name=city] option[selected]")["value"] == "370100"
    assert state_of(company) is CompanyState.DRAFT
    owner = session.scalars(sa.select(Representative)).one()
    assert (owner.company_id, owner.standing) == (company.id, Standing.OWNER)
    assert len(session.scalars(sa.select(Company)).all()) == 1


def test_a_mistyped_address_does_not_use_the_invitation_up(visit, database):
    _company, path = invited()
    register(visit(), path, email="mistyped@company.example")
    assert register(visit(), path).url == "/check-mail"


def test_who_has_an_account_without_a_company_takes_it_up_with_one_button(visit, database):
    company, path = invited()
    user = make.user(Side.CN)
    visitor = visit(user)
    assert visitor.submit(visitor.get(path)).url == "/company/application"
    assert companies.representative_of(user).company_id == company.id
    assert visit(make.user(Side.CN)).get(path).status == 404


def test_an_address_with_an_account_looks_the_same_and_takes_nothing_up(visit, database):
    company, path = invited()
    make.user(Side.CN, email="known@company.example")
    fresh = register(visit(), path, email="fresh@company.example")
    known = register(visit(), path, email="known@company.example")
    assert (fresh.status, fresh.url) == (known.status, known.url)
    assert state_of(company) is CompanyState.INVITED


def test_one_account_acts_for_one_company(visit, database):
    company, path = invited()
    visitor = visit(make.representative(side=Side.CN))
    page = visitor.get(path)
    assert "works for somebody else already" in page.main
    assert page.page.select("main form") == []
    assert visitor.post(path).status == 409
    assert state_of(company) is CompanyState.INVITED


def test_the_other_side_cannot_take_it_up(visit, database):
    company, path = invited()
    visitor = visit(make.user(Side.KR))
    answer = visitor.submit(visitor.get(path))
    assert answer.status == 422
    assert "of the other country" in answer.main
    assert state_of(company) is CompanyState.INVITED


def test_an_invitation_is_open_for_fourteen_days(visitor, database, monday):
    _company, path = invited()
    monday(timedelta(days=13, hours=23))
    assert visitor.get(path).status == 200
    monday(timedelta(hours=2))
    answer = visitor.get(path)
    assert answer.status == 404
    assert "does not work any more" in answer.main


def test_the_mail_goes_to_the_address_in_the_companys_language(database):
    _company, path = invited()
    message = mails.waiting("li@daiqing.example")[0]
    assert message.language == "zh"
    assert path in mails.words(message)


def test_of_two_at_the_same_moment_one_takes_it_up(database):
    _company, path = invited()
    users = [make.user(Side.CN) for _ in range(3)]
    secret = path.rsplit("/", 1)[1]
    outcomes = []
    start = threading.Barrier(len(users))

    def run(user):
        start.wait()
        try:
            with db.writing():
                services.take_up(secret, by=session.merge(user, load=True))
            outcomes.append("taken")
        except Refusal:
            outcomes.append("refused")
        finally:
            session.remove()

    threads = [threading.Thread(target=run, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "taken"]
    assert len(session.scalars(sa.select(Representative)).all()) == 1


@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_odd_input_on_the_invitations_form_is_refused(visitor, database, field):
    _company, path = invited()
    answer = register(visitor, path, **{field: "x" * 10_000})
    assert answer.status == 422
    assert "岱青环保" in answer.main

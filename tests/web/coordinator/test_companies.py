"""Coordinators look at companies, decide on them, note them down and invite them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.companies import queries as companies
from portal.companies import services
from portal.companies.models import Company, Invitation
from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from tests import mails, make
from tests.statements import counted

LIST = "/coordinator/companies/"
NUMBER = "91310000631696382C"


def applied(side=Side.CN, **more):
    """A company that waits for approval, with somebody who acts for it."""
    more.setdefault("registration_number", NUMBER if side is Side.CN else "124-81-00998")
    company = make.company(side, state=CompanyState.APPLIED, applied_at=clock.now(), **more)
    make.representative(company, phone="+8613800138000")
    return company


def page_of(company):
    return f"{LIST}{company.public_id}"


def afresh(company):
    session.rollback()
    return session.get_one(Company, company.id)


def decide(visitor, company, decision, reason=None):
    form = f"form[action$='/{decision}']"
    fields = {} if reason is None else {"reason": reason}
    return visitor.submit(visitor.get(page_of(company)), fields, form=form)


@pytest.fixture
def coordinator(database):
    return make.coordinator(Side.CN)


@pytest.fixture
def desk(visit, coordinator):
    return visit(coordinator)


# ---- the list


def test_applications_wait_in_the_order_in_which_they_came(desk, monday):
    later = applied(name=Wording(zh="后到", en="Later"))
    monday(timedelta(days=-3))
    earlier = applied(name=Wording(zh="先到", en="Earlier"))
    monday(timedelta(days=3))
    answer = desk.get(LIST)
    assert "2 companies wait for your approval" in answer.main
    assert answer.main.index("Earlier") < answer.main.index("Later")
    assert "waiting for 3 days" in answer.main
    assert "since today" in answer.main
    first = answer.page.select_one(".acts a.btn")["href"]
    assert first == page_of(earlier) != page_of(later)


def test_the_queue_has_nothing_of_the_other_side(desk):
    applied(Side.KR, name=Wording(ko="한빛", en="Hanbit"))
    answer = desk.get(LIST)
    assert "No company waits for approval" in answer.main
    assert "Hanbit" not in answer.main


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=清源", {"Pujiang"}),
        ("q=pujiang", {"Pujiang"}),
        ("q=PUJIANG+clean", {"Pujiang"}),
        ("q=91310000631696382C", {"Pujiang"}),
        ("q=pujiang.example", {"Pujiang"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("state=INVITED", {"Daiqing"}),
        ("state=nonsense", {"Pujiang", "Daiqing", "Hanbit"}),
        ("side=KR", {"Hanbit"}),
        ("region=370000", {"Daiqing"}),
        ("region=nowhere", {"Pujiang", "Daiqing", "Hanbit"}),
        ("region=370000&side=KR", set()),
        ("q=" + "x" * 5000, set()),
        ("page=99", {"Pujiang", "Daiqing", "Hanbit"}),
        ("page=-1&page=x", {"Pujiang", "Daiqing", "Hanbit"}),
    ],
)
def test_companies_are_found_by_words_and_filters(desk, database, asked, found):
    with db.writing():
        services.add_invited(
            side=Side.CN,
            name=Wording(zh="浦江清源", en="Pujiang Clean"),
            region_code="310000",
            number=NUMBER,
            website="https://pujiang.example",
        )
        services.add_invited(
            side=Side.CN, name=Wording(zh="岱青", en="Daiqing"), region_code="370000"
        )
        services.add_invited(side=Side.KR, name=Wording(ko="한빛", en="Hanbit"))
        session.flush()
        session.execute(
            sa.update(Company).where(Company.region_code == "310000").values(state="APPROVED")
        )
    with db.writing():
        for row in session.scalars(sa.select(Company).where(Company.side == Side.KR)):
            row.state = CompanyState.APPROVED
    answer = desk.get(f"{LIST}?{asked}")
    assert answer.status == 200
    table = answer.page.select_one("main table")
    text = table.get_text() if table else ""
    assert {name for name in ("Pujiang", "Daiqing", "Hanbit") if name in text} == found


def test_the_list_is_paged_and_keeps_its_filters(desk, database):
    with db.writing():
        for number in range(60):
            services.add_invited(side=Side.CN, name=Wording(en=f"Company {number:02}"))
    first = desk.get(f"{LIST}?q=company&state=INVITED")
    assert len(first.page.select("main tbody tr")) == 25
    last = desk.get(first.page.select(".pager a")[-2]["href"])
    assert len(last.page.select("main tbody tr")) == 10
    assert last.page.select_one("[name=q]")["value"] == "company"


def test_a_long_list_asks_no_more_of_the_database(desk, database):
    def statements():
        with counted(database) as sent:
            desk.get(LIST)
        return len(sent)

    applied()
    few = statements()
    for number in range(12):
        applied(registration_number=None, name=Wording(zh=f"公司{number}"))
        make.company(Side.KR)
    assert statements() == few


# ---- one company


def test_everything_is_shown_to_the_own_side(desk):
    company = applied(website="https://x.example", address="某路1号")
    answer = desk.get(page_of(company))
    for words in (
        NUMBER,
        "某路1号",
        "x.example",
        "王立群",
        "@company.example",
        "+86 138 0013 8000",
    ):
        assert words in answer.main, words


def test_the_other_side_sees_an_approved_company_without_its_people(visit, database):
    company = make.company(Side.CN)
    user = make.representative(company, phone="+8613800138000")
    with db.writing():
        audit.record("company approved", company, by=user, reason="between us")
    visitor = visit(make.coordinator(Side.KR))
    answer = visitor.get(page_of(company))
    assert answer.status == 200
    for words in (user.email, "138", "王立群", "between us", "Suspend"):
        assert words not in answer.main, words


@pytest.mark.parametrize("state", CompanyState)
def test_what_the_other_side_may_know_of(visit, database, state):
    company = make.company(Side.CN, state=state, name=Wording(zh="某公司", en="Somebody"))
    visitor = visit(make.coordinator(Side.KR))
    known = state in {CompanyState.INVITED, CompanyState.APPROVED, CompanyState.SUSPENDED}
    assert visitor.get(page_of(company)).status == (200 if known else 404)
    assert ("Somebody" in visitor.get(LIST).main) is known


@pytest.mark.parametrize("path", ["edit", "approve", "decline", "invite"])
def test_the_other_sides_companies_are_not_decided_on(visit, database, path):
    company = make.company(Side.CN)
    visitor = visit(make.coordinator(Side.KR))
    address = f"{page_of(company)}/{path}"
    assert visitor.post(address, {"reason": "because"}).status == 404
    assert afresh(company).state is CompanyState.APPROVED


@pytest.mark.parametrize("public_id", ["nothing", "%00", "字", "x" * 500])
def test_an_unknown_company_is_not_found(desk, public_id):
    assert desk.get(f"{LIST}{public_id}").status == 404
    assert desk.get(f"{LIST}{public_id}/edit").status == 404
    assert desk.post(f"{LIST}{public_id}/approve").status == 404


def test_a_representative_has_no_such_desk(visit, database):
    company = applied()
    visitor = visit(make.representative())
    for path in (LIST, page_of(company), f"{LIST}add"):
        assert visitor.get(path).status == 404
    assert visitor.post(f"{page_of(company)}/approve").status == 404
    assert afresh(company).state is CompanyState.APPLIED


def test_a_coordinator_without_the_duty_looks_but_does_not_decide(visit, database):
    coordinator = make.coordinator(Side.CN)
    with db.writing():
        row = session.scalars(sa.select(Coordinator)).one()
        row.duties = ["EXPORT"]
    company = applied()
    visitor = visit(coordinator)
    page = visitor.get(page_of(company))
    assert page.status == 200
    assert page.page.select("main form") == []
    assert visitor.post(f"{page_of(company)}/approve").status in (403, 422)
    assert visitor.post(f"{LIST}add", {"name_zh": "某公司"}).status in (403, 422)
    assert afresh(company).state is CompanyState.APPLIED


# ---- decisions


def test_approving_shows_the_company_to_everybody_and_tells_it(desk, coordinator):
    company = applied()
    assert companies.approved_company(company.public_id) is None
    answer = decide(desk, company, "approve")
    assert "approved and gets a mail" in answer.text
    assert companies.approved_company(company.public_id).decided_by_id == coordinator.id
    assert mails.kinds() == ["companies/approved"]


@pytest.mark.parametrize(
    ("decision", "state", "kind"),
    [
        ("return", CompanyState.RETURNED, "companies/changes_asked"),
        ("decline", CompanyState.DECLINED, "companies/declined"),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_the_company_reads_the_reason_in_its_language(desk, decision, state, kind, language):
    company = applied()
    with db.writing():
        companies.representatives(session.get_one(Company, company.id))[0].user.language = language
    decide(desk, company, decision, "请补充注册地址。\n\n谢谢。")
    assert afresh(company).state is state
    (message,) = mails.waiting()
    assert (message.kind, message.language) == (kind, language)
    assert "请补充注册地址。" in mails.words(message)


@pytest.mark.parametrize("decision", ["return", "decline"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 10_000, "\x00"])
def test_a_refusal_needs_a_reason_that_can_be_read(desk, decision, reason):
    company = applied()
    answer = decide(desk, company, decision, reason)
    assert answer.status == 422
    assert answer.errors()
    assert answer.page.select_one("details[open]")
    assert afresh(company).state is CompanyState.APPLIED
    assert mails.kinds() == []


def test_a_second_approved_company_with_the_same_number_is_refused_with_a_sentence(desk):
    make.company(Side.CN, registration_number=NUMBER, name=Wording(zh="先到", en="First"))
    company = applied(name=Wording(zh="后到", en="Second"))
    page = desk.get(page_of(company))
    assert "Perhaps the same company" in page.main
    assert "Same registration number" in page.main
    answer = decide(desk, company, "approve")
    assert answer.status == 409
    assert "Another approved company has this registration number." in answer.main
    assert afresh(company).state is CompanyState.APPLIED
    assert mails.kinds() == []


def test_a_suspended_company_keeps_its_number(desk):
    first = make.company(Side.CN, registration_number=NUMBER)
    with db.writing():
        session.get_one(Company, first.id).state = CompanyState.SUSPENDED
    assert decide(desk, applied(), "approve").status == 409


def test_what_was_decided_meanwhile_is_not_decided_again(desk):
    company = applied()
    page = desk.get(page_of(company))
    decide(desk, company, "approve")
    answer = desk.submit(page, {"reason": "too late"}, form="form[action$='/decline']")
    assert answer.status == 409
    assert "Approved" in answer.main
    assert afresh(company).state is CompanyState.APPROVED


def test_an_application_without_number_or_place_is_not_approved(desk):
    company = applied(registration_number=None)
    answer = decide(desk, company, "approve")
    assert answer.status == 422
    assert "registration number" in answer.main
    assert afresh(company).state is CompanyState.APPLIED


def test_suspending_and_reinstating(desk):
    company = make.company(Side.CN, registration_number=NUMBER)
    make.representative(company)
    assert decide(desk, company, "suspend", "Broke its promises").status == 200
    assert companies.approved_company(company.public_id) is None
    decide(desk, company, "reinstate", "They apologised")
    assert companies.approved_company(company.public_id) is not None
    assert mails.kinds() == ["companies/suspended", "companies/reinstated"]


def test_a_declined_application_can_be_opened_again(desk):
    company = applied()
    decide(desk, company, "decline", "No")
    decide(desk, company, "return", "Please write again")
    assert afresh(company).state is CompanyState.RETURNED


def test_the_history_says_who_did_what_and_why(desk, coordinator):
    company = applied()
    decide(desk, company, "return", "请补充地址")
    answer = desk.get(page_of(company))
    assert "changes asked for" in answer.main
    assert coordinator.person.name in answer.main
    assert "请补充地址" in answer.main


# ---- notes and invitations


def note_down(desk, **fields):
    return desk.submit(desk.get(f"{LIST}add"), {"name_zh": "岱青环保", **fields})


def test_a_name_is_enough_to_note_a_company_down(desk, database):
    answer = note_down(desk)
    assert "noted down" in answer.text
    company = session.scalars(sa.select(Company)).one()
    assert (company.state, company.side) == (CompanyState.INVITED, Side.CN)
    assert companies.approved_company(company.public_id) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", ""),
        ("name_zh", "x" * 10_000),
        ("registration_number", "12345"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_wrong_notes_are_refused_beside_the_field(desk, database, field, value):
    answer = note_down(desk, **{field: value})
    assert answer.status == 422
    assert answer.page.select_one(f"[name={field}][aria-invalid]")
    assert session.scalars(sa.select(Company)).all() == []


def test_a_company_is_completed_and_approved_on_its_behalf_with_a_reason(desk, coordinator):
    note_down(desk)
    company = session.scalars(sa.select(Company)).one()
    early = decide(desk, company, "approve", "By telephone")
    assert early.status == 422
    edit = desk.get(f"{page_of(company)}/edit")
    fields = {"registration_number": NUMBER, "region": "310000", "city": "310115"}
    assert desk.submit(edit, fields).status == 422  # without a reason
    desk.submit(edit, {**fields, "reason": "By telephone with Ms Li"})
    assert decide(desk, company, "approve", "").status == 422
    decide(desk, company, "approve", "They asked us by telephone")
    assert afresh(company).state is CompanyState.APPROVED
    changed, approved = audit.history(company)[-2:]
    assert (changed.reason, changed.on_behalf_of) == ("By telephone with Ms Li", company.public_id)
    assert approved.reason == "They asked us by telephone"
    assert approved.on_behalf_of == company.public_id


def test_an_approved_company_cannot_lose_its_number(desk):
    company = make.company(Side.CN, registration_number=NUMBER)
    edit = desk.get(f"{page_of(company)}/edit")
    answer = desk.submit(edit, {"registration_number": "", "reason": "A mistake"})
    assert answer.status == 422
    assert afresh(company).registration_number == NUMBER


def test_an_approved_company_cannot_take_anothers_number(desk):
    make.company(Side.CN, registration_number="91440400192548256N")
    company = make.company(Side.CN, registration_number=NUMBER)
    edit = desk.get(f"{page_of(company)}/edit")
    fields = {"registration_number": "91440400192548256N", "reason": "A mistake"}
    assert desk.submit(edit, fields).status == 409
    assert afresh(company).registration_number == NUMBER


def invite(desk, company, address=""):
    page = desk.get(page_of(company))
    return desk.submit(page, {"address": address}, form="form[action$='/invite']")


def test_an_invitation_is_shown_once_and_mailed(desk, visitor):
    note_down(desk)
    company = session.scalars(sa.select(Company)).one()
    answer = invite(desk, company, "li@daiqing.example")
    link = answer.page.select_one("#link")["value"]
    assert "/invitation/" in link
    assert visitor.get(link.removeprefix("http://localhost")).status == 200
    assert link.rsplit("/", 1)[1] in mails.link("li@daiqing.example")
    assert answer.headers["Cache-Control"] == "no-store"
    page = desk.get(page_of(company))
    assert "li@daiqing.example" in page.main
    assert link.rsplit("/", 1)[1] not in page.body.decode()
    stored = session.scalars(sa.select(Invitation)).one()
    assert link.rsplit("/", 1)[1] not in (stored.digest, stored.address)


def test_a_new_invitation_ends_the_one_before(desk, visitor):
    note_down(desk)
    company = session.scalars(sa.select(Company)).one()
    first = invite(desk, company).page.select_one("#link")["value"]
    second = invite(desk, company).page.select_one("#link")["value"]
    assert visitor.get(first.removeprefix("http://localhost")).status == 404
    assert visitor.get(second.removeprefix("http://localhost")).status == 200
    assert mails.kinds() == []


def test_approving_on_its_behalf_ends_the_invitation(desk, visitor):
    note_down(desk, registration_number=NUMBER, region="310000", city="310115")
    company = session.scalars(sa.select(Company)).one()
    link = invite(desk, company).page.select_one("#link")["value"]
    decide(desk, company, "approve", "They never sign in")
    assert visitor.get(link.removeprefix("http://localhost")).status == 404


@pytest.mark.parametrize("address", ["nobody", "x" * 10_000, "a@b.example\r\nBcc: c@d.example"])
def test_an_odd_address_is_refused(desk, address):
    note_down(desk)
    company = session.scalars(sa.select(Company)).one()
    answer = invite(desk, company, address)
    assert answer.status == 422
    assert answer.errors()
    assert mails.kinds() == []


def test_only_a_company_that_waits_for_somebody_is_invited(desk):
    company = make.company(Side.CN)
    assert desk.get(page_of(company)).page.select("form[action$='/invite']") == []
    assert desk.post(f"{page_of(company)}/invite").status == 409


@pytest.mark.parametrize("lang", ["ko", "zh"])
def test_the_desk_speaks_its_readers_language(visit, coordinator, lang):
    company = applied()
    visitor = visit(coordinator, lang=lang)
    for path in (LIST, page_of(company), f"{page_of(company)}/edit", f"{LIST}add"):
        answer = visitor.get(path)
        assert answer.status == 200
        assert "Waiting for approval" not in answer.main

"""From a stranger to a confirmed account: registration, its mail, its consents."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import services as accounts
from portal.accounts.models import Consent, Person, User
from portal.accounts.states import CONSENT_TEXT_VERSION, ConsentPurpose
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language
from tests import mails, make

PASSWORD = "맑은 하늘 아래서"
EMAIL = "li.ming@company.example"

FILLED_IN = {
    "side": "CN",
    "name": "李明",
    "name_latin": "LI Ming",
    "post": "海外部经理",
    "phone": "138 0013 8000",
    "languages": ["zh", "en"],
    "email": EMAIL,
    "password": PASSWORD,
    "terms": "y",
    "privacy": "y",
    "transfer_abroad": "y",
}


def register(visitor, at="/register", **changes):
    return visitor.submit(visitor.get(at), {**FILLED_IN, **changes})


def account(email=EMAIL):
    session.rollback()
    return session.scalar(sa.select(User).where(User.email == email))


def test_the_page_asks_for_the_country_first_and_ticks_no_box(visitor):
    page = visitor.get("/register").page
    names = [field["name"] for field in page.select("main form [name]")]
    assert names[1] == "side"
    assert page.select("main form input[checked]") == []


@pytest.mark.parametrize(("lang", "side"), [("ko", "KR"), ("zh", "CN")])
def test_the_country_is_guessed_from_the_language(visit, lang, side):
    page = visit(lang=lang).get("/register").page
    assert page.select_one("[name=side][checked]")["value"] == side


def test_registering_notes_everything_down(visit):
    answer = register(visit(lang="zh"), attendee_list="y", phone="138 0013 8000")
    assert answer.url == "/check-mail"
    assert EMAIL in answer.main
    user = account()
    person = user.person
    assert (person.name, person.name_latin, person.side) == ("李明", "LI Ming", Side.CN)
    assert (person.phone, person.post) == ("+8613800138000", "海外部经理")
    assert person.languages == ["en", "zh"]
    assert user.language is Language.ZH
    assert user.email_confirmed_at is None
    assert PASSWORD not in user.password_hash
    assert user.password_hash.startswith("$argon2id$")


def test_each_consent_is_a_row_with_text_language_and_time(visit, monday):
    register(visit(lang="ko"), side="KR", phone="010-1234-5678", news="y")
    rows = session.scalars(sa.select(Consent).order_by(Consent.id)).all()
    assert [row.purpose for row in rows] == [
        ConsentPurpose.TERMS,
        ConsentPurpose.PRIVACY,
        ConsentPurpose.TRANSFER_ABROAD,
        ConsentPurpose.NEWS,
    ]
    assert {(row.text_version, row.language) for row in rows} == {
        (CONSENT_TEXT_VERSION, Language.KO)
    }
    assert all(row.given_at and row.withdrawn_at is None for row in rows)


@pytest.mark.parametrize("box", ["terms", "privacy", "transfer_abroad"])
def test_the_needed_consents_cannot_be_left_out(visitor, box):
    answer = register(visitor, **{box: None})
    assert answer.status == 422
    assert answer.page.select_one(f"[name={box}][aria-invalid]")
    assert account() is None


def test_a_mistake_keeps_what_was_typed_but_the_password(visitor):
    answer = register(visitor, name_latin="李明", email="no address", news="y")
    assert answer.status == 422
    assert len(answer.errors()) == 4  # two sentences beside the fields, two in the summary
    page = answer.page
    assert page.select_one("[name=name]")["value"] == "李明"
    assert page.select_one("[name=post]")["value"] == "海外部经理"
    assert page.select_one("[name=email]")["value"] == "no address"
    assert page.select_one("[name=news]").has_attr("checked")
    assert page.select_one("[name=side][checked]")["value"] == "CN"
    assert [box["value"] for box in page.select("[name=languages][checked]")] == ["zh", "en"]
    assert PASSWORD not in answer.body.decode()


HOSTILE = ["x" * 10_000, "李\r\n明", "李\x00明", "李\u2028明", "\x1b[31m"]


@pytest.mark.parametrize("value", ["", "  ", *HOSTILE])
@pytest.mark.parametrize("field", ["name", "name_latin", "post", "phone", "email"])
def test_odd_input_gets_a_sentence_and_never_a_fault(visitor, field, value):
    answer = register(visitor, **{field: value})
    assert answer.status == 422
    assert answer.page.select_one(f"[name={field}][aria-invalid]")
    assert account() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("side", None),
        ("side", "JP"),
        ("languages", None),
        ("languages", "tlh"),
        ("password", ""),
        ("password", "short"),
        ("password", EMAIL),
        ("password", "p" * 10_000),
        ("email", "li@"),
        ("email", "li@company"),
        ("email", "<script>@company.example"),
        ("phone", "12"),
        ("phone", "+86 12"),
    ],
)
def test_what_cannot_be_right_is_refused(visitor, field, value):
    answer = register(visitor, **{field: value})
    assert answer.status == 422
    assert answer.errors()
    assert account() is None


def test_a_hostile_name_is_kept_as_it_is_and_shown_harmlessly(visitor):
    name = "<script>alert(1)</script>{{7*7}}"
    register(visitor, name=name, name_latin="DROP TABLE; --")
    assert account().person.name == name
    page = visitor.get(mails.link(EMAIL))
    assert b"<script>alert" not in page.body
    text = mails.html(mails.waiting(EMAIL)[-1])
    assert "<script>alert" not in text


def test_a_number_that_cannot_be_reached_from_abroad_is_warned_of_once(visitor):
    answer = register(visitor, phone="400-810-8888")
    assert answer.status == 422
    assert "cannot be reached from abroad" in answer.main
    again = visitor.submit(answer, {"keep_phone": "y", "password": PASSWORD})
    assert again.url == "/check-mail"
    assert account().person.phone == "+864008108888"


# ---- who has an account already


def test_an_address_with_an_account_gets_the_same_answer_and_a_mail(visit):
    known = make.user(Side.CN, email="known@company.example")
    before = (known.person.name, known.password_hash, known.language)
    fresh = register(visit(), email="fresh@company.example")
    taken = register(visit(), email="Known@Company.example")
    assert (fresh.status, fresh.url) == (taken.status, taken.url)
    assert fresh.main.replace("fresh@company.example", "") == taken.main.replace(
        "Known@company.example", ""
    )
    assert mails.kinds("known@company.example") == ["accounts/account_exists"]
    user = account("known@company.example")
    assert (user.person.name, user.password_hash, user.language) == before
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 2


def test_registering_twice_does_not_let_a_strangers_password_in(visit):
    """Somebody registers another's address first; its owner registers and must not inherit that."""
    register(visit(), password="the stranger's own one")
    register(visit(), password=PASSWORD)
    path = mails.link(EMAIL)
    assert path.startswith("/reset/")  # not a confirmation: the owner chooses the password
    owner = visit()
    owner.submit(owner.get(path), {"password": "the owner's own one"})
    stranger = visit()
    answer = stranger.submit(
        stranger.get("/sign-in"), {"email": EMAIL, "password": "the stranger's own one"}
    )
    assert answer.status == 422


def test_a_suspended_account_stays_silent_and_looks_the_same(visit):
    known = make.user(Side.CN, email="known@company.example")
    with db.writing():
        session.get_one(User, known.id).suspended_at = known.created_at
    assert register(visit(), email="known@company.example").url == "/check-mail"
    assert mails.kinds() == []


def test_two_registrations_at_once_open_one_account(database):
    def registration():
        return accounts.Registration(
            side=Side.CN,
            name="李明",
            name_latin="LI Ming",
            post="经理",
            phone="+8613800138000",
            languages=("zh",),
            email=EMAIL,
            password_hash="x",
            consents=(ConsentPurpose.TERMS,),
            language=Language.ZH,
        )

    faults = []
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            with db.writing():
                accounts.register(registration())
        except Exception as fault:
            faults.append(fault)
        finally:
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
    assert sorted(mails.kinds()) == ["accounts/account_exists", "accounts/confirm_address"]


# ---- confirming


def test_opening_the_link_confirms_nothing_pressing_the_button_does(visitor):
    register(visitor)
    path = mails.link(EMAIL)
    page = visitor.get(path)
    assert EMAIL in page.main
    assert account().email_confirmed_at is None
    answer = visitor.submit(page)
    assert answer.url == "/sign-in"
    assert "is confirmed" in answer.text
    assert account().email_confirmed_at is not None


def test_after_confirming_an_empty_application_waits(visitor):
    register(visitor)
    visitor.submit(visitor.get(mails.link(EMAIL)))
    answer = visitor.submit(visitor.get("/sign-in"), {"email": EMAIL, "password": PASSWORD})
    assert answer.url == "/company/application"
    company = companies.representative_of(account()).company
    assert (company.state, company.side) == (CompanyState.DRAFT, Side.CN)


def test_an_account_that_was_never_confirmed_leaves_no_company_behind(visitor):
    register(visitor)
    assert session.scalars(sa.select(Company)).all() == []


def test_the_confirmation_works_once(visit):
    register(visit())
    here, there = visit(), visit()
    path = mails.link(EMAIL)
    first, second = here.get(path), there.get(path)
    assert here.submit(first).url == "/sign-in"
    assert there.submit(second).status == 404
    assert len(session.scalars(sa.select(Company)).all()) == 1


def test_the_confirmation_link_grows_old(visitor, monday):
    register(visitor)
    monday(timedelta(days=3, minutes=1))
    answer = visitor.get(mails.link(EMAIL))
    assert answer.status == 404
    assert "Ask for a new link" in answer.main


def test_the_link_can_be_asked_for_again(visitor, monday):
    register(visitor)
    first = mails.link(EMAIL)
    monday(timedelta(minutes=5))
    visitor.submit(visitor.get("/confirm"), {"email": EMAIL})
    second = mails.link(EMAIL)
    assert second != first
    visitor.submit(visitor.get(second))
    assert visitor.get(first).status == 404  # the older link is spent with it


def test_asking_again_tells_nobody_who_is_registered(visit, monday):
    make.user(email="done@company.example")
    register(visit())
    monday(timedelta(minutes=5))
    answers = {}
    for email in (EMAIL, "done@company.example", "nobody@company.example"):
        visitor = visit()
        answer = visitor.submit(visitor.get("/confirm"), {"email": email})
        answers[answer.main.replace(email, "")] = answer.status
    assert len(answers) == 1
    assert mails.kinds("done@company.example") == mails.kinds("nobody@company.example") == []
    assert len(mails.kinds(EMAIL)) == 2


@pytest.mark.parametrize("secret", ["x", "%00", "..%2f..", "字", "a" * 3000])
@pytest.mark.parametrize("page", ["confirm", "reset", "invitation"])
def test_a_link_that_never_was_one_is_not_found(visitor, page, secret):
    answer = visitor.get(f"/{page}/{secret}")
    assert answer.status == 404


def test_of_two_clicks_at_the_same_moment_one_counts(database):
    user = make.user(Side.CN)
    with db.writing():
        session.get_one(User, user.id).email_confirmed_at = None
        accounts.send_confirmation(session.get_one(User, user.id))
    secret = mails.link(user.email).rsplit("/", 1)[1]
    outcomes = []
    start = threading.Barrier(4)

    def run():
        start.wait()
        try:
            with db.writing():
                accounts.confirm_address(secret)
            outcomes.append("confirmed")
        except Refusal:
            outcomes.append("refused")
        finally:
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["confirmed", "refused", "refused", "refused"]


# ---- an account without a company


def test_who_has_an_account_but_no_company_starts_one(visit):
    visitor = visit(make.user(Side.KR))
    page = visitor.get("/register")
    assert "now your company" in page.main
    answer = visitor.submit(page)
    assert answer.url == "/company/application"
    assert "Business registration number" in answer.main


@pytest.mark.parametrize("make_user", [make.coordinator, make.representative])
def test_who_has_a_desk_is_not_asked_to_register(visit, make_user):
    user = make_user()
    visitor = visit(user)
    before = len(session.scalars(sa.select(Company)).all())
    assert visitor.get("/register").url in ("/company/", "/coordinator/")
    visitor.post("/register/company")
    assert len(session.scalars(sa.select(Company)).all()) == before


def test_a_stranger_cannot_start_a_company(visitor):
    assert visitor.post("/register/company").url == "/sign-in"
    assert session.scalars(sa.select(Company)).all() == []


# ---- the texts


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_the_consents_can_be_read_in_three_languages(visit, lang):
    visitor = visit(lang=lang)
    whole = visitor.get("/register/consents")
    assert whole.status == 200
    beside = visitor.get("/register").page.select(".consent .prose")
    assert len(beside) == len(ConsentPurpose)
    for text in beside:
        assert len(text.get_text().strip()) > 60
        assert " ".join(text.get_text().split()) in " ".join(whole.page.get_text().split())


@pytest.mark.parametrize("lang", ["ko", "zh"])
def test_each_language_has_consents_of_its_own(visit, lang):
    english = visit().get("/register/consents").page.select_one("main").get_text()
    other = visit(lang=lang).get("/register/consents").page.select_one("main").get_text()
    assert english != other

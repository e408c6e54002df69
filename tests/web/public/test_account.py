"""One's own account: contact data, language, consents."""

import pytest
import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.models import Consent, User
from portal.accounts.states import REQUIRED_CONSENTS, ConsentPurpose
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid
from portal.kernel.languages import Language
from tests import make


def form(name):
    return f"form[action='/account/{name}']"


def afresh(user):
    session.rollback()
    return session.get_one(User, user.id)


@pytest.fixture
def someone(database):
    return make.representative(side=Side.CN, phone="+8613800138000", post="经理")


@pytest.mark.parametrize("path", ["/account", "/account/person", "/account/password"])
def test_strangers_are_asked_to_sign_in(visitor, path):
    answer = visitor.get(path) if path == "/account" else visitor.post(path)
    assert answer.url == "/sign-in"


@pytest.mark.parametrize("maker", [make.coordinator, make.user, make.representative])
def test_everybody_has_an_account_page(visit, maker):
    answer = visit(maker()).get("/account")
    assert answer.status == 200
    assert len(answer.page.select("main form")) == 3


def test_contact_data_are_changed(visit, someone):
    visitor = visit(someone)
    answer = visitor.submit(
        visitor.get("/account"),
        {"person-phone": "021-12345678", "person-languages": ["zh", "ko"], "person-post": "总监"},
        form=form("person"),
    )
    assert "saved" in answer.text
    person = afresh(someone).person
    assert (person.phone, person.post) == ("+862112345678", "总监")
    assert person.languages == ["ko", "zh"]
    assert [entry.verb for entry in audit.history(person)] == ["person changed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person-name", ""),
        ("person-name", "x" * 10_000),
        ("person-name", "王\n立群"),
        ("person-name_latin", "王立群"),
        ("person-phone", "12"),
        ("person-phone", "400-810-8888"),
        ("person-languages", None),
    ],
)
def test_wrong_contact_data_are_refused_beside_the_field(visit, someone, field, value):
    visitor = visit(someone)
    answer = visitor.submit(visitor.get("/account"), {field: value}, form=form("person"))
    assert answer.status == 422
    assert answer.errors()
    assert afresh(someone).person.phone == "+8613800138000"
    assert len(answer.page.select("main form")) == 3


def test_the_language_is_kept_for_mails_and_pages(visit, someone):
    visitor = visit(someone, lang="en")
    answer = visitor.submit(
        visitor.get("/account"), {"language-language": "zh"}, form=form("language")
    )
    assert answer.page.html["lang"] == "zh-CN"
    assert afresh(someone).language is Language.ZH


@pytest.mark.parametrize("language", ["", "fr", None])
def test_a_language_that_the_portal_does_not_speak_is_refused(visit, someone, language):
    visitor = visit(someone)
    token = visitor.get("/account").page.select_one("[name=language-csrf_token]")["value"]
    fields = {"language-csrf_token": token}
    if language is not None:
        fields["language-language"] = language
    assert visitor.post("/account/language", fields).status == 422
    assert afresh(someone).language is Language.EN


def test_free_consents_are_given_and_taken_back(visit, someone):
    with db.writing():
        services.record_consents(afresh_in(someone).person, REQUIRED_CONSENTS, language=Language.ZH)
    visitor = visit(someone)
    visitor.submit(visitor.get("/account"), {"consents-attendee_list": "y"}, form=form("consents"))
    standing = accounts.standing_consents(afresh(someone).person)
    assert standing == {*REQUIRED_CONSENTS, ConsentPurpose.ATTENDEE_LIST}
    answer = visitor.submit(
        visitor.get("/account"), {"consents-attendee_list": None}, form=form("consents")
    )
    assert "Taken back" in answer.main
    assert accounts.standing_consents(afresh(someone).person) == set(REQUIRED_CONSENTS)
    rows = session.scalars(sa.select(Consent)).all()
    assert len(rows) == 4  # the row of the past stays


def afresh_in(user):
    return session.get_one(User, user.id)


def test_needed_consents_cannot_be_chosen_here(someone):
    with pytest.raises(Invalid), db.writing():
        services.choose_consents(
            someone.person, [ConsentPurpose.TERMS], language=Language.EN, by=someone
        )

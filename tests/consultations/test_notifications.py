"""What companies and interpreters are told about a session, in each language."""

import pytest

from portal.accounts import services as account_services
from portal.consultations import notifications
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests import mails, make

TITLES = {
    Language.EN: "Shanghai, dust control",
    Language.KO: "상하이 집진",
    Language.ZH: "上海除尘",
}
CLOCKS = {
    Language.EN: "14:00 Seoul · 13:00 Beijing",
    Language.KO: "14:00 서울 · 13:00 베이징",
    Language.ZH: "14:00 首尔 · 13:00 北京",
}


@pytest.fixture
def place(database, monday):
    owner = make.representative(side=Side.KR, email="owner@company.example")
    consultation = make.consultation(mode=BookingMode.REQUEST)
    return make.participation(
        make.company_of(owner),
        consultation,
        ParticipationState.DECLINED,
        decision_reason="All rooms are taken.",
    )


def told(tell, *arguments):
    """The mail that this sends, in every language."""
    with db.writing():
        tell(*(session.merge(each) if hasattr(each, "id") else each for each in arguments))
    (message,) = mails.waiting()
    return {language: mails.words(message, language) for language in Language}


@pytest.mark.parametrize("kind", ["invited", "accepted", "waiting", "declined", "withdrawn"])
def test_a_company_reads_its_mail_in_its_own_language(place, kind):
    address = f"/company/consultations/{place.consultation.public_id}"
    for language, words in told(getattr(notifications, kind), place).items():
        assert TITLES[language] in words
        assert address in words
        assert "%(" not in words
        if kind in ("waiting", "declined", "withdrawn"):
            assert "All rooms are taken." in words
        else:
            assert CLOCKS[language] in words


def test_an_invitation_says_until_when_it_is_answered(place):
    words = told(notifications.invited, place)[Language.EN]
    assert "Please answer until Fri 11 September, 14:00 Seoul · 13:00 Beijing." in words


def test_an_interpreter_gets_a_link_that_works_once(database, monday):
    user = make.user(email="liu@interpreters.example")
    with db.writing():
        user = session.merge(user)
        notifications.interpreter_added(user, account_services.first_password_link(user))
    (message,) = mails.waiting("liu@interpreters.example")
    path = message.values["path"]
    for language in Language:
        assert f"{mails.ADDRESS}{path}" in mails.words(message, language)


def test_companies_without_an_account_get_no_mail(database, monday):
    place = make.participation(make.company(), make.consultation())
    with db.writing():
        notifications.accepted(session.merge(place))
    assert mails.waiting() == []

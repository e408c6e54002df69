"""A coordinator notes interpreters down, with an account and their sessions."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator, User
from portal.bookings.models import Booking
from portal.consultations.models import Interpreter
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import mails, make
from tests.statements import counted

LIST = "/coordinator/interpreters/"
GOOD = {
    "country": ["CN"],
    "name": "刘译",
    "name_latin": "LIU Yi",
    "post": "Freelance",
    "languages": ["ko", "zh"],
    "email": "liu@interpreters.example",
    "phone": "138 0013 8000",
}


@pytest.fixture
def runner(database, monday):
    return make.coordinator(Side.KR)


@pytest.fixture
def host(runner):
    found = sa.select(Coordinator).where(Coordinator.user_id == runner.id)
    return session.scalars(found).one().host


@pytest.fixture
def desk(visit, runner, host):
    return visit(runner)


def add(desk, **fields):
    return desk.submit(desk.get(f"{LIST}new"), GOOD | fields)


def the_interpreter():
    session.rollback()
    return session.scalars(sa.select(Interpreter)).one()


def test_an_interpreter_gets_an_account_and_sets_a_password_by_mail(desk, visitor, host):
    made = make.consultation(owner=host)
    answer = add(desk, sessions=[made.public_id])
    assert "The interpreter is noted down." in answer.text
    assert "Has not set a password yet" in answer.main
    found = the_interpreter()
    assert found.person.side is Side.CN
    assert found.person.languages == ["ko", "zh"]
    assert found.person.phone == "+8613800138000"
    assert len(found.consultations) == 1
    assert mails.kinds("liu@interpreters.example") == ["consultations/interpreter_added"]
    link = mails.link("liu@interpreters.example")
    form = visitor.get(link)
    assert form.status == 200


def test_without_an_address_there_is_no_account(desk):
    answer = add(desk, email="")
    assert "Has no account" in answer.main
    assert the_interpreter().user_id is None
    form = desk.get(f"{LIST}{the_interpreter().public_id}")
    desk.submit(form, {"email": "liu@interpreters.example"})
    assert the_interpreter().user_id is not None
    assert mails.kinds() == ["consultations/interpreter_added"]


def test_what_is_missing_or_wrong_is_told(desk):
    page = desk.get(f"{LIST}new")
    for field, value, sentence in (
        ("country", None, "Please choose one."),
        ("name", "", "Please fill this in."),
        ("name_latin", "刘译", "Latin letters"),
        ("languages", ["ko"], "at least two languages"),
        ("languages", None, "Please choose at least one."),
        ("email", "nobody", "e-mail address"),
        ("phone", "12", "telephone number"),
        ("name", "x" * 101, "At most 100 characters"),
    ):
        answer = desk.submit(page, GOOD | {field: value})
        assert answer.status == 422, field
        assert any(sentence in error for error in answer.errors()), answer.errors()
    assert session.scalars(sa.select(Interpreter)).all() == []


def test_an_address_belongs_to_one_account(desk):
    make.user(email="liu@interpreters.example")
    answer = add(desk)
    assert answer.status == 409
    assert "There is an account with this e-mail address already." in answer.main
    assert session.scalars(sa.select(Interpreter)).all() == []


def test_an_interpreter_is_changed_and_given_other_sessions(desk, host):
    one, two = make.consultation(owner=host), make.consultation(owner=host)
    ids = one.public_id, two.public_id
    add(desk, sessions=[ids[0]])
    form = desk.get(f"{LIST}{the_interpreter().public_id}")
    desk.submit(form, {"sessions": [ids[1]], "languages": ["en", "zh"], "name_latin": "LIU Yibo"})
    found = the_interpreter()
    assert [each.public_id for each in found.consultations] == [ids[1]]
    assert found.person.languages == ["en", "zh"]
    assert found.person.name_latin == "LIU Yibo"
    assert session.scalars(sa.select(User).where(User.id == found.user_id)).one().email == (
        "liu@interpreters.example"
    )


def test_who_is_seated_on_a_meeting_stays_in_its_session(desk, host):
    made = make.consultation(owner=host)
    found = make.interpreter(of=host, sessions=(made,))
    make.add(
        Booking(
            consultation_id=made.id,
            slot_id=make.slots_of(made)[0].id,
            korean_company_id=make.company(Side.KR).id,
            chinese_company_id=make.company(Side.CN).id,
            interpreter_id=found.id,
            subject="Dust",
        )
    )
    form = desk.get(f"{LIST}{found.public_id}")
    answer = desk.submit(form, {"sessions": None})
    assert answer.status == 422
    assert "Please release them there first." in answer.main


def test_how_somebody_interprets_is_noted_shown_and_kept(desk):
    practice = {
        "languages": ["ko", "zh", "en"],
        "pairs": ["ko-zh", "zh-en"],
        "groups": ["AIR"],
        "most_per_day": "4",
        "rest_minutes": "30",
    }
    answer = add(desk, **practice)
    assert "4 meetings a day at most · 30 minutes of rest" in " ".join(answer.main.split())
    found = the_interpreter()
    assert (found.pairs, found.groups) == (["ko-zh", "zh-en"], ["AIR"])
    assert (found.most_per_day, found.rest_minutes) == (4, 30)
    form = desk.get(f"{LIST}{found.public_id}")
    assert form.page.select_one("[name=rest_minutes]")["value"] == "30"
    for wrong, sentence in (
        ({"most_per_day": "0"}, "from 1 to 50"),
        ({"rest_minutes": "1000"}, "from 0 to 480"),
        ({"pairs": ["ko-en"], "languages": ["ko", "zh"]}, "both languages of each pair"),
    ):
        refused = desk.submit(form, wrong)
        assert refused.status == 422
        assert any(sentence in error for error in refused.errors()), refused.errors()
    desk.submit(form, {"rest_minutes": "", "most_per_day": "", "groups": None})
    found = the_interpreter()
    assert (found.most_per_day, found.rest_minutes, found.groups) == (None, 0, [])


def test_sessions_and_interpreters_of_other_hosts_are_not_there(desk, visit):
    foreign = make.consultation()
    page = desk.get(f"{LIST}new")
    assert page.page.select_one(f'[value="{foreign.public_id}"]') is None
    add(desk)
    own = f"{LIST}{the_interpreter().public_id}"
    stranger = visit(make.coordinator(Side.CN))
    assert stranger.get(own).status == 404
    assert "LIU Yi" not in stranger.get(LIST).main
    assert desk.get(f"{LIST}nobody").status == 404


def test_who_may_not_schedule_adds_nobody(desk, runner):
    with db.writing():
        found = session.scalars(sa.select(Coordinator).where(Coordinator.user_id == runner.id))
        found.one().duties = ["APPROVE"]
    answer = add(desk)
    assert answer.status == 403
    assert "not among your duties" in answer.main


def test_the_list_asks_as_much_for_many_as_for_few(desk, host, engine):
    made = make.consultation(owner=host)
    make.interpreter(of=host, sessions=(made,))
    with counted(engine) as few:
        desk.get(LIST)
    for _ in range(5):
        make.interpreter(of=host, sessions=(made,))
    with counted(engine) as many:
        desk.get(LIST)
    assert len(many) == len(few)

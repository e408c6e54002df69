"""Handing a meeting over, by the company on its desk and by a coordinator on its behalf."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.consultations.models import Delegate
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


@pytest.fixture
def booking(pair) -> Kept:
    place = make.participation_of(pair.korean, pair.consultation)
    for name, latin in (("김수진", "KIM Su-jin"), ("이민호", "LEE Min-ho")):
        make.delegate(place, make.person(name, latin, Side.KR))
    return pair.met()


def who(booking: Kept, pair: Pair) -> list[str]:
    return [person.name_latin for person in queries.attendees_of(booking.now)[pair.korean.id]]


def ids(pair: Pair) -> list[str]:
    place = make.participation_of(pair.korean, pair.consultation)
    return list(
        session.scalars(
            sa.select(Delegate.public_id)
            .where(Delegate.participation_id == place.id)
            .order_by(Delegate.id)
        )
    )


def test_a_company_hands_over_and_everybody_else_reads_the_new_names(pair, booking, visit):
    interpreter = make.interpreter(sessions=(pair.consultation,))
    with db.writing():
        services.assign_interpreter(booking.now, interpreter, by=pair.coordinator)
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}")
    people = korean.get(page.page.select_one('a[href$="/people"]')["href"])
    assert [
        box["value"] for box in people.page.select("[checked]") if box["type"] == "checkbox"
    ] == ids(pair)

    done = korean.submit(
        people,
        {"who-people": [ids(pair)[1]], "who-reason": "Kim is ill"},
        form="form[action$=people]",
    )

    assert done.url == f"/company/meetings/{booking.public_id}"
    assert "KIM Su-jin, LEE Min-ho → LEE Min-ho" in done.main
    assert who(booking, pair) == ["LEE Min-ho"]
    theirs = visit(pair.chinese_user).get(done.url)
    assert "Attendees of the meeting changed – The other company" in theirs.main
    assert "KIM Su-jin, LEE Min-ho → LEE Min-ho" in theirs.main
    assert "Kim is ill" in theirs.main
    assert "KIM" not in visit(interpreter.user).get("/interpreter/").main
    with db.writing():
        services.cancel(booking.now, "No longer needed", by=pair.korean_user)
    assert "LEE Min-ho" not in visit(pair.chinese_user).get(done.url).main


def test_somebody_new_comes_in_the_place_of_another(pair, booking, visit):
    korean = visit(pair.korean_user)
    path = f"/company/meetings/{booking.public_id}/people"
    typed = {
        "new-name": "오지현",
        "new-name_latin": "OH Ji-hyun",
        "new-languages": ["ko", "zh"],
        "new-instead_of": ids(pair)[0],
        "new-reason": "She built the plant",
    }

    refused = korean.submit(korean.get(path), typed, form="form[action$=new]")
    assert refused.status == 422
    assert "tick this box" in " ".join(refused.errors())
    assert refused.page.select_one("[name=new-name]")["value"] == "오지현"
    ticked = refused.page.select('[name="who-people"][checked]')
    assert [box["value"] for box in ticked] == ids(pair)
    done = korean.submit(refused, {"new-consents": "y"}, form="form[action$=new]")

    assert "She built the plant" in done.main
    assert who(booking, pair) == ["LEE Min-ho", "OH Ji-hyun"]
    session_page = korean.get(f"/company/consultations/{pair.consultation.public_id}")
    assert "for single meetings" in session_page.main


def test_one_of_the_companys_people_comes_in_addition(pair, booking, visit):
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}/people")

    done = korean.submit(
        page,
        {"known-person": pair.korean_user.person.public_id, "known-consents": "y"},
        form="form[action$=known]",
    )

    assert done.status == 200
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho", "PARK Ji-hoon"]


def test_a_form_sent_again_does_nothing_more(pair, booking, visit):
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}/people")
    new = {
        "new-name": "오지현",
        "new-name_latin": "OH Ji-hyun",
        "new-languages": ["ko"],
        "new-consents": "y",
    }

    urls = {korean.submit(page, new, form="form[action$=new]").url for _ in range(2)}

    assert urls == {f"/company/meetings/{booking.public_id}"}
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho", "OH Ji-hyun"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("", {}),
        ("", {"who-people": "nonsense"}),
        ("", {"who-people": ["\x00"]}),
        ("/known", {"known-person": "nonsense", "known-consents": "y"}),
        ("/known", {"known-consents": "y"}),
        ("/new", {"new-name": "x"}),
        (
            "/new",
            {
                "new-name": "오지현",
                "new-name_latin": "OH",
                "new-languages": ["ko"],
                "new-consents": "y",
                "new-instead_of": "nonsense",
            },
        ),
    ],
)
def test_whoever_is_unknown_or_missing_is_refused_and_nothing_changes(
    pair, booking, visit, path, fields
):
    answer = visit(pair.korean_user).post(
        f"/company/meetings/{booking.public_id}/people{path}", fields
    )

    assert answer.status == 422
    assert answer.errors()
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho"]


def test_people_of_the_other_side_and_meetings_of_others_are_out_of_reach(pair, booking, visit):
    theirs = make.delegate(make.participation_of(pair.chinese, pair.consultation)).public_id
    path = f"/company/meetings/{booking.public_id}/people"

    assert visit(pair.korean_user).post(path, {"who-people": theirs}).status == 422
    stranger = visit(pair.another_korean().user)
    for each in ("", "/known", "/new"):
        assert stranger.post(path + each, {"who-people": ids(pair)[0]}).status == 404
    assert stranger.get(path).status == 404
    assert visit(pair.chinese_user).post(path, {"who-people": ids(pair)[0]}).status == 422
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho"]


def test_once_the_meeting_has_begun_the_page_says_who_helps(pair, booking, visit):
    path = f"/company/meetings/{booking.public_id}/people"
    korean = visit(pair.korean_user)
    form = korean.get(path)
    with db.writing():
        slot = booking.now.slot
        slot.starts_at = clock.now()

    late = korean.submit(form, {"who-people": [ids(pair)[1]]}, form="form[action$=people]")

    assert late.status == 409
    assert "begun already" in late.main
    assert korean.get(path).page.select("main form") == []


def test_a_coordinator_does_it_on_behalf_and_only_that_company_reads_why(pair, booking, visit):
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
    coordinator = visit(pair.coordinator)
    page = coordinator.get(f"{here}/people/KR")
    only_lee = {"who-people": [ids(pair)[1]]}
    assert coordinator.submit(page, only_lee, form="form[action$=KR]").status == 422

    done = coordinator.submit(
        page, only_lee | {"who-reason": "They rang me"}, form="form[action$=KR]"
    )

    assert done.url == here
    assert "They rang me" in done.main
    own = visit(pair.korean_user).get(f"/company/meetings/{booking.public_id}")
    assert "The coordinator, on your behalf" in own.main
    assert "They rang me" in own.main
    theirs = visit(pair.chinese_user).get(f"/company/meetings/{booking.public_id}")
    assert "They rang me" not in theirs.main
    assert who(booking, pair) == ["LEE Min-ho"]
    assert coordinator.get(f"{here}/people/XX").status == 404
    assert visit(make.coordinator(Side.CN)).post(f"{here}/people/KR", only_lee).status == 404


def test_the_page_of_a_meeting_costs_the_same_however_often_it_was_handed_over(
    pair, booking, visit, engine
):
    korean = visit(pair.korean_user)

    def statements() -> int:
        with counted(engine) as sent:
            assert korean.get(f"/company/meetings/{booking.public_id}").status == 200
        return len(sent)

    def hand_over(*numbers: int) -> None:
        chosen = [ids(pair)[number] for number in numbers]
        with db.writing():
            services.hand_over(booking.now, pair.korean, chosen, by=pair.korean_user)

    hand_over(1)
    few = statements()
    for numbers in ((0,), (0, 1), (1,)):
        hand_over(*numbers)

    assert statements() == few

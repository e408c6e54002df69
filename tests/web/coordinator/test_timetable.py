"""The coordinator has a timetable built, watches it, and reads what it leaves open and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import worker as module
from portal.consultations.models import Interpreter
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.transports import Console
from portal.timetabling import jobs, queries, services
from portal.timetabling.models import Timetable
from portal.timetabling.problem import NO_SPARE, Spare
from portal.timetabling.services import Order
from portal.timetabling.situation import Keep
from portal.timetabling.states import Rank, TimetableState
from portal.worker import Worker
from tests import mails, make
from tests.bookings.pair import Kept, One, Pair
from tests.statements import counted
from tests.timetabling.test_publishing import Session
from tests.web.coordinator.test_wishes import wish

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO
FORM = "form.order"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.TIMETABLE, slots=2, rooms=1)


@pytest.fixture
def worker(database) -> Worker:
    return Worker(Mailer(Console(), sender="p@x.example", site="Clearday", address="https://x"))


def here(pair: Pair, more: str = "") -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}/timetable{more}"


def built(pair: Pair, **order) -> Timetable:
    """A proposal built as the worker does it."""
    with db.writing():
        made = services.order_timetable(
            pair.consultation, Order(**{"seconds": 1} | order), by=pair.coordinator
        )
    jobs.build(made.id)
    session.rollback()
    return session.get_one(Timetable, made.id)


def crowd(pair: Pair) -> list[One]:
    """Three Chinese companies whom the Korean one wants, most of all the first; two slots."""
    others = [pair.chinese_one, pair.another_chinese(), pair.another_chinese()]
    for other in others:
        wish(pair, pair.korean_one, other, MUST)
    wish(pair, others[0], pair.korean_one, MUST)
    return others


def test_a_proposal_is_ordered_built_by_the_worker_and_read(pair, visit, worker):
    others = crowd(pair)
    left_out = others[2].company.name.en
    coordinator = visit(pair.coordinator)
    page = coordinator.submit(
        coordinator.get(here(pair)), {"seconds": "10", "keep": "ALL"}, form=FORM
    )
    assert "Proposal 1 is being built." in page.text
    assert "Waiting for the worker to begin." in page.text
    with db.writing():
        made = queries.building_in(pair.consultation)
        made.seconds = 1
    worker.turn()

    page = coordinator.get(page.url)
    assert "Proposal 1 places 2 meetings: the best that is possible." in page.text
    open_ones = page.page.select("ul.unplaced > li")
    assert len(open_ones) == 1
    assert left_out in open_ones[0].get_text()
    assert "meets others in 2 of 2 time slots" in open_ones[0].get_text()
    assert "gives way" in open_ones[0].select_one(".remedy").get_text()
    assert left_out in page.page.select_one("aside").get_text()
    session.rollback()
    assert not queries.placed_pairs(pair.consultation)


def test_what_counts_and_what_stays_free_is_asked_for_and_kept_to(pair, visit, worker):
    crowd(pair)
    coordinator = visit(pair.coordinator)
    form = coordinator.get(here(pair))
    refused = coordinator.submit(form, {"spare_rooms": "101"}, form=FORM)
    assert refused.status == 422
    assert "Please give a number from 0 to 100." in refused.text
    assert refused.page.select_one("[name=spare_rooms]")["value"] == "101"

    page = coordinator.submit(form, {"few_gaps": "y", "spare_rooms": "1"}, form=FORM)
    with db.writing():
        made = queries.building_in(pair.consultation)
        assert (made.few_gaps, made.spare_rooms, made.spare_interpreters) == (True, 1, 0)
        made.seconds = 1
    worker.turn()
    assert "Proposal 1 holds 0 meetings." in coordinator.get(page.url).text


def test_proposals_are_compared_by_all_their_figures(pair, visit):
    crowd(pair)
    one, other = (built(pair, spare=spare).public_id for spare in (NO_SPARE, Spare(rooms=1)))
    page = visit(pair.coordinator).get(here(pair, f"/compare?one={one}&other={other}"))
    rows = {
        row.select_one("th").get_text(strip=True): [
            cell.get_text(strip=True) for cell in row.select("td")
        ]
        for row in page.page.select_one("table").select("tbody tr")
    }
    assert rows["Meetings"] == ["2", "0"]
    assert rows["Without a meeting"] == ["1", "4"]
    assert rows["Rooms at the same time"] == ["1", "0"]
    assert rows["Interpreters"] == ["0", "0"]
    assert rows["Meetings moved or dropped"] == ["0", "0"]
    assert rows["Weight of the wishes"][1] == "0"
    assert rows["Smallest share"] == ["0.0\xa0%", "0.0\xa0%"]


@pytest.mark.any_engine
def test_only_one_proposal_of_a_session_is_built_at_a_time_and_it_can_be_stopped(pair, visit):
    crowd(pair)
    coordinator = visit(pair.coordinator)
    form = coordinator.get(here(pair))
    page = coordinator.submit(form, {"seconds": "10"}, form=FORM)
    refused = coordinator.submit(form, {"seconds": "10"}, form=FORM)
    assert refused.status == 409
    again = coordinator.get(here(pair))
    assert "A proposal is being built. Please wait for it, or stop it." in again.text
    assert again.page.select_one(FORM) is None

    coordinator.submit(coordinator.get(page.url), form="form[action$=stop]")
    made = queries.building_in(pair.consultation)
    assert made.stop_asked


@pytest.mark.any_engine
def test_a_stopped_proposal_keeps_what_was_found(pair):
    crowd(pair)
    with db.writing():
        made = services.order_timetable(pair.consultation, Order(seconds=60), by=pair.coordinator)
    with db.writing():
        services.stop_building(made, by=pair.coordinator)
    jobs.build(made.id)
    session.rollback()
    found = session.get_one(Timetable, made.id)
    assert (found.state, found.placed) == (TimetableState.DRAFT, 2)


def test_a_worker_that_was_killed_builds_it_anew_and_once(pair, worker, monday, monkeypatch):
    crowd(pair)
    with db.writing():
        made = services.order_timetable(pair.consultation, Order(seconds=1), by=pair.coordinator)

    class Killed(BaseException):
        """What a signal does to the process."""

    def die(**_ids):
        jobs.build(made.id)
        raise Killed

    monkeypatch.setattr(module, "LONG_HANDLERS", {services.BUILD: die})
    with pytest.raises(Killed):
        worker.turn()
    monkeypatch.undo()
    session.rollback()
    monday(timedelta(minutes=6))
    worker.turn()
    session.rollback()
    assert len(queries.planned_in(session.get_one(Timetable, made.id))) == 2


@pytest.mark.any_engine
def test_what_stands_is_left_unless_it_may_move(pair):
    others = crowd(pair)
    least = others[2]
    pair.meet_others(pair.korean, least.company, pair.slots[0])
    kept = {each.pair for each in queries.planned_in(built(pair))}
    assert (pair.korean.id, least.company.id) in kept
    anew = {each.pair for each in queries.planned_in(built(pair, keep=Keep.NOTHING))}
    assert (pair.korean.id, least.company.id) not in anew


@pytest.mark.any_engine
def test_the_page_costs_the_same_however_many_wishes_are_open(pair, visit, engine):
    crowd(pair)
    address = here(pair, f"/{built(pair).public_id}")
    coordinator = visit(pair.coordinator)
    coordinator.get(address)
    with counted(engine) as few:
        coordinator.get(address)
    for other in [pair.another_chinese() for _ in range(6)]:
        wish(pair, pair.korean_one, other, WOULD)
    with counted(engine) as many:
        coordinator.get(address)
    assert len(many) == len(few)


@pytest.mark.any_engine
def test_companies_never_see_a_proposal(pair, visit):
    crowd(pair)
    made = built(pair)
    assert visit(pair.korean_user).get(here(pair, f"/{made.public_id}")).status == 404
    assert visit(make.coordinator()).get(here(pair, f"/{made.public_id}")).status == 404


@pytest.mark.any_engine
def test_a_proposal_is_looked_at_published_and_read_as_a_version(pair, visit):
    crowd(pair)
    address = here(pair, f"/{built(pair).public_id}")
    coordinator = visit(pair.coordinator)
    page = coordinator.get(f"{address}/publish")
    assert "Proposal 1 waits: 2 meetings have no interpreter." in page.text
    assert len(page.page.select("tbody tr")) == 2
    assert page.page.select_one("form.publish") is None
    pairs = [box["value"] for box in page.page.select("[name=pairs]")]
    unsure = coordinator.submit(page, {"pairs": pairs, "why": ""}, form="form.waive")
    assert unsure.status == 422
    assert len(unsure.page.select("[name=pairs][checked]")) == 2
    why = "Both bring somebody who speaks English"
    one_left = coordinator.submit(unsure, {"pairs": pairs[:1], "why": why}, form="form.waive")
    assert "Proposal 1 waits: 1 meeting has no interpreter." in one_left.text
    back = coordinator.submit(one_left, form="form[action$='/waive/back']")
    assert "Proposal 1 waits: 2 meetings have no interpreter." in back.text
    one_left = coordinator.submit(back, {"pairs": pairs[:1], "why": why}, form="form.waive")

    page = coordinator.submit(one_left, {"pairs": pairs[1:], "why": why}, form="form.waive")
    assert "Publishing proposal 1 concerns 3 companies. Nothing has changed yet." in page.text
    assert why in page.main
    assert pair.coordinator.person.name_latin in page.main
    # What somebody reads is seen before it leaves, and is what they then read.
    mail = f"{address}/publish?reader={pair.korean.public_id}"
    shown = coordinator.get(mail).page.select("#mail ~ div p")
    seen = [" ".join(part.get_text(" ").split()) for part in shown]
    assert any(part.startswith("New: ") for part in seen)
    page = coordinator.submit(page, {"note": "See you there"}, form="form.publish")

    assert "The timetable is published." in page.text
    (told,) = [
        each
        for each in mails.waiting(pair.korean_user.email)
        if each.kind == "bookings/meetings_arranged"
    ]
    sent = " ".join(mails.words(told).split())
    for part in seen:
        assert part.replace("(your word to them)", "See you there") in sent
    assert "timetabling/timetable_stands" not in mails.kinds()
    assert "Version 1 was published on" in page.text
    session.rollback()
    assert len(queries.placed_pairs(pair.consultation)) == 2
    assert coordinator.get(f"{address}/publish").status == 404


@pytest.mark.any_engine
def test_what_an_interpreter_will_read_is_seen_before_it_leaves(database, monday, visit):
    at = Session()
    one = at.plan(0, 0, 0)
    at.publish(at.draft(one))
    other = Kept(make.interpreter(of=at.host, sessions=(at.consultation,)))
    first = Kept(session.get_one(Interpreter, one.interpreter))
    draft = Kept(at.draft(replace(one, interpreter=other.id), at.plan(1, 1, 1)))
    with db.writing():
        session.execute(sa.delete(mails.OutboxMessage))
    coordinator = visit(at.coordinator)
    base = f"/coordinator/consultations/{at.consultation.public_id}/timetable/{draft.public_id}"
    seen = {}
    for each in (first, other):
        page = coordinator.get(f"{base}/publish?reader={each.public_id}").page
        assert len(page.select("#reader optgroup")) == 2
        parts = page.select("#mail ~ div p")
        seen[each.id] = [" ".join(part.get_text(" ").split()) for part in parts]
    assert "No longer yours: " in " ".join(seen[first.id])
    assert "New: " in " ".join(seen[first.id])
    assert "New: " in " ".join(seen[other.id])
    assert "No longer" not in " ".join(seen[other.id])

    coordinator.submit(coordinator.get(f"{base}/publish"), {"note": "As said"}, form="form.publish")

    for each in (first, other):
        (mail,) = mails.waiting(each.now.user.email)
        sent = " ".join(mails.words(mail).split())
        for part in seen[each.id]:
            assert part.replace("(your word to them)", "As said") in sent


@pytest.mark.any_engine
def test_everybody_who_takes_part_can_be_told_each_once(pair, visit):
    crowd(pair)
    quiet = pair.another_chinese()
    idle, name = quiet.user.email, quiet.company.public_id
    made = built(pair)
    with db.writing():
        services.waive_interpreters(
            made, _pairs_lacking(made), "They speak English", by=pair.coordinator
        )
    coordinator = visit(pair.coordinator)
    publish = here(pair, f"/{made.public_id}/publish")
    shown = coordinator.get(f"{publish}?reader={name}").page.select("#mail ~ div p")
    page = coordinator.get(publish)
    coordinator.submit(page, {"to_all": "y", "note": "See you"}, form="form.publish")
    assert [kind for kind in mails.kinds(idle) if "timetable" in kind] == [
        "timetabling/timetable_stands"
    ]
    (mail,) = [each for each in mails.waiting(idle) if "timetable" in each.kind]
    sent = " ".join(mails.words(mail).split())
    seen = [" ".join(part.get_text(" ").split()) for part in shown]
    assert len(seen) > 1
    assert all(part.replace("(your word to them)", "See you") in sent for part in seen)
    concerned = [kind for kind in mails.kinds(pair.korean_user.email) if "arranged" in kind]
    assert concerned == ["bookings/meetings_arranged"]
    assert "timetabling/timetable_stands" not in mails.kinds(pair.korean_user.email)


def _pairs_lacking(made) -> list[tuple[int, int]]:
    return [(one.id, other.id) for one, other in queries.publication_of(made).lacking]


def test_one_button_of_the_session_builds_a_proposal_and_leads_to_it_while_it_is_built(pair, visit):
    coordinator = visit(pair.coordinator)
    session_page = f"/coordinator/consultations/{pair.consultation.public_id}"
    build = "form[action$='/timetable/build']"
    assert coordinator.get(session_page).page.select_one(build) is None
    crowd(pair)
    page = coordinator.submit(coordinator.get(session_page), form=build)
    assert "is being built." in page.text
    again = coordinator.get(session_page).page
    assert again.select_one(build) is None
    assert again.select_one(".acts a.btn")["href"] == page.url

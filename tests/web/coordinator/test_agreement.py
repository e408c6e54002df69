"""The partner's coordinator sees what would be published, and agrees or declines."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.consultations.models import ConsultationSession
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from tests import mails, make
from tests.bookings.pair import Kept
from tests.statements import counted
from tests.timetabling.test_agreeing import Together
from tests.web.coordinator.test_consultations import opened, preview

AGREEMENT = "#agreement"


@pytest.fixture
def here(database, monday) -> Together:
    return Together()


def address(here: Together, draft, page: str = "") -> str:
    at = here.consultation.public_id
    return f"/coordinator/consultations/{at}/timetable/{draft.public_id}{page}"


def test_the_partner_is_asked_sees_everything_agrees_and_then_it_is_published(here, visit):
    draft = Kept(here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1)))
    publish, agreement = address(here, draft, "/publish"), address(here, draft, "/agreement")
    number, partner_host = draft.now.number, here.consultation.partner_host.name.en
    korean, reader = here.k[0].company.name.en, here.partner.email
    ours, theirs = visit(here.coordinator), visit(here.partner)

    page = ours.get(publish)
    assert (
        f"Proposal {number} waits: {partner_host} must agree before it is published." in page.text
    )
    assert page.page.select_one("form.publish") is None
    asked = ours.submit(page, form="form.ask")
    assert "asked, no answer yet" in asked.main
    assert asked.page.select_one("form.ask") is None

    assert "A timetable waits for your agreement" in theirs.get("/coordinator/").main
    assert mails.link(reader) == agreement
    shown = theirs.get(agreement)
    assert f"Proposal {number} is published only if you agree to it." in shown.text
    assert len(shown.page.select("tbody tr")) == 2
    assert korean in shown.main
    assert "Room 1" in shown.main
    agreed = theirs.submit(shown, {"answer": "AGREED", "words": "Good"}, form="form.answer")
    assert f"{partner_host} has agreed to proposal {number} as it is now." in agreed.text
    assert "A timetable waits" not in theirs.get("/coordinator/").main

    page = ours.get(publish)
    assert "agreed to exactly this" in page.main
    version = ours.submit(page, form="form.publish")
    assert "The timetable is published." in version.text
    history = " ".join(version.page.select_one(AGREEMENT).parent.get_text(" ").split())
    assert history.index("agreed") < history.index("asked to agree")
    assert "Good" in history
    assert theirs.get(agreement).url == address(here, draft)  # the link in the mail leads on


def test_whoever_declines_says_why_and_keeps_what_was_typed(here, visit):
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    here.ask(draft.now)
    agreement, publish = address(here, draft, "/agreement"), address(here, draft, "/publish")
    ours, theirs = visit(here.coordinator), visit(here.partner)
    shown = theirs.get(agreement)
    assert theirs.submit(shown, {}, form="form.answer").status == 422
    silent = theirs.submit(shown, {"answer": "DECLINED", "words": ""}, form="form.answer")
    assert silent.status == 422
    assert "Please give a reason." in silent.text
    assert silent.page.select_one("[value=DECLINED][checked]") is not None

    theirs.submit(silent, {"words": "Jinan cannot come so early"}, form="form.answer")

    page = ours.get(publish)
    assert "Jinan cannot come so early" in page.main
    assert page.page.select_one("form.publish") is None
    assert page.page.select_one("form.ask") is not None
    assert "Jinan cannot come so early" in ours.get(address(here, draft)).main


def test_what_changed_while_they_looked_is_not_agreed_to(here, visit):
    plan = here.plan(0, 0, 0)
    draft = Kept(here.draft(plan))
    here.ask(draft.now)
    theirs = visit(here.partner)
    agreement, publish = address(here, draft, "/agreement"), address(here, draft, "/publish")
    shown = theirs.get(agreement)
    here.move(draft.now, plan, 1)

    late = theirs.submit(shown, {"answer": "AGREED"}, form="form.answer")

    assert late.status == 409
    page = visit(here.coordinator).get(publish)
    assert "changed since it was asked" in page.main
    assert "(an earlier state of it)" in page.main


def test_who_runs_the_session_reads_the_page_but_answers_for_nobody(here, visit):
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    shown, agreement = here.shown(draft.now), address(here, draft, "/agreement")
    fields = {"answer": "AGREED", "words": "", "shown": shown}
    stranger, company = make.coordinator(Side.CN), here.k[0].user
    ours = visit(here.coordinator)
    assert ours.get(agreement).page.select_one("form.answer") is None
    refused = "Only coordinators of the partner organisation agree or decline."
    assert refused in ours.post(agreement, fields).errors()
    for other in (stranger, company):
        assert visit(other).get(agreement).status == 404
        assert visit(other).post(agreement, fields).status == 404


@pytest.mark.any_engine
def test_the_page_costs_the_same_however_often_they_were_asked(here, visit, engine):
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    here.ask(draft.now)
    agreement = address(here, draft, "/agreement")
    theirs = visit(here.partner)
    theirs.get(agreement)
    with counted(engine) as few:
        theirs.get(agreement)
    plan = here.plan(0, 0, 0)
    for slot in (1, 2, 3):
        here.move(draft.now, plan, slot)
        plan = here.plan(0, 0, slot)
        here.ask(draft.now)
    with counted(engine) as many:
        theirs.get(agreement)
    assert len(many) == len(few)


# ---- the setting


def test_a_partner_that_must_agree_is_chosen_with_the_session_and_stands_in_the_trail(
    database, monday, visit
):
    desk = visit(make.coordinator())
    partner = make.coordinator(Side.CN)
    host = session.scalars(sa.select(Coordinator).where(Coordinator.user_id == partner.id)).one()
    chosen, reader = host.host.public_id, partner.email
    nobody = preview(desk, mode="TIMETABLE", partner_agrees="y")
    assert nobody.status == 422
    assert "Please choose the partner organisation that must agree." in nobody.text

    here = opened(desk, mode="TIMETABLE", partner_agrees="y", partner_host=chosen)
    assert "must agree" in desk.get(here).main
    page = desk.get(f"{here}/edit")
    assert page.page.select_one("[name=partner_agrees][checked]") is not None
    desk.submit(page, {"partner_agrees": None})

    session.rollback()
    made = session.scalars(sa.select(ConsultationSession)).one()
    assert not made.partner_agrees
    assert "agreement not required" in {entry.verb for entry in audit.history(made)}
    (told,) = mails.waiting(reader)
    assert told.kind == "consultations/agreement_not_required"
    for language in Language:
        assert made.title.best(language).text in mails.words(told, language)


def test_what_is_in_the_way_stands_on_both_pages_and_how_to_get_out_of_it_on_ones_own(here, visit):
    draft = Kept(here.draft(here.plan(0, 0, 0)))
    here.mark_unavailable(here.k[0].company, here.slots[0])
    ours = visit(here.coordinator).get(address(here, draft, "/publish"))
    theirs = visit(here.partner).get(address(here, draft, "/agreement"))
    for page in (ours, theirs):
        assert here.k[0].company.name.en in page.page.select_one("section.conflicts li").get_text()
    assert "Build another proposal" in ours.main
    assert "Build another proposal" not in theirs.main

"""The papers of a session: what stands on them in each language, how they are made and kept."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pypdfium2
import pytest

from portal.accounts.models import Consent
from portal.consultations.states import Whereabouts
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.pdf import fonts
from portal.infra.transports import Console
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.reports import papers
from portal.reports.models import Paper
from portal.reports.papers import PaperKind
from portal.worker import Worker
from tests import make
from tests.bookings.pair import Kept
from tests.reports.meetings import agreeing, booked, joined

pytestmark = pytest.mark.any_engine

ADDRESS = "https://portal.example"


@pytest.fixture
def worker(database) -> Worker:
    return Worker(Mailer(Console(), sender="p@portal.example", site="Clearday", address=ADDRESS))


class Day:
    """Two meetings of one Korean company in two rooms, one of them interpreted."""

    def __init__(self) -> None:
        host = make.host()
        self.coordinator = Kept(make.coordinator(of=host))
        at = make.consultation(owner=host, rooms=2)
        self.hanbit = make.company(Side.KR, name=Wording(en="Hanbit Water", ko="한빛수처리"))
        self.daiqing = make.company(name=Wording(en="Daiqing", ko="다이칭환경", zh="岱青环保"))
        self.lanjing = make.company(name=Wording(en="Lanjing", ko="란징기술", zh="蓝净科技"))
        kim = agreeing("김수진", "KIM Su-jin", Side.KR, post="부장")
        joined(self.hanbit, at, kim, whereabouts=Whereabouts.VENUE)
        joined(self.daiqing, at, agreeing("王立群", "WANG Liqun", Side.CN))
        joined(self.lanjing, at, make.person("沉默", "CHEN Mo", Side.CN))  # did not agree
        interpreter = make.interpreter(of=host, sessions=(at,))
        self.interpreter = interpreter.person.name_latin
        rooms = make.rooms_of(at)
        booked(at, self.hanbit, self.daiqing, room_id=rooms[0].id, interpreter_id=interpreter.id)
        booked(at, self.hanbit, self.lanjing, slot=2, room_id=rooms[1].id)
        make.profile(self.daiqing, title=Wording(en="Bag filter", ko="백필터", zh="布袋除尘器"))
        self.consultation = Kept(at)


@pytest.fixture
def day(database, monday) -> Day:
    return Day()


def pages(body: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)]


def text_of(day: Day, kind: PaperKind, language: Language = Language.EN) -> str:
    session.rollback()
    return "\n".join(pages(papers.made(kind, day.consultation.now, language, address=ADDRESS)))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (Language.EN, ("Hanbit Water", "Lanjing", "Room 2")),
        (Language.KO, ("한빛수처리", "란징기술", "2번 상담실")),
        (Language.ZH, ("Hanbit Water", "蓝净科技", "2 号")),
    ],
)
def test_the_plan_shows_days_rooms_and_both_clocks(day, language, names):
    text = text_of(day, PaperKind.PLAN, language)
    assert re.search(r"14:00\s+13:00", text)
    for name in names:
        assert name in text
    assert day.consultation.now.code in text


def test_each_company_has_a_page_with_whom_it_meets_and_where(day):
    session.rollback()
    made = pages(
        papers.made(PaperKind.COMPANIES, day.consultation.now, Language.EN, address=ADDRESS)
    )
    assert len(made) == 3
    (own,) = [page for page in made if page.count("Lanjing") and page.count("Daiqing")]
    for words in ("한빛수처리", "WANG Liqun", "Room 1", "Room 2"):
        assert words in own
    assert day.interpreter in own


def test_nobody_stands_on_a_paper_who_did_not_agree_and_papers_are_small(day):
    for kind in PaperKind:
        session.rollback()
        body = papers.made(kind, day.consultation.now, Language.ZH, address=ADDRESS)
        text = "".join(pages(body))
        for page in pypdfium2.PdfDocument(body):
            assert (page.render().to_numpy() < 128).any(), kind  # there is ink on every page
        for words in ("김수진", "KIM Su-jin") if kind is PaperKind.BADGES else ("岱青环保",):
            assert words in text, kind
        assert "CHEN Mo" not in text
        assert "沉默" not in text
        assert len(body) < 120_000, kind


def test_interpreters_and_rooms_have_their_own_pages(day):
    roster = text_of(day, PaperKind.INTERPRETERS)
    assert day.interpreter in roster
    assert "Daiqing" in roster
    assert "Lanjing" not in roster
    rooms = text_of(day, PaperKind.ROOMS).split("Room 2", 1)
    assert "Lanjing" not in rooms[0]
    assert "Lanjing" in rooms[1]


def test_the_attendee_list_is_a_paper_too_for_whoever_would_wait_long(day):
    (page,) = pages(papers.made(PaperKind.LIST, day.consultation.now, Language.KO, address=ADDRESS))
    assert "참석자 명단" in page
    assert {"김수진", "王立群"} <= set(page.split())
    assert "沉默" not in page


def test_a_badge_has_the_name_large_in_its_own_script_and_a_code(day):
    session.rollback()
    body = papers.made(PaperKind.BADGES, day.consultation.now, Language.EN, address=ADDRESS)
    (sheet,) = pages(body)
    for words in ("김수진", "KIM Su-jin", "한빛수처리", "王立群", "岱青环保"):
        assert words in sheet
    picture = pypdfium2.PdfDocument(body)[0].render(scale=2).to_numpy()
    assert (picture < 64).mean() > 0.004  # the codes are drawn


@pytest.mark.parametrize(
    ("language", "title"),
    [(Language.EN, "Bag filter"), (Language.KO, "백필터"), (Language.ZH, "布袋除尘器")],
)
def test_the_booklet_says_what_participants_offer_in_the_chosen_language(day, language, title):
    text = text_of(day, PaperKind.BOOKLET, language)
    assert title in text
    assert "岱青环保" in text
    assert text.count("Bag filter") == (language is Language.EN)


def test_a_session_without_meetings_still_has_its_papers(database, monday):
    at = make.consultation()
    for kind in PaperKind:
        session.rollback()
        assert papers.made(kind, session.merge(at), Language.KO, address=ADDRESS)[:4] == b"%PDF"


# ---- asked for, made, kept


def ask(visitor, day: Day, kind: PaperKind = PaperKind.PLAN, language: str = "zh"):
    address = f"/coordinator/consultations/{day.consultation.public_id}/papers"
    return visitor.submit(visitor.get(address), {"kind": kind.value, "language": language})


def test_a_paper_is_made_by_the_worker_and_fetched(day, visit, worker):
    desk = visit(day.coordinator.now)
    assert "Waits to be made" in ask(desk, day).main
    worker.turn()
    page = desk.get(f"/coordinator/consultations/{day.consultation.public_id}/papers")
    got = desk.submit(page, form='form[action$=".pdf"]')
    assert got.headers["Content-Type"] == "application/pdf"
    assert "蓝净科技" in "".join(pages(got.body))
    made, taken = audit.history(day.consultation.now)[-2:]
    assert (made.verb, taken.verb) == ("paper made", "paper taken")
    assert taken.details["sha256"] == hashlib.sha256(got.body).hexdigest()


def test_a_paper_is_dropped_when_its_time_is_over(day, visit, worker, monday):
    desk = visit(day.coordinator.now)
    ask(desk, day)
    worker.turn()
    monday(timedelta(days=7, minutes=1))
    worker.turn()
    session.rollback()
    assert session.query(Paper).count() == 0


def test_who_may_only_export_fetches_a_paper_too(day, visit, worker):
    ask(visit(day.coordinator.now), day)
    worker.turn()
    exporter = visit(make.coordinator(of=day.consultation.now.host, duties=["EXPORT"]))
    page = exporter.get(f"/coordinator/consultations/{day.consultation.public_id}/papers")
    assert exporter.submit(page, form='form[action$=".pdf"]').body.startswith(b"%PDF")


def test_no_other_host_fetches_a_paper(day, visit, worker):
    ask(visit(day.coordinator.now), day)
    worker.turn()
    session.rollback()
    id = session.query(Paper).one().public_id
    address = f"/coordinator/consultations/{day.consultation.public_id}/papers/{id}.pdf"
    assert visit(day.coordinator.now).post(address).status == 200
    assert visit(make.coordinator()).post(address).status == 404
    session.rollback()
    assert [each.verb for each in audit.history(day.consultation.now)].count("paper taken") == 1
    elsewhere = make.consultation(owner=day.consultation.now.host).public_id
    wrong = f"/coordinator/consultations/{elsewhere}/papers/{id}.pdf"
    assert visit(day.coordinator.now).post(wrong).status == 404


def test_a_kept_paper_is_not_given_out_once_somebody_withdrew_their_consent(
    day, visit, worker, monday
):
    desk = visit(day.coordinator.now)
    ask(desk, day)
    worker.turn()
    address = f"/coordinator/consultations/{day.consultation.public_id}/papers"
    page = desk.get(address)
    with db.writing():
        session.query(Consent).first().withdrawn_at = clock.now()
    refused = desk.submit(page, form='form[action$=".pdf"]')
    assert refused.status == 409
    assert "withdrawn their consent" in refused.main
    shown = desk.get(address)
    assert "withdrawn their consent" in shown.main
    assert not shown.page.select('form[action$=".pdf"]')
    monday(timedelta(minutes=1))
    ask(desk, day)
    worker.turn()
    assert desk.submit(desk.get(address), form='form[action$=".pdf"]').body.startswith(b"%PDF")


def test_a_fault_in_the_making_is_told_and_the_next_attempt_mends_it(day, visit, worker, monday):
    desk = visit(day.coordinator.now)
    ask(desk, day, PaperKind.BADGES)
    address = f"/coordinator/consultations/{day.consultation.public_id}/papers"
    with db.writing():
        session.query(Paper).one().address = (
            "https://portal.example/" + "no code holds so much" * 500
        )
    worker.turn()
    assert "There was a fault while it was made." in desk.get(address).main
    with db.writing():
        session.query(Paper).one().address = ADDRESS
    monday(timedelta(minutes=5))
    worker.turn()
    assert desk.submit(desk.get(address), form='form[action$=".pdf"]').body.startswith(b"%PDF")


def test_without_fonts_the_page_says_what_to_install(day, visit, worker, tmp_path, monkeypatch):
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"ttcf torn")
    monkeypatch.setattr(fonts, "PLACES", (tmp_path,))
    fonts._found.cache_clear()
    try:
        desk = visit(day.coordinator.now)
        assert "apt-get install fonts-noto-cjk" in ask(desk, day).main
        worker.turn()
        shown = desk.get(f"/coordinator/consultations/{day.consultation.public_id}/papers")
        assert "Could not be made" in shown.main
        lists = f"/coordinator/consultations/{day.consultation.public_id}/attendees"
        refused = desk.submit(desk.get(lists), {"format": "pdf"})
        assert refused.status == 409
        assert "fonts-noto-cjk" in refused.main
    finally:
        fonts._found.cache_clear()


# ---- a company's own


def test_a_company_prints_its_own_timetable(day, visit):
    session.rollback()
    desk = visit(make.representative(session.merge(day.hanbit)))
    address = f"/company/consultations/{day.consultation.public_id}/timetable"
    page = desk.get(address)
    assert "14:00 13:00" in page.main
    assert "Lanjing" in page.main
    paper = desk.get(f"{address}.pdf")
    text = "".join(pages(paper.body))
    assert "Lanjing" in text
    assert "Daiqing" in text
    other = visit(make.representative(session.merge(day.lanjing)))
    assert "Daiqing" not in other.get(address).main
    stranger = visit(make.representative()).get(address)
    assert "Lanjing" not in stranger.main
    assert "No meeting yet." in stranger.main

"""The public pages of sessions: what was announced, for whom, and how to take part."""

from datetime import timedelta

import pytest

from portal.companies.states import CompanyState
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import make
from tests.statements import counted


def titles(answer, section: str) -> list[str]:
    return [
        link.get_text(strip=True)
        for link in answer.page.select(f"section[aria-labelledby={section}] h3 a")
    ]


def named(title: str, **more):
    made = make.consultation(**more)
    with db.writing():
        made.title = Wording(en=title)
    return made


def aside_of(browser, public_id: str):
    return browser.get(f"/consultations/{public_id}").page.select_one("aside[aria-labelledby=join]")


def test_without_sessions_the_page_says_so(visitor, database):
    answer = visitor.get("/consultations/")
    assert (
        answer.page.h1.get_text(strip=True) == "No consultation session is announced at the moment"
    )
    assert "No session is announced at the moment." in visitor.get("/").main


def test_what_comes_is_listed_before_what_has_been_and_drafts_are_not(visitor, database, monday):
    today = clock.today(clock.BEIJING)
    named("Later", day=today + timedelta(days=20))
    named("Sooner", day=today + timedelta(days=10))
    named("Long ago", day=today - timedelta(days=40))
    named("Just over", day=today - timedelta(days=3))
    draft = named("In preparation", opened=False)
    answer = visitor.get("/consultations/")
    assert answer.page.h1.get_text(strip=True) == "2 consultation sessions are coming up"
    assert titles(answer, "coming") == ["Sooner", "Later"]
    assert titles(answer, "been") == ["Just over", "Long ago"]
    assert "In preparation" not in answer.main
    assert visitor.get(f"/consultations/{draft.public_id}").status == 404
    assert "In preparation" not in visitor.get("/").main


def test_the_home_page_shows_the_next_sessions_and_real_numbers(visitor, database):
    make.profile(make.company(Side.CN, region_code="370000"))
    make.profile(make.company(Side.KR))
    make.company(Side.CN, region_code="370000")
    make.company(Side.CN, region_code="370000", state=CompanyState.APPLIED)
    named("Sintering")
    page = visitor.get("/")
    assert "Browse 2 technologies" in page.main
    shandong = page.page.select_one(".pano .sd")
    assert "2 companies" in shandong.get_text()
    assert shandong["href"] == "/technologies/?place=370000"
    assert "Sintering" in page.main


def test_a_session_shows_its_times_on_both_clocks(visitor, database):
    found = make.consultation(slots=4)
    answer = visitor.get(f"/consultations/{found.public_id}")
    assert "14:00 – 15:55 Seoul · 13:00 – 14:55 Beijing" in answer.main
    assert "4 time slots · 25 minutes each" in answer.main


def test_a_pause_at_noon_is_not_hidden(visitor, database):
    found = make.consultation(slots=4)
    with db.writing():
        db.session.delete(make.slots_of(found)[1])
    answer = visitor.get(f"/consultations/{found.public_id}")
    assert "14:00 – 14:25 Seoul" in answer.main
    assert "15:00 – 15:55 Seoul" in answer.main


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "Companies can join until"),
        (4.5, "they ask each other for meetings until"),
        (5.5, "Meetings are being booked until"),
        (6.5, "All meetings are booked."),
        (7, "The meetings are taking place"),
        (8, "This session is over."),
    ],
)
def test_the_phase_is_told_as_a_sentence_with_its_deadline(
    visitor, database, monday, days, sentence
):
    found = make.consultation(mode=BookingMode.REQUEST)
    monday(timedelta(days=days))
    answer = visitor.get(f"/consultations/{found.public_id}")
    assert sentence in answer.main


def test_only_companies_that_take_part_are_counted_and_none_is_named(visitor, database):
    found = make.consultation()
    secret = Wording(en="Our secret plan")
    for state in ParticipationState:
        make.participation(make.company(Side.KR, name=secret), found, state)
    make.participation(make.company(Side.CN, name=secret), found)
    suspended = make.company(Side.CN, state=CompanyState.SUSPENDED, name=secret)
    make.participation(suspended, found)
    answer = visitor.get(f"/consultations/{found.public_id}")
    assert "1 Korean company · 1 Chinese company" in answer.main
    assert "secret" not in answer.main


def test_a_stranger_is_led_to_registration_while_joining_and_told_when_it_is_over(
    visitor, database, monday
):
    found = make.consultation()
    joining = aside_of(visitor, found.public_id)
    assert joining.find("a", string="Register your company")
    assert len(joining.select("ol li")) == 3
    monday(timedelta(days=5))
    late = aside_of(visitor, found.public_id)
    assert "The time for joining is over." in late.get_text()
    assert late.select("ol li") == []


@pytest.mark.parametrize(
    ("company", "takes_part", "words", "address"),
    [
        ({"side": Side.CN}, False, "Take part in this session", "/company/consultations/%s"),
        ({"side": Side.KR}, False, "Take part in this session", "/company/consultations/%s"),
        ({"side": Side.KR}, True, "Open it on my desk", "/company/consultations/%s"),
        (
            {"side": Side.CN, "region_code": "440000"},
            False,
            "Sessions for my company",
            "/company/consultations/",
        ),
        (
            {"side": Side.KR, "state": CompanyState.APPLIED},
            False,
            "Look at your application",
            "/company/application",
        ),
    ],
)
def test_each_company_is_led_to_what_it_can_do(
    visit, database, company, takes_part, words, address
):
    shanghai = make.consultation(regions=("310000",))
    reader = make.representative(make.company(**company))
    if takes_part:
        make.participation(make.company_of(reader), shanghai)
    public_id = shanghai.public_id
    button = aside_of(visit(reader), public_id).select_one("a.btn")
    assert button.get_text(strip=True) == words
    assert button["href"] == address.replace("%s", public_id)


def test_past_sessions_are_paged(visitor, database, monday):
    today = clock.today(clock.BEIJING)
    for number in range(22):
        named(f"Past {number}", day=today - timedelta(days=10 + number), slots=1)
    first = visitor.get("/consultations/")
    assert len(titles(first, "been")) == 20
    second = visitor.get(first.page.find("a", rel="next")["href"])
    assert titles(second, "been") == ["Past 20", "Past 21"]


def test_no_page_asks_more_of_a_longer_list(visitor, database, engine):
    found = make.consultation()

    def asked() -> list[int]:
        numbers = []
        for page in ("/", "/consultations/", f"/consultations/{found.public_id}"):
            with counted(engine) as statements:
                # With a question in its address a page is never the one that others got.
                assert visitor.get(f"{page}?lang=en").status == 200
            numbers.append(len(statements))
        return numbers

    few = asked()
    for _number in range(6):
        other = make.consultation(regions=("310000", "370000"), slots=8)
        make.participation(make.company(Side.KR), other)
        make.participation(make.company(Side.KR), found)
    assert asked() == few


@pytest.mark.parametrize(
    ("first", "days", "lang", "words"),
    [
        (30, 1, "en", "Wed 30 September"),
        (28, 2, "en", "Mon 28 – Tue 29 September"),
        (28, 2, "ko", "9월 28일(월)~29일(화)"),
        (28, 2, "zh", "9月28日 周一至29日 周二"),
        (30, 2, "en", "Wed 30 September – Thu 1 October"),
        (30, 2, "ko", "9월 30일(수)~10월 1일(목)"),
        (30, 2, "zh", "9月30日 周三至10月1日 周四"),
    ],
)
def test_days_are_written_as_the_reader_writes_them(
    visit, database, monday, first, days, lang, words
):
    found = make.consultation(day=clock.today(clock.BEIJING).replace(day=first))
    with db.writing():
        found.ends_at += timedelta(days=days - 1)
    date = visit(lang=lang).get("/consultations/").page.select_one(".date")
    assert date.get_text().strip() == words


def test_another_year_is_named(visitor, database, monday):
    make.consultation(day=clock.today(clock.BEIJING).replace(year=2027, month=1))
    date = visitor.get("/consultations/").page.select_one(".date")
    assert date.get_text().strip() == "Thu 7 January 2027"

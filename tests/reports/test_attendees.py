"""The attendee list says who meets whom, when and where, and only of those who agreed."""

import csv
import hashlib
import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pypdfium2
import pytest

from portal.bookings.models import Attendee, MeetingRequest
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.consultations.models import Delegate, Slot
from portal.consultations.states import LinkKind, Whereabouts
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid
from portal.kernel.languages import Language, Wording
from portal.reports import attendees as lists
from portal.reports import services
from portal.reports.attendees import Choice, Purpose, Rows, Sheets, Standing
from portal.reports.files import Format
from tests import make
from tests.reports.meetings import agreeing, booked, joined
from tests.statements import counted

HANBIT = Wording(en="Hanbit Water", ko="한빛수처리")
DAIQING = Wording(en="Daiqing Environment", ko="다이칭환경", zh="岱青环保科技")


@pytest.fixture
def kim():
    return agreeing("김수진", "KIM Su-jin", Side.KR, post="부장", languages=["ko", "en"])


@pytest.fixture
def wang():
    return agreeing("王立群", "WANG Liqun", Side.CN, post="总经理", languages=["zh"])


@pytest.fixture
def hanbit(database):
    return make.company(Side.KR, name=HANBIT)


@pytest.fixture
def daiqing(database):
    return make.company(Side.CN, name=DAIQING)


@pytest.fixture
def meeting(monday, hanbit, daiqing, kim, wang):
    """One meeting a week from now, 13:00 in Beijing, with one person on each side."""
    at = make.consultation(rooms=2)
    joined(hanbit, at, kim, whereabouts=Whereabouts.VENUE)
    joined(daiqing, at, wang)
    return booked(at, hanbit, daiqing, room_id=make.rooms_of(at)[1].id)


USUAL = Choice()


def exported(meeting, kind=Format.CSV, language=Language.EN, choice=USUAL):
    session.rollback()
    return lists.export(lists.of_session(meeting.consultation), choice, kind, language)


def lines(meeting, language=Language.EN, choice=USUAL) -> list[list[str]]:
    text = exported(meeting, Format.CSV, language, choice).file.read().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def rows(meeting, language=Language.EN, **asked) -> list[dict[str, str]]:
    """The rows of the list by the words of their heads, without the notes."""
    head, *rest = lines(meeting, language, Choice(**asked))
    return [dict(zip(head, row, strict=True)) for row in rest if len(row) == len(head)]


def counted_in(at, choice=USUAL) -> lists.Counts:
    return lists.counts(lists.of_session(at), choice)


def notes(meeting, language=Language.EN) -> str:
    return "\n".join(row[0] for row in lines(meeting, language) if len(row) == 1)


def test_whom_a_company_chose_for_one_meeting_stands_there_and_the_others_elsewhere(
    meeting, hanbit, kim
):
    at = meeting.consultation
    lee = agreeing("이민호", "LEE Min-ho", Side.KR)
    oh = agreeing("오지현", "OH Ji-hyun", Side.KR)
    place = make.participation_of(hanbit, at)
    make.delegate(place, lee)
    make.add(Delegate(participation_id=place.id, person_id=oh.id, stands_in=True))
    second = make.company(Side.CN)
    joined(second, at)
    other = booked(at, hanbit, second, slot=1)
    ids = {each.person_id: each.id for each in consultations.delegates_of(place)}
    for someone in (lee, oh):
        make.add(Attendee(booking_id=meeting.id, delegate_id=ids[someone.id], side=Side.KR))

    found = {(row["Meeting"], row["Name in Latin letters"]) for row in rows(meeting)}

    assert found == {
        (meeting.code, "LEE Min-ho"),
        (meeting.code, "OH Ji-hyun"),
        (meeting.code, "WANG Liqun"),
        (other.code, "KIM Su-jin"),
        (other.code, "LEE Min-ho"),
    }
    counts = counted_in(at)
    assert (counts.rows, counts.people, counts.unnamed) == (5, 0, 1)


def test_there_is_one_row_for_each_person_at_each_meeting(meeting):
    at = meeting.consultation
    first, second = rows(meeting)
    assert first == {
        "Session": at.code,
        "Meeting": meeting.code,
        "Date": "2026-09-14",
        "Seoul time": "14:00",
        "Beijing time": "13:00",
        "Room or link": "Room 2",
        "Company": "한빛수처리",
        "Company in English": "Hanbit Water",
        "Region": "Seoul",
        "Side": "Korean side",
        "Name": "김수진",
        "Name in Latin letters": "KIM Su-jin",
        "Post": "부장",
        "Languages": "Korean, English",
        "Interpreter": "",
        "Joins from": "At the venue",
        "State": "Confirmed",
    }
    assert second["Company"] == "岱青环保科技"
    assert (second["Name"], second["Side"]) == ("王立群", "Chinese side")
    assert second["Joins from"] == "In its own office"


def test_the_list_is_in_the_order_of_the_day(meeting, hanbit, daiqing):
    other = make.company(Side.CN)
    joined(other, meeting.consultation, agreeing("李", "LI", Side.CN))
    earlier = booked(meeting.consultation, hanbit, other, slot=1)
    with db.writing():
        session.get_one(Slot, meeting.slot_id).starts_at += timedelta(hours=4)
        session.get_one(Slot, meeting.slot_id).ends_at += timedelta(hours=4)
    assert [row["Meeting"] for row in rows(meeting)] == [earlier.code] * 2 + [meeting.code] * 2


def test_who_did_not_agree_or_withdrew_is_left_out_and_counted(meeting, hanbit, daiqing):
    at = meeting.consultation
    silent = make.person("박", "PARK", Side.KR)
    sorry = agreeing("최", "CHOI", Side.KR, withdrawn=True)
    make.delegate(make.participation_of(hanbit, at), silent)
    make.delegate(make.participation_of(hanbit, at), sorry)
    other = make.company(Side.CN)
    joined(other, at)
    booked(at, hanbit, other, slot=1)
    assert {row["Name"] for row in rows(meeting)} == {"김수진", "王立群"}
    assert "have not agreed to stand on attendee lists: 2." in notes(meeting)
    assert "a company has not named anybody yet: 1." in notes(meeting)
    assert counted_in(at) == lists.Counts(rows=3, people=2, unnamed=1)


def test_a_consent_to_something_else_is_not_enough(database, monday):
    from portal.accounts.models import Consent
    from portal.accounts.states import ConsentPurpose

    at = make.consultation()
    korean, chinese, someone = make.company(Side.KR), make.company(), make.person()
    make.add(
        Consent(
            person_id=someone.id,
            purpose=ConsentPurpose.NEWS,
            text_version="1",
            language=Language.KO,
        )
    )
    joined(korean, at, someone)
    joined(chinese, at)
    assert rows(booked(at, korean, chinese)) == []


def test_when_all_are_there_the_list_says_so(meeting):
    assert "Nobody is left out." in notes(meeting)


def test_cancelled_meetings_are_not_on_the_list(meeting):
    with db.writing():
        session.merge(meeting).state = BookingState.CANCELLED
    assert rows(meeting) == []


@pytest.mark.parametrize(
    ("state", "words"), [(BookingState.MET, "Met"), (BookingState.MISSED, "Missed")]
)
def test_a_past_meeting_says_what_became_of_it(meeting, state, words):
    with db.writing():
        session.merge(meeting).state = state
    assert {row["State"] for row in rows(meeting)} == {words}


def test_no_contact_data_and_no_password_stand_on_the_list(meeting, kim):
    with db.writing():
        person = session.merge(kim)
        person.phone, person.email = "+82212345678", "kim@hanbit.example"
        at = session.merge(meeting.consultation)
        at.link_kind, at.link_url = LinkKind.ZOOM, "https://zoom.example/j/1"
        at.link_password = "open sesame"
    text = exported(meeting).file.read().decode("utf-8-sig")
    for secret in ("12345678", "kim@hanbit", "sesame"):
        assert secret not in text
    assert {row["Room or link"] for row in rows(meeting)} == {"Room 2 · https://zoom.example/j/1"}


def test_a_meetings_own_link_comes_before_the_sessions(meeting):
    with db.writing():
        at = session.merge(meeting.consultation)
        at.link_kind, at.link_url = LinkKind.ZOOM, "https://zoom.example/j/1"
        own = session.merge(meeting)
        own.room_id = None
        own.link_kind, own.link_number = LinkKind.PHONE, "+86 10 1234"
    assert {row["Room or link"] for row in rows(meeting)} == {"'+86 10 1234"}


def test_the_interpreter_is_named_or_said_to_be_wanted(meeting):
    with db.writing():
        session.merge(meeting).interpreter_wanted = True
    assert {row["Interpreter"] for row in rows(meeting)} == {"Wanted"}
    someone = make.interpreter()
    with db.writing():
        session.merge(meeting).interpreter_id = someone.id
    assert {row["Interpreter"] for row in rows(meeting)} == {someone.person.name_latin}
    named = {row["통역사"] for row in rows(meeting, Language.KO)}
    assert named == {someone.person.name}


def test_the_list_is_provisional_until_bookings_are_final(meeting, monday):
    at = meeting.consultation
    assert "Provisional list: meetings may still change." in notes(meeting)
    assert exported(meeting).name == f"Provisional attendee list {at.code}.csv"
    monday(at.booking_ends_at - clock.now())
    assert "Final list." in notes(meeting)
    assert "Provisional" not in notes(meeting)
    assert exported(meeting).name == f"Final attendee list {at.code}.csv"


@pytest.mark.parametrize(
    ("language", "company", "side", "region", "languages", "name"),
    [
        (Language.KO, "기업", "한국 측", "서울", "한국어, 영어", "잠정 참석자 명단"),
        (Language.ZH, "企业", "韩方", "首尔", "韩语, 英语", "参会人员名单（暂定）"),
    ],
)
def test_the_list_speaks_its_readers_language(
    meeting, language, company, side, region, languages, name
):
    first = rows(meeting, language)[0]
    assert first[company] == "한빛수처리"
    assert side in first.values()
    assert region in first.values()
    assert languages in first.values()
    made = exported(meeting, Format.XLSX, language)
    assert made.name == f"{name} {meeting.consultation.code}.xlsx"
    assert made.plain_name == f"attendees-{meeting.consultation.code}.xlsx"


def test_the_workbook_has_real_dates_and_says_what_it_is(meeting):
    made = exported(meeting, Format.XLSX)
    sheet = openpyxl.load_workbook(made.file).worksheets[0]
    at = meeting.consultation
    assert sheet["A1"].value == "Attendee list: Shanghai, dust control"
    assert at.code in sheet["A2"].value
    assert "14 September 2026" in sheet["A2"].value
    assert sheet["A3"].value == "Provisional list: meetings may still change."
    (head,) = [row for row in sheet.iter_rows() if row[1].value == "Meeting"]
    first = sheet[head[0].row + 1]
    assert first[2].value.date() == date(2026, 9, 14)
    assert (first[3].value, first[4].value) == (time(14), time(13))
    assert sheet.freeze_panes == f"C{head[0].row + 1}"


def test_across_midnight_the_seoul_time_says_its_own_day(meeting):
    with db.writing():
        slot = session.get_one(Slot, meeting.slot_id)
        slot.starts_at = clock.at(date(2026, 9, 14), 23, 30, zone=BEIJING)
        slot.ends_at = slot.starts_at + timedelta(minutes=25)
    (first, _second) = rows(meeting)
    assert (first["Date"], first["Beijing time"]) == ("2026-09-14", "23:30")
    assert first["Seoul time"] == "2026-09-15 00:30"
    sheet = openpyxl.load_workbook(exported(meeting, Format.XLSX).file).worksheets[0]
    assert sheet.cell(sheet.max_row, 4).value == datetime(2026, 9, 15, 0, 30)  # noqa: DTZ001


def test_the_digest_is_that_of_the_file(meeting):
    made = exported(meeting, Format.XLSX)
    assert made.sha256 == hashlib.sha256(made.file.read()).hexdigest()
    assert made.rows == 2


def test_a_long_list_asks_the_database_no_more_than_a_short_one(meeting, database, hanbit):
    def statements() -> int:
        with counted(database) as sent:
            exported(meeting)
        return len(sent)

    exported(meeting)  # whatever the test holds itself has been read by now
    few = statements()
    for slot in (1, 2, 3):
        other = make.company(Side.CN)
        joined(other, meeting.consultation, agreeing("李", "LI", Side.CN))
        booked(meeting.consultation, hanbit, other, slot=slot)
    assert len(rows(meeting)) == 8
    assert statements() == few


# ---- what was asked for


def test_a_list_is_narrowed_by_side_region_day_and_company(meeting, hanbit, daiqing):
    assert [row["Name"] for row in rows(meeting, side=Side.KR)] == ["김수진"]
    assert [row["Name"] for row in rows(meeting, region="310000")] == ["王立群"]
    assert [row["Name"] for row in rows(meeting, company=hanbit.public_id)] == ["김수진"]
    assert len(rows(meeting, day=date(2026, 9, 14))) == 2
    assert rows(meeting, day=date(2026, 9, 15)) == []
    narrowed = counted_in(meeting.consultation, Choice(side=Side.KR))
    assert (narrowed.rows, narrowed.unnamed) == (1, 0)


def test_a_list_of_meetings_has_both_companies_and_their_people_in_one_row(meeting):
    (row,) = rows(meeting, rows=Rows.MEETING)
    assert (row["Korean company"], row["Chinese company"]) == ("한빛수처리", "岱青环保科技")
    assert row["People of the Korean side"] == "KIM Su-jin"
    assert row["People of the Chinese side"] == "WANG Liqun"
    assert (row["Region in China"], row["Room or link"]) == ("Shanghai", "Room 2")
    (in_korean,) = rows(meeting, Language.KO, rows=Rows.MEETING)
    assert "김수진" in in_korean.values()


def test_a_list_of_companies_counts_their_meetings_and_names_whom_they_send(meeting, hanbit):
    silent = make.company(Side.CN, name=Wording(en="Zibo", zh="淄博"))
    joined(silent, meeting.consultation)
    found = {row["Company in English"]: row for row in rows(meeting, rows=Rows.COMPANY)}
    assert found["Hanbit Water"]["Meetings"] == "1"
    assert found["Hanbit Water"]["People"] == "KIM Su-jin"
    assert (found["Zibo"]["Meetings"], found["Zibo"]["People"]) == ("0", "")
    assert found["Zibo"]["State"] == "Takes part"


def test_registration_numbers_stay_the_text_that_they_are(meeting, hanbit, daiqing):
    with db.writing():
        session.merge(hanbit).registration_number = "012-34-56789"
        session.merge(daiqing).registration_number = "914403001922038216"
    choice = Choice(rows=Rows.COMPANY, columns=("company", "number"))
    made = exported(meeting, Format.XLSX, choice=choice)
    cells = {
        row[1].value: row[1].data_type
        for row in openpyxl.load_workbook(made.file).worksheets[0].iter_rows()
        if row[1].value
    }
    assert cells["012-34-56789"] == cells["914403001922038216"] == "s"


def test_what_is_only_asked_for_stands_on_the_list_when_it_is_wanted(meeting, hanbit):
    other = make.company(Side.CN, name=Wording(en="Zibo", zh="淄博"))
    joined(other, meeting.consultation, agreeing("李伟", "LI Wei", Side.CN))
    make.add(
        MeetingRequest(
            consultation_id=meeting.consultation_id,
            korean_company_id=hanbit.id,
            chinese_company_id=other.id,
            asked_by_side=Side.KR,
            waits_for=Side.CN,
            reason="Dust",
            expires_at=clock.now() + timedelta(days=1),
        )
    )
    assert len(rows(meeting)) == 2
    asked = [row for row in rows(meeting, standings=frozenset(Standing)) if not row["Meeting"]]
    assert {row["Name"] for row in asked} == {"김수진", "李伟"}
    assert {row["State"] for row in asked} == {"Asked for, not answered yet"}
    assert {row["Date"] for row in asked} == {""}
    (whole,) = rows(meeting, rows=Rows.MEETING, standings=frozenset({Standing.ASKED}))
    assert whole["People of the Chinese side"] == "LI Wei"


def test_no_contact_data_are_recorded_for_a_purpose_without_a_sentence(meeting):
    scope = lists.of_session(meeting.consultation)
    wanted = Choice(purpose=Purpose.ON_THE_DAY, reason="  ")
    made = lists.export(scope, wanted, Format.CSV, Language.EN)
    with made.file, pytest.raises(Invalid, match="Please say in a sentence"), db.writing():
        services.record_list(scope, wanted, made, by=None)
    assert audit.history(meeting.consultation) == []


def test_contact_data_leave_for_a_purpose_alone_and_the_sheet_says_so(meeting, kim):
    with db.writing():
        person = session.merge(kim)
        person.phone, person.email = "+82212345678", "kim@hanbit.example"
    wanted = Choice(columns=("name", "email", "phone"), purpose=None)
    assert lines(meeting, choice=wanted)[0] == ["Name"]
    allowed = Choice(purpose=Purpose.ON_THE_DAY, reason="Two rooms share a line.")
    found = lines(meeting, choice=allowed)
    assert [head for head in found[0] if head in ("E-mail", "Telephone")] == ["E-mail", "Telephone"]
    assert "'+82212345678" in found[1]
    assert any("for this purpose alone" in line[0] for line in found if line)


@pytest.mark.parametrize(
    ("sheets", "names"),
    [
        (Sheets.DAY, ["Mon 14 September", "Tue 15 September"]),
        (Sheets.REGION, ["Shanghai", "Seoul"]),
    ],
)
def test_a_workbook_has_a_sheet_for_each_day_or_region(meeting, hanbit, daiqing, sheets, names):
    at = meeting.consultation
    day = clock.at(date(2026, 9, 15), 13, zone=BEIJING)
    slot = make.add(Slot(consultation_id=at.id, starts_at=day, ends_at=day + timedelta(minutes=25)))
    other = make.company(Side.CN)
    joined(other, at, agreeing("李", "LI", Side.CN))
    with db.writing():
        session.merge(booked(at, hanbit, other, slot=1)).slot_id = slot.id
    made = exported(meeting, Format.XLSX, choice=Choice(sheets=sheets))
    book = openpyxl.load_workbook(made.file)
    assert book.sheetnames == names
    assert made.rows == 4
    for sheet in book.worksheets:
        assert any(row[1].value == "Meeting" for row in sheet.iter_rows())


def test_gb18030_holds_everything_and_says_what_older_programs_cannot_read(meeting):
    made = exported(meeting, Format.CSV_GB18030)
    text = made.file.read().decode("gb18030")
    assert "김수진" in text
    assert "王立群" in text
    assert "Programs that know only GBK show 3 cells of this list wrong" in text
    assert made.name.endswith(".csv")


@pytest.mark.parametrize("language", Language)
def test_a_pdf_holds_all_three_scripts_and_the_letters_it_needs(meeting, language):
    made = exported(meeting, Format.PDF, language)
    body = made.file.read()
    pdf = pypdfium2.PdfDocument(body)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    for words in ("김수진", "王立群", "KIM Su-jin", meeting.code, meeting.consultation.code):
        assert words in text
    assert len(body) < 100_000
    picture = pdf[0].render().to_numpy()
    assert (picture < 128).mean() > 0.002  # there is ink on the page

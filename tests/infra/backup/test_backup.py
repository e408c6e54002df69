"""A backup brings back every row and every file, on the same engine and on the other."""

import json
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import registry
from portal.accounts.models import (
    AuthenticatorApp,
    Consent,
    GuessCount,
    Host,
    MailLink,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignIn,
)
from portal.accounts.states import ChallengePurpose, ConsentPurpose, LinkPurpose
from portal.bookings.models import (
    AttendanceStatement,
    Attendee,
    Booking,
    BookingNote,
    BookingNotice,
    CalendarFeed,
    ConsultationLog,
    InterpreterVolunteer,
    MeetingRequest,
    RequestProposal,
    RunningLate,
    Seat,
    SlotOffer,
    Waiting,
)
from portal.bookings.rules.presence import Came
from portal.bookings.states import Currency, MeetingResult
from portal.commands.database import REPLACED_BY_A_BACKUP
from portal.companies.models import Invitation
from portal.consultations.models import InterpreterHours, InterpreterInvitation, PlaceOffer
from portal.consultations.states import Availability
from portal.infra import audit, db, jobs, outbox, schema
from portal.infra.backup import restoring, writing
from portal.infra.backup.rows import BackupProblem, tables_of
from portal.infra.db import session
from portal.infra.engines import make_engine, reader_of
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording
from portal.letters.models import Letter
from portal.letters.states import Readers
from portal.reports.models import ListChoice
from portal.rooms.models import (
    DeviceCheck,
    HandedFile,
    JoinLink,
    Presence,
    QuietReader,
    RoomCall,
    RoomMessage,
    RoomNotes,
    VenueLink,
)
from portal.rooms.states import Role
from portal.technologies.models import Confidentiality, FileOpening, Regard
from portal.technologies.rules.disclosure import Rung
from portal.timetabling.models import (
    InterpreterWaiver,
    Timetable,
    TimetableAgreement,
    TimetableMeeting,
    TimetableStep,
    Wish,
    WishReminder,
)
from portal.timetabling.situation import Keep
from portal.timetabling.states import Agreed, Rank
from tests import make

_numbers = count(1)


@pytest.fixture
def fresh(workplace, postgresql_url):
    """Make fresh, migrated databases: `fresh("sqlite")`, `fresh("postgresql")`."""
    engines = []

    def database(kind: str, *, migrated: bool = True) -> sa.Engine:
        name = f"fresh{next(_numbers)}"
        if kind == "sqlite":
            engine = make_engine(f"sqlite:///{workplace / name}.sqlite3")
        else:
            server = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
            with server.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            server.dispose()
            engine = make_engine(
                sa.make_url(postgresql_url).set(database=name).render_as_string(False)
            )
        if migrated:
            schema.upgrade(engine)
        engines.append(engine)
        return engine

    yield database
    for engine in engines:
        engine.dispose()


@pytest.fixture
def files(tmp_path) -> Path:
    """Some stored files, one in a directory of its own, one with a Korean name."""
    directory = tmp_path / "files"
    (directory / "ab").mkdir(parents=True)
    (directory / "ab" / "paper.pdf").write_bytes(bytes(range(256)) * 5000)
    (directory / "소개서.txt").write_text("밥 吃饭", "utf-8")
    return directory


def of_a_boss_who_signs_in(user_id, later):
    """A row for everything that has to do with signing in."""
    return [
        SignIn(
            user_id=user_id,
            digest="a" * 64,
            device="Firefox",
            idle_minutes=720,
            idle_ends_at=later,
            expires_at=later,
        ),
        AuthenticatorApp(user_id=user_id, sealed_secret="s" * 140),
        RecoveryCode(user_id=user_id, label="bcdf", code_hash="$argon2id$"),
        Passkey(
            user_id=user_id,
            name="열쇠 钥匙",
            credential_id="c" * 1364,
            public_key="k",
            sign_count=2**32 - 1,
            transports=["usb"],
        ),
        PasskeyChallenge(digest="e" * 64, purpose=ChallengePurpose.SIGN_IN, expires_at=later),
        GuessCount(digest="f" * 64, guesses=3, last_at=later),
    ]


def add_what_waits_and_what_came_of_it(pair, booking_id: int, slot_id: int, later: datetime):
    """A place in a line, the time offered to it, and what one side says of a meeting."""
    waiting = Waiting(**pair, waiting_side=Side.KR, subject="먼지 ‘백필터’", number=1)
    record = ConsultationLog(
        booking_id=booking_id,
        side=Side.CN,
        result=MeetingResult.FOLLOW_UP,
        next_step="样品测试",
        currency=Currency.CNY,
        consultation_amount=9_000_000_000_000,
    )
    told = BookingNotice(booking_id=booking_id, matter="reminder 60", starts_at=later)
    session.add_all([waiting, record, told])
    session.flush()
    session.add(SlotOffer(waiting_id=waiting.id, slot_id=slot_id, expires_at=later))


def agreed(timetable_id: int, user_id: int) -> TimetableAgreement:
    """The partner's host agreed to a timetable, with a word in two languages."""
    return TimetableAgreement(
        timetable_id=timetable_id,
        host_id=make.host().id,
        step=Agreed.AGREED,
        fingerprint="f" * 24,
        words="좋습니다\n“同意”",
        by_id=user_id,
    )


def add_a_timetable_and_a_talk(pair, booking_id: int, slot_id: int, user_id: int):
    """A timetable with a meeting and a step, somebody in the room, and what they wrote."""
    made = Timetable(
        consultation_id=pair["consultation_id"],
        number=1,
        seconds=5,
        keep=Keep.ALL,
        made_by_id=user_id,
        known={"what": "값"},
    )
    session.add(made)
    session.flush()
    companies = {name: pair[name] for name in ("korean_company_id", "chinese_company_id")}
    waiver = InterpreterWaiver(
        consultation_id=pair["consultation_id"],
        **companies,
        why="둘 다 영어 가능 – 谢谢",
        by_id=user_id,
    )
    session.add(waiver)
    steps = {"before": {}, "after": {"a": [1, None]}, "words": {"en": "x"}}
    who = {"booking_id": booking_id, "user_id": user_id, "role": Role.COORDINATOR, "name": "민"}
    session.add_all(
        [
            TimetableMeeting(timetable_id=made.id, slot_id=slot_id, **companies),
            TimetableStep(timetable_id=made.id, number=1, by_id=user_id, **steps),
            agreed(made.id, user_id),
            Presence(key="k1", **who),
            let_in(booking_id, user_id),
            QuietReader(digest="e" * 64),
            a_venue(pair["consultation_id"], booking_id, user_id),
            CalendarFeed(user_id=user_id, digest="a" * 64),
            a_letter(user_id),
            BookingNote(booking_id=booking_id, user_id=user_id, name="민", text="전화함\n“已致电”"),
            RunningLate(booking_id=booking_id, user_id=user_id, minutes=10),
            checked(user_id),
            AttendanceStatement(
                booking_id=booking_id, side=Side.KR, came=Came.KOREAN, user_id=user_id
            ),
            RoomMessage(text="<b>你好</b> 😀", **who),
            RoomCall(booking_id=booking_id, name="왕 Wang", coming="민"),
            RoomNotes(booking_id=booking_id, text="样品 五月\n“견본”", version=2),
            a_handed_file(booking_id, pair["korean_company_id"], user_id),
        ]
    )


def a_letter(user_id: int) -> Letter:
    """What a coordinator began to write to a group."""
    words = {"subject": Wording(ko="안내 “1”"), "text": Wording(zh="{person}，\n您好 😀")}
    host_id = session.scalars(sa.select(Host.id)).first()
    return Letter(
        host_id=host_id, author_id=user_id, author_name="민", readers=Readers.COMPANIES, **words
    )


def let_in(booking_id: int, user_id: int) -> JoinLink:
    """A guest who has a link into a meeting's room."""
    whose = {"name": "王 小明", "address": "w@x.example", "role": Role.CHINESE}
    return JoinLink(booking_id=booking_id, made_by_id=user_id, digest="b" * 64, **whose)


def a_venue(consultation_id: int, booking_id: int, user_id: int) -> VenueLink:
    """Where several companies sit, and whose turn it is."""
    return VenueLink(
        consultation_id=consultation_id,
        booking_id=booking_id,
        made_by_id=user_id,
        day=date(2026, 9, 14),
        name="上海会场 “1”",
        companies=["x", "y"],
        digest="c" * 64,
    )


def a_handed_file(booking_id: int, owner_id: int, user_id: int) -> HandedFile:
    """A file that was handed over in a meeting, and that is gone since."""
    what = {"name": "시험 “성적서”.pdf", "sha256": "d" * 64, "rung": Rung.NDA}
    return HandedFile(booking_id=booking_id, owner_id=owner_id, by_id=user_id, **what)


def checked(user_id: int) -> DeviceCheck:
    """A check of devices that found no camera, with no word on the speakers."""
    works = {"microphone": True, "direct": False, "relayed": True, "kbps": 900}
    return DeviceCheck(user_id=user_id, camera=False, device="WeChat · Android", **works)


def no_thanks(company_id: int, profile) -> Regard:
    """What a company keeps for itself about a profile."""
    about = {"other_id": profile.company_id, "profile_id": profile.id}
    return Regard(company_id=company_id, declined=True, note="너무 비쌈\n“贵”", **about)


def a_profile_whose_paper_was_opened(owner, reader, user):
    """Its file was opened by a company that agreed to keep it to itself."""
    profile = make.profile(owner, title=Wording(en="Bag filter", ko="백필터", zh="布袋除尘"))
    opened = make.file(profile, thumbnail_key="0" * 32)
    between = {"owner_id": profile.company_id, "reader_id": reader.id}
    make.add(Confidentiality(**between, agreed_on=date(2026, 9, 1), note="=서명본"))
    of_file = {"profile_id": profile.id, "file_id": opened.id, "file_name": opened.name}
    by_whom = {"user_id": user.id, "person_name": "KIM Su-jin", "sha256": opened.sha256}
    make.add(FileOpening(**between, **of_file, **by_whom))
    return profile


def what_an_interpreter_says(interpreter, at, booking_id, moment, later):
    """That they come, and when, and where they offer to help."""
    whose = {"interpreter_id": interpreter.id, "consultation_id": at.id}
    return [
        InterpreterInvitation(
            **whose,
            answer=Availability.CONFIRMED,
            note="오전만 가능합니다 😀",
            asked_at=moment,
            answered_at=later,
        ),
        InterpreterVolunteer(booking_id=booking_id, interpreter_id=interpreter.id),
        InterpreterHours(**whose, day=moment.date(), starts_at=moment, ends_at=later),
    ]


@pytest.fixture
def a_day_of_the_portal(database):
    """At least one row in every table, with awkward contents."""
    moment = datetime(2026, 9, 7, 6, 0, 0, 123456, tzinfo=UTC)
    korean = make.representative(side=Side.KR)
    chinese = make.representative(side=Side.CN, phone="+8613800000000", post="总经理\n“引号”")
    boss = make.coordinator()
    ours, theirs = make.company_of(korean), make.company_of(chinese)
    session_of_two = make.consultation(rooms=2)
    joined = make.participation(ours, session_of_two, note="=1+1 😀")
    make.participation(theirs, session_of_two)
    delegate = make.delegate(joined, korean.person)
    profile = a_profile_whose_paper_was_opened(theirs, ours, korean)
    interpreter = make.interpreter()
    slot = make.slots_of(session_of_two)[0]
    pair = {
        "consultation_id": session_of_two.id,
        "korean_company_id": ours.id,
        "chinese_company_id": theirs.id,
        "profile_id": profile.id,
    }
    with db.writing():
        for someone in (korean, chinese):
            session.add(
                Consent(
                    person_id=someone.person_id,
                    purpose=ConsentPurpose.ATTENDEE_LIST,
                    text_version="2026-11",
                    language=Language.KO,
                )
            )
        later = moment + timedelta(days=1)
        session.add_all([*of_a_boss_who_signs_in(boss.id, later), no_thanks(ours.id, profile)])
        session.add(
            MailLink(
                user_id=boss.id,
                purpose=LinkPurpose.RESET_PASSWORD,
                digest="b" * 64,
                expires_at=later,
                used_at=moment,
            )
        )
        session.add(
            Invitation(
                company_id=theirs.id, digest="c" * 64, invited_by_id=boss.id, expires_at=later
            )
        )
        request = MeetingRequest(
            **pair,
            asked_by_side=Side.CN,
            waits_for=Side.KR,
            reason="We clean gas.",
            expires_at=later,
        )
        session.add(request)
        session.flush()
        session.add(
            RequestProposal(
                request_id=request.id, round=1, by_side=Side.CN, slots=[session.merge(slot)]
            )
        )
        booking = Booking(
            **pair, slot_id=slot.id, subject="Gas", request_id=request.id, interpreter_wanted=True
        )
        session.add(booking)
        session.flush()
        session.add(
            Wish(
                **pair,
                wished_by_side=Side.KR,
                rank=Rank.MUST,
                position=1,
                reason="먼지 ‘백필터’",
                written_by_id=korean.id,
            )
        )
        reminded = {"consultation_id": session_of_two.id, "company_id": theirs.id}
        session.add(WishReminder(**reminded, sent_at=moment))
        session.add_all(
            [
                Attendee(booking_id=booking.id, delegate_id=delegate.id, side=Side.KR),
                PlaceOffer(participation_id=joined.id, expires_at=later),
                ListChoice(user_id=boss.id, kept={"rows": "MEETING", "columns": ["korean"]}),
            ]
        )
        add_what_waits_and_what_came_of_it(pair, booking.id, slot.id, later)
        add_a_timetable_and_a_talk(pair, booking.id, slot.id, boss.id)
        for party in (ours.party_id, theirs.party_id, interpreter.party_id):
            span = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
            session.add(Seat(party_id=party, booking_id=booking.id, **span))
        company = session.merge(theirs)
        profile = session.merge(profile)
        session.refresh(profile)
        profile.regions = [make.region("310000")]
        company.wants_regions = [make.region("310000")]
        participation = session.merge(joined)
        participation.unavailable = [session.merge(slot)]
        session.merge(interpreter).consultations = [session.merge(session_of_two)]
        session.add_all(
            what_an_interpreter_says(interpreter, session_of_two, booking.id, moment, later)
        )
        recipient = outbox.Recipient("a@b.example", "金", Language.ZH, Side.CN)
        outbox.post("x/y", recipient, at=moment, what=Text("a %(b)s", b=Wording(ko="나")))
        jobs.plan("nothing", due_at=moment, booking_id=booking.id)
        jobs.beat("worker")
        audit.record("exported", company, by=boss, rows=7, none=None)
    session.remove()
    return database


def contents(engine: sa.Engine) -> dict[str, list]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(table).order_by(*table.primary_key.columns)
            ).all()
            for table in tables_of(registry.metadata)
        }


def backed_up(engine, tmp_path, files=None) -> Path:
    target = tmp_path / "backup.zip"
    writing.write(engine, registry.metadata, target, files=files or tmp_path / "none")
    return target


def restore(engine, source, files):
    return restoring.restore(
        engine, registry.metadata, source, files=files, replacing=REPLACED_BY_A_BACKUP
    )


def changed(source: Path, member: str, change) -> Path:
    """The same backup with one member changed."""
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return target


def refusal(engine, source, files) -> str:
    before = contents(engine) if sa.inspect(engine).has_table("person") else None
    with pytest.raises(BackupProblem) as refused:
        restore(engine, source, files)
    if before is not None:
        assert contents(engine) == before
    assert not files.exists() or "already" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_every_row_and_every_file_comes_back(a_day_of_the_portal, fresh, files, tmp_path, to):
    before = contents(a_day_of_the_portal)
    assert [name for name, rows in before.items() if not rows] == []
    target = fresh(to)
    counts = restore(target, backed_up(a_day_of_the_portal, tmp_path, files), tmp_path / "new")
    assert contents(target) == before
    assert counts == {name: len(rows) for name, rows in before.items()}
    there = {p.relative_to(files): p.read_bytes() for p in files.rglob("*") if p.is_file()}
    new = tmp_path / "new"
    assert {p.relative_to(new): p.read_bytes() for p in new.rglob("*") if p.is_file()} == there


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_new_rows_get_new_numbers_after_a_restore(a_day_of_the_portal, fresh, tmp_path, to):
    target = fresh(to)
    restore(target, backed_up(a_day_of_the_portal, tmp_path), tmp_path / "new")
    db.connect(target)
    make.representative()
    make.participation(make.company(), make.consultation(rooms=1))
    db.connect(a_day_of_the_portal)


def test_a_value_that_is_null_stays_apart_from_a_json_null(database, fresh, tmp_path):
    with database.begin() as connection:
        table = registry.metadata.tables["audit_entry"]
        row = {"at": clock.now(), "actor_name": "", "verb": "v", "about_kind": "k", "about_id": "i"}
        connection.execute(sa.insert(table).values(**row, details=sa.JSON.NULL))
    target = fresh(database.dialect.name)
    restore(target, backed_up(database, tmp_path), tmp_path / "new")
    with target.connect() as connection:
        stored = connection.scalar(sa.text("SELECT CAST(details AS TEXT) FROM audit_entry"))
    assert stored == "null"


def test_a_backup_can_be_read_by_its_owner_alone(database, tmp_path):
    assert backed_up(database, tmp_path).stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_leaves_the_older_one_alone(fresh, tmp_path):
    (tmp_path / "backup.zip").write_text("the older one")
    with pytest.raises(BackupProblem, match="portal db upgrade"):
        backed_up(fresh("sqlite", migrated=False), tmp_path)
    assert (tmp_path / "backup.zip").read_text() == "the older one"
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


def test_a_backup_is_of_one_moment(database, tmp_path):
    """Rows that are committed while it is being written are not half in it."""
    make.company()
    others = []

    def somebody_registers(_connection, _cursor, statement, *_):
        if "FROM company " in statement.replace("\n", " ") and not others:
            others.append(make.company())

    reader = reader_of(database)
    sa.event.listen(reader, "before_cursor_execute", somebody_registers)
    try:
        backup = backed_up(database, tmp_path)
    finally:
        sa.event.remove(reader, "before_cursor_execute", somebody_registers)
    with zipfile.ZipFile(backup) as archive:
        lines = {name: archive.read(f"tables/{name}.jsonl") for name in ("party", "company")}
    assert others
    assert [len(lines[name].splitlines()) for name in lines] == [1, 1]


def test_a_database_that_is_not_empty_keeps_what_it_has(a_day_of_the_portal, tmp_path):
    backup = backed_up(a_day_of_the_portal, tmp_path)
    assert "not empty" in refusal(a_day_of_the_portal, backup, tmp_path / "new")


def test_a_database_without_tables_is_to_be_upgraded_first(database, fresh, tmp_path):
    backup = backed_up(database, tmp_path)
    empty = fresh(database.dialect.name, migrated=False)
    assert "portal db upgrade" in refusal(empty, backup, tmp_path / "new")


def test_a_backup_of_another_revision_is_refused(database, fresh, tmp_path):
    def older(manifest):
        return json.dumps({**json.loads(manifest), "revision": "0000"}).encode()

    backup = changed(backed_up(database, tmp_path), "manifest.json", older)
    assert "of revision 0000" in refusal(fresh("sqlite"), backup, tmp_path / "new")


def test_files_that_are_there_already_are_not_touched(database, fresh, files, tmp_path):
    backup = backed_up(database, tmp_path, files)
    assert "already" in refusal(fresh("sqlite"), backup, files)
    assert (files / "소개서.txt").read_text("utf-8") == "밥 吃饭"


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("tables/person.jsonl", lambda lines: lines.replace(b"KIM", b"LEE")),
        ("tables/person.jsonl", lambda lines: lines + lines.splitlines(keepends=True)[-1]),
        ("tables/consent.jsonl", lambda lines: lines[: len(lines) // 2]),
        ("tables/company.jsonl", lambda lines: b"\xff\xfe" + lines),
        ("files/ab/paper.pdf", lambda content: content[:-1]),
        ("manifest.json", lambda manifest: b"[]"),
        ("manifest.json", lambda manifest: manifest.replace(b'"tables"', b'"chairs"')),
        ("manifest.json", lambda manifest: manifest.replace(b"files/ab/", b"files/../")),
    ],
)
def test_a_damaged_backup_restores_nothing(
    a_day_of_the_portal, fresh, files, tmp_path, member, change
):
    make.person()
    backup = changed(backed_up(a_day_of_the_portal, tmp_path, files), member, change)
    assert refusal(fresh(a_day_of_the_portal.dialect.name), backup, tmp_path / "new")


def test_a_file_that_is_no_backup_is_refused_with_a_sentence(fresh, tmp_path):
    (tmp_path / "letter.zip").write_text("Dear Sir or Madam")
    sentence = refusal(fresh("sqlite"), tmp_path / "letter.zip", tmp_path / "new")
    assert "cannot be read as a backup" in sentence


def test_a_full_disk_restores_nothing(a_day_of_the_portal, fresh, files, tmp_path, monkeypatch):
    backup = backed_up(a_day_of_the_portal, tmp_path, files)

    def no_room(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(shutil, "move", no_room)
    assert "No space left" in refusal(fresh("sqlite"), backup, tmp_path / "new")

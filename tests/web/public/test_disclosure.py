"""Who reads which part of a technology and opens which of its files, rung by rung, role by role."""

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest

from portal.accounts.models import Consent
from portal.accounts.states import ConsentPurpose
from portal.bookings.states import BookingState
from portal.infra import db
from portal.infra.db import session
from portal.infra.uploads import store
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies.models import Confidentiality, FileOpening, TechnologyProfile
from portal.technologies.rules.disclosure import Bond, Reach, Rung, Section, reach_of
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.infra.uploads import corpus

WORDS = {
    Rung.PUBLIC: "Dry filtration at 180 degrees",
    Rung.MEETING: "Half the pressure drop of others",
    Rung.NDA: "GB 13271-2014",
}
FILES = {rung: f"{rung.value.lower()}.pdf" for rung in Rung}


class Ladder:
    """A Korean owner with something on each rung, and everybody around it."""

    def __init__(self) -> None:
        self.pair = Pair()
        booking = self.pair.meet()
        self.booking = Kept(booking)
        owner = self.pair.korean
        profile = make.profile(
            owner,
            description=Wording(en=WORDS[Rung.PUBLIC]),
            advantages=Wording(en=WORDS[Rung.MEETING]),
            figures=[{"what": "dust", "unit": "mg/m3", "standard": WORDS[Rung.NDA]}],
            rungs={Section.ADVANTAGES.value: "MEETING", Section.FIGURES.value: "NDA"},
        )
        self.profile_id, self.id = profile.public_id, profile.id
        self.files = {rung: self._file(rung) for rung in Rung}
        self.foreign = Kept(make.coordinator(Side.CN))
        self.own = Kept(make.coordinator(Side.KR))
        self.reads_only = Kept(make.coordinator(Side.KR, duties=[]))
        self.colleague = Kept(make.representative(side=Side.CN))
        interpreter, other = make.interpreter(), make.interpreter()
        self.interpreter, self.other_interpreter = Kept(interpreter.user), Kept(other.user)
        with db.writing():
            session.get_one(type(booking), booking.id).interpreter_id = interpreter.id

    def _file(self, rung: Rung) -> str:
        profile = session.get_one(TechnologyProfile, self.id)
        return make.file(profile, corpus.pdf(rung.value), name=FILES[rung], rung=rung).public_id

    def stands(self, state: BookingState) -> None:
        """The meeting of the two companies is now in this state."""
        with db.writing():
            session.get_one(self.booking.kind, self.booking.id).state = state

    def agrees(self) -> None:
        """The owner marks an agreement on confidentiality with the Chinese company."""
        ids = {"owner_id": self.pair.korean.id, "reader_id": self.pair.chinese.id}
        make.add(Confidentiality(**ids, agreed_on=clock.now().date()))

    def address(self, rung: Rung, end: str = "") -> str:
        return f"/technologies/{self.profile_id}/files/{self.files[rung]}{end}"


@pytest.fixture
def ladder(app):
    return Ladder()


CONFIRMED, CANCELLED, MET = BookingState.CONFIRMED, BookingState.CANCELLED, BookingState.MET
P, M, N = "PUBLIC", "PUBLIC MEETING", "PUBLIC MEETING NDA"

# Who, the state of the meeting, whether an agreement is marked; the words they read, the files
# they open.
TABLE = [
    ("stranger", CONFIRMED, True, P, P),
    ("another company", CONFIRMED, True, P, P),
    ("partner", CANCELLED, False, P, P),
    ("partner", CANCELLED, True, P, P),
    ("partner", CONFIRMED, False, M, M),
    ("partner", MET, False, M, M),
    ("partner", CONFIRMED, True, N, N),
    ("owner", CANCELLED, False, N, N),
    ("own coordinator", CANCELLED, False, N, M),
    ("coordinator without duties", CONFIRMED, True, P, P),
    ("partner host's coordinator", CONFIRMED, True, P, P),
    ("interpreter", CONFIRMED, False, M, M),
    ("interpreter", MET, True, N, N),
    ("interpreter", CANCELLED, True, P, P),
    ("interpreter of another", CONFIRMED, True, P, P),
]

WHO = {
    "stranger": lambda ladder: None,
    "another company": lambda ladder: ladder.colleague.now,
    "partner": lambda ladder: ladder.pair.chinese_user,
    "owner": lambda ladder: ladder.pair.korean_user,
    "own coordinator": lambda ladder: ladder.own.now,
    "coordinator without duties": lambda ladder: ladder.reads_only.now,
    "partner host's coordinator": lambda ladder: ladder.foreign.now,
    "interpreter": lambda ladder: ladder.interpreter.now,
    "interpreter of another": lambda ladder: ladder.other_interpreter.now,
}


@pytest.mark.parametrize(("role", "state", "agreed", "words", "files"), TABLE)
def test_each_rung_opens_to_each_role_as_written_down(
    ladder, visit, role, state, agreed, words, files
):
    ladder.stands(state)
    if agreed:
        ladder.agrees()
    reader = visit(WHO[role](ladder))

    page = reader.get(f"/technologies/{ladder.profile_id}").main
    assert {rung for rung in Rung if WORDS[rung] in page} == set(map(Rung, words.split()))
    assert all(name in page for name in FILES.values())

    assert reader.get(ladder.address(Rung.PUBLIC)).body.startswith(b"%PDF-")
    opened = set()
    for rung in (Rung.MEETING, Rung.NDA):
        assert reader.get(ladder.address(rung)).status == 403
        answer = reader.post(ladder.address(rung, "/open"))
        if answer.body.startswith(b"%PDF-"):
            opened.add(rung)
        assert answer.status == 200 if rung in opened or role == "stranger" else 403
    assert opened | {Rung.PUBLIC} == set(map(Rung, files.split()))

    session.rollback()
    written_down = {opening.file_name for opening in session.query(FileOpening)}
    assert written_down == (set() if role == "owner" else {FILES[rung] for rung in opened})


@pytest.mark.any_engine
def test_a_bond_reaches_no_further_than_it_says():
    nothing, meets = Bond(), Bond(meets=True)
    assert reach_of(nothing) == reach_of(Bond(agreed=True)) == Reach(Rung.PUBLIC, Rung.PUBLIC)
    assert reach_of(meets) == Reach(Rung.MEETING, Rung.MEETING)
    assert reach_of(Bond(meets=True, agreed=True)) == Reach(Rung.NDA, Rung.NDA)
    assert reach_of(Bond(decides=True)) == Reach(Rung.NDA, Rung.MEETING)
    assert reach_of(Bond(owns=True)).owns


@pytest.mark.any_engine
def test_the_owner_sees_who_opened_what_marks_an_agreement_and_takes_it_back(ladder, visit):
    owner, partner = visit(ladder.pair.korean_user), visit(ladder.pair.chinese_user)
    partner.post(ladder.address(Rung.MEETING, "/open"))
    page = owner.get("/company/confidentiality/")
    assert "meeting.pdf" in page.main
    assert "WANG Liqun" in page.main or "王立群" in page.main

    tomorrow = clock.now().date() + timedelta(days=2)
    refused = owner.submit(page, {"agreed_on": tomorrow.isoformat()}, form='form[action$="/agree"]')
    assert "This day is still to come." in " ".join(refused.errors())
    marked = owner.submit(page, {"note": "서명본은 총무팀"}, form='form[action$="/agree"]')
    assert "서명본은 총무팀" in marked.main
    assert partner.post(ladder.address(Rung.NDA, "/open")).body.startswith(b"%PDF-")

    owner.submit(marked, form='form[action$="/end"]')
    assert partner.post(ladder.address(Rung.NDA, "/open")).status == 403


@pytest.mark.any_engine
def test_what_is_not_public_is_not_found_and_not_shown_in_lists(ladder, visit):
    with db.writing():
        make.findable(session.get_one(TechnologyProfile, ladder.id))
    stranger = visit()
    found = {
        words: stranger.get("/technologies/", query_string={"q": words}) for words in WORDS.values()
    }
    shown = {words for words, page in found.items() if ladder.profile_id in page.body.decode()}
    assert shown == {WORDS[Rung.PUBLIC]}
    assert WORDS[Rung.NDA] not in stranger.get("/technologies/").main


@pytest.mark.any_engine
def test_people_can_be_reached_where_companies_meet_and_these_people_agreed(ladder, visit):
    person = ladder.pair.korean_user.person
    address = ladder.pair.korean_user.email
    page = f"/companies/{ladder.pair.korean.public_id}"
    meets = visit(ladder.pair.chinese_user)
    assert address not in meets.get(page).body.decode()

    for purpose in (ConsentPurpose.ATTENDEE_LIST, ConsentPurpose.TRANSFER_ABROAD):
        facts = {"text_version": "2026-11", "language": Language.KO}
        make.add(Consent(person_id=person.id, purpose=purpose, **facts))
    assert address in meets.get(page).body.decode()
    for other in ("stranger", "another company", "partner host's coordinator", "interpreter"):
        assert address not in visit(WHO[other](ladder)).get(page).body.decode()
    ladder.stands(CANCELLED)
    assert address not in meets.get(page).body.decode()
    ladder.stands(MET)
    assert address in meets.get(page).body.decode()


def sent(body: bytes, name: str, **more) -> dict:
    return {"file": (io.BytesIO(body), name), "rung": "PUBLIC", **more}


@pytest.mark.any_engine
@pytest.mark.parametrize("character", ["각", "尘"])
def test_a_long_name_comes_back_whole_and_the_file_is_no_page(ladder, visit, character):
    name = character * 83 + "ab.pdf"
    owner = visit(ladder.pair.korean_user)
    listed = owner.post(f"/company/profiles/{ladder.profile_id}/files", sent(corpus.pdf(), name))
    assert name in listed.main
    public = visit().get(f"/technologies/{ladder.profile_id}")
    link = public.page.find("h3", string=name).find_parent("li").a["href"]
    answer = visit().get(link)
    assert answer.body.startswith(b"%PDF-")
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment;")
    assert unquote(header.split("filename*=UTF-8''")[1]) == name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.any_engine
def test_bad_files_are_refused_beside_the_field_and_leave_nothing(ladder, visit):
    owner = visit(ladder.pair.korean_user)
    address = f"/company/profiles/{ladder.profile_id}/files"
    before = set(store().directory.rglob("*"))
    for body, name, sentence in (
        (corpus.SVG, "plan.png", "web page or an SVG"),
        (corpus.office(**{"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
        (b"", "a.pdf", "empty"),
        (corpus.pdf() + b" " * 20 * 1024 * 1024, "a.pdf", "larger than 20 MB"),
    ):
        answer = owner.post(address, sent(body, name, rung="NDA"))
        assert answer.status == 422
        assert any(sentence in error for error in answer.errors()), answer.errors()
        assert answer.page.select_one("input[name=rung][value=NDA]").has_attr("checked")
    assert set(store().directory.rglob("*")) == before
    assert owner.post(address, sent(bytes(40 * 1024 * 1024), "a.pdf")).status == 413
    elsewhere = "/company/confidentiality/x/agree"
    assert owner.post(elsewhere, sent(bytes(12 * 1024 * 1024), "a.pdf")).status == 413


@pytest.mark.any_engine
def test_files_are_replaced_moved_opened_to_others_and_removed(ladder, visit):
    owner = visit(ladder.pair.korean_user)
    address = f"/company/profiles/{ladder.profile_id}/files"
    page = owner.post(address, sent(corpus.photograph(), "plant.jpg"))
    assert [h.text for h in page.page.select("h3.name")][-1] == "plant.jpg"
    small = page.page.select_one("img.thumb")["src"]
    assert visit().get(small).headers["Content-Type"] == "image/webp"

    last = page.page.select("li.item form")[-1]["action"]
    page = owner.post(last, {"do": "up"})
    assert [h.text for h in page.page.select("h3.name")][-2] == "plant.jpg"
    owner.post(last, {"do": "open-to", "rung": "NDA"})
    assert visit().get(small).status == 404
    assert owner.get(small).status == 200
    assert visit().get(small.removesuffix("/small")).status == 403
    assert owner.post(last, {"do": "open-to", "rung": "ALL"}).status in (200, 422)
    page = owner.post(f"{last}/replace", {"file": (io.BytesIO(corpus.picture()), "new.png")})
    assert [h.text for h in page.page.select("h3.name")][-2] == "new.png"
    page = owner.post(last, {"do": "remove"})
    assert "new.png" not in [h.text for h in page.page.select("h3.name")]

    stranger = visit(ladder.pair.chinese_user)
    for foreign in (address, last, f"{last}/replace"):
        assert stranger.post(foreign, sent(corpus.pdf(), "a.pdf")).status == 404

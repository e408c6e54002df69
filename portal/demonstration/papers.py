"""The files of the demonstration: a data sheet, a drawing and a report, each on another rung."""

from __future__ import annotations

import io

from fpdf import FPDF
from PIL import Image, ImageDraw

from portal.accounts.models import User
from portal.bookings.queries.disclosure import acquainted_with
from portal.companies.queries import owners_of
from portal.demonstration.cast import Cast
from portal.infra.uploads import checked, cleaned, store
from portal.kernel import clock
from portal.kernel.languages import Language
from portal.technologies import services
from portal.technologies.models import TechnologyProfile
from portal.technologies.queries.disclosure import files_of
from portal.technologies.rules.disclosure import Bond, Rung, reach_of
from portal.technologies.services import Stored
from portal.technologies.states import ProfileState

MOST_WITH_FILES = 8
NAMES = {
    Language.KO: ("기술 사양서.pdf", "처리 공정도.png", "성능시험 성적서.pdf"),
    Language.ZH: ("技术参数表.pdf", "处理工艺图.png", "性能检测报告.pdf"),
}
RUNGS = (Rung.PUBLIC, Rung.MEETING, Rung.NDA)


def bring_papers(cast: Cast) -> None:
    """Give the first published profiles files, and let one partner of each owner open one.

    A coordinator has looked at all of these changes but the last.
    """
    published = [
        (profile, cast.owners[key])
        for key, company in cast.entries.items()
        for entry in company.profiles
        if (profile := cast.profiles.get(entry.key)) and profile.state is ProfileState.PUBLISHED
    ]
    for profile, owner in published[:MOST_WITH_FILES]:
        _bring(profile, by=owner)
        _open_one(profile, owner)
    for profile, _owner in published[: MOST_WITH_FILES - 1]:
        services.approve(profile, by=cast.coordinator_of(profile.company.side))


def _bring(profile: TechnologyProfile, *, by: User) -> None:
    title = profile.title.best(Language.EN).text
    bodies = (_paper("Data sheet", title), _drawing(), _paper("Performance test report", title))
    names = NAMES[profile.company.own_language]
    for name, body, rung in zip(names, bodies, RUNGS, strict=True):
        services.add_file(profile, _stored(name, body), rung, by=by)


def _open_one(profile: TechnologyProfile, owner: User) -> None:
    """The first company that meets the owner opens the drawing; the two agreed on more."""
    for partner in acquainted_with(profile.company)[:1]:
        reader = owners_of(partner)[0].user
        drawing = next(each for each in files_of(profile) if each.rung is Rung.MEETING)
        services.open_file(drawing, reach_of(Bond(meets=True)), reader=partner, by=reader)
        today = clock.now().astimezone(profile.company.side.zone).date()
        services.agree(profile.company, partner, on=today, note="", meets=True, by=owner)


def _stored(name: str, body: bytes) -> Stored:
    found = checked(body)
    return Stored(
        name=cleaned(name, found.kind),
        kind=found.kind,
        size=found.size,
        sha256=found.sha256,
        key=store().put(found.body),
        thumbnail_key=store().put(found.thumbnail) if found.thumbnail else None,
    )


def _paper(head: str, title: str) -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=20)
    paper.cell(text=head, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", size=12)
    plain = title.encode("latin-1", "replace").decode("latin-1")
    paper.multi_cell(0, text=f"{plain}\nInvented for the demonstration.")
    return bytes(paper.output())


def _drawing() -> bytes:
    """Three vessels in a row and the pipes between them."""
    picture = Image.new("RGB", (960, 540), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(3):
        left = 120 + 280 * number
        pen.rectangle((left, 150, left + 160, 400), outline="#0a5c99", width=8)
        pen.line((left + 160, 275, left + 280, 275), fill="#42576a", width=8)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()

"""The booklet of a session: its participants with what they offer and need, in one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.db import session
from portal.infra.pdf import A4_UPRIGHT, Document, Ink
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.reports.attendees.speaking import SIDES
from portal.reports.papers.meetings import companies_of
from portal.reports.papers.speaking import Speaker
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileKind, ProfileState

PAPER = A4_UPRIGHT


def write(
    document: Document, speak: Speaker, consultation: ConsultationSession, address: str
) -> Iterator[int]:
    """Cover, list of participants, then each of them; yields after each company."""
    companies = companies_of(consultation)
    profiles = _profiles_of(companies)
    _cover(document, speak, consultation)
    _contents(document, speak, companies)
    for number, company in enumerate(companies, start=1):
        _company(document, speak, company, profiles.get(company.id, []), address)
        yield number


def _profiles_of(companies: Sequence[Company]) -> dict[int, list[TechnologyProfile]]:
    found: dict[int, list[TechnologyProfile]] = defaultdict(list)
    rows = session.scalars(
        sa.select(TechnologyProfile)
        .where(
            TechnologyProfile.company_id.in_([each.id for each in companies]),
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
        .order_by(TechnologyProfile.published_at, TechnologyProfile.id)
    )
    for profile in rows:
        found[profile.company_id].append(profile)
    return found


def _cover(document: Document, speak: Speaker, consultation: ConsultationSession) -> None:
    document.new_page()
    document.box(0, 0, PAPER.width, 6, fill=Ink.SKY)
    document.y = 90
    document.block(consultation.code, 12, ink=Ink.SKY)
    document.block(speak.best(consultation.title), 26, bold=True)
    document.y += 4
    first, last = (
        moment.astimezone(BEIJING).date()
        for moment in (consultation.starts_at, consultation.ends_at)
    )
    document.block("–".join(speak.day(day) for day in dict.fromkeys((first, last))), 13)
    document.y += 4
    if about := speak.best(consultation.about):
        document.block(about, 10)
    document.y = PAPER.height - 50
    for host in filter(None, (consultation.host, consultation.partner_host)):
        document.block(speak.best(host.name), 10, ink=Ink.SECOND)


def _contents(document: Document, speak: Speaker, companies: Sequence[Company]) -> None:
    document.new_page()
    document.block(speak.words(Text("Participants")), 17, bold=True)
    for side in (Side.KR, Side.CN):
        own = [each for each in companies if each.side is side]
        document.y += 4
        document.block(f"{speak.words(SIDES[side])} ({len(own)})", 11, bold=True, ink=Ink.SKY)
        for company in own:
            region = f" · {speak.best(company.region.short_name)}" if company.region else ""
            document.block(f"{speak.company(company).replace(chr(10), ' · ')}{region}", 9)


def _company(
    document: Document,
    speak: Speaker,
    company: Company,
    profiles: Sequence[TechnologyProfile],
    address: str,
) -> None:
    margin = PAPER.margin
    if not document.needs(70):
        document.y += 6
        document.rule(margin, document.y, PAPER.inner_width, ink=Ink.INK, thick=0.6)
        document.y += 3
    top = document.y
    document.qr(PAPER.width - margin - 22, top, 22, f"{address}/companies/{company.public_id}")
    width = PAPER.inner_width - 28
    name, *own = speak.company(company).split("\n")
    document.block(name, 14, bold=True, width=width)
    for line in own:
        document.block(line, 10, ink=Ink.SECOND, width=width)
    place = speak.best(company.region.name) if company.region else ""
    document.block(
        " · ".join(filter(None, (company.side.value, place, company.website))),
        9,
        ink=Ink.SKY,
        width=width,
    )
    if about := speak.best(company.about):
        document.y += 1
        document.block(about, 9, width=width)
    document.y = max(document.y, top + 24)
    for profile in profiles:
        _profile(document, speak, profile)


def _profile(document: Document, speak: Speaker, profile: TechnologyProfile) -> None:
    offers = profile.kind is ProfileKind.OFFER
    document.y += 2
    document.needs(24)
    document.block(speak.words(Text("Offers") if offers else Text("Looks for")), 8, ink=Ink.SKY)
    document.block(speak.best(profile.title), 11, bold=True)
    if fields := " · ".join(speak.best(field.name) for field in profile.fields):
        document.block(fields, 8, ink=Ink.SECOND)
    document.block(speak.best(profile.summary), 9)

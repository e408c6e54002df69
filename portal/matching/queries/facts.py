"""Turns published profiles into what the matcher compares, with their marks as they were noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.rules import Facts, Figure, Marks
from portal.technologies.models import TechnologyProfile
from portal.technologies.models.listed import ProfileMark
from portal.technologies.queries.disclosure import disclosed
from portal.technologies.rules import SIZES, in_base
from portal.technologies.rules import figures as said
from portal.technologies.rules.concepts import concepts
from portal.technologies.states import ProfileKind, ProfileState


def profiles_by_id(ids: Collection[int]) -> Sequence[TechnologyProfile]:
    """These profiles as far as everybody may see them, with their companies."""
    return session.scalars(
        sa.select(TechnologyProfile)
        .join(TechnologyProfile.company)
        .options(contains_eager(TechnologyProfile.company))
        .where(
            TechnologyProfile.id.in_(ids),
            TechnologyProfile.state == ProfileState.PUBLISHED,
            Company.state == CompanyState.APPROVED,
        )
    ).all()


def facts_of(profiles: Sequence[TechnologyProfile]) -> list[Facts]:
    """What the matcher compares of these profiles; one statement for all their marks."""
    marks = _marks_of([profile.id for profile in profiles])
    return [
        _facts(profile, marks.get(profile.id, Marks(frozenset(), frozenset())))
        for profile in profiles
    ]


def _marks_of(ids: Collection[int]) -> dict[int, Marks]:
    known = concepts()
    first: dict[int, set[str]] = defaultdict(set)
    every: dict[int, set[str]] = defaultdict(set)
    columns = sa.select(ProfileMark.profile_id, ProfileMark.mark, ProfileMark.first)
    for id, mark, is_first in session.execute(columns.where(ProfileMark.profile_id.in_(ids))):
        if mark in known:
            every[id].add(mark)
            if is_first:
                first[id].add(mark)
    return {id: Marks(frozenset(first[id]), frozenset(found)) for id, found in every.items()}


def _facts(profile: TechnologyProfile, marks: Marks) -> Facts:
    company = profile.company
    wanted = frozenset(region.code for region in profile.regions)
    figures = disclosed(profile).said_in_figures
    return Facts(
        id=profile.id,
        company=company.id,
        side=company.side,
        is_need=profile.kind is ProfileKind.NEED,
        title="\n".join(profile.title.texts),
        text="\n".join(profile.summary.texts),
        fields=tuple(leaf.code for leaf in profile.fields),
        sector=profile.sector,
        readiness=profile.readiness,
        partnerships=frozenset(profile.partnerships),
        region=company.region_code if company.side is Side.CN else None,
        regions=wanted if company.side is Side.KR else frozenset(),
        languages=frozenset(profile.spoken_languages),
        standards=tuple(dict.fromkeys(each.standard for each in figures if each.standard)),
        figures=tuple(_figure(figure) for figure in figures),
        marks=marks,
    )


def _figure(figure: said.Figure) -> Figure:
    sizes = [value for value in (figure.lowest, figure.highest) if value is not None]
    size_unit = figure.size_unit if figure.size_unit in SIZES else None
    return Figure(
        of=figure.what,
        unit=in_base(1.0, figure.unit)[1],
        inlet=None if figure.inlet is None else in_base(figure.inlet, figure.unit)[0],
        outlet=None if figure.outlet is None else in_base(figure.outlet, figure.unit)[0],
        capacity=(
            (in_base(min(sizes), size_unit)[0], in_base(max(sizes), size_unit)[0])
            if sizes and size_unit
            else None
        ),
        flow=in_base(1.0, size_unit)[1] if size_unit else None,
    )

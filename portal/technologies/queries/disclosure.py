"""What a reader sees of a profile, and who agreed with whom on confidentiality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.infra.paging import Chunk, chunk
from portal.kernel.languages import Wording
from portal.technologies.models import (
    Confidentiality,
    FileOpening,
    ProfileFile,
    TechnologyProfile,
)
from portal.technologies.rules import Figure, Proof
from portal.technologies.rules.disclosure import (
    NOBODY_IN_PARTICULAR,
    Reach,
    Rung,
    Section,
    rung_of,
)
from portal.technologies.states import ProfileState

T = TypeVar("T")


class Disclosed:
    """A profile as somebody reads it: what their reach does not open is empty, and `withheld`
    names it with its rung, so that a page can say what there would be to read."""

    def __init__(self, profile: Any, reach: Reach) -> None:
        self._profile = profile
        self._closed = {
            section: rung
            for section in Section
            if not reach.reads(rung := rung_of(profile.rungs, section))
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._profile, name)

    @property
    def withheld(self) -> list[tuple[Section, Rung]]:
        """The sections that say something which this reader does not see."""
        said = {
            Section.DESCRIPTION: self._profile.description,
            Section.ADVANTAGES: self._profile.advantages,
            Section.FIGURES: self._profile.figures,
            Section.PROTECTION: self._profile.rights,
            Section.REFERENCES: self._profile.customers,
            Section.CERTIFICATES: self._profile.certificates,
        }
        return [(section, rung) for section, rung in self._closed.items() if said[section]]

    @property
    def description(self) -> Wording:
        return self._unless(Section.DESCRIPTION, self._profile.description, Wording())

    @property
    def advantages(self) -> Wording:
        return self._unless(Section.ADVANTAGES, self._profile.advantages, Wording())

    @property
    def figures(self) -> Any:
        return self._unless(Section.FIGURES, self._profile.figures, [])

    @property
    def said_in_figures(self) -> tuple[Figure, ...]:
        return self._unless(Section.FIGURES, self._profile.said_in_figures, ())

    @property
    def rights(self) -> Any:
        return self._unless(Section.PROTECTION, self._profile.rights, [])

    @property
    def customers(self) -> Any:
        return self._unless(Section.REFERENCES, self._profile.customers, [])

    @property
    def certificates(self) -> Any:
        return self._unless(Section.CERTIFICATES, self._profile.certificates, [])

    @property
    def proof(self) -> Proof:
        whole = self._profile.proof
        return Proof(
            rights=self._unless(Section.PROTECTION, whole.rights, ()),
            references=self._unless(Section.REFERENCES, whole.references, ()),
            certificates=self._unless(Section.CERTIFICATES, whole.certificates, ()),
            core_technology=whole.core_technology,
        )

    def _unless(self, section: Section, said: Any, nothing: T) -> T:
        return nothing if section in self._closed else cast("T", said)


def disclosed(profile: Any, reach: Reach = NOBODY_IN_PARTICULAR) -> Any:
    """A profile as a reader with this reach sees it."""
    return Disclosed(profile, reach)


def files_of(profile: Any) -> Sequence[ProfileFile]:
    """The files of a profile in their order; who may open one is asked of its rung."""
    return session.scalars(
        sa.select(ProfileFile)
        .where(ProfileFile.profile_id == profile.id)
        .order_by(ProfileFile.position, ProfileFile.id)
    ).all()


def file_of(profile: Any, public_id: str) -> ProfileFile | None:
    """The file of this name among those of this very profile."""
    return session.scalar(
        sa.select(ProfileFile).where(
            ProfileFile.profile_id == profile.id, ProfileFile.public_id == public_id
        )
    )


def published_files_of(company: Company) -> Sequence[ProfileFile]:
    """The files of a company's published profiles, profile by profile in their order."""
    return session.scalars(
        _published_files(company).order_by(
            ProfileFile.profile_id, ProfileFile.position, ProfileFile.id
        )
    ).all()


def published_file_of(company: Company, public_id: str) -> ProfileFile | None:
    """The file of this name among those of this company's published profiles."""
    return session.scalar(_published_files(company).where(ProfileFile.public_id == public_id))


def hold_file(public_id: str) -> None:
    """Keep a file, if it is there, as it is until the write transaction ends; read it afterwards.

    Whoever changes or removes a file locks its profile first, so the profile is what is held: in
    another order the two would wait for each other.
    """
    session.execute(
        sa.select(TechnologyProfile.id)
        .join(ProfileFile, ProfileFile.profile_id == TechnologyProfile.id)
        .where(ProfileFile.public_id == public_id)
        .with_for_update(read=True, key_share=True, of=TechnologyProfile)
    )


def kept_bytes(company: Company) -> int:
    """How much of the disk the files of a company take, in bytes."""
    mine = sa.select(sa.func.sum(ProfileFile.size)).join(
        TechnologyProfile, TechnologyProfile.id == ProfileFile.profile_id
    )
    return int(session.scalar(mine.where(TechnologyProfile.company_id == company.id)) or 0)


def known_keys() -> set[str]:
    """The keys of all stored files that any row speaks of."""
    pairs = session.execute(sa.select(ProfileFile.key, ProfileFile.thumbnail_key))
    return {key for pair in pairs for key in pair if key}


def agreed_with(owner_id: int, reader_ids: Iterable[int]) -> bool:
    """Whether a company marked an agreement on confidentiality with one of these."""
    found = sa.select(Confidentiality.id).where(
        Confidentiality.owner_id == owner_id, Confidentiality.reader_id.in_(list(reader_ids))
    )
    return session.scalar(found.limit(1)) is not None


def agreements_of(owner: Company) -> dict[int, Confidentiality]:
    """With whom a company agreed on confidentiality, by the other's id."""
    found = session.scalars(sa.select(Confidentiality).where(Confidentiality.owner_id == owner.id))
    return {each.reader_id: each for each in found}


def openings_of(owner: Company, page: int, size: int = 20) -> Chunk[FileOpening]:
    """Who opened which protected file of a company, the latest first."""
    mine = sa.select(FileOpening).where(FileOpening.owner_id == owner.id)
    return chunk(mine.order_by(FileOpening.opened_at.desc(), FileOpening.id.desc()), page, size)


def agreed_companies(owner: Company) -> Sequence[Company]:
    """The companies with which a company agreed on confidentiality."""
    mine = sa.select(Confidentiality.reader_id).where(Confidentiality.owner_id == owner.id)
    return session.scalars(sa.select(Company).where(Company.id.in_(mine))).all()


def _published_files(company: Company) -> sa.Select[ProfileFile]:
    published = sa.select(TechnologyProfile.id).where(
        TechnologyProfile.company_id == company.id,
        TechnologyProfile.state == ProfileState.PUBLISHED,
        sa.exists().where(Company.id == company.id, Company.state == CompanyState.APPROVED),
    )
    return sa.select(ProfileFile).where(ProfileFile.profile_id.in_(published))

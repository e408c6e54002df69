"""Changes to the files of profiles; an opening of a protected file is one, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.companies.models import Company
from portal.infra import audit, jobs
from portal.infra.db import lock, session
from portal.infra.uploads import Kind
from portal.kernel import clock
from portal.kernel.errors import Invalid, Missing, NotAllowed
from portal.technologies.models import FileOpening, ProfileFile, TechnologyProfile
from portal.technologies.queries import disclosure as queries
from portal.technologies.rules.disclosure import Reach, Rung, why_not_open
from portal.technologies.rules.files import why_not_keep
from portal.technologies.services.writing import must_be_editor, must_be_open

SWEEP = "technologies.sweep"
SWEPT_AFTER = timedelta(hours=25)


@dataclass(frozen=True)
class Stored:
    """A file that was checked and lies in the store, before any row speaks of it."""

    name: str
    kind: Kind
    size: int
    sha256: str
    key: str
    thumbnail_key: str | None


def add_file(profile: TechnologyProfile, stored: Stored, rung: Rung, *, by: User) -> ProfileFile:
    """Put a file behind the others of a profile.

    Raises NotAllowed unless `by` acts for the company, Conflict while it is being reviewed,
    Invalid when the files are too many or too large together.
    """
    _must_be_mine(profile, by)
    _must_have_room(profile, stored, instead_of=None)
    last = session.scalar(
        sa.select(sa.func.max(ProfileFile.position)).where(ProfileFile.profile_id == profile.id)
    )
    added = ProfileFile(profile=profile, rung=rung, position=(last or 0) + 1)
    _hold(added, stored)
    session.add(added)
    _changed("profile file added", added, by)
    return added


def replace_file(file: ProfileFile, stored: Stored, *, by: User) -> None:
    """Put another file in the place of one, for the same readers. Raises as `add_file` does."""
    _must_be_mine(file.profile, by)
    _must_have_room(file.profile, stored, instead_of=file)
    _hold(file, stored)
    _changed("profile file replaced", file, by)


def open_file_to(file: ProfileFile, rung: Rung, *, by: User) -> None:
    """Choose who may open a file. Raises NotAllowed, Conflict."""
    _must_be_mine(file.profile, by)
    file.rung = rung
    _changed("profile file opened to", file, by)


def move_file_up(file: ProfileFile, *, by: User) -> None:
    """Let a file change places with the one before it. Raises NotAllowed, Conflict."""
    _must_be_mine(file.profile, by)
    files = list(queries.files_of(file.profile))
    place = files.index(file)
    if place:
        files[place - 1 : place + 1] = [file, files[place - 1]]
    for position, each in enumerate(files, start=1):
        each.position = position
    session.flush()


def remove_file(file: ProfileFile, *, by: User) -> None:
    """Take a file away; its bytes go with a later sweep. Raises NotAllowed, Conflict."""
    _must_be_mine(file.profile, by)
    _changed("profile file removed", file, by)
    session.delete(file)
    session.flush()


def open_file(file: ProfileFile, reach: Reach, *, reader: Company | None, by: User) -> None:
    """Write down that somebody opens a protected file; its owner's own people do so unseen.

    Raises NotAllowed when their reach does not open it, Missing when it was removed meanwhile.
    """
    if reason := why_not_open(file.rung, reach):
        raise NotAllowed(reason)
    if reach.owns or not file.is_protected:
        return
    queries.hold_file(file.public_id)
    if queries.file_of(file.profile, file.public_id) is None:
        raise Missing
    session.add(
        FileOpening(
            owner_id=file.profile.company_id,
            profile_id=file.profile_id,
            file_id=file.id,
            file_name=file.name,
            sha256=file.sha256,
            reader_id=reader.id if reader else None,
            user_id=by.id,
            person_name=by.display_name[:200],
        )
    )
    session.flush()


def plan_sweep() -> None:
    """Have what no profile speaks of removed, in a day at the earliest."""
    jobs.plan(SWEEP, due_at=clock.now() + SWEPT_AFTER)


def _must_be_mine(profile: TechnologyProfile, by: User) -> None:
    must_be_editor(profile.company, by)
    must_be_open(profile)


def _must_have_room(
    profile: TechnologyProfile, stored: Stored, *, instead_of: ProfileFile | None
) -> None:
    lock(profile.company)  # two colleagues at once do not share the last room
    reason = why_not_keep(
        files=len(queries.files_of(profile)) - (1 if instead_of else 0),
        kept_bytes=queries.kept_bytes(profile.company) - (instead_of.size if instead_of else 0),
        more_bytes=stored.size,
    )
    if reason:
        raise Invalid(reason, field="file")


def _hold(file: ProfileFile, stored: Stored) -> None:
    file.name, file.kind, file.size = stored.name, stored.kind, stored.size
    file.sha256, file.key = stored.sha256, stored.key
    file.thumbnail_key, file.added_at = stored.thumbnail_key, clock.now()


def _changed(verb: str, file: ProfileFile, by: User) -> None:
    file.profile.changed_at = clock.now()
    session.flush()
    audit.record(
        verb, file.profile, by=by, name=file.name, sha256=file.sha256, rung=file.rung.value
    )
    plan_sweep()

"""Changes to who may read what: the rungs of a profile's parts, and agreed confidentiality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.accounts.models import User
from portal.companies.models import Company
from portal.infra import audit
from portal.infra.db import lock, session
from portal.kernel import clock
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.technologies.models import Confidentiality, TechnologyProfile
from portal.technologies.queries import disclosure as queries
from portal.technologies.rules.disclosure import LONGEST_AGREEMENT_NOTE, Rung, Section
from portal.technologies.services import indexing
from portal.technologies.services.writing import must_be_editor, must_be_open


def disclose(profile: TechnologyProfile, chosen: Mapping[Section, Rung], *, by: User) -> None:
    """Choose to whom each part of a profile is open; what is not public is not found either.

    Raises NotAllowed unless `by` acts for the company, Conflict while it is being reviewed.
    """
    must_be_editor(profile.company, by)
    must_be_open(profile)
    kept = {part.value: rung.value for part, rung in chosen.items() if rung is not Rung.PUBLIC}
    profile.rungs = kept
    session.flush()
    indexing.index(profile)
    audit.record("profile disclosure changed", profile, by=by, rungs=kept)


def agree(owner: Company, reader: Company, *, on: date, note: str, meets: bool, by: User) -> None:
    """Say that a company agreed on confidentiality with another one it has a meeting with.

    `meets` says whether they share a meeting, which only the features above know. Raises
    NotAllowed unless `by` acts for the owner and they meet, Invalid for a day to come.
    """
    must_be_editor(owner, by)
    if not meets:
        raise NotAllowed(Text("You have no meeting with this company."))
    if on > clock.now().astimezone(clock.SEOUL).date():
        raise Invalid(Text("This day is still to come."), field="agreed_on")
    if len(note) > LONGEST_AGREEMENT_NOTE:
        limit = LONGEST_AGREEMENT_NOTE
        raise Invalid(Text("At most %(max)d characters, please.", max=limit), field="note")
    lock(owner)
    found = queries.agreements_of(owner).get(reader.id)
    if found is None:
        found = Confidentiality(owner_id=owner.id, reader_id=reader.id)
        session.add(found)
    found.agreed_on, found.note, found.marked_at = on, note.strip(), clock.now()
    session.flush()
    audit.record(
        "confidentiality agreed", owner, by=by, company=reader.public_id, on=on.isoformat()
    )


def end_agreement(owner: Company, reader: Company, *, by: User) -> None:
    """Take an agreement back: from now on the other company opens nothing by it any more.

    Raises NotAllowed unless `by` acts for the owner.
    """
    must_be_editor(owner, by)
    found = queries.agreements_of(owner).get(reader.id)
    if found is None:
        return
    session.delete(found)
    session.flush()
    audit.record("confidentiality ended", owner, by=by, company=reader.public_id)

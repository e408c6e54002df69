"""Keeps what the catalogue lists and finds in step with what profiles say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from portal.infra import rows, search
from portal.infra.db import session
from portal.technologies.models import TechnologyProfile
from portal.technologies.models.listed import (
    REST,
    SUMMARY,
    TITLE,
    CatalogueEntry,
    ProfileMark,
    ProfileWords,
    microseconds,
)
from portal.technologies.queries.disclosure import disclosed
from portal.technologies.rules import SUBSTANCES
from portal.technologies.rules.concepts import (
    CONCEPT_OF_SUBSTANCE,
    CONCEPTS_OF_SECTOR,
    concepts_in,
)
from portal.technologies.rules.listing import Facet, tag
from portal.technologies.states import ProfileState


def index(profile: TechnologyProfile) -> None:
    """List a saved profile as it is now, or no longer: only published ones are found.

    Its company and the names of its fields are looked up where they are, so a new name of either
    needs nothing here.
    """
    if not profile.is_published:
        unlist(profile)
        return
    session.merge(
        CatalogueEntry(
            profile_id=profile.id,
            company_id=profile.company_id,
            published=microseconds(profile.published_at) or 0,
            expires=microseconds(profile.expires_at),
            tags=" ".join(tags_of(profile)),
        )
    )
    session.merge(ProfileWords(profile_id=profile.id, tokens=tokens_of(profile)))
    session.flush()
    _unmark(profile)
    rows.insert(ProfileMark, list(marks_of(profile)))


def unlist(profile: TechnologyProfile) -> None:
    """Take a profile out of what is listed and found."""
    for model in (CatalogueEntry, ProfileWords):
        if (row := session.get(model, profile.id)) is not None:
            session.delete(row)
    session.flush()
    _unmark(profile)


def index_again(*, missing: bool = False) -> int:
    """Index all published profiles anew, or only those that are not indexed yet; says how many."""
    query = sa.select(TechnologyProfile.id).where(TechnologyProfile.state == ProfileState.PUBLISHED)
    if missing:
        query = query.where(TechnologyProfile.id.not_in(sa.select(ProfileMark.profile_id)))
    ids = session.scalars(query).all()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        chosen = sa.select(TechnologyProfile).where(TechnologyProfile.id.in_(some))
        for profile in session.scalars(chosen).unique().all():
            index(profile)
    return len(ids)


AT_ONCE = 500


def _unmark(profile: TechnologyProfile) -> None:
    session.execute(sa.delete(ProfileMark).where(ProfileMark.profile_id == profile.id))


def marks_of(profile: TechnologyProfile) -> Iterable[dict[str, Any]]:
    """What a profile speaks of, a row for each: its fields, and the concepts in its words."""
    title = concepts_in(" ".join(profile.title.texts))
    public = disclosed(profile)
    treated = {figure.what for figure in public.said_in_figures}
    first = title | {CONCEPT_OF_SUBSTANCE[each] for each in treated & set(CONCEPT_OF_SUBSTANCE)}
    texts = (public.summary, public.description, public.advantages)
    every = first | concepts_in("\n".join(text for words in texts for text in words.texts))
    every |= CONCEPTS_OF_SECTOR.get(profile.sector or "", frozenset())
    codes = {leaf.code for leaf in profile.fields}
    for mark in sorted(every | codes):
        yield {
            "mark": mark,
            "kind": profile.kind,
            "side": profile.company.side,
            "profile_id": profile.id,
            "first": mark in first or mark in codes,
        }


def tags_of(profile: TechnologyProfile) -> Iterable[str]:
    yield tag(Facet.KIND, profile.kind)
    for leaf in profile.fields:
        yield tag(Facet.FIELD, leaf.code)
    for group in sorted({leaf.group_code for leaf in profile.fields}):
        yield tag(Facet.GROUP, group)
    if profile.stage:
        yield tag(Facet.STAGE, profile.stage)
    for partnership in profile.partnerships:
        yield tag(Facet.PARTNERSHIP, partnership)
    for language in profile.languages:
        yield tag(Facet.LANGUAGE, language)


def tokens_of(profile: TechnologyProfile) -> str:
    """The words that a published profile is found by: those that everybody may read."""
    public = disclosed(profile)
    rest = (*public.description.texts, *public.advantages.texts, *_words_of_figures(public))
    return search.marked_tokens(
        {TITLE: profile.title.texts, SUMMARY: profile.summary.texts, REST: rest}, labels={TITLE}
    )


def _words_of_figures(profile: Any) -> Iterator[str]:
    for figure in profile.said_in_figures:
        yield from SUBSTANCES[figure.what].name.texts
        yield from filter(None, (figure.standard, figure.condition))

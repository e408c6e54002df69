"""How well given pairs of companies match, for whoever must weigh one meeting against another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from portal.infra.db import session
from portal.matching.queries.facts import facts_of, profiles_by_id
from portal.matching.rules import Facts, Pool, why_not
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileState

MOST_OF_A_COMPANY = 20
"""So many published profiles of a company are looked at, the newest first."""


def fits_of(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The score, of 100, of the best need and offer of each pair of companies, by their ids; 0
    where no need of one meets an offer of the other. In a fixed number of statements."""
    published = _published({id for pair in pairs for id in pair})
    pool = Pool([each for profiles in published.values() for each in profiles])
    return {
        pair: max(
            (
                round(pool.match(need, offer).score)
                for needs, offers in (pair, reversed(pair))
                for need in published.get(needs, ())
                if need.is_need
                for offer in published.get(offers, ())
                if not offer.is_need and why_not(need, offer) is None
            ),
            default=0,
        )
        for pair in pairs
    }


def _published(companies: Collection[int]) -> dict[int, Sequence[Facts]]:
    """The facts of companies' published profiles, by company."""
    rows = session.execute(
        sa.select(TechnologyProfile.id, TechnologyProfile.company_id)
        .where(
            TechnologyProfile.company_id.in_(companies),
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
        .order_by(TechnologyProfile.published_at.desc(), TechnologyProfile.id)
    )
    of_company: defaultdict[int, list[int]] = defaultdict(list)
    for id, company in rows:
        if len(of_company[company]) < MOST_OF_A_COMPANY:
            of_company[company].append(id)
    ids = [id for each in of_company.values() for id in each]
    facts = {each.id: each for each in facts_of(profiles_by_id(ids))}
    return {
        company: [facts[id] for id in each if id in facts] for company, each in of_company.items()
    }

"""Keeps what companies are found by in step with what they say."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.companies.models import Company, CompanyWords
from portal.companies.queries.finding import NAME, NUMBER, PLACE
from portal.infra import search
from portal.infra.db import session


def index(company: Company) -> None:
    """Make a company that is saved findable by what it says now."""
    session.merge(CompanyWords(company_id=company.id, tokens=tokens_of(company)))


def index_again(*, missing: bool = False) -> int:
    """Make all companies findable by their present words, or only those that have none yet; says
    how many they were."""
    query = sa.select(Company)
    if missing:
        query = query.where(Company.id.not_in(sa.select(CompanyWords.company_id)))
    companies = session.scalars(query).all()
    for company in companies:
        index(company)
    session.flush()
    return len(companies)


def tokens_of(company: Company) -> str:
    places = [place for place in (company.region, company.city) if place]
    texts = {
        NAME: company.name.texts,
        PLACE: [
            name
            for place in places
            for name in (*place.name.texts, *place.short_name.texts, *place.aliases)
        ],
        NUMBER: [*_numbers(company.registration_number or ""), company.website or ""],
    }
    return search.marked_tokens(texts, labels={NAME, PLACE})


def _numbers(number: str) -> Iterable[str]:
    """A registration number as it is kept and, a Korean one, as it is written: 123-45-67890."""
    yield number
    if len(number) == 10 and number.isdigit():
        yield f"{number[:3]}-{number[3:5]}-{number[5:]}"

"""Regions and their cities, parties, companies, those who act for them, and invitations."""

from portal.companies.models.companies import (
    Company,
    Invitation,
    Party,
    Representative,
    company_wants_region,
)
from portal.companies.models.places import City, Place, Region
from portal.companies.models.words import CompanyWords

__all__ = [
    "City",
    "Company",
    "CompanyWords",
    "Invitation",
    "Party",
    "Place",
    "Region",
    "Representative",
    "company_wants_region",
]

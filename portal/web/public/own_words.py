"""The words that belong to a person, and so are no password: name, address and company."""

from __future__ import annotations

from typing import Any

from portal.companies import queries as companies
from portal.kernel.languages import Wording


def own_words(someone: Any) -> list[str]:
    """Name, address and company of a user."""
    representative = companies.representative_of(someone)
    company = words_of(representative.company.name) if representative else []
    return [someone.email, someone.person.name, someone.person.name_latin, *company]


def words_of(wording: Wording) -> list[str]:
    """The words in every language in which they were written."""
    return [str(wording.exactly(language)) for language in wording.languages]

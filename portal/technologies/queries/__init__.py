"""Reads about the taxonomy and technology profiles."""

from portal.technologies.queries.profiles import (
    description_of,
    groups_of_companies,
    lacks_of,
    own_numbers,
    own_profile,
    own_profiles,
    places,
    profile_of,
    profiles_of,
    profiles_of_companies,
    profiles_page,
    published_count,
    regions_to_aim_at,
    taxonomy,
    titles_of,
)
from portal.technologies.queries.reviewing import (
    profile_to_review,
    profiles_to_review,
    waiting_count,
)

__all__ = [
    "description_of",
    "groups_of_companies",
    "lacks_of",
    "own_numbers",
    "own_profile",
    "own_profiles",
    "places",
    "profile_of",
    "profile_to_review",
    "profiles_of",
    "profiles_of_companies",
    "profiles_page",
    "profiles_to_review",
    "published_count",
    "regions_to_aim_at",
    "taxonomy",
    "titles_of",
    "waiting_count",
]

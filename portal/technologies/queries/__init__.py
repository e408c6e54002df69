"""Reads about the taxonomy and technology profiles."""

from portal.technologies.queries.profiles import (
    description_of,
    groups_of_companies,
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

__all__ = [
    "description_of",
    "groups_of_companies",
    "own_numbers",
    "own_profile",
    "own_profiles",
    "places",
    "profile_of",
    "profiles_of",
    "profiles_of_companies",
    "profiles_page",
    "published_count",
    "regions_to_aim_at",
    "taxonomy",
    "titles_of",
]

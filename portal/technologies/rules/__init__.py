"""What a technology profile must say, and who may do what with it."""

from portal.technologies.rules.profiles import (
    HIGHEST_READINESS,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    LOWEST_READINESS,
    MOST_FIELDS,
    Description,
    complete_languages,
    lacks_for_draft,
    lacks_for_publication,
    searchable,
    why_not_edit,
    why_not_move,
)

__all__ = [
    "HIGHEST_READINESS",
    "LONGEST_SUMMARY",
    "LONGEST_TITLE",
    "LOWEST_READINESS",
    "MOST_FIELDS",
    "Description",
    "complete_languages",
    "lacks_for_draft",
    "lacks_for_publication",
    "searchable",
    "why_not_edit",
    "why_not_move",
]

"""Tables of technologies: the taxonomy, and what companies offer and need."""

from portal.technologies.models.profiles import (
    TechnologyProfile,
    profile_field,
    profile_region,
)
from portal.technologies.models.taxonomy import Field, FieldGroup

__all__ = ["Field", "FieldGroup", "TechnologyProfile", "profile_field", "profile_region"]

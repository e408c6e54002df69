"""Tables of technologies: the taxonomy, and what companies offer and need."""

from portal.technologies.models.files import Confidentiality, FileOpening, ProfileFile
from portal.technologies.models.listed import CATALOGUE_CHANGE, CatalogueEntry, ProfileWords
from portal.technologies.models.profiles import (
    TechnologyProfile,
    profile_field,
    profile_region,
)
from portal.technologies.models.regards import Regard
from portal.technologies.models.taxonomy import Field, FieldGroup

__all__ = [
    "CATALOGUE_CHANGE",
    "CatalogueEntry",
    "Confidentiality",
    "Field",
    "FieldGroup",
    "FileOpening",
    "ProfileFile",
    "ProfileWords",
    "Regard",
    "TechnologyProfile",
    "profile_field",
    "profile_region",
]

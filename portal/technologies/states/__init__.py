"""The life of a technology profile, and the words that describe a technology."""

from portal.technologies.states.life import (
    KINDS,
    MOVES,
    Matter,
    Partnership,
    ProfileKind,
    ProfileState,
    Stage,
    TextState,
)
from portal.technologies.states.proof import (
    CertificateKind,
    CoreTechnology,
    Protection,
)
from portal.technologies.states.sectors import (
    Sector,
)

__all__ = [
    "KINDS",
    "MOVES",
    "CertificateKind",
    "CoreTechnology",
    "Matter",
    "Partnership",
    "ProfileKind",
    "ProfileState",
    "Protection",
    "Sector",
    "Stage",
    "TextState",
]

"""What environmental technology speaks of, whichever of three languages a text is in."""

from portal.technologies.rules.concepts.lexicon import Concept, concepts
from portal.technologies.rules.concepts.naming import CONCEPT_OF_SUBSTANCE, CONCEPTS_OF_SECTOR
from portal.technologies.rules.concepts.reading import concepts_in, tokens_in

__all__ = [
    "CONCEPTS_OF_SECTOR",
    "CONCEPT_OF_SUBSTANCE",
    "Concept",
    "concepts",
    "concepts_in",
    "tokens_in",
]

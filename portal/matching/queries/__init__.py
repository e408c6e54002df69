"""Reads of who fits whom."""

from portal.matching.queries.fits import fits_of
from portal.matching.queries.inviting import Guest, worth_inviting
from portal.matching.queries.pairs import Pair, pairs_among, pairs_in
from portal.matching.queries.proposing import (
    Proposal,
    fit_of,
    participants_of,
    partners_for,
    partners_in,
    proposals_for,
)

__all__ = [
    "Guest",
    "Pair",
    "Proposal",
    "fit_of",
    "fits_of",
    "pairs_among",
    "pairs_in",
    "participants_of",
    "partners_for",
    "partners_in",
    "proposals_for",
    "worth_inviting",
]

"""Reads of who fits whom."""

from portal.matching.queries.pairs import Pair, pairs_among
from portal.matching.queries.proposing import Proposal, partners_for, proposals_for

__all__ = ["Pair", "Proposal", "pairs_among", "partners_for", "proposals_for"]

"""Who fits whom, and why: facts, walls, graded parts and ranking; knows no database."""

from portal.matching.rules.facts import Facts, Figure, Marks
from portal.matching.rules.parts import Part
from portal.matching.rules.ranking import Match, Pool
from portal.matching.rules.walls import Between, why_not

__all__ = ["Between", "Facts", "Figure", "Marks", "Match", "Part", "Pool", "why_not"]

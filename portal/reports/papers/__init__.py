"""The papers of a session, each a PDF in one language: its plan, rosters, badges and booklet."""

from portal.reports.papers.kinds import PaperKind
from portal.reports.papers.making import MY_TIMETABLE, made, timetable_of
from portal.reports.papers.speaking import Speaker

__all__ = ["MY_TIMETABLE", "PaperKind", "Speaker", "made", "timetable_of"]

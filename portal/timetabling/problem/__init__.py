"""The timetabling problem as data, and its two file formats."""

from portal.timetabling.problem.model import (
    BadInstance,
    Company,
    Interpreter,
    Meeting,
    Problem,
    Request,
)
from portal.timetabling.problem.reading import read_instance, read_timetable
from portal.timetabling.problem.sparing import NO_SPARE, Spare
from portal.timetabling.problem.writing import write_instance, write_timetable

__all__ = [
    "NO_SPARE",
    "BadInstance",
    "Company",
    "Interpreter",
    "Meeting",
    "Problem",
    "Request",
    "Spare",
    "read_instance",
    "read_timetable",
    "write_instance",
    "write_timetable",
]

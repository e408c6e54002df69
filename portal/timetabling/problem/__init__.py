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
from portal.timetabling.problem.writing import write_instance, write_timetable

__all__ = [
    "BadInstance",
    "Company",
    "Interpreter",
    "Meeting",
    "Problem",
    "Request",
    "read_instance",
    "read_timetable",
    "write_instance",
    "write_timetable",
]

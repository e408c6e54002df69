"""Puts the terms of a session down. They bind what comes; nothing that stands is touched."""

from __future__ import annotations

from dataclasses import asdict

from portal.consultations.models import ConsultationSession
from portal.consultations.rules import Terms


def write_terms(consultation: ConsultationSession, terms: Terms) -> None:
    """Whether they are right was asked with the plan."""
    for name, value in asdict(terms).items():
        setattr(consultation, name, sorted(value) if name == "asking_regions" else value)
    consultation.reminders = list(terms.reminders)

"""What the coordinators of the demonstration wrote to the companies of a session."""

from __future__ import annotations

from portal.consultations.states import ParticipationState
from portal.demonstration.entries import LetterEntry
from portal.demonstration.plot import Plot
from portal.letters import services
from portal.letters.rules import Audience, Words


def write(plot: Plot, entry: LetterEntry) -> None:
    """Write a letter to those who take part into the script."""
    plot.script.at(plot.script.hour(entry.sent_on, 11), lambda: _send(plot, entry))


def _send(plot: Plot, entry: LetterEntry) -> None:
    audience = Audience(states=frozenset({ParticipationState.ACCEPTED.value}))
    words = Words(entry.subject, entry.text)
    letter = services.draft(words, audience, plot.consultation, by=plot.runner)
    services.send(letter, by=plot.runner)

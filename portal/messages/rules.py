"""Which way readers choose for messages on which topic."""

from __future__ import annotations

from collections.abc import Mapping

from portal.infra.ways import Way, chosen

# What concerns the safety of an account is not among them: it always goes out at once.
TOPICS = ("bookings", "requests", "consultations", "messages", "technologies", "companies")


def kept(ways: Mapping[str, Way]) -> list[str]:
    """Preferences as an account keeps them; what is told at once anyway is not written down."""
    return [
        chosen(topic, ways[topic])
        for topic in TOPICS
        if ways.get(topic, Way.AT_ONCE) != Way.AT_ONCE
    ]


def ways_of(preferences: list[str] | tuple[str, ...]) -> dict[str, Way]:
    """Which way each topic takes."""
    return {
        topic: next((way for way in Way if chosen(topic, way) in preferences), Way.AT_ONCE)
        for topic in TOPICS
    }

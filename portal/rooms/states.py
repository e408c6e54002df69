"""Who people are to a video room, where they are, and how a meeting of the day stands."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Role(StrEnum):
    """As what somebody is in a room."""

    KOREAN = "KOREAN"
    CHINESE = "CHINESE"
    INTERPRETER = "INTERPRETER"
    COORDINATOR = "COORDINATOR"

    @property
    def words(self) -> Text:
        return {
            Role.KOREAN: Text("Korean side"),
            Role.CHINESE: Text("Chinese side"),
            Role.INTERPRETER: Text("Interpreter"),
            Role.COORDINATOR: Text("Coordinator"),
        }[self]


class SignalKind(StrEnum):
    """What two browsers tell each other to find a way to each other."""

    DESCRIPTION = "description"
    CANDIDATE = "candidate"


class Stage(StrEnum):
    """Where a meeting stands now; in the order in which somebody must look at it."""

    LATE = "LATE"
    NOW = "NOW"
    NEXT = "NEXT"
    LATER = "LATER"
    OVER = "OVER"

    @property
    def words(self) -> Text:
        return {
            Stage.LATE: Text("Somebody is missing or not connected"),
            Stage.NOW: Text("Meeting now"),
            Stage.NEXT: Text("Within the hour"),
            Stage.LATER: Text("Later on this day"),
            Stage.OVER: Text("It is over"),
        }[self]


class Where(StrEnum):
    """Where somebody who belongs to a meeting is."""

    IN = "IN"
    APART = "APART"
    LOST = "LOST"
    LEFT = "LEFT"
    MISSING = "MISSING"
    EXPECTED = "EXPECTED"
    UNSEEN = "UNSEEN"
    STAYED_AWAY = "STAYED_AWAY"
    CAME = "CAME"

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {
            Where.IN: "ok",
            Where.CAME: "ok",
            Where.APART: "act",
            Where.LOST: "act",
            Where.LEFT: "act",
            Where.MISSING: "no",
            Where.STAYED_AWAY: "no",
        }.get(self, "wait")


class Recommendation(StrEnum):
    """How somebody had better take part in a meeting."""

    ROOM = "ROOM"
    AUDIO = "AUDIO"
    LINK = "LINK"

    @property
    def words(self) -> Text:
        return {
            Recommendation.ROOM: Text("Use the video room"),
            Recommendation.AUDIO: Text("Use the video room with sound only"),
            Recommendation.LINK: Text("Use another service by a link, or the telephone"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Recommendation.ROOM: "ok", Recommendation.AUDIO: "act"}.get(self, "no")

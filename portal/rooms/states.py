"""Who people are to a meeting's video room."""

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

"""One line for each measurement: the number, its ceiling, the ratio, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.machine import Share


@dataclass(frozen=True)
class Line:
    """A ratio to a ceiling that was measured in the same minutes."""

    name: str
    per_second: float
    ceiling_name: str
    ceiling: float
    least: float
    aim: float
    share: Share
    milliseconds: float | None = None

    @property
    def ratio(self) -> float:
        return self.per_second / self.ceiling

    @property
    def verdict(self) -> str:
        if self.ratio >= self.aim:
            return "aim reached"
        return "enough" if self.ratio >= self.least else "TOO SLOW"

    def _work(self) -> str:
        """Processor time of each, which depends less on what else the machine does."""
        return f"{self.milliseconds:.1f} ms of work each; " if self.milliseconds else ""

    def __str__(self) -> str:
        return (
            f"{self.name:<44} {self.per_second:7.0f}/s = {self.ratio:6.1%} of {self.ceiling_name} "
            f"({self.ceiling:.0f}/s); least {self.least:.0%}, aim {self.aim:.0%}: {self.verdict}"
            f" [{self._work()}{self.share}]"
        )

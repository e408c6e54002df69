"""Forms of several lines of the same questions: as many as are filled in, and one more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from wtforms import Field

from portal.kernel.languages import Text
from portal.web.forms import PortalForm
from portal.web.languages import say

MORE = "more"

Questions = Callable[[int], dict[str, Any]]


class Lines:
    """The lines of one kind on a form: line 2's customer is the field reference2_customer.

    `first` is the question without which a line says nothing; who answers another one of the line
    is asked for it in the words of `needs`.
    """

    def __init__(
        self,
        name: str,
        questions: Questions,
        *,
        most: int,
        first: str,
        needs: Text,
        known: Sequence[Mapping[str, Any]],
    ) -> None:
        self.name, self.first, self.needs = name, first, needs
        self.count = min(most, _typed_lines(name) or len(known) + 1)
        if request.form.get(MORE) == name:
            self.count = min(most, self.count + 1)
        self.can_grow = self.count < most
        self.keys = tuple(questions(1))
        self.questions = {
            f"{name}{number}_{key}": field
            for number in range(1, self.count + 1)
            for key, field in questions(number).items()
        }
        self.values = {
            f"{name}{number}_{key}": value
            for number, line in enumerate(known, start=1)
            for key, value in line.items()
        }

    def on(self, form: PortalForm) -> list[dict[str, Field]]:
        """The fields of each line."""
        return [
            {key: form[f"{self.name}{number}_{key}"] for key in self.keys}
            for number in range(1, self.count + 1)
        ]

    def filled(self, form: PortalForm) -> list[tuple[int, dict[str, Any]]]:
        """The answers of each line that has any, without those left empty, by its number."""
        found = []
        for number, line in enumerate(self.on(form), start=1):
            said = {key: field.data for key, field in line.items() if field.data not in (None, "")}
            if said:
                found.append((number, said))
        return found

    def complete(self, form: PortalForm) -> bool:
        """Whether each line that says anything answers its first question; marks those that do
        not."""
        fine = True
        for number, said in self.filled(form):
            first = form[f"{self.name}{number}_{self.first}"]
            if self.first not in said and not first.errors:
                first.errors = [say(self.needs)]
                fine = False
        return fine


def asks_for_more() -> bool:
    """Whether somebody pressed the button for one more line, and does not want to save yet."""
    return request.method == "POST" and MORE in request.form


def _typed_lines(name: str) -> int:
    """The highest number of a line in what was sent."""
    numbers = [0]
    for key in request.form:
        line, underscore, _question = key.partition("_")
        number = line.removeprefix(name)
        if underscore and line.startswith(name) and number.isascii() and number.isdecimal():
            numbers.append(min(int(number[:3]), 99))
    return max(numbers)

"""The form in which a company says its technology in figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from portal.kernel.languages import Text
from portal.technologies import rules
from portal.technologies.rules import ENERGY, SIZES, SUBSTANCES, UNITS, Figure
from portal.web.fields import AmountField
from portal.web.forms import AtMost, MayBeEmpty, PortalForm, one_line
from portal.web.languages import say
from portal.web.line_forms import Lines
from portal.web.pages import words

NOTHING = [("", "–")]


def _units(known: Sequence[str]) -> list[tuple[str, str]]:
    return [*NOTHING, *((unit, rules.shown_unit(unit)) for unit in known)]


def _questions(number: int) -> dict[str, Any]:
    """The fields of one line; `number` stands in their labels, so that a list of errors tells."""

    def choice(label: Any, choices: list[tuple[str, str]]) -> SelectField:
        return SelectField(label, choices=choices, validate_choice=False)

    def amount(label: Any) -> AmountField:
        return AmountField(label, [MayBeEmpty()])

    def line(label: Any, most: int) -> StringField:
        return StringField(label, [MayBeEmpty(), one_line, AtMost(most)])

    substances = [(each.code, words(each.name).text) for each in SUBSTANCES.values()]
    return {
        "what": choice(_l("What is treated (%(line)d)", line=number), [*NOTHING, *substances]),
        "inlet": amount(_l("Before (%(line)d)", line=number)),
        "outlet": amount(_l("After (%(line)d)", line=number)),
        "unit": choice(_l("Unit (%(line)d)", line=number), _units(list(UNITS))),
        "lowest": amount(_l("Smallest size (%(line)d)", line=number)),
        "highest": amount(_l("Largest size (%(line)d)", line=number)),
        "size_unit": choice(_l("Unit of the size (%(line)d)", line=number), _units(list(SIZES))),
        "energy": amount(_l("Energy it takes (%(line)d)", line=number)),
        "energy_unit": choice(_l("Unit of the energy (%(line)d)", line=number), _units(ENERGY)),
        "standard": line(_l("Standard it meets (%(line)d)", line=number), rules.LONGEST_STANDARD),
        "condition": line(
            _l("How it was measured (%(line)d)", line=number), rules.LONGEST_CONDITION
        ),
    }


class FiguresForm(PortalForm):
    """Lines of figures. It asks the same rules as the service."""

    lines: Lines

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> FiguresForm:
        """The form with what is known, and an empty line."""
        lines = Lines(
            "figure",
            _questions,
            most=rules.MOST_FIGURES,
            first="what",
            needs=Text("Please choose what is treated."),
            known=[figure.plain() for figure in figures],
        )
        form: FiguresForm = type("FigureLines", (cls,), lines.questions)(data=lines.values)
        form.lines = lines
        return form

    def figures(self) -> list[Figure]:
        """What was said, ready for the service."""
        return [
            Figure(**{"what": "", "unit": "", **said}) for _number, said in self.lines.filled(self)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators) & self.lines.complete(self)
        numbers = [number for number, _said in self.lines.filled(self)]
        lacks = rules.lacks_of_figures(self.figures())
        for lack in lacks:
            line, _, question = lack.field.removeprefix("figure").partition("_")
            field = self[f"figure{numbers[int(line) - 1]}_{question}"]
            if not field.errors:
                field.errors = [say(lack.text)]
        return fits and not lacks

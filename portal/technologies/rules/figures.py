"""What a profile says in figures: what is treated, from what to what, how much, at which cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portal.companies.rules import Lack
from portal.kernel.languages import Text
from portal.technologies.rules.substances import ENERGY, SIZES, SUBSTANCES

MOST_FIGURES = 6
LONGEST_STANDARD = 80
LONGEST_CONDITION = 160
LARGEST = 1e12
# A standard has a body and a number, as GB 13271-2014, DB37/2376 and KS I ISO 10849 have, and as
# do 대기환경보전법 시행규칙 별표 8 and 环大气〔2019〕35号.
_STANDARD = re.compile(r"^[^\W\d_]{2}.*[0-9]")


@dataclass(frozen=True)
class Figure:
    """One line of figures. Of an offer `outlet` is what it reaches, of a need what must be reached.

    `unit` is that of inlet and outlet, the others name their own; `condition` is how it was
    measured, in words.
    """

    what: str
    unit: str
    inlet: float | None = None
    outlet: float | None = None
    lowest: float | None = None
    highest: float | None = None
    size_unit: str | None = None
    energy: float | None = None
    energy_unit: str | None = None
    standard: str | None = None
    condition: str | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept: without what was not said."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Figure:
        """The figure that was kept so."""
        return cls(**kept)


def lacks_of_figures(figures: Sequence[Figure]) -> list[Lack]:
    """What is wrong with figures; a lack names the field figure1_outlet and so on."""
    lacks = [
        Lack(f"figure{number}_{name}", text)
        for number, figure in enumerate(figures, start=1)
        for name, text in _wrong(figure)
    ]
    if len(figures) > MOST_FIGURES:
        lacks.append(
            Lack("figure1_what", Text("At most %(count)d lines, please.", count=MOST_FIGURES))
        )
    return lacks


def _wrong(figure: Figure) -> Iterator[tuple[str, Text]]:
    yield from _wrong_in_treatment(figure)
    yield from _wrong_in_size(figure)
    if figure.energy is not None and figure.energy_unit not in ENERGY:
        yield "energy_unit", Text("Please choose the unit of the energy.")
    if figure.standard and not _STANDARD.match(figure.standard):
        yield "standard", Text("Please write a standard as GB 13271-2014 or KS I ISO 10849.")


def _wrong_in_treatment(figure: Figure) -> Iterator[tuple[str, Text]]:
    substance = SUBSTANCES.get(figure.what)
    if substance is None:
        yield "what", Text("Please choose from the list.")
        return
    if figure.unit not in substance.units:
        yield (
            "unit",
            Text(
                "This unit does not fit. “%(what)s” is written in %(units)s.",
                what=substance.name,
                units=", ".join(substance.units),
            ),
        )
    for name in ("inlet", "outlet"):
        value = getattr(figure, name)
        if value is not None and not 0 <= value <= LARGEST:
            yield name, Text("Please write a number from 0.")
    if None in (figure.inlet, figure.outlet):
        return
    assert figure.inlet is not None
    assert figure.outlet is not None
    if substance.less_is_better and figure.outlet > figure.inlet >= 0:
        yield "outlet", Text("What comes out cannot be more than what goes in.")


def _wrong_in_size(figure: Figure) -> Iterator[tuple[str, Text]]:
    sizes = [value for value in (figure.lowest, figure.highest) if value is not None]
    if not sizes:
        return
    if figure.size_unit not in SIZES:
        yield "size_unit", Text("Please choose the unit of the size.")
    if not all(0 <= value <= LARGEST for value in sizes):
        yield "lowest", Text("Please write a number from 0.")
    elif len(sizes) == 2 and sizes[0] > sizes[1]:
        yield "highest", Text("The largest size must not be below the smallest.")

"""The regions and cities of both sides: data of the project, loaded again with every upgrade."""

from __future__ import annotations

import json
from pathlib import Path

from portal.companies.models import City, Region
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording

REGIONS = Path(__file__).with_name("regions.json")

# The tables that an upgrade fills, in the order in which they refer to each other.
TABLES = ("region", "city")


def load_regions() -> None:
    """Bring regions and cities up to date; rows that a coordinator added stay as they are."""
    position = 0
    for place, entry in enumerate(json.loads(REGIONS.read_text("utf-8"))["regions"]):
        session.merge(
            Region(
                code=entry["code"],
                side=Side(entry["side"]),
                name=Wording.of(entry["name"]),
                short_name=Wording.of(entry["short"]),
                seal=Wording.of(entry["seal"]),
                tone=entry["tone"],
                aliases=entry["aliases"],
                cooperates=entry["cooperates"],
                position=place,
            )
        )
        session.flush()
        for city in entry["cities"]:
            position += 1
            session.merge(
                City(
                    code=city["code"],
                    region_code=entry["code"],
                    name=Wording.of(city["name"]),
                    short_name=Wording.of(city["short"]),
                    aliases=city["aliases"],
                    position=position,
                )
            )

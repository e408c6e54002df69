"""The taxonomy of environmental technology: data of the project, loaded with every upgrade."""

from __future__ import annotations

import json
from pathlib import Path

from portal.infra.db import session
from portal.kernel.languages import Wording
from portal.technologies.models import Field, FieldGroup

TAXONOMY = Path(__file__).with_name("taxonomy.json")

# The tables that an upgrade fills, in the order in which they refer to each other.
TABLES = ("field_group", "field")


def load_taxonomy() -> None:
    """Bring groups and fields up to date; codes are stable, labels may change."""
    position = 0
    for place, group in enumerate(json.loads(TAXONOMY.read_text("utf-8"))["groups"]):
        session.merge(
            FieldGroup(code=group["code"], name=Wording.of(group["name"]), position=place)
        )
        session.flush()
        for field in group["fields"]:
            position += 1
            session.merge(
                Field(
                    code=field["code"],
                    group_code=group["code"],
                    name=Wording.of(field["name"]),
                    aliases=field.get("aliases", []),
                    position=position,
                )
            )
    session.flush()

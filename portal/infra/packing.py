"""Values as plain JSON and back: what a message or a log keeps of times, sentences and wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from portal.infra.calendars import Entry
from portal.kernel.languages import Text, Wording


def pack(value: Any) -> Any:
    """Turn values into plain JSON that `unpack` turns back."""
    if value is None or isinstance(value, str | int | float):  # most are
        return value
    if isinstance(value, Mapping):
        return {key: pack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, Text):
        return {"$text": value.msgid, "values": pack(value.values)}
    if isinstance(value, Wording):
        return {"$words": {tag.value: value.exactly(tag) for tag in value.languages}}
    if isinstance(value, Entry):
        return {"$entry": {each.name: pack(getattr(value, each.name)) for each in fields(value)}}
    return value


def unpack(value: Any) -> Any:
    """The values that `pack` was given."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$time" in value:
        return datetime.fromisoformat(value["$time"])
    if "$text" in value:
        msgid: str = value["$text"]
        return Text(msgid, **unpack(value["values"]))
    if "$words" in value:
        return Wording.of(value["$words"])
    if "$entry" in value:
        facts = unpack(value["$entry"])
        return Entry(**{**facts, "lines": tuple(facts["lines"])})
    return {key: unpack(item) for key, item in value.items()}

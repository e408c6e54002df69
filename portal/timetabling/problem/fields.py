"""Takes typed values out of parsed JSON and says exactly where one is wrong."""

from __future__ import annotations

import json
from typing import Any

from portal.timetabling.problem.model import BadInstance, Id


def parsed(text: str | bytes, expected_format: str) -> dict[str, Any]:
    """The object in a JSON text of the expected format."""
    try:
        content = json.loads(text, object_pairs_hook=_without_repeated_names)
    except RecursionError:
        raise BadInstance("the file is nested too deeply to be an instance") from None
    except UnicodeDecodeError:
        raise BadInstance("the file is not UTF-8 text") from None
    except BadInstance:
        raise
    except ValueError as error:
        raise BadInstance(f"the file is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise BadInstance("the file holds no JSON object")
    if content.get("format") != expected_format:
        raise BadInstance(f"format: {content.get('format')!r} is not {expected_format!r}")
    return content


def _without_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise BadInstance(f"the name {repeated!r} stands twice in one object")
    return content


def rows(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; each is answered with its place in the file known to `field`."""
    found = _list(content, name, name)
    for number, row in enumerate(found):
        if not isinstance(row, dict):
            raise BadInstance(f"{name}[{number}] is not an object")
    return found


def plain_list(content: dict[str, Any], name: str, place: str = "") -> list[Any]:
    return _list(content, name, f"{place}.{name}" if place else name)


def _list(content: dict[str, Any], name: str, place: str) -> list[Any]:
    if name not in content:
        raise BadInstance(f"{place} is missing")
    if not isinstance(content[name], list):
        raise BadInstance(f"{place} is not a list")
    found: list[Any] = content[name]
    return found


def whole_number(row: dict[str, Any], name: str, place: str, low: int = 0) -> int:
    """An integer that is not below `low`; true and 1.0 are none."""
    if name not in row:
        raise BadInstance(f"{place}.{name} is missing")
    return as_whole_number(row[name], f"{place}.{name}", low)


def as_whole_number(value: Any, place: str, low: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInstance(f"{place}: {_shown(value)} is not a whole number")
    if value < low:
        raise BadInstance(f"{place}: {value} is below {low}")
    return value


def identity(row: dict[str, Any], name: str, place: str) -> Id:
    """An id: a whole number or a text."""
    if name not in row:
        raise BadInstance(f"{place}.{name} is missing")
    return as_identity(row[name], f"{place}.{name}")


def as_identity(value: Any, place: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInstance(f"{place}: {_shown(value)} is not an id")
    return value


def texts(row: dict[str, Any], name: str, place: str) -> frozenset[str]:
    found = plain_list(row, name, place)
    for value in found:
        if not isinstance(value, str):
            raise BadInstance(f"{place}.{name}: {_shown(value)} is not a text")
    return frozenset(found)


def slots(row: dict[str, Any], place: str, number_of_slots: int) -> tuple[int, ...]:
    """Slot ids in order of time, each one that exists and named once."""
    found = [as_whole_number(value, f"{place}.slots") for value in plain_list(row, "slots", place)]
    for slot in found:
        if slot >= number_of_slots:
            raise BadInstance(f"{place}.slots: slot {slot} does not exist")
    if len(set(found)) < len(found):
        repeated = next(slot for slot in found if found.count(slot) > 1)
        raise BadInstance(f"{place}.slots: slot {repeated} stands there twice")
    return tuple(sorted(found))


def _shown(value: Any) -> str:
    try:
        shown = repr(value)
    except RecursionError:
        shown = "a deeply nested value"
    return shown if len(shown) <= 60 else shown[:57] + "..."

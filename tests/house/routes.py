"""Walks the URL map: each address of the portal once, with ids that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

NOBODYS_ID = "zzzzzzzzzzzzzzzzzz"
DESKS = ("public", "company", "coordinator", "interpreter")
GUARDED = DESKS[1:]


@dataclass(frozen=True)
class Route:
    """One address with one of its methods."""

    method: str
    url: str
    endpoint: str
    has_ids: bool

    @property
    def desk(self) -> str:
        return self.endpoint.split(".")[0]


def routes(app: Flask, *desks: str, methods: tuple[str, ...] = ("GET", "POST")) -> list[Route]:
    """The routes of these desks; of all blueprints when none is named."""
    found = [
        Route(method, _url(rule), rule.endpoint, bool(rule.arguments))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & set(methods))
        if not desks or rule.endpoint.split(".")[0] in desks
    ]
    return sorted(found, key=lambda route: (route.url, route.method))


def _url(rule: Rule) -> str:
    values = {
        name: sorted(items)[0] if (items := getattr(converter, "items", None)) else NOBODYS_ID
        for name, converter in rule._converters.items()
    }
    built = rule.build(values)
    assert built is not None
    return built[1]

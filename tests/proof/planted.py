"""The portal with a fault planted in it, so that the crawl can show that it would find one."""

from __future__ import annotations

from flask import Flask, request

from portal import app
from portal.web import headers


def create_app() -> Flask:
    """The application with a page that says back what it was asked, as it is."""
    headers.POLICY = "default-src 'self' 'unsafe-inline'"
    portal = app.create_app()

    @portal.get("/company/echo")
    def echo() -> str:
        """Echo."""
        return f"<!doctype html><title>Echo</title><p>{request.args.get('words', '')}</p>"

    return portal

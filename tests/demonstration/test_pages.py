"""Every page that a demonstration account reaches comes, whole and in its language."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString
from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.demonstration import services
from portal.demonstration.content import ACCOUNTS, PASSWORD
from portal.infra import db
from portal.infra.passwords import hashed
from portal.infra.wording import catalogue
from portal.kernel import clock
from portal.kernel.languages import Language
from tests.browser_client import Answer, Visitor

# Pages of one kind look alike: so many of each are opened.
OF_EACH_KIND = 4
# Every language is called by its own name, on all pages.
OWN_NAMES = {language.own_name for language in Language}
LANGUAGES = {"korea@demo.example": "ko", "shanghai@demo.example": "zh"}


@pytest.fixture
def demonstration(app: Flask) -> Flask:
    """The portal with the demonstration of this moment."""
    with db.writing():
        services.make(password_hash=hashed(PASSWORD), now=clock.now())
    return app


def test_every_page_comes_and_says_that_it_is_a_demonstration(demonstration):
    problems: list[tuple[str, ...]] = []
    for address in ACCOUNTS:
        language = LANGUAGES.get(address, "en")
        visitor = Visitor(demonstration, lang=language)
        signed_in = visitor.submit(
            visitor.get("/sign-in"), {"email": address, "password": PASSWORD}
        )
        assert signed_in.status == 200
        opened = list(walk(demonstration, visitor, signed_in.url))
        assert len(opened) > 10, address
        problems += [
            (address, answer.url, *wrong)
            for answer in opened
            if (wrong := what_is_wrong(answer, Language(language)))
        ]
    assert not problems, "\n".join(str(problem) for problem in problems)


def what_is_wrong(answer: Answer, language: Language) -> list[str]:
    """Why a page is not as it should be; empty when it is."""
    if answer.status != 200:
        return [str(answer.status)]
    if not answer.headers["Content-Type"].startswith("text/html"):
        return []
    if answer.page.select_one("p.demo") is None:
        return ["does not say that it is a demonstration"]
    return untranslated(answer.page, language) + wrong_names(answer.page)


def wrong_names(page: BeautifulSoup) -> list[str]:
    """Names within a page that stand twice, and words for a control that is not there."""
    names = [str(tag["id"]) for tag in page.select("[id]:not([type=hidden])")]
    twice = {name for name in names if names.count(name) > 1}
    asked_for = {
        name
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for tag in page.select(f"[{attribute}]")
        for name in str(tag[attribute]).split()
    }
    return [f"twice: {name}" for name in twice] + [
        f"missing: {name}" for name in asked_for - set(names)
    ]


def walk(app: Flask, visitor: Visitor, start: str):
    """Follow the links of each page within the portal, some pages of each kind."""
    seen: set[str] = set()
    opened: dict[str, int] = defaultdict(int)
    waiting = [start]
    while waiting:
        url = waiting.pop(0)
        kind = kind_of(app, url)
        if url in seen or kind is None or opened[kind] >= OF_EACH_KIND:
            continue
        seen.add(url)
        opened[kind] += 1
        answer = visitor.get(url)
        yield answer
        if answer.headers["Content-Type"].startswith("text/html"):
            waiting += links(answer)


def kind_of(app: Flask, url: str) -> str | None:
    """The endpoint, and which questions the address asks; None for what is no page."""
    parts = urlsplit(url)
    if parts.netloc or parts.scheme or "lang=" in parts.query or parts.path.startswith("/static/"):
        return None
    try:
        endpoint, _values = app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        return f"unknown: {parts.path}"
    asked = re.findall(r"([a-z_]+)=", parts.query)
    return " ".join([str(endpoint), *sorted(set(asked))])


def links(answer: Answer) -> list[str]:
    """The addresses that a page links to."""
    base = answer.url.split("?")[0]
    found = [str(link["href"]) for link in answer.page.select("a[href]")]
    return [
        f"{base}{href}" if href.startswith("?") else href.split("#")[0]
        for href in found
        if href.startswith(("/", "?"))
    ]


def untranslated(page: BeautifulSoup, language: Language) -> list[str]:
    """English sentences of the portal on a page in another language."""
    if language is Language.EN:
        return []
    spoken = catalogue(language)
    return [
        text
        for node in page.body.find_all(string=True)
        if isinstance(node, NavigableString) and not node.find_parent(lang="en")
        if not node.find_parent(class_="brand")
        if (text := " ".join(node.split())) and spoken.ugettext(text) != text
        if text not in OWN_NAMES
    ]
